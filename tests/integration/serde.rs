//! How timelines are read and written, and how plans are written, in whatever format.

use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};
use serde::{
    Deserialize,
    de::value::{Error, SeqDeserializer},
};

use crate::{
    value::{Value, map, written},
    versions::Lying,
};

fn read(value: Value) -> Result<Timeline, String> {
    Timeline::deserialize(value).map_err(|error| error.to_string())
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

/// The entry with a field put at its end.
fn with(entry: Value, name: &str, value: impl Into<Value>) -> Value {
    let Value::Map(mut fields) = entry else { unreachable!("an entry is a map") };
    fields.push((name.to_owned(), value.into()));
    Value::Map(fields)
}

/// The entry with a field left out.
fn without(entry: Value, name: &str) -> Value {
    let Value::Map(mut fields) = entry else { unreachable!("an entry is a map") };
    fields.retain(|(field, _)| field != name);
    Value::Map(fields)
}

fn list(entries: impl Into<Vec<Value>>) -> Value {
    Value::List(entries.into())
}

#[test]
fn a_timeline_is_written_as_the_manifest() {
    let timeline = Timeline::new([
        Release::new("A").described("First light"),
        Release::new("B").because("copies the settings"),
        Release::new("C").required().unpublished(),
        Release::new("D").dead_end("install anew"),
    ])
    .unwrap();
    let manifest = list([
        map([
            ("version", "A".into()),
            ("description", "First light".into()),
            ("published", true.into()),
            ("required", false.into()),
        ]),
        with(entry("B", true, true), "reason", "copies the settings"),
        entry("C", false, true),
        with(entry("D", false, false), "dead_end", "install anew"),
    ]);
    assert_eq!(written(&timeline), manifest);
    assert_eq!(read(manifest), Ok(timeline));
}

#[test]
fn a_reason_without_a_requirement_is_kept_and_harmless() {
    let manifest = list([
        entry("A", true, false),
        with(entry("B", true, false), "reason", "was required once"),
        entry("C", true, false),
    ]);
    let timeline = read(manifest.clone()).unwrap();
    assert!(plan::full_path(&timeline, "A", "C").unwrap().is_direct());
    assert_eq!(timeline[1].reason(), Some("was required once"));
    assert_eq!(written(&timeline), manifest);
}

#[test]
fn texts_may_be_missing_and_flags_may_not() {
    let full = || entry("A", true, false);
    let expected = Timeline::new([Release::new("A")]);
    assert_eq!(read(list([full()])), Ok(expected.clone().unwrap()));
    assert_eq!(read(list([without(full(), "description")])), Ok(expected.clone().unwrap()));
    assert_eq!(read(list([with(full(), "reason", Value::Nothing)])), Ok(expected.clone().unwrap()));
    assert_eq!(read(list([with(full(), "dead_end", Value::Nothing)])), Ok(expected.unwrap()));

    for name in ["version", "published", "required"] {
        assert_eq!(
            read(list([full(), without(full(), name)])),
            Err(format!("missing field `{name}`")),
        );
    }
    let misspelt = with(without(full(), "required"), "requird", true);
    assert_eq!(read(list([misspelt])), Err("missing field `required`".into()));
}

#[test]
fn fields_of_a_newer_manifest_are_tolerated() {
    let newer = with(
        with(entry("A", true, false), "signature", vec![Value::Number(1), Value::Nothing]),
        "metadata",
        map([("version", "not this one".into()), ("required", true.into())]),
    );
    assert_eq!(read(list([newer])), Ok(Timeline::new([Release::new("A")]).unwrap()));
}

#[test]
fn values_of_a_wrong_type_are_refused() {
    let replaced = |name: &str, value: Value| {
        list([with(without(entry("A", true, false), name), name, value)])
    };
    let cases = [
        (Value::Nothing, "invalid type: unit value, expected an array of releases"),
        ("A".into(), r#"invalid type: string "A", expected an array of releases"#),
        (entry("A", true, false), "invalid type: map, expected an array of releases"),
        (list(["A".into()]), r#"invalid type: string "A", expected a release"#),
        (replaced("version", 1.into()), "invalid type: integer `1`, expected a string"),
        (replaced("published", 1.into()), "invalid type: integer `1`, expected a boolean"),
        (replaced("required", "true".into()), r#"invalid type: string "true", expected a boolean"#),
        (replaced("reason", true.into()), "invalid type: boolean `true`, expected a string"),
        (list([with(entry("A", true, false), "required", true)]), "duplicate field `required`"),
    ];
    for (value, error) in cases {
        assert_eq!(read(value.clone()), Err(error.into()), "{value:?}");
    }
}

#[test]
fn a_timeline_is_read_through_the_same_checks_as_it_is_made() {
    assert_eq!(
        read(list([entry("A", true, false), entry("", true, false)])),
        Err("empty version at index 1".into()),
    );
    assert_eq!(
        read(list([entry("A", true, false), entry("B", true, false), entry("A", false, true)])),
        Err(r#"duplicate release "A" at index 2 (first listed at index 0)"#.into()),
    );
    for (published, required) in [(true, false), (false, true), (true, true)] {
        assert_eq!(
            read(list([with(entry("A", published, required), "dead_end", "install anew")])),
            Err(r#"release "A" at index 0 is a dead end, so it can't be published or required"#
                .into()),
        );
    }
}

#[test]
fn a_lying_size_hint_does_no_harm() {
    let entries = vec![entry("A", true, false), entry("B", true, false)];
    let liar = SeqDeserializer::<_, Error>::new(Lying(usize::MAX, entries.into_iter()));
    let timeline = Timeline::deserialize(liar).unwrap();
    assert_eq!(timeline, Timeline::new(["A", "B"].map(Release::new)).unwrap());
}

#[test]
fn a_release_is_read_and_written_on_its_own() {
    let release = Release::new("A").because("copies the settings").described("First light");
    assert_eq!(Release::deserialize(written(&release)), Ok(release));
}

#[test]
fn plans_are_written_in_a_shape_for_user_interfaces() {
    let mut timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").because("copies the settings"),
        Release::new("C").unpublished(),
        Release::new("D").required(),
        Release::new("E").because("was required once"),
    ])
    .unwrap();
    // Why a release was required once is no reason to stop there.
    timeline.waive("E").unwrap();
    let path = plan::full_path(&timeline, "A", Target::Latest).unwrap();
    let first = [
        ("from", "A".into()),
        ("to", "B".into()),
        ("required", true.into()),
        ("reason", "copies the settings".into()),
        ("skipped", 0.into()),
        ("last", false.into()),
    ];
    assert_eq!(written(path.first().unwrap()), map(first.clone()));

    let numbered = |number: u64, facts: [(&str, Value); 6]| {
        let Value::Map(facts) = map(facts) else { unreachable!("facts are a map") };
        let number = ("number".to_owned(), number.into());
        let total = ("total".to_owned(), 3.into());
        Value::Map([number, total].into_iter().chain(facts).collect())
    };
    let second = [
        ("from", "B".into()),
        ("to", "D".into()),
        ("required", true.into()),
        ("reason", Value::Nothing),
        ("skipped", 1.into()),
        ("last", false.into()),
    ];
    let third = [
        ("from", "D".into()),
        ("to", "E".into()),
        ("required", false.into()),
        ("reason", Value::Nothing),
        ("skipped", 0.into()),
        ("last", true.into()),
    ];
    let hops = vec![numbered(1, first), numbered(2, second), numbered(3, third)];
    assert_eq!(
        written(path),
        map([("from", "A".into()), ("to", "E".into()), ("hops", hops.into())]),
    );

    let nothing_to_do = plan::full_path(&timeline, "E", "E").unwrap();
    assert_eq!(
        written(nothing_to_do),
        map([("from", "E".into()), ("to", "E".into()), ("hops", vec![].into())]),
    );
}
