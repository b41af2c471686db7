//! The alternatives: other ways to find the next hop.
//!
//! They know required releases, but no `since`.

use std::collections::HashMap;

use pathfinding::directed::bfs::bfs;
use rack_updates::{
    Timeline,
    plan::{self, PlanError},
};

use crate::data::Record;

/// The kind of an error, in the order in which the errors are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the library's errors")]
pub enum Refusal {
    UnknownCurrent,
    UnknownTarget,
    Downgrade,
    UnpublishedTarget,
    Blocked,
}

/// The position of the next release, `None` if there is nothing to do.
pub type Answer = Result<Option<u32>, Refusal>;

/// A way to find the next hop.
pub trait Planner {
    /// Finds the next hop from the current version towards the target.
    ///
    /// # Errors
    ///
    /// The first [`Refusal`] that holds.
    fn next(&self, current: &str, target: &str) -> Answer;
}

impl Planner for Timeline {
    #[inline]
    fn next(&self, current: &str, target: &str) -> Answer {
        match plan::next_hop(self, current, target) {
            Ok(hop) => Ok(hop.map(|hop| hop.end_position() as u32)),
            Err(PlanError::UnknownCurrent { .. }) => Err(Refusal::UnknownCurrent),
            Err(PlanError::UnknownTarget { .. }) => Err(Refusal::UnknownTarget),
            Err(PlanError::Downgrade { .. }) => Err(Refusal::Downgrade),
            Err(PlanError::UnpublishedTarget { .. }) => Err(Refusal::UnpublishedTarget),
            Err(PlanError::Blocked { .. }) => Err(Refusal::Blocked),
            Err(error) => unreachable!("a manifest has no dead ends: {error}"),
        }
    }
}

/// A walk over the list, like that of convox/version, but to a given target.
#[derive(Debug)]
pub struct Scan<'a>(pub &'a [Record]);

impl Planner for Scan<'_> {
    fn next(&self, current: &str, target: &str) -> Answer {
        let mut found = false;
        let mut passed = false;
        let mut stop = None;
        for (position, record) in self.0.iter().enumerate() {
            if record.version == current {
                if passed {
                    return Err(Refusal::Downgrade);
                }
                if current == target {
                    return Ok(None);
                }
                found = true;
            } else if record.version == target {
                if found {
                    if !record.published {
                        return Err(Refusal::UnpublishedTarget);
                    }
                    return match stop {
                        Some((_, false)) => Err(Refusal::Blocked),
                        Some((stop, true)) => Ok(Some(stop)),
                        None => Ok(Some(position as u32)),
                    };
                }
                passed = true;
            } else if found && record.required && stop.is_none() {
                stop = Some((position as u32, record.published));
            }
        }
        Err(if found { Refusal::UnknownTarget } else { Refusal::UnknownCurrent })
    }
}

/// The baseline: a map from versions to positions, and a list with the next required release of
/// each release.
#[derive(Clone, Debug)]
pub struct Hashed {
    records: Vec<Record>,
    positions: HashMap<String, u32>,
    next_required: Vec<u32>,
    latest: Option<u32>,
}

impl Hashed {
    /// Builds it; `None` if a version is empty or occurs twice.
    #[must_use]
    pub fn new(records: Vec<Record>) -> Option<Self> {
        let versions = records.iter().map(|record| record.version.clone());
        let positions: HashMap<_, _> = versions.zip(0..).collect();
        if positions.len() < records.len() || positions.contains_key("") {
            return None;
        }

        let mut next_required = vec![u32::MAX; records.len()];
        let mut next = u32::MAX;
        for (position, (slot, record)) in next_required.iter_mut().zip(&records).enumerate().rev() {
            *slot = next;
            if record.required {
                next = position as u32;
            }
        }

        let latest = records.iter().rposition(|record| record.published);
        let latest = latest.map(|position| position as u32);
        Some(Self { records, positions, next_required, latest })
    }

    /// The position of a version.
    #[inline]
    #[must_use]
    pub fn position(&self, version: &str) -> Option<u32> {
        self.positions.get(version).copied()
    }

    /// Finds the next hop to the newest published release.
    ///
    /// # Errors
    ///
    /// The first [`Refusal`] that holds.
    #[inline]
    pub fn next_to_latest(&self, current: &str) -> Answer {
        let start = self.position(current).ok_or(Refusal::UnknownCurrent)?;
        let end = self.latest.unwrap_or(start).max(start);
        self.between(start, end, |stop| stop)
    }

    #[inline]
    fn between(&self, start: u32, end: u32, hop: impl FnOnce(u32) -> u32) -> Answer {
        if end < start {
            return Err(Refusal::Downgrade);
        }
        if end == start {
            return Ok(None);
        }
        if !self.records[end as usize].published {
            return Err(Refusal::UnpublishedTarget);
        }

        let next = hop(self.next_required[start as usize].min(end));
        if self.records[next as usize].published { Ok(Some(next)) } else { Err(Refusal::Blocked) }
    }

    #[inline]
    fn resolve(&self, current: &str, target: &str) -> Result<(u32, u32), Refusal> {
        let start = self.position(current).ok_or(Refusal::UnknownCurrent)?;
        let end = self.position(target).ok_or(Refusal::UnknownTarget)?;
        Ok((start, end))
    }
}

impl Planner for Hashed {
    #[inline]
    fn next(&self, current: &str, target: &str) -> Answer {
        let (start, end) = self.resolve(current, target)?;
        self.between(start, end, |stop| stop)
    }
}

/// A breadth-first search over the permitted hops.
#[derive(Debug)]
pub struct Search(pub Hashed);

impl Planner for Search {
    fn next(&self, current: &str, target: &str) -> Answer {
        let Self(hashed) = self;
        let (start, end) = hashed.resolve(current, target)?;

        // A required release that isn't published is part of the graph, too. Whether it blocks
        // matters only for the next hop.
        let hops = |&from: &u32| {
            let last = hashed.next_required[from as usize].min(end);
            (from + 1..=last).filter(|&to| {
                let record = &hashed.records[to as usize];
                record.published || record.required
            })
        };
        hashed.between(start, end, |_| {
            bfs(&start, hops, |&release| release == end).expect("the next stop is a neighbour")[1]
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::data::{self, Ids};

    #[test]
    fn all_contenders_agree() {
        // Required releases that aren't published, too.
        let mut records = data::manifest(Ids::Opaque.versions(300), 10);
        for record in records.iter_mut().step_by(9) {
            record.published = false;
        }
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records.clone()).unwrap();
        let contenders: [&dyn Planner; 3] = [&Scan(&records), &hashed, &Search(hashed.clone())];

        let mut kinds = HashSet::new();
        for (current, target) in data::mixed_queries(&records, 2_000) {
            let answer = timeline.next(&current, &target);
            kinds.insert(answer.map(|hop| hop.is_some()));
            for contender in contenders {
                assert_eq!(contender.next(&current, &target), answer, "{current} to {target}");
            }
        }
        // A hop, nothing to do, and each refusal.
        assert_eq!(kinds.len(), 7);
    }
}
