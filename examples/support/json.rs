//! JSON files that are read and replaced whole.

use core::fmt;
use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Serialize, de::DeserializeOwned};

/// A JSON file that a program works on.
///
/// `Display` names it in messages: `the manifest versions.json`.
#[derive(Clone, Debug)]
pub struct JsonFile {
    what: &'static str,
    path: PathBuf,
    is_demo: bool,
}

impl JsonFile {
    /// A file that the user named, or that comes with the examples.
    pub fn new(what: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { what, path: path.into(), is_demo: false }
    }

    /// A file that comes with the examples, in `examples/data`.
    pub fn shipped(what: &'static str, name: &str) -> Self {
        Self::new(what, Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name))
    }

    /// A file for demonstrations, in the folder that cargo builds into. The first run makes it as a
    /// copy of the shipped one, so the shipped one never changes.
    pub fn demo(what: &'static str, name: &str) -> anyhow::Result<Self> {
        let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target"),
            PathBuf::from,
        );
        let file = Self { is_demo: true, ..Self::new(what, folder.join(name)) };
        if !file.path.exists() {
            file.create(&folder, name).with_context(|| format!("can't make {file}"))?;
        }
        Ok(file)
    }

    fn create(&self, folder: &Path, name: &str) -> anyhow::Result<()> {
        fs::create_dir_all(folder)?;
        let _lock = lock(&self.path)?;

        // Another process may have made the file in the meantime, and even changed it.
        if !self.path.exists() {
            write(&self.path, &fs::read(Self::shipped(self.what, name).path)?)?;
        }
        Ok(())
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The innermost cause of an error, with the name of the file instead of its path.
    pub fn cause_without_path(&self, error: &anyhow::Error) -> String {
        let cause = error.root_cause().to_string();
        cause.replace(&*self.path.to_string_lossy(), &self.name())
    }

    /// The name of the file, without its folder.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// How to undo every change, for a file that the programs made themselves.
    pub fn how_to_start_over(&self) -> Option<String> {
        self.is_demo.then(|| format!("to start over, delete {}", self.path.display()))
    }

    /// Reads the file.
    pub fn read<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        self.read_with(|bytes| serde_json::from_slice(bytes))
    }

    pub(crate) fn read_with<T>(
        &self,
        parse: impl FnOnce(&[u8]) -> serde_json::Result<T>,
    ) -> anyhow::Result<T> {
        fs::read(&self.path)
            .map_err(anyhow::Error::from)
            // Some editors start a file with a byte order mark, which isn't JSON.
            .and_then(|bytes| Ok(parse(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes))?))
            .with_context(|| match self.how_to_start_over() {
                Some(how) => format!("can't read {self} ({how})"),
                None => format!("can't read {self}"),
            })
    }

    /// Keeps other processes that ask for the same lock waiting until the result is dropped.
    pub fn lock(&self) -> anyhow::Result<File> {
        // A lock next to a file that doesn't exist would be left behind.
        let exists = self.path.metadata();
        exists.and_then(|_| lock(&self.path)).with_context(|| format!("can't change {self}"))
    }

    /// Replaces the file in one step. A reader finds the old content or the new content, even if
    /// this process is killed or the disk is full. The caller holds the lock.
    pub(crate) fn replace<T: Serialize>(&self, value: &T) -> anyhow::Result<()> {
        serde_json::to_vec_pretty(value)
            .map_err(anyhow::Error::from)
            .and_then(|mut json| {
                json.push(b'\n');
                Ok(write(&self.path, &json)?)
            })
            .with_context(|| format!("can't write {self}"))
    }
}

impl fmt::Display for JsonFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {}", self.what, self.path.display())
    }
}

/// Locks a file next to the path, because the file at the path is replaced.
fn lock(path: &Path) -> io::Result<File> {
    let file = File::create(suffixed(path, ".lock"))?;
    file.lock()?;
    Ok(file)
}

/// Writes a new file next to the path and renames it, which is atomic.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // If the path is a link, its target is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.into());
    let new = suffixed(&path, ".new");
    let mut file = File::create(&new)?;
    let written = match path.metadata() {
        Ok(old) => file.set_permissions(old.permissions()),
        Err(_) => Ok(()),
    };
    written
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, &path))
        .inspect_err(|_| drop(fs::remove_file(&new)))
}

/// The path of a file next to this one, or next to the target of a link.
fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let path = path.canonicalize().unwrap_or_else(|_| path.into());
    let mut name = path.file_name().map(OsStr::to_owned).unwrap_or_default();
    name.push(suffix);
    path.with_file_name(name)
}
