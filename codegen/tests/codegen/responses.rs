use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning, spec};
use serde_json::{Value, json};

#[test]
fn responses_decide_what_send_returns() {
    let response = |content: Value| json!({ "tags": ["Things"], "responses": { "200": { "description": "", "content": content } } });
    let code = code(&spec(
        json!({
            "/accounts/{account_id}/cni/a": { "get": response(json!({ "application/pdf": {} })), "delete": { "responses": {} } },
            "/accounts/{account_id}/cni/b": { "get": { "responses": { "200": { "description": "" } } } },
            "/accounts/{account_id}/cni/c": { "get": { "responses": { "204": { "description": "" } } } },
            "/accounts/{account_id}/cni/d": { "get": response(json!({ "application/json": { "schema": { "type": "array", "items": { "type": "integer" } } } })) },
        }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "document_call!(GetAccountsAccountIdCniA);",
            "accept: &[\"application/pdf\"]",
            "empty_call!(DeleteAccountsAccountIdCniA);",
            "document_call!(GetAccountsAccountIdCniB);",
            "empty_call!(GetAccountsAccountIdCniC);",
            "json_call!(GetAccountsAccountIdCniD, Vec < i64 >);",
        ],
    );
}

#[test]
fn a_result_refined_by_a_later_layer_has_the_type_of_that_layer() {
    let base = json!({ "type": "object", "required": ["success", "errors", "result"], "properties": {
        "success": { "type": "boolean" }, "errors": { "type": "array", "items": {} },
        "result": { "anyOf": [{ "type": "object" }, { "type": "array", "items": {} }, { "type": "string" }] } } });
    let single = json!({ "allOf": [reference("x_Common"), { "properties": { "result": { "anyOf": [{ "type": "object", "nullable": true }, { "type": "string" }] } } }] });
    let response = |result: Value| json!({ "allOf": [reference("x_Single"), { "properties": { "result": result } }] });
    let schemas =
        |_| json!({ "x_Common": base, "x_Single": single, "x_Thing": { "type": "object", "properties": { "a": {} } } });
    for (result, expected) in [
        (reference("x_Thing"), "result_call!(GetThings, types::Thing);"),
        (
            json!({ "type": "array", "items": reference("x_Thing") }),
            "result_call!(GetThings, Vec < types::Thing >);",
        ),
        (
            json!({ "nullable": true, "allOf": [reference("x_Thing")] }),
            "result_call!(GetThings, Option < types::Thing >);",
        ),
        (json!({ "type": "object" }), "result_call!(GetThings,"),
    ] {
        assert_has(&code(&returning(response(result), schemas(()))), &[expected]);
    }
}

#[test]
fn a_head_has_no_content_and_an_optional_response_is_an_option_once() {
    let json = |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/a": {
            "head": { "operationId": "head_a", "responses": { "200": json(json!({ "type": "string" })) } },
            "put": { "operationId": "put_a", "responses": { "200": json(json!({ "type": "string", "nullable": true })), "204": { "description": "" } } } } }),
        json!({}),
    ));
    assert_has(&code, &["empty_call!(HeadA);", "json_call!(PutA, Option < String >);"]);
}

#[test]
fn a_list_always_has_items_and_a_next_of_the_type_of_its_optional_cursor() {
    let (text, integer) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let is_list = |required: &[&str], next: &Value, cursor: &Value, cursor_is_required: bool| {
        let list = json!({ "type": "object", "required": required, "properties": {
            "items": { "type": "array", "items": text }, "next": next } });
        let operation = json!({ "tags": ["Things"], "operationId": "list_things",
            "parameters": [{ "name": "cursor", "in": "query", "required": cursor_is_required, "schema": cursor }],
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": list } } } } });
        let paths = json!({ "/accounts/{account_id}/cni/things": { "get": operation } });
        code(&spec(paths, json!({}))).contains("list_call!(")
    };
    assert!(is_list(&["items"], &integer, &integer, false));
    assert!(is_list(&["items"], &text, &text, false));
    let nullable = json!({ "type": "string", "nullable": true });
    assert!(is_list(&["items", "next"], &nullable, &text, false));
    assert!(!is_list(&[], &text, &text, false), "there may be no items");
    assert!(
        !is_list(&["items", "next"], &text, &text, false),
        "there is always a next page"
    );
    assert!(!is_list(&["items"], &text, &integer, false), "the cursor is another");
    assert!(!is_list(&["items"], &text, &text, true), "there is no first page");
}
