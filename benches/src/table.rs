//! The table of ratios that a run ends with.

use core::fmt;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

use crate::runner::Ratio;

/// What a ratio must be.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// The ratio is no more than this.
    AtMost(f64),
    /// We are at least so many times faster.
    Times(f64),
    /// The ratio is shown, and nothing is asked of it.
    None,
}

impl Bar {
    fn holds(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::Times(times) => ratio * times <= 1.0,
            Self::None => true,
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "<= {}", Shown(*most)),
            Self::Times(times) => write!(f, "<= {}", Shown(1.0 / times)),
            Self::None => Ok(()),
        }
    }
}

/// A ratio as it is written: a very small one as a fraction.
struct Shown(f64);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0.0 && self.0 <= 0.1 {
            write!(f, "1/{:.0}", 1.0 / self.0)
        } else {
            write!(f, "{:.2}", self.0)
        }
    }
}

/// The ratios that were found.
#[derive(Debug)]
pub struct Ratios {
    table: Table,
    short: usize,
}

impl Default for Ratios {
    fn default() -> Self {
        let mut table = Table::new();
        table.load_preset(ASCII_MARKDOWN);
        table.set_header(["work", "n", "ids", "against", "ratio", "bar", ""]);
        for column in [1, 4, 5] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self { table, short: 0 }
    }
}

impl Ratios {
    /// Adds a ratio, and says on the way how it was found.
    pub fn add(
        &mut self,
        work: &str,
        n: usize,
        ids: impl fmt::Display,
        against: &str,
        ratio: impl Into<Ratio>,
        bar: Bar,
    ) {
        let ratio = ratio.into();
        let verdict = match bar {
            Bar::None => "",
            _ if bar.holds(ratio.value) => "pass",
            _ => "SHORT",
        };
        self.short += usize::from(verdict == "SHORT");
        let (n, ids, shown) = (grouped(n), ids.to_string(), Shown(ratio.value).to_string());
        eprintln!("{work}, {n}, {ids}, against {against}: {shown} {verdict} ({})", ratio.basis);
        self.table.add_row([work, &n, &ids, against, &shown, &bar.to_string(), verdict]);
    }

    /// Adds a row for what can't be measured here.
    pub fn miss(&mut self, work: &str, n: usize, ids: impl fmt::Display, why: &str, bar: Bar) {
        self.table.add_row([work, &grouped(n), &ids.to_string(), why, "?", &bar.to_string(), ""]);
    }
}

impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.table)?;
        match self.short {
            0 => write!(f, "No ratio falls short of its bar."),
            short => write!(f, "{short} of the ratios fall short of their bars."),
        }
    }
}

/// Writes a number with its digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}
