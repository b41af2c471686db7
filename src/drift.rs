//! What a change of a timeline does to those who follow it.
//!
//! [`compare`] takes a timeline as it was and as it is to be. With the edits of [`Timeline`] on a
//! copy, it also answers "what if".

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::{
    cmp::Ordering,
    fmt::{self, Write},
};

use crate::{
    Release, Timeline, plan,
    text::{Plural, Quoted, QuotedProse},
};

/// What differs between two timelines, and what that means for whoever runs a release.
///
/// A release is the same in both if its version is. Descriptions don't matter. `Display` gives a
/// change note of several lines, and takes O(n log n).
///
/// ```
/// use rack_updates::{Release, Timeline, drift};
///
/// let old = Timeline::new(["A", "B"].map(Release::new))?;
/// let new = Timeline::new(["B", "C"].map(Release::new))?;
///
/// // Whoever runs A is left behind, and whoever runs B is no longer up to date.
/// let drift = drift::compare(&old, &new);
/// assert_eq!((drift.removed, drift.added), (vec![&old[0]], vec![&new[1]]));
/// assert_eq!(drift.effects[0].release, &new[0]);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift<'t> {
    /// The releases that are only in the new timeline, in its order.
    pub added: Vec<&'t Release>,
    /// The releases that are only in the old timeline, in its order. Whoever runs one of them is
    /// unknown to the new timeline.
    pub removed: Vec<&'t Release>,
    /// The releases of the new timeline, in its order, that stand elsewhere among the others than
    /// before: as few as explain the whole reordering.
    pub moved: Vec<&'t Release>,
    /// The releases of which a flag or a reason changed, in the new order.
    pub changed: Vec<Change<'t>>,
    /// What the change means for whoever runs a release that is in both timelines, in the new
    /// order. A release for which nothing changes isn't listed.
    pub effects: Vec<Effect<'t>>,
    /// From how many releases of the new timeline the way to its newest published one is blocked.
    pub blocked: usize,
}

/// A release of which a flag or a reason changed.
///
/// `Display` gives what changed on one line.
///
/// ```
/// use rack_updates::{Release, Timeline, drift};
///
/// let old = Timeline::new([Release::new("A"), Release::new("B").required()])?;
/// let mut new = old.clone();
/// new.withdraw("B")?;
/// new.waive("B")?;
/// assert_eq!(
///     drift::compare(&old, &new).changed[0].to_string(),
///     r#"release "B" is no longer published, is no longer required"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change<'t> {
    /// The release as it was.
    pub old: &'t Release,
    /// The release as it is to be.
    pub new: &'t Release,
}

/// What the change means for whoever runs one release.
///
/// ```
/// use rack_updates::{Release, Timeline, drift};
///
/// let old = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let mut new = old.clone();
/// new.require("B", Some("copies the settings"))?;
///
/// // Whoever runs C may have jumped over B, which does nothing for them any more.
/// let drift = drift::compare(&old, &new);
/// let effect = drift.effects.iter().find(|effect| effect.release == &new[2]).ok_or("none")?;
/// assert_eq!(effect.before, effect.after);
/// assert_eq!(effect.missed, new.get("B"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect<'t> {
    /// The release that is run, as it is to be.
    pub release: &'t Release,
    /// How it went on to the newest published release of the old timeline.
    pub before: Way<'t>,
    /// How it is to go on to the newest published release of the new timeline.
    pub after: Way<'t>,
    /// The newest release that became a stop *behind* this one, because it became required or was
    /// moved there: whoever runs this one may have jumped over it and isn't helped by it any more.
    pub missed: Option<&'t Release>,
    outcomes: [Option<Outcome<'t>>; 2],
}

/// How it goes on from a release to the newest published one.
///
/// ```
/// use rack_updates::{Release, Timeline, drift::{self, Way}};
///
/// let old = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let mut new = old.clone();
/// new.require("B", None)?;
///
/// let drift = drift::compare(&old, &new);
/// assert_eq!(drift.effects[0].before, Way::Open { first: &old[2], updates: 1 });
/// assert_eq!(drift.effects[0].after, Way::Open { first: &new[1], updates: 2 });
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Way<'t> {
    /// There is nothing newer.
    UpToDate,
    /// The way is open.
    Open {
        /// The release that the first update leads to.
        first: &'t Release,
        /// How many updates there are.
        updates: usize,
    },
    /// The way isn't open to its end.
    Blocked {
        /// The required release that isn't published.
        required: &'t Release,
        /// The release that the first update leads to, if the way is open so far.
        first: Option<&'t Release>,
    },
    /// No update is possible from the release.
    DeadEnd,
}

/// Compares a timeline as it was with one as it is to be.
///
/// Cost: O(n) after the look-ups of the versions, and O(n log n) if releases were moved.
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
///     r#"release "B" is now required: "copies the settings"
/// no release is blocked
/// from 1 release: 1 update more
/// from 2 releases: already past release "B", which does nothing for them"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn compare<'t>(old: &'t Timeline, new: &'t Timeline) -> Drift<'t> {
    // Each version is looked up once. From then on releases are told apart by their new positions,
    // so that long versions cost nothing more.
    let found: Vec<_> = old.iter().map(|release| new.find(release.version())).collect();
    let mut origins = vec![None; new.len()];
    for (origin, position) in (0_u32..).zip(&found) {
        if let Some(slot) = position.and_then(|position| origins.get_mut(position as usize)) {
            *slot = Some(origin);
        }
    }
    let removed = old.iter().zip(&found).filter(|(_, position)| position.is_none());
    let mut drift = Drift {
        added: Vec::new(),
        removed: removed.map(|(release, _)| release).collect(),
        moved: Vec::new(),
        changed: Vec::new(),
        effects: Vec::new(),
        blocked: 0,
    };
    let mut common = Vec::new();
    // The stops so far, each with where it was one before, or beyond all releases if it was none. One
    // is left out as soon as a newer one was no less far ahead: whoever misses it misses that, too.
    // What is left was the farther ahead the older it is.
    let mut stops: Vec<(u32, Place<'_>)> = Vec::new();
    for ((position, release), origin) in (0..).zip(new).zip(origins) {
        let after = Course::of(new, position);
        if let Course::Blocked { .. } = after {
            drift.blocked = drift.blocked.saturating_add(1);
        }
        if let Some(origin) = origin {
            common.push((origin, release));
            let change = Change { old: old.at(origin), new: release };
            if change.facts().next().is_some() {
                drift.changed.push(change);
            }
            let ahead = stops.partition_point(|&(was_at, _)| was_at > origin);
            let missed = ahead.checked_sub(1).and_then(|last| stops.get(last));
            let missed = missed.map(|&(_, stop)| stop);
            let before = Course::of(old, origin);
            let outcomes = [before.seen_from(&found).outcome(after), missed.map(Outcome::Missed)];
            if outcomes.iter().any(Option::is_some) {
                drift.effects.push(Effect {
                    release,
                    before: before.into(),
                    after: after.into(),
                    missed: missed.map(|stop| stop.release),
                    outcomes,
                });
            }
        } else {
            drift.added.push(release);
        }
        if release.is_required() {
            let origin = origin.filter(|&origin| old.at(origin).is_required());
            let was_at = origin.unwrap_or(u32::MAX);
            while stops.last().is_some_and(|&(other, _)| other <= was_at) {
                stops.pop();
            }
            stops.push((was_at, Place { position, release }));
        }
    }
    drift.moved = moved(&common);
    drift
}

/// A release that is told from others by its position.
#[derive(Clone, Copy, Debug)]
struct Place<'t> {
    position: u32,
    release: &'t Release,
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl Eq for Place<'_> {}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position.cmp(&other.position)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Quoted(self.release.version()).fmt(f)
    }
}

/// A [`Way`] by places.
#[derive(Clone, Copy)]
enum Course<'t> {
    UpToDate,
    Open { first: Place<'t>, updates: usize },
    Blocked { required: Place<'t>, first: Option<Place<'t>> },
    DeadEnd,
}

impl<'t> Course<'t> {
    /// How it goes on from a position to the newest published release.
    fn of(timeline: &'t Timeline, from: u32) -> Self {
        if timeline.at(from).dead_end_reason().is_some() {
            return Self::DeadEnd;
        }
        let place = |position| Place { position, release: timeline.at(position) };
        let to = plan::latest_from(timeline, from);
        let mut walk = plan::Walk::new(timeline, from, to);
        let first = walk.next().map(|hop| place(hop.end));
        let updates = walk.by_ref().count().saturating_add(1);
        match (walk.blocked_by().map(place), first) {
            (None, None) => Self::UpToDate,
            (None, Some(first)) => Self::Open { first, updates },
            (Some(required), first) => Self::Blocked { required, first },
        }
    }

    /// The same with new positions. A release that was removed has one that no other has.
    fn seen_from(self, found: &[Option<u32>]) -> Self {
        let seen = |place: Place<'t>| {
            let position = found.get(place.position as usize).copied().flatten();
            Place { position: position.unwrap_or(u32::MAX), ..place }
        };
        match self {
            Self::Open { first, updates } => Self::Open { first: seen(first), updates },
            Self::Blocked { required, first } => {
                Self::Blocked { required: seen(required), first: first.map(seen) }
            }
            Self::UpToDate | Self::DeadEnd => self,
        }
    }

    /// How the way changes if it becomes that one, if it does.
    fn outcome(self, after: Self) -> Option<Outcome<'t>> {
        match (self, after) {
            (Self::UpToDate, Self::UpToDate) | (Self::DeadEnd, Self::DeadEnd) => None,
            (_, Self::DeadEnd) => Some(Outcome::DeadEnd),
            (_, Self::UpToDate) => Some(Outcome::UpToDate),
            (Self::UpToDate, Self::Open { .. }) => Some(Outcome::Outdated),
            (Self::Blocked { .. } | Self::DeadEnd, Self::Open { .. }) => Some(Outcome::Freed),
            (Self::Open { first: old, updates: fewer }, Self::Open { first, updates: more }) => {
                match more.cmp(&fewer) {
                    Ordering::Greater => Some(Outcome::More(more.abs_diff(fewer))),
                    Ordering::Less => Some(Outcome::Fewer(more.abs_diff(fewer))),
                    Ordering::Equal => (old != first).then_some(Outcome::Redirected(first)),
                }
            }
            (Self::Blocked { required: old, first: before }, Self::Blocked { required, first }) => {
                match first {
                    Some(first) if old == required => {
                        (before != Some(first)).then_some(Outcome::Redirected(first))
                    }
                    _ => (old != required || before != first)
                        .then_some(Outcome::StillBlocked(required)),
                }
            }
            (_, Self::Blocked { required, .. }) => Some(Outcome::Blocked(required)),
        }
    }
}

impl<'t> From<Course<'t>> for Way<'t> {
    fn from(course: Course<'t>) -> Self {
        match course {
            Course::UpToDate => Self::UpToDate,
            Course::Open { first, updates } => Self::Open { first: first.release, updates },
            Course::Blocked { required, first } => Self::Blocked {
                required: required.release,
                first: first.map(|first| first.release),
            },
            Course::DeadEnd => Self::DeadEnd,
        }
    }
}

/// The releases that are not part of a longest ascending run of old positions.
fn moved<'t>(common: &[(u32, &'t Release)]) -> Vec<&'t Release> {
    if common.is_sorted_by_key(|&(position, _)| position) {
        return Vec::new();
    }
    // For each length, the least position that ends an ascending run of that length so far. A run
    // that ends at a release is as long as its place among these.
    let mut ends: Vec<u32> = Vec::new();
    let mut places = Vec::with_capacity(common.len());
    for &(position, _) in common {
        let (Ok(place) | Err(place)) = ends.binary_search(&position);
        match ends.get_mut(place) {
            Some(end) => *end = position,
            None => ends.push(position),
        }
        places.push(place);
    }
    // Walked backwards, the first release that fits each length is part of the longest run: of those
    // at the same place, the last one has the least position.
    let mut moved = Vec::new();
    let mut length = ends.len();
    for (&(_, release), place) in common.iter().zip(places).rev() {
        if place.saturating_add(1) == length {
            length = place;
        } else {
            moved.push(release);
        }
    }
    moved.reverse();
    moved
}

impl Drift<'_> {
    /// Whether nothing differs.
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
        self.added.is_empty()
            && self.removed.is_empty()
            && self.moved.is_empty()
            && self.changed.is_empty()
            && self.effects.is_empty()
    }
}

impl fmt::Display for Drift<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing changes");
        }
        for release in &self.added {
            let is_dead_end = release.dead_end_reason().is_some();
            let what = match (is_dead_end, release.is_required(), release.is_published()) {
                (true, ..) => ", a dead end",
                (_, true, true) => ", required",
                (_, true, false) => ", required and not published",
                (_, false, true) => "",
                (_, false, false) => ", not published",
            };
            write!(f, "release {} is added{what}", Quoted(release.version()))?;
            if let Some(reason) = release.dead_end_reason().or(release.required_reason()) {
                write!(f, ": {}", QuotedProse(reason))?;
            }
            f.write_char('\n')?;
        }
        for release in &self.removed {
            let version = Quoted(release.version());
            writeln!(f, "release {version} is removed: whoever runs it can't plan any more")?;
        }
        for release in &self.moved {
            let version = Quoted(release.version());
            writeln!(f, "release {version} is moved: what is newer than what changes")?;
        }
        for change in &self.changed {
            writeln!(f, "{change}")?;
        }
        match self.blocked {
            0 => f.write_str("no release is blocked")?,
            blocked => {
                let newly = self.effects.iter().filter(|effect| effect.is_newly_blocked()).count();
                write!(f, "blocked: {}, {newly} of them newly", Plural(blocked, "release"))?;
            }
        }
        let mut outcomes = BTreeMap::<_, usize>::new();
        for outcome in self.effects.iter().flat_map(|effect| effect.outcomes).flatten() {
            let count = outcomes.entry(outcome).or_default();
            *count = count.saturating_add(1);
        }
        for (outcome, count) in outcomes {
            write!(f, "\nfrom {}: {outcome}", Plural(count, "release"))?;
        }
        Ok(())
    }
}

impl<'t> Change<'t> {
    /// What changed, each with the reason that goes with it.
    fn facts(&self) -> impl Iterator<Item = (&'static str, Option<&'t str>)> {
        let (old, new) = (self.old, self.new);
        let is_newly_required = new.required && !old.required;
        [
            (old.published != new.published).then_some(if new.published {
                ("is now published", None)
            } else {
                ("is no longer published", None)
            }),
            (old.required != new.required).then_some(if new.required {
                ("is now required", new.reason())
            } else {
                ("is no longer required", None)
            }),
            (old.reason() != new.reason() && !is_newly_required).then_some(match new.reason() {
                None => ("gives no reason any more", None),
                reason => ("gives the reason", reason),
            }),
            (old.dead_end_reason() != new.dead_end_reason()).then_some(
                match new.dead_end_reason() {
                    None => ("is no longer a dead end", None),
                    reason => ("is a dead end", reason),
                },
            ),
        ]
        .into_iter()
        .flatten()
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "release {}", Quoted(self.new.version()))?;
        for (number, (fact, reason)) in self.facts().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            write!(f, "{comma} {fact}")?;
            if let Some(reason) = reason {
                write!(f, ": {}", QuotedProse(reason))?;
            }
        }
        Ok(())
    }
}

impl Effect<'_> {
    /// Whether the way was not blocked and is to be.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift::{self, Effect}};
    ///
    /// // A change to think about twice: it blocks somebody.
    /// let old = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required(),
    ///     Release::new("C"),
    /// ])?;
    /// let mut new = old.clone();
    /// new.withdraw("B")?;
    /// assert!(drift::compare(&old, &new).effects.iter().any(Effect::is_newly_blocked));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_newly_blocked(&self) -> bool {
        !self.before.is_blocked() && self.after.is_blocked()
    }

    /// Whether the way was blocked and is to be open.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, drift};
    ///
    /// let old = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").required().unpublished(),
    ///     Release::new("C"),
    /// ])?;
    /// let mut new = old.clone();
    /// new.publish("B")?;
    /// let drift = drift::compare(&old, &new);
    /// let freed = drift.effects.iter().filter(|effect| effect.is_newly_free());
    /// assert!(freed.map(|effect| effect.release.version()).eq(["A"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_newly_free(&self) -> bool {
        self.before.is_blocked() && matches!(self.after, Way::Open { .. })
    }
}

impl Way<'_> {
    fn is_blocked(&self) -> bool {
        matches!(self, Self::Blocked { .. })
    }
}

/// What a change means for some releases alike, in the order of a change note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome<'t> {
    Blocked(Place<'t>),
    StillBlocked(Place<'t>),
    DeadEnd,
    Freed,
    More(usize),
    Fewer(usize),
    Redirected(Place<'t>),
    Outdated,
    UpToDate,
    Missed(Place<'t>),
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Blocked(by) => write!(f, "newly blocked by release {by}"),
            Self::StillBlocked(by) => write!(f, "still blocked, now by release {by}"),
            Self::DeadEnd => f.write_str("no update is possible any more"),
            Self::Freed => f.write_str("updates are possible again"),
            Self::More(updates) => write!(f, "{} more", Plural(updates, "update")),
            Self::Fewer(updates) => write!(f, "{} fewer", Plural(updates, "update")),
            Self::Redirected(to) => {
                write!(f, "the first update now goes to release {to}")
            }
            Self::Outdated => f.write_str("no longer up to date"),
            Self::UpToDate => f.write_str("nothing newer to update to any more"),
            Self::Missed(stop) => {
                write!(f, "already past release {stop}, which does nothing for them")
            }
        }
    }
}
