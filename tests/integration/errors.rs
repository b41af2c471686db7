//! What people read: every error's text, and plans as text.

use rack_updates::{
    Release, Timeline, TimelineError,
    plan::{self, PlanError, Target},
};

#[test]
fn of_timelines() {
    let text = |error: TimelineError| error.to_string();
    assert_eq!(text(TimelineError::EmptyVersion { position: 2 }), "empty version at index 2",);
    assert_eq!(
        text(TimelineError::DuplicateVersion { version: "A".into(), first: 0, second: 2 }),
        r#"duplicate release "A" at index 2 (first listed at index 0)"#,
    );
    assert_eq!(
        text(TimelineError::UnknownVersion { version: "A".into() }),
        r#"unknown release "A": it is not in the timeline"#,
    );
    assert_eq!(
        text(TimelineError::DeadEnd { version: "A".into(), position: 2 }),
        r#"release "A" at index 2 is a dead end, so it can't be published or required"#,
    );
    assert_eq!(
        text(TimelineError::Full { limit: 1 << 30 }),
        "the timeline is full: it can't hold more than 1073741824 releases",
    );
}

#[test]
fn of_plans() {
    let text = |error: PlanError| error.to_string();
    assert_eq!(
        text(PlanError::UnknownCurrent { version: "A".into() }),
        r#"unknown current release "A": it is not in the timeline"#,
    );
    assert_eq!(
        text(PlanError::UnknownTarget { version: "A".into() }),
        r#"unknown target release "A": it is not in the timeline"#,
    );
    assert_eq!(
        text(PlanError::Downgrade { current: "C".into(), target: "A".into(), required: None }),
        r#"downgrade from "C" to "A": the target is older than the current release"#,
    );
    assert_eq!(
        text(PlanError::Downgrade {
            current: "C".into(),
            target: "A".into(),
            required: Some("B".into()),
        }),
        r#"downgrade from "C" to "A": required release "B" makes going back unsafe"#,
    );
    assert_eq!(
        text(PlanError::UnpublishedTarget { version: "A".into() }),
        r#"target release "A" is not published"#,
    );
    assert_eq!(
        text(PlanError::DeadEnd { version: "A".into(), reason: "install anew".into() }),
        r#"no update is possible from release "A": "install anew""#,
    );
    let blocked = |reason: Option<&str>| {
        text(PlanError::Blocked {
            target: "D".into(),
            required: "C".into(),
            reason: reason.map(String::from),
            reachable: "B".into(),
        })
    };
    assert_eq!(
        blocked(None),
        r#"no way to "D" yet: required release "C" is not published and can't be jumped over, so the way ends at "B""#,
    );
    assert_eq!(
        blocked(Some("copies the settings")),
        r#"no way to "D" yet: required release "C" is not published and can't be jumped over, so the way ends at "B" (it is required because: "copies the settings")"#,
    );
}

/// Everything that a forger could want in a version, and how it is shown.
const HOSTILE: [(&str, &str); 8] = [
    ("A\0", r"A\0"),
    ("A\nupdated to B", r"A\nupdated to B"),
    ("A\r\u{2028}B", r"A\r\u{2028}B"),
    ("A\u{202e}B\u{200f}", r"A\u{202e}B\u{200f}"),
    ("\u{5d0}\u{5d1}1", r"\u{5d0}\u{5d1}1"),
    ("A\u{1b}[2J", r"A\u{1b}[2J"),
    ("A\u{feff}\u{200b}", r"A\u{feff}\u{200b}"),
    (r"A\0", r"A\\0"),
];

#[test]
fn show_no_character_that_could_forge_a_message() {
    let timeline = Timeline::default();
    for (version, shown) in HOSTILE {
        let error = plan::next_hop(&timeline, version, Target::Latest).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(r#"unknown current release "{shown}": it is not in the timeline"#),
        );
    }
    let quotes = PlanError::UnpublishedTarget { version: r#"A" or "B"#.into() };
    assert_eq!(quotes.to_string(), r#"target release "A\" or \"B" is not published"#);
}

#[test]
fn stay_short_whatever_the_version() {
    let exactly = "v".repeat(400);
    let error = PlanError::UnpublishedTarget { version: exactly.clone() };
    assert_eq!(error.to_string(), format!(r#"target release "{exactly}" is not published"#));

    let start = "é".repeat(160);
    let end = "z".repeat(160);
    let version = format!("{start}{}{end}", "\0".repeat(1 << 20));
    let error = PlanError::UnpublishedTarget { version: version.clone() };
    assert_eq!(
        error.to_string(),
        format!(r#"target release "{start}"..."{end}" ({} bytes) is not published"#, version.len()),
    );
    let one_too_long = "v".repeat(401);
    let error = PlanError::UnpublishedTarget { version: one_too_long };
    assert_eq!(
        error.to_string(),
        format!(
            r#"target release "{kept}"..."{kept}" (401 bytes) is not published"#,
            kept = "v".repeat(160),
        ),
    );
    let all = PlanError::Blocked {
        target: version.clone(),
        required: version.clone(),
        reason: Some(version.clone()),
        reachable: version,
    };
    assert!(all.to_string().chars().count() < 1500, "{all}");
}

#[test]
fn are_errors_without_a_source() {
    fn is_error<E: core::error::Error + Clone + Send + Sync + Unpin + 'static>(error: &E) {
        assert!(error.source().is_none());
    }
    is_error(&TimelineError::EmptyVersion { position: 0 });
    is_error(&PlanError::UnknownCurrent { version: "A".into() });
}

#[test]
fn plans_on_one_line() {
    let timeline = story();
    let hop = plan::next_hop(&timeline, "A", "F").unwrap().unwrap();
    assert_eq!(hop.to_string(), "A -> B (required)");
    let hop = plan::next_hop(&timeline, "D", "F").unwrap().unwrap();
    assert_eq!(hop.to_string(), "D -> F");

    let path = plan::full_path(&timeline, "A", "F").unwrap();
    assert_eq!(path.to_string(), "A -> B (required) -> D (required) -> F");
    let path = plan::full_path(&timeline, "A", "D").unwrap();
    assert_eq!(path.to_string(), "A -> B (required) -> D (required)");
    let path = plan::full_path(&timeline, "A", "A").unwrap();
    assert_eq!(path.to_string(), "A");
}

#[test]
fn plans_line_by_line() {
    let timeline = story();
    let hop = plan::next_hop(&timeline, "A", "F").unwrap().unwrap();
    assert_eq!(format!("{hop:#}"), "A -> B (required), jumps over 0 releases");
    let hop = plan::next_hop(&timeline, "B", "F").unwrap().unwrap();
    assert_eq!(format!("{hop:#}"), "B -> D (required: copies the settings), jumps over 1 release");

    let path = plan::full_path(&timeline, "A", "G").unwrap();
    assert_eq!(
        format!("{path:#}"),
        "1 of 3: A -> B (required), jumps over 0 releases\n\
         2 of 3: B -> D (required: copies the settings), jumps over 1 release\n\
         3 of 3: D -> G, jumps over 2 releases",
    );
    let path = plan::full_path(&timeline, "A", "A").unwrap();
    assert_eq!(format!("{path:#}"), "");
}

/// `A ── B* ── C ── D* ── E ── F ── G`, where the reason for `B` isn't given and that of `E` does
/// nothing any more.
fn story() -> Timeline {
    let mut timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").required(),
        Release::new("C"),
        Release::new("D").because("copies the settings"),
        Release::new("E").because("was required once"),
        Release::new("F").because("was required once"),
        Release::new("G"),
    ])
    .unwrap();
    timeline.waive("E").unwrap();
    timeline.waive("F").unwrap();
    timeline
}

#[test]
fn plans_show_no_character_that_could_forge_a_line() {
    for (version, shown) in HOSTILE {
        let timeline =
            Timeline::new([Release::new(version), Release::new("B").because(version)]).unwrap();
        let path = plan::full_path(&timeline, version, "B").unwrap();
        let word = if version.contains(' ') { format!("\"{shown}\"") } else { shown.to_owned() };
        assert_eq!(path.to_string(), format!("{word} -> B (required)"));
        assert_eq!(
            format!("{path:#}"),
            format!("1 of 1: {word} -> B (required: {shown}), jumps over 0 releases"),
        );
    }
    let timeline = Timeline::new([Release::new("'A' or \"B\""), Release::new("v".repeat(1 << 20))]);
    let timeline = timeline.unwrap();
    let path = plan::full_path(&timeline, "'A' or \"B\"", Target::Latest).unwrap();
    let kept = "v".repeat(160);
    assert_eq!(path.to_string(), format!(r#""'A' or \"B\"" -> {kept}...{kept}"#));
}

#[test]
fn no_version_can_be_taken_for_two_of_a_path() {
    let shown = |versions: [&str; 3]| {
        let timeline = Timeline::new(versions.map(|version| Release::new(version).required()));
        let timeline = timeline.unwrap();
        plan::full_path(&timeline, versions[0], versions[2]).unwrap().to_string()
    };
    assert_eq!(
        shown(["A", "B -> C (required)", "D"]),
        r#"A -> "B -> C (required)" (required) -> D (required)"#,
    );
    assert_eq!(shown(["A", "\"B", "C\""]), r#"A -> "\"B" (required) -> "C\"" (required)"#,);
    // Shown as they are, the last two would change places.
    assert_eq!(
        shown(["A", "\u{5d0}", "\u{5d1}"]),
        r"A -> \u{5d0} (required) -> \u{5d1} (required)",
    );
}
