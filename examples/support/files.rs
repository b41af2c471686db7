//! The files that a program works on: the manifest and the racks.

use std::{collections::HashSet, path::PathBuf};

use anyhow::{Context, anyhow, bail};
use rack_updates::{
    Release, Timeline,
    lint::{self, Finding},
};
use serde::{Deserialize, Serialize};

use crate::{JsonFile, Records};

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

    /// The file with the racks.
    pub fn racks(&self) -> anyhow::Result<JsonFile> {
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

/// An installation: its name and the version of the release that it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a rack with its name and version")]
#[allow(clippy::manual_non_exhaustive, reason = "the private field is for serde")]
pub struct Rack {
    /// The name, unique among the racks.
    pub name: String,
    /// The version of the release that the rack runs.
    pub version: String,
    /// Without it, an array would be read field by field.
    #[serde(flatten, skip_serializing)]
    _rest: (),
}

/// The racks of a file.
#[derive(Debug)]
pub struct Racks {
    /// The file that the racks are from.
    pub file: JsonFile,
    /// The racks, in the order of the file.
    pub list: Vec<Rack>,
    records: Records,
}

impl Racks {
    /// Reads the file.
    pub fn read(file: JsonFile) -> anyhow::Result<Self> {
        let (records, list) = Records::read::<Rack>(&file)?;
        let mut names = HashSet::new();
        for Rack { name, .. } in &list {
            if !names.insert(name) {
                bail!("rack {name:?} is listed twice in {file}");
            }
        }
        Ok(Self { file, list, records })
    }

    /// The rack with this name, or the first one if no name is given.
    pub fn find(&self, name: Option<&str>) -> anyhow::Result<&Rack> {
        let mut racks = self.list.iter();
        racks.find(|rack| name.is_none_or(|name| rack.name == name)).with_context(|| {
            let names: Vec<_> = self.list.iter().map(|rack| &rack.name).take(10).collect();
            let rack = name.map_or_else(|| "rack".into(), |name| format!("rack {name:?}"));
            format!("there is no {rack} in {}, which begins with {names:?}", self.file)
        })
    }

    /// Writes the version that a rack runs now. The rest of the file stays as it is written.
    pub(crate) fn set_version(self, name: &str, version: &str) -> anyhow::Result<()> {
        self.find(Some(name))?;
        let mut new = self.list.clone();
        for rack in new.iter_mut().filter(|rack| rack.name == name) {
            rack.version = version.into();
        }
        self.records.save(&self.file, &self.list, &new)
    }
}
