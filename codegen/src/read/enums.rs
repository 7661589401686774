//! Enums: what an `enum` or a `const` comes to: an enum where its values are strings, and what each is called; a plain type where they are
//! of another.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::choices::Values;
use crate::model::{EnumValue, Type};
use crate::names;
use crate::spec::{Node, Result};

/// What stated values are.
pub(crate) enum Kind<'a> {
    /// Of an enum.
    Strings(Vec<&'a str>),
    Plain(Type),
    /// Whatever JSON they are, and why.
    Any(&'static str),
}

/// What values of so many types are. Values that their type excludes cannot both be meant.
pub(crate) fn kind<'a>(types: &BTreeSet<&str>, stated: &Values<'a>) -> Kind<'a> {
    let values: Vec<&Value> = stated.list.iter().copied().filter(|value| !value.is_null()).collect();
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    let typed = |name: &str| types.is_empty() || types.contains(name);
    if all(Value::is_boolean) && typed("boolean") {
        return Kind::Plain(Type::Bool);
    }
    if all(|value| value.is_i64() || value.is_u64()) {
        return if types.contains("number") {
            Kind::Plain(Type::Number)
        } else if !typed("integer") {
            Kind::Any(EXCLUDED)
        } else if all(Value::is_u64) {
            Kind::Plain(Type::Unsigned)
        } else {
            Kind::Plain(Type::Signed)
        };
    }
    if all(Value::is_number) && typed("number") {
        return Kind::Plain(Type::Number);
    }
    match values.iter().map(|value| value.as_str()).collect::<Option<Vec<_>>>() {
        None => Kind::Any("values of several types"),
        Some(strings) if strings.is_empty() || !typed("string") => Kind::Any(EXCLUDED),
        Some(strings) => Kind::Strings(strings),
    }
}

const EXCLUDED: &str = "values that its type excludes";

/// The values of the enum that stands at `node`, with their names.
pub(crate) fn values(node: &Node<'_>, strings: Vec<&str>, doubts: &mut Vec<String>) -> Result<Vec<EnumValue>> {
    let given = node.strings("x-enum-varnames");
    if given.len() > strings.len() {
        return Err(node.error(
            format!("{} `x-enum-varnames` for {} values", given.len(), strings.len()),
            "give each value of the `enum` one name",
        ));
    }
    // A value that was added goes by what it is until it is given a name.
    for value in strings.iter().skip(given.len()).filter(|_| !given.is_empty()) {
        let pointer = &node.pointer;
        doubts.push(format!("{pointer}: `{value}` has no name in `x-enum-varnames`"));
    }
    let (mut met, mut variants) = (HashSet::new(), Vec::new());
    for (position, value) in strings.into_iter().enumerate() {
        if !met.insert(value) {
            continue;
        }
        // A name that is given stands in the document as well as a value does.
        variants.push(match given.get(position) {
            Some(given) => (value, *given, names::identifier(&names::pascal(given), "Value")),
            None => (value, value, names::variant(value)),
        });
    }
    let spelled = variants.iter().map(|(_, spelling, name)| (*spelling, name.clone()));
    let names = names::variants(spelled.collect());
    let values = variants.iter().zip(names).map(|((value, _, _), rust_name)| EnumValue {
        value: (*value).to_owned(),
        rust_name,
    });
    Ok(values.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{answering, assert_has, code};

    #[test]
    fn an_enum_is_open_and_its_variants_read_well() {
        let code = code(&answering(
            json!({ "type": "object", "properties": {
                "given": { "type": "string", "enum": ["50M", "1G"], "x-enum-varnames": ["Mbps50", "Gbps1"] },
                "derived": { "type": "string", "enum": ["50M", "a-b", "a_b", "Unrecognized"] },
            } }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "pub enum GetThingsAnswerGiven { /// `50M` Mbps50, /// `1G` Gbps1, /// A value newer than this crate, kept as it came. Unrecognized(String), }",
                "M50, /// `a-b` AB, /// `a_b` AB2, /// `Unrecognized` Unrecognized2,",
            ],
        );
    }

    #[test]
    fn enums_that_are_not_all_strings_are_plain_values() {
        let code = code(&answering(
            json!({ "type": "object", "required": ["a", "b", "c", "d"], "properties": {
                "a": { "enum": [1, 2] },
                "b": { "enum": [1, "x"] },
                "c": { "enum": [true] },
                "d": { "type": "string", "enum": ["x", null] },
            } }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "pub a: u64",
                "pub b: serde_json::Value",
                "pub c: bool",
                "pub d: Option<GetThingsAnswerD>",
            ],
        );
    }

    #[test]
    fn an_enum_whose_values_its_type_excludes_is_held_to_neither() {
        let code = code(&answering(
            json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
                "a": { "type": "integer", "enum": ["1"] }, "b": { "type": "number", "enum": [1, 2] }, "c": { "type": "string", "enum": [1] } } }),
            json!({}),
        ));
        assert_has(
            &code,
            &["pub a: serde_json::Value", "pub b: f64", "pub c: serde_json::Value"],
        );
    }

    #[test]
    fn an_enum_value_that_is_added_renames_none_that_its_name_is_spelled_as() {
        let values = |values: &[&str]| {
            code(&answering(
                json!({ "type": "object", "properties": { "a": { "type": "string", "enum": values } } }),
                json!({}),
            ))
        };
        assert_has(&values(&["Up"]), &["\"Up\" => Self::Up,"]);
        assert_has(&values(&["up", "Up"]), &["\"up\" => Self::Up2, \"Up\" => Self::Up,"]);
    }
}
