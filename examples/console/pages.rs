//! The pages. They work without a script, which only makes them smoother.

use std::sync::Arc;

use axum::{
    extract::{Form, Query},
    http::{StatusCode, Uri},
    response::Redirect,
};
use maud::{DOCTYPE, Markup, html};
use rack_updates::plan::{self, UpdatePath};
use serde::Deserialize;

use crate::{
    App, Snapshot,
    refusal::Refusal,
    row::{Row, explanation, stopped},
    text::{counted, encoded, plain, prose, rack_link, sentence, version},
    updates::{self, Expected},
};

/// The number of racks on a page.
const RACKS: usize = 50;
/// The number of releases that are listed for a hop, unless all are asked for.
const CHANGES: usize = 100;
/// The number of releases that the form suggests.
const SUGGESTIONS: usize = 1000;

/// Which racks are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    q: String,
    page: usize,
}

/// `GET /`: the racks, each with its status and a button.
pub(crate) fn list(
    app: &Arc<App>,
    Query(ListQuery { q, page }): Query<ListQuery>,
) -> Result<Markup, Refusal> {
    let snapshot = app.snapshot()?;
    let rows: Vec<_> = snapshot.rows().collect();
    let wanted = q.to_lowercase();
    let is_found = |row: &&Row<'_>| {
        let mut texts = [&row.rack.name, &row.rack.version, row.status].into_iter();
        texts.any(|text: &str| text.to_lowercase().contains(&wanted))
    };
    let found: Vec<_> = rows.iter().filter(is_found).collect();
    let pages = found.len().div_ceil(RACKS).max(1);
    let page = page.min(pages - 1);
    let link = |page: usize| format!("/?q={}&page={page}", encoded(&q));

    let body = html! {
        (summary(&snapshot, &rows))
        form class="search" role="search" action="/" {
            label for="q" { "Name, version or status" }
            input id="q" type="search" name="q" value=(q) maxlength="100";
            button { "Search" }
        }
        @if found.is_empty() {
            p { "No rack is found." }
        }
        ul class="racks" {
            @for row in found.iter().skip(page * RACKS).take(RACKS) {
                li id={ "rack-" (encoded(&row.rack.name)) } class="rack" {
                    h2 { a href=(rack_link(&row.rack.name)) { (plain(&row.rack.name)) } }
                    (row.show())
                }
            }
        }
        @if pages > 1 {
            nav aria-label="Pages" class="pages" {
                @if page > 0 { a rel="prev" href=(link(page - 1)) { "Previous page" } }
                span { "Page " (page + 1) " of " (pages) ", " (found.len()) " racks" }
                @if page + 1 < pages { a rel="next" href=(link(page + 1)) { "Next page" } }
            }
        }
    };
    Ok(document(&snapshot.problems, "Racks", rows.iter().any(Row::is_running), &body))
}

fn summary(snapshot: &Snapshot<'_>, rows: &[Row<'_>]) -> Markup {
    let Snapshot { app, timeline, .. } = snapshot;
    let count = |status| rows.iter().filter(|row| row.status == status).count();
    html! {
        p class="summary" {
            "The manifest " b { (app.manifest.file.name()) } " lists "
            (counted(timeline.len(), "release")) ". "
            @match timeline.latest() {
                Some(latest) => { "The latest release is " (version(latest)) ". " }
                None => "No release is published yet. ",
            }
            "Racks: " (count("outdated")) " outdated"
            @for status in ["updating", "blocked", "dead end", "unknown"] {
                @if let count @ 1.. = count(status) { ", " (count) " " (status) }
            }
            ". In each picture, a square is a required release, and a number counts the releases \
             in between."
            @if app.updates.is_simulated() {
                " Updates are simulated, because the console was started without an installer."
            }
        }
    }
}

/// Which rack is shown, and to which release a path is planned.
#[derive(Deserialize)]
pub(crate) struct RackQuery {
    name: String,
    #[serde(default)]
    target: String,
    /// Whether all changes of a hop are listed.
    #[serde(default)]
    all: bool,
}

/// `GET /rack?name=NAME`: a rack and its path hop by hop.
pub(crate) fn rack(
    app: &Arc<App>,
    Query(RackQuery { name, target, all }): Query<RackQuery>,
) -> Result<Markup, Refusal> {
    let snapshot = app.snapshot()?;
    let mut rows = snapshot.rows();
    let row = rows.find(|row| row.rack.name == name).ok_or_else(|| Refusal::not_found("rack"))?;
    let path = match &*target {
        "" => row.outlook.open.map_or_else(|| row.outlook.path.clone(), Ok),
        target => plan::full_path(&snapshot.timeline, &row.rack.version, target),
    };
    let limit = if all { usize::MAX } else { CHANGES };
    let rest = format!("{}&target={}&all=true", rack_link(&name), encoded(&target));

    let body = html! {
        p { a href="/" { "All racks" } }
        section id="rack" class="rack" { (row.show()) }
        form class="search" id="plan" action="/rack" {
            input type="hidden" name="name" value=(name);
            label for="target" { "Plan a path to another release" }
            input id="target" name="target" list="releases" value=(target) autocomplete="off";
            datalist id="releases" {
                @for release in snapshot.timeline.iter().rev().take(SUGGESTIONS) {
                    option value=(release.version()) {}
                }
            }
            button { "Plan" }
        }
        section id="hops" {
            h2 {
                "The path to "
                @if target.is_empty() { "the latest release" } @else { (version(&target)) }
            }
            @match path {
                Ok(path) => (hops(path, limit, &rest)),
                Err(error) => p class="note" role="status" { (explanation(&error, &row.rack.version)) },
            }
        }
    };
    Ok(document(&snapshot.problems, &plain(&name), row.is_running(), &body))
}

/// The hops of a path, each with its stop and the changes that arrive with it, up to a limit.
fn hops(path: UpdatePath<'_>, limit: usize, rest: &str) -> Markup {
    html! {
        @if path.is_empty() {
            p { "The rack runs " (version(path.end())) " already." }
        }
        ol class="hops" {
            @for hop in path.hops() {
                li {
                    @let end = hop.end().version();
                    h3 { (version(hop.start())) " → " (version(end)) }
                    @if let Some(stop) = hop.stop() {
                        p class="stop" { (stopped(end, stop.version(), stop.reason())) }
                    }
                    @let skipped = hop.skipped();
                    p {
                        @if !skipped.is_empty() {
                            "Skips " (counted(skipped.len(), "release")) ". "
                        }
                        "Brings the changes of:"
                    }
                    ul class="changes" {
                        @for release in skipped.iter().chain([hop.end()]).take(limit) {
                            li {
                                (version(release))
                                @if !release.description().is_empty() {
                                    ": " (prose(release.description()))
                                }
                                @if !release.is_published() { " (not published)" }
                            }
                        }
                    }
                    @if skipped.len() >= limit {
                        p {
                            a href=(rest) {
                                "The other " (counted(skipped.len() + 1 - limit, "release"))
                                " of this hop"
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The form of a button.
#[derive(Deserialize)]
pub(crate) struct Press {
    token: String,
    rack: String,
    #[serde(flatten)]
    expected: Expected,
}

/// `POST` to a page: starts the hop of the button, and leads back to the page.
pub(crate) fn update(
    app: &Arc<App>,
    (page, Form(press)): (Uri, Form<Press>),
) -> Result<Redirect, Refusal> {
    if press.token != app.token {
        return Err(Refusal::forbidden(
            "this page was made before the console was started: load it again and repeat",
        ));
    }
    updates::start(app, &press.rack, Some(&press.expected))?;
    Ok(Redirect::to(&page.to_string()))
}

/// The page that says why a request isn't done.
pub(crate) fn refused(refusal: &Refusal) -> Markup {
    let title = if refusal.status == StatusCode::NOT_FOUND { "Not found" } else { "Not done" };
    let body = html! {
        p class="note" role="alert" { (sentence(&refusal.message)) }
        p { a href="/" { "All racks" } }
    };
    document(&[], title, false, &body)
}

/// A page, with the problems of the files above its body.
fn document(problems: &[String], title: &str, running: bool, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · rack updates" }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="/icon.svg";
                script src="/script.js" defer {}
                @if running {
                    noscript { meta http-equiv="refresh" content="1"; }
                }
            }
            body {
                main {
                    h1 { (title) }
                    @for problem in problems {
                        p class="banner" role="alert" { (prose(problem)) }
                    }
                    (body)
                }
            }
        }
    }
}
