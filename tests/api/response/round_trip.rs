//! Decoding and encoding lose nothing, except the precision of very large numbers in unknown fields. Checked with random values
//! of every schema in the spec, and with unknown fields.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::LazyLock;

use cloudflare_interconnects::types;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::support::mock::Server;
use crate::support::{self, assert_contains, client_without_retries, http, success_body};

static SPEC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../spec/network-interconnects.json")).unwrap());

/// Decodes and encodes a value, and checks that the result decodes to the same value.
type Codec = fn(Value) -> Result<Value, String>;

fn codec<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_value(json).map_err(|error| error.to_string())?;
    let encoded = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
    match serde_json::from_value::<T>(encoded.clone()) {
        Ok(again) if again == decoded => Ok(encoded),
        other => Err(format!("{decoded:?} became {other:?}")),
    }
}

macro_rules! types {
    ($($name:ident $schema:literal)*) => {
        &[$((stringify!($name), $schema, codec::<types::$name>)),*]
    };
}

/// Every generated type, with its schema.
const TYPES: &[(&str, &str, Codec)] = types! {
    ApiBandwidth "/components/schemas/nsc_ApiBandwidth"
    BgpControl "/components/schemas/nsc_BgpControl"
    BgpMode "/components/schemas/nsc_BgpMode"
    Cni "/components/schemas/nsc_Cni"
    CniCreate "/components/schemas/nsc_CniCreate"
    CniList "/components/schemas/nsc_CniList"
    DefaultNameResponse "/components/schemas/nsc_DefaultNameResponse"
    FacilityInfo "/components/schemas/nsc_FacilityInfo"
    GetMagicInterconnectResponse "/paths/~1accounts~1{account_id}~1magic~1cf_interconnects~1{cf_interconnect_id}/get/responses/200/content/application~1json/schema/allOf/1/properties/result"
    Interconnect "/components/schemas/nsc_Interconnect"
    InterconnectCreate "/components/schemas/nsc_InterconnectCreate"
    InterconnectCreateGcpPartnerBody "/components/schemas/nsc_InterconnectCreate_GcpPartner_Body"
    InterconnectCreatePhysicalBody "/components/schemas/nsc_InterconnectCreate_Physical_Body"
    InterconnectGcpPartnerBody "/components/schemas/nsc_Interconnect_GcpPartner_Body"
    InterconnectList "/components/schemas/nsc_InterconnectList"
    InterconnectPhysicalBody "/components/schemas/nsc_Interconnect_Physical_Body"
    ListMagicInterconnectsResponse "/paths/~1accounts~1{account_id}~1magic~1cf_interconnects/get/responses/200/content/application~1json/schema/allOf/1/properties/result"
    MagicBgp "/components/schemas/magic_bgp"
    MagicGre "/components/schemas/magic_gre"
    MagicHealthCheck "/components/schemas/magic_health_check"
    MagicHealthCheckDirection "/components/schemas/magic_health_check/properties/direction"
    MagicHealthCheckRate "/components/schemas/magic_health_check_rate"
    MagicHealthCheckType "/components/schemas/magic_health_check_type"
    MagicInterconnect "/components/schemas/magic_interconnect"
    MagicSettings "/components/schemas/nsc_MagicSettings"
    Settings "/components/schemas/nsc_Settings"
    SettingsRequest "/components/schemas/nsc_SettingsRequest"
    SlotInfo "/components/schemas/nsc_SlotInfo"
    SlotList "/components/schemas/nsc_SlotList"
    StatusInfo "/components/schemas/nsc_StatusInfo"
    UpdateMagicInterconnectResponse "/paths/~1accounts~1{account_id}~1magic~1cf_interconnects~1{cf_interconnect_id}/put/responses/200/content/application~1json/schema/allOf/1/properties/result"
    UpdateManyMagicInterconnectsResponse "/paths/~1accounts~1{account_id}~1magic~1cf_interconnects/put/responses/200/content/application~1json/schema/allOf/1/properties/result"
};

fn resolve(mut schema: &'static Value) -> &'static Value {
    while let Some(reference) = schema["$ref"].as_str() {
        schema = SPEC.pointer(&reference[1..]).unwrap();
    }
    schema
}

/// The properties and required fields of a schema, including those of its `allOf` parts.
#[derive(Default)]
struct Shape {
    properties: BTreeMap<&'static str, &'static Value>,
    required: BTreeSet<&'static str>,
    /// The one part with all other keywords, if there is one.
    keywords: Option<&'static Value>,
    nullable: bool,
}

fn shape(schema: &'static Value) -> Shape {
    let nullable = schema["nullable"] == json!(true);
    let schema = resolve(schema);
    let mut shape = Shape {
        nullable: nullable || schema["nullable"] == json!(true),
        keywords: Some(schema),
        ..Shape::default()
    };
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let part = self::shape(part);
        shape.properties.extend(part.properties);
        shape.required.extend(part.required);
        shape.keywords = part.keywords.filter(|_| schema["properties"].is_null());
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
    let options = union["oneOf"].as_array().unwrap();
    if let Some(mapping) = union["discriminator"]["mapping"].as_object() {
        let option = |target: &Value| options.iter().find(|option| option["$ref"] == *target).unwrap();
        return mapping
            .iter()
            .map(|(value, target)| (value.as_str(), option(target)))
            .collect();
    }
    let values = |option: &'static Value| shape(option).properties[tag]["enum"].as_array().unwrap();
    options
        .iter()
        .flat_map(|option| {
            values(option)
                .iter()
                .map(move |value| (value.as_str().unwrap(), option))
        })
        .collect()
}

fn any_json() -> impl Strategy<Value = Value> {
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

/// A value of a schema, with unknown fields and values too.
fn value(schema: &'static Value) -> BoxedStrategy<Value> {
    let shape = shape(schema);
    let keywords = shape.keywords.unwrap_or(schema);
    if keywords["discriminator"].is_object() {
        return union(keywords);
    }
    if !shape.properties.is_empty() {
        return object(&shape, None);
    }
    if let Some(values) = keywords["enum"].as_array() {
        let newer = any::<String>().prop_map(Value::from);
        return prop_oneof![3 => prop::sample::select(values.clone()), 1 => newer].boxed();
    }
    match keywords["type"].as_str() {
        Some("string") => any::<String>().prop_map(Value::from).boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("integer") if keywords["minimum"].as_i64() >= Some(0) => any::<u64>().prop_map(Value::from).boxed(),
        Some("integer") => any::<i64>().prop_map(Value::from).boxed(),
        Some("number") => any::<f64>()
            .prop_filter("no JSON", |number| number.is_finite())
            .prop_map(Value::from)
            .boxed(),
        Some("array") => prop::collection::vec(value(&keywords["items"]), 0..4)
            .prop_map(Value::from)
            .boxed(),
        Some("object") => prop::collection::btree_map(any::<String>(), any_json(), 0..3)
            .prop_map(|map| json!(map))
            .boxed(),
        None if keywords["oneOf"].is_array() => any_json().boxed(),
        other => panic!("this test does not know the type {other:?}: {keywords}"),
    }
}

fn object(shape: &Shape, tag: Option<(&'static str, &'static str)>) -> BoxedStrategy<Value> {
    let mut fields: BoxedStrategy<Map<String, Value>> =
        prop::collection::btree_map("unknown_[a-z]{1,3}", any_json(), 0..3)
            .prop_map(|unknown| unknown.into_iter().collect())
            .boxed();
    for (name, schema) in shape
        .properties
        .iter()
        .filter(|(name, _)| tag.is_none_or(|(tag, _)| tag != **name))
    {
        let name = *name;
        let plain = value(schema).prop_map(Some);
        let nullable = self::shape(schema).nullable || !shape.required.contains(name);
        let null = if nullable { 1 } else { 0 };
        let absent = if shape.required.contains(name) { 0 } else { 1 };
        let field = prop_oneof![4 => plain, null => Just(Some(Value::Null)), absent => Just(None)];
        fields = (fields, field)
            .prop_map(move |(mut fields, field)| {
                fields.extend(field.map(|field| (name.to_owned(), field)));
                fields
            })
            .boxed();
    }
    fields
        .prop_map(move |mut fields| {
            fields.extend(tag.map(|(tag, value)| (tag.to_owned(), Value::from(value))));
            Value::Object(fields)
        })
        .boxed()
}

fn union(union: &'static Value) -> BoxedStrategy<Value> {
    let tag = union["discriminator"]["propertyName"].as_str().unwrap();
    let known = variants(union)
        .into_iter()
        .map(|(value, schema)| object(&shape(schema), Some((tag, value))));
    // An object without a discriminator and required fields does not decode, so each one gets a discriminator.
    let newer = prop::collection::btree_map("[a-z]{1,4}", any_json(), 0..4).prop_map(move |mut fields| {
        fields.entry(tag.to_owned()).or_insert_with(|| json!("newer"));
        json!(fields)
    });
    prop_oneof![4 => prop::strategy::Union::new(known), 1 => newer].boxed()
}

/// The part of a value that must survive: everything except nulls in known fields, where null means absent.
fn surviving(schema: &'static Value, value: &Value) -> Value {
    let shape = shape(schema);
    let keywords = shape.keywords.unwrap_or(schema);
    match value {
        Value::Object(fields) if keywords["discriminator"].is_object() => {
            let tag = keywords["discriminator"]["propertyName"].as_str().unwrap();
            let variant = variants(keywords)
                .into_iter()
                .find(|(value, _)| fields.get(tag).is_some_and(|own| own == value));
            variant.map_or_else(|| value.clone(), |(_, schema)| surviving(schema, value))
        }
        Value::Object(fields) if !shape.properties.is_empty() => {
            let surviving = fields
                .iter()
                .filter_map(|(name, value)| match shape.properties.get(name.as_str()) {
                    Some(_) if value.is_null() => None,
                    Some(schema) => Some((name.clone(), self::surviving(schema, value))),
                    None => Some((name.clone(), value.clone())),
                });
            Value::Object(surviving.collect())
        }
        Value::Array(elements) => elements
            .iter()
            .map(|element| surviving(&keywords["items"], element))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn every_generated_type_is_tested() {
    let types = include_str!("../../golden/types.rs").lines().filter_map(|line| {
        let rest = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "))?;
        rest.split([' ', ';', '(']).next()
    });
    let tested: BTreeSet<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(types.collect::<BTreeSet<_>>(), tested);
}

#[test]
fn every_field_survives_decoding_and_encoding() {
    for (name, schema, codec) in TYPES {
        let schema = SPEC.pointer(schema).unwrap();
        let config = ProptestConfig {
            cases: 128,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        proptest!(config, |(json in value(schema))| {
            let encoded = codec(json.clone()).map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
            // Required nullable fields are encoded as null, so nulls are removed on both sides.
            prop_assert_eq!(surviving(schema, &encoded), surviving(schema, &json), "{}", name);
        });
    }
}

// Row 78.
#[test]
fn an_unknown_number_beyond_64_bits_is_rounded_and_the_rounded_number_is_encoded() {
    let get_with = |fields: &str| {
        let body = success_body().replacen('{', &format!("{{{fields},"), 1);
        support::get(&client_without_retries(&Server::always(http(200, body)))).unwrap()
    };
    let interconnect = get_with("\"serial\":1234567890123456789012,\"exact\":18446744073709551615");
    let fields = interconnect.extra_fields();
    assert_eq!(fields["serial"].as_f64(), Some(1.234_567_890_123_456_8e21));
    let encoded = serde_json::to_string(&interconnect).unwrap();
    assert_contains(
        &encoded,
        ["\"serial\":1.2345678901234568e+21", "\"exact\":18446744073709551615"],
    );
    // A number that fits is unchanged.
    let encoded = serde_json::to_string(&get_with("\"serial\":123456789012345.25")).unwrap();
    assert_contains(&encoded, ["\"serial\":123456789012345.25"]);
    for text in ["README.md", "COOKBOOK.md"] {
        let text = std::fs::read_to_string(format!("{}/../{text}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(text.contains("64 bits"), "the documentation mentions it");
    }
}
