//! Compares everything that rack-updates does with what else could be used for it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the numbers are chosen here, and are small enough"
)]

mod building;
mod counts;
mod fleet;
mod hostile;
mod look_ups;
mod paths;

use std::{env, process::ExitCode};

use rack_updates_benches::table::Ratios;

/// How large it gets.
#[derive(Clone, Copy)]
struct Scope {
    full: bool,
}

impl Scope {
    /// Terraform Enterprise has 31 releases, and Convox Rack 836.
    fn sizes(self) -> impl Iterator<Item = usize> {
        [31, 836, 10_000, 1_000_000].into_iter().filter(move |&n| self.full || n <= 10_000)
    }
}

/// Times something, and adds the ratios.
type Work = fn(&mut Ratios, Scope);

const WORKS: &[(&str, Work)] = &[
    ("next_hop", look_ups::next_hop),
    ("density", look_ups::density),
    ("position", look_ups::position),
    ("scan", look_ups::scan),
    ("search", look_ups::search),
    ("path", paths::making),
    ("walk", paths::walking),
    ("build", building::building),
    ("edit", building::editing),
    ("read", building::reading),
    ("fleet", fleet::fleet),
    ("hostile", hostile::hostile),
    ("memory", counts::memory),
    ("growth", counts::growth),
];

fn main() -> ExitCode {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let mut given = |flag: &str| {
        let count = arguments.len();
        arguments.retain(|argument| argument != flag);
        arguments.len() < count
    };
    // cargo tells a bench this, unless it is run as a test.
    if !given("--bench") {
        return ExitCode::SUCCESS;
    }
    let scope = Scope { full: given("--full") };
    let known = |word: &String| WORKS.iter().any(|(name, _)| name == word);
    if !arguments.iter().all(known) {
        let names: Vec<_> = WORKS.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: cargo bench [-- [--full] [WORK]...], where WORK is {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let mut ratios = Ratios::default();
    for (name, work) in WORKS {
        if arguments.is_empty() || arguments.iter().any(|word| word == name) {
            work(&mut ratios, scope);
        }
    }
    println!("\n{ratios}");
    ExitCode::SUCCESS
}
