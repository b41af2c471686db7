use std::{fs::File, path::PathBuf};

use anyhow::Context;
use indexmap::IndexMap;
use rack_updates::{Release, Timeline};
use serde_json::value::RawValue;

use crate::{files, json};

/// A manifest to be changed, with whatever else somebody wrote into it.
///
/// A timeline knows no more of a release than it needs. So the text of each record is kept beside
/// it, at the same position, and written again as it was. Where a release changes, only the fields
/// that say so are written anew.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    timeline: Timeline,
    records: Vec<Box<RawValue>>,
}

/// The fields of a record, in the order and in the words of the manifest.
type Fields = IndexMap<String, Box<RawValue>>;

impl Manifest {
    /// Where the manifest is: the file that was named, or else a copy of the shipped one.
    ///
    /// # Errors
    ///
    /// If the copy can't be made.
    pub fn locate(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
        named.map_or_else(|| files::state("versions.json"), Ok)
    }

    /// Reads a manifest to change it. No other process changes it until the second result is
    /// dropped.
    ///
    /// # Errors
    ///
    /// If it can't be locked or read, or isn't one; the error names the file.
    pub fn lock(path: PathBuf) -> anyhow::Result<(Self, File)> {
        let lock = json::lock(&path)
            .with_context(|| format!("can't change the manifest {}", path.display()))?;
        // Both come from one reading of the file, so that they fit together.
        let (timeline, records) = json::read_with("manifest", &path, |bytes| {
            Ok((serde_json::from_slice(bytes)?, serde_json::from_slice(bytes)?))
        })?;
        Ok((Self { path, timeline, records }, lock))
    }

    /// The releases.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Writes the manifest with these releases: the same at the same positions, of which facts may
    /// have changed, and those that were appended.
    ///
    /// # Errors
    ///
    /// If it can't be written; the file is then as it was.
    pub fn save(mut self, timeline: &Timeline) -> anyhow::Result<()> {
        self.update(timeline)
            .map_err(anyhow::Error::from)
            .and_then(|()| json::replace(&self.path, &self.records))
            .with_context(|| format!("can't write the manifest {}", self.path.display()))
    }

    fn update(&mut self, timeline: &Timeline) -> serde_json::Result<()> {
        for ((record, old), new) in self.records.iter_mut().zip(&self.timeline).zip(timeline) {
            if old != new {
                let mut written: Fields = serde_json::from_str(record.get())?;
                let before = fields(old)?;
                written.extend(fields(new)?.into_iter().filter(|(name, value)| {
                    before.get(name).is_none_or(|before| before.get() != value.get())
                }));
                *record = one_line(&written)?;
            }
        }
        for new in timeline.iter().skip(self.timeline.len()) {
            self.records.push(one_line(&fields(new)?)?);
        }
        Ok(())
    }
}

fn fields(release: &Release) -> serde_json::Result<Fields> {
    serde_json::from_str(&serde_json::to_string(release)?)
}

/// Writes a record as a manifest has it that people read and compare: on a line of its own.
fn one_line(fields: &Fields) -> serde_json::Result<Box<RawValue>> {
    let fields: serde_json::Result<Vec<_>> = fields
        .iter()
        .map(|(name, value)| Ok(format!("{}: {value}", serde_json::to_string(name)?)))
        .collect();
    RawValue::from_string(format!("{{{}}}", fields?.join(", ")))
}
