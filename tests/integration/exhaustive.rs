//! Every small timeline and every question about it, compared with the oracle.

use rack_updates::plan::Target;

use crate::{
    check,
    oracle::{self, Entry, Kind},
};

/// These are in no order but that of their positions: not by text, number or length.
const VERSIONS: [&str; 9] = ["m", "10", "9", "z-2", "é", "1", "latest", "b", "05"];

#[test]
fn every_timeline_of_up_to_six_releases() {
    assert_eq!(agreements(0..=6, &Kind::FLAGS), 407_172);
}

#[test]
fn every_timeline_with_dead_ends_of_up_to_five_releases() {
    assert_eq!(agreements(0..=5, &Kind::ALL), 231_933);
}

#[test]
#[ignore = "takes about a minute; run it in release mode"]
fn every_timeline_of_up_to_nine_releases() {
    let cases = agreements(0..=9, &Kind::FLAGS);
    println!("{cases} cases");
    assert_eq!(cases, 47_380_100);
}

#[test]
#[ignore = "takes about a minute; run it in release mode"]
fn every_timeline_with_dead_ends_of_up_to_eight_releases() {
    let cases = agreements(0..=8, &Kind::ALL);
    println!("{cases} cases");
    assert_eq!(cases, 56_091_308);
}

/// Asks every question about every timeline of these lengths, and says how many that were.
fn agreements(lengths: core::ops::RangeInclusive<usize>, kinds: &[Kind]) -> usize {
    let mut cases = 0;
    for entries in lengths.flat_map(|length| every_list(length, kinds)) {
        let timeline = oracle::timeline(&entries);
        let versions = || entries.iter().map(|entry| entry.version.as_str()).chain(["unknown", ""]);
        for current in versions() {
            let targets = versions().map(Target::Release).chain([Target::Latest, Target::Edge]);
            for target in targets {
                check::plans(&entries, &timeline, current, target);
                cases += 1;
            }
        }
    }
    cases
}

/// Every list of this many releases, with every combination of kinds.
pub(crate) fn every_list(length: usize, kinds: &[Kind]) -> impl Iterator<Item = Vec<Entry>> {
    let combinations = (0..length).fold(1, |count, _| count * kinds.len());
    (0..combinations).map(move |combination| {
        let mut rest = combination;
        VERSIONS[..length]
            .iter()
            .map(|version| {
                let kind = kinds[rest % kinds.len()];
                rest /= kinds.len();
                Entry::new(version, kind)
            })
            .collect()
    })
}
