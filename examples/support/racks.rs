use std::path::PathBuf;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::json;

/// An installation: its name and the version of the release that it runs.
#[derive(Debug, Serialize, Deserialize)]
// A field that isn't known would get lost when the racks are written.
#[serde(deny_unknown_fields)]
pub struct Rack {
    /// The name, unique among the racks.
    pub name: String,
    /// The version of the release that the rack runs.
    pub version: String,
}

/// The racks of a file.
#[derive(Debug)]
pub struct Racks {
    path: PathBuf,
    racks: Vec<Rack>,
}

impl Racks {
    pub(crate) fn read(path: PathBuf) -> anyhow::Result<Self> {
        let racks: Vec<Rack> = json::read("racks file", &path)?;
        for (position, rack) in racks.iter().enumerate() {
            if racks[..position].iter().any(|earlier| earlier.name == rack.name) {
                bail!("rack {:?} is listed twice in the racks file {}", rack.name, path.display());
            }
        }
        Ok(Self { path, racks })
    }

    /// The racks, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Rack> {
        self.racks.iter()
    }

    /// The rack with this name, or the first one if no name is given.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn find(&self, name: Option<&str>) -> anyhow::Result<&Rack> {
        self.position(name).map(|position| &self.racks[position])
    }

    pub(crate) fn find_mut(&mut self, name: Option<&str>) -> anyhow::Result<&mut Rack> {
        self.position(name).map(|position| &mut self.racks[position])
    }

    fn position(&self, name: Option<&str>) -> anyhow::Result<usize> {
        let path = self.path.display();
        self.racks.iter().position(|rack| name.is_none_or(|name| rack.name == name)).with_context(
            || match name {
                Some(name) => format!("there is no rack {name:?} in the racks file {path}"),
                None => format!("there is no rack in the racks file {path}"),
            },
        )
    }

    pub(crate) fn save(&self) -> anyhow::Result<()> {
        json::replace(&self.path, &self.racks)
            .with_context(|| format!("can't write the racks file {}", self.path.display()))
    }
}
