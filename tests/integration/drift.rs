//! What a change of a timeline means for those who follow it.

use rack_updates::{
    Release, Timeline,
    drift::{self, Drift, Way},
    plan::{PlanError, Target},
};

use crate::{
    exhaustive::every_list,
    notation::timeline,
    oracle::{self, Entry, Kind},
};

/// The change note.
fn note(old: &Timeline, new: &Timeline) -> String {
    drift::compare(old, new).to_string()
}

fn versions<'t>(releases: &[&'t Release]) -> Vec<&'t str> {
    releases.iter().map(|release| release.version()).collect()
}

#[test]
fn nothing_changes() {
    for text in ["", "A", "A B* (C) (D*) !E"] {
        let timeline = timeline(text);
        let same = timeline.clone();
        let drift = drift::compare(&timeline, &same);
        assert!(drift.is_empty());
        assert_eq!(drift.to_string(), "nothing changes");
    }

    // Neither does it if only a description does.
    let described = Timeline::new([Release::new("A").described("First light")]).unwrap();
    assert!(drift::compare(&timeline("A"), &described).is_empty());
}

#[test]
fn a_stop_that_is_forgotten_and_then_required() {
    // What convox/rack#2209 would have taken.
    let old = timeline(
        "20170131225707 20170202012654 20170202143043 20170208222653 20170216230221 20170224195843
        20170301205054 20170302002744 20170306140228 20170307001710 20170315195000",
    );
    let mut new = old.clone();
    new.require("20170306140228", Some("a direct update over it fails")).unwrap();
    assert_eq!(
        note(&old, &new),
        "release \"20170306140228\" is now required: \"a direct update over it fails\"\n\
         no release is blocked\n\
         from 8 releases: 1 update more\n\
         from 2 releases: already past release \"20170306140228\", which does nothing for them",
    );

    assert_eq!(
        note(&new, &old),
        "release \"20170306140228\" is no longer required, gives no reason any more\n\
         no release is blocked\n\
         from 8 releases: 1 update fewer",
    );
}

#[test]
fn a_stop_that_comes_late() {
    // Terraform Enterprise required v202304-1 when two newer releases were out.
    let old = timeline("v202302-1 v202303-1 v202304-1 v202305-1 v202305-2");
    let mut new = old.clone();
    new.require("v202304-1", None).unwrap();
    let drift = drift::compare(&old, &new);
    assert_eq!(
        drift.to_string(),
        "release \"v202304-1\" is now required\n\
         no release is blocked\n\
         from 2 releases: 1 update more\n\
         from 2 releases: already past release \"v202304-1\", which does nothing for them",
    );
    let missed: Vec<_> = drift.effects.iter().map(|effect| effect.missed).collect();
    assert_eq!(missed, [None, None, new.get("v202304-1"), new.get("v202304-1")]);
    assert_eq!(
        (drift.effects[0].before, drift.effects[0].after),
        (Way::Open { first: &old[4], updates: 1 }, Way::Open { first: &new[2], updates: 2 },),
    );
}

#[test]
fn a_stop_that_is_withdrawn() {
    // As GitLab withdrew some of its stops.
    let old = timeline("16.0 16.1* 16.2* 16.3* 16.4 16.5");
    let mut waived = old.clone();
    waived.waive("16.2").unwrap();
    assert_eq!(
        note(&old, &waived),
        "release \"16.2\" is no longer required\n\
         no release is blocked\n\
         from 2 releases: 1 update fewer",
    );

    // To withdraw it without waiving it holds everybody up.
    let mut withdrawn = old.clone();
    withdrawn.withdraw("16.2").unwrap();
    let drift = drift::compare(&old, &withdrawn);
    assert!(drift.effects.iter().all(drift::Effect::is_newly_blocked));
    assert_eq!(
        drift.to_string(),
        "release \"16.2\" is no longer published\n\
         blocked: 2 releases, 2 of them newly\n\
         from 2 releases: newly blocked by release \"16.2\"",
    );
    let drift = drift::compare(&withdrawn, &old);
    assert!(drift.effects.iter().all(drift::Effect::is_newly_free));
    assert_eq!(
        drift.to_string(),
        "release \"16.2\" is now published\n\
         no release is blocked\n\
         from 2 releases: updates are possible again",
    );
}

#[test]
fn one_more_release() {
    assert_eq!(
        note(&timeline("A B* C"), &timeline("A B* C D")),
        "release \"D\" is added\n\
         no release is blocked\n\
         from 1 release: the first update now goes to release \"D\"\n\
         from 1 release: no longer up to date",
    );
    let mut old = timeline("A");
    for (addition, fact) in [
        ("(B)", "not published"),
        ("!C", "a dead end: \"the end at C\""),
        ("(D*)", "required and not published: \"why D\""),
    ] {
        let mut new = old.clone();
        new.push(timeline(addition)[0].clone()).unwrap();
        let version = new[new.len() - 1].version();
        assert_eq!(
            note(&old, &new),
            format!("release \"{version}\" is added, {fact}\nno release is blocked"),
        );
        old = new;
    }
    let mut new = old.clone();
    new.insert_after("A", Release::new("a").required()).unwrap();
    new.insert_after("a", Release::new("b").because("why b")).unwrap();
    // What was a reason once isn't one for a release that isn't required.
    let mut waived = timeline("c*");
    waived.waive("c").unwrap();
    new.insert_after("b", waived[0].clone()).unwrap();
    assert!(note(&old, &new).starts_with(
        "release \"a\" is added, required\n\
         release \"b\" is added, required: \"why b\"\n\
         release \"c\" is added\n\
         no release is blocked\n"
    ));
}

#[test]
fn releases_that_are_removed() {
    assert_eq!(
        note(&timeline("A B* C D"), &timeline("A C")),
        "release \"B\" is removed: whoever runs it can't plan any more\n\
         release \"D\" is removed: whoever runs it can't plan any more\n\
         no release is blocked\n\
         from 1 release: 1 update fewer\n\
         from 1 release: nothing newer to update to any more",
    );
    assert_eq!(
        note(&timeline("A"), &timeline("")),
        "release \"A\" is removed: whoever runs it can't plan any more\nno release is blocked",
    );
}

#[test]
fn releases_that_are_moved() {
    assert_eq!(
        note(&timeline("A B C D"), &timeline("A C B D")),
        "release \"C\" is moved: what is newer than what changes\nno release is blocked",
    );
    assert_eq!(
        note(&timeline("A B C"), &timeline("B C A")),
        "release \"A\" is moved: what is newer than what changes\n\
         no release is blocked\n\
         from 1 release: the first update now goes to release \"A\"\n\
         from 1 release: no longer up to date\n\
         from 1 release: nothing newer to update to any more",
    );
}

#[test]
fn a_stop_that_is_moved_behind() {
    let missed = |old: &str, new: &str| {
        let (old, new) = (timeline(old), timeline(new));
        let drift = drift::compare(&old, &new);
        let missed = drift.effects.iter().filter_map(|effect| {
            Some(format!("{} by {}", effect.missed?.version(), effect.release.version()))
        });
        missed.collect::<Vec<_>>().join(", ")
    };
    // It helps B no more, and whoever runs another release stands to it as before.
    assert_eq!(missed("A B C* D", "A C* B D"), "C by B");
    assert_eq!(missed("A C* B D", "A B C* D"), "");
    assert_eq!(missed("A B C D", "A C B D"), "");
    assert_eq!(
        note(&timeline("A B C* D"), &timeline("A C* B D")),
        "release \"C\" is moved: what is newer than what changes\n\
         no release is blocked\n\
         from 1 release: 1 update fewer\n\
         from 1 release: already past release \"C\", which does nothing for them",
    );

    // Of several it is the newest, wherever they stood before and why ever they became stops.
    assert_eq!(missed("A B* C* D", "B* C* A D"), "C by A");
    assert_eq!(missed("A B* C* D", "C* B* A D"), "C by B, B by A");
    assert_eq!(missed("A B* C D", "B* C* A D"), "C by A, C by D");
    assert_eq!(missed("A B* C D", "C* B* A D"), "C by B, B by A, C by D");
    assert_eq!(missed("A B* C D", "N* B* A D"), "N by B, B by A, N by D");
    // B was ahead of A alone, C of both A and D, and E of nobody but those.
    assert_eq!(missed("A B* D C* E", "C* B* D A E"), "C by B, C by D, B by A");
}

#[test]
fn a_blocked_way_whose_first_update_changes() {
    let old = timeline("A (D*) E");
    let new = timeline("A B* (D*) E");
    let drift = drift::compare(&old, &new);
    assert_eq!(
        (drift.effects[0].release, drift.effects[0].before, drift.effects[0].after),
        (
            &new[0],
            Way::Blocked { required: &old[1], first: None },
            Way::Blocked { required: &new[2], first: Some(&new[1]) },
        ),
    );
    assert!(!drift.effects[0].is_newly_blocked() && !drift.effects[0].is_newly_free());
    assert_eq!(
        drift.to_string(),
        "release \"B\" is added, required: \"why B\"\n\
         blocked: 2 releases, 0 of them newly\n\
         from 1 release: the first update now goes to release \"B\"\n\
         from 2 releases: already past release \"B\", which does nothing for them",
    );
    assert_eq!(
        note(&new, &old),
        "release \"B\" is removed: whoever runs it can't plan any more\n\
         blocked: 1 release, 0 of them newly\n\
         from 1 release: still blocked, now by release \"D\"",
    );
    // A stop behind the first update changes nothing for whoever has yet to go there.
    let (old, new) = (timeline("A B* C (D*) E"), timeline("A B* C* (D*) E"));
    let drift = drift::compare(&old, &new);
    let affected: Vec<_> = drift.effects.iter().map(|effect| effect.release.version()).collect();
    assert_eq!(affected, ["B", "D", "E"]);
}

#[test]
fn alike_effects_come_in_the_order_of_the_timeline_whatever_the_versions_are() {
    let old = timeline("A 9 Z 10 B");
    assert_eq!(
        note(&old, &timeline("A 9* Z 10* B")),
        "release \"9\" is now required: \"why 9\"\n\
         release \"10\" is now required: \"why 10\"\n\
         no release is blocked\n\
         from 2 releases: 1 update more\n\
         from 1 release: 2 updates more\n\
         from 2 releases: already past release \"9\", which does nothing for them\n\
         from 1 release: already past release \"10\", which does nothing for them",
    );
    assert_eq!(
        note(&old, &timeline("A (9*) Z (10*) B")),
        "release \"9\" is no longer published, is now required: \"why 9\"\n\
         release \"10\" is no longer published, is now required: \"why 10\"\n\
         blocked: 3 releases, 3 of them newly\n\
         from 1 release: newly blocked by release \"9\"\n\
         from 2 releases: newly blocked by release \"10\"\n\
         from 2 releases: already past release \"9\", which does nothing for them\n\
         from 1 release: already past release \"10\", which does nothing for them",
    );
}

#[test]
fn a_dead_end_that_is_declared() {
    let old = timeline("A B C");
    let mut new = old.clone();
    new.withdraw("B").unwrap();
    assert_eq!(
        note(&new, &timeline("A !B C")),
        "release \"B\" is a dead end: \"the end at B\"\n\
         no release is blocked\n\
         from 1 release: no update is possible any more",
    );
    assert_eq!(
        note(&timeline("A !B C"), &old),
        "release \"B\" is now published, is no longer a dead end\n\
         no release is blocked\n\
         from 1 release: updates are possible again",
    );
}

#[test]
fn reasons_that_change() {
    let old = timeline("A B* C");
    let mut new = old.clone();
    new.require("B", Some("copies the settings")).unwrap();
    assert_eq!(
        note(&old, &new),
        "release \"B\" gives the reason: \"copies the settings\"\nno release is blocked",
    );
    let other_end =
        Timeline::new([Release::new("A"), Release::new("B").dead_end("its updater is broken")])
            .unwrap();
    assert_eq!(
        note(&timeline("A !B"), &other_end),
        "release \"B\" is a dead end: \"its updater is broken\"\nno release is blocked",
    );
}

#[test]
fn what_is_blocked_by_another_release_than_before() {
    assert_eq!(
        note(&timeline("A (B*) C* D"), &timeline("A B* (C*) D")),
        "release \"B\" is now published\n\
         release \"C\" is no longer published\n\
         blocked: 2 releases, 1 of them newly\n\
         from 1 release: newly blocked by release \"C\"\n\
         from 1 release: still blocked, now by release \"C\"",
    );
}

#[test]
fn all_at_once_in_the_order_of_what_matters_most() {
    let old = timeline("A B* C D (E*) F (G) H");
    let new = timeline("A C B* D* (E) F* !G I (K*) L");
    assert_eq!(
        note(&old, &new),
        "release \"I\" is added\n\
         release \"K\" is added, required and not published: \"why K\"\n\
         release \"L\" is added\n\
         release \"H\" is removed: whoever runs it can't plan any more\n\
         release \"C\" is moved: what is newer than what changes\n\
         release \"D\" is now required: \"why D\"\n\
         release \"E\" is no longer required, gives no reason any more\n\
         release \"F\" is now required: \"why F\"\n\
         release \"G\" is a dead end: \"the end at G\"\n\
         blocked: 7 releases, 2 of them newly\n\
         from 2 releases: newly blocked by release \"K\"\n\
         from 4 releases: still blocked, now by release \"K\"\n\
         from 1 release: no update is possible any more\n\
         from 2 releases: already past release \"D\", which does nothing for them\n\
         from 1 release: already past release \"F\", which does nothing for them",
    );
}

#[test]
fn hostile_texts_stay_on_their_line() {
    let hostile = "A\nno release is blocked\u{202e}\0\"";
    let old = Timeline::new([Release::new("x\n"), Release::new(hostile)]).unwrap();
    let new = Timeline::new([
        Release::new(hostile).because(hostile).unpublished(),
        Release::new("y\r").required().unpublished(),
        Release::new("z"),
    ])
    .unwrap();
    for text in [note(&old, &new), note(&new, &old)] {
        assert!(!text.contains(['\r', '\0', '\u{202e}']), "{text}");
        let starts =
            ["release \"", "from 1 release", "no release is blocked", "blocked: 1 release"];
        for line in text.lines() {
            assert!(starts.iter().any(|start| line.starts_with(start)), "{text}");
        }
    }
}

#[test]
fn as_few_releases_as_possible_are_moved() {
    let moved = |old, new| {
        let (old, new) = (timeline(old), timeline(new));
        versions(&drift::compare(&old, &new).moved).join(" ")
    };
    assert_eq!(moved("A B C D E", "B C D E A"), "A");
    assert_eq!(moved("A B C D E", "E A B C D"), "E");
    assert_eq!(moved("A B C D E", "A D B C E"), "D");
    assert_eq!(moved("A B C D E", "x A y B C z D"), "");
    assert_eq!(moved("A B C", "C B A"), "C B");

    // Whatever the order: those that weren't moved stand as before, and no more can.
    let old = timeline("A B C D E F");
    let mut orders = 0;
    every_order(&mut ["A", "B", "C", "D", "E", "F"], 0, &mut |order| {
        let new = Timeline::new(order.iter().map(|&version| Release::new(version))).unwrap();
        let moved = versions(&drift::compare(&old, &new).moved);
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

fn every_order(
    versions: &mut [&'static str],
    settled: usize,
    check: &mut impl FnMut(&[&'static str]),
) {
    if settled == versions.len() {
        check(versions);
    }
    for next in settled..versions.len() {
        versions.swap(settled, next);
        every_order(versions, settled + 1, check);
        versions.swap(settled, next);
    }
}

#[test]
fn every_change_of_the_flags_of_up_to_four_releases() {
    agree((0..=3).map(|length| every_list(length, &Kind::ALL).collect()));
    let kinds = [Kind::Plain, Kind::Required, Kind::Blocking];
    agree([every_list(4, &kinds).collect()]);
}

#[test]
fn every_change_of_up_to_three_releases() {
    let mut lists = Vec::new();
    every_choice(&mut Vec::new(), &mut lists);
    assert_eq!(lists.len(), 226);
    agree([lists]);
}

fn every_choice(list: &mut Vec<Entry>, lists: &mut Vec<Vec<Entry>>) {
    lists.push(list.clone());
    for version in ["b", "10", "a"] {
        if list.iter().any(|entry| entry.version == version) {
            continue;
        }
        for kind in [Kind::Plain, Kind::Required, Kind::Blocking] {
            list.push(Entry::new(version, kind));
            every_choice(list, lists);
            list.pop();
        }
    }
}

#[test]
fn every_order_of_five_releases() {
    // Whatever is required: all of it stays so, and stands elsewhere.
    for required in 0..1_u32 << 5 {
        let entry = |place: usize, version: &str| {
            let is_required = required >> place & 1 == 1;
            Entry::new(version, if is_required { Kind::Required } else { Kind::Plain })
        };
        let versions = ["e", "b", "d", "a", "c"];
        let old: Vec<_> = (0..).zip(versions).map(|(place, v)| entry(place, v)).collect();
        let old = Case::new(&old);
        every_order(&mut versions.clone(), 0, &mut |order| {
            let place = |version| versions.iter().position(|v| v == version).unwrap();
            let new: Vec<_> = order.iter().map(|version| entry(place(version), version)).collect();
            agrees(&old, &Case::new(&new));
        });
    }
}

/// A timeline, with what is known of it.
struct Case<'a> {
    entries: &'a [Entry],
    timeline: Timeline,
    ways: Vec<Onward>,
}

impl<'a> Case<'a> {
    fn new(entries: &'a [Entry]) -> Self {
        Self { entries, timeline: oracle::timeline(entries), ways: ways(entries) }
    }
}

/// Compares all pairs of each of these, with one another and with the model.
fn agree(groups: impl IntoIterator<Item = Vec<Vec<Entry>>>) {
    for group in groups {
        let cases: Vec<_> = group.iter().map(|entries| Case::new(entries)).collect();
        for old in &cases {
            for new in &cases {
                agrees(old, new);
            }
        }
    }
}

fn agrees(old: &Case<'_>, new: &Case<'_>) {
    let drift = drift::compare(&old.timeline, &new.timeline);
    let question = || format!("{:#?} to {:#?}: {drift:#?}", old.entries, new.entries);
    let model = model(old.entries, &old.ways, new.entries, &new.ways);
    assert_eq!(facts(&drift), model, "{}", question());
    assert_eq!(drift.is_empty(), old.entries == new.entries, "{}", question());
    assert_eq!(drift.to_string() == "nothing changes", drift.is_empty());
}

/// How it goes on from a release, as data that can be compared across timelines.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Onward {
    UpToDate,
    Open(String, usize),
    /// By which release, and where the first update leads.
    Blocked(String, Option<String>),
    DeadEnd,
}

/// What there is to be said of a change: what was added, what was removed, what changed, the
/// effects (on whom, before, after, missed, newly blocked, newly free), and how many are blocked.
type Facts = (
    Vec<String>,
    Vec<String>,
    Vec<String>,
    Vec<(String, Onward, Onward, Option<String>, bool, bool)>,
    usize,
);

fn facts(drift: &Drift<'_>) -> Facts {
    let own = |releases: &[&Release]| versions(releases).into_iter().map(String::from).collect();
    let onward = |way| match way {
        Way::UpToDate => Onward::UpToDate,
        Way::Open { first, updates } => Onward::Open(first.version().to_owned(), updates),
        Way::Blocked { required, first } => Onward::Blocked(
            required.version().to_owned(),
            first.map(|first| first.version().to_owned()),
        ),
        Way::DeadEnd => Onward::DeadEnd,
        _ => unreachable!("there is no other way"),
    };
    let effects = drift.effects.iter().map(|effect| {
        (
            effect.release.version().to_owned(),
            onward(effect.before),
            onward(effect.after),
            effect.missed.map(|release| release.version().to_owned()),
            effect.is_newly_blocked(),
            effect.is_newly_free(),
        )
    });
    let changed = drift.changed.iter().map(|change| {
        assert_eq!(change.old.version(), change.new.version());
        change.new.version().to_owned()
    });
    (own(&drift.added), own(&drift.removed), changed.collect(), effects.collect(), drift.blocked)
}

/// How it goes on from each release to the newest published one, by walking the list.
fn ways(entries: &[Entry]) -> Vec<Onward> {
    let ways = entries.iter().map(|entry| {
        match oracle::full_path(entries, &entry.version, Target::Latest) {
            Ok(steps) => steps.first().map_or(Onward::UpToDate, |step| {
                Onward::Open(entries[step.to].version.clone(), steps.len())
            }),
            Err(PlanError::Blocked { required, .. }) => {
                let first =
                    oracle::next_hop(entries, &entry.version, Target::Latest).ok().flatten();
                Onward::Blocked(required, first.map(|step| entries[step.to].version.clone()))
            }
            Err(PlanError::DeadEnd { .. }) => Onward::DeadEnd,
            Err(error) => unreachable!("the release is known: {error}"),
        }
    });
    ways.collect()
}

fn model(old: &[Entry], old_ways: &[Onward], new: &[Entry], new_ways: &[Onward]) -> Facts {
    let place = |list: &[Entry], version: &str| list.iter().position(|e| e.version == version);
    let only = |list: &[Entry], other: &[Entry]| {
        let only = list.iter().filter(|entry| place(other, &entry.version).is_none());
        only.map(|entry| entry.version.clone()).collect::<Vec<_>>()
    };
    let newly_required = |entry: &Entry| {
        entry.required && place(old, &entry.version).is_none_or(|before| !old[before].required)
    };
    let mut changed = Vec::new();
    let mut effects = Vec::new();
    for (position, entry) in new.iter().enumerate() {
        let Some(old_position) = place(old, &entry.version) else { continue };
        if old[old_position] != *entry {
            changed.push(entry.version.clone());
        }
        let (before, after) = (&old_ways[old_position], &new_ways[position]);
        // A stop that wasn't one, or that was ahead and is behind.
        let missed = new[..position].iter().rev().find(|stop| {
            let was_ahead = place(old, &stop.version).is_some_and(|place| place > old_position);
            stop.required && (newly_required(stop) || was_ahead)
        });
        if before != after || missed.is_some() {
            let stuck = |way: &Onward| matches!(way, Onward::Blocked(..));
            effects.push((
                entry.version.clone(),
                before.clone(),
                after.clone(),
                missed.map(|entry| entry.version.clone()),
                !stuck(before) && stuck(after),
                stuck(before) && matches!(after, Onward::Open(..)),
            ));
        }
    }
    let blocked = new_ways.iter().filter(|way| matches!(way, Onward::Blocked(..))).count();
    (only(new, old), only(old, new), changed, effects, blocked)
}
