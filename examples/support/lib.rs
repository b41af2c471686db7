//! Code that the example programs share: the files they read and write, how they print, and the
//! update of a rack.

#![allow(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "each error names the file and the cause"
)]

mod console;
mod files;
mod json;
mod manifest;
mod racks;
#[path = "../../src/text.rs"]
#[allow(dead_code, reason = "the library's own file; only prose is shown here")]
mod text;
mod update;

pub use crate::{
    console::{exit_code, print, shown, table, width},
    files::Files,
    json::JsonFile,
    manifest::Manifest,
    racks::{Rack, Racks},
    update::{no_plan, nothing_to_do, update},
};
