//! What the example programs share: the files they read and write, what they show of them, and the
//! update of a rack.

mod console;
mod files;
mod json;
mod manifest;
mod racks;
mod update;

pub use crate::{
    console::{exit_code, shown, table, width},
    files::Files,
    json::read,
    manifest::Manifest,
    racks::{Rack, Racks},
    update::{no_plan, nothing_to_do, update},
};
