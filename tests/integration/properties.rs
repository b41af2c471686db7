//! Laws on long timelines whose versions are any text at all.

use core::iter;

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use rack_updates::{
    Release, Timeline,
    plan::{self, PlanError, Target, UpdatePath},
};

use crate::{
    check,
    edits::{self, Edit},
    oracle::{self, Entry, Kind},
};

/// A list of releases, and a question about it.
#[derive(Clone, Debug)]
struct Case {
    entries: Vec<Entry>,
    current: String,
    target: Goal,
}

/// A target that owns its version.
#[derive(Clone, Debug)]
enum Goal {
    Latest,
    Edge,
    Release(String),
}

impl Goal {
    fn target(&self) -> Target<'_> {
        match self {
            Self::Latest => Target::Latest,
            Self::Edge => Target::Edge,
            Self::Release(version) => Target::Release(version),
        }
    }
}

fn version() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{1,14}",
        2 => "v[0-9]{1,2}\\.[0-9]{1,2}(-rc[0-9])?",
        2 => "\\PC{1,12}",
        // Control characters, direction marks, and what else a text may hold.
        1 => vec(any::<char>(), 1..8).prop_map(String::from_iter),
        1 => select(vec!["latest", "edge", "dev", " ", "\0", "\u{202e}"]).prop_map(String::from),
    ]
}

/// Releases as most projects have them: nearly all published, some required.
fn entries(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    let kind = prop_oneof![
        40 => Just(Kind::Plain),
        12 => Just(Kind::Required),
        4 => Just(Kind::Withdrawn),
        1 => Just(Kind::Blocking),
        3 => Just(Kind::DeadEnd),
    ];
    // A few texts that are any at all, each numbered on: quicker than as many different ones.
    (vec(version(), 1..12), vec(kind, 1..most)).prop_map(|(texts, kinds)| {
        let mut entries: Vec<Entry> = Vec::new();
        for (position, kind) in kinds.into_iter().enumerate() {
            let version = match position / texts.len() {
                0 => texts[position].clone(),
                round => format!("{}{round}", texts[position % texts.len()]),
            };
            if entries.iter().all(|entry| entry.version != version) {
                entries.push(Entry::new(&version, kind));
            }
        }
        entries
    })
}

/// The version of a release, mostly of one that is in the list.
fn version_in(entries: Vec<Entry>) -> impl Strategy<Value = String> {
    prop_oneof![
        15 => any::<Index>().prop_map(move |index| index.get(&entries).version.clone()),
        1 => version(),
        1 => Just(String::new()),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    entries(150).prop_flat_map(|entries| {
        let current = version_in(entries.clone());
        let target = prop_oneof![
            1 => Just(Goal::Latest),
            1 => Just(Goal::Edge),
            4 => version_in(entries.clone()).prop_map(Goal::Release),
        ];
        (Just(entries), current, target).prop_map(|(entries, current, target)| Case {
            entries,
            current,
            target,
        })
    })
}

/// An edit of a list, mostly one that can be made.
fn edit(entries: &[Entry]) -> impl Strategy<Value = Edit> + use<> {
    let old = || version_in(entries.to_vec());
    let new = || {
        (prop_oneof![9 => version(), 1 => old()], select(Kind::ALL.to_vec()))
            .prop_map(|(version, kind)| Entry::new(&version, kind))
    };
    prop_oneof![
        old().prop_map(Edit::Publish),
        old().prop_map(Edit::Withdraw),
        (old(), any::<Option<String>>()).prop_map(|(old, reason)| Edit::Require(old, reason)),
        old().prop_map(Edit::Waive),
        (1..=3_usize).prop_map(|divisor| Edit::RequireLastOfEach(divisor.try_into().unwrap())),
        (old(), new()).prop_map(|(old, new)| Edit::InsertAfter(old, new)),
        new().prop_map(Edit::Push),
    ]
}

/// A timeline with a path over it that isn't empty, and the path's question.
///
/// Whatever stands in the way of a path is put right, so that no case is thrown away.
fn way() -> impl Strategy<Value = (Timeline, String, String)> {
    (entries(150), any::<Index>(), any::<Index>()).prop_map(|(mut entries, one, other)| {
        entries.push(Entry::new("the newest of all", Kind::Plain));
        let [one, other] = [one, other].map(|index| index.index(entries.len()));
        let from = one.min(other).min(entries.len() - 2);
        let to = one.max(other).max(from + 1);
        for (position, entry) in entries.iter_mut().enumerate() {
            if entry.dead_end.is_none() && (entry.required || position == to) {
                entry.published = true;
            }
        }
        for position in [from, to] {
            if entries[position].dead_end.take().is_some() {
                entries[position].published = true;
            }
        }
        let [from, to] = [from, to].map(|position| entries[position].version.clone());
        (oracle::timeline(&entries), from, to)
    })
}

fn path<'t>(timeline: &'t Timeline, from: &str, to: &str) -> UpdatePath<'t> {
    plan::full_path(timeline, from, to).unwrap()
}

/// The positions that a path leads over, both ends included.
fn positions(path: UpdatePath<'_>) -> Vec<usize> {
    let first = path.first().map(|hop| hop.from_position());
    first.into_iter().chain(path.hops().map(|hop| hop.to_position())).collect()
}

proptest! {
    /// Among others: a path is the iterated hop, it is the shortest, and errors are the oracle's.
    #[test]
    fn plans_agree_with_the_oracle(case in case()) {
        let timeline = oracle::timeline(&case.entries);
        check::plans(&case.entries, &timeline, &case.current, case.target.target());
    }

    #[test]
    fn a_path_goes_forward_over_every_required_release_to_its_end((timeline, from, to) in way()) {
        let path = path(&timeline, &from, &to);
        let positions = positions(path);
        prop_assert!(positions.is_sorted_by(|one, next| one < next));
        prop_assert_eq!(positions.first().copied(), timeline.position(&from));
        prop_assert_eq!(positions.last().copied(), timeline.position(&to));
        for hop in path {
            prop_assert!(!hop.skipped().iter().any(Release::is_required));
            prop_assert!(hop.is_last() || hop.to().is_required());
            prop_assert_eq!(hop.is_last(), hop.to().version() == to);
        }
        let between = &timeline.iter().as_slice()[positions[0] + 1..positions[path.len()]];
        let required = between.iter().filter(|release| release.is_required());
        prop_assert!(path.stops().eq(required));
    }

    #[test]
    fn every_part_of_a_path_is_the_path_there((timeline, from, to) in way()) {
        let whole: Vec<_> = path(&timeline, &from, &to).hops().collect();
        for (position, stop) in path(&timeline, &from, &to).stops().enumerate() {
            let before = path(&timeline, &from, stop.version());
            let after = path(&timeline, stop.version(), &to);
            prop_assert_eq!(after.hops().collect::<Vec<_>>(), &whole[position + 1..]);

            // The hop to the stop is its last where the stop is the target, and not on the way on.
            let joined = before.hops().chain(after).map(|hop| (hop.from_position(), hop.to_position()));
            prop_assert!(joined.eq(whole.iter().map(|hop| (hop.from_position(), hop.to_position()))));
        }
    }

    #[test]
    fn appending_changes_no_path((timeline, from, to) in way(), newer in entries(50)) {
        let before = positions(path(&timeline, &from, &to));
        let mut longer = timeline.clone();
        for entry in newer {
            // A version that is there already changes nothing either.
            let _ = longer.push(entry.release());
            prop_assert_eq!(&positions(path(&longer, &from, &to)), &before);
        }
        prop_assert_eq!(path(&longer, &from, &to), path(&timeline, &from, &to));
    }

    #[test]
    fn a_required_release_more_is_a_hop_more((timeline, from, to) in way(), index: Index) {
        let path_before = path(&timeline, &from, &to);
        let hop = path_before.hops().nth(index.index(path_before.len())).unwrap();
        for skipped in hop.skipped().iter().filter(|release| release.dead_end_reason().is_none()) {
            let mut edited = timeline.clone();
            edited.require(skipped.version(), None).unwrap();
            edited.publish(skipped.version()).unwrap();
            prop_assert_eq!(path(&edited, &from, &to).len(), path_before.len() + 1);

            edited.withdraw(skipped.version()).unwrap();
            let blocked = PlanError::Blocked {
                target: to.clone(),
                required: skipped.version().to_owned(),
                reason: skipped.reason().map(String::from),
                reachable: hop.from().version().to_owned(),
            };
            prop_assert_eq!(plan::full_path(&edited, &from, &to), Err(blocked));

            edited.waive(skipped.version()).unwrap();
            prop_assert_eq!(path(&edited, &from, &to).len(), path_before.len());
        }
    }

    #[test]
    fn with_every_stop_waived_any_way_is_direct((timeline, from, to) in way()) {
        let mut edited = timeline.clone();
        for stop in timeline.required() {
            edited.waive(stop.version()).unwrap();
        }
        prop_assert_eq!(edited.required().len(), 0);
        prop_assert!(path(&edited, &from, &to).is_direct());
    }

    #[test]
    fn edits_equal_the_edited_list_built_anew(
        (entries, edits) in entries(20).prop_flat_map(|entries| {
            let edits = vec(edit(&entries), 1..6);
            (Just(entries), edits)
        }),
    ) {
        let mut made = (oracle::timeline(&entries), entries);
        for edit in edits {
            made = edits::make(&edit, &made.0, &made.1);
        }
    }

    #[test]
    fn plans_over_long_edited_timelines_agree_with_the_oracle(
        (mut entries, current, edits) in entries(200).prop_flat_map(|entries| {
            let current = version_in(entries.clone());
            let edits = vec(edit(&entries), 1..20);
            (Just(entries), current, edits)
        }),
    ) {
        let mut timeline = oracle::timeline(&entries);
        for edit in edits {
            edit.make_on_both(&mut timeline, &mut entries);
        }
        for target in &entries {
            check::plans(&entries, &timeline, &current, Target::Release(&target.version));
        }
        check::plans(&entries, &timeline, &current, Target::Latest);
        check::plans(&entries, &timeline, &current, Target::Edge);
    }

    #[test]
    fn the_last_published_release_of_each_run_is_required(mut entries in entries(200)) {
        let mut timeline = oracle::timeline(&entries);
        timeline.require_last_of_each(|release| release.version().len() % 2);

        let key = |entry: &Entry| entry.version.len() % 2;
        let newest = entries.last().map(key);
        let mut end = entries.len();
        while end > 0 {
            let key_of_run = key(&entries[end - 1]);
            let start = (0..end).rev().take_while(|&i| key(&entries[i]) == key_of_run).last().unwrap();
            let is_newest = end == entries.len() && newest == Some(key_of_run);
            let last = (start..end).rev().find(|&position| entries[position].published);
            if let (Some(last), false) = (last, is_newest) {
                entries[last].required = true;
            }
            end = start;
        }
        check::same_releases(&timeline, &entries);
        let anew = Timeline::new(timeline.iter().cloned()).unwrap();
        prop_assert!(timeline.required().eq(anew.required()));
        for target in [Target::Latest, Target::Edge] {
            check::plans(&entries, &timeline, &entries[0].version, target);
        }
    }

    #[test]
    fn refused_lists_name_the_first_two_that_are_alike(entries in entries(50), at: Index, of: Index) {
        let first = of.index(entries.len());
        let second = first + 1 + at.index(entries.len() - first);
        let mut releases: Vec<_> = entries.iter().map(Entry::release).collect();
        releases.insert(second, releases[first].clone());
        let version = entries[first].version.clone();
        prop_assert_eq!(
            Timeline::new(releases),
            Err(rack_updates::TimelineError::DuplicateVersion { version, first, second })
        );
    }
}

#[cfg(feature = "serde")]
proptest! {
    #[test]
    fn what_is_written_is_read_back(entries in entries(50), edits in vec(any::<Index>(), 0..10)) {
        use crate::value::written;
        use serde::Deserialize;

        let mut timeline = oracle::timeline(&entries);
        for index in edits {
            // Reasons that have outlived their requirement are written, too.
            timeline.waive(&index.get(&entries).version).unwrap();
        }
        let text = written(&timeline);
        let read = Timeline::deserialize(text.clone()).unwrap();
        check::same_answers(&read, &timeline);
        prop_assert_eq!(written(&read), text);
    }
}

/// The laws above would also hold if nothing much was ever generated.
#[test]
fn the_cases_reach_everything_that_matters() {
    let mut runner = TestRunner::deterministic();
    let mut long = 0;
    let mut up_to_date = 0;
    let mut direct = 0;
    let mut blocked_later = 0;
    let mut unpublished_current = 0;
    let mut errors = [0; 6];
    for _ in 0..1000 {
        let case = case().new_tree(&mut runner).unwrap().current();
        let timeline = oracle::timeline(&case.entries);
        let question = (case.current.as_str(), case.target.target());
        let error = match plan::full_path(&timeline, question.0, question.1) {
            Ok(path) => {
                long += usize::from(path.len() >= 10);
                direct += usize::from(path.len() == 1);
                up_to_date += usize::from(path.is_empty());
                unpublished_current += usize::from(!path.is_empty() && !path.from().is_published());
                continue;
            }
            Err(error) => error,
        };
        let kind = match error {
            PlanError::UnknownCurrent { .. } => 0,
            PlanError::UnknownTarget { .. } => 1,
            PlanError::Downgrade { .. } => 2,
            PlanError::UnpublishedTarget { .. } => 3,
            PlanError::DeadEnd { .. } => 4,
            PlanError::Blocked { reachable, .. } => {
                blocked_later += usize::from(reachable != case.current);
                5
            }
            other => panic!("no case was meant to give this: {other}"),
        };
        errors[kind] += 1;
    }
    let reached = [long, up_to_date, direct, blocked_later, unpublished_current];
    assert!(reached.into_iter().chain(errors).all(|count| count >= 5), "{reached:?} {errors:?}");

    let lengths: Vec<_> = iter::repeat_with(|| way().new_tree(&mut runner).unwrap().current())
        .map(|(timeline, from, to)| path(&timeline, &from, &to).len())
        .take(100)
        .collect();
    assert!(lengths.iter().filter(|&&length| length >= 10).count() >= 10, "{lengths:?}");
}
