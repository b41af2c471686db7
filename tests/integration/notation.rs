//! A short way to write timelines down.

use rack_updates::{Release, Timeline};

/// A timeline in one line: `A B* (C) (D*) !E`.
///
/// `*` is required with the reason `why A`, `( )` is not published, and `!` is a dead end with the
/// reason `the end at A`.
pub(crate) fn timeline(text: &str) -> Timeline {
    Timeline::new(text.split_whitespace().map(release)).unwrap()
}

fn release(word: &str) -> Release {
    if let Some(inner) = word.strip_prefix('(') {
        return release(inner.strip_suffix(')').unwrap()).unpublished();
    }
    if let Some(version) = word.strip_prefix('!') {
        return Release::new(version).dead_end(format!("the end at {version}"));
    }
    match word.strip_suffix('*') {
        Some(version) => Release::new(version).because(format!("why {version}")),
        None => Release::new(word),
    }
}
