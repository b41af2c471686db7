//! The library and its alternatives: other ways to find the next hop.
//!
//! The alternatives know required releases, but no `since`. They don't say why they refuse an
//! update, so they do at most the work of the library.

use std::collections::HashMap;

use rack_updates::{Timeline, plan};

use crate::{
    data::{Query, Record},
    runner::{Sample, each},
};

/// Measures the library.
#[must_use]
pub fn hops<'a>(timeline: &'a Timeline, queries: &'a [Query]) -> Sample<'a> {
    each(queries, |(current, target)| plan::next_hop(timeline, current, target))
}

/// A walk over the list, like that of convox/version, but to a given target.
///
/// Returns the position of the next release; `None` if there is nothing to do or the update is
/// refused.
#[must_use]
pub fn scan(records: &[Record], current: &str, target: &str) -> Option<usize> {
    let mut rest = records.iter().enumerate();
    rest.find(|(_, record)| record.version == current)?;

    let mut stop = None;
    let (end, target) = rest.find(|&(position, record)| {
        if record.required && stop.is_none() {
            stop = Some(position);
        }
        record.version == target
    })?;

    let next = stop.unwrap_or(end);
    (target.published && records[next].published).then_some(next)
}

/// The baseline: a map from versions to positions, and a list with the next required release of
/// each release.
#[derive(Debug)]
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

    /// Finds the next hop, as [`scan`] does.
    #[inline]
    #[must_use]
    pub fn next_hop(&self, current: &str, target: &str) -> Option<usize> {
        let start = self.positions.get(current)?;
        let end = self.positions.get(target)?;
        self.between(*start, *end)
    }

    /// Finds the next hop to the newest published release.
    #[inline]
    #[must_use]
    pub fn next_hop_to_latest(&self, current: &str) -> Option<usize> {
        let start = self.positions.get(current)?;
        self.between(*start, self.latest?)
    }

    #[inline]
    fn between(&self, start: u32, end: u32) -> Option<usize> {
        if end <= start || !self.records[end as usize].published {
            return None;
        }

        let next = self.next_required[start as usize].min(end) as usize;
        self.records[next].published.then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use rack_updates::plan::{self, Target};

    use super::*;
    use crate::data::{self, Ids};

    #[test]
    fn the_alternatives_agree_with_the_library() {
        // Releases at the positions 15, 45 and 75 block: they are required and not published.
        let mut records = data::manifest(Ids::Opaque.versions(100), 10);
        for record in records.iter_mut().step_by(3) {
            record.published = false;
        }
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records.clone()).unwrap();
        let next_hop = |current, target| {
            let hop = plan::next_hop(&timeline, current, target).ok().flatten()?;
            Some(hop.end_position())
        };

        let versions = || records.iter().map(|record| record.version.as_str()).chain(["unknown"]);
        for current in versions() {
            for target in versions() {
                let expected = next_hop(current, target.into());
                assert_eq!(hashed.next_hop(current, target), expected, "{current} to {target}");
                assert_eq!(scan(&records, current, target), expected, "{current} to {target}");
            }
            let expected = next_hop(current, Target::Latest);
            assert_eq!(hashed.next_hop_to_latest(current), expected, "{current}");
        }
    }
}
