//! Limits of values (bounds, lengths, patterns, formats), defaults and deprecations. The API checks them and this crate only documents
//! them, so their changes affect no program, but perhaps a description.

use serde_json::Value;

use crate::changes::Change;

const LIMITS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "pattern",
    "format",
    "default",
    // As a schema it is part of the type.
    "additionalProperties",
];

/// The limits that differ between two documents at the same place.
pub(crate) fn between(before: &Value, after: &Value) -> Vec<Change> {
    let mut lines = Vec::new();
    compare(before, after, "#", &mut lines);
    lines
}

fn compare(before: &Value, after: &Value, pointer: &str, lines: &mut Vec<Change>) {
    match (before, after) {
        (Value::Object(was), Value::Object(is)) => {
            // A deprecated operation is reported by `changes`.
            let deprecated =
                |members: &serde_json::Map<String, Value>| members.get("deprecated") == Some(&Value::Bool(true));
            if deprecated(was) != deprecated(is) && !was.contains_key("responses") {
                let what = if deprecated(is) {
                    "deprecated"
                } else {
                    "no longer deprecated"
                };
                lines.push(Change {
                    subject: format!("{pointer}/deprecated"),
                    breaks: false,
                    line: format!("`{pointer}`: {what} (documentation only)"),
                });
            }
            // Another type has other limits.
            let same_type = was.get("type") == is.get("type");
            for limit in LIMITS.iter().filter(|_| same_type) {
                let (was, is) = (was.get(*limit), is.get(*limit));
                // A property may have the name of a limit. Secrets are reported by `changes`.
                let is_limit = |value: &Value| !value.is_object() && value != "password";
                if was != is && [was, is].into_iter().flatten().all(is_limit) {
                    let said = |value: Option<&Value>| value.map_or("none".to_owned(), Value::to_string);
                    let (was, is) = (said(was), said(is));
                    lines.push(Change {
                        subject: format!("{pointer}/{limit}"),
                        breaks: false,
                        line: format!("limit `{pointer}/{limit}`: now {is}, was {was} (documentation only)"),
                    });
                }
            }
            for (name, was) in was {
                if let Some(is) = is.get(name) {
                    let segment = name.replace('~', "~0").replace('/', "~1");
                    compare(was, is, &format!("{pointer}/{segment}"), lines);
                }
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            for (at, was) in was.iter().enumerate() {
                // Parameters are compared by name, not by position.
                let same = |other: &&Value| other["name"] == was["name"] && other["in"] == was["in"];
                let is = match was["name"].is_string() {
                    true => is.iter().find(same),
                    false => is.get(at),
                };
                if let Some(is) = is {
                    compare(was, is, &format!("{pointer}/{at}"), lines);
                }
            }
        }
        _ => {}
    }
}
