//! Counts instructions, which come out the same on a noisy machine.
//!
//! callgrind counts those of a whole run. Each work is therefore run a few times and many times;
//! the difference is what the work itself takes.

use core::hint::black_box;
use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
};

use rack_updates::{Timeline, plan};

use crate::{
    data::{self, Ids, hop_query},
    instructions::Work::{FullPath, NextHop, Read, WalkFold, WalkFor},
};

/// Work whose instructions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Sixteen times the next hop, in a timeline of so many releases.
    NextHop(usize, Ids),
    /// Sixteen times the full path, in a timeline of so many releases.
    FullPath(usize, Ids),
    /// A walk over a path of a thousand hops, with `for`.
    WalkFor,
    /// A walk over a path of a thousand hops, with `fold`.
    WalkFold,
    /// Reading a timeline of so many releases from JSON.
    Read(usize, Ids),
}

/// How often work is run, the second time.
const MANY: u64 = 20;

impl Work {
    /// All of it.
    pub const ALL: [Self; 9] = [
        NextHop(31, Ids::Stamps),
        NextHop(31, Ids::Opaque),
        NextHop(10_000, Ids::Stamps),
        NextHop(10_000, Ids::Opaque),
        FullPath(10_000, Ids::Stamps),
        WalkFor,
        WalkFold,
        Read(836, Ids::Stamps),
        Read(836, Ids::Opaque),
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            NextHop(n, ids) => format!("16 next_hop, n = {n}, {ids}"),
            FullPath(n, ids) => format!("16 full_path, n = {n}, {ids}"),
            WalkFor => "walk 1000 hops, for".into(),
            WalkFold => "walk 1000 hops, fold".into(),
            Read(n, ids) => format!("read JSON, n = {n}, {ids}"),
        }
    }

    /// Does the work so many times.
    pub fn run(self, times: u64) {
        match self {
            NextHop(n, ids) => {
                let (timeline, queries) = planning(n, ids);
                for _ in 0..times {
                    for (from, to) in &queries {
                        let _ = black_box(plan::next_hop(&timeline, black_box(from), to));
                    }
                }
            }
            FullPath(n, ids) => {
                let (timeline, queries) = planning(n, ids);
                for _ in 0..times {
                    for (from, to) in &queries {
                        let _ = black_box(plan::full_path(&timeline, black_box(from), to));
                    }
                }
            }
            WalkFor | WalkFold => {
                let records = data::manifest(Ids::Stamps.versions(10_010), 10);
                let timeline = data::timeline(&records);
                let (from, to) = hop_query(&records, 0, 1_000);
                let path = plan::full_path(&timeline, &from, &to).expect("nothing blocks");
                for _ in 0..times {
                    if self == WalkFold {
                        let positions = black_box(path).hops().map(|hop| hop.to_position());
                        black_box(positions.sum::<usize>());
                    } else {
                        let mut sum = 0;
                        for hop in black_box(path) {
                            sum += hop.to_position();
                        }
                        black_box(sum);
                    }
                }
            }
            Read(n, ids) => {
                let records = data::manifest(ids.versions(n), 50);
                let text = serde_json::to_string(&records).expect("it can be written");
                for _ in 0..times {
                    let _ = black_box(serde_json::from_str::<Timeline>(black_box(&text)));
                }
            }
        }
    }

    /// How many instructions it takes to do the work once, counted by running a program that does
    /// it, `PROGRAM run NAME TIMES`, under callgrind.
    ///
    /// # Errors
    ///
    /// If callgrind can't be run, or doesn't say what is expected of it.
    pub fn count(self, program: &Path) -> io::Result<u64> {
        let few = self.count_times(program, 1)?;
        let many = self.count_times(program, 1 + MANY)?;
        Ok((many - few) / MANY)
    }

    fn count_times(self, program: &Path, times: u64) -> io::Result<u64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(["run", &self.name(), &times.to_string()])
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        said.lines()
            .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
            .filter(|_| output.status.success())
            .ok_or_else(|| io::Error::other(said))
    }
}

fn planning(n: usize, ids: Ids) -> (Timeline, Vec<data::Query>) {
    let records = data::manifest(ids.versions(n), 50);
    (data::timeline(&records), data::hot_queries(&records))
}

/// The file that the figures are kept in.
#[must_use]
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt")
}
