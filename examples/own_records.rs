//! Plans over a document in another format, and finds its records by position.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;
use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};
use serde::Deserialize;
use serde_json::Value;
use support::{JsonFile, print, shown};

/// Plan the updates from the oldest release of an update stream as Fedora CoreOS publishes it, and
/// print how each release on the path is rolled out, which only the stream knows.
#[derive(Parser)]
#[command(after_help = "Exit code: 0 also if the path is empty, 1 on bad input or if no update \
    can be planned, 2 on wrong usage.")]
struct Arguments {
    /// The stream [default: the shipped examples/data/update-stream.json]
    document: Option<PathBuf>,
}

/// The part of the document that this program needs.
#[derive(Deserialize)]
#[serde(expecting = "an update stream, which is an object with releases")]
struct Document {
    releases: Vec<Record>,
    /// Without it, an array would be read field by field.
    #[serde(flatten)]
    _rest: (),
}

/// The record of a release. Most of it means nothing to a timeline.
#[derive(Deserialize)]
struct Record {
    version: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    barrier: Option<Reason>,
    deadend: Option<Reason>,
    rollout: Option<Value>,
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default)]
    reason: String,
}

impl From<&Record> for Release {
    fn from(Record { version, metadata }: &Record) -> Self {
        let mut release = Release::new(version.as_str());
        if let Some(barrier) = &metadata.barrier {
            release = release.because(barrier.reason.as_str());
        }
        if let Some(dead_end) = &metadata.deadend {
            release = release.dead_end(dead_end.reason.as_str());
        }
        release
    }
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(Arguments { document }: Arguments) -> anyhow::Result<()> {
    let file = document.map_or_else(
        || JsonFile::shipped("update stream", "update-stream.json"),
        |path| JsonFile::new("update stream", path),
    );
    let Document { releases: records, .. } = file.read()?;

    // One release for each record in the same order, so a position is valid in both lists.
    let timeline = Timeline::new(records.iter().map(Release::from))
        .with_context(|| format!("can't use {file}"))?;
    let oldest = timeline.iter().next().with_context(|| format!("no releases are in {file}"))?;
    let path = plan::full_path(&timeline, oldest.version(), Target::Latest)
        .with_context(|| format!("can't plan by {file}"))?;

    print(format_args!("{path}\n"))?;
    for hop in path {
        print(format_args!("{hop:#}\n"))?;
        if let Some(rollout) = &records[hop.end_position()].metadata.rollout {
            print(format_args!("  rollout: {}\n", shown(&rollout.to_string())))?;
        }
    }
    Ok(())
}
