//! The discriminator of a union: declared, or evident from a property with one value, different in every member. Nothing else is guessed.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{Node, Result, SCHEMAS, mapping_reference, unescape_pointer};
use crate::schema::{Alternatives, Merged};

/// A union with its discriminator.
pub(crate) struct Decided<'a> {
    /// The discriminator: the property that says which member an object is.
    pub(crate) tag: &'a str,
    /// Each value of the discriminator, with its member.
    pub(crate) members: Variants<'a>,
}

type Variants<'a> = Vec<(String, Node<'a>)>;

/// The discriminator of a union, if one decides every member. A declared one that does not is a warning.
pub(crate) fn find_discriminator<'a>(
    union: &Alternatives<'a>,
    warnings: &mut Vec<String>,
) -> Result<Option<Decided<'a>>> {
    let Some(discriminator) = union.node.get("discriminator") else {
        return evident_discriminator(union);
    };
    let tag = discriminator.require("propertyName")?.str()?;
    if let Some(members) = declared_variants(union, discriminator.get("mapping"), tag)? {
        return Ok(Some(Decided { tag, members }));
    }
    let evident = evident_discriminator(union)?;
    let instead = match &evident {
        Some(Decided { tag, .. }) => format!("`{tag}` is used instead"),
        None => "the union is untyped JSON".to_owned(),
    };
    warnings.push(discriminator.warning(format!(
        "`{tag}` does not decide every member by a string, so {instead}: complete the `mapping`"
    )));
    Ok(evident)
}

/// The members by a declared discriminator, as OpenAPI defines: by its `mapping`, or else by the values that a member allows for it, or
/// else by the member's name. `None` if a member has no value or is not a plain object.
fn declared_variants<'a>(
    union: &Alternatives<'a>,
    mapping: Option<Node<'a>>,
    tag: &str,
) -> Result<Option<Variants<'a>>> {
    // The pointer of the schema that each member refers to, however the reference is spelled.
    let mut targets = Vec::new();
    for member in &union.members {
        let pointer = match member.reference() {
            Some(reference) => Some(member.lookup(reference)?.pointer),
            None => Some(member.pointer.clone()).filter(|pointer| is_component(pointer)),
        };
        targets.push(pointer);
    }
    // In the order of the members, followed by schemas that only the mapping names.
    let mut decided: Vec<(usize, String, Node<'a>)> = Vec::new();
    let mut is_mapped = vec![false; union.members.len()];
    for (value, target) in mapping.map(|mapping| mapping.entries()).unwrap_or_default() {
        let schema = target.lookup(&mapping_reference(target.str()?))?;
        let position = targets.iter().position(|known| known.as_ref() == Some(&schema.pointer));
        if let Some(position) = position {
            is_mapped[position] = true;
        }
        // A target that only the mapping names is a variant too.
        let member = position.map_or(schema, |position| union.members[position].clone());
        decided.push((position.unwrap_or(usize::MAX), value.to_owned(), member));
    }
    let members = union.members.iter().enumerate();
    for (position, member) in members.filter(|(position, _)| !is_mapped[*position]) {
        let property = Merged::of(member)?.properties.remove(tag);
        let values = property.map(|nodes| Merged::new(&nodes)).transpose()?;
        let values = values.and_then(|merged| merged.values).map(|values| values.list);
        let values: Vec<&str> = values.into_iter().flatten().filter_map(Value::as_str).collect();
        match (&values[..], &targets[position]) {
            ([], None) => return Ok(None),
            // Without a mapping, OpenAPI uses the name of the schema.
            ([], Some(pointer)) => {
                let name = pointer.rsplit('/').next().unwrap_or(pointer);
                decided.push((position, unescape_pointer(name), member.clone()));
            }
            (values, _) => {
                let values = values.iter().map(|value| (*value).to_owned());
                decided.extend(values.map(|value| (position, value, member.clone())));
            }
        }
    }
    decided.sort_by_key(|(position, ..)| *position);
    let mut known = HashSet::new();
    for (_, value, member) in &decided {
        let merged = Merged::of(member)?;
        let property = merged.properties.get(tag).map(|nodes| Merged::new(nodes)).transpose()?;
        if !known.insert(value) || !is_plain_object(&merged) || property.is_some_and(|tag| !tag.is_text()) {
            return Ok(None);
        }
    }
    Ok(Some(
        decided.into_iter().map(|(_, value, member)| (value, member)).collect(),
    ))
}

/// Whether it is the pointer of a component schema itself.
fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix(SCHEMAS).is_some_and(|name| !name.contains('/'))
}

fn is_plain_object(merged: &Merged<'_>) -> bool {
    merged.unions.is_empty() && merged.values.is_none() && merged.is_object()
}

/// The members by an undeclared discriminator: a property with a single value in each member, and another in each. A required property
/// is preferred.
fn evident_discriminator<'a>(union: &Alternatives<'a>) -> Result<Option<Decided<'a>>> {
    let mut flats = Vec::new();
    for member in &union.members {
        let merged = Merged::of(member)?;
        if !is_plain_object(&merged) {
            return Ok(None);
        }
        flats.push(merged);
    }
    let Some(first) = flats.first() else { return Ok(None) };
    let mut found = None;
    for &property in first.properties.keys() {
        let mut values = Vec::new();
        for merged in &flats {
            let nodes = merged.properties.get(property).map_or(&[][..], |nodes| nodes);
            match only_value(nodes)? {
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

/// The only value that a property can have, if it is a string.
fn only_value<'a>(nodes: &[Node<'a>]) -> Result<Option<&'a str>> {
    Ok(Merged::new(nodes)?.values.and_then(|values| values.single()))
}
