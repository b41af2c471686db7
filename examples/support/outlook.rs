use core::fmt;

use rack_updates::{
    Release, Timeline,
    plan::{self, Hop, PlanError, Target, UpdatePath},
};

use crate::text::Quoted;

/// The updates that an installation has before it, up to the latest release.
#[derive(Clone, Debug)]
pub struct Outlook<'t> {
    /// The path to the latest release, or why there is none.
    pub path: Result<UpdatePath<'t>, PlanError>,
    /// The path as far as it is open, if the installation may be updated at all.
    pub open: Option<UpdatePath<'t>>,
    latest: Option<&'t Release>,
}

impl<'t> Outlook<'t> {
    /// Plans for an installation that runs this version.
    pub fn new(timeline: &'t Timeline, version: &str) -> Self {
        let path = plan::full_path(timeline, version, Target::Latest);
        let open = match &path {
            Ok(path) => Some(*path),
            Err(PlanError::Blocked { reachable, .. }) => {
                plan::full_path(timeline, version, reachable).ok()
            }
            Err(_) => None,
        };
        Self { path, open, latest: timeline.latest() }
    }

    /// The next update, if there is one.
    pub fn next(&self) -> Option<Hop<'t>> {
        self.open.and_then(|path| path.first())
    }

    /// The number of updates to the latest release, if it can be reached.
    pub fn updates(&self) -> Option<usize> {
        self.latest.and(self.path.as_ref().ok()).map(UpdatePath::len)
    }

    /// The status in a word or two.
    pub fn status(&self) -> &'static str {
        match &self.path {
            Ok(_) if self.latest.is_none() => "nothing published",
            Ok(path) if path.is_empty() => "up to date",
            Ok(_) => "outdated",
            Err(PlanError::Blocked { .. }) => "blocked",
            Err(PlanError::DeadEnd { .. }) => "dead end",
            Err(PlanError::UnknownCurrent { .. }) => "unknown",
            Err(_) => "no plan",
        }
    }
}

/// Why no path leads from the current version of a rack, and what can be done.
pub fn explain(error: &PlanError, current: &str, manifest: impl fmt::Display) -> String {
    let advice = match error {
        PlanError::UnknownCurrent { .. } => {
            "Correct the version of the rack in the racks file, or add the release to the manifest"
        }
        PlanError::UnknownTarget { .. } => {
            "Name a release of the manifest, or none to update to the latest one"
        }
        PlanError::Downgrade { .. }
        | PlanError::DeadEndTarget { .. }
        | PlanError::UnpublishedTarget { .. } => {
            "Name a published release that is newer than that of the rack, or none to update to the latest \
             one"
        }
        PlanError::DeadEnd { .. } => {
            "Install a published release by hand, and enter its version in the racks file"
        }
        PlanError::Blocked { reachable, .. } if reachable == current => {
            "The rack runs it already: only a release before the required one can be named, until that \
             one is published"
        }
        PlanError::Blocked { .. } => {
            "The rest of the path opens as soon as the required release is published"
        }
        _ => "",
    };
    match error {
        PlanError::UnknownCurrent { version, .. } | PlanError::UnknownTarget { version, .. } => {
            format!("release {} is not in {manifest}. {advice}", Quoted(version))
        }
        _ => format!("{error}. {advice}"),
    }
}
