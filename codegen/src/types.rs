//! Schemas -> the types of fields, parameters, bodies and responses, and the [`Definition`]s that they name. Each schema is read once,
//! however many references lead to it.
//!
//! A schema without a certain type (a union without a discriminator, an enum of mixed types, a contradiction) becomes untyped JSON and
//! is listed in `untyped`. Nothing is guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::document::{Node, Result};
use crate::model::{Definition, Direction, EnumValue, Field, Shape, Type, Union, Variant};
use crate::names::{self, NamePool, Spelled, TypeNames, UNRECOGNIZED};
use crate::prose::{code, markdown};
use crate::schema::{Alternatives, Merged, Values, alias, particular};
use crate::unions::{Decided, find_discriminator};

/// The definitions of a spec, built at the first reference.
pub(crate) struct Schemas {
    pub(crate) definitions: Vec<Definition>,
    known: HashMap<Key, Known>,
    names: TypeNames,
    /// Doubtful places of the spec: a JSON pointer and a sentence each.
    pub(crate) warnings: Vec<String>,
    /// The responses, bodies, parameters and fields that are partly or wholly untyped JSON: JSON pointer and reason.
    pub(crate) untyped: BTreeMap<String, &'static str>,
}

/// A schema's pointer, and the discriminator that its struct leaves out.
type Key = (String, Option<String>);

#[derive(Clone)]
enum Known {
    /// Being read. A reference that finds this is a cycle without an object in it.
    Open,
    Done(Typed),
}

/// A type, and the reason if it is partly or wholly untyped.
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

/// The type of a field, parameter, body or response, with the facts that belong to this place only.
pub(crate) struct Placed {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    pub(crate) description: Option<String>,
    pub(crate) secret: bool,
    /// The reason, if it is partly or wholly untyped.
    pub(crate) untyped: Option<&'static str>,
    only: Option<Direction>,
}

impl Schemas {
    /// `reachable` are the pointers of the component schemas that the generated operations use.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>, mut warnings: Vec<String>) -> Self {
        let names = TypeNames::new(reachable, &mut warnings);
        Schemas {
            definitions: Vec::new(),
            known: HashMap::new(),
            names,
            warnings,
            untyped: BTreeMap::new(),
        }
    }

    /// The type of a schema, merged from `nodes`; `hint` names it if it has no name.
    pub(crate) fn place(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Placed> {
        let all = Merged::new(nodes)?;
        let particular = match nodes {
            [_] => None,
            _ => particular(nodes)?,
        };
        let (Typed { ty, untyped }, nullable) = match (&particular, nodes) {
            (Some((node, merged)), _) => (self.type_of(node, None, hint)?, merged.is_nullable()),
            (None, [node]) => (self.type_of(node, None, hint)?, all.is_nullable()),
            (None, _) => (self.shape(&all, None, hint, None)?, all.is_nullable()),
        };
        Ok(Placed {
            nullable,
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

    /// Lists a place as untyped, if there is a reason.
    pub(crate) fn record(&mut self, place: &Node<'_>, untyped: Option<&'static str>) {
        if let Some(why) = untyped {
            self.untyped.insert(place.pointer.clone(), why);
        }
    }

    /// The name of an operation's response type if its schema has none.
    pub(crate) fn response_name(&self, builder: &str) -> String {
        self.names.response(builder)
    }

    /// Untyped JSON, listed.
    pub(crate) fn any(&mut self, place: &Node<'_>, why: &'static str) -> Type {
        self.record(place, Some(why));
        Type::Any
    }

    /// The type of one node, built once.
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
            Some(Known::Open) => return Ok(any("it contains itself without an object in between")),
            None => {}
        }
        self.known.insert(key.clone(), Known::Open);
        let merged = Merged::of(&node)?;
        let name = self.names.wanted(&node.pointer, discriminator.is_some(), hint);
        let extended = match discriminator {
            None => Alternatives::of_base(&node)?,
            Some(_) => None,
        };
        let union = match extended {
            Some(alternatives) => {
                // The variants contain the base's properties already.
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
            self.warnings.push(
                part.warning("its `type` contradicts the parts before it and replaces theirs: correct the parts"),
            );
        }
        if let Some(values) = &merged.values {
            return self.enumeration(merged, values, name);
        }
        let undecided = match &merged.unions[..] {
            [] => None,
            [union] => match self.union(merged, union, name, &key)? {
                Some(ty) => return Ok(ty.into()),
                None => Some("a union without a discriminator"),
            },
            _ => Some("several unions at once"),
        };
        // The keywords beside such a union still apply.
        if merged.is_object() {
            let object = self.object(merged, discriminator, name, key)?;
            let undecided = match merged.properties.is_empty() {
                true => undecided,
                false => undecided.map(|_| "beside its properties, a union without a discriminator"),
            };
            return Ok(Typed {
                untyped: undecided.or(object.untyped),
                ..object
            });
        }
        if merged.types.iter().eq(&["array"]) {
            let item = match &merged.items[..] {
                _ if merged.tuple => any("an array with a schema for each position"),
                [] => any("an array without `items`"),
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

    /// The type of the elements of an array or map.
    fn element(&mut self, nodes: &[Node<'_>], hint: &str) -> Result<Typed> {
        let Placed {
            ty, nullable, untyped, ..
        } = self.place(nodes, hint)?;
        let ty = match ty {
            // Untyped JSON includes null.
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
                self.warnings
                    .push(schema.warning(format!("`{name}` is required, but not in `properties`: add it there")));
            }
        }
        if merged.properties.is_empty() && discriminator.is_none() {
            let element = match &merged.additional[..] {
                [] => any("an object without `properties`"),
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

    /// Adds a definition before its parts are read, so that they can refer to it.
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
        // Methods of every struct, or of every sent one.
        let mut pool = NamePool::with_reserved(&["new", "extra_field", "extra_fields"]);
        let mut fields: Vec<Field> = Vec::new();
        let mut spelled: Vec<Spelled> = Vec::new();
        for (&name, nodes) in properties {
            // The last part is the most particular one.
            let (Some(node), true) = (nodes.last(), discriminator != Some(name)) else {
                continue;
            };
            let placed = self.place(nodes, &format!("{owner}{}", names::pascal(name)))?;
            self.record(node, placed.untyped);
            let mut parts = nodes.iter().rev();
            let given = parts.find_map(|node| names::given(node, &mut self.warnings));
            let spelling = given.unwrap_or(name);
            spelled.push(Spelled {
                pointer: &node.pointer,
                spelling,
                name: names::field(spelling),
            });
            fields.push(Field {
                name: name.to_owned(),
                rust_name: String::new(),
                rust_type: String::new(),
                description: placed.description,
                boxed: false,
                listed: required.contains_key(name),
                required: false,
                only_constructed: false,
                nullable: placed.nullable,
                only: placed.only,
                secret: placed.secret,
                ty: placed.ty,
            });
        }
        let names = pool.take_all_or_warn(&spelled, &mut self.warnings);
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
        // An enum is one type, however many layers wrap it.
        let node = &stated.node;
        let key: Key = (node.pointer.clone(), None);
        if let Some(Known::Done(ty)) = self.known.get(&key) {
            return Ok(ty.clone());
        }
        let name = self.names.of_place(&node.pointer).unwrap_or_else(|| name.to_owned());
        let own = Merged::of(node)?;
        let values = enum_values(node, strings, &mut self.warnings)?;
        let index = self.reserve(&name, own.description, Some(key));
        self.definitions[index].shape = Shape::Enum(values);
        Ok(Type::Named(index).into())
    }

    /// The union, if it has a discriminator.
    fn union(
        &mut self,
        merged: &Merged<'_>,
        union: &Alternatives<'_>,
        name: &str,
        key: &Option<Key>,
    ) -> Result<Option<Type>> {
        let Some(Decided { tag, members }) = find_discriminator(union, &mut self.warnings)? else {
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
                    let mut whole = Merged::of(&member)?;
                    for (name, nodes) in &merged.properties {
                        whole.properties.entry(*name).or_insert_with(|| nodes.clone());
                    }
                    whole.required.extend(merged.required.clone());
                    self.object(&whole, Some(tag), &hint, None)?
                }
            };
            let Type::Named(definition) = content.ty else {
                return Err(member.error(
                    "this member of a union is not an object",
                    "make it an object with `properties`",
                ));
            };
            variants.push(Variant {
                value,
                rust_name,
                description: Merged::of(&member)?.description.map(markdown),
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

/// Whether a schema allows any value: `{}` or `true`.
pub(crate) fn allows_anything(schema: &Node<'_>) -> bool {
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

/// The kind of the values of an `enum`.
pub(crate) enum EnumKind<'a> {
    Strings(Vec<&'a str>),
    Plain(Type),
    /// Untyped JSON, with the reason.
    Any(&'static str),
}

/// The kind of the values, given the `type`s beside them.
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
        None => EnumKind::Any("an `enum` with values of several types"),
        Some(strings) if strings.is_empty() || !typed("string") => EnumKind::Any(EXCLUDED),
        Some(strings) => EnumKind::Strings(strings),
    }
}

const EXCLUDED: &str = "an `enum` that contradicts its `type`";

/// The values of the enum at `node`, named by value (`x-rust-names`), by position (`x-enum-varnames`), or from the value itself.
pub(crate) fn enum_values(node: &Node<'_>, strings: Vec<&str>, warnings: &mut Vec<String>) -> Result<Vec<EnumValue>> {
    let stated: Vec<&str> = match node.get("enum") {
        Some(_) => node.strings("enum"),
        None => strings.clone(),
    };
    let given = node.strings("x-enum-varnames");
    if given.len() > stated.len() {
        return Err(node.error(
            format!("{} `x-enum-varnames` for {} values", given.len(), stated.len()),
            "remove the surplus names",
        ));
    }
    let mut names: HashMap<&str, &str> = stated.into_iter().zip(given).collect();
    for (value, name) in node.entries_of("x-rust-names") {
        match strings.contains(&value) {
            true => drop(names.insert(value, name.str()?)),
            false => warnings.push(name.warning(format!("`enum` has no value `{value}`: remove the name"))),
        }
    }
    let mut met = HashSet::new();
    let values: Vec<&str> = strings.into_iter().filter(|value| met.insert(*value)).collect();
    if !names.is_empty() {
        for value in values.iter().filter(|value| !names.contains_key(*value)) {
            warnings.push(node.warning(format!(
                "`{value}` has no name in `x-rust-names` or `x-enum-varnames`: add one"
            )));
        }
    }
    let wanted = values.iter().map(|value| match names.get(value) {
        Some(name) => names::identifier(&names::pascal(name), "Value"),
        None => names::variant(value),
    });
    let wanted: Vec<String> = wanted.collect();
    // Given names are assigned first.
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|at| !names.contains_key(values[*at]));
    let mut pool = NamePool::with_reserved(&[UNRECOGNIZED]);
    let mut rust_names = vec![String::new(); values.len()];
    for at in order {
        rust_names[at] = pool.take(&wanted[at]);
    }
    let values = values.into_iter().map(str::to_owned).zip(rust_names);
    Ok(values
        .map(|(value, rust_name)| EnumValue { value, rust_name })
        .collect())
}

/// Whether the format marks a secret.
fn has_secret_format(merged: &Merged<'_>) -> bool {
    merged.format == Some("password")
}

/// The type of a plain value by `type` and `format`, or the reason why it is untyped.
fn plain_type(merged: &Merged<'_>) -> std::result::Result<Type, &'static str> {
    let mut types = merged.types.iter();
    match (types.next().copied(), types.next().copied()) {
        (Some("string"), None) => Ok(Type::String),
        (Some("boolean"), None) => Ok(Type::Bool),
        (Some("integer"), None) if merged.unsigned || merged.format == Some("uint64") => Ok(Type::Unsigned),
        (Some("integer"), None) if merged.large => Err("an integer beyond 64 bits"),
        (Some("integer"), None) => Ok(Type::Signed),
        (Some("number"), None) | (Some("integer"), Some("number")) => Ok(Type::Number),
        (None, _) => Err("the schema has no `type`"),
        (Some(_), None) => Err("an unknown `type`"),
        _ => Err("one of several types"),
    }
}
