//! What the tests share: the oracle, comparisons with it, and lists to compare.

pub(crate) mod check;
pub(crate) mod colliding;
pub(crate) mod generators;
pub(crate) mod model;
pub(crate) mod notation;
pub(crate) mod oracle;
