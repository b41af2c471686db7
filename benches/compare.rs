//! Compares everything that rack-updates does with what else could be used for it.

use std::{env, process::ExitCode};

use rack_updates::{Release, Timeline, plan};
use rack_updates_benches::{
    contenders::{Graph, Hashed, Planner, Scan, Search, Sorted},
    data::{self, Ids, Query, Record},
    hostile::{self, Attack},
    runner::{Sample, contest, each, making},
    table::{Bar, Ratios},
};
use serde::de::IgnoredAny;

fn main() -> ExitCode {
    let mut full = false;
    let mut word = String::new();
    for argument in env::args().skip(1) {
        match argument.as_str() {
            // cargo says so to every bench.
            "--bench" => {}
            "--full" => full = true,
            _ if argument.starts_with('-') => {
                eprintln!("usage: cargo bench [-- [--full] [WORD]]");
                return ExitCode::FAILURE;
            }
            _ => word = argument,
        }
    }
    let works: [(&str, fn(&mut Ratios, bool)); 5] = [
        ("next_hop", next_hop),
        ("search", search),
        ("build", build),
        ("read", read),
        ("hostile", hostile),
    ];
    let mut ratios = Ratios::default();
    for (name, work) in works {
        if name.contains(&word) {
            work(&mut ratios, full);
        }
    }
    println!("\n{ratios}");
    ExitCode::SUCCESS
}

const SIZES: [usize; 4] = [31, 836, 10_000, 1_000_000];

fn sizes(full: bool) -> impl Iterator<Item = usize> {
    SIZES.into_iter().filter(move |&n| full || n <= 10_000)
}

fn timeline(records: &[Record]) -> Timeline {
    Timeline::new(data::releases(records)).expect("the manifest is sound")
}

/// Answers queries with a planner that is first shown to give our answers.
fn planning<'a>(
    planner: &'a impl Planner,
    ours: &Timeline,
    records: &[Record],
    checks: usize,
    queries: &'a [Query],
) -> Sample<'a> {
    for (from, to) in data::all_sorts(records, checks).iter().chain(queries) {
        assert_eq!(planner.next(from, to), ours.next(from, to), "from {from} to {to}");
    }
    each(queries, |(from, to)| planner.next(from, to))
}

fn our_planning<'a>(timeline: &'a Timeline, queries: &'a [Query]) -> Sample<'a> {
    each(queries, |(from, to)| plan::next_hop(timeline, from, to))
}

fn next_hop(ratios: &mut Ratios, full: bool) {
    for n in sizes(full) {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let ours = timeline(&records);
            let hashed = Hashed::new(records.clone()).expect("the manifest is sound");
            let bar = Bar::AtMost(if n == 10_000 { 0.6 } else { 0.75 });
            let count = if n > 10_000 { 30_000 } else { 2_000 };
            let works = [
                ("next_hop, hot", data::hot_queries(&records), bar),
                ("next_hop, random", data::random_queries(&records, count), bar),
                ("next_hop, misses", data::misses(&records, count), Bar::None),
            ];
            for (work, queries, bar) in works {
                let outcome = contest(vec![
                    our_planning(&ours, &queries),
                    planning(&hashed, &ours, &records, 1_000, &queries),
                ]);
                eprint!("{:.1} ns, {:.1} ns: ", outcome.time(0), outcome.time(1));
                ratios.add(work, n, ids, "HashMap", outcome.ratio(0, 1), bar);
            }
        }
    }
}

fn search(_: &mut Ratios, _: bool) {
    let _ = (Graph::new, Search::new, Sorted::new, Scan);
}

fn build(ratios: &mut Ratios, full: bool) {
    for n in sizes(full) {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let releases = data::releases(&records);
            let outcome = contest(vec![
                making(|| releases.clone(), Timeline::new),
                making(|| records.clone(), Hashed::new),
            ]);
            eprint!("{:.1} ns, {:.1} ns: ", outcome.time(0), outcome.time(1));
            ratios.add("build", n, ids, "HashMap", outcome.ratio(0, 1), Bar::AtMost(0.3));
        }
    }
}

fn read(ratios: &mut Ratios, full: bool) {
    for n in sizes(full).filter(|&n| n >= 836) {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let texts = [
                ("read compact JSON", serde_json::to_string(&records)),
                ("read pretty JSON", serde_json::to_string_pretty(&records)),
            ];
            for (work, text) in texts {
                let text = text.expect("it can be written");
                let ours = serde_json::from_str::<Timeline>(&text);
                assert_eq!(ours.expect("it can be read"), timeline(&records));
                let outcome = contest(vec![
                    making(|| (), |()| serde_json::from_str::<Timeline>(&text)),
                    making(|| (), |()| serde_json::from_str::<IgnoredAny>(&text)),
                    making(|| (), |()| serde_json::from_str(&text).map(Hashed::new)),
                ]);
                eprint!("{:.1} ns, {:.1} ns: ", outcome.time(0), outcome.time(1));
                let bar = Bar::AtMost(3.0);
                ratios.add(work, n, ids, "skipping it", outcome.ratio(0, 1), bar);
                let bar = Bar::AtMost(0.6);
                ratios.add(work, n, ids, "Vec and HashMap", outcome.ratio(0, 2), bar);
            }
        }
    }
}

fn hostile(ratios: &mut Ratios, _: bool) {
    for attack in Attack::ALL {
        let counts: &[usize] = match attack {
            Attack::Megabyte => &[16],
            _ => &[30_000, 100_000],
        };
        for &n in counts {
            let manifests = [attack.versions(n), {
                let length = attack.versions(1)[0].len();
                hostile::benign(n, length)
            }]
            .map(|versions| data::manifest(versions, 50));
            let [releases, benign_releases] = manifests.each_ref().map(|it| data::releases(it));
            let [timeline, benign_timeline] = manifests.each_ref().map(|it| timeline(it));
            let [queries, benign_queries] = manifests
                .each_ref()
                .map(|it| data::random_queries(it, if n < 100 { 16 } else { 2_000 }));
            let [text, benign_text] = manifests
                .each_ref()
                .map(|it| serde_json::to_string(it).expect("it can be written"));
            let mut add = |work: &str, contenders: [Sample<'_>; 2], bar| {
                let outcome = contest(contenders.into());
                eprint!("{:.1} ns, {:.1} ns: ", outcome.time(0), outcome.time(1));
                ratios.add(work, n, attack, "benign", outcome.ratio(0, 1), Bar::AtMost(bar));
            };
            let building = |releases| making(move || Vec::clone(releases), |it| Timeline::new(it));
            add("hostile, new", [building(&releases), building(&benign_releases)], 3.0);
            let pushing = |releases| {
                making(
                    move || Vec::clone(releases),
                    |releases: Vec<Release>| {
                        let mut timeline = Timeline::default();
                        releases.into_iter().try_for_each(|it| timeline.push(it)).map(|()| timeline)
                    },
                )
            };
            add("hostile, push", [pushing(&releases), pushing(&benign_releases)], 3.0);
            let reading = |text: &'static str| {
                making(|| (), move |()| serde_json::from_str::<Timeline>(text))
            };
            let [text, benign_text] = [text.leak(), benign_text.leak()];
            add("hostile, read", [reading(text), reading(benign_text)], 3.0);
            let contenders = [
                our_planning(&timeline, &queries),
                our_planning(&benign_timeline, &benign_queries),
            ];
            add("hostile, next_hop", contenders, 6.0);
            let contenders = [
                each(&queries, |(version, _)| timeline.position(version)),
                each(&benign_queries, |(version, _)| benign_timeline.position(version)),
            ];
            add("hostile, position", contenders, 6.0);
        }
    }
}
