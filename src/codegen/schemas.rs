//! Schemas -> [`Definition`]s and [`Type`]s: what a `type` and `format` come to, which schemas become structs, enums and unions,
//! what decides the members of a union, and what each definition is called.
//!
//! A schema that says nothing certain (a union without a discriminator, an enum of mixed types, contradictions) is whatever
//! JSON it is, never a guess.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::flat::{Alternatives, Flat, Values, alias, particular};
use super::model::{Definition, EnumValue, Field, Limits, Rules, Shape, Type, Union, Variant, Way};
use super::names::{self, Scope, VendorPrefix};
use super::prose::markdown;
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
    /// The answers, bodies and fields that are whatever JSON they are: each one's place, and why.
    pub(crate) untyped: BTreeMap<String, &'static str>,
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
    Done(Typed),
}

/// A type, and where it or what it holds is whatever JSON it is, why.
#[derive(Clone)]
struct Typed {
    ty: Type,
    untyped: Option<&'static str>,
}

impl From<Type> for Typed {
    fn from(ty: Type) -> Self {
        Typed { ty, untyped: None }
    }
}

fn any(why: &'static str) -> Typed {
    Typed {
        ty: Type::Any,
        untyped: Some(why),
    }
}

/// A type where it stands, with what only counts there.
pub(crate) struct Placed {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    pub(crate) description: Option<String>,
    pub(crate) rules: Rules,
    pub(crate) secret: bool,
    /// Why it is whatever JSON it is, if it or what it holds is.
    pub(crate) untyped: Option<&'static str>,
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
        let mut claimed: HashMap<String, &str> = HashMap::new();
        for name in &names {
            let owner = claimed.entry(short(name)).or_insert(name);
            if prefix.precedence(name) < prefix.precedence(owner) {
                *owner = name;
            }
        }
        let owns = |name: &str| claimed[&short(name)] == name;
        let mut scope = Scope::default();
        let mut components = HashMap::new();
        // On a clash all but one keep their whole name.
        for owners in [true, false] {
            for name in names.iter().filter(|name| owns(name) == owners) {
                let rust_name = if owners { short(name) } else { names::type_name(name) };
                components.insert(format!("{COMPONENTS}{name}"), scope.take(&rust_name));
            }
        }
        Schemas {
            definitions: Vec::new(),
            known: HashMap::new(),
            scope,
            components,
            doubts: Vec::new(),
            untyped: BTreeMap::new(),
            used: HashSet::new(),
            nested: HashMap::new(),
            prefix,
        }
    }

    /// The type of a schema; `hint` names it where it has no name of its own.
    pub(crate) fn place(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Placed> {
        let all = Flat::of(nodes)?;
        let (Typed { ty, untyped }, flat) = match particular(nodes)? {
            Some(node) => (self.type_of(node, None, hint)?, &Flat::of(std::slice::from_ref(node))?),
            None => match nodes {
                [node] => (self.type_of(node, None, hint)?, &all),
                _ => (self.shape(&all, None, hint, None)?, &all),
            },
        };
        Ok(Placed {
            nullable: flat.nullable || flat.values.as_ref().is_some_and(Values::has_null),
            description: all.description.map(markdown),
            rules: rules(&all)?,
            secret: is_secret(&all)?,
            only: match (all.read_only, all.write_only) {
                (true, false) => Some(Way::Answered),
                (false, true) => Some(Way::Sent),
                _ => None,
            },
            untyped,
            ty,
        })
    }

    /// Puts an answer, a body or a field on the list of those that are whatever JSON they are, if there is a reason.
    pub(crate) fn record(&mut self, place: &Node<'_>, untyped: Option<&'static str>) {
        if let Some(why) = untyped {
            self.untyped.insert(place.pointer.clone(), why);
        }
    }

    /// Whatever JSON it is, and on the list.
    pub(crate) fn any(&mut self, place: &Node<'_>, why: &'static str) -> Type {
        self.record(place, Some(why));
        Type::Any
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
    fn type_of(&mut self, node: &Node<'_>, discriminator: Option<&str>, hint: &str) -> Result<Typed> {
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
            Some(Known::Open) => return Ok(any("it contains itself without an object between")),
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

    fn shape(&mut self, flat: &Flat<'_>, discriminator: Option<&str>, name: &str, key: Option<Key>) -> Result<Typed> {
        if let Some(values) = &flat.values {
            return self.enumeration(flat, values, name);
        }
        let undecided = match &flat.unions[..] {
            [] => None,
            [union] => match self.union(flat, union, name, &key)? {
                Some(ty) => return Ok(ty.into()),
                None => Some("a union that nothing decides"),
            },
            _ => Some("several unions at once"),
        };
        // What stands beside a union that nothing decides still holds.
        if flat.is_object() {
            return self.object(flat, discriminator, name, key);
        }
        let mut types = flat.types.iter();
        Ok(match (types.next().copied(), types.next()) {
            (Some("string"), None) => Type::String.into(),
            (Some("boolean"), None) => Type::Bool.into(),
            (Some("integer"), None) if flat.unsigned || flat.format == Some("uint64") => Type::Unsigned.into(),
            (Some("integer"), None) if flat.large => any("an integer beyond 64 bits"),
            (Some("integer"), None) => Type::Signed.into(),
            (Some("number"), None) | (Some("integer"), Some(&"number")) => Type::Number.into(),
            (Some("array"), None) => {
                let item = match &flat.items {
                    Some(items) => self.element(items, &format!("{name}Item"))?,
                    None => any("an array that does not say of what"),
                };
                Typed {
                    ty: Type::Array(Box::new(item.ty)),
                    ..item
                }
            }
            (None, _) => any(undecided.unwrap_or("the schema says nothing of a type")),
            (Some(_), None) => any("a type that there is not"),
            _ => any("one of several types"),
        })
    }

    /// What an array or map holds.
    fn element(&mut self, node: &Node<'_>, hint: &str) -> Result<Typed> {
        let Placed {
            ty, nullable, untyped, ..
        } = self.place(std::slice::from_ref(node), hint)?;
        let ty = match ty {
            // Null is JSON as well.
            Type::Any => Type::Any,
            ty if nullable => ty.optional(),
            ty => ty,
        };
        Ok(Typed { ty, untyped })
    }

    fn object(&mut self, flat: &Flat<'_>, discriminator: Option<&str>, name: &str, key: Option<Key>) -> Result<Typed> {
        if flat.properties.is_empty() && discriminator.is_none() {
            let element = match &flat.additional {
                Some(schema) if schema.value.as_object().is_some_and(|members| !members.is_empty()) => {
                    self.element(schema, &format!("{name}Value"))?
                }
                _ => any("an object that states no members"),
            };
            return Ok(Typed {
                ty: Type::Map(Box::new(element.ty)),
                ..element
            });
        }
        let index = self.reserve(name, flat.description, key);
        let name = self.definitions[index].name.clone();
        let fields = self.fields(&flat.properties, &flat.required, discriminator, &name)?;
        self.definitions[index].shape = Shape::Struct(fields);
        Ok(Type::Named(index).into())
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
            description: description.map(markdown),
            shape: Shape::Struct(Vec::new()),
            in_request: false,
            checked: false,
        });
        let index = self.definitions.len() - 1;
        if let Some(key) = key {
            self.nested
                .entry(key.0.clone())
                .or_insert_with(|| self.definitions[index].name.clone());
            self.known.insert(key, Known::Done(Type::Named(index).into()));
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
            nodes
                .last()
                .into_iter()
                .for_each(|node| self.record(node, placed.untyped));
            fields.push(Field {
                name: name.to_owned(),
                rust_name: String::new(),
                description: placed.description,
                required: required.contains(name),
                nullable: placed.nullable,
                only: placed.only,
                secret: placed.secret,
                rules: placed.rules,
                ty: placed.ty,
            });
        }
        let spelled = fields
            .iter()
            .map(|field: &Field| (field.name.as_str(), names::field(&field.name)));
        let names = scope.take_all(spelled.collect(), Scope::take_underscored);
        for (field, name) in fields.iter_mut().zip(names) {
            field.rust_name = name;
        }
        Ok(fields)
    }

    fn enumeration(&mut self, flat: &Flat<'_>, stated: &Values<'_>, name: &str) -> Result<Typed> {
        let node = &stated.node;
        let values: Vec<&Value> = stated.list.iter().copied().filter(|v| !v.is_null()).collect();
        // Values that the type excludes cannot both be meant.
        let typed = |name: &str| flat.types.is_empty() || flat.types.contains(name);
        if values.iter().all(|value| value.is_boolean()) && !values.is_empty() && typed("boolean") {
            return Ok(Type::Bool.into());
        }
        if values.iter().all(|value| value.is_i64() || value.is_u64()) && !values.is_empty() {
            return Ok(if flat.types.contains("number") {
                Type::Number.into()
            } else if !typed("integer") {
                any("values that its type excludes")
            } else if values.iter().all(|value| value.is_u64()) {
                Type::Unsigned.into()
            } else {
                Type::Signed.into()
            });
        }
        if values.iter().all(|value| value.is_number()) && !values.is_empty() && typed("number") {
            return Ok(Type::Number.into());
        }
        let Some(strings) = values.iter().map(|value| value.as_str()).collect::<Option<Vec<_>>>() else {
            return Ok(any("values of several types"));
        };
        if strings.is_empty() || !typed("string") {
            return Ok(any("values that its type excludes"));
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
        let (mut met, mut variants) = (HashSet::new(), Vec::new());
        for (position, value) in strings.into_iter().enumerate() {
            if !met.insert(value) {
                continue;
            }
            // A name that is given stands in the document as well as a value does.
            variants.push(match given.get(position) {
                Some(given) => (value, *given, names::identifier(&names::pascal(given), "Value")),
                None => (value, value, names::variant(value)),
            });
        }
        let spelled = variants.iter().map(|(_, spelling, name)| (*spelling, name.clone()));
        let names = Scope::with_reserved(&[UNRECOGNIZED]).take_all(spelled.collect(), Scope::take);
        let values = variants.iter().zip(names).map(|((value, _, _), rust_name)| EnumValue {
            value: (*value).to_owned(),
            rust_name,
        });
        self.definitions[index].shape = Shape::Enum(values.collect());
        Ok(Type::Named(index).into())
    }

    /// A union is decided by its discriminator, declared or evident; none where it has none that decides every member.
    fn union(
        &mut self,
        flat: &Flat<'_>,
        union: &Alternatives<'_>,
        name: &str,
        key: &Option<Key>,
    ) -> Result<Option<Type>> {
        let declared = match union.node.get("discriminator") {
            Some(node) => {
                let tag = node.require("propertyName")?.str()?;
                Some((tag, decided(union, node.get("mapping"), tag)?, node.pointer))
            }
            None => None,
        };
        let (tag, members) = match declared {
            Some((tag, Some(members), _)) => (tag, members),
            otherwise => {
                let evident = evident(union)?;
                if let Some((tag, _, pointer)) = otherwise {
                    let so = match &evident {
                        Some((evident, _)) => format!("`{evident}` does"),
                        None => "the union is any JSON".to_owned(),
                    };
                    self.doubts
                        .push(format!("{pointer}: `{tag}` does not decide every member, so that {so}"));
                }
                match evident {
                    Some(evident) => evident,
                    None => return Ok(None),
                }
            }
        };
        let index = self.reserve(name, flat.description, key.clone());
        let name = self.definitions[index].name.clone();
        let spelled = members.iter().map(|(value, _)| (value.as_str(), names::variant(value)));
        let names = Scope::with_reserved(&[UNRECOGNIZED]).take_all(spelled.collect(), Scope::take);
        let mut variants = Vec::new();
        for ((value, member), rust_name) in members.into_iter().zip(names) {
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
            let Type::Named(definition) = content.ty else {
                return Err(member.error(
                    "a union's member that is no object",
                    "make it an object with named properties",
                ));
            };
            variants.push(Variant {
                value,
                rust_name,
                description: Flat::of(std::slice::from_ref(&member))?.description.map(markdown),
                definition,
                inline,
                recursive: false,
            });
        }
        self.definitions[index].shape = Shape::Union(Union {
            discriminator: tag.to_owned(),
            variants,
        });
        Ok(Some(Type::Named(index)))
    }
}

/// Whether a schema leaves everything open.
pub(crate) fn says_nothing(schema: &Node<'_>) -> bool {
    schema.value.as_object().is_none_or(|members| members.is_empty()) && schema.value.as_bool() != Some(false)
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

/// Each value of a discriminator with the member that it stands for.
type Decided<'a> = Vec<(String, Node<'a>)>;

/// What a discriminator decides; none where a member has no value or is no plain object.
fn decided<'a>(union: &Alternatives<'a>, mapping: Option<Node<'a>>, tag: &str) -> Result<Option<Decided<'a>>> {
    let mut decided: Decided<'a> = Vec::new();
    let mut mapped: Vec<String> = Vec::new();
    for (value, target) in mapping.map(|mapping| mapping.members()).unwrap_or_default() {
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
fn evident<'a>(union: &Alternatives<'a>) -> Result<Option<(&'a str, Decided<'a>)>> {
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
    Ok(found.map(|(property, values)| {
        let values = values.into_iter().map(str::to_owned);
        (property, values.zip(union.members.iter().cloned()).collect())
    }))
}

/// The only string that a property can be.
fn single<'a>(nodes: &[Node<'a>]) -> Result<Option<&'a str>> {
    Ok(Flat::of(nodes)?.values.and_then(|values| values.single()))
}
