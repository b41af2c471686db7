use serde_json::{Value, json};

use crate::{BLOCKED, BLOCKED_RACKS, Outcome, Site, error, ok, shipped};

const STOP: &str = "20170306140228: a direct update from 20170202012654 to 20170405220740 failed \
    (convox/rack#2209)";

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
    let dry_run = ok("\
20170202012654 -> 20170306140228 (required) -> 20170405220740
1 of 2: 20170202012654 -> 20170306140228 (required: a direct update from 20170202012654 to \
20170405220740 failed (convox/rack#2209)), skips 6 releases
2 of 2: 20170306140228 -> 20170405220740, skips 4 releases
");
    let site = Site::empty();
    for _ in 0..2 {
        assert_eq!(site.demo("rack_update --dry-run"), dry_run);
        assert_eq!(site.read("racks.json"), shipped("racks.json"));

        assert_eq!(site.demo("rack_update"), stopped("production", "20170306140228", STOP));
        assert_eq!(site.demo("rack_update"), updated("production", "20170405220740"));

        let path = site.path("racks.json");
        let up_to_date = ok(format!(
            "Rack production is up to date: it runs 20170405220740\n\
             This is a demo: to start over, delete {}\n",
            path.display()
        ));
        for option in ["", " --dry-run"] {
            assert_eq!(site.demo(&format!("rack_update{option}")), up_to_date);
        }
        std::fs::remove_file(path).expect("the demo is deleted");
    }
}

#[test]
fn the_other_shipped_racks_go_through_each_required_release() {
    let name = "terraform-enterprise";
    let site = Site::new(shipped(&format!("{name}.json")), shipped(&format!("{name}-racks.json")));
    let (_, stdout, _) = site.run("rack_update --dry-run");
    let path = "v202201-1 -> v202204-2 (required) -> v202207-2 (required) -> v202304-1 (required) \
        -> v202310-1";
    assert_eq!(stdout.lines().next(), Some(path));
}

#[test]
fn a_blocked_rack_goes_as_far_as_it_can() {
    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    let blocked = |advice| {
        error(&format!(
            "rack \"a\" can't be updated: no path to \"E\" yet: required release \"D\" can't be \
             skipped and is not published (required because: \"can't be undone\"); the path is open \
             up to \"B\". {advice} is published"
        ))
    };
    let open = blocked("The rest of the path opens as soon as the required release");
    let used = blocked(
        "The rack runs it already: only a release before the required one can be named, until that \
         one",
    );
    for (line, expected) in [
        ("rack_update --dry-run", open),
        // The target doesn't override the required release.
        ("rack_update C", stopped("a", "B", "B: copies the settings")),
        ("rack_update", used),
        ("rack_update C", updated("a", "C")),
        ("rack_update C", ok("Rack a already runs C\n")),
        ("rack_update --rack d", updated("d", "E")),
    ] {
        assert_eq!(site.run(line), expected);
    }
}

#[test]
fn a_plan_and_a_refusal_are_given_as_json() {
    let site = Site::shipped();
    let version = "20170405220740";
    for (line, code, expected) in [
        ("--rack demo", 0, json!({"from": version, "to": version, "hops": []})),
        ("latest", 1, json!({"code": "unknown_target", "version": "latest"})),
    ] {
        let (exit, stdout, stderr) = site.run(&format!("rack_update --json {line}"));
        assert_eq!((exit, stderr.is_empty()), (Some(code), code == 0));
        assert_eq!(serde_json::from_str::<Value>(&stdout).expect("JSON"), expected);
    }
}

#[test]
fn a_rack_that_cannot_be_updated_says_why() {
    let site = Site::shipped();
    for (line, problem) in [
        (
            "--rack staging latest",
            "rack \"staging\" can't be updated: release \"latest\" is not in the manifest \
             versions.json. Name a release of the manifest, or none to update to the latest one",
        ),
        (
            "--rack staging 20170406014059",
            "rack \"staging\" can't be updated: target release \"20170406014059\" is not \
             published. Name a published release that is newer than that of the rack, or none to \
             update to the latest one",
        ),
        (
            "--rack Staging",
            "there is no rack \"Staging\" in the racks file racks.json, which begins with \
             [\"production\", \"staging\", \"europe\", \"demo\", \"canary\", \"experiment\"]",
        ),
    ] {
        for option in ["", " --dry-run"] {
            assert_eq!(site.run(&format!("rack_update {line}{option}")), error(problem));
        }
    }
    assert_eq!(site.read("racks.json"), shipped("racks.json"));

    let empty = Site::new(BLOCKED, "[]").run("rack_update");
    assert_eq!(empty, error("there is no rack in the racks file racks.json, which begins with []"));
}

#[test]
fn nothing_may_be_published() {
    let manifest = r#"[{"version": "A", "published": false, "required": false}]"#;
    let expected = "Rack a has no update, as no release is published yet: it runs A\n";
    assert_eq!(Site::new(manifest, BLOCKED_RACKS).run("rack_update"), ok(expected));
}

#[test]
fn a_blank_installer_is_refused() {
    for blank in ["", "\t"] {
        let (code, _, stderr) = Site::shipped().run(&format!("rack_update --installer={blank}"));
        assert!(code == Some(2) && stderr.contains("the command is blank"), "{stderr}");
    }
}
