//! How files are read and written, and what happens if they can't be.

use std::{
    fs::{self, File},
    io,
    process::Stdio,
};

use rack_updates::{Release, Timeline};
use serde_json::json;

use crate::{BLOCKED, BLOCKED_RACKS, Site, at_the_same_time, error, outcome, shipped};

/// Programs that read a manifest and racks.
const RACK_RUNS: [(&str, &[&str]); 5] = [
    ("rack_update", &[]),
    ("rack_update", &["--dry-run"]),
    ("rack_update", &["--json"]),
    ("racks", &[]),
    ("racks", &["--update", "a"]),
];

/// Programs that read only a manifest.
const RELEASE_RUNS: [(&str, &[&str]); 4] = [
    ("release", &["create", "N"]),
    ("release", &["what-if", "publish", "A"]),
    ("release", &["list"]),
    ("release", &["lint"]),
];

#[test]
fn bad_files_are_named_and_left_alone() {
    let manifests: [(&[u8], &str); 4] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"{}", "invalid type: map, expected an array of releases at line 1 column 0"),
        (br#"[{"version": "A", "published": true, "requ"#, "EOF while parsing a string"),
        (b"[{\"version\": \"A\xff\"}]", "invalid unicode code point at line 1 column 16"),
    ];
    let racks: [(&[u8], &str); 4] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"{}", "invalid type: map, expected a sequence at line 1 column 0"),
        (br#"[{"name": "a"}]"#, "missing field `version` at line 1 column 14"),
        (br#"[{"name": "a", "version": "A", "note": ""}]"#, "unknown field `note`"),
    ];
    let manifests = manifests.map(|(bytes, problem)| {
        let runs = [&RACK_RUNS[..], &RELEASE_RUNS].concat();
        (Site::new(bytes, BLOCKED_RACKS), "manifest versions.json", runs, problem)
    });
    let racks = racks.map(|(bytes, problem)| {
        (Site::new(BLOCKED, bytes), "racks file racks.json", RACK_RUNS.to_vec(), problem)
    });
    for (site, file, runs, problem) in manifests.into_iter().chain(racks) {
        let content = |name| fs::read(site.path(name)).expect("a file of the test");
        let before = [content("versions.json"), content("racks.json")];
        for (name, arguments) in runs {
            let (code, stdout, stderr) = site.run(name, arguments);
            assert_eq!((code, stdout), (Some(1), String::new()));
            let expected = format!("error: can't read the {file}: {problem}");
            assert!(stderr.starts_with(&expected), "{stderr} isn't {expected}");
        }
        assert_eq!([content("versions.json"), content("racks.json")], before);
    }
}

#[test]
fn a_rack_that_is_listed_twice() {
    let racks = r#"[{"name": "a", "version": "A"}, {"name": "a", "version": "B"}]"#;
    let site = Site::new(BLOCKED, racks);
    for (name, arguments) in RACK_RUNS {
        let expected = error("rack \"a\" is listed twice in the racks file racks.json");
        assert_eq!(site.run(name, arguments), expected);
    }
}

#[test]
fn files_that_do_not_exist() {
    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    let missing = "No such file or directory (os error 2)";

    fs::remove_file(site.path("racks.json")).expect("the racks are removed");
    for (number, (name, arguments)) in RACK_RUNS.into_iter().enumerate() {
        let what = if matches!(number, 0 | 4) { "change" } else { "read" };
        let expected = error(&format!("can't {what} the racks file racks.json: {missing}"));
        assert_eq!(site.run(name, arguments), expected);
    }
    fs::remove_file(site.path("versions.json")).expect("the manifest is removed");
    for (name, arguments) in RACK_RUNS {
        let expected = error(&format!("can't read the manifest versions.json: {missing}"));
        assert_eq!(site.run(name, arguments), expected);
    }
    for (name, arguments) in RELEASE_RUNS {
        let expected = error(&format!(
            "can't find the manifest versions.json (a new manifest begins as a file with [] in \
             it): {missing}"
        ));
        assert_eq!(site.run(name, arguments), expected);
    }
    assert_eq!(site.files().len(), 0);
}

#[test]
fn a_broken_demo_says_how_to_start_over() {
    let site = Site::new("[{", "[{");
    for (program, arguments, what, file) in [
        ("rack_update", &[][..], "racks file", "racks.json"),
        ("racks", &[], "racks file", "racks.json"),
        ("release", &["list"], "manifest", "versions.json"),
    ] {
        let path = site.path(file).display().to_string();
        let expected = error(&format!(
            "can't read the {what} {path} (to start over, delete {path}): \
             EOF while parsing an object at line 1 column 2"
        ));
        assert_eq!(outcome(&mut site.program(program, arguments)), expected);
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let site = Site::new(marked(BLOCKED), marked(BLOCKED_RACKS));
    for (name, arguments) in [("racks", &["--update", "a"][..]), ("release", &["create", "N"])] {
        let (code, _, stderr) = site.run(name, arguments);
        assert_eq!((code, stderr), (Some(0), String::new()));
    }
}

#[test]
fn updates_at_the_same_time_lose_nothing() {
    let names: Vec<_> = (0..16).map(|number| format!("rack {number}")).collect();
    let racks: Vec<_> = names.iter().map(|name| json!({"name": name, "version": "A"})).collect();
    let site = Site::new(BLOCKED, json!(racks).to_string());

    at_the_same_time(names.iter().map(|name| {
        let options = ["--update", name, "--manifest", "versions.json", "--racks", "racks.json"];
        let mut command = site.program("racks", &options);
        command.stdout(Stdio::null());
        command
    }));
    assert_eq!(site.versions(), vec!["B"; names.len()]);
    // Nothing except the lock is left.
    assert_eq!(site.files(), ["racks.json", "racks.json.lock", "versions.json"]);
}

#[test]
fn first_runs_at_the_same_time_lose_nothing() {
    let site = Site::empty();
    let versions: Vec<_> = (0..12).map(|number| format!("new {number}")).collect();
    at_the_same_time(versions.iter().map(|version| {
        let mut command = site.program("release", &["create", version]);
        command.stdout(Stdio::null());
        command
    }));

    let timeline: Timeline = serde_json::from_str(&site.read("versions.json")).expect("a manifest");
    assert_eq!(timeline.len(), 35 + versions.len());
    for version in &versions {
        assert!(timeline.get(version).is_some(), "{version} was lost");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_where_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    for (file, name, arguments) in [
        ("racks.json", "rack_update", &["--racks", "link", "--manifest", "versions.json"][..]),
        ("versions.json", "release", &["publish", "D", "--manifest", "link"]),
    ] {
        let (link, path) = (site.path("link"), site.path(file));
        symlink(file, &link).expect("a link is made");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("mode is set");
        let before = site.read(file);
        let reader = File::open(&path).expect("the file is opened");

        assert_eq!(outcome(&mut site.program(name, arguments)).0, Some(0));
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
    assert_eq!(outcome(&mut site.program("racks", &[])).0, Some(0));
    let mode = |name| site.path(name).metadata().expect("a file").permissions().mode();
    assert_eq!(mode("racks.json"), mode("new"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_a_program_quietly_and_without_a_change() {
    let site = Site::shipped();
    for (name, arguments) in [
        ("rack_update", &[][..]),
        ("rack_update", &["--json"]),
        ("racks", &[]),
        ("release", &["create", "N"]),
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let files = ["--manifest", "versions.json", "--racks", "racks.json"];
        let mut program = site.program(name, arguments);
        program.args(if name == "release" { &files[..2] } else { &files }).stdout(writer);
        let output = program.stderr(Stdio::piped()).spawn().and_then(|run| run.wait_with_output());
        let output = output.expect("the program runs");
        // As if by the signal SIGPIPE.
        assert_eq!((output.status.code(), output.stderr), (Some(128 + 13), Vec::new()));
    }
    assert_eq!(site.read("racks.json"), shipped("racks.json"));
    assert_eq!(site.read("versions.json"), shipped("versions.json"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_output_is_named() {
    let site = Site::empty();
    let full = File::options().write(true).open("/dev/full").expect("a device of Linux");
    let mut program = site.program("racks", &[]);
    let output = program.stdout(full).stderr(Stdio::piped()).spawn();
    let output = output.and_then(|run| run.wait_with_output()).expect("the program runs");
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        (
            Some(1),
            "error: can't write to the standard output: No space left on device (os error 28)\n"
        ),
    );
}

#[test]
fn the_shipped_manifests_hold_the_facts() {
    let timeline =
        |name: &str| -> Timeline { serde_json::from_str(&shipped(name)).expect("a manifest") };
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
    assert!(terraform.iter().all(Release::is_published));
    assert!(terraform.iter().map(Release::version).is_sorted());

    let site =
        Site::new(shipped("terraform-enterprise.json"), shipped("terraform-enterprise-racks.json"));
    let path = "v202201-1 -> v202204-2 (required) -> v202207-2 (required) -> v202304-1 (required) \
        -> v202310-1\n";
    let (code, stdout, _) = site.run("rack_update", &["--dry-run"]);
    assert!(code == Some(0) && stdout.starts_with(path), "{stdout}");
}
