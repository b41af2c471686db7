//! Stops that follow from a key, compared with a plain list and with real version schemes.

use core::{cell::Cell, panic::AssertUnwindSafe};
use std::panic;

use crate::{
    check,
    generators::every_list,
    model::Derivation,
    notation::timeline,
    oracle::{self, Entry, Kind, shown},
};

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
                let made = shown(derivation.derive_list(&mut expected, key));
                let mut timeline = oracle::timeline(&list);
                for _ in 0..2 {
                    assert_eq!(shown(derivation.derive(&mut timeline, key)), made, "{list:#?}");
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
