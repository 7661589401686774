//! Formats: what a `type` and a `format` come to: the type of a field, and whether it is a secret.
//!
//! A format that is not named here changes nothing: a `date-time` or `uuid` is text as it came, and an integer has 64 bits
//! whatever `int32` says.

use super::flat::Flat;
use crate::model::Type;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{answering, assert_has, code, file, taking};

    #[test]
    fn integers_are_64_bit_whatever_the_format_says() {
        let code = code(&answering(
            json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
                "a": { "type": "integer", "format": "int32" },
                "b": { "type": "integer", "format": "int32", "minimum": 0 },
                "c": { "type": "number" },
                "d": { "type": "boolean", "nullable": true },
            } }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "pub a: i64",
                "pub b: u64",
                "pub c: f64",
                "pub d: Option<bool>",
                "pub struct GetThingsAnswer",
            ],
        );
    }

    #[test]
    fn constraints_never_reach_the_types() {
        let code = code(&answering(
            json!({ "type": "object", "required": ["a", "b"], "properties": {
                "a": { "type": "string", "minLength": 3, "maxLength": 1, "pattern": "(" },
                "b": { "type": "array", "items": { "type": "string" }, "uniqueItems": true, "maxItems": 2 },
            } }),
            json!({}),
        ));
        assert_has(&code, &["pub a: String", "pub b: Vec<String>"]);
    }

    #[test]
    fn secrets_in_a_list_are_redacted_too() {
        let secret = json!({ "type": "string", "format": "password" });
        let types = file(
            &taking(
                json!({ "type": "object", "properties": { "keys": { "type": "array", "items": secret }, "map": { "type": "object", "additionalProperties": secret } } }),
                json!({}),
            ),
            "types.rs",
        );
        assert_eq!(types.matches("Redacted").count(), 2, "{types}");
    }
}
