//! What the type of a response tells of its values: how they are read, and whether one may be an envelope or an error response.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::lenient::{self, As, Plain};

/// A type that an operation of the spec gives.
pub(crate) trait ResponseType: Sized {
    /// How it is read.
    type Adapter: As<Self>;

    /// What the type says of a field `success`.
    const SUCCESS: Success = Success::None;

    /// Whether the value has a field of this name that its type does not know.
    fn has_unknown_field(&self, _: &str) -> bool {
        false
    }
}

/// A field `success` of a type.
#[derive(Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "our own spec has no type with a `success`")]
pub(crate) enum Success {
    None,
    /// As an envelope has it.
    Boolean,
    /// The same, where null means nothing.
    NullableBoolean,
    /// Of another type, and so of another meaning.
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
