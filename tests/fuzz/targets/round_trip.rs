//! Writes any timeline and reads it back: nothing is lost, and it is written the same again.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rack_updates::{Release, Timeline, plan};

#[derive(Arbitrary, Debug)]
struct Entry<'a> {
    version: &'a str,
    description: &'a str,
    reason: Option<&'a str>,
    dead_end: Option<&'a str>,
    published: bool,
}

fuzz_target!(|entries: Vec<Entry<'_>>| {
    let mut timeline = Timeline::default();
    for entry in entries {
        // What the timeline refuses isn't in it.
        let _ = timeline.push(entry.into());
    }
    let written = serde_json::to_string(&timeline).unwrap();
    for written in [&written, &serde_json::to_string_pretty(&timeline).unwrap()] {
        assert_eq!(serde_json::from_str::<Timeline>(written).unwrap(), timeline);
    }
    let read: Timeline = serde_json::from_slice(written.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), written);

    let Some((first, last)) = read.iter().next().zip(read.edge()) else { return };
    if let Ok(path) = plan::full_path(&read, first.version(), last) {
        let written: serde_json::Value = serde_json::to_value(path).unwrap();
        assert_eq!(written["hops"].as_array().map(Vec::len), Some(path.len()));
    }
});

impl From<Entry<'_>> for Release {
    fn from(entry: Entry<'_>) -> Self {
        let mut release = Self::new(entry.version).described(entry.description);
        if let Some(reason) = entry.reason {
            release = release.because(reason);
        }
        if let Some(reason) = entry.dead_end {
            release = release.dead_end(reason);
        }
        if entry.published { release } else { release.unpublished() }
    }
}
