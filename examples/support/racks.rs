use std::collections::HashSet;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::{JsonFile, records::Records};

/// An installation: its name and the version of the release that it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a rack with its name and version")]
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
    list: Vec<Rack>,
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

    /// The racks, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Rack> {
        self.list.iter()
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
