//! Updates a rack, one hop a run.

use std::process::ExitCode;

use clap::Parser;
use rack_updates::{
    diagram,
    plan::{self, Target},
};
use support::{Files, InstallerArguments, print, read_timeline};
use terminal_size::{Width, terminal_size};

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

    /// Draw the full path among the releases and update nothing
    #[arg(long, conflicts_with = "json")]
    diagram: bool,

    #[command(flatten)]
    installer: InstallerArguments,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { version, rack, dry_run, json, diagram, installer, files } = arguments;
    let target = version.as_deref().map_or(Target::Latest, Target::Release);
    if !dry_run && !json && !diagram {
        return support::update(files, rack.as_deref(), target, &installer.installer());
    }

    let manifest = files.manifest()?;
    let timeline = read_timeline(&manifest)?;
    let racks = files.racks()?;
    let rack = racks.find(rack.as_deref())?;
    let path = plan::full_path(&timeline, &rack.version, target);
    if *json {
        let json = match &path {
            Ok(path) => serde_json::to_string_pretty(path)?,
            Err(error) => serde_json::to_string_pretty(error)?,
        };
        print(json + "\n")?;
    }

    let path = path.map_err(|error| support::no_plan(&manifest, rack, &error))?;
    if *json {
        Ok(())
    } else if path.is_empty() {
        print(support::nothing_to_do(&timeline, &racks, rack, target))
    } else if *diagram {
        // Output to a file or a pipe has no limit.
        let width = terminal_size().map_or(usize::MAX, |(Width(width), _)| width.into());
        print(format_args!("{}\n", diagram::terminal(path, width)))
    } else {
        print(format_args!("{path}\n{path:#}\n"))
    }
}
