//! Lists racks and the updates that each is behind.

use std::process::ExitCode;

use clap::Parser;
use rack_updates::Release;
use support::{Files, Outlook, explain, print, shown};

/// List the racks: the release that each runs, and how many updates lead to the latest one.
///
/// STATUS is `up to date`, `outdated`, `blocked` (a required release on the path isn't published),
/// `dead end` (no update is possible), `unknown` (the version isn't in the manifest) or `nothing
/// published`. The reason why a rack can't reach the latest release is given below the list.
#[derive(Parser)]
#[command(after_help = "Exit code: 0 whatever the racks run, 1 on bad input, 2 on wrong usage.")]
struct Arguments {
    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(&Arguments::parse()))
}

fn run(Arguments { files }: &Arguments) -> anyhow::Result<()> {
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
