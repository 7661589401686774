use cloudflare_interconnects_codegen::sample::spec;
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::json;

use crate::support::{operation, warnings};

#[test]
fn an_operation_with_an_unsupported_body_is_left_out_with_a_reason() {
    let operation = json!({ "operationId": "upload", "requestBody": { "content": { "multipart/form-data": {} } }, "responses": {} });
    let generated = generate(
        &spec(
            json!({ "/accounts/{account_id}/cni/a": { "post": operation } }),
            json!({}),
        ),
        CNI,
    )
    .unwrap();
    assert_eq!(
        generated.warnings,
        ["upload is left out: it sends `multipart/form-data`, which this crate does not support"]
    );
}

#[test]
fn a_required_body_without_content_is_a_warning() {
    let warnings = warnings(&operation(
        json!({ "requestBody": { "required": true, "content": {} } }),
    ));
    assert!(
        warnings[0].contains("/get/requestBody: the required body has no `content`"),
        "{warnings:?}"
    );
}
