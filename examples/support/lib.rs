//! Code that the example programs share: the files they read and write, how they print, and the
//! update of a rack.

mod console;
mod files;
mod json;
mod manifest;
mod racks;
#[path = "../../src/text.rs"]
#[allow(dead_code, reason = "the library's file, of which this is the part for prose")]
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
