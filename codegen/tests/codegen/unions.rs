use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning, sending};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::json;

use crate::support::{base, warnings};

#[test]
fn a_mapping_decides_a_union() {
    let schemas = json!({
        "x_Pet": { "oneOf": [{ "$ref": "#/components/schemas/x_Cat" }, { "$ref": "#/components/schemas/x_Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/x_Cat", "hound": "x_Dog" } } },
        "x_Cat": { "type": "object", "required": ["kind", "name"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
        "x_Dog": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
    });
    let code = code(&returning(json!({ "$ref": "#/components/schemas/x_Pet" }), schemas));
    assert_has(
        &code,
        &[
            "Cat(Cat), /// `hound` Hound(Dog),",
            "Some(\"hound\") => fields.into_variant().map(Self::Hound),",
            "pub struct Cat { /// `name`. pub name: String, #[serde(flatten)] extra_fields: crate::value::extra_fields::ExtraFields, }",
            "pub fn name(&self) -> Option<&str>",
            "pub fn kind(&self) -> Option<&str>",
        ],
    );
    assert!(!code.contains("pub kind:"), "the discriminator is the union's:\n{code}");
}

#[test]
fn without_a_mapping_the_single_value_in_each_variant_decides() {
    let code = code(&returning(
        json!({ "oneOf": [
            { "type": "object", "properties": { "state": { "type": "string", "enum": ["Up"] } } },
            { "type": "object", "properties": { "state": { "type": "string", "enum": ["Down"] }, "why": { "type": "string", "nullable": true } } },
        ], "discriminator": { "propertyName": "state" } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "Up { #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields },",
            "Down { /// `why`. why: Option<String>, #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields, }",
            "pub fn is_up(&self) -> bool",
            "#[non_exhaustive] Up",
        ],
    );
}

#[test]
fn a_union_without_a_discriminator_is_untyped() {
    let either = json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }] });
    let code = code(&returning(
        json!({ "type": "object", "required": ["x"], "properties": { "x": either } }),
        json!({}),
    ));
    assert_has(&code, &["pub x: serde_json::Value"]);
}

#[test]
fn a_discriminator_that_does_not_decide_is_a_warning_with_its_place() {
    let member =
        |value: &str| json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": [value] } } });
    let union = json!({ "oneOf": [member("a"), member("b")], "discriminator": { "propertyName": "knid" } });
    let generated = generate(&returning(union, json!({})), CNI).unwrap();
    let [warning] = &generated.warnings[..] else {
        panic!("{:?}", generated.warnings)
    };
    assert!(
        warning.contains("schema/discriminator: `knid` does not decide every member"),
        "{warning}"
    );
}

#[test]
fn a_discriminator_pinned_beside_a_base_decides_and_a_number_does_not() {
    let base = json!({ "type": "object", "required": ["kind"], "properties": {
        "kind": { "type": "string", "enum": ["a", "b"] }, "name": { "type": "string" } } });
    let pinned = |value: &str| json!({ "allOf": [reference("x_Base")], "properties": { "kind": { "enum": [value] } } });
    let own = |value: &str| json!({ "type": "object", "properties": { "kind": { "allOf": [reference("x_Kind")], "enum": [value] } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")], "discriminator": { "propertyName": "kind" } });
    for (a, b) in [(pinned("a"), pinned("b")), (own("a"), own("b"))] {
        let schemas = json!({ "x_Base": base, "x_Kind": { "type": "string", "enum": ["a", "b"] }, "x_A": a, "x_B": b });
        assert_has(
            &code(&returning(union.clone(), schemas)),
            &["Some(\"a\") => ", "Some(\"b\") => "],
        );
    }
    let numbered =
        |value: u8| json!({ "type": "object", "properties": { "kind": { "type": "integer", "enum": [value] } } });
    let document = returning(union, json!({ "x_A": numbered(1), "x_B": numbered(2) }));
    let [warning] = &warnings(&document)[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("`kind` does not decide every member by a string, so the union is untyped JSON"),
        "{warning}"
    );
}

#[test]
fn a_base_with_a_discriminator_is_a_union_of_its_extensions() {
    let base = json!({ "type": "object", "required": ["petType"], "discriminator": { "propertyName": "petType", "mapping": { "cat": "x_Cat" } },
        "properties": { "petType": { "type": "string" }, "name": { "type": "string" } } });
    let extending = |base: &str, name: &str| json!({ "allOf": [reference(base), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "x_Pet": base, "x_Cat": extending("x_Pet", "mood"), "x_Dog": extending("x_Pet", "bark"), "x_Puppy": extending("x_Dog", "age") });
    let code = code(&returning(
        json!({ "type": "array", "items": reference("x_Pet") }),
        schemas,
    ));
    assert_has(
        &code,
        &[
            "pub enum Pet { /// `cat` Cat(Cat),",
            "Some(\"cat\") => fields.into_variant().map(Self::Cat),",
            "Some(\"x_Dog\") => ",
            "Some(\"x_Puppy\") => ",
            "pub fn name(&self) -> Option<&str>",
        ],
    );
    assert!(!code.contains("pub struct Pet "), "{code}");
}

#[test]
fn a_base_that_lists_its_extensions_is_no_cycle() {
    let pet = json!({ "type": "object", "properties": { "kind": { "type": "string" }, "name": { "type": "string" } },
        "discriminator": { "propertyName": "kind" }, "oneOf": [reference("Cat"), reference("Dog")] });
    let extending = |name: &str| json!({ "allOf": [reference("Pet"), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "Pet": pet, "Cat": extending("mood"), "Dog": extending("bark") });
    let holder = json!({ "type": "object", "properties": { "pet": reference("Pet"), "cat": reference("Cat") } });
    let code = code(&returning(holder, schemas));
    assert_has(
        &code,
        &[
            "pub enum Pet ",
            "Some(\"Cat\") => ",
            "Some(\"Dog\") => ",
            "pub cat: Option<Cat>",
            "pub mood: Option<String>",
        ],
    );
}

#[test]
fn two_keys_for_one_schema_are_two_variants() {
    let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")],
        "discriminator": { "propertyName": "kind", "mapping": { "one": "#/components/schemas/x_A", "two": "x_A", "b": "x_B" } } });
    let code = code(&sending(union, json!({ "x_A": member, "x_B": member })));
    assert_has(
        &code,
        &[
            "One(A), ",
            "Two(A), ",
            "Self::One(variant) => ",
            "Some((\"kind\", \"two\"))",
            "B(B), ",
        ],
    );
}

#[test]
fn a_union_without_a_discriminator_is_listed_also_beside_properties() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "properties": { "a": {} } }, { "properties": { "b": {} } }]);
    let code = code(&sending(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &[
            "pub id: Option<String>",
            "\"beside its properties, a union without a discriminator\"",
        ],
    );
}

#[test]
fn a_value_of_a_mapping_is_not_a_condition() {
    let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")],
        "discriminator": { "propertyName": "kind", "mapping": { "if": "#/components/schemas/x_A", "then": "x_B" } } });
    assert_eq!(
        warnings(&returning(union, json!({ "x_A": member, "x_B": member }))),
        [""; 0]
    );
}
