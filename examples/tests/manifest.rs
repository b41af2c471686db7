//! What the manifest does with hostile JSON: every bad input is an error that says where and why,
//! and none a panic or a shorter timeline.

use rack_updates::{Release, Timeline, plan};

fn read(manifest: &str) -> Result<Timeline, String> {
    serde_json::from_str(manifest).map_err(|error| error.to_string())
}

const SMALL: &str = r#"[
  {"version": "A", "description": "Fïrst \"light\"", "published": true, "required": false},
  {"version": "B", "published": true, "required": true, "reason": "copies\u0020the settings"},
  {"version": "C", "published": false, "required": false, "dead_end": "install anew", "size": 1e3}
]"#;

fn small() -> Timeline {
    Timeline::new([
        Release::new("A").described("Fïrst \"light\""),
        Release::new("B").because("copies the settings"),
        Release::new("C").dead_end("install anew"),
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
        ["C", "", false, false, null, "install anew"]]"#;
    let expected = Timeline::new([
        Release::new("A"),
        Release::new("B").described("First light").because("copies").unpublished(),
        Release::new("C").dead_end("install anew"),
    ]);
    assert_eq!(read(manifest), Ok(expected.unwrap()));
    let error = read(r#"[["A", "", true]]"#).unwrap_err();
    assert!(error.starts_with("invalid length 3, expected a release"), "{error}");
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
            r#""dead_end":"install anew"}]"#,
        ),
    );
    let read: Timeline = serde_json::from_str(&written).unwrap();
    assert_eq!(read, small());
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
}

#[test]
fn a_plan_as_json_is_pinned() {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").because("copies the settings"),
        Release::new("C"),
        Release::new("D"),
    ])
    .unwrap();
    let path = plan::full_path(&timeline, "A", "D").unwrap();
    assert_eq!(
        serde_json::to_string(&path).unwrap(),
        concat!(
            r#"{"from":"A","to":"D","hops":["#,
            r#"{"number":1,"total":2,"from":"A","to":"B","required":true,"#,
            r#""reason":"copies the settings","skipped":0,"last":false},"#,
            r#"{"number":2,"total":2,"from":"B","to":"D","required":false,"#,
            r#""reason":null,"skipped":1,"last":true}]}"#,
        ),
    );
    assert_eq!(
        serde_json::to_string(&path.first()).unwrap(),
        concat!(
            r#"{"from":"A","to":"B","required":true,"#,
            r#""reason":"copies the settings","skipped":0,"last":false}"#,
        ),
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

#[test]
fn every_bad_manifest_says_where_and_why() {
    let nested = "[".repeat(200) + &"]".repeat(200);
    let cases = [
        ("", "EOF while parsing a value at line 1 column 0"),
        (" \n", "EOF while parsing a value at line 2 column 0"),
        ("null", "invalid type: null, expected an array of releases at line 1 column 4"),
        ("{}", "invalid type: map, expected an array of releases at line 1 column 0"),
        (r#""A""#, r#"invalid type: string "A", expected an array of releases at line 1 column 3"#),
        ("1", "invalid type: integer `1`, expected an array of releases at line 1 column 1"),
        ("[] []", "trailing characters at line 1 column 4"),
        ("[1]", "invalid type: integer `1`, expected a release at line 1 column 2"),
        ("[null]", "invalid type: null, expected a release at line 1 column 5"),
        ("[{}]", "missing field `version` at line 1 column 3"),
        (&nested, "invalid type: sequence, expected a string at line 1 column 2"),
    ];
    for (manifest, error) in cases {
        assert_eq!(read(manifest), Err(error.into()), "{manifest}");
    }
}

#[test]
fn every_bad_entry_says_where_and_why() {
    let cases = [
        (r#"{"version":"B","published":true}"#, "missing field `required` at line 3 column 32"),
        (
            r#"{"version":"B","published":true,"requird":true}"#,
            "missing field `required` at line 3 column 47",
        ),
        (r#"{"version":"B","required":true}"#, "missing field `published` at line 3 column 31"),
        (r#"{"published":true,"required":true}"#, "missing field `version` at line 3 column 34"),
        (
            r#"{"version":"B","version":"C","published":true,"required":true}"#,
            "duplicate field `version` at line 3 column 24",
        ),
        (
            r#"{"version":"B","published":true,"required":true,"required":false}"#,
            "duplicate field `required` at line 3 column 58",
        ),
        (
            r#"{"version":"B","description":"","published":true,"required":true,"description":""}"#,
            "duplicate field `description` at line 3 column 78",
        ),
        (
            r#"{"version":"B","reason":"x","published":true,"required":true,"reason":"y"}"#,
            "duplicate field `reason` at line 3 column 69",
        ),
        (
            r#"{"version":"B","dead_end":"x","published":false,"required":false,"dead_end":"x"}"#,
            "duplicate field `dead_end` at line 3 column 75",
        ),
        (
            r#"{"version":"B","published":1,"required":true}"#,
            "invalid type: integer `1`, expected a boolean at line 3 column 28",
        ),
        (
            r#"{"version":"B","published":"true","required":true}"#,
            r#"invalid type: string "true", expected a boolean at line 3 column 33"#,
        ),
        (
            r#"{"version":20170306140228,"published":true,"required":true}"#,
            "invalid type: integer `20170306140228`, expected a string at line 3 column 25",
        ),
        (
            r#"{"version":null,"published":true,"required":true}"#,
            "invalid type: null, expected a string at line 3 column 15",
        ),
        (
            r#"{"version":"","published":true,"required":true}"#,
            "empty version at index 1 at line 3 column 48",
        ),
        (
            r#"{"version":"A","published":true,"required":true}"#,
            r#"duplicate release "A" at index 1 (first listed at index 0) at line 3 column 49"#,
        ),
        (
            r#"{"version":"B","published":true,"required":false,"dead_end":"install anew"}"#,
            r#"release "B" at index 1 is a dead end, so it can't be published or required at line 3 column 76"#,
        ),
        (
            r#"{"version":"\ud800","published":true,"required":true}"#,
            "unexpected end of hex escape at line 3 column 19",
        ),
        (
            r#"{"version":"\udc00\ud800","published":true,"required":true}"#,
            "lone leading surrogate in hex escape at line 3 column 18",
        ),
        (
            "{\"version\":\"B\0\",\"published\":true,\"required\":true}",
            "control character (\\u0000-\\u001F) found while parsing a string at line 3 column 14",
        ),
    ];
    for (entry, error) in cases {
        assert_eq!(read(&after_a_good_entry(entry)), Err(error.into()), "{entry}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_an_error() {
    let mut manifest = SMALL.as_bytes().to_vec();
    let letter = SMALL.find('A').unwrap();
    manifest[letter] = 0xff;
    let error = serde_json::from_slice::<Timeline>(&manifest).unwrap_err();
    assert_eq!(error.to_string(), "invalid unicode code point at line 2 column 16");
}

#[test]
fn versions_that_could_forge_a_message_are_shown_escaped() {
    let entry = r#"{"version":"B\u0000\n\u202e\u05d0","published":true,"required":false}"#;
    let manifest = after_a_good_entry(&format!("{entry},\n{entry}"));
    assert_eq!(
        read(&manifest).unwrap_err(),
        r#"duplicate release "B\0\n\u{202e}\u{5d0}" at index 2 (first listed at index 1) at line 4 column 70"#,
    );
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
    assert_eq!(
        read(&entry(&"[".repeat(1_000_000))),
        Err("expected value at line 3 column 1000060".into()),
    );
}

#[test]
fn duplicates_far_apart_are_seen() {
    let entry =
        |number: u32| format!(r#"{{"version":"{number}","published":true,"required":false}}"#);
    let entries: Vec<_> = (0..100_000).chain([0]).map(entry).collect();
    let error = read(&format!("[{}]", entries.join(",\n"))).unwrap_err();
    assert_eq!(
        error,
        r#"duplicate release "0" at index 100000 (first listed at index 0) at line 100001 column 50"#,
    );
}

#[test]
#[ignore = "takes long without optimisation; run it in release mode"]
fn a_million_entries_are_read_and_written() {
    let releases = (0..1_000_000).map(|number: u32| Release::new(number.to_string()));
    let timeline = Timeline::new(releases).unwrap();
    let written = serde_json::to_string(&timeline).unwrap();
    assert_eq!(read(&written), Ok(timeline));
}
