//! Lists of releases: all the short ones, and random long ones.

use core::ops::RangeInclusive;

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use crate::oracle::{self, Entry, Kind};

/// These are in no order but that of their positions: not by text, number or length.
const VERSIONS: [&str; 9] = ["m", "10", "9", "z-2", "é", "1", "latest", "b", "05"];

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

/// Every list of these lengths, with every combination of kinds and every S: each required release
/// is required since itself or since any older release.
pub(crate) fn every_list_with_since(
    lengths: RangeInclusive<usize>,
    kinds: &[Kind],
) -> impl Iterator<Item = Vec<Entry>> {
    let lists = lengths.flat_map(|length| every_list(length, kinds));
    lists.flat_map(|list| {
        let required: Vec<_> = (0..list.len()).filter(|&place| list[place].required).collect();
        required.into_iter().fold(vec![list], |lists, required| {
            let with_since = |list: &Vec<Entry>, since: usize| {
                let mut list = list.clone();
                list[required].since = (since < required).then(|| list[since].version.clone());
                list
            };
            lists.iter().flat_map(|list| (0..=required).map(|s| with_since(list, s))).collect()
        })
    })
}

pub(crate) fn version() -> impl Strategy<Value = String> {
    let numbers = (any::<u32>(), 1..14_usize);
    prop_oneof![
        4 => numbers.prop_map(|(number, width)| format!("{number:0width$}")),
        2 => (0..100, 0..100).prop_map(|(major, minor)| format!("v{major}.{minor}-rc")),
        // Any characters, control characters and direction marks included.
        3 => vec(any::<char>(), 1..8).prop_map(String::from_iter),
        1 => select(vec!["latest", "edge", "dev", " ", "\0", "\u{202e}"]).prop_map(String::from),
    ]
}

/// Releases as most projects have them: nearly all published, some required.
pub(crate) fn entries(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    let kind = prop_oneof![
        40 => Just(Kind::Plain),
        12 => Just(Kind::Required),
        8 => Just(Kind::Withdrawn),
        2 => Just(Kind::Blocking),
        3 => Just(Kind::DeadEnd),
    ];
    // Half of the required releases state an S: one of the last releases up to the release itself.
    let reach = 0..16_usize;
    // A few random strings with numbers appended are quicker to make than different ones.
    (vec(version(), 1..12), vec((kind, reach), 1..most)).prop_map(|(strings, kinds)| {
        let mut entries: Vec<Entry> = Vec::new();
        for (position, (kind, reach)) in kinds.into_iter().enumerate() {
            let version = match position / strings.len() {
                0 => strings[position].clone(),
                round => format!("{}{round}", strings[position % strings.len()]),
            };
            if entries.iter().any(|entry| entry.version == version) {
                continue;
            }
            entries.push(Entry::new(&version, kind));
            let newest = entries.len() - 1;
            if entries[newest].required && (1..=newest.min(8)).contains(&reach) {
                entries[newest].since = Some(entries[newest - reach].version.clone());
            }
        }
        entries
    })
}

/// The version of a release, mostly of one that is in the list.
pub(crate) fn version_in(entries: &[Entry]) -> impl Strategy<Value = String> + use<> {
    let entries = entries.to_vec();
    prop_oneof![
        15 => any::<Index>().prop_map(move |index| index.get(&entries).version.clone()),
        1 => version(),
        1 => Just(String::new()),
    ]
}

/// A list of releases, and a path over it that isn't empty, by its ends.
///
/// A list that has no such path is corrected, so no case is rejected.
pub(crate) fn with_path() -> impl Strategy<Value = (Vec<Entry>, String, String)> {
    (entries(150), any::<Index>(), any::<Index>()).prop_map(|(mut entries, one, other)| {
        entries.push(Entry::new("the newest of all", Kind::Plain));
        let [one, other] = [one, other].map(|index| index.index(entries.len()));
        let from = one.min(other).min(entries.len() - 2);
        let to = one.max(other).max(from + 1);
        entries[from].dead_end = None;
        entries[to] = Entry { published: true, dead_end: None, ..entries[to].clone() };
        for requirement in oracle::requirements(&entries) {
            if (requirement.since..=requirement.required).all(|place| !entries[place].published) {
                entries[requirement.required].published = true;
            }
        }
        let [from, to] = [from, to].map(|position| entries[position].version.clone());
        (entries, from, to)
    })
}
