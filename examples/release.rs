//! Keeps the list of releases, as the publisher of a product does.

use std::{collections::HashMap, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use rack_updates::{
    Release, Timeline, drift,
    lint::{self, Finding, Severity},
};
use support::{JsonFile, print};

/// Keep the manifest of releases.
///
/// A change is of one release, and everything else in the manifest stays as it is. Before a change
/// is written, its effect on the installations is shown, and the findings of `lint` that it adds. A
/// change with errors is refused: it blocks updates, loses a required release, or adds an error that
/// `lint` finds.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 also if nothing changes, 1 on bad input, if a change is or would be \
    refused or if `lint` finds an error, 2 on wrong usage."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// The releases, oldest first, in the format of Convox's versions.json [default:
    /// target/versions.json, made by the first run as a copy of examples/data/versions.json; delete
    /// it to start over]
    ///
    /// FILE.lock, which a change makes next to it, may be deleted while no program runs.
    #[arg(long, value_name = "FILE", global = true)]
    manifest: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Change(Change),

    /// List errors, warnings and other findings about the releases
    Lint,

    /// Show the effect of a change, and write nothing
    WhatIf {
        #[command(subcommand)]
        change: Change,

        /// A JSON file with the number of installations by version: {"20170202012654": 12}
        #[arg(long, value_name = "FILE", global = true)]
        fleet: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Change {
    /// Append a release, which is neither published nor required yet; to take it back, delete its
    /// record from the manifest
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
        match (self, timeline.position(version)) {
            (Self::Create { .. }, Some(position)) => {
                bail!("release {version:?} exists already, at index {position}");
            }
            (Self::Create { .. }, None) if version.trim() != version || version.is_empty() => {
                bail!("the version {version:?} is empty or has white space at an end");
            }
            (Self::Create { description, .. }, None) => {
                timeline.push(Release::new(version).unpublished().described(description))?;
            }
            (_, None) => bail!("there is no release {version:?} in it; `create` appends one"),
            (Self::Publish(_), _) => timeline.publish(version)?,
            (Self::Withdraw(_), _) => timeline.withdraw(version)?,
            (Self::Require { since, reason, .. }, _) => {
                timeline.require(version, reason.as_deref())?;
                if since.is_some() {
                    timeline.set_since(version, since.as_deref())?;
                }
            }
            (Self::Waive(_), _) => timeline.waive(version)?,
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
            let fleet: HashMap<String, u64> = JsonFile::new("fleet", path).read()?;
            let count = |release: &Release| *fleet.get(release.version()).unwrap_or(&0);
            print(format_args!("{}\n", drift.for_fleet(count)))?;

            let unknown = fleet.iter().filter(|(version, _)| new.get(version).is_none());
            let unknown: u64 = unknown.map(|(_, count)| count).sum();
            if unknown > 0 {
                print(format_args!("installations of unknown releases: {unknown}\n"))?;
            }
        } else {
            print(format_args!("{drift}\n"))?;
        }

        let worst = print_findings(&added_findings(old, &new))?.max(drift.severity());
        if worst >= Some(Severity::Error) && !self.subject().allow_errors {
            bail!("the change is refused because of its errors; --allow-errors accepts them");
        }
        Ok(new)
    }
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(Arguments { command, manifest }: Arguments) -> anyhow::Result<()> {
    let file = JsonFile::or_demo("manifest", manifest.as_deref(), "versions.json")?;
    if !file.path().exists() {
        bail!("can't find {file}; a new manifest begins as a file with [] in it");
    }
    let _lock = match command {
        Command::Change(_) => Some(file.lock()?),
        _ => None,
    };
    let (records, timeline) = support::read_manifest(&file)?;

    match command {
        Command::Change(change) => {
            // A change whose effect can't be printed isn't written.
            let new = change.show(&file, &timeline, None)?;
            if let Change::Create { .. } = change {
                print(format_args!("to take it back, delete its record from {file}\n"))?;
            }
            if new != timeline {
                records.save(&file, timeline.releases(), new.releases())?;
            }
        }
        Command::WhatIf { change, fleet } => {
            change.show(&file, &timeline, fleet)?;
        }
        Command::Lint => match print_findings(&lint::check(&timeline))? {
            None => print("no findings\n")?,
            Some(Severity::Error) => bail!("there are errors in {file}"),
            Some(_) => {}
        },
    }
    Ok(())
}

/// Prints findings. The result is the severity of the worst.
fn print_findings(findings: &[Finding<'_>]) -> anyhow::Result<Option<Severity>> {
    for finding in findings {
        print(format_args!("{}: {finding}\n", finding.severity()))?;
    }
    Ok(findings.iter().map(Finding::severity).max())
}

/// The findings that a change adds. Those that were there before can be mended one by one.
fn added_findings<'t>(old: &Timeline, new: &'t Timeline) -> Vec<Finding<'t>> {
    let key = |finding: &Finding<'_>| -> Option<(&str, Vec<String>)> {
        let versions: Vec<_> = finding.releases().map(Release::to_string).collect();
        // A finding that names no release is about the whole list, such as an empty one.
        (!versions.is_empty()).then(|| (finding.code(), versions))
    };
    let before: Vec<_> = lint::check(old).iter().map(key).collect();
    lint::check(new).into_iter().filter(|finding| !before.contains(&key(finding))).collect()
}
