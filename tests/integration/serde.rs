//! The serialized forms of timelines, plans and errors, in any format.

use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedHop, OwnedPath, PlanError, Target},
};
use serde::{
    Deserialize,
    de::value::{Error, SeqDeserializer},
};

use crate::{
    notation::timeline,
    value::{Value, map, written, written_compactly},
    versions::WithHint,
};

/// A release with a field of the reader's own. A format passes null as a unit here.
#[derive(Deserialize)]
struct Record {
    #[serde(flatten)]
    release: Release,
    size: u64,
}

fn read(value: impl Into<Value>) -> Result<Timeline, String> {
    Timeline::deserialize(value.into()).map_err(|error| error.to_string())
}

/// An entry as it is in every manifest.
fn entry(version: &str, published: bool, required: bool) -> Value {
    map([
        ("version", version.into()),
        ("description", "".into()),
        ("published", published.into()),
        ("required", required.into()),
    ])
}

#[test]
fn a_timeline_is_written_as_the_manifest() {
    let timeline = Timeline::new([
        Release::new("A").described("First light"),
        Release::new("B").because("copies the settings").required_since("A"),
        Release::new("C").required().unpublished(),
        Release::new("D").dead_end("reinstall"),
    ])
    .unwrap();
    let manifest = Value::from([
        entry("A", true, false).with("description", "First light"),
        entry("B", true, true).with("reason", "copies the settings").with("since", "A"),
        entry("C", false, true),
        entry("D", false, false).with("dead_end", "reinstall"),
    ]);
    assert_eq!(written(&timeline), manifest);
    assert_eq!(read(manifest), Ok(timeline.clone()));

    // A format without field names gets all fields.
    let row = |version: &str, description: &str, published: bool, required: bool| {
        vec![version.into(), description.into(), published.into(), required.into()]
    };
    let facts = |reason, since, dead_end| [reason, since, dead_end].map(Value::from).to_vec();
    let compact = [
        [row("A", "First light", true, false), facts(None, None, None)],
        [row("B", "", true, true), facts(Some("copies the settings"), Some("A"), None)],
        [row("C", "", false, true), facts(None, None, None)],
        [row("D", "", false, false), facts(None, None, Some("reinstall"))],
    ];
    let compact = Value::from(compact.map(|row| Value::List(row.concat())));
    assert_eq!(written_compactly(&timeline), compact);
    assert_eq!(read(compact), Ok(timeline));
}

#[test]
fn a_reason_and_a_since_without_a_requirement_are_kept_and_have_no_effect() {
    let manifest = Value::from([
        entry("A", true, false),
        entry("B", true, false).with("reason", "was required once").with("since", "A"),
        entry("C", true, false),
    ]);
    let timeline = read(manifest.clone()).unwrap();
    assert!(plan::full_path(&timeline, "A", "C").unwrap().is_direct());
    assert_eq!((timeline[1].reason(), timeline[1].since()), (Some("was required once"), Some("A")));
    assert_eq!(written(&timeline), manifest);
}

#[test]
fn strings_may_be_missing_and_unknown_fields_are_ignored() {
    let full = entry("A", true, false);
    for name in ["description", "reason", "since", "dead_end"] {
        assert_eq!(read([full.clone().with(name, Value::Nothing)]), Ok(timeline("A")), "{name}");
        assert_eq!(read([full.clone().without(name)]), Ok(timeline("A")), "{name}");
    }
    let record = Record::deserialize(full.clone().with("reason", Value::Nothing).with("size", 1));
    let Record { release, size } = record.unwrap();
    assert_eq!((release, size), (Release::new("A"), 1));

    let nested = map([("version", "not this one".into()), ("required", true.into())]);
    let newer = full.clone().with("signature", [Value::Number(1), nested]);
    assert_eq!(read([newer]), Ok(timeline("A")));

    // A misspelt `since` makes the requirement stricter.
    let misspelt = read([full, entry("B", true, true).with("since_", "A")]).unwrap();
    assert_eq!(misspelt[1], Release::new("B").required());
}

#[test]
fn every_bad_manifest_is_refused_with_its_reason() {
    let plain = |version| entry(version, true, false);
    for (manifest, error) in [
        ("A".into(), r#"invalid type: string "A", expected an array of releases"#),
        (plain("A"), "invalid type: map, expected an array of releases"),
        (["A"].into(), r#"invalid type: string "A", expected a release"#),
        ([plain("A").without("version")].into(), "missing field `version`"),
        ([plain("A").without("published")].into(), r#"missing field `published` of release "A""#),
        ([plain("A").without("required")].into(), r#"missing field `required` of release "A""#),
        ([plain("A").with("version", 1)].into(), "invalid type: integer `1`, expected a string"),
        (
            [plain("A").with("since", true)].into(),
            r#"invalid type: boolean `true`, expected a string in field `since` of release "A""#,
        ),
        (
            [plain("A").with("required", 1)].into(),
            r#"invalid type: integer `1`, expected a boolean in field `required` of release "A""#,
        ),
        ([plain("A"), plain("")].into(), "empty version at index 1"),
        (
            [plain("A"), plain("B"), entry("A", false, true)].into(),
            r#"duplicate release "A" at index 2 (first listed at index 0)"#,
        ),
        (
            [plain("A").with("dead_end", "reinstall")].into(),
            r#"release "A" at index 0 is a dead end, so it can't be published or required"#,
        ),
        (
            [plain("A"), plain("B").with("since", "C"), plain("C")].into(),
            r#"release "B" at index 1 states since "C", which is not the version of a release at or before it"#,
        ),
    ] {
        assert_eq!(read(manifest), Err(error.into()));
    }
    let unnamed = map([("published", 1.into())]);
    let error = "invalid type: integer `1`, expected a boolean in field `published`";
    assert_eq!(read([unnamed]), Err(error.into()));
    for name in ["version", "description", "published", "required", "reason", "since", "dead_end"] {
        let full = plain("A").with("reason", "x").with("since", "A").with("dead_end", "x");
        let Value::Map(mut twice) = full else { unreachable!("an entry is a map") };
        twice.push((name.to_owned(), Value::Nothing));
        let error = format!(r#"duplicate field `{name}` of release "A""#);
        assert_eq!(read([Value::Map(twice)]), Err(error));
    }
}

#[test]
fn a_wrong_size_hint_has_no_effect() {
    let entries = [entry("A", true, false), entry("B", true, false)];
    let hinted = SeqDeserializer::<_, Error>::new(WithHint(usize::MAX, entries.into_iter()));
    assert_eq!(Timeline::deserialize(hinted), Ok(timeline("A B")));
}

#[test]
fn a_plan_is_written_in_a_shape_for_user_interfaces() {
    let timeline = timeline("A B* (C) D (E*~D) F");
    let stop = |version: &str, since: Option<&str>, reason: &str| {
        map([("version", version.into()), ("since", since.into()), ("reason", reason.into())])
    };
    let hop = |number: u64, from: &str, to: &str, required: bool, stop, skipped: u64| {
        map([
            ("number", number.into()),
            ("total", 3.into()),
            ("from", from.into()),
            ("to", to.into()),
            ("required", required.into()),
            ("stop", stop),
            ("skipped", skipped.into()),
            ("last", (number == 3).into()),
        ])
    };
    let hops = [
        hop(1, "A", "B", true, stop("B", None, "why B"), 0),
        hop(2, "B", "D", false, stop("E", Some("D"), "why E"), 1),
        hop(3, "D", "F", false, Value::Nothing, 1),
    ];
    let path = plan::full_path(&timeline, "A", Target::Latest).unwrap();
    for (hop, numbered) in path.hops().zip(hops.clone()) {
        assert_eq!(written(hop), numbered.without("number").without("total"));
    }
    let expected = map([("from", "A".into()), ("to", "F".into()), ("hops", hops.into())]);
    assert_eq!(written(path), expected);
    assert_eq!(written(OwnedPath::from(path)), expected);
}

#[test]
fn an_owned_path_is_read_back_unless_its_chain_is_broken() {
    let timeline = timeline("A B* (C) D (E*~D) F");
    let path = OwnedPath::from(plan::full_path(&timeline, "A", "F").unwrap());
    assert_eq!(OwnedPath::deserialize(written(&path)), Ok(path.clone()));
    assert_eq!(OwnedPath::deserialize(written_compactly(&path)), Ok(path.clone()));
    let nothing_to_do = OwnedPath::from(plan::full_path(&timeline, "A", "A").unwrap());
    assert_eq!(OwnedPath::deserialize(written(&nothing_to_do)), Ok(nothing_to_do));

    let Value::Map(fields) = written(&path) else { unreachable!("a path is a map") };
    let Value::List(hops) = fields[2].1.clone() else { unreachable!("hops are a list") };
    let with_hop = |number: usize, name: &str, value: Value| {
        let mut hops = hops.clone();
        hops[number] = hops[number].clone().with(name, value);
        written(&path).with("hops", Value::List(hops))
    };
    let stop =
        map([("version", "E".into()), ("since", Value::Nothing), ("reason", Value::Nothing)]);
    let hop = written(&path.hops()[0]);
    assert_eq!(OwnedHop::deserialize(hop.clone()).as_ref(), Ok(&path.hops()[0]));
    assert!(OwnedHop::deserialize(hop.with("last", true)).is_err());
    for broken in [
        written(&path).with("from", "B"),
        written(&path).with("to", "E"),
        written(&path).with("hops", Value::List(Vec::new())),
        written(&path).with("hops", Value::List(hops[..2].to_vec())),
        written(&path).with("hops", Value::List(hops[1..].to_vec())),
        with_hop(0, "to", "C".into()),
        with_hop(1, "from", "A".into()),
        with_hop(1, "number", 1.into()),
        with_hop(1, "total", 2.into()),
        with_hop(1, "last", true.into()),
        with_hop(2, "last", false.into()),
        with_hop(1, "stop", Value::Nothing),
        with_hop(2, "stop", stop),
        with_hop(0, "from", Value::Nothing),
    ] {
        assert!(OwnedPath::deserialize(broken.clone()).is_err(), "{broken:?}");
    }
}

/// An error as it is written: its code, and then its fields.
fn fields(error: impl ::serde::Serialize) -> String {
    let Value::Map(fields) = written(error) else { unreachable!("an error is a map") };
    let field = |(name, value): (String, Value)| match value {
        Value::Text(text) => format!("{name}={text}"),
        Value::Number(number) => format!("{name}={number}"),
        other => format!("{name}={other:?}"),
    };
    fields.into_iter().map(field).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plan_error_is_written_as_its_code_and_its_fields_and_read_back() {
    let timeline = timeline("A (B) !C (D*~B) E (F*) G");
    for (current, target, expected) in [
        ("X", "A", "code=unknown_current version=X"),
        ("A", "X", "code=unknown_target version=X"),
        ("E", "A", "code=downgrade current=E target=A required=D since=B"),
        ("B", "A", "code=downgrade current=B target=A required=D since=B"),
        ("E", "D", "code=downgrade current=E target=D required=Nothing since=Nothing"),
        ("A", "C", "code=dead_end_target version=C reason=the end at C"),
        ("A", "B", "code=unpublished_target version=B"),
        ("C", "E", "code=dead_end version=C reason=the end at C"),
        ("A", "E", "code=blocked target=E required=D since=B reason=why D reachable=A"),
        ("B", "G", "code=blocked target=G required=F since=Nothing reason=why F reachable=B"),
    ] {
        let error = plan::full_path(&timeline, current, target).unwrap_err();
        assert_eq!(fields(&error), expected);
        // A field that a newer server adds is ignored.
        assert_eq!(PlanError::deserialize(written(&error).with("newer", true)), Ok(error));
    }
    assert!(PlanError::deserialize(map([("code", "no such code".into())])).is_err());
}

#[test]
fn a_timeline_error_is_written_as_its_code_and_its_fields() {
    let mut timeline = timeline("A B*~A !C D");
    let parity = |release: &Release| timeline_position(release.version()).checked_rem(2);
    for (error, expected) in [
        (timeline.push(Release::new("")), "code=empty_version position=4"),
        (timeline.push(Release::new("A")), "code=duplicate_version version=A first=0 second=4"),
        (timeline.waive("X"), "code=unknown_version version=X"),
        (timeline.require("C", None), "code=dead_end version=C position=2"),
        (timeline.set_since("A", Some("D")), "code=unknown_since version=A since=D position=0"),
        (timeline.remove("A").map(drop), "code=since_of_another version=A required=B position=1"),
        (
            timeline.require_each(parity),
            "code=split_run first=A first_position=0 second=C second_position=2",
        ),
        (
            timeline.require_each(|release| Some(timeline_position(release.version()))),
            "code=dead_end_run version=C position=2",
        ),
    ] {
        assert_eq!(fields(error.unwrap_err()), expected);
    }
}

/// The position of a release in the timeline `A B C ...`.
fn timeline_position(version: &str) -> usize {
    usize::from(version.as_bytes()[0] - b'A')
}
