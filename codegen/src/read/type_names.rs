//! Names of types: a component by its own name, without the vendor's prefix (`nsc_Interconnect` ->
//! `Interconnect`), any other schema is called by its place.

use std::collections::{HashMap, HashSet};

use super::references::SCHEMAS;
use crate::names::{self, Scope};
use crate::spec;

/// The names that the types of a spec have.
pub(crate) struct TypeNames {
    taken: Scope,
    prefix: VendorPrefix,
    /// Of the component schemas, by pointer: decided first, so that no nested schema takes one.
    components: HashMap<String, String>,
    /// Those of the components that have gone to a type.
    used: HashSet<String>,
    /// Of the other types that have a place, by pointer.
    nested: HashMap<String, String>,
}

impl TypeNames {
    /// `reachable` are the pointers of the component schemas that the generated operations lead to.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = reachable
            .into_iter()
            .filter_map(|pointer| pointer.strip_prefix(SCHEMAS))
            .collect();
        let prefix = VendorPrefix::of(names.iter().copied());
        let short = |name: &str| names::type_name(prefix.strip(name));
        let mut claimed: HashMap<String, &str> = HashMap::new();
        for name in &names {
            let owner = claimed.entry(short(name)).or_insert(name);
            if prefix.precedence(name) < prefix.precedence(owner) {
                *owner = name;
            }
        }
        let owns = |name: &str| claimed[&short(name)] == name;
        let mut taken = Scope::default();
        let mut components = HashMap::new();
        // On a clash all but one keep their whole name.
        for owners in [true, false] {
            for name in names.iter().filter(|name| owns(name) == owners) {
                let rust_name = if owners { short(name) } else { names::type_name(name) };
                components.insert(format!("{SCHEMAS}{name}"), taken.take(&rust_name));
            }
        }
        TypeNames {
            taken,
            prefix,
            components,
            used: HashSet::new(),
            nested: HashMap::new(),
        }
    }

    /// What the type of the schema at `pointer` is to be called; `hint` names a schema that has no place of its own, and a
    /// variant's struct, out of which the discriminator was taken.
    pub(crate) fn wanted(&self, pointer: &str, is_variant: bool, hint: &str) -> String {
        match (self.components.get(pointer), is_variant) {
            // A schema that is also used by itself is two types.
            (Some(name), false) if self.used.contains(name) => format!("{name}Whole"),
            (Some(name), true) if self.used.contains(name) => format!("{name}Variant"),
            (Some(name), _) => name.clone(),
            (None, true) => hint.to_owned(),
            (None, false) => self.of_place(pointer).unwrap_or_else(|| hint.to_owned()),
        }
    }

    /// Hands out a name that is wanted, or one like it, to the type of the schema at `pointer`.
    pub(crate) fn take(&mut self, wanted: &str, pointer: Option<&str>) -> String {
        let own = pointer
            .and_then(|pointer| self.components.get(pointer))
            .is_some_and(|own| own == wanted);
        let name = match own && self.used.insert(wanted.to_owned()) {
            true => wanted.to_owned(),
            false => self.taken.take(&names::type_name(wanted)),
        };
        if let Some(pointer) = pointer {
            self.nested.entry(pointer.to_owned()).or_insert_with(|| name.clone());
        }
        name
    }

    /// What a schema without a name of its own is called by its place among the components: by the nearest one around it
    /// that has a name, and the way from there. So it does not matter who refers to it first.
    pub(crate) fn of_place(&self, pointer: &str) -> Option<String> {
        let below = pointer.strip_prefix("#/components/")?;
        let mut end = pointer.len();
        let (mut name, rest) = loop {
            let around = &pointer[..end];
            if let Some(name) = self.components.get(around).or(self.nested.get(around)) {
                break (name.clone(), &pointer[end..]);
            }
            end = around.rfind('/')?;
            if end < pointer.len() - below.len() {
                let (section, rest) = below.split_once('/')?;
                let (component, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let kind = match section {
                    "parameters" => "Parameter",
                    "requestBodies" => "Body",
                    "responses" => "Answer",
                    _ => "",
                };
                let name = names::pascal(self.prefix.strip(component));
                let kind = if name.ends_with(kind) { "" } else { kind };
                break (name + kind, rest);
            }
        };
        let mut steps = rest.split('/');
        while let Some(step) = steps.next() {
            match step {
                "properties" => {
                    let property = spec::name(steps.next().unwrap_or_default());
                    name.push_str(&names::pascal(&property));
                }
                "items" => name.push_str("Item"),
                "additionalProperties" => name.push_str("Value"),
                _ => {}
            }
        }
        Some(name)
    }
}

/// How the schemas of a document lose their vendor prefix.
struct VendorPrefix {
    shared: Option<String>,
    /// How many schemas have each prefix.
    count: HashMap<String, usize>,
}

impl VendorPrefix {
    /// Finds the prefix that all of `names` share: a first word that ends in `_`.
    fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut count, mut all) = (HashMap::new(), 0);
        for name in names {
            all += 1;
            if let Some((prefix, rest)) = name.split_once('_')
                && !rest.is_empty()
            {
                *count.entry(prefix.to_owned()).or_default() += 1;
            }
        }
        let shared = count.iter().find(|(_, count)| all > 1 && **count == all);
        VendorPrefix {
            shared: shared.map(|(prefix, _)| prefix.clone()),
            count,
        }
    }

    /// Which of several names that are the same without their prefix is called so, the smallest first: one that has no prefix,
    /// else that of the larger family. So a family that is added renames nothing.
    fn precedence<'a>(&self, name: &'a str) -> (bool, std::cmp::Reverse<usize>, &'a str) {
        let prefix = name.split_once('_').map_or("", |(prefix, _)| prefix);
        let family = self.count.get(prefix).copied().unwrap_or_default();
        (self.strip(name) != name, std::cmp::Reverse(family), name)
    }

    /// The name without the prefix. A lower-case prefix before a capital (`nsc_Interconnect`) is a vendor's whoever shares
    /// it, so that one schema without it, added later, does not rename the others.
    fn strip<'a>(&self, name: &'a str) -> &'a str {
        match name.split_once('_') {
            Some((prefix, rest))
                if self.shared.as_deref() == Some(prefix)
                    || (rest.starts_with(|c: char| c.is_ascii_uppercase())
                        && prefix
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')) =>
            {
                rest
            }
            _ => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{answering, assert_has, code, reference};
    use serde_json::{Value, json};

    #[test]
    fn a_schema_loses_the_prefix_that_all_share() {
        let prefix = VendorPrefix::of(["aaa_policy", "aaa_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "policy");
        let prefix = VendorPrefix::of(["aaa_policy", "bbb_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "aaa_policy");
        assert_eq!(
            prefix.strip("nsc_Interconnect_Physical_Body"),
            "Interconnect_Physical_Body"
        );
        assert_eq!(
            names::type_name("Interconnect_Physical_Body"),
            "InterconnectPhysicalBody"
        );
    }

    #[test]
    fn a_nested_type_is_named_by_its_place_whoever_refers_to_it_first() {
        let part = json!({ "type": "object", "properties": { "mood": { "type": "string", "enum": ["glad"] }, "b": { "type": "array", "items": { "type": "object", "properties": { "c": {} } } } } });
        let schemas = |first: &str| {
            json!({
                "x_Base": part,
                first: { "allOf": [reference("x_Base"), { "properties": { "own": { "type": "object", "properties": { "d": {} } } } }] },
                "x_Zebra": { "type": "object", "properties": { "a": reference(first), "base": reference("x_Base") } },
            })
        };
        for first in ["x_Ant", "x_Bee"] {
            let code = code(&answering(reference("x_Zebra"), schemas(first)));
            let own = format!("pub struct {}Own", &first[2..]);
            assert_has(&code, &["pub enum BaseMood", "pub struct BaseBItem", &own]);
            assert_eq!(code.matches("pub enum ").count(), 1, "{code}");
        }
    }

    #[test]
    fn a_family_of_schemas_that_is_added_renames_none_of_the_first() {
        let thing = json!({ "type": "object", "properties": { "a": {} } });
        let both = |schemas: Value| {
            let properties: serde_json::Map<_, _> = schemas
                .as_object()
                .unwrap()
                .keys()
                .map(|name| (name.clone(), reference(name)))
                .collect();
            code(&answering(
                json!({ "type": "object", "properties": properties }),
                schemas,
            ))
        };
        let code = both(json!({ "nsc_Thing": thing, "nsc_Part": thing, "aaa_Thing": thing, "magic_thing": thing }));
        assert_has(
            &code,
            &[
                "pub struct Thing ",
                "pub struct Part ",
                "pub struct AaaThing ",
                "pub struct MagicThing ",
            ],
        );
        // One that is spelled so has the name, whoever else could.
        let code = both(
            json!({ "nsc_Thing": thing, "nsc_Part": thing, "Thing": { "type": "object", "properties": { "b": {} } } }),
        );
        assert_has(&code, &["pub struct Thing { /// `b`.", "pub struct NscThing "]);
    }
}
