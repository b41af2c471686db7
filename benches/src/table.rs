//! The table of ratios that a run ends with.

use core::fmt;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

/// What a ratio must be.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// Our time divided by that of the other is no more than this.
    AtMost(f64),
    /// The time of the other divided by ours is no less than this.
    AtLeast(f64),
    /// Our time divided by that of the other is shown, and nothing is asked of it.
    None,
}

impl Bar {
    fn holds(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => 1.0 / ratio >= least,
            Self::None => true,
        }
    }

    fn show(self, ratio: f64) -> String {
        match self {
            Self::AtLeast(_) => format!("1 / {:.0}", 1.0 / ratio),
            _ if ratio < 0.01 => format!("1 / {:.0}", 1.0 / ratio),
            _ => format!("{ratio:.2}"),
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "<= {most}"),
            Self::AtLeast(least) => write!(f, "<= 1 / {least}"),
            Self::None => Ok(()),
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
    /// Adds a ratio, and says on the way that it was found.
    pub fn add(
        &mut self,
        work: &str,
        n: usize,
        ids: impl fmt::Display,
        against: &str,
        ratio: f64,
        bar: Bar,
    ) {
        let verdict = match bar {
            Bar::None => "",
            _ if bar.holds(ratio) => "pass",
            _ => "SHORT",
        };
        self.short += usize::from(verdict == "SHORT");
        let (n, ids, shown) = (grouped(n), ids.to_string(), bar.show(ratio));
        eprintln!("{work}, {n}, {ids}, against {against}: {shown} {verdict}");
        self.table.add_row([work, &n, &ids, against, &shown, &bar.to_string(), verdict]);
    }
}

impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.table)?;
        match self.short {
            0 => write!(f, "Every bar is held."),
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
