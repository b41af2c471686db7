//! The text of a path, on one line and hop by hop.

use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedHop, OwnedPath},
};

use crate::{errors::HOSTILE, notation::timeline};

/// A path, its first hop, and the owned path, which shows the same.
#[track_caller]
fn shows(timeline: &Timeline, from: &str, to: &str, one_line: &str, lines: &[&str]) {
    let path = plan::full_path(timeline, from, to).unwrap();
    let owned = OwnedPath::from(path);
    assert_eq!((path.to_string(), owned.to_string()), (one_line.into(), one_line.into()));

    let total = lines.len();
    let numbered: Vec<_> =
        (1..).zip(lines).map(|(number, line)| format!("{number} of {total}: {line}")).collect();
    let expected = if total == 0 { one_line.to_owned() } else { numbered.join("\n") };
    assert_eq!((format!("{path:#}"), format!("{owned:#}")), (expected.clone(), expected));
    for ((hop, owned), line) in path.hops().zip(owned.hops()).zip(lines) {
        assert_eq!((format!("{hop:#}"), format!("{owned:#}")), ((*line).into(), (*line).into()));
    }
}

#[test]
fn a_path_is_shown_on_one_line_or_hop_by_hop() {
    let mut timeline = timeline("A B* C D* E F* (G*~E) H* I");
    timeline.set_reason("B", None).unwrap();
    timeline.waive("F").unwrap();
    shows(&timeline, "A", "A", "A", &[]);
    shows(&timeline, "D", "E", "D -> E", &["D -> E"]);
    shows(
        &timeline,
        "A",
        "H",
        "A -> B (required) -> D (required) -> F (for required G) -> H (required)",
        &[
            "A -> B (required)",
            "B -> D (required: why D), skips 1 release",
            "D -> F (for required G: why G), skips 1 release",
            // No stop, so it has no reason.
            "F -> H (required), skips 1 release",
        ],
    );
    shows(&timeline, "H", "I", "H -> I", &["H -> I"]);

    let hop = plan::next_hop(&timeline, "B", "D").unwrap().unwrap();
    for hop in [hop.to_string(), OwnedHop::from(hop).to_string()] {
        assert_eq!(hop, "B -> D (required)");
    }
}

#[test]
fn no_version_can_forge_a_line_of_a_path() {
    for (version, shown) in HOSTILE {
        let releases = [Release::new(version), Release::new("B").required(), Release::new("C")];
        let timeline = Timeline::new(releases).unwrap();
        let word = if version.contains(' ') { format!("\"{shown}\"") } else { shown.to_owned() };
        let hop = format!("{word} -> B (required)");
        shows(&timeline, version, "C", &format!("{hop} -> C"), &[&hop, "B -> C"]);
    }
    let long = "v".repeat(1 << 20);
    let kept = "v".repeat(160);
    let timeline = Timeline::new(["'A' or \"B\"", &long].map(Release::new)).unwrap();
    let hop = format!(r#""'A' or \"B\"" -> {kept}...{kept}"#);
    shows(&timeline, "'A' or \"B\"", &long, &hop, &[&hop]);
}

#[test]
fn no_version_can_be_taken_for_two_of_a_path() {
    let shown = |versions: [&str; 3]| {
        let releases = versions.map(|version| Release::new(version).required());
        let timeline = Timeline::new(releases).unwrap();
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
