//! Versions crafted to collide in the hash of the index.
//!
//! The index and the benches include this file by its path and check that these
//! versions still collide. `src/hash.rs` explains the terms. To find such a
//! prefix, vary its start until the state, as bytes, is text.

use alloc::{format, string::String};

/// Versions that all have the same hash.
///
/// The eight bytes `NxILkU63` equal the state, so their exclusive or is zero
/// and so is the product. The number next to them is multiplied by zero.
pub(crate) fn same_hash(number: usize) -> String {
    format!("version-0067745:NxILkU63{number:08}-20170306140228-")
}

/// Up to 100 000 versions that all have the same home slot and different tags.
///
/// The eight bytes `9jUY0joP` turn the state into one, so the hash is the last
/// eight bytes, each xored with a constant. The suffix turns the upper bits
/// into ones: in a table of at most 65 536 slots, the home is the last slot.
pub(crate) fn same_home(number: usize) -> String {
    format!("version-02270549jUY0joP{:04}{}-J.", number % 10_000, number / 10_000)
}
