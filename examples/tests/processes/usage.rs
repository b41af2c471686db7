//! What the command line accepts.

use assert_cmd::Command;
use tempfile::TempDir;

use crate::program;

const PROGRAMS: [&str; 4] = ["quickstart", "rack_update", "racks", "own_records"];

#[track_caller]
fn stdout(command: &mut Command) -> String {
    let assert = command.assert().code(0).stderr("");
    String::from_utf8(assert.get_output().stdout.clone()).expect("the output is text")
}

#[test]
fn wrong_usage_is_told_from_bad_input() {
    let table: [(&str, &[&str]); 9] = [
        ("rack_update", &["one", "two"]),
        ("rack_update", &["--rack"]),
        ("rack_update", &["--dry-run=yes"]),
        ("rack_update", &["--dryrun"]),
        ("racks", &["production"]),
        ("racks", &["--update"]),
        ("racks", &["--manifest", "one", "--manifest", "two"]),
        ("own_records", &["one", "two", "three"]),
        ("quickstart", &["one"]),
    ];
    let unknown: &[&str] = &["--no-such-option"];
    for (name, arguments) in table.into_iter().chain(PROGRAMS.map(|name| (name, unknown))) {
        let target = TempDir::new().expect("a folder for the test");
        let assert = program(name)
            .env("CARGO_TARGET_DIR", target.path())
            .args(arguments)
            .assert()
            .code(2)
            .stdout("");
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(error.starts_with("error: "), "{error}");
        assert!(error.contains("For more information, try '--help'."), "{error}");
        assert!(!target.path().join("racks.json").exists());
    }
}

#[test]
fn help_is_there() {
    for name in PROGRAMS {
        let long = stdout(program(name).arg("--help"));
        assert!(long.contains(&format!("Usage: {name}")), "{long}");
        assert!(long.contains("-h, --help"), "{long}");
        assert!(stdout(program(name).arg("-h")).contains(&format!("Usage: {name}")));
    }
}

#[test]
fn help_names_every_argument_and_exit_code() {
    let table: [(&str, &[&str]); 3] = [
        (
            "rack_update",
            &[
                "[VERSION]",
                "--rack <NAME>",
                "--dry-run",
                "--json",
                "--manifest <FILE>",
                "--racks <FILE>",
            ],
        ),
        ("racks", &["--update <NAME>", "--manifest <FILE>", "--racks <FILE>"]),
        ("own_records", &["[CURRENT]", "[TARGET]", "--document <FILE>"]),
    ];
    for (name, arguments) in table {
        let help = stdout(program(name).arg("--help"));
        for argument in arguments {
            assert!(help.contains(argument), "{argument} is missing from {help}");
        }
        assert!(help.contains("Exit code: 0 "), "{help}");
    }
}
