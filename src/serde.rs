//! How releases and timelines are read and written, and how plans are written.

use alloc::{borrow::Cow, boxed::Box};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
    ser::SerializeStruct,
};

use crate::{
    Release, Timeline,
    plan::{Hop, UpdatePath},
};

/// A release as it is read: what may be missing is an option or has a default.
///
/// The flags have no default: one that is misspelt must not make a release that may be jumped over.
#[derive(Deserialize)]
#[serde(rename = "Release", expecting = "a release")]
struct ReadRelease<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow, default)]
    description: Cow<'a, str>,
    published: bool,
    required: bool,
    #[serde(default)]
    reason: Option<Box<str>>,
    #[serde(default)]
    dead_end: Option<Box<str>>,
}

impl<'de> Deserialize<'de> for Release {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ReadRelease { version, description, published, required, reason, dead_end } =
            ReadRelease::deserialize(deserializer)?;
        let mut release = Self::with_description(&version, &description);
        release.published = published;
        release.required = required;
        if let Some(reason) = reason {
            release.set_reason(reason);
        }
        if let Some(reason) = dead_end {
            release.set_dead_end_reason(reason);
        }
        Ok(release)
    }
}

/// A release as it is written.
#[derive(Serialize)]
#[serde(rename = "Release")]
struct WrittenRelease<'a> {
    version: &'a str,
    description: &'a str,
    published: bool,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dead_end: Option<&'a str>,
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let release = WrittenRelease {
            version: self.version(),
            description: self.description(),
            published: self.is_published(),
            required: self.is_required(),
            reason: self.reason(),
            dead_end: self.dead_end_reason(),
        };
        release.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Timeline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Releases;

        impl<'de> Visitor<'de> for Releases {
            type Value = Timeline;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of releases")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut releases: A) -> Result<Timeline, A::Error> {
                // The size hint of the format is not used: it may be a lie.
                let mut timeline = Timeline::default();
                while let Some(release) = releases.next_element()? {
                    timeline.push(release).map_err(A::Error::custom)?;
                }
                Ok(timeline)
            }
        }

        deserializer.deserialize_seq(Releases)
    }
}

impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// The facts of a hop as they are written.
#[derive(Serialize)]
#[serde(rename = "Hop")]
struct HopFacts<'a> {
    from: &'a str,
    to: &'a str,
    required: bool,
    reason: Option<&'a str>,
    skipped: usize,
    last: bool,
}

impl<'a> From<Hop<'a>> for HopFacts<'a> {
    fn from(hop: Hop<'a>) -> Self {
        Self {
            from: hop.from().version(),
            to: hop.to().version(),
            required: hop.to().is_required(),
            reason: hop.to().required_reason(),
            skipped: hop.skipped().len(),
            last: hop.is_last(),
        }
    }
}

impl Serialize for Hop<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        HopFacts::from(*self).serialize(serializer)
    }
}

impl Serialize for UpdatePath<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut path = serializer.serialize_struct("UpdatePath", 3)?;
        path.serialize_field("from", self.from().version())?;
        path.serialize_field("to", self.to().version())?;
        path.serialize_field("hops", &NumberedHops(*self))?;
        path.end()
    }
}

struct NumberedHops<'a>(UpdatePath<'a>);

impl Serialize for NumberedHops<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let total = self.0.len();
        serializer.collect_seq(self.0.hops().zip(1..).map(|(hop, number)| NumberedHop {
            number,
            total,
            hop: hop.into(),
        }))
    }
}

#[derive(Serialize)]
struct NumberedHop<'a> {
    number: usize,
    total: usize,
    #[serde(flatten)]
    hop: HopFacts<'a>,
}
