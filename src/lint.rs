//! Likely mistakes in a timeline, as data.
//!
//! Each installation follows the flags of its timeline, so a wrong flag is best
//! found before the timeline is published. [`check`] returns the findings, and
//! [`worst`] the severity that can stop a publication:
//!
//! ```
//! use rack_updates::{Release, Timeline, lint::{self, Severity}};
//!
//! let timeline = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").because("copies the settings"),
//!     Release::new("C"),
//! ])?;
//! for finding in lint::check(&timeline) {
//!     println!("{}: {finding}", finding.severity());
//! }
//! assert!(lint::worst(&timeline) < Some(Severity::Error), "not fit to be published");
//! # Ok::<(), rack_updates::TimelineError>(())
//! ```
//!
//! For a change, use the severity of a [`drift`](crate::drift) in the same way.
//!
//! # Accepting a finding
//!
//! To accept a finding knowingly, leave it out by its code and version. All
//! others still count:
//!
//! ```
//! use rack_updates::{Release, Timeline, lint::{self, Finding, Severity}};
//!
//! // B was withdrawn. Until it is repaired, its installations have to wait.
//! let timeline = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").because("copies the settings").unpublished(),
//!     Release::new("C"),
//! ])?;
//! let is_accepted = |finding: &Finding<'_>| {
//!     finding.code() == "blocking" && finding.releases().any(|release| release.version() == "B")
//! };
//!
//! let findings = lint::check(&timeline);
//! let rest = findings.iter().filter(|&finding| !is_accepted(finding));
//! assert!(rest.map(Finding::severity).max() < Some(Severity::Error));
//! # Ok::<(), rack_updates::TimelineError>(())
//! ```

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    string::String,
    vec::Vec,
};
use core::{cmp::Ordering, fmt};

use crate::{
    Release, Timeline,
    plan::Walk,
    stops::{Requirement, Stop},
    text::{Quoted, QuotedProse},
};

/// How bad a finding is; the worst is the greatest.
///
/// With the feature `serde` it is written and read as `"info"`, `"warning"` or
/// `"error"`, which is also its `Display`.
///
/// ```
/// use rack_updates::lint::Severity;
///
/// assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
/// assert_eq!(format!("{:>8}", Severity::Warning), " warning");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Severity {
    /// Worth knowing, and right as it is.
    Info,
    /// Likely a mistake.
    Warning,
    /// Installations can't update, would go back to older releases, or would skip
    /// a release that they need.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something about a timeline that its publisher should look at.
///
/// Each kind has a code that stays the same, the name of the variant in
/// `snake_case`. `Display` gives the message, without the severity.
///
/// With the feature `serde` a finding is written like this, where `releases` are
/// the versions of the releases concerned, oldest first:
///
/// ```json
/// {"severity": "warning", "code": "no_reason", "releases": ["B"],
///  "message": "required release \"B\" gives no reason"}
/// ```
///
/// ```
/// use rack_updates::{Release, Timeline, lint::{self, Finding, Severity}};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C"),
/// ])?;
/// for finding in lint::check(&timeline) {
///     assert_eq!((finding.severity(), finding.code()), (Severity::Warning, "no_reason"));
///     assert_eq!(finding.to_string(), r#"required release "B" gives no reason"#);
///     match finding {
///         Finding::NoReason { release, .. } => assert_eq!(release.version(), "B"),
///         other => println!("{other}"),
///     }
/// }
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding<'t> {
    /// There is no release, so no installation can update. Severity error.
    Empty,

    /// No release is published, so no installation can update. Severity error.
    NothingPublished,

    /// The timeline seems to list the newest release first. Severity error.
    ///
    /// Of all pairs that [`OutOfOrder`](Self::OutOfOrder) compares, at least two
    /// descend, and more descend than ascend. This finding replaces that of each
    /// pair. It isn't reported if most versions can't be compared.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// let newest_first = ["v2.0.0", "v1.10.0", "v1.9.0"].map(Release::new);
    /// let timeline = Timeline::new(newest_first.clone())?;
    /// assert_eq!(lint::check(&timeline)[0].code(), "newest_first");
    ///
    /// let timeline = Timeline::new(newest_first.into_iter().rev())?;
    /// assert_eq!(lint::check(&timeline), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    NewestFirst {
        /// The older release of the first pair that descends.
        first: &'t Release,
        /// The newer one, whose numbers are less.
        second: &'t Release,
    },

    /// A required release blocks: it is named in
    /// [`PlanError::Blocked`](crate::plan::PlanError::Blocked) by a plan from
    /// some release to the latest one. Severity error.
    ///
    /// No release of its range is published, a newer release is published, and
    /// some release older than the range isn't a dead end. If the range of a
    /// required release contains that of another, only the inner one blocks.
    ///
    /// Waiving the requirement also opens the path, but is right only if updates
    /// may safely skip the release:
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").because("copies the settings"),
    ///     Release::new("C").because("deletes the old settings").unpublished(),
    ///     Release::new("D"),
    /// ])?;
    /// let codes = |timeline: &Timeline| -> Vec<_> {
    ///     lint::check(timeline).iter().map(|finding| finding.code()).collect()
    /// };
    /// assert_eq!(codes(&timeline), ["blocking", "adjacent_stops"]);
    ///
    /// let mut published = timeline.clone();
    /// published.publish("C")?;
    /// assert_eq!(codes(&published), ["adjacent_stops"]);
    ///
    /// // A stop at B meets the requirement of C as well.
    /// let mut widened = timeline.clone();
    /// widened.set_since("C", Some("B"))?;
    /// assert_eq!(codes(&widened), ["nested_requirements"]);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    Blocking {
        /// The required release.
        release: &'t Release,
    },

    /// A required release gives no reason, so its publisher can't judge later
    /// whether the requirement is still needed. Severity warning.
    ///
    /// A requirement that was [derived](Timeline::require_each) needs none.
    /// A timeline that was written and read doesn't know which ones were, so write
    /// the list without derived stops, and derive after reading it.
    #[non_exhaustive]
    NoReason {
        /// The required release.
        release: &'t Release,
    },

    /// The range of a required release contains that of another, so the outer
    /// one has no effect on updates as long as the inner one is required.
    /// Severity info.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B"),
    ///     Release::new("C").because("copies the users"),
    ///     Release::new("D").required_since("B").because("copies the settings"),
    ///     Release::new("E"),
    /// ])?;
    /// match lint::check(&timeline)[..] {
    ///     [Finding::NestedRequirements { inner, outer, .. }] => {
    ///         assert_eq!((inner.version(), outer.version()), ("C", "D"));
    ///     }
    ///     ref other => panic!("{other:?}"),
    /// }
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    NestedRequirements {
        /// The older of the two required releases. If the range contains
        /// several, the one of them that is required since the newest release.
        inner: &'t Release,
        /// The required release whose range contains that of the other.
        outer: &'t Release,
    },

    /// No release newer than a required one is published, so the required release
    /// isn't a stop yet. Severity info.
    ///
    /// A required release that never becomes a stop isn't reported: its range
    /// contains that of another, or no installation is older than its range.
    #[non_exhaustive]
    PendingStop {
        /// The required release.
        release: &'t Release,
    },

    /// Nothing is published between two stops, and no published release meets the
    /// requirements of both. So installations of older releases need two updates
    /// where one might do. Severity warning.
    ///
    /// Two stops that were [derived](Timeline::require_each) are not reported,
    /// because the key asks for each of them.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// let mut timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").because("copies the settings"),
    ///     Release::new("C").because("copies the users"),
    ///     Release::new("D"),
    /// ])?;
    /// assert_eq!(lint::check(&timeline)[0].code(), "adjacent_stops");
    ///
    /// // C can do both.
    /// timeline.waive("B")?;
    /// assert_eq!(lint::check(&timeline), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    AdjacentStops {
        /// The older of the two required releases.
        first: &'t Release,
        /// The newer of the two.
        second: &'t Release,
    },

    /// The version of a release begins or ends with white space. Severity
    /// warning.
    #[non_exhaustive]
    SurroundingSpace {
        /// The release.
        release: &'t Release,
    },

    /// Two versions are easily taken for one another. Severity warning.
    ///
    /// They differ only in case, in `+` for `-`, in a leading `v`, in
    /// surrounding white space, in the kind of white space, or in characters
    /// that can't be seen.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// for pair in [["1.0", "v1.0"], ["1.0-RC", "1.0-rc"], ["1.0+2", "1.0-2"]] {
    ///     let timeline = Timeline::new(pair.map(Release::new))?;
    ///     assert_eq!(lint::check(&timeline)[0].code(), "look_alike");
    /// }
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    LookAlike {
        /// The oldest release with a version that looks like this.
        first: &'t Release,
        /// A newer one.
        second: &'t Release,
    },

    /// The numbers in a version are less than those in the one before it.
    /// Severity warning.
    ///
    /// Two versions have the same *shape* if they are equal except for their runs
    /// of digits. Each version is compared with the last older one of its shape,
    /// number by number from left to right.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// // Fedora CoreOS: it can be right.
    /// let timeline = Timeline::new(["38.20230310.1.0", "37.20230303.1.1"].map(Release::new))?;
    /// assert_eq!(lint::check(&timeline)[0].code(), "out_of_order");
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[non_exhaustive]
    OutOfOrder {
        /// The older release, whose numbers are greater.
        first: &'t Release,
        /// The newer release, whose numbers are less.
        second: &'t Release,
    },

    /// A release is a dead end: an installation of it can't update. Severity
    /// info.
    #[non_exhaustive]
    DeadEnd {
        /// The dead end.
        release: &'t Release,
    },
}

impl<'t> Finding<'t> {
    /// How bad the finding is.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Severity}};
    ///
    /// let timeline = Timeline::new([Release::new("A").unpublished()])?;
    /// assert_eq!(lint::check(&timeline)[0].severity(), Severity::Error);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.facts().0
    }

    /// The name of this kind of finding, which stays the same in later versions
    /// of this crate.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// let timeline = Timeline::new([Release::new("A").unpublished()])?;
    /// assert_eq!(lint::check(&timeline)[0].code(), "nothing_published");
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.facts().1
    }

    /// The releases concerned, oldest first; none for [`Finding::Empty`] and
    /// [`Finding::NothingPublished`].
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint};
    ///
    /// let timeline = Timeline::new(["1.0", "v1.0"].map(Release::new))?;
    /// let findings = lint::check(&timeline);
    /// assert!(findings[0].releases().map(Release::version).eq(["1.0", "v1.0"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    pub fn releases(&self) -> impl Iterator<Item = &'t Release> + use<'t> {
        self.facts().2.into_iter().flatten()
    }

    fn facts(&self) -> (Severity, &'static str, [Option<&'t Release>; 2]) {
        use Severity::{Error, Info, Warning};

        match *self {
            Self::Empty => (Error, "empty", [None, None]),
            Self::NothingPublished => (Error, "nothing_published", [None, None]),
            Self::NewestFirst { first, second } => {
                (Error, "newest_first", [Some(first), Some(second)])
            }
            Self::Blocking { release } => (Error, "blocking", [Some(release), None]),
            Self::NoReason { release } => (Warning, "no_reason", [Some(release), None]),
            Self::NestedRequirements { inner, outer } => {
                (Info, "nested_requirements", [Some(inner), Some(outer)])
            }
            Self::PendingStop { release } => (Info, "pending_stop", [Some(release), None]),
            Self::AdjacentStops { first, second } => {
                (Warning, "adjacent_stops", [Some(first), Some(second)])
            }
            Self::SurroundingSpace { release } => {
                (Warning, "surrounding_space", [Some(release), None])
            }
            Self::LookAlike { first, second } => {
                (Warning, "look_alike", [Some(first), Some(second)])
            }
            Self::OutOfOrder { first, second } => {
                (Warning, "out_of_order", [Some(first), Some(second)])
            }
            Self::DeadEnd { release } => (Info, "dead_end", [Some(release), None]),
        }
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there is no release"),
            Self::NothingPublished => f.write_str("no release is published"),
            Self::NewestFirst { first, second } => write!(
                f,
                "the releases seem to be newest first, because release {} comes after release {}: \
                list them in version order, oldest first",
                quoted(second),
                quoted(first)
            ),
            Self::Blocking { release } => match release.since() {
                None => write!(
                    f,
                    "required release {} is not published and blocks each installation of an \
                    older release: publish it, require another release instead or widen its \
                    `since`; waive it only if skipping it is safe",
                    quoted(release)
                ),
                Some(since) => write!(
                    f,
                    "nothing from {} up to required release {} is published, which blocks each \
                    installation of an older release: publish one of these, require another \
                    release instead or widen its `since`; waive it only if skipping all of these is \
                    safe",
                    Quoted(since),
                    quoted(release)
                ),
            },
            Self::NoReason { release } => {
                write!(f, "required release {} gives no reason", quoted(release))
            }
            Self::NestedRequirements { inner, outer } => write!(
                f,
                "required release {} has no effect while release {} is required, because its \
                range since {} contains that of the other",
                quoted(outer),
                quoted(inner),
                Quoted(outer.since().unwrap_or(outer.version()))
            ),
            Self::PendingStop { release } => write!(
                f,
                "required release {} becomes a stop once a newer release is published",
                quoted(release)
            ),
            Self::AdjacentStops { first, second } => write!(
                f,
                "nothing is published between required releases {} and {}: is one of them enough?",
                quoted(first),
                quoted(second)
            ),
            Self::SurroundingSpace { release } => {
                write!(f, "version {} begins or ends with white space", quoted(release))
            }
            Self::LookAlike { first, second } => {
                write!(f, "release {} looks like release {}", quoted(second), quoted(first))
            }
            Self::OutOfOrder { first, second } => write!(
                f,
                "release {} comes after release {}, whose numbers are greater",
                quoted(second),
                quoted(first)
            ),
            Self::DeadEnd { release } => write!(
                f,
                "no update is possible from release {}: {}",
                quoted(release),
                QuotedProse(release.dead_end_reason().unwrap_or_default())
            ),
        }
    }
}

fn quoted(release: &Release) -> Quoted<'_> {
    Quoted(release.version())
}

#[cfg(feature = "serde")]
impl serde::Serialize for Finding<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use alloc::string::ToString;

        #[derive(serde::Serialize)]
        #[serde(rename = "Finding")]
        struct Written<'a> {
            severity: Severity,
            code: &'a str,
            releases: Vec<&'a str>,
            message: String,
        }

        let releases = self.releases().map(Release::version).collect();
        let (severity, code, message) = (self.severity(), self.code(), self.to_string());
        Written { severity, code, releases, message }.serialize(serializer)
    }
}

/// The severity of the worst finding; `None` if there is none.
///
/// Cost: that of [`check`].
///
/// ```
/// use rack_updates::{Release, Timeline, lint::{self, Severity}};
///
/// let mut timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
/// assert_eq!(lint::worst(&timeline), Some(Severity::Warning));
///
/// timeline.set_reason("B", Some("copies the settings"))?;
/// timeline.push(Release::new("C"))?;
/// assert_eq!(lint::worst(&timeline), None);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn worst(timeline: &Timeline) -> Option<Severity> {
    check(timeline).iter().map(Finding::severity).max()
}

/// Finds likely mistakes in a timeline, and facts that its publisher should know.
///
/// Findings about the timeline as a whole come first: [`Finding::Empty`],
/// [`Finding::NothingPublished`] and [`Finding::NewestFirst`]. The others follow
/// in the order of the timeline. A finding that concerns two releases has the
/// place of the newer one.
///
/// Cost: O(n log n) for n releases.
///
/// ```
/// use rack_updates::{Release, Timeline, lint};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").because("copies the settings").unpublished(),
///     Release::new("C").dead_end("reinstall"),
///     Release::new("D"),
/// ])?;
///
/// let findings = lint::check(&timeline);
/// let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     lines,
///     [
///         "required release \"B\" is not published and blocks each installation of an older \
///         release: publish it, require another release instead or widen its `since`; waive it \
///         only if skipping it is safe",
///         "no update is possible from release \"C\": \"reinstall\"",
///     ],
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn check(timeline: &Timeline) -> Vec<Finding<'_>> {
    let mut found = Vec::new();
    if timeline.is_empty() {
        found.push((0, Finding::Empty));
    } else if timeline.latest().is_none() {
        found.push((0, Finding::NothingPublished));
    }

    check_order(timeline, &mut found);
    check_blocking(timeline, &mut found);
    check_requirements(timeline, &mut found);
    check_stops(timeline, &mut found);
    check_releases(timeline, &mut found);

    // The sort is stable, so findings at one position stay in this order.
    found.sort_by_key(|&(position, _)| position);
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// Findings, each with the position of its place in the report.
type Found<'t> = Vec<(u32, Finding<'t>)>;

/// Checks whether the numbers in versions of the same shape ascend.
fn check_order<'t>(timeline: &'t Timeline, found: &mut Found<'t>) {
    let mut ascents = 0_usize;
    let mut descents = Vec::new();

    // The newest release so far of each shape.
    let mut newest: BTreeMap<String, &Release> = BTreeMap::new();
    for (position, second) in (0_u32..).zip(timeline) {
        let Some(first) = newest.insert(shape(second.version()), second) else { continue };

        match numbers(first.version()).cmp(numbers(second.version())) {
            Ordering::Less => ascents = ascents.saturating_add(1),
            Ordering::Equal => {}
            Ordering::Greater => descents.push((position, first, second)),
        }
    }

    // A list that is newest first descends nearly everywhere. A finding for
    // each of its releases would bury the cause. If most versions can't be
    // compared, such as those of a list of hashes, the few pairs show nothing.
    let pairs = ascents.saturating_add(descents.len());
    let are_most = pairs.saturating_mul(2) >= timeline.len().saturating_sub(1);
    match *descents {
        [(_, first, second), _, ..] if are_most && descents.len() > ascents => {
            found.push((0, Finding::NewestFirst { first, second }));
        }
        _ => found.extend(
            descents
                .into_iter()
                .map(|(position, first, second)| (position, Finding::OutOfOrder { first, second })),
        ),
    }
}

/// A version with each run of digits replaced by a zero.
fn shape(version: &str) -> String {
    let mut shape = String::with_capacity(version.len());
    for c in version.chars() {
        if !c.is_ascii_digit() {
            shape.push(c);
        } else if !shape.ends_with('0') {
            shape.push('0');
        }
    }
    shape
}

/// The numbers in a version, each as a pair that compares as the number does: of
/// two numbers without leading zeros, the one with more digits is greater.
fn numbers(version: &str) -> impl Iterator<Item = (usize, &str)> {
    let runs = version.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| run.trim_start_matches('0')).map(|number| (number.len(), number))
}

/// Finds the required releases that block an update to the latest release.
fn check_blocking<'t>(timeline: &'t Timeline, found: &mut Found<'t>) {
    let installations = (0_u32..).zip(timeline);
    let mut blocking: Vec<_> = installations
        .filter_map(|(start, _)| Walk::to_latest(timeline, start).blocked_by())
        .collect();

    // The first stop of a newer installation is never older, so equal positions
    // are adjacent.
    blocking.dedup();
    found.extend(blocking.into_iter().map(|position| {
        let release = timeline.at(position);
        (position, Finding::Blocking { release })
    }));
}

/// Checks each required release, whether or not another one implies it.
fn check_requirements<'t>(timeline: &'t Timeline, found: &mut Found<'t>) {
    // The requirement with the newest `since` so far. If a range contains any
    // other, it contains this one.
    let mut innermost: Option<Requirement> = None;
    for &requirement in timeline.requirements() {
        let position = requirement.until;
        let release = timeline.at(position);
        let has_reason = release.reason().is_some_and(|reason| !reason.trim().is_empty());
        if !has_reason && !release.derived {
            found.push((position, Finding::NoReason { release }));
        }

        match innermost.filter(|inner| requirement.since <= inner.since) {
            Some(inner) => {
                let inner = timeline.at(inner.until);
                found.push((position, Finding::NestedRequirements { inner, outer: release }));
            }
            None => innermost = Some(requirement),
        }
    }
}

/// Checks the stops that an installation has ahead of it.
fn check_stops<'t>(timeline: &'t Timeline, found: &mut Found<'t>) {
    let mut releases = (0_u32..).zip(timeline);
    let Some((oldest, _)) = releases.find(|(_, release)| !release.is_dead_end()) else { return };

    let stops = timeline.stops().after(oldest);
    for stop in stops {
        let position = stop.requirement.until;
        if timeline.latest_position() <= Some(position) {
            found.push((position, Finding::PendingStop { release: timeline.at(position) }));
        }
    }
    for (first, second) in stops.iter().zip(stops.iter().skip(1)) {
        found.extend(adjacent(timeline, first, second));
    }
}

/// The finding that two consecutive stops might be one.
fn adjacent<'t>(timeline: &'t Timeline, first: &Stop, second: &Stop) -> Option<(u32, Finding<'t>)> {
    let is_one_update = first.landing >= Some(second.requirement.since);
    let [start, end] = [first, second].map(|stop| stop.requirement.until);
    let mut between = timeline.slice_between(start, end).iter();
    if is_one_update || between.any(Release::is_published) {
        return None;
    }

    let [first, second] = [start, end].map(|position| timeline.at(position));
    let is_asked_for = first.derived && second.derived;
    (!is_asked_for).then_some((end, Finding::AdjacentStops { first, second }))
}

/// Checks each release, whether or not it is required.
fn check_releases<'t>(timeline: &'t Timeline, found: &mut Found<'t>) {
    let mut oldest = BTreeMap::new();
    for (position, release) in (0_u32..).zip(timeline) {
        let version = release.version();
        if version.trim() != version {
            found.push((position, Finding::SurroundingSpace { release }));
        }
        match oldest.entry(normalized(version)) {
            Entry::Vacant(entry) => {
                entry.insert(release);
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                found.push((position, Finding::LookAlike { first, second: release }));
            }
        }
        if release.is_dead_end() {
            found.push((position, Finding::DeadEnd { release }));
        }
    }
}

/// A version without the differences that are easily overlooked.
fn normalized(version: &str) -> String {
    let version: String = version
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !is_invisible(c))
        .map(|c| if c == '+' { '-' } else { c })
        // Both are needed, because some letters have two forms in one case.
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    version.trim().trim_start_matches('v').into()
}

/// Whether a character can't be seen: a control character, one that Unicode
/// calls `Default_Ignorable_Code_Point`, or one that is drawn as nothing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, grapheme joiner, Arabic letter mark.
            '\u{ad}' | '\u{34f}' | '\u{61c}'
            // Hangul fillers, Khmer inherent vowels.
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}'
            // Variation selectors.
            | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}'
            // Zero-width spaces and joiners, and marks of direction.
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Empty Braille pattern.
            | '\u{2800}'
            // Byte order mark, interlinear annotations.
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            // Controls of shorthand and of musical notes, empty note head.
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}'
            // Tags and more variation selectors.
            | '\u{e0000}'..='\u{e0fff}')
}
