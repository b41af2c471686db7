//! Counts the instructions of the main operations under callgrind.
//!
//! Without an argument it fails if a count is 3 % higher than in `instructions.txt`; `--update`
//! writes that file. The counts are the same on a busy machine.

#![expect(clippy::cast_precision_loss, reason = "the counts are small")]

use core::{error::Error, fmt::Write, hint::black_box};
use std::{env, fs, process::Command};

use rack_updates::{
    Release, Timeline, drift,
    plan::{self, Target},
};
use rack_updates_benches::data::{self, Ids};

/// The ratio to the count in the file from which on a count fails.
const LIMIT: f64 = 1.03;

/// Each count is the difference between runs with this many repetitions more or less.
const TIMES: u64 = 20;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// Prepares an operation that can be repeated.
type Prepare = fn() -> Box<dyn FnMut()>;

const OPERATIONS: [(&str, Prepare); 11] = [
    ("16 next_hop, n = 31, time stamps", || next_hop(31, Ids::Stamps)),
    ("16 next_hop, n = 31, opaque", || next_hop(31, Ids::Opaque)),
    ("16 next_hop, n = 10000, time stamps", || next_hop(10_000, Ids::Stamps)),
    ("16 next_hop, n = 10000, opaque", || next_hop(10_000, Ids::Opaque)),
    ("full_path and its 1000 hops", || full_path(0)),
    ("full_path over overlapping ranges", || full_path(15)),
    ("build, n = 836", build),
    ("read JSON, n = 836, time stamps", || read(Ids::Stamps)),
    ("read JSON, n = 836, opaque", || read(Ids::Opaque)),
    ("clone and require_each, n = 1000", derive),
    ("drift::compare, n = 1000", compare),
];

fn next_hop(n: usize, ids: Ids) -> Box<dyn FnMut()> {
    let records = data::manifest(ids.versions(n), 50);
    let timeline = data::timeline(&records);
    let queries = data::random_queries(&records, 16);
    Box::new(move || {
        for (current, target) in &queries {
            let _ = black_box(plan::next_hop(&timeline, black_box(current), target));
        }
    })
}

fn full_path(width: usize) -> Box<dyn FnMut()> {
    let timeline = data::ranges(Ids::Stamps.versions(10_000), |_| width);
    Box::new(move || {
        let current = black_box(timeline[0].version());
        let path = plan::full_path(&timeline, current, Target::Latest);
        for hop in path.expect("nothing blocks") {
            black_box(hop.end_position());
        }
    })
}

fn build() -> Box<dyn FnMut()> {
    let releases = data::releases(&data::manifest(Ids::Stamps.versions(836), 50));
    Box::new(move || drop(black_box(Timeline::new(black_box(&releases).iter().cloned()))))
}

fn read(ids: Ids) -> Box<dyn FnMut()> {
    let records = data::manifest(ids.versions(836), 50);
    let json = serde_json::to_string(&records).expect("records are written as JSON");
    Box::new(move || drop(black_box(serde_json::from_str::<Timeline>(black_box(&json)))))
}

fn derive() -> Box<dyn FnMut()> {
    let timeline = Timeline::new((1_000..2_000).map(|number| Release::new(number.to_string())));
    let timeline = timeline.expect("the versions differ");
    Box::new(move || {
        let mut timeline = black_box(&timeline).clone();
        let tens = |release: &Release| release.version().get(..3).map(str::to_owned);
        let _ = black_box(timeline.require_each(tens));
    })
}

fn compare() -> Box<dyn FnMut()> {
    let old = data::ranges(Ids::Stamps.versions(1_000), |_| 15);
    let mut new = old.clone();
    let lost = old.required().nth(50).expect("a hundred releases are required");
    new.waive(lost.version()).expect("the release exists");
    Box::new(move || drop(black_box(drift::compare(black_box(&old), &new))))
}

fn main() -> Result<(), Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("the counts are those of a release build: add --release".into());
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => check(),
        ["--update"] => update(),
        ["run", name, times] => {
            let operation = OPERATIONS.iter().find(|(known, _)| *known == name);
            let (_, prepare) = operation.ok_or("unknown operation")?;
            let mut operation = prepare();
            for _ in 0..times.parse::<u64>()? {
                operation();
            }
            Ok(())
        }
        _ => Err("usage: instructions [--update]".into()),
    }
}

fn update() -> Result<(), Box<dyn Error>> {
    let compiler = Command::new("rustc").arg("--version").output()?.stdout;
    let mut text = format!(
        "# The instructions of each operation. A commit that raises one updates this file:\n\
         # cargo run --release -p rack-updates-benches --bin instructions -- --update\n\
         # Another compiler may give other counts. These are from {}",
        String::from_utf8(compiler)?,
    );
    for (name, _) in OPERATIONS {
        writeln!(text, "{name:<36}{:>9}", count(name)?)?;
    }
    print!("{text}");
    Ok(fs::write(FILE, text)?)
}

fn check() -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(FILE)?;
    let mut raised = Vec::new();
    for (name, _) in OPERATIONS {
        let kept = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        let kept: f64 = kept.ok_or_else(|| format!("{FILE} has no count for {name}"))?;
        let count = count(name)?;
        let ratio = count as f64 / kept;
        println!("{name:<36}{count:>9} {:>+6.1} %", (ratio - 1.0) * 100.0);
        if ratio >= LIMIT {
            raised.push(name);
        }
    }

    if raised.is_empty() {
        return Ok(());
    }
    println!("\nToo many instructions:\n    {}", raised.join("\n    "));
    Err("reduce the instructions, or run this with --update and explain why in the commit".into())
}

/// Counts the instructions of an operation, without those of preparing it.
fn count(name: &str) -> Result<u64, Box<dyn Error>> {
    Ok((collected(name, 1 + TIMES)? - collected(name, 1)?) / TIMES)
}

/// Counts the instructions of this program while it repeats an operation.
fn collected(name: &str, times: u64) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["run", name, &times.to_string()])
        .output()?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected =
        report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    Ok(collected.filter(|_| output.status.success()).ok_or(report)?)
}
