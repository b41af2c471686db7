use std::{fs::File, path::PathBuf};

use anyhow::Context;
use indexmap::IndexMap;
use rack_updates::{Release, Timeline};
use serde_json::value::RawValue;

use crate::JsonFile;

/// A manifest for changes that keeps everything in it that isn't changed.
///
/// A timeline holds only the facts that it needs. So the JSON of each record is kept at the same
/// position, and is written again unchanged. Where a release changes, only the fields that changed
/// are replaced.
#[derive(Debug)]
pub struct Manifest {
    file: JsonFile,
    timeline: Timeline,
    records: Vec<Box<RawValue>>,
}

/// The fields of a record, in the order and in the form of the manifest.
type Fields = IndexMap<String, Box<RawValue>>;

impl Manifest {
    /// The file to change: the one that the user named, or a copy of the shipped one.
    pub fn locate(path: Option<PathBuf>) -> anyhow::Result<JsonFile> {
        let Some(path) = path else { return JsonFile::demo("manifest", "versions.json") };
        let file = JsonFile::new("manifest", path);
        file.path().metadata().with_context(|| {
            format!("can't find {file} (a new manifest begins as a file with [] in it)")
        })?;
        Ok(file)
    }

    /// Reads a manifest for a change. Other processes that want to change it wait until the second
    /// result is dropped.
    pub fn lock(file: JsonFile) -> anyhow::Result<(Self, File)> {
        let lock = file.lock()?;
        let (timeline, records) = file.read_with(|bytes| {
            Ok((serde_json::from_slice(bytes)?, serde_json::from_slice(bytes)?))
        })?;
        Ok((Self { file, timeline, records }, lock))
    }

    /// The releases.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Writes the manifest with this timeline: the same releases at the same positions, whose facts
    /// may have changed, and then new ones.
    pub fn save(mut self, timeline: &Timeline) -> anyhow::Result<()> {
        for ((record, old), new) in self.records.iter_mut().zip(&self.timeline).zip(timeline) {
            if old != new {
                let (old, mut new) = (fields(old)?, fields(new)?);
                new.retain(|name, value| old.get(name).is_none_or(|old| old.get() != value.get()));
                let mut written: Fields = serde_json::from_str(record.get())?;
                written.extend(new);
                *record = one_line(&written)?;
            }
        }
        for new in timeline.iter().skip(self.timeline.len()) {
            self.records.push(one_line(&fields(new)?)?);
        }
        self.file.replace(&self.records)
    }
}

fn fields(release: &Release) -> serde_json::Result<Fields> {
    serde_json::from_str(&serde_json::to_string(release)?)
}

/// Writes a record on a line of its own, as a manifest has it that people read and compare.
fn one_line(fields: &Fields) -> serde_json::Result<Box<RawValue>> {
    let fields: serde_json::Result<Vec<_>> = fields
        .iter()
        .map(|(name, value)| Ok(format!("{}: {value}", serde_json::to_string(name)?)))
        .collect();
    RawValue::from_string(format!("{{{}}}", fields?.join(", ")))
}
