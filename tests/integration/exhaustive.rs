//! Every small timeline and every question about it, compared with the oracle.

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
