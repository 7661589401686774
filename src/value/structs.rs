//! What the generated structs have in common beside serde's derives: how they are written, with their extra fields.

use serde::Serializer;

/// A generated struct.
pub(crate) trait Struct {
    /// Writes the struct. If it is a variant of a union, the union's discriminator comes first.
    fn write<S: Serializer>(
        &self,
        serializer: S,
        discriminator: Option<(&'static str, &'static str)>,
    ) -> Result<S::Ok, S::Error>;
}

/// Serializes a variant's struct together with its discriminator.
pub(crate) struct Tagged<'a, T> {
    pub(crate) discriminator: (&'static str, &'static str),
    pub(crate) variant: &'a T,
}

impl<T: Struct> serde::Serialize for Tagged<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.variant.write(serializer, Some(self.discriminator))
    }
}

/// Implements what all generated structs share, from the table of the struct's fields: the JSON name, the Rust name, and whether the
/// field is `required` or is only written if it has a value.
macro_rules! spec_struct {
    ($name:ident { $($wire:literal $field:ident $presence:ident,)* } $(success: $success:ident)?) => {
        impl $name {
            /// The fields that this crate does not know, by their JSON names. They are kept as they came and
            /// written back.
            #[must_use]
            pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
                self.extra_fields.as_map()
            }
        }

        impl $crate::value::structs::Struct for $name {
            fn write<S: serde::Serializer>(
                &self,
                serializer: S,
                discriminator: Option<(&'static str, &'static str)>,
            ) -> Result<S::Ok, S::Error> {
                $crate::value::extra_fields::Writer::new(serializer, discriminator, &self.extra_fields)?
                    $(.$presence($wire, &self.$field)?)*
                    .end()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::value::structs::Struct::write(self, serializer, None)
            }
        }

        impl $crate::value::response::ResponseType for $name {
            type Adapter = $crate::value::lenient::Plain;
            $(const SUCCESS: $crate::value::response::Success = $crate::value::response::Success::$success;)?

            fn has_unknown_field(&self, name: &str) -> bool {
                self.extra_fields.as_map().contains_key(name)
            }
        }
    };
}

pub(crate) use spec_struct;

/// Gives a request type a method that sets extra fields.
macro_rules! sent_struct {
    ($name:ident) => {
        impl $name {
            /// Sets a field that this crate does not know. It can also override a known field with a value
            /// that its type does not allow. A field that only the API sets is not sent in any case.
            #[must_use]
            pub fn extra_field(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extra_fields.set(name.into(), value.into());
                self
            }
        }
    };
}

pub(crate) use sent_struct;
