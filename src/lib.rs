//! Which release may an installation update to next, and what is the whole way to its target?

#![no_std]
// These hold for the library and not for its tests, where a panic is how a test fails.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

extern crate alloc;

pub mod diagram;
pub mod drift;
mod error;
mod index;
pub mod lint;
pub mod plan;
mod release;
#[cfg(feature = "serde")]
mod serde;
mod stops;
mod text;
mod timeline;

pub use crate::{
    error::TimelineError,
    release::Release,
    timeline::{RequiredReleases, Timeline},
};
