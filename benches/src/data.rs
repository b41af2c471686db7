//! Manifests and queries, the same ones in every run.

use core::fmt;

use fastrand::Rng;
use jiff::{Timestamp, tz::Offset};
use rack_updates::{Release, Timeline};
use serde::{Deserialize, Serialize};

/// A release as somebody would write it who has no library for it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Record {
    /// The version.
    pub version: String,
    /// What is new.
    pub description: String,
    /// Whether it is offered.
    pub published: bool,
    /// Whether it may not be jumped over.
    pub required: bool,
    /// Why it may not be jumped over.
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

/// What the versions look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Fourteen digits, such as `20170306140228`, ascending.
    Stamps,
    /// Letters and digits without order or meaning, 12 to 26 of them.
    Opaque,
}

impl Ids {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Stamps, Self::Opaque];

    /// Makes different versions.
    #[must_use]
    pub fn versions(self, count: usize) -> Vec<String> {
        let mut random = Rng::with_seed(count as u64);
        match self {
            Self::Stamps => {
                let mut second = 1_456_789_012;
                // About as many years, however many releases there are.
                let longest = (400_000_000 / count as i64).max(2);
                let stamp = |second| {
                    let time = Timestamp::from_second(second).expect("it is this century");
                    Offset::UTC.to_datetime(time).strftime("%Y%m%d%H%M%S").to_string()
                };
                (0..count)
                    .map(|_| {
                        second += random.i64(1..longest);
                        stamp(second)
                    })
                    .collect()
            }
            // So many are possible that two are never equal.
            Self::Opaque => (0..count)
                .map(|_| {
                    let length = random.usize(12..=26);
                    (0..length).map(|_| random.alphanumeric()).collect()
                })
                .collect(),
        }
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

/// Makes a manifest with these versions: one release in `spacing` is required, and one in fifty
/// isn't published.
#[must_use]
pub fn manifest(versions: Vec<String>, spacing: usize) -> Vec<Record> {
    let mut random = Rng::with_seed(spacing as u64);
    let mut text = |longest| -> String {
        let length = random.usize(..=longest);
        (0..length).map(|_| random.lowercase()).collect()
    };
    (versions.into_iter().enumerate())
        .map(|(position, version)| {
            let required = position % spacing == spacing / 2;
            Record {
                version,
                description: text(40),
                published: required || position % 50 != 7,
                required,
                reason: required.then(|| text(40)),
            }
        })
        .collect()
}

/// Makes the releases out of a manifest.
#[must_use]
pub fn releases(records: &[Record]) -> Vec<Release> {
    records.iter().cloned().map(Release::from).collect()
}

/// Makes a timeline out of a manifest.
#[must_use]
pub fn timeline(records: &[Record]) -> Timeline {
    Timeline::new(releases(records)).expect("the manifest is sound")
}

/// From which version to which.
pub type Query = (String, String);

/// Queries that lead to a hop, from anywhere to anywhere behind.
#[must_use]
pub fn random_queries(records: &[Record], count: usize) -> Vec<Query> {
    let mut random = Rng::with_seed(1);
    let mut queries = Vec::with_capacity(count);
    while queries.len() < count {
        let one = random.usize(..records.len());
        let other = random.usize(..records.len());
        let (from, to) = (one.min(other), one.max(other));
        if from < to && records[to].published {
            queries.push((records[from].version.clone(), records[to].version.clone()));
        }
    }
    queries
}

/// The few queries of a line of installations that are all about as old.
#[must_use]
pub fn hot_queries(records: &[Record]) -> Vec<Query> {
    random_queries(records, 16)
}

/// Queries in which the one or the other version is unknown.
#[must_use]
pub fn misses(records: &[Record], count: usize) -> Vec<Query> {
    let mut queries = random_queries(records, count);
    for (number, (from, to)) in queries.iter_mut().enumerate() {
        let version = if number % 2 == 0 { from } else { to };
        // Of a length that others have, too.
        version.pop();
        version.push('_');
    }
    queries
}

/// Queries of every kind, to check that the contenders agree: also those that are refused.
#[must_use]
pub fn all_sorts(records: &[Record], count: usize) -> Vec<Query> {
    let mut random = Rng::with_seed(2);
    let mut version = |records: &[Record]| random.choice(records).map(|it| it.version.clone());
    let pairs = (0..count).filter_map(|_| Some((version(records)?, version(records)?)));
    pairs.chain(random_queries(records, count)).chain(misses(records, count)).collect()
}

/// A query for a path of so many hops, in a manifest in which one release in ten is required, from
/// the given ten on.
#[must_use]
pub fn hop_query(records: &[Record], tens: usize, hops: usize) -> Query {
    let from = 10 * tens;
    // One hop for each of the stops, which stand in the middle of the tens, and one to the target.
    let to = from + 10 * (hops - 1) + 4;
    (records[from].version.clone(), records[to].version.clone())
}
