use rack_updates::{
    Timeline,
    plan::{self, Hop, PlanError, Target, UpdatePath},
};

/// The updates that an installation has before it, up to the latest release.
#[derive(Clone, Debug)]
pub struct Outlook<'t> {
    /// The path to the latest release, or why there is none.
    pub path: Result<UpdatePath<'t>, PlanError>,
    /// The path as far as it is open, if the installation may be updated at all.
    pub open: Option<UpdatePath<'t>>,
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
        Self { path, open }
    }

    /// The next update, if there is one.
    pub fn next(&self) -> Option<Hop<'t>> {
        self.open.and_then(|path| path.first())
    }

    /// The number of updates to the latest release, if it can be reached.
    pub fn updates(&self) -> Option<usize> {
        self.path.as_ref().ok().map(UpdatePath::len)
    }

    /// The status in a word or two.
    pub fn status(&self) -> &'static str {
        match &self.path {
            Ok(path) if path.is_empty() => "up to date",
            Ok(_) => "outdated",
            Err(PlanError::Blocked { .. }) => "blocked",
            Err(PlanError::DeadEnd { .. }) => "dead end",
            Err(PlanError::UnknownCurrent { .. }) => "unknown",
            Err(_) => "no plan",
        }
    }
}
