//! The promises of the crate, tested through its public interface alone.

extern crate alloc;

mod support;

mod api;
mod derivations;
mod diagram;
mod display;
mod drift;
mod edits;
mod errors;
mod exhaustive;
mod lint;
mod properties;
mod tables;
mod versions;

use support::{check, colliding, generators, model, notation, oracle};
