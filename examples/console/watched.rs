//! Files that are read again when they change.

use std::{
    fs,
    sync::{Arc, Mutex, PoisonError},
};

use support::JsonFile;

/// The value of a file: the last one that could be read.
#[derive(Debug)]
pub(crate) struct Watched<T> {
    pub(crate) file: JsonFile,
    read: fn(&JsonFile) -> anyhow::Result<T>,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    /// Compared with the file, because its time stamp is too coarse to show each change.
    bytes: Option<Vec<u8>>,
    value: Arc<T>,
    problem: Option<String>,
}

impl<T> Watched<T> {
    pub(crate) fn new(
        file: JsonFile,
        read: fn(&JsonFile) -> anyhow::Result<T>,
    ) -> anyhow::Result<Self> {
        let bytes = fs::read(file.path()).ok();
        let state = State { bytes, value: Arc::new(read(&file)?), problem: None };
        Ok(Self { file, read, state: Mutex::new(state) })
    }

    /// The value of the file. If it can't be read, its last good value and the problem.
    pub(crate) fn current(&self) -> (Arc<T>, Option<String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A change between the two reads is noticed by the next request.
        let bytes = fs::read(self.file.path()).ok();
        if bytes != state.bytes {
            state.bytes = bytes;
            match (self.read)(&self.file) {
                Ok(value) => {
                    state.value = Arc::new(value);
                    state.problem = None;
                }
                Err(error) => {
                    eprintln!("warning: {error:#}");
                    state.problem = Some(format!(
                        "{} has changed and can't be used: {}. The console uses its last good \
                         content.",
                        self.file.name(),
                        self.file.cause_without_path(&error)
                    ));
                }
            }
        }
        (Arc::clone(&state.value), state.problem.clone())
    }
}
