//! Keeps the list of releases, as the publisher of a product does.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use rack_updates::{
    Release, Timeline,
    drift::{self, Drift},
    lint::{self, Finding, Severity},
};
use support::{JsonFile, Manifest, print};

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

        /// What is new in it
        #[arg(long, value_name = "TEXT", default_value = "")]
        description: String,
    },

    /// Offer a release for updates
    Publish(Subject),

    /// Stop offering a release for updates
    Withdraw(Subject),

    /// Let no update skip a release
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

    /// Let updates skip a release again
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
            Self::Create { subject, .. } | Self::Require { subject, .. } => subject,
            Self::Publish(subject) | Self::Withdraw(subject) | Self::Waive(subject) => subject,
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
        print(format_args!("{drift}\n"))?;

        let errors = errors(old, &new, &drift);
        if !errors.is_empty() && !self.subject().allow_errors {
            bail!("the change is refused unless --allow-errors is given: {}", errors.join("; "));
        }
        Ok(new)
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
            let new = change.show(&file, manifest.timeline(), None)?;
            if new != *manifest.timeline() {
                manifest.save(&new)?;
            }
        }
        Command::WhatIf { change, fleet } => {
            change.show(&file, &file.read()?, fleet)?;
        }
        Command::List => print(list(&file.read()?) + "\n")?,
        Command::Lint => {
            let timeline = file.read()?;
            let findings = lint::check(&timeline);
            for finding in &findings {
                print(format_args!("{}: {finding}\n", finding.severity()))?;
            }
            if findings.is_empty() {
                print("no findings\n")?;
            }
            if is_error(lint::worst(&timeline)) {
                bail!("there are errors in {file}");
            }
        }
    }
    Ok(())
}

fn is_error(severity: Option<Severity>) -> bool {
    severity >= Some(Severity::Error)
}

/// The errors that a change adds.
///
/// Errors that were there before don't count, so that they can be mended one by one.
fn errors(old: &Timeline, new: &Timeline, drift: &Drift<'_>) -> Vec<String> {
    let before = lint::check(old);
    let versions = |finding: &Finding<'_>| -> Vec<String> {
        finding.releases().map(Release::to_string).collect()
    };
    let is_new = |finding: &Finding<'_>| {
        // The errors that name no release are about the whole list, such as an empty one.
        !before.iter().any(|before| {
            before.severity() == Severity::Error && versions(before) == versions(finding)
        })
    };
    let findings = lint::check(new).into_iter();
    let errors =
        findings.filter(|finding| finding.severity() == Severity::Error && is_new(finding));
    let errors: Vec<_> = errors.map(|finding| finding.to_string()).collect();
    if errors.is_empty() && is_error(drift.severity()) {
        return vec!["it has errors".into()];
    }
    errors
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
