//! Timelines: building, reading, changing and comparing them, and looking versions up.

use rack_updates::{Release, Timeline, drift, plan};
use rack_updates_benches::{
    contenders::Hashed,
    data::{self, Ids},
    runner::{Sample, contest, each, making, per},
};

use crate::{
    colliding::{same_hash, same_home},
    hash::hash,
    table::Rows,
};

pub(crate) fn position(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let queries = data::many_queries(&records);
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records).expect("the manifest is valid");
        let outcome = contest([
            each(&queries, |(version, _)| timeline.position(version)),
            each(&queries, |(version, _)| hashed.position(version)),
        ]);
        rows.add(10_000, ids, "HashMap", &outcome);
    }
}

pub(crate) fn build(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let releases = data::releases(&records);
        let outcome = contest([
            making(|| releases.clone(), Timeline::new),
            making(|| records.clone(), Hashed::new),
        ]);
        rows.add(10_000, ids, "HashMap", &outcome);
    }
}

pub(crate) fn read(rows: &mut Rows) {
    for n in [836, 10_000] {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let json = serde_json::to_string(&records).expect("records are written as JSON");
            let outcome = contest([
                making(|| (), |()| serde_json::from_str::<Timeline>(&json)),
                making(|| (), |()| serde_json::from_str(&json).map(Hashed::new)),
            ]);
            rows.add(n, ids, "Vec and HashMap", &outcome);
        }
    }
}

pub(crate) fn edit(rows: &mut Rows) {
    type Edit = fn(&mut Timeline, &str) -> Result<(), rack_updates::TimelineError>;
    let edits: [(&str, Edit); 3] = [
        ("withdraw, publish", |timeline, version| {
            timeline.withdraw(version)?;
            timeline.publish(version)
        }),
        ("require, waive", |timeline, version| {
            timeline.require(version, None)?;
            timeline.waive(version)
        }),
        ("insert_after, remove", |timeline, version| {
            timeline.insert_after(version, Release::new("new"))?;
            timeline.remove("new").map(drop)
        }),
    ];
    let records = data::manifest(Ids::Stamps.versions(10_000), 50);
    let releases = data::releases(&records);
    let queries = data::random_queries(&records, 16);
    for (name, edit) in edits {
        let mut timeline = data::timeline(&records);
        let outcome = contest([
            each(&queries, |(version, _)| edit(&mut timeline, version)),
            making(|| releases.clone(), Timeline::new),
        ]);
        rows.add(10_000, name, "Timeline::new", &outcome);
    }
}

/// The sizes whose times per release are compared. The limit fails for a cost in O(n²), and leaves
/// room for caches.
const SIZES: [usize; 2] = [100_000, 1_000];
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
    rows.check(SIZES[0], "minor versions", "n = 1 000", &outcome, LINEAR);
}

pub(crate) fn compare(rows: &mut Rows) {
    let timelines = SIZES.map(|n| {
        // Every other requirement is implied by the one before it.
        let is_outer = |position: usize| position % 20 == 5;
        let old = data::ranges(
            Ids::Stamps.versions(n),
            |position| {
                if is_outer(position) { 16 } else { 4 }
            },
        );
        let mut new = old.clone();
        // Every installation before the middle loses a stop, and others that were implied.
        let middle = n / 20 * 10 + 5;
        for position in (middle..).step_by(10).take(20) {
            if is_outer(position) || position <= middle + 10 {
                new.waive(old[position].version()).expect("the release exists");
            }
        }
        (old, new)
    });
    let outcome = contest(
        timelines
            .each_ref()
            .map(|(old, new)| per(old.len(), making(|| (), |()| drift::compare(old, new)))),
    );
    rows.check(SIZES[0], Ids::Stamps, "n = 1 000", &outcome, LINEAR);
}

/// Versions that were crafted to collide in the index, and how many upper bits of their hashes are
/// equal. In a table of 65 536 slots, the home is the upper 16 bits.
type Attack = (&'static str, fn(usize) -> String, u32);
const ATTACKS: [Attack; 2] = [("same hash", same_hash, 64), ("same home slot", same_home, 16)];

const ATTACKED: usize = 30_000;

/// The limit of the ratio for colliding versions, which a cost in O(n) for each version exceeds.
const BOUNDED: f64 = 50.0;

/// Makes colliding versions, and ordinary ones of the same length.
fn versions((_, version, equal_bits): Attack) -> [Vec<String>; 2] {
    let colliding: Vec<String> = (0..ATTACKED).map(version).collect();
    let bits = |version: &String| hash(version.as_bytes()) >> (64 - equal_bits);
    assert!(colliding.iter().all(|version| bits(version) == bits(&colliding[0])));

    let length = colliding[0].len();
    [colliding, (0..ATTACKED).map(|number| format!("{number:0length$}")).collect()]
}

pub(crate) fn build_colliding(rows: &mut Rows) {
    for attack in ATTACKS {
        let releases = versions(attack).map(|versions| versions.into_iter().map(Release::new));
        let samples =
            releases.each_ref().map(|releases| making(|| releases.clone(), Timeline::new));
        rows.check(ATTACKED, attack.0, "ordinary versions", &contest(samples), BOUNDED);
    }
}

pub(crate) fn next_hop_colliding(rows: &mut Rows) {
    for attack in ATTACKS {
        let manifests = versions(attack).map(|versions| {
            let records = data::manifest(versions, 50);
            (data::timeline(&records), data::random_queries(&records, 2_000))
        });
        let samples: [Sample<'_>; 2] = manifests.each_ref().map(|(timeline, queries)| {
            each(queries, |(current, target)| plan::next_hop(timeline, current, target))
        });
        rows.check(ATTACKED, attack.0, "ordinary versions", &contest(samples), BOUNDED);
    }
}
