//! The hash of the [index](crate::index).
//!
//! It is a *folded multiply* hash, like wyhash: each step multiplies two 64-bit
//! words to 128 bits and folds the upper half of the product onto the lower half
//! with an exclusive or. So every bit of the result depends on both words.
//!
//! ```text
//! bytes     0             16             32       40     (a version of 40 bytes)
//!           ├── block 0 ──┼── block 1 ───┼────────┤
//!           │ left  right │ left   right │        │
//!                                 ├── last 16 ────┤
//!                                 │ left    right │
//!
//! state  =  KEYS[0]
//! state  =  fold(state ^ left, KEYS[1] ^ right)            for each block
//! hash   =  fold(state ^ left, KEYS[1] ^ right ^ length)   for the last 16 bytes
//! ```
//!
//! The last 16 bytes may overlap a block, so no remainder needs a loop. For a
//! version of 4 to 15 bytes, `left` and `right` are its first and its last 8 or 4
//! bytes, which may overlap each other.
//!
//! The hash has no seed, so the same releases always lead to the same table.
//! The author of a manifest can craft versions that collide, for instance with a
//! `left` that makes a factor zero. The index bounds the time that this costs.
//!
//! The benches include this file by its path, to check that the versions they
//! craft collide.

/// Odd constants without a pattern in their bits.
const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = KEYS[0];

    let (left, right) = if let Some(last) = bytes.last_chunk::<16>() {
        let mut rest = bytes;
        while let Some((block, after)) = rest.split_first_chunk::<16>() {
            let (left, right) = halves(u128::from_le_bytes(*block));
            state = fold(state ^ left, KEYS[1] ^ right);
            rest = after;
        }
        halves(u128::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else {
        // At most three bytes.
        (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0)
    };

    // The length distinguishes versions whose words are equal, such as "a" and
    // "\0a".
    fold(state ^ left, KEYS[1] ^ right ^ bytes.len() as u64)
}

/// Multiplies two words and folds the product to one.
#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let (low, high) = halves(u128::from(left).wrapping_mul(right.into()));
    low ^ high
}

#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn halves(whole: u128) -> (u64, u64) {
    (whole as u64, (whole >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn every_byte_and_the_length_change_the_hash() {
        for length in 0..70 {
            let version = vec![b'a'; length];
            assert_ne!(hash(&version), hash(&vec![b'a'; length + 1]), "{length}");

            for position in 0..length {
                let mut other = version.clone();
                other[position] = b'b';
                assert_ne!(hash(&version), hash(&other), "{length} at {position}");
            }
        }
    }
}
