//! The rule: which release an installation may update to next, and the full
//! path to a target.
//!
//! An update may skip any release except a required one. From `A` with the
//! target `D`:
//!
//! ```text
//! A ──── B* ──── C ──── D        * required
//! └──────┘└─────────────┘
//!  hop 1       hop 2
//! ```
//!
//! A requirement may be met by any release of a range. `C` required since `B`
//! means: *no update leads from before `B` to beyond `C`.* An update that would
//! *cross* the requirement in this way stops at the newest published release from
//! `B` to `C`. If it would cross several requirements, it stops for the oldest:
//!
//! ```text
//! A ──── B ──── C* ──── D        C is required since B
//!        └ range ┘
//! └─────────────┘└──────┘        from A: stop at C
//!        └──────────────┘        from B: straight to D
//! ```
//!
//! [`next_hop`] gives the next update and [`full_path`] all of them. They always
//! agree: calling [`next_hop`] again after each update gives the hops of the
//! path, or ends in its error.
//!
//! If no release of the range is published, the required release *blocks* each
//! update that would have to stop there.
//!
//! The current release may be unpublished, required or both. From a *dead end* no
//! update is possible: [`PlanError::DeadEnd`].

use core::{cmp::Ordering, fmt, iter::FusedIterator};

use crate::{Release, Timeline, stops::Stop};
pub use crate::{
    error::PlanError,
    owned::{OwnedHop, OwnedPath, OwnedStop},
};

/// The release that updates are to lead to.
///
/// A string is always a version: `"latest"` is the release with the version
/// `latest`, and [`Target::Latest`] the newest published release.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, Target}};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B"),
///     Release::new("C").unpublished(),
/// ])?;
/// let end = |target| plan::full_path(&timeline, "A", target).map(|path| path.end().version());
///
/// assert_eq!(end(Target::Release("B"))?, "B");
/// assert_eq!(end(Target::Latest)?, "B");
/// assert_eq!(end(Target::Edge)?, "C");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target<'a> {
    /// The newest published release, [`Timeline::latest`]. An installation of
    /// this or a newer release is up to date, and so is each installation if
    /// nothing is published. An installation of a dead end never is.
    Latest,
    /// The newest release that isn't a dead end, published or not,
    /// [`Timeline::edge`]. An installation of it is up to date.
    Edge,
    /// The release with this version. It must be published, unless it is the
    /// current release.
    Release(&'a str),
}

/// Names a release by its version, whatever the version is.
///
/// ```
/// use rack_updates::{Release, plan::Target};
///
/// assert_eq!(Target::from("latest"), Target::Release("latest"));
/// assert_ne!(Target::from("latest"), Target::Latest);
///
/// assert_eq!(Target::from(&String::from("B")), Target::Release("B"));
/// assert_eq!(Target::from(&Release::new("B")), Target::Release("B"));
/// ```
impl<'a, V: AsRef<str> + ?Sized> From<&'a V> for Target<'a> {
    fn from(version: &'a V) -> Self {
        Self::Release(version.as_ref())
    }
}

/// Plans the next update from the current release towards the target; `None` if
/// there is nothing to do.
///
/// The update leads to the target unless it would cross requirements. It then
/// leads to the newest published release that meets the oldest of them. After
/// the update, plan again from the release it led to.
///
/// Cost: the look-up of two versions, and O(1). Refusing a downgrade takes O(r)
/// for r required releases.
///
/// # Errors
///
/// The first of these that holds:
/// - [`PlanError::UnknownCurrent`] if the current version isn't in the timeline,
/// - [`PlanError::UnknownTarget`] if the target version isn't.
///
/// If the target is named by its version and is the current release, there is
/// nothing to do. Otherwise the first of these that holds:
/// - for a target that is named by its version:
///   - [`PlanError::Downgrade`] if it is older than the current release,
///   - [`PlanError::DeadEndTarget`] if it is a dead end,
///   - [`PlanError::UnpublishedTarget`] if it isn't published,
/// - [`PlanError::DeadEnd`] if the current release is a dead end, even if no
///   release is newer,
/// - [`PlanError::Blocked`] if the update has to stop, and no release that
///   meets the requirement is published.
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
/// assert_eq!(hop.end().version(), "B");
/// assert!(!hop.is_last());
///
/// let hop = plan::next_hop(&timeline, "B", "D")?.ok_or("nothing to do")?;
/// assert_eq!(hop.end().version(), "D");
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
    let (start, end) = resolve(timeline, current, target.into())?;
    let walk = Walk::new(timeline, start, end);
    walk.hop().map_err(|required| walk.blocked(end, required))
}

/// Plans all updates from the current release to the target.
///
/// The path is empty if there is nothing to do. It borrows from the timeline
/// and allocates nothing; [`OwnedPath`] is a copy that borrows nothing.
///
/// Cost: the look-up of two versions, and O(1) for each hop. Refusing a
/// downgrade takes O(r) for r required releases.
///
/// # Errors
///
/// As for [`next_hop`], except that [`PlanError::Blocked`] is reported if any
/// hop of the path is blocked.
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
    let (start, end) = resolve(timeline, current, target.into())?;
    let mut walk = Walk::new(timeline, start, end);
    let length = walk.by_ref().count();

    // The walk ends at the target or before a blocked hop. It stays there, so it can
    // still say which.
    match walk.blocked_by() {
        None => Ok(UpdatePath { timeline, start, end, length }),
        Some(required) => Err(walk.blocked(end, required)),
    }
}

/// The rule: no update leads from before the `since` of a required release to
/// beyond that release.
///
/// Returns the first stop that an update to `end` must make; `None` if it may
/// lead there directly. `ahead` holds the stops whose `since` is after the start
/// of the update, oldest first. The update crosses those whose `until` is before
/// `end`. Stops ascend in `until` too, so it crosses the first if it crosses any.
#[inline]
fn stop_before(ahead: &[Stop], end: u32) -> Option<&Stop> {
    ahead.first().filter(|stop| stop.requirement.until < end)
}

/// The hops from one position to another, as far as the path is open.
#[derive(Clone)]
pub(crate) struct Walk<'t> {
    timeline: &'t Timeline,
    /// Where the next hop starts.
    start: u32,
    /// Where the last hop leads to; `None` after it.
    end: Option<u32>,
    /// The stops whose `since` is after `start`. Not updated by the last hop.
    ahead: &'t [Stop],
}

impl<'t> Walk<'t> {
    #[inline]
    fn new(timeline: &'t Timeline, start: u32, end: u32) -> Self {
        let end = (start != end).then_some(end);
        Self { timeline, start, end, ahead: timeline.stops().after(start) }
    }

    /// The path from a release to the newest published one; empty if the release
    /// is a dead end.
    #[inline]
    pub(crate) fn to_latest(timeline: &'t Timeline, start: u32) -> Self {
        let is_dead_end = timeline.at(start).is_dead_end();
        let end = if is_dead_end { start } else { latest_from(timeline, start) };
        Self::new(timeline, start, end)
    }

    /// The next hop; `None` after the last one.
    ///
    /// # Errors
    ///
    /// The position of the required release that blocks the hop.
    #[inline]
    fn hop(&self) -> Result<Option<Hop<'t>>, u32> {
        let &Self { timeline, start, end, ahead } = self;
        let Some(end) = end else {
            return Ok(None);
        };

        let Some(stop) = stop_before(ahead, end) else {
            return Ok(Some(Hop { timeline, start, end, stop: None }));
        };

        let required = stop.requirement.until;
        let landing = stop.landing.ok_or(required)?;
        Ok(Some(Hop { timeline, start, end: landing, stop: Some(required) }))
    }

    /// The required release that blocks the next hop, if one does.
    pub(crate) fn blocked_by(&self) -> Option<u32> {
        self.hop().err()
    }

    #[cold]
    fn blocked(&self, end: u32, required: u32) -> PlanError {
        let required = self.timeline.at(required);
        PlanError::Blocked {
            target: self.timeline.at(end).version().into(),
            required: required.version().into(),
            since: required.since().map(Into::into),
            reason: required.reason().map(Into::into),
            reachable: self.timeline.at(self.start).version().into(),
        }
    }
}

impl<'t> Iterator for Walk<'t> {
    type Item = Hop<'t>;

    #[inline]
    fn next(&mut self) -> Option<Hop<'t>> {
        let hop = self.hop().ok()??;

        self.start = hop.end;
        // A hop that stops does so for the first stop ahead.
        match self.ahead {
            [stop, ..] if hop.stop.is_some() => {
                self.ahead = self.timeline.stops().after_landing(stop);
            }
            _ => self.end = None,
        }
        Some(hop)
    }
}

/// The position of the newest published release, or `start` if no published
/// release is newer than that.
#[inline]
fn latest_from(timeline: &Timeline, start: u32) -> u32 {
    timeline.latest_position().unwrap_or(start).max(start)
}

/// The positions of the current release and of the target, equal if there is
/// nothing to do.
#[inline]
fn resolve(
    timeline: &Timeline,
    current: &str,
    target: Target<'_>,
) -> Result<(u32, u32), PlanError> {
    let Some(start) = timeline.find(current) else {
        return Err(PlanError::UnknownCurrent { version: current.into() });
    };

    let end = match target {
        Target::Latest => latest_from(timeline, start),
        // Only dead ends are newer than the edge, and they are refused below.
        Target::Edge => timeline.edge_position().unwrap_or(start),
        Target::Release(version) => {
            let Some(end) = timeline.find(version) else {
                return Err(PlanError::UnknownTarget { version: version.into() });
            };
            match end.cmp(&start) {
                Ordering::Less => return Err(downgrade(timeline, start, end)),
                Ordering::Equal => return Ok((start, end)),
                Ordering::Greater if !timeline.at(end).published => {
                    return Err(not_offered(timeline.at(end)));
                }
                Ordering::Greater => end,
            }
        }
    };

    match timeline.at(start).dead_end_reason() {
        Some(reason) => Err(PlanError::DeadEnd { version: current.into(), reason: reason.into() }),
        None => Ok((start, end)),
    }
}

#[cold]
fn downgrade(timeline: &Timeline, start: u32, end: u32) -> PlanError {
    // Going back is unsafe if `start` meets a requirement that `end` doesn't. The
    // newest of these is reported.
    let mut requirements = timeline.requirements().iter().rev();
    let required = requirements
        .find(|requirement| end < requirement.since && requirement.since <= start)
        .map(|requirement| timeline.at(requirement.until));
    PlanError::Downgrade {
        current: timeline.at(start).version().into(),
        target: timeline.at(end).version().into(),
        required: required.map(|release| release.version().into()),
        since: required.and_then(Release::since).map(Into::into),
    }
}

#[cold]
fn not_offered(target: &Release) -> PlanError {
    let version = target.version().into();
    match target.dead_end_reason() {
        Some(reason) => PlanError::DeadEndTarget { version, reason: reason.into() },
        None => PlanError::UnpublishedTarget { version },
    }
}

/// One update: from a release straight to another.
///
/// Created by [`next_hop`] and [`UpdatePath::hops`]. Two hops are equal if all
/// their releases are, from start to end, and if they stop for equal releases or
/// both reach the target. Comparing them takes O(releases skipped).
///
/// `Display` gives `A -> B`. If the hop stops for `C` at an older release,
/// `(for required C)` follows. Otherwise `(required)` follows if `B` is required.
/// `{:#}` adds the reason for the stop and the number of releases skipped. A
/// version that contains a space or a double quote is quoted.
///
/// ```
/// use rack_updates::{Release, Timeline, plan};
///
/// let timeline = Timeline::new(["A", "B", "C", "D"].map(Release::new))?;
/// let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
/// assert_eq!(format!("{hop}"), "A -> D");
/// assert_eq!(format!("{hop:#}"), "A -> D, skips 2 releases");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "a hop has no effect: it says which release to update to"]
pub struct Hop<'t> {
    timeline: &'t Timeline,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The required release to stop for; `None` if the hop reaches the target.
    stop: Option<u32>,
}

impl<'t> Hop<'t> {
    /// The release that the update starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // The release to be installed before the update that reaches the target.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let hop = plan::full_path(&timeline, "A", "C")?.last().ok_or("nothing to do")?;
    /// assert_eq!(hop.start().version(), "B");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn start(&self) -> &'t Release {
        self.timeline.at(self.start)
    }

    /// The release that the update leads to.
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
    ///     current = hop.end().version();
    /// }
    /// assert_eq!(current, "C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn end(&self) -> &'t Release {
        self.timeline.at(self.end)
    }

    /// The position in the timeline of the release that the update starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
    /// let notes = ["first light", "new balancer", "new console"];
    ///
    /// // The notes of all releases that arrive with the update.
    /// let hop = plan::next_hop(&timeline, "A", "C")?.ok_or("nothing to do")?;
    /// let news = &notes[hop.start_position() + 1..=hop.end_position()];
    /// assert_eq!(news, ["new balancer", "new console"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn start_position(&self) -> usize {
        self.start as usize
    }

    /// The position in the timeline of the release that the update leads to.
    ///
    /// With it a tool finds its own record of that release, such as the address
    /// of a download:
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// let downloads = ["/images/a.tgz", "/images/b.tgz"];
    ///
    /// let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
    /// assert_eq!(downloads[hop.end_position()], "/images/b.tgz");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn end_position(&self) -> usize {
        self.end as usize
    }

    /// The required release that the update stops for; `None` if the update
    /// leads to the target.
    ///
    /// The update leads to that release, or to an older one that
    /// [meets its requirement](Release::required_since).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B"),
    ///     Release::new("C").required_since("B").because("copies the settings").unpublished(),
    ///     Release::new("D"),
    /// ])?;
    ///
    /// // C isn't published, but B meets its requirement.
    /// let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
    /// assert_eq!(hop.end().version(), "B");
    /// assert_eq!(hop.stop(), timeline.get("C"));
    /// assert_eq!(hop.to_string(), "A -> B (for required C)");
    /// assert_eq!(format!("{hop:#}"), "A -> B (for required C: copies the settings)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stop(&self) -> Option<&'t Release> {
        self.stop.map(|position| self.timeline.at(position))
    }

    /// The releases that the update skips, oldest first, published or not.
    ///
    /// Their changes arrive with the update as well.
    ///
    /// Cost: O(1): it is a slice of the timeline.
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
        self.timeline.slice_between(self.start, self.end)
    }

    /// Whether the update reaches the target.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // A required release may be the target, and is then no stop.
    /// let timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
    /// let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
    /// assert!(hop.is_last() && hop.end().is_required());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.stop.is_none()
    }

    /// The facts that equality compares.
    fn facts(&self) -> impl PartialEq {
        (self.start(), self.skipped(), self.end(), self.stop())
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
            .field("start", &self.start())
            .field("end", &self.end())
            .field("stop", &self.stop())
            .field("skipped", &self.skipped().len())
            .finish()
    }
}

impl fmt::Display for Hop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OwnedHop::from(*self).fmt(f)
    }
}

/// All updates from a release to a target, as hops.
///
/// Created by [`full_path`]. It borrows from the timeline and is `Copy`. Two
/// paths are equal if all their releases and hops are. Comparing them takes
/// O(releases from start to end).
///
/// `Display` gives the path on one line, and `{:#}` one numbered line for each
/// hop, with the reason for the stop and the number of releases skipped. A path
/// without hops is shown as the version that it starts from.
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
///     "1 of 2: A -> B (required: copies the settings)\n\
///      2 of 2: B -> D, skips 1 release",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "a path has no effect: it says which releases to update to"]
pub struct UpdatePath<'t> {
    pub(crate) timeline: &'t Timeline,
    pub(crate) start: u32,
    end: u32,
    /// How many hops there are.
    length: usize,
}

impl<'t> UpdatePath<'t> {
    /// The release that the path starts from.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A").described("First light"),
    ///     Release::new("B"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "A", "B")?;
    /// assert_eq!(path.start().description(), "First light");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn start(&self) -> &'t Release {
        self.timeline.at(self.start)
    }

    /// The release that the path ends at, which is its start if there is nothing
    /// to do.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan::{self, Target}};
    ///
    /// // C isn't published, so an installation of C stays there.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B"),
    ///     Release::new("C").unpublished(),
    /// ])?;
    /// assert_eq!(plan::full_path(&timeline, "A", Target::Latest)?.end().version(), "B");
    /// assert_eq!(plan::full_path(&timeline, "C", Target::Latest)?.end().version(), "C");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn end(&self) -> &'t Release {
        self.timeline.at(self.end)
    }

    /// The number of hops.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // The duration, at ten minutes for an update.
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
        self.length
    }

    /// Whether there is nothing to do.
    ///
    /// Cost: O(1).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan::{self, Target}};
    ///
    /// // B was withdrawn, so an installation of B runs a release that is newer
    /// // than the latest one. It is up to date.
    /// let mut timeline = Timeline::new(["A", "B"].map(Release::new))?;
    /// timeline.withdraw("B")?;
    /// assert!(plan::full_path(&timeline, "B", Target::Latest)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the target can be reached in at most one hop.
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
    /// // A required release at either end of the path is no stop.
    /// assert!(plan::full_path(&timeline, "A", "B")?.is_direct());
    /// assert!(plan::full_path(&timeline, "B", "C")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.length <= 1
    }

    /// The first hop, which is that of [`next_hop`]; `None` if there is nothing
    /// to do.
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
    pub fn first(&self) -> Option<Hop<'t>> {
        self.hops().next()
    }

    /// The last hop, which reaches the target; `None` if there is nothing to do.
    ///
    /// Cost: O(hops).
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
        self.hops().last()
    }

    /// The releases that the path stops at, oldest first: the ends of all hops
    /// except the last.
    ///
    /// The required release that a hop stops for is [`Hop::stop`].
    ///
    /// Cost: O(1), and O(1) for each release.
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
    pub fn stops(&self) -> impl Iterator<Item = &'t Release> + Clone + use<'t> {
        self.hops().filter(|hop| !hop.is_last()).map(|hop| hop.end())
    }

    /// The hops, first to last.
    ///
    /// Cost: O(1), and O(1) for each hop.
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
    /// assert!(path.hops().map(|hop| hop.end().version()).eq(["B", "C"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hops(&self) -> Hops<'t> {
        Hops { walk: Walk::new(self.timeline, self.start, self.end), left: self.length }
    }
}

impl PartialEq for UpdatePath<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.start() == other.start() && self.hops().eq(other.hops())
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
        OwnedPath::from(self).fmt(f)
    }
}

impl<'t> IntoIterator for UpdatePath<'t> {
    type Item = Hop<'t>;
    type IntoIter = Hops<'t>;

    fn into_iter(self) -> Hops<'t> {
        self.hops()
    }
}

#[allow(clippy::into_iter_without_iter, reason = "the method is named `hops`")]
impl<'t> IntoIterator for &UpdatePath<'t> {
    type Item = Hop<'t>;
    type IntoIter = Hops<'t>;

    fn into_iter(self) -> Hops<'t> {
        self.hops()
    }
}

/// The hops of a path, first to last.
///
/// Created by [`UpdatePath::hops`]. It knows how many hops are left.
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
    walk: Walk<'t>,
    left: usize,
}

impl<'t> Iterator for Hops<'t> {
    type Item = Hop<'t>;

    #[inline]
    fn next(&mut self) -> Option<Hop<'t>> {
        let hop = self.walk.next()?;
        self.left = self.left.saturating_sub(1);
        Some(hop)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }

    fn count(self) -> usize {
        self.left
    }
}

impl ExactSizeIterator for Hops<'_> {}

impl FusedIterator for Hops<'_> {}

impl fmt::Debug for Hops<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
