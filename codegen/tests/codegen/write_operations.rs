use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, spec};
use serde_json::json;

#[test]
fn only_a_get_that_returns_json_has_wait_until() {
    let operation = |id: &str| {
        json!({ "operationId": id, "tags": ["Things"],
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } } })
    };
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things": { "get": operation("get_thing"), "put": operation("update_thing"),
            "post": operation("create_thing"), "delete": operation("delete_thing") } }),
        json!({}),
    ));
    assert_eq!(code.matches("json_call!").count(), 4, "{code}");
    assert_eq!(code.matches("wait_call!").count(), 1, "{code}");
    assert_has(&code, &["wait_call!(GetThing, String);"]);
}

#[test]
fn an_operation_lists_the_secrets_in_its_parameters_and_anywhere_in_its_body() {
    let secret = json!({ "type": "string", "format": "password" });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things": { "post": {
            "tags": ["Things"], "operationId": "create_thing", "responses": {},
            "parameters": [
                { "name": "x-key", "in": "header", "schema": secret },
                { "name": "site", "in": "query", "schema": { "type": "string" } },
            ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/x_Thing" } } } },
        } } }),
        json!({
            "x_Thing": { "type": "object", "properties": { "name": { "type": "string" },
                "parts": { "type": "array", "items": { "$ref": "#/components/schemas/x_Part" } } } },
            "x_Part": { "type": "object", "properties": { "pairing-key": secret, "kind": { "type": "string" } } },
        }),
    ));
    assert_has(&code, &["secrets: &[\"pairing-key\", \"x-key\"]"]);
}

#[test]
fn operations_that_return_the_same_list_share_its_impl_of_page() {
    let list = json!({ "type": "object", "required": ["items"], "properties": {
        "items": { "type": "array", "items": { "type": "string" } }, "next": { "type": "integer" } } });
    let operation = |id: &str| {
        json!({ "tags": ["Things"], "operationId": id,
            "parameters": [{ "name": "cursor", "in": "query", "schema": { "type": "integer" } }],
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference("x_List") } } } } })
    };
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/a": { "get": operation("list_a") }, "/accounts/{account_id}/cni/b": { "get": operation("list_b") } }),
        json!({ "x_List": list }),
    ));
    assert_eq!(code.matches("impl Page for types::List").count(), 1);
    assert_eq!(code.matches("list_call!(").count(), 2);
}
