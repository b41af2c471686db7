//! How text that comes from a manifest is shown in a message: never raw.

use core::fmt;

/// A text longer than this many characters is cut in the middle.
const LONGEST: usize = 400;
/// How many characters are kept of the start and of the end of a text that is cut.
const KEPT: usize = 160;

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

/// Escapes what can't be seen or would break the line, and leaves quotes alone. A text that needs
/// none of it is aligned as the formatter asks.
fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_plain = |c: char| matches!(c, '\'' | '"') || c.escape_debug().len() == 1;
    if text.chars().all(is_plain) {
        return f.pad(text);
    }
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

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;

    #[test]
    fn a_text_of_a_hundred_characters_is_whole() {
        for unit in ["a", "é", "設", "🚀"] {
            let text = unit.repeat(100);
            assert_eq!(Plain(&text).to_string(), text);
            assert_eq!(Quoted(&text).to_string(), format!("\"{text}\""));
        }
    }

    #[test]
    fn of_a_longer_text_forty_characters_are_kept_at_each_end() {
        for unit in ["a", "é", "設", "🚀"] {
            for length in [101, 102, 1000] {
                let (start, end) = ("s".repeat(39) + unit, unit.to_string() + &"e".repeat(39));
                let text = format!("{start}{}{end}", unit.repeat(length - 80));
                assert_eq!(Plain(&text).to_string(), format!("{start}...{end}"));
                assert_eq!(
                    Quoted(&text).to_string(),
                    format!("\"{start}\"...\"{end}\" ({} bytes)", text.len()),
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped_also_at_the_ends_of_a_long_text() {
        let hostile = "\0\n\r\t\u{1b}\u{202e}\u{2028}\u{feff}\\";
        let escaped = "\\0\\n\\r\\t\\u{1b}\\u{202e}\\u{2028}\\u{feff}\\\\";
        assert_eq!(Plain(hostile).to_string(), escaped);
        assert_eq!(Quoted(hostile).to_string(), format!("\"{escaped}\""));

        // Escapes don't count: what is shortened is the text, not its picture.
        let long = hostile.repeat(20);
        let picture = Plain(&long).to_string();
        assert!(picture.starts_with(escaped) && picture.ends_with(escaped));
        assert!(picture.contains("..."));
        let whole = "\0".repeat(100);
        assert_eq!(Plain(&whole).to_string(), "\\0".repeat(100));
    }

    #[test]
    fn quotes_are_escaped_between_quotes_alone() {
        assert_eq!(Plain("\"it's\"").to_string(), "\"it's\"");
        assert_eq!(Quoted("\"it's\"").to_string(), "\"\\\"it's\\\"\"");
    }

    #[test]
    fn one_is_singular() {
        let counted = [0, 1, 2, 11].map(|count| Count(count, "release").to_string());
        assert_eq!(counted, ["0 releases", "1 release", "2 releases", "11 releases"]);
    }
}
