//! What the generated unions have in common: how one is read, and how a variant is written.

use serde::{Serialize, Serializer};

use super::object::{self, Object};

/// A variant's struct with its discriminator, as it is written.
pub(crate) struct Tagged<'a, T> {
    discriminator: (&'static str, &'static str),
    variant: &'a T,
}

impl<'a, T: Object> Tagged<'a, T> {
    pub(crate) fn new(name: &'static str, value: &'static str, variant: &'a T) -> Self {
        Tagged {
            discriminator: (name, value),
            variant,
        }
    }
}

impl<T: Object> Serialize for Tagged<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object::write(serializer, Some(self.discriminator), self.variant)
    }
}

/// Gives a union that is decided by its members and has `Serialize` what else a union has.
macro_rules! open_union {
    ($name:ident) => {
        impl $name {
            /// Whether it is of a kind that this crate knows.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::value::members::read(deserializer)
            }
        }
    };
}

pub(crate) use open_union;
