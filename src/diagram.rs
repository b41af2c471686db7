//! Diagrams of a timeline: for the terminal, in Mermaid and in DOT.
//!
//! Each is a `Display` adapter that borrows its [`Subject`]: a timeline, or a
//! path, which is drawn as a part of its timeline. A diagram shows these
//! releases:
//!
//! - the first and the last one of the timeline,
//! - the start, the stops and the end of the path,
//! - the newest published one,
//! - the required ones and the dead ends.
//!
//! The releases between them are folded into a count, and so are all releases
//! that a hop of the path skips. Versions and reasons are escaped, so each
//! format shows them and interprets none of their characters.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{
    fmt::{self, Write},
    mem,
};

use crate::{
    Release, Timeline,
    plan::UpdatePath,
    text::{MaybeQuoted, Plural, Prose, Truncated},
};

/// The subject of a diagram: a timeline, or a path as a part of its timeline.
///
/// It is made from a reference to a [`Timeline`], from an [`UpdatePath`], or from
/// a reference to one.
///
/// Cost: O(1).
///
/// ```
/// use rack_updates::{Release, Timeline, diagram::{self, Subject}, plan};
///
/// fn shows_b<'t>(subject: impl Into<Subject<'t>>) -> bool {
///     diagram::terminal(subject, 80).to_string().contains('B')
/// }
///
/// // Releases that a hop skips are folded, even a dead end.
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").dead_end("reinstall"),
///     Release::new("C"),
/// ])?;
/// assert!(shows_b(&timeline));
/// let path = plan::full_path(&timeline, "A", "C")?;
/// assert!(!shows_b(&path));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Subject<'t> {
    timeline: &'t Timeline,
    path: Option<UpdatePath<'t>>,
}

impl<'t> From<&'t Timeline> for Subject<'t> {
    fn from(timeline: &'t Timeline) -> Self {
        Self { timeline, path: None }
    }
}

impl<'t> From<UpdatePath<'t>> for Subject<'t> {
    fn from(path: UpdatePath<'t>) -> Self {
        Self { timeline: path.timeline, path: Some(path) }
    }
}

impl<'t> From<&UpdatePath<'t>> for Subject<'t> {
    fn from(path: &UpdatePath<'t>) -> Self {
        (*path).into()
    }
}

/// Draws for the terminal, oldest release first, one release or count per line.
///
/// A required release is marked with `*`, a dead end with `x` and any other one
/// with `o`. At the left, `>` marks the releases of the path, and `|` those that
/// it skips. A line longer than `width` characters is cut.
///
/// Cost: O(1), and O(n) to draw.
///
/// ```
/// use rack_updates::{Release, Timeline, diagram, plan};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B"),
///     Release::new("C"),
///     Release::new("D").because("copies the settings"),
///     Release::new("E"),
/// ])?;
/// let path = plan::full_path(&timeline, "A", "E")?;
///
/// assert_eq!(
///     diagram::terminal(path, 80).to_string(),
///     "\
/// > o A
/// | : 2 releases
/// > * D  required: copies the settings
/// > o E  latest",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A path may stop at an older release than the required one:
///
/// ```
/// use rack_updates::{Release, Timeline, diagram, plan};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B"),
///     Release::new("C").required_since("B").because("copies the settings").unpublished(),
///     Release::new("D"),
/// ])?;
/// assert_eq!(
///     diagram::terminal(&timeline, 80).to_string(),
///     "  o A
///   : 1 release
///   * C  required since B, not published: copies the settings
///   o D  latest",
/// );
///
/// let path = plan::full_path(&timeline, "A", "D")?;
/// assert_eq!(
///     diagram::terminal(path, 80).to_string(),
///     "\
/// > o A
/// > o B  stop for required C: copies the settings
/// | : 1 release
/// > o D  latest",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn terminal<'t>(subject: impl Into<Subject<'t>>, width: usize) -> Terminal<'t> {
    Terminal { subject: subject.into(), width }
}

/// Draws in Mermaid, which many viewers of Markdown turn into a picture.
///
/// Cost: O(1), and O(n) to draw.
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// let timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
/// assert_eq!(
///     diagram::mermaid(&timeline).to_string(),
///     r#"flowchart TD
///     r0["A"]
///     r1{{"B<br>latest, required"}}
///     r0 --- r1"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn mermaid<'t>(subject: impl Into<Subject<'t>>) -> Mermaid<'t> {
    Mermaid { subject: subject.into() }
}

/// Draws in DOT, the language of Graphviz.
///
/// Cost: O(1), and O(n) to draw.
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// let timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
/// assert_eq!(
///     diagram::dot(&timeline).to_string(),
///     r#"digraph timeline {
///     r0 [label="A" shape=box]
///     r1 [label="B\nlatest, required" shape=hexagon]
///     r0 -> r1 [dir=none]
/// }"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn dot<'t>(subject: impl Into<Subject<'t>>) -> Dot<'t> {
    Dot { subject: subject.into() }
}

/// A diagram for the terminal.
///
/// Created by [`terminal`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// // A line that is too long for the terminal is cut, not wrapped.
/// let timeline = Timeline::new([Release::new("A").because("copies the settings")])?;
/// let diagram = diagram::terminal(&timeline, 20);
/// assert_eq!(diagram.to_string(), "  * A  latest, re...");
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Terminal<'t> {
    subject: Subject<'t>,
    width: usize,
}

/// A diagram in Mermaid.
///
/// Created by [`mermaid`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// // The characters of a version can't end the string that it is part of.
/// let timeline = Timeline::new([Release::new("\"]").unpublished()])?;
/// let diagram = diagram::mermaid(&timeline).to_string();
/// assert!(diagram.contains(r##"r0["#34;#93;<br>not published"]"##));
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mermaid<'t> {
    subject: Subject<'t>,
}

/// A diagram in DOT.
///
/// Created by [`dot`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram, plan};
///
/// // The path is drawn in thick lines.
/// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let diagram = diagram::dot(plan::full_path(&timeline, "A", "C")?).to_string();
/// assert!(diagram.contains(r#"r0 -> r2 [penwidth=3 label="1 release"]"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dot<'t> {
    subject: Subject<'t>,
}

/// A release that is shown, and its connection to the one shown before.
struct Shown<'t> {
    position: u32,
    release: &'t Release,
    kind: Kind,
    is_latest: bool,
    /// The required release that the path stops here for.
    stop: Option<&'t Release>,
    /// Whether the path starts, stops or ends here.
    on_path: bool,
    /// Whether a hop of the path leads here from the release shown before.
    along_path: bool,
    /// How many releases are folded between this one and the one shown before.
    folded: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Required,
    DeadEnd,
    Ordinary,
}

impl Kind {
    fn new(release: &Release) -> Self {
        if release.is_required() {
            Self::Required
        } else if release.is_dead_end() {
            Self::DeadEnd
        } else {
            Self::Ordinary
        }
    }
}

impl<'t> Subject<'t> {
    fn shown(self) -> Vec<Shown<'t>> {
        let latest = self.timeline.latest_position();
        let last = self.timeline.len().saturating_sub(1);

        // The positions of the path, each with the required release that the
        // path stops there for.
        let start = self.path.iter().map(|path| (path.start, None));
        let hops = self.path.iter().flat_map(UpdatePath::hops);
        let mut path = start.chain(hops.map(|hop| (hop.end, hop.stop()))).peekable();

        let mut shown = Vec::new();
        let mut is_started = false;
        let mut folded = 0_usize;
        for (position, release) in (0_u32..).zip(self.timeline) {
            let along_path = is_started && path.peek().is_some();
            let reached = path.next_if(|&(reached, _)| reached == position);
            let on_path = reached.is_some();
            is_started |= on_path;

            let kind = Kind::new(release);
            let is_latest = latest == Some(position);
            let is_end = position == 0 || position as usize == last;
            let is_noted = is_end || is_latest || kind != Kind::Ordinary;
            if !on_path && (along_path || !is_noted) {
                folded = folded.saturating_add(1);
                continue;
            }

            shown.push(Shown {
                position,
                release,
                kind,
                is_latest,
                stop: reached.and_then(|(_, stop)| stop),
                on_path,
                along_path,
                folded: mem::take(&mut folded),
            });
        }
        shown
    }
}

impl Shown<'_> {
    /// The facts of the release, and then the reason for the last of them that
    /// has one. It comes last because a narrow terminal cuts off the end.
    fn notes(&self) -> Option<String> {
        let release = self.release;
        let dead_end = release.dead_end_reason();
        let other_stop = self.stop.filter(|stop| stop.version() != release.version());
        let required = || match release.since() {
            Some(since) => format!("required since {}", MaybeQuoted(since)),
            None => String::from("required"),
        };
        let notes = [
            self.is_latest.then(|| String::from("latest")),
            release.is_required().then(required),
            dead_end.map(|_| String::from("dead end")),
            (!release.is_published() && dead_end.is_none()).then(|| String::from("not published")),
            other_stop.map(|stop| format!("stop for required {}", MaybeQuoted(stop.version()))),
        ];
        let notes = notes.into_iter().flatten();
        let notes = notes.reduce(|notes, note| format!("{notes}, {note}"))?;

        let reason = match other_stop {
            Some(stop) => stop.reason(),
            None => dead_end.or(release.required_reason()),
        };
        Some(match reason {
            Some(reason) => format!("{notes}: {}", Prose(reason)),
            None => notes,
        })
    }

    /// The version and the notes, with a separator between them.
    fn label(&self, separator: &str) -> String {
        match self.notes() {
            Some(notes) => format!("{}{separator}{notes}", self.release),
            None => self.release.to_string(),
        }
    }
}

impl fmt::Display for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line_break = "";
        let mut line = |text: String| {
            f.write_str(mem::replace(&mut line_break, "\n"))?;
            write!(f, "{}", Truncated { line: &text, width: self.width })
        };
        for shown in self.subject.shown() {
            if shown.folded > 0 {
                let left = if shown.along_path { '|' } else { ' ' };
                line(format!("{left} : {}", Plural(shown.folded, "release")))?;
            }

            let left = if shown.on_path { '>' } else { ' ' };
            let mark = match shown.kind {
                Kind::Required => '*',
                Kind::DeadEnd => 'x',
                Kind::Ordinary => 'o',
            };
            line(format!("{left} {mark} {}", shown.label("  ")))?;
        }
        Ok(())
    }
}

impl fmt::Display for Mermaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("flowchart TD")?;
        let mut previous = None;
        for shown in self.subject.shown() {
            let position = shown.position;
            let label = shown.label("\n");
            let label = MermaidText(&label);
            let (open, close) = match shown.kind {
                Kind::Required => ("{{", "}}"),
                Kind::DeadEnd => ("[/", "/]"),
                Kind::Ordinary => ("[", "]"),
            };
            write!(f, "\n    r{position}{open}\"{label}\"{close}")?;

            if let Some(previous) = previous.replace(position) {
                let line = if shown.along_path { "==>" } else { "---" };
                write!(f, "\n    r{previous} {line}")?;
                if shown.folded > 0 {
                    write!(f, "|{}|", Plural(shown.folded, "release"))?;
                }
                write!(f, " r{position}")?;
            }

            if shown.on_path {
                write!(f, "\n    style r{position} stroke-width:4px")?;
            }
        }
        Ok(())
    }
}

/// Writes a string between quotes in Mermaid, with most punctuation and symbols
/// as codes such as `#34;`.
///
/// Mermaid decodes them before it looks for icons (`fa:fa-bell`), formulas
/// (`$$`), line breaks (`\n`) and its internal form of a code (`ﬂ°38¶ß`). So each
/// character that begins or ends one of these is followed by a word joiner,
/// which is invisible.
struct MermaidText<'a>(&'a str);

impl fmt::Display for MermaidText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        while let Some(c) = rest.next() {
            match c {
                '\n' => f.write_str("<br>")?,
                ':' if rest.as_str().starts_with(' ') => f.write_char(c)?,
                ':' | '$' | '\\' | 'ﬂ' | '¶' => write!(f, "#{};#8288;", u32::from(c))?,
                ' ' | ',' | '-' | '.' | '_' => f.write_char(c)?,
                _ if c.is_alphanumeric() => f.write_char(c)?,
                _ => write!(f, "#{};", u32::from(c))?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("digraph timeline {")?;
        let mut previous = None;
        for shown in self.subject.shown() {
            let position = shown.position;
            let label = shown.label("\n");
            let shape = match shown.kind {
                Kind::Required => "hexagon",
                Kind::DeadEnd => "octagon",
                Kind::Ordinary => "box",
            };
            write!(f, "\n    r{position} [label=\"{}\" shape={shape}", DotText(&label))?;
            if shown.on_path {
                f.write_str(" penwidth=3")?;
            }
            f.write_char(']')?;

            if let Some(previous) = previous.replace(position) {
                let line = if shown.along_path { "penwidth=3" } else { "dir=none" };
                write!(f, "\n    r{previous} -> r{position} [{line}")?;
                if shown.folded > 0 {
                    write!(f, " label=\"{}\"", Plural(shown.folded, "release"))?;
                }
                f.write_char(']')?;
            }
        }
        f.write_str("\n}")
    }
}

/// Writes a string between quotes in DOT, where `&` begins the name of a
/// character as in HTML.
struct DotText<'a>(&'a str);

impl fmt::Display for DotText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\n' => f.write_str("\\n"),
            '"' | '\\' => write!(f, "\\{c}"),
            '&' => f.write_str("&amp;"),
            c => f.write_char(c),
        })
    }
}
