//! Stops that follow from a key, against rules written out by hand.

use core::{cell::Cell, panic::AssertUnwindSafe};
use std::panic;

use rack_updates::{Release, Timeline, plan};

use crate::{
    exhaustive::every_list,
    notation::timeline,
    oracle::{self, Entry, Kind},
};

/// The versions of the required releases once the rule has been applied.
fn stops<K: PartialEq>(mut timeline: Timeline, key: impl Fn(&str) -> K) -> String {
    timeline.require_last_of_each(|release| key(release.version()));
    let required: Vec<_> = timeline.required().map(Release::version).collect();
    required.join(" ")
}

/// The first letter.
fn letter(version: &str) -> Option<char> {
    version.chars().next()
}

#[test]
fn kubernetes_one_minor_at_a_time() {
    let versions = "
        v1.27.0 v1.27.1 v1.27.16 v1.28.0 v1.28.1 v1.28.15 v1.29.0 v1.29.14 v1.30.0 v1.30.10
        v1.31.0-rc.1 v1.31.0 v1.31.6 v1.32.0 v1.32.2";
    let minor = |version: &str| -> Vec<u32> {
        let numbers = version.trim_start_matches('v').split('.').take(2);
        numbers.map(|number| number.parse().unwrap()).collect()
    };
    assert_eq!(stops(timeline(versions), minor), "v1.27.16 v1.28.15 v1.29.14 v1.30.10 v1.31.6",);

    let mut derived = timeline(versions);
    derived.require_last_of_each(|release| minor(release.version()));
    let path = plan::full_path(&derived, "v1.28.1", "v1.31.0").unwrap();
    assert_eq!(
        path.to_string(),
        "v1.28.1 -> v1.28.15 (required) -> v1.29.14 (required) -> v1.30.10 (required) -> v1.31.0",
    );
}

#[test]
fn nextcloud_one_major_at_a_time() {
    let versions = "27.0.0 27.1.11 28.0.0 28.0.14 29.0.0 29.0.16 (30.0.0) 30.0.17 (30.0.18) 31.0.0";
    let major = |version: &str| version.split('.').next().unwrap().to_owned();
    assert_eq!(stops(timeline(versions), major), "27.1.11 28.0.14 29.0.16 30.0.17");
}

#[test]
fn runs_and_what_they_get() {
    // The newest run gets no stop, however short, and a run alone is the newest.
    assert_eq!(stops(timeline("a1 a2 b1"), letter), "a2");
    assert_eq!(stops(timeline("a1 a2"), letter), "");
    assert_eq!(stops(timeline(""), letter), "");

    // A key that comes again later makes a run of its own.
    assert_eq!(stops(timeline("a1 a2 b1 a3 a4 c1"), letter), "a2 b1 a4");

    // A run without a published release gets no stop.
    assert_eq!(stops(timeline("a1 (b1) (b2) c1"), letter), "a1");
    assert_eq!(stops(timeline("(a1) (b1) c1"), letter), "");
    assert_eq!(stops(timeline("a1 !b1 c1"), letter), "a1");

    // The newest run counts even if none of it is published.
    assert_eq!(stops(timeline("a1 b1 (c1)"), letter), "a1 b1");

    // The last *published* one is the stop.
    assert_eq!(stops(timeline("a1 a2 (a3) !a4 b1"), letter), "a2");

    // What is required already stays so.
    assert_eq!(stops(timeline("a1* a2 (a3*) b1* b2 b3*"), letter), "a1 a2 a3 b1 b3");

    // A key that equals nothing, not even itself, makes runs of one.
    assert_eq!(stops(timeline("a1 a2 a3"), |_| f64::NAN), "a1 a2");
}

#[test]
fn each_release_is_asked_once_and_in_order() {
    let mut asked = Vec::new();
    timeline("a1 (a2) b1* !c1").require_last_of_each(|release| {
        asked.push(release.version().to_owned());
    });
    assert_eq!(asked, ["a1", "a2", "b1", "c1"]);
}

#[test]
fn a_key_that_panics_changes_nothing() {
    let mut timeline = timeline("a1 b1 c1 d1");
    let before = timeline.clone();
    let left = Cell::new(3);
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        timeline.require_last_of_each(|release| {
            left.set(left.get() - 1);
            assert_ne!(left.get(), 0);
            release.version().to_owned()
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(timeline, before);
}

#[test]
fn every_timeline_of_up_to_four_releases_and_its_keys() {
    for entries in (0..=4).flat_map(|length| every_list(length, &Kind::ALL)) {
        for keys in 0..1_usize << entries.len() {
            let key = |position: usize| keys >> position & 1;
            let at = |release: &Release| {
                entries.iter().position(|entry| entry.version == release.version()).unwrap()
            };
            let mut timeline = oracle::timeline(&entries);
            timeline.require_last_of_each(|release| key(at(release)));

            // Of the releases behind, one has another key, and those before it with the same key
            // aren't published.
            let mut expected = entries.clone();
            for position in 0..entries.len() {
                let same = |&behind: &usize| key(behind) == key(position);
                let end = (position..entries.len()).find(|behind| !same(behind));
                let is_last = end.is_some_and(|end| {
                    !entries[position + 1..end].iter().any(|entry| entry.published)
                });
                let entry: &mut Entry = &mut expected[position];
                entry.required |= entry.published && is_last;
            }
            assert!(
                expected.iter().zip(&timeline).all(|(entry, release)| entry.describes(release))
            );
            let required = expected.iter().filter(|entry| entry.required);
            assert!(required.map(|e| &*e.version).eq(timeline.required().map(Release::version)));

            // To apply it once more changes nothing.
            let once = timeline.clone();
            timeline.require_last_of_each(|release| key(at(release)));
            assert_eq!(timeline, once);
        }
    }
}
