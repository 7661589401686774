//! Choices that a schema leaves: the values of an `enum` or a `const`, and the members of a `oneOf` or `anyOf`. And which of these
//! are none: null, a word that only annotates, plain types of which a later part says which.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::spec::{Node, Result};

/// The values of an `enum`, a `const`, or a choice of these.
pub(crate) struct Values<'a> {
    /// What has them.
    pub(crate) node: Node<'a>,
    pub(crate) list: Vec<&'a Value>,
}

impl<'a> Values<'a> {
    /// Those that a schema states itself.
    pub(crate) fn of(schema: &Node<'a>) -> Option<Self> {
        let stated = |key: &str| schema.value.get(key);
        let list = match (stated("enum"), stated("const")) {
            (Some(Value::Array(values)), _) => values.iter().collect(),
            (None, Some(value)) => vec![value],
            _ => return None,
        };
        Some(Values {
            node: schema.clone(),
            list,
        })
    }

    /// Those of a choice of which each member is nothing but its values.
    pub(crate) fn of_choice(schema: &Node<'a>, members: &[Node<'a>]) -> Result<Option<Self>> {
        let mut list: Vec<&Value> = Vec::new();
        for member in members {
            match Values::of(&member.resolve()?) {
                Some(values) => list.extend(values.list),
                None => return Ok(None),
            }
        }
        Ok(Some(Values {
            node: schema.clone(),
            list,
        }))
    }

    pub(crate) fn has_null(&self) -> bool {
        self.list.iter().any(|value| value.is_null())
    }

    /// The one string, where it is all there is.
    pub(crate) fn single(&self) -> Option<&'a str> {
        match self.list[..] {
            [value] => value.as_str(),
            _ => None,
        }
    }
}

/// A `oneOf` or `anyOf` of two or more.
pub(crate) struct Alternatives<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) members: Vec<Node<'a>>,
}

/// What the members of a choice have in common that are nothing but plain values.
pub(crate) struct Plain<'a> {
    pub(crate) types: BTreeSet<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) unsigned: bool,
}

impl<'a> Alternatives<'a> {
    /// Whether it says no more than that something is there: a base does, where a later part says what.
    pub(crate) fn is_generic(&self) -> bool {
        !self.has_discriminator() && self.members.iter().all(is_generic)
    }

    /// What its members have in common, if they are plain values (of ranges, say).
    pub(crate) fn plain(&self) -> Result<Option<Plain<'a>>> {
        const SHAPES: &[&str] = &["allOf", "oneOf", "anyOf", "properties", "items", "additionalProperties"];
        const PLAIN: &[&str] = &["string", "integer", "number", "boolean"];
        let (mut types, mut formats, mut unsigned) = (BTreeSet::new(), BTreeSet::new(), true);
        for member in &self.members {
            let member = member.resolve()?;
            let shaped = SHAPES.iter().any(|key| member.get(key).is_some());
            let Some(ty) = member.text("type").filter(|ty| PLAIN.contains(ty) && !shaped) else {
                return Ok(None);
            };
            let minimum = member.value.get("minimum").and_then(Value::as_f64);
            let values = || Values::of(&member).is_some_and(|values| values.list.iter().all(|value| value.is_u64()));
            unsigned &= minimum.is_some_and(|minimum| minimum >= 0.0) || values();
            types.insert(ty);
            formats.insert(member.text("format"));
        }
        let mut formats = formats.into_iter();
        let format = match (formats.next(), formats.next()) {
            (Some(format), None) => format,
            _ => None,
        };
        Ok((!self.has_discriminator()).then_some(Plain {
            types,
            format,
            unsigned,
        }))
    }

    fn has_discriminator(&self) -> bool {
        self.node.get("discriminator").is_some()
    }
}

/// Members that only annotate: a node with nothing else says nothing about the shape.
const ANNOTATIONS: &[&str] = &[
    "description",
    "title",
    "example",
    "examples",
    "default",
    "deprecated",
    "required",
    "externalDocs",
];

pub(crate) fn is_null(node: &Node<'_>) -> bool {
    let only_null = |values: Values<'_>| values.list.iter().all(|value| value.is_null());
    node.text("type") == Some("null") || Values::of(node).is_some_and(only_null)
}

/// A node that says no more than a plain type, or a choice of some: a base says it where a later part is to say which.
pub(crate) fn is_generic(node: &Node<'_>) -> bool {
    let Some(members) = node.value.as_object() else {
        return false;
    };
    members.iter().all(|(key, value)| match key.as_str() {
        "type" | "nullable" | "format" => true,
        "items" | "additionalProperties" => value.as_object().is_none_or(|items| items.is_empty()),
        "anyOf" | "oneOf" => {
            !members.contains_key("discriminator")
                && node.get(key).is_some_and(|all| all.elements().iter().all(is_generic))
        }
        key => ANNOTATIONS.contains(&key),
    })
}

pub(crate) fn only_annotates(node: &Node<'_>) -> bool {
    node.value
        .as_object()
        .is_some_and(|members| members.keys().all(|key| ANNOTATIONS.contains(&key.as_str())))
}
