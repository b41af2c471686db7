//! Laws on long timelines whose versions are random strings.

use alloc::collections::BTreeMap;

use proptest::{
    collection::vec, prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner,
};
use rack_updates::{
    Timeline,
    plan::{self, Target, UpdatePath},
};

use crate::{
    check,
    generators::{entries, version_in, with_path},
    model,
    oracle::{self, Entry, Refusal},
};

/// A list of releases, and a question about it.
fn question() -> impl Strategy<Value = (Vec<Entry>, String, Option<String>)> {
    entries(150).prop_flat_map(|entries| {
        let current = version_in(&entries);
        let target = proptest::option::weighted(0.8, version_in(&entries));
        (Just(entries), current, target)
    })
}

fn path<'t>(timeline: &'t Timeline, from: &str, to: &str) -> UpdatePath<'t> {
    plan::full_path(timeline, from, to).unwrap()
}

/// The positions that a path leads to.
fn positions(path: UpdatePath<'_>) -> Vec<usize> {
    path.hops().map(|hop| hop.end_position()).collect()
}

proptest! {
    /// Among others: a path is the repeated hop, it is the shortest, and errors are the oracle's.
    #[test]
    fn plans_agree_with_the_oracle((entries, current, target) in question()) {
        let timeline = oracle::timeline(&entries);
        let targets = target.as_ref().map_or(vec![Target::Latest, Target::Edge], |target| vec![target.into()]);
        for target in targets {
            check::plans(&entries, &timeline, &current, target);
        }
    }

    #[test]
    fn no_hop_crosses_a_required_release((entries, from, to) in with_path()) {
        let timeline = oracle::timeline(&entries);
        for hop in path(&timeline, &from, &to) {
            let (start, end) = (hop.start_position(), hop.end_position());
            prop_assert!(!oracle::requirements(&entries).iter().any(|b| b.is_crossed(start, end)));
        }
    }

    #[test]
    fn a_path_goes_forward_over_published_releases_to_its_end((entries, from, to) in with_path()) {
        let timeline = oracle::timeline(&entries);
        let mut at = timeline.position(&from).unwrap();
        for hop in path(&timeline, &from, &to) {
            prop_assert_eq!(hop.start_position(), at);
            prop_assert!(hop.end_position() > at);
            at = hop.end_position();
            prop_assert!(hop.end().is_published());
            prop_assert_eq!(hop.is_last(), hop.end().version() == to);
            prop_assert_eq!(hop.is_last(), hop.stop().is_none());
        }
        prop_assert_eq!(timeline[at].version(), &to);
    }

    #[test]
    fn every_part_of_a_path_is_the_path_there((entries, from, to) in with_path()) {
        let timeline = oracle::timeline(&entries);
        let whole = path(&timeline, &from, &to);
        for (position, stop) in whole.stops().enumerate() {
            let after: Vec<_> = path(&timeline, stop.version(), &to).hops().collect();
            prop_assert_eq!(after, whole.hops().skip(position + 1).collect::<Vec<_>>());

            // The hop to the stop is now the last one, so only its end is the same.
            let before = positions(path(&timeline, &from, stop.version()));
            prop_assert_eq!(before, &positions(whole)[..=position]);
        }
    }

    #[test]
    fn appending_changes_no_path((list, from, to) in with_path(), newer in entries(50)) {
        let timeline = oracle::timeline(&list);
        let mut longer = timeline.clone();
        for entry in newer {
            // A version that is there already is refused, which changes no path either.
            let _ = longer.push(entry.release());
            prop_assert_eq!(path(&longer, &from, &to), path(&timeline, &from, &to));
        }
    }

    #[test]
    fn a_skipped_release_that_becomes_required_is_stopped_at(
        (entries, from, to) in with_path(),
        index: Index,
    ) {
        let timeline = oracle::timeline(&entries);
        let before = path(&timeline, &from, &to);
        let hop = before.hops().nth(index.index(before.len())).unwrap();
        for skipped in hop.skipped().iter().filter(|release| release.dead_end_reason().is_none()) {
            let version = skipped.version();
            let mut edited = timeline.clone();
            edited.require(version, None).unwrap();
            edited.set_since(version, None).unwrap();
            edited.withdraw(version).unwrap();
            let error = plan::full_path(&edited, &from, &to).unwrap_err();
            let Refusal::Blocked { required, reachable, .. } = check::refusal(&error) else {
                panic!("{error}");
            };
            prop_assert_eq!(required, version);
            prop_assert!(edited.position(&reachable) <= Some(hop.start_position()));

            edited.publish(version).unwrap();
            let after = path(&edited, &from, &to);
            prop_assert!(after.stops().any(|stop| stop == edited.get(version).unwrap()));
            prop_assert!(after.len() <= before.len() + 1);
        }
    }

    /// With an older S, more releases meet a requirement. If it is waived, all do.
    #[test]
    fn widening_or_waiving_a_requirement_adds_no_hop(
        (entries, from, to) in with_path(),
        index: Index,
        reach: Index,
    ) {
        let timeline = oracle::timeline(&entries);
        let before = path(&timeline, &from, &to).len();
        let requirements = oracle::requirements(&entries);
        prop_assume!(!requirements.is_empty());
        let requirement = index.get(&requirements);
        let required = &entries[requirement.required].version;

        let mut widened = timeline.clone();
        let since = &entries[reach.index(requirement.since + 1)].version;
        widened.set_since(required, Some(since)).unwrap();
        let with_older_since = path(&widened, &from, &to).len();
        prop_assert!(with_older_since <= before);

        widened.waive(required).unwrap();
        prop_assert!(path(&widened, &from, &to).len() <= with_older_since);
    }

    #[test]
    fn edited_timelines_agree_with_the_oracle(
        mut list in entries(12),
        edits in vec(any::<Index>(), 1..10),
    ) {
        let mut timeline = oracle::timeline(&list);
        for edit in edits {
            let _ = edit.get(&model::every_edit(&list)).make_on_both(&mut timeline, &mut list);
        }
        check::everything(&list, &timeline);
    }
}

/// The laws above would also hold if the generators missed the cases that matter.
#[test]
fn the_generators_reach_every_case_that_matters() {
    let mut runner = TestRunner::deterministic();
    let mut counts = BTreeMap::new();
    let mut reach = |what, holds| *counts.entry(what).or_insert(0) += u32::from(holds);
    for _ in 0..1000 {
        let (entries, current, target) = question().new_tree(&mut runner).unwrap().current();
        let timeline = oracle::timeline(&entries);
        let target = target.as_ref().map_or(Target::Latest, Target::from);
        let path = match plan::full_path(&timeline, &current, target) {
            Ok(path) => path,
            Err(error) => {
                let refusal = check::refusal(&error);
                if let Refusal::Downgrade { required: Some(required), .. } = &refusal {
                    let is_newer = timeline.position(required) > timeline.position(&current);
                    reach("downgrade that a newer release makes unsafe", is_newer);
                }
                if let Refusal::Blocked { reachable, .. } = &refusal {
                    reach("blocked after a stop", *reachable != current);
                }
                reach(
                    match refusal {
                        Refusal::UnknownCurrent { .. } => "unknown current",
                        Refusal::UnknownTarget { .. } => "unknown target",
                        Refusal::Downgrade { .. } => "downgrade",
                        Refusal::DeadEndTarget { .. } => "dead-end target",
                        Refusal::UnpublishedTarget { .. } => "unpublished target",
                        Refusal::DeadEnd { .. } => "dead end",
                        Refusal::Blocked { .. } => "blocked",
                    },
                    true,
                );
                continue;
            }
        };
        reach("up to date", path.is_empty());
        reach("direct", path.len() == 1);
        reach("unpublished current", !path.is_empty() && !path.start().is_published());
    }
    for _ in 0..100 {
        let (entries, from, to) = with_path().new_tree(&mut runner).unwrap().current();
        let timeline = oracle::timeline(&entries);
        let path = path(&timeline, &from, &to);
        reach("long", path.len() >= 8);
        for hop in path {
            reach("stop for another release", hop.stop().is_some_and(|stop| stop != hop.end()));
        }
        for pair in oracle::requirements(&entries).windows(2) {
            let (older, newer) = (pair[0], pair[1]);
            reach("nested", newer.since <= older.since && older.since < older.required);
            reach("overlapping", older.since < newer.since && newer.since < older.required);
            reach(
                "since a release that isn't published",
                older.since < older.required && !entries[older.since].published,
            );
        }
    }
    assert_eq!(counts.len(), 17);
    assert!(counts.values().all(|&count| count >= 10), "{counts:?}");
}
