use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::Context;
use rack_updates::Timeline;

use crate::{Racks, json};

/// The options that say which files a program works on.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The releases, oldest first, in the format of Convox's versions.json [default: the shipped
    /// examples/data/versions.json]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,

    /// The racks and the release that each runs; an update writes to it [default:
    /// target/racks.json, made at the first run as a copy of examples/data/racks.json; delete it
    /// to start over]
    #[arg(long, value_name = "FILE")]
    racks: Option<PathBuf>,
}

impl Files {
    /// Reads the manifest.
    ///
    /// # Errors
    ///
    /// If it can't be read or isn't one; the error names the file.
    pub fn timeline(&self) -> anyhow::Result<Timeline> {
        match &self.manifest {
            Some(path) => json::read("manifest", path),
            None => json::read("manifest", &shipped("versions.json")),
        }
    }

    /// Reads the racks.
    ///
    /// # Errors
    ///
    /// If the file can't be read or isn't one of racks; the error names the file, which is left as
    /// it is.
    pub fn racks(&self) -> anyhow::Result<Racks> {
        Racks::read(self.racks_path()?)
    }

    /// Reads the racks to change them. No other process changes them until the second result is
    /// dropped.
    pub(crate) fn racks_to_change(&self) -> anyhow::Result<(Racks, File)> {
        let path = self.racks_path()?;
        let lock = json::lock(&path)
            .with_context(|| format!("can't change the racks file {}", path.display()))?;
        Ok((Racks::read(path)?, lock))
    }

    fn racks_path(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.racks {
            return Ok(path.clone());
        }
        state("racks.json")
    }
}

/// A file for the programs to change: made at the first run as a copy of the shipped one of this
/// name, which stays as it is.
pub(crate) fn state(name: &str) -> anyhow::Result<PathBuf> {
    let path = target_folder().join(name);
    if !path.exists() {
        fs::read(shipped(name))
            .map_err(anyhow::Error::from)
            .and_then(|bytes| json::create(&path, &bytes))
            .with_context(|| format!("can't make {}", path.display()))?;
    }
    Ok(path)
}

/// A file that comes with the examples.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// The folder that cargo builds into, which is nobody's to keep things in but ours.
fn target_folder() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target"),
    }
}
