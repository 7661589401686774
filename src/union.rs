//! What the generated unions have in common: an object is decided by its discriminator, and kept where that is not known.

use serde::de::{DeserializeOwned, Error};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

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

/// An object whose variant is not decided yet.
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Object)
    }

    pub(crate) fn discriminator(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Decodes the variant. An error says where in the object it is, for whoever knows where the object is.
    pub(crate) fn variant<T: DeserializeOwned, E: Error>(mut self, discriminator: &str) -> Result<T, E> {
        // The union writes the discriminator, so no variant is to keep it as a field that it does not know.
        self.0.remove(discriminator);
        serde_path_to_error::deserialize(Value::Object(self.0)).map_err(|error| match error.path().to_string() {
            path if path == "." => E::custom(error.inner()),
            path => E::custom(format_args!("in `{path}`: {}", error.inner())),
        })
    }
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
