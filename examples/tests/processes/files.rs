//! How files are read and written, and what happens if they can't be.

use std::{
    fs::{self, File},
    io,
};

use rack_updates::{Release, Timeline};
use serde_json::json;

use crate::{BLOCKED, BLOCKED_RACKS, Site, at_the_same_time, error, ok, outcome, shipped};

/// Programs that read a manifest and racks.
const RACK_RUNS: [&str; 3] = ["rack_update", "rack_update --dry-run", "racks"];

/// Programs that read only a manifest.
const RELEASE_RUNS: [&str; 3] = ["release create N", "release what-if publish A", "release lint"];

/// Runs programs that refuse to work, for a reason that begins like this.
#[track_caller]
fn refused(site: &Site, runs: &[&str], problem: &str) {
    for line in runs {
        let (code, _, stderr) = site.run(line);
        let start = format!("error: {problem}");
        assert!(code == Some(1) && stderr.starts_with(&start), "{line}: {stderr}");
    }
}

#[test]
fn bad_files_are_named_and_left_alone() {
    const RELEASE: &str = r#"{"version": "A", "published": true, "required": false}"#;
    const RACK: &str = r#"{"name": "a", "version": "A"}"#;

    for (manifest, problem) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("{}", "invalid type: map, expected a sequence at line 1 column 0"),
        (r#"[{"version": "A", "published": true, "requ"#, "EOF while parsing a string"),
        // An error about the list has no line.
        (
            &format!("[{RELEASE}, {RELEASE}]"),
            "duplicate release \"A\" at index 1 (first listed at index 0)\n",
        ),
    ] {
        let site = Site::new(manifest, BLOCKED_RACKS);
        let problem = format!("can't read the manifest versions.json: {problem}");
        refused(&site, &[&RACK_RUNS[..], &RELEASE_RUNS].concat(), &problem);
        assert_eq!(site.read("versions.json"), manifest);
        assert_eq!(site.read("racks.json"), BLOCKED_RACKS);
    }
    for (racks, problem) in [
        ("{}", "can't read the racks file racks.json: invalid type: map"),
        (r#"[{"name": "a"}]"#, "can't read the racks file racks.json: missing field `version`"),
        (r#"[["a", "A"]]"#, "can't read the racks file racks.json: invalid type: sequence"),
        (&format!("[{RACK}, {RACK}]"), "rack \"a\" is listed twice in the racks file racks.json\n"),
    ] {
        let site = Site::new(BLOCKED, racks);
        refused(&site, &RACK_RUNS, problem);
        assert_eq!(site.read("racks.json"), racks);
    }
}

#[test]
fn a_file_that_does_not_exist_is_named_and_not_made() {
    let site = Site::empty();
    refused(&site, &RACK_RUNS, "can't read the manifest versions.json: No such file");
    let begin =
        "can't find the manifest versions.json; a new manifest begins as a file with [] in it";
    refused(&site, &RELEASE_RUNS, begin);
    site.write("versions.json", BLOCKED);
    refused(&site, &RACK_RUNS[..1], "can't change the racks file racks.json: No such file");
    refused(&site, &RACK_RUNS[1..], "can't read the racks file racks.json: No such file");
    assert_eq!(site.files(), ["versions.json"]);
}

#[test]
fn a_broken_demo_says_how_to_start_over() {
    for (line, what, file) in [
        ("rack_update", "racks file", "racks.json"),
        ("rack_update", "manifest", "versions.json"),
        ("release lint", "manifest", "versions.json"),
    ] {
        let site = Site::empty();
        site.write(file, "[{");
        let path = site.path(file).display().to_string();
        let expected = error(&format!(
            "can't read the {what} {path} (to start over, delete {path}): \
             EOF while parsing an object at line 1 column 2"
        ));
        assert_eq!(site.demo(line), expected);
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let site = Site::new(format!("\u{feff}{BLOCKED}"), format!("\u{feff}{BLOCKED_RACKS}"));
    assert_eq!(site.run("rack_update").0, Some(0));
    assert_eq!(site.run("release create N").0, Some(0));
}

#[test]
fn updates_at_the_same_time_lose_nothing() {
    let racks: Vec<_> =
        (0..16).map(|name| json!({"name": name.to_string(), "version": "A"})).collect();
    let site = Site::new(BLOCKED, json!(racks).to_string());
    let lines: Vec<_> = (0..16).map(|name| format!("rack_update --rack {name}")).collect();
    at_the_same_time(&lines, |line| site.run(line));
    assert_eq!(site.versions(), ["B"; 16]);
    // Nothing except the lock is left.
    assert_eq!(site.files(), ["racks.json", "racks.json.lock", "versions.json"]);
}

#[test]
fn first_runs_at_the_same_time_lose_nothing() {
    let site = Site::empty();
    let lines: Vec<_> = (0..12).map(|number| format!("release create new-{number}")).collect();
    at_the_same_time(&lines, |line| site.demo(line));
    let timeline: Timeline = serde_json::from_str(&site.read("versions.json")).expect("a manifest");
    assert_eq!(timeline.len(), 35 + lines.len());
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_where_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    for (file, line) in [
        ("racks.json", "rack_update --racks link --manifest versions.json"),
        ("versions.json", "release publish D --manifest link"),
    ] {
        let (link, path) = (site.path("link"), site.path(file));
        symlink(file, &link).expect("a link is made");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("mode is set");
        let before = site.read(file);
        let reader = File::open(&path).expect("the file is opened");

        assert_eq!(site.demo(line).0, Some(0));
        assert!(link.symlink_metadata().expect("the link is there").is_symlink());
        assert_ne!(site.read(file), before);
        // A reader of the old file never sees a part of the new one.
        assert_eq!(io::read_to_string(reader).expect("the old content"), before);
        let mode = path.metadata().expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        fs::remove_file(link).expect("the link is removed");
    }
}

#[cfg(unix)]
#[test]
fn a_demo_file_has_the_permissions_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;

    let site = Site::empty();
    site.write("new", "");
    assert_eq!(site.demo("racks").0, Some(0));
    let mode = |name| site.path(name).metadata().expect("a file").permissions().mode();
    assert_eq!(mode("racks.json"), mode("new"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_a_program_quietly_and_without_a_change() {
    let site = Site::empty();
    for line in ["rack_update", "rack_update --json", "racks", "release create N"] {
        let (_, closed) = io::pipe().expect("a pipe");
        // As if by the signal SIGPIPE.
        let expected = (Some(128 + 13), String::new(), String::new());
        assert_eq!(outcome(site.program(line).stdout(closed)), expected);
    }
    assert_eq!(site.read("racks.json"), shipped("racks.json"));
    assert_eq!(site.read("versions.json"), shipped("versions.json"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_output_is_named() {
    let full = File::options().write(true).open("/dev/full").expect("a device of Linux");
    let expected = "can't write to the standard output: No space left on device (os error 28)";
    assert_eq!(outcome(Site::empty().program("racks").stdout(full)), error(expected));
}

#[test]
fn text_from_the_files_is_readable_and_cannot_forge_a_line() {
    let manifest = r#"[
        {"version": "it's \"版\"", "published": true, "required": false},
        {"version": "B\nDone", "published": true, "required": true, "reason": "सेटिंग्स\n\u202e🚀"},
        {"version": "C", "published": true, "required": false}
    ]"#;
    let site = Site::new(manifest, r#"[{"name": "東\u001b[2J", "version": "it's \"版\""}]"#);
    let expected = "\
NAME         VERSION    STATUS    NEXT     LATEST  UPDATES
東\\u{1b}[2J  it's \"版\"  outdated  B\\nDone  C       2
";
    assert_eq!(site.run("racks"), ok(expected));
    let expected = "Updating to B\\nDone... UPDATING\nDone: rack 東\\u{1b}[2J now runs B\\nDone\n\
        It stopped for required release B\\nDone: सेटिंग्स\\n\\u{202e}🚀\n\
        Run the same command again to continue\n";
    assert_eq!(site.run("rack_update"), ok(expected));
}

#[test]
fn the_shipped_manifests_hold_the_facts() {
    for (name, count, required, latest) in [
        ("versions.json", 35, &["20170306140228"][..], "20170405220740"),
        ("terraform-enterprise.json", 31, &["v202204-2", "v202207-2", "v202304-1"], "v202310-1"),
    ] {
        let timeline: Timeline = serde_json::from_str(&shipped(name)).expect("a manifest");
        assert_eq!(timeline.len(), count);
        assert!(timeline.required().map(Release::version).eq(required.iter().copied()));
        assert_eq!(timeline.latest().map(Release::version), Some(latest));
        assert!(timeline.iter().map(Release::version).is_sorted());
    }
}

#[test]
fn a_manifest_that_is_newest_first_updates_nothing() {
    let newest_first = json!(
        ["3", "2", "1"]
            .map(|version| json!({"version": version, "published": true, "required": false}))
    );
    let site = Site::new(newest_first.to_string(), BLOCKED_RACKS);
    refused(&site, &RACK_RUNS, "can't plan by the manifest versions.json: the releases seem to be");
    assert_eq!(site.read("racks.json"), BLOCKED_RACKS);
}
