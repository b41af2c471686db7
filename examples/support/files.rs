use std::path::PathBuf;

use rack_updates::Timeline;

use crate::{JsonFile, Manifest, Racks};

/// The options for the files that a program works on.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The releases, oldest first, in the format of Convox's versions.json [default: the shipped
    /// examples/data/versions.json]
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
    pub fn manifest(&self) -> JsonFile {
        match &self.manifest {
            Some(path) => JsonFile::new("manifest", path),
            None => JsonFile::shipped("manifest", "versions.json"),
        }
    }

    /// Reads the manifest.
    pub fn timeline(&self) -> anyhow::Result<Timeline> {
        Ok(Manifest::read(self.manifest())?.timeline)
    }

    /// Reads the racks.
    pub fn racks(&self) -> anyhow::Result<Racks> {
        Racks::read(self.racks_file()?)
    }

    /// The file with the racks.
    pub fn racks_file(&self) -> anyhow::Result<JsonFile> {
        match &self.racks {
            Some(path) => Ok(JsonFile::new("racks file", path)),
            None => JsonFile::demo("racks file", "racks.json"),
        }
    }
}
