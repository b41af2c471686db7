//! The update of a rack by one hop.
//!
//! While an update runs, a record of it is kept in a file, which is locked. So each process can
//! see how far the update is, and no other one begins an update of the same rack. The record of a
//! successful update is deleted. One that isn't locked any more belongs to an update that failed
//! or was interrupted.
//!
//! Records are created, locked, written and deleted only by the holder of the lock of the racks
//! file, which is held for no longer than that takes.

use core::sync::atomic::AtomicBool;
use std::{
    fs::{self, File, TryLockError},
    io::{ErrorKind, Seek, Write},
    path::PathBuf,
};

use anyhow::{Context, bail};
use rack_updates::plan::OwnedHop;
use serde::{Deserialize, Serialize};

use crate::{Files, Installer, JsonFile, Rack, Racks, shown};

/// The name of a rack that is updated has at most this many bytes.
const LONGEST_NAME: usize = 80;

/// An update that runs, or one that didn't succeed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// The name of the rack.
    pub rack: String,
    /// The version that the rack runs until the update has succeeded.
    pub from: String,
    /// The version of the release that is installed.
    pub to: String,
    /// The last line of the installer.
    pub line: String,
    /// How the update failed. If there is none and the update doesn't run, it was interrupted: the
    /// process that ran it was killed.
    pub failure: Option<String>,
    /// Whether the update runs, which a reader finds out from the lock.
    #[serde(skip_deserializing)]
    pub running: bool,
}

/// Why a rack can't be updated now, or not by this hop.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Rack {
    /// Refuses an update from a release that the rack doesn't run any more.
    pub fn check_version(&self, expected: &str) -> anyhow::Result<()> {
        if self.version != expected {
            bail!(Refused(format!(
                "rack {:?} has been updated in the meantime: it runs {}",
                self.name,
                shown(&self.version)
            )));
        }
        Ok(())
    }
}

/// An update that has begun: no other one of the rack begins until it has ended.
#[derive(Debug)]
pub struct Update {
    attempt: Attempt,
    racks: JsonFile,
    path: PathBuf,
    /// The record at the path, which is locked.
    record: File,
}

impl Update {
    /// Begins an update of a rack by this hop.
    ///
    /// It is [`Refused`] if the rack no longer runs the release that the hop starts from, or if
    /// another update of the rack runs.
    pub fn begin(files: &Files, name: &str, hop: &OwnedHop) -> anyhow::Result<Self> {
        let racks = files.racks()?;
        let _lock = racks.lock()?;
        let rack = Racks::read(racks.clone())?.find(Some(name))?.clone();
        rack.check_version(hop.start())?;

        let folder = racks.updates_folder();
        let path = folder.join(file_name(name)?);
        let open = || {
            fs::create_dir_all(folder)?;
            File::options().read(true).write(true).create(true).truncate(false).open(&path)
        };
        let record = open().with_context(|| format!("can't open {}", path.display()))?;
        match record.try_lock() {
            Err(TryLockError::WouldBlock) => {
                bail!(Refused(format!("rack {name:?} can't be updated: another update of it runs")))
            }
            locked => locked.with_context(|| format!("can't lock {}", path.display()))?,
        }

        let attempt = Attempt {
            rack: rack.name,
            from: rack.version,
            to: hop.end().into(),
            line: String::new(),
            failure: None,
            running: true,
        };
        let mut update = Self { attempt, racks, path, record };
        update.write_record()?;
        Ok(update)
    }

    /// Runs the installer. If it succeeds, the rack runs the release from then on.
    pub fn run(
        mut self,
        installer: &Installer,
        stop: Option<&AtomicBool>,
        mut on_line: impl FnMut(&str),
    ) -> anyhow::Result<()> {
        let lock = self.record.try_clone().context("can't lock the update")?;
        let result = installer.run(&self.attempt.clone(), &lock, stop, |lines| {
            for line in lines {
                on_line(line);
            }
            if let Some(line) = lines.last() {
                self.attempt.line.clone_from(line);
                // The installer runs on, even if its progress can't be shown.
                let _ = self.racks.lock().and_then(|_lock| self.write_record());
            }
        });

        let _lock = self.racks.lock()?;
        // The racks are read again, because others may have been updated in the meantime.
        let save =
            || Racks::read(self.racks.clone())?.set_version(&self.attempt.rack, &self.attempt.to);
        let result = result
            .map_err(|error| format!("{error:#}"))
            .and_then(|()| save().map_err(|error| self.racks.cause_without_path(&error)));
        match result {
            Ok(()) => self.delete_record(),
            Err(reason) => {
                self.attempt.failure = Some(reason.clone());
                self.write_record()?;
                self.record.unlock().context("can't end the update")?;
                bail!("rack {:?} wasn't updated: {reason}", self.attempt.rack)
            }
        }
    }

    fn write_record(&mut self) -> anyhow::Result<()> {
        let text = serde_json::to_vec(&self.attempt)?;
        // Cut off after the new text is there, so a process that is killed leaves a record.
        let mut write = || {
            self.record.rewind()?;
            self.record.write_all(&text)?;
            self.record.set_len(text.len() as u64)
        };
        write().with_context(|| format!("can't write {}", self.path.display()))
    }

    fn delete_record(&self) -> anyhow::Result<()> {
        fs::remove_file(&self.path)
            .with_context(|| format!("can't delete {}", self.path.display()))?;
        // This fails while there are records of other racks.
        let _ = fs::remove_dir(self.path.with_file_name(""));
        Ok(())
    }
}

/// The updates that run, in any process, and those that didn't succeed.
pub fn attempts(files: &Files) -> anyhow::Result<Vec<Attempt>> {
    let file = files.racks()?;
    let folder = file.updates_folder();
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let _lock = file.lock()?;
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut attempts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        // A process that was killed may leave a shorter record in front of the rest of a longer
        // one. It leaves an empty record if no installer had been started.
        let bytes = fs::read(&path)?;
        let mut records = serde_json::Deserializer::from_slice(&bytes).into_iter::<Attempt>();
        if let Some(Ok(attempt)) = records.next() {
            // An update holds the lock of its record.
            let lock = File::open(&path)?.try_lock_shared();
            let running = matches!(lock, Err(TryLockError::WouldBlock));
            attempts.push(Attempt { running, ..attempt });
        }
    }
    Ok(attempts)
}

/// The name of a record: that of the rack, with each byte escaped that could act on a path or
/// that a file system could take for another one.
fn file_name(rack: &str) -> Result<String, Refused> {
    if rack.len() > LONGEST_NAME {
        return Err(Refused(format!(
            "rack {rack:?} can't be updated: its name has more than {LONGEST_NAME} bytes"
        )));
    }
    let escaped = rack.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    });
    Ok(format!("rack-{}", escaped.collect::<String>()))
}
