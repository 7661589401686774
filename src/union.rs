//! What the generated unions have in common: an object is decided by its discriminator, and kept where that is not known.

use std::cell::Cell;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::place;

/// An object of a kind that this crate does not know, kept as it came and written back so.
///
/// Each union of [`types`](crate::types) has a variant for it: the API may answer with a kind that is newer than the crate, and a
/// program that lists or saves objects must not fail on one, nor lose any of it.
///
/// ```
/// use cloudflare_interconnects::types::Interconnect;
///
/// let text = r#"{"type": "quantum", "name": "icon-9", "qubits": 7}"#;
/// let interconnect: Interconnect = serde_json::from_str(text)?;
/// assert_eq!(interconnect.name(), Some("icon-9"));
/// if let Interconnect::Unrecognized(object) = &interconnect {
///     assert_eq!(object.get("qubits").and_then(|qubits| qubits.as_u64()), Some(7));
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Unrecognized(Map<String, Value>);

impl Unrecognized {
    /// A member of the object, by its name on the wire.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The whole object.
    #[must_use]
    pub fn as_object(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Object> for Unrecognized {
    fn from(object: Object) -> Self {
        Unrecognized(object.0)
    }
}

/// Reads an object and has its variant decided. That is done before the reader leaves the object, so that it places an error
/// there and not behind what follows.
pub(crate) fn decide<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    variant: impl FnOnce(Object) -> Result<T, String>,
) -> Result<T, D::Error> {
    struct Decide<F>(F);

    impl<'de, T, F: FnOnce(Object) -> Result<T, String>> Visitor<'de> for Decide<F> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            let object = Map::deserialize(MapAccessDeserializer::new(members))?;
            self.0(Object(object)).map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_map(Decide(variant))
}

/// An object whose variant is not decided yet.
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub(crate) fn discriminator(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Decodes the variant. An error says where in the object it is, for whoever knows where the object is.
    pub(crate) fn variant<T: DeserializeOwned>(mut self, discriminator: &str) -> Result<T, String> {
        // The union writes the discriminator, so no variant is to keep it as a field that it does not know.
        self.0.remove(discriminator);
        // By way of its text, so that the variant is read by the code that reads answers, and an error has a place in it.
        let text = serde_json::to_vec(&self.0).map_err(|error| error.to_string())?;
        serde_json::from_slice(&text).map_err(|error| {
            let why = place::without(&error);
            match place::of(&error, &text) {
                path if path.is_empty() => why,
                path => format!("in `{path}`: {why}"),
            }
        })
    }
}

thread_local! {
    static FIRST_TRY: Cell<bool> = const { Cell::new(false) };
}

/// Decodes with unions read in one pass, which is cheaper than holding each object until its discriminator is known. It
/// fails on whatever is unusual, an unknown kind for one: an error only says that it is to be decoded once more, outside.
pub fn first_try<T>(decode: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            FIRST_TRY.set(self.0);
        }
    }

    let _restore = Restore(FIRST_TRY.replace(true));
    decode()
}

#[inline]
pub(crate) fn is_first_try() -> bool {
    FIRST_TRY.get()
}

/// The end of a first try.
pub(crate) fn unusual<E: Error>() -> E {
    E::custom("to be decoded once more")
}

/// A member that the variant must have.
pub(crate) fn required<T, E: Error>(member: Option<T>) -> Result<T, E> {
    member.ok_or_else(unusual)
}

/// A member whose type was open until the variant was known.
pub(crate) fn convert<T: DeserializeOwned, E: Error>(member: Option<Value>) -> Result<T, E> {
    serde_json::from_value(member.unwrap_or_default()).map_err(|_| unusual())
}

/// A variant with its discriminator, as it is written.
#[derive(Serialize)]
pub(crate) struct Tagged<'a, T> {
    #[serde(flatten)]
    discriminator: Discriminator<'a>,
    #[serde(flatten)]
    variant: &'a T,
}

struct Discriminator<'a> {
    name: &'a str,
    value: &'a str,
}

impl<'a, T> Tagged<'a, T> {
    pub(crate) fn new(name: &'a str, value: &'a str, variant: &'a T) -> Self {
        Tagged {
            discriminator: Discriminator { name, value },
            variant,
        }
    }
}

impl Serialize for Discriminator<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.name, self.value)?;
        map.end()
    }
}
