//! Manifests that were written to slow a timeline down.

use rack_updates::{Release, Timeline, plan};
use rack_updates_benches::{
    data::{self, Query},
    hostile::{Attack, benign},
    runner::{Sample, contest, each, making},
    table::{Bar, Ratios},
};

use crate::Scope;

/// What is done with a manifest.
struct Victim {
    releases: Vec<Release>,
    timeline: Timeline,
    queries: Vec<Query>,
    text: String,
}

impl Victim {
    fn new(versions: Vec<String>) -> Self {
        let records = data::manifest(versions, 50);
        Self {
            releases: data::releases(&records),
            timeline: data::timeline(&records),
            queries: data::random_queries(&records, records.len().min(2_000)),
            text: serde_json::to_string(&records).expect("it can be written"),
        }
    }

    fn new_timeline(&self) -> Sample<'_> {
        making(|| self.releases.clone(), Timeline::new)
    }

    fn push(&self) -> Sample<'_> {
        making(
            || self.releases.clone(),
            |releases| {
                let mut timeline = Timeline::default();
                releases.into_iter().try_for_each(|it| timeline.push(it)).map(|()| timeline)
            },
        )
    }

    fn read(&self) -> Sample<'_> {
        making(|| (), |()| serde_json::from_str::<Timeline>(&self.text))
    }

    fn next_hop(&self) -> Sample<'_> {
        each(&self.queries, |(from, to)| plan::next_hop(&self.timeline, from, to))
    }

    fn position(&self) -> Sample<'_> {
        each(&self.queries, |(version, _)| self.timeline.position(version))
    }
}

type Work = for<'a> fn(&'a Victim) -> Sample<'a>;

pub(crate) fn hostile(ratios: &mut Ratios, _: Scope) {
    let works: [(&str, Work, f64); 5] = [
        ("hostile, new", Victim::new_timeline, 3.0),
        ("hostile, push", Victim::push, 3.0),
        ("hostile, read", Victim::read, 3.0),
        ("hostile, next_hop", Victim::next_hop, 6.0),
        ("hostile, position", Victim::position, 6.0),
    ];
    for attack in Attack::ALL {
        let counts: &[usize] = match attack {
            Attack::Megabyte => &[16],
            _ => &[30_000, 100_000],
        };
        for &n in counts {
            let versions = attack.versions(n);
            let harmless = Victim::new(benign(n, versions[0].len()));
            let victim = Victim::new(versions);
            for (work, sample, most) in works {
                let ratio = contest(vec![sample(&victim), sample(&harmless)]).against(1);
                ratios.add(work, n, attack, "benign", ratio, Bar::AtMost(most));
            }
        }
    }
}
