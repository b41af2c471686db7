//! Planning and walking a plan allocate nothing, however long the path is.

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::Cell,
    hint::black_box,
};
use std::alloc::System;

use rack_updates::{
    Release, Timeline,
    plan::{self, Hop, Target},
};

struct Counting;

thread_local! {
    /// How often this thread allocated memory; other threads belong to the test harness.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to implement, and this one only counts")]
// SAFETY: Every call is forwarded to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: The caller keeps the same promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: The caller keeps the same promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: The caller keeps the same promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[track_caller]
fn allocates<T>(times: usize, task: impl FnOnce() -> T) -> T {
    let before = ALLOCATIONS.get();
    let outcome = black_box(task());
    assert_eq!(ALLOCATIONS.get() - before, times);
    outcome
}

/// Every tenth release is required, every other one of these since an older release.
fn timeline(releases: usize) -> Timeline {
    Timeline::new((0..releases).map(|number| {
        let release = Release::new(number.to_string());
        match number % 20 {
            0 => release.required(),
            10 => release.required_since((number - 5).to_string()),
            _ => release,
        }
    }))
    .unwrap()
}

#[test]
fn allocations_are_counted() {
    allocates(0, || ());
    allocates(1, || Box::new(1));
}

fn facts(hop: Hop<'_>) -> (usize, Option<&Release>, usize) {
    (hop.end_position(), hop.stop(), hop.skipped().len())
}

#[test]
fn plans_allocate_nothing() {
    let timeline = timeline(10_000);
    for target in [Target::Latest, Target::Edge, "9999".into(), "4321".into(), "1".into()] {
        allocates(0, || plan::next_hop(&timeline, "1", target).unwrap());
        let path = allocates(0, || plan::full_path(&timeline, "1", target).unwrap());
        allocates(0, || (path.len(), path.first(), path.last(), path.is_direct()));
        allocates(0, || path.hops().map(facts).last());
        allocates(0, || path.stops().map(|release| release.version().len()).sum::<usize>());
        allocates(0, || path.hops().nth(100).map(facts));
    }
    assert_eq!(plan::full_path(&timeline, "1", "9999").unwrap().len(), 1000);
}

#[test]
fn look_ups_allocate_nothing() {
    let timeline = timeline(10_000);
    allocates(0, || (timeline.get("1234"), timeline.position("unknown")));
    allocates(0, || (timeline.latest(), timeline.edge(), timeline.releases().len()));
    allocates(0, || (timeline.required().count(), timeline.required().last()));
}

#[test]
fn a_default_timeline_allocates_nothing() {
    allocates(0, Timeline::default);
}
