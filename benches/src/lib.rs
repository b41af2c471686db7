//! Measures rack-updates next to its alternatives.
//!
//! `cargo bench` measures everything and ends with a table. `cargo bench -- WORD` measures the
//! work whose name contains the word.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::missing_panics_doc,
    reason = "the numbers are small, and the manifests are valid"
)]

pub mod contenders;
pub mod data;
pub mod runner;
