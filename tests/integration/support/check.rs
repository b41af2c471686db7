//! Comparisons of the library with the oracle.

use rack_updates::{
    Release, Timeline,
    plan::{self, Hop, PlanError, Target, UpdatePath},
};

use crate::oracle::{self, Entry, Step, shown};

/// Checks every look-up and every plan of a timeline, and returns the number of plans.
///
/// The timeline must hold just these releases, and give the answers of the oracle.
pub(crate) fn everything(entries: &[Entry], timeline: &Timeline) -> usize {
    look_ups(entries, timeline);
    let versions = || entries.iter().map(|entry| entry.version.as_str());
    let mut plans_made = 0;
    let mut ask = |current: &str, target: Target<'_>| {
        plans(entries, timeline, current, target);
        plans_made += 1;
    };
    ask("", Target::Release("unknown"));
    ask("unknown", Target::Release(""));
    for current in versions() {
        for target in versions().chain(["unknown"]) {
            ask(current, Target::Release(target));
        }
        ask(current, Target::Latest);
        ask(current, Target::Edge);
    }
    plans_made
}

/// Asserts that a timeline holds just these releases and finds each of them.
pub(crate) fn look_ups(entries: &[Entry], timeline: &Timeline) {
    let question = || format!("{timeline:#?} isn't {entries:#?}");
    assert_eq!(timeline.len(), entries.len(), "{}", question());
    assert_eq!(timeline.is_empty(), entries.is_empty());
    for (position, entry) in entries.iter().enumerate() {
        assert!(entry.describes(&timeline[position]), "{}", question());
        assert_eq!(timeline.position(&entry.version), Some(position), "{}", question());
    }

    let newest = |holds: fn(&Entry) -> bool| entries.iter().rposition(holds);
    let position = |release: &Release| timeline.position(release.version());
    assert_eq!(timeline.latest().and_then(position), newest(|entry| entry.published));
    assert_eq!(timeline.edge().and_then(position), newest(|entry| entry.dead_end.is_none()));
    let required = entries.iter().filter(|entry| entry.required).map(|entry| &*entry.version);
    assert!(timeline.required().map(Release::version).eq(required), "{}", question());
}

/// Compares one plan with the oracle: the hop, the path, and the hop repeated are the oracle's,
/// and no path has fewer hops.
pub(crate) fn plans(entries: &[Entry], timeline: &Timeline, current: &str, target: Target<'_>) {
    let question = || format!("from {current:?} to {target:?} over {entries:#?}");
    let next_hop = |current: &str| {
        let hop = shown(plan::next_hop(timeline, current, target));
        hop.map(|hop| hop.map(|hop| step(timeline, hop)))
    };
    assert_eq!(
        next_hop(current),
        shown(oracle::next_hop(entries, current, target)),
        "{}",
        question()
    );

    let path = plan::full_path(timeline, current, target);
    let steps = |path: UpdatePath<'_>| path.hops().map(|hop| step(timeline, hop)).collect();
    let steps: Result<Vec<_>, _> = shown(path.clone()).map(steps);
    assert_eq!(steps, shown(oracle::full_path(entries, current, target)), "{}", question());

    let mut followed = Vec::new();
    let mut at = current;
    let end = loop {
        match next_hop(at) {
            Ok(Some(step)) => {
                followed.push(step);
                at = &entries[step.to].version;
            }
            Ok(None) => break Ok(followed),
            Err(error) => break Err(error),
        }
    };
    assert_eq!(end, steps, "{}", question());

    let from = oracle::position(entries, current);
    match (path, steps) {
        (Ok(path), Ok(steps)) => {
            let from = from.unwrap();
            let to = steps.last().map_or(from, |step| step.to);
            let fewest = oracle::fewest_hops(entries, from, to);
            assert_eq!(fewest, Some(steps.len()), "{}", question());

            assert_eq!((path.start(), path.end()), (&timeline[from], &timeline[to]));
            assert_eq!(path.len(), steps.len());
            assert_eq!(path.is_empty(), steps.is_empty());
            assert_eq!(path.is_direct(), steps.len() <= 1);
            assert_eq!(path.first(), path.hops().next());
            assert_eq!(path.last(), path.hops().last());
            let between = steps.iter().filter(|step| !step.last).map(|step| &timeline[step.to]);
            assert!(path.stops().eq(between), "{}", question());
        }
        (Err(PlanError::Blocked { target, reachable, .. }), _) => {
            assert_eq!(at, reachable, "{}", question());
            let to = oracle::position(entries, &target).unwrap();
            assert_eq!(oracle::fewest_hops(entries, from.unwrap(), to), None, "{}", question());
        }
        _ => {}
    }
}

/// The positions of a hop, after a check that its other facts agree with them.
pub(crate) fn step(timeline: &Timeline, hop: Hop<'_>) -> Step {
    let stop = hop.stop().map(|stop| timeline.position(stop.version()).unwrap());
    let (from, to) = (hop.start_position(), hop.end_position());
    let releases = timeline.releases();
    assert_eq!(hop.start(), &releases[from]);
    assert_eq!(hop.end(), &releases[to]);
    assert_eq!(hop.skipped(), &releases[from + 1..to]);
    assert_eq!(hop.stop(), stop.map(|stop| &releases[stop]));
    Step { from, to, stop, last: hop.is_last() }
}
