//! Look-ups of versions that are hard to tell apart, very long, or many.

use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};

use crate::{
    colliding::{same_hash, same_home},
    model::Flaw,
    oracle::shown,
};

/// Asserts that each of these versions is found at its place, and none of those that are absent.
#[track_caller]
fn finds(versions: &[String], absent: impl IntoIterator<Item = String>) {
    let timeline = Timeline::new(versions.iter().map(Release::new)).unwrap();
    let mut pushed = Timeline::default();
    for version in versions {
        assert_eq!(pushed.position(version), None);
        pushed.push(Release::new(version)).unwrap();
    }
    for (position, version) in versions.iter().enumerate() {
        assert_eq!(timeline.position(version), Some(position));
        assert_eq!(pushed.position(version), Some(position));
    }
    for version in absent {
        assert_eq!(timeline.position(&version), None);
        assert_eq!(pushed.position(&version), None);
    }

    // A duplicate of any of them is refused, wherever the first one is.
    for first in [0, versions.len() / 2, versions.len() - 1] {
        let (version, second) = (versions[first].clone(), versions.len());
        let at_once = Timeline::new(versions.iter().chain([&version]).map(Release::new));
        let error = pushed.push(Release::new(&version)).unwrap_err();
        assert_eq!(at_once, Err(error.clone()));
        assert_eq!(
            shown(Err::<(), _>(error)),
            shown(Err(Flaw::DuplicateVersion { version, first, second }))
        );
    }
    assert_eq!(pushed, timeline);
}

#[test]
fn versions_of_every_length_are_told_apart() {
    let of_length = |length| "v".repeat(length);
    let versions: Vec<_> = (1..300).chain([1 << 20]).map(of_length).collect();
    finds(&versions, [0, 300, 301, (1 << 20) - 1].map(of_length));
}

#[test]
fn versions_that_differ_in_one_byte_are_told_apart() {
    for length in 1..40 {
        let original = "a".repeat(length);
        let with = |position, byte: &str| {
            let mut version = original.clone();
            version.replace_range(position..=position, byte);
            version
        };
        let mut versions: Vec<_> = (0..length).map(|position| with(position, "b")).collect();
        versions.push(original.clone());
        finds(&versions, (0..length).map(|position| with(position, "c")));
    }
}

#[test]
fn versions_that_look_alike_are_told_apart() {
    let versions =
        ["é", "e\u{301}", "É", "A", "Α", "А", "a", " A", "A ", "A\0", "\0", "1", "01", "1.0"];
    finds(&versions.map(String::from), ["", "e", "\u{301}", "B", "\0\0", "1.00"].map(String::from));
}

#[test]
fn versions_that_share_a_long_part_or_collide_are_told_apart() {
    let long = "20170306140228-".repeat(20);
    let long_start = |number| format!("{long}{number}");
    let long_end = |number| format!("{number}{long}");
    let versions: [&dyn Fn(usize) -> String; 4] = [&long_start, &long_end, &same_hash, &same_home];
    for version in versions {
        let present: Vec<_> = (0..20_000).map(version).collect();
        finds(&present, (20_000..30_000).map(version));
    }
}

#[test]
fn versions_crafted_to_collide_are_told_apart_after_an_edit() {
    let mut releases: Vec<_> = (0..100).map(|number| Release::new(same_hash(number))).collect();
    let mut timeline = Timeline::new(releases.clone()).unwrap();
    let new = Release::new(same_hash(100)).required();
    timeline.insert_after(&same_hash(50), new.clone()).unwrap();
    timeline.remove(&same_hash(10)).unwrap();

    releases.insert(51, new);
    releases.remove(10);
    assert_eq!(timeline, Timeline::new(releases.clone()).unwrap());
    for (position, release) in releases.iter().enumerate() {
        assert_eq!(timeline.position(release.version()), Some(position));
    }
    assert_eq!(timeline.position(&same_hash(10)), None);
    let path = plan::full_path(&timeline, &same_hash(0), Target::Latest).unwrap();
    assert!(path.hops().map(|hop| hop.end_position()).eq([50, 99]));
}

#[test]
fn a_wrong_size_hint_of_an_iterator_has_no_effect() {
    let two = || ["A", "B"].map(Release::new);
    for said in [0, 1, 3, 1 << 20, (1 << 20) + 1, usize::MAX] {
        assert_eq!(
            Timeline::new(WithHint(said, two().into_iter())),
            Timeline::new(two()),
            "{said}"
        );

        // This hint changes after the first release.
        let late = [two()].into_iter().flat_map(|two| WithHint(said, two.into_iter()));
        assert_eq!(Timeline::new(late), Timeline::new(two()), "{said}");
    }
}

/// An iterator with this size hint instead of its own.
struct WithHint<I>(usize, I);

impl<I: Iterator> Iterator for WithHint<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.1.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0, Some(self.0))
    }
}

#[test]
#[ignore = "takes long without optimisation; run it in release mode"]
fn a_million_versions_are_told_apart() {
    let version = |number: usize| format!("2017{number:010}");
    let versions: Vec<_> = (0..1_000_000).map(version).collect();
    finds(&versions, (1_000_000..1_100_000).map(version));

    let releases = versions.iter().map(|version| Release::new(version).required());
    let timeline = Timeline::new(releases).unwrap();
    let path = plan::full_path(&timeline, &versions[0], Target::Latest).unwrap();
    assert_eq!(path.len(), 999_999);
    assert!(path.hops().map(|hop| hop.end_position()).eq(1..1_000_000));
}
