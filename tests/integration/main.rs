//! What the crate promises, tested through its public interface alone.

mod api;
mod check;
mod derive;
mod diagram;
mod drift;
mod edits;
mod errors;
mod exhaustive;
mod lint;
mod notation;
mod oracle;
mod properties;
#[cfg(feature = "serde")]
mod serde;
mod tables;
#[cfg(feature = "serde")]
mod value;
mod versions;
