use cloudflare_interconnects_codegen::sample::{assert_has, code, returning};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::json;

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
