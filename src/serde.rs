//! How timelines are read and written, and how plans are written.
//!
//! The shape of a release is declared where its fields are.

use core::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
    ser::SerializeStruct,
};

use crate::{
    Timeline,
    plan::{Hop, UpdatePath},
    version::Version,
};

/// Reads a text straight into what holds it, without a `String` that grows first.
pub(crate) fn text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        #[inline]
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(text.into())
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_str().serialize(serializer)
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
