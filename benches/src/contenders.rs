//! What else could be used to find the next hop.

use alloc::collections::BTreeMap;
use core::hash::BuildHasher;
use std::collections::HashMap;

use pathfinding::directed::bfs::bfs;
use petgraph::{
    algo::astar,
    graph::{DiGraph, NodeIndex},
};
use rack_updates::{
    Timeline,
    plan::{self, PlanError},
};

use crate::data::Record;

/// Why there is no way, without the facts that would have to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The current version is unknown.
    UnknownCurrent,
    /// The version of the target is unknown.
    UnknownTarget,
    /// The target is older.
    Downgrade,
    /// The target isn't published.
    UnpublishedTarget,
    /// The release to stop at isn't published.
    Blocked,
    /// A manifest is broken, or holds what isn't compared here.
    Invalid,
}

/// The position of the release that is next on the way, if there is anything to do.
pub type Answer = Result<Option<u32>, Refusal>;

/// Somebody who can tell the next hop.
pub trait Planner {
    /// The next hop from a version towards another.
    ///
    /// # Errors
    ///
    /// The first [`Refusal`] that holds, in the order in which they are listed.
    fn next(&self, current: &str, target: &str) -> Answer;
}

impl Planner for Timeline {
    #[inline]
    fn next(&self, current: &str, target: &str) -> Answer {
        match plan::next_hop(self, current, target) {
            Ok(hop) => Ok(hop.map(|hop| hop.to_position() as u32)),
            Err(PlanError::UnknownCurrent { .. }) => Err(Refusal::UnknownCurrent),
            Err(PlanError::UnknownTarget { .. }) => Err(Refusal::UnknownTarget),
            Err(PlanError::Downgrade { .. }) => Err(Refusal::Downgrade),
            Err(PlanError::UnpublishedTarget { .. }) => Err(Refusal::UnpublishedTarget),
            Err(PlanError::Blocked { .. }) => Err(Refusal::Blocked),
            Err(_) => Err(Refusal::Invalid),
        }
    }
}

/// One walk over the list, as convox/version does it, but for a target that is given.
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

/// A map from versions to positions, as the standard library has two.
pub trait Positions: Sized {
    /// Maps each version to its position, if no version stands in the list twice.
    fn of(records: &[Record]) -> Option<Self>;
    /// The position of a version.
    fn position(&self, version: &str) -> Option<u32>;
    /// Moves everything from a position on one place on, and puts a version there.
    fn insert(&mut self, version: String, position: u32);
}

impl<S: BuildHasher + Default> Positions for HashMap<String, u32, S> {
    fn of(records: &[Record]) -> Option<Self> {
        let mut positions = Self::with_capacity_and_hasher(records.len(), S::default());
        for (record, position) in records.iter().zip(0..) {
            if positions.insert(record.version.clone(), position).is_some() {
                return None;
            }
        }
        Some(positions)
    }

    #[inline]
    fn position(&self, version: &str) -> Option<u32> {
        self.get(version).copied()
    }

    fn insert(&mut self, version: String, position: u32) {
        make_room(self.values_mut(), position);
        self.insert(version, position);
    }
}

impl Positions for BTreeMap<String, u32> {
    fn of(records: &[Record]) -> Option<Self> {
        let versions = records.iter().map(|record| record.version.clone());
        let positions: Self = versions.zip(0..).collect();
        (positions.len() == records.len()).then_some(positions)
    }

    #[inline]
    fn position(&self, version: &str) -> Option<u32> {
        self.get(version).copied()
    }

    fn insert(&mut self, version: String, position: u32) {
        make_room(self.values_mut(), position);
        self.insert(version, position);
    }
}

/// Moves every position up by one, from the one that is to be free on.
fn make_room<'a>(positions: impl Iterator<Item = &'a mut u32>, free: u32) {
    for moved in positions.filter(|moved| **moved >= free) {
        *moved += 1;
    }
}

/// The careful baseline: a map from versions to positions, and for each release the position of
/// the next required one behind it.
#[derive(Clone, Debug)]
pub struct Table<P> {
    records: Vec<Record>,
    positions: P,
    next_required: Vec<u32>,
    latest: Option<u32>,
}

/// What a careful user writes.
pub type Hashed = Table<HashMap<String, u32>>;
/// The same with a tree.
pub type Sorted = Table<BTreeMap<String, u32>>;

impl<P: Positions> Table<P> {
    /// Builds it, if the versions are unique and not empty.
    ///
    /// # Errors
    ///
    /// [`Refusal::Invalid`] if they aren't.
    pub fn new(records: Vec<Record>) -> Result<Self, Refusal> {
        if records.iter().any(|record| record.version.is_empty()) {
            return Err(Refusal::Invalid);
        }
        let positions = P::of(&records).ok_or(Refusal::Invalid)?;
        let next_required = next_required(&records);
        let latest = latest(&records);
        Ok(Self { records, positions, next_required, latest })
    }

    /// The position of a version.
    #[inline]
    pub fn position(&self, version: &str) -> Option<u32> {
        self.positions.position(version)
    }

    /// The next hop between known positions.
    #[inline]
    fn between(&self, from: u32, to: u32) -> Answer {
        if to < from {
            return Err(Refusal::Downgrade);
        }
        if to == from {
            return Ok(None);
        }
        if !self.records[to as usize].published {
            return Err(Refusal::UnpublishedTarget);
        }
        let next = self.next_required[from as usize];
        if next >= to {
            return Ok(Some(to));
        }
        if self.records[next as usize].published { Ok(Some(next)) } else { Err(Refusal::Blocked) }
    }

    /// The next hop to the newest published release.
    ///
    /// # Errors
    ///
    /// As for [`Planner::next`].
    #[inline]
    pub fn next_to_latest(&self, current: &str) -> Answer {
        let from = self.position(current).ok_or(Refusal::UnknownCurrent)?;
        let to = self.latest.unwrap_or(from).max(from);
        self.between(from, to)
    }

    /// For each release, the position of the next required one behind it.
    #[must_use]
    pub fn next_required(&self) -> &[u32] {
        &self.next_required
    }

    /// Changes the flags of a release.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCurrent`] if there is no such release.
    pub fn edit(&mut self, version: &str, change: impl FnOnce(&mut Record)) -> Result<(), Refusal> {
        let position = self.position(version).ok_or(Refusal::UnknownCurrent)?;
        let record = &mut self.records[position as usize];
        change(record);
        if record.published {
            self.latest = self.latest.max(Some(position));
        } else if self.latest == Some(position) {
            self.latest = latest(&self.records[..position as usize]);
        }
        let required = self.records[position as usize].required;
        let next = if required { position } else { self.next_required[position as usize] };
        for before in (0..position as usize).rev() {
            self.next_required[before] = next;
            if self.records[before].required {
                break;
            }
        }
        Ok(())
    }

    /// Puts a release behind another one.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCurrent`] if there is no such other one, and [`Refusal::Invalid`] if the
    /// version is empty or taken.
    pub fn insert_after(&mut self, anchor: &str, record: Record) -> Result<(), Refusal> {
        let position = self.position(anchor).ok_or(Refusal::UnknownCurrent)? + 1;
        if record.version.is_empty() || self.position(&record.version).is_some() {
            return Err(Refusal::Invalid);
        }
        self.positions.insert(record.version.clone(), position);
        self.records.insert(position as usize, record);
        self.next_required = next_required(&self.records);
        self.latest = latest(&self.records);
        Ok(())
    }
}

fn next_required(records: &[Record]) -> Vec<u32> {
    let mut next_required = vec![u32::MAX; records.len()];
    let mut next = u32::MAX;
    for (position, (slot, record)) in next_required.iter_mut().zip(records).enumerate().rev() {
        *slot = next;
        if record.required {
            next = position as u32;
        }
    }
    next_required
}

fn latest(records: &[Record]) -> Option<u32> {
    let position = records.iter().rposition(|record| record.published)?;
    u32::try_from(position).ok()
}

impl<P: Positions> Planner for Table<P> {
    #[inline]
    fn next(&self, current: &str, target: &str) -> Answer {
        let from = self.position(current).ok_or(Refusal::UnknownCurrent)?;
        let to = self.position(target).ok_or(Refusal::UnknownTarget)?;
        self.between(from, to)
    }
}

/// The hops that are allowed as an explicit graph of petgraph, and its A* without an estimate,
/// which ends as soon as it is at the target.
#[derive(Debug)]
pub struct Graph {
    table: Hashed,
    hops: DiGraph<(), ()>,
}

impl Graph {
    /// Builds it.
    ///
    /// # Errors
    ///
    /// As for [`Table::new`].
    pub fn new(records: Vec<Record>) -> Result<Self, Refusal> {
        let table = Hashed::new(records)?;
        let mut hops = DiGraph::new();
        for _ in &table.records {
            hops.add_node(());
        }
        for from in 0..table.records.len() as u32 {
            for to in allowed_hops(&table, from, u32::MAX) {
                hops.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), ());
            }
        }
        Ok(Self { table, hops })
    }
}

impl Planner for Graph {
    fn next(&self, current: &str, target: &str) -> Answer {
        searched(&self.table, current, target, |from, to| {
            let goal = NodeIndex::new(to as usize);
            let start = NodeIndex::new(from as usize);
            let (_, path) = astar(&self.hops, start, |release| release == goal, |_| 1_u32, |_| 0)?;
            path.get(1).map(|release| release.index() as u32)
        })
    }
}

/// Breadth-first search with pathfinding, whose hops are worked out as it goes.
#[derive(Debug)]
pub struct Search(Hashed);

impl Search {
    /// Builds it.
    ///
    /// # Errors
    ///
    /// As for [`Table::new`].
    pub fn new(records: Vec<Record>) -> Result<Self, Refusal> {
        Hashed::new(records).map(Self)
    }
}

impl Planner for Search {
    fn next(&self, current: &str, target: &str) -> Answer {
        searched(&self.0, current, target, |from, to| {
            let path =
                bfs(&from, |&from| allowed_hops(&self.0, from, to), |&release| release == to)?;
            path.get(1).copied()
        })
    }
}

/// The releases up to a target that an update may lead to by the order alone, nearest first.
///
/// A required one counts also if it isn't published: whether a hop to it is refused is seen only
/// when it is the next one.
fn allowed_hops(table: &Hashed, from: u32, target: u32) -> impl Iterator<Item = u32> {
    let end = table.records.len() as u32;
    let last = table.next_required[from as usize].min(target).min(end - 1);
    (from + 1..=last).filter(|&to| {
        let record = &table.records[to as usize];
        record.published || record.required
    })
}

fn searched(
    table: &Hashed,
    current: &str,
    target: &str,
    search: impl FnOnce(u32, u32) -> Option<u32>,
) -> Answer {
    let from = table.position(current).ok_or(Refusal::UnknownCurrent)?;
    let to = table.position(target).ok_or(Refusal::UnknownTarget)?;
    if to < from {
        return Err(Refusal::Downgrade);
    }
    if to == from {
        return Ok(None);
    }
    if !table.records[to as usize].published {
        return Err(Refusal::UnpublishedTarget);
    }
    let next = search(from, to).ok_or(Refusal::Invalid)?;
    if table.records[next as usize].published { Ok(Some(next)) } else { Err(Refusal::Blocked) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::data::{self, Ids};

    /// A manifest in which required releases block, too.
    fn blocking_manifest() -> Vec<Record> {
        let mut records = data::manifest(Ids::Opaque.versions(300), 10);
        for record in records.iter_mut().step_by(9) {
            record.published = false;
        }
        records
    }

    #[test]
    fn all_contenders_give_our_answers() {
        let records = blocking_manifest();
        let ours = Timeline::new(data::releases(&records)).unwrap();
        let contenders: [&dyn Planner; 5] = [
            &Scan(&records),
            &Hashed::new(records.clone()).unwrap(),
            &Sorted::new(records.clone()).unwrap(),
            &Graph::new(records.clone()).unwrap(),
            &Search::new(records.clone()).unwrap(),
        ];
        let mut met = HashSet::new();
        for (from, to) in data::all_sorts(&records, 2_000) {
            let answer = ours.next(&from, &to);
            met.insert(answer.map(|hop| hop.is_some()));
            for contender in contenders {
                assert_eq!(contender.next(&from, &to), answer, "from {from} to {to}");
            }
        }
        // Also when there is nothing to do, and each way to be refused but a broken manifest.
        assert_eq!(met.len(), 7);
    }

    #[test]
    fn edits_give_what_building_anew_gives() {
        let mut records = blocking_manifest();
        let last = records.pop().unwrap();
        let mut table = Hashed::new(records.clone()).unwrap();
        for position in [0, 17, 250, records.len() - 1] {
            for flip in [
                |record: &mut Record| record.published ^= true,
                |record: &mut Record| record.required ^= true,
            ] {
                table.edit(&records[position].version, flip).unwrap();
                flip(&mut records[position]);
                let anew = Hashed::new(records.clone()).unwrap();
                assert_eq!(table.next_required, anew.next_required);
                assert_eq!(table.latest, anew.latest);
            }
        }
        table.insert_after(&records[99].version, last.clone()).unwrap();
        records.insert(100, last);
        let anew = Hashed::new(records).unwrap();
        assert_eq!(table.next_required, anew.next_required);
        assert_eq!(table.positions, anew.positions);
    }
}
