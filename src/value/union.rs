//! Unions: an object whose discriminator says which variant it is. The discriminator may be its last field, so that all are held until
//! it is known; then the variant is read from the others, as serde derives it.

use std::borrow::Cow;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::untyped::{self, FieldName, Mismatch, Untyped};

/// The fields of an object, without the discriminator of its union.
pub(crate) struct UnionFields<'de> {
    discriminator: &'static str,
    value: Option<Untyped<'de>>,
    /// Where among the fields the discriminator stood.
    position: usize,
    others: Vec<(Cow<'de, str>, Untyped<'de>)>,
    required: &'static [&'static str],
}

impl<'de> UnionFields<'de> {
    /// The variant that the discriminator names.
    pub(crate) fn into_variant<T: Deserialize<'de>>(self) -> Result<T, Mismatch> {
        T::deserialize(Untyped::Object(self.others))
    }

    /// An object of a kind that the spec does not know, whole. One that neither says its kind nor has a field that some variant
    /// requires is no such object.
    pub(crate) fn unrecognized(mut self) -> Result<Unrecognized, Mismatch> {
        let is_required = |(name, _): &(Cow<str>, Untyped)| self.required.contains(&&**name);
        if self.value.is_none() && !self.others.iter().any(is_required) {
            return Err(Mismatch::missing_field(self.discriminator));
        }
        if let Some(value) = self.value {
            self.others
                .insert(self.position, (Cow::Borrowed(self.discriminator), value));
        }
        Ok(Unrecognized {
            discriminator: self.discriminator,
            object: untyped::to_object(self.others),
        })
    }
}

/// Reads a union: `decide` makes of the discriminator's value and the other fields what it is. `required` are the fields that some
/// variant requires.
pub(crate) fn deserialize_union<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    discriminator: &'static str,
    required: &'static [&'static str],
    decide: fn(Option<&str>, UnionFields<'de>) -> Result<T, Mismatch>,
) -> Result<T, D::Error> {
    struct Reader<'de, T> {
        discriminator: &'static str,
        required: &'static [&'static str],
        decide: fn(Option<&str>, UnionFields<'de>) -> Result<T, Mismatch>,
        marker: PhantomData<T>,
    }

    impl<'de, T> Visitor<'de> for Reader<'de, T> {
        type Value = T;

        fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
            let mut fields = UnionFields {
                discriminator: self.discriminator,
                value: None,
                position: 0,
                // As many as most objects have.
                others: Vec::with_capacity(16),
                required: self.required,
            };
            while let Some(name) = object.next_key_seed(FieldName)? {
                if name != self.discriminator {
                    fields.others.push((name, object.next_value()?));
                } else if fields.value.is_some() {
                    return Err(A::Error::duplicate_field(self.discriminator));
                } else {
                    fields.position = fields.others.len();
                    fields.value = Some(object.next_value()?);
                }
            }
            // Before the reader leaves the object, so that an error has its place there and not behind what follows.
            let variant = match &fields.value {
                Some(Untyped::Text(text)) => Some(text.clone()),
                _ => None,
            };
            (self.decide)(variant.as_deref(), fields).map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_map(Reader {
        discriminator,
        required,
        decide,
        marker: PhantomData,
    })
}

/// Gives a union that has `Serialize` and `Deserialize` what else a union has.
macro_rules! open_union {
    ($name:ident $(success: $success:ident)?) => {
        impl $name {
            /// Whether it is of a kind that this crate knows.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }
        }

        impl $crate::value::response::ResponseType for $name {
            type Adapter = $crate::value::lenient::Plain;
            $(const SUCCESS: $crate::value::response::Success = $crate::value::response::Success::$success;)?

            fn has_unknown_field(&self, name: &str) -> bool {
                self.extra_fields().contains_key(name)
            }
        }
    };
}

pub(crate) use open_union;

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
pub struct Unrecognized {
    #[serde(skip)]
    discriminator: &'static str,
    object: Map<String, Value>,
}

impl Unrecognized {
    pub(crate) fn set(&mut self, name: String, value: Value) {
        self.object.insert(name, value);
    }

    /// A field of the object, by its name on the wire.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }

    /// The whole object.
    #[must_use]
    pub fn as_object(&self) -> &Map<String, Value> {
        &self.object
    }
}

/// The value of the discriminator, and the names of the other fields: a value of these may be a secret.
impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        if let Some(value) = self.get(self.discriminator) {
            map.entry(&self.discriminator, value);
        }
        let others = self.object.keys().filter(|name| *name != self.discriminator);
        map.entries(others.map(|name| (name, format_args!("..")))).finish()
    }
}
