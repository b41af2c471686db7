//! How releases, timelines and plans are written and read.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer},
    ser::SerializeStruct,
};

use crate::{
    Release, Timeline,
    index::checked_position,
    plan::{Hop, OwnedHop, OwnedPath, OwnedStop, UpdatePath},
    text::Quoted,
};

/// The fields of a release, in the order in which they are written.
const FIELDS: [&str; 7] =
    ["version", "description", "published", "required", "reason", "since", "dead_end"];

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A format without field names reads fields by position, so none may be
        // missing there.
        let all = !serializer.is_human_readable();
        let optional = [
            ("reason", self.reason()),
            ("since", self.since()),
            ("dead_end", self.dead_end_reason()),
        ];
        let is_written = |fact: Option<&str>| all || fact.is_some();
        let length = optional.iter().filter(|(_, fact)| is_written(*fact)).count();

        let mut release = serializer.serialize_struct("Release", length.saturating_add(4))?;
        release.serialize_field("version", self.version())?;
        release.serialize_field("description", &Some(self.description()))?;
        release.serialize_field("published", &self.is_published())?;
        release.serialize_field("required", &self.is_required())?;
        for (name, fact) in optional {
            if is_written(fact) {
                release.serialize_field(name, &fact)?;
            } else {
                release.skip_field(name)?;
            }
        }
        release.end()
    }
}

impl<'de> Deserialize<'de> for Release {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Release", &FIELDS, ReleaseVisitor)
    }
}

struct ReleaseVisitor;

impl<'de> Visitor<'de> for ReleaseVisitor {
    type Value = Release;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a release")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, fields: A) -> Result<Release, A::Error> {
        PositionalRelease::deserialize(SeqAccessDeserializer::new(fields)).map(Release::from)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Release, A::Error> {
        let mut read = NamedRelease::default();
        while let Some(field) = fields.next_key::<Field>()? {
            // An error names the release, if its version is known already.
            read.read_field(&field, &mut fields).map_err(|error| read.named(error))?;
        }
        read.finish().map(Release::from).map_err(|error| read.named(error))
    }
}

/// A release that is read by position. Optional facts at its end may be missing.
#[derive(Deserialize)]
#[serde(rename = "Release", expecting = "a release")]
struct PositionalRelease<'a>(
    #[serde(borrow)] Text<'a>,
    #[serde(borrow)] OptionalText<'a>,
    bool,
    bool,
    #[serde(borrow, default)] OptionalText<'a>,
    #[serde(borrow, default)] OptionalText<'a>,
    #[serde(borrow, default)] OptionalText<'a>,
);

/// A string that is borrowed from the input if the format allows that.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default, Deserialize)]
#[serde(transparent)]
struct OptionalText<'a>(#[serde(borrow)] Option<Text<'a>>);

impl OptionalText<'_> {
    fn as_deref(&self) -> Option<&str> {
        self.0.as_ref().map(|Text(text)| &**text)
    }
}

impl From<PositionalRelease<'_>> for Release {
    fn from(read: PositionalRelease<'_>) -> Self {
        let PositionalRelease(version, description, published, required, reason, since, dead_end) =
            read;
        let mut release =
            Self::with_description(&version.0, description.as_deref().unwrap_or_default());
        release.set_reason(reason.as_deref());
        release.set_since(since.as_deref());
        release.set_dead_end(dead_end.as_deref());
        // Set last, so the timeline refuses a dead end that is published.
        release.published = published;
        release.required = required;
        release
    }
}

/// A release that is read by field names, as far as it has been read.
#[derive(Default)]
struct NamedRelease<'a> {
    version: Option<Text<'a>>,
    description: Option<OptionalText<'a>>,
    published: Option<bool>,
    required: Option<bool>,
    reason: Option<OptionalText<'a>>,
    since: Option<OptionalText<'a>>,
    dead_end: Option<OptionalText<'a>>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Version,
    Description,
    Published,
    Required,
    Reason,
    Since,
    DeadEnd,
    #[serde(other)]
    Unknown,
}

impl<'de> NamedRelease<'de> {
    fn read_field<A: MapAccess<'de>>(
        &mut self,
        field: &Field,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match field {
            Field::Version => read_once("version", &mut self.version, fields),
            Field::Description => read_once("description", &mut self.description, fields),
            Field::Published => read_once("published", &mut self.published, fields),
            Field::Required => read_once("required", &mut self.required, fields),
            Field::Reason => read_once("reason", &mut self.reason, fields),
            Field::Since => read_once("since", &mut self.since, fields),
            Field::DeadEnd => read_once("dead_end", &mut self.dead_end, fields),
            Field::Unknown => fields.next_value::<IgnoredAny>().map(drop),
        }
    }

    /// The release, once all fields were read. The flags have no default: a
    /// flag that is misspelt must not make a release that updates may skip.
    fn finish<E: Error>(&mut self) -> Result<PositionalRelease<'de>, E> {
        let missing = E::missing_field;
        if self.version.is_none() {
            return Err(missing("version"));
        }
        let published = self.published.ok_or_else(|| missing("published"))?;
        let required = self.required.ok_or_else(|| missing("required"))?;
        // Taken last, since an error before this names it.
        let version = self.version.take().ok_or_else(|| missing("version"))?;
        Ok(PositionalRelease(
            version,
            self.description.take().unwrap_or_default(),
            published,
            required,
            self.reason.take().unwrap_or_default(),
            self.since.take().unwrap_or_default(),
            self.dead_end.take().unwrap_or_default(),
        ))
    }

    /// An error that names the release if its version is known.
    fn named<E: Error>(&self, error: E) -> E {
        match &self.version {
            Some(Text(version)) => E::custom(format_args!("release {}: {error}", Quoted(version))),
            None => error,
        }
    }
}

fn read_once<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    name: &'static str,
    slot: &mut Option<T>,
    fields: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(fields.next_value()?);
    Ok(())
}

impl<'de> Deserialize<'de> for Timeline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(TimelineVisitor)
    }
}

struct TimelineVisitor;

impl<'de> Visitor<'de> for TimelineVisitor {
    type Value = Timeline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of releases")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Timeline, A::Error> {
        // The size hint of the format may be wrong, so it reserves nothing.
        let mut releases = Vec::new();
        while let Some(release) = entries.next_element::<Release>()? {
            // Checked here, an entry that is wrong is reported where it is.
            let position = releases.len();
            release.check(position).map_err(Error::custom)?;
            checked_position(position).map_err(Error::custom)?;
            releases.push(release);
        }
        Timeline::try_from(releases).map_err(Error::custom)
    }
}

impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl Serialize for Hop<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OwnedHop::from(*self).serialize(serializer)
    }
}

impl Serialize for UpdatePath<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OwnedPath::from(self).serialize(serializer)
    }
}

/// A path as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename = "UpdatePath")]
pub(crate) struct WrittenPath {
    from: String,
    to: String,
    hops: Vec<NumberedHop>,
}

/// A hop of a path as it is written: an [`OwnedHop`] and its place in the path.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Hop")]
struct NumberedHop {
    number: usize,
    total: usize,
    from: String,
    to: String,
    required: bool,
    stop: Option<OwnedStop>,
    skipped: usize,
    last: bool,
}

impl From<OwnedPath> for WrittenPath {
    fn from(OwnedPath { start, end, hops }: OwnedPath) -> Self {
        let total = hops.len();
        let number = |(number, hop): (usize, OwnedHop)| NumberedHop {
            number,
            total,
            from: hop.start,
            to: hop.end,
            required: hop.required,
            stop: hop.stop,
            skipped: hop.skipped,
            last: hop.last,
        };
        Self { from: start, to: end, hops: (1..).zip(hops).map(number).collect() }
    }
}

impl TryFrom<WrittenPath> for OwnedPath {
    type Error = &'static str;

    /// Refuses hops that don't lead from the start to the end of the path.
    fn try_from(WrittenPath { from, to, hops }: WrittenPath) -> Result<Self, Self::Error> {
        let total = hops.len();
        let mut reached = &from;
        for (number, hop) in (1..).zip(&hops) {
            let is_last = number == total;
            if hop.from != *reached
                || (hop.number, hop.total) != (number, total)
                || (hop.last, hop.stop.is_none()) != (is_last, is_last)
            {
                return Err("a hop of the path doesn't follow from the one before it");
            }
            reached = &hop.to;
        }
        if *reached != to {
            return Err("the hops don't lead to the end of the path");
        }

        let hops = hops.into_iter().map(|hop| OwnedHop {
            start: hop.from,
            end: hop.to,
            required: hop.required,
            stop: hop.stop,
            skipped: hop.skipped,
            last: hop.last,
        });
        Ok(Self { start: from, end: to, hops: hops.collect() })
    }
}
