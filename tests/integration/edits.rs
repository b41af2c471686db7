//! Every short sequence of edits of every small timeline, compared with the same edits of a list.

use rack_updates::Timeline;

use crate::{
    check,
    generators::{every_list, every_list_with_since},
    model::{Edit, every_edit, every_fact},
    oracle::{self, Entry, Kind, shown},
};

#[test]
fn every_edit_of_up_to_two_releases_with_every_since_is_that_of_the_list() {
    assert_eq!(sequences(every_list_with_since(0..=2, &Kind::ALL), [every_edit]), 5_567);
}

#[test]
fn every_edit_of_a_fact_of_three_releases_with_every_since_is_that_of_the_list() {
    assert_eq!(sequences(every_list_with_since(3..=3, &Kind::ALL), [every_fact]), 20_790);
}

#[test]
fn every_two_edits_of_up_to_one_release_are_those_of_the_list() {
    assert_eq!(sequences(every_list_with_since(0..=1, &Kind::ALL), [every_edit; 2]), 15_907);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_edit_of_four_releases_with_every_since_is_that_of_the_list() {
    let edits = sequences(every_list_with_since(4..=4, &Kind::ALL), [every_edit]);
    println!("{edits} edits");
    assert_eq!(edits, 987_525);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_two_edits_of_three_releases_with_every_since_are_those_of_the_list() {
    let edits = sequences(every_list_with_since(3..=3, &Kind::ALL), [every_edit; 2]);
    println!("{edits} edits");
    assert_eq!(edits, 5_715_360);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_three_edits_of_up_to_two_releases_are_those_of_the_list() {
    let lists = (0..=2).flat_map(|length| every_list(length, &Kind::ALL));
    let edits = sequences(lists, [every_edit; 3]);
    println!("{edits} edits");
    assert_eq!(edits, 17_613_946);
}

/// The edits to choose from, given the releases.
type Choices = fn(&[Entry]) -> Vec<Edit>;

/// Makes every sequence of edits of each of these lists, the first edit from the first choices and
/// so on, and returns the number of edits.
fn sequences<const EDITS: usize>(
    lists: impl Iterator<Item = Vec<Entry>>,
    choices: [Choices; EDITS],
) -> usize {
    lists.map(|list| sequences_from(&oracle::timeline(&list), &list, &choices)).sum()
}

/// Edits that are refused are made in a row on one copy, which must not change. Each other edit is
/// made on a copy of its own.
fn sequences_from(timeline: &Timeline, list: &[Entry], choices: &[Choices]) -> usize {
    let Some((first, later)) = choices.split_first() else { return 0 };
    let edits = first(list);
    let mut made = edits.len();
    let (refused, accepted): (Vec<_>, Vec<_>) =
        edits.into_iter().partition(|edit| edit.make_on_list(&mut list.to_owned()).is_err());

    let mut unchanged = (timeline.clone(), list.to_owned());
    for edit in refused {
        assert!(edit.make_on_both(&mut unchanged.0, &mut unchanged.1).is_err());
    }
    assert_eq!(unchanged.1, list);
    check::everything(list, &unchanged.0);

    for edit in accepted {
        let mut edited = (timeline.clone(), list.to_owned());
        assert_eq!(edit.make_on_both(&mut edited.0, &mut edited.1), Ok(()));
        check::everything(&edited.1, &edited.0);
        // The edits after one that changes nothing are also made without it.
        if edited.1 != list {
            made += sequences_from(&edited.0, &edited.1, later);
        }
    }
    made
}

#[test]
fn a_timeline_made_at_once_is_the_one_made_release_by_release() {
    let mut entries = Vec::new();
    for version in ["", "A", "B", "C"] {
        for since in [None, Some("A"), Some("B"), Some("unknown")] {
            let since = since.map(String::from);
            let required = Entry { since, ..Entry::new(version, Kind::Required) };
            let dead_end = Some("a dead end".to_owned());
            entries.extend([Entry { dead_end, published: false, ..required.clone() }, required]);
        }
        entries.extend([Kind::Withdrawn, Kind::DeadEnd].map(|kind| Entry::new(version, kind)));
    }

    let (mut tried, mut made) = (0, 0);
    for one in &entries {
        for two in &entries {
            for three in &entries {
                let mut pushed = (Timeline::default(), Vec::new());
                let expected = [one, two, three].into_iter().try_for_each(|entry| {
                    Edit::Push(entry.clone()).make_on_both(&mut pushed.0, &mut pushed.1)
                });
                let releases = [one, two, three].map(Entry::release);
                let from_list = Timeline::try_from(releases.to_vec());
                for at_once in [Timeline::new(releases), from_list] {
                    let expected = expected.clone().map(|()| pushed.0.clone());
                    assert_eq!(shown(at_once), shown(expected));
                }
                tried += 1;
                made += usize::from(expected.is_ok());
            }
        }
    }
    assert_eq!((tried, made), (64_000, 480));
}
