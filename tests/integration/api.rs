//! What a user of the types may rely on.

use core::{
    fmt::Debug,
    hash::Hash,
    hash::{BuildHasher, BuildHasherDefault},
    iter::FusedIterator,
};
use std::hash::DefaultHasher;

use rack_updates::{
    Release, RequiredReleases, Timeline, TimelineError,
    plan::{self, Hop, Hops, PlanError, Target, UpdatePath},
};

/// `A ── B* ── C ── (D*) ── E ── (F)`, and a dead end at the end.
fn story() -> Timeline {
    Timeline::new([
        Release::new("A"),
        Release::new("B").required(),
        Release::new("C"),
        Release::new("D").because("copies the settings").unpublished(),
        Release::new("E"),
        Release::new("F").unpublished(),
        Release::new("G").dead_end("install anew"),
    ])
    .unwrap()
}

/// This many required releases between `first` and `last`.
fn with_stops(stops: usize) -> Timeline {
    let stops = (0..stops).map(|stop| Release::new(format!("stop {stop}")).required());
    let first = Release::new("first");
    Timeline::new([first].into_iter().chain(stops).chain([Release::new("last")])).unwrap()
}

#[test]
fn types_are_what_threads_and_collections_need() {
    fn shared<T: Send + Sync + Unpin>() {}
    fn value<T: Clone + Eq + Debug>() {}
    fn key<T: Hash>() {}
    fn copy<T: Copy>() {}

    shared::<Release>();
    shared::<Timeline>();
    shared::<TimelineError>();
    shared::<RequiredReleases<'_>>();
    shared::<Target<'_>>();
    shared::<Hop<'_>>();
    shared::<UpdatePath<'_>>();
    shared::<Hops<'_>>();
    shared::<PlanError>();

    value::<Release>();
    value::<Timeline>();
    value::<TimelineError>();
    value::<Target<'_>>();
    value::<Hop<'_>>();
    value::<UpdatePath<'_>>();
    value::<PlanError>();

    key::<Release>();
    key::<Timeline>();
    key::<Target<'_>>();

    copy::<Target<'_>>();
    copy::<Hop<'_>>();
    copy::<UpdatePath<'_>>();
}

#[test]
fn iterators_have_every_trait_that_fits() {
    fn complete<T: DoubleEndedIterator + ExactSizeIterator + FusedIterator + Clone + Debug>(_: T) {}
    let timeline = story();
    complete(timeline.required());
    complete(timeline.iter());
    complete(plan::full_path(&timeline, "A", "C").unwrap().hops());
    complete(plan::full_path(&timeline, "A", "C").unwrap().stops());
}

#[test]
fn a_default_timeline_is_empty() {
    let timeline = Timeline::default();
    assert!(timeline.is_empty());
    assert_eq!(timeline, Timeline::new([]).unwrap());
    assert_eq!((timeline.len(), timeline.latest(), timeline.edge()), (0, None, None));
    assert_eq!(timeline.required().next(), None);
    assert_eq!((timeline.get(""), timeline.position("A")), (None, None));
}

#[test]
fn look_ups() {
    let timeline = story();
    assert_eq!(timeline.len(), 7);
    assert!(!timeline.is_empty());
    assert_eq!(timeline.latest(), Some(&timeline[4]));
    assert_eq!(timeline.edge(), Some(&timeline[5]), "nobody is led into a dead end");
    assert!(timeline.required().eq([&timeline[1], &timeline[3]]));
    for (position, version) in ["A", "B", "C", "D", "E", "F", "G"].into_iter().enumerate() {
        assert_eq!(timeline.position(version), Some(position));
        assert_eq!(timeline.get(version), Some(&timeline[position]));
        assert_eq!(timeline[position].version(), version);
    }
    for unknown in ["", "a", "H", "AB", "A "] {
        assert_eq!((timeline.position(unknown), timeline.get(unknown)), (None, None));
    }
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn indexing_behind_the_end_panics_as_that_of_a_slice() {
    let timeline = story();
    let _ = &timeline[timeline.len()];
}

#[test]
fn a_timeline_is_iterated_from_the_oldest_on() {
    let timeline = story();
    let expected = ["A", "B", "C", "D", "E", "F", "G"];
    assert!(timeline.iter().map(Release::version).eq(expected));
    assert!((&timeline).into_iter().map(Release::version).eq(expected));
    assert_eq!(Timeline::new(timeline.clone()), Ok(timeline.clone()));
    assert_eq!(Timeline::try_from(Vec::from_iter(timeline.clone())), Ok(timeline));
}

#[test]
fn equality_and_hash_are_those_of_the_releases() {
    let hash =
        |timeline: &Timeline| BuildHasherDefault::<DefaultHasher>::default().hash_one(timeline);
    let whole = story();
    let mut pushed = Timeline::default();
    for release in &whole {
        pushed.push(release.clone()).unwrap();
    }
    assert_eq!(pushed, whole);
    assert_eq!(hash(&pushed), hash(&whole));

    let mut other = whole.clone();
    other.waive("B").unwrap();
    assert_ne!(other, whole);
    assert_ne!(hash(&other), hash(&whole));
    assert_ne!(Timeline::new(whole.iter().rev().cloned()).unwrap(), whole);
}

#[test]
fn a_release_is_what_its_builder_was_told() {
    let plain = Release::new("A");
    assert_eq!(plain.version(), "A");
    assert_eq!(plain.description(), "");
    assert!(plain.is_published() && !plain.is_required());
    assert_eq!((plain.reason(), plain.dead_end_reason()), (None, None));

    assert_eq!(Release::new(String::from("A")), plain);
    assert_eq!(plain.clone().because("why").reason(), Some("why"));
    assert!(plain.clone().because("why").is_required());
    assert_ne!(plain.clone().because("why"), plain.clone().required());
    assert_ne!(plain.clone().described("new"), plain);

    let dead_end = plain.dead_end("broken").unpublished();
    assert_eq!(dead_end.dead_end_reason(), Some("broken"));
    assert!(!dead_end.is_published() && !dead_end.is_required());
}

#[test]
fn a_target_is_made_of_what_callers_have_in_hand() {
    let timeline = story();
    let owned = String::from("C");
    let expected = plan::full_path(&timeline, "A", Target::Release("C")).unwrap();
    assert_eq!(plan::full_path(&timeline, "A", "C").unwrap(), expected);
    assert_eq!(plan::full_path(&timeline, "A", &owned).unwrap(), expected);
    assert_eq!(plan::full_path(&timeline, "A", &timeline[2]).unwrap(), expected);
    assert_eq!(plan::full_path(&timeline, "A", owned.as_str()).unwrap(), expected);
}

#[test]
fn a_plan_outlives_its_question() {
    let timeline = story();
    let (hop, path) = {
        let (current, target) = (String::from("A"), String::from("C"));
        let hop = plan::next_hop(&timeline, &current, &target).unwrap().unwrap();
        (hop, plan::full_path(&timeline, &current, &target).unwrap())
    };
    let (from, to) = {
        // What a plan gives out belongs to the timeline, not to the plan.
        let (hop, path) = (hop, path);
        (hop.from(), path.to())
    };
    assert_eq!((from.version(), to.version()), ("A", "C"));
    assert_eq!(path.first(), Some(hop));
}

#[test]
fn plans_are_equal_if_they_lead_over_equal_releases() {
    let one = with_stops(2);
    let mut other = with_stops(2);
    let path = plan::full_path(&one, "first", "last").unwrap();
    assert_eq!(path, plan::full_path(&other, "first", "last").unwrap());
    assert_ne!(path, plan::full_path(&one, "first", "stop 1").unwrap());
    assert_ne!(path, plan::full_path(&one, "stop 0", "last").unwrap());
    let hop = plan::next_hop(&one, "first", "last").unwrap();
    assert_eq!(hop, plan::next_hop(&other, "first", "last").unwrap());
    assert_ne!(hop, plan::next_hop(&one, "stop 0", "last").unwrap());
    assert_ne!(hop, plan::next_hop(&one, "first", "stop 0").unwrap(), "that one is the last");

    // Longer timelines around the same way don't matter, what is jumped over does.
    other.push(Release::new("newer")).unwrap();
    assert_eq!(path, plan::full_path(&other, "first", "last").unwrap());
    other.insert_after("first", Release::new("between")).unwrap();
    assert_ne!(path, plan::full_path(&other, "first", "last").unwrap());
    assert_ne!(hop, plan::next_hop(&other, "first", "last").unwrap());
}

#[test]
fn plans_in_words_for_programmers() {
    let timeline = story();
    let hop = plan::next_hop(&timeline, "A", "C").unwrap().unwrap();
    let shown = format!("{hop:?}");
    assert!(shown.starts_with("Hop { from: Release { version: \"A\""), "{shown}");
    assert!(shown.ends_with("skipped: 0, is_last: false }"), "{shown}");

    let path = plan::full_path(&timeline, "A", "C").unwrap();
    assert_eq!(format!("{path:?}"), format!("{:?}", path.hops().collect::<Vec<_>>()));
    assert_eq!(format!("{:?}", path.hops()), format!("{path:?}"));
    let releases: Vec<_> = timeline.iter().collect();
    assert_eq!(format!("{timeline:?}"), format!("Timeline({releases:?})"));
    let required: Vec<_> = timeline.required().collect();
    assert_eq!(format!("{:?}", timeline.required()), format!("{required:?}"));
}

#[test]
fn positions_find_a_tool_its_own_records() {
    let mut timeline = with_stops(3);
    let mut records: Vec<_> = timeline.iter().map(|release| release.version().len()).collect();
    let positions = |timeline: &Timeline| {
        plan::full_path(timeline, "first", "last")
            .unwrap()
            .hops()
            .map(|hop| (hop.from_position(), hop.to_position()))
            .collect::<Vec<_>>()
    };
    let before = positions(&timeline);
    assert_eq!(before, [(0, 1), (1, 2), (2, 3), (3, 4)]);

    for number in 0..100 {
        let version = format!("newer {number}");
        records.push(version.len());
        timeline.push(Release::new(version)).unwrap();
        assert_eq!(positions(&timeline), before);
    }
    for (position, release) in timeline.iter().enumerate() {
        assert_eq!(timeline.position(release.version()), Some(position));
        assert_eq!(records[position], release.version().len());
    }
}

#[test]
fn a_path_is_iterated_by_value_and_by_reference() {
    let timeline = with_stops(2);
    let path = plan::full_path(&timeline, "first", "last").unwrap();
    let by_reference: Vec<_> = (&path).into_iter().collect();
    let by_value: Vec<_> = path.into_iter().collect();
    assert_eq!(by_reference, by_value);
    assert_eq!(by_value.len(), 3);
    assert_eq!(by_value, path.hops().collect::<Vec<_>>());
}

#[test]
fn hops_are_taken_from_both_ends_as_from_a_list() {
    for stops in 0..=4 {
        let timeline = with_stops(stops);
        let path = plan::full_path(&timeline, "first", "last").unwrap();
        let mut hops = Vec::new();
        for hop in path.hops() {
            hops.push(hop);
        }
        assert_eq!(hops.len(), stops + 1);
        as_from_a_list(&path.hops(), &hops, 4);
    }
    let timeline = with_stops(0);
    as_from_a_list(&plan::full_path(&timeline, "last", "last").unwrap().hops(), &[], 4);
}

#[test]
fn required_releases_are_taken_from_both_ends_as_from_a_list() {
    for stops in 0..=4 {
        let timeline = with_stops(stops);
        let releases: Vec<_> = timeline.iter().filter(|release| release.is_required()).collect();
        as_from_a_list(&timeline.required(), &releases, 4);
        let path = plan::full_path(&timeline, "first", "last").unwrap();
        as_from_a_list(&path.stops(), &releases, 4);
    }
}

/// Takes items in every order of this many steps, and compares what each gives, and what is left
/// after it, with a list.
fn as_from_a_list<I>(items: &I, list: &[I::Item], steps: usize)
where
    I: DoubleEndedIterator + ExactSizeIterator + Clone,
    I::Item: Copy + PartialEq + Debug,
{
    let rest = || items.clone();
    assert_eq!(items.len(), list.len());
    assert_eq!(items.size_hint(), (list.len(), Some(list.len())));
    assert_eq!(rest().collect::<Vec<_>>(), list);
    assert!(rest().rev().eq(list.iter().rev().copied()));
    assert_eq!(rest().count(), list.len());
    assert_eq!(rest().last(), list.last().copied());
    let folded = rest().fold(Vec::new(), |mut folded, item| {
        folded.push(item);
        folded
    });
    assert_eq!(folded, list);
    let folded_back = rest().rfold(Vec::new(), |mut folded, item| {
        folded.push(item);
        folded
    });
    assert!(folded_back.iter().eq(list.iter().rev()));
    assert_eq!(rest().nth_back(0), list.last().copied());
    let mut beyond = rest();
    assert_eq!(beyond.nth(usize::MAX), None);
    assert_eq!((beyond.next(), beyond.next_back(), beyond.len()), (None, None, 0));
    let mut beyond = rest();
    assert_eq!(beyond.nth_back(usize::MAX), None);
    assert_eq!((beyond.next(), beyond.next_back(), beyond.len()), (None, None, 0));

    if steps == 0 {
        return;
    }
    for skipped in 0..=list.len() + 1 {
        let mut from_front = rest();
        let item = if skipped == 0 { from_front.next() } else { from_front.nth(skipped) };
        assert_eq!(item, list.get(skipped).copied());
        as_from_a_list(&from_front, list.get(skipped + 1..).unwrap_or_default(), steps - 1);

        let mut from_back = rest();
        let item = if skipped == 0 { from_back.next_back() } else { from_back.nth_back(skipped) };
        let left = list.len().saturating_sub(skipped + 1);
        assert_eq!(item, list.iter().rev().nth(skipped).copied());
        as_from_a_list(&from_back, &list[..left], steps - 1);
    }
}
