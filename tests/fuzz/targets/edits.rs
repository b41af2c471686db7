//! Makes any edits, one after the other, and compares each with the same edit of a plain list.

#![no_main]

#[path = "../../integration/support"]
#[allow(dead_code, reason = "shared with the tests")]
mod support {
    pub(crate) mod check;
    pub(crate) mod model;
    pub(crate) mod oracle;
}

use libfuzzer_sys::fuzz_target;
use rack_updates::Timeline;
use support::{check, model, oracle};

/// More edits would only be slower.
const LONGEST: usize = 16;

// Each number chooses one of the edits that there are for the list.
fuzz_target!(|edits: Vec<u16>| {
    let (mut timeline, mut list) = (Timeline::default(), Vec::new());
    for edit in edits.into_iter().take(LONGEST) {
        let choices = model::every_edit(&list);
        let edit = &choices[usize::from(edit) % choices.len()];
        let _ = edit.make_on_both(&mut timeline, &mut list);
        check::everything(&list, &timeline);
    }
});
