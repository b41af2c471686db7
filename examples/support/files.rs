use std::path::PathBuf;

use anyhow::{Context, anyhow};
use rack_updates::{
    Release, Timeline,
    lint::{self, Finding},
};

use crate::{JsonFile, Racks, Records};

/// The options for the files that a program works on.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The releases, oldest first, in the format of Convox's versions.json [default:
    /// target/versions.json, made by the first run as a copy of examples/data/versions.json; delete
    /// it to start over]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,

    /// The racks and the release that each runs; an update writes to it [default:
    /// target/racks.json, made by the first run as a copy of examples/data/racks.json; delete it
    /// to start over]
    ///
    /// FILE.lock and FILE.updates, which are made next to it, may be deleted while no program runs.
    #[arg(long, value_name = "FILE")]
    racks: Option<PathBuf>,
}

impl Files {
    /// The file with the releases.
    pub fn manifest(&self) -> anyhow::Result<JsonFile> {
        JsonFile::or_demo("manifest", self.manifest.as_deref(), "versions.json")
    }

    /// Reads the racks.
    pub fn racks(&self) -> anyhow::Result<Racks> {
        Racks::read(self.racks_file()?)
    }

    /// The file with the racks.
    pub fn racks_file(&self) -> anyhow::Result<JsonFile> {
        JsonFile::or_demo("racks file", self.racks.as_deref(), "racks.json")
    }
}

/// Reads a manifest: its records as they are written, and its releases.
pub fn read_manifest(file: &JsonFile) -> anyhow::Result<(Records, Timeline)> {
    // Checked after it has been read: an error about the list, such as a release that is listed
    // twice, has an index and no line.
    let (records, releases) = Records::read::<Release>(file)?;
    let timeline = Timeline::new(releases).with_context(|| format!("can't read {file}"))?;
    Ok((records, timeline))
}

/// Reads a timeline to plan with.
pub fn read_timeline(file: &JsonFile) -> anyhow::Result<Timeline> {
    let (_, timeline) = read_manifest(file)?;
    // In a list that is newest first, an update would lead back, over required releases.
    let findings = lint::check(&timeline);
    match findings.iter().find(|finding| matches!(finding, Finding::NewestFirst { .. })) {
        Some(finding) => Err(anyhow!("{finding}")).with_context(|| format!("can't plan by {file}")),
        None => Ok(timeline),
    }
}
