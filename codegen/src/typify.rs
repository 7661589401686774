//! typify gives each field of a struct its Rust type.
//!
//! What typify decides: how a type is written in Rust, where an `Option` goes, and which field needs a `Box` so that no struct contains
//! itself. The types, and which fields are optional, are decided before.
//!
//! What it does not do here, and why:
//!
//! - It merges no `allOf`: layers double its time, contradictions silently lose fields, and it does not know OpenAPI's own keywords
//!   (`nullable`, `readOnly`, discriminators). `schema.rs` merges.
//! - It names nothing: it has one name for `foo_bar` and `fooBar`. It gets neutral keys (`T0`, `f0000`), which are replaced in its
//!   output. They are padded, because it sorts fields by key.
//! - It makes no enums and unions: it would reject values newer than the spec, and try shapes in turn. It only hears that these types
//!   exist.
//! - It never sees `default`s (they would be sent), `title`s (names), `additionalProperties` beside fields (unknown fields would be
//!   denied), bounds and formats (each would be a new type).
//! - It breaks a cycle outside or inside the `Option`, whichever it meets first. Here the `Box` is always inside.
//! - Its optional arrays and maps are empty ones, and it puts no `Option` around untyped JSON. So these are given as nullable.

use std::collections::HashMap;

use ::typify::{TypeSpace, TypeSpaceSettings};
use schemars::schema::Schema;
use serde_json::{Map, Value, json};
use syn::{GenericArgument, Item, PathArguments};

use crate::model::{Api, Field, Shape, Type};

/// Gives each field of a struct its Rust type.
pub(crate) fn decide_types(api: &mut Api) -> Result<(), String> {
    let space = space(api)?;
    let file: syn::File = syn::parse2(space.to_stream()).map_err(|error| error.to_string())?;
    let mut structs = HashMap::new();
    for item in file.items {
        match item {
            Item::Struct(item) => drop(structs.insert(item.ident.to_string(), item)),
            Item::Enum(item) if item.variants.is_empty() => {
                return Err(format!("typify found no value for `{}`", item.ident));
            }
            _ => {}
        }
    }
    let names: Vec<String> = api
        .definitions
        .iter()
        .map(|definition| definition.name.clone())
        .collect();
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        let Shape::Struct(fields) = &mut definition.shape else {
            continue;
        };
        let members = structs.get(&definition_key(index)).map(|item| &item.fields);
        for (position, field) in fields.iter_mut().enumerate() {
            let key = field_key(position);
            let mut members = members.into_iter().flatten();
            let member = members.find(|member| member.ident.as_ref().is_some_and(|ident| *ident == key));
            let ty = member.and_then(|member| rust_type(&member.ty, &names));
            field.rust_type =
                ty.ok_or_else(|| format!("typify has no type for `{}` of `{}`", field.name, definition.name))?;
            field.boxed = field.rust_type.trim_start_matches("Option<").starts_with("Box<");
        }
    }
    Ok(())
}

/// All definitions, given to typify.
fn space(api: &Api) -> Result<TypeSpace, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    let mut schemas: Vec<(String, Schema)> = Vec::new();
    for (index, definition) in api.definitions.iter().enumerate() {
        let key = definition_key(index);
        let schema = match &definition.shape {
            Shape::Struct(fields) if !fields.is_empty() => {
                let names = || (0..fields.len()).map(field_key);
                let properties: Map<String, Value> = names().zip(fields.iter().map(field_schema)).collect();
                let required = names().zip(fields).filter(|(_, field)| field.always());
                let required: Vec<String> = required.map(|(name, _)| name).collect();
                json!({ "type": "object", "properties": properties, "required": required })
            }
            // It has no field with a type, so typify only needs its name.
            _ => {
                settings.with_replacement(&key, &key, std::iter::empty());
                json!({ "type": "object" })
            }
        };
        let schema = serde_json::from_value(schema).map_err(|error| error.to_string())?;
        schemas.push((key, schema));
    }
    let mut space = TypeSpace::new(&settings);
    space.add_ref_types(schemas).map_err(|error| error.to_string())?;
    Ok(space)
}

fn definition_key(index: usize) -> String {
    format!("T{index}")
}

fn field_key(position: usize) -> String {
    format!("f{position:04}")
}

fn field_schema(field: &Field) -> Value {
    match &field.ty {
        ty @ (Type::Array(_) | Type::Map(_) | Type::Any) if !field.always() => nullable(ty),
        ty => schema(ty),
    }
}

fn nullable(ty: &Type) -> Value {
    json!({ "oneOf": [schema(ty), { "type": "null" }] })
}

fn schema(ty: &Type) -> Value {
    match ty {
        Type::String => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Signed => json!({ "type": "integer", "format": "int64" }),
        Type::Unsigned => json!({ "type": "integer", "format": "uint64" }),
        Type::Number => json!({ "type": "number", "format": "double" }),
        Type::Any => json!({}),
        Type::Optional(inner) => nullable(inner),
        Type::Array(item) => json!({ "type": "array", "items": schema(item) }),
        Type::Map(value) => json!({ "type": "object", "additionalProperties": schema(value) }),
        Type::Named(index) => json!({ "$ref": format!("#/definitions/{}", definition_key(*index)) }),
    }
}

/// A type of typify's output, as the generated code writes it; `None` for a type that no [`schema`] asks for.
fn rust_type(ty: &syn::Type, names: &[String]) -> Option<String> {
    let syn::Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let mut arguments = Vec::new();
    if let PathArguments::AngleBracketed(all) = &segment.arguments {
        for argument in &all.args {
            let GenericArgument::Type(argument) = argument else {
                return None;
            };
            arguments.push(rust_type(argument, names)?);
        }
    }
    Some(match (segment.ident.to_string().as_str(), &arguments[..]) {
        (plain @ ("String" | "bool" | "i64" | "u64" | "f64"), []) => plain.to_owned(),
        ("Box", [inner]) if inner.starts_with("Option<") => format!("Option<Box<{}>", &inner["Option<".len()..]),
        (holder @ ("Option" | "Vec" | "Box"), [inner]) => format!("{holder}<{inner}>"),
        ("Value", []) => "serde_json::Value".to_owned(),
        ("Map", [key, value]) => format!("serde_json::Map<{key}, {value}>"),
        ("BTreeMap", [key, value]) => format!("std::collections::BTreeMap<{key}, {value}>"),
        (key, []) => names.get(key.strip_prefix('T')?.parse::<usize>().ok()?)?.clone(),
        _ => return None,
    })
}
