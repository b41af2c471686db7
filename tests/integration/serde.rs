//! How timelines, plans and errors are written and read, in any format.

use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedPath, PlanError, Target},
};
use serde::{
    Deserialize,
    de::value::{Error, SeqDeserializer},
};

use crate::{
    notation::timeline,
    value::{Value, map, written, written_compactly},
    versions::Lying,
};

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

    // Where fields are told apart by their positions, none is left out.
    let row = |version: &str, description: &str, published: bool, required: bool, facts| {
        let facts: [Option<&str>; 3] = facts;
        let Value::List(facts) = facts.into() else { unreachable!("an array is a list") };
        let row = [version.into(), description.into(), published.into(), required.into()];
        Value::List(row.into_iter().chain(facts).collect())
    };
    let compact = Value::from([
        row("A", "First light", true, false, [None, None, None]),
        row("B", "", true, true, [Some("copies the settings"), Some("A"), None]),
        row("C", "", false, true, [None, None, None]),
        row("D", "", false, false, [None, None, Some("reinstall")]),
    ]);
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
fn strings_may_be_missing_and_flags_may_not() {
    let full = || entry("A", true, false);
    let expected = Ok(timeline("A"));
    assert_eq!(read([full()]), expected);
    assert_eq!(read([full().without("description")]), expected);
    for name in ["description", "reason", "since", "dead_end"] {
        assert_eq!(read([full().with(name, Value::Nothing)]), expected, "{name}");
    }

    assert_eq!(read([full(), full().without("version")]), Err("missing field `version`".into()));
    for name in ["published", "required"] {
        let error = format!(r#"missing field `{name}` of release "A""#);
        assert_eq!(read([full().without(name)]), Err(error));
    }
    let misspelt = full().without("required").with("requird", true);
    assert_eq!(read([misspelt]), Err(r#"missing field `required` of release "A""#.into()));

    // A misspelt `since` plans more strictly.
    let misspelt = read([full(), entry("B", true, true).with("sinse", "A")]).unwrap();
    assert_eq!(misspelt, Timeline::new([Release::new("A"), Release::new("B").required()]).unwrap());
}

#[test]
fn fields_of_a_newer_manifest_are_ignored() {
    let newer = entry("A", true, false)
        .with("signature", [Value::Number(1), Value::Nothing])
        .with("metadata", map([("version", "not this one".into()), ("required", true.into())]));
    assert_eq!(read([newer]), Ok(timeline("A")));
}

#[test]
fn values_of_a_wrong_type_are_refused() {
    let with = |name: &str, value: Value| Value::from([entry("A", true, false).with(name, value)]);
    let Value::Map(mut twice) = entry("A", true, false) else { unreachable!("an entry is a map") };
    twice.push(("required".to_owned(), true.into()));
    for (value, error) in [
        (Value::Nothing, "invalid type: unit value, expected an array of releases"),
        ("A".into(), r#"invalid type: string "A", expected an array of releases"#),
        (entry("A", true, false), "invalid type: map, expected an array of releases"),
        (["A"].into(), r#"invalid type: string "A", expected a release"#),
        (with("version", 1.into()), "invalid type: integer `1`, expected a string"),
        (
            with("published", 1.into()),
            r#"invalid type: integer `1`, expected a boolean in field `published` of release "A""#,
        ),
        (
            with("since", true.into()),
            r#"invalid type: boolean `true`, expected a string in field `since` of release "A""#,
        ),
        ([Value::Map(twice)].into(), r#"duplicate field `required` of release "A""#),
    ] {
        assert_eq!(read(value.clone()), Err(error.into()), "{value:?}");
    }
}

#[test]
fn a_timeline_is_read_through_the_same_checks_as_it_is_made() {
    let plain = |version| entry(version, true, false);
    for (manifest, error) in [
        (vec![plain("A"), plain("")], "empty version at index 1"),
        (
            vec![plain("A"), plain("B"), entry("A", false, true)],
            r#"duplicate release "A" at index 2 (first listed at index 0)"#,
        ),
        (
            vec![plain("A").with("dead_end", "reinstall")],
            r#"release "A" at index 0 is a dead end, so it can't be published or required"#,
        ),
        (
            vec![plain("A"), plain("B").with("since", "C"), plain("C")],
            r#"release "B" at index 1 is required since "C", which is not the version of a release at or before it"#,
        ),
    ] {
        assert_eq!(read(Value::List(manifest)), Err(error.into()));
    }
}

#[test]
fn a_wrong_size_hint_has_no_effect() {
    let entries = [entry("A", true, false), entry("B", true, false)];
    let lying = SeqDeserializer::<_, Error>::new(Lying(usize::MAX, entries.into_iter()));
    assert_eq!(Timeline::deserialize(lying), Ok(timeline("A B")));
}

#[test]
fn a_release_is_read_and_written_on_its_own() {
    let release = Release::new("A").because("copies the settings").described("First light");
    assert_eq!(Release::deserialize(written(&release)), Ok(release));
}

/// `A ── B*~A ── (C) ── (D*~B) ── E ── F`, where the reason of `F` has no effect.
fn planned() -> Timeline {
    let mut timeline = timeline("A B* (C) D (E*~D) F*");
    timeline.waive("F").unwrap();
    timeline
}

#[test]
fn a_plan_is_written_in_a_shape_for_user_interfaces() {
    let timeline = planned();
    let hop = |from: &str, to: &str, required: bool, stop: Value, skipped: u64, last: bool| {
        [
            ("from", from.into()),
            ("to", to.into()),
            ("required", required.into()),
            ("stop", stop),
            ("skipped", skipped.into()),
            ("last", last.into()),
        ]
    };
    let stop = |version: &str, since: Option<&str>, reason: &str| {
        map([("version", version.into()), ("since", since.into()), ("reason", reason.into())])
    };
    let hops = [
        hop("A", "B", true, stop("B", None, "why B"), 0, false),
        hop("B", "D", false, stop("E", Some("D"), "why E"), 1, false),
        hop("D", "F", false, Value::Nothing, 1, true),
    ];
    let path = plan::full_path(&timeline, "A", Target::Latest).unwrap();
    for (hop, expected) in path.hops().zip(hops.clone()) {
        assert_eq!(written(hop), map(expected));
    }

    let mut number = 0;
    let hops = hops.map(|[from, to, required, stop, skipped, last]| {
        number += 1;
        let place = [("number", number.into()), ("total", 3.into())];
        map([place[0].clone(), place[1].clone(), from, to, required, stop, skipped, last])
    });
    let expected = map([("from", "A".into()), ("to", "F".into()), ("hops", hops.into())]);
    assert_eq!(written(path), expected);
    assert_eq!(written(OwnedPath::from(path)), expected);

    let nothing_to_do = plan::full_path(&timeline, "F", "F").unwrap();
    let hops = Value::List(Vec::new());
    let expected = map([("from", "F".into()), ("to", "F".into()), ("hops", hops)]);
    assert_eq!(written(nothing_to_do), expected);
}

#[test]
fn an_owned_path_is_read_back_unless_its_chain_is_broken() {
    let timeline = planned();
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
