//! The contract of the manifest as JSON. Every bad input is an error that says
//! where and why, and none is a panic or a shorter timeline.
//!
//! The messages of the format are its own. Asserted are the line and column, and
//! the part of a message that is ours.

use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedPath, PlanError, Target},
};

fn read(manifest: &str) -> Result<Timeline, String> {
    serde_json::from_str(manifest).map_err(|error| error.to_string())
}

const SMALL: &str = r#"[
  {"version": "A", "description": "Fïrst \"light\"", "published": true, "required": false},
  {"version": "B", "published": true, "required": true, "reason": "copies\u0020the settings"},
  {"version": "C", "published": false, "required": false, "dead_end": "reinstall", "size": 1e3}
]"#;

fn small() -> Timeline {
    Timeline::new([
        Release::new("A").described("Fïrst \"light\""),
        Release::new("B").because("copies the settings"),
        Release::new("C").dead_end("reinstall"),
    ])
    .unwrap()
}

#[test]
fn a_manifest_is_read_from_text_bytes_and_a_reader() {
    assert_eq!(read(SMALL), Ok(small()));
    assert_eq!(serde_json::from_slice::<Timeline>(SMALL.as_bytes()).unwrap(), small());
    assert_eq!(serde_json::from_reader::<_, Timeline>(SMALL.as_bytes()).unwrap(), small());
    let value: serde_json::Value = serde_json::from_str(SMALL).unwrap();
    assert_eq!(serde_json::from_value::<Timeline>(value).unwrap(), small());
}

#[test]
fn an_entry_that_is_an_array_is_read_by_position() {
    let manifest = r#"[["A", "", true, false], ["B", "First light", false, true, "copies"],
        ["C", null, false, false, null, null, "reinstall"], ["D", "", true, true, null, "B"]]"#;
    let expected = Timeline::new([
        Release::new("A"),
        Release::new("B").described("First light").because("copies").unpublished(),
        Release::new("C").dead_end("reinstall"),
        Release::new("D").required_since("B"),
    ]);
    assert_eq!(read(manifest), Ok(expected.unwrap()));
    let error = read(r#"[["A", "", true]]"#).unwrap_err();
    assert!(error.contains("expected a release"), "{error}");
}

#[test]
fn what_is_written_is_pinned_and_read_back() {
    let written = serde_json::to_string(&small()).unwrap();
    assert_eq!(
        written,
        concat!(
            r#"[{"version":"A","description":"Fïrst \"light\"","published":true,"required":false},"#,
            r#"{"version":"B","description":"","published":true,"required":true,"#,
            r#""reason":"copies the settings"},"#,
            r#"{"version":"C","description":"","published":false,"required":false,"#,
            r#""dead_end":"reinstall"}]"#,
        ),
    );
    let read: Timeline = serde_json::from_str(&written).unwrap();
    assert_eq!(read, small());
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
}

#[test]
fn a_plan_as_json_is_pinned_and_read_back() {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("A2"),
        Release::new("B").required_since("A2").because("copies the settings").unpublished(),
        Release::new("C"),
        Release::new("D").required(),
    ])
    .unwrap();
    let path = plan::full_path(&timeline, "A", "D").unwrap();
    let written = serde_json::to_string(&path).unwrap();
    assert_eq!(
        written,
        concat!(
            r#"{"from":"A","to":"D","hops":["#,
            r#"{"number":1,"total":2,"from":"A","to":"A2","required":false,"#,
            r#""stop":{"version":"B","since":"A2","reason":"copies the settings"},"#,
            r#""skipped":0,"last":false},"#,
            r#"{"number":2,"total":2,"from":"A2","to":"D","required":true,"#,
            r#""stop":null,"skipped":2,"last":true}]}"#,
        ),
    );
    let owned: OwnedPath = serde_json::from_str(&written).unwrap();
    assert_eq!(owned, OwnedPath::from(path));
    assert_eq!(serde_json::to_string(&owned).unwrap(), written);
    assert_eq!(format!("{owned}\n{owned:#}"), format!("{path}\n{path:#}"));

    assert_eq!(
        serde_json::to_string(&path.last()).unwrap(),
        concat!(
            r#"{"from":"A2","to":"D","required":true,"#,
            r#""stop":null,"skipped":2,"last":true}"#,
        ),
    );
}

#[test]
fn a_plan_whose_hops_do_not_follow_each_other_is_refused() {
    let timeline =
        Timeline::new([Release::new("A"), Release::new("B").required(), Release::new("C")])
            .unwrap();
    let written = serde_json::to_string(&plan::full_path(&timeline, "A", "C").unwrap()).unwrap();
    assert!(serde_json::from_str::<OwnedPath>(&written).is_ok());
    for (part, other) in [
        (r#"{"from":"A""#, r#"{"from":"B""#),
        (r#""from":"B""#, r#""from":"A""#),
        (r#""to":"C","hops""#, r#""to":"B","hops""#),
        (r#""number":1"#, r#""number":2"#),
        (r#""total":2"#, r#""total":3"#),
        (r#""last":true"#, r#""last":false"#),
        (r#""stop":null"#, r#""stop":{"version":"B","since":null,"reason":null}"#),
    ] {
        let broken = written.replacen(part, other, 1);
        assert_ne!(broken, written, "{part}");
        assert!(serde_json::from_str::<OwnedPath>(&broken).is_err(), "{broken}");
    }
}

#[test]
fn a_refusal_as_json_is_pinned_and_read_back() {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").unpublished(),
        Release::new("C").required_since("B").unpublished(),
        Release::new("D"),
    ])
    .unwrap();
    let refusal = plan::full_path(&timeline, "A", Target::Latest).unwrap_err();
    let written = serde_json::to_string(&refusal).unwrap();
    assert_eq!(
        written,
        concat!(
            r#"{"code":"blocked","target":"D","required":"C","since":"B","reason":null,"#,
            r#""reachable":"A"}"#,
        ),
    );
    assert_eq!(serde_json::from_str::<PlanError>(&written).unwrap(), refusal);

    let duplicate = Timeline::new(["A", "A"].map(Release::new)).unwrap_err();
    assert_eq!(
        serde_json::to_string(&duplicate).unwrap(),
        r#"{"code":"duplicate_version","version":"A","first":0,"second":1}"#,
    );
}

#[test]
fn a_manifest_cut_anywhere_is_an_error() {
    for end in 0..SMALL.len() {
        let cut = &SMALL.as_bytes()[..end];
        // The error is that the text is broken off, and not that something is missing in it.
        let says_so = |error: serde_json::Error| error.is_eof() || error.is_syntax();
        let from_slice = serde_json::from_slice::<Timeline>(cut);
        assert!(from_slice.is_err_and(says_so), "cut at {end}");
        let from_reader = serde_json::from_reader::<_, Timeline>(cut);
        assert!(from_reader.is_err_and(says_so), "cut at {end}");
    }
}

#[test]
fn a_manifest_with_any_byte_damaged_is_an_error_or_a_whole_timeline() {
    for position in 0..SMALL.len() {
        for byte in [b'\0', b'"', b'{', b']', b',', b'9', b'\\', 0xff] {
            let mut damaged = SMALL.as_bytes().to_vec();
            damaged[position] = byte;
            if let Ok(timeline) = serde_json::from_slice::<Timeline>(&damaged) {
                assert_eq!(timeline.len(), 3, "byte {position} replaced with {byte}");
            }
        }
    }
}

/// An array of one complete entry, followed by this one.
fn after_a_good_entry(entry: &str) -> String {
    format!("[\n{{\"version\":\"A\",\"published\":true,\"required\":false}},\n{entry}]")
}

#[track_caller]
fn refused(manifest: &str, ours: &str, line: usize, column: usize) {
    let error = serde_json::from_str::<Timeline>(manifest).unwrap_err();
    assert!(error.to_string().contains(ours), "{manifest}: {error}");
    assert_eq!((error.line(), error.column()), (line, column), "{manifest}: {error}");
}

#[test]
fn every_bad_manifest_says_where_and_why() {
    let nested = "[".repeat(200) + &"]".repeat(200);
    refused("", "", 1, 0);
    refused(" \n", "", 2, 0);
    refused("null", "expected an array of releases", 1, 4);
    refused("{}", "expected an array of releases", 1, 0);
    refused(r#""A""#, "expected an array of releases", 1, 3);
    refused("1", "expected an array of releases", 1, 1);
    refused("[] []", "", 1, 4);
    refused("[1]", "expected a release", 1, 2);
    refused("[null]", "expected a release", 1, 5);
    refused("[{}]", "missing field `version`", 1, 3);
    refused(&nested, "", 1, 2);
}

#[test]
fn every_bad_entry_says_where_and_why() {
    for (entry, ours, column) in [
        (r#"{"version":"B","published":true}"#, r#"missing field `required` of release "B""#, 32),
        (
            r#"{"version":"B","published":true,"requird":true}"#,
            r#"missing field `required` of release "B""#,
            47,
        ),
        (r#"{"version":"B","required":true}"#, r#"missing field `published` of release "B""#, 31),
        (r#"{"published":true,"required":true}"#, "missing field `version`", 34),
        (
            r#"{"version":"B","version":"C","published":true,"required":true}"#,
            r#"duplicate field `version` of release "B""#,
            24,
        ),
        (
            r#"{"version":"B","published":true,"required":true,"required":false}"#,
            r#"duplicate field `required` of release "B""#,
            58,
        ),
        (
            r#"{"description":"","version":"B","description":null}"#,
            r#"duplicate field `description` of release "B""#,
            45,
        ),
        (r#"{"published":true,"published":true}"#, "duplicate field `published`", 29),
        (
            r#"{"version":"B","reason":"x","published":true,"required":true,"reason":"y"}"#,
            r#"duplicate field `reason` of release "B""#,
            69,
        ),
        (
            r#"{"version":"B","since":"A","since":"A"}"#,
            r#"duplicate field `since` of release "B""#,
            34,
        ),
        (
            r#"{"version":"B","dead_end":"x","dead_end":"x"}"#,
            r#"duplicate field `dead_end` of release "B""#,
            40,
        ),
        (
            r#"{"version":"B","published":1,"required":true}"#,
            r#"expected a boolean in field `published` of release "B""#,
            28,
        ),
        (
            r#"{"version":"B","published":true,"required":"true"}"#,
            r#"expected a boolean in field `required` of release "B""#,
            49,
        ),
        (
            r#"{"version":"B","since":["A"]}"#,
            r#"expected a string in field `since` of release "B""#,
            23,
        ),
        (r#"{"version":20170306140228,"published":true}"#, "expected a string", 25),
        (r#"{"version":null,"published":true}"#, "expected a string", 15),
        (r#"{"version":"","published":true,"required":true}"#, "empty version at index 1", 48),
        (
            r#"{"version":"B","published":true,"required":false,"dead_end":"reinstall"}"#,
            r#"release "B" at index 1 is a dead end, so it can't be published or required"#,
            73,
        ),
        // Only the whole array can be checked for these.
        (
            r#"{"version":"A","published":true,"required":true}"#,
            r#"duplicate release "A" at index 1 (first listed at index 0)"#,
            49,
        ),
        (
            r#"{"version":"B","published":true,"required":true,"since":"C"}"#,
            r#"release "B" at index 1 states since "C", which is not"#,
            61,
        ),
        // Errors of JSON.
        (r#"{"version":"\ud800","published":true,"required":true}"#, "", 19),
        (r#"{"version":"\udc00\ud800","published":true,"required":true}"#, "", 18),
        ("{\"version\":\"B\0\",\"published\":true,\"required\":true}", "", 14),
    ] {
        refused(&after_a_good_entry(entry), ours, 3, column);
    }
}

#[test]
fn null_is_read_as_absent() {
    let manifest = r#"[{"version":"A","description":null,"published":true,"required":true,
        "reason":null,"since":null,"dead_end":null}]"#;
    assert_eq!(read(manifest).unwrap()[0], Release::new("A").required());
}

#[test]
fn text_that_is_not_utf_8_is_an_error() {
    let mut manifest = SMALL.as_bytes().to_vec();
    let letter = SMALL.find('A').unwrap();
    manifest[letter] = 0xff;
    let error = serde_json::from_slice::<Timeline>(&manifest).unwrap_err();
    assert_eq!((error.line(), error.column()), (2, 16), "{error}");
}

#[test]
fn versions_that_could_forge_a_message_are_shown_escaped() {
    let entry = r#"{"version":"B\u0000\n\u202e\u05d0","published":true,"required":false}"#;
    let manifest = after_a_good_entry(&format!("{entry},\n{entry}"));
    let ours = r#"duplicate release "B\0\n\u{202e}\u{5d0}" at index 2 (first listed at index 1)"#;
    refused(&manifest, ours, 4, 70);
}

#[test]
fn a_version_of_a_megabyte_is_read_and_not_repeated_in_full() {
    let long = "v".repeat(1 << 20);
    let entry = format!(r#"{{"version":"{long}","published":true,"required":false}}"#);
    let timeline = read(&after_a_good_entry(&entry)).unwrap();
    assert_eq!(timeline[1].version(), long);

    let kept = "v".repeat(160);
    let error = read(&after_a_good_entry(&format!("{entry},{entry}"))).unwrap_err();
    assert!(
        error.starts_with(&format!(
            r#"duplicate release "{kept}"..."{kept}" (1048576 bytes) at index 2 (first listed at index 1)"#,
        )),
        "{error}",
    );
}

#[test]
fn unknown_fields_are_tolerated_however_deep() {
    let entry = |field: &str| {
        after_a_good_entry(&format!(
            r#"{{"version":"B","published":true,"required":true,"metadata":{field}}}"#
        ))
    };
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(read(&entry(&nested(100))).unwrap().len(), 2);
    // So deep that reading it by recursion would run out of stack.
    let deep = read(&entry(&nested(1_000_000)));
    assert_eq!(deep.map(|timeline| timeline.len()), Ok(2));
    refused(&entry(&"[".repeat(1_000_000)), "", 3, 1_000_060);
}

#[test]
fn duplicates_far_apart_are_seen() {
    let entry =
        |number: u32| format!(r#"{{"version":"{number}","published":true,"required":false}}"#);
    let entries: Vec<_> = (0..100_000).chain([0]).map(entry).collect();
    let ours = r#"duplicate release "0" at index 100000 (first listed at index 0)"#;
    refused(&format!("[{}]", entries.join(",\n")), ours, 100_001, 50);
}

#[test]
#[ignore = "takes long without optimisation; run it in release mode"]
fn a_million_entries_are_read_and_written() {
    let releases = (0..1_000_000).map(|number: u32| Release::new(number.to_string()));
    let timeline = Timeline::new(releases).unwrap();
    let written = serde_json::to_string(&timeline).unwrap();
    assert_eq!(read(&written), Ok(timeline));
}
