//! Reads any bytes as a manifest, and asks everything about what was read.
//!
//! Whether they can be read, and each answer, is compared with the oracle.

#![no_main]

#[path = "../../integration/check.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod check;
#[path = "../../integration/oracle.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod oracle;

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use oracle::Entry;
use rack_updates::{
    Timeline, diagram, drift, lint,
    plan::{self, Target},
};
use serde::Deserialize;

/// On a longer timeline the bytes choose which questions are asked.
const EVERY_QUESTION: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    let read = serde_json::from_slice::<Timeline>(bytes).ok();
    assert_eq!(read.is_some(), manifest(bytes).is_some(), "read: {read:#?}");
    let Some((timeline, entries)) = read.zip(manifest(bytes)) else { return };

    look_ups(&timeline, &entries);
    pictures(&timeline, bytes.len());

    let mut versions: Vec<_> = entries.iter().map(|entry| entry.version.as_str()).collect();
    versions.push("unknown");
    let mut targets: Vec<_> = versions.iter().copied().map(Target::Release).collect();
    targets.extend([Target::Latest, Target::Edge]);
    let questions: Vec<_> = if entries.len() <= EVERY_QUESTION {
        versions.iter().flat_map(|&current| targets.iter().map(move |&to| (current, to))).collect()
    } else {
        let chosen = bytes.chunks_exact(2).rev().take(16).map(|pair| (pair[0], pair[1]));
        chosen
            .map(|(current, target)| {
                let (current, target) = (usize::from(current), usize::from(target));
                (versions[current % versions.len()], targets[target % targets.len()])
            })
            .collect()
    };
    for (current, target) in questions {
        check::plans(&entries, &timeline, current, target);
        if let Ok(path) = plan::full_path(&timeline, current, target) {
            let width = bytes.len();
            let drawn = diagram::terminal(path, width).to_string();
            assert!(drawn.lines().all(|line| line.chars().count() <= width), "{width}: {drawn}");
        }
    }
});

fn look_ups(timeline: &Timeline, entries: &[Entry]) {
    check::same_releases(timeline, entries);
    for (position, entry) in entries.iter().enumerate() {
        assert_eq!(timeline.position(&entry.version), Some(position));
    }
    let newest = |holds: fn(&Entry) -> bool| entries.iter().rposition(holds);
    let position = |release: &rack_updates::Release| timeline.position(release.version());
    assert_eq!(timeline.latest().and_then(position), newest(|entry| entry.published));
    assert_eq!(timeline.edge().and_then(position), newest(|entry| entry.dead_end.is_none()));
    let required = entries.iter().filter(|entry| entry.required).map(|entry| &*entry.version);
    assert!(timeline.required().map(|release| release.version()).eq(required));
}

fn pictures(timeline: &Timeline, width: usize) {
    for finding in lint::check(timeline) {
        assert!(!finding.to_string().contains('\n'));
    }
    assert!(drift::compare(timeline, timeline).is_empty());
    let drawn = diagram::terminal(timeline, width % 100).to_string();
    assert!(drawn.lines().all(|line| line.chars().count() <= width % 100), "{drawn}");
    let _ = (diagram::mermaid(timeline).to_string(), diagram::dot(timeline).to_string());
}

/// What the bytes say, read without the library, if that is a timeline.
fn manifest(bytes: &[u8]) -> Option<Vec<Entry>> {
    #[derive(Deserialize)]
    struct Fields {
        version: String,
        #[serde(default)]
        description: String,
        published: bool,
        required: bool,
        #[serde(default)]
        reason: Option<String>,
        #[serde(default)]
        dead_end: Option<String>,
    }

    let mut versions = BTreeSet::new();
    let entries = serde_json::from_slice::<Vec<Fields>>(bytes).ok()?.into_iter();
    entries
        .map(|Fields { version, description, published, required, reason, dead_end }| {
            let good = !version.is_empty()
                && versions.insert(version.clone())
                && !(dead_end.is_some() && (published || required));
            good.then_some(Entry { version, description, published, required, reason, dead_end })
        })
        .collect()
}
