//! A short notation for timelines, and the releases of the Convox rack.

use rack_updates::{Release, Timeline};

/// A timeline on one line: `A B* (C) (D*) !E F*~B`.
///
/// `B*` is required with the reason `why B`, and `F*~B` is required since `B`. `(C)` is not
/// published, and `!E` is a dead end with the reason `the end at E`. The parentheses may enclose
/// the version alone or the marks as well: `(F)*~B` is `(F*~B)`.
pub(crate) fn timeline(text: &str) -> Timeline {
    Timeline::new(text.split_whitespace().map(release)).unwrap()
}

fn release(word: &str) -> Release {
    let is_published = !word.starts_with('(');
    let word = word.replace(['(', ')'], "");
    if let Some(version) = word.strip_prefix('!') {
        return Release::new(version).dead_end(format!("the end at {version}"));
    }

    let (word, since) = word.split_once('~').map_or((&*word, None), |(word, s)| (word, Some(s)));
    let mut release = match word.strip_suffix('*') {
        Some(version) => Release::new(version).because(format!("why {version}")),
        None => Release::new(word),
    };
    if let Some(since) = since {
        release = release.required_since(since);
    }
    if is_published { release } else { release.unpublished() }
}

/// The releases of the Convox rack from the end of 2016 on. A direct update from before
/// 20170306140228 to a release after it failed (convox/rack#2209).
pub(crate) const RACK: &str = "
    20161102160040 20161107164209 20161109174111 20161111013816 20161111173317 20161118132442
    20161118150327 20161122174212 20161130205330 20161205033058 20161213143257 20161219234324
    20170103233602 20170110183417 20170119233025 20170126204412 20170131225707 20170202012654
    20170202143043 20170208222653 20170216230221 20170224195843 20170301205054 20170302002744
    20170306140228* 20170307001710 20170315195000 20170324201702 20170330142818 20170405220740
    20170406014059 20170413175739 20170421193816 20170501225834 20170509022518";
