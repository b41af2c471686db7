//! Updates a rack, one required release at a time.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use rack_updates::{
    diagram,
    plan::{self, Target},
};
use support::Files;

/// Update a rack by one hop.
///
/// A required release on the way can't be jumped over: the update stops there, and the same command
/// must be run again. It says when the rack is up to date.
#[derive(Parser)]
#[command(after_help = "Exit code: 0 also if the rack is up to date, 1 if it can't be updated, \
    2 on wrong usage.")]
struct Arguments {
    /// The release to update to [default: the newest published one]
    version: Option<String>,

    /// The rack to update [default: the first of the file]
    #[arg(long, value_name = "NAME")]
    rack: Option<String>,

    /// Print the whole path and update nothing
    #[arg(long)]
    dry_run: bool,

    /// Print the whole path as JSON and update nothing
    #[arg(long)]
    json: bool,

    /// Draw the whole path among the releases and update nothing
    #[arg(long, conflicts_with = "json")]
    diagram: bool,

    #[command(flatten)]
    files: Files,
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { version, rack, dry_run, json, diagram, files } = arguments;
    let name = rack.as_deref();
    let target = version.as_deref().map_or(Target::Latest, Target::Release);
    let mut out = io::stdout().lock();
    if !dry_run && !json && !diagram {
        return support::update(&files, name, target, &mut out);
    }

    let timeline = files.timeline()?;
    let racks = files.racks()?;
    let rack = racks.find(name)?;
    let path = plan::full_path(&timeline, &rack.version, target)
        .with_context(|| support::no_plan(rack))?;
    if json {
        serde_json::to_writer_pretty(&mut out, &path)?;
        writeln!(out)?;
    } else if path.is_empty() {
        writeln!(out, "{}", support::nothing_to_do(rack, target))?;
    } else if diagram {
        writeln!(out, "{}", diagram::terminal(path, support::width()))?;
    } else {
        writeln!(out, "{path}\n{path:#}")?;
    }
    Ok(())
}
