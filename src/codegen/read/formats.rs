//! What a `type` and a `format` come to: the type of a field, whether it is a secret, and how it is checked before it is sent.
//!
//! A format that is not named here changes nothing: a `date-time` or `uuid` is text as it came, and an integer has 64 bits
//! whatever `int32` says.

use super::super::model::Type;
use super::flat::Flat;

/// The formats that the engine checks, and what it calls each (`Format` in `src/value/check.rs`).
pub(crate) const CHECKED: &[(&str, &str)] = &[("ipv4-cidr", "Ipv4Cidr"), ("md5-key", "Md5Key")];

/// Whether a value is a secret.
pub(crate) fn is_secret(flat: &Flat<'_>) -> bool {
    flat.format == Some("password")
}

/// The type of a plain value, or why it is whatever JSON it is.
pub(crate) fn plain(flat: &Flat<'_>) -> Result<Type, &'static str> {
    let mut types = flat.types.iter();
    match (types.next().copied(), types.next().copied()) {
        (Some("string"), None) => Ok(Type::String),
        (Some("boolean"), None) => Ok(Type::Bool),
        (Some("integer"), None) if flat.unsigned || flat.format == Some("uint64") => Ok(Type::Unsigned),
        (Some("integer"), None) if flat.large => Err("an integer beyond 64 bits"),
        (Some("integer"), None) => Ok(Type::Signed),
        (Some("number"), None) | (Some("integer"), Some("number")) => Ok(Type::Number),
        (None, _) => Err("the schema says nothing of a type"),
        (Some(_), None) => Err("a type that there is not"),
        _ => Err("one of several types"),
    }
}
