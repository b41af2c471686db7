//! The edits of a timeline. Each changes one release, or nothing if it fails.

use alloc::string::String;
use core::mem;

use crate::{Release, Timeline, TimelineError, index::checked_position, timeline::Facts};

/// # Edits
///
/// Each edit changes, inserts or removes one release. A failed edit leaves the
/// timeline unchanged. To plan with other facts, edit a clone.
impl Timeline {
    /// Publishes a release, so it is offered.
    ///
    /// Cost: O(n).
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

    /// Withdraws a release, so it is no longer offered.
    ///
    /// A required release that is withdrawn still can't be skipped: it blocks
    /// if no published release meets its requirement. See
    /// [`PlanError::Blocked`](crate::plan::PlanError::Blocked).
    ///
    /// Cost: O(n).
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

    /// Requires a release: no update may skip it. States why if a reason is
    /// given.
    ///
    /// Without a reason, the release keeps the one it has. It also keeps the
    /// version [since](Release::since) which it is required.
    ///
    /// Cost: O(n).
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
            release.derived = false;
            if reason.is_some() {
                release.set_reason(reason);
            }
        })
    }

    /// Waives a requirement: updates may skip the release.
    ///
    /// The reason and the version [since](Release::since) which it was required
    /// stay, so [`require`](Self::require) restores the requirement.
    ///
    /// Cost: O(n).
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
    /// // This one update may skip B: plan it on a clone.
    /// let mut waived = timeline.clone();
    /// waived.waive("B")?;
    /// assert!(plan::full_path(&waived, "A", "C")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn waive(&mut self, version: &str) -> Result<(), TimelineError> {
        self.edit(version, |release| {
            release.required = false;
            release.derived = false;
        })
    }

    /// States why a release is required, or removes the reason. It doesn't
    /// require the release.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no such release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new([Release::new("A").because("copies settings")])?;
    /// timeline.set_reason("A", Some("copies the settings"))?;
    /// assert_eq!(timeline[0].reason(), Some("copies the settings"));
    ///
    /// timeline.set_reason("A", None)?;
    /// assert_eq!(timeline[0], Release::new("A").required());
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn set_reason(&mut self, version: &str, reason: Option<&str>) -> Result<(), TimelineError> {
        self.edit(version, |release| release.set_reason(reason))
    }

    /// States the version [since](Release::since) which a release is required,
    /// or removes that statement.
    ///
    /// Without it, only the release itself meets its requirement. This edit
    /// doesn't require the release.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// - [`TimelineError::UnknownVersion`] if there is no release `version`,
    /// - [`TimelineError::UnknownSince`] if there is no release `since` at or
    ///   before it.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let mut timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B"),
    ///     Release::new("C").required(),
    ///     Release::new("D"),
    /// ])?;
    /// assert!(!plan::full_path(&timeline, "B", "D")?.is_direct());
    ///
    /// // B meets the requirement too, so an installation of B need not stop at C.
    /// timeline.set_since("C", Some("B"))?;
    /// assert!(plan::full_path(&timeline, "B", "D")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_since(&mut self, version: &str, since: Option<&str>) -> Result<(), TimelineError> {
        self.edit(version, |release| release.set_since(since))
    }

    /// Declares a release a dead end, from which no update is possible, or
    /// takes that back.
    ///
    /// A dead end is never offered, so declaring one also withdraws the
    /// release. Taking it back doesn't publish the release.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// - [`TimelineError::UnknownVersion`] if there is no such release,
    /// - [`TimelineError::DeadEnd`] if the release is required.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// timeline.set_dead_end("B", Some("its updater is broken: reinstall"))?;
    /// assert_eq!(timeline.latest(), timeline.get("A"));
    ///
    /// timeline.set_dead_end("B", None)?;
    /// timeline.publish("B")?;
    /// assert_eq!(timeline.latest(), timeline.get("B"));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn set_dead_end(
        &mut self,
        version: &str,
        reason: Option<&str>,
    ) -> Result<(), TimelineError> {
        self.edit(version, |release| release.set_dead_end(reason))
    }

    /// Describes a release, as its release note does. An empty string removes
    /// the description.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no such release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new([Release::new("A")])?;
    /// timeline.set_description("A", "First light")?;
    /// assert_eq!(timeline[0].description(), "First light");
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn set_description(&mut self, version: &str, text: &str) -> Result<(), TimelineError> {
        self.edit(version, |release| release.set_description(text))
    }

    /// Inserts a release directly before another one, as the next older.
    ///
    /// This moves the other release and every later one up by one position.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no release `anchor`,
    /// otherwise as for [`Timeline::new`].
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new(["A", "C"].map(Release::new))?;
    /// timeline.insert_before("C", Release::new("B"))?;
    /// assert_eq!(timeline, Timeline::new(["A", "B", "C"].map(Release::new))?);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn insert_before(&mut self, anchor: &str, release: Release) -> Result<(), TimelineError> {
        let position = self.find(anchor).ok_or_else(|| unknown(anchor))?;
        self.insert(position as usize, release)
    }

    /// Inserts a release directly after another one, as the next newer.
    ///
    /// This moves every later release up by one position.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// [`TimelineError::UnknownVersion`] if there is no release `anchor`,
    /// otherwise as for [`Timeline::new`].
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // An installation runs a build of its own, made after B: plan from there.
    /// let mut timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// timeline.insert_after("B", Release::new("dev").unpublished())?;
    /// assert_eq!(plan::full_path(&timeline, "dev", "C")?.to_string(), "dev -> C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert_after(&mut self, anchor: &str, release: Release) -> Result<(), TimelineError> {
        let position = self.find(anchor).ok_or_else(|| unknown(anchor))?;
        self.insert((position as usize).saturating_add(1), release)
    }

    /// Removes a release and returns it.
    ///
    /// This moves every later release down by one position. Updates from the
    /// release can't be planned any more. To only stop offering the release,
    /// [withdraw](Self::withdraw) it.
    ///
    /// Cost: O(n).
    ///
    /// # Errors
    ///
    /// - [`TimelineError::UnknownVersion`] if there is no such release,
    /// - [`TimelineError::SinceOfAnother`] if another release names this one as
    ///   its `since`, whether or not it is required.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// assert_eq!(timeline.remove("A")?, Release::new("A"));
    /// assert_eq!(timeline, Timeline::new([Release::new("B")])?);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn remove(&mut self, version: &str) -> Result<Release, TimelineError> {
        let position = self.find(version).ok_or_else(|| unknown(version))? as usize;
        let names_it = |release: &Release| release.since() == Some(version);
        if let Some(other) = self.releases.iter().position(names_it) {
            return Err(TimelineError::SinceOfAnother {
                version: version.into(),
                required: String::from(self[other].version()),
                position: other,
            });
        }

        let removed = self.releases.remove(position);
        let rebuilt = self.rebuild();
        debug_assert_eq!(rebuilt, Ok(()), "no other release needs the one that is removed");
        rebuilt?;
        Ok(removed)
    }

    /// Changes a release, or nothing if a timeline would refuse the result.
    #[allow(clippy::indexing_slicing, reason = "there is a release where it was found")]
    fn edit(
        &mut self,
        version: &str,
        change: impl FnOnce(&mut Release),
    ) -> Result<(), TimelineError> {
        let position = self.find(version).ok_or_else(|| unknown(version))? as usize;
        let mut edited = self.releases[position].clone();
        change(&mut edited);
        edited.check(position)?;

        let original = mem::replace(&mut self.releases[position], edited);
        match Facts::new(&self.releases, &self.index) {
            Ok(facts) => {
                self.facts = facts;
                Ok(())
            }
            Err(error) => {
                self.releases[position] = original;
                Err(error)
            }
        }
    }

    fn insert(&mut self, position: usize, release: Release) -> Result<(), TimelineError> {
        release.check(position)?;
        checked_position(self.len())?;
        self.check_unique(&release, position)?;

        self.releases.insert(position, release);
        let rebuilt = self.rebuild();
        if rebuilt.is_err() {
            self.releases.remove(position);
        }
        rebuilt
    }

    /// Rebuilds the index and the facts after a change of the list, or leaves
    /// them unchanged if the list is invalid.
    fn rebuild(&mut self) -> Result<(), TimelineError> {
        (self.index, self.facts) = Self::index_and_facts(&self.releases)?;
        Ok(())
    }
}

fn unknown(version: &str) -> TimelineError {
    TimelineError::UnknownVersion { version: version.into() }
}
