use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning, spec};
use serde_json::{Value, json};

use crate::support::{base, operation, warnings};

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

#[test]
fn equal_schemas_of_two_successes_are_one_type() {
    let content = |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let thing = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let both = operation(json!({ "responses": { "200": content(thing.clone()), "201": content(thing) } }));
    assert_has(&code(&both), &["json_call!(GetThings, types::GetThingsResponse);"]);
    let differing =
        operation(json!({ "responses": { "200": content(json!({ "type": "string" })), "201": content(base()) } }));
    assert_has(
        &code(&differing),
        &[
            "json_call!(GetThings, serde_json::Value);",
            "successes of different types",
        ],
    );
}

#[test]
fn a_change_with_an_optional_result_returns_an_option() {
    let envelope = |required: Value| {
        json!({ "type": "object", "required": required, "properties": {
            "success": { "type": "boolean" }, "errors": { "type": "array", "items": {} }, "result": reference("x_Thing") } })
    };
    let operation = |id: &str, required: Value| {
        json!({ "tags": ["Things"], "operationId": id, "responses": { "200": {
        "description": "", "content": { "application/json": { "schema": envelope(required) } } } } })
    };
    let item = |required: Value| {
        json!({
        "get": operation("get_thing", required.clone()), "put": operation("put_thing", required.clone()),
        "post": operation("post_thing", required.clone()), "delete": operation("delete_thing", required) })
    };
    let generated = |required: Value| {
        code(&spec(
            json!({ "/accounts/{account_id}/cni/a": item(required) }),
            json!({ "x_Thing": base() }),
        ))
    };
    assert_has(
        &generated(json!(["success"])),
        &[
            "result_call!(GetThing, types::Thing);",
            "result_call!(PutThing, Option < types::Thing >);",
            "result_call!(PostThing, Option < types::Thing >);",
            "result_call!(DeleteThing, Option < types::Thing >);",
        ],
    );
    assert_has(
        &generated(json!(["result"])),
        &["result_call!(DeleteThing, types::Thing);"],
    );
}

#[test]
fn the_first_of_a_json_and_another_success_decides_with_a_warning() {
    let content = |media: &str| json!({ "description": "", "content": { media: { "schema": { "type": "string" } } } });
    let responses = |first: &str, second: &str| {
        operation(json!({ "responses": { "200": content(first), "202": content(second) } }))
    };
    for (document, call, so) in [
        (
            responses("image/png", "application/json"),
            "document_call!",
            "all are streamed as documents",
        ),
        (
            responses("application/json", "image/png"),
            "json_call!",
            "only JSON is decoded",
        ),
    ] {
        assert_has(&code(&document), &[&format!("{call}(GetThings")]);
        let warnings = warnings(&document);
        assert!(
            warnings[0].contains("/get/responses: successes in JSON and in `image/png`") && warnings[0].contains(so),
            "{warnings:?}"
        );
    }
    let default =
        operation(json!({ "responses": { "404": content("text/plain"), "default": content("application/json") } }));
    assert!(warnings(&default)[0].contains("/get/responses/default: `default` counts as an error"));
}

#[test]
fn plain_json_is_preferred_to_its_dialects() {
    let media = |schema: Value| json!({ "schema": schema });
    let both = json!({ "description": "", "content": {
        "application/a+json": media(json!({ "type": "integer" })), "application/json": media(json!({ "type": "string" })) } });
    assert_has(
        &code(&operation(json!({ "responses": { "200": both } }))),
        &["json_call!(GetThings, String);"],
    );
}
