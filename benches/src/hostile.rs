//! Versions that are crafted to slow a look-up down.
//!
//! The index hashes versions without a seed, so whoever writes a manifest can make them collide.
//! What is done here takes no search worth the name: a folded multiplication by nought forgets
//! everything, and one by one hides nothing.

use core::fmt;

use fastrand::Rng;

/// How somebody may try to slow a timeline down.
#[derive(Clone, Copy, Debug)]
pub enum Attack {
    /// All versions begin with the same 200 bytes, and differ in the twelve behind.
    LongPrefix,
    /// All versions are the same for 252 bytes, and differ only in the last ones.
    LastBytes,
    /// The hash of all versions is the same.
    SameHash,
    /// All versions have the same home in the table, and different tags there.
    SameHome,
    /// Versions of a megabyte that differ only in the last bytes.
    Megabyte,
}

impl fmt::Display for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LongPrefix => "long prefix",
            Self::LastBytes => "last bytes",
            Self::SameHash => "same hash",
            Self::SameHome => "same home",
            Self::Megabyte => "1 MB long",
        })
    }
}

impl Attack {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LongPrefix, Self::LastBytes, Self::SameHash, Self::SameHome, Self::Megabyte];

    /// Makes different versions of the same length.
    #[must_use]
    pub fn versions(self, count: usize) -> Vec<String> {
        let numbers = 0..count;
        match self {
            Self::LongPrefix => {
                let mut random = Rng::with_seed(3);
                let prefix = text(&mut random, 200);
                numbers
                    .map(|number| prefix.clone() + &counter::<5>(number) + &text(&mut random, 7))
                    .collect()
            }
            Self::LastBytes => {
                numbers.map(|number| "a".repeat(252) + &counter::<4>(number)).collect()
            }
            Self::Megabyte => {
                numbers.map(|number| "a".repeat(1_048_572) + &counter::<4>(number)).collect()
            }
            Self::SameHash => {
                // What the state is multiplied by doesn't matter once the state is nought.
                let (start, forgetful) = steered(0);
                let versions = numbers.map(|number| {
                    start.clone() + &forgetful + &counter::<8>(number) + "0123456789abcdef"
                });
                checked(versions.collect(), 0)
            }
            Self::SameHome => {
                // The last eight bytes are the hash, but for a constant; the last three of them
                // its upper bits.
                let (start, open) = steered(1);
                let versions =
                    numbers.map(|number| start.clone() + &open + &counter::<5>(number) + "zzz");
                checked(versions.collect(), u64::BITS - 24)
            }
        }
    }
}

/// As in `src/index.rs`.
const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

/// Makes versions of a length that nobody crafted.
#[must_use]
pub fn benign(count: usize, length: usize) -> Vec<String> {
    let mut random = Rng::with_seed(4);
    (0..count).map(|_| text(&mut random, length)).collect()
}

fn text(random: &mut Rng, length: usize) -> String {
    (0..length).map(|_| random.alphanumeric()).collect()
}

/// A number in so many letters and digits.
fn counter<const LENGTH: usize>(number: usize) -> String {
    const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    (0..LENGTH).rev().map(|place| DIGITS[number >> (6 * place) & 63] as char).collect()
}

/// Sixteen bytes to begin with, and the eight behind them that turn the state of the hash into
/// this number.
fn steered(state: u64) -> (String, String) {
    let mut random = Rng::with_seed(5);
    loop {
        let start = text(&mut random, 16);
        let (left, right) = start.as_bytes().split_at(8);
        let word = |half: &[u8]| u64::from_le_bytes(half.try_into().expect("it is a half"));
        let bytes = (fold(KEYS[0] ^ word(left), KEYS[1] ^ word(right)) ^ state).to_le_bytes();
        // Nothing that JSON escapes, so that reading isn't slowed down by that instead.
        let plain = |&byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if bytes.iter().all(plain) {
            return (start, bytes.iter().map(|&byte| byte as char).collect());
        }
    }
}

/// Makes sure that all versions have the same upper bits of the hash.
fn checked(versions: Vec<String>, lower_bits: u32) -> Vec<String> {
    let upper = |version: &String| hash(version) >> lower_bits;
    assert!(versions.windows(2).all(|pair| upper(&pair[0]) == upper(&pair[1])));
    let index = include_str!("../../src/index.rs");
    let hash = include_str!("hostile.rs").split("// As in `src/index.rs`:\n").last();
    assert!(
        hash.is_some_and(|hash| index.contains(hash.trim())),
        "the hash of the index has changed: craft versions that collide in the new one"
    );
    versions
}

// As in `src/index.rs`:
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
