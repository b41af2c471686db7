//! How text that comes from a manifest is shown in a message: never raw.

use core::fmt::{self, Write};

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

/// Shows a text without quotes, otherwise as [`Quoted`] does, for lines made of several versions. A
/// text that is shown as it is, is aligned as the formatter asks.
pub(crate) struct Plain<'a>(pub(crate) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match shortened(self.0) {
            None if self.0.chars().all(is_plain) => f.pad(self.0),
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
        c if is_plain(c) => f.write_char(c),
        c => write!(f, "{}", c.escape_debug()),
    })
}

fn is_plain(c: char) -> bool {
    matches!(c, '\'' | '"') || c.escape_debug().len() == 1
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
    fn a_text_of_four_hundred_characters_is_whole() {
        for unit in ["a", "é", "設", "🚀"] {
            let text = unit.repeat(400);
            assert_eq!(Plain(&text).to_string(), text);
            assert_eq!(Quoted(&text).to_string(), format!("\"{text}\""));
        }
    }

    #[test]
    fn of_a_longer_text_160_characters_are_kept_at_each_end() {
        for unit in ["a", "é", "設", "🚀"] {
            for length in [401, 402, 4000] {
                let (start, end) = ("s".repeat(159) + unit, unit.to_string() + &"e".repeat(159));
                let text = format!("{start}{}{end}", unit.repeat(length - 320));
                assert_eq!(Plain(&text).to_string(), format!("{start}...{end}"));
                assert_eq!(
                    Quoted(&text).to_string(),
                    format!("\"{start}\"...\"{end}\" ({} bytes)", text.len()),
                );
            }
        }
    }

    #[test]
    fn a_text_is_aligned_unless_something_in_it_is_escaped_or_cut() {
        assert_eq!(format!("{:>6}|{:^6}|", Plain("v'1\""), Plain("設計")), "  v'1\"|  設計  |");
        let (hostile, long) = ("\n", "a".repeat(401));
        assert_eq!(format!("{:>9}", Plain(hostile)), "\\n");
        assert_eq!(format!("{:>900}", Plain(&long)), Plain(&long).to_string());
    }

    #[test]
    fn what_cannot_be_seen_is_escaped_also_at_the_ends_of_a_long_text() {
        let hostile = "\0\n\r\t\u{1b}\u{202e}\u{2028}\u{feff}\\";
        let escaped = "\\0\\n\\r\\t\\u{1b}\\u{202e}\\u{2028}\\u{feff}\\\\";
        assert_eq!(Plain(hostile).to_string(), escaped);
        assert_eq!(Quoted(hostile).to_string(), format!("\"{escaped}\""));

        // Escapes don't count: what is shortened is the text, not its picture.
        let long = hostile.repeat(80);
        let picture = Plain(&long).to_string();
        assert!(picture.starts_with(escaped) && picture.ends_with(escaped));
        assert!(picture.contains("..."));
        let whole = "\0".repeat(400);
        assert_eq!(Plain(&whole).to_string(), "\\0".repeat(400));
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
