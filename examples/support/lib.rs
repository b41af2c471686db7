//! Code that the example programs share: the files they read and write, how they print, and the
//! update of a rack.

#![allow(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "each error names the file and the cause"
)]

mod files;
mod installer;
mod json;
mod outlook;
#[path = "../../src/text.rs"]
#[allow(dead_code, reason = "the library's own file; only prose is shown here")]
mod text;
mod update;

use core::fmt;
use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use anyhow::Context;

pub use crate::{
    files::{Files, Rack, Racks, read_manifest, read_timeline},
    installer::Installer,
    json::{JsonFile, Records},
    outlook::{Outlook, explain},
    update::{Attempt, Refused, Update, attempts},
};

/// The exit code of a program: 0, or 1 after an error, which is printed on one line.
///
/// Wrong usage exits with 2 earlier, while the arguments are parsed. A program whose reader has
/// closed the pipe, as `head` does, ends as if by the signal for that, without a message.
pub fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    const SIGPIPE: u8 = 13;

    let Err(error) = result else { return ExitCode::SUCCESS };
    match error.root_cause().downcast_ref::<io::Error>() {
        Some(cause) if cause.kind() == ErrorKind::BrokenPipe => ExitCode::from(128 + SIGPIPE),
        _ => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints to the standard output.
pub fn print(text: impl fmt::Display) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{text}").and_then(|()| out.flush()).context("can't write to the standard output")
}

/// Shows a string from a file: readable in any language, but without control and
/// direction-control characters, which could forge another line or move the cursor.
pub fn shown(text: &str) -> String {
    text::Prose(text).to_string()
}
