//! Planning: the next hop and the full path.

use rack_updates::{
    Timeline,
    plan::{self, Target},
};
use rack_updates_benches::{
    contenders::{Hashed, Planner, Scan, Search},
    data::{self, Ids, Query, Record},
    runner::{Outcome, Sample, contest, each, per},
};

use crate::table::Rows;

/// The limit of the ratio to the hash map.
const FASTER: f64 = 0.75;

/// A manifest, and planners over it.
struct Planners {
    records: Vec<Record>,
    timeline: Timeline,
    hashed: Hashed,
}

impl Planners {
    fn new(n: usize, ids: Ids, spacing: usize) -> Self {
        let records = data::manifest(ids.versions(n), spacing);
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records.clone()).expect("the manifest is valid");
        Self { records, timeline, hashed }
    }

    /// Measures the library and another planner, which must give the same answers.
    fn contest(&self, other: &impl Planner, queries: &[Query]) -> Outcome<2> {
        for (current, target) in queries {
            let answer = self.timeline.next(current, target);
            assert_eq!(other.next(current, target), answer, "{current} to {target}");
        }
        contest([
            each(queries, |(current, target)| self.timeline.next(current, target)),
            each(queries, |(current, target)| other.next(current, target)),
        ])
    }
}

/// A few queries, as from many installations that have the same releases.
pub(crate) fn hot(rows: &mut Rows) {
    for n in [31, 10_000] {
        for ids in Ids::ALL {
            let planners = Planners::new(n, ids, 50);
            let queries = data::random_queries(&planners.records, 16);
            rows.check(n, ids, "HashMap", &planners.contest(&planners.hashed, &queries), FASTER);
        }
    }
}

pub(crate) fn random(rows: &mut Rows) {
    for n in [10_000, 1_000_000] {
        for ids in Ids::ALL {
            let planners = Planners::new(n, ids, 50);
            let queries = data::many_queries(&planners.records);
            rows.check(n, ids, "HashMap", &planners.contest(&planners.hashed, &queries), FASTER);
        }
    }
}

pub(crate) fn frequent_stops(rows: &mut Rows) {
    let planners = Planners::new(10_000, Ids::Stamps, 2);
    let queries = data::many_queries(&planners.records);
    let outcome = planners.contest(&planners.hashed, &queries);
    rows.check(10_000, Ids::Stamps, "HashMap", &outcome, FASTER);
}

pub(crate) fn unknown(rows: &mut Rows) {
    for ids in Ids::ALL {
        let planners = Planners::new(10_000, ids, 50);
        let queries = data::unknown_queries(&planners.records, 2_000);
        rows.add(10_000, ids, "HashMap", &planners.contest(&planners.hashed, &queries));
    }
}

pub(crate) fn to_latest(rows: &mut Rows) {
    for ids in Ids::ALL {
        let Planners { records, timeline, hashed } = Planners::new(10_000, ids, 50);
        let queries = data::many_queries(&records);
        let outcome = contest([
            each(&queries, |(current, _)| plan::next_hop(&timeline, current, Target::Latest)),
            each(&queries, |(current, _)| hashed.next_to_latest(current)),
        ]);
        rows.add(10_000, ids, "HashMap", &outcome);
    }
}

pub(crate) fn alternatives(rows: &mut Rows) {
    let (n, ids) = (10_000, Ids::Stamps);
    let planners = Planners::new(n, ids, 50);
    let queries = data::random_queries(&planners.records, 100);
    let search = Search(planners.hashed.clone());
    rows.add(n, ids, "scan of the list", &planners.contest(&Scan(&planners.records), &queries));
    rows.add(n, ids, "breadth-first search", &planners.contest(&search, &queries[..20]));
}

/// The time doesn't depend on the number of releases, apart from the caches.
pub(crate) fn growth(rows: &mut Rows) {
    let [large, small] = [10_000, 31].map(|n| {
        let records = data::manifest(Ids::Stamps.versions(n), 50);
        (data::timeline(&records), data::random_queries(&records, 16))
    });
    let outcome = contest([&large, &small].map(|(timeline, queries)| next_hop(timeline, queries)));
    rows.check(10_000, Ids::Stamps, "n = 31", &outcome, 2.0);
}

/// Returns the number of older releases that meet the requirement at a position.
type Width = fn(usize) -> usize;

/// The kinds of requirements.
const RANGES: [(&str, Width); 4] = [
    ("plain stops", |_| 0),
    // Every other requirement is implied by the one before it.
    ("nested ranges", |position| if position % 20 == 5 { 16 } else { 4 }),
    // Each landing meets the next requirement, too.
    ("ranges of 16", |_| 15),
    // Each landing meets the next 20 requirements, too.
    ("ranges of 206", |_| 205),
];

pub(crate) fn over_ranges(rows: &mut Rows) {
    let n = 10_000;
    let versions = Ids::Stamps.versions(n);
    let records = data::manifest(versions.clone(), 10);
    let plain = data::timeline(&records);
    let queries = data::many_queries(&records);
    for (name, width) in &RANGES[1..] {
        let timeline = data::ranges(versions.clone(), width);
        let outcome = contest([&timeline, &plain].map(|timeline| next_hop(timeline, &queries)));
        rows.add(n, name, "plain stops", &outcome);
    }
}

/// A path costs a `next_hop`, and at most a fifth of that for each further hop.
pub(crate) fn further_hops(rows: &mut Rows) {
    let n = 10_000;
    for (name, width) in RANGES {
        let timeline = data::ranges(Ids::Stamps.versions(n), width);
        let queries = long_queries(&timeline);
        let hops = hops(&timeline, &queries[0]);
        let Outcome(mut rounds) = contest([
            each(&queries, |(current, target)| plan::full_path(&timeline, current, target)),
            next_hop(&timeline, &queries),
        ]);
        for [path, next_hop] in &mut rounds {
            *path = (*path - *next_hop) / (hops - 1) as f64;
        }
        rows.check(n, name, "next_hop", &Outcome(rounds), 0.2);
    }
}

pub(crate) fn walk(rows: &mut Rows) {
    let n = 10_000;
    let timeline = data::ranges(Ids::Stamps.versions(n), |_| 0);
    let queries = long_queries(&timeline);
    let path = plan::full_path(&timeline, &queries[0].0, Target::Latest);
    let paths = [path.expect("nothing blocks")];
    let walk =
        each(&paths, |path| path.hops().map(|hop| hop.end_position()).fold(0, usize::wrapping_add));
    let outcome = contest([per(paths[0].len(), walk), next_hop(&timeline, &queries)]);
    rows.add(n, "plain stops", "next_hop", &outcome);
}

/// The longest queries, with equally many hops.
fn long_queries(timeline: &Timeline) -> Vec<Query> {
    let target = timeline.latest().expect("most releases are published").version();
    let queries = timeline.iter().take(4).map(|release| (release.version(), target));
    queries.map(|(current, target)| (current.into(), target.into())).collect()
}

fn hops(timeline: &Timeline, (current, target): &Query) -> usize {
    plan::full_path(timeline, current, target).expect("nothing blocks").len()
}

fn next_hop<'a>(timeline: &'a Timeline, queries: &'a [Query]) -> Sample<'a> {
    each(queries, |(current, target)| plan::next_hop(timeline, current, target))
}
