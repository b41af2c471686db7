//! The promises of the public types.

use alloc::borrow::Cow;
use core::{
    error::Error,
    fmt::{Debug, Display},
    hash::{BuildHasher, BuildHasherDefault, Hash},
    iter::FusedIterator,
    panic::{RefUnwindSafe, UnwindSafe},
};
use std::hash::DefaultHasher;

use rack_updates::{
    Release, RequiredReleases, Timeline, TimelineError, diagram, drift, lint,
    plan::{self, Hop, Hops, OwnedHop, OwnedPath, OwnedStop, PlanError, Target, UpdatePath},
};

use crate::notation::timeline;

#[test]
fn types_have_every_trait_that_fits() {
    macro_rules! assert_traits {
        ($($type:ty: $($bound:ident)+;)+) => {$({
            fn has<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Debug $(+ $bound)+>() {}
            has::<$type>();
        })+};
    }
    assert_traits! {
        Release: Clone Eq Hash Display;
        Timeline: Clone Eq Hash Default;
        TimelineError: Clone Eq Error;
        RequiredReleases<'_>: Clone DoubleEndedIterator ExactSizeIterator FusedIterator;
        Target<'_>: Copy Eq Hash;
        Hop<'_>: Copy Eq Display;
        Hops<'_>: Clone ExactSizeIterator FusedIterator;
        UpdatePath<'_>: Copy Eq Display IntoIterator;
        OwnedPath: Clone Eq Hash Display;
        OwnedHop: Clone Eq Hash Display;
        OwnedStop: Clone Eq Hash;
        PlanError: Clone Eq Error;
        diagram::Subject<'_>: Copy;
        diagram::Terminal<'_>: Copy Display;
        diagram::Mermaid<'_>: Copy Display;
        diagram::Dot<'_>: Copy Display;
        drift::Drift<'_>: Clone Eq Display;
        drift::Part<'_>: Copy Eq Display;
        drift::Fact: Copy Eq Hash;
        drift::Status<'_>: Copy Eq;
        lint::Finding<'_>: Copy Eq Display;
        lint::Severity: Copy Ord Hash Display;
    }
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn indexing_past_the_end_panics_as_for_a_slice() {
    let timeline = timeline("A");
    let _ = &timeline[timeline.len()];
}

#[test]
fn a_timeline_is_iterated_oldest_first() {
    let timeline = timeline("B A C");
    let expected = ["B", "A", "C"];
    assert!(timeline.iter().map(Release::version).eq(expected));
    assert!((&timeline).into_iter().map(Release::version).eq(expected));
    assert!(timeline.releases().iter().map(AsRef::as_ref).eq(expected));
    assert_eq!(Timeline::new(timeline.clone()), Ok(timeline.clone()));
    assert_eq!(Timeline::try_from(Vec::from_iter(timeline.clone())), Ok(timeline));
}

#[test]
fn equality_and_hash_of_a_timeline_are_those_of_its_releases() {
    let hash =
        |timeline: &Timeline| BuildHasherDefault::<DefaultHasher>::default().hash_one(timeline);
    let whole = timeline("A B* (C)");
    let mut pushed = Timeline::default();
    for release in &whole {
        pushed.push(release.clone()).unwrap();
    }
    assert_eq!((&pushed, hash(&pushed)), (&whole, hash(&whole)));

    for other in ["A B (C)", "A (C) B*", "A B*", "A B*~A (C)"] {
        let other = timeline(other);
        assert_ne!(other, whole);
        assert_ne!(hash(&other), hash(&whole));
    }

    // Whether a requirement was derived isn't a fact of the release.
    let mut derived = timeline("A1 B");
    derived.require_each(|release| release.version().chars().next()).unwrap();
    let stated = Timeline::new([Release::new("A1").required(), Release::new("B")]).unwrap();
    assert_eq!((&derived, hash(&derived)), (&stated, hash(&stated)));
}

#[test]
fn a_release_has_the_facts_given_to_its_builder() {
    let plain = Release::new("A");
    assert_eq!((plain.version(), plain.description()), ("A", ""));
    assert!(plain.is_published() && !plain.is_required());
    assert_eq!((plain.since(), plain.reason(), plain.dead_end_reason()), (None, None, None));

    assert_eq!(Release::new(String::from("A")), plain);
    let required = plain.clone().because("why");
    assert_eq!((required.is_required(), required.reason()), (true, Some("why")));
    let since = plain.clone().required_since("S");
    assert_eq!((since.is_required(), since.since()), (true, Some("S")));
    assert_eq!(plain.clone().described("new").described("newer").description(), "newer");

    let dead_end = plain.clone().dead_end("broken");
    assert_eq!((dead_end.dead_end_reason(), dead_end.is_published()), (Some("broken"), false));
}

#[test]
fn a_target_is_made_from_any_reference_to_a_version() {
    let boxed: Box<str> = "C".into();
    assert_eq!(Target::from("C"), Target::Release("C"));
    assert_eq!(Target::from(&String::from("C")), Target::Release("C"));
    assert_eq!(Target::from(&Release::new("C")), Target::Release("C"));
    assert_eq!(Target::from(&boxed), Target::Release("C"));
    assert_eq!(Target::from(&Cow::from("C")), Target::Release("C"));
}

#[test]
fn a_plan_outlives_its_question() {
    let timeline = timeline("A B* C");
    let (start, end, stop) = {
        let (current, target) = (String::from("A"), String::from("C"));
        let path = plan::full_path(&timeline, &current, &target).unwrap();
        let hop = plan::next_hop(&timeline, &current, &target).unwrap().unwrap();
        assert_eq!(path.first(), Some(hop));
        // The releases of a plan are borrowed from the timeline, not from the plan.
        (hop.start(), path.end(), hop.stop())
    };
    assert_eq!((start.version(), end.version(), stop), ("A", "C", timeline.get("B")));
}

#[test]
fn plans_are_equal_if_they_lead_over_equal_releases() {
    let one = timeline("older A B* C D newer");
    let path = plan::full_path(&one, "A", "D").unwrap();
    for (other, from, to, is_equal) in [
        // Releases before and after the path make no difference, those that it skips do.
        ("A B* C D", "A", "D", true),
        ("A B* (C) D", "A", "D", false),
        ("A between B* C D", "A", "D", false),
        ("A B*~A C D", "A", "D", false),
        ("A B C*~B D", "A", "D", false),
        ("A B* C D", "A", "C", false),
        ("A B* C D", "B", "D", false),
        // This hop is the last.
        ("A B* C D", "A", "B", false),
    ] {
        let other = timeline(other);
        let other = plan::full_path(&other, from, to).unwrap();
        assert_eq!(other == path, is_equal, "{other}");
        assert_eq!(other.hops().eq(path.hops()), is_equal, "{other}");
    }

    // The stop counts even where the hop is the same.
    let [one, other] = ["A B (C*~B) D", "A B (C) (X*~B) D"].map(timeline);
    let [one, other] = [&one, &other].map(|list| plan::next_hop(list, "A", "D").unwrap());
    assert_ne!(one, other);
}

#[test]
fn debug_shows_releases() {
    let timeline = timeline("A B* C");
    let path = plan::full_path(&timeline, "A", "C").unwrap();
    let shown = format!("{:?}", path.first().unwrap());
    assert!(shown.starts_with("Hop { start: Release { version: \"A\""), "{shown}");
    assert_eq!(format!("{path:?}"), format!("{:?}", path.hops().collect::<Vec<_>>()));
    assert_eq!(format!("{:?}", path.hops()), format!("{path:?}"));
    assert_eq!(format!("{timeline:?}"), format!("Timeline({:?})", timeline.releases()));
    assert_eq!(format!("{:?}", timeline.required()), format!("{:?}", [&timeline[1]]));
}

#[test]
fn hops_and_required_releases_are_taken_as_from_a_list() {
    for list in ["A E", "A B* E", "A B* C* E", "A B* C* D* E"].map(timeline) {
        let path = plan::full_path(&list, "A", "E").unwrap();
        let mut hops = Vec::new();
        for hop in path {
            hops.push(hop);
        }
        assert_eq!(hops.len(), list.len() - 1);
        assert!((&path).into_iter().eq(hops.iter().copied()));
        taken_as_from_a_list(&path.hops(), &hops);
        taken_as_from_a_list(&plan::full_path(&list, "E", "E").unwrap().hops(), &[]);

        let required: Vec<_> = list.releases()[1..list.len() - 1].iter().collect();
        let reversed: Vec<_> = required.iter().rev().copied().collect();
        taken_as_from_a_list(&list.required(), &required);
        taken_as_from_a_list(&list.required().rev(), &reversed);
        for skipped in 0..=required.len() {
            let (mut items, mut left) = (list.required(), required.iter());
            assert_eq!(items.nth(skipped), left.nth(skipped).copied());
            assert_eq!(items.nth_back(skipped), left.nth_back(skipped).copied());
            taken_as_from_a_list(&items, left.copied().collect::<Vec<_>>().as_slice());
        }
    }
}

/// Takes items by every method and compares them, and the rest, with a list.
fn taken_as_from_a_list<I>(items: &I, list: &[I::Item])
where
    I: ExactSizeIterator + Clone,
    I::Item: Copy + PartialEq + Debug,
{
    let rest = || items.clone();
    assert_eq!(items.size_hint(), (list.len(), Some(list.len())));
    assert_eq!(rest().collect::<Vec<_>>(), list);
    assert_eq!(rest().count(), list.len());
    assert_eq!(rest().last(), list.last().copied());
    for skipped in (0..=list.len() + 1).chain([usize::MAX]) {
        let mut items = rest();
        assert_eq!(items.nth(skipped), list.get(skipped).copied());
        let left = list.get(skipped.saturating_add(1)..).unwrap_or_default();
        assert_eq!(items.len(), left.len());
        assert_eq!(items.clone().collect::<Vec<_>>(), left);
        if left.is_empty() {
            assert_eq!((items.next(), items.next()), (None, None));
        }
    }
}

#[test]
fn an_owned_path_has_the_facts_of_the_path() {
    let timeline = timeline("A B (C*~B) D* E F");
    for current in ["A", "B", "E", "F"] {
        let path = plan::full_path(&timeline, current, "F").unwrap();
        let owned = OwnedPath::from(&path);
        assert_eq!((owned.start(), owned.end()), (path.start().version(), path.end().version()));
        assert_eq!((owned.len(), owned.is_empty()), (path.len(), path.is_empty()));
        assert!(owned.hops().iter().eq(&path.hops().map(OwnedHop::from).collect::<Vec<_>>()));
        for (owned, hop) in owned.hops().iter().zip(path) {
            assert_eq!((owned.start(), owned.end()), (hop.start().version(), hop.end().version()));
            assert_eq!(owned.is_required(), hop.end().is_required());
            assert_eq!((owned.skipped(), owned.is_last()), (hop.skipped().len(), hop.is_last()));
            let stop =
                owned.stop().map(|it| (&*it.version, it.since.as_deref(), it.reason.as_deref()));
            assert_eq!(stop, hop.stop().map(|it| (it.version(), it.since(), it.reason())));
        }
    }
}
