//! The strings of a manifest as messages show them: never raw.
//!
//! A version is an identifier, so nearly every character that is invisible, or
//! that changes the order of a line, is escaped: [`Quoted`], [`Escaped`] and
//! [`MaybeQuoted`]. A reason is prose in any language, so only characters that
//! act on the text around them are escaped: [`Prose`] and [`QuotedProse`].

use core::fmt::{self, Write};

/// A string of more characters than this is cut in the middle.
const LONGEST: usize = 400;
/// How many characters are kept at each end of a string that is cut.
const KEPT: usize = 160;

/// First strong isolate: the text up to [`PDI`] has the direction of its first
/// letter. Its order and that of the text around it are independent.
const FSI: char = '\u{2068}';
/// Pop directional isolate: the end of what [`FSI`] starts.
const PDI: char = '\u{2069}';

/// Writes a version in quotes.
///
/// It is escaped as `Debug` escapes a string. Right-to-left letters and blank
/// characters are escaped too. A very long one is cut in the middle. So a version
/// can't forge another message with a line break or a direction mark, nor bury
/// the message in a megabyte.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, self.0, |f, part| write_escaped(f, part, |c| is_plain(c) && c != '"'))
    }
}

/// Writes a version without quotes, otherwise as [`Quoted`] does.
///
/// A version with nothing to escape or cut obeys the formatter's width and
/// alignment.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if kept_ends(self.0).is_none() && self.0.chars().all(is_plain) {
            return f.pad(self.0);
        }

        write_cut(f, self.0, |f, part| write_escaped(f, part, is_plain))
    }
}

/// Writes a version for a line of several versions: in quotes if it contains a
/// space or a quote, because it could be taken for more than one.
pub(crate) struct MaybeQuoted<'a>(pub(crate) &'a str);

impl fmt::Display for MaybeQuoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains([' ', '"']) { Quoted(self.0).fmt(f) } else { Escaped(self.0).fmt(f) }
    }
}

/// Writes prose, such as a reason, readably in any language.
///
/// Only characters that [act on the text around them](is_prose) are escaped.
/// Text with right-to-left characters is isolated, so it can't reorder the rest
/// of the line. Very long text is cut in the middle.
pub(crate) struct Prose<'a>(pub(crate) &'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_isolated(f, self.0, |f| {
            write_cut(f, self.0, |f, part| write_escaped(f, part, is_prose))
        })
    }
}

/// Writes prose in quotes, otherwise as [`Prose`] does, with quotes and
/// backslashes escaped.
///
/// The quotes are outside of the isolate, so they keep their places in the line.
pub(crate) struct QuotedProse<'a>(pub(crate) &'a str);

impl fmt::Display for QuotedProse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_shown = |c| is_prose(c) && !matches!(c, '"' | '\\');
        write_quoted(f, self.0, |f, part| {
            write_isolated(f, part, |f| write_escaped(f, part, is_shown))
        })
    }
}

/// Writes a line that may hold [`Prose`] in at most `width` characters: a
/// longer one ends in `...`.
///
/// The invisible ends of an isolate don't count. An isolate that is cut is
/// closed, so that text after the line doesn't become part of it.
pub(crate) struct Truncated<'a> {
    pub(crate) line: &'a str,
    pub(crate) width: usize,
}

impl fmt::Display for Truncated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index_of = |n| {
            let mut counted = self.line.char_indices().filter(|&(_, c)| !matches!(c, FSI | PDI));
            counted.nth(n).map(|(index, _)| index)
        };
        if index_of(self.width).is_none() {
            return f.write_str(self.line);
        }

        let dots = "...";
        let end = index_of(self.width.saturating_sub(dots.len())).unwrap_or_default();
        let kept = self.line.get(..end).unwrap_or_default();
        f.write_str(kept)?;
        dots.chars().take(self.width).try_for_each(|dot| f.write_char(dot))?;
        // The dots are inside the isolate, where the text would go on.
        if kept.contains(FSI) && !kept.contains(PDI) { f.write_char(PDI) } else { Ok(()) }
    }
}

/// Writes a number of things: `1 release`, `2 releases`.
pub(crate) struct Plural(pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ending = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{ending}", self.0, self.1)
    }
}

type Formatter<'a, 'b> = &'a mut fmt::Formatter<'b>;

/// Writes text in quotes. If it is cut, each end is in quotes, followed by the
/// length of the whole.
fn write_quoted(
    f: Formatter<'_, '_>,
    text: &str,
    write: impl Fn(Formatter<'_, '_>, &str) -> fmt::Result,
) -> fmt::Result {
    write_cut(f, text, |f, part| {
        f.write_char('"')?;
        write(f, part)?;
        f.write_char('"')
    })?;
    if kept_ends(text).is_some() { write!(f, " ({} bytes)", text.len()) } else { Ok(()) }
}

/// Writes text, or its ends if it is very long.
fn write_cut(
    f: Formatter<'_, '_>,
    text: &str,
    write: impl Fn(Formatter<'_, '_>, &str) -> fmt::Result,
) -> fmt::Result {
    let Some((start, end)) = kept_ends(text) else { return write(f, text) };
    write(f, start)?;
    f.write_str("...")?;
    write(f, end)
}

/// The two ends of a string that is too long; `None` if it is short enough.
fn kept_ends(text: &str) -> Option<(&str, &str)> {
    text.char_indices().nth(LONGEST)?;
    let (start, _) = text.char_indices().nth(KEPT)?;
    let (end, _) = text.char_indices().nth_back(KEPT - 1)?;
    Some((text.get(..start)?, text.get(end..)?))
}

/// Isolates the output of `write` if `text` has right-to-left characters.
fn write_isolated(
    f: Formatter<'_, '_>,
    text: &str,
    write: impl Fn(Formatter<'_, '_>) -> fmt::Result,
) -> fmt::Result {
    if !text.chars().any(|c| is_right_to_left(c) && is_prose(c)) {
        return write(f);
    }

    f.write_char(FSI)?;
    write(f)?;
    f.write_char(PDI)
}

/// Writes each character as it is if `is_shown`, and otherwise escaped, as Rust
/// does in a string literal.
fn write_escaped(f: Formatter<'_, '_>, text: &str, is_shown: impl Fn(char) -> bool) -> fmt::Result {
    text.chars().try_for_each(|c| match c {
        c if is_shown(c) => f.write_char(c),
        c if is_misleading(c) => write!(f, "{}", c.escape_unicode()),
        c => write!(f, "{}", c.escape_debug()),
    })
}

/// Whether a version shows a character as it is.
fn is_plain(c: char) -> bool {
    matches!(c, '\'' | '"') || c.escape_debug().len() == 1 && !is_misleading(c)
}

/// Whether prose shows a character as it is.
///
/// Control characters, and those that start a line or change the direction of
/// text, aren't shown. Neither are invisible characters that no script needs:
/// they are deprecated or for internal use, or they are tags, which spell out
/// ASCII text that only programs see. (Tags are also in the flags of England,
/// Scotland and Wales, which are written as a black flag and escapes.)
///
/// All marks are shown. So are the invisible characters that are part of how a
/// language or an emoji is spelled: joiners and non-joiners, variation
/// selectors, and places where a line may be broken, which are the zero-width
/// space of Thai or Khmer and the soft hyphen.
fn is_prose(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            // Arabic letter mark, left-to-right and right-to-left mark.
            '\u{61c}' | '\u{200e}' | '\u{200f}'
            // Line and paragraph separator, embeddings and overrides.
            | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates, deprecated ones.
            | '\u{2060}'..='\u{206f}'
            // Byte order mark.
            | '\u{feff}'
            // Interlinear annotations, and two that XML can't hold.
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            // Tags and code points reserved for similar characters, but not the
            // variation selectors among them.
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a character can deceive the reader of a version, although `Debug`
/// shows it as it is.
fn is_misleading(c: char) -> bool {
    is_right_to_left(c) || is_blank(c)
}

/// Whether a character looks like a space, or like nothing, although `Debug`
/// takes it for visible: the Hangul fillers, an empty Braille pattern and an
/// empty note head.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{1d159}')
}

/// Whether a character is, or may become, a letter that is written from right
/// to left. Text between two of them, such as an arrow, is shown in reverse. The
/// ranges are those that `DerivedBidiClass.txt` of Unicode reserves for such
/// scripts.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;

    #[test]
    fn versions_are_escaped() {
        for (name, text, escaped, quoted) in [
            ("empty", "", "", r#""""#),
            ("time stamp", "20170306140228", "20170306140228", r#""20170306140228""#),
            ("ASCII", "v1.0-rc.1+it's", "v1.0-rc.1+it's", r#""v1.0-rc.1+it's""#),
            ("other scripts", "é設計🚀", "é設計🚀", r#""é設計🚀""#),
            ("space", "a b", "a b", r#""a b""#),
            ("quotes", "\"it's\"", "\"it's\"", r#""\"it's\"""#),
            ("one quote", "\"", "\"", r#""\"""#),
            ("backslash", "\\", r"\\", r#""\\""#),
            (
                "control",
                "\0\n\r\t\u{1b}\u{85}",
                r"\0\n\r\t\u{1b}\u{85}",
                r#""\0\n\r\t\u{1b}\u{85}""#,
            ),
            ("direction", "\u{202e}\u{2067}", r"\u{202e}\u{2067}", r#""\u{202e}\u{2067}""#),
            ("separator", "\u{2028}", r"\u{2028}", r#""\u{2028}""#),
            ("other space", "a\u{a0}\u{2003}b", r"a\u{a0}\u{2003}b", r#""a\u{a0}\u{2003}b""#),
            ("invisible", "\u{feff}\u{200d}", r"\u{feff}\u{200d}", r#""\u{feff}\u{200d}""#),
            ("mark", "e\u{301}", r"e\u{301}", r#""e\u{301}""#),
            ("blank", "\u{2800}b\u{1d159}", r"\u{2800}b\u{1d159}", r#""\u{2800}b\u{1d159}""#),
            ("filler", "\u{115f}\u{1160}", r"\u{115f}\u{1160}", r#""\u{115f}\u{1160}""#),
            ("filler", "\u{3164}\u{ffa0}", r"\u{3164}\u{ffa0}", r#""\u{3164}\u{ffa0}""#),
            ("Hebrew", "א1", r"\u{5d0}1", r#""\u{5d0}1""#),
            ("Arabic", "م", r"\u{645}", r#""\u{645}""#),
            ("range", "\u{58f}\u{590}", "\u{58f}\\u{590}", "\"\u{58f}\\u{590}\""),
            ("range", "\u{8ff}\u{904}", "\\u{8ff}\u{904}", "\"\\u{8ff}\u{904}\""),
            ("range", "\u{fb17}\u{fb1d}", "\u{fb17}\\u{fb1d}", "\"\u{fb17}\\u{fb1d}\""),
            ("range", "\u{fdff}\u{fe10}", "\\u{fdff}\u{fe10}", "\"\\u{fdff}\u{fe10}\""),
            ("range", "\u{fe6b}\u{fe70}", "\u{fe6b}\\u{fe70}", "\"\u{fe6b}\\u{fe70}\""),
            ("range", "\u{10800}\u{10fff}", r"\u{10800}\u{10fff}", r#""\u{10800}\u{10fff}""#),
            ("range", "\u{1e800}\u{1efff}", r"\u{1e800}\u{1efff}", r#""\u{1e800}\u{1efff}""#),
        ] {
            assert_eq!(Escaped(text).to_string(), escaped, "{name}");
            assert_eq!(Quoted(text).to_string(), quoted, "{name}");
            let is_several = text.contains([' ', '"']);
            let word = if is_several { quoted } else { escaped };
            assert_eq!(MaybeQuoted(text).to_string(), word, "{name}");
        }
    }

    #[test]
    fn a_version_is_aligned_unless_something_in_it_is_escaped_or_cut() {
        assert_eq!(format!("{:>6}|{:^6}|", Escaped("v'1\""), Escaped("設計")), "  v'1\"|  設計  |");
        assert_eq!(format!("{:>4}|{:<3}|", MaybeQuoted("A"), MaybeQuoted("B")), "   A|B  |");
        assert_eq!(format!("{:>9}", Escaped("\n")), "\\n");
        let long = "a".repeat(401);
        assert_eq!(format!("{:>900}", Escaped(&long)), Escaped(&long).to_string());
    }

    #[test]
    fn prose_is_readable_in_any_language() {
        for (name, text) in [
            ("empty", ""),
            ("punctuation", "it's 50 % off: <b>`a`</b> & more"),
            ("accents, composed and not", "Größe, e\u{301}, Việt"),
            ("Hindi", "सेटिंग्स की प्रतिलिपि"),
            ("Hindi with a joiner", "क्\u{200d}ष"),
            ("Thai with break hints", "คัดลอก\u{200b}การ\u{200b}ตั้งค่า"),
            ("Japanese with a variation selector", "葛\u{e0100}城\u{e01ef}"),
            ("Mongolian with a selector and a separator", "ᠮ\u{180b}ᠣ\u{180e}ᠠ"),
            ("soft hyphen, no-break space", "Daten\u{ad}bank\u{a0}1"),
            ("Hangul filler, Braille blank", "\u{1160}\u{2800}"),
            ("emoji, joined and with a skin tone", "👩🏽\u{200d}🚀"),
            ("emoji, selected", "❤\u{fe0f} ❤\u{fe0e}"),
            ("emoji, flag and key", "🇮🇱 1\u{fe0f}\u{20e3}"),
            ("private use, lost character", "\u{f8ff}\u{fffd}\u{fffc}"),
            ("neighbors of escaped ones", "~\u{2027}\u{202f}\u{205f}\u{2070}\u{fff8}\u{e1000}"),
        ] {
            assert_eq!(Prose(text).to_string(), text, "{name}");
            assert_eq!(QuotedProse(text).to_string(), format!("\"{text}\""), "{name}");
        }
    }

    #[test]
    fn prose_cannot_act_on_the_text_around_it() {
        for (name, text, shown) in [
            ("C0", "\0\n\r\t\u{1}\u{1b}[2J\u{1f}", r"\0\n\r\t\u{1}\u{1b}[2J\u{1f}"),
            ("delete and C1", "\u{7f}\u{80}\u{85}\u{9b}\u{9f}", r"\u{7f}\u{80}\u{85}\u{9b}\u{9f}"),
            ("separators", "\u{2028}\u{2029}", r"\u{2028}\u{2029}"),
            ("direction marks", "\u{200e}\u{200f}\u{61c}", r"\u{200e}\u{200f}\u{61c}"),
            ("embeddings", "\u{202a}\u{202b}\u{202c}", r"\u{202a}\u{202b}\u{202c}"),
            ("overrides", "\u{202d}\u{202e}", r"\u{202d}\u{202e}"),
            ("isolates", "\u{2066}\u{2067}", r"\u{2066}\u{2067}"),
            ("isolates", "\u{2068}\u{2069}", r"\u{2068}\u{2069}"),
            ("invisible operators", "\u{2060}\u{2064}", r"\u{2060}\u{2064}"),
            ("deprecated", "\u{206a}\u{206f}", r"\u{206a}\u{206f}"),
            ("byte order mark", "\u{feff}a", r"\u{feff}a"),
            ("annotation", "\u{fff9}a\u{fffa}b\u{fffb}", r"\u{fff9}a\u{fffa}b\u{fffb}"),
            ("no character", "\u{fffe}\u{ffff}", r"\u{fffe}\u{ffff}"),
            ("tags", "\u{e0001}\u{e0041}\u{e007f}", r"\u{e0001}\u{e0041}\u{e007f}"),
            ("reserved", "\u{e0000}\u{e00ff}", r"\u{e0000}\u{e00ff}"),
            ("reserved", "\u{e01f0}\u{e0fff}", r"\u{e01f0}\u{e0fff}"),
        ] {
            assert_eq!(Prose(text).to_string(), shown, "{name}");
            assert_eq!(QuotedProse(text).to_string(), format!("\"{shown}\""), "{name}");
        }
    }

    #[test]
    fn quotes_and_backslashes_in_prose_are_escaped_only_between_quotes() {
        for (text, quoted) in [
            (r#""it's""#, r#""\"it's\"""#),
            (r"C:\new", r#""C:\\new""#),
            (r#"\""#, r#""\\\"""#),
            (r"\u{202e}", r#""\\u{202e}""#),
        ] {
            assert_eq!(Prose(text).to_string(), text);
            assert_eq!(QuotedProse(text).to_string(), quoted);
        }
    }

    #[test]
    fn right_to_left_prose_is_isolated() {
        for (name, text, shown) in [
            ("Hebrew", "מעתיק את ההגדרות", "מעתיק את ההגדרות"),
            ("Hebrew points", "שָׁלוֹם", "שָׁלוֹם"),
            ("Arabic, with a non-joiner", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("Arabic digits", "٣", "٣"),
            ("presentation forms", "\u{fefb}", "\u{fefb}"),
            ("a letter among others", "see א: 1 -> 2", "see א: 1 -> 2"),
            ("one that tries to get out", "א\u{2069}\nb", "א\\u{2069}\\nb"),
            ("newer scripts", "\u{10d00}\u{1e900}", "\u{10d00}\u{1e900}"),
        ] {
            assert_eq!(Prose(text).to_string(), format!("{FSI}{shown}{PDI}"), "{name}");
            assert_eq!(QuotedProse(text).to_string(), format!("\"{FSI}{shown}{PDI}\""), "{name}");
        }
    }

    #[test]
    fn a_string_of_four_hundred_characters_is_whole() {
        // Escapes don't count, because the text is cut before it is escaped.
        for unit in ["a", "é", "設", "🚀", "\0"] {
            let (text, shown) = (unit.repeat(400), unit.replace('\0', r"\0").repeat(400));
            assert_eq!(Escaped(&text).to_string(), shown);
            assert_eq!(Prose(&text).to_string(), shown);
            assert_eq!(Quoted(&text).to_string(), format!("\"{shown}\""));
            assert_eq!(QuotedProse(&text).to_string(), format!("\"{shown}\""));
        }
    }

    #[test]
    fn of_a_longer_string_160_characters_are_kept_at_each_end() {
        for unit in ["a", "é", "設", "🚀", "\n"] {
            for length in [401, 402, 4000] {
                let (start, end) = ("s".repeat(159) + unit, unit.to_string() + &"e".repeat(159));
                let text = format!("{start}{}{end}", unit.repeat(length - 320));
                let [start, end] = [start, end].map(|part| part.replace('\n', r"\n"));
                let cut = format!("{start}...{end}");
                let quoted = format!("\"{start}\"...\"{end}\" ({} bytes)", text.len());
                assert_eq!(Escaped(&text).to_string(), cut);
                assert_eq!(Prose(&text).to_string(), cut);
                assert_eq!(Quoted(&text).to_string(), quoted);
                assert_eq!(QuotedProse(&text).to_string(), quoted);
            }
        }

        let (hebrew, kept) = ("א".repeat(401), "א".repeat(160));
        assert_eq!(Prose(&hebrew).to_string(), format!("{FSI}{kept}...{kept}{PDI}"));
        assert_eq!(
            QuotedProse(&hebrew).to_string(),
            format!("\"{FSI}{kept}{PDI}\"...\"{FSI}{kept}{PDI}\" (802 bytes)"),
        );
    }

    #[test]
    fn a_line_is_truncated_with_its_isolate_closed() {
        for (line, width, shown) in [
            ("", 0, ""),
            ("abcdef", 0, ""),
            ("abcdef", 1, "."),
            ("abcdef", 3, "..."),
            ("abcdef", 5, "ab..."),
            ("abcdef", 6, "abcdef"),
            ("設計設計設計", 5, "設計..."),
            ("ab\u{2068}אבג\u{2069}c", 6, "ab\u{2068}אבג\u{2069}c"),
            ("ab\u{2068}אבג\u{2069}cd", 6, "ab\u{2068}א...\u{2069}"),
            ("ab\u{2068}אבג\u{2069}c", 5, "ab\u{2068}...\u{2069}"),
            ("ab\u{2068}אבג\u{2069}c", 4, "a..."),
            ("\u{2068}א\u{2069}bcdef", 5, "\u{2068}א\u{2069}b..."),
            ("\u{2068}אבגד\u{2069}", 1, "\u{2068}.\u{2069}"),
        ] {
            assert_eq!(Truncated { line, width }.to_string(), shown, "{width}");
        }
    }

    #[test]
    fn one_is_singular() {
        let counted = [0, 1, 2, 11].map(|count| Plural(count, "release").to_string());
        assert_eq!(counted, ["0 releases", "1 release", "2 releases", "11 releases"]);
    }
}
