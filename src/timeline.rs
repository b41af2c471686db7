use alloc::{
    string::String,
    vec::{self, Vec},
};
use core::{fmt, hash, iter::FusedIterator, ops, slice};

use crate::{
    Release, TimelineError,
    index::{self, Index, LIMIT},
    stops::Stops,
};

/// The releases of one line, oldest first.
///
/// *Position is the order*: what stands later is newer, whatever the versions look like. Versions
/// are unique and not empty, which every way to make or change a timeline checks.
///
/// Positions are plain indices. They stay as they are while releases are only appended, so a tool
/// keeps what else it knows of a release in a `Vec` of its own, at the same index.
///
/// Equality and hash are those of the list of releases. Both take O(n), and so does a copy.
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
    releases: Vec<Release>,
    derived: Derived,
}

/// What follows from the releases and is kept beside them, so that no look-up walks the list.
#[derive(Clone, Default)]
struct Derived {
    index: Index,
    /// The required releases.
    required: Stops,
    /// The required releases that aren't published.
    blocking: Stops,
    /// The position of the newest published release.
    latest: Option<u32>,
    /// The position of the newest release that isn't a dead end.
    edge: Option<u32>,
}

impl Timeline {
    /// Makes a timeline of these releases, oldest first.
    ///
    /// Cost: O(n), and O(n log n) for versions that were crafted to collide.
    ///
    /// # Errors
    ///
    /// The first that is found, from the oldest release on:
    /// - [`TimelineError::EmptyVersion`] if a version is empty,
    /// - [`TimelineError::DeadEnd`] if a dead end is published or required,
    /// - [`TimelineError::DuplicateVersion`] if a version stands in the list twice,
    /// - [`TimelineError::Full`] if there are more than 2²⁶ releases.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, TimelineError};
    ///
    /// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// assert_eq!(timeline.len(), 3);
    ///
    /// let error = Timeline::new(["A", "B", "A"].map(Release::new)).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     r#"duplicate release "A" at index 2 (first listed at index 0)"#,
    /// );
    /// # Ok::<(), TimelineError>(())
    /// ```
    pub fn new(releases: impl IntoIterator<Item = Release>) -> Result<Self, TimelineError> {
        // What an iterator says of its length may be a lie. `map_while` hides it, since any step
        // might be the last.
        let listed = releases.into_iter().map_while(Some).take(LIMIT.saturating_add(1));
        listed.collect::<Vec<_>>().try_into()
    }

    /// Appends a release, which is then the newest.
    ///
    /// Cost: O(1) on average over many, as for [`Vec::push`].
    ///
    /// # Errors
    ///
    /// As for [`Timeline::new`]; the timeline is then as it was.
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
        check(&release, self.len())?;
        let position = self.derived.index.push(&self.releases, release.version_bytes())?;
        self.derived.note(position, &release);
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
    /// // Versions are told apart byte by byte.
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

    /// The last release, published or not, that isn't a dead end; `None` if there is none.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // What a tester runs: the newest that can be updated again.
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
        RequiredReleases::new(self, self.derived.required.positions())
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

    /// Offers a release: marks it as published, and nothing else.
    ///
    /// Cost: O(n) at worst, as for every edit of a flag, and mostly far less.
    ///
    /// # Errors
    ///
    /// - [`TimelineError::UnknownVersion`] if there is no such release,
    /// - [`TimelineError::DeadEnd`] if the release is a dead end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new([Release::new("A").required().unpublished()])?;
    /// timeline.publish("A")?;
    /// assert!(timeline[0].is_published() && timeline[0].is_required());
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn publish(&mut self, version: &str) -> Result<(), TimelineError> {
        self.edit(version, |release| release.published = true)
    }

    /// Stops offering a release: marks it as not published, and nothing else.
    ///
    /// A required release that is withdrawn still can't be jumped over; see
    /// [`PlanError::Blocked`](crate::plan::PlanError::Blocked). To let updates pass, also
    /// [waive](Self::waive) it.
    ///
    /// Cost: O(n) at worst, as for every edit of a flag, and mostly far less.
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no such release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// timeline.withdraw("B")?;
    /// assert_eq!(timeline.latest(), timeline.get("A"));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn withdraw(&mut self, version: &str) -> Result<(), TimelineError> {
        self.edit(version, |release| release.published = false)
    }

    /// Requires a release: marks it as not to be jumped over, and says why if a reason is given.
    ///
    /// Without a reason, the one that the release has stays.
    ///
    /// Cost: O(n) at worst, as for every edit of a flag, and mostly far less.
    ///
    /// # Errors
    ///
    /// - [`TimelineError::UnknownVersion`] if there is no such release,
    /// - [`TimelineError::DeadEnd`] if the release is a dead end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// timeline.require("B", Some("copies the settings that C deletes"))?;
    /// assert!(timeline.required().eq(timeline.get("B")));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn require(&mut self, version: &str, reason: Option<&str>) -> Result<(), TimelineError> {
        self.edit(version, |release| {
            release.required = true;
            if let Some(reason) = reason {
                release.set_reason(reason.into());
            }
        })
    }

    /// Waives a requirement: marks a release as one that may be jumped over, and nothing else.
    ///
    /// The reason stays, so that [`require`](Self::require) can undo this.
    ///
    /// Cost: O(n) at worst, as for every edit of a flag, and mostly far less.
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no such release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    ///
    /// // This one update may jump over B: plan it on a copy.
    /// let mut waived = timeline.clone();
    /// waived.waive("B")?;
    /// assert!(plan::full_path(&waived, "A", "C")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn waive(&mut self, version: &str) -> Result<(), TimelineError> {
        self.edit(version, |release| release.required = false)
    }

    /// Requires the last published release of each run of releases that have the same key, but for
    /// the newest run.
    ///
    /// This is the rule "one minor version at a time, over its newest patch", which Kubernetes and
    /// others have: the caller, who knows what a version means, gives the key. A run is as many
    /// releases in a row as have equal keys; one without a published release gets no stop. Nothing
    /// but flags is changed, and releases that are required already stay so.
    ///
    /// Cost: O(n), and a call of `key` for each release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let versions = ["1.29.0", "1.29.1", "1.30.0", "1.30.1", "1.30.2", "1.31.0"];
    /// let mut timeline = Timeline::new(versions.map(Release::new))?;
    /// timeline.require_last_of_each(|release| {
    ///     release.version().rsplit_once('.').map(|(minor, _patch)| minor.to_owned())
    /// });
    ///
    /// assert_eq!(
    ///     plan::full_path(&timeline, "1.29.0", "1.31.0")?.to_string(),
    ///     "1.29.0 -> 1.29.1 (required) -> 1.30.2 (required) -> 1.31.0",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn require_last_of_each<K: PartialEq>(&mut self, mut key: impl FnMut(&Release) -> K) {
        // Nothing is changed before the last call of `key`, which may panic.
        let mut stops = Vec::new();
        let mut run = None;
        let mut last = None;
        for (position, release) in self.releases.iter().enumerate() {
            let key = Some(key(release));
            if run != key {
                stops.extend(last.take());
                run = key;
            }
            if release.published {
                last = Some(position);
            }
        }
        for position in stops {
            // There is a release at each of them, so that this is never taken otherwise.
            if let Some(release) = self.releases.get_mut(position) {
                release.required = true;
            }
        }
        let required = (0..).zip(&self.releases).filter(|(_, release)| release.required);
        self.derived.required = required.map(|(position, _)| position).collect();
    }

    /// Inserts a release right after the one named, so that it is the next newer.
    ///
    /// This moves every later release up by one position.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no release to insert it after, else as for
    /// [`Timeline::new`]; the timeline is then as it was.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // Somebody runs a build of their own, made after B: plan from there.
    /// let mut timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// timeline.insert_after("B", Release::new("dev").unpublished())?;
    /// assert_eq!(plan::full_path(&timeline, "dev", "C")?.to_string(), "dev -> C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert_after(&mut self, anchor: &str, release: Release) -> Result<(), TimelineError> {
        let anchor = self.position(anchor).ok_or_else(|| unknown(anchor))?;
        let position = anchor.saturating_add(1);
        check(&release, position)?;
        if let Some(first) = self.position(release.version()) {
            let version = release.version().into();
            return Err(TimelineError::DuplicateVersion { version, first, second: position });
        }
        self.releases.insert(position, release);
        match Derived::of(&self.releases) {
            Ok(derived) => self.derived = derived,
            Err(error) => {
                self.releases.remove(position);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Changes a release by way of a copy, so that a refused change changes nothing.
    fn edit(
        &mut self,
        version: &str,
        change: impl FnOnce(&mut Release),
    ) -> Result<(), TimelineError> {
        let position = self.find(version).ok_or_else(|| unknown(version))?;
        let mut edited = self.at(position).clone();
        change(&mut edited);
        check(&edited, position as usize)?;
        self.derived.required.set(position, edited.required);
        self.derived.blocking.set(position, edited.required && !edited.published);
        if edited.published {
            self.derived.latest = self.derived.latest.max(Some(position));
        } else if self.derived.latest == Some(position) {
            self.derived.latest = self.published_before(position);
        }
        // There is a release where it was found, so that this is never taken otherwise.
        if let Some(release) = self.releases.get_mut(position as usize) {
            *release = edited;
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn find(&self, version: &str) -> Option<u32> {
        self.derived.index.find(&self.releases, version.as_bytes())
    }

    #[inline]
    pub(crate) fn latest_position(&self) -> Option<u32> {
        self.derived.latest
    }

    #[inline]
    pub(crate) fn edge_position(&self) -> Option<u32> {
        self.derived.edge
    }

    /// The positions of the required releases strictly between two positions.
    #[inline]
    pub(crate) fn required_between(&self, from: u32, to: u32) -> &[u32] {
        self.derived.required.between(from, to)
    }

    /// The position of the first required release after a position.
    #[inline]
    pub(crate) fn first_required_after(&self, from: u32) -> Option<u32> {
        self.derived.required.first_after(from)
    }

    /// The position of the first required release that isn't published, strictly between two
    /// positions.
    #[inline]
    pub(crate) fn first_blocking_between(&self, from: u32, to: u32) -> Option<u32> {
        self.derived.blocking.first_after(from).filter(|&blocking| blocking < to)
    }

    /// The position of the newest published release before a position.
    fn published_before(&self, position: u32) -> Option<u32> {
        (0..position).rev().find(|&position| self.at(position).published)
    }

    #[inline]
    pub(crate) fn at(&self, position: u32) -> &Release {
        &self[position as usize]
    }

    /// The releases strictly between two positions.
    pub(crate) fn slice_between(&self, from: u32, to: u32) -> &[Release] {
        self.releases.get(from.saturating_add(1) as usize..to as usize).unwrap_or_default()
    }
}

impl Derived {
    fn of(releases: &[Release]) -> Result<Self, TimelineError> {
        let mut derived = Self::default();
        let mut sound = 0;
        let end = releases.iter().enumerate().try_for_each(|(position, release)| {
            check(release, position)?;
            derived.note(index::limited(position)?, release);
            sound = position.saturating_add(1);
            Ok(())
        });
        // A version that stands twice before the end is reported before what ended it.
        derived.index = Index::of(releases.get(..sound).unwrap_or_default())?;
        end.map(|()| derived)
    }

    /// Takes in the flags of the release that stands behind all those taken in so far.
    #[inline]
    fn note(&mut self, position: u32, release: &Release) {
        if release.required {
            self.required.append(position);
            if !release.published {
                self.blocking.append(position);
            }
        }
        if release.published {
            self.latest = Some(position);
        }
        if release.dead_end_reason().is_none() {
            self.edge = Some(position);
        }
    }
}

/// Whether a release may stand in a timeline, as far as it can be seen without the others.
#[inline]
fn check(release: &Release, position: usize) -> Result<(), TimelineError> {
    if release.version_bytes().is_empty() {
        return Err(TimelineError::EmptyVersion { position });
    }
    if release.dead_end_reason().is_some() && (release.published || release.required) {
        let version = String::from(release.version());
        return Err(TimelineError::DeadEnd { version, position });
    }
    Ok(())
}

fn unknown(version: &str) -> TimelineError {
    TimelineError::UnknownVersion { version: version.into() }
}

/// Does what [`Timeline::new`] does, in the memory that the list has already.
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
        let derived = Derived::of(&releases)?;
        Ok(Self { releases, derived })
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
/// If the position isn't less than the number of releases, as for a slice. To look a position up
/// that may be out of range, use `timeline.iter().nth(position)`.
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// let timeline = Timeline::new(["A", "B"].map(Release::new))?;
/// assert_eq!(timeline[1].version(), "B");
/// assert_eq!(timeline.iter().nth(2), None);
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

/// Required releases, oldest first.
///
/// Created by [`Timeline::required`] and [`UpdatePath::stops`](crate::plan::UpdatePath::stops).
/// To count those that are left and to take one from either end takes O(1). The newest is therefore
/// taken with `next_back`, and not with `last`, which goes over all of them in O(r).
///
/// ```
/// use rack_updates::{Release, Timeline};
///
/// let timeline = Timeline::new(["A", "B", "C"].map(|version| Release::new(version).required()))?;
/// let mut required = timeline.required();
/// assert_eq!(required.len(), 3);
/// assert_eq!(required.next_back().map(Release::version), Some("C"));
/// assert_eq!(required.len(), 2);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone)]
pub struct RequiredReleases<'t> {
    timeline: &'t Timeline,
    positions: slice::Iter<'t, u32>,
}

impl<'t> RequiredReleases<'t> {
    pub(crate) fn new(timeline: &'t Timeline, positions: &'t [u32]) -> Self {
        Self { timeline, positions: positions.iter() }
    }
}

impl<'t> Iterator for RequiredReleases<'t> {
    type Item = &'t Release;

    fn next(&mut self) -> Option<&'t Release> {
        self.positions.next().map(|&position| self.timeline.at(position))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<&'t Release> {
        self.positions.nth(n).map(|&position| self.timeline.at(position))
    }
}

impl DoubleEndedIterator for RequiredReleases<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.positions.next_back().map(|&position| self.timeline.at(position))
    }
}

impl ExactSizeIterator for RequiredReleases<'_> {}

impl FusedIterator for RequiredReleases<'_> {}

impl fmt::Debug for RequiredReleases<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
