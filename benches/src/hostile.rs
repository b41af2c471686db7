//! Versions that are crafted to slow a look-up down.
//!
//! The index hashes versions without a seed, so whoever writes a manifest can make them collide.
//! What is done here takes no search worth the name: a folded multiplication by nought forgets
//! everything, and one by one hides nothing.

use core::fmt;

use fastrand::Rng;

// The hash of the index, copied, since the library rightly keeps it to itself.
include!("index_hash.rs");

/// Where the copy is from.
const INDEX: &str = include_str!("../../src/index.rs");

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
                let start = forgetful_start();
                let versions = numbers
                    .map(|number| start.clone() + &counter::<8>(number) + "0123456789abcdef");
                checked(versions.collect(), 0)
            }
            Self::SameHome => {
                // The last eight bytes are the hash, but for a constant; the last three of them
                // its upper bits.
                let start = transparent_start();
                let versions = numbers.map(|number| start.clone() + &counter::<5>(number) + "zzz");
                checked(versions.collect(), u32::BITS - 24)
            }
        }
    }
}

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

/// A start of 24 bytes, of which the last eight turn the state of the hash into nought. What that
/// is multiplied by, the eight bytes behind, makes no difference then.
fn forgetful_start() -> String {
    searched(|random| {
        let start = text(random, 16);
        let end = plain(&state(&start).to_le_bytes())?;
        Some(start + &end)
    })
}

/// A start of 39 bytes, of which the last eight turn the state of the hash into one, as soon as
/// eight more follow. What that is multiplied by, these eight, stays as it is.
fn transparent_start() -> String {
    searched(|random| {
        let start = text(random, 32);
        // The last sixteen of the 47 bytes begin with the last one of these 32.
        let bytes = (state(&start) ^ 1).to_le_bytes();
        let (first, end) = bytes.split_first()?;
        (start.as_bytes().last() == Some(first)).then_some(())?;
        Some(start + &plain(end)?)
    })
}

/// The state of the hash behind whole blocks.
fn state(start: &str) -> u64 {
    start.as_bytes().chunks(16).fold(KEYS[0], |state, block| {
        let block = block.try_into().expect("the blocks are whole");
        let (left, right) = halves(u128::from_le_bytes(block));
        fold(state ^ left, KEYS[1] ^ right)
    })
}

/// These bytes as a text, if there is nothing in it that JSON escapes; else reading would be slow
/// because of that.
fn plain(bytes: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(bytes).ok()?;
    let plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    text.chars().all(plain).then(|| text.into())
}

/// Tries until something is found, which takes no more than a moment.
fn searched(mut find: impl FnMut(&mut Rng) -> Option<String>) -> String {
    let mut random = Rng::with_seed(5);
    loop {
        if let Some(found) = find(&mut random) {
            return found;
        }
    }
}

/// Makes sure that all versions have the same upper bits of the hash.
fn checked(versions: Vec<String>, lower_bits: u32) -> Vec<String> {
    let upper = |version: &String| hash(version.as_bytes()) >> lower_bits;
    assert!(versions.windows(2).all(|pair| upper(&pair[0]) == upper(&pair[1])));
    assert!(
        include_str!("index_hash.rs").split("\n\n").all(|item| INDEX.contains(item.trim())),
        "the hash of the index has changed: craft versions that collide in the new one"
    );
    versions
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn versions_differ_and_are_equally_long() {
        for attack in [Attack::LongPrefix, Attack::LastBytes, Attack::SameHash, Attack::SameHome] {
            let versions = attack.versions(5_000);
            assert_eq!(versions.iter().collect::<HashSet<_>>().len(), 5_000, "{attack}");
            let lengths: HashSet<_> = versions.iter().map(String::len).collect();
            assert_eq!(lengths.len(), 1, "{attack}");
        }
    }
}
