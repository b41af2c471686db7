//! A rack as it is shown in the list and on its own page.

use maud::{Markup, html};
use rack_updates::{
    Release,
    plan::{Hop, PlanError},
};
use support::{Attempt, Outlook, Rack};

use crate::{
    App, Snapshot,
    pages::Listing,
    picture,
    text::{counted, name, or_dash, plain, prose, sentence, version},
};

/// A rack and all that is shown of it.
pub(crate) struct Row<'s> {
    pub(crate) rack: &'s Rack,
    pub(crate) number: usize,
    pub(crate) outlook: Outlook<'s>,
    /// The update that runs, or the last one if it didn't succeed.
    pub(crate) attempt: Option<&'s Attempt>,
}

impl<'s> Row<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, rack: &'s Rack, number: usize) -> Self {
        let outlook = Outlook::new(&snapshot.timeline, &rack.version);
        Self { rack, number, outlook, attempt: snapshot.attempt(rack) }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.attempt.is_some_and(|attempt| attempt.running)
    }

    pub(crate) fn status(&self) -> &'static str {
        if self.is_running() { "updating" } else { self.outlook.status() }
    }

    /// The required release that blocks the path.
    fn blocked_by(&self, snapshot: &'s Snapshot) -> Option<&'s Release> {
        let Err(PlanError::Blocked { required, .. }) = &self.outlook.path else { return None };
        snapshot.timeline.get(required)
    }

    /// Shows the facts, the picture, what happened last and the button, which leads back to the
    /// list or to the page of the rack.
    pub(crate) fn show(&self, app: &App, snapshot: &'s Snapshot, back: Option<&Listing>) -> Markup {
        let class = self.status().replace(' ', "-");
        html! {
            p class={ "status " (class) } { (self.status()) }
            dl {
                div { dt { "Version" } dd { (version(&self.rack.version)) } }
                div { dt { "Next" } dd { (or_dash(self.outlook.next().map(|hop| version(hop.end())))) } }
                div { dt { "Latest" } dd { (or_dash(snapshot.timeline.latest().map(version))) } }
                div { dt { "Updates left" } dd { (or_dash(self.outlook.updates())) } }
            }
            @if let Some(path) = self.outlook.open {
                @let id = format!("path-{}", self.number);
                (picture::path(&snapshot.timeline, path, self.blocked_by(snapshot), &id))
            }
            (self.events(app))
            @if let Err(error) = &self.outlook.path {
                p class="note" { (explanation(error, &self.rack.version)) }
            }
            @match (self.outlook.next(), self.is_running()) {
                (Some(hop), false) => (self.button(app, hop, back)),
                _ => {}
            }
        }
    }

    /// The update that runs, or how the last one ended.
    fn events(&self, app: &App) -> Markup {
        let name = name(&self.rack.name);
        match (self.attempt, app.updates.last_hop(self.rack)) {
            (Some(attempt), _) if attempt.running => html! {
                div class="progress" data-running="" {
                    progress aria-label={ "Update of " (name) " to " (plain(&attempt.to)) }
                        max="100" value=[percentage(&attempt.line)] {}
                    p {
                        "Updating from " (version(&attempt.from)) " to " (version(&attempt.to))
                        @if !attempt.line.is_empty() { ": " (prose(&attempt.line)) }
                    }
                }
            },
            (Some(attempt), _) => html! {
                p class="note" role="status" {
                    "The update to " (version(&attempt.to))
                    @match &attempt.failure {
                        Some(failure) => { " failed: " (prose(failure)) ". " }
                        None => " was interrupted, so it isn't known how far the installer got. ",
                    }
                    @if !attempt.line.is_empty() {
                        "The last line of the installer was “" (prose(&attempt.line)) "”. "
                    }
                    (name) " keeps its version " (version(&attempt.from)) "."
                }
            },
            (None, Some(hop)) => html! {
                p class="done" role="status" {
                    (name) " runs " (version(hop.end())) " now. "
                    @if let Some(stop) = hop.stop() {
                        (stopped(hop.end(), &stop.version, stop.reason.as_deref()))
                        @match self.outlook.updates() {
                            Some(0) | None => {}
                            Some(left) => {
                                " " (counted(left, "update")) " left: press Update again to go on."
                            }
                        }
                    }
                }
            },
            (None, None) => html! {},
        }
    }

    /// A form that starts the hop which the person sees, or none.
    fn button(&self, app: &App, hop: Hop<'_>, back: Option<&Listing>) -> Markup {
        let Rack { name: rack, version: from } = self.rack;
        html! {
            form method="post" action="/update" {
                input type="hidden" name="token" value=(app.security.token());
                input type="hidden" name="rack" value=(rack);
                input type="hidden" name="from" value=(from);
                input type="hidden" name="to" value=(hop.end().version());
                @if let Some(Listing { q, page }) = back {
                    input type="hidden" name="q" value=(q);
                    input type="hidden" name="page" value=(page);
                }
                button { "Update" span { " " (name(rack)) } " to " (version(hop.end())) }
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
