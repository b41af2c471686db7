//! Diagrams: the releases and marks they show, and that no string breaks out of its place.
//!
//! The files in `golden` are whole diagrams. With `BLESS=1` in the environment the tests overwrite
//! them. `.ci/deep diagrams` gives them to Graphviz and Mermaid.

use std::{env, fs, path::Path};

use rack_updates::{
    Release, Timeline, diagram,
    diagram::Subject,
    plan::{self, Target},
};

use crate::support::{
    generators::every_list_with_since,
    notation::{RACK, timeline},
    oracle::{self, Entry, Kind, Step},
};

/// Asserts that the diagrams of the subject are those in the files.
#[track_caller]
fn golden<'t>(name: &str, subject: impl Into<Subject<'t>>) {
    let subject = subject.into();
    let diagrams = [
        ("txt", diagram::terminal(subject, 80).to_string()),
        ("mmd", diagram::mermaid(subject).to_string()),
        ("dot", diagram::dot(subject).to_string()),
    ];
    for (ending, diagram) in diagrams {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/golden");
        let file = folder.join(format!("{name}.{ending}"));
        if env::var_os("BLESS").is_some() {
            fs::write(&file, format!("{diagram}\n")).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap();
        assert_eq!(format!("{diagram}\n"), expected, "{}", file.display());
    }
}

fn rack() -> Timeline {
    let mut rack = timeline(RACK);
    rack.set_reason("20170306140228", Some("moves the balancer to a new stack")).unwrap();
    rack
}

/// Requirements that are met since an older release.
fn since() -> Timeline {
    Timeline::new([
        Release::new("16.1.6"),
        Release::new("16.2.9"),
        Release::new("16.3.0"),
        Release::new("16.3.6"),
        Release::new("16.3.7").required_since("16.3.0").because("moves the users").unpublished(),
        Release::new("16.4.1"),
        Release::new("16.7 rebuilt"),
        Release::new("16.7.7").required_since("16.7 rebuilt"),
        Release::new("16.8.0 rc").required_since("16.7.7").because("moves the jobs").unpublished(),
        Release::new("16.9.0"),
        Release::new("16.11.10").required_since("16.11.10").because("moves the keys"),
    ])
    .unwrap()
}

/// A release of each kind.
fn everything() -> Timeline {
    Timeline::new([
        Release::new("31.20200101"),
        Release::new("31.20200115"),
        Release::new("32.20200601").because("signs with the new keys"),
        Release::new("32.20200615").dead_end("its updater can't verify the new keys: reinstall"),
        Release::new("32.20200629"),
        Release::new("33.20201001").required(),
        Release::new("33.20201015"),
        Release::new("33.20201029").unpublished(),
        Release::new("34.20210401").because(
            "schreibt die Größe jeder Datei neu, und zwar auf einmal; мигрирует базу данных; \
             設定を移す; and this goes on"
                .to_owned()
                + &" and on".repeat(50)
                + " for more than four hundred characters",
        ),
        Release::new("34.20210415"),
        Release::new("34.20210429"),
        Release::new("35.20211001").because("not yet known").unpublished(),
        Release::new("35.20211015").unpublished(),
    ])
    .unwrap()
}

/// Strings with a meaning in one of the formats.
fn hostile() -> Timeline {
    let versions = [
        "\"quoted\"",
        "back\\slash\\",
        "\\N\\G\\l",
        "<b>bold</b>",
        "&lt;&amp;&#65;#65;#quot;",
        "end",
        "A; B",
        "A --> B",
        "x\"] --> y[\"",
        "x\" shape=none; y [label=\"",
        "%%{init: {}}%%",
        "line\nbreak\r",
        "\0",
        "\u{202e}right to left",
        "`code`",
        "1. list",
        "- list",
        "---",
        "_em_ __strong__ *em*",
        "www.example.com",
        "$$x^2$$",
        "fa:fa-bell",
        "ﬂ°°60¶ßb",
        "🚀 é e\u{301}",
        "]]))}}",
        "a|b",
        " ",
        "subgraph",
        "{a|<b> c}",
        "a<br>b#br#c<br/>d",
        "fab:fa-x:",
        "$$$",
        "back\\nslash",
        "ﬂ°lt¶ßb>",
    ];
    let mut releases: Vec<_> =
        versions.iter().map(|&version| Release::new(version).because(version)).collect();
    releases.push(Release::new("dead\"").dead_end("\"end\"\n"));
    releases.push(Release::new("last"));
    Timeline::new(releases).unwrap()
}

#[test]
fn whole_diagrams_are_those_in_the_files() {
    golden("empty", &Timeline::default());
    for (name, timeline, start) in [
        ("rack", rack(), "20170202012654"),
        ("everything", everything(), "31.20200115"),
        ("since", since(), "16.2.9"),
        ("hostile", hostile(), "end"),
    ] {
        golden(name, &timeline);
        let path = plan::full_path(&timeline, start, Target::Latest).unwrap();
        golden(&format!("{name}-path"), path);
    }
    let since = since();
    golden("since-path-to-stop", plan::full_path(&since, "16.7 rebuilt", Target::Latest).unwrap());
}

#[test]
fn in_any_width() {
    let timeline = Timeline::new([
        Release::new("é".repeat(12)),
        Release::new("B"),
        Release::new("C").because("設定を移す"),
        Release::new("D"),
    ])
    .unwrap();
    for (width, drawn) in [
        (0, "\n\n\n"),
        (1, ".\n.\n.\n."),
        (3, "...\n...\n...\n..."),
        (7, "  o ...\n  : ...\n  * ...\n  o ..."),
        (20, "  o éééééééééééé\n  : 1 release\n  * C  required: ...\n  o D  latest"),
        (22, "  o éééééééééééé\n  : 1 release\n  * C  required: 設定を移す\n  o D  latest"),
    ] {
        assert_eq!(diagram::terminal(&timeline, width).to_string(), drawn);
    }

    for timeline in [rack(), everything(), since(), hostile()] {
        let whole = diagram::terminal(&timeline, usize::MAX).to_string();
        for width in 0..150 {
            let drawn = diagram::terminal(&timeline, width).to_string();
            assert_eq!(drawn.split('\n').count(), whole.lines().count());
            for (line, whole) in drawn.lines().zip(whole.lines()) {
                // A line that fits is whole, and a longer one is cut to the width.
                let length = whole.chars().count();
                assert_eq!(line.chars().count(), length.min(width), "{line}");
                assert!(line == whole || length > width, "{line}");
            }
        }
    }
}

#[test]
fn of_every_timeline_and_path_of_up_to_four_releases() {
    for entries in every_list_with_since(0..=4, &Kind::ALL) {
        let timeline = oracle::timeline(&entries);
        agrees(&entries, None, (&timeline).into());
        for (start, entry) in entries.iter().enumerate() {
            for target in [Target::Latest, Target::Edge, Target::Release(&entry.version)] {
                if let Ok(path) = plan::full_path(&timeline, &entry.version, target) {
                    let steps = oracle::full_path(&entries, &entry.version, target).unwrap();
                    agrees(&entries, Some((start, &steps)), (&path).into());
                }
            }
        }
    }
}

/// The start of a path and its steps.
type Steps<'a> = Option<(usize, &'a [Step])>;

/// Asserts that the diagram shows the releases that are noted or on the path, and between them the
/// number of the others.
///
/// The other formats show the same releases. How they write them is in the files.
fn agrees(entries: &[Entry], path: Steps<'_>, subject: Subject<'_>) {
    let latest = entries.iter().rposition(|entry| entry.published);
    let mut lines = Vec::new();
    let mut previous = None;
    for (position, entry) in entries.iter().enumerate() {
        let step = path.and_then(|(_, steps)| steps.iter().find(|step| step.to == position));
        let on_path = step.is_some() || path.is_some_and(|(start, _)| start == position);
        let along_path = path.is_some_and(|(start, steps)| {
            start < position && steps.last().is_some_and(|last| position <= last.to)
        });
        let is_end = position == 0 || position == entries.len() - 1;
        let is_noted =
            is_end || entry.required || entry.dead_end.is_some() || latest == Some(position);
        if !on_path && (along_path || !is_noted) {
            continue;
        }

        let bar = if along_path { "|" } else { " " };
        match previous.replace(position).map_or(0, |previous| position - previous - 1) {
            0 => {}
            1 => lines.push(format!("{bar} : 1 release")),
            count => lines.push(format!("{bar} : {count} releases")),
        }

        let arrow = if on_path { ">" } else { " " };
        let mark = match (entry.required, &entry.dead_end) {
            (true, _) => "*",
            (_, Some(_)) => "x",
            _ => "o",
        };
        let notes = notes(entries, position, step);
        lines.push(format!("{arrow} {mark} {}  {notes}", entry.version).trim_end().to_owned());
    }
    assert_eq!(diagram::terminal(subject, 80).to_string(), lines.join("\n"));
}

/// The notes on a release that a step of the path may lead to.
fn notes(entries: &[Entry], position: usize, step: Option<&Step>) -> String {
    let entry = &entries[position];
    let mut notes = Vec::new();
    if !entries[position + 1..].iter().any(|newer| newer.published) && entry.published {
        notes.push("latest".to_owned());
    }
    if entry.required {
        let since = entry.since.as_ref().map_or(String::new(), |s| format!(" since {s}"));
        notes.push(format!("required{since}"));
    }
    if entry.dead_end.is_some() {
        notes.push("dead end".to_owned());
    } else if !entry.published {
        notes.push("not published".to_owned());
    }
    let mut reason = entry.dead_end.as_ref().or(entry.reason.as_ref());
    if let Some(stop) = step.and_then(|step| step.stop).filter(|&stop| stop != position) {
        notes.push(format!("stop for required {}", entries[stop].version));
        reason = entries[stop].reason.as_ref();
    }
    let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
    notes.join(", ") + &reason
}

#[test]
fn each_character_is_shown_and_not_interpreted() {
    let characters = ('\0'..='\u{180}').chain("ﬂ°¶ß\u{202e}\u{2028}\u{feff}設🚀".chars());
    for character in characters {
        let version = format!("a{character}b");
        let timeline = Timeline::new([Release::new(version.as_str())]).unwrap();
        let shown = timeline[0].to_string();
        assert!(!shown.contains(char::is_control));
        assert_eq!(diagram::terminal(&timeline, 80).to_string(), format!("  o {shown}  latest"));

        let text = mermaid_label(&timeline);
        let plain = |c: char| c.is_alphanumeric() || "#; ,-._".contains(c);
        assert!(text.chars().all(plain), "{text}");
        let mut codes = text.split('#');
        let mut read = codes.next().unwrap().to_owned();
        for code in codes {
            let (number, after) = code.split_once(';').unwrap();
            read.push(char::from_u32(number.parse().unwrap()).unwrap());
            read.push_str(after);
        }
        assert_eq!(read.replace('\u{2060}', ""), shown);

        let dot = diagram::dot(&timeline).to_string();
        let text =
            between(&dot, "digraph timeline {\n    r0 [label=\"", "\\nlatest\" shape=box]\n}");
        let mut read = String::new();
        let mut characters = text.replace("&amp;", "\\&").chars().collect::<Vec<_>>().into_iter();
        while let Some(character) = characters.next() {
            assert!(!"\"&\n".contains(character), "{text}");
            read.push(if character == '\\' { characters.next().unwrap() } else { character });
        }
        assert_eq!(read, shown);
    }
}

#[test]
fn strings_with_a_meaning_after_decoding_in_mermaid() {
    let drawn = |version: &str| mermaid_label(&Timeline::new([Release::new(version)]).unwrap());
    for version in ["v202304-1", "1.29.0-rc.1", "x86_64", "16, 17: all", "größe 設定"] {
        assert_eq!(drawn(version), version);
    }
    assert_eq!(drawn("fa:fa-bell"), "fa#58;#8288;fa-bell");
    assert_eq!(drawn("$$x$$"), "#36;#8288;#36;#8288;x#36;#8288;#36;#8288;");
    assert_eq!(drawn("a\nb"), "a#92;#8288;nb");
    assert_eq!(drawn("ﬂ°38¶ß"), "#64258;#8288;#176;38#182;#8288;ß");
}

/// How Mermaid gets the version of the only release.
fn mermaid_label(timeline: &Timeline) -> String {
    let mermaid = diagram::mermaid(timeline).to_string();
    between(&mermaid, "flowchart TD\n    r0[\"", "<br>latest\"]").to_owned()
}

#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let inner = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    inner.unwrap_or_else(|| panic!("{text}"))
}
