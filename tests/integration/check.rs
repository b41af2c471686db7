//! Comparisons that several tests share.

use core::hash::{BuildHasher, BuildHasherDefault};
use std::hash::DefaultHasher;

use rack_updates::{
    Timeline,
    plan::{self, Hop, PlanError, Target},
};

use crate::oracle::{self, Entry, Step};

/// What a plan for this question must be, whatever the timeline: equal to the oracle, no longer
/// than the shortest way, and the same when it is followed hop by hop.
pub(crate) fn plans(entries: &[Entry], timeline: &Timeline, current: &str, target: Target<'_>) {
    let question = || format!("from {current:?} to {target:?} over {entries:#?}");

    let hop = plan::next_hop(timeline, current, target);
    let first = hop.clone().map(|hop| hop.map(|hop| step(timeline, hop)));
    assert_eq!(first, oracle::next_hop(entries, current, target), "{}", question());

    let path = plan::full_path(timeline, current, target);
    let steps =
        path.clone().map(|path| path.hops().map(|hop| step(timeline, hop)).collect::<Vec<_>>());
    assert_eq!(steps, oracle::full_path(entries, current, target), "{}", question());

    let (followed, end) = follow(timeline, current, target);
    match (&path, steps) {
        (Ok(path), Ok(steps)) => {
            assert_eq!((&followed, end), (&steps, Ok(())), "{}", question());
            assert_eq!(path.len(), steps.len());
            assert_eq!(path.is_empty(), steps.is_empty());
            assert_eq!(path.is_direct(), steps.len() <= 1);
            assert_eq!(path.first().map(|hop| step(timeline, hop)), steps.first().copied());
            assert_eq!(path.last().map(|hop| step(timeline, hop)), steps.last().copied());
            let (from, to) = match (steps.first(), steps.last()) {
                (Some(first), Some(last)) => (first.from, last.to),
                _ => (timeline.position(current).unwrap(), timeline.position(current).unwrap()),
            };
            assert_eq!((path.from(), path.to()), (&timeline[from], &timeline[to]));
            let required = steps.iter().filter(|step| !step.last).map(|step| &timeline[step.to]);
            assert!(path.stops().eq(required), "{}", question());
            let fewest = oracle::fewest_hops(entries, from, to);
            assert_eq!(Some(path.len()), fewest, "{}", question());
        }
        (Err(error), _) => {
            assert_eq!(end.as_ref(), Err(error), "{}", question());
            if let PlanError::Blocked { target, reachable, .. } = error {
                let [from, to, reached] =
                    [current, target, reachable].map(|version| timeline.position(version).unwrap());
                assert_eq!(oracle::fewest_hops(entries, from, to), None, "{}", question());
                assert_eq!(followed.last().map_or(from, |step| step.to), reached);
            }
        }
        (Ok(_), Err(_)) => unreachable!("the steps are those of the path"),
    }
}

/// The hops that planning anew after each one gives, and how that ends.
fn follow(
    timeline: &Timeline,
    current: &str,
    target: Target<'_>,
) -> (Vec<Step>, Result<(), PlanError>) {
    let mut steps = Vec::new();
    let mut current = current;
    loop {
        match plan::next_hop(timeline, current, target) {
            Ok(Some(hop)) => {
                steps.push(step(timeline, hop));
                current = hop.to().version();
            }
            Ok(None) => return (steps, Ok(())),
            Err(error) => return (steps, Err(error)),
        }
    }
}

/// The positions of a hop, once all it says agrees with them.
fn step(timeline: &Timeline, hop: Hop<'_>) -> Step {
    let step = Step { from: hop.from_position(), to: hop.to_position(), last: hop.is_last() };
    let releases = timeline.iter().as_slice();
    assert_eq!(hop.from(), &releases[step.from]);
    assert_eq!(hop.to(), &releases[step.to]);
    assert_eq!(hop.skipped(), &releases[step.from + 1..step.to]);
    step
}

/// That two timelines can't be told apart by any query.
///
/// A current version that isn't there is asked for with one target, not with each.
pub(crate) fn same_answers(one: &Timeline, other: &Timeline) {
    assert_eq!(one, other);
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    assert_eq!(hasher.hash_one(one), hasher.hash_one(other));
    assert_eq!(one.len(), other.len());
    assert_eq!(one.is_empty(), other.is_empty());
    assert_eq!(one.latest(), other.latest());
    assert_eq!(one.edge(), other.edge());
    assert!(one.required().eq(other.required()));
    assert_eq!(one.required().len(), other.required().len());

    let same_plans = |current, target| {
        let hop = |timeline| plan::next_hop(timeline, current, target).map(|hop| hop.map(ends));
        let path = |timeline| plan::full_path(timeline, current, target);
        let same = hop(one) == hop(other)
            && match (path(one), path(other)) {
                (Ok(one), Ok(other)) => one.hops().map(ends).eq(other.hops().map(ends)),
                (one, other) => one.err() == other.err(),
            };
        assert!(same, "from {current:?} to {target:?} in {one:#?}");
    };
    for unknown in ["unknown", ""] {
        assert_eq!((one.position(unknown), other.position(unknown)), (None, None));
        same_plans(unknown, Target::Release(unknown));
    }
    for current in one {
        let version = current.version();
        assert_eq!(one.position(version), other.position(version));
        assert_eq!(one.get(version), Some(current));
        assert_eq!(other.get(version), Some(current));
        let targets = one.iter().map(Target::from);
        for target in targets.chain([Target::Release("unknown"), Target::Latest, Target::Edge]) {
            same_plans(version, target);
        }
    }
}

fn ends(hop: Hop<'_>) -> (usize, usize, bool) {
    (hop.from_position(), hop.to_position(), hop.is_last())
}

/// That a timeline holds just these releases.
pub(crate) fn same_releases(timeline: &Timeline, entries: &[Entry]) {
    assert!(
        timeline.len() == entries.len()
            && timeline.iter().zip(entries).all(|(release, entry)| entry.describes(release)),
        "{timeline:#?} isn't {entries:#?}",
    );
}
