use std::io::Write;

use anyhow::Context;
use rack_updates::plan::{self, Target};

use crate::{Files, Rack, shown};

/// The update button: updates a rack by one hop towards the target, and says so.
///
/// Without a name it is the first rack that is updated.
///
/// # Errors
///
/// If a file can't be read or written, if there is no such rack, or if no update can be planned.
pub fn update(
    files: &Files,
    name: Option<&str>,
    target: Target<'_>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let timeline = files.timeline()?;
    let (mut racks, _lock) = files.racks_to_change()?;
    let rack = racks.find_mut(name)?;
    let hop = plan::next_hop(&timeline, &rack.version, target).with_context(|| no_plan(rack))?;
    let Some(hop) = hop else {
        writeln!(out, "{}", nothing_to_do(rack, target))?;
        return Ok(());
    };

    write!(out, "Updating to {}... ", hop.end())?;
    out.flush()?;
    // This is where an installer would do its work.
    rack.version = hop.end().version().into();
    racks.save()?;
    writeln!(out, "UPDATING")?;

    if !hop.is_last() {
        write!(out, "{} is a required release", hop.end())?;
        if let Some(reason) = hop.end().reason() {
            write!(out, ": {}", shown(reason))?;
        }
        writeln!(out, "\nRun the same command again to go on from there")?;
    }
    Ok(())
}

/// What is said if a rack is where it should be.
#[must_use]
pub fn nothing_to_do(rack: &Rack, target: Target<'_>) -> String {
    let (name, version) = (shown(&rack.name), shown(&rack.version));
    match target {
        Target::Release(_) => format!("Rack {name} already runs {version}"),
        _ => format!("Rack {name} is up to date: it runs {version}"),
    }
}

/// What is said before the reason why no update can be planned.
#[must_use]
pub fn no_plan(rack: &Rack) -> String {
    format!("rack {:?} can't be updated", rack.name)
}
