//! Measures the work of rack-updates next to its alternatives.

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
const WORKS: [(&str, Measure); 13] = [
    ("next_hop", plans::next_hop),
    ("next_hop, half required", plans::half_required),
    ("next_hop, to the latest", plans::to_latest),
    ("next_hop, unknown version", plans::unknown_version),
    ("next_hop, growth", plans::growth),
    ("next_hop, colliding", timelines::next_hop_colliding),
    ("full_path, a hop", plans::full_path),
    ("build", timelines::build),
    ("build, colliding", timelines::build_colliding),
    ("read", timelines::read),
    ("insert_after, remove", timelines::edit),
    ("require_each, a release", timelines::derive),
    ("drift, a release", timelines::compare),
];

fn main() -> ExitCode {
    // `cargo bench` adds the flag, `cargo test --benches` doesn't.
    let (flags, words): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|it| it == "--bench");
    if flags.is_empty() {
        return ExitCode::SUCCESS;
    }

    let contains_word = |name: &str| words.iter().any(|word| name.contains(word.as_str()));
    let mut chosen = WORKS.to_vec();
    chosen.retain(|(name, _)| words.is_empty() || contains_word(name));
    if chosen.is_empty() {
        let names = WORKS.map(|(name, _)| name).join("\n    ");
        eprintln!("No work contains {}. The works are:\n    {names}", words.join(" or "));
        return ExitCode::FAILURE;
    }

    let mut rows = Rows::new();
    for (name, measure) in chosen {
        rows.work = name;
        measure(&mut rows);
    }
    println!("\n{}", rows.table);

    if rows.broken.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nBroken promises:\n    {}", rows.broken.join("\n    "));
    ExitCode::FAILURE
}
