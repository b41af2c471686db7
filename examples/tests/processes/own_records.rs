use crate::{Site, error, ok};

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
    assert_eq!(Site::empty().demo("own_records"), ok(expected));
}

#[test]
fn documents() {
    let problem = |text| error(&format!("can't {text}"));
    for (document, expected) in [
        // Only these fields are needed.
        (r#"{"releases": [{"version": "A"}, {"version": "B"}]}"#, ok("A -> B\nA -> B\n")),
        (r#"{"releases": []}"#, error("no releases are in the update stream stream.json")),
        (
            r#"[{"version": "A"}]"#,
            problem(
                "read the update stream stream.json: invalid type: sequence, expected an update \
                 stream, which is an object with releases at line 1 column 0",
            ),
        ),
        (
            r#"{"releases": [{"version": "A", "metadata": {"barrier": {}, "deadend": {}}}]}"#,
            problem(
                "use the update stream stream.json: release \"A\" at index 0 is a dead end, so it \
                 can't be published or required",
            ),
        ),
    ] {
        let site = Site::empty();
        site.write("stream.json", document);
        assert_eq!(site.demo("own_records --document stream.json"), expected, "{document}");
    }
}

#[test]
fn an_unknown_version_names_the_document() {
    let site = Site::empty();
    site.write("stream.json", r#"{"releases": [{"version": "A"}]}"#);
    let expected = "can't plan by the update stream stream.json, which lists the versions to \
        choose from: unknown target release \"B\": it is not in the timeline";
    assert_eq!(site.demo("own_records A B --document stream.json"), error(expected));
}
