//! Which positions are required, and the ones between two positions, found in O(1).
//!
//! Beside the ascending list of required positions stands one bit for each release, in blocks that
//! know how many required positions come before them: sixteen bytes for 64 releases. A binary
//! search of the list alone takes up to half the time of a whole hop.

use alloc::vec::Vec;
use core::mem;

/// How many positions a block tells of.
const BLOCK: usize = u64::BITS as usize;

#[derive(Clone, Default)]
pub(crate) struct Stops {
    /// The required positions, ascending.
    positions: Vec<u32>,
    blocks: Vec<Block>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    /// A bit for each position, set if it is required.
    bits: u64,
    /// How many required positions there are before the block.
    before: usize,
}

impl Stops {
    /// The required positions, ascending.
    pub(crate) fn positions(&self) -> &[u32] {
        &self.positions
    }

    /// The required positions strictly between two positions, ascending.
    #[inline]
    pub(crate) fn between(&self, from: u32, to: u32) -> &[u32] {
        let (from, to) = (self.before(from.saturating_add(1)), self.before(to));
        self.positions.get(from..to).unwrap_or_default()
    }

    /// How many required positions are less than this one.
    #[inline]
    fn before(&self, position: u32) -> usize {
        let Some(block) = self.blocks.get(position as usize / BLOCK) else {
            return self.positions.len();
        };
        let below = 1_u64.wrapping_shl(position).wrapping_sub(1);
        block.before.wrapping_add((block.bits & below).count_ones() as usize)
    }

    /// Takes in the position behind all those taken in so far.
    pub(crate) fn append(&mut self, position: u32, required: bool) {
        if position as usize / BLOCK == self.blocks.len() {
            self.blocks.push(Block { bits: 0, before: self.positions.len() });
        }
        if required {
            self.positions.push(position);
            self.mark(position);
        }
    }

    /// Makes a position required, or not required.
    pub(crate) fn set(&mut self, position: u32, required: bool) {
        match (self.positions.binary_search(&position), required) {
            (Err(at), true) => self.positions.insert(at, position),
            (Ok(at), false) => drop(self.positions.remove(at)),
            _ => return,
        }
        let positions = mem::take(&mut self.positions);
        self.replace(positions);
    }

    /// Makes these positions required and all others not.
    pub(crate) fn replace(&mut self, positions: Vec<u32>) {
        self.blocks.fill(Block::default());
        for &position in &positions {
            self.mark(position);
        }
        let mut before = 0_usize;
        for block in &mut self.blocks {
            block.before = before;
            before = before.wrapping_add(block.bits.count_ones() as usize);
        }
        self.positions = positions;
    }

    fn mark(&mut self, position: u32) {
        if let Some(block) = self.blocks.get_mut(position as usize / BLOCK) {
            block.bits |= 1_u64.wrapping_shl(position);
        }
    }
}
