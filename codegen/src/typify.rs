//! typify, asked for the type of each field once all definitions are there: a struct that would contain itself gets a box. What a
//! schema's `type` and `format` come to is read before, in `read/formats.rs`.
//!
//! It is asked through its own types, never by the code that it prints, under neutral keys (`T0`, `f0`): it has one name
//! for `foo_bar` and `fooBar`, and tells neither of the two. Whether a field is an `Option` stays ours: typify takes an array
//! that is absent for an empty one, and puts no `Option` around what may be any JSON.

use std::collections::HashMap;

use ::typify::{TypeDetails, TypeId, TypeSpace, TypeSpaceSettings};
use schemars::schema::Schema;
use serde_json::{Map, Value, json};

use super::model::{Api, Shape, Type};

/// Gives each field the type that typify has for it: a struct that would contain itself is in a box.
pub(crate) fn decide(api: &mut Api) -> Result<(), String> {
    let space = space(api)?;
    let mut decided: HashMap<String, TypeId> = HashMap::new();
    for ty in space.iter_types() {
        if let TypeDetails::Struct(properties) = ty.details() {
            let definition = ty.name();
            decided.extend(
                properties
                    .properties()
                    .map(|(name, id)| (format!("{definition}.{name}"), id)),
            );
        }
    }
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        let Shape::Struct(fields) = &mut definition.shape else {
            continue;
        };
        for (position, field) in fields.iter_mut().enumerate() {
            let id = decided.get(&format!("{}.{}", definition_key(index), field_key(position)));
            let ty = id.and_then(|id| read(&space, id));
            field.ty = ty.ok_or_else(|| format!("typify has no type for `{}` of `{}`", field.name, definition.name))?;
        }
    }
    Ok(())
}

/// typify with all definitions. Every field is required, so that what it decides is the type alone.
fn space(api: &Api) -> Result<TypeSpace, String> {
    let mut settings = TypeSpaceSettings::default();
    let mut schemas: Vec<(String, Schema)> = Vec::new();
    for (index, definition) in api.definitions.iter().enumerate() {
        let key = definition_key(index);
        let schema = match &definition.shape {
            Shape::Struct(fields) if !fields.is_empty() => {
                let names = (0..fields.len()).map(field_key);
                let properties: Map<String, Value> = names
                    .clone()
                    .zip(fields.iter().map(|field| schema(&field.ty)))
                    .collect();
                json!({ "type": "object", "properties": properties, "required": names.collect::<Vec<_>>() })
            }
            // Has no field with a type: typify only has to know that it is there.
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
    format!("f{position}")
}

fn schema(ty: &Type) -> Value {
    match ty {
        Type::String => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Signed => json!({ "type": "integer", "format": "int64" }),
        Type::Unsigned => json!({ "type": "integer", "format": "uint64" }),
        Type::Number => json!({ "type": "number", "format": "double" }),
        Type::Any => json!({}),
        Type::Optional(inner) => json!({ "oneOf": [schema(inner), { "type": "null" }] }),
        Type::Array(item) => json!({ "type": "array", "items": schema(item) }),
        Type::Map(value) => json!({ "type": "object", "additionalProperties": schema(value) }),
        Type::Boxed(inner) => schema(inner),
        Type::Named(index) => json!({ "$ref": format!("#/definitions/{}", definition_key(*index)) }),
    }
}

/// What typify made of a type; none where it is something that no [`schema`] asks for.
fn read(space: &TypeSpace, id: &TypeId) -> Option<Type> {
    let ty = space.get_type(id).ok()?;
    let within = |id: &TypeId| read(space, id).map(Box::new);
    let named = |key: &str| key.strip_prefix('T')?.parse().ok().map(Type::Named);
    match ty.details() {
        TypeDetails::String => Some(Type::String),
        TypeDetails::Builtin("bool") => Some(Type::Bool),
        TypeDetails::Builtin("i64") => Some(Type::Signed),
        TypeDetails::Builtin("u64") => Some(Type::Unsigned),
        TypeDetails::Builtin("f64") => Some(Type::Number),
        TypeDetails::Builtin("::serde_json::Value") => Some(Type::Any),
        TypeDetails::Builtin(replaced) => named(replaced),
        TypeDetails::Struct(_) => named(&ty.name()),
        TypeDetails::Vec(item) => within(&item).map(Type::Array),
        TypeDetails::Map(_, value) => within(&value).map(Type::Map),
        TypeDetails::Option(inner) => within(&inner).map(Type::Optional),
        TypeDetails::Box(inner) => within(&inner).map(Type::Boxed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{answering, assert_has, code};

    #[test]
    fn recursion_is_boxed() {
        let node = json!({ "type": "object", "properties": { "next": { "$ref": "#/components/schemas/x_Node" }, "all": { "type": "array", "items": { "$ref": "#/components/schemas/x_Node" } } } });
        assert_has(
            &code(&answering(
                json!({ "$ref": "#/components/schemas/x_Node" }),
                json!({ "x_Node": node }),
            )),
            &["pub next: Option<Box<Node>>", "pub all: Option<Vec<Node>>"],
        );
        let schemas = json!({
            "x_Tree": { "oneOf": [{ "$ref": "#/components/schemas/x_Leaf" }, { "$ref": "#/components/schemas/x_Fork" }],
                "discriminator": { "propertyName": "kind" } },
            "x_Leaf": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["leaf"] } } },
            "x_Fork": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["fork"] }, "left": { "$ref": "#/components/schemas/x_Tree" } } },
        });
        assert_has(
            &code(&answering(json!({ "$ref": "#/components/schemas/x_Tree" }), schemas)),
            &["Leaf(Leaf)", "Fork(Box<Fork>)"],
        );
    }
}
