//! OpenAPI schemas, with all `allOf` parts merged into one ([`Merged`]). `types.rs` turns them into types.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::document::{Node, Result};

/// A schema after merging.
#[derive(Default)]
pub(crate) struct Merged<'a> {
    pub(crate) description: Option<&'a str>,
    /// The rank of the description. The smallest rank wins.
    rank: Rank,
    /// The part that is being merged.
    part: Reverse<usize>,
    pub(crate) nullable: bool,
    pub(crate) types: BTreeSet<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) unsigned: bool,
    /// A bound does not fit into `i64`.
    pub(crate) large: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) values: Option<Values<'a>>,
    /// A property has a node from each part that describes it.
    pub(crate) properties: BTreeMap<&'a str, Vec<Node<'a>>>,
    /// Required properties, each with the schema that requires it.
    pub(crate) required: BTreeMap<&'a str, Node<'a>>,
    /// The schemas of the values of a map, one from each part that has one. Empty schemas are left out.
    pub(crate) additional: Vec<Node<'a>>,
    /// The schemas of the items of an array, likewise.
    pub(crate) items: Vec<Node<'a>>,
    /// An array with a schema for each position.
    pub(crate) tuple: bool,
    /// Parts whose `type` contradicts the parts before them.
    pub(crate) contradictions: Vec<Node<'a>>,
    pub(crate) unions: Vec<Alternatives<'a>>,
    /// Each of these lists alternatives, one of which must be present: the properties that it requires.
    pub(crate) required_one_of: Vec<Vec<Vec<&'a str>>>,
}

/// The part (the last is the most particular), the number of references followed, and whether the text is only a `title`.
type Rank = (Reverse<usize>, usize, bool);

impl<'a> Merged<'a> {
    /// Merges one node.
    pub(crate) fn of(node: &Node<'a>) -> Result<Merged<'a>> {
        Merged::new(std::slice::from_ref(node))
    }

    /// Merges the nodes, as the parts of one `allOf`.
    pub(crate) fn new(nodes: &[Node<'a>]) -> Result<Merged<'a>> {
        let mut merged = Merged::default();
        let mut nullable = true;
        for (position, node) in nodes.iter().enumerate() {
            merged.part = Reverse(position);
            let null = merged.merge(node, 0, &mut HashMap::new())?;
            nullable &= null || only_annotates(node);
        }
        merged.nullable = nullable && !nodes.is_empty();
        let schema = match nodes {
            [node] => Some(node.resolve()?),
            _ => None,
        };
        merged.drop_unions(schema.as_ref())?;
        Ok(merged)
    }

    /// Merges one node, and returns whether it may be null.
    ///
    /// `known` caches the result for each schema, so that a shared base is merged once; `None` marks one that is being merged.
    fn merge(&mut self, node: &Node<'a>, away: usize, known: &mut HashMap<String, Option<bool>>) -> Result<bool> {
        self.annotate(node, away);
        match known.get(&node.pointer) {
            Some(Some(nullable)) => return Ok(*nullable),
            Some(None) => {
                return Err(node.error(
                    "the schema contains itself through `$ref`, `allOf`, `oneOf` or `anyOf` alone",
                    "break the cycle",
                ));
            }
            None => known.insert(node.pointer.clone(), None),
        };
        let nullable = match node.reference() {
            Some(reference) => {
                node.resolve()?;
                let target = node.lookup(reference)?;
                let null = self.merge(&target, away + 1, known)?;
                if node.is_extended_reference() {
                    self.merge_keywords(node, away, known)?;
                }
                null || node.flag("nullable")
            }
            None => self.merge_keywords(node, away, known)?,
        };
        known.insert(node.pointer.clone(), Some(nullable));
        Ok(nullable)
    }

    /// Merges a schema's own keywords and its parts, without its `$ref`. Returns whether it may be null: by itself, or because
    /// every part may be.
    fn merge_keywords(
        &mut self,
        schema: &Node<'a>,
        away: usize,
        known: &mut HashMap<String, Option<bool>>,
    ) -> Result<bool> {
        let mut nullable = self.merge_shape(schema);
        let mut parts = Vec::new();
        for part in schema.elements_of("allOf") {
            let null = self.merge(&part, away, known)?;
            if !only_annotates(&part) {
                parts.push(null);
            }
        }
        for key in ["oneOf", "anyOf"] {
            let mut members = Vec::new();
            let mut required = Vec::new();
            for member in schema.elements_of(key) {
                if is_null(&member.resolve()?) {
                    nullable = true;
                } else if !only_annotates(&member) {
                    members.push(member);
                } else {
                    required.push(member.strings("required"));
                }
            }
            if members.is_empty() && required.len() > 1 && required.iter().all(|names| !names.is_empty()) {
                self.required_one_of.push(required);
            }
            match &members[..] {
                [] => {}
                [one] => parts.push(self.merge(one, away, known)?),
                _ => match Values::of_choice(schema, &members)? {
                    Some(values) => self.narrow(values),
                    None => self.unions.push(Alternatives {
                        node: schema.clone(),
                        members,
                    }),
                },
            }
        }
        let only_parts = schema.get("type").is_none() && schema.get("properties").is_none();
        nullable |= only_parts && !parts.is_empty() && parts.iter().all(|null| *null);
        Ok(nullable)
    }

    /// If several parts state values, only the common ones remain.
    fn narrow(&mut self, values: Values<'a>) {
        self.values = Some(match self.values.take() {
            Some(known) => known.narrowed_by(values),
            None => values,
        });
    }

    /// Keeps the description of the highest rank: nearer before farther, a description before a title.
    fn annotate(&mut self, node: &Node<'a>, away: usize) {
        for (key, is_title) in [("description", false), ("title", true)] {
            let Some(text) = node.get_str(key).filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let rank = (self.part, away, is_title);
            if self.description.is_none() || rank < self.rank {
                (self.description, self.rank) = (Some(text), rank);
            }
        }
        self.read_only |= node.flag("readOnly");
        self.write_only |= node.flag("writeOnly");
    }

    /// Merges the keywords that describe the shape. Returns whether they allow null.
    fn merge_shape(&mut self, schema: &Node<'a>) -> bool {
        let mut nullable = schema.flag("nullable");
        let mut types = BTreeSet::new();
        let single = schema.get_str("type").into_iter();
        for name in single.chain(schema.strings("type")) {
            match name {
                "null" => nullable = true,
                name => drop(types.insert(name)),
            }
        }
        // Of contradicting parts the later one wins, as the more particular.
        match self.types.is_disjoint(&types) && !types.is_empty() {
            true => {
                let is_number = |types: &BTreeSet<&str>| types.iter().all(|name| ["integer", "number"].contains(name));
                let all_numbers = is_number(&self.types) && is_number(&types);
                if !self.types.is_empty() && !all_numbers {
                    self.contradictions.push(schema.clone());
                }
                self.types = types;
            }
            false => self.types.extend(types),
        }
        self.tuple |= schema.get("prefixItems").is_some();
        self.format = schema.get_str("format").or(self.format);
        let bound = |key: &str| schema.value.get(key).and_then(Value::as_f64);
        self.unsigned |= bound("minimum").is_some_and(|minimum| minimum >= 0.0);
        self.large |= bound("maximum").is_some_and(|maximum| maximum > i64::MAX as f64);
        if let Some(values) = Values::find(schema) {
            self.narrow(values);
        }
        for (name, property) in schema.entries_of("properties") {
            let nodes = self.properties.entry(name).or_default();
            if !nodes.iter().any(|known| known.pointer == property.pointer) {
                nodes.push(property);
            }
        }
        for name in schema.strings("required") {
            self.required.entry(name).or_insert_with(|| schema.clone());
        }
        for (slot, key) in [
            (&mut self.additional, "additionalProperties"),
            (&mut self.items, "items"),
        ] {
            let own = schema.get(key).filter(|own| !is_empty_or_boolean(own));
            slot.extend(own.filter(|own| !slot.iter().any(|known| known.pointer == own.pointer)));
        }
        nullable
    }

    /// Drops the unions that the rest of the schema decides. `schema` is the schema itself, if there is only one.
    fn drop_unions(&mut self, schema: Option<&Node<'a>>) -> Result<()> {
        let has_types = !self.types.is_empty();
        let has_shape = has_types || !self.properties.is_empty() || !self.items.is_empty() || self.values.is_some();
        let mut kept = Vec::new();
        for union in std::mem::take(&mut self.unions) {
            // A base may list the schemas that extend it in a union. Such a schema does not contain that union.
            let mut lists_schema = false;
            for member in &union.members {
                let target = member.resolve()?;
                lists_schema |= schema.is_some_and(|schema| schema.pointer == target.pointer);
            }
            // A base often allows several plain types, and a later part chooses one.
            if lists_schema || has_shape && union.is_generic() {
                continue;
            }
            // A choice of plain values (of ranges, for example) is replaced by their type.
            let Some(plain) = union.plain()? else {
                kept.push(union);
                continue;
            };
            self.unsigned |= plain.unsigned;
            if !has_types {
                self.types.extend(plain.types);
            }
            self.format = self.format.or(plain.format);
        }
        self.unions = kept;
        Ok(())
    }

    pub(crate) fn is_nullable(&self) -> bool {
        self.nullable || self.values.as_ref().is_some_and(Values::has_null)
    }

    /// Whether it can be a string.
    pub(crate) fn is_text(&self) -> bool {
        let stated = self
            .values
            .as_ref()
            .is_none_or(|values| values.list.iter().any(|value| value.is_string()));
        stated && (self.types.is_empty() || self.types.contains("string"))
    }

    pub(crate) fn is_object(&self) -> bool {
        match self.types.iter().next() {
            Some(only) => self.types.len() == 1 && *only == "object",
            None => !self.properties.is_empty(),
        }
    }
}

/// Whether a schema says nothing about a type: `{}`, `true` or `false`.
fn is_empty_or_boolean(schema: &Node<'_>) -> bool {
    schema.value.as_object().is_none_or(|members| members.is_empty())
}

/// The schema that `node` is only another name for: by a reference, or an `allOf`, `oneOf` or `anyOf` of one.
pub(crate) fn alias<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let members = node.value.as_object()?;
    if let Some(reference) = node.reference() {
        return node.lookup(reference).ok().filter(|_| !node.is_extended_reference());
    }
    let mut target = None;
    for key in ["allOf", "oneOf", "anyOf"] {
        for member in node.elements_of(key) {
            // `required` applies in a part, but not in an alternative.
            let annotates = only_annotates(&member) && (key != "allOf" || member.strings("required").is_empty());
            let null = member.resolve().is_ok_and(|member| is_null(&member));
            if !null && !annotates && target.replace(member).is_some() {
                return None;
            }
        }
    }
    let own = [
        "properties",
        "items",
        "enum",
        "const",
        "additionalProperties",
        "discriminator",
        "required",
    ];
    if own.iter().any(|key| members.contains_key(*key)) {
        return None;
    }
    target
}

/// The one node of several that describes the shape of a property, if the others are generic.
pub(crate) fn particular<'n, 'a>(nodes: &'n [Node<'a>]) -> Result<Option<(&'n Node<'a>, Merged<'a>)>> {
    let mut particular = nodes.iter().filter(|node| !is_generic(node));
    let (Some(node), None) = (particular.next(), particular.next()) else {
        return Ok(None);
    };
    let merged = Merged::of(node)?;
    let shaped = !merged.types.is_empty() || merged.is_object() || merged.values.is_some() || !merged.unions.is_empty();
    Ok(shaped.then_some((node, merged)))
}

/// The values of an `enum`, a `const`, or a choice of these.
pub(crate) struct Values<'a> {
    /// The schema that states them.
    pub(crate) node: Node<'a>,
    pub(crate) list: Vec<&'a Value>,
}

impl<'a> Values<'a> {
    /// The values that a schema states itself.
    pub(crate) fn find(schema: &Node<'a>) -> Option<Self> {
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

    /// The values in common with `later`, or `later` if there are none.
    fn narrowed_by(self, later: Values<'a>) -> Self {
        let common: Vec<&Value> = later
            .list
            .iter()
            .copied()
            .filter(|value| self.list.contains(value))
            .collect();
        match common.len() {
            0 => later,
            length if length == self.list.len() => self,
            _ => Values { list: common, ..later },
        }
    }

    /// The values of a choice, if each member states values.
    pub(crate) fn of_choice(schema: &Node<'a>, members: &[Node<'a>]) -> Result<Option<Self>> {
        let mut list: Vec<&Value> = Vec::new();
        for member in members {
            match Values::find(&member.resolve()?) {
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

    /// The string, if it is the only value.
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

impl<'a> Alternatives<'a> {
    /// The schemas that extend a base by `allOf`. The base has a `discriminator`, but no `oneOf` or `anyOf`.
    pub(crate) fn of_base(base: &Node<'a>) -> Result<Option<Self>> {
        if base.get("discriminator").is_none() || base.get("oneOf").or(base.get("anyOf")).is_some() {
            return Ok(None);
        }
        let mut members: Vec<Node<'a>> = Vec::new();
        let mut open = vec![base.pointer.clone()];
        while let Some(pointer) = open.pop() {
            for schema in base.component_schemas() {
                let parts = schema.elements_of("allOf");
                let mut references = parts.iter().filter_map(|part| part.lookup(part.reference()?).ok());
                let is_known = members.iter().any(|known| known.pointer == schema.pointer);
                if !is_known && references.any(|target| target.pointer == pointer) {
                    open.push(schema.pointer.clone());
                    members.push(schema);
                }
            }
        }
        let is_mapped = base
            .get("discriminator")
            .is_some_and(|discriminator| discriminator.get("mapping").is_some());
        Ok((is_mapped || !members.is_empty()).then(|| Alternatives {
            node: base.clone(),
            members,
        }))
    }
}

/// What plain values in a choice have in common.
pub(crate) struct Plain<'a> {
    pub(crate) types: BTreeSet<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) unsigned: bool,
}

impl<'a> Alternatives<'a> {
    /// Whether all members are generic.
    pub(crate) fn is_generic(&self) -> bool {
        !self.has_discriminator() && self.members.iter().all(is_generic)
    }

    /// What its members have in common, if they are plain values.
    pub(crate) fn plain(&self) -> Result<Option<Plain<'a>>> {
        const SHAPES: &[&str] = &["allOf", "oneOf", "anyOf", "properties", "items", "additionalProperties"];
        const PLAIN: &[&str] = &["string", "integer", "number", "boolean"];
        let (mut types, mut formats, mut unsigned) = (BTreeSet::new(), BTreeSet::new(), true);
        for member in &self.members {
            let member = member.resolve()?;
            let shaped = SHAPES.iter().any(|key| member.get(key).is_some());
            let Some(ty) = member.get_str("type").filter(|ty| PLAIN.contains(ty) && !shaped) else {
                return Ok(None);
            };
            let minimum = member.value.get("minimum").and_then(Value::as_f64);
            let values = || Values::find(&member).is_some_and(|values| values.list.iter().all(|value| value.is_u64()));
            unsigned &= minimum.is_some_and(|minimum| minimum >= 0.0) || values();
            types.insert(ty);
            formats.insert(member.get_str("format"));
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

/// Keywords that do not describe the shape.
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
    node.get_str("type") == Some("null") || Values::find(node).is_some_and(only_null)
}

/// Whether a node only states a plain type or a choice of them, as a base does for later parts to choose from.
pub(crate) fn is_generic(node: &Node<'_>) -> bool {
    let Some(members) = node.value.as_object() else {
        return false;
    };
    members.iter().all(|(key, value)| match key.as_str() {
        "type" | "nullable" | "format" => true,
        "items" | "additionalProperties" => value.as_object().is_none_or(|items| items.is_empty()),
        "required" => value.as_array().is_none_or(|names| names.is_empty()),
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
