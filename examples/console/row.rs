//! A rack as the list, its own page and the API show it.

use maud::{Markup, html};
use rack_updates::{Release, plan::PlanError};
use serde::Serialize;
use support::{Attempt, Outlook, Rack};

use crate::{
    Snapshot, picture,
    text::{counted, or_dash, plain, prose, sentence, version},
};

/// A rack and its facts.
#[derive(Serialize)]
pub(crate) struct Row<'s> {
    #[serde(flatten)]
    pub(crate) rack: &'s Rack,
    pub(crate) status: &'static str,
    next: Option<&'s str>,
    latest: Option<&'s str>,
    updates: Option<usize>,
    error: Option<PlanError>,
    /// The update that runs, or the last one if it didn't succeed.
    update: Option<&'s Attempt>,
    #[serde(skip)]
    pub(crate) outlook: Outlook<'s>,
    #[serde(skip)]
    snapshot: &'s Snapshot<'s>,
}

impl<'s> Row<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot<'_>, rack: &'s Rack) -> Self {
        let outlook = Outlook::new(&snapshot.timeline, &rack.version);
        let latest = snapshot.timeline.latest().map(Release::version);
        // An attempt is over once the rack runs another version.
        let attempt = snapshot.attempts.get(&rack.name);
        let update = attempt.filter(|attempt| attempt.from == rack.version);
        let is_running = update.is_some_and(|update| update.running);
        let status = if is_running { "updating" } else { outlook.status() };
        Self {
            rack,
            status,
            next: outlook.next().map(|hop| hop.end().version()),
            latest,
            updates: outlook.updates(),
            error: outlook.path.clone().err(),
            update,
            outlook,
            snapshot,
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.status == "updating"
    }

    /// The facts, the picture, what happened last, and the button.
    pub(crate) fn show(&self) -> Markup {
        html! {
            p class={ "status " (self.status.replace(' ', "-")) } { (self.status) }
            dl {
                div { dt { "Version" } dd { (version(&self.rack.version)) } }
                div { dt { "Next" } dd { (or_dash(self.next.map(version))) } }
                div { dt { "Latest" } dd { (or_dash(self.latest.map(version))) } }
                div { dt { "Updates left" } dd { (or_dash(self.updates)) } }
            }
            @if let Some(path) = self.outlook.open {
                (picture::path(&self.snapshot.timeline, path, self.error.as_ref()))
            }
            (self.events())
            @if let Some(error) = &self.error {
                p class="note" { (explanation(error, &self.rack.version)) }
            }
            @if self.status == "nothing published" {
                p class="note" { "No release is published yet, so there is no update." }
            }
            @if let (Some(hop), false) = (self.outlook.next(), self.is_running()) {
                @if let Some(stop) = hop.stop() {
                    p class="stop" {
                        "The next update isn't the last one. "
                        (stopped(hop.end().version(), stop.version(), stop.reason()))
                    }
                }
                (self.button(hop.end().version()))
            }
        }
    }

    /// The update that runs, or how the last one ended.
    fn events(&self) -> Markup {
        let name = plain(&self.rack.name);
        match (self.update, self.snapshot.app.updates.last_hop(self.rack)) {
            (Some(Attempt { from, to, line, running: true, .. }), _) => html! {
                div class="progress" data-running="" {
                    progress aria-label={ "Update of " (name) " to " (plain(to)) }
                        max="100" value=[percentage(line)] {}
                    p {
                        "Updating from " (version(from)) " to " (version(to))
                        @if !line.is_empty() { ": " (prose(line)) }
                    }
                }
            },
            (Some(Attempt { from, to, line, failure, .. }), _) => html! {
                p class="note" role="status" {
                    "The update to " (version(to))
                    @match failure {
                        Some(failure) => { " failed: " (prose(failure)) ". " }
                        None => " was interrupted, so it isn't known how far the installer got. ",
                    }
                    @if !line.is_empty() {
                        "The last line of the installer was “" (prose(line)) "”. "
                    }
                    (name) " keeps its version " (version(from)) "."
                }
            },
            (None, Some(hop)) => html! {
                p class="done" role="status" {
                    (name) " runs " (version(hop.end())) " now. "
                    @if let Some(stop) = hop.stop() {
                        (stopped(hop.end(), &stop.version, stop.reason.as_deref()))
                        @if let Some(left @ 1..) = self.updates {
                            " " (counted(left, "update")) " left: press Update again to go on."
                        }
                    }
                }
            },
            (None, None) => html! {},
        }
    }

    /// A form that starts the hop which the person sees, or none. It leads back to its own page.
    fn button(&self, next: &str) -> Markup {
        html! {
            form method="post" {
                input type="hidden" name="token" value=(self.snapshot.app.token);
                input type="hidden" name="rack" value=(self.rack.name);
                input type="hidden" name="from" value=(self.rack.version);
                input type="hidden" name="to" value=(next);
                button { "Update" span { " " (plain(&self.rack.name)) } " to " (version(next)) }
            }
        }
    }
}

/// Why a hop ends at a release.
pub(crate) fn stopped(end: &str, required: &str, reason: Option<&str>) -> Markup {
    html! {
        "It stops at " (version(end)) ", because "
        @if end == required { "it is a required release" }
        @else { "it meets the required release " (version(required)) }
        @if let Some(reason) = reason { ": " (prose(reason)) }
        "."
    }
}

/// Why there is no path from the current version, and what can be done.
pub(crate) fn explanation(error: &PlanError, current: &str) -> Markup {
    sentence(&support::explain(error, current, "the manifest"))
}

/// The first percentage in a line.
fn percentage(line: &str) -> Option<f32> {
    let before = line.split_once('%')?.0.trim_end();
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    before[start..].parse().ok().filter(|percentage| *percentage <= 100.0)
}
