use std::process::ExitCode;

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
