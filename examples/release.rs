//! Keeps the list of releases, as the publisher of a product does.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::bail;
use clap::{Parser, Subcommand};
use rack_updates::{
    Release, Timeline, TimelineError, drift,
    lint::{self, Finding, Severity},
};
use support::Manifest;

/// Keep the manifest of releases.
///
/// Each change is of one fact of one release and leaves everything else in the manifest as it is.
/// Before it is written, it is shown what it means for those who run the releases. A change that
/// makes an error which `lint` finds is refused; errors that were there before are no hindrance.
#[derive(Parser)]
#[command(
    after_help = "Exit code: 0 also if nothing changes, 1 on bad input, if a change is refused or \
    if `lint` finds an error, 2 on wrong usage."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// The releases, oldest first, in the format of Convox's versions.json; a change writes to it
    /// [default: target/versions.json, made at the first run as a copy of
    /// examples/data/versions.json; delete it to start over]
    #[arg(long, value_name = "FILE", global = true)]
    manifest: Option<PathBuf>,

    /// Write a change although it makes an error that `lint` finds
    #[arg(long, global = true)]
    allow_errors: bool,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Change(Change),

    /// List the releases, oldest first
    List,

    /// Say what is wrong with the releases, or is worth knowing
    Lint,

    /// Show what a change would mean, and write nothing
    #[command(subcommand)]
    WhatIf(Change),
}

#[derive(Subcommand)]
enum Change {
    /// Append a release, which is neither published nor required yet
    Create {
        /// The version of the new release
        version: String,

        /// What is new in it
        #[arg(long, value_name = "TEXT", default_value = "")]
        description: String,
    },

    /// Offer a release to everybody
    Publish {
        /// The version of the release
        version: String,
    },

    /// Offer a release no longer
    Withdraw {
        /// The version of the release
        version: String,
    },

    /// Let no update jump over a release
    Require {
        /// The version of the release
        version: String,

        /// Why it can't be jumped over [default: the reason that the manifest has]
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },

    /// Let updates jump over a release again
    Waive {
        /// The version of the release
        version: String,
    },
}

impl Change {
    fn apply_to(&self, timeline: &mut Timeline) -> Result<(), TimelineError> {
        match self {
            Self::Create { version, description } => timeline
                .push(Release::new(version.as_str()).unpublished().described(description.as_str())),
            Self::Publish { version } => timeline.publish(version),
            Self::Withdraw { version } => timeline.withdraw(version),
            Self::Require { version, reason } => timeline.require(version, reason.as_deref()),
            Self::Waive { version } => timeline.waive(version),
        }
    }
}

fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()))
}

fn run(Arguments { command, manifest, allow_errors }: Arguments) -> anyhow::Result<()> {
    let path = Manifest::locate(manifest)?;
    let mut out = io::stdout().lock();
    match command {
        Command::Change(change) => {
            let (manifest, _lock) = Manifest::lock(path)?;
            let old = manifest.timeline();
            let mut new = old.clone();
            change.apply_to(&mut new)?;
            writeln!(out, "{}", drift::compare(old, &new))?;
            // Nobody is to find it written who couldn't read what it means.
            out.flush()?;
            if let Some(errors) = new_errors(old, &new)
                && !allow_errors
            {
                bail!("the change is refused: {errors} (--allow-errors makes it nevertheless)");
            }
            if new != *old {
                manifest.save(&new)?;
            }
        }
        Command::WhatIf(change) => {
            let old = support::read("manifest", &path)?;
            let mut new = Timeline::clone(&old);
            change.apply_to(&mut new)?;
            writeln!(out, "{}", drift::compare(&old, &new))?;
            if let Some(errors) = new_errors(&old, &new) {
                writeln!(out, "the change would be refused: {errors}")?;
            }
        }
        Command::List => {
            let timeline = support::read("manifest", &path)?;
            writeln!(out, "{}", list(&timeline))?;
        }
        Command::Lint => {
            let timeline = support::read("manifest", &path)?;
            let findings = lint::check(&timeline);
            for finding in &findings {
                writeln!(out, "{}: {finding}", finding.severity())?;
            }
            if findings.is_empty() {
                writeln!(out, "nothing is wrong")?;
            }
            if findings.iter().any(|finding| finding.severity() == Severity::Error) {
                bail!("there are errors in the manifest {}", path.display());
            }
        }
    }
    Ok(())
}

/// The errors that a change makes, on one line.
///
/// Those that were there before don't count: one who mends them one by one must not be kept from it.
fn new_errors(old: &Timeline, new: &Timeline) -> Option<String> {
    let before = lint::check(old);
    let is_new = |finding: &Finding<'_>| match finding {
        // In an empty manifest nothing is published either.
        Finding::NothingPublished => old.latest().is_some(),
        Finding::Blocking { release } => !before.iter().any(|finding| {
            matches!(finding, Finding::Blocking { release: before }
                if before.version() == release.version())
        }),
        finding => !before.contains(finding),
    };
    lint::check(new)
        .into_iter()
        .filter(|finding| finding.severity() == Severity::Error && is_new(finding))
        .map(|finding| finding.to_string())
        .reduce(|errors, error| format!("{errors}; {error}"))
}

fn list(timeline: &Timeline) -> String {
    let header = ["VERSION", "STATE", "REQUIRED", "REASON", "DESCRIPTION"];
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
            support::shown(reason),
            support::shown(release.description()),
        ]
    });
    support::table(header, rows)
}
