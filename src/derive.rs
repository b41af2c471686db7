//! Stops that follow from a key of each release, such as its minor version.

use alloc::{borrow::ToOwned, collections::BTreeMap, vec::Vec};

use crate::{Release, Timeline, TimelineError, timeline::Facts};

/// # Deriving stops
///
/// A *run* is a sequence of releases with equal keys, such as those of one minor
/// version. The caller, who understands the versions, provides the key. Equal
/// keys with another key between them are an error, because such a list isn't in
/// version order.
///
/// A release with the key `None`, such as a custom build, belongs to no run and
/// splits none.
///
/// The newest run gets no stop, because no run follows it. It is the last run
/// with a key, even if newer releases have the key `None`. So if only some runs
/// need a stop, state these stops with [`Release::required_since`] instead.
///
/// Deriving never weakens a requirement. A release that is already required keeps
/// its reason. Its `since` becomes the newer of its own and the derived one.
///
/// A requirement that was waived is derived like any other. To exempt a run,
/// waive its stop after deriving.
///
/// Derive last, on a clone: keep the plain list, edit that, and derive again
/// after each change. Deriving twice doesn't remove the first stops, so a
/// release that joins a run later would leave the stop before it in place:
///
/// ```
/// use rack_updates::{Release, Timeline, TimelineError};
///
/// fn minor(release: &Release) -> Option<String> {
///     let (minor, _patch) = release.version().rsplit_once('.')?;
///     Some(minor.to_owned())
/// }
///
/// fn planned(list: &Timeline) -> Result<Timeline, TimelineError> {
///     let mut timeline = list.clone();
///     timeline.require_last_of_each(minor)?;
///     Ok(timeline)
/// }
///
/// let mut list = Timeline::new(["1.29.0", "1.30.0"].map(Release::new))?;
/// assert!(planned(&list)?.required().map(Release::version).eq(["1.29.0"]));
///
/// list.insert_after("1.29.0", Release::new("1.29.1"))?;
/// assert!(planned(&list)?.required().map(Release::version).eq(["1.29.1"]));
/// # Ok::<(), TimelineError>(())
/// ```
impl Timeline {
    /// Requires any one release of each run except the newest.
    ///
    /// In each of these runs, the last release that isn't a dead end, published
    /// or not, becomes [required since](Release::required_since) the first one.
    /// This is the rule "no minor version may be skipped" of Convox Rack 3,
    /// Kubernetes and others.
    ///
    /// Cost: O(n + m log m) for m runs, and a call of `key` for each release.
    ///
    /// # Errors
    ///
    /// - [`TimelineError::SplitRun`] if another key is between releases with
    ///   equal keys,
    /// - [`TimelineError::DeadEndRun`] if a run except the newest has only dead
    ///   ends.
    ///
    /// The timeline is then unchanged.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let versions = ["3.12.4", "3.13.1", "3.13.9", "3.14.0", "3.14.5"];
    /// let mut timeline = Timeline::new(versions.map(Release::new))?;
    /// timeline.require_each(|release| {
    ///     let (minor, _patch) = release.version().rsplit_once('.')?;
    ///     Some(minor.to_owned())
    /// })?;
    ///
    /// let path = |current| plan::full_path(&timeline, current, "3.14.5");
    /// assert_eq!(path("3.12.4")?.to_string(), "3.12.4 -> 3.13.9 (required) -> 3.14.5");
    /// assert_eq!(path("3.13.1")?.to_string(), "3.13.1 -> 3.14.5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn require_each<K: Ord>(
        &mut self,
        key: impl FnMut(&Release) -> Option<K>,
    ) -> Result<(), TimelineError> {
        self.derive(key, |run| run.last_usable.map(|until| (run.first, until)))
    }

    /// Requires the newest published release of each run except the newest, so
    /// an update to the next run starts from there.
    ///
    /// A run in which nothing is published can't be skipped either: its last
    /// release that isn't a dead end becomes required and blocks. This is the rule
    /// "first to the newest patch, then to the next minor version" of Rancher,
    /// Deckhouse and others.
    ///
    /// Cost: O(n + m log m) for m runs, and a call of `key` for each release.
    ///
    /// # Errors
    ///
    /// As for [`require_each`](Self::require_each).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let versions = ["3.12.4", "3.13.1", "3.13.9", "3.14.0", "3.14.5"];
    /// let mut timeline = Timeline::new(versions.map(Release::new))?;
    /// timeline.require_last_of_each(|release| {
    ///     let (minor, _patch) = release.version().rsplit_once('.')?;
    ///     Some(minor.to_owned())
    /// })?;
    ///
    /// let path = plan::full_path(&timeline, "3.13.1", "3.14.5")?;
    /// assert_eq!(path.to_string(), "3.13.1 -> 3.13.9 (required) -> 3.14.5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn require_last_of_each<K: Ord>(
        &mut self,
        key: impl FnMut(&Release) -> Option<K>,
    ) -> Result<(), TimelineError> {
        self.derive(key, |run| {
            let until = run.last_published.or(run.last_usable)?;
            Some((until, until))
        })
    }

    /// Requires the stop of each run except the newest. `stop` returns the positions
    /// of the oldest and the newest release that meet the requirement; `None` if
    /// the run has only dead ends.
    fn derive<K: Ord>(
        &mut self,
        key: impl FnMut(&Release) -> Option<K>,
        stop: impl Fn(&Run) -> Option<(usize, usize)>,
    ) -> Result<(), TimelineError> {
        // Everything that can fail, or panic as `key` can, comes before the first
        // change.
        let mut runs = self.runs(key)?;
        runs.pop();

        let stops = runs.iter().map(|run| {
            stop(run).ok_or_else(|| TimelineError::DeadEndRun {
                version: self[run.last].version().into(),
                position: run.last,
            })
        });
        let stops: Vec<_> = stops.collect::<Result<_, TimelineError>>()?;

        for (since, until) in stops {
            self.require_derived(since, until);
        }

        let facts = Facts::new(&self.releases, &self.index);
        debug_assert!(facts.is_ok(), "each stop is required since a release at or before it");
        self.facts = facts?;
        Ok(())
    }

    /// The runs, oldest first.
    fn runs<K: Ord>(
        &self,
        mut key: impl FnMut(&Release) -> Option<K>,
    ) -> Result<Vec<Run>, TimelineError> {
        let mut runs: Vec<(K, Run)> = Vec::new();
        for (position, release) in self.releases.iter().enumerate() {
            let Some(key) = key(release) else { continue };

            match runs.last_mut() {
                Some((current, run)) if *current == key => run.extend(position, release),
                _ => runs.push((key, Run::new(position, release))),
            }
        }

        // The earlier runs by key, each with the position of its last release.
        let mut ended = BTreeMap::new();
        for (key, run) in &runs {
            if let Some(last) = ended.insert(key, run.last) {
                return Err(self.split_run(last, run.first));
            }
        }
        Ok(runs.into_iter().map(|(_, run)| run).collect())
    }

    fn split_run(&self, first: usize, second: usize) -> TimelineError {
        TimelineError::SplitRun {
            first: self[first].version().into(),
            first_position: first,
            second: self[second].version().into(),
            second_position: second,
        }
    }

    /// Requires a release since another one, unless it is already required since
    /// that one or a newer one.
    #[allow(clippy::indexing_slicing, reason = "both positions are of releases in a run")]
    fn require_derived(&mut self, since: usize, until: usize) {
        let release = &self.releases[until];
        if release.required {
            let stated = release.since().map_or(Some(until), |version| self.position(version));
            if stated >= Some(since) {
                return;
            }
        }

        let version = self.releases[since].version().to_owned();
        let release = &mut self.releases[until];
        release.set_since((since != until).then_some(version.as_str()));
        release.derived |= !release.required;
        release.required = true;
    }
}

/// A sequence of releases with equal keys, by position.
struct Run {
    first: usize,
    last: usize,
    /// The last one that isn't a dead end.
    last_usable: Option<usize>,
    last_published: Option<usize>,
}

impl Run {
    fn new(first: usize, release: &Release) -> Self {
        let mut run = Self { first, last: first, last_usable: None, last_published: None };
        run.extend(first, release);
        run
    }

    fn extend(&mut self, position: usize, release: &Release) {
        self.last = position;
        if !release.is_dead_end() {
            self.last_usable = Some(position);
        }
        if release.is_published() {
            self.last_published = Some(position);
        }
    }
}
