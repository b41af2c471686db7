//! The index, which finds the position of a version.
//!
//! # Implementation notes
//!
//! The index is a hash table with *open addressing* and *linear probing*. The
//! upper bits of a hash choose the *home slot*. The [`WINDOW`] slots that begin
//! there are the *probe window* of the version. The position of the version is
//! stored in the first free slot of this window, or rarely in an overflow map
//! (below). The table doubles at a *load factor* of 9/16, because beyond it the
//! windows of ordinary versions would fill up.
//!
//! A slot is a `u32`. In a table of 2ᵏ home slots, it holds the position in its low
//! k bits and above them the *tag*, which is taken from the same bits of the
//! hash:
//!
//! ```text
//!            63                         31             k             0
//!           ┌─────────────┬────────────┬──────────────┬─────────────┐
//! hash      │ home slot   │            │ tag          │             │
//!           └─────────────┴────────────┴──────────────┴─────────────┘
//!             k bits                     32 - k bits
//!                                      ┌──────────────┬─────────────┐
//! slot                                 │ tag          │ position    │
//!                                      └──────────────┴─────────────┘
//! ```
//!
//! The *sentinel* [`EMPTY`] has all bits set. No stored slot equals it, because
//! the load factor keeps positions below 9/16 of 2ᵏ.
//!
//! The tag rules out nearly all other versions, so a look-up rarely reads a
//! release with another version. A slot holds only a position and a tag, no
//! version: the caller passes the releases.
//!
//! ## Adversarial collisions
//!
//! The [hash](crate::hash) has no seed, so versions can be crafted to collide.
//! The probe window bounds the work: a probe reads at most [`WINDOW`] slots, up
//! to the first that is free or has the tag, and compares at most one release. A
//! version goes to the *overflow map*, a balanced tree, if its probe ends at the
//! tag of another version or finds no free slot. So a look-up takes O(log n)
//! comparisons at worst, and building takes O(n log n).
//!
//! # Invariants
//!
//! - The slots depend only on the versions, their order and the size of the
//!   table. So pushing one or more versions builds the same index as
//!   [`Index::new`], unless the table grew for a version that was then refused.
//! - Between two growths a slot that is filled never changes. So a version is
//!   found where it was stored: each slot before that one is still filled, with
//!   another tag.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, btree_map::Entry},
    vec,
    vec::Vec,
};

use crate::{Release, TimelineError, hash::hash};

/// The number of slots in a probe window.
const WINDOW: usize = 8;

/// The largest number of releases, chosen so that a slot has room for a position
/// and at least five bits of a tag.
pub(crate) const LIMIT: usize = if cfg!(test) { 1 << 10 } else { 1 << 26 };

/// The sentinel that marks a free slot.
const EMPTY: u32 = u32::MAX;

#[derive(Clone)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) struct Index {
    /// 2ᵏ home slots, and [`WINDOW`] more for the windows of the last ones.
    slots: Vec<u32>,
    /// A mask of the low k bits, which hold the position in a slot.
    position_mask: u32,
    /// The number of bits below those that choose the home slot, 64 - k.
    home_shift: u32,
    /// The number of versions at which the load factor is reached.
    capacity: usize,
    /// The positions of the versions without a slot.
    overflow: BTreeMap<Box<str>, u32>,
}

/// The result of probing the window of a version.
enum Probe {
    /// The window holds the version, with this position.
    Found(u32),
    /// The window doesn't hold the version, and this slot is free.
    Free(usize),
    /// The version belongs to the overflow map.
    Overflow,
}

impl Default for Index {
    /// An index of no releases, which allocates nothing.
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            position_mask: 0,
            home_shift: 0,
            capacity: 0,
            overflow: BTreeMap::new(),
        }
    }
}

impl Index {
    /// Builds the index of these releases.
    ///
    /// # Errors
    ///
    /// The one that pushing the versions one by one would report first.
    pub(crate) fn new(releases: &[Release]) -> Result<Self, TimelineError> {
        Self::build(releases, releases.len())
    }

    /// The position of a version, in the releases of this index.
    #[inline]
    pub(crate) fn find(&self, releases: &[Release], version: &str) -> Option<u32> {
        // The index of no releases may have no slots.
        if releases.is_empty() {
            return None;
        }

        match self.probe(hash(version.as_bytes()), releases, version) {
            Probe::Found(position) => Some(position),
            Probe::Free(_) => None,
            Probe::Overflow => self.find_overflow(version),
        }
    }

    /// Adds the version of the next release and returns its position. `releases`
    /// are those that the index has already.
    ///
    /// # Errors
    ///
    /// - [`TimelineError::Full`] if there are [`LIMIT`] releases already,
    /// - [`TimelineError::DuplicateVersion`] if one of them has this version.
    pub(crate) fn push(
        &mut self,
        releases: &[Release],
        version: &str,
    ) -> Result<u32, TimelineError> {
        let position = checked_position(releases.len())?;

        if releases.len() >= self.capacity {
            *self = Self::build(releases, releases.len().saturating_add(1))?;
        }

        self.insert(releases, version, position)?;
        Ok(position)
    }

    /// Builds the index of these releases, with room for this number of versions.
    fn build(releases: &[Release], capacity: usize) -> Result<Self, TimelineError> {
        let mut index = Self::with_capacity(capacity);
        for (position, release) in releases.iter().enumerate() {
            index.insert(releases, release.version(), checked_position(position)?)?;
        }
        Ok(index)
    }

    /// Creates an empty index with room for this number of versions, or for
    /// [`LIMIT`] if that is less.
    fn with_capacity(versions: usize) -> Self {
        // `WINDOW` versions need 16 slots, so `slots` is a multiple of 16.
        let slots =
            versions.clamp(WINDOW, LIMIT).saturating_mul(16).div_ceil(9).next_power_of_two();
        let position_bits = slots.trailing_zeros();
        Self {
            slots: vec![EMPTY; slots.saturating_add(WINDOW)],
            position_mask: !u32::MAX.wrapping_shl(position_bits),
            home_shift: u64::BITS.saturating_sub(position_bits),
            capacity: (slots / 16).saturating_mul(9),
            overflow: BTreeMap::new(),
        }
    }

    /// Stores the position of a version, unless the index holds the version
    /// already.
    #[inline]
    #[allow(clippy::indexing_slicing, reason = "the slot was found in the table")]
    fn insert(
        &mut self,
        releases: &[Release],
        version: &str,
        position: u32,
    ) -> Result<(), TimelineError> {
        debug_assert!((position as usize) < self.capacity, "the table grows before it is full");

        let hash = hash(version.as_bytes());
        let first = match self.probe(hash, releases, version) {
            Probe::Found(first) => Some(first),
            Probe::Free(slot) => {
                self.slots[slot] = self.tag(hash) | position;
                None
            }
            Probe::Overflow => self.insert_overflow(version, position),
        };

        match first {
            Some(first) => Err(duplicate(version, first, position)),
            None => Ok(()),
        }
    }

    /// Looks for a version in its window.
    #[inline]
    #[allow(clippy::indexing_slicing, reason = "after each home there are slots for a window")]
    fn probe(&self, hash: u64, releases: &[Release], version: &str) -> Probe {
        let tag = self.tag(hash);
        let home = self.home(hash);

        for (index, &slot) in (home..).zip(&self.slots[home..][..WINDOW]) {
            if slot == EMPTY {
                return Probe::Free(index);
            }

            if slot & !self.position_mask == tag {
                let position = slot & self.position_mask;

                // A slot with the same tag ends the probe even if it belongs to
                // another version, so one comparison is enough. `insert` probes
                // in the same way: it has put the version that is looked for
                // into the overflow map, if the index holds it.
                return if equivalent(&releases[position as usize], version) {
                    Probe::Found(position)
                } else {
                    Probe::Overflow
                };
            }
        }

        Probe::Overflow
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "k bits are left, which a `usize` holds")]
    fn home(&self, hash: u64) -> usize {
        hash.wrapping_shr(self.home_shift) as usize
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the tag comes from the lower half")]
    fn tag(&self, hash: u64) -> u32 {
        hash as u32 & !self.position_mask
    }

    /// Looks for a version in the overflow map, which ordinary versions hardly
    /// ever need.
    #[cold]
    fn find_overflow(&self, version: &str) -> Option<u32> {
        self.overflow.get(version).copied()
    }

    /// Adds a version to the overflow map, or returns its position if it is there
    /// already.
    #[cold]
    fn insert_overflow(&mut self, version: &str, position: u32) -> Option<u32> {
        match self.overflow.entry(version.into()) {
            Entry::Vacant(entry) => {
                entry.insert(position);
                None
            }
            Entry::Occupied(entry) => Some(*entry.get()),
        }
    }
}

/// Converts a position to the type in which the index stores it.
///
/// # Errors
///
/// [`TimelineError::Full`] if it isn't below [`LIMIT`].
#[inline]
pub(crate) fn checked_position(position: usize) -> Result<u32, TimelineError> {
    match u32::try_from(position) {
        Ok(checked) if position < LIMIT => Ok(checked),
        _ => Err(TimelineError::Full { limit: LIMIT }),
    }
}

/// Whether a release has this version.
///
/// The result is that of `==`, which calls a function, because the length isn't
/// known at compile time. So for the usual lengths, the first and the last words
/// are compared instead. These may overlap.
#[inline]
fn equivalent(release: &Release, version: &str) -> bool {
    let (left, right) = (release.version().as_bytes(), version.as_bytes());
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

#[cold]
fn duplicate(version: &str, first: u32, second: u32) -> TimelineError {
    TimelineError::DuplicateVersion {
        version: version.into(),
        first: first as usize,
        second: second as usize,
    }
}

#[cfg(test)]
#[path = "../tests/integration/support/colliding.rs"]
mod colliding;

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use super::{
        colliding::{same_hash, same_home},
        *,
    };
    use crate::Timeline;

    fn releases(versions: &[String]) -> Vec<Release> {
        versions.iter().map(|version| Release::new(version.as_str())).collect()
    }

    /// Checks that an index of these versions finds each of them and none of the
    /// others, that it knows each as a duplicate, and that an index which grew
    /// is the same as one built in bulk. Returns the size of the overflow map.
    #[track_caller]
    fn check(versions: &[String], others: &[String]) -> usize {
        let releases = releases(versions);
        let mut index = Index::default();
        for (position, version) in versions.iter().enumerate() {
            let before = &releases[..position];
            assert_eq!(index.find(before, version), None);
            assert_eq!(index.push(before, version), Ok(u32::try_from(position).unwrap()));
            for first in (0..=position).step_by(17) {
                assert_eq!(
                    index.find(&releases, &versions[first]).map(|it| it as usize),
                    Some(first),
                );
            }
        }
        assert_eq!(Index::new(&releases).as_ref(), Ok(&index));

        let second = versions.len();
        for (first, version) in versions.iter().enumerate() {
            assert_eq!(index.find(&releases, version).map(|it| it as usize), Some(first));
            let error = TimelineError::DuplicateVersion { version: version.clone(), first, second };
            assert_eq!(index.push(&releases, version), Err(error));
        }
        for version in others {
            assert_eq!(index.find(&releases, version), None);
        }
        index.overflow.len()
    }

    #[test]
    fn ordinary_versions_hardly_ever_overflow() {
        let versions: Vec<_> = (0..1000).map(|number| format!("2017{number:010}")).collect();
        let (present, absent) = versions.split_at(700);
        let overflow = check(present, absent);
        assert!(overflow < 10, "{overflow}");
    }

    #[test]
    fn versions_with_the_same_home_fill_its_window_and_overflow() {
        let versions: Vec<_> = (0..300).map(same_home).collect();
        let (present, absent) = versions.split_at(250);
        let index = Index::new(&releases(present)).unwrap();
        for version in present {
            // The last home, so its window extends beyond the homes.
            assert_eq!(index.home(hash(version.as_bytes())), index.position_mask as usize);
        }
        assert_eq!(check(present, absent), 250 - WINDOW);
    }

    #[test]
    fn versions_with_the_same_hash_share_one_slot() {
        let versions: Vec<_> = (0..600).map(same_hash).collect();
        assert!(versions.iter().all(|it| hash(it.as_bytes()) == hash(versions[0].as_bytes())));
        let (present, absent) = versions.split_at(300);
        assert_eq!(check(present, absent), 299);
    }

    #[test]
    fn versions_that_collide_are_kept_when_the_table_grows() {
        let mut versions: Vec<_> = (0..20).map(same_hash).chain((0..20).map(same_home)).collect();
        versions.extend((0..500).map(|number| number.to_string()));
        let absent: Vec<_> = (20..40).map(same_hash).chain((20..40).map(same_home)).collect();
        for _ in 0..3 {
            assert!(check(&versions, &absent) >= 19 + 20 - WINDOW);
            versions.rotate_left(200);
        }
    }

    #[test]
    fn equivalent_compares_every_byte_and_the_length() {
        for length in 0..70 {
            let version = "a".repeat(length);
            let release = Release::new(&version);
            assert!(equivalent(&release, &version));
            assert!(!equivalent(&release, &"a".repeat(length + 1)));
            for position in 0..length {
                let mut other = version.clone();
                other.replace_range(position..=position, "b");
                assert!(!equivalent(&release, &other), "{length} at {position}");
            }
        }
    }

    #[test]
    fn the_first_of_several_errors_is_reported() {
        let crafted: Vec<_> = (0..40).map(same_hash).collect();
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
        let mut versions: Vec<_> = crafted.iter().map(String::as_str).collect();
        versions.extend(["ordinary", &crafted[9], "", &crafted[3], "ordinary"]);
        assert_eq!(found(&versions), duplicate(&crafted[9], 9, 41));
        versions[41] = "another";
        assert_eq!(found(&versions), TimelineError::EmptyVersion { position: 42 });
        versions[42] = "ordinary";
        assert_eq!(found(&versions), duplicate("ordinary", 40, 42));
        versions[42] = "a third";
        assert_eq!(found(&versions), duplicate(&crafted[3], 3, 43));
        // Of three equal versions, the second is reported.
        versions[42] = &crafted[3];
        assert_eq!(found(&versions), duplicate(&crafted[3], 3, 42));
    }

    #[test]
    fn the_table_is_as_small_as_the_load_factor_allows() {
        for (versions, slots) in [
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
            let index = Index::with_capacity(versions);
            assert_eq!(index.slots.len(), slots + WINDOW, "{versions}");
            assert_eq!(index.capacity, slots / 16 * 9, "{versions}");
        }
    }

    #[test]
    fn the_table_is_rebuilt_only_to_grow() {
        let versions: Vec<_> = (0..LIMIT).map(|number| number.to_string()).collect();
        let releases = releases(&versions);
        let mut index = Index::default();
        for (position, version) in versions.iter().enumerate() {
            let (slots, len) = (index.slots.as_ptr(), index.slots.len());
            index.push(&releases[..position], version).unwrap();
            assert_eq!(index.slots.as_ptr() != slots, index.slots.len() > len, "at {position}");
        }
    }

    #[test]
    fn a_full_timeline_is_unchanged_by_another_release() {
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

        // It is reported before a duplicate, and after an empty version.
        assert_eq!(timeline.push(Release::new("7")), full);
        assert_eq!(timeline.insert_after("5", Release::new("7")), full);
        assert_eq!(
            timeline.push(Release::new("")),
            Err(TimelineError::EmptyVersion { position: LIMIT }),
        );
    }
}
