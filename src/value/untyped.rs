//! JSON that is held until its type is known.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::iter::Enumerate;
use std::vec;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::{Map, Number, Value};

/// With `arbitrary_precision`, serde_json represents a number as an object with this field.
const NUMBER: &str = "$serde_json::private::Number";

/// Any JSON value. Strings borrow from the text where possible, so holding a value first costs no additional copies.
pub(crate) enum Untyped<'de> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'de, str>),
    Array(Vec<Untyped<'de>>),
    Object(Vec<(Cow<'de, str>, Untyped<'de>)>),
}

impl<'a, 'de: 'a> Deserialize<'de> for Untyped<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UntypedVisitor)
    }
}

struct UntypedVisitor;

impl<'de> Visitor<'de> for UntypedVisitor {
    type Value = Untyped<'de>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Untyped::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Untyped::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Untyped::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Untyped::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Untyped::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Untyped::Number(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(Number::from_i128(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(Number::from_u128(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Untyped::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Untyped::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Untyped::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Untyped::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some(name) = fields.next_key_seed(FieldName)? {
            object.push((name, fields.next_value()?));
        }
        if let [(name, Untyped::Text(text))] = &object[..] {
            // Only with `arbitrary_precision` is this a number.
            let precise = name == NUMBER && "1e999".parse::<Number>().is_ok();
            if let (true, Ok(number)) = (precise, text.parse()) {
                return Ok(Untyped::Number(number));
            }
        }
        Ok(Untyped::Object(object))
    }
}

/// Reads the name of a field, borrowed from the text where possible.
pub(crate) struct FieldName;

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// A value does not fit its type.
#[derive(Debug)]
pub(crate) struct Mismatch(Box<ErrorPlace>);

#[derive(Debug)]
struct ErrorPlace {
    /// The path from the value to the part that does not fit.
    path: String,
    why: String,
}

impl Mismatch {
    /// Puts `step` in front of the path: the name of a field, or `[index]`.
    pub(crate) fn within(mut self, step: &str) -> Self {
        let path = &self.0.path;
        let dot = if path.is_empty() || path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.0.path = format!("{step}{dot}{path}");
        self
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ErrorPlace { path, why } = &*self.0;
        match path.as_str() {
            "" => f.write_str(why),
            path => write!(f, "in `{path}`: {why}"),
        }
    }
}

impl std::error::Error for Mismatch {}

impl Error for Mismatch {
    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        match found {
            Unexpected::Unit => Mismatch::custom(format_args!("invalid type: null, expected {wanted}")),
            found => Mismatch::custom(format_args!("invalid type: {found}, expected {wanted}")),
        }
    }

    fn custom<T: Display>(why: T) -> Self {
        Mismatch(Box::new(ErrorPlace {
            path: String::new(),
            why: why.to_string(),
        }))
    }
}

impl<'de> Deserializer<'de> for Untyped<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Untyped::Null => visitor.visit_unit(),
            Untyped::Bool(value) => visitor.visit_bool(value),
            Untyped::Number(value) => value.deserialize_any(visitor).map_err(Mismatch::custom),
            Untyped::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Untyped::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Untyped::Array(items) => visitor.visit_seq(ItemAccess(items.into_iter().enumerate())),
            Untyped::Object(fields) => visitor.visit_map(FieldAccess {
                fields: fields.into_iter(),
                ahead: None,
            }),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        // Keeps the number as serde_json does, with or without `arbitrary_precision`.
        match &self {
            Untyped::Number(number) if number.as_f64().is_some() => {
                visitor.visit_f64(number.as_f64().unwrap_or_default())
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Untyped::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier
    }
}

impl From<Untyped<'_>> for Value {
    fn from(value: Untyped) -> Value {
        match value {
            Untyped::Null => Value::Null,
            Untyped::Bool(value) => Value::Bool(value),
            Untyped::Number(value) => Value::Number(value),
            Untyped::Text(text) => Value::String(text.into_owned()),
            Untyped::Array(items) => Value::Array(items.into_iter().map(Value::from).collect()),
            Untyped::Object(fields) => Value::Object(to_object(fields)),
        }
    }
}

/// Collects fields into an object.
pub(crate) fn to_object(fields: Vec<(Cow<str>, Untyped)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name.into_owned(), value.into());
    }
    object
}

struct ItemAccess<'de>(Enumerate<vec::IntoIter<Untyped<'de>>>);

impl<'de> SeqAccess<'de> for ItemAccess<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let Some((index, item)) = self.0.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(item);
        item.map(Some)
            .map_err(|mismatch| mismatch.within(&format!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct FieldAccess<'de> {
    fields: vec::IntoIter<(Cow<'de, str>, Untyped<'de>)>,
    /// The field whose name was read and whose value comes next.
    ahead: Option<(Cow<'de, str>, Untyped<'de>)>,
}

impl<'de> MapAccess<'de> for FieldAccess<'de> {
    type Error = Mismatch;

    fn next_key_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.ahead = self.fields.next();
        match &self.ahead {
            None => Ok(None),
            Some((Cow::Borrowed(name), _)) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Some((Cow::Owned(name), _)) => seed.deserialize(StrDeserializer::new(name)).map(Some),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Mismatch> {
        let (name, value) = self
            .ahead
            .take()
            .ok_or_else(|| Mismatch::custom("a value without a name"))?;
        seed.deserialize(value).map_err(|mismatch| mismatch.within(&name))
    }
}
