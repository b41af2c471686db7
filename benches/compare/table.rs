//! The table at the end of a run.

use core::fmt::Display;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use rack_updates_benches::runner::Outcome;

pub(crate) struct Rows {
    /// The work that is measured now.
    pub(crate) work: &'static str,
    pub(crate) table: Table,
    /// A line for each ratio that should be less.
    pub(crate) broken: Vec<String>,
}

impl Rows {
    pub(crate) fn new() -> Self {
        let mut table = Table::new();
        table.load_preset(ASCII_MARKDOWN);
        table.set_header(["work", "n", "ids", "ns", "against", "ns", "ratio", "spread"]);
        for number in [1, 3, 5, 6] {
            let column = table.column_mut(number).expect("the header has eight columns");
            column.set_cell_alignment(CellAlignment::Right);
        }
        Self { work: "", table, broken: Vec::new() }
    }

    /// Adds a row, prints it as progress and returns the printed line.
    pub(crate) fn add(
        &mut self,
        n: usize,
        ids: impl Display,
        against: &str,
        Outcome { times, ratios }: Outcome,
    ) -> String {
        let [ours, theirs] = times.map(|time| format!("{time:.0}"));
        let [low, ratio, high] = ratios.map(shown);
        let printed = format!("{}, n = {n}, {ids}, against {against}: {ratio}", self.work);
        eprintln!("{printed}");

        self.table.add_row([
            self.work,
            &n.to_string(),
            &ids.to_string(),
            &ours,
            against,
            &theirs,
            &ratio,
            &format!("{low} to {high}"),
        ]);
        printed
    }

    /// Adds a row whose ratio must be less than a limit, because the documentation promises so.
    pub(crate) fn check(
        &mut self,
        limit: f64,
        n: usize,
        ids: impl Display,
        against: &str,
        outcome: Outcome,
    ) {
        let printed = self.add(n, ids, against, outcome);
        let [_, ratio, _] = outcome.ratios;
        if ratio >= limit {
            self.broken.push(format!("{printed}, and should be less than {limit}"));
        }
    }
}

/// A ratio with two digits, or as a fraction.
fn shown(ratio: f64) -> String {
    if ratio < 0.02 { format!("1/{:.0}", 1.0 / ratio) } else { format!("{ratio:.2}") }
}
