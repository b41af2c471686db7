//! The updates that run in the background.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use axum::http::StatusCode;
use rack_updates::plan::{self, OwnedHop, Target};
use serde::Deserialize;
use support::{Installer, Rack, Update, shown};
use tokio::sync::Semaphore;

use crate::{App, refusal::Refusal};

/// The number of updates that may run at the same time.
pub const MAX_UPDATES: u32 = 16;

/// The updates that this process runs.
#[derive(Debug)]
pub struct Updates {
    installer: Installer,
    permits: Arc<Semaphore>,
    /// Whether the installers that run are killed.
    stopped: AtomicBool,
    /// The last hop of each rack, whose end the page explains.
    last: Mutex<HashMap<String, OwnedHop>>,
}

impl Updates {
    pub(crate) fn new(installer: Installer) -> Self {
        Self {
            installer,
            permits: Arc::new(Semaphore::new(MAX_UPDATES as usize)),
            stopped: AtomicBool::new(false),
            last: Mutex::default(),
        }
    }

    /// Waits until no update runs. From now on, none begins.
    pub async fn end(&self) {
        // Each update holds a permit while it runs. A later one finds none.
        if let Ok(permits) = self.permits.acquire_many(MAX_UPDATES).await {
            permits.forget();
        }
    }

    /// Kills the installers that run.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_simulated(&self) -> bool {
        self.installer.is_simulated()
    }

    /// The hop that brought a rack to the release that it runs, if this process did that.
    pub(crate) fn last_hop(&self, rack: &Rack) -> Option<OwnedHop> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(&rack.name).filter(|hop| hop.end() == rack.version).cloned()
    }
}

/// The hop that a client expects.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    /// The version that the rack runs.
    from: String,
    /// The version of the release that it is updated to.
    to: String,
}

/// Begins to update a rack by one hop, in a thread of its own.
///
/// The hop is that to the latest release. `None` means that the rack runs it already.
pub(crate) fn start(
    app: &Arc<App>,
    rack: &str,
    expected: Option<&Expected>,
) -> Result<Option<OwnedHop>, Refusal> {
    let updates = &app.updates;
    let Ok(permit) = Arc::clone(&updates.permits).try_acquire_owned() else {
        let message = format!(
            "no update is started, because {MAX_UPDATES} run or the console is about to end: try \
             again later"
        );
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message));
    };

    let (timeline, _) = app.manifest.current();
    let (racks, _) = app.racks.current();
    let rack = racks.find(Some(rack)).map_err(|_| Refusal::not_found("rack"))?;
    // The click of a person who looks at an old page must not begin another hop.
    if let Some(expected) = expected {
        rack.check_version(&expected.from)?;
    }
    let hop = plan::next_hop(&timeline, &rack.version, Target::Latest)?.map(OwnedHop::from);
    let Some(hop) = hop else { return Ok(None) };
    if expected.is_some_and(|expected| expected.to != hop.end()) {
        let message = format!(
            "rack {:?} isn't updated: the next update from {} leads to {} now",
            rack.name,
            shown(&rack.version),
            shown(hop.end())
        );
        return Err(Refusal::new(StatusCode::CONFLICT, message));
    }

    let update = Update::begin(&app.arguments.files, &rack.name, &hop)?;
    // Entered before the rack runs the release, so the page can say why as soon as it does.
    let mut last = updates.last.lock().unwrap_or_else(PoisonError::into_inner);
    last.insert(rack.name.clone(), hop.clone());
    drop(last);

    let app = Arc::clone(app);
    thread::spawn(move || {
        let Updates { installer, stopped, .. } = &app.updates;
        if let Err(error) = update.run(installer, Some(stopped), |_| {}) {
            eprintln!("warning: {error:#}");
        }
        drop(permit);
    });
    Ok(Some(hop))
}
