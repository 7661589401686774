//! The unknown fields of an object, and how an object is written with them.

use std::fmt::{self, Formatter};
use std::sync::LazyLock;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The fields of an object that its type does not have. Usually there are none, and this is one null pointer.
#[derive(Clone, Default)]
#[allow(
    unreachable_pub,
    reason = "a union has it in its inline variants, where fields have no visibility of their own"
)]
pub struct ExtraFields(Option<Box<Kept>>);

#[derive(Clone, Default)]
struct Kept {
    /// Unknown fields, and values that override known fields.
    fields: Map<String, Value>,
    /// Known fields without a value that are sent as null.
    nulls: Vec<&'static str>,
}

impl ExtraFields {
    pub(crate) fn as_map(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.0.as_ref().map_or_else(|| &*NONE, |kept| &kept.fields)
    }

    pub(crate) fn set(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().fields.insert(name, value);
    }

    pub(crate) fn send_null(&mut self, name: &'static str) {
        if !self.nulls().contains(&name) {
            self.0.get_or_insert_default().nulls.push(name);
        }
    }

    fn nulls(&self) -> &[&'static str] {
        self.0.as_ref().map_or(&[], |kept| &kept.nulls)
    }
}

/// Used with `#[serde(flatten)]`, so it gets each field that the struct does not have.
impl<'de> Deserialize<'de> for ExtraFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        let kept = (!fields.is_empty()).then(|| {
            Box::new(Kept {
                fields,
                nulls: Vec::new(),
            })
        });
        Ok(ExtraFields(kept))
    }
}

impl PartialEq for ExtraFields {
    fn eq(&self, other: &Self) -> bool {
        let (nulls, others) = (self.nulls(), other.nulls());
        let same_nulls = nulls.len() == others.len() && nulls.iter().all(|name| others.contains(name));
        self.as_map() == other.as_map() && same_nulls
    }
}

/// Shows names only: a value may be a secret.
impl fmt::Debug for ExtraFields {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = self.as_map().keys().map(String::as_str);
        f.debug_set()
            .entries(self.nulls().iter().copied().chain(names))
            .finish()
    }
}

/// Writes an object: the discriminator of its union, the known fields in order, then the extra fields.
///
/// The discriminator overrides every other field of its name. An extra field overrides a known one: the caller may know better than
/// the spec.
pub(crate) struct Writer<'a, M> {
    map: M,
    discriminator: Option<&'static str>,
    extra_fields: &'a ExtraFields,
}

impl<'a, M: SerializeMap> Writer<'a, M> {
    pub(crate) fn new<S: Serializer<SerializeMap = M, Error = M::Error, Ok = M::Ok>>(
        serializer: S,
        discriminator: Option<(&'static str, &'static str)>,
        extra_fields: &'a ExtraFields,
    ) -> Result<Self, M::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some((name, value)) = discriminator {
            map.serialize_entry(name, value)?;
        }
        Ok(Writer {
            map,
            discriminator: discriminator.map(|(name, _)| name),
            extra_fields,
        })
    }

    /// Writes a required field.
    pub(crate) fn required<T: Serialize>(mut self, name: &'static str, value: &T) -> Result<Self, M::Error> {
        if !self.extra_fields.as_map().contains_key(name) {
            self.map.serialize_entry(name, value)?;
        }
        Ok(self)
    }

    /// Writes an optional field if it has a value or is explicitly null.
    pub(crate) fn optional<T: Serialize>(self, name: &'static str, value: &Option<T>) -> Result<Self, M::Error> {
        match value {
            None if !self.extra_fields.nulls().contains(&name) => Ok(self),
            value => self.required(name, value),
        }
    }

    pub(crate) fn end(mut self) -> Result<M::Ok, M::Error> {
        for (name, value) in self.extra_fields.as_map() {
            if Some(name.as_str()) != self.discriminator {
                self.map.serialize_entry(name, value)?;
            }
        }
        self.map.end()
    }
}

/// Replaces a secret value in `Debug`.
#[derive(Clone, Copy)]
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}
