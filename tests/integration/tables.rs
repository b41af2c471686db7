//! Real releases, and what other tools pin of the same rule.

use rack_updates::{
    Release, Timeline,
    plan::{self, PlanError, Target},
};

/// Required releases are marked with `*`.
fn timeline(releases: &str) -> Timeline {
    let releases = releases.split_whitespace().map(|word| match word.strip_suffix('*') {
        Some(version) => Release::new(version).required(),
        None => Release::new(word),
    });
    Timeline::new(releases).unwrap()
}

const RACK: &str = "
    20161102160040 20161107164209 20161109174111 20161111013816 20161111173317 20161118132442
    20161118150327 20161122174212 20161130205330 20161205033058 20161213143257 20161219234324
    20170103233602 20170110183417 20170119233025 20170126204412 20170131225707 20170202012654
    20170202143043 20170208222653 20170216230221 20170224195843 20170301205054 20170302002744
    20170306140228* 20170307001710 20170315195000 20170324201702 20170330142818 20170405220740
    20170406014059 20170413175739 20170421193816 20170501225834 20170509022518";

const TERRAFORM_ENTERPRISE: &str = "
    v202201-1 v202201-2 v202202-1 v202203-1 v202204-1 v202204-2* v202205-1 v202206-1 v202207-1
    v202207-2* v202208-1 v202208-2 v202208-3 v202209-1 v202209-2 v202210-1 v202211-1 v202212-1
    v202212-2 v202301-1 v202301-2 v202302-1 v202303-1 v202304-1* v202305-1 v202305-2 v202306-1
    v202307-1 v202308-1 v202309-1 v202310-1";

#[test]
fn rack_over_the_release_that_must_not_be_skipped() {
    // In convox/rack#2209 a direct update between these two releases failed.
    let timeline = timeline(RACK);
    let path = plan::full_path(&timeline, "20170202012654", "20170405220740").unwrap();
    assert_eq!(path.to_string(), "20170202012654 -> 20170306140228 (required) -> 20170405220740",);
    assert!(!path.is_direct());
    let skipped: Vec<_> = path.hops().map(|hop| hop.skipped().len()).collect();
    assert_eq!(skipped, [6, 4]);

    let path = plan::full_path(&timeline, "20161102160040", Target::Latest).unwrap();
    assert_eq!(path.to_string(), "20161102160040 -> 20170306140228 (required) -> 20170509022518",);
    let path = plan::full_path(&timeline, "20170306140228", "20170405220740").unwrap();
    assert_eq!(path.to_string(), "20170306140228 -> 20170405220740");
    assert!(path.is_direct());
}

#[test]
fn terraform_enterprise_over_three_required_releases() {
    let timeline = timeline(TERRAFORM_ENTERPRISE);
    let path = plan::full_path(&timeline, "v202201-1", "v202310-1").unwrap();
    assert!(path.hops().map(|hop| hop.to().version()).eq([
        "v202204-2",
        "v202207-2",
        "v202304-1",
        "v202310-1"
    ]),);

    let error = plan::full_path(&timeline, "v202310-1", "v202201-1").unwrap_err();
    assert_eq!(
        error,
        PlanError::Downgrade {
            current: "v202310-1".into(),
            target: "v202201-1".into(),
            required: Some("v202304-1".into()),
        },
    );
}

#[test]
fn terraform_enterprise_as_its_flags_changed() {
    // The requirement of v202207-1 moved to v202207-2, and v202304-1 became required only after two
    // newer releases were out.
    let mut timeline = timeline(TERRAFORM_ENTERPRISE);
    timeline.waive("v202207-2").unwrap();
    timeline.require("v202207-1", None).unwrap();
    timeline.waive("v202304-1").unwrap();
    let path = plan::full_path(&timeline, "v202205-1", "v202305-2").unwrap();
    assert_eq!(path.to_string(), "v202205-1 -> v202207-1 (required) -> v202305-2");

    timeline.waive("v202207-1").unwrap();
    timeline.require("v202207-2", None).unwrap();
    timeline.require("v202304-1", None).unwrap();
    let path = plan::full_path(&timeline, "v202205-1", "v202305-2").unwrap();
    assert_eq!(
        path.to_string(),
        "v202205-1 -> v202207-2 (required) -> v202304-1 (required) -> v202305-2",
    );
}

#[test]
fn coreos_shipped_38_before_37() {
    let timeline = timeline("38.20230310.1.0 37.20230303.1.1");
    let path = plan::full_path(&timeline, "38.20230310.1.0", Target::Latest).unwrap();
    assert_eq!(path.to_string(), "38.20230310.1.0 -> 37.20230303.1.1");
    assert_eq!(
        plan::next_hop(&timeline, "37.20230303.1.1", "38.20230310.1.0"),
        Err(PlanError::Downgrade {
            current: "37.20230303.1.1".into(),
            target: "38.20230310.1.0".into(),
            required: None,
        }),
    );
}

#[test]
fn a_branch_build_is_placed_where_it_was_made() {
    let branch = "20160809175449-subnet-behavior";
    let mut timeline = timeline(RACK);
    assert_eq!(
        plan::next_hop(&timeline, branch, Target::Latest),
        Err(PlanError::UnknownCurrent { version: branch.into() }),
    );

    timeline.insert_after("20170301205054", Release::new(branch).unpublished()).unwrap();
    let path = plan::full_path(&timeline, branch, "20170405220740").unwrap();
    assert_eq!(
        path.to_string(),
        "20160809175449-subnet-behavior -> 20170306140228 (required) -> 20170405220740",
    );
    assert_eq!(
        plan::next_hop(&timeline, "20170202012654", branch),
        Err(PlanError::UnpublishedTarget { version: branch.into() }),
    );
}

/// What the tests of convox/version pin.
#[test]
fn convox_version() {
    let releases = (1..=9).map(|number| {
        let mut release = Release::new(number.to_string());
        if ![1, 3, 4, 5, 6, 7, 8].contains(&number) {
            release = release.unpublished();
        }
        if [4, 5].contains(&number) {
            release = release.required();
        }
        release
    });
    let timeline = Timeline::new(releases).unwrap();
    assert_eq!(timeline.latest().map(Release::version), Some("8"));
    assert_eq!(timeline.edge().map(Release::version), Some("9"));

    let next = |current| {
        plan::next_hop(&timeline, current, Target::Latest)
            .map(|hop| hop.map(|hop| hop.to().version()))
    };
    assert_eq!(next("1"), Ok(Some("4")));
    assert_eq!(next("4"), Ok(Some("5")));
    assert_eq!(next("5"), Ok(Some("8")));
    assert_eq!(next("8"), Ok(None));
    assert_eq!(next("9"), Ok(None));
    assert_eq!(next("10"), Err(PlanError::UnknownCurrent { version: "10".into() }));
}

#[test]
fn convox_version_with_a_required_release_that_is_not_published_yet() {
    let releases = [Release::new("1"), Release::new("2").required().unpublished()];
    let timeline = Timeline::new(releases).unwrap();
    assert_eq!(plan::next_hop(&timeline, "1", Target::Latest), Ok(None));
}

#[test]
fn a_dead_end_is_one_whether_anything_is_newer_or_not() {
    let dead_end = |version: &str| PlanError::DeadEnd {
        version: version.into(),
        reason: "install anew".into(),
    };
    let releases = ["A", "B", "C"].map(Release::new).into_iter();
    let mut timeline = Timeline::new(releases).unwrap();
    timeline.push(Release::new("X").dead_end("install anew")).unwrap();
    for newer in [None, Some("D")] {
        if let Some(version) = newer {
            timeline.push(Release::new(version)).unwrap();
        }
        for target in [Target::Latest, Target::Edge] {
            assert_eq!(plan::next_hop(&timeline, "X", target), Err(dead_end("X")));
            assert_eq!(plan::full_path(&timeline, "X", target), Err(dead_end("X")));
        }
        // Whoever asks for the very release it runs has arrived.
        assert_eq!(plan::next_hop(&timeline, "X", "X"), Ok(None));
        assert!(plan::full_path(&timeline, "X", "X").unwrap().is_empty());
        // What is older is older from everywhere.
        let downgrade = plan::next_hop(&timeline, "X", "C");
        assert!(matches!(downgrade, Err(PlanError::Downgrade { .. })), "{downgrade:?}");
    }
    assert_eq!(plan::next_hop(&timeline, "X", "D"), Err(dead_end("X")));
}

#[test]
fn convox_version_with_nothing_published() {
    let timeline = Timeline::new(["1", "2"].map(|v| Release::new(v).unpublished())).unwrap();
    assert_eq!(timeline.latest(), None);
    assert_eq!(plan::next_hop(&timeline, "1", Target::Latest), Ok(None));
}

#[test]
fn a_version_is_never_a_keyword() {
    let timeline = timeline("latest edge newest");
    let end = |target: Target<'_>| {
        plan::full_path(&timeline, "latest", target).map(|path| path.to().version())
    };
    assert_eq!(end("latest".into()), Ok("latest"));
    assert_eq!(end("edge".into()), Ok("edge"));
    assert_eq!(end(Target::Latest), Ok("newest"));
    assert_eq!(end(Target::Edge), Ok("newest"));
}

#[test]
fn a_stop_that_is_not_published_blocks_but_not_before_it_is_met() {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").required(),
        Release::new("C").because("copies the settings").unpublished(),
        Release::new("D"),
    ])
    .unwrap();
    let blocked = PlanError::Blocked {
        target: "D".into(),
        required: "C".into(),
        reason: Some("copies the settings".into()),
        reachable: "B".into(),
    };
    let hop = plan::next_hop(&timeline, "A", "D").unwrap().unwrap();
    assert_eq!(hop.to().version(), "B");
    assert_eq!(plan::next_hop(&timeline, "B", "D"), Err(blocked.clone()));
    assert_eq!(plan::full_path(&timeline, "A", "D"), Err(blocked));
    assert!(plan::full_path(&timeline, "C", "D").unwrap().is_direct());
}
