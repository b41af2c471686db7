use crate::{Site, error, ok, outcome};

#[test]
fn each_hop_has_the_record_of_its_release() {
    let expected = "\
37.20230110.1.0 -> 37.20230122.1.1 (required) -> 38.20230310.1.0 (required) -> 38.20230322.1.0
37.20230110.1.0 -> 37.20230122.1.1 (required: renames the signing key, without which later images \
can't be verified)
37.20230122.1.1 -> 38.20230310.1.0 (required: moves the boot files, which later images expect at \
the new place), skips 2 releases
38.20230310.1.0 -> 38.20230322.1.0, skips 1 release
  rollout: {\"duration_minutes\":2880,\"start_epoch\":1679500800,\"start_percentage\":0.25}
";
    assert_eq!(outcome(&mut Site::empty().program("own_records", &[])), ok(expected));
}

#[test]
fn the_order_is_that_of_the_stream_and_of_nothing_else() {
    let versions = ["38.20230310.1.0", "37.20230303.1.1"];
    let expected = "38.20230310.1.0 -> 37.20230303.1.1\n".repeat(2);
    assert_eq!(outcome(&mut Site::empty().program("own_records", &versions)), ok(expected));
}

#[test]
fn an_unknown_version_names_the_document() {
    let (code, _, stderr) = outcome(&mut Site::empty().program("own_records", &["A"]));
    assert_eq!(code, Some(1));
    let end = "update-stream.json, which lists the versions to choose from: unknown current release \
        \"A\": it is not in the timeline\n";
    assert!(
        stderr.starts_with("error: can't plan by the update stream ") && stderr.ends_with(end),
        "{stderr}"
    );
}

#[test]
fn documents() {
    let dead_end = "release \"A\" at index 0 is a dead end, so it can't be published or required";
    for (document, expected) in [
        // Only these fields are needed.
        (r#"{"releases": [{"version": "A"}, {"version": "B"}]}"#, ok("A -> B\nA -> B\n")),
        (r#"{"releases": []}"#, error("no releases are in the update stream stream.json")),
        (
            r#"[{"version": "A"}]"#,
            error(
                "can't read the update stream stream.json: invalid type: sequence, expected an \
                 update stream, which is an object with releases at line 1 column 0",
            ),
        ),
        (
            r#"{"releases": [{"version": "A", "metadata": {"barrier": {}, "deadend": {}}}]}"#,
            error(&format!("can't use the update stream stream.json: {dead_end}")),
        ),
    ] {
        let site = Site::empty();
        site.write("stream.json", document);
        let mut program = site.program("own_records", &["--document", "stream.json"]);
        assert_eq!(outcome(&mut program), expected, "{document}");
    }
}
