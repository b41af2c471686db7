//! Code that the example programs share: the files they read and write, how they print, and the
//! update of a rack.

#![allow(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "each error names the file and the cause"
)]

mod console;
mod files;
mod installer;
mod json;
mod manifest;
mod outlook;
mod racks;
mod records;
#[path = "../../src/text.rs"]
#[allow(dead_code, reason = "the library's own file; only prose is shown here")]
mod text;
mod update;

pub use crate::{
    console::{exit_code, print, shown},
    files::{Files, read_timeline},
    installer::{Installer, InstallerArguments},
    json::JsonFile,
    manifest::Manifest,
    outlook::{Outlook, explain},
    racks::{Rack, Racks},
    update::{Attempt, Expected, Update, UpdateError, attempts, no_plan, nothing_to_do, update},
};
