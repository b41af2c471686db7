//! Plans over a document in somebody else's format, and finds its records again by position.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};
use serde::Deserialize;

/// Plan updates over an update stream as `Fedora CoreOS` publishes them, and print the stream's own
/// record of each release on the way.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 also if there is nothing to do, 1 on bad input or if no update \
    can be planned, 2 on wrong usage."
)]
struct Arguments {
    /// The version to plan from [default: the oldest of the document]
    current: Option<String>,

    /// The version to plan to [default: the newest that is no dead end]
    target: Option<String>,

    /// The document [default: the shipped examples/data/update-stream.json]
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
}

/// The document, of which only what is needed here is read.
#[derive(Deserialize)]
struct Document {
    releases: Vec<Record>,
}

/// What the document knows about a release. Most of it is nothing that a timeline needs.
#[derive(Deserialize)]
struct Record {
    version: String,
    image: String,
    notes: String,
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    barrier: Option<Because>,
    deadend: Option<Because>,
}

#[derive(Deserialize)]
struct Because {
    reason: String,
}

impl From<&Record> for Release {
    fn from(record: &Record) -> Self {
        let mut release = Release::new(record.version.as_str());
        if let Some(barrier) = &record.metadata.barrier {
            release = release.because(barrier.reason.as_str());
        }
        if let Some(dead_end) = &record.metadata.deadend {
            release = release.dead_end(dead_end.reason.as_str());
        }
        release
    }
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let file = arguments.document.unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join("update-stream.json")
    });
    let Document { releases: records } = support::read("update stream", &file)?;

    // One release for each record, in the same order: then positions in one are those in the other.
    let timeline = Timeline::new(records.iter().map(Release::from))
        .with_context(|| format!("can't use the update stream {}", file.display()))?;

    let current = match &arguments.current {
        Some(version) => version,
        None => timeline
            .iter()
            .next()
            .with_context(|| format!("there is no release in {}", file.display()))?
            .version(),
    };
    let target = arguments.target.as_deref().map_or(Target::Latest, Target::Release);
    let path = plan::full_path(&timeline, current, target)?;

    let mut out = io::stdout().lock();
    writeln!(out, "{path}")?;
    for hop in path {
        let Record { image, notes, .. } = &records[hop.end_position()];
        writeln!(out, "\n{hop:#}")?;
        writeln!(out, "  image: {}", support::shown(image))?;
        writeln!(out, "  notes: {}", support::shown(notes))?;
    }
    Ok(())
}
