use cloudflare_interconnects_codegen::sample::{assert_has, code, error, spec};
use serde_json::{Value, json};

use crate::support::{base, operation, warnings};

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

#[test]
fn a_duplicate_parameter_is_an_error_and_the_operation_overrides_its_path() {
    let parameter = |name: &str, place: &str, ty: &str| json!({ "name": name, "in": place, "schema": { "type": ty } });
    let twice = |one: Value, other: Value| operation(json!({ "parameters": [one, other] }));
    let text = error(&twice(
        parameter("a", "query", "integer"),
        parameter("a", "query", "string"),
    ));
    assert!(
        text.contains("/get/parameters/1: duplicate query parameter `a`, first at #/paths/")
            && text.contains("/get/parameters/0"),
        "{text}"
    );
    error(&twice(
        parameter("X-A", "header", "string"),
        parameter("x-a", "header", "string"),
    ));
    code(&twice(
        parameter("a", "query", "string"),
        parameter("a", "header", "string"),
    ));
    let get = json!({ "operationId": "get_a", "parameters": [parameter("a", "query", "integer")], "responses": {} });
    let item = json!({ "parameters": [parameter("a", "query", "string")], "get": get });
    assert_has(
        &code(&spec(json!({ "/accounts/{account_id}/cni/a": item }), json!({}))),
        &["pub fn a(self, a: i64) -> Self"],
    );
}

#[test]
fn a_path_parameter_is_sent_in_its_style_or_is_an_error() {
    let path = |style: &str, schema: Value| {
        let mut parameter = json!({ "name": "ids", "in": "path", "required": true, "schema": schema });
        if !style.is_empty() {
            parameter["style"] = json!(style);
        }
        let get = json!({ "operationId": "get_a", "parameters": [parameter], "responses": {} });
        spec(
            json!({ "/accounts/{account_id}/cni/a/{ids}": { "get": get } }),
            json!({}),
        )
    };
    let text = json!({ "type": "string" });
    let list = json!({ "type": "array", "items": text });
    assert_has(
        &code(&path("label", text.clone())),
        &["path: Cow::Borrowed(\"/accounts/{account_id}/cni/a/.{ids}\")"],
    );
    assert_has(&code(&path("matrix", text.clone())), &["/cni/a/;ids={ids}\")"]);
    assert_has(
        &code(&path("", list.clone())),
        &["ids: impl IntoIterator<Item = impl ToString>", ".path_list(ids)"],
    );
    for (style, schema, problem) in [
        (
            "label",
            list,
            "the list in the path parameter `ids` needs the style `simple`",
        ),
        ("form", text, "a path parameter cannot have the style `form`"),
        (
            "",
            json!({ "type": "object", "properties": { "a": {} } }),
            "the path parameter `ids` is an object",
        ),
    ] {
        let error = error(&path(style, schema));
        assert!(
            error.contains("/get/parameters/0") && error.contains(problem),
            "{error}"
        );
    }
}

#[test]
fn a_part_that_no_client_sends_is_a_warning() {
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "schema": { "type": "string" } });
    for (more, said) in [
        (
            json!({ "parameters": [parameter("c", "cookie")] }),
            "the cookie `c` of get_things is left out: this crate sends no cookies",
        ),
        (
            json!({ "parameters": [parameter("Host", "header")] }),
            "the header `Host` of get_things is left out: the client sets it",
        ),
        (
            json!({ "parameters": [parameter("a b", "header")] }),
            "the header `a b` of get_things is left out: the name is invalid",
        ),
        (
            json!({ "parameters": [{ "name": "q", "in": "query", "allowReserved": true, "schema": { "type": "string" } }] }),
            "`allowReserved` is ignored: `q` is percent-encoded",
        ),
        (
            json!({ "servers": [{ "url": "https://other.example" }] }),
            "get/servers: these servers are ignored",
        ),
        (
            json!({ "security": [{ "user_key": [] }] }),
            "get/security: unsupported credentials",
        ),
    ] {
        let warnings = warnings(&operation(more));
        assert!(
            warnings.len() == 1 && warnings[0].contains(said),
            "{said}: {warnings:?}"
        );
    }
    for silent in [
        json!({ "parameters": [parameter("Accept", "header")] }),
        json!({ "security": [] }),
    ] {
        assert_eq!(warnings(&operation(silent)), [""; 0]);
    }
}

#[test]
fn an_unsupported_style_is_a_warning_and_a_parameter_given_as_text_is_listed() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let nested = json!({ "type": "object", "properties": { "a": { "type": "array", "items": {} } } });
    for (place, style, schema, said) in [
        (
            "query",
            "simple",
            list.clone(),
            "a query cannot have the style `simple`: lists are separated by commas",
        ),
        (
            "query",
            "deepObject",
            list.clone(),
            "only an object can have the style `deepObject`",
        ),
        ("query", "deepObject", nested, "`deepObject` has one level"),
        ("header", "form", list.clone(), "a header cannot have the style `form`"),
    ] {
        let parameter = json!({ "name": "a", "in": place, "style": style, "schema": schema });
        let warnings = warnings(&operation(json!({ "parameters": [parameter] })));
        assert!(
            warnings.len() == 1 && warnings[0].contains("/get/parameters/0: ") && warnings[0].contains(said),
            "{warnings:?}"
        );
    }
    let header = json!({ "name": "X-A", "in": "header", "schema": list });
    let filter = json!({ "name": "filter", "in": "query", "content": { "application/json": { "schema": base() } } });
    let matrix = json!({ "name": "m", "in": "query", "schema": { "type": "array", "items": header["schema"] } });
    assert_has(
        &code(&operation(json!({ "parameters": [header, filter, matrix] }))),
        &[
            "a list of lists or objects in a query, with items given as text",
            "a list or an object in a header, given as text",
            "a parameter with a media type, given as text",
        ],
    );
}
