//! The effect of a change of a timeline on the installations that follow it.

use alloc::collections::BTreeMap;
use proptest::{prelude::*, sample::subsequence};

use rack_updates::{
    Release, Timeline,
    drift::{self, Drift, Part, Status},
    lint::Severity,
    plan::Target,
};

use crate::{
    generators::{entries, every_list_with_since},
    model::Derivation,
    notation::{RACK, timeline},
    oracle::{self, Entry, Kind, Refusal, Requirement, Step},
};

/// The change note.
fn note(old: &Timeline, new: &Timeline) -> String {
    drift::compare(old, new).to_string()
}

/// The releases of the parts with this code: `A by B` if there are two.
fn releases_of(code: &str, drift: &Drift<'_>) -> String {
    let parts = drift.parts.iter().filter(|part| part.code() == code);
    parts.map(|part| versions(part).join(" by ")).collect::<Vec<_>>().join(", ")
}

fn versions<'t>(part: &Part<'t>) -> Vec<&'t str> {
    part.releases().map(Release::version).collect()
}

#[test]
fn nothing_changes() {
    let old = timeline("A B* (C) (D*) !E F*~B G");
    let mut without_effect = old.clone();
    without_effect.set_description("A", "First light").unwrap();
    without_effect.set_reason("G", Some("copies the settings")).unwrap();
    without_effect.set_since("G", Some("A")).unwrap();
    without_effect.set_since("B", Some("B")).unwrap();
    for new in [&old, &without_effect] {
        let drift = drift::compare(&old, new);
        assert!(drift.is_empty());
        assert_eq!((drift.severity(), drift.to_string()), (None, "nothing changes".to_owned()));
    }
}

#[test]
fn a_required_release_that_is_waived_or_removed_is_lost() {
    // This would have led to convox/rack#2209 once more.
    let old = timeline(RACK);
    let mut new = old.clone();
    new.waive("20170306140228").unwrap();
    assert_eq!(drift::compare(&old, &new).severity(), Some(Severity::Error));
    assert_eq!(
        note(&old, &new),
        "error: from 24 releases: now skips release \"20170306140228\", which was required: \
         \"why 20170306140228\"\n\
         release \"20170306140228\" is no longer required\n\
         no release is blocked",
    );

    new.remove("20170306140228").unwrap();
    assert_eq!(
        note(&old, &new),
        "error: from 24 releases: now skips release \"20170306140228\", which was required: \
         \"why 20170306140228\"\n\
         error: release \"20170306140228\" is removed: updates from it can't be planned \
         any more\n\
         no release is blocked",
    );
}

#[test]
fn a_requirement_is_lost_or_missed() {
    for (code, old, new, expected) in [
        // The new path crosses a requirement that was met or blocked.
        ("lost", "A B* C", "A B C", "A by B"),
        ("lost", "A (B*) (C*) D", "A B (C) D", "A by B, B by C"),
        // It is beyond the newest published release.
        ("lost", "A B* (C)", "A B (C)", ""),
        // It is still required, even if by another S.
        ("lost", "A B C* D", "A B C*~B D", ""),
        // The new path stops at a release that meets it, for another reason.
        ("lost", "A B C*~B D", "A B* C D", ""),
        // An S that was removed is after the next older release.
        ("lost", "A B C*~B D", "A X* C D", ""),
        ("lost", "A B C*~B D", "X A* C D", "A by C"),
        // The path is blocked before.
        ("lost", "A B C* D", "A (B*) C D", "B by C"),
        // Of several it is the first. The others are named as well.
        ("lost", "A B C*~B D* E", "A B C D E", "A by C, B by D, C by D"),
        // An inner one is older than the outer one that it implied.
        ("lost", "A B* C*~A D*~B E", "A B C D E", "A by B, A by D"),
        ("lost", "A D B* C E* F", "A C D B E F", "A by B, C by E, D by B, B by E"),
        // If S moved to after B, B meets the requirement.
        ("lost", "A B C*~B D", "A C (B*~C) D", ""),
        // An installation of a release in the range meets the requirement.
        ("missed", "A B C D", "A B C*~B D", "D by C"),
        // A `since` that is newer now is a change of its own.
        ("missed", "A B C*~A D", "A B C* D", ""),
        // Of several it is the newest.
        ("missed", "A B* C D", "N* B* A D", "B by N, A by B, D by N"),
        // B was ahead of A, and C of both A and D.
        ("missed", "A B* D C* E", "C* B* D A E", "B by C, D by C, A by B"),
        // Terraform Enterprise required v202304-1 when two newer releases were out.
        (
            "missed",
            "v202302-1 v202304-1 v202305-1 v202305-2",
            "v202302-1 v202304-1* v202305-1 v202305-2",
            "v202305-1 by v202304-1, v202305-2 by v202304-1",
        ),
    ] {
        let [from, to] = [old, new].map(timeline);
        assert_eq!(releases_of(code, &drift::compare(&from, &to)), expected, "{old} to {new}");
    }
}

/// A row: the old timeline, the new one, and a part of the drift with its severity and code.
const PARTS: &str = r#"
A B C       | A (B*) C        | error blocked: from release "A": newly blocked by release "B"
A !B C      | A B (X*) C      | error blocked: from release "B": newly blocked by release "X"
A (B*) C* D | A B* (C*) D     | warning still_blocked: from release "A": still blocked, by release "C"
A B         | !A B            | warning dead_end: from release "A": no update is possible any more
A (B*) C    | A B* C          | info unblocked: from release "A": the path is open now
!A B        | A B             | info unblocked: from release "A": the path is open now
A B C       | A B* C          | info more_updates: from release "A": 1 more update
A B C D     | A B* C* D       | info more_updates: from release "A": 2 more updates
A B C* D* E | A B C*~B D*~B E | info fewer_updates: from release "A": 1 fewer update
A B         | A B C           | info redirected: from release "A": the first update now leads to release "C"
A (D*) E    | A B* (D*) E     | info redirected: from release "A": the first update now leads to release "B"
A           | A B             | info outdated: from release "A": no longer up to date
A B         | A (B)           | info up_to_date: from release "A": nothing newer to update to
!A          | A               | info up_to_date: from release "A": nothing newer to update to
A B* C      | A B C           | error lost: from release "A": now skips release "B", which was required: "why B"
A B         | A* B            | warning missed: from release "B": already newer than "A"; may have skipped it
            | A               | info added: release "A" is added
            | (A)             | info added: release "A" is added, not published
            | !A              | info added: release "A" is added, a dead end: "the end at A"
            | A*              | info added: release "A" is added, required: "why A"
            | (A*)            | info added: release "A" is added, not published, required: "why A"
B           | B A*~B          | info added: release "A" is added, required since release "B": "why A"
A           |                 | error removed: release "A" is removed: updates from it can't be planned any more
!A          |                 | warning removed: release "A" is removed: updates from it can't be planned any more
B A         | A B             | warning moved: release "A" moved: its place in the order changed
(A)         | A               | info published: release "A" is now published
A           | (A)             | info withdrawn: release "A" is no longer published
A           | A*              | info required: release "A" is now required: "why A"
B A         | B A*~B          | info required: release "A" is now required since release "B": "why A"
A*          | A               | info waived: release "A" is no longer required
B A*        | B A*~B          | warning since_changed: release "A" is now required since release "B", not since release "A"
B A*~B      | B A*            | warning since_changed: release "A" is now required since release "A", not since release "B"
(A)         | !A              | info dead_end_changed: release "A" is a dead end: "the end at A"
!A          | (A)             | info dead_end_changed: release "A" is no longer a dead end"#;

#[test]
fn each_part_has_its_severity_code_and_message() {
    for row in PARTS.trim_start().lines() {
        let [old, new, expected] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let [old, new] = [old, new].map(timeline);
        let parts = drift::compare(&old, &new).parts;
        let lines = parts.iter().map(|part| format!("{} {}: {part}", part.severity(), part.code()));
        let lines: Vec<_> = lines.collect();
        assert!(lines.iter().any(|line| line == expected), "{lines:#?} for {row}");
    }
}

#[test]
fn a_reason_that_changes() {
    let old = timeline("A B* !C");
    let mut new = old.clone();
    new.set_reason("B", Some("copies the settings")).unwrap();
    new.set_dead_end("C", Some("its updater is broken")).unwrap();
    assert_eq!(
        note(&old, &new),
        "release \"B\" now gives the reason: \"copies the settings\"\n\
         release \"C\" is a dead end: \"its updater is broken\"\n\
         no release is blocked",
    );

    let old = new.clone();
    new.set_reason("B", None).unwrap();
    assert_eq!(note(&old, &new), "release \"B\" no longer gives a reason\nno release is blocked",);
}

#[test]
fn releases_that_stay_blocked_are_counted() {
    let [old, new] = ["A (D*) E", "A B* (D*) E"].map(timeline);
    assert_eq!(
        note(&old, &new),
        "warning: from 2 releases: already newer than \"B\"; may have skipped it\n\
         release \"B\" is added, required: \"why B\"\n\
         from 1 release: the first update now leads to release \"B\"\n\
         blocked: 2 releases",
    );
}

#[test]
fn all_at_once_the_worst_first() {
    let old = timeline("A B* C D (E*) F (G) H");
    let new = timeline("A C B* D* (E) F* !G I (K*) L");
    assert_eq!(
        note(&old, &new),
        "error: from 4 releases: now skips release \"E\", which was required: \"why E\"\n\
         error: release \"H\" is removed: updates from it can't be planned any more\n\
         error: from 2 releases: newly blocked by release \"K\"\n\
         warning: release \"C\" moved: its place in the order changed\n\
         warning: from 4 releases: still blocked, by release \"K\"\n\
         warning: from 1 release: no update is possible any more\n\
         warning: from 2 releases: already newer than \"D\"; may have skipped it\n\
         warning: from 1 release: already newer than \"F\"; may have skipped it\n\
         release \"I\" is added\n\
         release \"K\" is added, not published, required: \"why K\"\n\
         release \"L\" is added\n\
         release \"D\" is now required: \"why D\"\n\
         release \"E\" is no longer required\n\
         release \"F\" is now required: \"why F\"\n\
         release \"G\" is a dead end: \"the end at G\"\n\
         blocked: 7 releases; newly: 2 releases",
    );
}

#[test]
fn a_note_for_a_fleet_counts_its_installations() {
    let old = timeline("A B C* (D) E");
    let new = timeline("A (B*) C E");
    let drift = drift::compare(&old, &new);
    let installations = |release: &Release| match release.version() {
        "A" => 12_000,
        "B" => 34,
        "C" => 1,
        "D" => 5,
        _ => 0,
    };
    assert_eq!(
        drift.for_fleet(installations).to_string(),
        "error: from 1 release, 34 installations: now skips release \"C\", which was required: \
         \"why C\"\n\
         error: from 1 release, 12000 installations: newly blocked by release \"B\"\n\
         warning: release \"D\" is removed: updates from it can't be planned any more \
         (5 installations)\n\
         warning: from 2 releases, 1 installation: already newer than \"B\"; may have skipped it\n\
         release \"B\" is no longer published\n\
         release \"B\" is now required: \"why B\"\n\
         release \"C\" is no longer required\n\
         blocked: 1 release, 12000 installations; newly: 1 release, 12000 installations",
    );

    // A count too great for the type stays at its maximum.
    let lines = drift.for_fleet(|_| u64::MAX).to_string();
    assert!(lines.contains(&format!("from 2 releases, {} installations:", usize::MAX)), "{lines}");
    assert_eq!(drift::compare(&old, &old).for_fleet(installations).to_string(), "nothing changes");
}

#[test]
fn hostile_texts_stay_on_their_line() {
    let hostile = "A\nno release is blocked\u{202e}\0\"";
    let old = Timeline::new([
        Release::new("x\n"),
        Release::new("w").required_since("x\n").because(hostile),
        Release::new(hostile),
    ])
    .unwrap();
    let new = Timeline::new([
        Release::new("x\n"),
        Release::new("w"),
        Release::new(hostile).because(hostile).required_since("x\n").unpublished(),
        Release::new("y\r").required().unpublished(),
        Release::new("z"),
    ])
    .unwrap();
    for text in [note(&old, &new), note(&new, &old)] {
        assert!(!text.contains(['\r', '\0', '\u{202e}']), "{text}");
        for line in text.lines() {
            let line = line.trim_start_matches("error: ").trim_start_matches("warning: ");
            let starts = ["release \"", "from ", "no release is blocked", "blocked: "];
            assert!(starts.iter().any(|start| line.starts_with(start)), "{text}");
        }
    }

    // Versions that look the same when cut are still told apart.
    let long = |middle: &str| ["a".repeat(300), middle.to_owned(), "b".repeat(300)].concat();
    let new = Timeline::new(["1", "2"].map(|middle| Release::new(long(middle)))).unwrap();
    assert_eq!(note(&Timeline::default(), &new).lines().count(), 3);
}

#[test]
fn drifts_are_equal_if_their_fields_are() {
    let [old, new] = ["A B C", "A B* C D"].map(timeline);
    let drift = drift::compare(&old, &new);
    assert_eq!(drift, drift::compare(&old.clone(), &new.clone()));
    assert_ne!(drift, drift::compare(&old, &old));

    // An edited release doesn't make two paths differ.
    let [old, new] = ["A B (C) D", "A B C D*"].map(timeline);
    let drift = drift::compare(&old, &new);
    assert!(!drift.parts.iter().any(|part| matches!(part, Part::Path { .. })), "{drift:?}");
}

#[test]
fn the_fewest_releases_that_explain_the_order_are_moved() {
    let moved = |old, new| {
        let [old, new] = [old, new].map(timeline);
        releases_of("moved", &drift::compare(&old, &new))
    };
    assert_eq!(moved("A B C D E", "B C D E A"), "A");
    assert_eq!(moved("A B C D E", "E A B C D"), "E");
    assert_eq!(moved("A B C D E", "A D B C E"), "D");
    assert_eq!(moved("A B C D E", "x A y B C z D"), "");
    assert_eq!(moved("A B C", "C B A"), "C, B");

    // In every order, the releases that weren't moved are in their old order, and no larger set is.
    let old = timeline("A B C D E F");
    let mut orders = 0;
    every_order(&mut ["A", "B", "C", "D", "E", "F"], 0, &mut |order| {
        let new = Timeline::new(order.iter().map(Release::new)).unwrap();
        let moved = releases_of("moved", &drift::compare(&old, &new));
        let moved: Vec<_> = moved.split(", ").filter(|version| !version.is_empty()).collect();
        let stayed: Vec<_> = order.iter().filter(|version| !moved.contains(version)).collect();
        assert!(stayed.is_sorted(), "{order:?} by {moved:?}");
        let ascending = |subset: &u32| {
            let chosen = (0..order.len()).filter(|&at| subset >> at & 1 == 1);
            chosen.map(|at| order[at]).is_sorted()
        };
        let most = (0..1_u32 << order.len()).filter(ascending).map(u32::count_ones).max().unwrap();
        assert_eq!(stayed.len(), most as usize, "{order:?} by {moved:?}");
        assert!(order.iter().filter(|version| moved.contains(version)).eq(&moved));
        orders += 1;
    });
    assert_eq!(orders, 720);
}

fn every_order<T: Clone>(items: &mut [T], settled: usize, check: &mut impl FnMut(&[T])) {
    if settled == items.len() {
        check(items);
    }
    for next in settled..items.len() {
        items.swap(settled, next);
        every_order(items, settled + 1, check);
        items.swap(settled, next);
    }
}

#[test]
fn every_change_of_up_to_three_releases_in_their_order() {
    let cases: Vec<_> = every_list_with_since(0..=3, &Kind::ALL).map(Case::new).collect();
    agree(&cases, &cases);
}

// The old lists are in one order only, because any other is one of these under other names.

#[test]
fn every_change_of_up_to_three_releases() {
    let kinds = [Kind::Plain, Kind::Required, Kind::Blocking];
    let old: Vec<_> = every_list_with_since(0..=3, &kinds).map(Case::new).collect();
    agree(&old, &every_choice(&["m", "10", "9"], &kinds));
}

#[test]
fn every_change_of_four_releases() {
    let kinds = [Kind::Plain, Kind::Required];
    let old = every_list_with_since(4..=4, &kinds);
    let old = old.filter(|list| list.iter().filter(|entry| entry.required).count() <= 2);
    agree(&old.map(Case::new).collect::<Vec<_>>(), &every_choice(&["m", "10", "9", "z-2"], &kinds));
}

#[test]
fn every_order_of_five_releases_of_which_some_were_required() {
    let entry = |version: &&str, is_required| {
        Entry::new(version, if is_required { Kind::Required } else { Kind::Plain })
    };
    let versions = ["e", "b", "d", "a", "c"];
    let list = |required: u32, order: &[&str]| {
        let place = |version| versions.iter().position(|other| other == version).unwrap();
        let list = order.iter().map(|version| entry(version, required >> place(version) & 1 == 1));
        Case::new(list.collect())
    };
    for old_required in 0..1_u32 << 5 {
        let old = list(old_required, &versions);
        for new_required in (0..=old_required).filter(|new| new & !old_required == 0) {
            every_order(&mut versions.clone(), 0, &mut |order| {
                agrees(&old, &list(new_required, order));
            });
        }
    }
}

/// Every list of some of these releases, in every order, of these kinds, and with every S.
fn every_choice(versions: &[&str], kinds: &[Kind]) -> Vec<Case> {
    let mut lists = vec![Vec::new()];
    let mut done = 0;
    while let Some(list) = lists.get(done).cloned() {
        done += 1;
        for &version in versions {
            if oracle::position(&list, version).is_some() {
                continue;
            }
            for &kind in kinds {
                let entry = Entry::new(version, kind);
                lists.push([&list[..], core::slice::from_ref(&entry)].concat());
                for older in list.iter().filter(|_| entry.required) {
                    let since = Some(older.version.clone());
                    lists.push([&list[..], &[Entry { since, ..entry.clone() }]].concat());
                }
            }
        }
    }
    lists.into_iter().map(Case::new).collect()
}

proptest! {
    #[test]
    fn a_drift_of_longer_timelines_is_the_models(
        (old, new) in entries(16).prop_flat_map(|old| {
            let order = subsequence((0..old.len()).collect::<Vec<_>>(), old.len() / 2..=old.len());
            let kinds = prop::collection::vec(prop::sample::select(&Kind::ALL[..]), 4);
            let order = prop_oneof![2 => order.clone(), 1 => order.prop_shuffle()];
            (Just(old), order, kinds, any::<u16>())
        }).prop_map(|(old, order, kinds, edited)| {
            let mut new: Vec<_> = order.iter().map(|&place| old[place].clone()).collect();
            for (number, entry) in new.iter_mut().enumerate() {
                if edited >> (number % 16) & 1 == 1 {
                    let edit = Entry::new(&entry.version, kinds[number % kinds.len()]);
                    let since = entry.since.take().filter(|_| edit.required);
                    *entry = Entry { since, ..edit };
                }
            }
            for place in 0..new.len() {
                let since = new[place].since.as_deref();
                if since.is_some_and(|since| oracle::position(&new[..place], since).is_none()) {
                    new[place].since = None;
                }
            }
            (old, new)
        })
    ) {
        agrees(&Case::new(old), &Case::new(new));
    }
}

/// A timeline and the oracle's path from each release to the newest published one.
struct Case {
    entries: Vec<Entry>,
    timeline: Timeline,
    paths: Vec<(Vec<Step>, Option<Refusal>)>,
}

/// A status by versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathStatus<'a> {
    UpToDate,
    Open(&'a str, usize),
    /// By which release, and where the first update leads.
    Blocked(&'a str, Option<&'a str>),
    DeadEnd,
}

impl Case {
    fn new(entries: Vec<Entry>) -> Self {
        let path = |entry: &Entry| oracle::walk(&entries, &entry.version, Target::Latest);
        let paths = entries.iter().map(path).collect();
        let timeline = oracle::timeline(&entries);
        Self { entries, timeline, paths }
    }

    fn position(&self, version: &str) -> Option<usize> {
        oracle::position(&self.entries, version)
    }

    fn versions(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.version)
    }

    fn status(&self, position: usize) -> PathStatus<'_> {
        let (steps, refusal) = &self.paths[position];
        let first = steps.first().map(|step| &*self.entries[step.to].version);
        match (refusal, first) {
            (None, None) => PathStatus::UpToDate,
            (None, Some(first)) => PathStatus::Open(first, steps.len()),
            (Some(Refusal::Blocked { required, .. }), first) => {
                PathStatus::Blocked(required, first)
            }
            (Some(_), _) => PathStatus::DeadEnd,
        }
    }
}

/// Compares each drift from one of the first to one of the second with the model.
fn agree(old: &[Case], new: &[Case]) {
    for old in old {
        for new in new {
            agrees(old, new);
        }
    }
}

fn agrees(old: &Case, new: &Case) {
    let drift = drift::compare(&old.timeline, &new.timeline);
    let question = || format!("{:#?} to {:#?}: {drift:#?}", old.entries, new.entries);
    // The releases that moved are tested above.
    let parts = drift.parts.iter().filter(|part| !matches!(part, Part::Moved { .. }));
    let parts: Vec<_> = parts.map(part_facts).collect();
    assert_eq!(parts, model(old, new), "{}", question());
    let is_blocked = |c: &usize| matches!(new.status(*c), PathStatus::Blocked(..));
    let blocked = (0..new.entries.len()).filter(is_blocked).map(|c| &new.timeline[c]);
    assert!(drift.blocked.iter().copied().eq(blocked), "{}", question());
    assert_eq!(drift.severity(), drift.parts.iter().map(Part::severity).max());
    let is_same = parts.is_empty() && old.versions().eq(new.versions());
    assert_eq!(drift.is_empty(), is_same, "{}", question());
}

/// The facts of a part, by versions: its kind, its releases, and its statuses.
type PartFacts<'a> = (&'static str, Vec<&'a str>, Option<[PathStatus<'a>; 2]>);

fn part_facts<'t>(part: &Part<'t>) -> PartFacts<'t> {
    let path_status = |status| match status {
        Status::UpToDate => PathStatus::UpToDate,
        Status::Open { first, updates, .. } => PathStatus::Open(first.version(), updates),
        Status::Blocked { required, first, .. } => {
            PathStatus::Blocked(required.version(), first.map(Release::version))
        }
        Status::DeadEnd => PathStatus::DeadEnd,
        _ => unreachable!("there is no other status"),
    };
    match *part {
        Part::Path { before, after, .. } => {
            ("path", versions(part), Some([before, after].map(path_status)))
        }
        Part::Lost { before, after, .. } => {
            ("lost", versions(part), Some([before, after].map(path_status)))
        }
        _ => (part.code(), versions(part), None),
    }
}

/// The parts of a change, by the definitions in the documentation.
fn model<'a>(old: &'a Case, new: &'a Case) -> Vec<PartFacts<'a>> {
    let only = |code: &'static str, one: &'a Case, other: &Case| {
        let only = one.versions().filter(|version| other.position(version).is_none());
        only.map(|version| (code, vec![version], None)).collect::<Vec<_>>()
    };
    let (mut lost, mut changed, mut paths, mut missed) = (vec![], vec![], vec![], vec![]);
    let mut newest_lost = BTreeMap::new();
    for (c, entry) in new.entries.iter().enumerate() {
        let version = &*entry.version;
        let Some(old_c) = old.position(version) else { continue };
        let codes = changes(&old.entries[old_c], entry);
        changed.extend(codes.into_iter().map(|code| (code, vec![version], None)));

        let statuses = [old.status(old_c), new.status(c)];
        let all_lost = all_lost(old, new, old_c, c).into_iter();
        let all_lost = all_lost.map(|b| ("lost", vec![version, b], Some(statuses)));
        let all_lost: Vec<_> = all_lost.collect();
        lost.extend(all_lost.first().cloned());
        let are_open = statuses.iter().all(|status| matches!(status, PathStatus::Open(..)));
        if statuses[0] != statuses[1] && (all_lost.is_empty() || !are_open) {
            let blocked_by = match statuses[1] {
                PathStatus::Blocked(required, _) => Some(required),
                _ => None,
            };
            let releases = [version].into_iter().chain(blocked_by).collect();
            paths.push(("path", releases, Some(statuses)));
        }
        // Releases are visited oldest first, so the newest that loses a requirement is kept.
        newest_lost.extend(all_lost.into_iter().map(|part| (old.position(part.1[1]), part)));
        if let Some(required) = newest_missed(old, new, old_c, c) {
            missed.push(("missed", vec![version, required], None));
        }
    }
    // A requirement that no part names has a part of its own.
    newest_lost.retain(|_, part| lost.iter().all(|other| other.1[1] != part.1[1]));
    lost.extend(newest_lost.into_values());
    let (added, removed) = (only("added", new, old), only("removed", old, new));
    [lost, added, removed, changed, paths, missed].concat()
}

fn changes(old: &Entry, new: &Entry) -> Vec<&'static str> {
    let mut changes = Vec::new();
    if old.published != new.published {
        changes.push(if new.published { "published" } else { "withdrawn" });
    }
    if old.required != new.required {
        changes.push(if new.required { "required" } else { "waived" });
    } else if new.required {
        let since = |entry: &Entry| entry.since.clone().unwrap_or_else(|| entry.version.clone());
        changes.extend((since(old) != since(new)).then_some("since_changed"));
        changes.extend((old.reason != new.reason).then_some("reason_changed"));
    }
    changes.extend((old.dead_end != new.dead_end).then_some("dead_end_changed"));
    changes
}

/// A requirement B of the old timeline that lay on the old path from c to latest, met or blocked,
/// is lost for c if the new path crosses it and B is no longer required. These are all of them, in
/// the order in which the path crosses them, and of those the oldest first.
fn all_lost<'a>(old: &'a Case, new: &Case, old_c: usize, c: usize) -> Vec<&'a str> {
    let old_latest = old.entries.iter().rposition(|entry| entry.published).unwrap_or(0);
    // Twice the new position, so there is room after each release for those that were removed.
    let place = |position: usize| {
        let older = old.entries[..=position].iter().rev();
        let mut kept = older.map(|entry| new.position(&entry.version));
        match kept.next().flatten() {
            Some(position) => position * 2 + 1,
            None => kept.flatten().next().map_or(0, |position| position * 2 + 2),
        }
    };
    let is_required =
        |version: &str| new.position(version).is_some_and(|b| new.entries[b].required);

    let requirements = oracle::requirements(&old.entries).into_iter();
    let dropped: Vec<_> = requirements
        .filter(|b| old_c < b.since && b.required < old_latest)
        .filter(|b| !is_required(&old.entries[b.required].version))
        .map(|b| {
            let required = place(b.required);
            (Requirement { since: place(b.since).min(required), required }, b.required)
        })
        .collect();
    let mut lost = Vec::new();
    for step in &new.paths[c].0 {
        let (from, to) = (step.from * 2 + 1, step.to * 2 + 1);
        let crossed = dropped.iter().filter(|(b, _)| b.is_crossed(from, to));
        let mut crossed: Vec<_> = crossed.map(|(b, position)| (b.required, *position)).collect();
        crossed.sort_unstable();
        lost.extend(crossed.into_iter().map(|(_, position)| &*old.entries[position].version));
    }
    lost
}

/// The newest required release before c that wasn't required, or whose S was after c.
fn newest_missed<'a>(old: &Case, new: &'a Case, old_c: usize, c: usize) -> Option<&'a str> {
    let mut required = new.entries[..c].iter().rev().filter(|entry| entry.required);
    let missed = required.find(|entry| {
        let b = old.position(&entry.version);
        let mut requirements = oracle::requirements(&old.entries).into_iter();
        requirements.find(|other| Some(other.required) == b).is_none_or(|b| old_c < b.since)
    });
    missed.map(|entry| &*entry.version)
}

#[test]
fn a_derived_stop_moves_with_its_run_and_is_neither_lost_nor_missed() {
    let derived = |list: &str, derivation: Derivation| {
        let mut timeline = timeline(list);
        let minor = |version: &str| version.rsplit_once('.').map(|(minor, _)| minor.to_owned());
        derivation.derive(&mut timeline, minor).unwrap();
        timeline
    };
    for derivation in Derivation::BOTH {
        let old = derived("1.28.0 1.29.0 1.29.8 1.30.0 1.31.0", derivation);
        let new = derived("1.28.0 1.29.0 1.29.8 1.29.9 1.30.0 1.31.0", derivation);
        let drift = drift::compare(&old, &new);
        assert!(drift.severity() < Some(Severity::Warning), "{drift}");
        assert!(!drift.is_empty());
    }
}
