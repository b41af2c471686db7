//! Pictures of a timeline: for the terminal, in Mermaid and in DOT.
//!
//! Each is a `Display` adapter that borrows what it draws: a timeline, or a path, which is drawn as
//! a part of its timeline. Shown are the ends of the timeline and of the path, the newest published
//! release, the required ones and the dead ends; what lies between is folded into a count, and so
//! is all that a hop of the path jumps over. A version or a reason is shown and never interpreted,
//! whatever it holds.

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
    text::{Escaped, Plural, Prose, Truncated},
};

/// What is drawn: a timeline, or a path as a part of its timeline.
///
/// Made from a reference to a [`Timeline`] or from an [`UpdatePath`], in O(1).
///
/// ```
/// use rack_updates::{Release, Timeline, diagram::{self, Subject}, plan};
///
/// fn shows_b<'t>(subject: impl Into<Subject<'t>>) -> bool {
///     diagram::terminal(subject, 80).to_string().contains('B')
/// }
///
/// // A hop of a path folds what it jumps over, even a dead end.
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").dead_end("install anew"),
///     Release::new("C"),
/// ])?;
/// assert!(shows_b(&timeline));
/// assert!(!shows_b(plan::full_path(&timeline, "A", "C")?));
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

/// Draws for the terminal, oldest release first, one line each, no line longer than `width`
/// characters.
///
/// A required release is marked with `*`, a dead end with `x` and any other with `o`. At the left,
/// `>` marks where the path stops.
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
#[must_use]
pub fn terminal<'t>(subject: impl Into<Subject<'t>>, width: usize) -> Terminal<'t> {
    Terminal { subject: subject.into(), width }
}

/// Draws in Mermaid, which many places that show Markdown show as a picture.
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

/// A picture for the terminal.
///
/// Created by [`terminal`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// // The line is cut, and not broken, where the terminal ends.
/// let timeline = Timeline::new([Release::new("A").because("copies the settings")])?;
/// let picture = diagram::terminal(&timeline, 20);
/// assert_eq!(picture.to_string(), "  * A  latest, re...");
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Terminal<'t> {
    subject: Subject<'t>,
    width: usize,
}

/// A picture in Mermaid.
///
/// Created by [`mermaid`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram};
///
/// // What a version holds is shown, and can't end the text that it stands in.
/// let timeline = Timeline::new([Release::new("\"]").unpublished()])?;
/// let picture = diagram::mermaid(&timeline).to_string();
/// assert_eq!(picture.matches(['"', ']']).count(), 3);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mermaid<'t> {
    subject: Subject<'t>,
}

/// A picture in DOT.
///
/// Created by [`dot`].
///
/// ```
/// use rack_updates::{Release, Timeline, diagram, plan};
///
/// // The way is drawn in thick lines.
/// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let picture = diagram::dot(plan::full_path(&timeline, "A", "C")?).to_string();
/// assert!(picture.contains(r#"r0 -> r2 [penwidth=3 label="1 release"]"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dot<'t> {
    subject: Subject<'t>,
}

/// A release that is shown, and how it is connected with the one shown before.
struct Shown<'t> {
    position: u32,
    release: &'t Release,
    kind: Kind,
    is_latest: bool,
    /// The required release that the path stops here for.
    stop: Option<&'t Release>,
    /// Whether the path starts, stops or ends here.
    on_path: bool,
    /// Whether the path leads here from the one shown before.
    along_path: bool,
    /// How many releases are folded between this one and the one shown before.
    folded: usize,
}

/// What a release is shown as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Required,
    DeadEnd,
    Ordinary,
}

impl Kind {
    fn of(release: &Release) -> Self {
        if release.is_required() {
            Self::Required
        } else if release.dead_end_reason().is_some() {
            Self::DeadEnd
        } else {
            Self::Ordinary
        }
    }
}

impl<'t> Subject<'t> {
    fn shown(self) -> impl Iterator<Item = Shown<'t>> {
        let latest = self.timeline.latest_position();
        let newest = self.timeline.len().saturating_sub(1);
        // The positions of the path, each with the required release that it is
        // a stop for.
        let start = self.path.iter().map(|path| (path.start, None));
        let hops = self.path.iter().flat_map(UpdatePath::hops);
        let ends = hops.map(|hop| (hop.end, hop.stop()));
        let mut path = start.chain(ends).collect::<Vec<_>>().into_iter().peekable();
        let mut is_started = false;
        let mut folded = 0_usize;
        (0..).zip(self.timeline).filter_map(move |(position, release)| {
            let along_path = is_started && path.peek().is_some();
            let reached = path.next_if(|&(reached, _)| reached == position);
            let on_path = reached.is_some();
            let stop = reached.and_then(|(_, stop)| stop);
            is_started |= on_path;
            let kind = Kind::of(release);
            let is_latest = latest == Some(position);
            let is_end = position == 0 || position as usize == newest;
            if on_path || !along_path && (is_end || is_latest || kind != Kind::Ordinary) {
                let folded = mem::take(&mut folded);
                Some(Shown {
                    position,
                    release,
                    kind,
                    is_latest,
                    stop,
                    on_path,
                    along_path,
                    folded,
                })
            } else {
                folded = folded.saturating_add(1);
                None
            }
        })
    }
}

impl Shown<'_> {
    /// What the release is and then why, if there is anything to note: a narrow
    /// terminal cuts the end off.
    fn notes(&self) -> Option<String> {
        let release = self.release;
        let dead_end = release.dead_end_reason();
        let stop = self.stop.filter(|&stop| stop.version() != release.version());
        let required = release.is_required().then(|| match release.since() {
            Some(since) => format!("required since {}", Escaped(since)),
            None => String::from("required"),
        });
        let notes = [
            self.is_latest.then(|| String::from("latest")),
            stop.map(|stop| format!("stop for required {stop}")),
            required,
            dead_end.map(|_| String::from("dead end")),
            (!release.is_published() && dead_end.is_none()).then(|| String::from("not published")),
        ];
        let notes = notes.into_iter().flatten();
        let notes = notes.reduce(|notes, note| format!("{notes}, {note}"))?;

        let reason = match stop {
            Some(stop) => stop.reason(),
            None => dead_end.or(release.required_reason()),
        };
        Some(match reason {
            Some(reason) => format!("{notes}: {}", Prose(reason)),
            None => notes,
        })
    }

    /// The version, and below it or behind it the notes.
    fn label(&self, between: &str) -> String {
        match self.notes() {
            Some(notes) => format!("{}{between}{notes}", self.release),
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
            let way = if shown.along_path { '|' } else { ' ' };
            if shown.folded > 0 {
                line(format!("{way} : {}", Plural(shown.folded, "release")))?;
            }
            let stop = if shown.on_path { '>' } else { way };
            let mark = match shown.kind {
                Kind::Required => '*',
                Kind::DeadEnd => 'x',
                Kind::Ordinary => 'o',
            };
            line(format!("{stop} {mark} {}", shown.label("  ")))?;
        }
        Ok(())
    }
}

impl fmt::Display for Mermaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("flowchart TD")?;
        let mut before = None;
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
            if let Some(before) = before.replace(position) {
                let line = if shown.along_path { "==>" } else { "---" };
                write!(f, "\n    r{before} {line}")?;
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

/// A text between quotes in Mermaid, with most signs written as codes.
///
/// Mermaid reads the codes before it looks for icons (`fa:fa-bell`), formulas (`$$`), line breaks
/// (`\n`) and its own form of a code (`ﬂ°38¶ß`). What begins or ends one of these is followed by a
/// word joiner, which is not seen.
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
        let mut before = None;
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
            if let Some(before) = before.replace(position) {
                let line = if shown.along_path { "penwidth=3" } else { "dir=none" };
                write!(f, "\n    r{before} -> r{position} [{line}")?;
                if shown.folded > 0 {
                    write!(f, " label=\"{}\"", Plural(shown.folded, "release"))?;
                }
                f.write_char(']')?;
            }
        }
        f.write_str("\n}")
    }
}

/// A text between quotes in DOT, where the names of characters are read as in HTML.
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
