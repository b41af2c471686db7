//! How text that comes from a manifest is shown in a message: never raw.

use core::fmt::{self, Write};

/// A text longer than this many characters is cut in the middle.
const LONGEST: usize = 400;
/// How many characters are kept of the start and of the end of a text that is cut.
const KEPT: usize = 160;

/// Shows a text in quotes, escaped as Rust escapes it but for right-to-left letters and blanks, which
/// are escaped, too, and cut in the middle if it is very long.
///
/// A version may hold anything: a line break or a direction mark could forge a message, and a
/// megabyte would bury it.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |part: &str, f: &mut fmt::Formatter<'_>| {
            f.write_char('"')?;
            part.split_inclusive('"').try_for_each(|part| match part.strip_suffix('"') {
                Some(before) => escaped(before, f).and_then(|()| f.write_str("\\\"")),
                None => escaped(part, f),
            })?;
            f.write_char('"')
        };
        match shortened(self.0) {
            None => quoted(self.0, f),
            Some((start, end)) => {
                quoted(start, f)?;
                f.write_str("...")?;
                quoted(end, f)?;
                write!(f, " ({} bytes)", self.0.len())
            }
        }
    }
}

/// Shows a text without quotes, otherwise as [`Quoted`] does, for lines of prose. A text that is
/// shown as it is, is aligned as the formatter asks.
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

/// Shows a text as one word, for lines made of several versions: in quotes only if it could be taken
/// for more than one, or for one in quotes.
pub(crate) struct Word<'a>(pub(crate) &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains([' ', '"']) { Quoted(self.0).fmt(f) } else { Plain(self.0).fmt(f) }
    }
}

fn shortened(text: &str) -> Option<(&str, &str)> {
    text.char_indices().nth(LONGEST)?;
    let (start, _) = text.char_indices().nth(KEPT)?;
    let (end, _) = text.char_indices().nth_back(KEPT - 1)?;
    Some((text.get(..start)?, text.get(end..)?))
}

/// Escapes what can't be seen, would break the line or would turn its order round, and leaves quotes
/// alone.
fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    text.chars().try_for_each(|c| match c {
        c if is_plain(c) => f.write_char(c),
        c if is_misleading(c) => write!(f, "{}", c.escape_unicode()),
        c => write!(f, "{}", c.escape_debug()),
    })
}

fn is_plain(c: char) -> bool {
    matches!(c, '\'' | '"') || c.escape_debug().len() == 1 && !is_misleading(c)
}

/// Whether a character can deceive the reader of a line, though Rust shows it as it is.
fn is_misleading(c: char) -> bool {
    is_right_to_left(c) || is_blank(c)
}

/// Whether a character looks like a space, or like nothing, though Rust counts it among those that
/// can be seen: an empty Braille pattern, the fillers of Hangul, an empty note head.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{1d159}')
}

/// Whether a character is, or may become, a letter that is written from right to left: two of them
/// show what stands between them in reverse, such as an arrow. These are the ranges that Unicode
/// sets aside for such scripts in `DerivedBidiClass.txt`.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
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
        assert_eq!(Quoted("\"").to_string(), r#""\"""#);
        assert_eq!(Quoted("").to_string(), r#""""#);
        let long = "\"".repeat(401);
        let kept = r#"\""#.repeat(160);
        assert_eq!(Quoted(&long).to_string(), format!("\"{kept}\"...\"{kept}\" (401 bytes)"));
    }

    #[test]
    fn an_ordinary_text_in_quotes_is_as_rust_writes_it() {
        for text in ["", "a b", "it's", "\"", "\\", "a\0\n\u{202e}\u{301}", "é設🚀", "\u{a0}"] {
            assert_eq!(Quoted(text).to_string(), format!("{text:?}"));
        }
    }

    #[test]
    fn a_word_is_in_quotes_only_if_it_might_be_taken_for_more_or_less() {
        for (text, shown) in [
            ("20170306140228", "20170306140228"),
            ("v1.0-rc.1+it's", "v1.0-rc.1+it's"),
            ("a->b", "a->b"),
            ("a\nb", r"a\nb"),
            ("1.0 ", r#""1.0 ""#),
            ("B -> C (required)", r#""B -> C (required)""#),
            ("a\u{2003}b", r"a\u{2003}b"),
            ("a\u{2800}b\u{1d159}", r"a\u{2800}b\u{1d159}"),
            ("\u{115f}\u{1160}\u{3164}\u{ffa0}", r"\u{115f}\u{1160}\u{3164}\u{ffa0}"),
            (r#""B"#, r#""\"B""#),
        ] {
            assert_eq!(Word(text).to_string(), shown);
        }
        assert_eq!(format!("{:>4}|{:<3}|", Word("A"), Word("B")), "   A|B  |");
    }

    #[test]
    fn what_is_written_from_right_to_left_is_escaped() {
        for (text, shown) in [
            ("א1", r"\u{5d0}1"),
            ("\u{590}\u{8ff}", r"\u{590}\u{8ff}"),
            ("م", r"\u{645}"),
            ("\u{fb1d}\u{fdff}", r"\u{fb1d}\u{fdff}"),
            ("\u{fe70}\u{feff}", r"\u{fe70}\u{feff}"),
            ("\u{10800}\u{10fff}", r"\u{10800}\u{10fff}"),
            ("\u{1e800}\u{1efff}", r"\u{1e800}\u{1efff}"),
            ("\u{58f}\u{900}a", "\u{58f}\\u{900}a"),
            ("\u{fb17}", "\u{fb17}"),
        ] {
            assert_eq!(Plain(text).to_string(), shown);
            assert_eq!(Quoted(text).to_string(), format!("\"{shown}\""));
        }
    }

    #[test]
    fn one_is_singular() {
        let counted = [0, 1, 2, 11].map(|count| Count(count, "release").to_string());
        assert_eq!(counted, ["0 releases", "1 release", "2 releases", "11 releases"]);
    }
}
