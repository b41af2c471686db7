use std::path::Path;

use anyhow::Context;
use rack_updates::{Release, Timeline};

use crate::{JsonFile, records::Records};

/// A manifest, which keeps everything in it that isn't changed.
///
/// A timeline holds only the facts that it needs, so the record of each release is kept at the same
/// position.
#[derive(Debug)]
pub struct Manifest {
    /// The file that the manifest is from.
    pub file: JsonFile,
    /// The releases.
    pub timeline: Timeline,
    records: Records,
}

impl Manifest {
    /// The file to change: the one that the user named, or a copy of the shipped one.
    pub fn locate(path: Option<&Path>) -> anyhow::Result<JsonFile> {
        let file = JsonFile::or_demo("manifest", path, "versions.json")?;
        file.path().metadata().with_context(|| {
            format!("can't find {file} (a new manifest begins as a file with [] in it)")
        })?;
        Ok(file)
    }

    /// Reads a manifest.
    pub fn read(file: JsonFile) -> anyhow::Result<Self> {
        // Checked after it has been read: an error about the list, such as a release that is listed
        // twice, has an index and no line.
        let (records, releases) = Records::read::<Release>(&file)?;
        let timeline = Timeline::new(releases).with_context(|| format!("can't read {file}"))?;
        Ok(Self { file, timeline, records })
    }

    /// Writes the manifest with this timeline: the same releases at the same positions, whose facts
    /// may have changed, and then new ones.
    pub fn save(mut self, timeline: &Timeline) -> anyhow::Result<()> {
        for (position, new) in timeline.iter().enumerate() {
            match self.timeline.releases().get(position) {
                Some(old) if old == new => {}
                Some(old) => self.records.change(position, old, new)?,
                None => self.records.push(new)?,
            }
        }
        self.records.save(&self.file)
    }
}
