//! The next hop between two versions.

use rack_updates::{Timeline, plan};
use rack_updates_benches::{
    contenders::{Graph, Hashed, Planner, Scan, Search, Sorted},
    data::{self, Ids, Query, Record},
    runner::{Sample, contest, each},
    table::{Bar, Ratios},
};

use crate::Scope;

/// Releases in a manifest, and planners over it.
struct Line {
    records: Vec<Record>,
    timeline: Timeline,
    hashed: Hashed,
}

impl Line {
    fn new(n: usize, ids: Ids, spacing: usize) -> Self {
        let records = data::manifest(ids.versions(n), spacing);
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records.clone()).expect("the manifest is sound");
        Self { records, timeline, hashed }
    }

    fn random(&self) -> Vec<Query> {
        // So many that a large timeline doesn't stay in the caches.
        data::random_queries(&self.records, self.records.len().clamp(2_000, 30_000))
    }

    fn ours<'a>(&'a self, queries: &'a [Query]) -> Sample<'a> {
        each(queries, |(from, to)| plan::next_hop(&self.timeline, from, to))
    }

    /// Answers queries with a planner that is first shown to give our answers.
    fn theirs<'a>(&self, planner: &'a impl Planner, queries: &'a [Query]) -> Sample<'a> {
        for (from, to) in queries.iter().chain(&data::all_sorts(&self.records, queries.len())) {
            assert_eq!(planner.next(from, to), self.timeline.next(from, to), "{from} to {to}");
        }
        each(queries, |(from, to)| planner.next(from, to))
    }
}

pub(crate) fn next_hop(ratios: &mut Ratios, scope: Scope) {
    for n in scope.sizes() {
        for ids in Ids::ALL {
            let line = Line::new(n, ids, 50);
            let bar = Bar::AtMost(if n == 10_000 { 0.6 } else { 0.75 });
            let misses = data::misses(&line.records, 2_000);
            let works = [
                ("next_hop, hot", data::hot_queries(&line.records), bar),
                ("next_hop, random", line.random(), bar),
                ("next_hop, misses", misses, Bar::None),
            ];
            for (work, queries, bar) in works {
                let contenders = vec![line.ours(&queries), line.theirs(&line.hashed, &queries)];
                ratios.add(work, n, ids, "HashMap", contest(contenders).against(1), bar);
            }
        }
    }
}

/// Required releases that are rare, or frequent.
pub(crate) fn density(ratios: &mut Ratios, _: Scope) {
    for spacing in [500, 10] {
        for ids in Ids::ALL {
            let line = Line::new(10_000, ids, spacing);
            let queries = line.random();
            let contenders = vec![line.ours(&queries), line.theirs(&line.hashed, &queries)];
            let work = format!("next_hop, 1 in {spacing} required");
            let ratio = contest(contenders).against(1);
            ratios.add(&work, 10_000, ids, "HashMap", ratio, Bar::AtMost(0.6));
        }
    }
}

/// The look-up alone, in which a miss has no error to make.
pub(crate) fn position(ratios: &mut Ratios, scope: Scope) {
    for n in scope.sizes() {
        for ids in Ids::ALL {
            let line = Line::new(n, ids, 50);
            let works = [
                ("position, random", line.random()),
                ("position, misses", {
                    let misses = data::misses(&line.records, 2_000);
                    misses.into_iter().step_by(2).collect()
                }),
            ];
            for (work, queries) in works {
                let (ours, theirs) = (&line.timeline, &line.hashed);
                for (version, _) in &queries {
                    let theirs = theirs.position(version).map(|position| position as usize);
                    assert_eq!(ours.position(version), theirs);
                }
                let contenders = vec![
                    each(&queries, |(version, _)| ours.position(version)),
                    each(&queries, |(version, _)| theirs.position(version)),
                ];
                ratios.add(work, n, ids, "HashMap", contest(contenders).against(1), Bar::None);
            }
        }
    }
}

pub(crate) fn scan(ratios: &mut Ratios, _: Scope) {
    for (n, times) in [(100, 10.0), (1_000, 50.0), (10_000, 300.0)] {
        for ids in Ids::ALL {
            let line = Line::new(n, ids, 50);
            let queries = data::random_queries(&line.records, 100);
            let scan = Scan(&line.records);
            let contenders = vec![line.ours(&queries), line.theirs(&scan, &queries)];
            let ratio = contest(contenders).against(1);
            // What it scans are time stamps; opaque versions differ in length already, which a
            // scan sees at a glance.
            let bar = if ids == Ids::Stamps { Bar::Times(times) } else { Bar::None };
            ratios.add("next_hop, random", n, ids, "linear scan", ratio, bar);
        }
    }
}

pub(crate) fn search(ratios: &mut Ratios, _: Scope) {
    let n = 10_000;
    for ids in Ids::ALL {
        let line = Line::new(n, ids, 50);
        let queries = data::random_queries(&line.records, 25);
        let graph = Graph::new(line.records.clone()).expect("the manifest is sound");
        let search = Search::new(line.records.clone()).expect("the manifest is sound");
        let sorted = Sorted::new(line.records.clone()).expect("the manifest is sound");
        let others = [
            ("petgraph", line.theirs(&graph, &queries), Bar::Times(10_000.0)),
            ("pathfinding", line.theirs(&search, &queries), Bar::Times(10_000.0)),
            ("BTreeMap", line.theirs(&sorted, &queries), Bar::None),
        ];
        for (against, theirs, bar) in others {
            let ratio = contest(vec![line.ours(&queries), theirs]).against(1);
            ratios.add("next_hop, random", n, ids, against, ratio, bar);
        }
    }
}
