use rack_updates::{Timeline, drift};

use crate::{BLOCKED, Site, error, ok};

/// Written by people and tools in several forms, with fields that only they know.
const MANIFEST: &str = r#"[
  {"version": "A", "size": 1.50e3, "published": true, "required": false, "note": "caf\u00e9"},
  {"required": false, "version": "B", "build": {"of":[1,  2], "id": 123456789012345678901234567890}, "published": false},
  {"version": "C", "reason": "copies the settings", "sums": [
    0.10
  ], "published": true, "required": true},
  {"version":"D","published":true,"required":false,"reason":null}
]
"#;

const ONLY: &str = r#"[{"version": "A", "published": true, "required": false}]"#;

#[test]
fn a_change_is_of_one_release_and_shown() {
    let timeline = |text: &str| serde_json::from_str::<Timeline>(text).expect("a manifest");
    for (change, old, new) in [
        ("publish B", r#"890}, "published": false"#, r#"890}, "published": true"#),
        ("withdraw A", r#"e3, "published": true"#, r#"e3, "published": false"#),
        (
            r#"require D --reason "new" --since B"#,
            r#"{"version":"D","published":true,"required":false,"reason":null}"#,
            r#"{"version": "D", "published": true, "required": true, "reason": "\"new\"", "since": "B"}"#,
        ),
        ("waive C --allow-errors", r#""required": true"#, r#""required": false"#),
    ] {
        assert_eq!(MANIFEST.matches(old).count(), 1, "{old}");
        let expected = MANIFEST.replace(old, new);
        let site = Site::new(MANIFEST, "");
        let effect = site.run(&format!("release what-if {change}"));
        let drift = drift::compare(&timeline(MANIFEST), &timeline(&expected)).to_string();
        assert!(effect.0 == Some(0) && effect.1.starts_with(&drift), "{effect:?}");
        assert_eq!(site.read("versions.json"), MANIFEST);
        assert_eq!(site.files(), ["racks.json", "versions.json"]);

        let change = format!("release {change}");
        assert_eq!(site.run(&change), effect);
        assert_eq!(site.run(&change), ok("nothing changes\n"));
        assert_eq!(site.read("versions.json"), expected);
    }
}

#[test]
fn a_change_with_errors_is_refused() {
    for (manifest, change, problem) in [
        (MANIFEST, "withdraw C", "error: required release \"C\" is not published"),
        // No finding of lint, but updates lose a required release.
        (MANIFEST, "waive C", "error: from 2 releases: now skips release \"C\""),
        (ONLY, "withdraw A", "error: no release is published"),
    ] {
        let site = Site::new(manifest, "");
        for line in [format!("release {change}"), format!("release what-if {change}")] {
            let (code, stdout, stderr) = site.run(&line);
            assert!(stdout.lines().any(|line| line.starts_with(problem)), "{stdout}");
            let refused =
                "the change is refused because of its errors; --allow-errors accepts them";
            assert_eq!((code, String::new(), stderr), error(refused));
        }
        assert_eq!(site.read("versions.json"), manifest);
    }
}

#[test]
fn only_the_findings_that_a_change_adds_are_shown_and_count() {
    // D blocks each release before it.
    let site = Site::new(BLOCKED, "");
    for change in ["create F", "publish F", "require D --reason better", "withdraw A"] {
        let (code, stdout, _) = site.run(&format!("release {change}"));
        assert!(code == Some(0) && !stdout.contains("error: "), "{stdout}");
    }
    assert_eq!(site.run("release withdraw B").0, Some(1));
    let (code, stdout, _) = site.run("release require E");
    assert_eq!(code, Some(0));
    assert!(stdout.contains("\nwarning: required release \"E\" gives no reason\n"), "{stdout}");
}

#[test]
fn a_manifest_is_begun() {
    let site = Site::new("[]", "");
    let added = "release \"A\" is added, not published\nno release is blocked\n\
        to take it back, delete its record from the manifest versions.json\n";
    assert_eq!(site.run("release create A"), ok(added));
    assert_eq!(site.run("release create B --description Fïrst").0, Some(0));
    let expected = r#"[
  {"version": "A", "description": "", "published": false, "required": false},
  {"version": "B", "description": "Fïrst", "published": false, "required": false}
]
"#;
    assert_eq!(site.read("versions.json"), expected);
}

#[test]
fn a_change_that_is_impossible_is_an_error() {
    let site = Site::new(BLOCKED, "");
    for (change, problem) in [
        (
            "publish X",
            "release \"X\" at index 5 is a dead end, so it can't be published or required",
        ),
        ("create A", "release \"A\" exists already, at index 0"),
        ("waive a", "there is no release \"a\" in it; `create` appends one"),
        ("create ", "the version \"\" is empty or has white space at an end"),
        ("create \t", "the version \"\\t\" is empty or has white space at an end"),
    ] {
        let expected = error(&format!("can't change the manifest versions.json: {problem}"));
        assert_eq!(site.run(&format!("release {change}")), expected);
        assert_eq!(site.run(&format!("release what-if {change}")), expected);
    }
    assert_eq!(site.read("versions.json"), BLOCKED);
}

#[test]
fn what_if_counts_the_installations_of_a_fleet() {
    let site = Site::shipped();
    site.write("fleet.json", r#"{"20170405220740": 2, "dev": 1}"#);
    let expected = "release \"20170413175739\" is now published
from 5 releases, 0 installations: the first update now leads to release \"20170413175739\"
from 2 releases, 2 installations: no longer up to date
no release is blocked
installations of unknown releases: 1
";
    let outcome = site.run("release what-if publish 20170413175739 --fleet fleet.json");
    assert_eq!(outcome, ok(expected));
}

#[test]
fn findings_are_listed_with_their_severity() {
    let (code, stdout, stderr) = Site::new(BLOCKED, "").run("release lint");
    assert!(stdout.starts_with("error: required release \"D\" is not published"), "{stdout}");
    assert!(stdout.contains("\ninfo: "), "{stdout}");
    let refused = error("there are errors in the manifest versions.json");
    assert_eq!((code, String::new(), stderr), refused);
    assert_eq!(Site::new(ONLY, "").run("release lint"), ok("no findings\n"));
}
