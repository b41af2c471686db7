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

/// An entry of the manifest as it is read.
///
/// The flags have no default: a flag that is misspelt must not make a release one that may be
/// jumped over. Texts are borrowed where the format allows it, so that each is copied only once.
#[derive(Deserialize)]
#[serde(rename = "Release", expecting = "a release")]
struct Entry<'a> {
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
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = Entry::deserialize(deserializer)?;
        Ok(Self {
            version: entry.version.into(),
            description: entry.description.into(),
            reason: entry.reason,
            dead_end: entry.dead_end,
            published: entry.published,
            required: entry.required,
        })
    }
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let optional = [("reason", self.reason()), ("dead_end", self.dead_end_reason())];
        let length = 4 + optional.iter().filter(|(_, text)| text.is_some()).count();
        let mut entry = serializer.serialize_struct("Release", length)?;
        entry.serialize_field("version", self.version())?;
        entry.serialize_field("description", self.description())?;
        entry.serialize_field("published", &self.is_published())?;
        entry.serialize_field("required", &self.is_required())?;
        for (name, text) in optional {
            match text {
                Some(text) => entry.serialize_field(name, text)?,
                None => entry.skip_field(name)?,
            }
        }
        entry.end()
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
            reason: hop.to().reason(),
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
