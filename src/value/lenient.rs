//! Readers for fields where serde is stricter than servers are: an integer may be written `1500.0`, and a required array may be null,
//! which means empty.
//!
//! [`As`] says how a type is read, alone and inside other types. `response.rs` chooses it for each type.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Unexpected};
use serde_json::Number;

/// An integer inside a value that is already parsed.
#[allow(dead_code, reason = "our own spec has no integer that all variants of a union have")]
pub(crate) fn integer_from_value<T>(value: &serde_json::Value) -> Option<T>
where
    Integer: As<T>,
{
    Integer::deserialize_as(value).ok()
}

/// How a value of type `T` is read.
pub(crate) trait As<T> {
    fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// By `T`'s own `Deserialize`.
pub(crate) struct Plain;
/// An integer, which may be written as a float with no fraction.
pub(crate) struct Integer;
/// An array. Null is an empty one.
pub(crate) struct List<A>(PhantomData<A>);
pub(crate) struct Map<A>(PhantomData<A>);
/// An `Option`. Null is `None`.
pub(crate) struct Nullable<A>(PhantomData<A>);

impl<T: DeserializeOwned> As<T> for Plain {
    fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

macro_rules! integers {
    ($($name:ident $exact:ident)*) => {
        $(impl As<$name> for Integer {
            fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                // `Number` reads every number, also with serde_json's feature `arbitrary_precision`.
                let number = Number::deserialize(deserializer)?;
                let whole = || {
                    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
                    // Both bounds are powers of two, so a float represents them exactly.
                    let within = ($name::MIN as f64..$name::MAX as f64).contains(&float);
                    within.then_some(float as $name)
                };
                number.$exact().or_else(whole).ok_or_else(|| {
                    let found = format!("number `{number}`");
                    D::Error::invalid_value(Unexpected::Other(&found), &stringify!($name))
                })
            }
        })*
    };
}

integers! { i64 as_i64 u64 as_u64 }

/// A value that is read as `A` says.
struct Adapted<T, A>(T, PhantomData<A>);

impl<'de, T, A: As<T>> Deserialize<'de> for Adapted<T, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        A::deserialize_as(deserializer).map(|value| Adapted(value, PhantomData))
    }
}

impl<T, A: As<T>> As<Option<T>> for Nullable<A> {
    fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let value = Option::<Adapted<T, A>>::deserialize(deserializer)?;
        Ok(value.map(|Adapted(value, _)| value))
    }
}

impl<T, A: As<T>> As<Vec<T>> for List<A> {
    fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let items = Option::<Vec<Adapted<T, A>>>::deserialize(deserializer)?.unwrap_or_default();
        Ok(items.into_iter().map(|Adapted(item, _)| item).collect())
    }
}

impl<T, A: As<T>> As<BTreeMap<String, T>> for Map<A> {
    fn deserialize_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
        let values = BTreeMap::<String, Adapted<T, A>>::deserialize(deserializer)?;
        Ok(values
            .into_iter()
            .map(|(name, Adapted(value, _))| (name, value))
            .collect())
    }
}
