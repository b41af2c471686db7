//! Rows from reports about real products, and from the tests of other tools.

use rack_updates::{
    Release, Timeline, TimelineError,
    plan::{self, PlanError, Target},
};

use crate::{
    model::Derivation,
    notation::{RACK, timeline},
};

/// Asserts rows of the form `from, to: path`, where the path is `3.13.9, 3.14.5`, empty if there is
/// nothing to do, or `blocked by C, reachable A`.
#[track_caller]
fn rows(timeline: &Timeline, rows: &str) {
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (question, expected) = row.split_once(':').unwrap();
        let (from, to) = question.split_once(", ").unwrap();
        let target = if to == "latest" { Target::Latest } else { Target::Release(to) };
        let path = match plan::full_path(timeline, from, target) {
            Ok(path) => path.hops().map(|hop| hop.end().version()).collect::<Vec<_>>().join(", "),
            Err(PlanError::Blocked { required, reachable, .. }) => {
                format!("blocked by {required}, reachable {reachable}")
            }
            Err(PlanError::Downgrade { required: Some(required), since: Some(since), .. }) => {
                format!("unsafe because of {required} since {since}")
            }
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(path, expected.trim(), "{question}");
    }
}

/// The key of a minor version: everything before the last dot.
fn minor(version: &str) -> Option<String> {
    version.rsplit_once('.').map(|(minor, _)| minor.to_owned())
}

fn derived(derivation: Derivation, list: &str) -> Timeline {
    let mut timeline = timeline(list);
    derivation.derive(&mut timeline, minor).unwrap();
    timeline
}

#[test]
fn reported_paths() {
    for (releases, path) in [
        // GitLab needs 16.3.7 or any 16.3.
        (
            "16.2.9 16.3.6 (16.3.7*~16.3.6) 16.7.7",
            "16.2.9, latest: 16.3.6, 16.7.7
             16.3.6, latest: 16.7.7",
        ),
        (
            "16.2.9 (16.3.6) (16.3.7*~16.3.6) 16.7.7",
            "16.2.9, latest: blocked by 16.3.7, reachable 16.2.9",
        ),
        // OpenShift needs 4.5.16 before 4.6.
        ("4.5.14 4.5.16 4.5.17*~4.5.16 4.6.4", "4.5.14, 4.5.17: 4.5.17"),
        ("4.5.14 4.5.16 (4.5.17*~4.5.16) 4.6.4", "4.5.14, 4.6.4: 4.5.16, 4.6.4"),
        // A newer major is reached from a given release on.
        (
            "4.8.1 4.9.5 4.9.8 4.9.14 4.9.23*~4.9.5 5.0.0",
            "4.9.5, 5.0.0: 5.0.0
             4.8.1, 5.0.0: 4.9.23, 5.0.0",
        ),
        ("1.8 2.5 2.6*~2.5 3.0", "1.8, latest: 2.6, 3.0"),
        (
            "9.0.9 9.0.10 9.0.11 9.1.8*~9.0.10 10.0.2",
            "9.0.11, latest: 10.0.2
             9.0.9, latest: 9.1.8, 10.0.2",
        ),
        ("1 (16786434) 16786690*~16786434 16786944", "1, latest: 16786690, 16786944"),
        // Going back is unsafe because of the newest release whose requirement is met.
        ("a b c* d*~b", "b, a: unsafe because of d since b"),
        // Fedora CoreOS published 38 before 37.
        ("38.20230310.1.0 37.20230303.1.1", "38.20230310.1.0, latest: 37.20230303.1.1"),
        // Terraform Enterprise.
        (
            "v202201-1 v202202-1 v202204-1 v202204-2* v202207-1 v202207-2* v202208-1 v202304-1*
             v202305-1 v202310-1",
            "v202201-1, latest: v202204-2, v202207-2, v202304-1, v202310-1",
        ),
        // The expectations in the tests of convox/version.
        (
            "1 (2) 3 4* 5* 6 7 8 (9)",
            "1, latest: 4, 5, 8
             4, latest: 5, 8
             5, latest: 8
             8, latest:
             9, latest:
             10, latest: UnknownCurrent { version: \"10\" }",
        ),
        ("1 (2*)", "1, latest:"),
        ("(1) (2)", "1, latest:"),
    ] {
        rows(&timeline(releases), path);
    }
}

#[test]
fn derived_stops() {
    let releases = "3.12.4 3.13.1 3.13.9 3.14.0 3.14.5";
    rows(
        &derived(Derivation::Each, releases),
        "3.13.1, latest: 3.14.5
         3.12.4, latest: 3.13.9, 3.14.5",
    );
    rows(&derived(Derivation::LastOfEach, releases), "3.13.1, latest: 3.13.9, 3.14.5");

    // A stop isn't weakened.
    let minors = derived(Derivation::Each, "1.29.0 1.30.0 1.30.1* 1.31.0");
    rows(&minors, "1.30.0, latest: 1.30.1, 1.31.0");

    // A build without a key splits no minor.
    let minors = derived(Derivation::LastOfEach, "1.29.0 1.30.0 dev 1.30.1 1.30.2 1.31.0");
    rows(&minors, "1.29.0, latest: 1.30.2, 1.31.0");
}

#[test]
fn a_minor_in_which_nothing_is_published_blocks() {
    for derivation in Derivation::BOTH {
        let mut withdrawn_after = derived(derivation, "1.25.6 1.26.12 1.27.9 1.30.10");
        withdrawn_after.withdraw("1.26.12").unwrap();
        withdrawn_after.withdraw("1.27.9").unwrap();
        let withdrawn_before = derived(derivation, "1.25.6 (1.26.12) (1.27.9) 1.30.10");
        assert_eq!(withdrawn_before, withdrawn_after);
        rows(&withdrawn_before, "1.25.6, latest: blocked by 1.26.12, reachable 1.25.6");
    }
}

#[test]
fn a_list_that_is_not_in_version_order_has_one_minor_in_two_runs() {
    for derivation in Derivation::BOTH {
        let mut openshift = timeline("4.5.20 4.6.6 4.6.13 4.5.23 4.6.18 4.7.3");
        match derivation.derive(&mut openshift, minor) {
            Err(TimelineError::SplitRun { first, second, .. }) => {
                assert_eq!((&*first, &*second), ("4.5.20", "4.5.23"));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(openshift.required().len(), 0);
    }
}

#[test]
fn a_hop_stops_for_a_required_release_that_it_need_not_lead_to() {
    let timeline = timeline("a b*~a (c)*~b d");
    let path = plan::full_path(&timeline, "a", "d").unwrap();
    assert_eq!(path.to_string(), "a -> b (for required c) -> d");
}

#[test]
fn waiving_an_inner_stop_brings_the_outer_one_back() {
    let mut timeline = timeline("a b c* d*~b e");
    rows(&timeline, "a, e: c, e");
    timeline.waive("c").unwrap();
    rows(&timeline, "a, e: d, e");
}

#[test]
fn the_rack_stops_at_the_release_that_must_not_be_skipped() {
    let mut rack = timeline(RACK);
    // In convox/rack#2209 the direct update of the first row failed.
    rows(
        &rack,
        "20170202012654, 20170405220740: 20170306140228, 20170405220740
         20161102160040, latest: 20170306140228, 20170509022518
         20170306140228, 20170405220740: 20170405220740
         branch, latest: UnknownCurrent { version: \"branch\" }",
    );

    // A custom build is inserted where it was made.
    rack.insert_after("20170301205054", Release::new("branch").unpublished()).unwrap();
    rows(
        &rack,
        "branch, 20170405220740: 20170306140228, 20170405220740
         20170202012654, branch: UnpublishedTarget { version: \"branch\" }",
    );
}

#[test]
fn a_dead_end_is_one_whether_or_not_anything_is_newer() {
    for list in ["A B !X", "A B !X C"] {
        rows(
            &timeline(list),
            "X, latest: DeadEnd { version: \"X\", reason: \"the end at X\" }
             A, X: DeadEndTarget { version: \"X\", reason: \"the end at X\" }
             X, X:",
        );
    }
}

#[test]
fn a_version_is_never_a_keyword() {
    let timeline = timeline("latest edge newest");
    let end = |target: Target<'_>| {
        plan::full_path(&timeline, "latest", target).map(|path| path.end().version())
    };
    assert_eq!([end("latest".into()), end("edge".into())], [Ok("latest"), Ok("edge")]);
    assert_eq!([end(Target::Latest), end(Target::Edge)], [Ok("newest"), Ok("newest")]);
}
