//! What a response type declares: how it is read, and whether the value may be an envelope or an error response.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

use super::lenient::{self, As, Plain};

/// The type of a response of an operation in the spec.
pub(crate) trait ResponseType: Sized {
    /// How the type is read.
    type Adapter: As<Self>;

    /// The type's own field `success`, if it has one.
    const SUCCESS: Success = Success::None;

    /// Whether this is an unknown field of the value.
    fn has_unknown_field(&self, _: &str) -> bool {
        false
    }
}

/// Reads a field of a generated type, by its type's adapter.
pub(crate) fn deserialize<'de, T: ResponseType, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::Adapter::deserialize_as(deserializer)
}

/// A field `success` that a type declares.
#[derive(Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "our own spec has no type with a `success`")]
pub(crate) enum Success {
    None,
    /// A boolean, as in an envelope.
    Boolean,
    /// A boolean or null.
    NullableBoolean,
    /// Another type. It then has another meaning, and is read like any other field.
    Other,
}

macro_rules! scalars {
    ($($name:ty: $read:ty,)*) => {
        $(impl ResponseType for $name {
            type Adapter = $read;
        })*
    };
}

scalars! { bool: Plain, f64: Plain, String: Plain, i64: lenient::Integer, u64: lenient::Integer, }

impl<T: ResponseType> ResponseType for Vec<T> {
    type Adapter = lenient::List<T::Adapter>;
}

impl ResponseType for Value {
    type Adapter = Plain;

    fn has_unknown_field(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl ResponseType for Map<String, Value> {
    type Adapter = Plain;

    fn has_unknown_field(&self, name: &str) -> bool {
        self.contains_key(name)
    }
}

impl<T: ResponseType> ResponseType for BTreeMap<String, T> {
    type Adapter = lenient::Map<T::Adapter>;

    fn has_unknown_field(&self, name: &str) -> bool {
        self.contains_key(name)
    }
}

impl<T: ResponseType + DeserializeOwned> ResponseType for Box<T> {
    type Adapter = Plain;

    const SUCCESS: Success = T::SUCCESS;

    fn has_unknown_field(&self, name: &str) -> bool {
        T::has_unknown_field(self, name)
    }
}

impl<T: ResponseType> ResponseType for Option<T> {
    type Adapter = lenient::Nullable<T::Adapter>;

    const SUCCESS: Success = T::SUCCESS;

    fn has_unknown_field(&self, name: &str) -> bool {
        self.as_ref().is_some_and(|value| value.has_unknown_field(name))
    }
}
