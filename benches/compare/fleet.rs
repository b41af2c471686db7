//! A fleet of installations that are all to be updated to the latest release.

use std::thread;

use fastrand::Rng;
use rack_updates::{
    Timeline,
    plan::{self, Target},
};
use rack_updates_benches::{
    contenders::Hashed,
    data::{self, Ids},
    runner::{contest, each, on_the_wall},
    table::{Bar, Ratios},
};

use crate::Scope;

pub(crate) fn fleet(ratios: &mut Ratios, scope: Scope) {
    let size = if scope.full { 10_000_000 } else { 1_000_000 };
    for ids in Ids::ALL {
        let records = data::manifest(ids.versions(10_000), 50);
        let timeline = data::timeline(&records);
        let hashed = Hashed::new(records).expect("the manifest is sound");
        let mut random = Rng::with_seed(6);
        // The texts of the fleet lie one behind the other, and not in the timeline.
        let mut text = String::new();
        let mut ends = Vec::new();
        for _ in 0..size {
            text += timeline[random.usize(..timeline.len())].version();
            ends.push(text.len());
        }
        let starts = [0].into_iter().chain(ends.iter().copied());
        let fleet: [Vec<&str>; 1] =
            [starts.zip(&ends).filter_map(|(start, &end)| text.get(start..end)).collect()];
        assert_eq!(updated(&timeline, &fleet[0]), updated_hashed(&hashed, &fleet[0]));
        let outcome = contest(vec![
            each(&fleet, |fleet| updated(&timeline, fleet)),
            each(&fleet, |fleet| updated_hashed(&hashed, fleet)),
        ]);
        ratios.add("fleet to latest", size, ids, "HashMap", outcome.against(1), Bar::AtMost(0.6));
        let outcome = contest(vec![
            on_the_wall(|| updated_by_two(&timeline, &fleet[0])),
            on_the_wall(|| updated(&timeline, &fleet[0])),
        ]);
        let bar = Bar::AtMost(1.0 / 1.7);
        ratios.add("fleet, two threads", size, ids, "one thread", outcome.against(1), bar);
    }
}

/// The sum of the positions to which the fleet is updated next.
fn updated(timeline: &Timeline, fleet: &[&str]) -> usize {
    let hops = fleet.iter().map(|version| plan::next_hop(timeline, version, Target::Latest));
    hops.filter_map(|hop| Some(hop.ok()??.to_position())).sum()
}

fn updated_hashed(hashed: &Hashed, fleet: &[&str]) -> usize {
    let hops = fleet.iter().map(|version| hashed.next_to_latest(version));
    hops.filter_map(|hop| Some(hop.ok()?? as usize)).sum()
}

fn updated_by_two(timeline: &Timeline, fleet: &[&str]) -> usize {
    let (one, other) = fleet.split_at(fleet.len() / 2);
    thread::scope(|scope| {
        let one = scope.spawn(|| updated(timeline, one));
        updated(timeline, other) + one.join().unwrap_or_default()
    })
}
