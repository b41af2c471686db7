//! Counts instructions and compares them with the figures that are kept in `instructions.txt`.
//!
//! Without an argument it fails if one has grown by more than 3 %; `--update` writes the file.

#![expect(clippy::cast_precision_loss, reason = "the counts are small enough")]

use core::{error::Error, fmt::Write};
use std::{
    env, fs,
    process::{Command, ExitCode},
};

use rack_updates_benches::instructions::{Work, file};

/// How much more a work may take before somebody has to look at it.
const GROWTH: f64 = 1.03;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if cfg!(debug_assertions) {
        return Err("only the figures of a release build mean something: add --release".into());
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => check(),
        ["--update"] => update(),
        ["run", name, times] => {
            let work = Work::ALL.into_iter().find(|work| work.name() == name);
            work.ok_or("no such work")?.run(times.parse()?);
            Ok(ExitCode::SUCCESS)
        }
        _ => Err("usage: instructions [--update]".into()),
    }
}

fn update() -> Result<ExitCode, Box<dyn Error>> {
    let compiler = Command::new("rustc").arg("--version").output()?.stdout;
    let mut text = format!(
        "# How many instructions each work takes. When one grows on purpose, write the file anew:\n\
         # cargo run --release -p rack-updates-benches --bin instructions -- --update\n\
         # Another compiler may give other figures; these are from {}",
        String::from_utf8(compiler)?,
    );
    for work in Work::ALL {
        writeln!(text, "{:<36}{:>9}", work.name(), work.count(&env::current_exe()?)?)?;
    }
    fs::write(file(), &text)?;
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn check() -> Result<ExitCode, Box<dyn Error>> {
    let text = fs::read_to_string(file())?;
    let mut grown = false;
    for work in Work::ALL {
        let name = work.name();
        let kept = text.lines().find_map(|line| line.strip_prefix(&name)?.trim().parse().ok());
        let kept: f64 = kept.ok_or_else(|| format!("{name} is missing in the file"))?;
        let count = work.count(&env::current_exe()?)?;
        let growth = count as f64 / kept;
        let verdict = if growth > GROWTH { "GROWN" } else { "" };
        grown |= growth > GROWTH;
        println!("{name:<36}{count:>9} {:>+6.1} % {verdict}", (growth - 1.0) * 100.0);
    }
    if grown {
        println!("Make it smaller, or write the file anew with --update and say why.");
    }
    Ok(if grown { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
