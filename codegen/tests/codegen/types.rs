use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::{Value, json};

use crate::support::{base, in_3_1, warnings};

#[test]
fn an_enum_is_one_type_however_many_layers_wrap_it() {
    let layered = |more: Value| json!({ "allOf": [reference("x_Size"), more] });
    let code = code(&returning(
        json!({ "type": "object", "properties": {
            "a": layered(json!({ "nullable": true })), "b": layered(json!({ "description": "B." })), "c": reference("x_Size") } }),
        json!({ "x_Size": { "type": "string", "enum": ["S", "M"], "description": "A size." } }),
    ));
    assert_has(
        &code,
        &[
            "/// A size. #[derive",
            "pub a: Option<Size>",
            "pub b: Option<Size>",
            "pub c: Option<Size>",
        ],
    );
}

#[test]
fn untyped_json_is_counted_once() {
    let generated = generate(
        &returning(
            json!({ "type": "object", "properties": { "a": {}, "b": { "type": "array" }, "c": { "type": "object" }, "d": { "type": ["string", "integer"] }, "e": { "type": "string" } } }),
            json!({}),
        ),
        CNI,
    )
    .unwrap();
    assert_eq!((generated.untyped, generated.warnings.len()), (4, 0));
    let origin = &generated.files[0].1;
    for reason in [
        "the schema has no `type`",
        "an array without `items`",
        "an object without `properties`",
        "one of several types",
    ] {
        assert_eq!(origin.matches(reason).count(), 1, "{origin}");
    }
}

#[test]
fn an_enum_is_open_and_has_readable_variants() {
    let code = code(&returning(
        json!({ "type": "object", "properties": {
            "given": { "type": "string", "enum": ["50M", "1G"], "x-enum-varnames": ["Mbps50", "Gbps1"] },
            "derived": { "type": "string", "enum": ["50M", "a-b", "a_b", "Unrecognized"] },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub enum GetThingsResponseGiven { /// `50M` Mbps50, /// `1G` Gbps1, /// A value newer than this crate, unchanged. Unrecognized(String), }",
            "M50, /// `a-b` AB, /// `a_b` AB2, /// `Unrecognized` Unrecognized2,",
        ],
    );
}

#[test]
fn enums_that_are_not_all_strings_are_plain_values() {
    let code = code(&returning(
        json!({ "type": "object", "required": ["a", "b", "c", "d"], "properties": {
            "a": { "enum": [1, 2] },
            "b": { "enum": [1, "x"] },
            "c": { "enum": [true] },
            "d": { "type": "string", "enum": ["x", null] },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub a: u64",
            "pub b: serde_json::Value",
            "pub c: bool",
            "pub d: Option<GetThingsResponseD>",
        ],
    );
}

#[test]
fn an_enum_that_contradicts_its_type_is_untyped() {
    let code = code(&returning(
        json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
            "a": { "type": "integer", "enum": ["1"] }, "b": { "type": "number", "enum": [1, 2] }, "c": { "type": "string", "enum": [1] } } }),
        json!({}),
    ));
    assert_has(
        &code,
        &["pub a: serde_json::Value", "pub b: f64", "pub c: serde_json::Value"],
    );
}

#[test]
fn an_appended_enum_value_renames_none() {
    let values = |values: &[&str]| {
        code(&returning(
            json!({ "type": "object", "properties": { "a": { "type": "string", "enum": values } } }),
            json!({}),
        ))
    };
    assert_has(
        &values(&["a_b", "10G"]),
        &["\"a_b\" => Self::AB, \"10G\" => Self::G10,"],
    );
    let appended = values(&["a_b", "10G", "a-b", "10-g", "AB", "-1", "1.0", "1", "10"]);
    assert_has(
        &appended,
        &[
            "\"a_b\" => Self::AB, \"10G\" => Self::G10, \"a-b\" => Self::AB2, \"10-g\" => Self::G102, \"AB\" => Self::Ab,",
            "\"-1\" => Self::Minus1, \"1.0\" => Self::Value1_0, \"1\" => Self::Value1, \"10\" => Self::Value10,",
        ],
    );
}

#[test]
fn contradicting_types_of_parts_are_a_warning_and_items_of_parts_are_merged() {
    let list =
        |items: Value| json!({ "type": "object", "properties": { "list": { "type": "array", "items": items } } });
    let document = |one: Value, other: Value| {
        returning(
            json!({ "allOf": [list(one), list(other)] }),
            json!({ "x_Base": base() }),
        )
    };
    let [warning] = &warnings(&document(json!({ "type": "string" }), json!({ "type": "integer" })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("/allOf/1/properties/list/items: its `type` contradicts the parts before it"),
        "{warning}"
    );
    let more = json!({ "type": "object", "properties": { "more": { "type": "string" } } });
    assert_has(
        &code(&document(reference("x_Base"), more)),
        &["ListItem { /// `id`. pub id: Option<String>, /// `more`. pub more: Option<String>"],
    );
}

#[test]
fn the_items_of_a_tuple_are_untyped() {
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } });
    assert_has(
        &code(&in_3_1(&returning(tuple, json!({})))),
        &[
            "json_call!(GetThings, Vec < serde_json::Value >);",
            "an array with a schema for each position",
        ],
    );
}
