//! Strings on a page. `maud` escapes them for HTML.

use std::{borrow::Cow, fmt::Display};

use maud::{Markup, Render, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use support::shown;

/// The number of characters of a description that are shown.
const DESCRIPTION: usize = 2000;

/// A message as a sentence.
pub(crate) fn sentence(message: &str) -> Markup {
    let mut rest = message.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string());
    prose(&format!("{}{}.", first.unwrap_or_default(), rest.as_str()))
}

/// Text of a manifest, a racks file or an installer. It can't change the order of the text around
/// it.
pub(crate) fn prose(text: &str) -> Markup {
    let text = cut(text, DESCRIPTION);
    html! { bdi { (text.lines().map(shown).collect::<Vec<_>>().join("\n")) } }
}

/// A version, in which characters that could deceive the reader are escaped.
pub(crate) fn version(version: impl AsRef<str>) -> Markup {
    html! { bdi class="version" { (plain(version.as_ref())) } }
}

/// A name or a version in a string, or in text that isn't HTML.
pub(crate) fn plain(text: &str) -> String {
    shown(&cut(text, 100))
}

/// The start and the end of text that is longer.
pub(crate) fn cut(text: &str, length: usize) -> Cow<'_, str> {
    if text.chars().nth(length).is_none() {
        return text.into();
    }
    let start = text.char_indices().nth(length / 2).map_or(0, |(index, _)| index);
    let end = text.char_indices().nth_back(length / 2 - 1).map_or(0, |(index, _)| index);
    format!("{}…{}", &text[..start], &text[end..]).into()
}

pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

pub(crate) fn or_dash(fact: Option<impl Render>) -> Markup {
    fact.map_or_else(|| "–".render(), |fact| fact.render())
}

pub(crate) fn rack_link(name: &str) -> String {
    format!("/rack?name={}", encoded(name))
}

pub(crate) fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}
