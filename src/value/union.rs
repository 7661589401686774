//! Unions: objects whose discriminator says which variant they are. The discriminator may come last, so all fields are held until it
//! is known. The variant is then read from the other fields by serde's derive.

use std::borrow::Cow;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::untyped::{self, FieldName, Mismatch, Untyped};

/// The fields of a union's object: the discriminator apart from the others.
pub(crate) struct UnionFields<'de> {
    discriminator: &'static str,
    value: Option<Untyped<'de>>,
    /// The position of the discriminator among the fields.
    position: usize,
    others: Vec<(Cow<'de, str>, Untyped<'de>)>,
    required: &'static [&'static str],
}

impl<'de> UnionFields<'de> {
    /// Reads the variant from the other fields.
    pub(crate) fn into_variant<T: Deserialize<'de>>(self) -> Result<T, Mismatch> {
        T::deserialize(Untyped::Object(self.others))
    }

    /// Keeps an object of an unknown kind whole. An object without a discriminator and without any field that a variant requires is an
    /// error.
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

/// Reads a union. `decide` gets the discriminator's value and the other fields, and returns the variant. `required` lists the fields
/// that some variant requires.
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
                // Most objects have no more fields.
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
            // Decided before the reader leaves the object, so that an error gets the object's position.
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

/// Adds what all unions share beside `Serialize` and `Deserialize`.
macro_rules! open_union {
    ($name:ident $(success: $success:ident)?) => {
        impl $name {
            /// Whether this crate knows this kind.
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

/// An object of a kind that this crate does not know. It is kept as it came, and written back so.
///
/// Each union of [`types`](crate::types) has a variant for it: the API may return a kind that is newer than the crate, and a program
/// that lists or saves objects must not fail on it or lose a part of it. Numbers keep every digit and fields keep their order if the
/// program turns on serde_json's features `arbitrary_precision` and `preserve_order`; otherwise they are kept as [`Value`] keeps them.
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

    /// A field of the object, by its JSON name.
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

/// Shows the discriminator's value and only the names of the other fields, because their values may be secrets.
impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        let kind = self.get(self.discriminator).and_then(Value::as_str);
        if let Some(kind) = kind {
            map.entry(&self.discriminator, &kind);
        }
        let others = self
            .object
            .keys()
            .filter(|name| kind.is_none() || *name != self.discriminator);
        map.entries(others.map(|name| (name, format_args!("..")))).finish()
    }
}
