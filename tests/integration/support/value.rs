//! A data format without a syntax: a tree of values that can be written and read.

use core::fmt::Display;

use serde::{
    Deserializer, Serialize, Serializer,
    de::{
        IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
    ser::{Impossible, SerializeSeq, SerializeStruct},
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nothing,
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

macro_rules! from {
    ($($type:ty: $value:ident => $written:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $written
            }
        }
    )*};
}

from! {
    bool: flag => Self::Flag(flag);
    u64: number => Self::Number(number);
    &str: text => Self::Text(text.to_owned());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Nothing, T::into)
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(values: [T; N]) -> Self {
        Self::List(values.map(T::into).into())
    }
}

/// A map with these fields, in this order.
pub(crate) fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

impl Value {
    /// The map with a field replaced, or appended if there is no such field.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let Self::Map(fields) = &mut self else { unreachable!("only a map has fields") };
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, field)) => *field = value.into(),
            None => fields.push((name.to_owned(), value.into())),
        }
        self
    }

    /// The map without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let Self::Map(fields) = &mut self else { unreachable!("only a map has fields") };
        fields.retain(|(field, _)| field != name);
        self
    }
}

impl IntoDeserializer<'_, Error> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Flag(flag) => visitor.visit_bool(flag),
            Self::Number(number) => visitor.visit_u64(number),
            // A format borrows the strings that have no escapes: here, half of them.
            Self::Text(text) if text.len() % 2 == 0 => visitor.visit_borrowed_str(text.leak()),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(values) => SeqDeserializer::new(values.into_iter()).deserialize_any(visitor),
            Self::Map(fields) => MapDeserializer::new(fields.into_iter()).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Nothing => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Writes as a format for people does: the fields of a struct have names.
pub(crate) fn written(what: impl Serialize) -> Value {
    what.serialize(Writer { for_people: true }).unwrap()
}

/// Writes as a compact format does: the fields of a struct are identified by their positions.
pub(crate) fn written_compactly(what: impl Serialize) -> Value {
    what.serialize(Writer { for_people: false }).unwrap()
}

#[derive(Clone, Copy)]
struct Writer {
    for_people: bool,
}

fn unexpected<T>(what: impl Display) -> Result<T, Error> {
    Err(serde::ser::Error::custom(format_args!("this is never written: {what}")))
}

/// Methods that a serializer must have and the library doesn't use.
macro_rules! never {
    ($($method:ident($($type:ty),*) -> $written:ty;)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<$written, Error> {
            unexpected(stringify!($method))
        })*
    };
}

impl Serializer for Writer {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = Fields;
    type SerializeTuple = Impossible<Value, Error>;
    type SerializeTupleStruct = Impossible<Value, Error>;
    type SerializeTupleVariant = Impossible<Value, Error>;
    type SerializeMap = Impossible<Value, Error>;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Value, Error>;

    fn is_human_readable(&self) -> bool {
        self.for_people
    }

    fn serialize_bool(self, flag: bool) -> Result<Value, Error> {
        Ok(flag.into())
    }

    fn serialize_u64(self, number: u64) -> Result<Value, Error> {
        Ok(number.into())
    }

    fn serialize_str(self, text: &str) -> Result<Value, Error> {
        Ok(text.into())
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Nothing)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, Error> {
        Ok(variant.into())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Fields, Error> {
        Ok(Fields { writer: self, values: Vec::new(), announced: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields, Error> {
        Ok(Fields { writer: self, values: Vec::new(), announced: Some(length) })
    }

    never! {
        serialize_i8(i8) -> Value;
        serialize_i16(i16) -> Value;
        serialize_i32(i32) -> Value;
        serialize_i64(i64) -> Value;
        serialize_u8(u8) -> Value;
        serialize_u16(u16) -> Value;
        serialize_u32(u32) -> Value;
        serialize_f32(f32) -> Value;
        serialize_f64(f64) -> Value;
        serialize_char(char) -> Value;
        serialize_bytes(&[u8]) -> Value;
        serialize_unit() -> Value;
        serialize_unit_struct(&'static str) -> Value;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        _: &T,
    ) -> Result<Value, Error> {
        unexpected(name)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Value, Error> {
        unexpected(name)
    }
}

/// The elements of a sequence, or the fields of a struct.
struct Fields {
    writer: Writer,
    values: Vec<(String, Value)>,
    /// How many fields a struct is to have, which some formats write before the first.
    announced: Option<usize>,
}

impl SerializeSeq for Fields {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.values.push((String::new(), value.serialize(self.writer)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(Value::List(self.values.into_iter().map(|(_, value)| value).collect()))
    }
}

impl SerializeStruct for Fields {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.values.push((name.to_owned(), value.serialize(self.writer)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        match self.announced {
            Some(length) if length != self.values.len() => unexpected("another number of fields"),
            _ if self.writer.for_people => Ok(Value::Map(self.values)),
            _ => SerializeSeq::end(self),
        }
    }
}
