//! Lists racks and the updates that each is behind.

use std::process::ExitCode;

use clap::Parser;
use comfy_table::{Table, presets};
use rack_updates::Release;
use support::{Files, Outlook, Racks, explain, print, read_timeline, shown};

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
    let manifest = files.manifest()?;
    let timeline = read_timeline(&manifest)?;
    let racks = Racks::read(files.racks()?)?;
    let latest = timeline.latest().map_or_else(|| "-".into(), Release::to_string);

    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["NAME", "VERSION", "STATUS", "NEXT", "LATEST", "UPDATES"]);
    let mut notes = Vec::new();
    for rack in &racks.list {
        let outlook = Outlook::new(&timeline, &rack.version);
        table.add_row([
            shown(&rack.name),
            shown(&rack.version),
            outlook.status().into(),
            outlook.next().map_or_else(|| "-".into(), |hop| hop.end().to_string()),
            latest.clone(),
            outlook.updates().map_or_else(|| "-".into(), |updates| updates.to_string()),
        ]);

        if let Err(error) = &outlook.path {
            let reason = explain(error, &rack.version, &manifest);
            notes.push(format!("{}: {reason}\n", shown(&rack.name)));
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    print(format_args!("{}\n", table.trim_fmt()))?;
    if !notes.is_empty() {
        print(format_args!("\n{}", notes.concat()))?;
    }
    Ok(())
}
