use std::fs;

use tempfile::TempDir;

use crate::{Outcome, program};

#[test]
fn each_hop_has_the_record_of_its_release() {
    program("own_records").prints(
        "\
37.20230110.1.0 -> 37.20230122.1.1 (required) -> 38.20230310.1.0 (required) -> 38.20230322.1.0

37.20230110.1.0 -> 37.20230122.1.1 (required: renames the signing key, without which later images \
can't be verified), jumps over 0 releases
  image: https://images.example/37.20230122.1.1.raw
  notes: fixes the clock

37.20230122.1.1 -> 38.20230310.1.0 (required: moves the boot files, which later images expect at \
the new place), jumps over 2 releases
  image: https://images.example/38.20230310.1.0.raw
  notes: new base system

38.20230310.1.0 -> 38.20230322.1.0, jumps over 1 release
  image: https://images.example/38.20230322.1.0.raw
  notes: new base system again
",
    );
}

#[test]
fn position_is_the_order_whatever_the_versions_look_like() {
    program("own_records").args(["38.20230310.1.0", "37.20230303.1.1"]).prints(
        "\
38.20230310.1.0 -> 37.20230303.1.1

38.20230310.1.0 -> 37.20230303.1.1, jumps over 0 releases
  image: https://images.example/37.20230303.1.1.raw
  notes: back on the base system before, until a regression is fixed
",
    );
}

#[test]
fn nothing_to_do_is_no_error() {
    program("own_records").arg("38.20230322.1.0").prints("38.20230322.1.0\n");
}

#[test]
fn what_cannot_be_planned_is_an_error() {
    program("own_records").arg("37.20230219.1.0").fails(
        "no update is possible from release \"37.20230219.1.0\": \"its updater can't reach the \
         network: install anew\"",
    );
    program("own_records")
        .arg("39")
        .fails("unknown current release \"39\": it is not in the timeline");
    program("own_records").args(["38.20230310.1.0", "37.20230205.1.0"]).fails(
        "downgrade from \"38.20230310.1.0\" to \"37.20230205.1.0\": required release \
         \"38.20230310.1.0\" makes going back unsafe",
    );
}

#[test]
fn a_bad_document_is_an_error_that_names_it() {
    let folder = TempDir::new().expect("a folder for the test");
    let file = folder.path().join("stream.json");
    let record = |version: &str, metadata: &str| {
        format!(r#"{{"version": "{version}", "image": "i", "notes": "n", "metadata": {metadata}}}"#)
    };
    let table = [
        (String::new(), "read", "EOF while parsing a value at line 1 column 0"),
        (
            "[]".into(),
            "read",
            "invalid length 0, expected struct Document with 1 element at line 1 column 2",
        ),
        (r#"{"release": []}"#.into(), "read", "missing field `releases` at line 1 column 15"),
        (
            format!(r#"{{"releases": [{}]}}"#, record("A", r#"{"barrier": {}}"#)),
            "read",
            "missing field `reason` at line 1 column 85",
        ),
        (
            format!(r#"{{"releases": [{0}, {0}]}}"#, record("A", "{}")),
            "use",
            "duplicate release \"A\" at index 1 (first listed at index 0)",
        ),
        (format!(r#"{{"releases": [{}]}}"#, record("", "{}")), "use", "empty version at index 0"),
        (
            format!(
                r#"{{"releases": [{}]}}"#,
                record("A", r#"{"barrier": {"reason": "r"}, "deadend": {"reason": "r"}}"#)
            ),
            "use",
            "release \"A\" at index 0 is a dead end, so it can't be published or required",
        ),
    ];
    for (document, what, error) in table {
        fs::write(&file, document).expect("the document is written");
        program("own_records")
            .arg("--document")
            .arg(&file)
            .fails(format!("can't {what} the update stream {}: {error}", file.display()));
    }

    fs::write(&file, r#"{"releases": []}"#).expect("the document is written");
    program("own_records")
        .arg("--document")
        .arg(&file)
        .fails(format!("there is no release in {}", file.display()));
}
