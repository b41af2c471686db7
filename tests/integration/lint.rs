//! What is found in a timeline, and what isn't.

use rack_updates::{
    Release, Timeline,
    lint::{self, Finding, Severity},
};

use crate::{
    exhaustive::every_list,
    notation::timeline,
    oracle::{self, Entry, Kind},
};

/// That these are the findings, each with its severity and its message.
#[track_caller]
fn finds(timeline: &Timeline, findings: &[(Finding<'_>, &str)]) {
    let found = lint::check(timeline);
    let expected: Vec<_> = findings.iter().map(|&(finding, _)| finding).collect();
    assert_eq!(found, expected);
    for (finding, message) in findings {
        assert_eq!(format!("{}: {finding}", finding.severity()), *message);
    }
}

/// That nothing is found in any of these.
#[track_caller]
fn finds_nothing(texts: &[&str]) {
    for text in texts {
        assert_eq!(lint::check(&timeline(text)), [], "{text}");
    }
}

#[test]
fn nothing_published() {
    finds(&timeline("(A) (B)"), &[(Finding::NothingPublished, "error: no release is published")]);
    finds_nothing(&["", "A", "(A) B (C)"]);
}

#[test]
fn blocking() {
    let blocked = timeline("A (B*) C");
    finds(
        &blocked,
        &[(
            Finding::Blocking { release: &blocked[1] },
            r#"error: required release "B" is not published and blocks everybody who runs an older one: publish it or waive it"#,
        )],
    );
    // Nobody is older than the first release.
    finds_nothing(&["A B* C", "A (B) C", "(A*) B", "(A*) (B) C"]);
}

#[test]
fn no_reason() {
    let releases = [Release::new("A").required(), Release::new("B")];
    let without = Timeline::new(releases.clone()).unwrap();
    finds(
        &without,
        &[(
            Finding::NoReason { release: &without[0] },
            r#"warning: required release "A" gives no reason"#,
        )],
    );

    // An empty reason is none, and neither is one of white space alone.
    for reason in ["", " ", "\t\r\n", "\u{a0}\u{3000}"] {
        let empty = Timeline::new([Release::new("A").because(reason), Release::new("B")]).unwrap();
        assert_eq!(lint::check(&empty), [Finding::NoReason { release: &empty[0] }], "{reason:?}");
    }
    let short = Timeline::new([Release::new("A").because(" ? "), Release::new("B")]).unwrap();
    assert_eq!(lint::check(&short), []);

    // A release that isn't required needs none.
    let mut waived = without.clone();
    waived.waive("A").unwrap();
    assert_eq!(lint::check(&waived), []);
    let mut explained = without;
    explained.require("A", Some("copies the settings")).unwrap();
    assert_eq!(lint::check(&explained), []);
}

#[test]
fn adjacent_stops() {
    let adjacent = timeline("A B* (C) D* E");
    finds(
        &adjacent,
        &[(
            Finding::AdjacentStops { first: &adjacent[1], second: &adjacent[3] },
            r#"warning: nothing is published between required releases "B" and "D": could one do?"#,
        )],
    );

    // Of three in a row, each is next to the one before.
    let three = timeline("A B* C* D* E");
    assert_eq!(
        lint::check(&three),
        [
            Finding::AdjacentStops { first: &three[1], second: &three[2] },
            Finding::AdjacentStops { first: &three[2], second: &three[3] },
        ],
    );
    // The first release of all costs nobody an update.
    finds_nothing(&["A B* C D* E", "A B* (C) D E* F", "A* B* C", "A* (B) C* D"]);
}

#[test]
fn pending_stop() {
    for text in ["A B*", "A B* (C)"] {
        let required = timeline(text);
        finds(
            &required,
            &[(
                Finding::PendingStop { release: &required[1] },
                r#"info: required release "B" becomes a stop once something newer is published"#,
            )],
        );
    }
    // While it isn't published either, it still blocks nobody.
    let unpublished = timeline("A (B*)");
    assert_eq!(lint::check(&unpublished), [Finding::PendingStop { release: &unpublished[1] }],);
    let none_published = timeline("(A*) (B)");
    assert_eq!(
        lint::check(&none_published),
        [Finding::NothingPublished, Finding::PendingStop { release: &none_published[0] },],
    );
    finds_nothing(&["A B* C", "A (B) C"]);
}

#[test]
fn look_alike() {
    let release = |version: &str| Release::new(version);
    let alike = Timeline::new(["v1-RC", "v2", "\tv1-rc", "V1-rc "].map(release)).unwrap();
    finds(
        &alike,
        &[
            (
                Finding::LookAlike { first: &alike[0], second: &alike[2] },
                r#"warning: release "\tv1-rc" looks like release "v1-RC""#,
            ),
            (
                Finding::LookAlike { first: &alike[0], second: &alike[3] },
                r#"warning: release "V1-rc " looks like release "v1-RC""#,
            ),
        ],
    );

    let accented = Timeline::new(["É", "é", " "].map(release)).unwrap();
    assert_eq!(
        lint::check(&accented),
        [Finding::LookAlike { first: &accented[0], second: &accented[1] }],
    );

    // White space inside, and letters that merely resemble each other, tell versions apart.
    let different = Timeline::new(["v 1", "v1", "A", "Α", "1", "01"].map(release)).unwrap();
    assert_eq!(lint::check(&different), []);
}

#[test]
fn out_of_order() {
    let backward = timeline("20170302002744 20170306140228 rebuilt 9 20170301205054");
    finds(
        &backward,
        &[(
            Finding::OutOfOrder { first: &backward[1], second: &backward[4] },
            "warning: release \"20170301205054\" stands behind release \"20170306140228\", whose \
             number is greater",
        )],
    );

    // Each is compared with the one before, so that one release that stands too late is found once.
    let too_late = timeline("10 20 90 30 40");
    assert_eq!(
        lint::check(&too_late),
        [Finding::OutOfOrder { first: &too_late[2], second: &too_late[3] }],
    );

    // Numbers of another width, and what isn't a number, have no order.
    finds_nothing(&["10 9 20", "v2 v1", "1.2 1.1", "٢ ١", "-2 -1", "10 11 12"]);
}

#[test]
fn dead_end() {
    let dead_end = timeline("A !B C");
    finds(
        &dead_end,
        &[(
            Finding::DeadEnd { release: &dead_end[1] },
            r#"info: no update is possible from release "B": "the end at B""#,
        )],
    );
    finds_nothing(&["A (B) C"]);
}

#[test]
fn severities_are_ordered() {
    let mut severities = [Severity::Error, Severity::Info, Severity::Warning];
    severities.sort();
    assert_eq!(severities.map(|severity| severity.to_string()), ["info", "warning", "error"]);
}

#[test]
fn hostile_texts_stay_on_their_line() {
    let hostile = "A\nerror: \u{202e}\0\"";
    let timeline = Timeline::new([
        Release::new("oldest"),
        Release::new(hostile).required().unpublished(),
        Release::new(format!("{hostile} ")).required(),
        Release::new(hostile.to_lowercase()).dead_end(hostile),
        Release::new("x").unpublished(),
    ])
    .unwrap();
    let findings = lint::check(&timeline);
    assert_eq!(findings.len(), 8);
    for finding in findings {
        let message = finding.to_string();
        assert!(!message.contains(['\n', '\0', '\u{202e}']), "{message}");
    }
}

#[test]
fn every_timeline_of_up_to_four_releases() {
    for entries in (0..=4).flat_map(|length| every_list(length, &Kind::ALL)) {
        agrees(&entries);
    }
}

#[test]
fn every_order_of_versions_that_are_alike_or_numbers() {
    fn extend(entries: &mut Vec<Entry>) {
        agrees(entries);
        if entries.len() == 4 {
            return;
        }
        for version in ["10", "90", "05", "7", "a", "A", " a", "b"] {
            if entries.iter().all(|entry| entry.version != version) {
                entries.push(Entry::new(version, Kind::Plain));
                extend(entries);
                entries.pop();
            }
        }
    }
    extend(&mut Vec::new());
}

/// That what is found is what the words of each finding say, read one by one, and that it comes in
/// order.
fn agrees(entries: &[Entry]) {
    let timeline = oracle::timeline(entries);
    let mut expected = Vec::new();
    let published = |range: core::ops::Range<usize>| entries[range].iter().any(|e| e.published);
    if !entries.is_empty() && !published(0..entries.len()) {
        expected.push((0, Finding::NothingPublished));
    }
    for (second, entry) in entries.iter().enumerate() {
        let release = &timeline[second];
        let something_newer = published(second + 1..entries.len());
        let mut expect = |holds: bool, finding| expected.extend(holds.then_some((second, finding)));
        expect(
            second > 0 && entry.required && !entry.published && something_newer,
            Finding::Blocking { release },
        );
        expect(entry.required && entry.reason.is_none(), Finding::NoReason { release });
        expect(entry.required && !something_newer, Finding::PendingStop { release });
        expect(entry.dead_end.is_some(), Finding::DeadEnd { release });
        for first in 0..second {
            let between = &entries[first + 1..second];
            let older = &entries[first];
            let pair = (&timeline[first], release);
            expect(
                first > 0
                    && older.required
                    && entry.required
                    && between.iter().all(|e| !e.required && !e.published),
                Finding::AdjacentStops { first: pair.0, second: pair.1 },
            );
            let alike = |other: &Entry| {
                other.version.trim().to_lowercase() == entry.version.trim().to_lowercase()
            };
            expect(
                alike(older) && !entries[..first].iter().any(alike),
                Finding::LookAlike { first: pair.0, second: pair.1 },
            );
            let number = |e: &Entry| {
                let number = e.version.parse::<u64>().ok()?;
                (e.version.len() == entry.version.len()).then_some(number)
            };
            expect(
                number(entry).is_some()
                    && number(older) > number(entry)
                    && between.iter().all(|e| number(e).is_none()),
                Finding::OutOfOrder { first: pair.0, second: pair.1 },
            );
        }
    }

    let found = lint::check(&timeline);
    let place = |finding: &Finding<'_>| {
        let (place, _) = expected.iter().find(|(_, expected)| expected == finding).unwrap();
        *place
    };
    assert!(found.is_sorted_by_key(place), "{found:#?}");
    assert_eq!(found.len(), expected.len(), "{found:#?} for {entries:#?}");
    assert!(expected.iter().all(|(_, finding)| found.contains(finding)), "{entries:#?}");
    if expected.iter().any(|(_, finding)| *finding == Finding::NothingPublished) {
        assert_eq!(found[0], Finding::NothingPublished);
    }
}

#[test]
fn whatever_is_worse_than_an_information_can_be_mended_by_edits() {
    for entries in (1..=4).flat_map(|length| every_list(length, &Kind::FLAGS)) {
        let mut timeline = oracle::timeline(&entries);
        for edits in 0.. {
            let before = timeline.clone();
            let findings = lint::check(&before);
            let Some(worst) = findings.iter().max_by_key(|finding| finding.severity()) else {
                break;
            };
            match worst {
                Finding::NothingPublished => timeline.publish(before[0].version()),
                Finding::Blocking { release } => timeline.publish(release.version()),
                Finding::NoReason { release } => timeline.require(release.version(), Some("why")),
                Finding::AdjacentStops { first, .. } => timeline.waive(first.version()),
                _ => {
                    assert_eq!(worst.severity(), Severity::Info, "{findings:#?}");
                    break;
                }
            }
            .unwrap();
            assert!(edits < 2 * entries.len(), "{entries:#?}");
        }
    }
}
