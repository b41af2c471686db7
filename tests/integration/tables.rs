//! Rows from reports about real products, and from the tests of other tools.

use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};

use crate::{
    check,
    model::{self, Derivation, Flaw},
    notation::{self, RACK, timeline},
    oracle::Refusal,
};

/// Where a path leads, as the rows write it: `3.13.9, 3.14.5` or `blocked by C, reachable A`.
fn outcome(timeline: &Timeline, from: &str, to: &str) -> String {
    let target = if to == "latest" { Target::Latest } else { Target::Release(to) };
    let path = plan::full_path(timeline, from, target);
    let versions = path.map(|path| path.hops().map(|hop| hop.end().version()).collect::<Vec<_>>());
    match versions.map_err(|error| check::refusal(&error)) {
        Ok(versions) => versions.join(", "),
        Err(Refusal::Blocked { required, reachable, .. }) => {
            format!("blocked by {required}, reachable {reachable}")
        }
        Err(Refusal::Downgrade { required: Some(required), since: Some(since), .. }) => {
            format!("unsafe because of {required} since {since}")
        }
        Err(refusal) => format!("{refusal:?}"),
    }
}

/// Rows of a timeline: from, to, path.
#[track_caller]
fn rows<const N: usize>(timeline: &Timeline, rows: [(&str, &str, &str); N]) {
    for (from, to, path) in rows {
        assert_eq!(outcome(timeline, from, to), path, "from {from} to {to}");
    }
}

/// The key of a minor version: everything before the last dot.
fn minor(version: &str) -> Option<String> {
    version.rsplit_once('.').map(|(minor, _)| minor.to_owned())
}

fn require_each_minor(text: &str) -> Timeline {
    let mut timeline = timeline(text);
    Derivation::Each.derive(&mut timeline, minor).unwrap();
    timeline
}

fn require_last_of_each_minor(text: &str) -> Timeline {
    let mut timeline = timeline(text);
    Derivation::LastOfEach.derive(&mut timeline, minor).unwrap();
    timeline
}

#[test]
fn convox_3_needs_one_release_of_each_minor() {
    let releases = "3.12.4 3.13.1 3.13.9 3.14.0 3.14.5";
    rows(
        &require_each_minor(releases),
        [("3.13.1", "latest", "3.14.5"), ("3.12.4", "latest", "3.13.9, 3.14.5")],
    );
    rows(&require_last_of_each_minor(releases), [("3.13.1", "latest", "3.13.9, 3.14.5")]);
}

#[test]
fn gitlab_needs_16_3_7_or_any_16_3() {
    rows(
        &timeline("16.2.9 16.3.6 (16.3.7*~16.3.6) 16.7.7"),
        [("16.2.9", "latest", "16.3.6, 16.7.7"), ("16.3.6", "latest", "16.7.7")],
    );
    rows(
        &timeline("16.2.9 (16.3.6) (16.3.7*~16.3.6) 16.7.7"),
        [("16.2.9", "latest", "blocked by 16.3.7, reachable 16.2.9")],
    );
}

#[test]
fn openshift_needs_4_5_16_before_4_6() {
    let mut openshift = timeline("4.5.14 4.5.16 4.5.17*~4.5.16 4.6.4");
    rows(&openshift, [("4.5.14", "4.5.17", "4.5.17")]);
    openshift.withdraw("4.5.17").unwrap();
    rows(&openshift, [("4.5.14", "4.6.4", "4.5.16, 4.6.4")]);
}

#[test]
fn a_newer_major_is_reached_from_a_given_release_on() {
    rows(
        &timeline("4.8.1 4.9.5 4.9.8 4.9.14 4.9.23*~4.9.5 5.0.0"),
        [("4.9.5", "5.0.0", "5.0.0"), ("4.8.1", "5.0.0", "4.9.23, 5.0.0")],
    );
    rows(&timeline("1.8 2.5 2.6*~2.5 3.0"), [("1.8", "latest", "2.6, 3.0")]);
    rows(
        &timeline("9.0.9 9.0.10 9.0.11 9.1.8*~9.0.10 10.0.2"),
        [("9.0.11", "latest", "10.0.2"), ("9.0.9", "latest", "9.1.8, 10.0.2")],
    );
    rows(
        &timeline("1 (16786434) 16786690*~16786434 16786944"),
        [("1", "latest", "16786690, 16786944")],
    );
}

#[test]
fn a_minor_in_which_nothing_is_published_blocks() {
    for derivation in Derivation::BOTH {
        let mut withdrawn_before = timeline("1.25.6 (1.26.12) (1.27.9) 1.30.10");
        derivation.derive(&mut withdrawn_before, minor).unwrap();

        let mut withdrawn_after = timeline("1.25.6 1.26.12 1.27.9 1.30.10");
        derivation.derive(&mut withdrawn_after, minor).unwrap();
        withdrawn_after.withdraw("1.26.12").unwrap();
        withdrawn_after.withdraw("1.27.9").unwrap();

        assert_eq!(withdrawn_before, withdrawn_after);
        rows(&withdrawn_before, [("1.25.6", "latest", "blocked by 1.26.12, reachable 1.25.6")]);
    }
}

#[test]
fn a_list_that_is_not_in_version_order_has_one_minor_in_two_runs() {
    for derivation in Derivation::BOTH {
        let mut openshift = timeline("4.5.20 4.6.6 4.6.13 4.5.23 4.6.18 4.7.3");
        let before = openshift.clone();
        let error = derivation.derive(&mut openshift, minor).unwrap_err();
        assert_eq!(
            model::flaw(&error),
            Flaw::SplitRun {
                first: "4.5.20".into(),
                first_position: 0,
                second: "4.5.23".into(),
                second_position: 3,
            },
        );
        assert_eq!(openshift, before);
    }
}

#[test]
fn a_derivation_weakens_no_stop() {
    rows(
        &require_each_minor("1.29.0 1.30.0 1.30.1* 1.31.0"),
        [("1.30.0", "latest", "1.30.1, 1.31.0")],
    );
}

#[test]
fn a_build_without_a_key_splits_no_minor() {
    rows(
        &require_last_of_each_minor("1.29.0 1.30.0 dev 1.30.1 1.30.2 1.31.0"),
        [("1.29.0", "latest", "1.30.2, 1.31.0")],
    );
}

#[test]
fn going_back_is_unsafe_because_of_the_newest_release_whose_requirement_is_met() {
    rows(&timeline("a b c* d*~b"), [("b", "a", "unsafe because of d since b")]);
}

#[test]
fn a_hop_stops_for_a_required_release_that_it_need_not_lead_to() {
    let timeline = timeline("a b*~a (c)*~b d");
    rows(&timeline, [("a", "d", "b, d")]);
    let path = plan::full_path(&timeline, "a", "d").unwrap();
    assert_eq!(path.to_string(), "a -> b (for required c) -> d");
}

#[test]
fn waiving_an_inner_stop_brings_the_outer_one_back() {
    let mut timeline = timeline("a b c* d*~b e");
    rows(&timeline, [("a", "e", "c, e")]);
    timeline.waive("c").unwrap();
    rows(&timeline, [("a", "e", "d, e")]);
}

#[test]
fn the_rack_stops_at_the_release_that_must_not_be_skipped() {
    // In convox/rack#2209 a direct update between these two releases failed.
    let mut rack = timeline(RACK);
    let path = plan::full_path(&rack, "20170202012654", "20170405220740").unwrap();
    assert_eq!(path.to_string(), "20170202012654 -> 20170306140228 (required) -> 20170405220740");
    let skipped: Vec<_> = path.hops().map(|hop| hop.skipped().len()).collect();
    assert_eq!(skipped, [6, 4]);
    rows(
        &rack,
        [
            ("20161102160040", "latest", "20170306140228, 20170509022518"),
            ("20170306140228", "20170405220740", "20170405220740"),
        ],
    );

    // An own build is inserted where it was made.
    let branch = "20160809175449-subnet-behavior";
    rows(
        &rack,
        [(branch, "latest", r#"UnknownCurrent { version: "20160809175449-subnet-behavior" }"#)],
    );
    rack.insert_after("20170301205054", Release::new(branch).unpublished()).unwrap();
    rows(
        &rack,
        [
            (branch, "20170405220740", "20170306140228, 20170405220740"),
            (
                "20170202012654",
                branch,
                r#"UnpublishedTarget { version: "20160809175449-subnet-behavior" }"#,
            ),
        ],
    );
}

#[test]
fn terraform_enterprise_stops_at_its_required_releases() {
    let mut enterprise = timeline(
        "v202201-1 v202201-2 v202202-1 v202203-1 v202204-1 v202204-2* v202205-1 v202206-1 v202207-1
        v202207-2* v202208-1 v202208-2 v202208-3 v202209-1 v202209-2 v202210-1 v202211-1 v202212-1
        v202212-2 v202301-1 v202301-2 v202302-1 v202303-1 v202304-1* v202305-1 v202305-2 v202306-1
        v202307-1 v202308-1 v202309-1 v202310-1",
    );
    let to_newest = ("v202205-1", "v202305-2", "v202207-2, v202304-1, v202305-2");
    rows(
        &enterprise,
        [("v202201-1", "latest", "v202204-2, v202207-2, v202304-1, v202310-1"), to_newest],
    );

    // The requirement of v202207-1 moved to v202207-2, and v202304-1 became required when two newer
    // releases were published.
    enterprise.waive("v202207-2").unwrap();
    enterprise.require("v202207-1", None).unwrap();
    enterprise.waive("v202304-1").unwrap();
    rows(&enterprise, [("v202205-1", "v202305-2", "v202207-1, v202305-2")]);
    enterprise.waive("v202207-1").unwrap();
    enterprise.require("v202207-2", None).unwrap();
    enterprise.require("v202304-1", None).unwrap();
    rows(&enterprise, [to_newest]);
}

#[test]
fn coreos_published_38_before_37() {
    rows(
        &timeline("38.20230310.1.0 37.20230303.1.1"),
        [("38.20230310.1.0", "latest", "37.20230303.1.1")],
    );
}

/// The expectations in the tests of convox/version.
#[test]
fn convox_version_agrees() {
    let timeline = timeline("1 (2) 3 4* 5* 6 7 8 (9)");
    assert_eq!(timeline.latest().map(Release::version), Some("8"));
    assert_eq!(timeline.edge().map(Release::version), Some("9"));
    rows(
        &timeline,
        [
            ("1", "latest", "4, 5, 8"),
            ("4", "latest", "5, 8"),
            ("5", "latest", "8"),
            ("8", "latest", ""),
            ("9", "latest", ""),
            ("10", "latest", r#"UnknownCurrent { version: "10" }"#),
        ],
    );
    rows(&notation::timeline("1 (2*)"), [("1", "latest", "")]);
    rows(&notation::timeline("(1) (2)"), [("1", "latest", "")]);
}

#[test]
fn a_dead_end_is_one_whether_or_not_anything_is_newer() {
    let mut timeline = timeline("A B !X");
    let dead_end = r#"DeadEnd { version: "X", reason: "the end at X" }"#;
    let target = r#"DeadEndTarget { version: "X", reason: "the end at X" }"#;
    for newer in ["C", "D"] {
        rows(&timeline, [("X", "latest", dead_end), ("X", "X", ""), ("A", "X", target)]);
        assert!(outcome(&timeline, "X", "B").starts_with("Downgrade"));
        timeline.push(Release::new(newer)).unwrap();
    }
}

#[test]
fn a_version_is_never_a_keyword() {
    let timeline = timeline("latest edge newest");
    let end = |target: Target<'_>| {
        plan::full_path(&timeline, "latest", target).map(|path| path.end().version())
    };
    assert_eq!(end("latest".into()), Ok("latest"));
    assert_eq!(end("edge".into()), Ok("edge"));
    assert_eq!(end(Target::Latest), Ok("newest"));
    assert_eq!(end(Target::Edge), Ok("newest"));
}
