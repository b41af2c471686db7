//! Every small timeline and every question about it, compared with the oracle.

use rack_updates::plan::{self, PlanError};

use crate::{
    check,
    generators::{every_list, every_list_with_since},
    oracle::{self, Entry, Kind, Step},
};

#[test]
fn every_plan_over_up_to_four_releases_with_every_since_is_the_oracles() {
    assert_eq!(plans(every_list_with_since(0..=4, &Kind::ALL)), 110_702);
}

/// It takes five releases to reach every case of two ranges that overlap.
#[test]
fn every_plan_over_five_releases_of_three_kinds_with_every_since_is_the_oracles() {
    let kinds = [Kind::Plain, Kind::Required, Kind::Blocking];
    assert_eq!(plans(every_list_with_since(5..=5, &kinds)), 436_590);
}

#[test]
#[ignore = "takes minutes; run it in release mode"]
fn every_plan_over_five_or_six_releases_with_every_since_is_the_oracles() {
    let plans = plans(every_list_with_since(5..=6, &Kind::ALL));
    println!("{plans} cases");
    assert_eq!(plans, 39_729_690);
}

#[test]
#[ignore = "takes a minute; run it in release mode"]
fn every_plan_over_seven_to_nine_releases_is_the_oracles() {
    let plans = plans((7..=9).flat_map(|length| every_list(length, &Kind::FLAGS)));
    println!("{plans} cases");
    assert_eq!(plans, 35_913_728);
}

#[test]
#[ignore = "takes a minute; run it in release mode"]
fn every_plan_over_six_to_eight_releases_with_dead_ends_is_the_oracles() {
    let plans = plans((6..=8).flat_map(|length| every_list(length, &Kind::ALL)));
    println!("{plans} cases");
    assert_eq!(plans, 41_656_250);
}

/// Makes every plan over each of these lists, and returns the number of plans.
fn plans(lists: impl Iterator<Item = Vec<Entry>>) -> usize {
    lists.map(|list| check::everything(&list, &oracle::timeline(&list))).sum()
}

/// The rule before there was a `since`: a hop leads to the first required release strictly between
/// its ends, or to the target if there is none, and a release that isn't published blocks it.
#[test]
fn without_since_a_hop_leads_to_the_first_required_release_between_its_ends() {
    for list in (0..=5).flat_map(|length| every_list(length, &Kind::ALL)) {
        // A `since` of the release itself changes nothing.
        let mut explicit = list.clone();
        for entry in explicit.iter_mut().filter(|entry| entry.required) {
            entry.since = Some(entry.version.clone());
        }
        for timeline in [oracle::timeline(&list), oracle::timeline(&explicit)] {
            for to in (0..list.len()).filter(|&to| list[to].published) {
                for from in (0..to).filter(|&from| list[from].dead_end.is_none()) {
                    let stop = (from + 1..to).find(|&between| list[between].required);
                    let (current, target) = (&list[from].version, &list[to].version);
                    let hop = plan::next_hop(&timeline, current, target);
                    if let Some(stop) = stop.filter(|&stop| !list[stop].published) {
                        let Err(PlanError::Blocked { required, reachable, .. }) = hop else {
                            panic!("{hop:?}");
                        };
                        assert_eq!((&required, &reachable), (&list[stop].version, current));
                    } else {
                        let to = stop.unwrap_or(to);
                        let expected = Step { from, to, stop, last: stop.is_none() };
                        assert_eq!(check::step(&timeline, hop.unwrap().unwrap()), expected);
                    }
                }
            }
        }
    }
}
