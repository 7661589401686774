//! Schemas -> the types of fields, parameters, bodies and responses, and the [`Definition`]s that they name. Each schema is
//! read once, however often it is referred to.
//!
//! A schema that says nothing certain (a union without a discriminator, an enum of mixed types, a contradiction) is any
//! JSON, never a guess, and stands on the list of what is untyped.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::document::{Node, Result};
use crate::model::{Definition, Direction, EnumValue, Field, Shape, Type, Union, Variant};
use crate::names::{self, Scope, Spelled, TypeNames, UNRECOGNIZED};
use crate::prose::{code, markdown};
use crate::schema::{Alternatives, Merged, Values, alias, particular};
use crate::unions::{Decided, find_discriminator};

/// The definitions of a spec, made as they are first referred to.
pub(crate) struct Schemas {
    pub(crate) definitions: Vec<Definition>,
    known: HashMap<Key, Known>,
    names: TypeNames,
    /// What was read otherwise than it looks, a sentence each with its place.
    pub(crate) doubts: Vec<String>,
    /// The answers, bodies, parameters and fields that are, in whole or in part, whatever JSON they are: each one's place, and why.
    pub(crate) untyped: BTreeMap<String, &'static str>,
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
    pub(crate) secret: bool,
    /// Why it is whatever JSON it is, if it or what it holds is.
    pub(crate) untyped: Option<&'static str>,
    only: Option<Direction>,
}

impl Schemas {
    /// `reachable` are the pointers of the component schemas that the generated operations lead to; `doubts` those so far.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>, mut doubts: Vec<String>) -> Self {
        let names = TypeNames::new(reachable, &mut doubts);
        Schemas {
            definitions: Vec::new(),
            known: HashMap::new(),
            names,
            doubts,
            untyped: BTreeMap::new(),
        }
    }

    /// The type of a schema; `hint` names it where it has no name of its own.
    pub(crate) fn place(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Placed> {
        let all = Merged::new(nodes)?;
        let (Typed { ty, untyped }, merged) = match particular(nodes)? {
            Some(node) => (
                self.type_of(node, None, hint)?,
                &Merged::new(std::slice::from_ref(node))?,
            ),
            None => match nodes {
                [node] => (self.type_of(node, None, hint)?, &all),
                _ => (self.shape(&all, None, hint, None)?, &all),
            },
        };
        Ok(Placed {
            nullable: merged.nullable || merged.values.as_ref().is_some_and(Values::has_null),
            description: all.description.map(markdown),
            secret: is_secret(&all)?,
            only: match (all.read_only, all.write_only) {
                (true, false) => Some(Direction::Response),
                (false, true) => Some(Direction::Request),
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

    /// The name of an operation's response where its schema has none.
    pub(crate) fn response_name(&self, builder: &str) -> String {
        self.names.response(builder)
    }

    /// Whatever JSON it is, and on the list.
    pub(crate) fn any(&mut self, place: &Node<'_>, why: &'static str) -> Type {
        self.record(place, Some(why));
        Type::Any
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
        let node = match node.is_extended_reference() {
            true => node,
            false => node.resolve()?,
        };
        let key: Key = (node.pointer.clone(), discriminator.map(str::to_owned));
        match self.known.get(&key) {
            Some(Known::Done(ty)) => return Ok(ty.clone()),
            Some(Known::Open) => return Ok(any("it contains itself without an object between")),
            None => {}
        }
        self.known.insert(key.clone(), Known::Open);
        let merged = Merged::new(std::slice::from_ref(&node))?;
        let name = self.names.wanted(&node.pointer, discriminator.is_some(), hint);
        let extended = match discriminator {
            None => Alternatives::of_base(&node)?,
            Some(_) => None,
        };
        let union = match extended {
            Some(alternatives) => {
                // The variants have what the base says already.
                let mut base = Merged::default();
                base.description = merged.description;
                self.union(&base, &alternatives, &name, &Some(key.clone()))?
            }
            None => None,
        };
        let ty = match union {
            Some(union) => union.into(),
            None => self.shape(&merged, discriminator, &name, Some(key.clone()))?,
        };
        self.known.insert(key, Known::Done(ty.clone()));
        Ok(ty)
    }

    fn shape(
        &mut self,
        merged: &Merged<'_>,
        discriminator: Option<&str>,
        name: &str,
        key: Option<Key>,
    ) -> Result<Typed> {
        for part in &merged.contradictions {
            self.doubts.push(format!(
                "{}: its `type` is another than that of the parts before it, and counts in place of theirs",
                part.pointer
            ));
        }
        if let Some(values) = &merged.values {
            return self.enumeration(merged, values, name);
        }
        let undecided = match &merged.unions[..] {
            [] => None,
            [union] => match self.union(merged, union, name, &key)? {
                Some(ty) => return Ok(ty.into()),
                None => Some("a union that nothing decides"),
            },
            _ => Some("several unions at once"),
        };
        // What stands beside a union that nothing decides still holds.
        if merged.is_object() {
            let object = self.object(merged, discriminator, name, key)?;
            let undecided = match merged.properties.is_empty() {
                true => undecided,
                false => undecided.map(|_| "beside its properties, a union that nothing decides"),
            };
            return Ok(Typed {
                untyped: undecided.or(object.untyped),
                ..object
            });
        }
        if merged.types.iter().eq(&["array"]) {
            let item = match &merged.items[..] {
                _ if merged.tuple => any("an array whose items differ by their place"),
                [] => any("an array that does not say of what"),
                items => self.element(items, &format!("{name}Item"))?,
            };
            return Ok(Typed {
                ty: Type::Array(Box::new(item.ty)),
                ..item
            });
        }
        Ok(match (plain_type(merged), undecided) {
            (Ok(plain), _) => plain.into(),
            (Err(_), Some(undecided)) if merged.types.is_empty() => any(undecided),
            (Err(why), _) => any(why),
        })
    }

    /// What an array or map holds.
    fn element(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Typed> {
        let Placed {
            ty, nullable, untyped, ..
        } = self.place(nodes, hint)?;
        let ty = match ty {
            // Null is JSON as well.
            Type::Any => Type::Any,
            ty if nullable => ty.optional(),
            ty => ty,
        };
        Ok(Typed { ty, untyped })
    }

    fn object(
        &mut self,
        merged: &Merged<'_>,
        discriminator: Option<&str>,
        name: &str,
        key: Option<Key>,
    ) -> Result<Typed> {
        for (name, schema) in &merged.required {
            if !merged.properties.contains_key(name) && discriminator != Some(name) {
                let pointer = &schema.pointer;
                self.doubts.push(format!(
                    "{pointer}: `{name}` is required, and no property is called so: add it to `properties`"
                ));
            }
        }
        if merged.properties.is_empty() && discriminator.is_none() {
            let element = match &merged.additional[..] {
                [] => any("an object that states no members"),
                schemas => self.element(schemas, &format!("{name}Value"))?,
            };
            return Ok(Typed {
                ty: Type::Map(Box::new(element.ty)),
                ..element
            });
        }
        let index = self.reserve(name, merged.description, key);
        let definition = &mut self.definitions[index];
        for alternatives in &merged.required_one_of {
            let alternatives = alternatives_text(alternatives);
            let text = format!("Required: {alternatives}.");
            definition.required_one_of.push(alternatives);
            let description = definition.description.take();
            definition.description = Some(description.map_or(text.clone(), |words| format!("{words}\n\n{text}")));
        }
        let name = definition.name.clone();
        let fields = self.fields(&merged.properties, &merged.required, discriminator, &name)?;
        self.definitions[index].shape = Shape::Struct(fields);
        Ok(Type::Named(index).into())
    }

    /// Enters a definition before its parts are read, so that they can refer to it.
    fn reserve(&mut self, name: &str, description: Option<&str>, key: Option<Key>) -> usize {
        let pointer = key.as_ref().map(|(pointer, _)| pointer.as_str());
        let name = self.names.take(name, pointer);
        self.definitions.push(Definition {
            name,
            pointer: pointer.map(str::to_owned),
            description: description.map(markdown),
            required_one_of: Vec::new(),
            shape: Shape::Struct(Vec::new()),
            in_request: false,
            has_read_only: false,
        });
        let index = self.definitions.len() - 1;
        if let Some(key) = key {
            self.known.insert(key, Known::Done(Type::Named(index).into()));
        }
        index
    }

    fn fields(
        &mut self,
        properties: &BTreeMap<&str, Vec<Node<'_>>>,
        required: &BTreeMap<&str, Node<'_>>,
        discriminator: Option<&str>,
        owner: &str,
    ) -> Result<Vec<Field>> {
        // Every struct's own, or every sent struct's.
        let mut scope = Scope::with_reserved(&["new", "extra_field", "extra_fields"]);
        let mut fields: Vec<Field> = Vec::new();
        // Where each stands, and its `x-rust-name`.
        let mut places: Vec<(String, Option<&str>)> = Vec::new();
        for (&name, nodes) in properties {
            if discriminator == Some(name) {
                continue;
            }
            let placed = self.place(nodes, &format!("{owner}{}", names::pascal(name)))?;
            nodes
                .last()
                .into_iter()
                .for_each(|node| self.record(node, placed.untyped));
            let given = nodes.iter().rev().find_map(|node| names::given(node, &mut self.doubts));
            places.push((nodes.last().map(|node| node.pointer.clone()).unwrap_or_default(), given));
            fields.push(Field {
                name: name.to_owned(),
                rust_name: names::field(given.unwrap_or(name)),
                rust_type: String::new(),
                description: placed.description,
                required: required.contains_key(name),
                only_constructed: false,
                nullable: placed.nullable,
                only: placed.only,
                secret: placed.secret,
                ty: placed.ty,
            });
        }
        let spelled: Vec<Spelled> = places
            .iter()
            .zip(&fields)
            .map(|((pointer, given), field)| Spelled {
                pointer,
                spelling: given.unwrap_or(&field.name),
                name: field.rust_name.clone(),
            })
            .collect();
        let names = scope.take_all_or_doubt(&spelled, &mut self.doubts);
        for (field, name) in fields.iter_mut().zip(names) {
            field.rust_name = name;
        }
        Ok(fields)
    }

    fn enumeration(&mut self, merged: &Merged<'_>, stated: &Values<'_>, name: &str) -> Result<Typed> {
        let strings = match enum_kind(&merged.types, stated) {
            EnumKind::Strings(strings) => strings,
            EnumKind::Plain(ty) => return Ok(ty.into()),
            EnumKind::Any(why) => return Ok(any(why)),
        };
        // However many layers are about it, an enum is one type.
        let node = &stated.node;
        let key: Key = (node.pointer.clone(), None);
        if let Some(Known::Done(ty)) = self.known.get(&key) {
            return Ok(ty.clone());
        }
        let name = self.names.of_place(&node.pointer).unwrap_or_else(|| name.to_owned());
        let own = Merged::new(std::slice::from_ref(node))?;
        let values = enum_values(node, strings, &mut self.doubts)?;
        let index = self.reserve(&name, own.description, Some(key));
        self.definitions[index].shape = Shape::Enum(values);
        Ok(Type::Named(index).into())
    }

    /// The union, if something decides it.
    fn union(
        &mut self,
        merged: &Merged<'_>,
        union: &Alternatives<'_>,
        name: &str,
        key: &Option<Key>,
    ) -> Result<Option<Type>> {
        let Some(Decided { tag, members }) = find_discriminator(union, &mut self.doubts)? else {
            return Ok(None);
        };
        let index = self.reserve(name, merged.description, key.clone());
        let name = self.definitions[index].name.clone();
        let names = names::variants(members.iter().map(|(value, _)| value.as_str()));
        let mut variants = Vec::new();
        for ((value, member), rust_name) in members.into_iter().zip(names) {
            let hint = format!("{name}{rust_name}");
            let inline = alias(&member).is_none() && member.pointer.starts_with(&format!("{}/", union.node.pointer));
            let content = match merged.properties.is_empty() {
                true => self.type_of(&member, Some(tag), &hint)?,
                false => {
                    let mut whole = Merged::new(std::slice::from_ref(&member))?;
                    for (name, nodes) in &merged.properties {
                        whole.properties.entry(*name).or_insert_with(|| nodes.clone());
                    }
                    whole.required.extend(merged.required.clone());
                    self.object(&whole, Some(tag), &hint, None)?
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
                description: Merged::new(std::slice::from_ref(&member))?.description.map(markdown),
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

/// `a` or (`b` and `c`)
fn alternatives_text(alternatives: &[Vec<&str>]) -> String {
    let names = |names: &Vec<&str>| {
        let joined = names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" and ");
        match names.len() {
            1 => joined,
            _ => format!("({joined})"),
        }
    };
    alternatives.iter().map(names).collect::<Vec<_>>().join(" or ")
}

/// Whether a value is a secret, or a list or map of them.
fn is_secret(merged: &Merged<'_>) -> Result<bool> {
    let held = [&merged.items[..], &merged.additional[..]].concat();
    Ok(has_secret_format(merged) || has_secret_format(&Merged::new(&held)?))
}

/// What stated values are.
pub(crate) enum EnumKind<'a> {
    /// Of an enum.
    Strings(Vec<&'a str>),
    Plain(Type),
    /// Whatever JSON they are, and why.
    Any(&'static str),
}

/// What values of so many types are. Values that their type excludes cannot both be meant.
pub(crate) fn enum_kind<'a>(types: &BTreeSet<&str>, stated: &Values<'a>) -> EnumKind<'a> {
    let values: Vec<&Value> = stated.list.iter().copied().filter(|value| !value.is_null()).collect();
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    let typed = |name: &str| types.is_empty() || types.contains(name);
    if all(Value::is_boolean) && typed("boolean") {
        return EnumKind::Plain(Type::Bool);
    }
    if all(|value| value.is_i64() || value.is_u64()) {
        return if types.contains("number") {
            EnumKind::Plain(Type::Number)
        } else if !typed("integer") {
            EnumKind::Any(EXCLUDED)
        } else if all(Value::is_u64) {
            EnumKind::Plain(Type::Unsigned)
        } else {
            EnumKind::Plain(Type::Signed)
        };
    }
    if all(Value::is_number) && typed("number") {
        return EnumKind::Plain(Type::Number);
    }
    match values.iter().map(|value| value.as_str()).collect::<Option<Vec<_>>>() {
        None => EnumKind::Any("values of several types"),
        Some(strings) if strings.is_empty() || !typed("string") => EnumKind::Any(EXCLUDED),
        Some(strings) => EnumKind::Strings(strings),
    }
}

const EXCLUDED: &str = "values that its type excludes";

/// The values of the enum that stands at `node`, with their names: by value (`x-rust-names`), by place (`x-enum-varnames`), or made.
pub(crate) fn enum_values(node: &Node<'_>, strings: Vec<&str>, doubts: &mut Vec<String>) -> Result<Vec<EnumValue>> {
    let stated: Vec<&str> = match node.get("enum") {
        Some(_) => node.strings("enum"),
        None => strings.clone(),
    };
    let given = node.strings("x-enum-varnames");
    if given.len() > stated.len() {
        return Err(node.error(
            format!("{} `x-enum-varnames` for {} values", given.len(), stated.len()),
            "give each value of the `enum` one name",
        ));
    }
    let mut names: HashMap<&str, &str> = stated.into_iter().zip(given).collect();
    let by_value = node
        .get("x-rust-names")
        .map(|names| names.entries())
        .unwrap_or_default();
    for (value, name) in by_value {
        match strings.contains(&value) {
            true => drop(names.insert(value, name.str()?)),
            false => doubts.push(format!("{}: there is no value `{value}`", name.pointer)),
        }
    }
    let mut met = HashSet::new();
    let values: Vec<&str> = strings.into_iter().filter(|value| met.insert(*value)).collect();
    // Names that are given come before those that are made; these in the order of the document.
    let mut scope = Scope::with_reserved(&[UNRECOGNIZED]);
    let mut taken = HashMap::new();
    for value in values.iter().filter(|value| names.contains_key(*value)) {
        let name = names::identifier(&names::pascal(names[value]), "Value");
        taken.insert(*value, scope.take(&name));
    }
    for value in values.iter().filter(|value| !names.contains_key(*value)) {
        // A value that was added goes by what it is until it is given a name.
        if !names.is_empty() {
            let pointer = &node.pointer;
            doubts.push(format!(
                "{pointer}: `{value}` has no name in `x-rust-names` or `x-enum-varnames`"
            ));
        }
        taken.insert(*value, scope.take(&names::variant(value)));
    }
    let values = values.into_iter().map(|value| EnumValue {
        value: value.to_owned(),
        rust_name: taken[value].clone(),
    });
    Ok(values.collect())
}

/// Whether a format says that a value is a secret.
fn has_secret_format(merged: &Merged<'_>) -> bool {
    merged.format == Some("password")
}

/// The type that `type` and `format` give to a plain value, or why it is any JSON.
fn plain_type(merged: &Merged<'_>) -> std::result::Result<Type, &'static str> {
    let mut types = merged.types.iter();
    match (types.next().copied(), types.next().copied()) {
        (Some("string"), None) => Ok(Type::String),
        (Some("boolean"), None) => Ok(Type::Bool),
        (Some("integer"), None) if merged.unsigned || merged.format == Some("uint64") => Ok(Type::Unsigned),
        (Some("integer"), None) if merged.large => Err("an integer beyond 64 bits"),
        (Some("integer"), None) => Ok(Type::Signed),
        (Some("number"), None) | (Some("integer"), Some("number")) => Ok(Type::Number),
        (None, _) => Err("the schema says nothing of a type"),
        (Some(_), None) => Err("a type that there is not"),
        _ => Err("one of several types"),
    }
}
