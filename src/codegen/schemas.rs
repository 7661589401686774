//! Schemas -> [`Definition`]s: which of them become structs, enums and unions, and what each is called.
//!
//! A schema that says nothing certain (a union without a discriminator, an enum of mixed types, contradictions) is whatever
//! JSON it is, never a guess.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::flat::{Alternatives, Flat, alias, particular};
use super::model::{Definition, EnumValue, Field, Limits, Rules, Shape, Type, Union, Variant, Way};
use super::names::{self, Scope, VendorPrefix};
use super::spec::{Node, Result};

/// The definitions of a spec, made as they are first referred to.
pub(crate) struct Schemas {
    pub(crate) definitions: Vec<Definition>,
    known: HashMap<Key, Known>,
    scope: Scope,
    /// The names of the component schemas, by pointer: decided first, so that no nested schema takes one.
    components: HashMap<String, String>,
    /// What was read otherwise than it looks, a sentence each with its place.
    pub(crate) doubts: Vec<String>,
    /// The component names that have gone to a definition.
    used: HashSet<String>,
    /// The names of the other definitions that have a place, by pointer.
    nested: HashMap<String, String>,
    prefix: VendorPrefix,
}

/// A schema's pointer, and the discriminator that was taken out of it.
type Key = (String, Option<String>);

#[derive(Clone)]
enum Known {
    /// Being read: met again before it has a shape, it contains itself without an object between.
    Open,
    Done(Type),
}

/// A type where it stands, with what only counts there.
pub(crate) struct Placed {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    pub(crate) description: Option<String>,
    pub(crate) rules: Rules,
    pub(crate) secret: bool,
    only: Option<Way>,
}

const COMPONENTS: &str = "#/components/schemas/";

impl Schemas {
    /// `reachable` are the pointers of the component schemas that the generated operations lead to.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = reachable
            .into_iter()
            .filter_map(|pointer| pointer.strip_prefix(COMPONENTS))
            .collect();
        let prefix = VendorPrefix::of(names.iter().copied());
        let short = |name: &str| names::type_name(prefix.strip(name));
        let mut count: HashMap<String, usize> = HashMap::new();
        for name in &names {
            *count.entry(short(name)).or_default() += 1;
        }
        let mut scope = Scope::default();
        let mut components = HashMap::new();
        for name in names {
            let rust_name = match short(name) {
                short if count[&short] == 1 => short,
                // On a clash both keep their whole name.
                _ => names::type_name(name),
            };
            components.insert(format!("{COMPONENTS}{name}"), scope.take(&rust_name));
        }
        Schemas {
            definitions: Vec::new(),
            known: HashMap::new(),
            scope,
            components,
            doubts: Vec::new(),
            used: HashSet::new(),
            nested: HashMap::new(),
            prefix,
        }
    }

    /// The type of a schema; `hint` names it where it has no name of its own.
    pub(crate) fn place(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Placed> {
        let all = Flat::of(nodes)?;
        let (ty, flat) = match particular(nodes)? {
            Some(node) => (self.type_of(node, None, hint)?, &Flat::of(std::slice::from_ref(node))?),
            None => match nodes {
                [node] => (self.type_of(node, None, hint)?, &all),
                _ => (self.shape(&all, None, hint, None)?, &all),
            },
        };
        let null_value = |node: &Node<'_>| {
            node.get("enum")
                .is_some_and(|values| values.elements().iter().any(|v| v.value.is_null()))
        };
        Ok(Placed {
            nullable: flat.nullable || flat.values.as_ref().is_some_and(null_value),
            description: all.description.map(str::to_owned),
            rules: rules(&all)?,
            secret: is_secret(&all)?,
            only: match (all.read_only, all.write_only) {
                (true, false) => Some(Way::Answered),
                (false, true) => Some(Way::Sent),
                _ => None,
            },
            ty,
        })
    }

    /// What a schema without a name of its own is called by its place among the components: by the nearest one around it
    /// that has a name, and the way from there. So it does not matter who refers to it first.
    fn name_of_place(&self, pointer: &str) -> Option<String> {
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
                    let property = steps.next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
                    name.push_str(&names::pascal(&property));
                }
                "items" => name.push_str("Item"),
                "additionalProperties" => name.push_str("Value"),
                _ => {}
            }
        }
        Some(name)
    }

    /// The type of one node, made only once however often it is referred to.
    fn type_of(&mut self, node: &Node<'_>, discriminator: Option<&str>, hint: &str) -> Result<Type> {
        let mut node = node.clone();
        let mut seen = Vec::new();
        while let Some(target) = alias(&node) {
            if seen.contains(&target.pointer) {
                return Err(node.error(
                    format!("`$ref` cycle through `{}`", target.pointer),
                    "let one of the references name a real definition",
                ));
            }
            seen.push(target.pointer.clone());
            node = target;
        }
        let node = node.resolve()?;
        let key: Key = (node.pointer.clone(), discriminator.map(str::to_owned));
        match self.known.get(&key) {
            Some(Known::Done(ty)) => return Ok(ty.clone()),
            Some(Known::Open) => return Ok(Type::Any),
            None => {}
        }
        self.known.insert(key.clone(), Known::Open);
        let flat = Flat::of(std::slice::from_ref(&node))?;
        let name = match (self.components.get(&node.pointer), discriminator) {
            (Some(name), None) if self.used.contains(name) => format!("{name}Whole"),
            (Some(name), None) => name.clone(),
            // Without its discriminator it is a variant's struct; a schema that is also used by itself is two types.
            (Some(name), Some(_)) if self.used.contains(name) => format!("{name}Variant"),
            (Some(name), Some(_)) => name.clone(),
            (None, Some(_)) => hint.to_owned(),
            (None, None) => self.name_of_place(&node.pointer).unwrap_or_else(|| hint.to_owned()),
        };
        let ty = self.shape(&flat, discriminator, &name, Some(key.clone()))?;
        self.known.insert(key, Known::Done(ty.clone()));
        Ok(ty)
    }

    fn shape(&mut self, flat: &Flat<'_>, discriminator: Option<&str>, name: &str, key: Option<Key>) -> Result<Type> {
        if let Some(values) = &flat.values {
            return self.enumeration(flat, values, name);
        }
        match &flat.unions[..] {
            [] => {}
            [union] => return self.union(flat, union, name, key),
            _ => return Ok(Type::Any),
        }
        if flat.is_object() {
            return self.object(flat, discriminator, name, key);
        }
        let mut types = flat.types.iter();
        Ok(match (types.next().copied(), types.next()) {
            (Some("string"), None) => Type::String,
            (Some("boolean"), None) => Type::Bool,
            (Some("integer"), None) if flat.unsigned || flat.format == Some("uint64") => Type::Unsigned,
            (Some("integer"), None) if flat.large => Type::Any,
            (Some("integer"), None) => Type::Signed,
            (Some("number"), None) | (Some("integer"), Some(&"number")) => Type::Number,
            (Some("array"), None) => Type::Array(Box::new(match &flat.items {
                Some(items) => self.element(items, &format!("{name}Item"))?,
                None => Type::Any,
            })),
            _ => Type::Any,
        })
    }

    /// What an array or map holds. A null among it has no field to be absent from, so it stays JSON.
    fn element(&mut self, node: &Node<'_>, hint: &str) -> Result<Type> {
        let placed = self.place(std::slice::from_ref(node), hint)?;
        Ok(if placed.nullable { Type::Any } else { placed.ty })
    }

    fn object(&mut self, flat: &Flat<'_>, discriminator: Option<&str>, name: &str, key: Option<Key>) -> Result<Type> {
        if flat.properties.is_empty() && discriminator.is_none() {
            let element = match &flat.additional {
                Some(schema) if schema.value.as_object().is_some_and(|members| !members.is_empty()) => {
                    self.element(schema, &format!("{name}Value"))?
                }
                _ => Type::Any,
            };
            return Ok(Type::Map(Box::new(element)));
        }
        let index = self.reserve(name, flat.description, key);
        let name = self.definitions[index].name.clone();
        let fields = self.fields(&flat.properties, &flat.required, discriminator, &name)?;
        self.definitions[index].shape = Shape::Struct(fields);
        Ok(Type::Named(index))
    }

    /// Enters a definition before its parts are read, so that they can refer to it.
    fn reserve(&mut self, name: &str, description: Option<&str>, key: Option<Key>) -> usize {
        let own = key
            .as_ref()
            .and_then(|(pointer, _)| self.components.get(pointer))
            .is_some_and(|own| own == name);
        let name = if own && self.used.insert(name.to_owned()) {
            name.to_owned()
        } else {
            self.scope.take(&names::type_name(name))
        };
        self.definitions.push(Definition {
            name,
            description: description.map(str::to_owned),
            shape: Shape::Struct(Vec::new()),
            in_request: false,
            checked: false,
        });
        let index = self.definitions.len() - 1;
        if let Some(key) = key {
            self.nested
                .entry(key.0.clone())
                .or_insert_with(|| self.definitions[index].name.clone());
            self.known.insert(key, Known::Done(Type::Named(index)));
        }
        index
    }

    fn fields(
        &mut self,
        properties: &BTreeMap<&str, Vec<Node<'_>>>,
        required: &BTreeSet<&str>,
        discriminator: Option<&str>,
        owner: &str,
    ) -> Result<Vec<Field>> {
        // Every struct's own, or every sent struct's.
        let mut scope = Scope::with_reserved(&["new", "extra_field", "extra_fields"]);
        let mut fields = Vec::new();
        for (&name, nodes) in properties {
            if discriminator == Some(name) {
                continue;
            }
            let placed = self.place(nodes, &format!("{owner}{}", names::pascal(name)))?;
            fields.push(Field {
                name: name.to_owned(),
                rust_name: scope.take_underscored(&names::field(name)),
                description: placed.description,
                // What goes one way only is not there on the other.
                required: required.contains(name) && placed.only.is_none(),
                nullable: placed.nullable,
                only: placed.only,
                secret: placed.secret,
                rules: placed.rules,
                ty: placed.ty,
            });
        }
        Ok(fields)
    }

    fn enumeration(&mut self, flat: &Flat<'_>, node: &Node<'_>, name: &str) -> Result<Type> {
        let values: Vec<&Value> = node
            .require("enum")?
            .value
            .as_array()
            .into_iter()
            .flatten()
            .filter(|v| !v.is_null())
            .collect();
        // Values that the type excludes cannot both be meant.
        let typed = |name: &str| flat.types.is_empty() || flat.types.contains(name);
        if values.iter().all(|value| value.is_boolean()) && !values.is_empty() && typed("boolean") {
            return Ok(Type::Bool);
        }
        if values.iter().all(|value| value.is_i64() || value.is_u64()) && !values.is_empty() {
            return Ok(if flat.types.contains("number") {
                Type::Number
            } else if !typed("integer") {
                Type::Any
            } else if values.iter().all(|value| value.is_u64()) {
                Type::Unsigned
            } else {
                Type::Signed
            });
        }
        let Some(strings) = values.iter().map(|value| value.as_str()).collect::<Option<Vec<_>>>() else {
            return Ok(Type::Any);
        };
        if strings.is_empty() || !typed("string") {
            return Ok(Type::Any);
        }
        // However many layers are about it, an enum is one type.
        let key: Key = (node.pointer.clone(), None);
        if let Some(Known::Done(ty)) = self.known.get(&key) {
            return Ok(ty.clone());
        }
        let name = self.name_of_place(&node.pointer).unwrap_or_else(|| name.to_owned());
        let own = Flat::of(std::slice::from_ref(node))?;
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
            self.doubts
                .push(format!("{pointer}: `{value}` has no name in `x-enum-varnames`"));
        }
        let index = self.reserve(&name, own.description, Some(key));
        let mut scope = Scope::with_reserved(&[UNRECOGNIZED]);
        let (mut met, mut variants) = (HashSet::new(), Vec::new());
        for (position, value) in strings.into_iter().enumerate() {
            if !met.insert(value) {
                continue;
            }
            let rust_name = match given.get(position) {
                Some(given) => names::identifier(&names::pascal(given), "Value"),
                None => names::variant(value),
            };
            variants.push(EnumValue {
                value: value.to_owned(),
                rust_name: scope.take(&rust_name),
            });
        }
        self.definitions[index].shape = Shape::Enum(variants);
        Ok(Type::Named(index))
    }

    /// A union is decided by its discriminator; where it has none that decides every member, it is whatever JSON it is.
    fn union(&mut self, flat: &Flat<'_>, union: &Alternatives<'_>, name: &str, key: Option<Key>) -> Result<Type> {
        let Some(discriminator) = union.node.get("discriminator") else {
            return Ok(Type::Any);
        };
        let tag = discriminator.require("propertyName")?.str()?;
        let Some(members) = decided(union, &discriminator, tag)? else {
            let pointer = &discriminator.pointer;
            self.doubts.push(format!(
                "{pointer}: `{tag}` does not decide every member, so that the union is any JSON"
            ));
            return Ok(Type::Any);
        };
        let index = self.reserve(name, flat.description, key);
        let name = self.definitions[index].name.clone();
        let mut scope = Scope::with_reserved(&[UNRECOGNIZED]);
        let mut variants = Vec::new();
        for (value, member) in members {
            let rust_name = scope.take(&names::variant(&value));
            let hint = format!("{name}{rust_name}");
            let inline = alias(&member).is_none() && member.pointer.starts_with(&format!("{}/", union.node.pointer));
            let content = match flat.properties.is_empty() {
                true => self.type_of(&member, Some(tag), &hint)?,
                false => {
                    let mut merged = Flat::of(std::slice::from_ref(&member))?;
                    for (name, nodes) in &flat.properties {
                        merged.properties.entry(*name).or_insert_with(|| nodes.clone());
                    }
                    merged.required.extend(&flat.required);
                    self.object(&merged, Some(tag), &hint, None)?
                }
            };
            let Type::Named(definition) = content else {
                return Err(member.error(
                    "a union's member that is no object",
                    "make it an object with named properties",
                ));
            };
            variants.push(Variant {
                value,
                rust_name,
                description: Flat::of(std::slice::from_ref(&member))?.description.map(str::to_owned),
                definition,
                inline,
                recursive: false,
            });
        }
        self.definitions[index].shape = Shape::Union(Union {
            discriminator: tag.to_owned(),
            variants,
        });
        Ok(Type::Named(index))
    }
}

/// The limits of a value and of its items, one level deep.
fn rules(flat: &Flat<'_>) -> Result<Rules> {
    let additional = flat.additional.iter().filter(|schema| schema.value.is_object());
    let items = match flat.items.iter().chain(additional).next() {
        Some(items) => Flat::of(std::slice::from_ref(items))?.limits,
        None => Limits::default(),
    };
    Ok(Rules {
        own: flat.limits.clone().without_contradictions(),
        items: items.without_contradictions(),
    })
}

/// Whether a value is a secret, or a list or map of them.
fn is_secret(flat: &Flat<'_>) -> Result<bool> {
    let element = flat.items.as_ref().or(flat.additional.as_ref());
    Ok(flat.format == Some("password")
        || match element {
            Some(element) if element.value.is_object() => {
                Flat::of(std::slice::from_ref(element))?.format == Some("password")
            }
            _ => false,
        })
}

/// The variant of an enum or union that holds what the spec does not know.
pub(crate) const UNRECOGNIZED: &str = "Unrecognized";

/// Each discriminator value with the member it stands for; none where a member has no value or is no plain object.
fn decided<'a>(
    union: &Alternatives<'a>,
    discriminator: &Node<'a>,
    tag: &str,
) -> Result<Option<Vec<(String, Node<'a>)>>> {
    let mut decided: Vec<(String, Node<'a>)> = Vec::new();
    let mut mapped: Vec<String> = Vec::new();
    for (value, target) in discriminator
        .get("mapping")
        .map(|mapping| mapping.members())
        .unwrap_or_default()
    {
        let reference = match target.str()? {
            reference if reference.starts_with('#') => reference.to_owned(),
            name => format!("{COMPONENTS}{name}"),
        };
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
        let values = Flat::of(std::slice::from_ref(member))?
            .properties
            .get(tag)
            .map(|nodes| Flat::of(nodes))
            .transpose()?;
        let values = values
            .and_then(|flat| flat.values)
            .map(|node| node.strings("enum"))
            .unwrap_or_default();
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
    for (position, (value, member)) in decided.iter().enumerate() {
        let flat = Flat::of(std::slice::from_ref(member))?;
        let twice = decided[..position].iter().any(|(known, _)| known == value);
        if twice || !flat.unions.is_empty() || flat.values.is_some() || !flat.is_object() {
            return Ok(None);
        }
    }
    Ok(Some(decided))
}
