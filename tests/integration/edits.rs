//! Every short sequence of edits on every small timeline, compared with a plain list.

use core::ops::RangeInclusive;

use rack_updates::{Release, Timeline, TimelineError};

use crate::{
    check,
    exhaustive::every_list,
    oracle::{self, Entry, Kind},
};

#[test]
fn every_edit_of_every_timeline_of_up_to_three_releases() {
    sequences(0..=3, &Kind::ALL, 1, Edit::every);
}

#[test]
fn every_two_edits_of_every_timeline_of_up_to_one_release() {
    sequences(0..=1, &Kind::ALL, 2, Edit::every);
}

#[test]
fn every_three_edits_of_flags_of_every_timeline_of_two_releases() {
    sequences(2..=2, &Kind::ALL, 3, Edit::every_flag);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_three_edits_of_every_timeline_of_up_to_four_releases() {
    println!("{} edits", sequences(0..=4, &Kind::FLAGS, 3, Edit::every_telling));
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_three_edits_of_every_timeline_with_dead_ends_of_up_to_three_releases() {
    println!("{} edits", sequences(0..=3, &Kind::ALL, 3, Edit::every_telling));
}

/// Makes every sequence of up to this many edits on every timeline of these lengths, and says how
/// many edits that were.
fn sequences(
    lengths: RangeInclusive<usize>,
    kinds: &[Kind],
    edits: usize,
    choices: fn(&[Entry]) -> Vec<Edit>,
) -> usize {
    let lists = lengths.flat_map(|length| every_list(length, kinds));
    lists.map(|list| sequences_from(&oracle::timeline(&list), &list, edits, choices)).sum()
}

fn sequences_from(
    timeline: &Timeline,
    list: &[Entry],
    edits: usize,
    choices: fn(&[Entry]) -> Vec<Edit>,
) -> usize {
    let mut made = 0;
    for edit in choices(list) {
        let (edited, model) = make(&edit, timeline, list);
        made += 1;
        // What comes after an edit that changes nothing also comes without it.
        if edits > 1 && model != list {
            made += sequences_from(&edited, &model, edits - 1, choices);
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
    InsertAfter(String, Entry),
    Push(Entry),
}

impl Edit {
    /// Every edit of a flag of any of these releases, and of one that isn't there.
    fn every_flag(list: &[Entry]) -> Vec<Self> {
        let versions = list.iter().map(|entry| entry.version.clone());
        versions
            .chain(["unknown".to_owned()])
            .flat_map(|version| {
                [
                    Self::Publish(version.clone()),
                    Self::Withdraw(version.clone()),
                    Self::Require(version.clone(), None),
                    Self::Require(version.clone(), Some("a new reason".to_owned())),
                    Self::Waive(version),
                ]
            })
            .collect()
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

    /// The edits that are left when of those that do much the same, one is taken.
    fn every_telling(list: &[Entry]) -> Vec<Self> {
        let new = new_version(list);
        let mut entries =
            [Kind::Blocking, Kind::DeadEnd].map(|kind| Entry::new(&new, kind)).to_vec();
        entries.extend(list.last().cloned());
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
