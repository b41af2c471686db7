//! The text of every error.

use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};

use crate::notation::timeline;

#[test]
fn every_timeline_error_has_a_text_with_every_fact() {
    let mut timeline = timeline("A B*~A !C D");
    let letter = |release: &Release| release.version().bytes().next();
    let parity = |release: &Release| letter(release).map(|letter| letter % 2);
    for (error, text) in [
        (timeline.push(Release::new("")), "empty version at index 4"),
        (
            timeline.push(Release::new("A")),
            r#"duplicate release "A" at index 4 (first listed at index 0)"#,
        ),
        (timeline.waive("X"), r#"unknown release "X": it is not in the timeline"#),
        (
            timeline.require("C", None),
            r#"release "C" at index 2 is a dead end, so it can't be published or required"#,
        ),
        (
            timeline.set_since("A", Some("D")),
            r#"release "A" at index 0 states `since` "D", which is not the version of a release at or before it"#,
        ),
        (
            timeline.remove("A").map(drop),
            r#"release "A" can't be removed: release "B" at index 1 states it as its `since`"#,
        ),
        (
            timeline.require_each(parity),
            r#"releases "A" at index 0 and "C" at index 2 have the same key, but releases with another key are between them: the list must be in version order, oldest first"#,
        ),
        (
            timeline.require_each(letter),
            r#"every release with the key of release "C" at index 2 is a dead end, so none of them can be required"#,
        ),
    ] {
        assert_eq!(error.unwrap_err().to_string(), text);
    }
}

#[test]
fn every_plan_error_has_a_text_with_every_fact() {
    let mut timeline = timeline("A (B) !C (D*~B) E F* G (H*) I");
    timeline.set_reason("H", None).unwrap();
    for (current, target, text) in [
        ("X", "A", r#"unknown current release "X": it is not in the timeline"#),
        ("A", "X", r#"unknown target release "X": it is not in the timeline"#),
        ("E", "D", r#"downgrade from "E" to "D": the target is older than the current release"#),
        (
            "G",
            "E",
            r#"downgrade from "G" to "E": going back is unsafe, because the current release meets the requirement of release "F" and the target doesn't"#,
        ),
        (
            "B",
            "A",
            r#"downgrade from "B" to "A": going back is unsafe, because the current release meets the requirement of release "D", required since release "B", and the target doesn't"#,
        ),
        ("A", "C", r#"no update leads to release "C", which is a dead end: "the end at C""#),
        ("A", "B", r#"target release "B" is not published"#),
        ("C", "E", r#"no update is possible from release "C": "the end at C""#),
        (
            "A",
            "I",
            r#"no path to "I" yet: required release "D" can't be skipped and nothing from "B" up to it is published (required because: "why D"); the path is open up to "A""#,
        ),
        (
            "E",
            "I",
            r#"no path to "I" yet: required release "H" can't be skipped and is not published; the path is open up to "F""#,
        ),
    ] {
        let error = plan::full_path(&timeline, current, target).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}

/// Strings that could forge a message if they were shown as they are, and how they are shown.
pub(crate) const HOSTILE: [(&str, &str); 8] = [
    ("A\0", r"A\0"),
    ("A\nupdated to B", r"A\nupdated to B"),
    ("A\r\u{2028}B", r"A\r\u{2028}B"),
    ("A\u{202e}B\u{200f}", r"A\u{202e}B\u{200f}"),
    ("\u{5d0}\u{5d1}1", r"\u{5d0}\u{5d1}1"),
    ("A\u{1b}[2J", r"A\u{1b}[2J"),
    ("A\u{feff}\u{200b}", r"A\u{feff}\u{200b}"),
    (r"A\0", r"A\\0"),
];

fn unknown(version: &str) -> String {
    plan::next_hop(&Timeline::default(), version, Target::Latest).unwrap_err().to_string()
}

#[test]
fn no_version_can_forge_an_error() {
    for (version, shown) in HOSTILE.into_iter().chain([(r#"A" or "B"#, r#"A\" or \"B"#)]) {
        let text = format!(r#"unknown current release "{shown}": it is not in the timeline"#);
        assert_eq!(unknown(version), text);
    }
}

#[test]
fn an_error_is_short_however_long_the_version_is() {
    let text = |shown: &str| format!("unknown current release {shown}: it is not in the timeline");
    let longest = "v".repeat(400);
    assert_eq!(unknown(&longest), text(&format!("\"{longest}\"")));
    let (start, end) = ("é".repeat(160), "z".repeat(160));
    for cut in [81, 1 << 20] {
        let version = format!("{start}{}{end}", "\0".repeat(cut));
        let shown = format!(r#""{start}"..."{end}" ({} bytes)"#, version.len());
        assert_eq!(unknown(&version), text(&shown));
    }

    let long = |letter: &str| Release::new(letter.repeat(1 << 20));
    let required = long("b").because("c".repeat(1 << 20)).unpublished();
    let timeline = Timeline::new([long("a"), required, long("d")]).unwrap();
    let error = plan::full_path(&timeline, timeline[0].version(), &timeline[2]).unwrap_err();
    assert!(error.to_string().chars().count() < 1500, "{error}");
}
