//! Tiny specs for the tests of the generator, and the code that they give.

use serde_json::{Value, json};

use super::{CNI, generate};

/// A spec with the given operations (by path) and component schemas.
pub(crate) fn spec(paths: Value, schemas: Value) -> String {
    let spec = json!({
        "openapi": "3.0.3",
        "info": { "title": "test", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    spec.to_string()
}

/// A `GET /accounts/{account_id}/cni/things` that answers `schema`.
pub(crate) fn answering(schema: Value, schemas: Value) -> String {
    let operation = json!({
        "tags": ["Things"],
        "operationId": "get_things",
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": schema } } } },
    });
    spec(
        json!({ "/accounts/{account_id}/cni/things": { "get": operation } }),
        schemas,
    )
}

/// A `POST /accounts/{account_id}/cni/things` that takes `schema`.
pub(crate) fn taking(schema: Value, schemas: Value) -> String {
    let operation = json!({
        "tags": ["Things"],
        "operationId": "create_thing",
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
        "responses": { "200": { "description": "" } },
    });
    spec(
        json!({ "/accounts/{account_id}/cni/things": { "post": operation } }),
        schemas,
    )
}

/// The generated files as one text, white space folded so that line breaks do not matter.
pub(crate) fn code(spec: &str) -> String {
    let generated = generate(spec, CNI).unwrap();
    let text: String = generated.files.into_iter().map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
pub(crate) fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "no `{part}` in:\n{code}");
    }
}

pub(crate) fn error(spec: &str) -> String {
    generate(spec, CNI).unwrap_err()
}

/// The generated text of one file.
pub(crate) fn file(spec: &str, name: &str) -> String {
    let generated = generate(spec, &["*"]).unwrap();
    let (_, text) = generated.files.into_iter().find(|(known, _)| *known == name).unwrap();
    text
}

pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The crate's own spec. These tests need the repository, not the package alone.
pub(crate) fn own_spec() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/network-interconnects.json");
    std::fs::read_to_string(path).expect("the repository is at hand")
}
