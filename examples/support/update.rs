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
    io::{self, ErrorKind, Seek, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use rack_updates::{
    Timeline,
    plan::{self, OwnedHop, PlanError, Target},
};
use serde::{Deserialize, Serialize};

use crate::{Files, Installer, JsonFile, Rack, Racks, explain, print, read_timeline, shown};

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

/// Why a rack isn't updated.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// There is no such rack.
    #[error(transparent)]
    UnknownRack(anyhow::Error),
    /// The rack can't be updated now, or not as the caller expects.
    #[error("{0}")]
    Refused(String),
    /// No update can be planned.
    #[error("rack {:?} can't be updated", .0.name)]
    Plan(Rack, #[source] Box<PlanError>),
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] anyhow::Error),
}

/// The update that a caller expects.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// The version that the rack runs.
    pub from: String,
    /// The version of the release that it is updated to.
    pub to: String,
}

/// An update that has begun: no other one of the rack begins until it has ended.
#[derive(Debug)]
pub struct Update {
    /// The hop that the rack is updated by.
    pub hop: OwnedHop,
    attempt: Attempt,
    racks: JsonFile,
    path: PathBuf,
    /// The record at the path, which is locked.
    record: File,
}

impl Update {
    /// Begins an update by one hop towards the target. `None` means that there is nothing to do.
    ///
    /// Without a name it is the first rack that is updated.
    pub fn begin(
        files: &Files,
        timeline: &Timeline,
        name: Option<&str>,
        target: Target<'_>,
        expected: Option<&Expected>,
    ) -> Result<Option<Self>, UpdateError> {
        let file = files.racks_file()?;
        let _lock = file.lock()?;
        let racks = Racks::read(file.clone())?;
        let rack = racks.find(name).map_err(UpdateError::UnknownRack)?.clone();
        let path = file.updates_folder().join(file_name(&rack.name)?);
        if is_locked(&path)? {
            return Err(UpdateError::Refused(format!(
                "rack {:?} can't be updated: another update of it runs",
                rack.name
            )));
        }

        // The click of a person who looks at an old page must not begin another hop.
        if expected.is_some_and(|expected| expected.from != rack.version) {
            return Err(UpdateError::Refused(format!(
                "rack {:?} has been updated in the meantime: it runs {}",
                rack.name,
                shown(&rack.version)
            )));
        }
        let hop = plan::next_hop(timeline, &rack.version, target)
            .map_err(|error| UpdateError::Plan(rack.clone(), error.into()))?;
        let Some(hop) = hop.map(OwnedHop::from) else { return Ok(None) };
        if expected.is_some_and(|expected| expected.to != hop.end()) {
            return Err(UpdateError::Refused(format!(
                "rack {:?} isn't updated: the next update from {} leads to {} now",
                rack.name,
                shown(&rack.version),
                shown(hop.end())
            )));
        }

        let attempt = Attempt {
            rack: rack.name.clone(),
            from: rack.version.clone(),
            to: hop.end().into(),
            line: String::new(),
            failure: None,
            running: true,
        };
        let record = create(&path).with_context(|| format!("can't create {}", path.display()))?;
        let mut update = Self { hop, attempt, racks: file, path, record };
        update.write_record()?;
        Ok(Some(update))
    }

    /// Runs the installer. If it succeeds, the rack runs the release from then on.
    pub fn run(
        mut self,
        installer: &Installer,
        stop: Option<&AtomicBool>,
        mut on_line: impl FnMut(&str),
    ) -> anyhow::Result<OwnedHop> {
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
        let result = result
            .map_err(|error| format!("{error:#}"))
            .and_then(|()| self.save().map_err(|error| self.racks.cause_without_path(&error)));
        match result {
            Ok(()) => {
                self.delete_record()?;
                Ok(self.hop)
            }
            Err(reason) => {
                self.attempt.failure = Some(reason.clone());
                self.write_record()?;
                self.record.unlock().context("can't end the update")?;
                Err(anyhow!("rack {:?} wasn't updated: {reason}", self.attempt.rack))
            }
        }
    }

    /// Ends the update before it has run.
    pub fn cancel(self) -> anyhow::Result<()> {
        let _lock = self.racks.lock()?;
        self.delete_record()
    }

    /// Writes the version that the rack runs now.
    fn save(&self) -> anyhow::Result<()> {
        // Other racks may have been updated in the meantime.
        Racks::read(self.racks.clone())?.set_version(&self.attempt.rack, self.hop.end())
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
    let file = files.racks_file()?;
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
            attempts.push(Attempt { running: is_locked(&path)?, ..attempt });
        }
    }
    Ok(attempts)
}

/// Creates and locks a record.
fn create(path: &Path) -> io::Result<File> {
    fs::create_dir_all(path.with_file_name(""))?;
    let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
    file.try_lock()?;
    Ok(file)
}

/// The name of a record: that of the rack, with each byte escaped that could act on a path or
/// that a file system could take for another one.
fn file_name(rack: &str) -> Result<String, UpdateError> {
    if rack.len() > LONGEST_NAME {
        return Err(UpdateError::Refused(format!(
            "rack {rack:?} can't be updated: its name has more than {LONGEST_NAME} bytes"
        )));
    }
    let escaped = rack.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    });
    Ok(format!("rack-{}", escaped.collect::<String>()))
}

/// Whether an update holds the lock of its record.
fn is_locked(path: &Path) -> anyhow::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        file => file.with_context(|| format!("can't open {}", path.display()))?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The update button: updates a rack by one hop towards the target, and prints so.
///
/// Without a name, the first rack is updated.
pub fn update(
    files: &Files,
    name: Option<&str>,
    target: Target<'_>,
    installer: &Installer,
) -> anyhow::Result<()> {
    let manifest = files.manifest()?;
    let timeline = read_timeline(&manifest)?;
    let update = match Update::begin(files, &timeline, name, target, None) {
        Ok(Some(update)) => update,
        Ok(None) => {
            let racks = files.racks()?;
            return print(nothing_to_do(&timeline, &racks, racks.find(name)?, target));
        }
        Err(UpdateError::Plan(rack, error)) => return Err(no_plan(&manifest, &rack, &error)),
        Err(error) => return Err(error.into()),
    };

    let (rack, to) = (shown(&update.attempt.rack), shown(update.hop.end()));
    let has_output = matches!(installer, Installer::Command(_));
    let end = if has_output { "\n" } else { "" };
    if let Err(error) = print(format_args!("Updating to {to}... {end}")) {
        update.cancel()?;
        return Err(error);
    }
    let hop = update.run(installer, None, |line| {
        if has_output {
            // The installer runs on, even if the output is closed.
            drop(print(format_args!("{}\n", shown(line))));
        }
    })?;
    print(format_args!("UPDATING\nDone: rack {rack} now runs {to}\n"))?;

    if let Some(stop) = hop.stop() {
        let reason = stop.reason.as_ref().map(|reason| format!(": {}", shown(reason)));
        print(format_args!(
            "It stopped for required release {}{}\nRun the same command again to continue\n",
            shown(&stop.version),
            reason.unwrap_or_default(),
        ))?;
    }
    Ok(())
}

/// The message for a rack that has no update.
pub fn nothing_to_do(
    timeline: &Timeline,
    racks: &Racks,
    rack: &Rack,
    target: Target<'_>,
) -> String {
    let (name, version) = (shown(&rack.name), shown(&rack.version));
    let how = racks.file.how_to_start_over().map(|how| format!("This is a demo: {how}\n"));
    let state = match target {
        Target::Release(_) => "already runs",
        _ if timeline.latest().is_none() => {
            "has no update, as no release is published yet: it runs"
        }
        _ => "is up to date: it runs",
    };
    format!("Rack {name} {state} {version}\n{}", how.unwrap_or_default())
}

/// The error for a rack that can't be updated.
pub fn no_plan(manifest: &JsonFile, rack: &Rack, error: &PlanError) -> anyhow::Error {
    let reason = explain(error, &rack.version, manifest);
    anyhow!("rack {:?} can't be updated: {reason}", rack.name)
}
