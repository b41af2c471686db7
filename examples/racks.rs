//! Lists racks and the updates that each has before it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use rack_updates::{
    Release, Timeline, diagram,
    plan::{self, PlanError, Target, UpdatePath},
};
use support::{Files, Rack, shown};

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

    /// Also draw for each rack the way before it among the releases, as far as it is open
    #[arg(long, conflicts_with = "update")]
    diagram: bool,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { update, diagram, files } = arguments;
    let mut out = io::stdout().lock();
    if let Some(name) = update {
        return support::update(&files, Some(&name), Target::Latest, &mut out);
    }

    let timeline = files.timeline()?;
    let racks = files.racks()?;
    let latest = timeline.latest().map_or_else(|| "-".into(), Release::to_string);

    let ways: Vec<_> = racks.iter().map(|rack| (rack, Way::of(&timeline, rack))).collect();
    let header = ["NAME", "VERSION", "STATUS", "NEXT", "LATEST", "UPDATES"];
    let rows = ways.iter().map(|(rack, way)| {
        let next = way.open.as_ref().and_then(UpdatePath::first);
        [
            shown(&rack.name),
            shown(&rack.version),
            way.status().into(),
            next.map_or_else(|| "-".into(), |hop| hop.end().to_string()),
            latest.clone(),
            way.updates(),
        ]
    });
    writeln!(out, "{}", support::table(header, rows))?;

    let mut notes = Vec::new();
    for (rack, Way { whole, open }) in &ways {
        let way = match whole {
            Err(problem) => problem.to_string(),
            Ok(path) if diagram => path.to_string(),
            Ok(_) => continue,
        };
        let picture = match *open {
            Some(path) if diagram => format!("\n{}", diagram::terminal(path, support::width())),
            _ => String::new(),
        };
        notes.push(format!("{}: {way}{picture}", shown(&rack.name)));
    }
    if !notes.is_empty() {
        let between = if diagram { "\n\n" } else { "\n" };
        writeln!(out, "\n{}", notes.join(between))?;
    }
    Ok(())
}

/// What a rack has before it on its way to the latest release.
struct Way<'t> {
    /// The way to its end, or why it can't be gone so far.
    whole: Result<UpdatePath<'t>, PlanError>,
    /// The way as far as it can be gone, if the rack is somewhere on it.
    open: Option<UpdatePath<'t>>,
}

impl<'t> Way<'t> {
    fn of(timeline: &'t Timeline, rack: &Rack) -> Self {
        let whole = plan::full_path(timeline, &rack.version, Target::Latest);
        let open = match &whole {
            Ok(path) => Some(*path),
            // A rack that is blocked farther on may still have updates before it.
            Err(PlanError::Blocked { reachable, .. }) => {
                plan::full_path(timeline, &rack.version, reachable).ok()
            }
            Err(_) => None,
        };
        Self { whole, open }
    }

    fn status(&self) -> &'static str {
        match &self.whole {
            Ok(path) if path.is_empty() => "up to date",
            Ok(_) => "outdated",
            Err(PlanError::Blocked { .. }) => "blocked",
            Err(PlanError::DeadEnd { .. }) => "dead end",
            Err(PlanError::UnknownCurrent { .. }) => "unknown",
            Err(_) => "no plan",
        }
    }

    fn updates(&self) -> String {
        self.whole.as_ref().map_or_else(|_| "-".into(), |path| path.len().to_string())
    }
}
