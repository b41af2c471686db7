//! Counts what a timeline allocates, in a program of its own, so that counting slows nothing else.
//!
//! Prints for each of the numbers of releases given as arguments: the bytes beyond the releases
//! for each release and for each required one, and how often making and walking a path allocates.

#![expect(clippy::cast_precision_loss, reason = "the counts are small enough")]

use core::{error::Error, hint::black_box};
use std::env;

use allocation_counter::measure;
use rack_updates::{Release, Timeline, plan};
use rack_updates_benches::data::{self, Ids, Record};

fn main() -> Result<(), Box<dyn Error>> {
    for n in env::args().skip(1) {
        let n = n.parse()?;
        let manifest = data::manifest(Ids::Stamps.versions(n), 10);
        let required = manifest.iter().filter(|record| record.required).count();
        let mut plain = manifest.clone();
        for record in &mut plain {
            record.required = false;
            record.reason = None;
        }
        let (timeline, bytes) = built(&manifest);
        let (_, plain) = built(&plain);
        let walk = measure(|| {
            let (from, to) = (timeline[0].version(), timeline.latest().map(Release::version));
            let path = plan::full_path(&timeline, from, to.unwrap_or(from));
            let path = path.as_ref().ok();
            black_box(path.map(|path| path.hops().map(|hop| hop.to_position()).sum::<usize>()));
        });
        let per_required = (bytes - plain) / required as f64;
        println!("{n} {} {per_required} {}", plain / n as f64, walk.count_total);
    }
    Ok(())
}

fn built(records: &[Record]) -> (Timeline, f64) {
    let releases = data::releases(records);
    let mut timeline = None;
    let allocated = measure(|| timeline = Timeline::new(releases).ok());
    (timeline.expect("the manifest is sound"), allocated.bytes_current as f64)
}
