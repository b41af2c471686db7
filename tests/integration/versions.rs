//! Look-ups of versions that are hard to tell apart, very long, or very many.

use rack_updates::{
    Release, Timeline, TimelineError,
    plan::{self, Target},
};

/// That each of these versions is found at its place, and none of those that aren't there.
#[track_caller]
fn finds(versions: &[String], absent: impl IntoIterator<Item = String>) {
    let timeline = Timeline::new(versions.iter().map(|v| Release::new(v.as_str()))).unwrap();
    let mut pushed = Timeline::default();
    for version in versions {
        assert_eq!(pushed.position(version), None);
        pushed.push(Release::new(version.as_str())).unwrap();
    }
    for (position, version) in versions.iter().enumerate() {
        assert_eq!(timeline.position(version), Some(position));
        assert_eq!(pushed.position(version), Some(position));
    }
    for version in absent {
        assert_eq!(timeline.position(&version), None);
        assert_eq!(pushed.position(&version), None);
    }

    // A duplicate of any of them is seen, wherever the first one stands.
    for first in [0, versions.len() / 2, versions.len() - 1] {
        let version = versions[first].clone();
        let second = versions.len();
        let error = TimelineError::DuplicateVersion { version: version.clone(), first, second };
        assert_eq!(pushed.push(Release::new(version.as_str())), Err(error.clone()));
        let all = versions.iter().chain([&version]).map(|v| Release::new(v.as_str()));
        assert_eq!(Timeline::new(all), Err(error));
    }
    assert_eq!(pushed, timeline);
}

#[test]
fn of_every_length() {
    let of_length = |length| "v".repeat(length);
    let versions: Vec<_> = (1..300).map(of_length).collect();
    finds(&versions, [0, 300, 301].map(of_length));
}

#[test]
fn that_differ_in_one_byte() {
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
fn that_share_a_long_start_or_end() {
    let long = "20170306140228-".repeat(20);
    let starts: Vec<_> = (0..2000).map(|number| format!("{long}{number}")).collect();
    finds(&starts, (2000..3000).map(|number| format!("{long}{number}")));
    let ends: Vec<_> = (0..2000).map(|number| format!("{number}{long}")).collect();
    finds(&ends, (2000..3000).map(|number| format!("{number}{long}")));
}

#[test]
fn that_look_alike() {
    let versions =
        ["é", "e\u{301}", "É", "A", "Α", "А", "a", " A", "A ", "A\0", "\0", "1", "01", "1.0"];
    finds(&versions.map(String::from), ["", "e", "\u{301}", "B", "\0\0", "1.00"].map(String::from));
}

#[test]
fn of_a_megabyte() {
    let long = |byte: &str| {
        let mut version = "v".repeat(1 << 20);
        version.replace_range((1 << 20) - 1.., byte);
        version
    };
    finds(&["a", "b", "c"].map(long), [long("d"), "v".into(), "v".repeat((1 << 20) - 1)]);
}

/// Versions that are all the same to the fast hash of the index: it forgets what comes before the
/// last sixteen bytes. Whatever hash there is, they must be told apart.
fn colliding(number: usize) -> String {
    format!("version-0067745:NxILkU63{number:08}-20170306140228-")
}

#[test]
fn made_to_collide() {
    let versions: Vec<_> = (0..20_000).map(colliding).collect();
    finds(&versions, (20_000..30_000).map(colliding));
}

#[test]
fn made_to_collide_and_then_edited() {
    let mut releases: Vec<_> = (0..100).map(|number| Release::new(colliding(number))).collect();
    let mut timeline = Timeline::new(releases.clone()).unwrap();

    let new = Release::new(colliding(100));
    timeline.insert_after(&colliding(50), new.clone()).unwrap();
    timeline.require(new.version(), None).unwrap();
    releases.insert(51, new.required());
    assert_eq!(timeline, Timeline::new(releases.clone()).unwrap());
    for (position, release) in releases.iter().enumerate() {
        assert_eq!(timeline.position(release.version()), Some(position));
    }
    let path = plan::full_path(&timeline, &colliding(0), Target::Latest).unwrap();
    assert!(path.hops().map(|hop| hop.to_position()).eq([51, 100]));
}

#[test]
fn a_hundred_thousand_with_the_first_once_more_at_the_end() {
    let version = |number: usize| format!("2017{number:010}");
    let versions = (0..100_000).chain([0]).map(version);
    assert_eq!(
        Timeline::new(versions.map(Release::new)),
        Err(TimelineError::DuplicateVersion { version: version(0), first: 0, second: 100_000 }),
    );
}

#[test]
fn what_an_iterator_says_of_its_length_does_no_harm() {
    let two = || ["A", "B"].map(Release::new);
    for said in [0, 1, 3, 1 << 20, (1 << 20) + 1, usize::MAX] {
        assert_eq!(Timeline::new(Lying(said, two().into_iter())), Timeline::new(two()), "{said}");

        // This one doesn't say it before it was asked for the first release.
        let late = [two()].into_iter().flat_map(|two| Lying(said, two.into_iter()));
        assert_eq!(Timeline::new(late), Timeline::new(two()), "{said}");
    }
}

/// An iterator that says that it has so many items.
pub(crate) struct Lying<I>(pub(crate) usize, pub(crate) I);

impl<I: Iterator> Iterator for Lying<I> {
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
fn a_million() {
    let version = |number: usize| format!("2017{number:010}");
    let versions: Vec<_> = (0..1_000_000).map(version).collect();
    finds(&versions, (1_000_000..1_100_000).map(version));

    // All required and all on the way.
    let releases = versions.iter().map(|v| Release::new(v.as_str()).required());
    let timeline = Timeline::new(releases).unwrap();
    let path = plan::full_path(&timeline, &versions[0], Target::Latest).unwrap();
    assert_eq!(path.len(), 999_999);
    assert!(path.hops().map(|hop| hop.to_position()).eq(1..1_000_000));
}
