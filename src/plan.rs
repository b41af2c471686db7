//! The rule: which release an installation may update to next, and the whole way to a target.
//!
//! An update may jump over any release but a required one. From `A` with the target `D`:
//!
//! ```text
//! A ──── B* ──── C ──── D        * required
//! └──────┘└─────────────┘
//!  hop 1       hop 2
//! ```
//!
//! [`next_hop`] gives the next update and [`full_path`] all of them, and they always agree: the
//! path is exactly what following the hops gives, including how it ends.
//!
//! A required release that isn't published can't be jumped over either: it *blocks* whoever would
//! have to stop there. The current release may be anything the timeline knows; that it is required
//! itself holds nobody back.

use alloc::string::String;
use core::{cmp::Ordering, fmt, iter::FusedIterator, mem, slice};

pub use crate::error::PlanError;
use crate::{
    Release, Timeline,
    text::{Count, Plain, Word},
    timeline::RequiredReleases,
};

/// Where an update is to lead.
///
/// A text is always a version: `"latest"` is the release whose version is `latest`, and
/// [`Target::Latest`] the newest published release.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, Target}};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B"),
///     Release::new("C").unpublished(),
/// ])?;
/// let end = |target| plan::full_path(&timeline, "A", target).map(|path| path.to().version());
///
/// assert_eq!(end(Target::Release("B"))?, "B");
/// assert_eq!(end(Target::Latest)?, "B");
/// assert_eq!(end(Target::Edge)?, "C");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target<'a> {
    /// The newest published release. Whoever runs it or a newer one is up to date, and so is
    /// everybody if nothing is published: [`Timeline::latest`] tells.
    Latest,
    /// The last release of the timeline that isn't a dead end, published or not. Whoever runs it or
    /// a newer one is up to date.
    Edge,
    /// The release with this version, which must be published.
    Release(&'a str),
}

/// Names a release by its version, whatever the version is.
///
/// ```
/// use rack_updates::plan::Target;
///
/// assert_eq!(Target::from("latest"), Target::Release("latest"));
/// assert_ne!(Target::from("latest"), Target::Latest);
/// ```
impl<'a> From<&'a str> for Target<'a> {
    fn from(version: &'a str) -> Self {
        Self::Release(version)
    }
}

/// Names a release by a version that was read or put together.
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new(["v1", "v2"].map(Release::new))?;
/// let wanted = format!("v{}", 2);
/// assert_eq!(plan::full_path(&timeline, "v1", &wanted)?.to_string(), "v1 -> v2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'a> From<&'a String> for Target<'a> {
    fn from(version: &'a String) -> Self {
        Self::Release(version)
    }
}

/// Names a release by the version of this one.
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// // Update to the newest required release and no further.
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C"),
/// ])?;
/// let stop = timeline.required().next_back().ok_or("no such release")?;
/// assert_eq!(plan::full_path(&timeline, "A", stop)?.to_string(), "A -> B (required)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'a> From<&'a Release> for Target<'a> {
    fn from(release: &'a Release) -> Self {
        Self::Release(release.version())
    }
}

/// The next update on the way from the current release to the target, or `None` if there is
/// nothing to do.
///
/// It goes to the first required release after the current one, or straight to the target if there
/// is none before it. Follow it by planning again from where it led.
///
/// Cost: the look-up of two versions, and O(1).
///
/// # Errors
///
/// The first of these that holds:
/// - [`PlanError::UnknownCurrent`] if the current version isn't in the timeline,
/// - [`PlanError::UnknownTarget`] if the target version isn't.
///
/// If the target is the current version by name, that is all. Else the first of these that holds:
/// - [`PlanError::Downgrade`] if the target is older than the current release,
/// - [`PlanError::UnpublishedTarget`] if the target is named by its version and isn't published,
/// - [`PlanError::DeadEnd`] if no update is possible from the current release, also if there is
///   nothing newer,
/// - [`PlanError::Blocked`] if the release to stop at isn't published.
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C"),
///     Release::new("D"),
/// ])?;
///
/// let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
/// assert_eq!(hop.to().version(), "B");
/// assert!(!hop.is_last());
///
/// let hop = plan::next_hop(&timeline, "B", "D")?.ok_or("nothing to do")?;
/// assert_eq!(hop.to().version(), "D");
/// assert!(hop.is_last());
///
/// assert_eq!(plan::next_hop(&timeline, "D", "D")?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[inline]
pub fn next_hop<'t, 'a>(
    timeline: &'t Timeline,
    current: &str,
    target: impl Into<Target<'a>>,
) -> Result<Option<Hop<'t>>, PlanError> {
    let (from, to) = ends(timeline, current, target.into())?;
    let hop = hop(timeline, from, to);
    match timeline.first_blocking_between(from, to) {
        // The required releases before the one that blocks can still be gone to, one by one.
        Some(required) if hop.is_none_or(|hop| hop.to >= required) => {
            Err(blocked(timeline, from, to, required))
        }
        _ => Ok(hop),
    }
}

/// The whole way from the current release to the target: every required release between them, in
/// order, and then the target.
///
/// The path is empty if there is nothing to do. It borrows from the timeline and allocates nothing.
///
/// Cost: the look-up of two versions, and O(1), whatever the length of the path.
///
/// # Errors
///
/// As for [`next_hop`], but that [`PlanError::Blocked`] is reported at once if any release to stop
/// at isn't published.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, Target}};
///
/// let timeline = Timeline::new([
///     Release::new("20170202012654"),
///     Release::new("20170302002744"),
///     Release::new("20170306140228").required(),
///     Release::new("20170307001710"),
///     Release::new("20170405220740"),
/// ])?;
///
/// let path = plan::full_path(&timeline, "20170202012654", Target::Latest)?;
/// assert_eq!(
///     path.to_string(),
///     "20170202012654 -> 20170306140228 (required) -> 20170405220740",
/// );
/// assert_eq!(path.len(), 2);
/// assert!(!path.is_direct());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[inline]
pub fn full_path<'t, 'a>(
    timeline: &'t Timeline,
    current: &str,
    target: impl Into<Target<'a>>,
) -> Result<UpdatePath<'t>, PlanError> {
    let (from, to) = ends(timeline, current, target.into())?;
    match timeline.first_blocking_between(from, to) {
        Some(required) => Err(blocked(timeline, from, to, required)),
        None => Ok(way(timeline, from, to)),
    }
}

/// The rule: an update stops at the first required release strictly between its ends, published or
/// not.
#[inline]
fn hop(timeline: &Timeline, from: u32, to: u32) -> Option<Hop<'_>> {
    let stop = timeline.first_required_after(from).map_or(to, |stop| stop.min(to));
    (from < to).then_some(Hop { timeline, from, to: stop, last: stop == to })
}

/// The rule repeated until the target: an update stops at each of these releases.
#[inline]
pub(crate) fn way(timeline: &Timeline, from: u32, to: u32) -> UpdatePath<'_> {
    UpdatePath { timeline, from, to, stops: timeline.required_between(from, to) }
}

/// Where a way to the newest published release ends.
#[inline]
pub(crate) fn latest_from(timeline: &Timeline, from: u32) -> u32 {
    timeline.latest_position().unwrap_or(from).max(from)
}

/// The positions of the current release and of the target, equal if there is nothing to do.
#[inline]
fn ends(timeline: &Timeline, current: &str, target: Target<'_>) -> Result<(u32, u32), PlanError> {
    let Some(from) = timeline.find(current) else {
        return Err(PlanError::UnknownCurrent { version: current.into() });
    };
    let to = match target {
        Target::Latest => latest_from(timeline, from),
        Target::Edge => timeline.edge_position().unwrap_or(from).max(from),
        Target::Release(version) => {
            let Some(to) = timeline.find(version) else {
                return Err(PlanError::UnknownTarget { version: version.into() });
            };
            match to.cmp(&from) {
                Ordering::Less => return Err(downgrade(timeline, from, to)),
                Ordering::Equal => return Ok((from, to)),
                Ordering::Greater if !timeline.at(to).published => {
                    return Err(PlanError::UnpublishedTarget { version: version.into() });
                }
                Ordering::Greater => to,
            }
        }
    };
    match timeline.at(from).dead_end_reason() {
        Some(reason) => Err(PlanError::DeadEnd { version: current.into(), reason: reason.into() }),
        None => Ok((from, to)),
    }
}

#[cold]
fn downgrade(timeline: &Timeline, from: u32, to: u32) -> PlanError {
    let required = timeline.required_between(to, from.saturating_add(1)).last();
    PlanError::Downgrade {
        current: timeline.at(from).version().into(),
        target: timeline.at(to).version().into(),
        required: required.map(|&position| timeline.at(position).version().into()),
    }
}

#[cold]
fn blocked(timeline: &Timeline, from: u32, to: u32, required: u32) -> PlanError {
    let reachable = way(timeline, from, required).last().map_or(from, |hop| hop.from);
    PlanError::Blocked {
        target: timeline.at(to).version().into(),
        required: timeline.at(required).version().into(),
        reason: timeline.at(required).reason().map(String::from),
        reachable: timeline.at(reachable).version().into(),
    }
}

/// One update: from a release straight to another, over those between them.
///
/// Created by [`next_hop`] and [`UpdatePath::hops`]. Two hops are equal if they lead over equal
/// releases and agree on whether they reach the target; to find out takes O(releases jumped over).
///
/// `Display` gives `A -> B (required)`, and `{:#}` adds the reason and how many releases are jumped
/// over. A version with a space or a quote in it stands in quotes, so that it can't be taken for two.
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
/// let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
/// assert_eq!(format!("{hop}"), "A -> D");
/// assert_eq!(format!("{hop:#}"), "A -> D, jumps over 2 releases");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "a hop does nothing by itself: it says which release to update to"]
pub struct Hop<'t> {
    timeline: &'t Timeline,
    from: u32,
    pub(crate) to: u32,
    last: bool,
}

impl<'t> Hop<'t> {
    /// The release the update starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // What has to be installed before the update that reaches the target?
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let hop = plan::full_path(&timeline, "A", "C")?.last().ok_or("nothing to do")?;
    /// assert_eq!(hop.from().version(), "B");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from(&self) -> &'t Release {
        self.timeline.at(self.from)
    }

    /// The release the update leads to.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan::{self, Target}};
    ///
    /// // An agent: update, and plan again from there.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let mut current = "A";
    /// while let Some(hop) = plan::next_hop(&timeline, current, Target::Latest)? {
    ///     current = hop.to().version();
    /// }
    /// assert_eq!(current, "C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to(&self) -> &'t Release {
        self.timeline.at(self.to)
    }

    /// The position in the timeline of the release the update starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// let notes = ["first light", "new balancer", "new console"];
    ///
    /// // The notes of everything that arrives with the update.
    /// let hop = plan::next_hop(&timeline, "A", "C")?.ok_or("nothing to do")?;
    /// let news = &notes[hop.from_position() + 1..=hop.to_position()];
    /// assert_eq!(news, ["new balancer", "new console"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_position(&self) -> usize {
        self.from as usize
    }

    /// The position in the timeline of the release the update leads to.
    ///
    /// With it a tool finds its own record of that release, such as where to download it:
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// let downloads = ["/images/a.tgz", "/images/b.tgz"];
    ///
    /// let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
    /// assert_eq!(downloads[hop.to_position()], "/images/b.tgz");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_position(&self) -> usize {
        self.to as usize
    }

    /// The releases that the update jumps over, oldest first, published or not.
    ///
    /// Their changes arrive with the update, too.
    ///
    /// Cost: O(1): it is a part of the timeline.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
    /// let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
    /// assert_eq!(hop.skipped(), ["B", "C"].map(Release::new));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn skipped(&self) -> &'t [Release] {
        self.timeline.slice_between(self.from, self.to)
    }

    /// Whether the update reaches the target.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // A required release may be the target, and is then no stop on the way.
    /// let timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
    /// let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
    /// assert!(hop.is_last() && hop.to().is_required());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.last
    }

    fn facts(&self) -> (&'t Release, &'t [Release], &'t Release, bool) {
        (self.from(), self.skipped(), self.to(), self.last)
    }
}

impl PartialEq for Hop<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.facts() == other.facts()
    }
}

impl Eq for Hop<'_> {}

impl fmt::Debug for Hop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hop")
            .field("from", &self.from())
            .field("to", &self.to())
            .field("skipped", &self.skipped().len())
            .field("is_last", &self.last)
            .finish()
    }
}

impl fmt::Display for Hop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Word(self.from().version()))?;
        self.fmt_arrival(f)?;
        if f.alternate() {
            write!(f, ", jumps over {}", Count(self.skipped().len(), "release"))?;
        }
        Ok(())
    }
}

impl Hop<'_> {
    /// The part of a hop that comes behind the release it starts from.
    fn fmt_arrival(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " -> {}", Word(self.to().version()))?;
        match self.to().reason() {
            _ if !self.to().is_required() => Ok(()),
            Some(reason) if f.alternate() => write!(f, " (required: {})", Plain(reason)),
            _ => f.write_str(" (required)"),
        }
    }
}

/// The whole way from a release to a target, as hops.
///
/// Created by [`full_path`]. It borrows from the timeline and is copied freely. Two paths are equal
/// if they lead over equal releases; to find out takes O(releases from end to end), and to write a
/// path down O(hops).
///
/// `Display` gives the path on one line, and `{:#}` one numbered line for each hop, with the reason
/// for the stop and how many releases are jumped over:
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").because("copies the settings"),
///     Release::new("C"),
///     Release::new("D"),
/// ])?;
/// let path = plan::full_path(&timeline, "A", "D")?;
///
/// assert_eq!(path.to_string(), "A -> B (required) -> D");
/// assert_eq!(
///     format!("{path:#}"),
///     "1 of 2: A -> B (required: copies the settings), jumps over 0 releases\n\
///      2 of 2: B -> D, jumps over 1 release",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "a path does nothing by itself: it says which releases to update to"]
pub struct UpdatePath<'t> {
    pub(crate) timeline: &'t Timeline,
    pub(crate) from: u32,
    pub(crate) to: u32,
    stops: &'t [u32],
}

impl<'t> UpdatePath<'t> {
    /// The release the path starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // Everything that is known of the current release is at hand.
    /// let timeline = Timeline::new([
    ///     Release::new("A").described("First light"),
    ///     Release::new("B"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "A", "B")?;
    /// assert_eq!(path.from().description(), "First light");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from(&self) -> &'t Release {
        self.timeline.at(self.from)
    }

    /// The release the path ends at; the one it starts from if there is nothing to do.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan::{self, Target}};
    ///
    /// // Which release is the latest, seen from here?
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B"),
    ///     Release::new("C").unpublished(),
    /// ])?;
    /// assert_eq!(plan::full_path(&timeline, "A", Target::Latest)?.to().version(), "B");
    /// assert_eq!(plan::full_path(&timeline, "C", Target::Latest)?.to().version(), "C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to(&self) -> &'t Release {
        self.timeline.at(self.to)
    }

    /// How many hops there are.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // How long will it take, at ten minutes for an update?
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "A", "C")?;
    /// assert_eq!(path.len() * 10, 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.hops().len()
    }

    /// Whether there is nothing to do.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan::{self, Target}};
    ///
    /// // Whoever runs a release that was withdrawn is newer than the latest, and is left alone.
    /// let mut timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// timeline.withdraw("B")?;
    /// assert!(plan::full_path(&timeline, "B", Target::Latest)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Whether the target can be reached directly, in at most one hop.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// assert!(!plan::full_path(&timeline, "A", "C")?.is_direct());
    ///
    /// // That an end of the path is required makes no stop.
    /// assert!(plan::full_path(&timeline, "A", "B")?.is_direct());
    /// assert!(plan::full_path(&timeline, "B", "C")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.stops.is_empty()
    }

    /// The first hop, which is what [`next_hop`] gives; `None` if there is nothing to do.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// for current in ["A", "B", "C"] {
    ///     let first = plan::full_path(&timeline, current, "C")?.first();
    ///     assert_eq!(first, plan::next_hop(&timeline, current, "C")?);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn first(&self) -> Option<Hop<'t>> {
        self.hops().next()
    }

    /// The last hop, which reaches the target; `None` if there is nothing to do.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let last = plan::full_path(&timeline, "A", "C")?.last().ok_or("nothing to do")?;
    /// assert!(last.is_last());
    /// assert_eq!(last.to_string(), "B -> C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn last(&self) -> Option<Hop<'t>> {
        self.hops().next_back()
    }

    /// The required releases on the way, without the two ends.
    ///
    /// Cost: O(1), and O(1) for each release that is taken from either end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "A", "C")?;
    /// assert!(path.stops().map(Release::version).eq(["B"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stops(&self) -> RequiredReleases<'t> {
        RequiredReleases::new(self.timeline, self.stops)
    }

    /// The hops, first to last.
    ///
    /// Cost: O(1), and O(1) for each hop that is taken from either end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "A", "C")?;
    /// assert!(path.hops().map(|hop| hop.to().version()).eq(["B", "C"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn hops(&self) -> Hops<'t> {
        Hops {
            timeline: self.timeline,
            from: self.from,
            stops: self.stops.iter(),
            to: (!self.is_empty()).then_some(self.to),
        }
    }
}

impl PartialEq for UpdatePath<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Equal releases are required alike, so that the stops are equal as well.
        (self.from(), self.timeline.slice_between(self.from, self.to), self.to())
            == (other.from(), other.timeline.slice_between(other.from, other.to), other.to())
    }
}

impl Eq for UpdatePath<'_> {}

impl fmt::Debug for UpdatePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.hops()).finish()
    }
}

impl fmt::Display for UpdatePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            let total = self.len();
            return self.hops().zip(1..).try_for_each(|(hop, number)| {
                let line_break = if number == 1 { "" } else { "\n" };
                write!(f, "{line_break}{number} of {total}: {hop:#}")
            });
        }
        write!(f, "{}", Word(self.from().version()))?;
        self.hops().try_for_each(|hop| hop.fmt_arrival(f))
    }
}

impl<'t> IntoIterator for UpdatePath<'t> {
    type Item = Hop<'t>;
    type IntoIter = Hops<'t>;

    fn into_iter(self) -> Hops<'t> {
        self.hops()
    }
}

#[allow(clippy::into_iter_without_iter, reason = "what a path consists of are hops")]
impl<'t> IntoIterator for &UpdatePath<'t> {
    type Item = Hop<'t>;
    type IntoIter = Hops<'t>;

    fn into_iter(self) -> Hops<'t> {
        self.hops()
    }
}

/// The hops of a path, first to last.
///
/// Created by [`UpdatePath::hops`]. To count those that are left and to go to any of them from
/// either end takes O(1).
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C").required(),
///     Release::new("D"),
/// ])?;
/// let mut hops = plan::full_path(&timeline, "A", "D")?.hops();
/// assert_eq!(hops.nth(1).ok_or("too few")?.to_string(), "B -> C (required)");
/// assert_eq!(hops.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Hops<'t> {
    timeline: &'t Timeline,
    /// Where the next hop from the front starts.
    from: u32,
    /// Where the hops that are left lead to, but for the last of the path.
    stops: slice::Iter<'t, u32>,
    /// Where the last hop of the path leads to, if it is left.
    to: Option<u32>,
}

impl<'t> Hops<'t> {
    #[inline]
    fn hop(&self, from: u32, to: u32, last: bool) -> Hop<'t> {
        Hop { timeline: self.timeline, from, to, last }
    }
}

impl<'t> Iterator for Hops<'t> {
    type Item = Hop<'t>;

    #[inline]
    fn next(&mut self) -> Option<Hop<'t>> {
        let (to, last) = match self.stops.next() {
            Some(&stop) => (stop, false),
            None => (self.to.take()?, true),
        };
        let from = mem::replace(&mut self.from, to);
        Some(self.hop(from, to, last))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.len();
        (length, Some(length))
    }

    fn nth(&mut self, n: usize) -> Option<Hop<'t>> {
        if let Some(skipped) = n.checked_sub(1) {
            match self.stops.nth(skipped) {
                Some(&stop) => self.from = stop,
                // More hops are skipped than there are stops, so the last one is skipped, too.
                None => self.to = None,
            }
        }
        self.next()
    }

    #[inline]
    fn fold<B, F: FnMut(B, Hop<'t>) -> B>(self, initial: B, mut f: F) -> B {
        let Self { timeline, mut from, stops, to: end } = self;
        let folded = stops.fold(initial, |folded, &to| {
            let hop = Hop { timeline, from, to, last: false };
            from = to;
            f(folded, hop)
        });
        match end {
            Some(to) => f(folded, Hop { timeline, from, to, last: true }),
            None => folded,
        }
    }
}

impl<'t> DoubleEndedIterator for Hops<'t> {
    fn next_back(&mut self) -> Option<Hop<'t>> {
        let (to, last) = match self.to.take() {
            Some(to) => (to, true),
            None => (*self.stops.next_back()?, false),
        };
        let from = self.stops.as_slice().last().copied().unwrap_or(self.from);
        Some(self.hop(from, to, last))
    }

    fn nth_back(&mut self, n: usize) -> Option<Hop<'t>> {
        if let Some(beyond) = n.checked_sub(1) {
            let stops = match self.to.take() {
                Some(_) => beyond.checked_sub(1),
                None => Some(beyond),
            };
            if let Some(skipped) = stops {
                self.stops.nth_back(skipped)?;
            }
        }
        self.next_back()
    }
}

impl ExactSizeIterator for Hops<'_> {
    fn len(&self) -> usize {
        self.stops.len().saturating_add(usize::from(self.to.is_some()))
    }
}

impl FusedIterator for Hops<'_> {}

impl fmt::Debug for Hops<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
