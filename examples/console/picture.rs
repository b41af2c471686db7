//! A path, drawn on the line of the releases.

use maud::{Markup, html};
use rack_updates::{
    Release, Timeline,
    plan::{PlanError, UpdatePath},
};
use support::shown;

use crate::text::cut;

/// Of a longer path, the first hops and the last one are drawn.
const MOST_HOPS: usize = 4;
/// The distance between two releases.
const STEP: usize = 140;
/// The length of the line before the first release and after the last one.
const MARGIN: usize = 68;
/// The height of the line.
const LINE: usize = 34;
/// The most characters of a label.
const LABEL: usize = 18;

/// A release with the part of the line that leads to it.
struct Mark<'t> {
    line: &'static str,
    label: String,
    release: &'t Release,
}

/// Draws a path as far as it is open, and the required release that blocks it there.
pub(crate) fn path<'t>(
    timeline: &'t Timeline,
    path: UpdatePath<'t>,
    error: Option<&PlanError>,
    number: usize,
) -> Markup {
    let blocked_by = match error {
        Some(PlanError::Blocked { required, .. }) => timeline.get(required),
        _ => None,
    };
    let id = format!("path-{number}");
    let position = |release: &Release| timeline.position(release.version()).unwrap_or_default();
    let count = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let before = position(path.start());
    let start = Mark { line: "other", label: count(before), release: path.start() };
    let mut marks = vec![start];
    for (number, hop) in (1..).zip(path.hops()) {
        let (line, label) = if number < MOST_HOPS || path.len() == MOST_HOPS {
            ("open", count(hop.skipped().len()))
        } else if hop.is_last() || number == path.len() {
            ("folded", format!("{} more stops", path.len() - MOST_HOPS))
        } else {
            continue;
        };
        marks.push(Mark { line, label, release: hop.end() });
    }
    if let Some(release) = blocked_by {
        let between = position(release).saturating_sub(position(path.end()) + 1);
        marks.push(Mark { line: "closed", label: count(between), release });
    }

    let after = marks.last().map_or(0, |mark| timeline.len() - 1 - position(mark.release));
    let end = MARGIN + (marks.len() - 1) * STEP;
    let width = end + MARGIN;
    html! {
        svg id=(id) class="path" role="img" aria-labelledby={ (id) "-title" }
            width=(width) height="64" viewBox={ "0 0 " (width) " 64" } {
            title id={ (id) "-title" } { (in_words(path, blocked_by, after)) }
            @if after > 0 {
                (line("other", end, width - 4))
                (label("count", end + MARGIN / 2 + 4, LINE - 8, &after.to_string()))
            }
            @for (number, mark) in marks.iter().enumerate() {
                @let x = MARGIN + number * STEP;
                @let from = if number == 0 { 4 } else { x - STEP };
                @if number > 0 || before > 0 {
                    (line(mark.line, from, x))
                    (label("count", from.midpoint(x), LINE - 8, &mark.label))
                }
            }
            @for (number, mark) in marks.iter().enumerate() {
                @let x = MARGIN + number * STEP;
                @let class = if number == 0 { "current" } else { mark.line };
                // A required release is a square, another one a circle.
                @if mark.release.is_required() {
                    rect class={ (class) " required" } x=(x - 8) y=(LINE - 8) width="16" height="16" {}
                } @else {
                    circle class=(class) cx=(x) cy=(LINE) r="7" {}
                }
                (label("version", x, LINE + 24, &cut(&shown(mark.release.version()), LABEL)))
            }
        }
    }
}

fn line(class: &str, from: usize, to: usize) -> Markup {
    html! { line class=(class) x1=(from) y1=(LINE) x2=(to) y2=(LINE) {} }
}

fn label(class: &str, x: usize, y: usize, text: &str) -> Markup {
    html! { text class=(class) x=(x) y=(y) text-anchor="middle" { (text) } }
}

/// The picture for those who can't see it.
fn in_words(path: UpdatePath<'_>, blocked_by: Option<&Release>, after: usize) -> String {
    let is = if path.is_empty() { "The rack runs" } else { "The path is" };
    let blocked = blocked_by.map(|required| format!(" Required release {required} blocks it."));
    // A path of many hops is listed on the page of the rack.
    let path = path.to_string();
    format!("{is} {}.{} Newer releases: {after}.", cut(&path, 400), blocked.unwrap_or_default())
}
