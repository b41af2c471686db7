//! A path, drawn on the line of the releases.

use maud::{Markup, html};
use rack_updates::{
    Release, Timeline,
    plan::{PlanError, UpdatePath},
};

use crate::text::{cut, plain};

/// Of a longer path, the first hops and the last one are drawn.
const MOST_HOPS: usize = 4;
/// The distance between two releases.
const STEP: usize = 140;
/// The height of the line.
const LINE: usize = 34;

/// A part of the line, and the release that it leads to.
struct Part<'t> {
    class: &'static str,
    label: String,
    end: Option<&'t Release>,
}

impl<'t> Part<'t> {
    /// A part with the number of releases on it.
    fn new(class: &'static str, count: usize, end: Option<&'t Release>) -> Self {
        let label = if count == 0 { String::new() } else { count.to_string() };
        Self { class, label, end }
    }
}

/// Draws a path as far as it is open, and the required release that blocks it there.
pub(crate) fn path(timeline: &Timeline, path: UpdatePath<'_>, error: Option<&PlanError>) -> Markup {
    let position = |release: &Release| timeline.position(release.version()).unwrap_or_default();
    let mut parts = vec![Part::new("other", position(path.start()), Some(path.start()))];
    let folded = path.len().saturating_sub(MOST_HOPS);
    for (number, hop) in path.hops().enumerate() {
        let part = Part::new("open", hop.skipped().len(), Some(hop.end()));
        if folded == 0 || number < MOST_HOPS - 1 {
            parts.push(part);
        } else if number == path.len() - 1 {
            let label = format!("{folded} more stops");
            parts.push(Part { class: "folded", label, ..part });
        }
    }
    let blocked_by = match error {
        Some(PlanError::Blocked { required, .. }) => timeline.get(required),
        _ => None,
    };
    let mut end = position(path.end());
    if let Some(required) = blocked_by {
        let between = position(required).saturating_sub(end + 1);
        parts.push(Part::new("closed", between, Some(required)));
        end = position(required);
    }
    let newer = timeline.len() - 1 - end;
    if newer > 0 {
        parts.push(Part::new("other", newer, None));
    }

    let in_words = format!("The path is {path}");
    let width = (parts.len() + 1) * STEP;
    html! {
        svg class="path" role="img"
            aria-label={
                (cut(&in_words, 400)) "."
                @if let Some(release) = blocked_by { " Required release " (release) " blocks it." }
                " Newer releases: " (newer) "."
            }
            width=(width) height="64" viewBox={ "0 0 " (width) " 64" } {
            @for (x, Part { class, label, end }) in (0..).step_by(STEP).zip(&parts) {
                @let end_x = x + STEP;
                // Before the first release of all, there is no line.
                @if x > 0 || !label.is_empty() {
                    line class=(class) x1=(x + 8) y1=(LINE) x2=(end_x - 8) y2=(LINE) {}
                    text class="count" x=(x + STEP / 2) y=(LINE - 8) { (label) }
                }
                @if let Some(release) = end {
                    @let class = if x == 0 { "current" } else { class };
                    // A required release is a square, another one a circle.
                    @if release.is_required() {
                        rect class={ (class) " required" } x=(end_x - 8) y=(LINE - 8)
                            width="16" height="16" {}
                    } @else {
                        circle class=(class) cx=(end_x) cy=(LINE) r="7" {}
                    }
                    text x=(end_x) y=(LINE + 24) { (cut(&plain(release.version()), 18)) }
                }
            }
        }
    }
}
