//! The kind of a union that is not known.

use std::fmt;

use serde::Serialize;
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
#[derive(Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Unrecognized(Map<String, Value>);

impl Unrecognized {
    pub(crate) fn new(object: Map<String, Value>) -> Self {
        Unrecognized(object)
    }

    pub(crate) fn set(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
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

/// Names alone: a value may be a secret.
impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Names<'a>(&'a Map<String, Value>);

        impl fmt::Debug for Names<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.0.keys()).finish()
            }
        }

        f.debug_tuple("Unrecognized").field(&Names(&self.0)).finish()
    }
}
