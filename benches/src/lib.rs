//! Runs rack-updates beside what else could be used for the same work, and prints ratios.
//!
//! `cargo bench` compares everything and ends with a table of ratios against the bars;
//! `cargo bench -- --full` adds the largest sizes, and any other word keeps to the work whose name
//! contains it.

pub mod contenders;
pub mod data;
pub mod hostile;
pub mod runner;
pub mod table;
