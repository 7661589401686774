//! What the generated structs that are sent have in common: fields that the spec does not know are kept, and a field can
//! be sent as null.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The part of an object that its named fields do not hold.
#[derive(Clone, Default, PartialEq)]
#[allow(
    unreachable_pub,
    reason = "a union that is sent has it in its inline variants, where fields have no visibility of their own"
)]
pub struct Rest {
    /// Fields that the spec does not know, as they came.
    unknown: Map<String, Value>,
    /// Fields without a value that are sent as null, in the order of their names.
    nulls: Vec<&'static str>,
}

impl Rest {
    pub(crate) fn new(unknown: Map<String, Value>) -> Self {
        Rest {
            unknown,
            nulls: Vec::new(),
        }
    }

    pub(crate) fn send_null(&mut self, name: &'static str) {
        if let Err(position) = self.nulls.binary_search(&name) {
            self.nulls.insert(position, name);
        }
    }
}

/// Names alone: a field that the spec does not know may be a secret.
impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown = self.unknown.keys().map(String::as_str);
        f.debug_set()
            .entries(self.nulls.iter().copied().chain(unknown))
            .finish()
    }
}

/// Writes an object's fields, and then what its [`Rest`] holds.
pub(crate) struct Writer<'a, S: Serializer> {
    map: S::SerializeMap,
    rest: &'a Rest,
}

impl<'a, S: Serializer> Writer<'a, S> {
    pub(crate) fn new(serializer: S, rest: &'a Rest) -> Result<Self, S::Error> {
        let map = serializer.serialize_map(None)?;
        Ok(Writer { map, rest })
    }

    pub(crate) fn required<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    pub(crate) fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.map.serialize_entry(name, value),
            None if self.rest.nulls.contains(&name) => self.map.serialize_entry(name, &()),
            None => Ok(()),
        }
    }

    pub(crate) fn end(mut self) -> Result<S::Ok, S::Error> {
        for (name, value) in &self.rest.unknown {
            self.map.serialize_entry(name, value)?;
        }
        self.map.end()
    }
}

/// Stands in `Debug` for a value that must not be seen.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}
