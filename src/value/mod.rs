//! How the generated types are read and written, how unknown fields and values are kept, and where in a text an error is.

pub(crate) mod enumeration;
pub(crate) mod extra_fields;
pub(crate) mod json;
pub(crate) mod lenient;
pub(crate) mod read_only;
pub(crate) mod response;
pub(crate) mod structs;
pub(crate) mod union;
mod untyped;
