//! The text of a version, kept where a look-up finds it without following a pointer.
//!
//! A look-up compares the version that it is given with that of one release. If that one stands
//! behind a pointer, to wait for it takes longer than all else: with most versions in the releases
//! themselves, a hop in a timeline of a million releases takes 0.4 of what it takes with a
//! `HashMap`, instead of 0.6.

use alloc::boxed::Box;
use core::str;

/// How many bytes at most stand in the release itself, chosen so that a version takes 32 bytes.
/// Time stamps, tags and most digests are no longer than that.
const INLINE: usize = 30;

/// Each text has one form, so that equality and hash are those of the text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Version {
    /// As many of the bytes as the number says; those behind them are nought.
    Short(u8, [u8; INLINE]),
    Long(Box<str>),
}

impl Version {
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Self::Long(text) => text.as_bytes(),
        }
    }

    /// The text. That the bytes of a short one are a text is found out anew each time, which takes a
    /// few nanoseconds: without unsafe code there is no other way.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Short(..) => str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Self::Long(text) => text,
        }
    }
}

impl From<&str> for Version {
    #[inline]
    fn from(text: &str) -> Self {
        let mut bytes = [0; INLINE];
        match (u8::try_from(text.len()), bytes.get_mut(..text.len())) {
            (Ok(length), Some(start)) => {
                start.copy_from_slice(text.as_bytes());
                Self::Short(length, bytes)
            }
            _ => Self::Long(text.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_text_of_any_length_is_kept_as_it_is() {
        for unit in ["a", "é", "設", "🚀", "\0"] {
            for count in 0..300 {
                let text = unit.repeat(count);
                let version = Version::from(text.as_str());
                assert_eq!(version.as_str(), text);
                assert_eq!(version.as_bytes(), text.as_bytes());
                assert_eq!(matches!(version, Version::Short(..)), text.len() <= 30);
            }
        }
    }

    #[test]
    fn versions_are_equal_if_their_texts_are() {
        let texts = ["", "\0", "\0\0", "a", "a\0", "b"].map(ToString::to_string);
        let long = ["a".repeat(30), "a".repeat(31), "a".repeat(32), "a".repeat(30) + "\0"];
        for left in texts.iter().chain(&long) {
            for right in texts.iter().chain(&long) {
                let versions = [left, right].map(|text| Version::from(text.as_str()));
                let [one, other] = versions;
                assert_eq!(one == other, left == right, "{left:?} and {right:?}");
            }
        }
    }

    #[test]
    fn a_version_takes_four_words() {
        assert_eq!(size_of::<Version>(), 32);
    }
}
