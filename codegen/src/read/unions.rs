//! Unions: what decides one. It is the discriminator of a `oneOf` or `anyOf`, declared or evident; no shape is tried after another.
//! A new style of union begins here, and `write/unions.rs` writes what it becomes.
//!
//! A choice that says no more than a type, or that is one of some values, is no union: `choices.rs` knows it.

use std::collections::HashSet;

use serde_json::Value;

use super::choices::Alternatives;
use super::flat::Flat;
use super::references;
use crate::spec::{Node, Result};

/// A union that something decides.
pub(crate) struct Decided<'a> {
    /// The discriminator: the property that says which member an object is.
    pub(crate) tag: &'a str,
    /// Each of its values with the member that it stands for.
    pub(crate) members: Members<'a>,
}

type Members<'a> = Vec<(String, Node<'a>)>;

/// What decides a union; none where nothing decides every member. A declaration that does not is a doubt.
pub(crate) fn decide<'a>(union: &Alternatives<'a>, doubts: &mut Vec<String>) -> Result<Option<Decided<'a>>> {
    let Some(discriminator) = union.node.get("discriminator") else {
        return evident(union);
    };
    let tag = discriminator.require("propertyName")?.str()?;
    if let Some(members) = declared(union, discriminator.get("mapping"), tag)? {
        return Ok(Some(Decided { tag, members }));
    }
    let evident = evident(union)?;
    let so = match &evident {
        Some(Decided { tag, .. }) => format!("`{tag}` does"),
        None => "the union is any JSON".to_owned(),
    };
    let pointer = &discriminator.pointer;
    doubts.push(format!("{pointer}: `{tag}` does not decide every member, so that {so}"));
    Ok(evident)
}

/// What a declared discriminator decides, by OpenAPI's rules: by its `mapping`, else by the values that a member allows it, else by
/// the member's name. None where a member has no value or is no plain object.
fn declared<'a>(union: &Alternatives<'a>, mapping: Option<Node<'a>>, tag: &str) -> Result<Option<Members<'a>>> {
    let mut decided: Members<'a> = Vec::new();
    let mut mapped: Vec<String> = Vec::new();
    for (value, target) in mapping.map(|mapping| mapping.members()).unwrap_or_default() {
        let reference = references::mapped(target.str()?);
        let schema = target.lookup(&reference)?;
        let member = union
            .members
            .iter()
            .find(|member| member.reference() == Some(reference.as_str()));
        // A target that `oneOf` does not list is a variant all the same: the mapping says so.
        decided.push((value.to_owned(), member.cloned().unwrap_or(schema)));
        mapped.push(reference);
    }
    for member in &union.members {
        if member
            .reference()
            .is_some_and(|reference| mapped.iter().any(|known| known == reference))
        {
            continue;
        }
        let property = Flat::of(std::slice::from_ref(member))?.properties.remove(tag);
        let values = property.map(|nodes| Flat::of(&nodes)).transpose()?;
        let values = values.and_then(|flat| flat.values).map(|values| values.list);
        let values: Vec<&str> = values.into_iter().flatten().filter_map(Value::as_str).collect();
        match (&values[..], member.reference()) {
            ([], None) => return Ok(None),
            // OpenAPI's rule for a member without a mapping: the name of its schema.
            ([], Some(reference)) => {
                let name = reference.rsplit('/').next().unwrap_or(reference);
                decided.push((name.to_owned(), member.clone()));
            }
            (values, _) => decided.extend(values.iter().map(|value| ((*value).to_owned(), member.clone()))),
        }
    }
    let mut known = HashSet::new();
    for (value, member) in &decided {
        let flat = Flat::of(std::slice::from_ref(member))?;
        if !known.insert(value) || !is_plain_object(&flat) {
            return Ok(None);
        }
    }
    Ok(Some(decided))
}

fn is_plain_object(flat: &Flat<'_>) -> bool {
    flat.unions.is_empty() && flat.values.is_none() && flat.is_object()
}

/// The property that decides a union without saying so, and what it decides: one that has a single value in every member, and
/// another in each. Of several, one that has to be there comes first.
fn evident<'a>(union: &Alternatives<'a>) -> Result<Option<Decided<'a>>> {
    let mut flats = Vec::new();
    for member in &union.members {
        let flat = Flat::of(std::slice::from_ref(member))?;
        if !is_plain_object(&flat) {
            return Ok(None);
        }
        flats.push(flat);
    }
    let Some(first) = flats.first() else { return Ok(None) };
    let mut found = None;
    for (&property, nodes) in &first.properties {
        if single(nodes)?.is_none() {
            continue;
        }
        let mut values = Vec::new();
        for flat in &flats {
            match flat
                .properties
                .get(property)
                .map(|nodes| single(nodes))
                .transpose()?
                .flatten()
            {
                Some(value) if !values.contains(&value) => values.push(value),
                _ => break,
            }
        }
        if values.len() < flats.len() {
            continue;
        }
        let required = flats.iter().all(|flat| flat.required.contains(property));
        if required || found.is_none() {
            found = Some((property, values));
        }
        if required {
            break;
        }
    }
    Ok(found.map(|(tag, values)| {
        let values = values.into_iter().map(str::to_owned);
        let members = values.zip(union.members.iter().cloned()).collect();
        Decided { tag, members }
    }))
}

/// The only string that a property can be.
fn single<'a>(nodes: &[Node<'a>]) -> Result<Option<&'a str>> {
    Ok(Flat::of(nodes)?.values.and_then(|values| values.single()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{answering, assert_has, code};
    use crate::{CNI, generate};

    #[test]
    fn a_union_is_decided_by_its_mapping() {
        let schemas = json!({
            "x_Pet": { "oneOf": [{ "$ref": "#/components/schemas/x_Cat" }, { "$ref": "#/components/schemas/x_Dog" }],
                "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/x_Cat", "hound": "x_Dog" } } },
            "x_Cat": { "type": "object", "required": ["kind", "name"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
            "x_Dog": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
        });
        let code = code(&answering(json!({ "$ref": "#/components/schemas/x_Pet" }), schemas));
        assert_has(
            &code,
            &[
                "Cat(Cat), /// `hound` Hound(Dog),",
                "Some(\"hound\") => fields.read().map(Self::Hound),",
                "pub struct Cat { /// `name`. pub name: String, #[serde(flatten)] extra_fields: crate::value::extra_fields::ExtraFields, }",
                "pub fn name(&self) -> Option<&str>",
                "pub fn kind(&self) -> Option<&str>",
            ],
        );
        assert!(!code.contains("pub kind:"), "the discriminator is the union's:\n{code}");
    }

    #[test]
    fn a_union_without_mapping_is_read_off_each_variants_one_value() {
        let code = code(&answering(
            json!({ "oneOf": [
                { "type": "object", "properties": { "state": { "type": "string", "enum": ["Up"] } } },
                { "type": "object", "properties": { "state": { "type": "string", "enum": ["Down"] }, "why": { "type": "string", "nullable": true } } },
            ], "discriminator": { "propertyName": "state" } }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "Up { #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields },",
                "Down { /// `why`. why: Option<String>, #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields, }",
                "pub fn is_up(&self) -> bool",
                "#[non_exhaustive] Up",
            ],
        );
    }

    #[test]
    fn a_union_that_nothing_decides_is_whatever_json_it_is() {
        let either = json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }] });
        let code = code(&answering(
            json!({ "type": "object", "required": ["x"], "properties": { "x": either } }),
            json!({}),
        ));
        assert_has(&code, &["pub x: serde_json::Value"]);
    }

    #[test]
    fn a_discriminator_that_does_not_decide_is_a_warning_with_its_place() {
        let member =
            |value: &str| json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": [value] } } });
        let union = json!({ "oneOf": [member("a"), member("b")], "discriminator": { "propertyName": "knid" } });
        let generated = generate(&answering(union, json!({})), CNI).unwrap();
        let [warning] = &generated.warnings[..] else {
            panic!("{:?}", generated.warnings)
        };
        assert!(
            warning.contains("schema/discriminator: `knid` does not decide every member"),
            "{warning}"
        );
    }
}
