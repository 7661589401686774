//! JSON whose type is not known yet.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::iter::Enumerate;
use std::vec;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::{Map, Number, Value};

/// The member by which serde_json tells a number from an object, where a program has its `arbitrary_precision` on.
const NUMBER: &str = "$serde_json::private::Number";

/// Any JSON value. Its strings are those of the text it was read from, wherever that lets them be borrowed: what is read
/// from it later allocates what it would have allocated at once.
#[repr(usize)]
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
        let mut value = None;
        Fill(&mut value).deserialize(deserializer)?;
        Ok(value.unwrap_or(Untyped::Null))
    }
}

/// Reads a value to where it will stay: what is moved often costs more than what is read.
pub(crate) struct Fill<'a, 'de>(pub(crate) &'a mut Option<Untyped<'de>>);

impl<'de> Fill<'_, 'de> {
    fn with<E>(self, value: Untyped<'de>) -> Result<(), E> {
        *self.0 = Some(value);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Fill<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.with(Untyped::Null)
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.with(Untyped::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.with(Untyped::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.with(Untyped::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.with(Untyped::Number(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.with(Number::from_i128(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.with(Number::from_u128(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.with(Number::from_f64(value).map_or(Untyped::Null, Untyped::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.with(Untyped::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.with(Untyped::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<(), E> {
        self.with(Untyped::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        self.with(Untyped::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut object = Vec::new();
        while let Some(name) = members.next_key_seed(Name)? {
            object.push((name, members.next_value()?));
        }
        if let [(name, Untyped::Text(text))] = &object[..] {
            // Only with that feature is this a number.
            let precise = name == NUMBER && "1e999".parse::<Number>().is_ok();
            if let (true, Ok(number)) = (precise, text.parse()) {
                return self.with(Untyped::Number(number));
            }
        }
        self.with(Untyped::Object(object))
    }
}

/// Reads the name of a member, borrowed where possible.
pub(crate) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
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

/// That a value is not of the type that it was to be. What makes one is `#[cold]`, to leave room in the processor's cache to
/// the code that decodes.
#[derive(Debug)]
pub(crate) struct Misfit(Box<Place>);

#[derive(Debug)]
struct Place {
    /// Where in the value it is that does not fit.
    path: String,
    why: String,
}

impl Misfit {
    /// The same, seen from what holds the value at `step`: a member's name or `[index]`.
    #[cold]
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

impl Display for Misfit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Place { path, why } = &*self.0;
        match path.as_str() {
            "" => f.write_str(why),
            path => write!(f, "in `{path}`: {why}"),
        }
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        match found {
            Unexpected::Unit => Misfit::custom(format_args!("invalid type: null, expected {wanted}")),
            found => Misfit::custom(format_args!("invalid type: {found}, expected {wanted}")),
        }
    }

    #[cold]
    fn custom<T: Display>(why: T) -> Self {
        Misfit(Box::new(Place {
            path: String::new(),
            why: why.to_string(),
        }))
    }
}

impl Untyped<'_> {
    /// That it is not what was wanted.
    #[cold]
    fn unlike(self, wanted: &dyn Expected) -> Misfit {
        let found = match &self {
            Untyped::Null => Unexpected::Unit,
            Untyped::Bool(value) => Unexpected::Bool(*value),
            Untyped::Number(number) => {
                let kind = if number.is_f64() { "floating point" } else { "integer" };
                return Misfit::custom(format_args!("invalid type: {kind} `{number}`, expected {wanted}"));
            }
            Untyped::Text(text) => Unexpected::Str(text),
            Untyped::Array(_) => Unexpected::Seq,
            Untyped::Object(_) => Unexpected::Map,
        };
        Misfit::invalid_type(found, wanted)
    }
}

/// What is to be a number is one, whatever precision serde_json keeps it with.
macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let Untyped::Number(number) = &self else {
                return self.deserialize_any(visitor);
            };
            match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), ..) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (.., Some(value)) => visitor.visit_f64(value),
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Untyped<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Untyped::Null => visitor.visit_unit(),
            Untyped::Bool(value) => visitor.visit_bool(value),
            Untyped::Number(value) => value.deserialize_any(visitor).map_err(Misfit::custom),
            Untyped::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Untyped::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Untyped::Array(items) => visitor.visit_seq(Items(items.into_iter().enumerate())),
            Untyped::Object(members) => visitor.visit_map(Members {
                members: members.into_iter(),
                ahead: None,
            }),
        }
    }

    numbers! { deserialize_i64 deserialize_u64 deserialize_f64 }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Untyped::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Untyped::Text(Cow::Owned(text)) => visitor.visit_string(text),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Untyped::Array(items) => visitor.visit_seq(Items(items.into_iter().enumerate())),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Untyped::Object(members) => visitor.visit_map(Members {
                members: members.into_iter(),
                ahead: None,
            }),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Untyped::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
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
            Untyped::Object(members) => Value::Object(object(members)),
        }
    }
}

/// The members as an object.
pub(crate) fn object(members: Vec<(Cow<str>, Untyped)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in members {
        object.insert(name.into_owned(), value.into());
    }
    object
}

struct Items<'de>(Enumerate<vec::IntoIter<Untyped<'de>>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some((index, item)) = self.0.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(item);
        item.map(Some).map_err(|misfit| misfit.within(&format!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Members<'de> {
    members: vec::IntoIter<(Cow<'de, str>, Untyped<'de>)>,
    /// The member whose name was read and whose value is next.
    ahead: Option<(Cow<'de, str>, Untyped<'de>)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Misfit;

    fn next_key_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.ahead = self.members.next();
        match &self.ahead {
            None => Ok(None),
            Some((Cow::Borrowed(name), _)) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Some((Cow::Owned(name), _)) => seed.deserialize(StrDeserializer::new(name)).map(Some),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let (name, value) = self
            .ahead
            .take()
            .ok_or_else(|| Misfit::custom("a value without a name"))?;
        seed.deserialize(value).map_err(|misfit| misfit.within(&name))
    }
}
