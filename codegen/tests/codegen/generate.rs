//! The generator as a whole: each spec gives code, or an error with its place.

use serde_json::{Value, json};

use cloudflare_interconnects_codegen::sample::{assert_has, error, file, own_spec, returning, spec};
use cloudflare_interconnects_codegen::{CNI, generate};

#[test]
fn the_same_spec_gives_the_same_text() {
    let spec = &own_spec();
    assert_eq!(generate(spec, CNI).unwrap().files, generate(spec, CNI).unwrap().files);
}

#[test]
fn a_description_cannot_become_an_example_to_run() {
    let code = generate(
        &returning(
            json!({ "type": "object", "properties": { "a": { "type": "string", "description": "One.\n\n    four spaces\n\n```\nlet x;\n```" } } }),
            json!({}),
        ),
        CNI,
    );
    let types = code
        .unwrap()
        .files
        .into_iter()
        .find(|(name, _)| *name == "types.rs")
        .unwrap()
        .1;
    assert_has(
        &types,
        &[
            "    /// four spaces\n",
            "    /// ```text\n    /// let x;\n    /// ```\n",
        ],
    );
}

#[test]
fn errors_name_the_place_the_problem_and_the_remedy() {
    let pointer = "#/paths/~1accounts~1{account_id}~1cni~1things/get";
    let parameter = |parameter: Value| {
        let operation = json!({ "operationId": "get_things", "parameters": [parameter], "responses": {} });
        spec(
            json!({ "/accounts/{account_id}/cni/things": { "get": operation } }),
            json!({}),
        )
    };
    for (spec, parts) in [
        ("{ \"openapi\": ".to_owned(), &["#: not valid JSON", "line 1"][..]),
        ("{}".to_owned(), &["#: `openapi` is missing; add `openapi`"]),
        (
            "{\"openapi\": \"2.0\", \"paths\": {}}".to_owned(),
            &["#/openapi: the document is OpenAPI 2.0, not OpenAPI 3; convert it"],
        ),
        (
            returning(json!({ "$ref": "#/components/schemas/Gone" }), json!({})),
            &[
                "200/content/application~1json/schema: `#/components/schemas/Gone` does not exist in this document; add the definition",
            ],
        ),
        (
            returning(
                json!({ "$ref": "#/components/schemas/A" }),
                json!({ "A": { "$ref": "#/components/schemas/B" }, "B": { "$ref": "#/components/schemas/A" } }),
            ),
            &["`$ref` cycle through `#/components/schemas/"],
        ),
        (
            returning(
                json!({ "$ref": "#/components/schemas/A" }),
                json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }, { "type": "object", "properties": { "a": {} } }] } }),
            ),
            &["contains itself"],
        ),
        (
            returning(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "#/components/schemas/Gone" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: `#/components/schemas/Gone` does not exist"],
        ),
        (
            returning(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "Gone" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: `#/components/schemas/Gone` does not exist"],
        ),
        (
            returning(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "other.json#/a" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: `other.json#/a` does not exist"],
        ),
        (
            returning(
                json!({ "type": "string", "enum": ["a", "b"], "x-enum-varnames": ["A", "B", "C"] }),
                json!({}),
            ),
            &["schema: 3 `x-enum-varnames` for 2 values; remove the surplus names"],
        ),
        ("[]".to_owned(), &["#: `openapi` is missing"]),
        (
            "{\"openapi\": 3}".to_owned(),
            &["#/openapi: expected a string, found a number; make it a string"],
        ),
        (
            "{\"openapi\": \"3.0.3\"}".to_owned(),
            &["#: `paths` is missing; add `paths`"],
        ),
        (
            "{\"openapi\": \"3.0.3\", \"paths\": []}".to_owned(),
            &["#/paths: expected an object, found an array"],
        ),
        (
            spec(json!({ "/accounts/{account_id}/cni/a": { "get": [] } }), json!({})),
            &["#/paths/~1accounts~1{account_id}~1cni~1a/get: expected an object, found an array"],
        ),
        (
            spec(json!({ "/accounts/{account_id}/cni/{a": { "get": {} } }), json!({})),
            &["has a `{` without `}`; add the `}`"],
        ),
        (
            returning(json!({ "$ref": "other.json#/a" }), json!({})),
            &[
                "`other.json#/a` does not exist in this document",
                "correct the reference",
            ],
        ),
        (
            returning(
                json!({ "oneOf": [{ "type": "object" }, { "type": "object" }], "discriminator": "kind" }),
                json!({}),
            ),
            &["schema/discriminator: `propertyName` is missing; add `propertyName`"],
        ),
        (
            spec(
                json!({ "/accounts/{account_id}/cni/a": { "post": { "requestBody": { "$ref": "#/components/requestBodies/Gone" } } } }),
                json!({}),
            ),
            &["/requestBody: `#/components/requestBodies/Gone` does not exist"],
        ),
        (
            spec(
                json!({ "/accounts/{account_id}/cni/a": { "get": { "responses": { "200": { "$ref": "#/components/responses/Gone" } } } } }),
                json!({}),
            ),
            &["/responses/200: `#/components/responses/Gone` does not exist"],
        ),
        (
            parameter(json!({ "$ref": "#/components/parameters/Gone" })),
            &["/parameters/0: `#/components/parameters/Gone` does not exist"],
        ),
        (
            parameter(json!({ "name": "q", "schema": {} })),
            &["/parameters/0: `in` is missing; add `in`"],
        ),
        (
            parameter(json!({ "name": "q", "in": "query" })),
            &[pointer, "/parameters/0: the parameter `q` has no `schema`; add one"],
        ),
        (
            parameter(json!({ "name": "p", "in": "path", "required": true, "schema": { "type": "string" } })),
            &[
                pointer,
                "the path `/accounts/{account_id}/cni/things` does not contain the path parameter `p`; add `{p}`",
            ],
        ),
        (
            spec(
                json!({ "/accounts/{account_id}/cni/a": { "get": { "operationId": "same" }, "put": { "operationId": "same" } } }),
                json!({}),
            ),
            &["/put: duplicate operationId `same`, first at #/paths/~1accounts~1{account_id}~1cni~1a/get; give each"],
        ),
    ] {
        let error = error(&spec);
        for part in parts {
            assert!(error.contains(part), "no `{part}` in `{error}`");
        }
    }
}

#[test]
fn a_spec_grows_and_its_code_grows_with_it() {
    let size = |operations: usize| {
        let generated = generate(
            &cloudflare_interconnects_codegen::sample::sized_spec(operations),
            &["*"],
        )
        .unwrap();
        let left_out = generated
            .warnings
            .iter()
            .filter(|warning| warning.contains(" is left out: "))
            .count();
        assert!(left_out < operations / 8, "{left_out} of {operations}");
        generated.files.iter().map(|(_, text)| text.len()).sum::<usize>()
    };
    let (hundred, thousand) = (size(100), size(1_000));
    assert!(
        (8..=12).contains(&(thousand / hundred)),
        "{hundred} and {thousand} bytes"
    );
}

#[test]
fn errors_name_the_format_of_the_document_and_how_to_choose_the_paths() {
    for (spec, expected) in [
        (
            "{\"swagger\": \"2.0\", \"paths\": {}}",
            "#/swagger: the document is Swagger 2.0, not OpenAPI 3; convert it",
        ),
        (
            "openapi: 3.0.3\npaths: {}\n",
            "#: the document is YAML, and only JSON is supported; convert it to JSON",
        ),
        ("# a comment\n---\nswagger: 2\n", "#: the document is YAML"),
        (
            "{\"openapi\": \"3.1.0\", \"webhooks\": {}}",
            "#: the document has webhooks or components, but no `paths`; use a document",
        ),
        (
            "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}}}",
            "#/paths: none of the 1 paths begins with /accounts/{account_id}/cni",
        ),
        (
            "{\"openapi\": \"3.1.0\", \"paths\": {\".example.org/a\": {\"get\": {}}}}",
            "#/paths",
        ),
    ] {
        let error = error(spec);
        assert!(error.starts_with(expected), "{error}");
    }
    let none = error("{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}}}");
    assert!(
        none.contains(
            "; set CLOUDFLARE_INTERCONNECTS_PATHS to other prefixes of whole path segments, or to `*` for all paths"
        ),
        "{none}"
    );
    let relative = generate(
        "{\"openapi\": \"3.1.0\", \"paths\": {\".example.org/a\": {\"get\": {}}}}",
        &["*"],
    )
    .unwrap_err();
    assert!(
        relative.starts_with("#/paths/.example.org~1a: the path `.example.org/a` does not begin with `/`"),
        "{relative}"
    );
}

#[test]
fn no_text_of_a_spec_breaks_a_line_or_stays_invisible() {
    let odd = "x\ncargo::rustc-link-arg=-evil\u{1b}[2J\u{202e}";
    let operation = json!({ "operationId": odd, "tags": [odd], "requestBody": { "content": { "multipart/form-data": {} } }, "responses": {} });
    let kept = json!({ "operationId": format!("y{odd}"), "tags": [odd], "summary": odd, "description": odd, "x-api-token-group": [odd], "responses": {},
        "parameters": [{ "name": odd, "in": "query", "schema": { "type": "string" }, "description": odd }, { "name": odd, "in": "header", "schema": {} }] });
    let text = spec(
        json!({ "/accounts/{account_id}/cni/a": { "get": kept, "post": operation } }),
        json!({}),
    )
    .replace("\"test\"", &json!(odd).to_string());
    let generated = generate(&text, CNI).unwrap();
    assert_eq!(generated.warnings.len(), 2, "{:?}", generated.warnings);
    let hidden = |text: &str| text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}');
    for warning in &generated.warnings {
        assert!(!warning.contains('\n') && !hidden(warning), "{warning:?}");
    }
    for (name, text) in &generated.files {
        assert!(!hidden(text), "{name}: {text}");
        assert!(
            !text.lines().any(|line| line.trim_start().starts_with("cargo::")),
            "{name}: {text}"
        );
    }
    let broken = json!({ "openapi": "3.0.3", "paths": { (odd): {} } });
    let error = generate(&broken.to_string(), &["*"]).unwrap_err();
    assert!(!error.contains('\n') && !hidden(&error), "{error:?}");
}

#[test]
fn no_description_runs_as_code_or_renders_as_html() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/specs");
    // The package has no folder of specs.
    if !folder.exists() {
        return;
    }
    let prose = std::fs::read_to_string(folder.join("prose.json")).unwrap();
    let generated = generate(&prose, &["*"]).unwrap();
    let mut fenced = false;
    for line in generated.files.iter().flat_map(|(_, text)| text.lines()) {
        let Some(doc) = line.trim_start().strip_prefix("///") else {
            assert!(!fenced, "a fence stays open before {line}");
            continue;
        };
        let doc = doc.strip_prefix(' ').unwrap_or(doc);
        let text = doc.trim_start();
        if let Some(info) = text.trim_start_matches(['-', ' ']).strip_prefix("```") {
            assert!(if fenced { info.is_empty() } else { info == "text" }, "{line}");
            fenced = !fenced;
        }
        let outside = text.split('`').step_by(2).collect::<String>();
        assert!(
            fenced || !outside.replace("\\<", "").replace("<https://", "").contains('<'),
            "{line}"
        );
        assert!(doc.len() - text.len() < 4 || text.ends_with("again"), "{line}");
    }
    let resources = file(&prose, "resources.rs");
    for line in [
        "1. one\n",
        "   - two\n",
        "     two, again\n",
        "- first\n",
        "  ```text\n",
        "  compile_error!()\n",
        "\\- \\<b>List\\</b> \\[things].\n",
    ] {
        assert!(
            resources.contains(&format!("    /// {line}")),
            "no {line:?} in {resources}"
        );
    }
}

#[test]
fn only_undescribed_parts_of_our_own_spec_are_untyped() {
    let text = &own_spec();
    let api = cloudflare_interconnects_codegen::read_api(text, CNI).unwrap();
    let untyped: Vec<&str> = api.untyped.keys().map(String::as_str).collect();
    assert_eq!(
        untyped,
        [
            "#/components/schemas/magic_health_check/properties/target",
            "#/paths/~1accounts~1{account_id}~1magic~1cf_interconnects/put/requestBody/content/application~1json/schema",
        ]
    );
}
