//! What a change of a timeline does to those who follow it.
//!
//! [`compare`] takes a timeline as it was and as it is to be. With the edits of [`Timeline`] on a
//! copy, it also answers "what if".

use alloc::{collections::BTreeMap, vec::Vec};
use core::{cmp::Ordering, fmt};

use crate::{
    Release, Timeline,
    plan::{self, Obstacle},
    text::{Count, Quoted},
};

/// What differs between two timelines, and what that means for whoever runs a release.
///
/// A release is the same in both if its version is. Descriptions don't matter. `Display` gives a
/// change note of several lines.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change<'t> {
    /// The release as it was.
    pub old: &'t Release,
    /// The release as it is to be.
    pub new: &'t Release,
}

/// What the change means for whoever runs one release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect<'t> {
    /// The release that is run, as it is to be.
    pub release: &'t Release,
    /// How it went on to the newest published release of the old timeline.
    pub before: Way<'t>,
    /// How it is to go on to the newest published release of the new timeline.
    pub after: Way<'t>,
    /// The newest release that became required *behind* this one: whoever runs this one may have
    /// jumped over it and isn't helped by it any more.
    pub missed: Option<&'t Release>,
}

/// How it goes on from a release to the newest published one.
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
    let mut drift = Drift {
        added: Vec::new(),
        removed: old.iter().filter(|release| new.get(release.version()).is_none()).collect(),
        moved: Vec::new(),
        changed: Vec::new(),
        effects: Vec::new(),
        blocked: 0,
    };
    let mut common = Vec::new();
    let mut missed = None;
    for (position, release) in (0..).zip(new) {
        let after = way(new, position);
        if let Way::Blocked { .. } = after {
            drift.blocked = drift.blocked.saturating_add(1);
        }
        let found = old.find(release.version());
        let was_required = found.is_some_and(|position| old.at(position).is_required());
        match found {
            None => drift.added.push(release),
            Some(old_position) => {
                common.push((old_position, release));
                let change = Change { old: old.at(old_position), new: release };
                if change.facts().next().is_some() {
                    drift.changed.push(change);
                }
                let effect = Effect { release, before: way(old, old_position), after, missed };
                if effect.outcome().is_some() || missed.is_some() {
                    drift.effects.push(effect);
                }
            }
        }
        if release.is_required() && !was_required {
            missed = Some(release);
        }
    }
    drift.moved = moved(&common);
    drift
}

/// How it goes on from a position to the newest published release.
fn way(timeline: &Timeline, from: u32) -> Way<'_> {
    let to = plan::latest_from(timeline, from);
    match plan::obstacle(timeline, from, to) {
        Some(Obstacle::DeadEnd) => Way::DeadEnd,
        Some(Obstacle::Blocked(required)) => Way::Blocked { required: timeline.at(required) },
        None => {
            let path = plan::way(timeline, from, to);
            path.first()
                .map_or(Way::UpToDate, |hop| Way::Open { first: hop.to(), updates: path.len() })
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
            write!(f, "release {} is added", Quoted(release.version()))?;
            f.write_str(match (release.is_required(), release.is_published()) {
                (false, true) => "\n",
                (false, false) => ", not published\n",
                (true, true) => ", required\n",
                (true, false) => ", required and not published\n",
            })?;
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
                write!(f, "blocked: {}, {newly} of them newly", Count(blocked, "release"))?;
            }
        }
        let mut outcomes = BTreeMap::<_, usize>::new();
        for effect in &self.effects {
            let missed = effect.missed.map(|release| Outcome::Missed(release.version()));
            for outcome in [effect.outcome(), missed].into_iter().flatten() {
                let count = outcomes.entry(outcome).or_default();
                *count = count.saturating_add(1);
            }
        }
        for (outcome, count) in outcomes {
            write!(f, "\nfrom {}: {outcome}", Count(count, "release"))?;
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
            (old.reason != new.reason && !is_newly_required).then_some(match new.reason() {
                None => ("gives no reason any more", None),
                reason => ("gives the reason", reason),
            }),
            (old.dead_end != new.dead_end).then_some(match new.dead_end_reason() {
                None => ("is no longer a dead end", None),
                reason => ("is a dead end", reason),
            }),
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
                write!(f, ": {}", Quoted(reason))?;
            }
        }
        Ok(())
    }
}

impl<'t> Effect<'t> {
    /// Whether the way was not blocked and is to be.
    #[must_use]
    pub fn is_newly_blocked(&self) -> bool {
        !self.before.is_blocked() && self.after.is_blocked()
    }

    /// Whether the way was blocked and is to be open.
    #[must_use]
    pub fn is_newly_free(&self) -> bool {
        self.before.is_blocked() && matches!(self.after, Way::Open { .. })
    }

    /// How the way changed, if it did.
    fn outcome(&self) -> Option<Outcome<'t>> {
        let outcome = match (self.before, self.after) {
            (Way::UpToDate, Way::UpToDate) | (Way::DeadEnd, Way::DeadEnd) => return None,
            (Way::Blocked { required: before }, Way::Blocked { required: after })
                if before.version() == after.version() =>
            {
                return None;
            }
            (
                Way::Open { first: before, updates: fewer },
                Way::Open { first: after, updates: more },
            ) => match more.cmp(&fewer) {
                Ordering::Greater => Outcome::More(more.abs_diff(fewer)),
                Ordering::Less => Outcome::Fewer(more.abs_diff(fewer)),
                Ordering::Equal if before.version() == after.version() => return None,
                Ordering::Equal => Outcome::Redirected(after.version()),
            },
            (Way::Blocked { .. }, Way::Blocked { required }) => {
                Outcome::StillBlocked(required.version())
            }
            (_, Way::Blocked { required }) => Outcome::Blocked(required.version()),
            (_, Way::DeadEnd) => Outcome::DeadEnd,
            (_, Way::UpToDate) => Outcome::UpToDate,
            (Way::UpToDate, Way::Open { .. }) => Outcome::Outdated,
            (Way::Blocked { .. } | Way::DeadEnd, Way::Open { .. }) => Outcome::Freed,
        };
        Some(outcome)
    }
}

impl Way<'_> {
    fn is_blocked(&self) -> bool {
        matches!(self, Self::Blocked { .. })
    }
}

/// What a change means for some releases alike, in the order of a change note.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Outcome<'t> {
    Blocked(&'t str),
    StillBlocked(&'t str),
    DeadEnd,
    Freed,
    More(usize),
    Fewer(usize),
    Redirected(&'t str),
    Outdated,
    UpToDate,
    Missed(&'t str),
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Blocked(by) => write!(f, "newly blocked by release {}", Quoted(by)),
            Self::StillBlocked(by) => write!(f, "still blocked, now by release {}", Quoted(by)),
            Self::DeadEnd => f.write_str("no update is possible any more"),
            Self::Freed => f.write_str("updates are possible again"),
            Self::More(updates) => write!(f, "{} more", Count(updates, "update")),
            Self::Fewer(updates) => write!(f, "{} fewer", Count(updates, "update")),
            Self::Redirected(to) => {
                write!(f, "the first update now goes to release {}", Quoted(to))
            }
            Self::Outdated => f.write_str("no longer up to date"),
            Self::UpToDate => f.write_str("nothing newer to update to any more"),
            Self::Missed(stop) => {
                write!(f, "already past release {}, which does nothing for them", Quoted(stop))
            }
        }
    }
}
