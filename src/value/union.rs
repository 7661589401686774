//! What the generated unions have in common: the kind that is not known, and how a variant is written.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// An object of a kind that this crate does not know, kept as it came and written back so.
///
/// Each union of [`types`](crate::types) has a variant for it: the API may answer with a kind that is newer than the crate, and a
/// program that lists or saves objects must not fail on one, nor lose any of it. Numbers and the order of members are kept as a
/// [`Value`] keeps them, which is to the last digit and in order where a program has serde_json's features
/// `arbitrary_precision` and `preserve_order` on.
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
    pub(crate) fn new(object: Map<String, Value>) -> Self {
        Unrecognized(object)
    }

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
