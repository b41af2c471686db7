//! The table at the end of a run.

use core::fmt;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use rack_updates_benches::runner::Outcome;

pub(crate) struct Rows {
    /// The work that is measured now.
    pub(crate) work: &'static str,
    table: Table,
    /// A line for each ratio that should be less.
    broken: Vec<String>,
}

impl Rows {
    pub(crate) fn new() -> Self {
        let mut table = Table::new();
        table.load_preset(ASCII_MARKDOWN);
        table.set_header(["work", "n", "ids", "ns", "against", "ns", "ratio", "spread"]);
        for number in [1, 3, 5, 6] {
            if let Some(column) = table.column_mut(number) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self { work: "", table, broken: Vec::new() }
    }

    /// Adds a row, and prints it as progress.
    pub(crate) fn add(
        &mut self,
        n: usize,
        ids: impl fmt::Display,
        against: &str,
        outcome: &Outcome<2>,
    ) {
        let [low, ratio, high] = outcome.ratios().map(shown);
        let [ours, theirs] = outcome.times().map(grouped);
        let (ids, spread) = (ids.to_string(), format!("{low} to {high}"));
        eprintln!("{}, n = {n}, {ids}, against {against}: {ratio}", self.work);
        self.table.add_row([
            self.work,
            &grouped(n as f64),
            &ids,
            &ours,
            against,
            &theirs,
            &ratio,
            &spread,
        ]);
    }

    /// Adds a row whose ratio must be less than a limit, because the documentation promises so.
    pub(crate) fn check(
        &mut self,
        n: usize,
        ids: impl fmt::Display,
        against: &str,
        outcome: &Outcome<2>,
        limit: f64,
    ) {
        let [_, ratio, _] = outcome.ratios();
        if ratio >= limit {
            self.broken.push(format!(
                "{}, n = {n}, {ids}, against {against}: the ratio is {ratio:.2}, \
                 and should be less than {limit}",
                self.work,
            ));
        }
        self.add(n, ids, against, outcome);
    }

    /// The ratios that should be less, a line for each.
    pub(crate) fn broken(&self) -> &[String] {
        &self.broken
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table.fmt(f)
    }
}

/// A ratio with two digits, or as a fraction.
fn shown(ratio: f64) -> String {
    if ratio < 0.02 { format!("1/{}", grouped(1.0 / ratio)) } else { format!("{ratio:.2}") }
}

/// A whole number with its digits in groups of three.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}
