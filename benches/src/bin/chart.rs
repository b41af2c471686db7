//! Draws what a next hop costs against the number of releases, for each way to find it, into
//! `next_hop.svg`.

#![expect(clippy::cast_precision_loss, reason = "the counts are small enough")]

use core::error::Error;
use std::path::Path;

use plotters::prelude::*;
use rack_updates::plan;
use rack_updates_benches::{
    contenders::{Graph, Hashed, Planner, Scan, Search, Sorted},
    data::{self, Ids},
    runner::{Sample, contest, each},
};

/// The ways, in the order in which they take turns, and in which colour they are drawn.
const LINES: [(&str, RGBColor); 6] = [
    ("rack-updates", RGBColor(0xc0, 0x1c, 0x28)),
    ("HashMap and array", RGBColor(0x1a, 0x5f, 0xb4)),
    ("BTreeMap and array", RGBColor(0x26, 0x8b, 0x6a)),
    ("linear scan", RGBColor(0x81, 0x3d, 0x9c)),
    ("petgraph", RGBColor(0x98, 0x6a, 0x44)),
    ("pathfinding", RGBColor(0x5e, 0x5c, 0x64)),
];

/// The numbers of releases.
const SIZES: [usize; 11] =
    [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
/// Beyond this, searching takes too long.
const SEARCHED: usize = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("only the figures of a release build mean something: add --release".into());
    }
    let mut lines = LINES.map(|_| Vec::new());
    for n in SIZES {
        eprintln!("{n} releases");
        for (line, cost) in lines.iter_mut().zip(costs(n)) {
            line.push((n as f64, cost));
        }
    }
    draw(&Path::new(env!("CARGO_MANIFEST_DIR")).join("next_hop.svg"), &lines)
}

/// What a next hop from anywhere to anywhere takes, in nanoseconds.
fn costs(n: usize) -> Vec<f64> {
    let records = data::manifest(Ids::Stamps.versions(n), 50);
    let timeline = data::timeline(&records);
    let many = data::random_queries(&records, n.clamp(2_000, 30_000));
    let few = data::random_queries(&records, 9);
    let hashed = Hashed::new(records.clone()).expect("the manifest is sound");
    let sorted = Sorted::new(records.clone()).expect("the manifest is sound");
    let scan = Scan(&records);
    let searched = &records[..if n > SEARCHED { 0 } else { n }];
    let graph = Graph::new(searched.to_vec()).expect("the manifest is sound");
    let search = Search::new(searched.to_vec()).expect("the manifest is sound");
    // The fast ones apart from the slow ones, which leave nothing of theirs in the caches.
    let fast: Vec<Sample<'_>> = vec![
        each(&many, |(from, to)| plan::next_hop(&timeline, from, to)),
        each(&many, |(from, to)| hashed.next(from, to)),
        each(&many, |(from, to)| sorted.next(from, to)),
    ];
    let mut slow: Vec<Sample<'_>> = vec![each(&few, |(from, to)| scan.next(from, to))];
    if !searched.is_empty() {
        slow.push(each(&few, |(from, to)| graph.next(from, to)));
        slow.push(each(&few, |(from, to)| search.next(from, to)));
    }
    [fast, slow].into_iter().flat_map(|contenders| contest(contenders).times()).collect()
}

fn draw(file: &Path, lines: &[Vec<(f64, f64)>]) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(file, (860, 520)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .margin_right(150)
        .x_label_area_size(46)
        .y_label_area_size(78)
        .build_cartesian_2d((10.0..1e6).log_scale(), (10.0..1e8).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.12))
        .x_desc("releases in the timeline")
        .y_desc("time for one next hop")
        .x_label_formatter(&|&n| match n {
            1e6.. => format!("{} million", n / 1e6),
            1e3.. => format!("{} 000", n / 1e3),
            _ => n.to_string(),
        })
        .y_label_formatter(&|&time| match time {
            1e6.. => format!("{} ms", time / 1e6),
            1e3.. => format!("{} µs", time / 1e3),
            _ => format!("{time} ns"),
        })
        .label_style(("sans-serif", 15))
        .draw()?;
    let mut labels = Vec::new();
    for (points, (name, colour)) in lines.iter().zip(LINES) {
        chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(3)))?;
        if let Some(end) = points.last() {
            labels.push((chart.backend_coord(end), name, colour));
        }
    }
    // From the bottom up, each at the end of its line, but above the one before it.
    labels.sort_by_key(|((x, y), ..)| (-x, -y));
    let mut free = (0, 0);
    for ((x, y), name, colour) in labels {
        let y = if x == free.0 { y.min(free.1) } else { y };
        free = (x, y - 18);
        let font = ("sans-serif", 16).into_font().color(&colour);
        area.draw(&Text::new(name, (x + 8, y - 8), font))?;
    }
    area.present()?;
    Ok(())
}
