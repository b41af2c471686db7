//! Every short sequence of edits on every small timeline, compared with a plain list.

use core::{
    num::NonZeroUsize,
    ops::RangeInclusive,
    sync::atomic::{AtomicUsize, Ordering},
};
use std::thread;

use rack_updates::{Release, Timeline, TimelineError};

use crate::{
    check,
    exhaustive::every_list,
    oracle::{self, Entry, Kind},
};

#[test]
fn every_edit_of_every_timeline_of_up_to_three_releases() {
    assert_eq!(sequences(0..=3, [Edit::every]), 10_656);
}

#[test]
fn every_two_edits_of_every_timeline_of_up_to_two_releases() {
    assert_eq!(sequences(0..=2, [Edit::every; 2]), 39_345);
}

#[test]
fn every_three_edits_of_flags_of_every_timeline_of_two_releases() {
    assert_eq!(sequences(2..=2, [Edit::every_flag; 3]), 13_719);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_three_edits_of_every_timeline_of_up_to_three_releases() {
    let edits = sequences(0..=3, [Edit::every; 3]);
    println!("{edits} edits");
    assert_eq!(edits, 12_283_824);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_two_edits_of_every_timeline_of_four_releases() {
    let edits = sequences(4..=4, [Edit::every; 2]);
    println!("{edits} edits");
    assert_eq!(edits, 2_217_975);
}

/// Here the first two of three edits insert only two kinds of releases; the last is any edit.
#[test]
#[ignore = "takes minutes; run it in release mode"]
fn two_telling_edits_and_then_every_edit_of_every_timeline_of_four_releases() {
    let edits = sequences(4..=4, [Edit::every_telling, Edit::every_telling, Edit::every]);
    println!("{edits} edits");
    assert_eq!(edits, 29_805_310);
}

/// The edits to choose from, given the releases.
type Choices = fn(&[Entry]) -> Vec<Edit>;

/// Makes every sequence of edits on every timeline of these lengths, the first edit out of the first
/// choices and so on, and says how many edits that were.
fn sequences<const EDITS: usize>(
    lengths: RangeInclusive<usize>,
    choices: [Choices; EDITS],
) -> usize {
    let lists: Vec<_> = lengths.flat_map(|length| every_list(length, &Kind::ALL)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = 0;
        while let Some(list) = lists.get(next.fetch_add(1, Ordering::Relaxed)) {
            made += sequences_from(&oracle::timeline(list), list, &choices);
        }
        made
    };
    thread::scope(|scope| {
        let other = scope.spawn(work);
        work() + other.join().unwrap()
    })
}

/// Edits that are refused are made in a row on one copy, which must stay as it is. Each other edit is
/// made on a copy of its own.
fn sequences_from(timeline: &Timeline, list: &[Entry], choices: &[Choices]) -> usize {
    let Some((first, later)) = choices.split_first() else { return 0 };
    let edits = first(list);
    let mut made = edits.len();
    let (refused, accepted): (Vec<_>, Vec<_>) =
        edits.into_iter().partition(|edit| edit.make_plainly(&mut list.to_owned()).is_err());

    let mut unchanged = (timeline.clone(), list.to_owned());
    for edit in refused {
        edit.make_on_both(&mut unchanged.0, &mut unchanged.1);
    }
    assert_eq!(unchanged.1, list);
    check::same_answers(&unchanged.0, timeline);

    for edit in accepted {
        let (edited, edited_list) = make(&edit, timeline, list);
        // What comes after an edit that changes nothing also comes without it.
        if edited_list != list {
            made += sequences_from(&edited, &edited_list, later);
        }
    }
    made
}

/// Makes an edit on copies of both, and gives them back if nothing tells them apart.
pub(crate) fn make(edit: &Edit, timeline: &Timeline, list: &[Entry]) -> (Timeline, Vec<Entry>) {
    let (mut timeline, mut list) = (timeline.clone(), list.to_owned());
    edit.make_on_both(&mut timeline, &mut list);
    let anew = Timeline::new(timeline.iter().cloned()).unwrap();
    check::same_answers(&timeline, &anew);
    (timeline, list)
}

#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Publish(String),
    Withdraw(String),
    Require(String, Option<String>),
    Waive(String),
    /// The key of a release is how often this number goes into the length of its version.
    RequireLastOfEach(NonZeroUsize),
    InsertAfter(String, Entry),
    Push(Entry),
}

impl Edit {
    /// Every edit of a flag of any of these releases and of one that isn't there, and of flags by
    /// runs.
    fn every_flag(list: &[Entry]) -> Vec<Self> {
        let versions = list.iter().map(|entry| entry.version.clone());
        let by_version = versions.chain(["unknown".to_owned()]).flat_map(|version| {
            [
                Self::Publish(version.clone()),
                Self::Withdraw(version.clone()),
                Self::Require(version.clone(), None),
                Self::Require(version.clone(), Some("a new reason".to_owned())),
                Self::Waive(version),
            ]
        });
        // With 1, runs are mostly of one release; with 3, of several.
        let by_runs = [1, 3].map(|divisor| Self::RequireLastOfEach(divisor.try_into().unwrap()));
        by_version.chain(by_runs).collect()
    }

    /// Every edit: the flags, and each kind of release, good or bad, at each place.
    fn every(list: &[Entry]) -> Vec<Self> {
        let new = new_version(list);
        let mut entries = Kind::ALL.map(|kind| Entry::new(&new, kind)).to_vec();
        entries.push(Entry::new("", Kind::Plain));
        entries.push(Entry { required: true, ..Entry::new(&new, Kind::DeadEnd) });
        entries.extend(list.first().cloned());
        entries.extend(list.first().map(|first| Entry { required: true, ..first.clone() }));
        entries.extend(list.last().cloned());
        [Self::every_flag(list), Self::every_place(list, &entries)].concat()
    }

    /// Every edit but those that insert a release that is refused, or of a kind that can also be had
    /// from a blocking release by edits of its flags.
    fn every_telling(list: &[Entry]) -> Vec<Self> {
        let new = new_version(list);
        let entries = [Kind::Blocking, Kind::DeadEnd].map(|kind| Entry::new(&new, kind));
        [Self::every_flag(list), Self::every_place(list, &entries)].concat()
    }

    /// Each of these entries after each release, after one that isn't there, and at the end.
    fn every_place(list: &[Entry], entries: &[Entry]) -> Vec<Self> {
        let mut edits = Vec::new();
        for entry in entries {
            for anchor in list {
                edits.push(Self::InsertAfter(anchor.version.clone(), entry.clone()));
            }
            edits.push(Self::InsertAfter("unknown".to_owned(), entry.clone()));
            edits.push(Self::Push(entry.clone()));
        }
        edits
    }

    pub(crate) fn make_on_both(&self, timeline: &mut Timeline, list: &mut Vec<Entry>) {
        assert_eq!(self.make(timeline), self.make_plainly(list), "{self:#?} on {list:#?}");
        check::same_releases(timeline, list);
    }

    fn make(&self, timeline: &mut Timeline) -> Result<(), TimelineError> {
        match self {
            Self::Publish(version) => timeline.publish(version),
            Self::Withdraw(version) => timeline.withdraw(version),
            Self::Require(version, reason) => timeline.require(version, reason.as_deref()),
            Self::Waive(version) => timeline.waive(version),
            Self::RequireLastOfEach(divisor) => {
                timeline.require_last_of_each(|release| release.version().len() / *divisor);
                Ok(())
            }
            Self::InsertAfter(anchor, entry) => timeline.insert_after(anchor, entry.release()),
            Self::Push(entry) => timeline.push(entry.release()),
        }
    }

    /// The same on a plain list.
    fn make_plainly(&self, list: &mut Vec<Entry>) -> Result<(), TimelineError> {
        match self {
            Self::Publish(version) => change(list, version, |entry| entry.published = true),
            Self::Withdraw(version) => change(list, version, |entry| entry.published = false),
            Self::Require(version, reason) => change(list, version, |entry| {
                entry.required = true;
                if reason.is_some() {
                    entry.reason.clone_from(reason);
                }
            }),
            Self::Waive(version) => change(list, version, |entry| entry.required = false),
            Self::RequireLastOfEach(divisor) => {
                require_last_of_each(list, |entry| entry.version.len() / *divisor);
                Ok(())
            }
            Self::InsertAfter(anchor, entry) => {
                let anchor = find(list, anchor)?;
                insert(list, anchor + 1, entry)
            }
            Self::Push(entry) => insert(list, list.len(), entry),
        }
    }
}

/// A version that no earlier edit has brought in.
fn new_version(list: &[Entry]) -> String {
    format!("new at {}", list.len())
}

fn change(
    list: &mut [Entry],
    version: &str,
    change: impl FnOnce(&mut Entry),
) -> Result<(), TimelineError> {
    let position = find(list, version)?;
    let mut changed = list[position].clone();
    change(&mut changed);
    refuse_dead_end(&changed, position)?;
    list[position] = changed;
    Ok(())
}

fn require_last_of_each(list: &mut [Entry], key: impl Fn(&Entry) -> usize) {
    let mut runs: Vec<_> = list.chunk_by_mut(|one, next| key(one) == key(next)).collect();
    let _newest = runs.pop();
    for run in runs {
        if let Some(last) = run.iter_mut().rfind(|entry| entry.published) {
            last.required = true;
        }
    }
}

fn insert(list: &mut Vec<Entry>, position: usize, entry: &Entry) -> Result<(), TimelineError> {
    if entry.version.is_empty() {
        return Err(TimelineError::EmptyVersion { position });
    }
    refuse_dead_end(entry, position)?;
    if let Ok(first) = find(list, &entry.version) {
        let version = entry.version.clone();
        return Err(TimelineError::DuplicateVersion { version, first, second: position });
    }
    list.insert(position, entry.clone());
    Ok(())
}

fn find(list: &[Entry], version: &str) -> Result<usize, TimelineError> {
    list.iter()
        .position(|entry| entry.version == version)
        .ok_or_else(|| TimelineError::UnknownVersion { version: version.to_owned() })
}

fn refuse_dead_end(entry: &Entry, position: usize) -> Result<(), TimelineError> {
    if entry.dead_end.is_some() && (entry.published || entry.required) {
        return Err(TimelineError::DeadEnd { version: entry.version.clone(), position });
    }
    Ok(())
}

#[test]
fn an_edit_touches_the_one_fact_it_names() {
    let release = Release::new("A").because("copies the settings").described("First light");
    let mut timeline = Timeline::new([release.clone()]).unwrap();

    timeline.withdraw("A").unwrap();
    assert_eq!(timeline[0], release.clone().unpublished());
    timeline.publish("A").unwrap();
    assert_eq!(timeline[0], release, "publishing again doesn't clear the requirement");

    timeline.waive("A").unwrap();
    assert!(!timeline[0].is_required());
    assert_eq!(timeline[0].reason(), Some("copies the settings"));
    timeline.require("A", None).unwrap();
    assert_eq!(timeline[0], release, "the reason has outlived the waiver");

    timeline.require("A", Some("another reason")).unwrap();
    assert_eq!(timeline[0], release.because("another reason"));
}

#[test]
fn a_refused_timeline_says_why_and_a_refused_edit_changes_nothing() {
    let [a, b] = ["A", "B"].map(Release::new);
    let timeline = Timeline::new([a.clone(), b.clone()]).unwrap();
    let mut edited = timeline.clone();

    let duplicate = TimelineError::DuplicateVersion { version: "A".into(), first: 0, second: 2 };
    assert_eq!(edited.push(a.clone()), Err(duplicate.clone()));
    assert_eq!(Timeline::new([a.clone(), b.clone(), a.clone()]), Err(duplicate.clone()));
    assert_eq!(Timeline::try_from(vec![a.clone(), b.clone(), a.clone()]), Err(duplicate));

    let dead_end = TimelineError::DeadEnd { version: "C".into(), position: 2 };
    let required = Release::new("C").dead_end("broken").required();
    assert_eq!(edited.push(required.clone()), Err(dead_end.clone()));
    assert_eq!(Timeline::new([a, b, required]), Err(dead_end));

    assert_eq!(edited.push(Release::new("")), Err(TimelineError::EmptyVersion { position: 2 }));
    check::same_answers(&edited, &timeline);
}
