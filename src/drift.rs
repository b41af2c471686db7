//! The effect of a change of a timeline on the installations that follow it.
//!
//! [`compare`] takes the old and the new timeline. Its result is a change note to
//! read, a list of [`Part`]s, and a severity for an automatic check:
//!
//! ```
//! use rack_updates::{Release, Timeline, drift, lint::Severity};
//!
//! let old = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").because("copies the settings that C deletes"),
//!     Release::new("C"),
//! ])?;
//! let mut new = old.clone();
//! new.waive("B")?;
//!
//! let drift = drift::compare(&old, &new);
//! assert_eq!(
//!     drift.to_string(),
//!     r#"error: from 1 release: now skips release "B", which was required: "copies the settings that C deletes"
//! release "B" is no longer required
//! no release is blocked"#,
//! );
//! assert_eq!(drift.severity(), Some(Severity::Error), "not fit to be published");
//! # Ok::<(), rack_updates::TimelineError>(())
//! ```
//!
//! To answer "what if", compare a timeline with an edited clone, as above. Check
//! the new timeline with [`lint`](crate::lint) as well.
//!
//! # Accepting a part
//!
//! To accept a part, filter it out by its code and its releases, as below. All
//! other parts still count. If the part is about a required release that is
//! skipped, missed or blocking, this release is the last of its
//! [`releases`](Part::releases).
//!
//! ```
//! use rack_updates::{Release, Timeline, drift::{self, Part}, lint::Severity};
//!
//! let old = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").because("copies the settings that C deletes"),
//!     Release::new("C"),
//! ])?;
//! let mut new = old.clone();
//! new.waive("B")?;
//!
//! // The settings are copied by another tool now.
//! let is_accepted = |part: &Part<'_>| {
//!     part.code() == "lost" && part.releases().last() == old.get("B")
//! };
//!
//! let drift = drift::compare(&old, &new);
//! let rest = drift.parts.iter().filter(|part| !is_accepted(part));
//! assert!(rest.map(Part::severity).max() < Some(Severity::Error));
//! # Ok::<(), rack_updates::TimelineError>(())
//! ```

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::{
    cmp::{Ordering, Reverse},
    fmt, iter,
    ops::Range,
    ptr,
};

use crate::{
    Release, Timeline,
    lint::Severity,
    plan::Walk,
    stops::Requirement,
    text::{Plural, Quoted, QuotedProse},
};

/// The differences between two timelines, and their effect on an installation of
/// each release.
///
/// `Display` gives a change note: the parts line by line, the worst first, and a
/// last line about the blocked releases. Without parts it is `nothing changes`,
/// even if releases are blocked. A line that is an error or a warning says so.
/// Equal lines for several releases are merged into one, with the number of these
/// releases. Writing it takes O(n log n).
///
/// With the feature `serde` a drift is serialized like this. `blocked` lists
/// versions, and `severity` is `null` if nothing differs:
///
/// ```json
/// {"severity": "warning", "blocked": [], "parts": [
///   {"severity": "warning", "code": "moved", "releases": ["B"],
///    "message": "release \"B\" moved: its place in the order changed"}
/// ]}
/// ```
///
/// ```
/// use rack_updates::{Release, Timeline, drift::{self, Part}};
///
/// let old = Timeline::new(["A", "B"].map(Release::new))?;
/// let new = Timeline::new(["B", "C"].map(Release::new))?;
/// let drift = drift::compare(&old, &new);
///
/// let added = drift.parts.iter().filter_map(|part| match part {
///     Part::Added { release, .. } => Some(release.version()),
///     _ => None,
/// });
/// assert!(added.eq(["C"]));
/// assert_eq!(
///     drift.to_string(),
///     r#"error: release "A" is removed: updates from it can't be planned any more
/// release "C" is added
/// from 1 release: no longer up to date
/// no release is blocked"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift<'t> {
    /// The differences, in the order of the variants of [`Part`]. The parts of
    /// one variant are in the order of the new timeline, and those of
    /// [`Removed`](Part::Removed) in that of the old one. The
    /// [`Lost`](Part::Lost) parts have two groups: first those for the first
    /// required release that each path skips, then those for further required
    /// releases, in the order of these required releases in the old timeline.
    pub parts: Vec<Part<'t>>,
    /// The releases of the new timeline from which the path to its newest
    /// published release is blocked, even if it was blocked in the old timeline.
    pub blocked: Vec<&'t Release>,
}

impl Drift<'_> {
    /// The severity of the worst part; `None` if nothing differs.
    ///
    /// Cost: O(parts).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift, lint::Severity};
    ///
    /// let old = Timeline::new([Release::new("A"), Release::new("B").unpublished()])?;
    /// let mut new = old.clone();
    /// assert_eq!(drift::compare(&old, &new).severity(), None);
    ///
    /// new.publish("B")?;
    /// assert_eq!(drift::compare(&old, &new).severity(), Some(Severity::Info));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.parts.iter().map(Part::severity).max()
    }

    /// Whether nothing differs. Descriptions don't count, nor do the reason and
    /// the `since` of a release that isn't required.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new([Release::new("A")])?;
    /// let new = Timeline::new([Release::new("A").described("First light")])?;
    /// assert!(drift::compare(&old, &new).is_empty());
    /// assert_eq!(drift::compare(&old, &new).to_string(), "nothing changes");
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The change note, with the number of installations in each line about
    /// installations, a removed release or releases that are blocked.
    ///
    /// A line about a skipped or missed release counts the installations of the
    /// releases whose [part](Part) names it. An installation that skips several
    /// may be counted for one of them only.
    ///
    /// Writing the note may call `installations` several times for one release, and
    /// also calls it for removed releases.
    ///
    /// Cost: O(1), and O(n log n) to write it.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// // SELECT version, count(*) FROM installations GROUP BY version
    /// let fleet = HashMap::from([("A", 12_000), ("B", 34), ("C", 5)]);
    ///
    /// let old = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
    /// let mut new = old.clone();
    /// new.require("C", Some("copies the settings"))?;
    ///
    /// let drift = drift::compare(&old, &new);
    /// let installations = |release: &Release| *fleet.get(release.version()).unwrap_or(&0);
    /// assert_eq!(
    ///     drift.for_fleet(installations).to_string(),
    ///     r#"warning: from 1 release, 0 installations: already newer than "C"; may have skipped it
    /// release "C" is now required: "copies the settings"
    /// from 2 releases, 12034 installations: 1 more update
    /// no release is blocked"#,
    /// );
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn for_fleet(&self, installations: impl Fn(&Release) -> u64) -> impl fmt::Display {
        Note { drift: self, installations: Some(installations) }
    }
}

impl fmt::Display for Drift<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Note { drift: self, installations: None::<fn(&Release) -> u64> }.fmt(f)
    }
}

/// One difference between two timelines, or its effect on an installation.
///
/// [`Lost`](Self::Lost), [`Path`](Self::Path) and [`Missed`](Self::Missed)
/// concern an installation of a release that is in both timelines. The first two
/// also concern its path to the newest published release.
///
/// The releases in `before` and `after` are those of the new timeline, or of the
/// old one if they are removed. So a changed fact about a release doesn't make
/// `before` and `after` differ: only a changed path does.
///
/// Each part has a [code](Self::code) that stays the same in later versions of
/// this crate. `Display` gives a message on one line, without the severity. With
/// the feature `serde` a part is serialized like this. `before` and `after` are
/// objects in `Lost` and `Path`, and strings or `null` for a changed `since`,
/// reason or dead end. All other parts omit them:
///
/// ```json
/// {"severity": "info", "code": "more_updates", "releases": ["A"],
///  "before": {"status": "open", "first": "C", "updates": 1},
///  "after": {"status": "open", "first": "B", "updates": 2},
///  "message": "from release \"A\": 1 more update"}
/// ```
///
/// ```
/// use rack_updates::{Release, Timeline, drift::{self, Part}};
///
/// let old = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let mut new = old.clone();
/// new.require("B", None)?;
///
/// let codes = drift::compare(&old, &new).parts.iter().map(Part::code).collect::<Vec<_>>();
/// assert_eq!(codes, ["required", "more_updates", "missed"]);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part<'t> {
    /// A requirement is lost: the old path of an installation had to meet it, and
    /// the new path skips the required release. Severity error, code `lost`.
    ///
    /// Precisely, for a release B required since S:
    /// - The old timeline requires B, and the new one doesn't.
    /// - In the old one, the installation is before S, and B is before the newest
    ///   published release, whether or not the path there is open.
    /// - In the new one, an update of the path leads from before S to beyond B.
    ///
    /// If B or S is removed, its place is directly after the next older release
    /// that is still there. If S has moved to after B, only B meets the
    /// requirement. A stop that was [derived](Timeline::require_each) isn't
    /// reported as lost, because it normally moves with the releases that share
    /// its key. That a stop was derived isn't written: once it is read back, it
    /// counts as any other, even if it is derived again. So write the list without
    /// derived stops, and derive the same stops in both timelines after reading
    /// them.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift::{self, Part}};
    ///
    /// let old = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").because("copies the settings that C deletes"),
    ///     Release::new("C"),
    /// ])?;
    /// let mut new = old.clone();
    /// new.remove("B")?;
    ///
    /// match drift::compare(&old, &new).parts[0] {
    ///     Part::Lost { release, required, .. } => {
    ///         assert_eq!((release, required), (&new[0], &old[1]));
    ///     }
    ///     other => panic!("{other}"),
    /// }
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    Lost {
        /// The release that the installation runs.
        release: &'t Release,
        /// The required release, from the old timeline. Each installation that
        /// loses requirements has a part for the first required release that its
        /// path skips. If one update skips several, that is the oldest of them. A
        /// lost required release that isn't the first for any installation gets
        /// one further part, for the newest release from which it is lost.
        required: &'t Release,
        /// The old path.
        before: Status<'t>,
        /// The new path. If the old and the new path are open, no
        /// [`Path`](Self::Path) part reports the difference.
        after: Status<'t>,
    },

    /// A release is only in the new timeline. Severity info, code `added`.
    #[non_exhaustive]
    Added {
        /// The release.
        release: &'t Release,
    },

    /// A release is only in the old timeline, so an installation that runs it is
    /// unknown to the new one. Code `removed`, an error if the release was
    /// published, otherwise a warning.
    #[non_exhaustive]
    Removed {
        /// The release, as it was.
        release: &'t Release,
    },

    /// A release has moved among the others. Severity warning, code `moved`.
    ///
    /// The fewest releases that explain the new order are reported.
    #[non_exhaustive]
    Moved {
        /// The release.
        release: &'t Release,
    },

    /// A fact about a release changed. Its code is that of the [`Fact`], and its
    /// severity is warning for [`Fact::Since`], otherwise info.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new([Release::new("A"), Release::new("B").required()])?;
    /// let mut new = old.clone();
    /// new.set_since("B", Some("A"))?;
    /// assert_eq!(
    ///     drift::compare(&old, &new).parts[0].to_string(),
    ///     r#"release "B" is now required since release "A", not since release "B""#,
    /// );
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    Changed {
        /// Which fact.
        fact: Fact,
        /// The old release.
        old: &'t Release,
        /// The new release.
        new: &'t Release,
    },

    /// The path from a release changed: its [`Status`] is another one.
    ///
    /// Two paths that differ only after their first update can have the same status.
    /// Then only the release where they diverge has such a part, or a
    /// [`Lost`](Self::Lost) part in its place.
    ///
    /// | code            | severity | the installation                           |
    /// |-----------------|----------|--------------------------------------------|
    /// | `blocked`       | error    | is newly blocked                           |
    /// | `still_blocked` | warning  | is blocked by another release, or sooner   |
    /// | `dead_end`      | warning  | can't update any more                      |
    /// | `unblocked`     | info     | has an open path now                       |
    /// | `more_updates`  | info     | needs more updates                         |
    /// | `fewer_updates` | info     | needs fewer updates                        |
    /// | `redirected`    | info     | has another first update, or had none      |
    /// | `outdated`      | info     | is no longer up to date                    |
    /// | `up_to_date`    | info     | has nothing newer to update to             |
    #[non_exhaustive]
    Path {
        /// The release that the installation runs.
        release: &'t Release,
        /// The old path.
        before: Status<'t>,
        /// The new path.
        after: Status<'t>,
    },

    /// An installation may have skipped a release that is now required. It runs a
    /// newer one, so it won't stop there any more. Severity warning, code
    /// `missed`.
    ///
    /// Precisely, the new timeline requires a release B that is older than the one
    /// that the installation runs. The old timeline didn't require B, or required
    /// it since a release newer than the one that the installation runs. A stop
    /// that is derived doesn't count, as for [`Lost`](Self::Lost).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
    /// let mut new = old.clone();
    /// new.require("C", None)?;
    /// new.set_since("C", Some("B"))?;
    ///
    /// // An installation of B or C meets the requirement; one of A will.
    /// let drift = drift::compare(&old, &new);
    /// let missed = drift.parts.iter().filter(|part| part.code() == "missed");
    /// assert!(missed.flat_map(|part| part.releases()).eq([&new[3], &new[2]]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    Missed {
        /// The release that the installation runs.
        release: &'t Release,
        /// The newest required release that it may have skipped.
        required: &'t Release,
    },
}

impl<'t> Part<'t> {
    /// How bad the part is.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift, lint::Severity};
    ///
    /// let old = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// let new = Timeline::new(["B", "A", "C"].map(Release::new))?;
    /// assert_eq!(drift::compare(&old, &new).parts[0].severity(), Severity::Warning);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind().0
    }

    /// The name of this kind of part, which stays the same in later versions of
    /// this crate.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new([Release::new("A")])?;
    /// let new = Timeline::default();
    /// assert_eq!(drift::compare(&old, &new).parts[0].code(), "removed");
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind().1
    }

    /// The releases concerned: the one that changed or that an installation
    /// runs, and then the required one that is skipped, missed or blocking, if
    /// there is one.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new(["A", "B"].map(Release::new))?;
    /// let mut new = old.clone();
    /// new.require("A", None)?;
    ///
    /// let drift = drift::compare(&old, &new);
    /// assert!(drift.parts[0].releases().map(Release::version).eq(["A"]));
    /// assert!(drift.parts[1].releases().map(Release::version).eq(["B", "A"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn releases(&self) -> impl Iterator<Item = &'t Release> + use<'t> {
        let (release, required) = match *self {
            Self::Lost { release, required, .. }
            | Self::Path { release, after: Status::Blocked { required, .. }, .. }
            | Self::Missed { release, required } => (release, Some(required)),
            Self::Added { release }
            | Self::Removed { release }
            | Self::Moved { release }
            | Self::Changed { new: release, .. }
            | Self::Path { release, .. } => (release, None),
        };
        [Some(release), required].into_iter().flatten()
    }

    /// The release that the installation runs, if the part concerns one.
    fn installed(&self) -> Option<&'t Release> {
        match *self {
            Self::Lost { release, .. }
            | Self::Path { release, .. }
            | Self::Missed { release, .. } => Some(release),
            _ => None,
        }
    }

    fn kind(&self) -> (Severity, &'static str) {
        use Severity::{Error, Info, Warning};

        match *self {
            Self::Lost { .. } => (Error, "lost"),
            Self::Added { .. } => (Info, "added"),
            Self::Removed { release } if release.is_published() => (Error, "removed"),
            Self::Removed { .. } => (Warning, "removed"),
            Self::Moved { .. } => (Warning, "moved"),
            Self::Changed { fact, new, .. } => match fact {
                Fact::Published if new.is_published() => (Info, "published"),
                Fact::Published => (Info, "withdrawn"),
                Fact::Required if new.is_required() => (Info, "required"),
                Fact::Required => (Info, "waived"),
                Fact::Since => (Warning, "since_changed"),
                Fact::Reason => (Info, "reason_changed"),
                Fact::DeadEnd => (Info, "dead_end_changed"),
            },
            Self::Path { before, after, .. } => match (before, after) {
                (_, Status::DeadEnd) => (Warning, "dead_end"),
                (_, Status::UpToDate) => (Info, "up_to_date"),
                (Status::UpToDate, Status::Open { .. }) => (Info, "outdated"),
                (Status::Blocked { .. } | Status::DeadEnd, Status::Open { .. }) => {
                    (Info, "unblocked")
                }
                (Status::Open { .. }, Status::Open { .. }) => {
                    match after.updates().cmp(&before.updates()) {
                        Ordering::Greater => (Info, "more_updates"),
                        Ordering::Less => (Info, "fewer_updates"),
                        Ordering::Equal => (Info, "redirected"),
                    }
                }
                (
                    Status::Blocked { required: old, .. },
                    Status::Blocked { required: new, first: Some(_) },
                ) if old == new => (Info, "redirected"),
                (Status::Blocked { .. }, Status::Blocked { .. }) => (Warning, "still_blocked"),
                (_, Status::Blocked { .. }) => (Error, "blocked"),
            },
            Self::Missed { .. } => (Warning, "missed"),
        }
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(release) = self.installed() {
            write!(f, "from release {}: ", Quoted(release.version()))?;
        }
        Text(self).fmt(f)
    }
}

/// A fact about a release that can change.
///
/// ```
/// use rack_updates::{Release, Timeline, drift::{self, Fact, Part}};
///
/// let old = Timeline::new(["A", "B"].map(Release::new))?;
/// let mut new = old.clone();
/// new.withdraw("A")?;
/// match drift::compare(&old, &new).parts[0] {
///     Part::Changed { fact, new, .. } => {
///         assert_eq!((fact, new.version()), (Fact::Published, "A"));
///     }
///     other => panic!("{other}"),
/// }
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// Whether the release is published: `published` or `withdrawn`.
    Published,
    /// Whether the release is required: `required` or `waived`.
    Required,
    /// Since which release it is required, if it is required in both timelines:
    /// `since_changed`.
    Since,
    /// Why it is required, if it is required in both timelines:
    /// `reason_changed`.
    Reason,
    /// Whether the release is a dead end, and why: `dead_end_changed`.
    DeadEnd,
}

/// The path from a release to the newest published one.
///
/// With the feature `serde` it is written with its releases as versions:
/// `{"status": "up_to_date"}`, `{"status": "dead_end"}`,
/// `{"status": "open", "first": "B", "updates": 2}` or
/// `{"status": "blocked", "required": "D", "first": "B"}`, where `first` may be
/// `null`.
///
/// ```
/// use rack_updates::{Release, Timeline, drift::{self, Part, Status}};
///
/// let old = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let mut new = old.clone();
/// new.require("B", None)?;
///
/// match drift::compare(&old, &new).parts[1] {
///     Part::Path { before, after, .. } => {
///         assert!(matches!(before, Status::Open { updates: 1, .. }));
///         assert!(matches!(after, Status::Open { first, updates: 2, .. } if first == &new[1]));
///     }
///     other => panic!("{other}"),
/// }
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status<'t> {
    /// Nothing newer is published.
    UpToDate,
    /// The path is open.
    #[non_exhaustive]
    Open {
        /// The release that the first update leads to.
        first: &'t Release,
        /// The number of updates.
        updates: usize,
    },
    /// The path isn't open to its end.
    #[non_exhaustive]
    Blocked {
        /// The required release that blocks.
        required: &'t Release,
        /// The release that the first update leads to; `None` if that update is
        /// blocked.
        first: Option<&'t Release>,
    },
    /// No update is possible from the release.
    DeadEnd,
}

impl<'t> Status<'t> {
    /// The status of a release whose first update leads to a release with this
    /// status.
    fn preceded_by(self, first: &'t Release) -> Self {
        match self {
            Self::Open { updates, .. } => Self::Open { first, updates: updates.saturating_add(1) },
            Self::Blocked { required, .. } => Self::Blocked { required, first: Some(first) },
            Self::UpToDate | Self::DeadEnd => Self::Open { first, updates: 1 },
        }
    }

    /// The number of updates of an open path.
    fn updates(self) -> usize {
        if let Self::Open { updates, .. } = self { updates } else { 0 }
    }

    fn is_blocked(self) -> bool {
        matches!(self, Self::Blocked { .. })
    }

    /// Whether two statuses are equal. Addresses are enough, because a status
    /// refers to a release of both timelines by its entry in the new one.
    fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Open { first, updates }, Self::Open { first: other, updates: others }) => {
                ptr::eq(first, other) && updates == others
            }
            (
                Self::Blocked { required, first },
                Self::Blocked { required: other, first: others },
            ) => ptr::eq(required, other) && first.map(ptr::from_ref) == others.map(ptr::from_ref),
            (Self::UpToDate, Self::UpToDate) | (Self::DeadEnd, Self::DeadEnd) => true,
            _ => false,
        }
    }
}

/// Compares an old timeline with a new one.
///
/// Two releases are the same if their versions are.
///
/// Cost: a look-up of each old version, and O(n log n), or O(n²) at worst if the
/// new timeline drops requirements.
///
/// ```
/// use rack_updates::{Release, Timeline, drift};
///
/// let timeline = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
///
/// // What if B became required?
/// let mut what_if = timeline.clone();
/// what_if.require("B", Some("copies the settings"))?;
///
/// assert_eq!(
///     drift::compare(&timeline, &what_if).to_string(),
///     r#"warning: from 2 releases: already newer than "B"; may have skipped it
/// release "B" is now required: "copies the settings"
/// from 1 release: 1 more update
/// no release is blocked"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[allow(clippy::indexing_slicing, reason = "each list has an entry for each release")]
#[must_use]
pub fn compare<'t>(old: &'t Timeline, new: &'t Timeline) -> Drift<'t> {
    // Each old version is looked up once. A release of both timelines has a
    // `position` in the new one and an `origin`, its position in the old one. A
    // status, old or new, refers to such a release by its entry in the new one.
    let found: Vec<_> = old.iter().map(|release| new.find(release.version())).collect();
    let mut origins = vec![None; new.len()];
    let mut removed = Vec::new();
    for (origin, release) in (0_u32..).zip(old) {
        match found[origin as usize] {
            Some(position) => origins[position as usize] = Some(origin),
            None => removed.push(Part::Removed { release }),
        }
    }

    let before = statuses(old, |origin| match found[origin as usize] {
        Some(position) => new.at(position),
        None => old.at(origin),
    });
    let after = statuses(new, |position| new.at(position));
    let dropped = Dropped::new(old, new, &found);
    let mut passed = Passed::new(old);

    let mut common = Vec::new();
    let mut added = Vec::new();
    let mut lost = Vec::new();
    let mut changed = Vec::new();
    let mut paths = Vec::new();
    let mut missed = Vec::new();
    for ((position, release), &origin) in (0_u32..).zip(new).zip(&origins) {
        if let Some(origin) = origin {
            common.push((origin, release));
            changed.extend(changes(old.at(origin), release));

            let (before, after) = (before[origin as usize], after[position as usize]);
            let skipped = dropped.first_skipped(new, origin, position);
            if let Some(required) = skipped {
                let part = Part::Lost { release, required: old.at(required), before, after };
                lost.push((required, part));
            }

            // If a requirement is lost and both paths are open, the part `Lost` also
            // stands for the changed path, which gets no part of its own.
            let is_open = |status| matches!(status, Status::Open { .. });
            let is_because_lost = skipped.is_some() && is_open(before) && is_open(after);
            if !before.is_same(after) && !is_because_lost {
                paths.push(Part::Path { release, before, after });
            }

            if let Some(required) = passed.newest_after(origin) {
                missed.push(Part::Missed { release, required: new.at(required) });
            }
        } else {
            added.push(Part::Added { release });
        }

        if release.is_required() && !release.derived {
            passed.push(position, origin);
        }
    }

    dropped.name_others(old, new, &origins, &mut lost, |origin, position| {
        (before[origin as usize], after[position as usize])
    });
    let lost = lost.into_iter().map(|(_, part)| part).collect();

    let moved = moved(&common).into_iter().map(|release| Part::Moved { release }).collect();
    let is_blocked = |(release, status): (_, Status<'_>)| status.is_blocked().then_some(release);
    Drift {
        parts: [lost, added, removed, moved, changed, paths, missed].concat(),
        blocked: new.iter().zip(after).filter_map(is_blocked).collect(),
    }
}

/// The facts that changed. A reason or a `since` counts only if the release is
/// required in both timelines. If it is required in one, they are part of
/// [`Fact::Required`].
fn changes<'t>(old: &'t Release, new: &'t Release) -> impl Iterator<Item = Part<'t>> {
    let is_required = old.is_required() && new.is_required();
    [
        (Fact::Published, old.is_published() != new.is_published()),
        (Fact::Required, old.is_required() != new.is_required()),
        (Fact::Since, is_required && since(old) != since(new)),
        (Fact::Reason, is_required && old.reason() != new.reason()),
        (Fact::DeadEnd, old.dead_end_reason() != new.dead_end_reason()),
    ]
    .into_iter()
    .filter_map(move |(fact, differs)| differs.then_some(Part::Changed { fact, old, new }))
}

/// The version since which a release is required: its own unless it states one.
fn since(release: &Release) -> &str {
    release.since().unwrap_or(release.version())
}

/// The status of each release of a timeline. `release` gives the release at a
/// position.
#[allow(clippy::indexing_slicing, reason = "there is a status for each release")]
fn statuses<'t>(timeline: &Timeline, release: impl Fn(u32) -> &'t Release) -> Vec<Status<'t>> {
    let mut statuses = vec![Status::UpToDate; timeline.len()];

    // All paths have the same target, so the rest of a path is the path from the
    // release that its first update leads to. That release is newer, so its status
    // is known.
    for start in positions(timeline).rev() {
        let mut walk = Walk::to_latest(timeline, start);
        statuses[start as usize] = if timeline.at(start).is_dead_end() {
            Status::DeadEnd
        } else if let Some(hop) = walk.next() {
            statuses[hop.end as usize].preceded_by(release(hop.end))
        } else if let Some(required) = walk.blocked_by() {
            Status::Blocked { required: release(required), first: None }
        } else {
            Status::UpToDate
        };
    }
    statuses
}

fn positions(timeline: &Timeline) -> Range<u32> {
    let length = u32::try_from(timeline.len());
    debug_assert!(length.is_ok(), "each release has a position");
    0..length.unwrap_or(u32::MAX)
}

/// The requirements that the new timeline drops, and the first one that each of
/// its paths crosses.
struct Dropped {
    /// Sorted by their `since` in the new timeline if releases moved. If none
    /// moved, an installation that is before a requirement in one timeline is so
    /// in the other, and `first_skipped` returns before it uses the order.
    requirements: Vec<DroppedRequirement>,
    /// For each release of the new timeline, where its first update leads to.
    ends: Vec<Option<u32>>,
    /// For each release of the new timeline, the requirement that its path
    /// crosses first.
    crossed: Vec<Option<DroppedRequirement>>,
}

#[derive(Clone, Copy)]
struct DroppedRequirement {
    old: Requirement,
    /// At its place in the new timeline. A required release that was removed has
    /// a place between two positions, so `until` may be one less than `since`:
    /// no release meets the requirement.
    new: Requirement,
}

impl DroppedRequirement {
    /// The key that sorts requirements by their required releases, oldest first.
    fn sort_key(&self) -> (u32, u32) {
        (self.new.until, self.old.until)
    }
}

impl Dropped {
    #[allow(clippy::indexing_slicing, reason = "each list has an entry for each release")]
    fn new(old: &Timeline, new: &Timeline, found: &[Option<u32>]) -> Self {
        // For each old release, the number of releases before it in the new order.
        // A removed one is directly after the next older one.
        let mut next = 0;
        let places = found.iter().map(|position| {
            let place = position.unwrap_or(next);
            next = position.map_or(next, |position| position.saturating_add(1));
            place
        });
        let places: Vec<u32> = places.collect();

        let mut requirements = Vec::new();
        // For each position, the oldest requirement whose `since` is there.
        let mut starting_at = vec![None; new.len().saturating_add(1)];
        for &requirement in old.requirements() {
            let position = found[requirement.until as usize];
            let is_still_required = position.is_some_and(|position| new.at(position).is_required());
            let was_before_latest = Some(requirement.until) < old.latest_position();
            // A stop that was derived follows the list: it moves with its run.
            let was_derived = old.at(requirement.until).derived;
            if is_still_required || !was_before_latest || was_derived {
                continue;
            }

            // If no older release is left, no update starts before the requirement.
            let place = places[requirement.until as usize];
            let Some(until) = position.or(place.checked_sub(1)) else { continue };
            let since = places[requirement.since as usize].min(place);
            let dropped =
                DroppedRequirement { old: requirement, new: Requirement { since, until } };
            requirements.push(dropped);

            let slot = &mut starting_at[since as usize];
            *slot = oldest(*slot, Some(dropped));
        }

        if !found.iter().flatten().is_sorted() {
            requirements.sort_unstable_by_key(|dropped| dropped.new.since);
        }

        // Newest first, as for the statuses. If an update crosses any of the
        // requirements that begin after its start, it crosses the oldest of them.
        let mut ends = vec![None; new.len()];
        let mut crossed = vec![None; new.len()];
        let mut ahead = None;
        for start in positions(new).rev() {
            ahead = oldest(ahead, starting_at[start.saturating_add(1) as usize]);
            if let Some(hop) = Walk::to_latest(new, start).next() {
                let is_crossed =
                    |dropped: &DroppedRequirement| dropped.new.is_crossed(start, hop.end);
                crossed[start as usize] = ahead.filter(is_crossed).or(crossed[hop.end as usize]);
                ends[start as usize] = Some(hop.end);
            }
        }
        Self { requirements, ends, crossed }
    }

    /// The old position of the required release that a path skips first, of those
    /// that the old path had to meet.
    #[allow(clippy::indexing_slicing, reason = "there is an entry for each release")]
    fn first_skipped(&self, new: &Timeline, origin: u32, position: u32) -> Option<u32> {
        let was_ahead = |dropped: &&DroppedRequirement| origin < dropped.old.since;
        let first = self.crossed[position as usize].as_ref()?;
        if was_ahead(&first) {
            return Some(first.old.until);
        }

        // The installation had met this requirement already, because the release
        // or the requirement moved. The path may cross others that it hadn't met.
        let mut start = position;
        let mut later =
            self.requirements.iter().skip_while(|it| it.new.since <= position).peekable();
        Walk::to_latest(new, position).find_map(|hop| {
            // The update that crosses a requirement is the one that passes its `since`.
            let begun = iter::from_fn(|| later.next_if(|it| it.new.since <= hop.end));
            let crossed = begun.filter(|it| was_ahead(it) && it.new.is_crossed(start, hop.end));
            let first = crossed.min_by_key(|it| it.sort_key());
            start = hop.end;
            first.map(|it| it.old.until)
        })
    }

    /// Adds a part for each lost requirement that no part names yet. It is for the
    /// newest release from which the requirement is lost.
    #[allow(clippy::indexing_slicing, reason = "each list has an entry for each release")]
    fn name_others<'t>(
        &self,
        old: &'t Timeline,
        new: &'t Timeline,
        origins: &[Option<u32>],
        lost: &mut Vec<(u32, Part<'t>)>,
        statuses: impl Fn(u32, u32) -> (Status<'t>, Status<'t>),
    ) {
        let mut is_named = vec![false; old.len()];
        for &(required, _) in &*lost {
            is_named[required as usize] = true;
        }

        let mut others = Vec::new();
        for dropped in self.requirements.iter().filter(|it| !is_named[it.old.until as usize]) {
            let newest = self.newest_affected(dropped.new, |position| {
                origins[position as usize].filter(|&origin| origin < dropped.old.since)
            });
            if let Some((origin, position)) = newest {
                let (before, after) = statuses(origin, position);
                let (release, required) = (new.at(position), old.at(dropped.old.until));
                others.push((dropped.old.until, Part::Lost { release, required, before, after }));
            }
        }
        others.sort_unstable_by_key(|&(required, _)| required);
        lost.append(&mut others);
    }

    /// The newest release whose path crosses a requirement, of those for which
    /// `origin` returns `Some`. Returns this origin and the position of the
    /// release.
    ///
    /// Cost: O(n).
    #[allow(clippy::indexing_slicing, reason = "there is an entry for each release")]
    fn newest_affected(
        &self,
        Requirement { since, until }: Requirement,
        origin: impl Fn(u32) -> Option<u32>,
    ) -> Option<(u32, u32)> {
        // For the releases before the requirement, whether their paths cross it.
        let mut crosses = vec![false; since as usize];
        (0..since).rev().find_map(|position| {
            let end = self.ends[position as usize]?;

            // If the first update leads to before `since`, the rest of the path
            // decides. Any other first update passes `since`, so it crosses the
            // requirement if it passes `until`.
            let is_affected = crosses.get(end as usize).copied().unwrap_or(until < end);
            crosses[position as usize] = is_affected;
            is_affected.then(|| Some((origin(position)?, position))).flatten()
        })
    }
}

fn oldest(
    one: Option<DroppedRequirement>,
    other: Option<DroppedRequirement>,
) -> Option<DroppedRequirement> {
    one.into_iter().chain(other).min_by_key(DroppedRequirement::sort_key)
}

/// The required releases of the new timeline up to a position, with the place of
/// each requirement in the old one.
struct Passed {
    /// The position since which each old release is required; `u32::MAX` if it
    /// isn't.
    since: Vec<u32>,
    /// A monotonic stack of the old `since` and the new position: the positions
    /// ascend and the `since` descend. A release is popped when a newer one with
    /// the same or a newer `since` is pushed, because an installation that missed
    /// the first also missed the second.
    stack: Vec<(u32, u32)>,
}

impl Passed {
    #[allow(clippy::indexing_slicing, reason = "there is an entry for each release")]
    fn new(old: &Timeline) -> Self {
        let mut since = vec![u32::MAX; old.len()];
        for requirement in old.requirements() {
            since[requirement.until as usize] = requirement.since;
        }
        Self { since, stack: Vec::new() }
    }

    /// Adds a required release that is newer than all those added before.
    #[allow(clippy::indexing_slicing, reason = "there is an entry for each release")]
    fn push(&mut self, position: u32, origin: Option<u32>) {
        let since = origin.map_or(u32::MAX, |origin| self.since[origin as usize]);
        while self.stack.last().is_some_and(|&(other, _)| other <= since) {
            self.stack.pop();
        }
        self.stack.push((since, position));
    }

    /// The newest of these releases whose old `since` is after an old position.
    fn newest_after(&self, origin: u32) -> Option<u32> {
        let count = self.stack.partition_point(|&(since, _)| origin < since);
        let (_, position) = self.stack.get(count.checked_sub(1)?)?;
        Some(*position)
    }
}

/// The releases outside a *longest increasing subsequence* of the origins, in the
/// new order.
fn moved<'t>(common: &[(u32, &'t Release)]) -> Vec<&'t Release> {
    if common.is_sorted_by_key(|&(origin, _)| origin) {
        return Vec::new();
    }

    // For each length, the least origin that ends an ascending subsequence of that
    // length so far. The index of an origin among these is the length of the
    // longest subsequence that it ends, less one.
    let mut ends: Vec<u32> = Vec::new();
    let mut indices = Vec::with_capacity(common.len());
    for &(origin, _) in common {
        let (Ok(index) | Err(index)) = ends.binary_search(&origin);
        match ends.get_mut(index) {
            Some(end) => *end = origin,
            None => ends.push(origin),
        }
        indices.push(index);
    }

    // Walk back through the new order and take a release with the greatest index,
    // then the next that has an index less by one, and so on. The origins of those
    // taken descend: of the releases with one index, the walk meets the one with
    // the least origin first.
    let mut moved = Vec::new();
    let mut length = ends.len();
    for (&(_, release), index) in common.iter().zip(indices).rev() {
        if index.saturating_add(1) == length {
            length = index;
        } else {
            moved.push(release);
        }
    }
    moved.reverse();
    moved
}

/// A change note, with numbers of installations if `installations` is given.
struct Note<'a, 't, F> {
    drift: &'a Drift<'t>,
    installations: Option<F>,
}

impl<F: Fn(&Release) -> u64> Note<'_, '_, F> {
    fn installations(&self, releases: &[&Release]) -> Option<Plural> {
        let count = self.installations.as_ref()?;
        let sum = releases.iter().map(|release| count(release)).fold(0, u64::saturating_add);
        Some(Plural(usize::try_from(sum).unwrap_or(usize::MAX), "installation"))
    }

    /// The number of releases, and of the installations that run them.
    fn weight(&self, releases: &[&Release]) -> String {
        let count = Plural(releases.len(), "release");
        match self.installations(releases) {
            Some(installations) => format!("{count}, {installations}"),
            None => count.to_string(),
        }
    }
}

impl<F: Fn(&Release) -> u64> fmt::Display for Note<'_, '_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Drift { parts, blocked } = self.drift;
        if parts.is_empty() {
            return f.write_str("nothing changes");
        }

        // Equal messages about installations of several releases share a line.
        let mut lines = BTreeMap::new();
        for (number, part) in parts.iter().enumerate() {
            let line_of_its_own = part.installed().is_none().then_some(number);
            let line = lines.entry((Text(part).to_string(), line_of_its_own));
            let (_, _, releases) = line.or_insert_with(|| (number, part, Vec::new()));
            releases.extend(part.releases().take(1));
        }
        let mut lines: Vec<_> = lines.into_iter().collect();
        lines.sort_by_key(|&(_, (number, part, _))| (Reverse(part.severity()), number));

        for ((text, _), (_, part, releases)) in &lines {
            let severity = part.severity();
            if severity > Severity::Info {
                write!(f, "{severity}: ")?;
            }
            match part {
                Part::Removed { .. } => match self.installations(releases) {
                    Some(installations) => writeln!(f, "{text} ({installations})")?,
                    None => writeln!(f, "{text}")?,
                },
                part if part.installed().is_some() => {
                    writeln!(f, "from {}: {text}", self.weight(releases))?;
                }
                _ => writeln!(f, "{text}")?,
            }
        }

        if blocked.is_empty() {
            return f.write_str("no release is blocked");
        }
        write!(f, "blocked: {}", self.weight(blocked))?;
        let newly = parts.iter().filter(|part| part.code() == "blocked");
        let newly: Vec<_> = newly.filter_map(Part::installed).collect();
        if newly.is_empty() { Ok(()) } else { write!(f, "; newly: {}", self.weight(&newly)) }
    }
}

/// The message of a part, without the release that an installation runs.
struct Text<'a, 't>(&'a Part<'t>);

impl fmt::Display for Text<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self.0 {
            Part::Lost { required, .. } => {
                let version = Quoted(required.version());
                write!(f, "now skips release {version}, which was required")?;
                write_reason(f, required.reason())
            }
            Part::Added { release } => {
                write!(f, "release {} is added", Quoted(release.version()))?;
                if let Some(reason) = release.dead_end_reason() {
                    f.write_str(", a dead end")?;
                    return write_reason(f, Some(reason));
                }
                if !release.is_published() {
                    f.write_str(", not published")?;
                }
                if release.is_required() {
                    f.write_str(", ")?;
                    write_requirement(f, release)?;
                }
                Ok(())
            }
            Part::Removed { release } => write!(
                f,
                "release {} is removed: updates from it can't be planned any more",
                Quoted(release.version())
            ),
            Part::Moved { release } => write!(
                f,
                "release {} moved: its place in the order changed",
                Quoted(release.version())
            ),
            Part::Changed { fact, old, new } => write_change(f, fact, old, new),
            Part::Path { before, after, .. } => write_path(f, self.0.code(), before, after),
            Part::Missed { required, .. } => {
                write!(f, "already newer than {}; may have skipped it", Quoted(required.version()))
            }
        }
    }
}

fn write_change(
    f: &mut fmt::Formatter<'_>,
    fact: Fact,
    old: &Release,
    new: &Release,
) -> fmt::Result {
    write!(f, "release {} ", Quoted(new.version()))?;
    match fact {
        Fact::Published if new.is_published() => f.write_str("is now published"),
        Fact::Published => f.write_str("is no longer published"),
        Fact::Required if new.is_required() => {
            f.write_str("is now ")?;
            write_requirement(f, new)
        }
        Fact::Required => f.write_str("is no longer required"),
        Fact::Since => write!(
            f,
            "is now required since release {}, not since release {}",
            Quoted(since(new)),
            Quoted(since(old))
        ),
        Fact::Reason if new.reason().is_none() => f.write_str("no longer gives a reason"),
        Fact::Reason => {
            f.write_str("now gives the reason")?;
            write_reason(f, new.reason())
        }
        Fact::DeadEnd if new.is_dead_end() => {
            f.write_str("is a dead end")?;
            write_reason(f, new.dead_end_reason())
        }
        Fact::DeadEnd => f.write_str("is no longer a dead end"),
    }
}

fn write_path(
    f: &mut fmt::Formatter<'_>,
    code: &str,
    before: Status<'_>,
    after: Status<'_>,
) -> fmt::Result {
    let difference = before.updates().abs_diff(after.updates());
    match (code, after) {
        (_, Status::DeadEnd) => f.write_str("no update is possible any more"),
        (_, Status::UpToDate) => f.write_str("nothing newer to update to"),
        ("redirected", Status::Open { first, .. } | Status::Blocked { first: Some(first), .. }) => {
            write!(f, "the first update now leads to release {}", Quoted(first.version()))
        }
        ("still_blocked", Status::Blocked { required, .. }) => {
            write!(f, "still blocked, by release {}", Quoted(required.version()))
        }
        (_, Status::Blocked { required, .. }) => {
            write!(f, "newly blocked by release {}", Quoted(required.version()))
        }
        ("outdated", Status::Open { .. }) => f.write_str("no longer up to date"),
        ("unblocked", Status::Open { .. }) => f.write_str("the path is open now"),
        ("fewer_updates", Status::Open { .. }) => {
            write!(f, "{}", Plural(difference, "fewer update"))
        }
        (_, Status::Open { .. }) => write!(f, "{}", Plural(difference, "more update")),
    }
}

/// Writes `required since release "S": "reason"`.
fn write_requirement(f: &mut fmt::Formatter<'_>, release: &Release) -> fmt::Result {
    f.write_str("required")?;
    if let Some(since) = release.since() {
        write!(f, " since release {}", Quoted(since))?;
    }
    write_reason(f, release.reason())
}

fn write_reason(f: &mut fmt::Formatter<'_>, reason: Option<&str>) -> fmt::Result {
    reason.map_or(Ok(()), |reason| write!(f, ": {}", QuotedProse(reason)))
}

#[cfg(feature = "serde")]
mod serde {
    use alloc::{
        string::{String, ToString},
        vec::Vec,
    };

    use serde::{Serialize, Serializer};

    use super::{Drift, Fact, Part, Status, since};
    use crate::{Release, lint::Severity};

    impl Serialize for Drift<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            #[derive(Serialize)]
            #[serde(rename = "Drift")]
            struct Written<'a> {
                severity: Option<Severity>,
                blocked: Vec<&'a str>,
                parts: &'a [Part<'a>],
            }

            Written {
                severity: self.severity(),
                blocked: self.blocked.iter().map(|release| release.version()).collect(),
                parts: &self.parts,
            }
            .serialize(serializer)
        }
    }

    impl Serialize for Part<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            #[derive(Serialize)]
            #[serde(rename = "Part")]
            struct Written<'a> {
                severity: Severity,
                code: &'a str,
                releases: Vec<&'a str>,
                #[serde(skip_serializing_if = "Option::is_none")]
                before: Option<State<'a>>,
                #[serde(skip_serializing_if = "Option::is_none")]
                after: Option<State<'a>>,
                message: String,
            }

            let states = match *self {
                Self::Lost { before, after, .. } | Self::Path { before, after, .. } => {
                    Some((State::Path(before), State::Path(after)))
                }
                Self::Changed { fact, old, new } => text(fact, old).zip(text(fact, new)),
                _ => None,
            };
            let (before, after) = states.unzip();
            Written {
                severity: self.severity(),
                code: self.code(),
                releases: self.releases().map(Release::version).collect(),
                before,
                after,
                message: self.to_string(),
            }
            .serialize(serializer)
        }
    }

    #[derive(Serialize)]
    #[serde(untagged)]
    enum State<'a> {
        Path(Status<'a>),
        Text(Option<&'a str>),
    }

    /// The text of a fact that has one.
    fn text(fact: Fact, release: &Release) -> Option<State<'_>> {
        match fact {
            Fact::Published | Fact::Required => None,
            Fact::Since => Some(State::Text(Some(since(release)))),
            Fact::Reason => Some(State::Text(release.reason())),
            Fact::DeadEnd => Some(State::Text(release.dead_end_reason())),
        }
    }

    impl Serialize for Status<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            #[derive(Serialize)]
            #[serde(rename = "Status", tag = "status", rename_all = "snake_case")]
            enum Written<'a> {
                UpToDate,
                Open { first: &'a str, updates: usize },
                Blocked { required: &'a str, first: Option<&'a str> },
                DeadEnd,
            }

            let written = match *self {
                Self::UpToDate => Written::UpToDate,
                Self::Open { first, updates } => Written::Open { first: first.version(), updates },
                Self::Blocked { required, first } => Written::Blocked {
                    required: required.version(),
                    first: first.map(Release::version),
                },
                Self::DeadEnd => Written::DeadEnd,
            };
            written.serialize(serializer)
        }
    }
}
