//! JSON files that are read and written whole.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

/// Reads a JSON file.
///
/// # Errors
///
/// If it can't be read or isn't what it is said to be; the error names it.
pub fn read<T: DeserializeOwned>(what: &str, path: &Path) -> anyhow::Result<T> {
    read_with(what, path, |bytes| serde_json::from_slice(bytes))
}

/// Reads a JSON file in a way of its own.
pub(crate) fn read_with<T>(
    what: &str,
    path: &Path,
    parse: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> anyhow::Result<T> {
    fs::read(path)
        .map_err(anyhow::Error::from)
        .and_then(|bytes| Ok(parse(&bytes)?))
        .with_context(|| format!("can't read the {what} {}", path.display()))
}

/// Writes a file that doesn't exist yet, and its folder; leaves it as it is if it exists.
pub(crate) fn create(path: &Path, text: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().context("a file without a folder")?;
    fs::create_dir_all(folder)?;
    match written(folder, text)?.persist_noclobber(path) {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        // If it exists by now, another process was faster and may even have changed it.
        _ => Ok(()),
    }
}

/// Replaces a JSON file in one step: whoever reads it finds the old text or the new one, whole,
/// even if this process is killed or the disk is full.
pub(crate) fn replace<T: Serialize>(path: &Path, value: &T) -> anyhow::Result<()> {
    // Where the path is a link, the file that it leads to is replaced and not the link.
    let path = path.canonicalize()?;
    let folder = path.parent().context("a file without a folder")?;
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    let file = written(folder, &text)?;
    file.as_file().set_permissions(path.metadata()?.permissions())?;
    file.persist(path)?;
    Ok(())
}

/// Writes to a temporary file in the same folder, from which a rename to any name there is atomic.
fn written(folder: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Keeps other processes that ask for the same lock waiting until the result is dropped.
///
/// The lock is a file of its own beside the one that it protects, since that one is replaced.
pub(crate) fn lock(path: &Path) -> anyhow::Result<File> {
    let mut beside = path.canonicalize()?.into_os_string();
    beside.push(".lock");
    let beside = PathBuf::from(beside);
    File::create(&beside)
        .and_then(|file| file.lock().map(|()| file))
        .with_context(|| format!("can't lock {}", beside.display()))
}
