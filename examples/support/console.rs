use std::process::ExitCode;

use comfy_table::{Table, presets};
use terminal_size::Width;

/// The exit code of a program: 0, or 1 after an error, which is printed on one line.
///
/// Wrong usage never gets here: the parser of the arguments ends the program with 2.
#[must_use]
pub fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Shows a text that comes from a file: escaped, so that it can't forge another line or move the
/// cursor, but for quotes, which are harmless here.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\'' | '"' => shown.push(character),
            _ => shown.extend(character.escape_debug()),
        }
    }
    shown
}

/// Lists rows in columns below a header.
#[must_use]
pub fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(header).add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// How wide a line may be: as wide as the terminal, and as wide as it likes if it isn't printed to
/// one.
#[must_use]
pub fn width() -> usize {
    terminal_size::terminal_size().map_or(usize::MAX, |(Width(width), _)| width.into())
}
