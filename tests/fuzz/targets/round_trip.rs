//! Writes any timeline and any path, and reads them back: nothing is lost.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedPath, PlanError},
};

#[derive(Arbitrary, Debug)]
struct Entry<'a> {
    version: &'a str,
    description: &'a str,
    reason: Option<&'a str>,
    /// The position of another release.
    since: Option<u8>,
    dead_end: Option<&'a str>,
    published: bool,
}

fuzz_target!(|entries: Vec<Entry<'_>>| {
    let mut timeline = Timeline::default();
    for entry in entries {
        let since = entry.since.and_then(|since| timeline.iter().nth(since.into()));
        let since = since.map(|since| since.version().to_owned());
        let mut release = Release::from(entry);
        if let Some(since) = since {
            release = release.required_since(since);
        }
        // A release that the timeline refuses isn't in it.
        let _ = timeline.push(release);
    }
    let written = serde_json::to_string(&timeline).unwrap();
    for written in [&written, &serde_json::to_string_pretty(&timeline).unwrap()] {
        assert_eq!(serde_json::from_str::<Timeline>(written).unwrap(), timeline);
    }
    let read: Timeline = serde_json::from_slice(written.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), written);

    let Some((first, last)) = read.iter().next().zip(read.edge()) else { return };
    match plan::full_path(&read, first.version(), last) {
        Ok(path) => {
            let written = serde_json::to_string(&path).unwrap();
            let owned: OwnedPath = serde_json::from_str(&written).unwrap();
            assert_eq!(owned, OwnedPath::from(path));
            assert_eq!(serde_json::to_string(&owned).unwrap(), written);
            assert_eq!(
                (format!("{owned}"), format!("{owned:#}")),
                (format!("{path}"), format!("{path:#}"))
            );
        }
        Err(error) => {
            let written = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<PlanError>(&written).unwrap(), error);
        }
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
