//! The contract of the manifest, plans, errors and reports as JSON. Every bad
//! input is an error that says where and why, and none is a panic or a shorter
//! timeline.
//!
//! The messages of the format are its own. Asserted are the line and column, and
//! the part of a message that is ours.

#[path = "../integration/support/notation.rs"]
#[allow(dead_code, reason = "shared with the tests of the library")]
mod notation;

use notation::timeline;
use rack_updates::{
    Release, Timeline, drift,
    lint::{self, Severity},
    plan::{self, OwnedHop, OwnedPath, PlanError},
};
use serde::Deserialize;
use serde_json::json;

fn read(manifest: &str) -> Result<Timeline, String> {
    serde_json::from_str(manifest).map_err(|error| error.to_string())
}

const SMALL: &str = r#"[
  {"version": "A", "description": "Fïrst \"light\"", "published": true, "required": false},
  {"version": "B", "published": true, "required": true, "reason": "copies\u0020the settings",
   "since": "A"},
  {"version": "C", "published": false, "required": false, "dead_end": "reinstall", "size": 1e3}
]"#;

fn small() -> Timeline {
    Timeline::new([
        Release::new("A").described("Fïrst \"light\""),
        Release::new("B").because("copies the settings").required_since("A"),
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
            r#""reason":"copies the settings","since":"A"},"#,
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
    let timeline = timeline("A B* (C) D (E*~D) F");
    let written = |from: &str, to: &str| {
        let path = plan::full_path(&timeline, from, to).unwrap();
        let written = serde_json::to_value(path).unwrap();
        assert_eq!(OwnedPath::deserialize(&written).unwrap(), OwnedPath::from(path));
        written
    };
    written("A", "A");
    let whole = written("A", "F");
    let stop = json!({"version": "E", "since": null, "reason": null});
    for (pointer, value) in [
        ("/from", json!("B")),
        ("/to", json!("E")),
        ("/hops", json!([])),
        ("/hops", json!(whole["hops"].as_array().unwrap()[..2])),
        ("/hops", json!(whole["hops"].as_array().unwrap()[1..])),
        ("/hops/0/from", json!(null)),
        ("/hops/0/to", json!("C")),
        ("/hops/1/from", json!("A")),
        ("/hops/1/number", json!(1)),
        ("/hops/1/total", json!(2)),
        ("/hops/1/last", json!(true)),
        ("/hops/1/stop", json!(null)),
        ("/hops/2/last", json!(false)),
        ("/hops/2/stop", stop),
    ] {
        let mut broken = whole.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert!(OwnedPath::deserialize(&broken).is_err(), "{broken}");
    }

    let first = plan::next_hop(&timeline, "A", "F").unwrap().unwrap();
    let mut hop = serde_json::to_value(first).unwrap();
    assert_eq!(OwnedHop::deserialize(&hop).unwrap(), OwnedHop::from(first));
    hop["last"] = json!(true);
    assert!(OwnedHop::deserialize(&hop).is_err());
}

#[test]
fn every_plan_error_is_pinned_and_read_back() {
    let timeline = timeline("A (B) !C (D*~B) E (F*) G");
    for (current, target, expected) in [
        ("X", "A", r#"{"code":"unknown_current","version":"X"}"#),
        ("A", "X", r#"{"code":"unknown_target","version":"X"}"#),
        ("E", "A", r#"{"code":"downgrade","current":"E","target":"A","required":"D","since":"B"}"#),
        (
            "E",
            "D",
            r#"{"code":"downgrade","current":"E","target":"D","required":null,"since":null}"#,
        ),
        ("A", "C", r#"{"code":"dead_end_target","version":"C","reason":"the end at C"}"#),
        ("A", "B", r#"{"code":"unpublished_target","version":"B"}"#),
        ("C", "E", r#"{"code":"dead_end","version":"C","reason":"the end at C"}"#),
        (
            "A",
            "E",
            r#"{"code":"blocked","target":"E","required":"D","since":"B","reason":"why D","reachable":"A"}"#,
        ),
        (
            "B",
            "G",
            r#"{"code":"blocked","target":"G","required":"F","since":null,"reason":"why F","reachable":"B"}"#,
        ),
    ] {
        let error = plan::full_path(&timeline, current, target).unwrap_err();
        let written = serde_json::to_string(&error).unwrap();
        assert_eq!(written, expected);

        // A field that a newer server adds is ignored.
        let newer = written.replace('}', r#","newer":true}"#);
        assert_eq!(serde_json::from_str::<PlanError>(&newer).unwrap(), error);
    }
    assert!(serde_json::from_str::<PlanError>(r#"{"code":"no such code"}"#).is_err());
}

#[test]
fn every_timeline_error_is_pinned() {
    let mut timeline = timeline("A B*~A !C D");
    let letter = |release: &Release| release.version().bytes().next();
    let parity = |release: &Release| letter(release).map(|letter| letter % 2);
    for (error, expected) in [
        (timeline.push(Release::new("")), r#"{"code":"empty_version","position":4}"#),
        (
            timeline.push(Release::new("A")),
            r#"{"code":"duplicate_version","version":"A","first":0,"second":4}"#,
        ),
        (timeline.waive("X"), r#"{"code":"unknown_version","version":"X"}"#),
        (timeline.require("C", None), r#"{"code":"dead_end","version":"C","position":2}"#),
        (
            timeline.set_since("A", Some("D")),
            r#"{"code":"unknown_since","version":"A","since":"D","position":0}"#,
        ),
        (
            timeline.remove("A").map(drop),
            r#"{"code":"since_of_another","version":"A","required":"B","position":1}"#,
        ),
        (
            timeline.require_each(parity),
            r#"{"code":"split_run","first":"A","first_position":0,"second":"C","second_position":2}"#,
        ),
        (timeline.require_each(letter), r#"{"code":"dead_end_run","version":"C","position":2}"#),
    ] {
        assert_eq!(serde_json::to_string(&error.unwrap_err()).unwrap(), expected);
    }
}

#[test]
fn findings_are_pinned() {
    let findings = |versions: &[&str]| {
        let timeline = Timeline::new(versions.iter().map(Release::new)).unwrap();
        serde_json::to_string(&lint::check(&timeline)).unwrap()
    };
    assert_eq!(
        findings(&["1", "v1"]),
        concat!(
            r#"[{"severity":"warning","code":"look_alike","releases":["1","v1"],"#,
            r#""message":"release \"v1\" looks like release \"1\""}]"#,
        ),
    );
    assert_eq!(
        findings(&[]),
        r#"[{"severity":"error","code":"empty","releases":[],"message":"there is no release"}]"#,
    );

    for severity in [Severity::Info, Severity::Warning, Severity::Error] {
        let written = json!(severity);
        assert_eq!(written, severity.to_string());
        assert_eq!(Severity::deserialize(written).unwrap(), severity);
    }
}

#[test]
fn a_drift_is_pinned() {
    let pinned = |old: &Timeline, new: &Timeline, expected: &str| {
        let written = serde_json::to_string(&drift::compare(old, new)).unwrap();
        assert_eq!(written, expected.replace('\n', ""));
    };
    let [old, new] = ["A B* C D", "A B C (E*)"].map(timeline);
    pinned(
        &old,
        &new,
        r#"{"severity":"error","blocked":[],"parts":[
{"severity":"error","code":"lost","releases":["A","B"],"before":{"status":"open","first":"B","updates":2},"after":{"status":"open","first":"C","updates":1},"message":"from release \"A\": now skips release \"B\", which was required: \"why B\""},
{"severity":"info","code":"added","releases":["E"],"message":"release \"E\" is added, not published, required: \"why E\""},
{"severity":"error","code":"removed","releases":["D"],"message":"release \"D\" is removed: updates from it can't be planned any more"},
{"severity":"info","code":"waived","releases":["B"],"message":"release \"B\" is no longer required"},
{"severity":"info","code":"redirected","releases":["B"],"before":{"status":"open","first":"D","updates":1},"after":{"status":"open","first":"C","updates":1},"message":"from release \"B\": the first update now leads to release \"C\""},
{"severity":"info","code":"up_to_date","releases":["C"],"before":{"status":"open","first":"D","updates":1},"after":{"status":"up_to_date"},"message":"from release \"C\": nothing newer to update to"}]}"#,
    );

    let [old, mut new] = ["A B* (C*) D* E* (F)", "A (B*) (C*) D*~C E !F"].map(timeline);
    new.set_reason("D", None).unwrap();
    pinned(
        &old,
        &new,
        r#"{"severity":"warning","blocked":["A","B"],"parts":[
{"severity":"info","code":"withdrawn","releases":["B"],"message":"release \"B\" is no longer published"},
{"severity":"warning","code":"since_changed","releases":["D"],"before":"D","after":"C","message":"release \"D\" is now required since release \"C\", not since release \"D\""},
{"severity":"info","code":"reason_changed","releases":["D"],"before":"why D","after":null,"message":"release \"D\" no longer gives a reason"},
{"severity":"info","code":"waived","releases":["E"],"message":"release \"E\" is no longer required"},
{"severity":"info","code":"dead_end_changed","releases":["F"],"before":null,"after":"the end at F","message":"release \"F\" is a dead end: \"the end at F\""},
{"severity":"warning","code":"still_blocked","releases":["A","B"],"before":{"status":"blocked","required":"C","first":"B"},"after":{"status":"blocked","required":"B","first":null},"message":"from release \"A\": still blocked, by release \"B\""},
{"severity":"info","code":"fewer_updates","releases":["C"],"before":{"status":"open","first":"D","updates":2},"after":{"status":"open","first":"E","updates":1},"message":"from release \"C\": 1 fewer update"},
{"severity":"warning","code":"dead_end","releases":["F"],"before":{"status":"up_to_date"},"after":{"status":"dead_end"},"message":"from release \"F\": no update is possible any more"}]}"#,
    );
    pinned(&old, &old, r#"{"severity":null,"blocked":["A","B"],"parts":[]}"#);
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
            r#"release "B" at index 1 states `since` "C", which is not"#,
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
    /// A release with a field of the reader's own. Here, null is passed on as a unit.
    #[derive(Deserialize)]
    struct Record {
        #[serde(flatten)]
        release: Release,
        size: u64,
    }

    let entry = r#"{"version":"A","description":null,"published":true,"required":true,
        "reason":null,"since":null,"dead_end":null,"size":1}"#;
    let release = Release::new("A").required();
    assert_eq!(serde_json::from_str::<Release>(entry).unwrap(), release);
    let record: Record = serde_json::from_str(entry).unwrap();
    assert_eq!((record.release, record.size), (release, 1));
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
fn a_misspelt_since_makes_the_requirement_stricter() {
    let entry = r#"{"version":"B","published":true,"required":true,"since_":"A"}"#;
    let timeline = read(&after_a_good_entry(entry)).unwrap();
    assert_eq!(timeline[1], Release::new("B").required());
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
