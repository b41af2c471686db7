//! How text that comes from a manifest is shown in a message: never raw.

use core::fmt;

/// A text longer than this many characters is cut in the middle.
const LONGEST: usize = 100;
/// How many characters are kept of the start and of the end of a text that is cut.
const KEPT: usize = 40;

/// Shows a text in quotes, escaped as Rust escapes it, and cut in the middle if it is very long.
///
/// A version may hold anything: a line break or a direction mark could forge a message, and a
/// megabyte would bury it.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match shortened(self.0) {
            None => write!(f, "{:?}", self.0),
            Some((start, end)) => write!(f, "{start:?}...{end:?} ({} bytes)", self.0.len()),
        }
    }
}

/// Shows a text without quotes, otherwise as [`Quoted`] does, for lines made of several versions.
pub(crate) struct Plain<'a>(pub(crate) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match shortened(self.0) {
            None => escaped(self.0, f),
            Some((start, end)) => {
                escaped(start, f)?;
                f.write_str("...")?;
                escaped(end, f)
            }
        }
    }
}

fn shortened(text: &str) -> Option<(&str, &str)> {
    text.char_indices().nth(LONGEST)?;
    let (start, _) = text.char_indices().nth(KEPT)?;
    let (end, _) = text.char_indices().nth_back(KEPT - 1)?;
    Some((text.get(..start)?, text.get(end..)?))
}

/// Escapes what can't be seen or would break the line, and leaves quotes alone.
fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    text.chars().try_for_each(|c| match c {
        '\'' | '"' => write!(f, "{c}"),
        _ => write!(f, "{}", c.escape_debug()),
    })
}

/// Shows a number of things: `1 release`, `2 releases`.
pub(crate) struct Count(pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ending = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{ending}", self.0, self.1)
    }
}
