//! The discriminator of a union: declared, or evident from a property with one value that differs in every member. A union without
//! one is not guessed at.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{Node, Result, SCHEMAS, mapping_reference, unescape_pointer};
use crate::schema::{Alternatives, Merged};

/// A union that something decides.
pub(crate) struct Decided<'a> {
    /// The discriminator: the property that says which member an object is.
    pub(crate) tag: &'a str,
    /// Each of its values with the member that it stands for.
    pub(crate) members: Variants<'a>,
}

type Variants<'a> = Vec<(String, Node<'a>)>;

/// What decides a union; none where nothing decides every member. A declaration that does not is a doubt.
pub(crate) fn find_discriminator<'a>(
    union: &Alternatives<'a>,
    doubts: &mut Vec<String>,
) -> Result<Option<Decided<'a>>> {
    let Some(discriminator) = union.node.get("discriminator") else {
        return evident_discriminator(union);
    };
    let tag = discriminator.require("propertyName")?.str()?;
    if let Some(members) = declared_variants(union, discriminator.get("mapping"), tag)? {
        return Ok(Some(Decided { tag, members }));
    }
    let evident = evident_discriminator(union)?;
    let so = match &evident {
        Some(Decided { tag, .. }) => format!("`{tag}` does"),
        None => "the union is any JSON".to_owned(),
    };
    let pointer = &discriminator.pointer;
    doubts.push(format!(
        "{pointer}: `{tag}` does not decide every member by a text, so that {so}"
    ));
    Ok(evident)
}

/// What a declared discriminator decides, by OpenAPI's rules: by its `mapping`, else by the values that a member allows it, else by
/// the member's name. None where a member has no value or is no plain object.
fn declared_variants<'a>(
    union: &Alternatives<'a>,
    mapping: Option<Node<'a>>,
    tag: &str,
) -> Result<Option<Variants<'a>>> {
    // Where the schema stands that each member refers to, however the reference is spelled.
    let mut targets = Vec::new();
    for member in &union.members {
        let pointer = match member.reference() {
            Some(reference) => Some(member.lookup(reference)?.pointer),
            None => Some(member.pointer.clone()).filter(|pointer| is_component(pointer)),
        };
        targets.push(pointer);
    }
    // In the order of the members, and behind them what only the mapping names.
    let mut decided: Vec<(usize, String, Node<'a>)> = Vec::new();
    let mut is_mapped = vec![false; union.members.len()];
    for (value, target) in mapping.map(|mapping| mapping.entries()).unwrap_or_default() {
        let schema = target.lookup(&mapping_reference(target.str()?))?;
        let position = targets.iter().position(|known| known.as_ref() == Some(&schema.pointer));
        if let Some(position) = position {
            is_mapped[position] = true;
        }
        // A target that `oneOf` does not list is a variant all the same: the mapping says so.
        let member = position.map_or(schema, |position| union.members[position].clone());
        decided.push((position.unwrap_or(usize::MAX), value.to_owned(), member));
    }
    for (position, member) in union
        .members
        .iter()
        .enumerate()
        .filter(|(position, _)| !is_mapped[*position])
    {
        let property = Merged::new(std::slice::from_ref(member))?.properties.remove(tag);
        let values = property.map(|nodes| Merged::new(&nodes)).transpose()?;
        let values = values.and_then(|merged| merged.values).map(|values| values.list);
        let values: Vec<&str> = values.into_iter().flatten().filter_map(Value::as_str).collect();
        match (&values[..], &targets[position]) {
            ([], None) => return Ok(None),
            // OpenAPI's rule for a member without a mapping: the name of its schema.
            ([], Some(pointer)) => {
                let name = pointer.rsplit('/').next().unwrap_or(pointer);
                decided.push((position, unescape_pointer(name), member.clone()));
            }
            (values, _) => {
                decided.extend(
                    values
                        .iter()
                        .map(|value| (position, (*value).to_owned(), member.clone())),
                );
            }
        }
    }
    decided.sort_by_key(|(position, ..)| *position);
    let mut known = HashSet::new();
    for (_, value, member) in &decided {
        let merged = Merged::new(std::slice::from_ref(member))?;
        let property = merged.properties.get(tag).map(|nodes| Merged::new(nodes)).transpose()?;
        if !known.insert(value) || !is_plain_object(&merged) || property.is_some_and(|tag| !tag.is_text()) {
            return Ok(None);
        }
    }
    Ok(Some(
        decided.into_iter().map(|(_, value, member)| (value, member)).collect(),
    ))
}

/// Whether a component schema itself stands there.
fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix(SCHEMAS).is_some_and(|name| !name.contains('/'))
}

fn is_plain_object(merged: &Merged<'_>) -> bool {
    merged.unions.is_empty() && merged.values.is_none() && merged.is_object()
}

/// The property that decides a union without saying so, and what it decides: one that has a single value in every member, and
/// another in each. Of several, one that has to be there comes first.
fn evident_discriminator<'a>(union: &Alternatives<'a>) -> Result<Option<Decided<'a>>> {
    let mut flats = Vec::new();
    for member in &union.members {
        let merged = Merged::new(std::slice::from_ref(member))?;
        if !is_plain_object(&merged) {
            return Ok(None);
        }
        flats.push(merged);
    }
    let Some(first) = flats.first() else { return Ok(None) };
    let mut found = None;
    for (&property, nodes) in &first.properties {
        if only_value(nodes)?.is_none() {
            continue;
        }
        let mut values = Vec::new();
        for merged in &flats {
            match merged
                .properties
                .get(property)
                .map(|nodes| only_value(nodes))
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
        let required = flats.iter().all(|merged| merged.required.contains_key(property));
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
fn only_value<'a>(nodes: &[Node<'a>]) -> Result<Option<&'a str>> {
    Ok(Merged::new(nodes)?.values.and_then(|values| values.single()))
}
