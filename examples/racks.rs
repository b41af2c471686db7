//! Lists racks and the updates that each is behind.

use std::process::ExitCode;

use clap::Parser;
use rack_updates::{Release, plan::Target};
use support::{Files, Installer, Outlook, explain, print, shown};

/// List the racks: the release that each runs, and how many updates lead to the latest one.
///
/// STATUS is `up to date`, `outdated`, `blocked` (a required release on the path isn't published),
/// `dead end` (no update is possible), `unknown` (the version isn't in the manifest) or `nothing
/// published`. The reason why a rack can't reach the latest release is given below the list.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 whatever the racks run, 1 on bad input or if the rack can't be \
    updated, 2 on wrong usage."
)]
struct Arguments {
    /// Update this rack by one hop, as `rack_update` does, and list nothing
    #[arg(long, value_name = "NAME")]
    update: Option<String>,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(&Arguments::parse()))
}

fn run(Arguments { update, files }: &Arguments) -> anyhow::Result<()> {
    if let Some(name) = update {
        return support::update(files, Some(name), Target::Latest, &Installer::default());
    }

    let timeline = files.timeline()?;
    let racks = files.racks()?;
    let latest = timeline.latest().map_or_else(|| "-".into(), Release::to_string);

    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for rack in racks.iter() {
        let outlook = Outlook::new(&timeline, &rack.version);
        rows.push([
            shown(&rack.name),
            shown(&rack.version),
            outlook.status().into(),
            outlook.next().map_or_else(|| "-".into(), |hop| hop.end().to_string()),
            latest.clone(),
            outlook.updates().map_or_else(|| "-".into(), |updates| updates.to_string()),
        ]);

        if let Err(error) = &outlook.path {
            let reason = explain(error, &rack.version, files.manifest());
            notes.push(format!("{}: {reason}\n", shown(&rack.name)));
        }
    }
    let header = ["NAME", "VERSION", "STATUS", "NEXT", "LATEST", "UPDATES"];
    print(format_args!("{}\n", support::table(header, rows)))?;
    if !notes.is_empty() {
        print(format_args!("\n{}", notes.concat()))?;
    }
    Ok(())
}
