//! Lists racks and the updates that each has before it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use comfy_table::{Table, presets};
use rack_updates::{
    Release, Timeline,
    plan::{self, PlanError, Target},
};
use support::{Files, Rack};

/// List the racks: what each runs, and how many updates it has before it to which release.
///
/// STATUS is `up to date`, `outdated`, `blocked` (a required release on the way isn't published),
/// `dead end` (no update is possible any more) or `unknown` (the version isn't in the manifest).
/// Where a rack can't reach the latest release, the reason is given below the list.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 whatever the racks run, 1 on bad input or if the rack can't be \
    updated, 2 on wrong usage."
)]
struct Arguments {
    /// Update this rack by one hop, just as `rack_update` does, and list nothing
    #[arg(long, value_name = "NAME")]
    update: Option<String>,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { update, files } = arguments;
    let mut out = io::stdout().lock();
    if let Some(name) = update {
        return support::update(&files, Some(&name), Target::Latest, &mut out);
    }

    let timeline = files.timeline()?;
    let racks = files.racks()?;
    let latest = timeline.latest().map_or("-", Release::version);

    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["NAME", "VERSION", "STATUS", "NEXT", "LATEST", "UPDATES"]);
    let mut notes = Vec::new();
    for rack in racks.iter() {
        let way = Way::of(&timeline, rack);
        let Way { status, next, updates, .. } = &way;
        let row = [&rack.name, &rack.version, *status, *next, latest, updates];
        table.add_row(row.map(support::shown));
        if let Some(problem) = way.problem {
            notes.push(format!("{}: {problem}", support::shown(&rack.name)));
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    writeln!(out, "{}", table.trim_fmt())?;
    if !notes.is_empty() {
        writeln!(out, "\n{}", notes.join("\n"))?;
    }
    Ok(())
}

/// What a rack has before it on its way to the latest release.
struct Way<'t> {
    status: &'static str,
    next: &'t str,
    updates: String,
    problem: Option<PlanError>,
}

impl<'t> Way<'t> {
    fn of(timeline: &'t Timeline, rack: &Rack) -> Self {
        // A rack that is blocked farther on may still have an update before it.
        let next = match plan::next_hop(timeline, &rack.version, Target::Latest) {
            Ok(Some(hop)) => hop.to().version(),
            Ok(None) | Err(_) => "-",
        };
        match plan::full_path(timeline, &rack.version, Target::Latest) {
            Ok(path) => Self {
                status: if path.is_empty() { "up to date" } else { "outdated" },
                next,
                updates: path.len().to_string(),
                problem: None,
            },
            Err(problem) => Self {
                status: match problem {
                    PlanError::Blocked { .. } => "blocked",
                    PlanError::DeadEnd { .. } => "dead end",
                    PlanError::UnknownCurrent { .. } => "unknown",
                    _ => "no plan",
                },
                next,
                updates: "-".into(),
                problem: Some(problem),
            },
        }
    }
}
