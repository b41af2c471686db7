//! Laws on long timelines whose versions are random strings.

use alloc::collections::BTreeMap;

use proptest::{
    collection::vec, prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner,
};
use rack_updates::{
    Timeline,
    plan::{self, PlanError, Target, UpdatePath},
};

use crate::{
    check,
    generators::{entries, version_in, with_path},
    model,
    oracle::{self, Entry},
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
    fn a_path_goes_forward_to_its_end_and_crosses_no_required_release(
        (entries, from, to) in with_path(),
    ) {
        let timeline = oracle::timeline(&entries);
        let mut at = timeline.position(&from).unwrap();
        for hop in path(&timeline, &from, &to) {
            let (start, end) = (hop.start_position(), hop.end_position());
            prop_assert!(!oracle::requirements(&entries).iter().any(|b| b.is_crossed(start, end)));
            prop_assert!(start == at && end > at && hop.end().is_published());
            at = end;
        }
        prop_assert_eq!(timeline[at].version(), &to);
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
    let mut reach =
        |case: &str, holds| *counts.entry(case.to_owned()).or_insert(0) += u32::from(holds);
    for _ in 0..1000 {
        let (entries, current, target) = question().new_tree(&mut runner).unwrap().current();
        let timeline = oracle::timeline(&entries);
        let target = target.as_ref().map_or(Target::Latest, Target::from);
        let path = match plan::full_path(&timeline, &current, target) {
            Ok(path) => path,
            Err(error) => {
                if let PlanError::Downgrade { required: Some(required), .. } = &error {
                    let is_newer = timeline.position(required) > timeline.position(&current);
                    reach("downgrade that a newer release makes unsafe", is_newer);
                }
                if let PlanError::Blocked { reachable, .. } = &error {
                    reach("blocked after a stop", *reachable != current);
                }
                let shown = format!("{error:?}");
                reach(shown.split(' ').next().unwrap(), true);
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
