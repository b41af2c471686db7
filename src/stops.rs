//! A set of positions at which an update stops, and those between two positions found in O(1).
//!
//! Beside the ascending list of the positions stands one bit for each release, in blocks that know
//! how many stops come before them: sixteen bytes for 64 releases.
//!
//! A binary search of the list takes few steps, but the processor has to guess each of them: with
//! it, a hop among 10 000 releases took 1.7 times as long when one in ten was required as when one
//! in 500 was. With the bits it takes the same.

use alloc::vec::Vec;

/// How many positions a block tells of.
const BLOCK: usize = u64::BITS as usize;

#[derive(Clone, Default)]
pub(crate) struct Stops {
    /// The stops, ascending.
    positions: Vec<u32>,
    /// The blocks up to the one with the last stop, and maybe some without any.
    blocks: Vec<Block>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    /// A bit for each position, set if it is a stop.
    bits: u64,
    /// How many stops there are before the block.
    before: usize,
}

impl Stops {
    /// The stops, ascending.
    pub(crate) fn positions(&self) -> &[u32] {
        &self.positions
    }

    /// The stops strictly between two positions, ascending.
    #[inline]
    pub(crate) fn between(&self, from: u32, to: u32) -> &[u32] {
        let (from, to) = (self.before(from.saturating_add(1)), self.before(to));
        self.positions.get(from..to).unwrap_or_default()
    }

    /// The first stop after a position.
    ///
    /// It is in the block of the position or behind it, which no processor can guess. So both are
    /// looked at, and one is chosen without a branch.
    #[inline]
    pub(crate) fn first_after(&self, position: u32) -> Option<u32> {
        const NONE: u32 = u32::MAX;
        let mut blocks = self.blocks.get(position as usize / BLOCK..)?.iter();
        let above = blocks.next()?.bits & u64::MAX.wrapping_shl(position).wrapping_shl(1);
        let within = position & !(u64::BITS - 1) | above.trailing_zeros();
        let beyond = blocks.next().and_then(|block| self.positions.get(block.before));
        let is_beyond = u32::from(above == 0).wrapping_neg();
        let first = beyond.copied().unwrap_or(NONE) & is_beyond | within & !is_beyond;
        (first != NONE).then_some(first)
    }

    /// How many stops are less than this position.
    #[inline]
    fn before(&self, position: u32) -> usize {
        let Some(block) = self.blocks.get(position as usize / BLOCK) else {
            return self.positions.len();
        };
        let below = 1_u64.wrapping_shl(position).wrapping_sub(1);
        block.before.wrapping_add((block.bits & below).count_ones() as usize)
    }

    /// Adds a stop behind all those there are.
    pub(crate) fn append(&mut self, position: u32) {
        let before = self.positions.len();
        let block = position as usize / BLOCK;
        if block >= self.blocks.len() {
            self.blocks.resize(block.saturating_add(1), Block { bits: 0, before });
        }
        // There is a block by now, so that this is never taken otherwise.
        if let Some(block) = self.blocks.last_mut() {
            block.bits |= 1_u64.wrapping_shl(position);
        }
        self.positions.push(position);
    }

    /// Makes a position a stop, or no stop.
    pub(crate) fn set(&mut self, position: u32, stop: bool) {
        let index = position as usize / BLOCK;
        let change = match (self.positions.binary_search(&position), stop) {
            (Err(_), true) if index >= self.blocks.len() => return self.append(position),
            (Err(at), true) => {
                self.positions.insert(at, position);
                1
            }
            (Ok(at), false) => {
                self.positions.remove(at);
                -1
            }
            _ => return,
        };
        let mut blocks = self.blocks.iter_mut().skip(index);
        // Each stop there is has its block, so that this is never taken otherwise.
        if let Some(block) = blocks.next() {
            block.bits ^= 1_u64.wrapping_shl(position);
        }
        for block in blocks {
            block.before = block.before.wrapping_add_signed(change);
        }
    }
}

/// Takes positions in ascending order.
impl FromIterator<u32> for Stops {
    fn from_iter<I: IntoIterator<Item = u32>>(positions: I) -> Self {
        let mut stops = Self::default();
        positions.into_iter().for_each(|position| stops.append(position));
        stops
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    /// That these are the required positions, among so many in all.
    fn agrees(stops: &Stops, required: &[bool]) {
        let end = u32::try_from(required.len()).unwrap();
        let naive = |from: u32, to: u32| -> Vec<u32> {
            let is_required = |&position: &u32| required[position as usize];
            (0..end)
                .filter(|&position| from < position && position < to)
                .filter(is_required)
                .collect()
        };
        let all: Vec<_> = (0..end).filter(|&position| required[position as usize]).collect();
        assert_eq!(stops.positions(), all);
        // Around the bounds of the blocks, and everywhere in a short list.
        let edges: Vec<u32> = (0..end)
            .filter(|position| end < 10 || (position + 2) % 64 < 4 || position + 2 > end)
            .collect();
        for &from in &edges {
            for &to in edges.iter().filter(|&&to| from <= to).chain([&end]) {
                let between = naive(from, to);
                assert_eq!(stops.between(from, to), between, "{from} to {to} of {end}");
                let first = stops.first_after(from).filter(|&first| first < to);
                assert_eq!(first, between.first().copied(), "{from} to {to} of {end}");
            }
        }
    }

    fn appended(required: &[bool]) -> Stops {
        (0..)
            .zip(required)
            .filter(|(_, required)| **required)
            .map(|(position, _)| position)
            .collect()
    }

    /// Lists that are dense, thin, empty and full, of every length around the bounds of blocks.
    fn lists() -> impl Iterator<Item = Vec<bool>> {
        let lengths = (0..6).chain([62, 63, 64, 65, 66, 127, 128, 129, 192, 200]);
        let patterns: [fn(usize) -> bool; 6] = [
            |_| false,
            |_| true,
            |position| position % 3 == 1,
            |position| position % 64 == 0,
            |position| position % 64 == 63,
            |position| position * position % 7 == 2,
        ];
        lengths.flat_map(move |length| {
            patterns.into_iter().map(move |pattern| (0..length).map(pattern).collect())
        })
    }

    #[test]
    fn appended_one_by_one() {
        for required in lists() {
            agrees(&appended(&required), &required);
        }
    }

    #[test]
    fn set_one_by_one() {
        for mut required in lists() {
            let mut stops = appended(&required);
            for position in (0..required.len()).filter(|position| (position + 2) % 32 < 4) {
                // To what it is, to what it isn't, and to that once more.
                for flip in [false, true, false] {
                    required[position] ^= flip;
                    stops.set(u32::try_from(position).unwrap(), required[position]);
                    agrees(&stops, &required);
                }
            }
        }
    }

    #[test]
    fn set_where_there_was_none_any_more() {
        for length in [64, 65, 200] {
            let mut required = vec![true; length];
            let mut stops = appended(&required);
            for flip in [false, true] {
                for position in (0..length).rev() {
                    required[position] = flip;
                    stops.set(u32::try_from(position).unwrap(), flip);
                    if position % 13 == 0 {
                        agrees(&stops, &required);
                    }
                }
            }
        }
    }

    #[test]
    fn set_and_then_appended_to() {
        for length in [1, 63, 64, 65, 128, 130] {
            for every in [1, 2, 64] {
                let mut required: Vec<_> = (0..length).map(|at| at % every == 0).collect();
                let mut stops = appended(&required);
                // Without the last ones there are fewer blocks than before.
                for position in (length / 2..length).rev() {
                    required[position] = false;
                    stops.set(u32::try_from(position).unwrap(), false);
                }
                agrees(&stops, &required);
                for position in length..length + 70 {
                    required.push(position % 5 == 0);
                    if position % 5 == 0 {
                        stops.append(u32::try_from(position).unwrap());
                    }
                }
                agrees(&stops, &required);
            }
        }
    }
}
