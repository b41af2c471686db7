use std::fs;

use rack_updates::{Release, Timeline};
use tempfile::TempDir;

use crate::{Outcome, program, shipped, versions};

const INCIDENT: &str = "\
20170202012654 -> 20170306140228 (required) -> 20170405220740
1 of 2: 20170202012654 -> 20170306140228 (required: a direct update from 20170202012654 to \
20170405220740 failed (convox/rack#2209)), jumps over 6 releases
2 of 2: 20170306140228 -> 20170405220740, jumps over 4 releases
";

fn timeline(name: &str) -> Timeline {
    support::read("manifest", &shipped(name)).expect("a shipped manifest is right")
}

#[test]
fn without_options_the_path_of_the_incident_is_shown() {
    let target = TempDir::new().expect("a folder for the test");
    program("rack_update").env("CARGO_TARGET_DIR", target.path()).arg("--dry-run").prints(INCIDENT);
}

#[test]
fn the_state_is_made_at_the_first_run_and_kept() {
    let target = TempDir::new().expect("a folder for the test");
    // Neither this folder nor its parent exists yet.
    let folder = target.path().join("not").join("yet");
    let racks = folder.join("racks.json");
    let run = |name| {
        let mut command = program(name);
        command.env("CARGO_TARGET_DIR", &folder);
        command
    };

    run("rack_update").arg("--dry-run").prints(INCIDENT);
    assert_eq!(versions(&racks), versions(&shipped("racks.json")));

    run("rack_update").prints(
        "Updating to 20170306140228... UPDATING\n\
         20170306140228 is a required release: a direct update from 20170202012654 to \
         20170405220740 failed (convox/rack#2209)\n\
         Run the same command again to go on from there\n",
    );
    assert_eq!(versions(&racks)[0], "20170306140228");

    run("rack_update").prints("Updating to 20170405220740... UPDATING\n");
    assert_eq!(versions(&racks)[0], "20170405220740");

    let before = fs::read(&racks).expect("the state");
    run("rack_update").prints("Rack production is up to date: it runs 20170405220740\n");
    run("rack_update").prints("Rack production is up to date: it runs 20170405220740\n");
    assert_eq!(fs::read(&racks).expect("the state"), before);

    // The other program works on the same state, and what is shipped stays as it is.
    run("racks").args(["--update", "staging"]).prints("Updating to 20170405220740... UPDATING\n");
    assert_eq!(versions(&racks)[1], "20170405220740");
    assert_eq!(versions(&shipped("racks.json"))[..2], ["20170202012654", "20170306140228"]);
}

#[test]
fn terraform_enterprise_has_three_stops() {
    program("rack_update")
        .arg("--manifest")
        .arg(shipped("terraform-enterprise.json"))
        .arg("--racks")
        .arg(shipped("terraform-enterprise-racks.json"))
        .arg("--dry-run")
        .prints(
            "v202201-1 -> v202204-2 (required) -> v202207-2 (required) -> v202304-1 (required) \
             -> v202310-1\n\
             1 of 4: v202201-1 -> v202204-2 (required), jumps over 4 releases\n\
             2 of 4: v202204-2 -> v202207-2 (required), jumps over 3 releases\n\
             3 of 4: v202207-2 -> v202304-1 (required), jumps over 13 releases\n\
             4 of 4: v202304-1 -> v202310-1, jumps over 6 releases\n",
        );
}

#[test]
fn the_manifests_hold_the_facts() {
    let convox = timeline("versions.json");
    assert_eq!(convox.len(), 35);
    assert_eq!(convox[0].version(), "20161102160040");
    assert!(convox.required().map(Release::version).eq(["20170306140228"]));
    assert_eq!(convox.latest(), convox.get("20170405220740"));
    assert_eq!(convox.edge(), convox.get("20170509022518"));
    assert!(convox.iter().map(Release::version).is_sorted());

    let terraform = timeline("terraform-enterprise.json");
    assert_eq!(terraform.len(), 31);
    let stops = ["v202204-2", "v202207-2", "v202304-1"];
    assert!(terraform.required().map(Release::version).eq(stops));
    assert_eq!(terraform.latest(), terraform.get("v202310-1"));
    assert!(terraform.iter().all(Release::is_published));
    assert!(terraform.iter().map(Release::version).is_sorted());
}
