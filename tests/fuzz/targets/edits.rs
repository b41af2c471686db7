//! Makes any edits, one after the other, and compares each with the same edit of a plain list.

#![no_main]

#[path = "../../integration/support"]
#[allow(dead_code, reason = "shared with the tests")]
mod support {
    pub(crate) mod check;
    pub(crate) mod model;
    pub(crate) mod oracle;
}

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rack_updates::Timeline;
use support::{check, model, oracle};

/// More edits would only be slower.
const LONGEST: usize = 24;

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Edit {
    Publish(Version),
    Withdraw(Version),
    Require(Version, Option<u8>),
    Waive(Version),
    SetReason(Version, Option<u8>),
    SetSince(Version, Option<Version>),
    SetDeadEnd(Version, Option<u8>),
    SetDescription(Version, u8),
    RequireEach,
    RequireLastOfEach,
    InsertBefore(Version, Entry),
    InsertAfter(Version, Entry),
    Push(Entry),
    Remove(Version),
}

/// One of few, so edits meet; one of them is empty.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Version(u8);

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Entry {
    version: Version,
    published: bool,
    required: bool,
    since: Option<Version>,
    reason: bool,
    dead_end: bool,
}

fuzz_target!(|edits: Vec<Edit>| {
    let (mut timeline, mut list) = (Timeline::default(), Vec::new());
    for edit in edits.into_iter().take(LONGEST) {
        let _ = model::Edit::from(edit).make_on_both(&mut timeline, &mut list);
        check::everything(&list, &timeline);
    }
});

impl From<Edit> for model::Edit {
    fn from(edit: Edit) -> Self {
        let text = |number: u8| format!("text {number}");
        match edit {
            Edit::Publish(version) => Self::Publish(version.into()),
            Edit::Withdraw(version) => Self::Withdraw(version.into()),
            Edit::Require(version, reason) => Self::Require(version.into(), reason.map(text)),
            Edit::Waive(version) => Self::Waive(version.into()),
            Edit::SetReason(version, reason) => Self::SetReason(version.into(), reason.map(text)),
            Edit::SetSince(version, since) => {
                Self::SetSince(version.into(), since.map(String::from))
            }
            Edit::SetDeadEnd(version, reason) => Self::SetDeadEnd(version.into(), reason.map(text)),
            Edit::SetDescription(version, words) => {
                Self::SetDescription(version.into(), text(words))
            }
            Edit::RequireEach => Self::Derive(model::Derivation::Each),
            Edit::RequireLastOfEach => Self::Derive(model::Derivation::LastOfEach),
            Edit::InsertBefore(anchor, entry) => Self::InsertBefore(anchor.into(), entry.into()),
            Edit::InsertAfter(anchor, entry) => Self::InsertAfter(anchor.into(), entry.into()),
            Edit::Push(entry) => Self::Push(entry.into()),
            Edit::Remove(version) => Self::Remove(version.into()),
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
        let required = entry.required || entry.reason || entry.since.is_some();
        Self {
            version: entry.version.into(),
            description: String::new(),
            // The builder of a dead end makes it unpublished.
            published: entry.published && !entry.dead_end,
            required,
            since: entry.since.map(String::from),
            reason: entry.reason.then(|| "a reason".to_owned()),
            dead_end: entry.dead_end.then(|| "a dead end".to_owned()),
        }
    }
}
