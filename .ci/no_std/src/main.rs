//! Plans an update without the standard library.

#![no_std]
#![no_main]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

use alloc::alloc::{GlobalAlloc, Layout};
use core::{panic::PanicInfo, ptr};

use rack_updates::{Release, Timeline, plan};

struct NoMemory;

// SAFETY: it never allocates.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let Ok(timeline) = Timeline::new(["A", "B"].map(Release::new)) else { return 1 };
    i32::from(plan::next_hop(&timeline, "A", "B").is_err())
}
