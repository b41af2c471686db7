use anyhow::anyhow;
use rack_updates::plan::{self, PlanError, Target};

use crate::{Files, Rack, Racks, print, shown};

/// The update button: updates a rack by one hop towards the target, and prints so.
///
/// Without a name, the first rack is updated.
pub fn update(files: &Files, name: Option<&str>, target: Target<'_>) -> anyhow::Result<()> {
    let timeline = files.timeline()?;
    let (mut racks, _lock) = files.racks_to_change()?;
    let rack = racks.find(name)?;
    let hop = plan::next_hop(&timeline, &rack.version, target)
        .map_err(|error| no_plan(files, rack, error))?;
    let Some(hop) = hop else { return print(nothing_to_do(&racks, rack, target)) };

    print(format_args!("Updating to {}... ", hop.end()))?;
    // An installer would do its work here.
    let rack = racks.find_mut(name)?;
    rack.version = hop.end().version().into();
    let done = format!("Done: rack {} now runs {}\n", shown(&rack.name), hop.end());
    racks.save()?;
    print(format_args!("UPDATING\n{done}"))?;

    if let Some(stop) = hop.stop() {
        let reason = stop.reason().map(|reason| format!(": {}", shown(reason)));
        print(format_args!(
            "It stopped for required release {stop}{}\nRun the same command again to continue\n",
            reason.unwrap_or_default(),
        ))?;
    }
    Ok(())
}

/// The message for a rack that needs no update.
pub fn nothing_to_do(racks: &Racks, rack: &Rack, target: Target<'_>) -> String {
    let (name, version) = (shown(&rack.name), shown(&rack.version));
    let how = racks.file().how_to_start_over().map(|how| format!("This is a demo: {how}\n"));
    let is = match target {
        Target::Release(_) => "already runs",
        _ => "is up to date: it runs",
    };
    format!("Rack {name} {is} {version}\n{}", how.unwrap_or_default())
}

/// The error for a rack that can't be updated. Its cause is the `PlanError`.
pub fn no_plan(files: &Files, rack: &Rack, error: PlanError) -> anyhow::Error {
    let hint = match &error {
        PlanError::UnknownTarget { version, .. } if version == "latest" => {
            " (omit VERSION to update to the latest release)"
        }
        _ => "",
    };
    let (name, manifest) = (&rack.name, files.manifest());
    anyhow!(error).context(format!("rack {name:?} can't be updated by {manifest}{hint}"))
}
