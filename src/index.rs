//! From a version to its position.
//!
//! A hash table with open addressing, four bytes a slot, at most half full: a slot holds a position
//! in its low bits and, in the bits above, a piece of the hash, so that a version is compared with
//! a release only where they are nearly sure to be equal. The hash is fast and has no seed, so that
//! the same timeline always has the same layout, and so that somebody who writes a hostile manifest
//! can make versions collide. Therefore nothing depends on its quality but speed: a version is
//! looked for in [`WINDOW`] slots and no further. Releases that find no place there are *crowded*
//! and kept in an ordered set, by a strong hash. Whatever the versions are, a look-up costs a
//! bounded number of comparisons and O(log n) steps.

use alloc::{collections::BTreeSet, vec::Vec};
use core::hash::Hasher;

use crate::{Release, TimelineError};

/// How many slots a version may be found in.
const WINDOW: usize = 16;
/// How many releases can be told apart by the bits that a slot has.
const LIMIT: usize = if cfg!(test) { 1 << 10 } else { 1 << 30 };
/// No release can have this slot: the table is at most half full, so that no position has all its
/// bits set.
const EMPTY: u32 = u32::MAX;
/// Two odd numbers without a pattern in their bits.
const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

#[derive(Clone)]
pub(crate) struct Index {
    /// The table, followed by room for the window of the last slot.
    slots: Vec<u32>,
    /// How many bits of a slot are the position; the table has two to this power of slots.
    bits: u32,
    /// The strong hash and the position of each release whose window was full.
    crowded: BTreeSet<(u64, u32)>,
}

impl Default for Index {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

enum Probe {
    Found(u32),
    Free(usize),
    Crowded,
}

impl Index {
    pub(crate) fn with_capacity(releases: usize) -> Self {
        let bits = releases.saturating_mul(2).max(WINDOW).next_power_of_two().trailing_zeros();
        Self {
            slots: alloc::vec![EMPTY; (1_usize << bits) + WINDOW],
            bits,
            crowded: BTreeSet::new(),
        }
    }

    /// The position of a version in the releases that this is the index of.
    #[inline]
    pub(crate) fn find(&self, releases: &[Release], version: &str) -> Option<u32> {
        match self.probe(releases, hash(version), version) {
            Probe::Found(position) => Some(position),
            Probe::Free(_) => None,
            Probe::Crowded => self.find_crowded(releases, version),
        }
    }

    /// Adds a version at the position behind all those added so far, and returns it.
    ///
    /// The releases are those that the index is of; only those before the position are looked at.
    pub(crate) fn insert(
        &mut self,
        releases: &[Release],
        position: usize,
        version: &str,
    ) -> Result<u32, TimelineError> {
        if position >= LIMIT {
            return Err(TimelineError::Full { limit: LIMIT });
        }
        if position >= 1 << (self.bits - 1) {
            *self = Self::with_capacity(position + 1);
            for (position, release) in releases.iter().enumerate().take(position) {
                self.add(releases, position as u32, &release.version)?;
            }
        }
        self.add(releases, position as u32, version)
    }

    fn add(
        &mut self,
        releases: &[Release],
        position: u32,
        version: &str,
    ) -> Result<u32, TimelineError> {
        let hash = hash(version);
        let found = match self.probe(releases, hash, version) {
            Probe::Found(first) => Some(first),
            Probe::Free(slot) => {
                self.slots[slot] = self.tag(hash) | position;
                None
            }
            Probe::Crowded => {
                let found = self.find_crowded(releases, version);
                if found.is_none() {
                    self.crowded.insert((strong_hash(version), position));
                }
                found
            }
        };
        match found {
            None => Ok(position),
            Some(first) => Err(TimelineError::DuplicateVersion {
                version: version.into(),
                first: first as usize,
                second: position as usize,
            }),
        }
    }

    #[inline]
    fn probe(&self, releases: &[Release], hash: u64, version: &str) -> Probe {
        let home = (hash >> (u64::BITS - self.bits)) as usize;
        let mask = (1 << self.bits) - 1;
        let tag = self.tag(hash);
        let Some(window) = self.slots.get(home..home + WINDOW) else {
            return Probe::Crowded;
        };
        for (offset, &slot) in window.iter().enumerate() {
            if slot == EMPTY {
                return Probe::Free(home + offset);
            }
            if slot & !mask == tag {
                let position = slot & mask;
                if releases
                    .get(position as usize)
                    .is_some_and(|release| *release.version == *version)
                {
                    return Probe::Found(position);
                }
            }
        }
        Probe::Crowded
    }

    #[inline]
    fn tag(&self, hash: u64) -> u32 {
        (hash as u32) & !((1 << self.bits) - 1)
    }

    #[cold]
    fn find_crowded(&self, releases: &[Release], version: &str) -> Option<u32> {
        let strong = strong_hash(version);
        self.crowded
            .range((strong, 0)..=(strong, u32::MAX))
            .map(|&(_, position)| position)
            .find(|&position| *releases[position as usize].version == *version)
    }
}

/// A folded multiplication for every sixteen bytes.
#[inline]
fn hash(version: &str) -> u64 {
    let bytes = version.as_bytes();
    let mut state = KEYS[0];
    let (left, right) = if let Some(last) = bytes.last_chunk() {
        let mut rest = bytes;
        while let Some((chunk, behind)) = rest.split_first_chunk() {
            if behind.is_empty() {
                break;
            }
            let (left, right) = halves(u128::from_le_bytes(*chunk));
            state = fold(state ^ left, KEYS[1] ^ right);
            rest = behind;
        }
        halves(u128::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else {
        (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0)
    };
    fold(state ^ left, KEYS[1] ^ right ^ bytes.len() as u64)
}

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let (low, high) = halves(u128::from(left) * u128::from(right));
    low ^ high
}

#[inline]
fn halves(whole: u128) -> (u64, u64) {
    (whole as u64, (whole >> 64) as u64)
}

fn strong_hash(version: &str) -> u64 {
    #[expect(deprecated, reason = "core has no other hash that resists forgery")]
    let mut hasher = core::hash::SipHasher::new();
    hasher.write(version.as_bytes());
    hasher.finish()
}
