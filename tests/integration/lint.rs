//! Findings of `lint`: rows by name, and a naive model of each kind.

use alloc::collections::BTreeSet;
use core::cmp::Reverse;

use rack_updates::{
    Release, Timeline,
    lint::{self, Finding, Severity},
    plan::Target,
};

use crate::support::{
    generators::every_list_with_since,
    notation::{RACK, timeline},
    oracle::{self, Entry, Kind, Refusal, Requirement},
};

fn of_versions<const N: usize>(versions: [&str; N]) -> Timeline {
    Timeline::new(versions.map(Release::new)).unwrap()
}

/// The findings in short: `blocking B, adjacent_stops B C`.
fn found(timeline: &Timeline) -> String {
    let findings = lint::check(timeline);
    let words = findings.iter().map(|finding| {
        let releases = finding.releases().map(Release::version);
        [finding.code()].into_iter().chain(releases).collect::<Vec<_>>().join(" ")
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Every kind of finding: where it is found, its severity, its code and its message.
#[test]
fn severities_codes_and_messages() {
    let mut without_reason = timeline("A B* C");
    without_reason.set_reason("B", None).unwrap();
    let cases = [
        (timeline(""), "error empty: there is no release"),
        (timeline("(A)"), "error nothing_published: no release is published"),
        (
            timeline("3 2 1"),
            r#"error newest_first: the releases seem to be newest first, because release "2" comes after release "3": list them in version order, oldest first"#,
        ),
        (
            timeline("A (B*) C"),
            r#"error blocking: required release "B" is not published and blocks each installation of an older release: publish it, require another release instead or widen its `since`; waive it only if skipping it is safe"#,
        ),
        (
            timeline("A (S) (B*)~S C"),
            r#"error blocking: nothing from "S" up to required release "B" is published, which blocks each installation of an older release: publish one of these, require another release instead or widen its `since`; waive it only if skipping all of these is safe"#,
        ),
        (
            timeline("A (B*)~B C"),
            r#"error blocking: required release "B" is not published and blocks each installation of an older release: publish it, require another release instead or widen its `since`; waive it only if skipping it is safe"#,
        ),
        (without_reason, r#"warning no_reason: required release "B" gives no reason"#),
        (
            timeline("A S B* C*~S D"),
            r#"info nested_requirements: required release "C" has no effect while release "B" is required, because its range since "S" contains that of the other"#,
        ),
        (
            timeline("A B*"),
            r#"info pending_stop: required release "B" becomes a stop once a newer release is published"#,
        ),
        (
            timeline("A B* C* D"),
            r#"warning adjacent_stops: nothing is published between required releases "B" and "C": is one of them enough?"#,
        ),
        (
            of_versions(["A\t"]),
            r#"warning surrounding_space: version "A\t" begins or ends with white space"#,
        ),
        (of_versions(["1", "v1"]), r#"warning look_alike: release "v1" looks like release "1""#),
        (
            timeline("2 1"),
            r#"warning out_of_order: release "1" comes after release "2", whose numbers are greater"#,
        ),
        (
            timeline("A !B"),
            r#"info dead_end: no update is possible from release "B": "the end at B""#,
        ),
    ];
    let mut codes = BTreeSet::new();
    for (timeline, line) in cases {
        let findings = lint::check(&timeline);
        let [finding] = findings[..] else { panic!("{findings:#?} for {line}") };
        assert_eq!(format!("{} {}: {finding}", finding.severity(), finding.code()), line);
        assert_eq!(lint::worst(&timeline), Some(finding.severity()));
        codes.insert(finding.code());
    }
    assert_eq!(codes.len(), 12, "each kind of finding is here, with a code of its own");
}

#[test]
fn worst_of_several() {
    let worst = |text| lint::worst(&timeline(text));
    assert_eq!(worst("A B* C"), None);
    assert_eq!(worst("A !B C D*"), Some(Severity::Info));
    assert_eq!(worst("A !B C D* E*"), Some(Severity::Warning));
    assert_eq!(worst("A !B C D* (E*) F"), Some(Severity::Error));
}

#[test]
fn findings_about_requirements() {
    for (text, expected) in [
        // Each stop blocks the installations between it and the one before it.
        ("A (B*) !X (C*)~X D", "blocking B, dead_end X, blocking C, adjacent_stops B C"),
        // There is no such installation of X: A is blocked by B.
        ("A !X (B*)~X (C*)~B D", "dead_end X, blocking B, adjacent_stops B C"),
        // The inner one blocks, and the outer one doesn't.
        ("A (B) (C*) (D*)~B E", "blocking C, nested_requirements C D"),
        ("!A B (C) D*~B E* F", "dead_end A"),
        // C meets both requirements, but B doesn't meet the second.
        ("A B C*~B D*~C E", ""),
        ("A B (C*)~B D*~C E", "adjacent_stops C D"),
        // An outer requirement is no stop.
        ("A S B* (C*)~S D* E", "nested_requirements B C, adjacent_stops B D"),
        // Of several inner ones, the one since the newest release is named, and once.
        ("A B C D*~B E*~C F*~A G", "nested_requirements E F"),
    ] {
        assert_eq!(found(&timeline(text)), expected, "{text}");
    }
}

#[test]
fn no_reason() {
    let mut timeline = Timeline::new([Release::new("A").required(), Release::new("B")]).unwrap();
    assert_eq!(found(&timeline), "no_reason A");
    // White space isn't a reason.
    for reason in ["", " ", "\t\r\n", "\u{a0}\u{3000}"] {
        timeline.require("A", Some(reason)).unwrap();
        assert_eq!(found(&timeline), "no_reason A", "{reason:?}");
    }
    timeline.require("A", Some(" ? ")).unwrap();
    assert_eq!(found(&timeline), "");

    // A release that isn't required needs none.
    timeline.set_reason("A", None).unwrap();
    timeline.waive("A").unwrap();
    assert_eq!(found(&timeline), "");
}

#[test]
fn derived_stops() {
    let list = timeline("1.1 2.1 3.1 4.1 4.2 5.1");
    let major = |release: &Release| release.version().split_once('.').map(|(m, _)| m.to_owned());
    let mut each = list.clone();
    each.require_each(major).unwrap();
    // A reason would say nothing new, and the key asks for adjacent stops.
    assert_eq!((each.required().len(), &*found(&each)), (4, ""));

    // Stated once more, a stop isn't derived any longer.
    each.require("3.1", None).unwrap();
    assert_eq!(found(&each), "no_reason 3.1, adjacent_stops 2.1 3.1");
    let mut stated = list;
    stated.require("4.1", Some("why")).unwrap();
    stated.require_each(major).unwrap();
    assert_eq!(found(&stated), "adjacent_stops 3.1 4.1, nested_requirements 4.1 4.2");
}

/// The versions that look like the first one.
fn like_the_first(timeline: &Timeline) -> Vec<&str> {
    let findings = lint::check(timeline).into_iter();
    findings
        .filter(|finding| finding.code() == "look_alike")
        .map(|finding| finding.releases().map(Release::version).collect::<Vec<_>>())
        .filter(|pair| pair[0] == timeline[0].version())
        .map(|pair| pair[1])
        .collect()
}

#[test]
fn look_alike() {
    for alike in [
        &["v1-RC", "V1-rc", "1-rc", "vv1-Rc"][..],
        &["1.0+2", "1.0-2"],
        &["É", "é"],
        // These have two forms in one of the cases.
        &["ΑΣ", "ας", "ασ"],
        &["STRASSE", "straße"],
        // Characters that can't be seen: zero width, soft hyphen, byte order mark, filler, tag.
        &["10", "1\u{200b}0", "1\u{ad}0", "\u{feff}10", "10\u{3164}", "10\u{e0031}", "1\u{0}0"],
        &["a b", "a\u{a0}b", "a\tb"],
    ] {
        let timeline = Timeline::new(alike.iter().map(Release::new)).unwrap();
        assert!(like_the_first(&timeline).iter().eq(&alike[1..]), "{alike:?}");
    }
    let spaces = of_versions(["1", "1 ", "\u{3000}1"]);
    assert_eq!(
        found(&spaces),
        "surrounding_space 1 , look_alike 1 1 , \
        surrounding_space \u{3000}1, look_alike 1 \u{3000}1",
    );

    // White space inside and accents can be seen, and these A are two letters.
    let different = of_versions(["v 1", "v1", "A", "Α", "e", "e\u{301}", "é", "1.0_2", "1.0-2"]);
    assert_eq!(found(&different), "");
    assert_eq!(found(&of_versions(["1", "01", "1.", "b1", "1v"])), "");
}

/// Only characters that aren't shown as they are make no difference.
#[test]
fn characters_that_cannot_be_seen() {
    let characters = ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e0fff}');
    let with_character = characters.map(|c| format!("1{c}0"));
    let releases = ["10".to_owned()].into_iter().chain(with_character).map(Release::new);
    let timeline = Timeline::new(releases).unwrap();
    let alike = like_the_first(&timeline);
    assert!(alike.iter().all(|version| Release::new(*version).to_string() != *version));
    // The 4174 of Default_Ignorable_Code_Point in Unicode 16, 3 annotations, 2 blank symbols, and
    // the control characters that aren't white space.
    assert_eq!(alike.len(), 4174 + 3 + 2 + (65 - 6));
}

#[test]
fn findings_about_the_order() {
    for (text, expected) in [
        (
            "20170302002744 20170306140228 rebuilt 9-a 20170301205054",
            "out_of_order 20170306140228 20170301205054",
        ),
        // Each is compared with the one before, so one that is too late is found once.
        ("10 20 90 30 40", "out_of_order 90 30"),
        // A version without a number has another shape.
        ("x2 x", ""),
        // Fedora CoreOS.
        (
            "37.20230218.1.0 38.20230310.1.0 37.20230303.1.1 38.20230322.1.0",
            "out_of_order 38.20230310.1.0 37.20230303.1.1",
        ),
        // Only ASCII digits are numbers.
        ("٢ ١", ""),
        ("v2.0.0 v1.10.0 v1.9.0", "newest_first v2.0.0 v1.10.0"),
        // Ascents and descents are equal in number.
        ("1 5 4 6 3", "out_of_order 5 4, out_of_order 6 3"),
        // Equal numbers count neither as an ascent nor as a descent.
        ("3 2 02 1 x5 x6", "newest_first 3 2"),
        // The pairs of all shapes count together.
        ("v2 v1 w2 w1 x1 x2 x3", "out_of_order v2 v1, out_of_order w2 w1"),
        // Most can't be compared, as in a list of hashes: the few pairs show nothing.
        ("1f 9 2e 8 3d 7", "out_of_order 9 8, out_of_order 8 7"),
        // It comes first, with the other findings about the whole timeline.
        ("!3 2* 1", "newest_first 3 2, dead_end 3"),
        ("(3) (2) (1)", "nothing_published, newest_first 3 2"),
    ] {
        assert_eq!(found(&timeline(text)), expected, "{text}");
    }

    let rack: Vec<_> = RACK.split_whitespace().rev().collect();
    let rack = timeline(&rack.join(" "));
    assert_eq!(found(&rack), "newest_first 20170509022518 20170501225834");
}

#[test]
fn severities_are_ordered_and_obey_width() {
    let mut severities = [Severity::Error, Severity::Info, Severity::Warning];
    severities.sort();
    let written = severities.map(|severity| format!("{severity:>7}|{severity:.1}"));
    assert_eq!(written, ["   info|i", "warning|w", "  error|e"]);
}

#[test]
fn hostile_texts_stay_on_their_line() {
    let hostile = "A\nerror: \u{202e}\0\"";
    let timeline = Timeline::new([
        Release::new("oldest").unpublished(),
        Release::new(hostile).required().unpublished(),
        Release::new(format!("{hostile} ")).required_since(hostile).unpublished(),
        Release::new(hostile.to_lowercase()).dead_end(hostile),
        Release::new("x"),
    ])
    .unwrap();
    let findings = lint::check(&timeline);
    assert_eq!(findings.len(), 8, "{findings:#?}");
    for finding in findings {
        let message = finding.to_string();
        assert!(!message.contains(['\n', '\0', '\u{202e}']), "{message}");
    }
}

/// Each finding as its code and the positions of its releases.
fn positions(timeline: &Timeline, findings: &[Finding<'_>]) -> Vec<(&'static str, Vec<usize>)> {
    let position = |release: &Release| timeline.position(release.version()).unwrap();
    let parts =
        |finding: &Finding<'_>| (finding.code(), finding.releases().map(position).collect());
    findings.iter().map(parts).collect()
}

/// Asserts that these are the findings, and that they come in the order of the timeline.
#[track_caller]
fn agrees(
    mut found: Vec<(&'static str, Vec<usize>)>,
    mut expected: Vec<(&'static str, Vec<usize>)>,
    question: impl Fn() -> String,
) {
    let place = |(code, positions): &(&str, Vec<usize>)| match positions.last() {
        Some(_) if *code == "newest_first" => None,
        newest => newest.copied(),
    };
    assert!(found.is_sorted_by_key(place), "{found:?} for {}", question());
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{}", question());
}

const ABOUT_VERSIONS: [&str; 4] =
    ["newest_first", "out_of_order", "look_alike", "surrounding_space"];

#[test]
fn every_timeline_of_up_to_four_releases() {
    for entries in every_list_with_since(0..=4, &Kind::ALL) {
        let timeline = oracle::timeline(&entries);
        let mut found = positions(&timeline, &lint::check(&timeline));
        found.retain(|(code, _)| !ABOUT_VERSIONS.contains(code));
        agrees(found, expected(&entries), || format!("{entries:#?}"));
    }
}

/// The findings that aren't about versions: the words of each kind, read one by one.
fn expected(entries: &[Entry]) -> Vec<(&'static str, Vec<usize>)> {
    let mut expected = Vec::new();
    let mut expect = |code, holds: bool, releases: &[usize]| {
        expected.extend(holds.then(|| (code, releases.to_vec())));
    };
    let is_published = |mut range: core::ops::Range<usize>| range.any(|p| entries[p].published);
    let is_newer_published = |place: usize| is_published(place + 1..entries.len());
    expect("empty", entries.is_empty(), &[]);
    expect("nothing_published", !entries.is_empty() && !is_published(0..entries.len()), &[]);
    for (place, entry) in entries.iter().enumerate() {
        expect("no_reason", entry.required && entry.reason.is_none(), &[place]);
        expect("dead_end", entry.dead_end.is_some(), &[place]);
    }

    // A plan from every release.
    let plans = entries.iter().map(|e| oracle::full_path(entries, &e.version, Target::Latest));
    let blocking: BTreeSet<_> = plans
        .filter_map(|plan| match plan {
            Err(Refusal::Blocked { required, .. }) => oracle::position(entries, &required),
            _ => None,
        })
        .collect();
    for &place in &blocking {
        expect("blocking", true, &[place]);
    }

    // It blocks an installation: nothing in the range is published, something newer is, and
    // something older isn't a dead end.
    let requirements = oracle::requirements(entries);
    let is_passed = |b: &Requirement| entries[..b.since].iter().any(|e| e.dead_end.is_none());
    let blocks = |b: &Requirement| {
        let is_open = is_published(b.since..b.required + 1);
        is_passed(b) && !is_open && is_newer_published(b.required)
    };
    let by_definition: Vec<_> = requirements.iter().filter(|b| blocks(b)).collect();
    assert_eq!(blocking.is_empty(), by_definition.is_empty());
    assert!(blocking.iter().all(|&place| by_definition.iter().any(|b| b.required == place)));

    let mut stops = Vec::new();
    for outer in &requirements {
        let contains = |b: &&Requirement| outer.since <= b.since && b.required < outer.required;
        let inner = requirements.iter().filter(contains);
        match inner.max_by_key(|inner| (inner.since, Reverse(inner.required))) {
            Some(inner) => {
                expect("nested_requirements", true, &[inner.required, outer.required]);
            }
            None => stops.extend(is_passed(outer).then_some(*outer)),
        }
    }
    for stop in &stops {
        expect("pending_stop", !is_newer_published(stop.required), &[stop.required]);
    }
    for pair in stops.windows(2) {
        let [first, second] = pair else { unreachable!() };
        let is_anything_between = is_published(first.required + 1..second.required);
        let is_one_update = is_published(second.since..first.required + 1);
        let places = [first.required, second.required];
        expect("adjacent_stops", !is_anything_between && !is_one_update, &places);
    }
    expected
}

/// Versions, each with how it looks, its shape, and its place among those of one shape.
const VERSIONS: [(&str, &str, &str, u8); 10] = [
    ("9", "9", "N", 1),
    ("10", "10", "N", 2),
    ("010", "010", "N", 2),
    ("1111111111222222222233333333334444444444", "long", "N", 3),
    (" 10", "10", " N", 1),
    ("v1.9", "1.9", "vN.N", 1),
    ("v1.10", "1.10", "vN.N", 2),
    ("V1.8", "1.8", "VN.N", 1),
    ("1.9", "1.9", "N.N", 1),
    ("1.8", "1.8", "N.N", 0),
];

#[test]
fn every_order_of_versions() {
    let mut lists: Vec<Vec<(&str, &str, &str, u8)>> = vec![Vec::new()];
    while let Some(list) = lists.pop() {
        let versions = || list.iter().map(|&(version, ..)| version);
        let timeline = Timeline::new(versions().map(Release::new)).unwrap();
        let mut found = positions(&timeline, &lint::check(&timeline));
        found.retain(|&(code, _)| code != "empty");
        agrees(found, expected_of_versions(&list), || format!("{list:?}"));
        if list.len() < 5 {
            let unused = VERSIONS.into_iter().filter(|version| !list.contains(version));
            lists.extend(unused.map(|version| [&list[..], &[version]].concat()));
        }
    }
}

fn expected_of_versions(list: &[(&str, &str, &str, u8)]) -> Vec<(&'static str, Vec<usize>)> {
    let mut expected = Vec::new();
    let mut descents = Vec::new();
    let mut ascents = 0;
    for (second, &(version, look, shape, place)) in list.iter().enumerate() {
        if version.starts_with(' ') {
            expected.push(("surrounding_space", vec![second]));
        }
        if let Some(first) = list[..second].iter().position(|older| older.1 == look) {
            expected.push(("look_alike", vec![first, second]));
        }
        if let Some(first) = list[..second].iter().rposition(|older| older.2 == shape) {
            let older = list[first].3;
            ascents += usize::from(older < place);
            descents.extend((older > place).then(|| vec![first, second]));
        }
    }
    if descents.len() >= 2 && descents.len() > ascents {
        expected.push(("newest_first", descents.swap_remove(0)));
    } else {
        expected.extend(descents.into_iter().map(|descent| ("out_of_order", descent)));
    }
    expected
}
