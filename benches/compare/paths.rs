//! The full path: making it and walking it.

use rack_updates::plan::{self, UpdatePath};
use rack_updates_benches::{
    data::{self, Ids, Query},
    runner::{contest, each},
    table::{Bar, Ratios},
};

use crate::Scope;

/// The lengths of the paths.
fn lengths(scope: Scope) -> impl Iterator<Item = usize> {
    [1, 10, 1_000, 100_000].into_iter().filter(move |&hops| scope.full || hops <= 1_000)
}

/// One release in ten is required, so that a long path needs no longer timeline than this.
fn size(hops: usize) -> usize {
    10 * (hops + STARTS)
}

/// From how many places on the paths start.
const STARTS: usize = 16;

pub(crate) fn making(ratios: &mut Ratios, scope: Scope) {
    for hops in lengths(scope) {
        for ids in Ids::ALL {
            let n = size(hops);
            let records = data::manifest(ids.versions(n), 10);
            let timeline = data::timeline(&records);
            let queries: Vec<Query> =
                (0..STARTS).map(|start| data::hop_query(&records, start, hops)).collect();
            for (from, to) in &queries {
                let path = plan::full_path(&timeline, from, to).expect("nothing blocks");
                assert_eq!(path.len(), hops);
                assert_eq!(path.first(), plan::next_hop(&timeline, from, to).unwrap_or(None));
            }
            let outcome = contest(vec![
                each(&queries, |(from, to)| plan::full_path(&timeline, from, to)),
                each(&queries, |(from, to)| plan::next_hop(&timeline, from, to)),
            ]);
            let work = format!("full_path, {hops} hops");
            ratios.add(&work, n, ids, "next_hop", outcome.against(1), Bar::AtMost(1.5));
        }
    }
}

pub(crate) fn walking(ratios: &mut Ratios, scope: Scope) {
    let longest = lengths(scope).last().unwrap_or_default();
    let n = size(longest);
    let records = data::manifest(Ids::Stamps.versions(n), 10);
    let timeline = data::timeline(&records);
    let made = |hops| {
        let (from, to) = data::hop_query(&records, 0, hops);
        plan::full_path(&timeline, &from, &to).expect("nothing blocks")
    };
    let short = [made(10)];
    for hops in lengths(scope).skip(1) {
        let path = [made(hops)];
        let positions: [Vec<u32>; 1] =
            path.map(|path| path.hops().map(|hop| hop.to_position() as u32).collect());
        let asked = |most| if hops == 1_000 { Bar::AtMost(most) } else { Bar::None };
        let works = [
            ("for", each(&path, summed as fn(&UpdatePath<'_>) -> usize), asked(3.5)),
            ("fold", each(&path, folded as fn(&UpdatePath<'_>) -> usize), asked(1.5)),
        ];
        assert_eq!(summed(&path[0]), added(&positions[0]));
        assert_eq!(folded(&path[0]), added(&positions[0]));
        for (way, walk, bar) in works {
            let ratio = contest(vec![walk, each(&positions, |them| added(them))]).against(1);
            let work = format!("walk {hops} hops, {way}");
            ratios.add(&work, n, Ids::Stamps, "sum of a slice", ratio, bar);
        }
        if hops > 10 {
            let outcome = contest(vec![
                each(&path, |path| (path.len(), path.hops().nth(hops / 2))),
                each(&short, |path| (path.len(), path.hops().nth(5))),
            ]);
            let work = format!("len and nth of {hops} hops");
            ratios.add(&work, n, Ids::Stamps, "10 hops", outcome.against(1), Bar::AtMost(1.5));
        }
    }
    let firsts: Vec<UpdatePath<'_>> = (0..1_000)
        .map(|start| {
            let (from, to) = data::hop_query(&records, start % STARTS, 10 + start % 100);
            plan::full_path(&timeline, &from, &to).expect("nothing blocks")
        })
        .collect();
    let stops: Vec<u32> = (0..n as u32).collect();
    let froms: Vec<usize> =
        firsts.iter().map(|it| timeline.position(it.from().version()).unwrap_or(0)).collect();
    let outcome = contest(vec![
        each(&firsts, |path| path.first().map(|hop| hop.to_position())),
        each(&froms, |&from| stops.get(from).copied()),
    ]);
    ratios.add(
        "first hop of a path",
        n,
        Ids::Stamps,
        "an array load",
        outcome.against(1),
        Bar::None,
    );
}

fn summed(path: &UpdatePath<'_>) -> usize {
    let mut sum = 0;
    for hop in path {
        sum += hop.to_position();
    }
    sum
}

fn folded(path: &UpdatePath<'_>) -> usize {
    path.hops().map(|hop| hop.to_position()).sum()
}

fn added(positions: &[u32]) -> usize {
    positions.iter().map(|&position| position as usize).sum()
}
