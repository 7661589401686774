//! What the generated structs have in common beside what serde derives: they are written with their extra fields.

use serde::Serializer;

/// A generated struct.
pub(crate) trait Struct {
    /// Writes it; as the variant of a union, with the union's discriminator.
    fn write<S: Serializer>(
        &self,
        serializer: S,
        discriminator: Option<(&'static str, &'static str)>,
    ) -> Result<S::Ok, S::Error>;
}

/// A variant's struct with its discriminator, as it is written.
pub(crate) struct Tagged<'a, T> {
    pub(crate) discriminator: (&'static str, &'static str),
    pub(crate) variant: &'a T,
}

impl<T: Struct> serde::Serialize for Tagged<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.variant.write(serializer, Some(self.discriminator))
    }
}

/// Gives a struct what it has in common with all, by the table of its fields: the name on the wire, the struct's own, and whether it
/// is `required`, or else written only if it has a value.
macro_rules! spec_struct {
    ($name:ident { $($wire:literal $field:ident $presence:ident,)* } $(success: $success:ident)?) => {
        impl $name {
            /// The fields that this crate does not know, by their names on the wire. They are kept as
            /// they came, and written back.
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
