//! Reads any bytes as a manifest, and asks everything about the timeline.
//!
//! Whether they can be read, and each answer, is compared with the oracle.

#![no_main]

#[path = "../../integration/support"]
#[allow(dead_code, reason = "shared with the tests")]
mod support {
    pub(crate) mod check;
    pub(crate) mod oracle;
}

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use rack_updates::{
    Timeline, diagram, drift, lint,
    plan::{self, Target},
};
use serde::Deserialize;
use support::{
    check,
    oracle::{self, Entry},
};

/// Every question is asked about a timeline of up to this many releases.
const EVERY_QUESTION: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    let read = serde_json::from_slice::<Timeline>(bytes).ok();
    assert_eq!(read.is_some(), manifest(bytes).is_some(), "read: {read:#?}");
    let Some((timeline, entries)) = read.zip(manifest(bytes)) else { return };

    pictures(&timeline, bytes.len());
    if entries.len() <= EVERY_QUESTION {
        check::everything(&entries, &timeline);
    } else {
        check::look_ups(&entries, &timeline);
    }

    // The bytes choose which questions are asked about a longer timeline, and which paths are drawn.
    let mut versions: Vec<_> = entries.iter().map(|entry| entry.version.as_str()).collect();
    versions.push("unknown");
    let mut targets: Vec<_> = versions.iter().copied().map(Target::Release).collect();
    targets.extend([Target::Latest, Target::Edge]);
    for pair in bytes.chunks_exact(2).rev().take(16) {
        let current = versions[usize::from(pair[0]) % versions.len()];
        let target = targets[usize::from(pair[1]) % targets.len()];
        check::plans(&entries, &timeline, current, target);
        if let Ok(path) = plan::full_path(&timeline, current, target) {
            assert_fits(&diagram::terminal(path, bytes.len()).to_string(), bytes.len());
        }
    }
});

fn pictures(timeline: &Timeline, width: usize) {
    for finding in lint::check(timeline) {
        assert!(!finding.to_string().contains('\n'));
    }
    assert!(drift::compare(timeline, timeline).is_empty());
    assert_fits(&diagram::terminal(timeline, width % 100).to_string(), width % 100);
    let _ = (diagram::mermaid(timeline).to_string(), diagram::dot(timeline).to_string());
}

/// The ends of an isolate of right-to-left text take no room.
fn assert_fits(drawn: &str, width: usize) {
    let is_visible = |c: &char| !['\u{2068}', '\u{2069}'].contains(c);
    let length = |line: &str| line.chars().filter(is_visible).count();
    assert!(drawn.lines().all(|line| length(line) <= width), "{width}: {drawn}");
}

/// The releases that the bytes describe, read without the library, if they are a timeline.
fn manifest(bytes: &[u8]) -> Option<Vec<Entry>> {
    /// An entry may be an array, so the order of the fields is that of the library.
    #[derive(Deserialize)]
    struct Fields {
        version: String,
        #[serde(default)]
        description: Option<String>,
        published: bool,
        required: bool,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        since: Option<String>,
        #[serde(default)]
        dead_end: Option<String>,
    }

    let mut versions = BTreeSet::new();
    let entries = serde_json::from_slice::<Vec<Fields>>(bytes).ok()?.into_iter();
    entries
        .map(|Fields { version, description, published, required, since, reason, dead_end }| {
            let good = !version.is_empty()
                && versions.insert(version.clone())
                && since.as_ref().is_none_or(|since| versions.contains(since))
                && !(dead_end.is_some() && (published || required));
            let description = description.unwrap_or_default();
            // A release that names itself states no `since`.
            let since = since.filter(|since| *since != version);
            good.then_some(Entry {
                version,
                description,
                published,
                required,
                since,
                reason,
                dead_end,
            })
        })
        .collect()
}
