//! The console: a page in a browser with a list of racks, and a button that updates each of them.
//!
//! ```text
//! $ cargo run --example console
//! The console is at http://127.0.0.1:8080
//! ```
//!
//! An update is one hop. A required release is a stop, so a rack may need more than one update, and
//! the page says why. The racks are those of `rack_update` and `racks`: the same files, the same
//! locks and the same update.
//!
//! # The API
//!
//! An update server for unattended machines is the same planner without pages:
//!
//! ```text
//! $ curl http://127.0.0.1:8080/api/racks
//! $ curl 'http://127.0.0.1:8080/api/plan?current=20170202012654&to=latest'
//! $ curl 'http://127.0.0.1:8080/api/plan?current=20170202012654&target=20170405220740'
//! $ curl --json null http://127.0.0.1:8080/api/racks/production/update
//! ```
//!
//! `to` is `latest` or `edge`, and `target` is a version, so a version can't be taken for a keyword.
//! A plan is the JSON of [`UpdatePath`](rack_updates::plan::UpdatePath), and an error is that of
//! [`PlanError`](rack_updates::plan::PlanError) with status 404 or 409. The update answers 202 and
//! the hop that it runs, or 200 and `null` if the rack is up to date. With
//! `{"from": "20170202012654", "to": "20170306140228"}` for `null` it runs that hop or none.
//! Any other refusal is a `code` and a `message`.
//!
//! # The installer
//!
//! Without `--installer COMMAND`, updates are simulated. With it, the command is run by the shell
//! once for each hop, with `RACK`, `FROM` and `TO` in its environment:
//!
//! ```text
//! $ cargo run --example console -- --installer './install-release "$RACK" "$TO"'
//! ```
//!
//! The variables must be in quotes, because a version can be any string. A command that passes them
//! to a second shell, as `ssh` does, must check them first.
//!
//! Its last line is shown while it runs, and a percentage in it moves the progress bar. The rack
//! runs the new release if the command exits with 0. If it fails, or if the console is killed, the
//! rack keeps its version and the page reports it. The first Ctrl-C waits for the commands
//! that run, the second one kills them. Another signal ends the console at once, as if it were
//! killed.
//!
//! # Limits
//!
//! The console has no users and no TLS. It listens on the loopback interface, and each process of
//! the machine can use it. To offer it to others, put it behind a proxy that has both, and name the
//! host of the proxy with `--host`. A command that hangs counts as one of the [`MAX_UPDATES`] that
//! may run, until it is killed. Connections have no limit and no timeout: a proxy has both.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "the console needs the standard library"
)]

mod api;
mod pages;
mod picture;
mod refusal;
mod row;
mod security;
mod text;
mod updates;
mod watched;

use std::{
    collections::HashMap,
    net::{SocketAddr, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest, State},
    handler::Handler,
    http::header,
    middleware,
    response::IntoResponse,
    routing::{get, post},
};
use rack_updates::Timeline;
use support::{Attempt, Files, Installer, Racks};

use crate::{refusal::Refusal, row::Row, watched::Watched};

pub use crate::updates::{MAX_UPDATES, Updates};

/// Serve a page with the racks, and a button that updates each of them.
#[derive(Debug, clap::Parser)]
#[command(name = "console")]
#[command(after_help = "Exit code: 0 after Ctrl-C, 1 after an error, 2 on wrong usage")]
pub struct Arguments {
    /// The address or name, and the port, to listen on. There is no login, so don't let others
    /// reach it directly
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,

    /// A further name of this host, without a port, such as that of a proxy in front of the console
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,

    #[command(flatten)]
    installer: Installer,

    #[command(flatten)]
    files: Files,
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    let addresses = text.to_socket_addrs().ok();
    addresses
        .and_then(|mut addresses| addresses.next())
        .ok_or("give an address or a name of this machine, and a port: localhost:8080")
}

/// The state that all requests share.
#[derive(Debug)]
pub struct App {
    arguments: Arguments,
    manifest: Watched<Timeline>,
    racks: Watched<Racks>,
    /// The token of each form.
    token: String,
    /// The updates that this process runs.
    pub updates: Updates,
}

/// The state at one moment, which a request works on to its end.
struct Snapshot<'a> {
    app: &'a App,
    timeline: Arc<Timeline>,
    racks: Arc<Racks>,
    attempts: HashMap<String, Attempt>,
    /// Problems of the files.
    problems: Vec<String>,
}

impl App {
    /// Reads the files. Without an installer, an update takes this long.
    ///
    /// # Errors
    ///
    /// If a file can't be read.
    pub fn new(mut arguments: Arguments, simulated: Duration) -> anyhow::Result<Arc<Self>> {
        arguments.installer.simulated = simulated;
        let files = &arguments.files;
        Ok(Arc::new(Self {
            manifest: Watched::new(files.manifest()?, support::read_timeline)?,
            racks: Watched::new(files.racks()?, |file| Racks::read(file.clone()))?,
            token: security::new_token()?,
            updates: Updates::new(arguments.installer.clone()),
            arguments,
        }))
    }

    fn snapshot(&self) -> Result<Snapshot<'_>, Refusal> {
        // Read before the racks: one that has ended since then has left another version there.
        let attempts = support::attempts(&self.arguments.files)?;
        let (timeline, manifest_problem) = self.manifest.current();
        let (racks, racks_problem) = self.racks.current();
        Ok(Snapshot {
            app: self,
            timeline,
            racks,
            attempts: attempts.into_iter().map(|attempt| (attempt.rack.clone(), attempt)).collect(),
            problems: manifest_problem.into_iter().chain(racks_problem).collect(),
        })
    }
}

impl Snapshot<'_> {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.racks.list.iter().map(|rack| Row::new(self, rack))
    }
}

/// The routes of the console.
pub fn router(app: Arc<App>) -> Router {
    let file = |kind: &'static str, text: &'static str| {
        get(async move || ([(header::CONTENT_TYPE, kind)], text))
    };
    Router::new()
        .route("/", get(blocking(pages::list)).post(blocking(pages::update)))
        .route("/rack", get(blocking(pages::rack)).post(blocking(pages::update)))
        .route("/api/racks", get(blocking(api::racks)))
        .route("/api/plan", get(blocking(api::plan)))
        .route("/api/racks/{name}/update", post(blocking(api::update)))
        .route("/style.css", file("text/css", include_str!("static/style.css")))
        .route("/script.js", file("text/javascript", include_str!("static/script.js")))
        .route("/icon.svg", file("image/svg+xml", include_str!("static/icon.svg")))
        .fallback(async || Refusal::not_found("page"))
        .layer(DefaultBodyLimit::max(4096))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), security::guard))
        .with_state(app)
}

/// A handler that may wait for a file or a lock, without holding up other requests.
fn blocking<M: 'static, I, O>(
    handle: fn(&Arc<App>, I) -> Result<O, Refusal>,
) -> impl Handler<(M, State<Arc<App>>, I), Arc<App>>
where
    I: FromRequest<Arc<App>, M> + Send + 'static,
    O: IntoResponse + Send + 'static,
{
    move |State(app): State<Arc<App>>, input: I| async move {
        let handled = tokio::task::spawn_blocking(move || handle(&app, input)).await;
        handled.unwrap_or_else(|error| Err(anyhow::Error::from(error).into()))
    }
}
