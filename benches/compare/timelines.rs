//! Timelines: building, reading, changing and comparing them.

use rack_updates::{Release, Timeline, drift};
use rack_updates_benches::{
    contenders::{Hashed, hops},
    data::{self, Ids},
    runner::{contest, each, making, per},
};

use crate::{
    colliding::{same_hash, same_home},
    hash::hash,
    table::Rows,
};

/// The limit of the ratio to the hash map, which is 20 to 30 % in the README.
const FASTER: f64 = 0.4;

pub(crate) fn build(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let releases = data::releases(&records);
        let outcome = contest([
            making(|| releases.clone(), Timeline::new),
            making(|| records.clone(), Hashed::new),
        ]);
        rows.check(FASTER, 10_000, ids, "HashMap", outcome);
    }
}

pub(crate) fn read(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let json = serde_json::to_string(&records).expect("records are written as JSON");
        let outcome = contest([
            making(|| (), |()| serde_json::from_str::<Timeline>(&json)),
            making(|| (), |()| serde_json::from_str(&json).map(Hashed::new)),
        ]);
        rows.add(10_000, ids, "Vec and HashMap", outcome);
    }
}

/// Two edits that move the later releases.
pub(crate) fn edit(rows: &mut Rows) {
    let records = data::manifest(Ids::Stamps.versions(10_000), 50);
    let releases = data::releases(&records);
    let queries = data::random_queries(&records, 16);
    let mut timeline = data::timeline(&records);
    let outcome = contest([
        each(&queries, |(version, _)| {
            timeline.insert_after(version, Release::new("new"))?;
            timeline.remove("new")
        }),
        making(|| releases.clone(), Timeline::new),
    ]);
    rows.add(10_000, Ids::Stamps, "Timeline::new", outcome);
}

/// The sizes whose times per release are compared.
const SIZES: [usize; 2] = [100_000, 1_000];

/// The limit of the ratio, which a cost in O(n²) exceeds. It leaves room for caches.
const LINEAR: f64 = 10.0;

pub(crate) fn derive(rows: &mut Rows) {
    let timelines = SIZES.map(|n| {
        let versions = (0..n).map(|number| format!("1.{}.{}", number / 10, number % 10));
        Timeline::new(versions.map(Release::new)).expect("the versions differ")
    });
    let minor = |release: &Release| {
        let (minor, _patch) = release.version().rsplit_once('.')?;
        minor.strip_prefix("1.")?.parse::<u32>().ok()
    };
    let outcome = contest(timelines.each_ref().map(|timeline| {
        let derive = move |mut timeline: Timeline| timeline.require_each(minor).map(|()| timeline);
        per(timeline.len(), making(|| timeline.clone(), derive))
    }));
    rows.check(LINEAR, SIZES[0], "minor versions", "n = 1 000", outcome);
}

pub(crate) fn compare(rows: &mut Rows) {
    // Every other requirement is implied by the one before it.
    let width = |position| if position % 20 == 5 { 16 } else { 4 };
    let changes = SIZES.map(|n| {
        let old = data::ranges(Ids::Stamps.versions(n), width);
        let mut new = old.clone();
        // Every installation before the middle loses stops, and others that were implied.
        for release in old.required().skip(n / 20).take(20) {
            new.waive(release.version()).expect("the release exists");
        }
        (old, new)
    });
    let outcome = contest(changes.each_ref().map(|(old, new)| {
        let compare = |()| drift::compare(old, new);
        per(old.len(), making(|| (), compare))
    }));
    rows.check(LINEAR, SIZES[0], Ids::Stamps, "n = 1 000", outcome);
}

/// Makes versions that were crafted to collide in the index.
type Attack = fn(usize) -> String;

/// Each attack, and the number of upper bits that its hashes share. In a table of 65 536 slots, the
/// home is the upper 16.
const ATTACKS: [(&str, Attack, u32); 2] =
    [("same hash", same_hash, 64), ("same home slot", same_home, 16)];

const ATTACKED: usize = 30_000;

/// The limit of the ratio for colliding versions, which a cost in O(n) for each version exceeds.
const BOUNDED: f64 = 50.0;

/// Makes colliding versions, and ordinary ones of the same length.
fn versions(attack: Attack, shared_bits: u32) -> [Vec<String>; 2] {
    let colliding: Vec<String> = (0..ATTACKED).map(attack).collect();
    let bits = |version: &String| hash(version.as_bytes()) >> (u64::BITS - shared_bits);
    assert!(colliding.iter().all(|version| bits(version) == bits(&colliding[0])));

    let length = colliding[0].len();
    [colliding, (0..ATTACKED).map(|number| format!("{number:0length$}")).collect()]
}

pub(crate) fn build_colliding(rows: &mut Rows) {
    for (name, attack, shared_bits) in ATTACKS {
        let releases =
            versions(attack, shared_bits).map(|versions| versions.into_iter().map(Release::new));
        let samples =
            releases.each_ref().map(|releases| making(|| releases.clone(), Timeline::new));
        rows.check(BOUNDED, ATTACKED, name, "ordinary versions", contest(samples));
    }
}

pub(crate) fn next_hop_colliding(rows: &mut Rows) {
    for (name, attack, shared_bits) in ATTACKS {
        let manifests = versions(attack, shared_bits).map(|versions| {
            let records = data::manifest(versions, 50);
            (data::timeline(&records), data::random_queries(&records, 2_000))
        });
        let samples = manifests.each_ref().map(|(timeline, queries)| hops(timeline, queries));
        rows.check(BOUNDED, ATTACKED, name, "ordinary versions", contest(samples));
    }
}
