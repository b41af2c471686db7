//! From a version to its position.
//!
//! A hash table with open addressing, four bytes a slot and at most nine sixteenths full. A slot
//! holds a position in its low bits and a piece of the hash, the tag, in the bits above, so that a
//! version is compared only with a release that is nearly sure to be the right one.
//!
//! The hash is fast and has no seed, so that equal timelines have equal layouts. Whoever writes a
//! hostile manifest can therefore make versions collide, and nothing but speed may depend on the
//! quality of the hash: a version is looked for in [`WINDOW`] slots and compared with one release.
//! The releases that find no place there are *crowded*: they are kept in a map, by a hash that is
//! slow but hard to forge. Whatever the versions are, a look-up takes O(log n) steps and, but for
//! collisions of that hash, two comparisons.
//!
//! Tried and lost, as ratios to the same hop with a `HashMap`, where this table takes about 0.5:
//!
//! | index | ratio |
//! |---|---|
//! | buckets by hash, each sorted by version | 0.4 to 0.7, and appending rebuilds |
//! | a sorted list with eight bytes of each version beside it | 0.7 to 2.5 |
//! | a `BTreeMap` | 1.8 to 3.5 |
//! | a sorted list | 2.2 to 7.7 |
//!
//! A table without a window looks versions up as fast as this one, and a manifest that makes 30 000
//! of them collide costs it 480 times that for a look-up and 705 times for building.

#![allow(
    clippy::cast_possible_truncation,
    reason = "positions are below LIMIT, and of a hash any bits will do"
)]

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    vec,
    vec::Vec,
};
use core::hash::Hasher;

use crate::{Release, TimelineError};

/// In how many slots, from its first choice on, a version may stand.
const WINDOW: usize = 8;
/// How many releases there may be, so that the bits of a slot suffice.
const LIMIT: usize = if cfg!(test) { 1 << 10 } else { 1 << 26 };
/// What no release makes of a slot: the table is never full, so that a position never has all its
/// bits set.
const EMPTY: u32 = u32::MAX;
/// Odd numbers without a pattern in their bits.
const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

#[derive(Clone)]
pub(crate) struct Index {
    /// A power of two of slots, and behind them the rest of the last window.
    slots: Vec<u32>,
    /// The bits of a slot that are the position; the number of slots is one more than this.
    mask: u32,
    /// How many low bits of a hash don't choose the slot.
    shift: u32,
    /// The position of each release that is crowded, by its strong hash or, where that is
    /// taken, by the next free number.
    crowded: BTreeMap<u64, u32>,
}

/// What is found in the window of a hash.
enum Probe {
    /// The version, at this position.
    Found(u32),
    /// Not the version, but a free slot with this number.
    Free(usize),
    /// Another version with the same tag, or no free slot.
    Crowded,
}

impl Default for Index {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl Index {
    pub(crate) fn with_capacity(releases: usize) -> Self {
        let slots =
            releases.clamp(WINDOW, LIMIT).saturating_mul(16).div_ceil(9).next_power_of_two();
        Self {
            slots: vec![EMPTY; slots.saturating_add(WINDOW)],
            mask: slots.saturating_sub(1) as u32,
            shift: u64::BITS.saturating_sub(slots.trailing_zeros()),
            crowded: BTreeMap::new(),
        }
    }

    /// The position of a version, among the releases that the index is of.
    #[inline]
    pub(crate) fn find(&self, releases: &[Release], version: &str) -> Option<u32> {
        let is_at = is_at(releases, version);
        match self.probe(hash(version), &is_at) {
            Probe::Found(position) => Some(position),
            Probe::Free(_) => None,
            Probe::Crowded => self.find_crowded(version, is_at),
        }
    }

    /// Adds a version at the position behind all that were added so far, and returns it.
    ///
    /// Of the releases, only those before the position are looked at.
    #[inline]
    pub(crate) fn insert(
        &mut self,
        releases: &[Release],
        position: usize,
        version: &str,
    ) -> Result<u32, TimelineError> {
        if position >= LIMIT {
            return Err(TimelineError::Full { limit: LIMIT });
        }
        // Beyond nine sixteenths, windows would be full more often than now and then.
        if position >= (self.mask / 16).wrapping_add(1).wrapping_mul(9) as usize {
            *self = Self::with_capacity(position.saturating_add(1));
            for (position, release) in (0..position as u32).zip(releases) {
                self.insert_unless(position, &release.version, |_| false);
            }
        }
        match self.insert_unless(position as u32, version, is_at(releases, version)) {
            None => Ok(position as u32),
            Some(first) => Err(TimelineError::DuplicateVersion {
                version: version.into(),
                first: first as usize,
                second: position,
            }),
        }
    }

    /// Adds a version, unless it is at a position already, which is then returned.
    #[inline]
    fn insert_unless(
        &mut self,
        position: u32,
        version: &str,
        is_at: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let hash = hash(version);
        match self.probe(hash, &is_at) {
            Probe::Found(first) => Some(first),
            Probe::Free(slot) => {
                let tag = self.tag(hash);
                // A slot that was found is there, so that this is never taken otherwise.
                if let Some(slot) = self.slots.get_mut(slot) {
                    *slot = tag | position;
                }
                None
            }
            Probe::Crowded => self.insert_crowded(position, version, is_at),
        }
    }

    #[inline]
    fn probe(&self, hash: u64, is_at: impl Fn(u32) -> bool) -> Probe {
        let tag = self.tag(hash);
        let home = hash.wrapping_shr(self.shift) as usize;
        let window = home..home.saturating_add(WINDOW);
        for (index, &slot) in window.clone().zip(self.slots.get(window).unwrap_or_default()) {
            if slot == EMPTY {
                return Probe::Free(index);
            }
            if slot & !self.mask == tag {
                let position = slot & self.mask;
                return if is_at(position) { Probe::Found(position) } else { Probe::Crowded };
            }
        }
        Probe::Crowded
    }

    /// The part of a look-up that ordinary versions hardly ever need.
    #[cold]
    fn find_crowded(&self, version: &str, is_at: impl Fn(u32) -> bool) -> Option<u32> {
        if self.crowded.is_empty() {
            return None;
        }
        let mut key = strong_hash(version);
        while let Some(&position) = self.crowded.get(&key) {
            if is_at(position) {
                return Some(position);
            }
            key = key.wrapping_add(1);
        }
        None
    }

    #[cold]
    fn insert_crowded(
        &mut self,
        position: u32,
        version: &str,
        is_at: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let mut key = strong_hash(version);
        loop {
            match self.crowded.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(position);
                    return None;
                }
                Entry::Occupied(taken) if is_at(*taken.get()) => return Some(*taken.get()),
                Entry::Occupied(_) => key = key.wrapping_add(1),
            }
        }
    }

    /// The bits of a slot beside the position, by the lower bits of the hash.
    #[inline]
    fn tag(&self, hash: u64) -> u32 {
        hash as u32 & !self.mask
    }
}

/// A folded multiplication for every sixteen bytes.
#[inline]
fn hash(version: &str) -> u64 {
    let bytes = version.as_bytes();
    let mut state = KEYS[0];
    let (left, right) = if let Some(last) = bytes.last_chunk::<16>() {
        let mut rest = bytes;
        while let Some((chunk, behind)) = rest.split_first_chunk::<16>() {
            let (left, right) = halves(u128::from_le_bytes(*chunk));
            state = fold(state ^ left, KEYS[1] ^ right);
            rest = behind;
        }
        halves(u128::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else {
        (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0)
    };
    fold(state ^ left, KEYS[1] ^ right ^ bytes.len() as u64)
}

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let (low, high) = halves(u128::from(left).wrapping_mul(right.into()));
    low ^ high
}

#[inline]
fn halves(whole: u128) -> (u64, u64) {
    (whole as u64, (whole >> 64) as u64)
}

/// Whether a release at a position has this version.
#[inline]
fn is_at(releases: &[Release], version: &str) -> impl Fn(u32) -> bool {
    move |position| {
        releases.get(position as usize).is_some_and(|release| equal(&release.version, version))
    }
}

/// Whether two versions are equal.
///
/// This is what `==` does. For versions of the usual lengths it needs no call.
#[inline]
fn equal(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    left.len() == right.len()
        && match left.len() {
            8..=16 => {
                left.first_chunk::<8>() == right.first_chunk()
                    && left.last_chunk::<8>() == right.last_chunk()
            }
            17..=32 => {
                left.first_chunk::<16>() == right.first_chunk()
                    && left.last_chunk::<16>() == right.last_chunk()
            }
            _ => left == right,
        }
}

fn strong_hash(version: &str) -> u64 {
    #[expect(deprecated, reason = "the only hash in core that is hard to forge")]
    let mut hasher = core::hash::SipHasher::new();
    hasher.write(version.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use super::*;
    use crate::Timeline;

    fn releases(versions: &[String]) -> Vec<Release> {
        versions.iter().map(|version| Release::new(version.as_str())).collect()
    }

    /// That an index of these versions finds each of them and none of the others, and that it knows
    /// each for a duplicate. Says how many of them are crowded.
    #[track_caller]
    fn finds(versions: &[String], others: &[String]) -> usize {
        let releases = releases(versions);
        let mut grown = Index::default();
        let mut sized = Index::with_capacity(versions.len());
        for index in [&mut grown, &mut sized] {
            for (position, version) in versions.iter().enumerate() {
                assert_eq!(index.find(&releases[..position], version), None);
                let inserted = index.insert(&releases[..position], position, version);
                assert_eq!(inserted, Ok(u32::try_from(position).unwrap()));
            }
            let slots = index.mask as usize + 1;
            assert!(versions.len() * 16 <= slots * 9, "at most nine sixteenths are full");
            for version in others {
                assert_eq!(index.find(&releases, version), None);
            }
        }
        let crowded = sized.crowded.len();
        for index in [&mut grown, &mut sized] {
            for (first, version) in versions.iter().enumerate() {
                assert_eq!(index.find(&releases, version), u32::try_from(first).ok());
                let second = versions.len();
                let version = version.clone();
                assert_eq!(
                    index.insert(&releases, second, &version),
                    Err(TimelineError::DuplicateVersion { version, first, second }),
                );
            }
            for version in others {
                assert_eq!(index.find(&releases, version), None);
            }
        }
        crowded
    }

    /// The first versions that the condition holds for.
    fn search(count: usize, holds: impl Fn(u64) -> bool) -> Vec<String> {
        (0_u32..).map(|number| number.to_string()).filter(|v| holds(hash(v))).take(count).collect()
    }

    #[test]
    fn ordinary_versions_are_hardly_ever_crowded() {
        let versions: Vec<_> = (0..1000).map(|number| format!("2017{number:010}")).collect();
        let (present, absent) = versions.split_at(700);
        assert!(finds(present, absent) < 10);
    }

    #[test]
    fn versions_with_the_same_home() {
        // Of these, the tags differ, so that eight stand in the window and the rest is crowded.
        let home = hash("0") >> 59;
        let versions = search(30, |hash| hash >> 59 == home);
        let (present, absent) = versions.split_at(15);
        let index = Index::with_capacity(16);
        assert!(present.iter().all(|version| hash(version) >> index.shift == home));
        let crowded = finds(present, absent);
        assert!(crowded >= present.len() - WINDOW, "{crowded}");
    }

    #[test]
    fn versions_with_the_same_home_in_the_last_slot() {
        // The window goes on behind the slots that a hash can choose.
        let versions = search(30, |hash| hash >> 59 == 31);
        let (present, absent) = versions.split_at(15);
        assert!(finds(present, absent) >= present.len() - WINDOW);
    }

    /// Versions that all have the same hash: the eighth to sixteenth of the bytes turn the state
    /// into nought, and what that is multiplied with makes no difference then.
    fn same_hash(count: usize) -> Vec<String> {
        let start = (0_u64..)
            .find_map(|number| {
                let first = format!("version-{number:08}");
                let (left, right) = halves(u128::from_le_bytes(*first.as_bytes().first_chunk()?));
                let state = fold(KEYS[0] ^ left, KEYS[1] ^ right);
                let end = String::from_utf8(state.to_le_bytes().to_vec()).ok()?;
                Some(first + &end)
            })
            .unwrap();
        let versions: Vec<_> =
            (0..count).map(|number| format!("{start}{number:08}{}", "e".repeat(16))).collect();
        assert!(versions.iter().all(|version| hash(version) == hash(&versions[0])));
        versions
    }

    #[test]
    fn versions_with_the_same_hash() {
        let versions = same_hash(600);
        let (present, absent) = versions.split_at(300);
        // One stands in the table, and all others are crowded.
        assert_eq!(finds(present, absent), 299);
    }

    #[test]
    fn crowded_versions_are_taken_over_when_the_table_grows() {
        let mut versions = same_hash(20);
        versions.extend((0..500).map(|number| number.to_string()));
        assert!(finds(&versions, &same_hash(40)[20..]) >= 19);
        versions.rotate_left(200);
        assert!(finds(&versions, &same_hash(40)[20..]) >= 19);
    }

    #[test]
    fn versions_with_the_same_strong_hash() {
        // Nobody can craft them, but two may meet by chance: as if another stood where one is due.
        let versions = same_hash(4);
        let releases = releases(&versions);
        let mut index = Index::default();
        for (position, version) in versions.iter().enumerate().take(2) {
            index.insert(&releases[..position], position, version).unwrap();
        }
        index.crowded.insert(strong_hash(&versions[2]), 1);
        index.crowded.insert(strong_hash(&versions[2]).wrapping_add(1), 0);
        assert_eq!(index.find(&releases, &versions[2]), None);
        assert_eq!(index.insert(&releases[..2], 2, &versions[2]), Ok(2));
        assert_eq!(index.find(&releases, &versions[2]), Some(2));
        assert_eq!(index.find(&releases, &versions[3]), None);
        let duplicate = index.insert(&releases[..3], 3, &versions[2]);
        assert!(matches!(duplicate, Err(TimelineError::DuplicateVersion { first: 2, .. })));
    }

    #[test]
    fn the_table_is_as_small_as_can_be() {
        for (releases, slots) in [
            (0, 16),
            (9, 16),
            (10, 32),
            (18, 32),
            (19, 64),
            (36, 64),
            (37, 128),
            (LIMIT, 2 * LIMIT),
            (usize::MAX, 2 * LIMIT),
        ] {
            assert_eq!(Index::with_capacity(releases).slots.len(), slots + WINDOW, "{releases}");
        }
    }

    #[test]
    fn the_table_is_made_anew_only_in_order_to_grow() {
        let versions: Vec<_> = (0..LIMIT).map(|number| number.to_string()).collect();
        let releases = releases(&versions);
        let mut grown = Index::default();
        let mut sized = Index::with_capacity(LIMIT);
        let whole = sized.slots.as_ptr();
        for (position, version) in versions.iter().enumerate() {
            let (before, slots) = (grown.slots.as_ptr(), grown.slots.len());
            for index in [&mut grown, &mut sized] {
                index.insert(&releases[..position], position, version).unwrap();
            }
            let made_anew = grown.slots.as_ptr() != before;
            assert_eq!(made_anew, grown.slots.len() > slots, "at {position}");
            // One that grows is no larger than one that was made for as many.
            assert_eq!(grown.slots.len(), Index::with_capacity(position + 1).slots.len());
        }
        assert_eq!(sized.slots.as_ptr(), whole);
    }

    #[test]
    fn equal_is_as_by_bytes() {
        for length in 0..70 {
            let text = "a".repeat(length);
            assert!(equal(&text, &text.clone()));
            assert!(!equal(&text, &"a".repeat(length + 1)));
            for position in 0..length {
                let mut other = text.clone();
                other.replace_range(position..=position, "b");
                assert!(!equal(&text, &other), "{length} at {position}");
            }
        }
    }

    #[test]
    fn every_byte_and_the_length_make_a_difference_to_the_hash() {
        for length in 0..70 {
            let text = "a".repeat(length);
            assert_ne!(hash(&text), hash(&"a".repeat(length + 1)));
            for position in 0..length {
                let mut other = text.clone();
                other.replace_range(position..=position, "b");
                assert_ne!(hash(&text), hash(&other), "{length} at {position}");
                assert_ne!(strong_hash(&text), strong_hash(&other));
            }
        }
    }

    #[test]
    fn a_full_timeline_stays_as_it_is() {
        let numbered = |count: usize| (0..count).map(|number| Release::new(number.to_string()));
        let full = Err(TimelineError::Full { limit: LIMIT });
        let complete = Timeline::new(numbered(LIMIT)).unwrap();
        assert_eq!(complete.len(), LIMIT);
        assert_eq!(Timeline::new(numbered(LIMIT + 1)).map(drop), full);
        assert_eq!(Timeline::try_from(numbered(LIMIT + 1).collect::<Vec<_>>()).map(drop), full);

        let mut timeline = Timeline::default();
        for release in numbered(LIMIT) {
            timeline.push(release).unwrap();
        }
        let new = Release::new("new").required();
        assert_eq!(timeline.push(new.clone()), full);
        assert_eq!(timeline.insert_after("5", new), full);
        assert_eq!(timeline, complete);
        assert_eq!(timeline.position("new"), None);
        assert_eq!(timeline.required().len(), 0);
        for position in 0..LIMIT {
            assert_eq!(timeline.position(&position.to_string()), Some(position));
        }
        // What else is wrong comes first, as when there is room.
        let duplicate = timeline.insert_after("5", Release::new("7"));
        assert!(matches!(duplicate, Err(TimelineError::DuplicateVersion { .. })));
        assert_eq!(
            timeline.push(Release::new("")),
            Err(TimelineError::EmptyVersion { position: LIMIT }),
        );
    }
}
