//! Measures the work of rack-updates next to its alternatives.

#![allow(clippy::cast_precision_loss, reason = "the numbers are small")]

extern crate alloc;

#[path = "../../tests/integration/support/colliding.rs"]
mod colliding;
#[path = "../../src/hash.rs"]
#[allow(unused_imports, reason = "its tests run in the library only")]
mod hash;
mod plans;
mod table;
mod timelines;

use std::{env, process::ExitCode};

use table::Rows;

type Measure = fn(&mut Rows);

/// Each work by its name in the table.
const WORKS: [(&str, Measure); 18] = [
    ("next_hop, hot", plans::hot),
    ("next_hop, random", plans::random),
    ("next_hop, half required", plans::frequent_stops),
    ("next_hop, to the latest", plans::to_latest),
    ("next_hop, unknown version", plans::unknown),
    ("next_hop, alternatives", plans::alternatives),
    ("next_hop, growth", plans::growth),
    ("next_hop, ranges", plans::over_ranges),
    ("next_hop, colliding", timelines::next_hop_colliding),
    ("full_path, a further hop", plans::further_hops),
    ("walk, a hop", plans::walk),
    ("position", timelines::position),
    ("build", timelines::build),
    ("build, colliding", timelines::build_colliding),
    ("read", timelines::read),
    ("edit", timelines::edit),
    ("require_each, a release", timelines::derive),
    ("drift, a release", timelines::compare),
];

fn main() -> ExitCode {
    let mut words: Vec<String> = env::args().skip(1).collect();
    // `cargo bench` adds this argument, `cargo test --benches` doesn't.
    let Some(flag) = words.iter().position(|word| word == "--bench") else {
        return ExitCode::SUCCESS;
    };
    words.remove(flag);

    let contains_word = |name: &str| words.iter().any(|word| name.contains(word.as_str()));
    let mut chosen = WORKS.to_vec();
    chosen.retain(|(name, _)| words.is_empty() || contains_word(name));
    if chosen.is_empty() {
        eprintln!("No work contains {}. The works are:", words.join(" or "));
        for (name, _) in WORKS {
            eprintln!("    {name}");
        }
        return ExitCode::FAILURE;
    }

    let mut rows = Rows::new();
    for (name, measure) in chosen {
        rows.work = name;
        measure(&mut rows);
    }
    println!("\n{rows}");

    if rows.broken().is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nBroken promises:");
    for line in rows.broken() {
        eprintln!("    {line}");
    }
    ExitCode::FAILURE
}
