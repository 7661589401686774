use cloudflare_interconnects_codegen::sample::{assert_has, code, spec};
use serde_json::json;

#[test]
fn parameters_avoid_builder_methods_and_keywords() {
    let query = |name: &str, required: bool| json!({ "name": name, "in": "query", "required": required, "schema": { "type": "string" } });
    let operation = json!({ "tags": ["Things"], "operationId": "list_things", "responses": {},
        "parameters": [query("send", false), query("type", false), query("timeout", false), query("must", true)] });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things": { "delete": operation } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub fn send_(self, send_: &str)",
            "pub fn type_(self, type_: &str)",
            "pub fn timeout_(self, timeout_: &str)",
            "pub fn list(&self, must: &str) -> operations::ListThings",
            ".query(\"must\", must)",
        ],
    );
}
