//! The generator from outside, as a whole: what any spec gives is code that grows with it, or an error with its place.

use serde_json::{Value, json};

use cloudflare_interconnects_codegen::sample::{answering, assert_has, error, file, own_spec, spec};
use cloudflare_interconnects_codegen::{CNI, generate};

#[test]
fn the_same_spec_gives_the_same_text() {
    let spec = &own_spec();
    assert_eq!(generate(spec, CNI).unwrap().files, generate(spec, CNI).unwrap().files);
}

#[test]
fn a_description_cannot_become_an_example_to_run() {
    let code = generate(
        &answering(
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
fn errors_name_the_place_what_is_wrong_and_what_to_do() {
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
            &["#/openapi: an OpenAPI 2.0 document, not one of OpenAPI 3; convert"],
        ),
        (
            answering(json!({ "$ref": "#/components/schemas/Gone" }), json!({})),
            &[
                "200/content/application~1json/schema: nothing stands at `#/components/schemas/Gone`; add the definition",
            ],
        ),
        (
            answering(
                json!({ "$ref": "#/components/schemas/A" }),
                json!({ "A": { "$ref": "#/components/schemas/B" }, "B": { "$ref": "#/components/schemas/A" } }),
            ),
            &["`$ref` cycle through `#/components/schemas/"],
        ),
        (
            answering(
                json!({ "$ref": "#/components/schemas/A" }),
                json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }, { "type": "object", "properties": { "a": {} } }] } }),
            ),
            &["contains itself"],
        ),
        (
            answering(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "#/components/schemas/Gone" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: nothing stands at `#/components/schemas/Gone`"],
        ),
        (
            answering(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "Gone" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: nothing stands at `#/components/schemas/Gone`"],
        ),
        (
            answering(
                json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }],
                    "discriminator": { "propertyName": "t", "mapping": { "x": "other.json#/a" } } }),
                json!({}),
            ),
            &["discriminator/mapping/x: nothing stands at `other.json#/a`"],
        ),
        (
            answering(
                json!({ "type": "string", "enum": ["a", "b"], "x-enum-varnames": ["A", "B", "C"] }),
                json!({}),
            ),
            &["schema: 3 `x-enum-varnames` for 2 values; give each value"],
        ),
        ("[]".to_owned(), &["#: `openapi` is missing"]),
        (
            "{\"openapi\": 3}".to_owned(),
            &["#/openapi: a number where a string belongs; make it a string"],
        ),
        (
            "{\"openapi\": \"3.0.3\"}".to_owned(),
            &["#: `paths` is missing; add `paths`"],
        ),
        (
            "{\"openapi\": \"3.0.3\", \"paths\": []}".to_owned(),
            &["#/paths: an array where an object belongs"],
        ),
        (
            spec(json!({ "/accounts/{account_id}/cni/a": { "get": [] } }), json!({})),
            &["#/paths/~1accounts~1{account_id}~1cni~1a/get: an array where an object belongs"],
        ),
        (
            spec(json!({ "/accounts/{account_id}/cni/{a": { "get": {} } }), json!({})),
            &["has a `{` that nothing closes; close it"],
        ),
        (
            answering(json!({ "$ref": "other.json#/a" }), json!({})),
            &[
                "nothing stands at `other.json#/a`",
                "only this document can be referred to",
            ],
        ),
        (
            answering(
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
            &["/requestBody: nothing stands at `#/components/requestBodies/Gone`"],
        ),
        (
            spec(
                json!({ "/accounts/{account_id}/cni/a": { "get": { "responses": { "200": { "$ref": "#/components/responses/Gone" } } } } }),
                json!({}),
            ),
            &["/responses/200: nothing stands at `#/components/responses/Gone`"],
        ),
        (
            parameter(json!({ "$ref": "#/components/parameters/Gone" })),
            &["/parameters/0: nothing stands at `#/components/parameters/Gone`"],
        ),
        (
            parameter(json!({ "name": "q", "schema": {} })),
            &["/parameters/0: `in` is missing; add `in`"],
        ),
        (
            parameter(json!({ "name": "q", "in": "query" })),
            &[pointer, "/parameters/0: parameter `q` has no `schema`; add one"],
        ),
        (
            parameter(json!({ "name": "p", "in": "path", "required": true, "schema": { "type": "string" } })),
            &[
                pointer,
                "path parameter `p` does not stand in the path `/accounts/{account_id}/cni/things`; add `{p}`",
            ],
        ),
        (
            spec(
                json!({ "/accounts/{account_id}/cni/a": { "get": { "operationId": "same" }, "put": { "operationId": "same" } } }),
                json!({}),
            ),
            &["/put: operationId `same` is also that of #/paths/~1accounts~1{account_id}~1cni~1a/get; give each"],
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
fn what_names_the_format_that_was_met_and_what_chooses_the_paths() {
    for (spec, expected) in [
        (
            "{\"swagger\": \"2.0\", \"paths\": {}}",
            "#/swagger: a Swagger 2.0 document, not one of OpenAPI 3; convert it",
        ),
        (
            "openapi: 3.0.3\npaths: {}\n",
            "#: a YAML document, of which only JSON is read; convert it to JSON first",
        ),
        ("# a comment\n---\nswagger: 2\n", "#: a YAML document"),
        (
            "{\"openapi\": \"3.1.0\", \"webhooks\": {}}",
            "#: a document without `paths`, which has webhooks or components only; name a document",
        ),
        (
            "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}}}",
            "#/paths: none of its 1 paths begins with /accounts/{account_id}/cni",
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
            "; set CLOUDFLARE_INTERCONNECTS_PATHS to other path prefixes, of which whole segments are compared, or to `*` for all"
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
fn nothing_in_a_spec_makes_a_line_of_its_own_or_a_sign_that_nobody_sees() {
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
fn no_word_of_a_description_runs_or_is_html() {
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
fn of_the_crates_own_spec_only_that_is_plain_json_which_upstream_does_not_describe() {
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
