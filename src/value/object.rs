//! What the generated structs have in common: how they are read and written, and the fields of an object that the spec does not
//! know.

use std::borrow::Cow;
use std::fmt::{self, DebugStruct, Formatter};
use std::marker::PhantomData;
use std::sync::LazyLock;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::untyped::Untyped;

/// A generated struct.
pub(crate) trait Object: Sized {
    fn read_members<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;

    fn write_fields<M: SerializeMap>(&self, object: &mut Writer<'_, M>) -> Result<(), M::Error>;

    fn extra(&self) -> &ExtraFields;
}

/// Reads a struct: each field that is known into its type, and the others into the struct's [`ExtraFields`].
pub(crate) fn read<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Reader<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Reader<T> {
        type Value = T;

        fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::read_members(members)
        }
    }

    deserializer.deserialize_map(Reader(PhantomData))
}

/// Writes a struct, as the variant of a union with the union's discriminator.
pub(crate) fn write<S: Serializer>(
    serializer: S,
    discriminator: Option<(&'static str, &'static str)>,
    object: &impl Object,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::new(serializer, discriminator, object.extra())?;
    object.write_fields(&mut writer)?;
    writer.end()
}

/// The value of a field that must be there. It is asked for when all were read: one of a wrong type says more than one that is
/// missing.
pub(crate) fn required<T, E: Error>(name: &'static str, value: Option<T>) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// The fields of an object that the spec does not know, and what else is kept of it beside its values. Nothing but a pointer
/// where there is none of that, as is usual.
#[derive(Clone, Default)]
#[allow(
    unreachable_pub,
    reason = "a union has it in its inline variants, where fields have no visibility of their own"
)]
pub struct ExtraFields(Option<Box<Kept>>);

#[derive(Clone, Default)]
struct Kept {
    fields: Map<String, Value>,
    /// Fields without a value that are sent as null.
    nulls: Vec<&'static str>,
}

impl ExtraFields {
    pub(crate) fn new(fields: Map<String, Value>) -> Self {
        let mut extra = Self::default();
        if !fields.is_empty() {
            extra.kept().fields = fields;
        }
        extra
    }

    pub(crate) fn as_map(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.0.as_ref().map_or_else(|| &*NONE, |kept| &kept.fields)
    }

    pub(crate) fn set(&mut self, name: String, value: Value) {
        self.kept().fields.insert(name, value);
    }

    pub(crate) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        members: &mut A,
    ) -> Result<(), A::Error> {
        let value: Untyped<'de> = members.next_value()?;
        self.set(name.into_owned(), value.into());
        Ok(())
    }

    pub(crate) fn send_null(&mut self, name: &'static str) {
        let nulls = &mut self.kept().nulls;
        if !nulls.contains(&name) {
            nulls.push(name);
        }
    }

    fn nulls(&self) -> &[&'static str] {
        self.0.as_ref().map_or(&[], |kept| &kept.nulls)
    }

    fn kept(&mut self) -> &mut Kept {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for ExtraFields {
    fn eq(&self, other: &Self) -> bool {
        let sends = |nulls: &[&str], other: &[&str]| nulls.iter().all(|name| other.contains(name));
        let (nulls, others) = (self.nulls(), other.nulls());
        self.as_map() == other.as_map() && sends(nulls, others) && sends(others, nulls)
    }
}

/// Writes an object: its discriminator, its fields, and then what its [`ExtraFields`] hold.
///
/// Of two with one name the discriminator counts before all, since the union decides it, and then an extra field: who sets one
/// that the spec knows wants it sent, where the spec errs.
pub(crate) struct Writer<'a, M> {
    map: M,
    discriminator: Option<&'static str>,
    extra: &'a ExtraFields,
}

impl<'a, M: SerializeMap> Writer<'a, M> {
    pub(crate) fn new<S: Serializer<SerializeMap = M, Error = M::Error, Ok = M::Ok>>(
        serializer: S,
        discriminator: Option<(&'static str, &'static str)>,
        extra: &'a ExtraFields,
    ) -> Result<Self, M::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some((name, value)) = discriminator {
            map.serialize_entry(name, value)?;
        }
        Ok(Writer {
            map,
            discriminator: discriminator.map(|(name, _)| name),
            extra,
        })
    }

    /// A field that is always written.
    pub(crate) fn required<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        match &self.extra.0 {
            Some(kept) if kept.fields.contains_key(name) => Ok(()),
            _ => self.map.serialize_entry(name, value),
        }
    }

    /// A field that is written where it has a value, or is to be null.
    pub(crate) fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), M::Error> {
        match value {
            None if !self.extra.nulls().contains(&name) => Ok(()),
            value => self.required(name, value),
        }
    }

    pub(crate) fn end(mut self) -> Result<M::Ok, M::Error> {
        for (name, value) in self.extra.as_map() {
            if Some(name.as_str()) != self.discriminator {
                self.map.serialize_entry(name, value)?;
            }
        }
        self.map.end()
    }
}

/// How a struct or an inline variant shows in `Debug`: of its extra fields and its secrets no value, since any may be one.
pub(crate) struct Shown<'a, 'f>(DebugStruct<'a, 'f>);

impl<'a, 'f> Shown<'a, 'f> {
    pub(crate) fn new(f: &'a mut Formatter<'f>, name: &str) -> Self {
        Shown(f.debug_struct(name))
    }

    pub(crate) fn field(mut self, name: &str, value: &dyn fmt::Debug) -> Self {
        self.0.field(name, value);
        self
    }

    pub(crate) fn end(mut self, extra: &ExtraFields) -> fmt::Result {
        struct Names<'a>(&'a ExtraFields);

        impl fmt::Debug for Names<'_> {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                let names = self.0.as_map().keys().map(String::as_str);
                f.debug_set()
                    .entries(self.0.nulls().iter().copied().chain(names))
                    .finish()
            }
        }

        if extra.0.is_some() {
            self.0.field("extra_fields", &Names(extra));
        }
        self.0.finish()
    }
}

/// Stands in `Debug` for a value that must not be seen.
#[derive(Clone, Copy)]
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Gives a struct the traits of an object, by the table of its fields: the name on the wire, the struct's own, and how it is
/// read and written. `required` is always there, `nullable` may be null, `optional` may be missing; a `secret` is not shown.
macro_rules! open_struct {
    (
        $name:ident { $($wire:literal $field:ident $presence:ident $($secret:ident)?,)* }
        $(success: $success:ident)?
    ) => {
        impl $name {
            /// The fields that this crate does not know, by their names on the wire. They are kept as
            /// they came, and written back.
            #[must_use]
            pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
                self.extra_fields.as_map()
            }
        }

        impl $crate::value::object::Object for $name {
            fn read_members<'de, D: serde::de::MapAccess<'de>>(mut members: D) -> Result<Self, D::Error> {
                $(let mut $field = None;)*
                let mut extra_fields = $crate::value::object::ExtraFields::default();
                while let Some(name) = members.next_key_seed($crate::value::untyped::Name)? {
                    match &*name {
                        $($wire => $crate::open_struct!(@read $presence members $wire $field),)*
                        _ => extra_fields.read(name, &mut members)?,
                    }
                }
                Ok(Self {
                    $($field: $crate::open_struct!(@made $presence $wire $field),)*
                    extra_fields,
                })
            }

            fn write_fields<S: serde::ser::SerializeMap>(
                &self,
                object: &mut $crate::value::object::Writer<'_, S>,
            ) -> Result<(), S::Error> {
                $($crate::open_struct!(@write $presence object $wire &self.$field);)*
                let _ = object;
                Ok(())
            }

            fn extra(&self) -> &$crate::value::object::ExtraFields {
                &self.extra_fields
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::value::object::read(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::value::object::write(serializer, None, self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::value::object::Shown::new(f, stringify!($name))
                    $(.field(stringify!($field), $crate::open_struct!(@shown $presence $($secret)? &self.$field)))*
                    .end(&self.extra_fields)
            }
        }

        impl $crate::value::field::Field for $name {
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::value::object::read(deserializer)
            }

            $(const SUCCESS: $crate::value::field::Success = $crate::value::field::Success::$success;)?

            fn has_unknown_field(&self, name: &str) -> bool {
                self.extra_fields.as_map().contains_key(name)
            }
        }
    };

    (@read required $members:ident $wire:literal $field:ident) => {
        $members.next_value_seed($crate::value::field::Fill($wire, &mut $field))?
    };
    (@read $presence:ident $members:ident $wire:literal $field:ident) => {
        $members.next_value_seed($crate::value::field::FillOptional($wire, &mut $field))?
    };

    (@made required $wire:literal $field:ident) => {
        $crate::value::object::required($wire, $field)?
    };
    (@made $presence:ident $wire:literal $field:ident) => {
        $field
    };

    (@write optional $object:ident $wire:literal $value:expr) => {
        $object.optional($wire, $value)?
    };
    (@write $presence:ident $object:ident $wire:literal $value:expr) => {
        $object.required($wire, $value)?
    };

    (@shown required secret $value:expr) => {
        &$crate::value::object::Redacted
    };
    (@shown $presence:ident secret $value:expr) => {
        &$value.as_ref().map(|_| $crate::value::object::Redacted)
    };
    (@shown $presence:ident $value:expr) => {
        $value
    };
}

pub(crate) use open_struct;

/// Gives a struct that is sent what sets its extra fields.
macro_rules! sent_struct {
    ($name:ident) => {
        impl $name {
            /// Sets a field that this crate does not know, or one that it knows with a value that its
            /// type does not allow: it is sent in place of the other.
            #[must_use]
            pub fn extra_field(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extra_fields.set(name.into(), value.into());
                self
            }
        }
    };
}

pub(crate) use sent_struct;
