//! Serves a page with the racks; the documentation of its library explains its use.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "the console needs the standard library"
)]

use std::{pin::pin, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use console::{App, Arguments};
use support::Installer;
use tokio::{net::TcpListener, signal};

/// How long a simulated update takes.
const SIMULATED: Duration = Duration::from_secs(4);

#[tokio::main]
async fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let address = arguments.listen;
    let app = Arc::new(App::new(arguments, Installer::Simulated(SIMULATED))?);
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))?;
    if !address.ip().is_loopback() {
        eprintln!(
            "warning: there is no login: each machine that can reach {address} can update the racks"
        );
    }
    // From here on, a signal doesn't end the process at once.
    let mut signals = Signals::new()?;
    println!("The console is at http://{}", listener.local_addr()?);

    // The page is served until the last update has ended.
    tokio::select! {
        result = axum::serve(listener, console::router(Arc::clone(&app))) => result?,
        () = end(&app, &mut signals) => {}
    }
    Ok(())
}

/// Waits for a signal, and then for the updates that run, or for a second signal.
async fn end(app: &App, signals: &mut Signals) {
    signals.next().await;
    eprintln!("Waiting for updates that run; press Ctrl-C again to stop them");
    let mut end = pin!(app.updates.end());
    tokio::select! {
        () = &mut end => {}
        () = signals.next() => {
            app.updates.stop();
            end.await;
        }
    }
}

/// Ctrl-C, and on Unix the signal that asks a service to end.
#[cfg(unix)]
struct Signals(signal::unix::Signal, signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> anyhow::Result<Self> {
        use signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals(signal::windows::CtrlC);

#[cfg(not(unix))]
impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self(signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
