//! The rule a second and a third time, as plainly as possible.
//!
//! Everything here walks lists from one end to the other. Whoever wants to check it reads it beside
//! the words of the rule; clarity beats speed. Of the library it uses only what goes in and what
//! comes out: releases, targets and errors.

use rack_updates::{
    Release, Timeline,
    plan::{PlanError, Target},
};

/// What is known of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) version: String,
    pub(crate) description: String,
    pub(crate) published: bool,
    pub(crate) required: bool,
    pub(crate) reason: Option<String>,
    pub(crate) dead_end: Option<String>,
}

impl Entry {
    pub(crate) fn new(version: &str, kind: Kind) -> Self {
        Self {
            version: version.to_owned(),
            description: format!("what is new in {version}"),
            published: matches!(kind, Kind::Plain | Kind::Required),
            required: matches!(kind, Kind::Required | Kind::Blocking),
            // Half of the required releases say why.
            reason: (kind == Kind::Blocking).then(|| format!("why {version}")),
            dead_end: (kind == Kind::DeadEnd).then(|| format!("the end at {version}")),
        }
    }

    /// The release, made as a user would make it.
    pub(crate) fn release(&self) -> Release {
        let mut release = Release::new(self.version.as_str()).described(self.description.as_str());
        if self.required {
            release = match &self.reason {
                Some(reason) => release.because(reason.as_str()),
                None => release.required(),
            };
        }
        if let Some(reason) = &self.dead_end {
            release = release.dead_end(reason.as_str());
        }
        if !self.published {
            release = release.unpublished();
        }
        release
    }

    /// Whether this is what the library says of the release.
    pub(crate) fn describes(&self, release: &Release) -> bool {
        release.version() == self.version
            && release.description() == self.description
            && release.is_published() == self.published
            && release.is_required() == self.required
            && release.reason() == self.reason.as_deref()
            && release.dead_end_reason() == self.dead_end.as_deref()
    }
}

/// What may be true of a release at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Published, not required.
    Plain,
    /// Published and required.
    Required,
    /// Neither published nor required.
    Withdrawn,
    /// Required, but not published.
    Blocking,
    /// No update leads from here or to here.
    DeadEnd,
}

impl Kind {
    pub(crate) const FLAGS: [Self; 4] =
        [Self::Plain, Self::Required, Self::Withdrawn, Self::Blocking];
    pub(crate) const ALL: [Self; 5] =
        [Self::Plain, Self::Required, Self::Withdrawn, Self::Blocking, Self::DeadEnd];
}

pub(crate) fn timeline(entries: &[Entry]) -> Timeline {
    Timeline::new(entries.iter().map(Entry::release)).unwrap()
}

/// One hop, by the positions of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) last: bool,
}

/// A hop from c goes to the first required release strictly after c and before t, or to t if there
/// is none.
pub(crate) fn next_hop(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> Result<Option<Step>, PlanError> {
    let (c, t) = ends(entries, current, target)?;
    if c == t {
        return Ok(None);
    }
    for stop in c + 1..t {
        if entries[stop].required {
            if !entries[stop].published {
                return Err(blocked(entries, t, stop, c));
            }
            return Ok(Some(Step { from: c, to: stop, last: false }));
        }
    }
    Ok(Some(Step { from: c, to: t, last: true }))
}

/// Every required release strictly between c and t, in order, then t.
pub(crate) fn full_path(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> Result<Vec<Step>, PlanError> {
    let (c, t) = ends(entries, current, target)?;
    let mut path = Vec::new();
    let mut from = c;
    for to in c + 1..=t {
        let last = to == t;
        if last || entries[to].required {
            if !last && !entries[to].published {
                return Err(blocked(entries, t, to, from));
            }
            path.push(Step { from, to, last });
            from = to;
        }
    }
    Ok(path)
}

/// The fewest hops from one position to another by breadth-first search over the allowed hops, or
/// `None` if there is no way.
///
/// A hop is allowed if it jumps over no required release, doesn't start in a dead end, and leads to
/// a published release or to the target.
pub(crate) fn fewest_hops(entries: &[Entry], from: usize, to: usize) -> Option<usize> {
    let mut seen = vec![false; entries.len()];
    let mut reached = vec![from];
    let mut hops = 0;
    while !reached.is_empty() {
        if reached.contains(&to) {
            return Some(hops);
        }
        let mut reached_next = Vec::new();
        for &start in &reached {
            if entries[start].dead_end.is_some() {
                continue;
            }
            for end in start + 1..=to {
                if (entries[end].published || end == to) && !seen[end] {
                    seen[end] = true;
                    reached_next.push(end);
                }
                if entries[end].required {
                    // Every longer hop would jump over this one.
                    break;
                }
            }
        }
        reached = reached_next;
        hops += 1;
    }
    None
}

/// The positions of the current release and of the target, or the first error that holds.
fn ends(entries: &[Entry], current: &str, target: Target<'_>) -> Result<(usize, usize), PlanError> {
    let Some(c) = position(entries, current) else {
        return Err(PlanError::UnknownCurrent { version: current.to_owned() });
    };
    let t = match target {
        Target::Release(version) => match position(entries, version) {
            Some(t) => t,
            None => return Err(PlanError::UnknownTarget { version: version.to_owned() }),
        },
        // If that isn't newer than current, current is up to date.
        Target::Latest => newest(entries, |entry| entry.published).map_or(c, |t| t.max(c)),
        Target::Edge => newest(entries, |entry| entry.dead_end.is_none()).map_or(c, |t| t.max(c)),
    };
    let named = matches!(target, Target::Release(_));
    if c == t && named {
        return Ok((c, t));
    }
    if t < c {
        let mut required = None;
        for entry in &entries[t + 1..=c] {
            if entry.required {
                required = Some(entry.version.clone());
            }
        }
        return Err(PlanError::Downgrade {
            current: current.to_owned(),
            target: entries[t].version.clone(),
            required,
        });
    }
    if named && !entries[t].published {
        return Err(PlanError::UnpublishedTarget { version: entries[t].version.clone() });
    }
    if let Some(reason) = &entries[c].dead_end {
        return Err(PlanError::DeadEnd { version: current.to_owned(), reason: reason.clone() });
    }
    Ok((c, t))
}

fn position(entries: &[Entry], version: &str) -> Option<usize> {
    (0..entries.len()).find(|&position| entries[position].version == version)
}

fn newest(entries: &[Entry], holds: impl Fn(&Entry) -> bool) -> Option<usize> {
    (0..entries.len()).rev().find(|&position| holds(&entries[position]))
}

fn blocked(entries: &[Entry], t: usize, required: usize, reachable: usize) -> PlanError {
    PlanError::Blocked {
        target: entries[t].version.clone(),
        required: entries[required].version.clone(),
        reason: entries[required].reason.clone(),
        reachable: entries[reachable].version.clone(),
    }
}
