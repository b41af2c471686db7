//! Planning and walking a plan allocate nothing, however long the way is.

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::Cell,
    hint::black_box,
};
use std::alloc::System;

use rack_updates::{
    Release, Timeline,
    plan::{self, Target},
};

struct Counting;

thread_local! {
    /// How often this thread has asked for memory; other threads belong to the test harness.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to implement, and this one only counts")]
// SAFETY: All is left to the allocator of the system.
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

/// Every tenth release is required.
fn timeline(releases: usize) -> Timeline {
    Timeline::new((0..releases).map(|number| {
        let release = Release::new(number.to_string());
        if number % 10 == 0 { release.required() } else { release }
    }))
    .unwrap()
}

#[test]
fn allocations_are_counted() {
    allocates(0, || ());
    allocates(1, || Box::new(1));
}

#[test]
fn plans_allocate_nothing() {
    let timeline = timeline(10_000);
    for target in [Target::Latest, Target::Edge, "9999".into(), "4321".into(), "5".into()] {
        allocates(0, || plan::next_hop(&timeline, "5", target).unwrap());
        let path = allocates(0, || plan::full_path(&timeline, "5", target).unwrap());
        allocates(0, || (path.len(), path.first(), path.last(), path.is_direct()));
        allocates(0, || {
            path.hops().map(|hop| hop.to_position() - hop.from_position()).sum::<usize>()
        });
        allocates(0, || path.hops().rev().map(|hop| hop.skipped().len()).sum::<usize>());
        allocates(0, || path.stops().map(|release| release.version().len()).sum::<usize>());
        allocates(0, || path.hops().nth(100));
    }
    assert_eq!(plan::full_path(&timeline, "5", "9999").unwrap().len(), 1000);
}

#[test]
fn look_ups_allocate_nothing() {
    let timeline = timeline(10_000);
    allocates(0, || (timeline.get("1234"), timeline.position("unknown")));
    allocates(0, || (timeline.latest(), timeline.edge(), timeline.required().count()));
}
