//! What the command line accepts.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::program;

const PROGRAMS: [&str; 6] =
    ["quickstart", "rack_update", "racks", "own_records", "minor_by_minor", "release"];

#[track_caller]
fn stdout(command: &mut Command) -> String {
    let assert = command.assert().code(0).stderr("");
    String::from_utf8(assert.get_output().stdout.clone()).expect("the output is text")
}

#[test]
fn wrong_usage_is_told_from_bad_input() {
    let table: [(&str, &[&str]); 16] = [
        ("rack_update", &["one", "two"]),
        ("rack_update", &["--rack"]),
        ("rack_update", &["--dry-run=yes"]),
        ("rack_update", &["--dryrun"]),
        ("racks", &["production"]),
        ("racks", &["--update"]),
        ("racks", &["--manifest", "one", "--manifest", "two"]),
        ("own_records", &["one", "two", "three"]),
        ("quickstart", &["one"]),
        ("minor_by_minor", &["one"]),
        ("rack_update", &["--json", "--diagram"]),
        ("racks", &["--diagram", "--update", "production"]),
        ("release", &["what-if", "list"]),
        ("release", &["publish"]),
        ("release", &["publish", "A", "B"]),
        ("release", &["publish", "A", "--reason", "none"]),
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
        let made = fs::read_dir(target.path()).expect("the folder is there").count();
        assert_eq!(made, 0);
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
    let table: [(&str, &[&str]); 4] = [
        (
            "rack_update",
            &[
                "[VERSION]",
                "--rack <NAME>",
                "--dry-run",
                "--json",
                "--diagram",
                "--manifest <FILE>",
                "--racks <FILE>",
            ],
        ),
        ("racks", &["--update <NAME>", "--diagram", "--manifest <FILE>", "--racks <FILE>"]),
        (
            "release",
            &[
                "create",
                "publish",
                "withdraw",
                "require",
                "waive",
                "list",
                "lint",
                "what-if",
                "--manifest <FILE>",
                "--allow-errors",
            ],
        ),
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

#[test]
fn without_a_command_the_commands_are_shown() {
    for arguments in [&[][..], &["what-if"]] {
        let assert = program("release").args(arguments).assert().code(2).stdout("");
        let help = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        for command in ["create", "publish", "withdraw", "require", "waive"] {
            assert!(help.contains(&format!("  {command}  ")), "{help}");
        }
    }
}

#[test]
fn every_command_has_help() {
    let table: [(&[&str], &str); 9] = [
        (&["create"], "--description <TEXT>"),
        (&["publish"], "<VERSION>"),
        (&["withdraw"], "<VERSION>"),
        (&["require"], "--reason <TEXT>"),
        (&["waive"], "<VERSION>"),
        (&["list"], "--manifest <FILE>"),
        (&["lint"], "--manifest <FILE>"),
        (&["what-if"], "require"),
        (&["what-if", "require"], "--reason <TEXT>"),
    ];
    for (command, argument) in table {
        let help = stdout(program("release").args(command).arg("--help"));
        assert!(help.contains(&format!("Usage: release {}", command.join(" "))), "{help}");
        assert!(help.contains(argument), "{argument} is missing from {help}");
    }
}
