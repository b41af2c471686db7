//! How files are read and written, and what happens if they can't be.

use std::{fs::File, io, thread};

use rack_updates::Timeline;

use crate::{BLOCKED, BLOCKED_RACKS, Site, error, ok, outcome, shipped};

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
    const NEWEST_FIRST: &str = r#"[
        {"version": "3", "published": true, "required": false},
        {"version": "2", "published": true, "required": false},
        {"version": "1", "published": true, "required": false}
    ]"#;

    let cut_off = "can't read the manifest versions.json: EOF while parsing a string at line 1";
    let newest_first = "can't plan by the manifest versions.json: the releases seem to be newest";
    let no_rack = "can't read the racks file racks.json: invalid type: sequence, expected a rack";
    for (manifest, racks, runs, problem) in [
        (r#"[{"version": "A", "requ"#, BLOCKED_RACKS, RACK_RUNS, cut_off),
        (r#"[{"version": "A", "requ"#, BLOCKED_RACKS, RELEASE_RUNS, cut_off),
        (NEWEST_FIRST, BLOCKED_RACKS, RACK_RUNS, newest_first),
        (BLOCKED, r#"[["a", "A"]]"#, RACK_RUNS, no_rack),
    ] {
        let site = Site::new(manifest, racks);
        refused(&site, &runs, problem);
        assert_eq!((&*site.read("versions.json"), &*site.read("racks.json")), (manifest, racks));
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
    refused(&site, &RACK_RUNS, "can't read the racks file racks.json: No such file");
    assert_eq!(site.files(), ["versions.json"]);
}

#[test]
fn a_broken_demo_says_how_to_start_over() {
    for (line, file) in [("rack_update", "racks.json"), ("release lint", "versions.json")] {
        let site = Site::empty();
        site.write(file, "[{");
        let (code, _, stderr) = site.demo(line);
        let path = site.path(file);
        let how = format!("{} (to start over, delete {0}): EOF while parsing", path.display());
        assert!(code == Some(1) && stderr.contains(&how), "{stderr}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let site = Site::new(format!("\u{feff}{BLOCKED}"), format!("\u{feff}{BLOCKED_RACKS}"));
    assert_eq!(site.run("rack_update").0, Some(0));
    assert_eq!(site.run("release create N").0, Some(0));
}

#[test]
fn first_runs_at_the_same_time_lose_nothing() {
    let site = &Site::empty();
    thread::scope(|scope| {
        for number in 0..12 {
            let line = format!("release create new-{number}");
            scope.spawn(move || assert_eq!(site.demo(&line).0, Some(0)));
        }
    });
    let timeline: Timeline = serde_json::from_str(&site.read("versions.json")).expect("a manifest");
    assert_eq!(timeline.len(), 35 + 12);
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_where_it_is_and_changes_in_one_field() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let racks = r#"[
  {"version": "B", "name": "b", "sizes": [1,  2.50]},
  {
    "name": "c", "version": "C"
  }
]
"#;
    let site = Site::new(BLOCKED, racks);
    let (link, path) = (site.path("link"), site.path("racks.json"));
    symlink("racks.json", &link).expect("a link is made");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("mode is set");
    let reader = File::open(&path).expect("the file is opened");

    assert_eq!(site.demo("rack_update C --racks link --manifest versions.json").0, Some(0));
    assert!(link.symlink_metadata().expect("the link is there").is_symlink());
    assert_eq!(site.read("racks.json"), racks.replace("\"B\"", "\"C\""));
    // A reader of the old file never sees a part of the new one.
    assert_eq!(io::read_to_string(reader).expect("the old content"), racks);
    let mode = path.metadata().expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    // Nothing except the lock is left.
    assert_eq!(site.files(), ["link", "racks.json", "racks.json.lock", "versions.json"]);
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
