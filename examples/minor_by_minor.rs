//! A cluster goes one minor version at a time, over the newest patch of each.

use rack_updates::{Release, Timeline, plan};

fn main() -> anyhow::Result<()> {
    clap::Command::new("minor_by_minor")
        .about("Follows updates from 1.28.2 over each minor version, without files")
        .get_matches();

    let versions =
        ["1.28.2", "1.28.15", "1.29.0", "1.29.14", "1.30.0", "1.30.10", "1.30.11", "1.31.0"];
    let mut timeline = Timeline::new(versions.map(Release::new))?;
    // Nobody is led over a patch that isn't out yet.
    timeline.withdraw("1.30.11")?;

    // The crate never looks into a version: that the text before the last dot is the minor version
    // is known here alone.
    timeline.require_last_of_each(|release| {
        release.version().rsplit_once('.').map(|(minor, _patch)| minor.to_owned())
    });
    println!("{}", plan::full_path(&timeline, "1.28.2", "1.31.0")?);
    Ok(())
}
