//! References, and the keywords beside them.

use cloudflare_interconnects_codegen::sample::{assert_has, code, error, reference, returning, sending};
use serde_json::json;

use crate::support::{base, in_3_1, warnings};

#[test]
fn keywords_beside_a_reference_apply_in_3_1() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "type": "object",
        "properties": { "more": { "type": "integer" } }, "required": ["more"] });
    let document = returning(extended.clone(), json!({ "x_Base": base() }));
    assert_has(
        &code(&in_3_1(&document)),
        &[
            "pub struct GetThingsResponse ",
            "pub id: Option<String>",
            "pub more: i64",
        ],
    );
    assert_has(&code(&document), &["json_call!(GetThings, types::Base);"]);
    let property = json!({ "type": "object", "properties": { "a": extended, "b": reference("x_Base") } });
    let property = code(&in_3_1(&returning(property, json!({ "x_Base": base() }))));
    assert_has(&property, &["pub a: Option<GetThingsResponseA>", "pub b: Option<Base>"]);
}

#[test]
fn keywords_beside_a_reference_in_3_0_are_a_warning() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id"], "description": "fine" });
    let [warning] = &warnings(&returning(extended, json!({ "x_Base": base() })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("schema: `required` beside a `$ref` is ignored in OpenAPI 3.0"),
        "{warning}"
    );
}

#[test]
fn two_spellings_of_one_reference_are_one_type_without_escapes_in_its_name() {
    let thing = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let at = |pointer: &str| json!({ "$ref": format!("#/components/schemas/{pointer}") });
    let holder = json!({ "type": "object", "properties": {
        "a": at("x_List%3CItem%3E"), "b": at("x_List<Item>"), "c": at("x_a~1b"), "d": at("x_a~1b/properties/a") } });
    let code = code(&returning(holder, json!({ "x_List<Item>": thing, "x_a/b": thing })));
    assert_has(
        &code,
        &[
            "pub a: Option<ListItem>",
            "pub b: Option<ListItem>",
            "pub c: Option<AB>",
            "pub d: Option<String>",
        ],
    );
    assert_eq!(code.matches("pub struct ").count(), 2 + 3, "{code}");
}

#[test]
fn a_reference_to_another_document_is_an_error_with_its_place() {
    let text = error(&returning(json!({ "$ref": "other.json#/Thing" }), json!({})));
    assert!(
        text.starts_with("#/paths/") && text.contains("/schema: `other.json#/Thing` does not exist"),
        "{text}"
    );
}

#[test]
fn keywords_beside_the_reference_to_a_path_parameter_body_or_response_are_a_warning() {
    let document = json!({ "openapi": "3.1.0", "info": {}, "paths": {
        "/accounts/{account_id}/cni/a": { "$ref": "#/components/pathItems/A", "summary": "fine", "delete": {} },
        "/accounts/{account_id}/cni/b": { "post": { "operationId": "b",
            "parameters": [{ "$ref": "#/components/parameters/P", "description": "fine", "required": true }],
            "requestBody": { "$ref": "#/components/requestBodies/B", "required": true },
            "responses": { "200": { "$ref": "#/components/responses/R", "content": {} } } } } },
        "components": { "pathItems": { "A": { "get": { "operationId": "a", "responses": {} } } },
            "parameters": { "P": { "name": "p", "in": "query", "schema": { "type": "string" } } },
            "requestBodies": { "B": { "content": { "application/json": { "schema": base() } } } },
            "responses": { "R": { "description": "" } } } });
    let warnings = warnings(&document.to_string());
    let said = [
        "~1a: `delete` beside this `$ref`",
        "/parameters/0: `required` beside",
        "/responses/200: `content` beside",
        "/requestBody: `required` beside",
    ];
    assert_eq!(warnings.len(), said.len(), "{warnings:#?}");
    for (warning, said) in warnings.iter().zip(said) {
        assert!(warning.contains(said), "{warning}");
    }
}

#[test]
fn a_reference_to_null_makes_a_choice_nullable() {
    let schemas = json!({ "x_Base": base(), "x_Null": { "type": "null" } });
    let holder =
        json!({ "type": "object", "properties": { "a": { "oneOf": [reference("x_Base"), reference("x_Null")] } } });
    let code = code(&in_3_1(&sending(holder, schemas)));
    assert_has(&code, &["pub a: Option<Base>", "pub fn a_null(", "untyped: &[]"]);
}

#[test]
fn a_secret_format_beside_a_reference_applies() {
    let schemas = json!({ "x_Text": { "type": "string" } });
    let secret = json!({ "$ref": "#/components/schemas/x_Text", "format": "password" });
    let holder = json!({ "type": "object", "properties": { "key": secret } });
    assert_has(
        &code(&in_3_1(&returning(holder.clone(), schemas.clone()))),
        &["\"key\", &self.key.as_ref().map(|_| crate::value::extra_fields::Redacted)"],
    );
    assert!(warnings(&returning(holder, schemas))[0].contains("`format` beside a `$ref` is ignored in OpenAPI 3.0"));
}
