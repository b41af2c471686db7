//! From a version to its position.
//!
//! A hash table with open addressing, four bytes a slot and at most nine sixteenths full. A slot
//! holds a position in its low bits and a piece of the hash, the tag, in the bits above, so that a
//! version is compared only with a release that is nearly sure to be the right one.
//!
//! The hash is fast and has no seed, so that the same steps always lead to the same layout. Whoever
//! writes a hostile manifest can therefore make versions collide, and nothing but speed may depend
//! on the quality of the hash: a version is looked for in [`WINDOW`] slots and compared with one
//! release. The releases that find no place there are *crowded*: they are kept in a map, by a hash
//! that is slow but hard to forge. Whatever the versions are, a look-up takes O(log n) steps and,
//! but for collisions of that hash, two comparisons.
//!
//! A tag begins with the last bits of the number of the slot that the hash chose. So a slot tells
//! all of the hash that matters, and a table that grows is made of the one before it, in one pass
//! and without a look at the versions.
//!
//! Tried and lost, as ratios to the same hop with a `HashMap`, where this table takes about 0.4, or
//! 0.4 to 0.7 if versions stand behind a pointer, as they did for these:
//!
//! | index | ratio |
//! |---|---|
//! | buckets by hash, each sorted by version | 0.4 to 0.7, and appending rebuilds |
//! | a sorted list with eight bytes of each version beside it | 0.7 to 2.5 |
//! | a `BTreeMap` | 1.8 to 3.5 |
//! | a sorted list | 2.2 to 7.7 |
//!
//! A table without a window looks versions up as fast as this one, and a manifest that makes 30 000
//! of them collide costs it 480 times that for a look-up and 705 times for building. A second table
//! in the place of the map is no way out: with any hash, it takes a few tries for each version to
//! fill some of its windows and no others.

#![allow(
    clippy::cast_possible_truncation,
    reason = "positions are below LIMIT, and of a hash any bits will do"
)]

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    vec,
    vec::Vec,
};
use core::{hash::Hasher, mem};

use crate::{Release, TimelineError};

/// In how many slots, from its home on, a version may stand.
const WINDOW: usize = 8;
/// How many bits tell the slots of a window apart.
const WINDOW_BITS: u32 = WINDOW.trailing_zeros();
/// How many releases there may be, so that the bits of a slot suffice.
pub(crate) const LIMIT: usize = if cfg!(test) { 1 << 10 } else { 1 << 26 };
/// What no release makes of a slot: the table is never full, so that a position never has all its
/// bits set.
const EMPTY: u32 = u32::MAX;
/// Odd numbers without a pattern in their bits.
const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

// The largest table has twice as many slots as there may be releases, and a hash chooses among them
// even when as many of its bits as tell the slots of a window apart don't count.
const _: () = assert!(LIMIT.is_power_of_two() && 2 * LIMIT <= 1 << (u32::BITS - WINDOW_BITS));

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
    fn with_capacity(releases: usize) -> Self {
        let slots =
            releases.clamp(WINDOW, LIMIT).saturating_mul(16).div_ceil(9).next_power_of_two();
        Self {
            slots: vec![EMPTY; slots.saturating_add(WINDOW)],
            mask: slots.saturating_sub(1) as u32,
            shift: u32::BITS.saturating_sub(slots.trailing_zeros()),
            crowded: BTreeMap::new(),
        }
    }

    /// The index of these releases, of which there may be no more than [`LIMIT`].
    ///
    /// The crowded ones are added in the order of their hashes, which is several times as fast as in
    /// the order of the releases.
    pub(crate) fn new(releases: &[Release]) -> Result<Self, TimelineError> {
        let mut index = Self::with_capacity(releases.len());
        let mut crowded = Vec::new();
        let mut end = Ok(());
        for (position, release) in (0..).zip(releases) {
            let version = release.version().as_bytes();
            match index.place(hash(version), position, is_at(releases, version)) {
                Probe::Free(_) => {}
                Probe::Found(first) => {
                    end = Err(duplicate(releases, first, position));
                    break;
                }
                Probe::Crowded => crowded.push((strong_hash(version), position)),
            }
        }
        crowded.sort_unstable();
        let same_hash = || crowded.chunk_by(|(left, _), (right, _)| left == right);
        index.crowded = same_hash().filter_map(|same| same.first().copied()).collect();
        let others = same_hash().flat_map(|same| same.iter().skip(1));
        let duplicates = others.filter_map(|&(strong_hash, second)| {
            let version = releases.get(second as usize)?.version().as_bytes();
            let first = index.insert_crowded(strong_hash, second, is_at(releases, version))?;
            Some((second, first))
        });
        match duplicates.min() {
            // This stands before the end.
            Some((second, first)) => Err(duplicate(releases, first, second)),
            None => end.map(|()| index),
        }
    }

    /// The position of a version, among the releases that the index is of.
    #[inline]
    pub(crate) fn find(&self, releases: &[Release], version: &str) -> Option<u32> {
        let version = version.as_bytes();
        let is_at = is_at(releases, version);
        match self.probe(hash(version), &is_at) {
            Probe::Found(position) => Some(position),
            Probe::Free(_) => None,
            Probe::Crowded => self.find_crowded(version, is_at),
        }
    }

    /// Adds a version behind all those of these releases, which the index is of, and returns its
    /// position.
    pub(crate) fn push(
        &mut self,
        releases: &[Release],
        version: &str,
    ) -> Result<u32, TimelineError> {
        let position = checked_position(releases.len())?;
        // Beyond nine sixteenths, windows would be full more often than now and then.
        if position >= (self.mask / 16).wrapping_add(1).wrapping_mul(9) {
            self.grow(releases);
        }
        let version = version.as_bytes();
        let is_at = is_at(releases, version);
        let first = match self.place(hash(version), position, &is_at) {
            Probe::Free(_) => None,
            Probe::Found(first) => Some(first),
            Probe::Crowded => self.insert_crowded(strong_hash(version), position, is_at),
        };
        first.map_or(Ok(position), |first| Err(duplicate(releases, first, position)))
    }

    /// Makes the table anew, with room for one more than these releases, which is twice as many slots.
    ///
    /// A slot tells enough of its hash for that, so that no version is looked at but those that are
    /// crowded. These stay in the map, which is what takes long to fill, also if there is a place in
    /// the table for them now.
    ///
    /// What had a place finds one again, since the new table is filled in the order of the old slots:
    /// if the window from `H` on were full for what had its home at `h`, so that `H >= 2 * h`, then
    /// all slots from some `L <= H` to `H + 7` would be filled, and the one before `L` not. What is in
    /// them would have its home there, too, so that it stood in the slots from `L / 2` to `h + 6`
    /// before. Of these there are fewer.
    fn grow(&mut self, releases: &[Release]) {
        let mut grown = Self::with_capacity(releases.len().saturating_add(1));
        for (index, &slot) in self.slots.iter().enumerate().filter(|(_, slot)| **slot != EMPTY) {
            grown.place(self.hash_of(index, slot), slot & self.mask, |_| false);
        }
        let crowded = self.crowded.values().filter_map(|&position| {
            Some((position, releases.get(position as usize)?.version().as_bytes()))
        });
        for (position, version) in crowded {
            grown.place(hash(version), position, |_| false);
        }
        grown.crowded = mem::take(&mut self.crowded);
        *self = grown;
    }

    /// Puts the position of a version of this hash into the free slot in its window, if there is one,
    /// and tells what was there before.
    #[inline]
    fn place(&mut self, hash: u32, position: u32, is_at: impl Fn(u32) -> bool) -> Probe {
        let found = self.probe(hash, is_at);
        if let Probe::Free(index) = found {
            let tag = self.tag(hash);
            // A slot that was found is there, so that this is never taken otherwise.
            if let Some(slot) = self.slots.get_mut(index) {
                *slot = tag | position;
            }
        }
        found
    }

    #[inline]
    fn probe(&self, hash: u32, is_at: impl Fn(u32) -> bool) -> Probe {
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
    fn find_crowded(&self, version: &[u8], is_at: impl Fn(u32) -> bool) -> Option<u32> {
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

    /// Adds a release to those that are crowded, unless its version is at a position already, which
    /// is then returned.
    #[cold]
    fn insert_crowded(
        &mut self,
        strong_hash: u64,
        position: u32,
        is_at: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let mut key = strong_hash;
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

    /// The bits of a slot beside the position: those of the hash that follow the bits that choose
    /// the slot, and before them the last of those, which tell how far from its home a version
    /// stands.
    #[inline]
    fn tag(&self, hash: u32) -> u32 {
        hash.wrapping_shl(self.tag_shift()) & !self.mask
    }

    /// The hash that a slot is filled for, but for its last bits, as many as tell the slots of a
    /// window apart.
    #[inline]
    fn hash_of(&self, index: usize, slot: u32) -> u32 {
        let tag = slot & !self.mask;
        let index = index as u32;
        let home_bits = tag.wrapping_shr(u32::BITS.wrapping_sub(WINDOW_BITS));
        let from_home = index.wrapping_sub(home_bits) & !u32::MAX.wrapping_shl(WINDOW_BITS);
        let home = index.wrapping_sub(from_home);
        home.wrapping_shl(self.shift) | tag.wrapping_shr(self.tag_shift())
    }

    /// How many of the bits that choose the slot aren't in the tag.
    #[inline]
    fn tag_shift(&self) -> u32 {
        u32::BITS.wrapping_sub(WINDOW_BITS).wrapping_sub(self.shift)
    }
}

/// A folded multiplication for every sixteen bytes.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
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
    (fold(state ^ left, KEYS[1] ^ right ^ bytes.len() as u64) >> 32) as u32
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

/// The position that a release would have, if there is room for it.
#[inline]
pub(crate) fn checked_position(position: usize) -> Result<u32, TimelineError> {
    if position < LIMIT { Ok(position as u32) } else { Err(TimelineError::Full { limit: LIMIT }) }
}

#[cold]
fn duplicate(releases: &[Release], first: u32, second: u32) -> TimelineError {
    let version = releases.get(first as usize).map(Release::version).unwrap_or_default().into();
    TimelineError::DuplicateVersion { version, first: first as usize, second: second as usize }
}

/// Whether a release at a position has this version.
#[inline]
fn is_at(releases: &[Release], version: &[u8]) -> impl Fn(u32) -> bool {
    move |position| {
        releases
            .get(position as usize)
            .is_some_and(|release| equal(release.version().as_bytes(), version))
    }
}

/// Whether two versions are equal.
///
/// This is what `==` does. For versions of the usual lengths it needs no call.
#[inline]
fn equal(left: &[u8], right: &[u8]) -> bool {
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

fn strong_hash(version: &[u8]) -> u64 {
    #[expect(deprecated, reason = "the only hash in core that is hard to forge")]
    let mut hasher = core::hash::SipHasher::new();
    hasher.write(version);
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
        for (position, version) in versions.iter().enumerate() {
            assert_eq!(grown.find(&releases[..position], version.as_bytes()), None);
            let pushed = grown.push(&releases[..position], version.as_bytes());
            assert_eq!(pushed, Ok(u32::try_from(position).unwrap()));
            for (first, version) in versions[..=position].iter().enumerate().step_by(17) {
                assert_eq!(grown.find(&releases, version.as_bytes()), u32::try_from(first).ok());
            }
        }
        let sized = Index::new(&releases).unwrap();
        let crowded = sized.crowded.len();
        for mut index in [grown, sized] {
            let slots = index.mask as usize + 1;
            assert!(versions.len() * 16 <= slots * 9, "at most nine sixteenths are full");
            for (first, version) in versions.iter().enumerate() {
                assert_eq!(index.find(&releases, version.as_bytes()), u32::try_from(first).ok());
                let second = versions.len();
                let duplicate =
                    TimelineError::DuplicateVersion { version: version.clone(), first, second };
                assert_eq!(index.push(&releases, version.as_bytes()), Err(duplicate));
            }
            for version in others {
                assert_eq!(index.find(&releases, version.as_bytes()), None);
            }
        }
        crowded
    }

    /// The first versions that the condition holds for.
    fn search(count: usize, holds: impl Fn(u32) -> bool) -> Vec<String> {
        (0_u32..)
            .map(|number| number.to_string())
            .filter(|v| holds(hash(v.as_bytes())))
            .take(count)
            .collect()
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
        let home = hash(b"0") >> 27;
        let versions = search(30, |hash| hash >> 27 == home);
        let (present, absent) = versions.split_at(15);
        let index = Index::with_capacity(16);
        assert!(present.iter().all(|version| hash(version.as_bytes()) >> index.shift == home));
        let crowded = finds(present, absent);
        assert!(crowded >= present.len() - WINDOW, "{crowded}");
    }

    #[test]
    fn versions_with_the_same_home_in_the_last_slot() {
        // The window goes on behind the slots that a hash can choose.
        let versions = search(30, |hash| hash >> 27 == 31);
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
        assert!(versions.iter().all(|it| hash(it.as_bytes()) == hash(versions[0].as_bytes())));
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
    fn crowded_versions_find_a_place_when_the_table_grows() {
        // The upper five bits of the hash are the same, those behind them aren't.
        let home = hash(b"0") >> 27;
        let versions = search(150, |hash| hash >> 27 == home);
        let (present, absent) = versions.split_at(140);
        let crowded_at_last = finds(present, absent);
        let releases = releases(present);
        let mut index = Index::default();
        for (position, version) in present.iter().enumerate() {
            index.push(&releases[..position], version.as_bytes()).unwrap();
        }
        let placed = index.slots.iter().filter(|&&slot| slot != EMPTY).count();
        assert_eq!(placed, present.len() - crowded_at_last);
        assert!(index.crowded.len() > crowded_at_last, "the map keeps what it has");
    }

    #[test]
    fn what_has_a_place_finds_one_when_the_table_grows() {
        let mut state = 1_u64;
        let mut random = |below: u32| {
            state = fold(state ^ KEYS[0], KEYS[1]);
            state as u32 % below
        };
        for round in 0..20_000 {
            // Fuller than a table ever is, and in few of its homes.
            let mut index = Index::default();
            let (first, homes) = (random(16), 1 + random(6));
            let mut placed = Vec::new();
            for position in 0..15 {
                let home = (first + random(homes)).min(15);
                let hash = home << 28 | random(1 << 28);
                if let Probe::Free(_) = index.place(hash, position, |_| false) {
                    placed.push((hash, position));
                }
            }
            for doubled in 1..=3 {
                index.grow(&releases(&vec!["A".to_string(); index.mask as usize / 16 * 9 + 9]));
                assert_eq!(index.mask, (16 << doubled) - 1);
                for &(hash, position) in &placed {
                    let found = index.probe(hash, |it| it == position);
                    assert!(matches!(found, Probe::Found(it) if it == position), "{round}");
                }
            }
        }
    }

    #[test]
    fn a_slot_tells_its_hash_and_its_position() {
        let versions: Vec<_> = (0..500).map(|number| number.to_string()).collect();
        let index = Index::new(&releases(&versions)).unwrap();
        let mut filled = 0;
        for (slot, &content) in index.slots.iter().enumerate().filter(|(_, it)| **it != EMPTY) {
            let position = content & index.mask;
            let hash = hash(versions[position as usize].as_bytes());
            assert_eq!(index.hash_of(slot, content), hash & !7, "but for the last three bits");
            filled += 1;
        }
        assert_eq!(filled + index.crowded.len(), 500);
    }

    #[test]
    fn versions_with_the_same_strong_hash() {
        // Nobody can craft them, but two may meet by chance: as if another stood where one is due.
        let versions = same_hash(4);
        let releases = releases(&versions);
        let mut index = Index::new(&releases[..2]).unwrap();
        let strong = strong_hash(versions[2].as_bytes());
        index.crowded.insert(strong, 1);
        index.crowded.insert(strong.wrapping_add(1), 0);
        assert_eq!(index.find(&releases, versions[2].as_bytes()), None);
        assert_eq!(index.push(&releases[..2], versions[2].as_bytes()), Ok(2));
        assert_eq!(index.find(&releases, versions[2].as_bytes()), Some(2));
        assert_eq!(index.find(&releases, versions[3].as_bytes()), None);
        let duplicate = index.push(&releases[..3], versions[2].as_bytes());
        assert!(matches!(duplicate, Err(TimelineError::DuplicateVersion { first: 2, .. })));
    }

    #[test]
    fn of_several_things_that_are_wrong_the_first_is_reported() {
        let crowded = same_hash(40);
        let duplicate = |version: &str, first, second| TimelineError::DuplicateVersion {
            version: version.into(),
            first,
            second,
        };
        let found = |versions: &[&str]| {
            let releases = versions.iter().map(Release::new);
            let listed: Vec<_> = releases.clone().collect();
            let mut pushed = Timeline::default();
            let one_by_one = releases.clone().try_for_each(|release| pushed.push(release));
            assert_eq!(Timeline::new(releases).map(drop), one_by_one);
            assert_eq!(Timeline::try_from(listed).map(drop), one_by_one);
            one_by_one.unwrap_err()
        };
        let mut versions: Vec<_> = crowded.iter().map(String::as_str).collect();
        versions.extend(["ordinary", &crowded[9], "", &crowded[3], "ordinary"]);
        assert_eq!(found(&versions), duplicate(&crowded[9], 9, 41));
        versions[41] = "another";
        assert_eq!(found(&versions), TimelineError::EmptyVersion { position: 42 });
        versions[42] = "ordinary";
        assert_eq!(found(&versions), duplicate("ordinary", 40, 42));
        versions[42] = "a third";
        assert_eq!(found(&versions), duplicate(&crowded[3], 3, 43));
        // The one that stands three times is reported for the second time.
        versions[42] = &crowded[3];
        assert_eq!(found(&versions), duplicate(&crowded[3], 3, 42));
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
        let mut index = Index::default();
        for (position, version) in versions.iter().enumerate() {
            let (before, slots) = (index.slots.as_ptr(), index.slots.len());
            index.push(&releases[..position], version.as_bytes()).unwrap();
            let made_anew = index.slots.as_ptr() != before;
            assert_eq!(made_anew, index.slots.len() > slots, "at {position}");
            // One that grows is no larger than one that was made for as many.
            assert_eq!(index.slots.len(), Index::with_capacity(position + 1).slots.len());
        }
    }

    #[test]
    fn equal_is_as_by_bytes() {
        for length in 0..70 {
            let text = vec![b'a'; length];
            assert!(equal(&text, &text.clone()));
            assert!(!equal(&text, &vec![b'a'; length + 1]));
            for position in 0..length {
                let mut other = text.clone();
                other[position] = b'b';
                assert!(!equal(&text, &other), "{length} at {position}");
            }
        }
    }

    #[test]
    fn every_byte_and_the_length_make_a_difference_to_the_hash() {
        for length in 0..70 {
            let text = vec![b'a'; length];
            assert_ne!(hash(&text), hash(&vec![b'a'; length + 1]));
            for position in 0..length {
                let mut other = text.clone();
                other[position] = b'b';
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
        assert_eq!(Timeline::new(numbered(usize::MAX).filter(|_| true)).map(drop), full);
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
