//! The programs that only plan.

use crate::{Site, error, ok};

#[test]
fn shipped_data_is_planned() {
    for (line, expected) in [
        (
            "quickstart",
            "\
A -> B (required) -> D
> o A
> * B  required: copies the settings that C deletes
| : 1 release
> o D  latest
A -> B (required: copies the settings that C deletes)
B -> D, skips 1 release
D is up to date
",
        ),
        (
            "minor_by_minor",
            "1.28.2 -> 1.29.14 (required) -> 1.30.10 (for required 1.30.11) -> 1.31.0\n",
        ),
        (
            "own_records",
            "\
37.20230110.1.0 -> 37.20230122.1.1 (required) -> 38.20230310.1.0 (required) -> 38.20230322.1.0
37.20230110.1.0 -> 37.20230122.1.1 (required: renames the signing key, without which later images \
can't be verified)
37.20230122.1.1 -> 38.20230310.1.0 (required: moves the boot files, which later images expect at \
the new place), skips 2 releases
38.20230310.1.0 -> 38.20230322.1.0, skips 1 release
  rollout: {\"duration_minutes\":2880,\"start_epoch\":1679500800,\"start_percentage\":0.25}
",
        ),
        (
            "racks --manifest versions.json --racks racks.json",
            "\
NAME        VERSION                         STATUS      NEXT            LATEST          UPDATES
production  20170202012654                  outdated    20170306140228  20170405220740  2
staging     20170306140228                  outdated    20170405220740  20170405220740  1
europe      20161102160040                  outdated    20170306140228  20170405220740  2
demo        20170405220740                  up to date  -               20170405220740  0
canary      20170413175739                  up to date  -               20170405220740  0
experiment  20160809175449-subnet-behavior  unknown     -               20170405220740  -

experiment: release \"20160809175449-subnet-behavior\" is not in the manifest versions.json. \
Correct the version of the rack in the racks file, or add the release to the manifest
",
        ),
    ] {
        let site = Site::shipped();
        assert_eq!(site.demo(line), ok(expected));
        assert_eq!(site.files(), ["racks.json", "versions.json"]);
    }
}

#[test]
fn documents_of_another_format() {
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
            r#"{"releases": [{"version": "A"}, {"version": "A"}]}"#,
            error(
                "can't use the update stream stream.json: duplicate release \"A\" at index 1 \
                 (first listed at index 0)",
            ),
        ),
        (
            r#"{"releases": [{"version": "A", "metadata": {"deadend": {"reason": "old"}}}]}"#,
            error(
                "can't plan by the update stream stream.json: no update is possible from release \
                 \"A\": \"old\"",
            ),
        ),
    ] {
        let site = Site::empty();
        site.write("stream.json", document);
        assert_eq!(site.demo("own_records stream.json"), expected, "{document}");
    }
}
