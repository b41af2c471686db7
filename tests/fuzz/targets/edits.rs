//! Makes any edits, one after the other, and compares each with the same on a plain list.

#![no_main]

#[path = "../../integration/check.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod check;
#[path = "../../integration/edits.rs"]
#[allow(dead_code, unused_imports, reason = "shared with the tests")]
mod edits;
#[path = "../../integration/exhaustive.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod exhaustive;
#[path = "../../integration/oracle.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod oracle;

use core::num::NonZeroUsize;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rack_updates::Timeline;

/// More edits would only be slower.
const LONGEST: usize = 24;

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Edit {
    Publish(Version),
    Withdraw(Version),
    Require(Version, Option<u8>),
    Waive(Version),
    RequireLastOfEach(u8),
    InsertAfter(Version, Entry),
    Push(Entry),
}

/// One of few, so that edits meet; one of them is empty.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Version(u8);

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Entry {
    version: Version,
    published: bool,
    required: bool,
    reason: bool,
    dead_end: bool,
}

fuzz_target!(|edits: Vec<Edit>| {
    let (mut timeline, mut list) = (Timeline::default(), Vec::new());
    for edit in edits.into_iter().take(LONGEST) {
        (timeline, list) = edits::make(&edit.into(), &timeline, &list);
    }
});

impl From<Edit> for edits::Edit {
    fn from(edit: Edit) -> Self {
        match edit {
            Edit::Publish(version) => Self::Publish(version.into()),
            Edit::Withdraw(version) => Self::Withdraw(version.into()),
            Edit::Require(version, reason) => {
                Self::Require(version.into(), reason.map(|reason| format!("reason {reason}")))
            }
            Edit::Waive(version) => Self::Waive(version.into()),
            Edit::RequireLastOfEach(divisor) => {
                Self::RequireLastOfEach(NonZeroUsize::MIN.saturating_add((divisor % 4).into()))
            }
            Edit::InsertAfter(anchor, entry) => Self::InsertAfter(anchor.into(), entry.into()),
            Edit::Push(entry) => Self::Push(entry.into()),
        }
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        "v".repeat(usize::from(version.0 % 16))
    }
}

impl From<Entry> for oracle::Entry {
    fn from(entry: Entry) -> Self {
        let required = entry.required || entry.reason;
        Self {
            version: entry.version.into(),
            description: String::new(),
            // A dead end is made unpublished by the library.
            published: entry.published && !entry.dead_end,
            required,
            reason: entry.reason.then(|| "a reason".to_owned()),
            dead_end: entry.dead_end.then(|| "a dead end".to_owned()),
        }
    }
}
