//! Updates a rack, one hop a run.

use std::process::ExitCode;

use anyhow::anyhow;
use clap::Parser;
use rack_updates::plan::{self, Hop, Target};
use support::{Files, Installer, Rack, Racks, Update, explain, print, read_timeline, shown};

/// Update a rack by one hop.
///
/// A required release on the path can't be skipped: the update stops there, and the same command
/// must be run again, until it says that the rack is up to date.
#[derive(Parser)]
#[command(after_help = "Exit code: 0 also if the rack is up to date, 1 if it can't be updated, \
    2 on wrong usage.")]
struct Arguments {
    /// The release to update to [default: the latest published one]
    version: Option<String>,

    /// The rack to update [default: the first of the file]
    #[arg(long, value_name = "NAME")]
    rack: Option<String>,

    /// Print the full path and update nothing
    #[arg(long)]
    dry_run: bool,

    /// Print the full path as JSON, or the error of the plan, and update nothing
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    installer: Installer,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { version, rack, dry_run, json, installer, files } = arguments;
    let target = version.as_deref().map_or(Target::Latest, Target::Release);
    let manifest = files.manifest()?;
    let timeline = read_timeline(&manifest)?;
    let racks = Racks::read(files.racks()?)?;
    let rack = racks.find(rack.as_deref())?;
    let no_plan = |error| {
        let reason = explain(&error, &rack.version, &manifest);
        anyhow!("rack {:?} can't be updated: {reason}", rack.name)
    };

    if *json {
        let path = plan::full_path(&timeline, &rack.version, target);
        let json = match &path {
            Ok(path) => serde_json::to_string_pretty(path)?,
            Err(error) => serde_json::to_string_pretty(error)?,
        };
        print(json + "\n")?;
        return path.map(drop).map_err(no_plan);
    }
    if *dry_run {
        let path = plan::full_path(&timeline, &rack.version, target).map_err(no_plan)?;
        if !path.is_empty() {
            return print(format_args!("{path}\n{path:#}\n"));
        }
    } else if let Some(hop) = plan::next_hop(&timeline, &rack.version, target).map_err(no_plan)? {
        return update(files, rack, hop, installer);
    }

    let state = match target {
        Target::Release(_) => "already runs",
        _ if timeline.latest().is_none() => {
            "has no update, as no release is published yet: it runs"
        }
        _ => "is up to date: it runs",
    };
    print(format_args!("Rack {} {state} {}\n", shown(&rack.name), shown(&rack.version)))?;
    match racks.file.how_to_start_over() {
        Some(how) => print(format_args!("This is a demo: {how}\n")),
        None => Ok(()),
    }
}

/// The update button: updates a rack by one hop.
fn update(files: &Files, rack: &Rack, hop: Hop<'_>, installer: &Installer) -> anyhow::Result<()> {
    let (name, to) = (shown(&rack.name), shown(hop.end().version()));
    let end = if installer.is_simulated() { "" } else { "\n" };

    // Printed first, because an update that can't be announced isn't begun.
    print(format_args!("Updating to {to}... {end}"))?;
    Update::begin(files, &rack.name, &hop.into())?.run(installer, None, |line| {
        if !installer.is_simulated() {
            // The installer runs on, even if the output is closed.
            drop(print(format_args!("{}\n", shown(line))));
        }
    })?;
    print(format_args!("UPDATING\nDone: rack {name} now runs {to}\n"))?;

    if let Some(stop) = hop.stop() {
        let reason = stop.reason().map(|reason| format!(": {}", shown(reason)));
        print(format_args!(
            "It stopped for required release {}{}\nRun the same command again to continue\n",
            shown(stop.version()),
            reason.unwrap_or_default(),
        ))?;
    }
    Ok(())
}
