use serde_json::{Value, json};

use crate::{BLOCKED, BLOCKED_RACKS, Outcome, Site};

#[test]
fn each_run_is_one_hop() {
    let site = Site::shipped();
    let update = || site.program("rack_update");
    update().prints(
        "Updating to 20170306140228... UPDATING\n\
         20170306140228 is a required release: a direct update from 20170202012654 to \
         20170405220740 failed (convox/rack#2209)\n\
         Run the same command again to go on from there\n",
    );
    assert_eq!(site.versions()[0], "20170306140228");
    update().prints("Updating to 20170405220740... UPDATING\n");
    assert_eq!(site.versions()[0], "20170405220740");
    update().prints("Rack production is up to date: it runs 20170405220740\n");
    assert_eq!(site.versions()[0], "20170405220740");
}

#[test]
fn a_target_does_not_override_a_required_release() {
    let site = Site::shipped();
    let update = || {
        let mut command = site.program("rack_update");
        command.args(["--rack", "europe", "20170307001710"]);
        command
    };
    update().prints(
        "Updating to 20170306140228... UPDATING\n\
         20170306140228 is a required release: a direct update from 20170202012654 to \
         20170405220740 failed (convox/rack#2209)\n\
         Run the same command again to go on from there\n",
    );
    update().prints("Updating to 20170307001710... UPDATING\n");
    update().prints("Rack europe already runs 20170307001710\n");
    assert_eq!(site.versions()[2], "20170307001710");
}

#[test]
fn a_required_target_is_simply_the_end() {
    let site = Site::shipped();
    site.program("rack_update")
        .arg("20170306140228")
        .prints("Updating to 20170306140228... UPDATING\n");
}

#[test]
fn only_the_named_rack_is_updated() {
    let site = Site::shipped();
    let mut expected = site.versions();
    site.program("rack_update").args(["--rack", "staging"]).assert().code(0);
    expected[1] = "20170405220740".into();
    assert_eq!(site.versions(), expected);
}

#[test]
fn latest_is_a_version_like_any_other() {
    let site = Site::new(
        r#"[{"version": "old", "published": true, "required": false},
            {"version": "latest", "published": true, "required": false},
            {"version": "new", "published": true, "required": false}]"#,
        r#"[{"name": "only", "version": "old"}]"#,
    );
    site.program("rack_update").arg("latest").prints("Updating to latest... UPDATING\n");
    site.program("rack_update").prints("Updating to new... UPDATING\n");
}

#[test]
fn a_required_release_may_have_no_reason() {
    let site = Site::new(
        r#"[{"version": "A", "published": true, "required": false},
            {"version": "B", "published": true, "required": true},
            {"version": "C", "published": true, "required": false}]"#,
        r#"[{"name": "only", "version": "A"}]"#,
    );
    site.program("rack_update").prints(
        "Updating to B... UPDATING\n\
         B is a required release\n\
         Run the same command again to go on from there\n",
    );
}

#[test]
fn a_rack_at_the_edge_is_up_to_date() {
    let site = Site::shipped();
    site.program("rack_update")
        .args(["--rack", "canary"])
        .prints("Rack canary is up to date: it runs 20170413175739\n");
}

#[test]
fn a_dry_run_changes_nothing() {
    let site = Site::shipped();
    let before = site.versions();
    for _ in 0..2 {
        site.program("rack_update")
            .args(["--dry-run", "--rack", "europe", "20170307001710"])
            .prints(
                "20161102160040 -> 20170306140228 (required) -> 20170307001710\n\
             1 of 2: 20161102160040 -> 20170306140228 (required: a direct update from \
             20170202012654 to 20170405220740 failed (convox/rack#2209)), jumps over 23 releases\n\
             2 of 2: 20170306140228 -> 20170307001710, jumps over 0 releases\n",
            );
    }
    site.program("rack_update")
        .args(["--dry-run", "--rack", "demo"])
        .prints("Rack demo is up to date: it runs 20170405220740\n");
    site.program("rack_update")
        .args(["--dry-run", "--rack", "demo", "20170405220740"])
        .prints("Rack demo already runs 20170405220740\n");
    assert_eq!(site.versions(), before);
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn the_path_is_drawn() {
    let site = Site::shipped();
    let before = site.versions();
    for how in [&["--diagram"][..], &["--diagram", "--dry-run"]] {
        site.program("rack_update").args(how).prints(
            "  o 20161102160040
  : 16 releases
> o 20170202012654
| : 6 releases
> * 20170306140228  required: a direct update from 20170202012654 to 20170405220740 failed \
             (convox/rack#2209)
| : 4 releases
> o 20170405220740  latest
  : 4 releases
  o 20170509022518  not published
",
        );
    }
    site.program("rack_update")
        .args(["--diagram", "--rack", "demo"])
        .prints("Rack demo is up to date: it runs 20170405220740\n");
    assert_eq!(site.versions(), before);
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[track_caller]
fn json_of(site: &Site, arguments: &[&str]) -> Value {
    let assert = site.program("rack_update").args(arguments).assert().code(0).stderr("");
    serde_json::from_slice(&assert.get_output().stdout).expect("the output is JSON")
}

#[test]
fn the_plan_is_given_as_json() {
    let site = Site::shipped();
    let before = site.versions();
    let expected = json!({
        "from": "20170202012654",
        "to": "20170405220740",
        "hops": [
            {
                "number": 1,
                "total": 2,
                "from": "20170202012654",
                "to": "20170306140228",
                "required": true,
                "reason": "a direct update from 20170202012654 to 20170405220740 failed \
                    (convox/rack#2209)",
                "skipped": 6,
                "last": false,
            },
            {
                "number": 2,
                "total": 2,
                "from": "20170306140228",
                "to": "20170405220740",
                "required": false,
                "reason": null,
                "skipped": 4,
                "last": true,
            },
        ],
    });
    assert_eq!(json_of(&site, &["--json"]), expected);
    assert_eq!(json_of(&site, &["--json", "--dry-run"]), expected);
    assert_eq!(
        json_of(&site, &["--json", "--rack", "demo"]),
        json!({"from": "20170405220740", "to": "20170405220740", "hops": []}),
    );
    assert_eq!(site.versions(), before);
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn what_cannot_be_planned_is_an_error_and_changes_nothing() {
    let table = [
        (
            ["production", "20170101000000"],
            "unknown target release \"20170101000000\": it is not in the timeline",
        ),
        (["production", ""], "unknown target release \"\": it is not in the timeline"),
        (["production", "latest"], "unknown target release \"latest\": it is not in the timeline"),
        (["production", "20170406014059"], "target release \"20170406014059\" is not published"),
        (
            ["production", "20170131225707"],
            "downgrade from \"20170202012654\" to \"20170131225707\": the target is older than the current release",
        ),
        (
            ["demo", "20170202012654"],
            "downgrade from \"20170405220740\" to \"20170202012654\": required release \"20170306140228\" makes going back unsafe",
        ),
        (
            ["experiment", "20170405220740"],
            "unknown current release \"20160809175449-subnet-behavior\": it is not in the timeline",
        ),
    ];
    let site = Site::shipped();
    let before = site.versions();
    for ([rack, version], error) in table {
        for how in [&[][..], &["--dry-run"], &["--json"], &["--diagram"]] {
            site.program("rack_update")
                .args(["--rack", rack, version])
                .args(how)
                .fails(format!("rack \"{rack}\" can't be updated: {error}"));
        }
    }
    assert_eq!(site.versions(), before);
}

#[test]
fn a_blocked_rack_goes_as_far_as_it_can() {
    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    let blocked = "rack \"a\" can't be updated: no way to \"E\" yet: required release \"D\" is not \
        published and can't be jumped over, so the way ends at \"B\" (it is required because: \
        \"can't be undone\")";

    // The whole path is all or nothing.
    site.program("rack_update").arg("--dry-run").fails(blocked);
    site.program("rack_update").arg("--json").fails(blocked);
    site.program("rack_update").arg("--diagram").fails(blocked);
    site.program("rack_update").prints(
        "Updating to B... UPDATING\n\
         B is a required release: copies the settings\n\
         Run the same command again to go on from there\n",
    );
    site.program("rack_update").fails(blocked);
    site.program("rack_update").fails(blocked);
    assert_eq!(site.versions()[0], "B");

    // A target before the release that blocks is still open.
    site.program("rack_update").arg("C").prints("Updating to C... UPDATING\n");
    // Who runs that release already isn't held back by it.
    site.program("rack_update").args(["--rack", "d"]).prints("Updating to E... UPDATING\n");
    assert_eq!(site.versions(), ["C", "B", "C", "E", "E", "X", "Z"]);
}

#[test]
fn text_from_the_files_cannot_forge_a_line() {
    let site = Site::new(
        r#"[{"version": "it's \"A\"", "published": true, "required": false},
            {"version": "B\u001b[2J\nRack only is up to date", "published": true, "required": true, "reason": "it's\n\u202ethe end"},
            {"version": "C", "published": true, "required": false}]"#,
        r#"[{"name": "only\n", "version": "it's \"A\""}]"#,
    );
    site.program("rack_update").prints(
        "Updating to B\\u{1b}[2J\\nRack only is up to date... UPDATING\n\
         B\\u{1b}[2J\\nRack only is up to date is a required release: it's\\n\\u{202e}the end\n\
         Run the same command again to go on from there\n",
    );
    site.program("rack_update").prints("Updating to C... UPDATING\n");
    site.program("rack_update").prints("Rack only\\n is up to date: it runs C\n");
}
