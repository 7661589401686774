use cloudflare_interconnects_codegen::sample::{assert_has, code, spec};
use serde_json::json;

use crate::support::warnings;

#[test]
fn only_the_selected_paths_and_their_schemas_are_generated() {
    let operation = |schema: &str| json!({ "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } } } });
    let thing = |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let code = code(&spec(
        json!({ "/accounts/{account_identifier}/cni/a": { "get": operation("x_In") }, "/accounts/{account_id}/cnix": { "get": operation("x_Out") } }),
        json!({ "x_In": thing("a"), "x_Out": thing("b") }),
    ));
    assert_has(&code, &["pub struct In "]);
    assert!(!code.contains("Out"), "{code}");
}

#[test]
fn another_server_and_a_key_outside_the_headers_are_warnings() {
    let get = json!({ "operationId": "get_a", "responses": {} });
    let mut document = json!({ "openapi": "3.0.3", "info": {}, "servers": [{ "url": "https://other.example/v1" }],
        "security": [{ "key": [] }],
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "X-Auth-Key" } } },
        "paths": { "/accounts/{account_id}/cni/a": { "get": get, "put": { "operationId": "put_a", "responses": {} } } } });
    assert_eq!(
        warnings(&document.to_string()),
        [
            "#/servers: the default base URL is none of these servers: set the base URL of the client to https://other.example/v1",
            "#/security: unsupported credentials: this crate sends an API token, or an e-mail address and a Global API Key",
        ],
        "both operations share the warning"
    );
    document["servers"] = json!([{ "url": "https://api.cloudflare.com/client/v4/" }]);
    document["components"]["securitySchemes"]["key"]["in"] = json!("header");
    assert_eq!(warnings(&document.to_string()), [""; 0]);
}
