//! Which fields are required.

use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, sending, spec};
use serde_json::json;

use crate::support::{base, in_3_1, warnings};

#[test]
fn required_in_any_part_applies() {
    let named = json!([reference("x_Base"), { "required": ["id", "note"] }]);
    let forms = [
        json!({ "allOf": named }),
        json!({ "type": "object", "allOf": named }),
        json!({ "allOf": [{ "required": ["id", "note"] }, reference("x_Base")] }),
        json!({ "allOf": [reference("x_Base"), { "type": "object", "required": ["id", "note"] }] }),
        json!({ "allOf": [reference("x_Base"), { "description": "d", "required": ["id"] }, { "required": ["note"] }] }),
        json!({ "required": ["id", "note"], "allOf": [reference("x_Base")] }),
        json!({ "required": ["note"], "allOf": [reference("x_Base"), { "required": ["id"] }] }),
    ];
    for form in forms {
        let code = code(&sending(
            reference("x_Strict"),
            json!({ "x_Base": base(), "x_Strict": form }),
        ));
        let new = "pub fn new(id: impl Into<String>, note: impl Into<String>) -> Self { Strict";
        assert_has(&code, &["pub struct Strict ", new]);
    }
    let strict = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id", "note"] });
    let schemas = json!({ "x_Base": base(), "x_Strict": strict });
    assert_has(
        &code(&in_3_1(&sending(reference("x_Strict"), schemas))),
        &["pub struct Strict ", "pub id: String"],
    );
}

#[test]
fn one_of_several_requirements_is_documented() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "required": ["id"] }, { "required": ["id", "note"] }]);
    let code = code(&sending(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &["/// Required: `id` or (`id` and `note`).", "pub id: Option<String>"],
    );
}

#[test]
fn a_constructor_takes_a_required_write_only_secret() {
    let user = json!({ "type": "object", "required": ["name", "password"], "properties": {
        "name": { "type": "string" }, "password": { "type": "string", "writeOnly": true } } });
    let operation = json!({ "tags": ["Things"], "operationId": "create_thing",
        "requestBody": { "required": true, "content": { "application/json": { "schema": reference("x_User") } } },
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference("x_User") } } } } });
    let paths = json!({ "/accounts/{account_id}/cni/things": { "post": operation } });
    assert_has(
        &code(&spec(paths, json!({ "x_User": user }))),
        &[
            "pub password: Option<String>",
            "pub fn new(name: impl Into<String>, password: impl Into<String>) -> Self",
            "password: Some(password.into()),",
        ],
    );
}

#[test]
fn a_conditional_requirement_or_one_of_an_undescribed_property_is_a_warning() {
    let mut thing = base();
    thing["required"] = json!(["id", "ghost"]);
    thing["if"] = json!({ "required": ["note"] });
    thing["then"] = json!({ "required": ["id"] });
    thing["patternProperties"] = json!({ "^x": {} });
    let warnings = warnings(&in_3_1(&sending(reference("x_Thing"), json!({ "x_Thing": thing }))));
    assert_eq!(
        warnings,
        [
            "#/components/schemas/x_Thing: `if`, `then`: conditions are not checked: the caller has to meet them",
            "#/components/schemas/x_Thing: `patternProperties`: not supported: the values are untyped JSON",
            "#/components/schemas/x_Thing: `ghost` is required, but not in `properties`: add it there",
        ]
    );
    // A property with such a name is not a keyword.
    let named = json!({ "type": "object", "properties": { "if": {}, "then": {}, "patternProperties": {} } });
    assert_eq!(self::warnings(&sending(named, json!({}))), [""; 0]);
}
