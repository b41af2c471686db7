//! Every small timeline and every question about it, compared with the oracle.

use rack_updates::plan;

use crate::{
    check,
    generators::{every_list, every_list_with_since},
    oracle::{self, Entry, Kind},
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

/// The rule of systems that know no ranges, in one line.
#[test]
fn without_since_a_hop_leads_to_the_first_required_release_between_its_ends() {
    for list in (0..=5).flat_map(|length| every_list(length, &Kind::FLAGS)) {
        let timeline = oracle::timeline(&list);
        for to in (0..list.len()).filter(|&to| list[to].published) {
            for from in 0..to {
                let end = (from + 1..to).find(|&between| list[between].required).unwrap_or(to);
                let hop = plan::next_hop(&timeline, &list[from].version, &list[to].version);
                let reached = hop.ok().flatten().map(|hop| hop.end_position());
                assert_eq!(reached, list[end].published.then_some(end), "{list:#?}");
            }
        }
    }
}
