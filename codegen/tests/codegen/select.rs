use cloudflare_interconnects_codegen::sample::{assert_has, code, spec};
use serde_json::json;

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
