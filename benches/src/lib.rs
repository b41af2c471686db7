//! Runs rack-updates beside what else could be used for the same work, and prints ratios.
//!
//! `cargo bench` compares everything and ends with a table of ratios against the bars;
//! `cargo bench -- --full` adds the largest sizes, and any other word keeps to the work whose name
//! contains it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::missing_panics_doc,
    reason = "the numbers are chosen here, and are small; so are the manifests, which are sound"
)]

extern crate alloc;

pub mod contenders;
pub mod data;
pub mod hostile;
pub mod instructions;
pub mod runner;
pub mod table;
