use serde_json::{Value, json};

use crate::{BLOCKED, BLOCKED_RACKS, Outcome, Site, error, ok, outcome, shipped};

const DRY_RUN: &str = "\
20170202012654 -> 20170306140228 (required) -> 20170405220740
1 of 2: 20170202012654 -> 20170306140228 (required: a direct update from 20170202012654 to \
20170405220740 failed (convox/rack#2209)), skips 6 releases
2 of 2: 20170306140228 -> 20170405220740, skips 4 releases
";

/// The rack is updated to the release and has reached its target.
fn updated(rack: &str, release: &str) -> Outcome {
    ok(format!("Updating to {release}... UPDATING\nDone: rack {rack} now runs {release}\n"))
}

/// The rack is updated to the release, where it stops for this.
fn stopped(rack: &str, release: &str, stop: &str) -> Outcome {
    ok(format!(
        "{}It stopped for required release {stop}\nRun the same command again to continue\n",
        updated(rack, release).1
    ))
}

#[test]
fn the_demo_goes_through_the_incident_and_can_be_started_over() {
    let site = Site::empty();
    let run = |name, arguments: &[&str]| outcome(&mut site.program(name, arguments));
    let stop = "20170306140228: a direct update from 20170202012654 to 20170405220740 failed \
        (convox/rack#2209)";

    for _ in 0..2 {
        assert_eq!(run("rack_update", &["--dry-run"]), ok(DRY_RUN));
        assert_eq!(site.read("racks.json"), shipped("racks.json"));

        assert_eq!(run("rack_update", &[]), stopped("production", "20170306140228", stop));
        assert_eq!(run("rack_update", &[]), updated("production", "20170405220740"));
        assert_eq!(run("racks", &["--update", "staging"]), updated("staging", "20170405220740"));
        assert_eq!(site.versions()[..2], ["20170405220740", "20170405220740"]);

        let path = site.path("racks.json");
        let up_to_date = ok(format!(
            "Rack production is up to date: it runs 20170405220740\n\
             This is a demo: to start over, delete {}\n",
            path.display()
        ));
        for arguments in [&[][..], &["--dry-run"], &["--diagram"]] {
            assert_eq!(run("rack_update", arguments), up_to_date);
        }
        std::fs::remove_file(path).expect("the demo is deleted");
    }
}

#[test]
fn a_target_does_not_override_a_required_release() {
    let site = Site::shipped();
    let run = || site.run("rack_update", &["--rack", "europe", "20170307001710"]);
    let stop = "20170306140228: a direct update from 20170202012654 to 20170405220740 failed \
        (convox/rack#2209)";
    assert_eq!(run(), stopped("europe", "20170306140228", stop));
    assert_eq!(run(), updated("europe", "20170307001710"));
    assert_eq!(run(), ok("Rack europe already runs 20170307001710\n"));

    // No other rack was updated.
    let mut expected = Site::shipped().versions();
    expected[2] = "20170307001710".into();
    assert_eq!(site.versions(), expected);
}

#[test]
fn a_blocked_rack_goes_as_far_as_it_can() {
    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    let blocked = |advice| {
        error(&format!(
            "rack \"a\" can't be updated: no path to \"E\" yet: required release \"D\" can't be \
             skipped and is not published (required because: \"can't be undone\"); the path is open \
             up to \"B\". {advice} the required release is published"
        ))
    };

    let dry_run = site.run("rack_update", &["--dry-run"]);
    assert_eq!(dry_run, blocked("The rest of the path opens as soon as"));
    assert_eq!(site.run("rack_update", &[]), stopped("a", "B", "B: copies the settings"));
    let again = site.run("rack_update", &[]);
    assert_eq!(again, blocked("The rack runs it already: no update is possible until"));
    assert_eq!(site.run("rack_update", &["C"]), updated("a", "C"));
    assert_eq!(site.run("rack_update", &["--rack", "d"]), updated("d", "E"));
    assert_eq!(site.versions(), ["C", "B", "C", "E", "E", "X", "Z"]);
}

#[test]
fn a_stop_may_be_met_by_an_older_release() {
    let manifest = r#"[
        {"version": "A", "published": true, "required": false},
        {"version": "B", "published": true, "required": false},
        {"version": "C", "published": false, "required": true, "since": "B"},
        {"version": "latest", "published": true, "required": false}
    ]"#;
    let site = Site::new(manifest, r#"[{"name": "only", "version": "A"}]"#);
    assert_eq!(site.run("rack_update", &[]), stopped("only", "B", "C"));
    // A version is a version, whatever it means elsewhere.
    assert_eq!(site.run("rack_update", &["latest"]), updated("only", "latest"));
}

#[test]
fn looking_changes_nothing() {
    let site = Site::shipped();
    assert_eq!(site.run("rack_update", &["--dry-run"]), ok(DRY_RUN));
    let (code, stdout, _) = site.run("rack_update", &["--diagram"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("\n> * 20170306140228  required: a direct update"), "{stdout}");
    assert_eq!(site.read("racks.json"), shipped("racks.json"));
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn an_update_changes_a_version_and_nothing_else_in_the_file() {
    let racks = r#"[
  {"version": "B", "name": "b", "sizes": [1,  2.50]},
  {
    "name": "c", "version": "C"
  }
]
"#;
    let manifest = BLOCKED.replace("E\", \"published\": true", "E\", \"published\": false");
    let site = Site::new(manifest, racks);
    assert_eq!(site.run("rack_update", &["--rack", "b"]), updated("b", "C"));
    assert_eq!(site.read("racks.json"), racks.replace("\"B\"", "\"C\""));
}

#[test]
fn a_plan_and_a_refusal_are_given_as_json() {
    let site = Site::shipped();
    let run = |arguments: &[&str]| {
        let (code, stdout, stderr) = site.run("rack_update", arguments);
        assert_eq!(stderr.is_empty(), code == Some(0));
        (code, serde_json::from_str::<Value>(&stdout).expect("JSON"))
    };

    let (code, plan) = run(&["--json"]);
    assert_eq!((code, &plan["hops"][0]["to"]), (Some(0), &json!("20170306140228")));
    let (code, plan) = run(&["--json", "--rack", "demo"]);
    let version = "20170405220740";
    assert_eq!((code, plan), (Some(0), json!({"from": version, "to": version, "hops": []})));

    let refusal = json!({"code": "unknown_target", "version": "latest"});
    assert_eq!(run(&["--json", "latest"]), (Some(1), refusal));
}

#[test]
fn a_rack_that_cannot_be_updated_says_why() {
    let site = Site::shipped();
    for ([rack, version], problem) in [
        (
            ["production", "latest"],
            "release \"latest\" is not in the manifest versions.json. Name a release of the \
             manifest, or none to update to the latest one",
        ),
        (
            ["production", "20170406014059"],
            "target release \"20170406014059\" is not published. Choose a published release",
        ),
        (
            ["experiment", "20170405220740"],
            "release \"20160809175449-subnet-behavior\" is not in the manifest versions.json. \
             Correct the version of the rack in the racks file, or add the release to the manifest",
        ),
    ] {
        let expected = error(&format!("rack \"{rack}\" can't be updated: {problem}"));
        for how in [&[][..], &["--dry-run"], &["--diagram"]] {
            let arguments = [&["--rack", rack, version], how].concat();
            assert_eq!(site.run("rack_update", &arguments), expected);
        }
    }
    assert_eq!(site.read("racks.json"), shipped("racks.json"));
}

#[test]
fn an_unknown_rack_is_answered_with_the_racks() {
    let run = |site: &Site| site.run("rack_update", &["--rack", "A"]);
    let expected = error(
        "there is no rack \"A\" in the racks file racks.json, which has \"a\", \"b\", \"c\", \
         \"d\", \"e\", \"x\", \"z\"",
    );
    assert_eq!(run(&Site::new(BLOCKED, BLOCKED_RACKS)), expected);
    let expected = error("there is no rack in the racks file racks.json");
    assert_eq!(run(&Site::new(BLOCKED, "[]")), expected);
}

#[test]
fn text_from_the_files_is_readable_and_cannot_forge_a_line() {
    let manifest = r#"[
        {"version": "it's \"A\"", "published": true, "required": false},
        {"version": "B\nDone", "published": true, "required": true,
         "reason": "सेटिंग्स\n\u202e🚀"},
        {"version": "C", "published": true, "required": false}
    ]"#;
    let site = Site::new(manifest, r#"[{"name": "only\u001b[2J", "version": "it's \"A\""}]"#);
    let expected = stopped(r"only\u{1b}[2J", r"B\nDone", r"B\nDone: सेटिंग्स\n\u{202e}🚀");
    assert_eq!(site.run("rack_update", &[]), expected);
}

#[test]
fn a_blank_installer_is_refused_and_updates_nothing() {
    for blank in ["", "  "] {
        let site = Site::new(BLOCKED, BLOCKED_RACKS);
        let (code, stdout, stderr) = site.run("rack_update", &["--installer", blank]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
        assert!(stderr.contains("it is empty: give a command"), "{stderr}");
        assert_eq!(site.run("rack_update", &["--dry-run"]), {
            Site::new(BLOCKED, BLOCKED_RACKS).run("rack_update", &["--dry-run"])
        });
    }
}
