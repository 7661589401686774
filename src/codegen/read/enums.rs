//! What an `enum` or a `const` comes to: an enum where its values are strings, and what each is called; a plain type where they are
//! of another.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::super::model::{EnumValue, Type};
use super::super::names;
use super::super::spec::{Node, Result};
use super::choices::Values;

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
