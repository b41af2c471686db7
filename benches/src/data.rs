//! Manifests and queries, the same in every run.

use core::fmt;

use fastrand::Rng;
use jiff::Timestamp;
use rack_updates::{Release, Timeline};
use serde::{Deserialize, Serialize};

/// A release as a program without the library would define it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[allow(missing_docs, reason = "the fields are those of a release")]
pub struct Record {
    pub version: String,
    pub description: String,
    pub published: bool,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<Record> for Release {
    fn from(record: Record) -> Self {
        let mut release = Self::new(record.version).described(record.description);
        if let Some(reason) = record.reason {
            release = release.because(reason);
        }
        if record.required {
            release = release.required();
        }
        if !record.published {
            release = release.unpublished();
        }
        release
    }
}

/// A kind of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Ascending numbers of 14 digits, such as `20170306140228`.
    Stamps,
    /// From 12 to 26 random letters and digits.
    Opaque,
}

impl Ids {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Stamps, Self::Opaque];

    /// Makes this number of different versions.
    #[must_use]
    pub fn versions(self, count: usize) -> Vec<String> {
        let mut random = Rng::with_seed(count as u64);
        let mut second = 1_456_789_012;
        // The time stamps cover about six years, or a second for each release.
        let longest = (400_000_000 / count as i64).max(2);
        let mut version = || match self {
            Self::Stamps => {
                second += random.i64(1..longest);
                let time = Timestamp::from_second(second).expect("the year has four digits");
                time.strftime("%Y%m%d%H%M%S").to_string()
            }
            Self::Opaque => (0..random.usize(12..=26)).map(|_| random.alphanumeric()).collect(),
        };
        (0..count).map(|_| version()).collect()
    }
}

impl fmt::Display for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stamps => "time stamps",
            Self::Opaque => "opaque",
        })
    }
}

/// Makes a manifest with these versions. One release in `spacing` is required, and about one in
/// fifty isn't published.
#[must_use]
pub fn manifest(versions: Vec<String>, spacing: usize) -> Vec<Record> {
    let mut random = Rng::with_seed(spacing as u64);
    let mut text = || (0..random.usize(..=40)).map(|_| random.lowercase()).collect();
    (versions.into_iter().enumerate())
        .map(|(position, version)| {
            let required = position % spacing == spacing / 2;
            Record {
                version,
                description: text(),
                published: required || position % 50 != 7,
                required,
                reason: required.then(&mut text),
            }
        })
        .collect()
}

/// Makes the releases of a manifest.
#[must_use]
pub fn releases(records: &[Record]) -> Vec<Release> {
    records.iter().cloned().map(Release::from).collect()
}

/// Makes the timeline of a manifest.
#[must_use]
pub fn timeline(records: &[Record]) -> Timeline {
    Timeline::new(releases(records)).expect("the manifest is valid")
}

/// Makes a timeline in which every tenth release is required. `width` gives the number of older
/// releases that meet its requirement, too.
#[must_use]
pub fn ranges(versions: Vec<String>, width: impl Fn(usize) -> usize) -> Timeline {
    let records = manifest(versions, 10);
    let since = |position: usize| &records[position.saturating_sub(width(position))].version;
    let releases = (releases(&records).into_iter().enumerate()).map(|(position, release)| {
        if release.is_required() { release.required_since(since(position)) } else { release }
    });
    Timeline::new(releases).expect("each `since` is in the list")
}

/// The current version and the target.
pub type Query = (String, String);

/// Makes queries between random releases that have a hop as their answer.
#[must_use]
pub fn random_queries(records: &[Record], count: usize) -> Vec<Query> {
    let mut random = Rng::with_seed(1);
    let mut queries = Vec::with_capacity(count);
    while queries.len() < count {
        let [one, other] = [(); 2].map(|()| random.usize(..records.len()));
        let (start, end) = (one.min(other), one.max(other));
        if start < end && records[end].published {
            queries.push((records[start].version.clone(), records[end].version.clone()));
        }
    }
    queries
}

/// Makes so many random queries that a large timeline doesn't stay in the caches.
#[must_use]
pub fn many_queries(records: &[Record]) -> Vec<Query> {
    random_queries(records, if records.len() > 10_000 { 200_000 } else { 2_000 })
}
