//! What several tests share.

use cloudflare_interconnects_codegen::sample::spec;
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::{Value, json};

/// The same spec as OpenAPI 3.1.
pub(crate) fn in_3_1(spec: &str) -> String {
    spec.replacen("3.0.3", "3.1.0", 1)
}

pub(crate) fn warnings(spec: &str) -> Vec<String> {
    generate(spec, CNI).unwrap().warnings
}

pub(crate) fn base() -> Value {
    json!({ "type": "object", "properties": { "id": { "type": "string" }, "note": { "type": "string" } } })
}

/// A spec with one operation, which also has `more`.
pub(crate) fn operation(more: Value) -> String {
    let mut operation =
        json!({ "tags": ["Things"], "operationId": "get_things", "responses": { "200": { "description": "" } } });
    operation
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    spec(
        json!({ "/accounts/{account_id}/cni/things": { "get": operation } }),
        json!({}),
    )
}
