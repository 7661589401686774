//! Fields that only the API sets (`readOnly` in the spec). They are left out when an operation sends a value, such as a response that
//! is sent back as an update.

use serde_json::Value;

/// Where in a type the read-only fields are. The generator writes these tables.
#[allow(dead_code, reason = "our own spec has read-only fields in structs alone")]
pub(crate) enum ReadOnly {
    /// This value itself.
    Whole,
    /// In these fields of an object.
    Fields(&'static [(&'static str, &'static ReadOnly)]),
    /// In each item of an array, or each value of a map.
    Each(&'static ReadOnly),
    /// In an object, depending on the value of its discriminator.
    Variants(&'static str, &'static [(&'static str, &'static ReadOnly)]),
}

impl ReadOnly {
    /// Removes the read-only fields from a value. Returns whether there were any.
    pub(crate) fn remove_from(&self, value: &mut Value) -> bool {
        let mut removed = false;
        match (self, value) {
            (Self::Each(each), Value::Array(items)) => {
                items.iter_mut().for_each(|item| removed |= each.remove_from(item));
            }
            (Self::Each(each), Value::Object(map)) => {
                map.values_mut().for_each(|value| removed |= each.remove_from(value));
            }
            (Self::Fields(fields), Value::Object(object)) => object.retain(|name, value| {
                let found = fields.iter().find(|(field, _)| field == name);
                match found.map(|(_, read_only)| *read_only) {
                    None => true,
                    Some(Self::Whole) => {
                        removed = true;
                        false
                    }
                    Some(inner) => {
                        removed |= inner.remove_from(value);
                        true
                    }
                }
            }),
            (Self::Variants(discriminator, variants), value) => {
                let tag = value.get(discriminator).and_then(Value::as_str);
                if let Some((_, variant)) = variants.iter().find(|(value, _)| Some(*value) == tag) {
                    removed = variant.remove_from(value);
                }
            }
            _ => {}
        }
        removed
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ReadOnly;

    static NODE: ReadOnly = ReadOnly::Fields(&[("id", &ReadOnly::Whole), ("children", &ReadOnly::Each(&NODE))]);
    static UNION: ReadOnly = ReadOnly::Variants("type", &[("node", &NODE)]);

    #[test]
    fn read_only_fields_are_removed_at_any_depth_and_by_variant() {
        for (before, after) in [
            (
                json!({ "type": "node", "id": 1, "name": "a" }),
                json!({ "type": "node", "name": "a" }),
            ),
            (
                json!({ "type": "node", "children": [{ "id": 1, "children": { "a": { "id": 2, "b": 3 } } }] }),
                json!({ "type": "node", "children": [{ "children": { "a": { "b": 3 } } }] }),
            ),
            (json!({ "type": "other", "id": 1 }), json!({ "type": "other", "id": 1 })),
            (json!({ "id": 1 }), json!({ "id": 1 })),
            (
                json!({ "type": "node", "children": 5 }),
                json!({ "type": "node", "children": 5 }),
            ),
            (json!("text"), json!("text")),
        ] {
            let mut value = before.clone();
            assert_eq!(UNION.remove_from(&mut value), before != after, "{before}");
            assert_eq!(value, after);
        }
    }
}
