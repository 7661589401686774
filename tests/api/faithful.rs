//! Nothing is lost between JSON and the generated types: values are drawn from the shapes that the spec gives, decoded and encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::LazyLock;

use cloudflare_interconnects::types;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

static SPEC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../spec/network-interconnects.json")).unwrap());

/// Decodes and encodes, and sees to it that what was encoded decodes to the same.
type Codec = fn(Value) -> Result<Value, String>;

fn codec<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_value(json).map_err(|error| error.to_string())?;
    let encoded = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
    match serde_json::from_value::<T>(encoded.clone()) {
        Ok(again) if again == decoded => Ok(encoded),
        other => Err(format!("{decoded:?} became {other:?}")),
    }
}

/// The types of whole bodies and answers; all others are parts of them.
const TYPES: &[(&str, Codec)] = &[
    ("nsc_Cni", codec::<types::Cni>),
    ("nsc_CniCreate", codec::<types::CniCreate>),
    ("nsc_CniList", codec::<types::CniList>),
    ("nsc_DefaultNameResponse", codec::<types::DefaultNameResponse>),
    ("nsc_Interconnect", codec::<types::Interconnect>),
    ("nsc_InterconnectCreate", codec::<types::InterconnectCreate>),
    ("nsc_InterconnectList", codec::<types::InterconnectList>),
    ("nsc_Settings", codec::<types::Settings>),
    ("nsc_SettingsRequest", codec::<types::SettingsRequest>),
    ("nsc_SlotInfo", codec::<types::SlotInfo>),
    ("nsc_SlotList", codec::<types::SlotList>),
    ("nsc_StatusInfo", codec::<types::StatusInfo>),
];

fn component(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap()
}

/// The schemas that requests lead to.
static SENT: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut sent = BTreeSet::new();
    operations().for_each(|operation| references(&operation["requestBody"], &mut sent));
    sent
});

fn operations() -> impl Iterator<Item = &'static Value> {
    let paths = SPEC["paths"].as_object().unwrap().values();
    paths.flat_map(|item| item.as_object().unwrap().values())
}

/// The schema itself, and whether the type made of it keeps fields that it does not know: those that are sent do.
fn resolve(mut schema: &'static Value, mut keeps: bool) -> (&'static Value, bool) {
    while let Some(reference) = schema["$ref"].as_str() {
        schema = SPEC.pointer(&reference[1..]).unwrap();
        keeps = SENT.contains(component(reference));
    }
    (schema, keeps)
}

/// The names of the schemas that a value refers to, and of those that they refer to.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str)
                && found.insert(component(reference).to_owned())
            {
                references(SPEC.pointer(&reference[1..]).unwrap(), found);
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| references(element, found)),
        _ => {}
    }
}

/// What a schema says with its `allOf`s: properties, and which of them are required.
#[derive(Default)]
struct Shape {
    properties: BTreeMap<&'static str, &'static Value>,
    required: BTreeSet<&'static str>,
    /// The member that says all else, where there is one.
    only: Option<&'static Value>,
    nullable: bool,
    keeps: bool,
}

fn shape(schema: &'static Value, keeps: bool) -> Shape {
    let nullable = schema["nullable"] == json!(true);
    let (schema, keeps) = resolve(schema, keeps);
    let mut shape = Shape {
        nullable: nullable || schema["nullable"] == json!(true),
        only: Some(schema),
        keeps,
        ..Shape::default()
    };
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let part = self::shape(part, keeps);
        shape.properties.extend(part.properties);
        shape.required.extend(part.required);
        shape.only = part.only.filter(|_| schema["properties"].is_null());
        if schema["type"].is_null() {
            shape.keeps = part.keeps;
        }
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    shape
        .properties
        .extend(own.map(|(name, schema)| (name.as_str(), schema)));
    shape.required.extend(
        schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str),
    );
    shape
}

/// The variants of a union: each value of its discriminator with its schema.
fn variants(union: &'static Value) -> Vec<(&'static str, &'static Value)> {
    let tag = union["discriminator"]["propertyName"].as_str().unwrap();
    let members = union["oneOf"].as_array().unwrap();
    if let Some(mapping) = union["discriminator"]["mapping"].as_object() {
        let member = |target: &Value| members.iter().find(|member| member["$ref"] == *target).unwrap();
        return mapping
            .iter()
            .map(|(value, target)| (value.as_str(), member(target)))
            .collect();
    }
    let values = |member: &'static Value| shape(member, false).properties[tag]["enum"].as_array().unwrap();
    members
        .iter()
        .flat_map(|member| {
            values(member)
                .iter()
                .map(move |value| (value.as_str().unwrap(), member))
        })
        .collect()
}

fn anything() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..3).prop_map(|map| json!(map)),
        ]
    })
}

/// A value of a schema, with more that the spec does not know.
fn value(schema: &'static Value) -> BoxedStrategy<Value> {
    let shape = shape(schema, false);
    let only = shape.only.unwrap_or(schema);
    if only["discriminator"].is_object() {
        return union(only);
    }
    if !shape.properties.is_empty() {
        return object(&shape, None);
    }
    if let Some(values) = only["enum"].as_array() {
        let newer = any::<String>().prop_map(Value::from);
        return prop_oneof![3 => prop::sample::select(values.clone()), 1 => newer].boxed();
    }
    match only["type"].as_str() {
        Some("string") => any::<String>().prop_map(Value::from).boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("integer") if only["minimum"].as_i64() >= Some(0) => any::<u64>().prop_map(Value::from).boxed(),
        Some("integer") => any::<i64>().prop_map(Value::from).boxed(),
        Some("number") => any::<f64>()
            .prop_filter("no JSON", |number| number.is_finite())
            .prop_map(Value::from)
            .boxed(),
        Some("array") => prop::collection::vec(value(&only["items"]), 0..4)
            .prop_map(Value::from)
            .boxed(),
        Some("object") => prop::collection::btree_map(any::<String>(), anything(), 0..3)
            .prop_map(|map| json!(map))
            .boxed(),
        other => panic!("this test does not know the type {other:?}: {only}"),
    }
}

fn object(shape: &Shape, tag: Option<(&'static str, &'static str)>) -> BoxedStrategy<Value> {
    let mut members: BoxedStrategy<Map<String, Value>> =
        prop::collection::btree_map("unknown_[a-z]{1,3}", anything(), 0..3)
            .prop_map(|unknown| unknown.into_iter().collect())
            .boxed();
    for (name, schema) in shape
        .properties
        .iter()
        .filter(|(name, _)| tag.is_none_or(|(tag, _)| tag != **name))
    {
        let name = *name;
        let plain = value(schema).prop_map(Some);
        let nullable = self::shape(schema, false).nullable || !shape.required.contains(name);
        let null = if nullable { 1 } else { 0 };
        let absent = if shape.required.contains(name) { 0 } else { 1 };
        let member = prop_oneof![4 => plain, null => Just(Some(Value::Null)), absent => Just(None)];
        members = (members, member)
            .prop_map(move |(mut members, member)| {
                members.extend(member.map(|member| (name.to_owned(), member)));
                members
            })
            .boxed();
    }
    members
        .prop_map(move |mut members| {
            members.extend(tag.map(|(tag, value)| (tag.to_owned(), Value::from(value))));
            Value::Object(members)
        })
        .boxed()
}

fn union(union: &'static Value) -> BoxedStrategy<Value> {
    let tag = union["discriminator"]["propertyName"].as_str().unwrap();
    let known = variants(union)
        .into_iter()
        .map(|(value, schema)| object(&shape(schema, false), Some((tag, value))));
    let newer = prop::collection::btree_map("[a-z]{1,4}", anything(), 0..4).prop_map(|map| json!(map));
    prop_oneof![4 => prop::strategy::Union::new(known), 1 => newer].boxed()
}

/// What has to be left of a value: a null that stands for absence is not, nor are fields that are unknown where none are kept.
/// With `all`, unknown fields are left everywhere: so what was encoded is compared.
fn left(schema: &'static Value, keeps: bool, value: &Value, all: bool) -> Value {
    let shape = shape(schema, keeps);
    let only = shape.only.unwrap_or(schema);
    match value {
        Value::Object(members) if only["discriminator"].is_object() => {
            let tag = only["discriminator"]["propertyName"].as_str().unwrap();
            let variant = variants(only)
                .into_iter()
                .find(|(value, _)| members.get(tag).is_some_and(|own| own == value));
            variant.map_or_else(|| value.clone(), |(_, schema)| left(schema, shape.keeps, value, all))
        }
        Value::Object(members) if !shape.properties.is_empty() => {
            let left = members
                .iter()
                .filter_map(|(name, value)| match shape.properties.get(name.as_str()) {
                    Some(_) if value.is_null() => None,
                    Some(schema) => Some((name.clone(), self::left(schema, shape.keeps, value, all))),
                    None => (shape.keeps || all).then(|| (name.clone(), value.clone())),
                });
            Value::Object(left.collect())
        }
        Value::Array(elements) => elements
            .iter()
            .map(|element| left(&only["items"], shape.keeps, element, all))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn every_type_of_a_whole_body_or_answer_is_tested() {
    let mut whole = BTreeSet::new();
    for operation in operations() {
        let successes = operation["responses"].as_object().into_iter().flatten();
        let answers = successes
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(_, answer)| answer);
        for content in answers.chain([&operation["requestBody"]]) {
            let reference = content["content"]["application/json"]["schema"]["$ref"].as_str();
            whole.extend(reference.map(component));
        }
    }
    assert_eq!(whole, TYPES.iter().map(|(name, _)| *name).collect());
}

#[test]
fn what_the_spec_knows_and_what_is_to_be_kept_survives_decoding_and_encoding() {
    for (name, codec) in TYPES {
        let schema = &SPEC["components"]["schemas"][*name];
        let keeps = SENT.contains(*name);
        let config = ProptestConfig {
            cases: 128,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        proptest!(config, |(json in value(schema))| {
            let encoded = codec(json.clone()).map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
            prop_assert_eq!(left(schema, keeps, &encoded, true), left(schema, keeps, &json, false), "{}", name);
        });
    }
}
