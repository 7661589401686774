//! What an OpenAPI schema says, with all its `allOf` parts merged into one ([`Merged`]). What becomes of it is decided in
//! `types.rs`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::document::{Node, Result};

/// What a schema says after merging.
#[derive(Default)]
pub(crate) struct Merged<'a> {
    pub(crate) description: Option<&'a str>,
    /// Where the description is from; of several, the one with the smallest counts.
    rank: Rank,
    /// Which of several parts is being merged.
    part: Reverse<usize>,
    pub(crate) nullable: bool,
    pub(crate) types: BTreeSet<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) unsigned: bool,
    /// A bound is beyond `i64`.
    pub(crate) large: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) values: Option<Values<'a>>,
    /// A property that several parts describe has several nodes.
    pub(crate) properties: BTreeMap<&'a str, Vec<Node<'a>>>,
    /// Each with the schema that requires it.
    pub(crate) required: BTreeMap<&'a str, Node<'a>>,
    /// What several parts say of what a map or an array holds are several nodes. An empty schema says nothing.
    pub(crate) additional: Vec<Node<'a>>,
    pub(crate) items: Vec<Node<'a>>,
    /// Its items are described by their places.
    pub(crate) tuple: bool,
    /// Where a part states another type than those before it.
    pub(crate) contradictions: Vec<Node<'a>>,
    pub(crate) unions: Vec<Alternatives<'a>>,
    /// Of each of these one alternative has to be there, each with the properties that it requires.
    pub(crate) required_one_of: Vec<Vec<Vec<&'a str>>>,
}

/// The part of several that says it (the last is the most particular), how many references away from it, and whether it is
/// but a `title`.
type Rank = (Reverse<usize>, usize, bool);

impl<'a> Merged<'a> {
    /// Merges the nodes, as if they stood in one `allOf`.
    pub(crate) fn new(nodes: &[Node<'a>]) -> Result<Merged<'a>> {
        let mut merged = Merged::default();
        let mut nullable = true;
        for (position, node) in nodes.iter().enumerate() {
            merged.part = Reverse(position);
            let null = merged.merge(node, 0, &mut HashMap::new())?;
            nullable &= null || only_annotates(node);
        }
        merged.nullable = nullable && !nodes.is_empty();
        if let [node] = nodes {
            merged.drop_unions_of(&node.resolve()?)?;
        }
        merged.drop_generic_unions();
        merged.drop_plain_unions()?;
        Ok(merged)
    }

    /// Merges one node, and says whether it may be null: by itself, or because all of what it consists of may be.
    ///
    /// `merged` has that of each schema met before, none while it is being merged: layers that share a base are as many as
    /// they are, not as the ways through them.
    fn merge(&mut self, node: &Node<'a>, away: usize, merged: &mut HashMap<String, Option<bool>>) -> Result<bool> {
        self.annotate(node, away);
        match merged.get(&node.pointer) {
            Some(Some(nullable)) => return Ok(*nullable),
            Some(None) => {
                return Err(node.error(
                    "a schema that contains itself by `$ref`, `allOf`, `oneOf` or `anyOf` alone",
                    "break the cycle",
                ));
            }
            None => merged.insert(node.pointer.clone(), None),
        };
        let nullable = match node.reference() {
            Some(reference) => {
                node.resolve()?;
                let target = node.lookup(reference)?;
                let null = self.merge(&target, away + 1, merged)?;
                if node.is_extended_reference() {
                    self.merge_words(node, away, merged)?;
                }
                null || node.flag("nullable")
            }
            None => self.merge_words(node, away, merged)?,
        };
        merged.insert(node.pointer.clone(), Some(nullable));
        Ok(nullable)
    }

    /// Merges what a schema says by itself and by its parts, but for a `$ref`.
    fn merge_words(
        &mut self,
        schema: &Node<'a>,
        away: usize,
        merged: &mut HashMap<String, Option<bool>>,
    ) -> Result<bool> {
        let mut nullable = self.shape(schema);
        let mut parts = Vec::new();
        for part in schema.get("allOf").map(|all| all.elements()).unwrap_or_default() {
            let null = self.merge(&part, away, merged)?;
            if !only_annotates(&part) {
                parts.push(null);
            }
        }
        for key in ["oneOf", "anyOf"] {
            let Some(union) = schema.get(key) else { continue };
            let mut members = Vec::new();
            let mut required = Vec::new();
            for member in union.elements() {
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
                [one] => parts.push(self.merge(one, away, merged)?),
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

    /// Values that several parts state are those that all of them state.
    fn narrow(&mut self, values: Values<'a>) {
        self.values = Some(match self.values.take() {
            Some(known) => known.narrowed_by(values),
            None => values,
        });
    }

    /// What stands beside a reference counts too, and before what it refers to; a description counts before a title.
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

    /// What the schema says of its own shape; true where it says that it may be null.
    fn shape(&mut self, schema: &Node<'a>) -> bool {
        let mut nullable = schema.flag("nullable");
        let mut types = BTreeSet::new();
        let single = schema.get_str("type").into_iter();
        for name in single.chain(schema.strings("type")) {
            match name {
                "null" => nullable = true,
                name => drop(types.insert(name)),
            }
        }
        // Parts that contradict each other cannot both be meant: the later one is the more particular.
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
        for (name, property) in schema.get("properties").map(|all| all.entries()).unwrap_or_default() {
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
            let own = schema.get(key).filter(|own| !says_nothing(own));
            slot.extend(own.filter(|own| !slot.iter().any(|known| known.pointer == own.pointer)));
        }
        nullable
    }

    /// A base may list in a union the schemas that extend it. Within one of these the union has been decided.
    fn drop_unions_of(&mut self, schema: &Node<'a>) -> Result<()> {
        let mut unions = Vec::new();
        for union in std::mem::take(&mut self.unions) {
            let mut lists_it = false;
            for member in &union.members {
                lists_it |= member.resolve()?.pointer == schema.pointer;
            }
            if !lists_it {
                unions.push(union);
            }
        }
        self.unions = unions;
        Ok(())
    }

    /// A base often allows any of some plain types and a later part says which: then the choice says nothing more.
    fn drop_generic_unions(&mut self) {
        if self.types.is_empty() && self.properties.is_empty() && self.items.is_empty() && self.values.is_none() {
            return;
        }
        self.unions.retain(|union| !union.is_generic());
    }

    /// A choice of plain values (of ranges, say) says no more than the type that is beside it, or theirs.
    fn drop_plain_unions(&mut self) -> Result<()> {
        let typed = !self.types.is_empty();
        let mut unions = Vec::new();
        for union in std::mem::take(&mut self.unions) {
            let Some(plain) = union.plain()? else {
                unions.push(union);
                continue;
            };
            self.unsigned |= plain.unsigned;
            if !typed {
                self.types.extend(plain.types);
            }
            self.format = self.format.or(plain.format);
        }
        self.unions = unions;
        Ok(())
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

/// Whether a schema leaves everything open, or nothing.
fn says_nothing(schema: &Node<'_>) -> bool {
    schema.value.as_object().is_none_or(|members| members.is_empty())
}

/// The one schema that `node` is another name for: a reference, or an `allOf`, `oneOf` or `anyOf` of one.
pub(crate) fn alias<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let members = node.value.as_object()?;
    if let Some(reference) = node.reference() {
        return node.lookup(reference).ok().filter(|_| !node.is_extended_reference());
    }
    let mut target = None;
    for key in ["allOf", "oneOf", "anyOf"] {
        for member in node.get(key).map(|list| list.elements()).unwrap_or_default() {
            // Of several alternatives none is required; of all parts each is.
            let says_nothing = only_annotates(&member) && (key != "allOf" || member.strings("required").is_empty());
            let null = member.resolve().is_ok_and(|member| is_null(&member));
            if !null && !says_nothing && target.replace(member).is_some() {
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

/// Of the nodes that describe one property, the one that says all of its shape, where the others are generic.
pub(crate) fn particular<'n, 'a>(nodes: &'n [Node<'a>]) -> Result<Option<&'n Node<'a>>> {
    let mut particular = nodes.iter().filter(|node| !is_generic(node));
    let (Some(node), None) = (particular.next(), particular.next()) else {
        return Ok(None);
    };
    let merged = Merged::new(std::slice::from_ref(node))?;
    let shaped = !merged.types.is_empty() || merged.is_object() || merged.values.is_some() || !merged.unions.is_empty();
    Ok(shaped.then_some(node))
}

/// The values of an `enum`, a `const`, or a choice of these.
pub(crate) struct Values<'a> {
    /// What has them.
    pub(crate) node: Node<'a>,
    pub(crate) list: Vec<&'a Value>,
}

impl<'a> Values<'a> {
    /// Those that a schema states itself.
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

    /// Those that later values leave of these. Values that have nothing in common cannot both be meant: the later ones are the more
    /// particular.
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

    /// Those of a choice of which each member is nothing but its values.
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

impl<'a> Alternatives<'a> {
    /// The schemas that extend a base with a `discriminator` by `allOf`, where it lists none itself.
    pub(crate) fn of_base(base: &Node<'a>) -> Result<Option<Self>> {
        if base.get("discriminator").is_none() || base.get("oneOf").or(base.get("anyOf")).is_some() {
            return Ok(None);
        }
        let mut members: Vec<Node<'a>> = Vec::new();
        let mut open = vec![base.pointer.clone()];
        while let Some(pointer) = open.pop() {
            for schema in base.component_schemas() {
                let parts = schema.get("allOf").map(|all| all.elements()).unwrap_or_default();
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

/// Variants that only annotate: a node with nothing else says nothing about the shape.
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

/// A node that says no more than a plain type, or a choice of some: a base says it where a later part is to say which.
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
