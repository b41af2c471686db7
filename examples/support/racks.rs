use std::collections::HashSet;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::{JsonFile, records::Records};

/// An installation: its name and the version of the release that it runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rack {
    /// The name, unique among the racks.
    pub name: String,
    /// The version of the release that the rack runs.
    pub version: String,
}

/// The racks of a file.
#[derive(Debug)]
pub struct Racks {
    pub(crate) file: JsonFile,
    list: Vec<Rack>,
    records: Records,
}

/// Without `flatten`, an array would be read field by field.
#[derive(Deserialize)]
#[serde(expecting = "a rack with its name and version")]
struct Entry {
    #[serde(flatten)]
    rack: Rack,
}

impl Racks {
    /// Reads the file.
    pub fn read(file: JsonFile) -> anyhow::Result<Self> {
        let (records, entries) = Records::read::<Entry>(&file)?;
        let list: Vec<_> = entries.into_iter().map(|entry| entry.rack).collect();
        let mut names = HashSet::new();
        for Rack { name, .. } in &list {
            if !names.insert(name) {
                bail!("rack {name:?} is listed twice in {file}");
            }
        }
        Ok(Self { file, list, records })
    }

    /// The racks, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Rack> {
        self.list.iter()
    }

    /// The rack with this name, or the first one if no name is given.
    pub fn find(&self, name: Option<&str>) -> anyhow::Result<&Rack> {
        self.position(name).map(|position| &self.list[position])
    }

    fn position(&self, name: Option<&str>) -> anyhow::Result<usize> {
        let mut racks = self.list.iter();
        racks.position(|rack| name.is_none_or(|name| rack.name == name)).with_context(|| {
            let names: Vec<_> = self.list.iter().map(|rack| &rack.name).take(10).collect();
            let rack = name.map_or_else(|| "rack".into(), |name| format!("rack {name:?}"));
            format!("there is no {rack} in {}, which begins with {names:?}", self.file)
        })
    }

    /// Writes the version that a rack runs now. The rest of the file stays as it is written.
    pub(crate) fn set_version(mut self, name: &str, version: &str) -> anyhow::Result<()> {
        let position = self.position(Some(name))?;
        let old = &self.list[position];
        let new = Rack { version: version.into(), ..old.clone() };
        self.records.change(position, old, &new)?;
        self.records.save(&self.file)
    }
}
