use alloc::{
    string::String,
    vec::{self, Vec},
};
use core::{fmt, hash, iter::FusedIterator, ops, slice};

use crate::{
    Release, TimelineError,
    index::{Index, LIMIT, checked_position},
    stops::{Requirement, Stops},
};

/// A list of releases, **oldest first**.
///
/// *Position is the order*: a release is newer than those at lower positions,
/// whatever the versions look like. Reverse a feed that lists the newest release
/// first: `Timeline::new(releases.into_iter().rev())`.
///
/// Versions are unique and not empty, which each constructor and each edit
/// ensures. Positions are plain indices. Appending a release leaves them as they
/// are, so a tool can keep its own facts about the releases in a `Vec` at the same
/// indices. Inserting or removing a release shifts the positions of all newer
/// releases.
///
/// Equality and hash are those of the list of releases. Both take O(n), and so
/// does a clone.
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// //  A ── B* ── C ── (D)      * required, ( ) not published
/// let mut timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C"),
///     Release::new("D").unpublished(),
/// ])?;
/// assert_eq!(timeline.latest(), timeline.get("C"));
/// assert_eq!(timeline.edge(), timeline.get("D"));
///
/// timeline.publish("D")?;
/// assert_eq!(timeline.latest(), timeline.get("D"));
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Default)]
pub struct Timeline {
    pub(crate) releases: Vec<Release>,
    pub(crate) index: Index,
    pub(crate) facts: Facts,
}

/// The facts that follow from the list, kept so that no look-up walks it.
#[derive(Clone, Default)]
pub(crate) struct Facts {
    /// The requirements of all required releases, oldest first.
    requirements: Vec<Requirement>,
    /// The requirements that no other one implies.
    stops: Stops,
    /// The position of the newest published release.
    latest: Option<u32>,
    /// The position of the newest release that isn't a dead end.
    edge: Option<u32>,
}

impl Timeline {
    /// Creates a timeline of these releases, **oldest first**.
    ///
    /// Reverse a list that is newest first with `.rev()`.
    ///
    /// Cost: O(n), and O(n log n) for versions that were crafted to collide.
    ///
    /// # Errors
    ///
    /// The error at the lowest position. Of several at one position, the first
    /// in this order:
    /// - [`TimelineError::EmptyVersion`] if a version is empty,
    /// - [`TimelineError::DeadEnd`] if a dead end is published or required,
    /// - [`TimelineError::Full`] if there are more than 2²⁶ releases,
    /// - [`TimelineError::DuplicateVersion`] if a version is listed twice,
    /// - [`TimelineError::UnknownSince`] if a release, required or not, states a
    ///   `since` that isn't the version of a release at or before it.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, TimelineError};
    ///
    /// let newest_first = ["C", "B", "A"].map(Release::new);
    /// let timeline = Timeline::new(newest_first.into_iter().rev())?;
    /// assert_eq!(timeline.latest().map(Release::version), Some("C"));
    ///
    /// let error = Timeline::new(["A", "B", "A"].map(Release::new)).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     r#"duplicate release "A" at index 2 (first listed at index 0)"#,
    /// );
    /// # Ok::<(), TimelineError>(())
    /// ```
    pub fn new(releases: impl IntoIterator<Item = Release>) -> Result<Self, TimelineError> {
        // `map_while` hides the size hint of the iterator, which may be wrong:
        // no memory is reserved for releases that never come.
        let listed = releases.into_iter().map_while(Some).take(LIMIT.saturating_add(1));
        listed.collect::<Vec<_>>().try_into()
    }

    /// Appends a release, which is then the newest.
    ///
    /// Cost: amortized O(1), and O(log n) for versions that were crafted to
    /// collide.
    ///
    /// # Errors
    ///
    /// As for [`Timeline::new`]; the timeline is then unchanged.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::default();
    /// timeline.push(Release::new("A"))?;
    /// assert!(timeline.push(Release::new("A")).is_err());
    /// assert_eq!(timeline.len(), 1);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn push(&mut self, release: Release) -> Result<(), TimelineError> {
        release.check(self.len())?;
        let position = checked_position(self.len())?;
        // `index.push` finds a duplicate too, but only after `since` is looked up,
        // and a duplicate is reported before an unknown `since`.
        if release.since().is_some() {
            self.check_unique(&release, self.len())?;
        }
        let since = since_position(&self.releases, &self.index, position, &release)?;
        self.index.push(&self.releases, release.version())?;

        self.facts.record(position, since, &release);
        self.releases.push(release);
        Ok(())
    }

    /// The release with this version.
    ///
    /// Cost: O(1), and O(log n) for versions that were crafted to collide.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let timeline = Timeline::new([Release::new("B").because("copies the settings")])?;
    /// assert_eq!(timeline.get("B").and_then(Release::reason), Some("copies the settings"));
    ///
    /// // Versions are compared byte by byte.
    /// assert_eq!(timeline.get("b"), None);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn get(&self, version: &str) -> Option<&Release> {
        self.releases.get(self.position(version)?)
    }

    /// The position of the release with this version.
    ///
    /// Cost: O(1), and O(log n) for versions that were crafted to collide.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// let notes = ["the first", "the second"];
    ///
    /// let position = timeline.position("B").ok_or("no such release")?;
    /// assert_eq!(notes[position], "the second");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn position(&self, version: &str) -> Option<usize> {
        self.find(version).map(|position| position as usize)
    }

    /// The newest published release; `None` if nothing is published.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("B"),
    ///     Release::new("A"),
    ///     Release::new("C").unpublished(),
    /// ])?;
    /// assert_eq!(timeline.latest().map(Release::version), Some("A"));
    ///
    /// let nothing = Timeline::new([Release::new("A").unpublished()])?;
    /// assert_eq!(nothing.latest(), None);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn latest(&self) -> Option<&Release> {
        self.releases.get(self.latest_position()? as usize)
    }

    /// The newest release, published or not, that isn't a dead end; `None` if
    /// there is none.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // The release for testers: the newest that can be updated again.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").unpublished(),
    ///     Release::new("C").dead_end("its updater is broken"),
    /// ])?;
    /// assert_eq!(timeline.edge().map(Release::version), Some("B"));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn edge(&self) -> Option<&Release> {
        self.releases.get(self.edge_position()? as usize)
    }

    /// The required releases, oldest first, published or not.
    ///
    /// Cost: O(1), and O(1) for each release that is taken from either end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A").required(),
    ///     Release::new("B"),
    ///     Release::new("C").required().unpublished(),
    /// ])?;
    /// assert!(timeline.required().map(Release::version).eq(["A", "C"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn required(&self) -> RequiredReleases<'_> {
        RequiredReleases { timeline: self, requirements: self.requirements().iter() }
    }

    /// The releases as a slice, oldest first.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // The changes between two releases.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").described("New balancer"),
    ///     Release::new("C"),
    /// ])?;
    /// let between = &timeline.releases()[1..2];
    /// assert_eq!(between[0].description(), "New balancer");
    /// assert_eq!(timeline.releases().get(3), None);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// How many releases there are.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // How many releases are newer than B?
    /// let timeline = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
    /// let position = timeline.position("B").ok_or("no such release")?;
    /// assert_eq!(timeline.len() - position - 1, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.releases.len()
    }

    /// Whether there is no release.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::default();
    /// assert!(timeline.is_empty());
    ///
    /// // A release that isn't published counts like any other.
    /// timeline.push(Release::new("A").unpublished())?;
    /// assert!(!timeline.is_empty());
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// The releases, oldest first.
    ///
    /// Cost: O(1), and O(1) for each release that is taken from either end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // The two newest releases, newest first.
    /// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// assert!(timeline.iter().rev().take(2).map(Release::version).eq(["C", "B"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn iter(&self) -> slice::Iter<'_, Release> {
        self.releases.iter()
    }

    /// Checks that the version of a release to be added at `position` is new.
    pub(crate) fn check_unique(
        &self,
        release: &Release,
        position: usize,
    ) -> Result<(), TimelineError> {
        match self.position(release.version()) {
            Some(first) => Err(TimelineError::DuplicateVersion {
                version: release.version().into(),
                first,
                second: position,
            }),
            None => Ok(()),
        }
    }

    #[inline]
    pub(crate) fn find(&self, version: &str) -> Option<u32> {
        self.index.find(&self.releases, version)
    }

    #[inline]
    pub(crate) fn latest_position(&self) -> Option<u32> {
        self.facts.latest
    }

    #[inline]
    pub(crate) fn edge_position(&self) -> Option<u32> {
        self.facts.edge
    }

    /// The requirements of all required releases, oldest first.
    pub(crate) fn requirements(&self) -> &[Requirement] {
        &self.facts.requirements
    }

    /// The requirements that no other one implies.
    #[inline]
    pub(crate) fn stops(&self) -> &Stops {
        &self.facts.stops
    }

    #[inline]
    pub(crate) fn at(&self, position: u32) -> &Release {
        &self[position as usize]
    }

    /// The releases strictly between two positions, where `start < end`.
    #[allow(clippy::indexing_slicing, reason = "a wrong range is a defect of ours, so it panics")]
    pub(crate) fn slice_between(&self, start: u32, end: u32) -> &[Release] {
        &self.releases[start.saturating_add(1) as usize..end as usize]
    }
}

impl Timeline {
    /// The index and the facts of a list of releases.
    pub(crate) fn index_and_facts(releases: &[Release]) -> Result<(Index, Facts), TimelineError> {
        for (position, release) in releases.iter().enumerate() {
            release.check(position)?;
            checked_position(position)?;
        }
        let index = Index::new(releases)?;
        let facts = Facts::new(releases, &index)?;
        Ok((index, facts))
    }
}

impl Facts {
    /// The facts of a list.
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownSince`] for the first release that has it.
    pub(crate) fn new(releases: &[Release], index: &Index) -> Result<Self, TimelineError> {
        let mut facts = Self::default();
        for (position, release) in (0..).zip(releases) {
            let since = since_position(releases, index, position, release)?;
            facts.record(position, since, release);
        }
        Ok(facts)
    }

    /// Records the release that follows all those recorded so far.
    #[inline]
    fn record(&mut self, position: u32, since: u32, release: &Release) {
        if release.published {
            self.latest = Some(position);
        }
        if !release.is_dead_end() {
            self.edge = Some(position);
        }
        if release.required {
            let requirement = Requirement { since, until: position };
            self.requirements.push(requirement);
            // So far, `latest` is the newest published release up to this one. It
            // meets the requirement unless it is older than `since`.
            self.stops.append(requirement, self.latest.filter(|&latest| since <= latest));
        }
    }
}

impl Release {
    /// Performs the checks that involve no other release.
    #[inline]
    pub(crate) fn check(&self, position: usize) -> Result<(), TimelineError> {
        if self.version().is_empty() {
            return Err(TimelineError::EmptyVersion { position });
        }
        if self.is_dead_end() && (self.published || self.required) {
            let version = String::from(self.version());
            return Err(TimelineError::DeadEnd { version, position });
        }
        Ok(())
    }
}

/// The position since which the release at `position` is required: its own
/// unless it states a `since`.
#[inline]
fn since_position(
    releases: &[Release],
    index: &Index,
    position: u32,
    release: &Release,
) -> Result<u32, TimelineError> {
    let Some(since) = release.since() else {
        return Ok(position);
    };

    match index.find(releases, since) {
        Some(since) if since <= position => Ok(since),
        _ => Err(TimelineError::UnknownSince {
            version: release.version().into(),
            since: since.into(),
            position: position as usize,
        }),
    }
}

/// Creates a timeline as [`Timeline::new`] does, and reuses the memory of the list.
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// let mut releases = Vec::with_capacity(8);
/// releases.push(Release::new("A"));
/// let timeline: Timeline = releases.try_into()?;
/// assert_eq!(timeline, Timeline::new([Release::new("A")])?);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
impl TryFrom<Vec<Release>> for Timeline {
    type Error = TimelineError;

    fn try_from(releases: Vec<Release>) -> Result<Self, TimelineError> {
        match Self::index_and_facts(&releases) {
            Ok((index, facts)) => Ok(Self { releases, index, facts }),
            // Indexing in bulk finds errors in another order. Appending one
            // release after the other finds the error at the lowest position.
            Err(error) => {
                let mut timeline = Self::default();
                let appended = releases.into_iter().try_for_each(|release| timeline.push(release));
                debug_assert!(appended.is_err(), "appending finds an error if indexing does");
                Err(appended.err().unwrap_or(error))
            }
        }
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timeline").field(&self.releases).finish()
    }
}

impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        self.releases == other.releases
    }
}

impl Eq for Timeline {}

impl hash::Hash for Timeline {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.releases.hash(state);
    }
}

/// The release at a position.
///
/// # Panics
///
/// If the position isn't less than the number of releases, as for a slice. For a
/// position that may be out of range, use `get` of [`Timeline::releases`].
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// let timeline = Timeline::new(["A", "B"].map(Release::new))?;
/// assert_eq!(timeline[1].version(), "B");
/// assert_eq!(timeline.releases().get(2), None);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
impl ops::Index<usize> for Timeline {
    type Output = Release;

    #[allow(clippy::indexing_slicing, reason = "indexing panics as that of a slice does")]
    fn index(&self, position: usize) -> &Release {
        &self.releases[position]
    }
}

impl IntoIterator for Timeline {
    type Item = Release;
    type IntoIter = vec::IntoIter<Release>;

    fn into_iter(self) -> Self::IntoIter {
        self.releases.into_iter()
    }
}

impl<'t> IntoIterator for &'t Timeline {
    type Item = &'t Release;
    type IntoIter = slice::Iter<'t, Release>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The required releases of a timeline, oldest first.
///
/// Created by [`Timeline::required`]. `len`, `nth` and `nth_back` take O(1).
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// let timeline = Timeline::new(["A", "B", "C"].map(|version| Release::new(version).required()))?;
/// let mut required = timeline.required();
/// assert_eq!(required.len(), 3);
/// assert_eq!(required.next().map(Release::version), Some("A"));
/// assert_eq!(required.last().map(Release::version), Some("C"));
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone)]
pub struct RequiredReleases<'t> {
    timeline: &'t Timeline,
    requirements: slice::Iter<'t, Requirement>,
}

impl<'t> RequiredReleases<'t> {
    fn release(&self, requirement: Requirement) -> &'t Release {
        self.timeline.at(requirement.until)
    }
}

impl<'t> Iterator for RequiredReleases<'t> {
    type Item = &'t Release;

    fn next(&mut self) -> Option<&'t Release> {
        self.requirements.next().map(|&requirement| self.release(requirement))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.requirements.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<&'t Release> {
        self.requirements.nth(n).map(|&requirement| self.release(requirement))
    }

    fn count(self) -> usize {
        self.len()
    }

    fn last(mut self) -> Option<&'t Release> {
        self.next_back()
    }
}

impl DoubleEndedIterator for RequiredReleases<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.requirements.next_back().map(|&requirement| self.release(requirement))
    }

    fn nth_back(&mut self, n: usize) -> Option<Self::Item> {
        self.requirements.nth_back(n).map(|&requirement| self.release(requirement))
    }
}

impl ExactSizeIterator for RequiredReleases<'_> {}

impl FusedIterator for RequiredReleases<'_> {}

impl fmt::Debug for RequiredReleases<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
