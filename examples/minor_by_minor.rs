//! A cluster must run some patch of each minor version on the path, as with Kubernetes.

use rack_updates::{Release, Timeline, plan};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let versions =
        ["1.28.2", "1.28.15", "1.29.0", "1.29.14", "1.30.0", "1.30.10", "1.30.11", "1.31.0"];
    let mut timeline = Timeline::new(versions.map(Release::new))?;
    // This patch isn't out yet, so the newest one before it is used.
    timeline.withdraw("1.30.11")?;

    // The crate never parses a version. Only this program knows that the part before the last dot is
    // the minor version.
    timeline.require_each(|release| {
        let (minor, _patch) = release.version().rsplit_once('.')?;
        Some(minor.to_owned())
    })?;
    println!("{}", plan::full_path(&timeline, "1.28.2", "1.31.0")?);
    Ok(())
}
