//! `allOf`: one schema with its parts merged, its references followed and its nulls taken out, so that all that it says is in one
//! place.
//!
//! By hand: typify panics on some `allOf`s whose parts contradict each other, and knows none of OpenAPI's own words (`nullable`,
//! `readOnly`, discriminators).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::choices::{Alternatives, Values, is_generic, is_null, only_annotates};
use crate::spec::{Node, Result};

/// What a schema says after merging.
#[derive(Default)]
pub(crate) struct Flat<'a> {
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
    pub(crate) required: BTreeSet<&'a str>,
    pub(crate) additional: Option<Node<'a>>,
    pub(crate) items: Option<Node<'a>>,
    pub(crate) unions: Vec<Alternatives<'a>>,
}

/// The part of several that says it (the last is the most particular), how many references away from it, and whether it is
/// but a `title`.
type Rank = (Reverse<usize>, usize, bool);

impl<'a> Flat<'a> {
    /// Merges the nodes, as if they stood in one `allOf`.
    pub(crate) fn of(nodes: &[Node<'a>]) -> Result<Flat<'a>> {
        let mut flat = Flat::default();
        let mut nullable = true;
        for (position, node) in nodes.iter().enumerate() {
            flat.part = Reverse(position);
            let null = flat.merge(node, 0, &mut HashMap::new())?;
            nullable &= null || only_annotates(node);
        }
        flat.nullable = nullable && !nodes.is_empty();
        flat.drop_generic_unions();
        flat.drop_plain_unions()?;
        Ok(flat)
    }

    /// Merges one node, and says whether it may be null: by itself, or because all of what it consists of may be.
    ///
    /// `merged` has that of each schema met before, none while it is being merged: layers that share a base are as many as
    /// they are, not as the ways through them.
    fn merge(&mut self, node: &Node<'a>, away: usize, merged: &mut HashMap<String, Option<bool>>) -> Result<bool> {
        let schema = node.resolve()?;
        self.annotate(node, away);
        let away = away + usize::from(node.pointer != schema.pointer);
        match merged.get(&schema.pointer) {
            Some(Some(nullable)) => return Ok(*nullable || node.flag("nullable")),
            Some(None) => {
                return Err(node.error(
                    "a schema that contains itself by `allOf`, `oneOf` or `anyOf` alone",
                    "break the cycle",
                ));
            }
            None => merged.insert(schema.pointer.clone(), None),
        };
        if node.pointer != schema.pointer {
            self.annotate(&schema, away);
        }
        let mut nullable = self.shape(&schema) || node.flag("nullable");
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
            for member in union.elements() {
                if is_null(&member) {
                    nullable = true;
                } else if !only_annotates(&member) {
                    members.push(member);
                }
            }
            match &members[..] {
                [] => {}
                [one] => parts.push(self.merge(one, away, merged)?),
                _ => match Values::of_choice(&schema, &members)? {
                    Some(values) => self.values = Some(values),
                    None => self.unions.push(Alternatives {
                        node: schema.clone(),
                        members,
                    }),
                },
            }
        }
        let only_parts = schema.get("type").is_none() && schema.get("properties").is_none();
        nullable |= only_parts && !parts.is_empty() && parts.iter().all(|null| *null);
        merged.insert(schema.pointer, Some(nullable));
        Ok(nullable)
    }

    /// What stands beside a reference counts too, and before what it refers to; a description counts before a title.
    fn annotate(&mut self, node: &Node<'a>, away: usize) {
        for (key, is_title) in [("description", false), ("title", true)] {
            let Some(text) = node.text(key).filter(|text| !text.trim().is_empty()) else {
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
        let single = schema.text("type").into_iter();
        for name in single.chain(schema.strings("type")) {
            match name {
                "null" => nullable = true,
                name => drop(types.insert(name)),
            }
        }
        // Parts that contradict each other cannot both be meant: the later one is the more particular.
        match self.types.is_disjoint(&types) && !types.is_empty() {
            true => self.types = types,
            false => self.types.extend(types),
        }
        self.format = schema.text("format").or(self.format);
        let bound = |key: &str| schema.value.get(key).and_then(Value::as_f64);
        self.unsigned |= bound("minimum").is_some_and(|minimum| minimum >= 0.0);
        self.large |= bound("maximum").is_some_and(|maximum| maximum > i64::MAX as f64);
        if let Some(values) = Values::of(schema) {
            self.values = Some(values);
        }
        for (name, property) in schema.get("properties").map(|all| all.members()).unwrap_or_default() {
            let nodes = self.properties.entry(name).or_default();
            if !nodes.iter().any(|known| known.pointer == property.pointer) {
                nodes.push(property);
            }
        }
        self.required.extend(schema.strings("required"));
        for (slot, key) in [
            (&mut self.additional, "additionalProperties"),
            (&mut self.items, "items"),
        ] {
            let own = schema.get(key);
            // An empty schema takes nothing back that another part said.
            if slot.is_none()
                || own
                    .as_ref()
                    .is_some_and(|own| own.value.as_object().is_some_and(|own| !own.is_empty()))
            {
                *slot = own.or(slot.take());
            }
        }
        nullable
    }

    /// A base often allows any of some plain types and a later part says which: then the choice says nothing more.
    fn drop_generic_unions(&mut self) {
        if self.types.is_empty() && self.properties.is_empty() && self.items.is_none() && self.values.is_none() {
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
    let flat = Flat::of(std::slice::from_ref(node))?;
    let shaped = !flat.types.is_empty() || flat.is_object() || flat.values.is_some() || !flat.unions.is_empty();
    Ok(shaped.then_some(node))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{answering, assert_has, code, reference};

    #[test]
    fn all_of_becomes_one_struct_and_a_wrapped_reference_stays_one() {
        let code = code(&answering(
            json!({ "$ref": "#/components/schemas/x_Thing" }),
            json!({
                "x_Thing": { "allOf": [
                    { "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } },
                    { "type": "object", "required": ["place"], "properties": {
                        "place": { "allOf": [{ "$ref": "#/components/schemas/x_Place" }], "description": "Where it is." },
                    } },
                ] },
                "x_Place": { "type": "object", "properties": { "name": { "type": "string" } } },
            }),
        ));
        assert_has(
            &code,
            &[
                "pub struct Thing { /// `id`. pub id: String, /// Where it is. pub place: Place, #[serde(flatten)] extra_fields: crate::value::extra_fields::ExtraFields, }",
                "pub struct Place",
            ],
        );
    }

    #[test]
    fn layers_that_share_a_base_are_merged_once() {
        let mut schemas = json!({ "x_L0": { "type": "object", "properties": { "deep": { "type": "string" } } } });
        for level in 1..=60 {
            let below = reference(&format!("x_L{}", level - 1));
            schemas[format!("x_L{level}")] =
                json!({ "allOf": [below, below, { "properties": { format!("p{level}"): {} } }] });
        }
        assert_has(
            &code(&answering(reference("x_L60"), schemas)),
            &["pub deep: Option<String>", "pub p60:"],
        );
    }

    #[test]
    fn the_words_of_a_schema_and_of_its_inline_part_come_before_those_of_its_base() {
        let base = json!({ "type": "object", "title": "Base", "description": "The base.", "properties": { "a": { "type": "string", "description": "Of the base." } } });
        let schemas = json!({
            "Base": base,
            "Titled": { "allOf": [reference("Base"), { "title": "An inline title", "properties": { "a": { "description": "Of the part." } } }] },
            "Told": { "allOf": [reference("Base"), { "title": "An inline title", "description": "An inline part.", "properties": { "b": {} } }] },
            "Own": { "title": "Its own title", "description": "Its own.", "allOf": [{ "description": "An inline part.", "properties": { "b": {} } }, reference("Base")] },
            "Silent": { "allOf": [reference("Base")], "properties": { "b": {} } },
        });
        let properties: serde_json::Map<_, _> = schemas
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.to_lowercase(), reference(name)))
            .collect();
        let code = code(&answering(
            json!({ "type": "object", "properties": properties }),
            schemas,
        ));
        for (name, words) in [
            ("Titled", "An inline title"),
            ("Told", "An inline part."),
            ("Own", "Its own."),
            ("Silent", "The base."),
        ] {
            let derived = format!("/// {words} #[derive(");
            let (before, _) = code.split_once(&format!("pub struct {name} ")).unwrap();
            let last = before.rfind("/// ").unwrap();
            assert!(before[last..].starts_with(&derived), "{name}: {}", &before[last..]);
        }
        assert_has(&code, &["/// Of the part."]);
    }
}
