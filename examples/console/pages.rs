//! The pages. They work without a script, which only makes them smoother.

use std::sync::Arc;

use axum::{
    extract::{Form, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{DOCTYPE, Markup, html};
use rack_updates::{
    Release,
    plan::{self, UpdatePath},
};
use serde::Deserialize;
use support::Expected;

use crate::{
    App, Snapshot,
    refusal::Refusal,
    row::{Row, explanation, stopped},
    text::{counted, encoded, name, prose, rack_link, sentence, version},
    updates,
};

/// The number of racks on a page.
const RACKS: usize = 50;
/// The number of releases that are listed for a hop.
const CHANGES: usize = 100;
/// The number of releases that the form suggests.
const SUGGESTIONS: usize = 1000;

/// Which racks are listed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Listing {
    #[serde(default)]
    pub(crate) q: String,
    #[serde(default)]
    pub(crate) page: usize,
}

impl Listing {
    fn link(&self, page: usize) -> String {
        format!("/?q={}&page={page}", encoded(&self.q))
    }
}

/// `GET /`: the racks, each with its status and a button.
pub(crate) fn list(app: &Arc<App>, Query(listing): Query<Listing>) -> Result<Markup, Refusal> {
    let snapshot = app.snapshot()?;
    let wanted = listing.q.to_lowercase();
    let (mut outdated, mut running) = (0, false);
    let mut found = Vec::new();
    for (number, rack) in snapshot.racks.iter().enumerate() {
        let row = Row::new(&snapshot, rack, number);
        outdated += usize::from(row.outlook.status() == "outdated");
        running |= row.is_running();
        let texts = [rack.name.as_str(), rack.version.as_str(), row.status()];
        if texts.iter().any(|text| text.to_lowercase().contains(&wanted)) {
            found.push(row);
        }
    }

    let pages = found.len().div_ceil(RACKS);
    let page = listing.page.min(pages.saturating_sub(1));
    let back = Listing { page, ..listing };
    Ok(document(
        &snapshot.problems,
        "Racks",
        running,
        &html! {
            (summary(app, &snapshot, outdated))
            form class="search" role="search" action="/" {
                label for="q" { "Name, version or status" }
                input id="q" type="search" name="q" value=(back.q) maxlength="100";
                button { "Search" }
            }
            @if found.is_empty() {
                p { "No rack is found." }
            }
            ul class="racks" {
                @for row in found.iter().skip(page * RACKS).take(RACKS) {
                    li id={ "rack-" (row.number) } class="rack" {
                        h2 { a href=(rack_link(&row.rack.name)) { (name(&row.rack.name)) } }
                        (row.show(app, &snapshot, Some(&back)))
                    }
                }
            }
            @if pages > 1 {
                (page_links(page, pages, |page| back.link(page), &html! {
                    span { "Page " (page + 1) " of " (pages) ", " (found.len()) " racks" }
                }))
            }
        },
    ))
}

/// Links to the pages before and after one of a list, around this text.
fn page_links(page: usize, pages: usize, link: impl Fn(usize) -> String, text: &Markup) -> Markup {
    html! {
        nav aria-label="Pages" class="pages" {
            @if page > 0 { a rel="prev" href=(link(page - 1)) { "Previous page" } }
            (text)
            @if page + 1 < pages { a rel="next" href=(link(page + 1)) { "Next page" } }
        }
    }
}

fn summary(app: &App, snapshot: &Snapshot, outdated: usize) -> Markup {
    let timeline = &snapshot.timeline;
    html! {
        p class="summary" {
            "The manifest " b { (app.manifest.file.name()) } " lists "
            (counted(timeline.len(), "release")) ". "
            @match timeline.latest() {
                Some(latest) => { "The latest release is " (version(latest)) ". " }
                None => "No release is published. ",
            }
            @match outdated {
                1 => "1 rack is outdated.",
                _ => { (outdated) " racks are outdated." }
            }
        }
        @if app.updates.is_simulated() {
            p class="summary" {
                "Updates are simulated, because the console was started without an installer."
            }
        }
    }
}

/// Which rack is shown, and to which release a path is planned.
#[derive(Debug, Deserialize)]
pub(crate) struct RackQuery {
    name: String,
    target: Option<String>,
}

/// `GET /rack?name=NAME`: a rack and its path hop by hop.
pub(crate) fn rack(app: &Arc<App>, Query(query): Query<RackQuery>) -> Result<Markup, Refusal> {
    let snapshot = app.snapshot()?;
    let timeline = &snapshot.timeline;
    let mut racks = snapshot.racks.iter().enumerate();
    let (number, rack) = racks
        .find(|(_, rack)| rack.name == query.name)
        .ok_or_else(|| Refusal::not_found("rack"))?;
    let row = Row::new(&snapshot, rack, number);
    let target = query.target.as_deref().filter(|target| !target.is_empty());
    let planned = target.map(|target| plan::full_path(timeline, &rack.version, target));

    Ok(document(
        &snapshot.problems,
        &name(&rack.name),
        row.is_running(),
        &html! {
            p { a href="/" { "All racks" } }
            section id="rack" class="rack" { (row.show(app, &snapshot, None)) }
            section id="hops" {
                h2 { "The path to the latest release" }
                @match row.outlook.open {
                    Some(path) => (hops(path)),
                    None => p { "No update leads from the release that the rack runs." },
                }
            }
            section id="plan" {
                h2 { "Another release" }
                form action="/rack#plan" {
                    input type="hidden" name="name" value=(rack.name);
                    label for="target" { "Release to plan a path to" }
                    input id="target" name="target" list="releases" value=[target] autocomplete="off";
                    datalist id="releases" {
                        @for release in timeline.iter().rev().take(SUGGESTIONS) {
                            option value=(release.version()) {}
                        }
                    }
                    button { "Plan" }
                }
                @match planned {
                    Some(Ok(path)) => (hops(path)),
                    Some(Err(error)) => p class="note" role="status" { (explanation(&error, &rack.version)) },
                    None => {}
                }
            }
        },
    ))
}

/// The hops of a path, each with its stop and the changes that arrive with it.
fn hops(path: UpdatePath<'_>) -> Markup {
    html! {
        @if path.is_empty() {
            p { "The rack runs " (version(path.end())) " already." }
        }
        ol class="hops" {
            @for hop in path.hops() {
                li {
                    h3 { (version(hop.start())) " → " (version(hop.end())) }
                    @if let Some(stop) = hop.stop() {
                        p class="stop" { (stopped(hop.end().version(), stop.version(), stop.reason())) }
                    }
                    @let skipped = hop.skipped();
                    @let releases = skipped.iter().chain([hop.end()]);
                    p {
                        @if !skipped.is_empty() {
                            "Skips " (counted(skipped.len(), "release")) ". "
                        }
                        "The changes:"
                    }
                    (changes_of(releases.take(CHANGES)))
                    @if skipped.len() >= CHANGES {
                        p {
                            a href=(changes_link(hop.start().version(), hop.end().version(), 1)) {
                                "The other " (skipped.len() + 1 - CHANGES) " releases of this hop"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn changes_of<'r>(releases: impl Iterator<Item = &'r Release>) -> Markup {
    html! {
        ul class="changes" {
            @for release in releases {
                li {
                    (version(release))
                    @if !release.description().is_empty() { ": " (prose(release.description())) }
                    @if !release.is_published() { " (not published)" }
                }
            }
        }
    }
}

/// Two releases, and which page of those after the first one up to the second one is shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Range {
    from: String,
    to: String,
    #[serde(default)]
    page: usize,
}

fn changes_link(from: &str, to: &str, page: usize) -> String {
    format!("/changes?from={}&to={}&page={page}", encoded(from), encoded(to))
}

/// `GET /changes?from=VERSION&to=VERSION`: the releases of a hop.
pub(crate) fn changes(app: &Arc<App>, Query(range): Query<Range>) -> Result<Markup, Refusal> {
    let snapshot = app.snapshot()?;
    let timeline = &snapshot.timeline;
    let [from, to] = [&range.from, &range.to].map(|version| timeline.position(version));
    let (Some(from), Some(to)) = (from, to) else { return Err(Refusal::not_found("release")) };
    let releases = timeline.releases().get(from + 1..=to).unwrap_or_default();
    let pages = releases.chunks(CHANGES);
    let count = pages.len();
    let page = range.page.min(count.saturating_sub(1));
    Ok(document(
        &snapshot.problems,
        "Changes",
        false,
        &html! {
            p { a href="/" { "All racks" } }
            p {
                "The releases after " (version(&range.from)) " up to " (version(&range.to))
                ", page " (page + 1) " of " (count.max(1)) ":"
            }
            (changes_of(pages.into_iter().nth(page).unwrap_or_default().iter()))
            (page_links(
                page,
                count,
                |page| changes_link(&range.from, &range.to, page),
                &html! {},
            ))
        },
    ))
}

/// The form of a button.
#[derive(Debug, Deserialize)]
pub(crate) struct Press {
    token: String,
    rack: String,
    #[serde(flatten)]
    expected: Expected,
    /// The list that the button is part of; without it, the button is part of the rack's page.
    q: Option<String>,
    page: Option<usize>,
}

/// `POST /update`: starts the hop, and leads back to the page with the button.
pub(crate) fn update(app: &Arc<App>, Form(press): Form<Press>) -> Result<Response, Refusal> {
    app.security.check_token(&press.token)?;
    updates::start(app, &press.rack, Some(&press.expected))?;
    let back = match (press.q, press.page) {
        // With the row as a fragment, the page would not refresh itself without a script.
        (Some(q), Some(page)) => Listing { q, page }.link(page),
        _ => rack_link(&press.rack),
    };
    Ok(Redirect::to(&back).into_response())
}

/// The page that says why a request isn't done.
pub(crate) fn refused(refusal: &Refusal) -> Response {
    let title = match refusal.status {
        StatusCode::NOT_FOUND => "Not found",
        _ => "Not done",
    };
    let page = document(
        &[],
        title,
        false,
        &html! {
            p class="note" role="alert" { (sentence(&refusal.message)) }
            p { a href="/" { "All racks" } }
        },
    );
    page.into_response()
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
