//! Files that are read again when they change.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use support::{Files, JsonFile};

/// The content of a file: the last one that could be read.
#[derive(Debug)]
pub(crate) struct Watched<T> {
    file: JsonFile,
    read: fn(&Files) -> anyhow::Result<T>,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    stamp: Option<Stamp>,
    value: Arc<T>,
    problem: Option<String>,
}

/// What differs between two contents of a file: the time of the change, the length and the number
/// of the file, which another one gets when it is replaced.
type Stamp = (SystemTime, u64, u64);

impl<T> Watched<T> {
    pub(crate) fn new(
        file: JsonFile,
        files: &Files,
        read: fn(&Files) -> anyhow::Result<T>,
    ) -> anyhow::Result<Self> {
        let stamp = stamp(file.path());
        let state = State { stamp, value: Arc::new(read(files)?), problem: None };
        Ok(Self { file, read, state: Mutex::new(state) })
    }

    /// The content of the file. If it can't be read, its last good content and the problem.
    pub(crate) fn current(&self, files: &Files) -> (Arc<T>, Option<String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken before the file is read: a change in the meantime is noticed by the next request.
        let stamp = stamp(self.file.path());
        if stamp != state.stamp {
            state.stamp = stamp;
            match (self.read)(files) {
                Ok(value) => {
                    state.value = Arc::new(value);
                    state.problem = None;
                }
                Err(error) => {
                    eprintln!("warning: {error:#}");
                    state.problem = Some(self.problem(&error));
                }
            }
        }
        (Arc::clone(&state.value), state.problem.clone())
    }

    /// The name of the file, without its folder.
    pub(crate) fn name(&self) -> String {
        self.file.name()
    }

    fn problem(&self, error: &anyhow::Error) -> String {
        format!(
            "{} has changed and can't be read: {}. The console uses its last good content.",
            self.file.name(),
            self.file.cause_without_path(error)
        )
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&file);
    #[cfg(not(unix))]
    let number = 0;
    Some((file.modified().ok()?, file.len(), number))
}
