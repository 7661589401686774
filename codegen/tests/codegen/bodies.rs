use cloudflare_interconnects_codegen::sample::spec;
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::json;

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
