//! JSON files that are read and replaced whole.

use core::fmt;
use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use indexmap::IndexMap;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

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

    /// The file that the user named, or a demo in the folder that cargo builds into. The first run
    /// makes it as a copy of the shipped one, so the shipped one never changes.
    pub fn or_demo(what: &'static str, path: Option<&Path>, name: &str) -> anyhow::Result<Self> {
        if let Some(path) = path {
            return Ok(Self::new(what, path));
        }

        let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target"),
            PathBuf::from,
        );
        let file = Self { is_demo: true, ..Self::new(what, folder.join(name)) };
        let create = || {
            fs::create_dir_all(&folder)?;
            let _lock = file.lock_sibling()?;
            // Another process may have made the file in the meantime, and even changed it.
            if file.path.exists() {
                return Ok(());
            }
            // The records of updates are those of an older copy.
            drop(fs::remove_dir_all(file.updates_folder()));
            file.write(&fs::read(Self::shipped(what, name).path)?)
        };
        if !file.path.exists() {
            create().with_context(|| format!("can't make {file}"))?;
        }
        Ok(file)
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

    fn read_with<T>(
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
        exists.and_then(|_| self.lock_sibling()).with_context(|| format!("can't change {self}"))
    }

    /// Locks a file next to this one, because this one is replaced.
    fn lock_sibling(&self) -> io::Result<File> {
        let file = File::create(self.sibling(".lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// Replaces the file in one step. A reader finds the old content or the new content, even if
    /// this process is killed or the disk is full. The caller holds the lock.
    fn replace<T: Serialize>(&self, value: &T) -> anyhow::Result<()> {
        let mut json = serde_json::to_vec_pretty(value)?;
        json.push(b'\n');
        self.write(&json).with_context(|| format!("can't write {self}"))
    }

    /// Writes a new file next to this one and renames it, which is atomic.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let (new, path) = (self.sibling(".new"), self.sibling(""));
        let replace = || {
            let mut file = File::create(&new)?;
            if let Ok(old) = path.metadata() {
                file.set_permissions(old.permissions())?;
            }
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        replace().inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// The folder next to the file for the records of updates.
    pub(crate) fn updates_folder(&self) -> PathBuf {
        self.sibling(".updates")
    }

    /// The path with a suffix. If it is a link, that of its target.
    fn sibling(&self, suffix: &str) -> PathBuf {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let mut path = path.into_os_string();
        path.push(suffix);
        path.into()
    }
}

impl fmt::Display for JsonFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {}", self.what, self.path.display())
    }
}

/// The records of a JSON file, as they are written there.
///
/// Where a record changes, only the fields that changed are replaced.
#[derive(Debug)]
pub struct Records(Vec<Box<RawValue>>);

/// The fields of a record, in the order and in the form of the file.
type Fields = IndexMap<String, Box<RawValue>>;

impl Records {
    /// Reads the records, and the value of each.
    pub fn read<T: DeserializeOwned>(file: &JsonFile) -> anyhow::Result<(Self, Vec<T>)> {
        file.read_with(|bytes| {
            Ok((Self(serde_json::from_slice(bytes)?), serde_json::from_slice(bytes)?))
        })
    }

    /// Writes the file with new values: those at the positions of the old ones, and then further
    /// ones.
    pub fn save<T: PartialEq + Serialize>(
        mut self,
        file: &JsonFile,
        old: &[T],
        new: &[T],
    ) -> anyhow::Result<()> {
        for (position, new) in new.iter().enumerate() {
            match old.get(position) {
                Some(old) if old == new => {}
                Some(old) => self.change(position, &fields(old)?, fields(new)?)?,
                None => self.0.push(one_line(&fields(new)?)?),
            }
        }
        file.replace(&self.0)
    }

    /// Replaces the fields of a record that differ between two values of it.
    fn change(&mut self, position: usize, old: &Fields, mut new: Fields) -> serde_json::Result<()> {
        new.retain(|name, value| old.get(name).is_none_or(|old| old.get() != value.get()));
        let record = &mut self.0[position];
        let mut written: Fields = serde_json::from_str(record.get())?;
        written.extend(new);
        *record = one_line(&written)?;
        Ok(())
    }
}

fn fields(value: &impl Serialize) -> serde_json::Result<Fields> {
    serde_json::from_str(&serde_json::to_string(value)?)
}

/// Writes a record on a line of its own, as in a file that people read and compare.
fn one_line(fields: &Fields) -> serde_json::Result<Box<RawValue>> {
    let fields: serde_json::Result<Vec<_>> = fields
        .iter()
        .map(|(name, value)| Ok(format!("{}: {value}", serde_json::to_string(name)?)))
        .collect();
    RawValue::from_string(format!("{{{}}}", fields?.join(", ")))
}
