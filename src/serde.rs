//! The serialized forms of releases, timelines and plans.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::SeqAccessDeserializer,
    },
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
        // A format without field names reads fields by position, so all of them
        // must be written.
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

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Release, A::Error> {
        let mut read = NamedRelease::default();
        while let Some(field) = fields.next_key::<Field>()? {
            read.read_field(&field, &mut fields)?;
        }
        read.finish().map(Release::from)
    }
}

/// A release that is read by position. Optional facts at its end may be missing.
#[derive(Deserialize)]
#[serde(rename = "Release", expecting = "a release")]
struct PositionalRelease<'a>(
    #[serde(borrow)] Text<'a>,
    #[serde(borrow)] Option<Text<'a>>,
    bool,
    bool,
    #[serde(borrow, default)] Option<Text<'a>>,
    #[serde(borrow, default)] Option<Text<'a>>,
    #[serde(borrow, default)] Option<Text<'a>>,
);

/// A string that is borrowed from the input if the format allows that.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl core::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<PositionalRelease<'_>> for Release {
    #[inline]
    fn from(read: PositionalRelease<'_>) -> Self {
        let PositionalRelease(version, description, published, required, reason, since, dead_end) =
            read;
        let mut release =
            Self::with_description(&version, description.as_deref().unwrap_or_default());
        release.set_reason(reason.as_deref());
        release.set_since(since.as_deref());
        release.set_dead_end(dead_end.as_deref());
        // Set after the dead end, because `set_dead_end` clears it. A timeline
        // refuses a dead end that is published.
        release.published = published;
        release.required = required;
        release
    }
}

/// The fields read so far of a release with field names. The outer option is
/// whether a field has been read.
#[allow(clippy::option_option, reason = "a field may be null, and may be absent")]
#[derive(Default)]
struct NamedRelease<'a> {
    version: Option<Text<'a>>,
    description: Option<Option<Text<'a>>>,
    published: Option<bool>,
    required: Option<bool>,
    reason: Option<Option<Text<'a>>>,
    since: Option<Option<Text<'a>>>,
    dead_end: Option<Option<Text<'a>>>,
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
    #[inline]
    fn read_field<A: MapAccess<'de>>(
        &mut self,
        field: &Field,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        let place = |name| Place { field: name, version: self.version.as_deref() };
        match field {
            Field::Version if self.version.is_some() => {
                return Err(A::Error::custom(format_args!("duplicate {}", place("version"))));
            }
            Field::Version => self.version = Some(fields.next_value()?),
            Field::Description => {
                place("description").read(&mut self.description, fields, OptionalText)?;
            }
            Field::Published => place("published").read(&mut self.published, fields, Flag)?,
            Field::Required => place("required").read(&mut self.required, fields, Flag)?,
            Field::Reason => place("reason").read(&mut self.reason, fields, OptionalText)?,
            Field::Since => place("since").read(&mut self.since, fields, OptionalText)?,
            Field::DeadEnd => place("dead_end").read(&mut self.dead_end, fields, OptionalText)?,
            Field::Unknown => {
                fields.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    /// The release, once all fields have been read. The flags have no default,
    /// because a misspelt name must not be taken for `false`.
    #[inline]
    fn finish<E: Error>(self) -> Result<PositionalRelease<'de>, E> {
        let version = self.version.ok_or_else(|| E::missing_field("version"))?;
        let missing =
            |field| E::custom(format_args!("missing {}", Place { field, version: Some(&version) }));
        let published = self.published.ok_or_else(|| missing("published"))?;
        let required = self.required.ok_or_else(|| missing("required"))?;
        Ok(PositionalRelease(
            version,
            self.description.flatten(),
            published,
            required,
            self.reason.flatten(),
            self.since.flatten(),
            self.dead_end.flatten(),
        ))
    }
}

/// A field and, if it is already known, the version of its release. An error in
/// the field names both.
struct Place<'v> {
    field: &'static str,
    version: Option<&'v str>,
}

impl Place<'_> {
    /// Reads the value of a field that may be listed once.
    #[inline]
    fn read<'de, A: MapAccess<'de>, S: DeserializeSeed<'de>>(
        self,
        slot: &mut Option<S::Value>,
        fields: &mut A,
        seed: impl FnOnce(Self) -> S,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(A::Error::custom(format_args!("duplicate {self}")));
        }
        *slot = Some(fields.next_value_seed(seed(self))?);
        Ok(())
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "field `{}`", self.field)?;
        match self.version {
            Some(version) => write!(f, " of release {}", Quoted(version)),
            None => Ok(()),
        }
    }
}

/// Reads a flag.
struct Flag<'v>(Place<'v>);

impl<'de> DeserializeSeed<'de> for Flag<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_bool(self)
    }
}

impl Visitor<'_> for Flag<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a boolean in {}", self.0)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }
}

/// Reads a string or null.
struct OptionalText<'v>(Place<'v>);

impl<'de> DeserializeSeed<'de> for OptionalText<'_> {
    type Value = Option<Text<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for OptionalText<'_> {
    type Value = Option<Text<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string in {}", self.0)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Text(text.into())))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Text(String::from(text).into())))
    }
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
            // An invalid entry is reported where it is, so it is checked here.
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

/// A hop as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Hop")]
pub(crate) struct WrittenHop {
    from: String,
    to: String,
    required: bool,
    stop: Option<OwnedStop>,
    skipped: usize,
    last: bool,
}

impl From<OwnedHop> for WrittenHop {
    fn from(hop: OwnedHop) -> Self {
        let last = hop.is_last();
        let OwnedHop { start, end, required, stop, skipped } = hop;
        Self { from: start, to: end, required, stop, skipped, last }
    }
}

impl TryFrom<WrittenHop> for OwnedHop {
    type Error = &'static str;

    fn try_from(hop: WrittenHop) -> Result<Self, Self::Error> {
        let WrittenHop { from, to, required, stop, skipped, last } = hop;
        if last != stop.is_none() {
            return Err("a hop must have a `stop` unless it is the last of its path");
        }
        Ok(Self { start: from, end: to, required, stop, skipped })
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
            last: number == total,
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
                return Err("a hop of the path doesn't fit its place in the path");
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
        });
        Ok(Self { start: from, end: to, hops: hops.collect() })
    }
}
