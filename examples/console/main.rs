//! Serves a page with the racks; the documentation of its library explains its use.

use core::{pin::pin, time::Duration};
use std::{io, process::ExitCode};

use anyhow::Context;
use axum::Router;
use clap::Parser;
use console::{App, Arguments};
use tokio::{net::TcpListener, signal};

/// How long a simulated update takes.
const SIMULATED: Duration = Duration::from_secs(4);

#[tokio::main]
async fn main() -> ExitCode {
    support::exit_code(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let address = arguments.listen;
    let app = App::new(arguments, SIMULATED)?;
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))?;
    if !address.ip().is_loopback() {
        eprintln!(
            "warning: there is no login: each machine that can reach {address} can update the racks"
        );
    }

    // The page is served until the last update has ended. Ctrl-C is handled before the address is
    // printed.
    tokio::select! {
        biased;
        result = end(&app) => Ok(result?),
        result = serve(listener, console::router(app.clone())) => result,
    }
}

async fn serve(listener: TcpListener, router: Router) -> anyhow::Result<()> {
    support::print(format_args!("The console is at http://{}\n", listener.local_addr()?))?;
    Ok(axum::serve(listener, router).await?)
}

/// Waits for Ctrl-C, and then for the updates that run, or for a second Ctrl-C.
async fn end(app: &App) -> io::Result<()> {
    signal::ctrl_c().await?;
    eprintln!("Waiting for updates that run, if any; press Ctrl-C again to stop them");
    let mut end = pin!(app.updates.end());
    tokio::select! {
        () = &mut end => {}
        result = signal::ctrl_c() => {
            result?;
            app.updates.stop();
            end.await;
        }
    }
    Ok(())
}
