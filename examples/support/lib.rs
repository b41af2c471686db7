//! What the example programs share: the files they read and write, and the update of a rack.

mod console;
mod files;
mod json;
mod racks;
mod update;

pub use crate::{
    console::{exit_code, shown},
    files::Files,
    json::read,
    racks::{Rack, Racks},
    update::{no_plan, nothing_to_do, update},
};
