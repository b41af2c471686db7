//! What is counted and not timed: bytes, allocations and instructions.

use core::error::Error;
use std::{path::Path, process::Command};

use rack_updates_benches::{
    data::Ids,
    instructions::Work,
    runner::Ratio,
    table::{Bar, Ratios},
};

use crate::Scope;

pub(crate) fn memory(ratios: &mut Ratios, scope: Scope) {
    // Just beyond a power of two, the most room is spare.
    for n in scope.sizes().chain([8_193]) {
        let [per_release, per_required, allocations] =
            counted(n).expect("the program that counts allocations runs");
        let works = [
            ("bytes per release", "", per_release, 16.0),
            ("bytes per required", "", per_required, 8.0),
            ("full_path and walk", "allocations", allocations, 0.0),
        ];
        for (work, unit, count, most) in works {
            let ratio = Ratio { value: count, basis: "counted".into() };
            ratios.add(work, n, Ids::Stamps, unit, ratio, Bar::AtMost(most));
        }
    }
}

fn counted(n: usize) -> Result<[f64; 3], Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_memory")).arg(n.to_string()).output()?;
    let counts: Vec<f64> = String::from_utf8(output.stdout)?
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [_, per_release, per_required, allocations] = counts[..] else {
        return Err("not what was expected".into());
    };
    Ok([per_release, per_required, allocations])
}

pub(crate) fn growth(ratios: &mut Ratios, _: Scope) {
    let program = Path::new(env!("CARGO_BIN_EXE_instructions"));
    for ids in Ids::ALL {
        let [small, large] = [31, 10_000].map(|n| Work::NextHop(n, ids).count(program));
        let (work, against, bar) = ("next_hop, instructions", "n = 31", Bar::AtMost(1.5));
        match (small, large) {
            (Ok(small), Ok(large)) => {
                let basis = format!("{large} to {small}");
                let ratio = Ratio { value: large as f64 / small as f64, basis };
                ratios.add(work, 10_000, ids, against, ratio, bar);
            }
            _ => ratios.miss(work, 10_000, ids, "callgrind doesn't run", bar),
        }
    }
}
