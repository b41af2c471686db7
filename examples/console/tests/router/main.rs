//! The console's router in this process, with files and installers of the tests' own.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "the tests need the standard library"
)]

mod api;
mod files;
mod pages;
mod racing;
mod security;
mod speed;
mod updates;

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{self, Body},
    http::{HeaderMap, Request, StatusCode, request::Builder},
};
use clap::Parser;
use console::{App, Arguments};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// X, A, A2, B, C, of which X is a dead end and B is required.
const MANIFEST: &str = r#"[
    {"version": "X", "published": false, "required": false, "dead_end": "reinstall from the image"},
    {"version": "A", "published": true, "required": false, "description": "first light"},
    {"version": "A2", "published": true, "required": false, "description": "faster start"},
    {"version": "B", "published": true, "required": true, "reason": "copies the settings"},
    {"version": "C", "published": true, "required": false, "description": "new balancer"}
]"#;

const RACKS: &str = r#"[
    {"name": "alpha", "version": "A"},
    {"name": "beta", "version": "B"},
    {"name": "gamma", "version": "C"},
    {"name": "xi", "version": "X"},
    {"name": "zeta", "version": "Z"}
]"#;

/// A manifest in which the required D isn't published.
const BLOCKED: &str = r#"[
    {"version": "A", "published": true, "required": false},
    {"version": "B", "published": true, "required": true, "reason": "copies the settings"},
    {"version": "D", "published": false, "required": true, "reason": "can't be undone"},
    {"version": "E", "published": true, "required": false}
]"#;

/// A console that works on files of its own.
struct Site {
    folder: TempDir,
    app: Arc<App>,
    router: Router,
}

/// Starts a console on the files of a folder.
fn start(folder: &TempDir, options: &[&str]) -> (Arc<App>, Router) {
    let site = folder.path().to_str().expect("a plain path");
    let mut arguments = vec![
        "console".to_owned(),
        format!("--manifest={site}/versions.json"),
        format!("--racks={site}/racks.json"),
    ];
    arguments.extend(options.iter().map(|option| option.replace("$SITE", site)));
    let arguments = Arguments::try_parse_from(arguments).expect("the arguments");
    let app = App::new(arguments, Duration::ZERO).expect("the files");
    (Arc::clone(&app), console::router(app))
}

/// An answer with its body.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Site {
    /// With simulated updates that take no time.
    fn new(manifest: &str, racks: &str) -> Self {
        Self::with(manifest, racks, &[])
    }

    /// With a shell command, in which `$SITE` is the folder.
    fn installing(installer: &str) -> Self {
        Self::with(MANIFEST, RACKS, &["--installer", installer])
    }

    fn with(manifest: &str, racks: &str, options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        fs::write(folder.path().join("versions.json"), manifest).expect("the manifest is written");
        fs::write(folder.path().join("racks.json"), racks).expect("the racks are written");
        Self::open(folder, options)
    }

    /// Starts the console, perhaps once more.
    fn open(folder: TempDir, options: &[&str]) -> Self {
        let (app, router) = start(&folder, options);
        Self { folder, app, router }
    }

    /// A second console on the same files.
    fn another(&self, options: &[&str]) -> Self {
        let (app, router) = start(&self.folder, options);
        Self { app, router, ..self.share() }
    }

    /// The same console for another client.
    fn share(&self) -> Self {
        let folder = TempDir::new().expect("a folder");
        Self { folder, app: Arc::clone(&self.app), router: self.router.clone() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file for the test");
    }

    async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = request.body(body.into()).expect("a request");
        let router = self.router.clone();
        let Ok(answer) = router.oneshot(request).await;
        let (head, body) = answer.into_parts();
        let body = body::to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.into()).expect("UTF-8");
        Answer { status: head.status, headers: head.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header("host", HOST), "").await
    }

    /// Presses a button as a browser does.
    async fn press(&self, rack: &str, from: &str, to: &str) -> Answer {
        let token = self.token().await;
        let form = format!("token={token}&rack={rack}&from={from}&to={to}");
        self.post_form(&form).await
    }

    async fn post_form(&self, form: &str) -> Answer {
        self.post_form_to("/", form).await
    }

    async fn post_form_to(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header("host", HOST);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request, form.to_owned()).await
    }

    /// Asks for an update as `curl` does. With the body `null`, any hop is meant.
    async fn post(&self, rack: &str, body: &str) -> Answer {
        let request = Request::post(format!("/api/racks/{rack}/update")).header("host", HOST);
        self.send(request.header("content-type", "application/json"), body.to_owned()).await
    }

    async fn token(&self) -> String {
        let page = self.get("/").await.body;
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a button");
        rest.split_once('"').expect("a value").0.to_owned()
    }

    /// The row of a rack.
    async fn row(&self, rack: &str) -> String {
        let page = self.get("/").await.body;
        let rows = page.split("<li id=\"rack-").find(|row| row.contains(&format!(">{rack}</a>")));
        rows.expect("a row for the rack").to_owned()
    }

    /// Waits for a row with this text.
    async fn row_with(&self, rack: &str, text: &str) -> String {
        for _ in 0..500 {
            let row = self.row(rack).await;
            if row.contains(text) {
                return row;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no {text:?} in {}", self.row(rack).await);
    }

    /// Waits until the rack isn't updated any more.
    async fn idle(&self, rack: &str) -> Value {
        for _ in 0..500 {
            let answer = self.get("/api/racks").await.json();
            let mut racks = answer.as_array().expect("a list").iter();
            let rack = racks.find(|entry| entry["name"] == rack).expect("the rack");
            if rack["status"] != "updating" {
                return rack.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the update doesn't end");
    }

    fn version(&self, rack: &str) -> String {
        let racks = fs::read_to_string(self.path("racks.json")).expect("the racks");
        let racks: Value = serde_json::from_str(&racks).expect("JSON");
        let mut racks = racks.as_array().expect("a list").iter();
        let rack = racks.find(|entry| entry["name"] == rack).expect("the rack");
        rack["version"].as_str().expect("a version").to_owned()
    }
}

const HOST: &str = "127.0.0.1:8080";

impl Answer {
    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.headers["content-type"], "application/json", "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Asserts the status and a part of the body.
    #[track_caller]
    fn has(&self, status: u16, part: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert!(self.body.contains(part), "no {part:?} in {}", self.body);
    }
}
