//! Pictures: what is drawn, in which marks, and that no text breaks out of its place.
//!
//! The files in `golden` are whole pictures. With `BLESS=1` in the environment the tests write them
//! anew; `tests/diagrams.sh` hands them to the real tools.

use std::{env, fs, path::Path};

use rack_updates::{
    Release, Timeline, diagram,
    diagram::Subject,
    plan::{self, Target},
};

use crate::{
    exhaustive::every_list,
    notation::timeline,
    oracle::{self, Entry, Kind},
};

/// That the pictures of this are those in the files.
#[track_caller]
fn golden<'t>(name: &str, subject: impl Into<Subject<'t>>) {
    let subject = subject.into();
    let pictures = [
        ("txt", diagram::terminal(subject, 80).to_string()),
        ("mmd", diagram::mermaid(subject).to_string()),
        ("dot", diagram::dot(subject).to_string()),
    ];
    for (ending, picture) in pictures {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/golden");
        let file = folder.join(format!("{name}.{ending}"));
        if env::var_os("BLESS").is_some() {
            fs::write(&file, format!("{picture}\n")).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap();
        assert_eq!(format!("{picture}\n"), expected, "{}", file.display());
    }
}

/// The releases of the rack from 2016 and 2017.
fn rack() -> Timeline {
    let mut rack = timeline(
        "20161102160040 20161107164209 20161109174111 20161111013816 20161111173317 20161118132442
        20161118150327 20161122174212 20161130205330 20161205033058 20161213143257 20161219234324
        20170103233602 20170110183417 20170119233025 20170126204412 20170131225707 20170202012654
        20170202143043 20170208222653 20170216230221 20170224195843 20170301205054 20170302002744
        20170306140228 20170307001710 20170315195000 20170324201702 20170330142818 20170405220740
        20170406014059 20170413175739 20170421193816 20170501225834 20170509022518",
    );
    rack.require("20170306140228", Some("moves the balancer to a new stack")).unwrap();
    rack
}

/// Something of everything.
fn everything() -> Timeline {
    Timeline::new([
        Release::new("31.20200101"),
        Release::new("31.20200115"),
        Release::new("32.20200601").because("signs with the new keys"),
        Release::new("32.20200615").dead_end("its updater can't verify the new keys: install anew"),
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

/// Texts that mean something to one of the formats.
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
fn of_an_empty_timeline() {
    golden("empty", &Timeline::default());
}

#[test]
fn of_a_rack() {
    let rack = rack();
    golden("rack", &rack);
    golden("rack-path", plan::full_path(&rack, "20170202012654", Target::Latest).unwrap());
}

#[test]
fn of_everything() {
    let everything = everything();
    golden("everything", &everything);
    golden("everything-path", plan::full_path(&everything, "31.20200115", Target::Latest).unwrap());
}

#[test]
fn of_texts_that_mean_something() {
    let hostile = hostile();
    golden("hostile", &hostile);
    golden("hostile-path", plan::full_path(&hostile, "end", Target::Latest).unwrap());
}

#[test]
fn of_a_path_that_goes_nowhere() {
    let timeline = timeline("A B* C D");
    let path = plan::full_path(&timeline, "C", "C").unwrap();
    assert_eq!(
        diagram::terminal(path, 80).to_string(),
        "  o A\n  * B  required: why B\n> o C\n  o D  latest",
    );
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
    let drawn = |width| diagram::terminal(&timeline, width).to_string();
    assert_eq!(drawn(0), "\n\n\n");
    assert_eq!(drawn(1), ".\n.\n.\n.");
    assert_eq!(drawn(3), "...\n...\n...\n...");
    assert_eq!(drawn(7), "  o ...\n  : ...\n  * ...\n  o ...");
    assert_eq!(drawn(20), "  o éééééééééééé\n  : 1 release\n  * C  required: ...\n  o D  latest",);
    let whole = "  o éééééééééééé\n  : 1 release\n  * C  required: 設定を移す\n  o D  latest";
    assert_eq!(drawn(22), whole);
    assert_eq!(drawn(usize::MAX), whole);

    for timeline in [rack(), everything(), hostile()] {
        let whole = diagram::terminal(&timeline, usize::MAX).to_string();
        for width in 0..150 {
            let drawn = diagram::terminal(&timeline, width).to_string();
            assert_eq!(drawn.split('\n').count(), whole.lines().count());
            for (line, whole) in drawn.lines().zip(whole.lines()) {
                // A line that fits is whole, and another as wide as can be.
                let length = whole.chars().count();
                assert_eq!(line.chars().count(), length.min(width), "{line}");
                assert!(line == whole || length > width, "{line}");
            }
        }
    }
}

#[test]
fn of_every_timeline_and_path_of_up_to_four_releases() {
    for entries in (0..=4).flat_map(|length| every_list(length, &Kind::ALL)) {
        let timeline = oracle::timeline(&entries);
        agrees(&entries, None, (&timeline).into());
        for entry in &entries {
            for target in [Target::Latest, Target::Edge, Target::Release(&entry.version)] {
                if let Ok(path) = plan::full_path(&timeline, &entry.version, target) {
                    let position =
                        |release: &Release| timeline.position(release.version()).unwrap();
                    let ends = (position(path.from()), position(path.to()));
                    agrees(&entries, Some(ends), path.into());
                }
            }
        }
    }
}

/// What is to be drawn, one line each.
enum Line {
    Fold { on_way: bool, count: usize },
    Release { on_way: bool, is_stop: bool, position: usize, notes: String },
}

fn lines(entries: &[Entry], path: Option<(usize, usize)>) -> Vec<Line> {
    let latest = entries.iter().rposition(|entry| entry.published);
    let mut lines = Vec::new();
    for (position, entry) in entries.iter().enumerate() {
        let (on_way, is_stop) = path.map_or((false, false), |(from, to)| {
            let inside = from < position && position < to;
            let is_end = position == from || position == to;
            (from < position && position <= to, is_end || inside && entry.required)
        });
        let jumped_over = on_way && !is_stop;
        let is_end = position == 0 || position == entries.len() - 1;
        let stands_out =
            is_end || entry.required || entry.dead_end.is_some() || latest == Some(position);
        if jumped_over || !is_stop && !stands_out {
            match lines.last_mut() {
                Some(Line::Fold { count, .. }) => *count += 1,
                _ => lines.push(Line::Fold { on_way, count: 1 }),
            }
            continue;
        }
        if let Some(Line::Fold { on_way: way, .. }) = lines.last_mut() {
            // What leads up to this release is on the way if this one is.
            *way = on_way;
        }
        let mut notes = Vec::new();
        if latest == Some(position) {
            notes.push("latest".to_owned());
        }
        if entry.required {
            notes.push("required".to_owned());
        }
        if entry.dead_end.is_some() {
            notes.push("dead end".to_owned());
        } else if !entry.published {
            notes.push("not published".to_owned());
        }
        let required = entry.reason.as_ref().filter(|_| entry.required);
        let notes = match entry.dead_end.as_ref().or(required) {
            Some(reason) => format!("{}: {reason}", notes.join(", ")),
            None => notes.join(", "),
        };
        lines.push(Line::Release { on_way, is_stop, position, notes });
    }
    lines
}

/// That all three pictures show what they are to show.
fn agrees(entries: &[Entry], path: Option<(usize, usize)>, subject: Subject<'_>) {
    let mut terminal = Vec::new();
    let mut mermaid = vec!["flowchart TD".to_owned()];
    let mut dot = vec!["digraph timeline {".to_owned()];
    let mut before = None;
    let mut fold = None;
    for line in lines(entries, path) {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let (on_way, is_stop, position, notes) = match line {
            Line::Fold { on_way, count } => {
                let count = format!("{count} release{}", plural(count));
                terminal.push(format!("{} : {count}", if on_way { "|" } else { " " }));
                fold = Some(count);
                continue;
            }
            Line::Release { on_way, is_stop, position, notes } => {
                (on_way, is_stop, position, notes)
            }
        };
        let entry = &entries[position];
        let [mark, open, close, shape] = match (entry.required, &entry.dead_end) {
            (true, _) => ["*", "{{", "}}", "hexagon"],
            (_, Some(_)) => ["x", "[/", "/]", "octagon"],
            _ => ["o", "[", "]", "box"],
        };
        let label = |between: &str| {
            let between = if notes.is_empty() { "" } else { between };
            format!("{}{between}{notes}", entry.version)
        };
        let left = match (is_stop, on_way) {
            (true, _) => ">",
            (_, true) => "|",
            _ => " ",
        };
        terminal.push(format!("{left} {mark} {}", label("  ")));
        mermaid.push(format!("    r{position}{open}\"{}\"{close}", label("<br>")));
        let pen = if is_stop { " penwidth=3" } else { "" };
        dot.push(format!("    r{position} [label=\"{}\" shape={shape}{pen}]", label("\\n")));
        let fold = fold.take();
        if let Some(before) = before.replace(position) {
            let (line, style) = if on_way { ("==>", "penwidth=3") } else { ("---", "dir=none") };
            let count = fold.as_ref().map_or(String::new(), |count| format!("|{count}|"));
            mermaid.push(format!("    r{before} {line}{count} r{position}"));
            let count = fold.map_or(String::new(), |count| format!(" label=\"{count}\""));
            dot.push(format!("    r{before} -> r{position} [{style}{count}]"));
        }
        if is_stop {
            mermaid.push(format!("    style r{position} stroke-width:4px"));
        }
    }
    dot.push("}".to_owned());
    assert_eq!(diagram::terminal(subject, 80).to_string(), terminal.join("\n"));
    assert_eq!(diagram::mermaid(subject).to_string(), mermaid.join("\n"));
    assert_eq!(diagram::dot(subject).to_string(), dot.join("\n"));
}

#[test]
fn each_character_is_shown_and_means_nothing() {
    let characters = ('\0'..='\u{180}').chain("ﬂ°¶ß\u{202e}\u{2028}\u{feff}設🚀".chars());
    for character in characters {
        let version = format!("a{character}b");
        let timeline = Timeline::new([Release::new(version.as_str())]).unwrap();
        let shown = timeline[0].to_string();
        assert!(!shown.contains(char::is_control));
        assert_eq!(diagram::terminal(&timeline, 80).to_string(), format!("  o {shown}  latest"));

        let mermaid = diagram::mermaid(&timeline).to_string();
        let text = between(&mermaid, "flowchart TD\n    r0[\"", "<br>latest\"]");
        let plain = |c: char| c.is_alphanumeric() || "#; ,-._".contains(c);
        assert!(text.chars().all(plain), "{text}");
        let mut codes = text.split('#');
        let mut read = codes.next().unwrap().to_owned();
        for code in codes {
            let (number, behind) = code.split_once(';').unwrap();
            read.push(char::from_u32(number.parse().unwrap()).unwrap());
            read.push_str(behind);
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
fn what_mermaid_reads_behind_its_codes_is_broken_up() {
    let drawn = |version: &str| {
        let timeline = Timeline::new([Release::new(version)]).unwrap();
        let mermaid = diagram::mermaid(&timeline).to_string();
        between(&mermaid, "flowchart TD\n    r0[\"", "<br>latest\"]").to_owned()
    };
    for version in ["v202304-1", "1.29.0-rc.1", "x86_64", "16, 17: all", "größe 設定"] {
        assert_eq!(drawn(version), version);
    }
    assert_eq!(drawn("fa:fa-bell"), "fa#58;#8288;fa-bell");
    assert_eq!(drawn("$$x$$"), "#36;#8288;#36;#8288;x#36;#8288;#36;#8288;");
    assert_eq!(drawn("a\nb"), "a#92;#8288;nb");
    assert_eq!(drawn("ﬂ°38¶ß"), "#64258;#8288;#176;38#182;#8288;ß");
}

#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let inner = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    inner.unwrap_or_else(|| panic!("{text}"))
}
