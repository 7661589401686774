//! What a field can hold, and how a value of each type is read: an answer says things in more ways than serde's own readers take.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::untyped::Untyped;

/// A type that a generated struct, array or map has values of.
#[allow(
    unreachable_pub,
    reason = "what a request takes as its body is a public trait, and this a part of it"
)]
pub trait Field: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// What the type says of a field `success`.
    const SUCCESS: Success = Success::None;

    /// Whether the value has a field of this name that its type does not know.
    fn has_unknown_field(&self, _: &str) -> bool {
        false
    }
}

/// A field `success` of a type of the spec.
#[derive(Clone, Copy, PartialEq)]
#[allow(unreachable_pub, reason = "a public trait speaks of it")]
pub enum Success {
    None,
    /// As an envelope has it.
    Boolean,
    /// Of another type, and so of another meaning.
    Other,
}

/// The value as one of a type, if it is one.
#[allow(dead_code, reason = "our own spec has no integer that all variants of a union have")]
pub(crate) fn of<T: Field>(value: &Value) -> Option<T> {
    T::read(value).ok()
}

/// Reads the value of a field, by its name, to where it will stay.
pub(crate) struct Fill<'a, T>(pub(crate) &'static str, pub(crate) &'a mut Option<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Fill<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        once(self.0, self.1)?;
        *self.1 = Some(T::read(deserializer)?);
        Ok(())
    }
}

/// The same, where null is no value.
pub(crate) struct FillOptional<'a, T>(pub(crate) &'static str, pub(crate) &'a mut Option<T>);

impl<'de, T: Field> DeserializeSeed<'de> for FillOptional<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        once(self.0, self.1)?;
        *self.1 = Option::read(deserializer)?;
        Ok(())
    }
}

/// What is said twice may be meant either way.
fn once<T, E: Error>(name: &'static str, value: &Option<T>) -> Result<(), E> {
    match value {
        Some(_) => Err(E::duplicate_field(name)),
        None => Ok(()),
    }
}

/// A value that is read as a field of its type is.
pub(crate) struct Typed<T>(pub(crate) T);

impl<'de, T: Field> Deserialize<'de> for Typed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Typed)
    }
}

/// Types that are read as serde reads them.
macro_rules! as_serde_does {
    ($($name:ty)*) => {
        $(impl $crate::value::field::Field for $name {
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        })*
    };
}

pub(crate) use as_serde_does;

as_serde_does! { bool }

impl Field for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer)
    }
}

impl Field for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
    }
}

/// An integer may be written as `1500.0` or `1.5e3`: JSON has one kind of number.
macro_rules! integers {
    ($($name:ident $method:ident $float:ident)*) => {
        $(impl Field for $name {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Integer;

                impl Visitor<'_> for Integer {
                    type Value = $name;

                    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                        f.write_str(stringify!($name))
                    }

                    fn visit_i64<E: Error>(self, value: i64) -> Result<$name, E> {
                        $name::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
                    }

                    fn visit_u64<E: Error>(self, value: u64) -> Result<$name, E> {
                        $name::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
                    }

                    fn visit_f64<E: Error>(self, value: f64) -> Result<$name, E> {
                        $float(value).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
                    }
                }

                deserializer.$method(Integer)
            }

        })*
    };
}

integers! { i64 deserialize_i64 signed u64 deserialize_u64 unsigned }

fn signed(value: f64) -> Option<i64> {
    // Its bounds are powers of two, and so numbers of this type.
    let within = (i64::MIN as f64..-(i64::MIN as f64)).contains(&value);
    (within && value.fract() == 0.0).then_some(value as i64)
}

fn unsigned(value: f64) -> Option<u64> {
    let within = (0.0..-2.0 * (i64::MIN as f64)).contains(&value);
    (within && value.fract() == 0.0).then_some(value as u64)
}

impl Field for Value {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Untyped::deserialize(deserializer).map(Value::from)
    }

    fn has_unknown_field(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl Field for Map<String, Value> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Untyped::deserialize(deserializer)?.into() {
            Value::Object(members) => Ok(members),
            other => Err(D::Error::invalid_type(kind(&other), &"an object")),
        }
    }

    fn has_unknown_field(&self, name: &str) -> bool {
        self.contains_key(name)
    }
}

fn kind(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Other("null"),
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

impl<T: Field> Field for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }

    const SUCCESS: Success = T::SUCCESS;

    fn has_unknown_field(&self, name: &str) -> bool {
        T::has_unknown_field(self, name)
    }
}

impl<T: Field> Field for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Optional<T>(PhantomData<T>);

        impl<'de, T: Field> Visitor<'de> for Optional<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                T::read(deserializer).map(Some)
            }
        }

        deserializer.deserialize_option(Optional(PhantomData))
    }

    const SUCCESS: Success = T::SUCCESS;

    fn has_unknown_field(&self, name: &str) -> bool {
        self.as_ref().is_some_and(|value| value.has_unknown_field(name))
    }
}

/// An array that is null is empty: that is how some servers write one.
impl<T: Field> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Array<T>(PhantomData<T>);

        impl<'de, T: Field> Visitor<'de> for Array<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                deserializer.deserialize_seq(self)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut array = Vec::new();
                while let Some(Typed(item)) = items.next_element()? {
                    array.push(item);
                }
                Ok(array)
            }
        }

        deserializer.deserialize_option(Array(PhantomData))
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(PhantomData<T>);

        impl<'de, T: Field> Visitor<'de> for Values<T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut map = BTreeMap::new();
                while let Some((name, Typed(value))) = members.next_entry()? {
                    map.insert(name, value);
                }
                Ok(map)
            }
        }

        deserializer.deserialize_map(Values(PhantomData))
    }

    fn has_unknown_field(&self, name: &str) -> bool {
        self.contains_key(name)
    }
}
