//! The stops of a timeline, and an O(1) look-up of those after a position.
//!
//! # Which requirements are stops
//!
//! A requirement from `since` to `until` is crossed by an update from `p` to `q`
//! if `p < since` and `until < q`. If its range contains that of another, each
//! update that crosses the outer one also crosses the inner one. So the outer one
//! is *implied* and is no stop:
//!
//! ```text
//! position   0   1   2   3   4   5
//! outer          ├───────────┤         implied by the inner one
//! inner              ├───┤             a stop
//! ```
//!
//! Without the implied ones, both ends of the ranges ascend strictly. So the
//! first stop with `p < since` is also the one with the least `until`, and one
//! comparison is enough to decide whether an update from `p` crosses any stop.
//!
//! # Rank of a position
//!
//! The stops are a sorted list. The *rank* of a position is the number of stops
//! whose `since` is less than it, so it is the index of the first other stop. It
//! is stored for the first position of each block of 16:
//!
//! ```text
//! position   0               16              32              48
//!            │ block 0       │ block 1       │ block 2       │
//! since          S0     S1               S2        S3
//! rank       0               2               3     (no later block)
//! ```
//!
//! A look-up starts at the rank of the block and passes the stops of the block
//! that aren't after the position, of which there are at most 16. With a binary
//! search instead, a hop takes 1.2 to 2.2 times as long.

use alloc::vec::Vec;

/// A required release and where its requirement begins, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requirement {
    /// The oldest release that meets the requirement.
    pub(crate) since: u32,
    /// The required release, which is the newest one that meets it.
    pub(crate) until: u32,
}

impl Requirement {
    /// Whether an update between two positions crosses this requirement.
    #[inline]
    pub(crate) fn is_crossed(self, start: u32, end: u32) -> bool {
        start < self.since && self.until < end
    }
}

/// A requirement that no other one implies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    pub(crate) requirement: Requirement,
    /// The newest published release that meets the requirement.
    pub(crate) landing: Option<u32>,
    /// The index of the first stop after the landing, if there is one. It is
    /// unused if there is no landing.
    later: Option<u32>,
}

#[derive(Clone, Default)]
pub(crate) struct Stops {
    /// Strictly ascending in `since` and in `until`.
    list: Vec<Stop>,
    /// The rank of the first position of each block, up to the block of the
    /// last `since`.
    ranks: Vec<usize>,
    /// The index of the first stop without a final `later`, because no stop so far
    /// begins after its landing.
    pending: usize,
}

/// The number of positions in a block.
const BLOCK: usize = 16;

impl Stops {
    /// The stops whose requirement begins after a position, oldest first.
    ///
    /// Cost: O(1).
    #[allow(clippy::indexing_slicing, reason = "a rank is at most the number of stops")]
    #[inline]
    pub(crate) fn after(&self, position: u32) -> &[Stop] {
        let Some(&rank) = self.ranks.get(position as usize / BLOCK) else {
            return &[];
        };

        let mut ahead = &self.list[rank..];
        while let [stop, later @ ..] = ahead {
            if position < stop.requirement.since {
                break;
            }
            ahead = later;
        }
        ahead
    }

    /// The stops whose requirement begins after the landing of `stop`, oldest
    /// first. `stop` has a landing.
    ///
    /// Cost: O(1), less than a look-up of the rank.
    #[allow(clippy::indexing_slicing, reason = "`later` is the index of a stop")]
    #[inline]
    pub(crate) fn after_landing(&self, stop: &Stop) -> &[Stop] {
        stop.later.map_or(&[], |later| &self.list[later as usize..])
    }

    /// Appends a requirement that ends after all those appended before, unless
    /// one of them implies it.
    ///
    /// Cost: amortized O(1) for each release of the timeline.
    #[allow(clippy::cast_possible_truncation, reason = "there are no more stops than positions")]
    pub(crate) fn append(&mut self, requirement: Requirement, landing: Option<u32>) {
        let last = self.list.last().map(|stop| stop.requirement);
        debug_assert!(requirement.since <= requirement.until, "a range is not empty");
        debug_assert!(last.is_none_or(|last| last.until < requirement.until), "in order");
        if last.is_some_and(|last| requirement.since <= last.since) {
            return;
        }

        // The blocks that are added begin after every stop so far, so the rank of
        // each is the number of those.
        let blocks = (requirement.since as usize / BLOCK).saturating_add(1);
        debug_assert!(self.ranks.len() <= blocks, "in order");
        self.ranks.resize(blocks, self.list.len());

        // Landings ascend, so once one meets this requirement, all later ones do.
        let index = self.list.len();
        while let Some(stop) = self.list.get_mut(self.pending) {
            if stop.landing.is_some_and(|landing| requirement.since <= landing) {
                break;
            }
            stop.later = Some(index as u32);
            self.pending = self.pending.saturating_add(1);
        }

        self.list.push(Stop { requirement, landing, later: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the stops of these requirements, ordered by `until`, against the
    /// rule: an update crosses the oldest requirement that it may not cross.
    #[track_caller]
    fn check(requirements: &[(u32, u32)], positions: &(impl Iterator<Item = u32> + Clone)) {
        let requirements = requirements.iter().map(|&(since, until)| Requirement { since, until });
        let mut stops = Stops::default();
        for requirement in requirements.clone() {
            stops.append(requirement, None);
        }
        check_landings(requirements.clone(), |_| true);
        check_landings(requirements.clone(), |position| position % 2 == 0);
        check_landings(requirements.clone(), |position| position % 20 == 3);
        let blocks = stops.list.last().map_or(0, |stop| stop.requirement.since / 16 + 1);
        assert_eq!(stops.ranks.len(), blocks as usize);

        for start in positions.clone() {
            for end in positions.clone() {
                let crossed = requirements.clone().find(|it| it.is_crossed(start, end));
                let first = stops.after(start).first().map(|stop| stop.requirement);
                assert_eq!(first.filter(|stop| stop.until < end), crossed, "{start} to {end}");
            }
        }
    }

    /// Checks that the stops after the landing of a stop are those after its
    /// position, also while requirements are appended.
    #[track_caller]
    fn check_landings(
        requirements: impl Iterator<Item = Requirement>,
        is_published: impl Fn(u32) -> bool,
    ) {
        let mut stops = Stops::default();
        for requirement in requirements {
            let mut range = (requirement.since..=requirement.until).rev();
            stops.append(requirement, range.find(|&position| is_published(position)));

            for stop in &stops.list {
                if let Some(landing) = stop.landing {
                    let later = stops.after_landing(stop).len();
                    assert_eq!(later, stops.after(landing).len(), "{stop:?}");
                }
            }
        }
    }

    #[test]
    fn every_list_of_requirements_of_five_releases() {
        // A digit for each release: 0 is not required, 1 to 5 is how far back
        // its requirement begins.
        for choice in 0..6_u32.pow(5) {
            let digits = (0..5).map(|position| (position, choice / 6_u32.pow(position) % 6));
            let requirements: Vec<_> = digits
                .filter(|&(position, digit)| (1..=position + 1).contains(&digit))
                .map(|(position, digit)| (position + 1 - digit, position))
                .collect();
            check(&requirements, &(0..6));
        }
    }

    #[test]
    fn requirements_around_the_bounds_of_blocks() {
        let near_bounds = |position: &u32| (position + 2) % 16 < 4;
        for length in [0, 1, 15, 16, 17, 32, 33, 100] {
            for step in [1, 3, 15, 16, 17, 40] {
                for width in [0, 1, 16, 50] {
                    let ends = (0..length).step_by(step);
                    let requirements: Vec<_> =
                        ends.map(|until: u32| (until.saturating_sub(width), until)).collect();
                    check(&requirements, &(0..=length + 20).filter(near_bounds));
                }
            }
        }
    }
}
