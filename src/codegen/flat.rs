//! One schema with its `allOf`s merged, its references followed and its nulls taken out: what it says, in one place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::spec::{Node, Result};

/// What a schema says after merging.
#[derive(Default)]
pub(crate) struct Flat<'a> {
    pub(crate) description: Option<&'a str>,
    pub(crate) nullable: bool,
    pub(crate) types: BTreeSet<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) unsigned: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// The node that has the `enum`.
    pub(crate) values: Option<Node<'a>>,
    /// A property that several parts describe has several nodes.
    pub(crate) properties: BTreeMap<&'a str, Vec<Node<'a>>>,
    pub(crate) required: BTreeSet<&'a str>,
    pub(crate) additional: Option<Node<'a>>,
    pub(crate) items: Option<Node<'a>>,
    pub(crate) unions: Vec<Alternatives<'a>>,
}

/// A `oneOf` or `anyOf` of two or more.
pub(crate) struct Alternatives<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) members: Vec<Node<'a>>,
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

impl<'a> Flat<'a> {
    /// Merges the nodes, as if they stood in one `allOf`.
    pub(crate) fn of(nodes: &[Node<'a>]) -> Result<Flat<'a>> {
        let mut flat = Flat::default();
        for node in nodes {
            flat.merge(node, &mut Vec::new())?;
        }
        Ok(flat)
    }

    fn merge(&mut self, node: &Node<'a>, within: &mut Vec<String>) -> Result<()> {
        let schema = node.resolve()?;
        if within.contains(&schema.pointer) {
            return Err(node.error(
                "a schema that contains itself by `allOf`, `oneOf` or `anyOf` alone",
                "break the cycle",
            ));
        }
        within.push(schema.pointer.clone());
        self.annotate(node);
        if node.pointer != schema.pointer {
            self.annotate(&schema);
        }
        self.shape(&schema);
        for part in schema.get("allOf").map(|all| all.elements()).unwrap_or_default() {
            self.merge(&part, within)?;
        }
        for key in ["oneOf", "anyOf"] {
            let Some(union) = schema.get(key) else { continue };
            let mut members = Vec::new();
            for member in union.elements() {
                if is_null(&member) {
                    self.nullable = true;
                } else if !only_annotates(&member) {
                    members.push(member);
                }
            }
            match &members[..] {
                [] => {}
                [one] => self.merge(one, within)?,
                _ => self.unions.push(Alternatives {
                    node: schema.clone(),
                    members,
                }),
            }
        }
        within.pop();
        Ok(())
    }

    /// What stands beside a reference counts too, and before what it refers to.
    fn annotate(&mut self, node: &Node<'a>) {
        self.description = self
            .description
            .or_else(|| node.text("description"))
            .or_else(|| node.text("title"));
        self.nullable |= node.flag("nullable");
        self.read_only |= node.flag("readOnly");
        self.write_only |= node.flag("writeOnly");
    }

    fn shape(&mut self, schema: &Node<'a>) {
        match schema.value.get("type") {
            Some(Value::String(name)) if name == "null" => self.nullable = true,
            Some(Value::String(name)) => {
                self.types.insert(name);
            }
            Some(Value::Array(_)) => {
                for name in schema.strings("type") {
                    match name {
                        "null" => self.nullable = true,
                        _ => {
                            self.types.insert(name);
                        }
                    }
                }
            }
            _ => {}
        }
        self.format = self.format.or_else(|| schema.text("format"));
        let minimum = schema.value.get("minimum").and_then(Value::as_f64);
        self.unsigned |= minimum.is_some_and(|minimum| minimum >= 0.0);
        self.values = self
            .values
            .take()
            .or_else(|| schema.get("enum").map(|_| schema.clone()));
        for (name, property) in schema.get("properties").map(|all| all.members()).unwrap_or_default() {
            let nodes = self.properties.entry(name).or_default();
            if !nodes.iter().any(|known| known.pointer == property.pointer) {
                nodes.push(property);
            }
        }
        self.required.extend(schema.strings("required"));
        self.additional = self.additional.take().or_else(|| schema.get("additionalProperties"));
        self.items = self.items.take().or_else(|| schema.get("items"));
    }

    pub(crate) fn is_object(&self) -> bool {
        match self.types.iter().next() {
            Some(only) => self.types.len() == 1 && *only == "object",
            None => !self.properties.is_empty(),
        }
    }
}

/// The one schema that `node` is another name for: a reference, or an `allOf`, `oneOf` or `anyOf` of one.
pub(crate) fn alias<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let members = node.value.as_object()?;
    if let Some(reference) = node.reference() {
        return node.lookup(reference).ok();
    }
    let mut target = None;
    for key in ["allOf", "oneOf", "anyOf"] {
        for member in node.get(key).map(|list| list.elements()).unwrap_or_default() {
            if !is_null(&member) && !only_annotates(&member) && target.replace(member).is_some() {
                return None;
            }
        }
    }
    let own = ["properties", "items", "enum", "additionalProperties", "discriminator"];
    if own.iter().any(|key| members.contains_key(*key)) {
        return None;
    }
    target
}

fn is_null(node: &Node<'_>) -> bool {
    let only_null = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_null));
    node.text("type") == Some("null") || node.value.get("enum").is_some_and(only_null)
}

fn only_annotates(node: &Node<'_>) -> bool {
    node.value
        .as_object()
        .is_some_and(|members| members.keys().all(|key| ANNOTATIONS.contains(&key.as_str())))
}
