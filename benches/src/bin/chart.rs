//! Draws the time of a next hop against the number of releases into `next_hop.svg`.

#![expect(clippy::cast_precision_loss, reason = "the numbers are small")]

use core::error::Error;

use plotters::prelude::*;
use rack_updates_benches::{
    contenders::{Hashed, hops, scan},
    data::{self, Ids},
    runner::{contest, each},
};

const LINES: [(&str, RGBColor); 3] = [
    ("rack-updates", RGBColor(0xc0, 0x1c, 0x28)),
    ("HashMap", RGBColor(0x1a, 0x5f, 0xb4)),
    ("scan of the list", RGBColor(0x81, 0x3d, 0x9c)),
];

const SIZES: [usize; 11] =
    [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];

fn main() -> Result<(), Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("a debug build is too slow: add --release".into());
    }
    let mut lines = LINES.map(|_| Vec::new());
    for n in SIZES {
        eprintln!("{n} releases");
        for (line, time) in lines.iter_mut().zip(times(n)) {
            line.push((n as f64, time));
        }
    }
    draw(&lines)
}

/// The nanoseconds of a next hop between random releases, for each line.
fn times(n: usize) -> [f64; 3] {
    let records = data::manifest(Ids::Stamps.versions(n), 50);
    let timeline = data::timeline(&records);
    let hashed = Hashed::new(records.clone()).expect("the manifest is valid");
    let many = data::many_queries(&records);
    let few = data::random_queries(&records, 9);

    let hash_map = contest([
        hops(&timeline, &many),
        each(&many, |(current, target)| hashed.next_hop(current, target)),
    ]);
    let scan = contest([
        hops(&timeline, &few),
        each(&few, |(current, target)| scan(&records, current, target)),
    ]);
    [hash_map.times[0], hash_map.times[1], scan.times[1]]
}

fn draw(lines: &[Vec<(f64, f64)>]) -> Result<(), Box<dyn Error>> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/next_hop.svg");
    let area = SVGBackend::new(file, (860, 520)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .margin_right(160)
        .x_label_area_size(46)
        .y_label_area_size(78)
        .build_cartesian_2d((10.0..1e6).log_scale(), (5.0..1e7).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.12))
        .x_desc("releases in the timeline")
        .y_desc("time of a next hop")
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

    for (points, (name, colour)) in lines.iter().zip(LINES) {
        chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(3)))?;
        let (x, y) = chart.backend_coord(points.last().ok_or("no points")?);
        let font = ("sans-serif", 16).into_font().color(&colour);
        area.draw(&Text::new(name, (x + 8, y - 8), font))?;
    }
    Ok(area.present()?)
}
