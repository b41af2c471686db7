use rack_updates::{Timeline, drift};

use crate::{BLOCKED, Site, error, ok, shipped};

/// Written by people and tools in several forms, with fields that only they know.
const MANIFEST: &str = r#"[
  {"version": "A", "size": 1.50e3, "published": true, "required": false, "note": "caf\u00e9"},
  {"required": false, "version": "B", "build": {"of":[1,  2], "id": 123456789012345678901234567890}, "published": false},
  {
    "version": "C", "reason": "copies the settings",
    "required": true, "published": true,
    "sums": [
      0.10
    ]
  },
  {"version":"D","published":true,"required":false,"reason":null}
]
"#;

fn timeline(manifest: &str) -> Timeline {
    serde_json::from_str(manifest).expect("a manifest")
}

/// Changes of [`MANIFEST`], and how it reads after each.
fn changes() -> [(&'static [&'static str], String); 8] {
    let replaced = |old: &str, new: &str| {
        assert_eq!(MANIFEST.matches(old).count(), 1, "{old}");
        MANIFEST.replace(old, new)
    };
    let b_required = r#"{"required": true, "version": "B""#;
    let b_required = replaced(r#"{"required": false, "version": "B""#, b_required);
    let (start, end) = MANIFEST.split_once("{\n").expect("C is on several lines");
    let (_, end) = end.split_once("\n  }").expect("it has an end");
    let c = |required, published| {
        format!(
            "{start}{{\"version\": \"C\", \"reason\": \"copies the settings\", \"required\": \
             {required}, \"published\": {published}, \"sums\": [\n      0.10\n    ]}}{end}"
        )
    };
    let e = |description: &str| {
        format!(
            "null}},\n  {{\"version\": \"E\", \"description\": \"{description}\", \
             \"published\": false, \"required\": false}}\n]"
        )
    };
    [
        (&["publish", "B"], replaced(r#"890}, "published": false"#, r#"890}, "published": true"#)),
        (&["withdraw", "A"], replaced(r#"e3, "published": true"#, r#"e3, "published": false"#)),
        (&["require", "B", "--allow-errors"], b_required.clone()),
        (
            &["require", "B", "--reason", "it's \"new\"", "--since", "A"],
            b_required.replace(
                r#"890}, "published": false"#,
                r#"890}, "published": false, "reason": "it's \"new\"", "since": "A""#,
            ),
        ),
        (&["waive", "C", "--allow-errors"], c(false, true)),
        (&["withdraw", "C", "--allow-errors"], c(true, false)),
        (&["create", "E"], replaced("null}\n]", &e(""))),
        (&["create", "E", "--description", "Fïrst"], replaced("null}\n]", &e("Fïrst"))),
    ]
}

#[test]
fn a_change_is_of_one_release_and_shown() {
    for (arguments, expected) in changes() {
        let site = Site::new(MANIFEST, "");
        let (old, new) = (timeline(MANIFEST), timeline(&expected));
        assert_ne!(old, new);
        let what_if = [&["what-if"], arguments].concat();
        let effect = site.run("release", &what_if);
        let note = format!("{}\n", drift::compare(&old, &new));
        assert!(effect.0 == Some(0) && effect.1.starts_with(&note), "{effect:?}");
        assert_eq!(site.read("versions.json"), MANIFEST);
        assert_eq!(site.files(), ["racks.json", "versions.json"]);

        assert_eq!(site.run("release", arguments), effect);
        assert_eq!(site.read("versions.json"), expected);
        assert_eq!(site.files(), ["racks.json", "versions.json", "versions.json.lock"]);

        // The second time nothing changes.
        let again = match arguments[0] {
            "create" => error(
                "can't change the manifest versions.json: release \"E\" exists already, at index 4",
            ),
            _ => ok("nothing changes\n"),
        };
        assert_eq!(site.run("release", arguments), again);
        assert_eq!(site.read("versions.json"), expected);
    }
}

#[test]
fn a_change_that_is_undone_leaves_the_manifest_as_it_was() {
    let site = Site::shipped();
    for [done, undone] in [
        [&["publish", "20170413175739"][..], &["withdraw", "20170413175739"]],
        [&["waive", "20170306140228", "--allow-errors"], &["require", "20170306140228"]],
    ] {
        assert_eq!(site.run("release", done).0, Some(0));
        assert_ne!(site.read("versions.json"), shipped("versions.json"));
        assert_eq!(site.run("release", undone).0, Some(0));
        assert_eq!(site.read("versions.json"), shipped("versions.json"));
    }
}

#[test]
fn a_change_with_errors_is_refused() {
    let only = r#"[{"version": "A", "published": true, "required": false}]"#;
    for (manifest, change, problem) in [
        (MANIFEST, ["withdraw", "C"], "error: required release \"C\" is not published"),
        // No finding of lint, but updates lose a required release.
        (MANIFEST, ["waive", "C"], "error: from 2 releases: now skips release \"C\""),
        (only, ["withdraw", "A"], "error: no release is published"),
    ] {
        let site = Site::new(manifest, "");
        for arguments in [&[][..], &["what-if"]].map(|what_if| [what_if, &change].concat()) {
            let (code, stdout, stderr) = site.run("release", &arguments);
            assert!(stdout.lines().any(|line| line.starts_with(problem)), "{stdout}");
            let refused =
                "the change is refused because of its errors; --allow-errors accepts them";
            assert_eq!((code, String::new(), stderr), error(refused));
            assert_eq!(site.read("versions.json"), manifest);
        }
    }
}

#[test]
fn errors_that_were_there_before_do_not_count() {
    // D blocks each release before it.
    let site = Site::new(BLOCKED, "");
    for arguments in [
        &["create", "F"][..],
        &["publish", "F"],
        &["require", "D", "--reason", "a better reason"],
        &["withdraw", "A"],
    ] {
        assert_eq!(site.run("release", arguments).0, Some(0));
    }
    assert_eq!(site.run("release", &["withdraw", "B"]).0, Some(1));
    assert_eq!(site.run("release", &["publish", "D"]).0, Some(0));
    assert_eq!(site.run("release", &["lint"]).0, Some(0));
}

#[test]
fn a_manifest_is_begun() {
    let site = Site::new("[]", "");
    for arguments in [["create", "A"], ["create", "B"], ["publish", "A"]] {
        assert_eq!(site.run("release", &arguments).0, Some(0));
    }
    let expected = r#"[
  {"version": "A", "description": "", "published": true, "required": false},
  {"version": "B", "description": "", "published": false, "required": false}
]
"#;
    assert_eq!(site.read("versions.json"), expected);
}

#[test]
fn a_change_that_is_impossible_is_an_error() {
    let site = Site::new(BLOCKED, "");
    let dead_end = "release \"X\" at index 5 is a dead end, so it can't be published or required";
    let unknown = "unknown release \"a\": it is not in the timeline";
    for (arguments, problem) in [
        (&["publish", "X"][..], dead_end),
        (&["publish", "a"], unknown),
        (&["waive", "a"], unknown),
        (&["create", "A"], "release \"A\" exists already, at index 0"),
        (&["create", ""], "the version \"\" is empty or has white space at an end"),
        (&["create", " "], "the version \" \" is empty or has white space at an end"),
        (
            &["require", "B", "--since", "C"],
            "release \"B\" at index 1 states since \"C\", which is not the version of a \
             release at or before it",
        ),
    ] {
        let expected = error(&format!("can't change the manifest versions.json: {problem}"));
        for arguments in [&[][..], &["what-if"]].map(|what_if| [what_if, arguments].concat()) {
            assert_eq!(site.run("release", &arguments), expected);
        }
        assert_eq!(site.read("versions.json"), BLOCKED);
    }
}

#[test]
fn what_if_counts_the_installations_of_a_fleet() {
    let what_if = |fleet: &str| {
        let site = Site::shipped();
        site.write("fleet.json", fleet);
        site.run("release", &["what-if", "--fleet", "fleet.json", "publish", "20170413175739"])
    };
    let racks = r#"[{"name": "a", "version": "20170405220740"},
        {"name": "b", "version": "20170405220740"}, {"name": "c", "version": "dev"}]"#;
    let expected = "release \"20170413175739\" is now published
from 5 releases, 0 installations: the first update now leads to release \"20170413175739\"
from 2 releases, 2 installations: no longer up to date
no release is blocked
installations of unknown releases: 1
";
    assert_eq!(what_if(racks), ok(expected));
    assert_eq!(what_if(r#"{"20170405220740": 2, "dev": 1}"#), ok(expected));
    let expected = "can't read the fleet fleet.json: expected racks, or the number of \
        installations by version";
    assert_eq!(what_if("3"), error(expected));
}

#[test]
fn findings_are_listed_with_their_severity() {
    let site = Site::new(BLOCKED, "");
    let (code, stdout, stderr) = site.run("release", &["lint"]);
    assert_eq!(code, Some(1));
    assert!(stdout.starts_with("error: required release \"D\" is not published"), "{stdout}");
    assert!(stdout.contains("\ninfo: "), "{stdout}");
    assert_eq!(stderr, "error: there are errors in the manifest versions.json\n");

    let only = r#"[{"version": "A", "published": true, "required": false}]"#;
    assert_eq!(Site::new(only, "").run("release", &["lint"]), ok("no findings\n"));
}

#[test]
fn the_releases_are_listed() {
    let expected = "\
VERSION  STATE          REQUIRED  SINCE  REASON               DESCRIPTION
A        published      no
B        published      yes              copies the settings
C        published      no
D        not published  yes              can't be undone
E        latest         no
X        dead end       no               reinstall
";
    assert_eq!(Site::new(BLOCKED, "").run("release", &["list"]), ok(expected));

    let hostile = r#"[{"version": "A\n\u202e", "description": "two\nlines", "published": true,
        "required": true, "reason": "नया \u001b[2J"}]"#;
    let expected = "\
VERSION      STATE   REQUIRED  SINCE  REASON         DESCRIPTION
A\\n\\u{202e}  latest  yes              नया \\u{1b}[2J  two\\nlines
";
    assert_eq!(Site::new(hostile, "").run("release", &["list"]), ok(expected));
}
