//! Keeps the list of releases, as the publisher of a product does.

use std::{collections::HashMap, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use rack_updates::{
    Release, Timeline, drift,
    lint::{self, Finding, Severity},
};
use serde::Deserialize;
use support::{JsonFile, Manifest, Rack, print};

/// Keep the manifest of releases.
///
/// A change is of one release, and everything else in the manifest stays as it is. Before a change
/// is written, its effect on the installations is shown. A change with errors is refused: it blocks
/// updates, loses a required release, or adds an error that `lint` finds. Errors that the manifest
/// has already don't count.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 also if nothing changes, 1 on bad input, if a change is or would be \
    refused or if `lint` finds an error, 2 on wrong usage."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// The releases, oldest first, in the format of Convox's versions.json; a change writes to it
    /// [default: target/versions.json, made by the first run as a copy of
    /// examples/data/versions.json; delete it to start over]
    #[arg(long, value_name = "FILE", global = true)]
    manifest: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Change(Change),

    /// List the releases, oldest first
    List,

    /// List errors, warnings and other findings about the releases
    Lint,

    /// Show the effect of a change, and write nothing
    WhatIf {
        #[command(subcommand)]
        change: Change,

        /// The installations that count: a racks file, or a JSON object with the number of
        /// installations by version
        #[arg(long, value_name = "FILE")]
        fleet: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Change {
    /// Append a release, which is neither published nor required yet
    Create {
        #[command(flatten)]
        subject: Subject,

        /// Its change log
        #[arg(long, value_name = "TEXT", default_value = "")]
        description: String,
    },

    /// Offer a release for updates
    Publish(Subject),

    /// Stop offering a release for updates
    Withdraw(Subject),

    /// Forbid updates to skip a release
    Require {
        #[command(flatten)]
        subject: Subject,

        /// The oldest release that meets the requirement [default: what the manifest states, or
        /// else the release itself]
        #[arg(long, value_name = "VERSION")]
        since: Option<String>,

        /// Why it can't be skipped [default: the reason in the manifest]
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },

    /// Allow updates to skip a release again
    Waive(Subject),
}

#[derive(Args)]
struct Subject {
    /// The version of the release
    version: String,

    /// Accept the errors of the change
    #[arg(long)]
    allow_errors: bool,
}

impl Change {
    fn subject(&self) -> &Subject {
        match self {
            Self::Create { subject, .. }
            | Self::Publish(subject)
            | Self::Withdraw(subject)
            | Self::Require { subject, .. }
            | Self::Waive(subject) => subject,
        }
    }

    fn apply_to(&self, timeline: &mut Timeline) -> anyhow::Result<()> {
        let version = &self.subject().version;
        match self {
            Self::Create { description, .. } => {
                if let Some(position) = timeline.position(version) {
                    bail!("release {version:?} exists already, at index {position}");
                }
                if version.trim() != version || version.is_empty() {
                    bail!("the version {version:?} is empty or has white space at an end");
                }
                let release = Release::new(version.as_str()).unpublished();
                timeline.push(release.described(description.as_str()))?;
            }
            Self::Publish(_) => timeline.publish(version)?,
            Self::Withdraw(_) => timeline.withdraw(version)?,
            Self::Require { since, reason, .. } => {
                timeline.require(version, reason.as_deref())?;
                if since.is_some() {
                    timeline.set_since(version, since.as_deref())?;
                }
            }
            Self::Waive(_) => timeline.waive(version)?,
        }
        Ok(())
    }

    /// The timeline with this change, whose effect is printed.
    fn show(
        &self,
        file: &JsonFile,
        old: &Timeline,
        fleet: Option<PathBuf>,
    ) -> anyhow::Result<Timeline> {
        let mut new = old.clone();
        self.apply_to(&mut new).with_context(|| format!("can't change {file}"))?;

        let drift = drift::compare(old, &new);
        if let Some(path) = fleet {
            let fleet = fleet_by_version(path)?;
            let count = |release: &Release| *fleet.get(release.version()).unwrap_or(&0);
            print(format_args!("{}\n", drift.for_fleet(count)))?;

            let unknown = fleet.iter().filter(|(version, _)| new.get(version).is_none());
            match unknown.map(|(_, count)| count).sum() {
                0_u64 => {}
                unknown => print(format_args!("installations of unknown releases: {unknown}\n"))?,
            }
        } else {
            print(format_args!("{drift}\n"))?;
        }

        let errors = added_errors(old, &new);
        for error in &errors {
            print(format_args!("error: {error}\n"))?;
        }
        let is_refused = !errors.is_empty() || drift.severity() >= Some(Severity::Error);
        if is_refused && !self.subject().allow_errors {
            bail!("the change is refused because of its errors; --allow-errors accepts them");
        }
        Ok(new)
    }
}

/// The number of installations of each version.
fn fleet_by_version(path: PathBuf) -> anyhow::Result<HashMap<String, u64>> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected racks, or the number of installations by version")]
    enum Fleet {
        Counts(HashMap<String, u64>),
        Racks(Vec<Rack>),
    }

    match JsonFile::new("fleet", path).read()? {
        Fleet::Counts(counts) => Ok(counts),
        Fleet::Racks(racks) => {
            let mut counts = HashMap::new();
            for rack in racks {
                *counts.entry(rack.version).or_default() += 1;
            }
            Ok(counts)
        }
    }
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(Arguments { command, manifest }: Arguments) -> anyhow::Result<()> {
    let file = Manifest::locate(manifest)?;
    match command {
        Command::Change(change) => {
            let (manifest, _lock) = Manifest::lock(file.clone())?;
            // A change whose effect can't be printed isn't written.
            let new = change.show(&file, &manifest.timeline, None)?;
            if new != manifest.timeline {
                manifest.save(&new)?;
            }
        }
        Command::WhatIf { change, fleet } => {
            change.show(&file, &Manifest::read(file.clone())?.timeline, fleet)?;
        }
        Command::List => print(list(&Manifest::read(file)?.timeline) + "\n")?,
        Command::Lint => {
            let Manifest { timeline, .. } = Manifest::read(file.clone())?;
            let findings = lint::check(&timeline);
            for finding in &findings {
                print(format_args!("{}: {finding}\n", finding.severity()))?;
            }
            if findings.is_empty() {
                print("no findings\n")?;
            }
            if findings.iter().any(|finding| finding.severity() == Severity::Error) {
                bail!("there are errors in {file}");
            }
        }
    }
    Ok(())
}

/// The errors that a change adds to those that `lint` finds.
///
/// Errors that were there before don't count, so they can be mended one by one.
fn added_errors<'t>(old: &Timeline, new: &'t Timeline) -> Vec<Finding<'t>> {
    // An error that names no release is about the whole list, such as an empty one.
    let versions = |finding: &Finding<'_>| -> Vec<String> {
        finding.releases().map(Release::to_string).collect()
    };
    let is_error = |finding: &Finding<'_>| finding.severity() == Severity::Error;
    let before: Vec<_> = lint::check(old).iter().filter(|f| is_error(f)).map(versions).collect();
    let is_added =
        |finding: &Finding<'_>| is_error(finding) && !before.contains(&versions(finding));
    lint::check(new).into_iter().filter(is_added).collect()
}

fn list(timeline: &Timeline) -> String {
    let header = ["VERSION", "STATE", "REQUIRED", "SINCE", "REASON", "DESCRIPTION"];
    let rows = timeline.iter().map(|release| {
        let state = match release {
            _ if timeline.latest() == Some(release) => "latest",
            _ if release.is_published() => "published",
            _ if release.dead_end_reason().is_some() => "dead end",
            _ => "not published",
        };
        let required = if release.is_required() { "yes" } else { "no" };
        let reason = release.dead_end_reason().or(release.reason()).unwrap_or_default();
        [
            release.to_string(),
            state.into(),
            required.into(),
            support::shown(release.since().unwrap_or_default()),
            support::shown(reason),
            support::shown(release.description()),
        ]
    });
    support::table(header, rows)
}
