//! Stops that follow from a key, compared with a plain list and with real version schemes.

use core::{cell::Cell, panic::AssertUnwindSafe};
use std::panic;

use crate::{
    check,
    generators::every_list,
    model::{self, Derivation},
    notation::timeline,
    oracle::{self, Entry, Kind},
};

/// The stops that each derivation gives, in the form `v1.27.16~v1.27.0`.
#[track_caller]
fn derives<K: Ord>(list: &str, key: impl Fn(&str) -> Option<K>, each: &str, last_of_each: &str) {
    for (derivation, stops) in Derivation::BOTH.into_iter().zip([each, last_of_each]) {
        let mut timeline = timeline(list);
        derivation.derive(&mut timeline, &key).unwrap();
        let required = timeline.required().map(|release| match release.since() {
            Some(since) => format!("{}~{since}", release.version()),
            None => release.version().to_owned(),
        });
        assert_eq!(required.collect::<Vec<_>>().join(" "), stops, "{list}");
    }
}

#[test]
fn kubernetes_goes_one_minor_at_a_time() {
    let minor = |version: &str| -> Option<Vec<u32>> {
        let numbers = version.strip_prefix('v')?.split('.').take(2);
        numbers.map(|number| number.parse().ok()).collect()
    };
    derives(
        "v1.27.0 v1.27.1 v1.27.16 v1.28.0 v1.28.1 v1.28.15 v1.29.0 v1.29.14 v1.30.0 v1.30.10
        v1.31.0-rc.1 v1.31.0 v1.31.6 v1.32.0 v1.32.2",
        minor,
        "v1.27.16~v1.27.0 v1.28.15~v1.28.0 v1.29.14~v1.29.0 v1.30.10~v1.30.0 v1.31.6~v1.31.0-rc.1",
        "v1.27.16 v1.28.15 v1.29.14 v1.30.10 v1.31.6",
    );
}

#[test]
fn the_last_release_of_every_run_but_the_newest_is_required() {
    let letter = |version: &str| version.chars().next().filter(|letter| *letter != '-');
    for (list, each, last_of_each) in [
        ("", "", ""),
        ("a1 a2", "", ""),
        ("a1 a2 b1", "a2~a1", "a2"),
        ("a1 b1 (c1)", "a1 b1", "a1 b1"),
        // The newest published release of a run is required, unless any release will do.
        ("a1 a2 (a3) b1", "a3~a1", "a2"),
        // A run in which nothing is published gets a stop as well, which then blocks.
        ("a1 (b1) (b2) c1", "a1 b2~b1", "a1 b2"),
        // A dead end may be the first release of a run, but never the last.
        ("!a1 a2 !a3 b1", "a2~a1", "a2"),
        ("a1 (b1) !b2 c1 !d1", "a1 b1 c1", "a1 b1 c1"),
        // A release without a key belongs to no run and splits none.
        ("-1 a1 -2 a2 -3 b1 -4", "a2~a1", "a2"),
        ("-1 -2", "", ""),
    ] {
        derives(list, letter, each, last_of_each);
    }
}

#[test]
fn a_key_is_asked_for_once_for_each_release_in_order() {
    for derivation in Derivation::BOTH {
        let asked = Cell::new(String::new());
        let key = |version: &str| {
            asked.set(asked.take() + version);
            Some(0)
        };
        derivation.derive(&mut timeline("a1 (a2) b1* !c1"), key).unwrap();
        assert_eq!(asked.take(), "a1a2b1c1");
    }
}

#[test]
fn a_key_that_panics_changes_nothing() {
    for derivation in Derivation::BOTH {
        let mut timeline = timeline("a1 b1 c1 d1");
        let before = timeline.clone();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            derivation.derive(&mut timeline, |version| {
                assert_ne!(version, "d1");
                Some(version.to_owned())
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(timeline, before);
    }
}

/// Among others: stops are never weakened, errors change nothing, and deriving is idempotent.
#[test]
fn every_derivation_over_up_to_four_releases_is_that_of_the_list() {
    let (mut derived, mut refused) = (0, 0);
    for list in (0..=4).flat_map(|length| every_list(length, &Kind::ALL)).flat_map(some_since) {
        for keys in every_key(list.len()) {
            let key = |version: &str| keys[oracle::position(&list, version).unwrap()];
            for derivation in Derivation::BOTH {
                let mut expected = list.clone();
                let made = derivation.derive_list(&mut expected, key);
                let mut timeline = oracle::timeline(&list);
                for _ in 0..2 {
                    let result = derivation.derive(&mut timeline, key);
                    assert_eq!(result.map_err(|error| model::flaw(&error)), made, "{list:#?}");
                    check::look_ups(&expected, &timeline);
                }
                derived += usize::from(made.is_ok());
                refused += usize::from(made.is_err());
            }
        }
    }
    assert_eq!((derived, refused), (84_830, 35_422));
}

/// Every choice of keys for this many releases: one of three, or none. Renaming the keys makes no
/// difference, so each choice is made under one naming only.
fn every_key(length: usize) -> Vec<Vec<Option<char>>> {
    (0..length).fold(vec![vec![]], |lists, _| {
        let with_next = |list: &Vec<Option<char>>| {
            // Neither ascending nor descending.
            let mut next: Vec<_> = "bac".chars().map(Some).collect();
            let used = next.iter().filter(|key| list.contains(key)).count();
            next.truncate(used + 1);
            next.push(None);
            next.into_iter().map(|key| [&list[..], &[key]].concat()).collect::<Vec<_>>()
        };
        lists.iter().flat_map(with_next).collect()
    })
}

/// The list as it is, and with each required release required since the first of all.
fn some_since(list: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut widened = list.clone();
    for place in 1..list.len() {
        if list[place].required {
            widened[place].since = Some(list[0].version.clone());
        }
    }
    if widened == list { vec![list] } else { vec![list, widened] }
}
