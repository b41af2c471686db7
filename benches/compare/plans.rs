//! Planning: the next hop and the full path.

use rack_updates::plan::{self, Target};
use rack_updates_benches::{
    contenders::{Hashed, hops, scan},
    data::{self, Ids, Query, Record},
    runner::{Outcome, contest, each, per},
};

use crate::table::Rows;

/// The limit of the ratio to the hash map, which is 40 to 70 % in the README.
const FASTER: f64 = 0.75;

fn against_hash_map(records: &[Record], queries: &[Query]) -> Outcome {
    let timeline = data::timeline(records);
    let hashed = Hashed::new(records.to_vec()).expect("the manifest is valid");
    contest([
        hops(&timeline, queries),
        each(queries, |(current, target)| hashed.next_hop(current, target)),
    ])
}

pub(crate) fn next_hop(rows: &mut Rows) {
    for n in [31, 10_000, 1_000_000] {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let outcome = against_hash_map(&records, &data::many_queries(&records));
            rows.check(FASTER, n, ids, "HashMap", outcome);
        }
    }

    let (n, ids) = (10_000, Ids::Stamps);
    let records = data::manifest(ids.versions(n), 50);
    let timeline = data::timeline(&records);
    let queries = data::random_queries(&records, 100);
    let outcome = contest([
        hops(&timeline, &queries),
        each(&queries, |(current, target)| scan(&records, current, target)),
    ]);
    rows.add(n, ids, "scan of the list", outcome);
}

pub(crate) fn half_required(rows: &mut Rows) {
    let (n, ids) = (10_000, Ids::Stamps);
    let records = data::manifest(ids.versions(n), 2);
    let outcome = against_hash_map(&records, &data::many_queries(&records));
    rows.check(FASTER, n, ids, "HashMap", outcome);
}

pub(crate) fn to_latest(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let queries = data::many_queries(&records);
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records).expect("the manifest is valid");
        let outcome = contest([
            each(&queries, |(current, _)| plan::next_hop(&timeline, current, Target::Latest)),
            each(&queries, |(current, _)| hashed.next_hop_to_latest(current)),
        ]);
        rows.add(10_000, ids, "HashMap", outcome);
    }
}

pub(crate) fn unknown_version(rows: &mut Rows) {
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let mut queries = data::many_queries(&records);
        for (number, (current, target)) in queries.iter_mut().enumerate() {
            // An unknown version of a usual length.
            let version = if number % 2 == 0 { current } else { target };
            version.pop();
            version.push('_');
        }
        let outcome = against_hash_map(&records, &queries);
        rows.add(10_000, ids, "HashMap", outcome);
    }
}

/// The time doesn't depend on the number of releases, apart from the caches.
pub(crate) fn growth(rows: &mut Rows) {
    let manifests = [10_000, 31].map(|n| {
        let records = data::manifest(Ids::Stamps.versions(n), 50);
        (data::timeline(&records), data::random_queries(&records, 16))
    });
    let outcome = contest(manifests.each_ref().map(|(timeline, queries)| hops(timeline, queries)));
    rows.check(2.0, 10_000, Ids::Stamps, "n = 31", outcome);
}

/// A hop of a long path costs at most a fifth of a `next_hop`.
pub(crate) fn full_path(rows: &mut Rows) {
    let n = 10_000;
    // In the second timeline, each landing meets the next 20 requirements, too.
    for (name, width) in [("plain stops", 0), ("ranges of 206", 205)] {
        let timeline = data::ranges(Ids::Stamps.versions(n), |_| width);
        let target = timeline.latest().expect("most releases are published").version();
        let queries: Vec<Query> =
            timeline.iter().take(4).map(|first| (first.version().into(), target.into())).collect();

        // The four paths have equally many hops.
        let path = plan::full_path(&timeline, timeline[0].version(), target);
        let count = path.expect("nothing blocks").len();
        let paths = each(&queries, |(current, target)| plan::full_path(&timeline, current, target));
        let outcome = contest([per(count, paths), hops(&timeline, &queries)]);
        rows.check(0.2, n, name, "next_hop", outcome);
    }
}
