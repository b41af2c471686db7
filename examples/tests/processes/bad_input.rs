//! Input that is wrong is a clear error that names the file, and the file is left as it is.

use std::{fs, path::Path};

use assert_cmd::Command;

use crate::{BLOCKED, BLOCKED_RACKS, Outcome, Site};

/// Every command that changes a manifest, and then every other one.
const RELEASE_RUNS: [&[&str]; 8] = [
    &["create", "N"],
    &["publish", "A"],
    &["withdraw", "A"],
    &["require", "A"],
    &["waive", "A"],
    &["what-if", "create", "N"],
    &["list"],
    &["lint"],
];

/// Every way to run a program on a manifest and a racks file.
const RUNS: [(&str, &[&str]); 6] = [
    ("rack_update", &[]),
    ("rack_update", &["B", "--rack", "a"]),
    ("rack_update", &["--dry-run"]),
    ("rack_update", &["--json"]),
    ("racks", &[]),
    ("racks", &["--update", "a"]),
];

fn runs(site: &Site) -> impl Iterator<Item = Command> {
    RUNS.iter().map(|&(name, arguments)| {
        let mut command = site.program(name);
        command.args(arguments);
        command
    })
}

#[test]
fn bad_manifests() {
    let table: [(&[u8], &str); 11] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b" \n", "EOF while parsing a value at line 2 column 0"),
        (b"{}", "invalid type: map, expected an array of releases at line 1 column 0"),
        (b"null", "invalid type: null, expected an array of releases at line 1 column 4"),
        (
            br#"[{"version": 3, "published": true, "required": true}]"#,
            "invalid type: integer `3`, expected a string at line 1 column 14",
        ),
        (
            br#"[{"version": "A", "published": "yes", "required": true}]"#,
            "invalid type: string \"yes\", expected a boolean at line 1 column 36",
        ),
        (
            br#"[{"version": "A", "published": true, "requird": true}]"#,
            "missing field `required` at line 1 column 53",
        ),
        (
            b"[{\"version\": \"A\", \"published\": true, \"required\": false},\n \
              {\"version\": \"A\", \"published\": true, \"required\": true}]",
            "duplicate release \"A\" at index 1 (first listed at index 0) at line 2 column 55",
        ),
        (
            br#"[{"version": "", "published": true, "required": false}]"#,
            "empty version at index 0 at line 1 column 55",
        ),
        (
            br#"[{"version": "A", "published": true, "requi"#,
            "EOF while parsing a string at line 1 column 43",
        ),
        (
            b"[{\"version\": \"A\xff\", \"published\": true, \"required\": false}]",
            "invalid unicode code point at line 1 column 16",
        ),
    ];
    for (manifest, error) in table {
        let site = Site::new(manifest, BLOCKED_RACKS);
        let path = site.manifest();
        for mut run in runs(&site) {
            run.fails(format!("can't read the manifest {}: {error}", path.display()));
        }
        assert_eq!(fs::read(&path).expect("the manifest"), manifest);
        assert_eq!(fs::read(site.racks()).expect("the racks"), BLOCKED_RACKS.as_bytes());
        assert_eq!(site.files(), ["racks.json", "versions.json"]);

        for arguments in RELEASE_RUNS {
            site.release(arguments)
                .fails(format!("can't read the manifest {}: {error}", path.display()));
            assert_eq!(fs::read(&path).expect("the manifest"), manifest);
        }
    }
}

#[test]
fn an_entry_that_is_no_release() {
    let site = Site::new("[3]", BLOCKED_RACKS);
    for mut run in runs(&site) {
        let assert = run.assert().code(1).stdout("");
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        let path = site.manifest();
        let start = format!("error: can't read the manifest {}: ", path.display());
        assert!(error.starts_with(&start), "{error}");
        assert!(error.ends_with(" at line 1 column 2\n"), "{error}");
    }
}

#[test]
fn broken_state_files() {
    let table: [(&[u8], &str); 8] = [
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"{}", "invalid type: map, expected a sequence at line 1 column 0"),
        (br#"[{"name": "a"}]"#, "missing field `version` at line 1 column 14"),
        (
            br#"[{"name": "a", "version": 1}]"#,
            "invalid type: integer `1`, expected a string at line 1 column 27",
        ),
        (br#"[{"name": "a", "vers"#, "EOF while parsing a string at line 1 column 20"),
        (br#"[{"name": "a", "version": "A"}] x"#, "trailing characters at line 1 column 33"),
        (
            br#"[{"name": "a", "version": "A", "note": ""}]"#,
            "unknown field `note`, expected `name` or `version` at line 1 column 37",
        ),
        (
            b"[{\"name\": \"a\", \"version\": \"\xc3\x28\"}]",
            "invalid unicode code point at line 1 column 28",
        ),
    ];
    for (racks, error) in table {
        let site = Site::new(BLOCKED, racks);
        for mut run in runs(&site) {
            run.fails(format!("can't read the racks file {}: {error}", site.racks().display()));
        }
        assert_eq!(fs::read(site.racks()).expect("the racks"), racks);
    }
}

#[test]
fn a_rack_that_is_listed_twice() {
    let racks = r#"[{"name": "a", "version": "A"}, {"name": "a", "version": "B"}]"#;
    let site = Site::new(BLOCKED, racks);
    for mut run in runs(&site) {
        let path = site.racks();
        run.fails(format!("rack \"a\" is listed twice in the racks file {}", path.display()));
    }
    assert_eq!(fs::read_to_string(site.racks()).expect("the racks"), racks);
}

#[test]
fn a_broken_state_of_ones_own() {
    let site = Site::new(BLOCKED, "[{");
    for name in ["rack_update", "racks"] {
        // The folder of the site is where the programs keep their state then.
        crate::program(name).env("CARGO_TARGET_DIR", site.folder.path()).fails(format!(
            "can't read the racks file {}: EOF while parsing an object at line 1 column 2",
            site.racks().display(),
        ));
    }
    assert_eq!(fs::read_to_string(site.racks()).expect("the racks"), "[{");
}

#[test]
fn files_that_are_not_there() {
    #[track_caller]
    fn fails_with(run: &mut Command, start: &str, path: &Path) {
        let assert = run.assert().code(1).stdout("");
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(error.starts_with(&format!("error: {start} {}: ", path.display())), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }

    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    fs::remove_file(site.racks()).expect("the racks are removed");
    for (mut run, (name, arguments)) in runs(&site).zip(RUNS) {
        let changes =
            matches!((name, arguments), ("rack_update", [] | ["B", ..]) | ("racks", [_, ..]));
        let what = if changes { "change" } else { "read" };
        fails_with(&mut run, &format!("can't {what} the racks file"), &site.racks());
    }
    // A file that was named and isn't there is a slip of the pen: it is not made.
    assert_eq!(site.files(), ["versions.json"]);

    fs::remove_file(site.manifest()).expect("the manifest is removed");
    for mut run in runs(&site) {
        fails_with(&mut run, "can't read the manifest", &site.manifest());
    }
    for (number, arguments) in RELEASE_RUNS.into_iter().enumerate() {
        let what = if number < 5 { "change" } else { "read" };
        let start = format!("can't {what} the manifest");
        fails_with(&mut site.release(arguments), &start, &site.manifest());
    }
    assert!(site.files().is_empty());
    let folder = site.folder.path();
    crate::program("own_records").arg("--document").arg(folder).assert().code(1).stdout("");
}

#[test]
fn racks_that_are_not_there() {
    let site = Site::new(BLOCKED, BLOCKED_RACKS);
    let error = format!("there is no rack \"q\" in the racks file {}", site.racks().display());
    for how in [&[][..], &["--dry-run"], &["--json"]] {
        site.program("rack_update").args(["--rack", "q"]).args(how).fails(&error);
    }
    site.program("racks").args(["--update", "q"]).fails(&error);
    assert_eq!(fs::read_to_string(site.racks()).expect("the racks"), BLOCKED_RACKS);

    let site = Site::new(BLOCKED, "[]");
    let error = format!("there is no rack in the racks file {}", site.racks().display());
    site.program("rack_update").fails(&error);
    site.program("rack_update").arg("--dry-run").fails(&error);
}
