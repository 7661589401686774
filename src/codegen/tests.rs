//! The generator from outside: tiny specs in, code or an error out.

use serde_json::{Value, json};

use super::{CNI, generate};

/// A spec with the given operations (by path) and component schemas.
fn spec(paths: Value, schemas: Value) -> String {
    let spec = json!({
        "openapi": "3.0.3",
        "info": { "title": "test", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    spec.to_string()
}

/// A `GET /accounts/{account_id}/cni/things` that answers `schema`.
fn answering(schema: Value, schemas: Value) -> String {
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
fn taking(schema: Value, schemas: Value) -> String {
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
fn code(spec: &str) -> String {
    let generated = generate(spec, CNI).unwrap();
    let text: String = generated.files.into_iter().map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "no `{part}` in:\n{code}");
    }
}

fn error(spec: &str) -> String {
    generate(spec, CNI).unwrap_err()
}

#[test]
fn the_same_spec_gives_the_same_text() {
    let spec = include_str!("../../spec/network-interconnects.json");
    assert_eq!(generate(spec, CNI).unwrap().files, generate(spec, CNI).unwrap().files);
}

#[test]
fn all_of_becomes_one_struct_and_a_wrapped_reference_stays_one() {
    let code = code(&answering(
        json!({ "$ref": "#/components/schemas/x_Thing" }),
        json!({
            "x_Thing": { "allOf": [
                { "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } },
                { "type": "object", "required": ["place"], "properties": {
                    "place": { "allOf": [{ "$ref": "#/components/schemas/x_Place" }], "description": "Where it is." },
                } },
            ] },
            "x_Place": { "type": "object", "properties": { "name": { "type": "string" } } },
        }),
    ));
    assert_has(
        &code,
        &[
            "pub struct Thing { /// `id`. pub id: String, /// Where it is. pub place: Place, extra_fields: crate::value::object::ExtraFields, }",
            "pub struct Place",
        ],
    );
}

#[test]
fn integers_are_64_bit_whatever_the_format_says() {
    let code = code(&answering(
        json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
            "a": { "type": "integer", "format": "int32" },
            "b": { "type": "integer", "format": "int32", "minimum": 0 },
            "c": { "type": "number" },
            "d": { "type": "boolean", "nullable": true },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub a: i64",
            "pub b: u64",
            "pub c: f64",
            "pub d: Option<bool>",
            "pub struct GetThingsAnswer",
        ],
    );
}

#[test]
fn constraints_never_reach_the_types() {
    let code = code(&answering(
        json!({ "type": "object", "required": ["a", "b"], "properties": {
            "a": { "type": "string", "minLength": 3, "maxLength": 1, "pattern": "(" },
            "b": { "type": "array", "items": { "type": "string" }, "uniqueItems": true, "maxItems": 2 },
        } }),
        json!({}),
    ));
    assert_has(&code, &["pub a: String", "pub b: Vec<String>"]);
}

#[test]
fn an_enum_is_open_and_its_variants_read_well() {
    let code = code(&answering(
        json!({ "type": "object", "properties": {
            "given": { "type": "string", "enum": ["50M", "1G"], "x-enum-varnames": ["Mbps50", "Gbps1"] },
            "derived": { "type": "string", "enum": ["50M", "a-b", "a_b", "Unrecognized"] },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub enum GetThingsAnswerGiven { /// `50M` Mbps50, /// `1G` Gbps1, /// A value newer than this crate, kept as it came. Unrecognized(String), }",
            "M50, /// `a-b` AB, /// `a_b` AB2, /// `Unrecognized` Unrecognized2,",
        ],
    );
}

#[test]
fn enums_that_are_not_all_strings_are_plain_values() {
    let code = code(&answering(
        json!({ "type": "object", "required": ["a", "b", "c", "d"], "properties": {
            "a": { "enum": [1, 2] },
            "b": { "enum": [1, "x"] },
            "c": { "enum": [true] },
            "d": { "type": "string", "enum": ["x", null] },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub a: u64",
            "pub b: serde_json::Value",
            "pub c: bool",
            "pub d: Option<GetThingsAnswerD>",
        ],
    );
}

#[test]
fn a_union_is_decided_by_its_mapping() {
    let schemas = json!({
        "x_Pet": { "oneOf": [{ "$ref": "#/components/schemas/x_Cat" }, { "$ref": "#/components/schemas/x_Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/x_Cat", "hound": "x_Dog" } } },
        "x_Cat": { "type": "object", "required": ["kind", "name"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
        "x_Dog": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, "name": { "type": "string" } } },
    });
    let code = code(&answering(json!({ "$ref": "#/components/schemas/x_Pet" }), schemas));
    assert_has(
        &code,
        &[
            "Cat(Cat), /// `hound` Hound(Dog),",
            "let name = name.optional()?; let extra_fields = members.extra_fields(); Self::Hound(Dog { name, extra_fields })",
            "pub struct Cat { /// `name`. pub name: String, extra_fields: crate::value::object::ExtraFields, }",
            "pub fn name(&self) -> Option<&str>",
            "pub fn kind(&self) -> Option<&str>",
        ],
    );
    assert!(!code.contains("pub kind:"), "the discriminator is the union's:\n{code}");
}

#[test]
fn a_union_without_mapping_is_read_off_each_variants_one_value() {
    let code = code(&answering(
        json!({ "oneOf": [
            { "type": "object", "properties": { "state": { "type": "string", "enum": ["Up"] } } },
            { "type": "object", "properties": { "state": { "type": "string", "enum": ["Down"] }, "why": { "type": "string", "nullable": true } } },
        ], "discriminator": { "propertyName": "state" } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "Up { #[doc(hidden)] extra_fields: crate::value::object::ExtraFields },",
            "Down { /// `why`. why: Option<String>, #[doc(hidden)] extra_fields: crate::value::object::ExtraFields, }",
            "pub fn is_up(&self) -> bool",
            "#[non_exhaustive] Up",
        ],
    );
}

#[test]
fn a_union_of_answers_is_read_in_one_pass_over_the_members_of_all_variants() {
    let variant = |value: &str, number: Value| {
        json!({
            "type": "object",
            "required": ["kind", "number", "discriminator"],
            "properties": {
                "kind": { "type": "string", "enum": [value] },
                "number": number,
                "discriminator": { "type": "string" },
                "same-here": { "type": "boolean" },
                "same_here": { "type": "boolean" },
                "inner": { "$ref": "#/components/schemas/U" },
            },
        })
    };
    let union = json!({
        "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
        "discriminator": { "propertyName": "kind" },
    });
    let schemas = json!({
        "A": variant("a", json!({ "type": "string" })),
        "B": variant("b", json!({ "type": "integer" })),
        "U": union,
    });
    let answer = json!({ "$ref": "#/components/schemas/U" });
    let code_of_answer = code(&answering(answer.clone(), schemas.clone()));
    assert_has(
        &code_of_answer,
        &[
            "[ \"kind\", \"discriminator\", \"inner\", \"number\", \"same-here\", \"same_here\", ]",
            "let [discriminator, discriminator_, inner, number, same_here, same_here_] = &mut members .known;",
            "let discriminator_ = discriminator_.read()?;",
            "let inner = inner.optional()?;",
            "discriminator: crate::value::object::required( \"discriminator\", discriminator_, )?,",
            "number: crate::value::object::required(\"number\", number)?,",
            "pub fn as_a(&self) -> Option<&A>",
            r#"members.unrecognized(&["discriminator", "number"])?,"#,
        ],
    );
}

#[test]
fn a_union_that_nothing_decides_is_whatever_json_it_is() {
    let either = json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }] });
    let code = code(&answering(
        json!({ "type": "object", "required": ["x"], "properties": { "x": either } }),
        json!({}),
    ));
    assert_has(&code, &["pub x: serde_json::Value"]);
}

#[test]
fn a_request_has_a_constructor_for_what_is_required_and_setters_for_the_rest() {
    let code = code(&taking(
        json!({ "type": "object", "required": ["account", "type"], "properties": {
            "account": { "type": "string" },
            "type": { "type": "string" },
            "speed": { "type": "string", "nullable": true },
            "tags": { "type": "array", "items": { "type": "string" } },
            "key": { "type": "string", "format": "password" },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub fn new(account: impl Into<String>, type_: impl Into<String>) -> Self",
            "pub fn speed(mut self, speed: impl Into<String>) -> Self",
            "pub fn speed_null(mut self) -> Self",
            "pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self",
            "crate::open_struct!( CreateThingBody { \"account\" account required, \"key\" key optional secret, \"speed\" speed optional, \"tags\" tags optional, \"type\" type_ required, } );",
            "crate::sent_struct!(CreateThingBody);",
            "pub fn create( &self, body: &impl Body<types::CreateThingBody>, )",
        ],
    );
}

#[test]
fn what_one_operation_returns_and_another_accepts_keeps_unknown_fields() {
    let thing = json!({ "$ref": "#/components/schemas/x_Thing" });
    let json = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let update = json!({
        "tags": ["Things"], "operationId": "update_thing",
        "requestBody": { "required": true, "content": json(&thing) },
        "responses": { "200": { "description": "", "content": json(&thing) } },
    });
    let part = json!({ "type": "object", "properties": { "n": { "type": "integer" } } });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things/{thing}": { "put": update } }),
        json!({ "x_Thing": { "type": "object", "properties": { "part": { "$ref": "#/components/schemas/x_Part" } } }, "x_Part": part }),
    ));
    assert_eq!(code.matches("crate::open_struct!(").count(), 2, "{code}");
    assert_eq!(code.matches("crate::sent_struct!(").count(), 2, "{code}");
    assert_has(
        &code,
        &["pub fn update( &self, thing: &str, body: &impl Body<types::Thing>, ) -> operations::UpdateThing"],
    );
}

#[test]
fn answers_decide_what_send_gives() {
    let answer = |content: Value| json!({ "tags": ["Things"], "responses": { "200": { "description": "", "content": content } } });
    let code = code(&spec(
        json!({
            "/accounts/{account_id}/cni/a": { "get": answer(json!({ "application/pdf": {} })), "delete": { "responses": {} } },
            "/accounts/{account_id}/cni/b": { "get": { "responses": { "200": { "description": "" } } } },
            "/accounts/{account_id}/cni/c": { "get": { "responses": { "204": { "description": "" } } } },
            "/accounts/{account_id}/cni/d": { "get": answer(json!({ "application/json": { "schema": { "type": "array", "items": { "type": "integer" } } } })) },
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
fn only_a_get_that_answers_json_can_be_waited_on() {
    let operation = |id: &str| {
        json!({ "operationId": id, "tags": ["Things"],
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } } })
    };
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things": { "get": operation("get_thing"), "put": operation("update_thing"),
            "post": operation("create_thing"), "delete": operation("delete_thing") } }),
        json!({}),
    ));
    assert_eq!(code.matches("json_call!").count(), 4, "{code}");
    assert_eq!(code.matches("wait_call!").count(), 1, "{code}");
    assert_has(&code, &["wait_call!(GetThing, String);"]);
}

#[test]
fn an_operation_names_the_secrets_of_its_parameters_and_of_its_body_however_deep() {
    let secret = json!({ "type": "string", "format": "password" });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things": { "post": {
            "tags": ["Things"], "operationId": "create_thing", "responses": {},
            "parameters": [
                { "name": "x-key", "in": "header", "schema": secret },
                { "name": "site", "in": "query", "schema": { "type": "string" } },
            ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/x_Thing" } } } },
        } } }),
        json!({
            "x_Thing": { "type": "object", "properties": { "name": { "type": "string" },
                "parts": { "type": "array", "items": { "$ref": "#/components/schemas/x_Part" } } } },
            "x_Part": { "type": "object", "properties": { "pairing-key": secret, "kind": { "type": "string" } } },
        }),
    ));
    assert_has(&code, &["secrets: &[\"pairing-key\", \"x-key\"]"]);
}

#[test]
fn methods_that_clash_take_their_whole_operation_id() {
    let operation = |id: &str| json!({ "tags": ["Things"], "operationId": id, "responses": {} });
    let code = code(&spec(
        json!({
            "/accounts/{account_id}/cni/a": { "post": operation("create_thing"), "put": operation("move_thing") },
            "/accounts/{account_id}/cni/b": { "post": operation("create_things") },
        }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub fn create_thing(&self)",
            "pub fn create_things(&self)",
            "pub fn move_(&self)",
        ],
    );
}

#[test]
fn builder_methods_and_keywords_are_kept_free() {
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
fn only_the_selected_paths_and_what_they_reach_are_generated() {
    let operation = |schema: &str| json!({ "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } } } });
    let thing = |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let code = code(&spec(
        json!({ "/accounts/{account_identifier}/cni/a": { "get": operation("x_In") }, "/accounts/{account_id}/cnix": { "get": operation("x_Out") } }),
        json!({ "x_In": thing("a"), "x_Out": thing("b") }),
    ));
    assert_has(&code, &["pub struct In "]);
    assert!(!code.contains("Out"), "{code}");
}

#[test]
fn recursion_is_boxed() {
    let node = json!({ "type": "object", "properties": { "next": { "$ref": "#/components/schemas/x_Node" }, "all": { "type": "array", "items": { "$ref": "#/components/schemas/x_Node" } } } });
    assert_has(
        &code(&answering(
            json!({ "$ref": "#/components/schemas/x_Node" }),
            json!({ "x_Node": node }),
        )),
        &["pub next: Option<Box<Node>>", "pub all: Option<Vec<Node>>"],
    );
    let schemas = json!({
        "x_Tree": { "oneOf": [{ "$ref": "#/components/schemas/x_Leaf" }, { "$ref": "#/components/schemas/x_Fork" }],
            "discriminator": { "propertyName": "kind" } },
        "x_Leaf": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["leaf"] } } },
        "x_Fork": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["fork"] }, "left": { "$ref": "#/components/schemas/x_Tree" } } },
    });
    assert_has(
        &code(&answering(json!({ "$ref": "#/components/schemas/x_Tree" }), schemas)),
        &["Leaf(Leaf)", "Fork(Box<Fork>)"],
    );
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
fn an_operation_that_is_not_worth_machinery_is_left_out_by_name() {
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
        ["upload is left out: it sends `multipart/form-data`"]
    );
}

#[test]
fn a_discriminator_that_does_not_decide_is_a_warning_with_its_place() {
    let member =
        |value: &str| json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": [value] } } });
    let union = json!({ "oneOf": [member("a"), member("b")], "discriminator": { "propertyName": "knid" } });
    let generated = generate(&answering(union, json!({})), CNI).unwrap();
    let [warning] = &generated.warnings[..] else {
        panic!("{:?}", generated.warnings)
    };
    assert!(
        warning.contains("schema/discriminator: `knid` does not decide every member"),
        "{warning}"
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

/// The generated text of one file.
fn file(spec: &str, name: &str) -> String {
    let generated = generate(spec, &["*"]).unwrap();
    let (_, text) = generated.files.into_iter().find(|(known, _)| *known == name).unwrap();
    text
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn the_methods_that_the_engine_has_are_those_that_are_kept_free() {
    // Indented as in an `impl`, which tells them from those of tests and macros.
    let methods = |source: &str, indent: &str| -> Vec<String> {
        let signatures = source.lines().filter_map(|line| {
            let rest = line.strip_prefix(indent)?;
            let rest = rest.strip_prefix("pub(crate) ").or(rest.strip_prefix("pub "))?;
            rest.strip_prefix("fn ")?.split(['(', '<']).next()
        });
        signatures.map(str::to_owned).collect()
    };
    let client = include_str!("../client.rs");
    let (_, client) = client.split_once("impl Client {").unwrap();
    let (client, _) = client.split_once("\n}").unwrap();
    let (client, calls) = (
        methods(client, "    "),
        methods(include_str!("../call.rs"), "            "),
    );
    assert!(client.contains(&"builder".to_owned()) && calls.contains(&"send".to_owned()));
    for (has, keeps) in [
        (client, super::names::CLIENT_METHODS),
        (calls, super::names::BUILDER_METHODS),
    ] {
        for method in has {
            assert!(keeps.contains(&method.as_str()), "`{method}` is not kept free");
        }
    }
}

#[test]
fn operations_that_answer_pages_of_one_list_share_what_makes_it_a_page() {
    let list = json!({ "type": "object", "required": ["items"], "properties": {
        "items": { "type": "array", "items": { "type": "string" } }, "next": { "type": "integer" } } });
    let operation = |id: &str| {
        json!({ "tags": ["Things"], "operationId": id,
            "parameters": [{ "name": "cursor", "in": "query", "schema": { "type": "integer" } }],
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference("x_List") } } } } })
    };
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/a": { "get": operation("list_a") }, "/accounts/{account_id}/cni/b": { "get": operation("list_b") } }),
        json!({ "x_List": list }),
    ));
    assert_eq!(code.matches("impl Page for types::List").count(), 1);
    assert_eq!(code.matches("list_call!(").count(), 2);
}

#[test]
fn layers_that_share_a_base_are_merged_once() {
    let mut schemas = json!({ "x_L0": { "type": "object", "properties": { "deep": { "type": "string" } } } });
    for level in 1..=60 {
        let below = reference(&format!("x_L{}", level - 1));
        schemas[format!("x_L{level}")] =
            json!({ "allOf": [below, below, { "properties": { format!("p{level}"): {} } }] });
    }
    assert_has(
        &code(&answering(reference("x_L60"), schemas)),
        &["pub deep: Option<String>", "pub p60:"],
    );
}

#[test]
fn a_result_that_a_later_layer_refines_is_the_type_that_it_names() {
    let base = json!({ "type": "object", "required": ["success", "errors", "result"], "properties": {
        "success": { "type": "boolean" }, "errors": { "type": "array", "items": {} },
        "result": { "anyOf": [{ "type": "object" }, { "type": "array", "items": {} }, { "type": "string" }] } } });
    let single = json!({ "allOf": [reference("x_Common"), { "properties": { "result": { "anyOf": [{ "type": "object", "nullable": true }, { "type": "string" }] } } }] });
    let answer = |result: Value| json!({ "allOf": [reference("x_Single"), { "properties": { "result": result } }] });
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
        assert_has(&code(&answering(answer(result), schemas(()))), &[expected]);
    }
}

#[test]
fn a_nested_type_is_named_by_its_place_whoever_refers_to_it_first() {
    let part = json!({ "type": "object", "properties": { "mood": { "type": "string", "enum": ["glad"] }, "b": { "type": "array", "items": { "type": "object", "properties": { "c": {} } } } } });
    let schemas = |first: &str| {
        json!({
            "x_Base": part,
            first: { "allOf": [reference("x_Base"), { "properties": { "own": { "type": "object", "properties": { "d": {} } } } }] },
            "x_Zebra": { "type": "object", "properties": { "a": reference(first), "base": reference("x_Base") } },
        })
    };
    for first in ["x_Ant", "x_Bee"] {
        let code = code(&answering(reference("x_Zebra"), schemas(first)));
        let own = format!("pub struct {}Own", &first[2..]);
        assert_has(&code, &["pub enum BaseMood", "pub struct BaseBItem", &own]);
        assert_eq!(code.matches("pub enum ").count(), 1, "{code}");
    }
}

#[test]
fn an_enum_is_one_type_however_many_layers_are_about_it() {
    let layered = |more: Value| json!({ "allOf": [reference("x_Size"), more] });
    let code = code(&answering(
        json!({ "type": "object", "properties": {
            "a": layered(json!({ "nullable": true })), "b": layered(json!({ "description": "B." })), "c": reference("x_Size") } }),
        json!({ "x_Size": { "type": "string", "enum": ["S", "M"], "description": "A size." } }),
    ));
    assert_has(
        &code,
        &[
            "/// A size. #[derive",
            "pub a: Option<Size>",
            "pub b: Option<Size>",
            "pub c: Option<Size>",
        ],
    );
}

#[test]
fn an_enum_whose_values_its_type_excludes_is_held_to_neither() {
    let code = code(&answering(
        json!({ "type": "object", "required": ["a", "b", "c"], "properties": {
            "a": { "type": "integer", "enum": ["1"] }, "b": { "type": "number", "enum": [1, 2] }, "c": { "type": "string", "enum": [1] } } }),
        json!({}),
    ));
    assert_has(
        &code,
        &["pub a: serde_json::Value", "pub b: f64", "pub c: serde_json::Value"],
    );
}

#[test]
fn an_accessor_stays_when_a_kind_without_the_field_is_added() {
    let kind = |kind: &str, properties: Value| {
        let mut schema = json!({ "type": "object", "properties": properties });
        schema["properties"]["kind"] = json!({ "type": "string", "enum": [kind] });
        schema
    };
    let text = json!({ "type": "string" });
    let mut kinds = vec![
        kind("a", json!({ "name": text, "only_a": text })),
        kind("b", json!({ "name": text })),
    ];
    for added in [
        kind("c", json!({ "else": text })),
        kind("d", json!({ "name": { "type": "integer" } })),
    ] {
        kinds.push(added);
        let union = json!({ "oneOf": kinds, "discriminator": { "propertyName": "kind" } });
        let code = code(&answering(union, json!({})));
        assert_has(
            &code,
            &["pub fn name(&self) -> Option<&str>", "Self::C { .. } => None,"],
        );
        assert!(!code.contains("fn only_a"), "{code}");
    }
}

#[test]
fn secrets_in_a_list_are_redacted_too() {
    let secret = json!({ "type": "string", "format": "password" });
    let types = file(
        &taking(
            json!({ "type": "object", "properties": { "keys": { "type": "array", "items": secret }, "map": { "type": "object", "additionalProperties": secret } } }),
            json!({}),
        ),
        "types.rs",
    );
    assert_eq!(types.matches("optional secret").count(), 2, "{types}");
}

#[test]
fn a_head_has_no_content_and_an_answer_that_may_have_none_is_an_option_once() {
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
fn only_parameters_whose_value_is_at_hand_are_checked() {
    let short = json!({ "type": "string", "maxLength": 3 });
    let parameter = |name: &str, place: &str, schema: &Value| json!({ "name": name, "in": place, "required": true, "schema": schema });
    let list = json!({ "type": "array", "items": short });
    let object = json!({ "type": "object", "properties": { "a": short } });
    let operation = json!({ "operationId": "get_a", "parameters": [
        parameter("text", "query", &short), parameter("list", "query", &list), parameter("object", "query", &object),
        parameter("X-Text", "header", &short), parameter("X-List", "header", &list) ], "responses": {} });
    let resources = file(
        &spec(json!({ "/a": { "delete": operation } }), json!({})),
        "resources.rs",
    );
    let checked = resources.matches(".check(").count();
    assert_eq!(checked, 3, "{resources}");
    assert_has(&resources, &["serde_json::to_value(object)", "\"X-Text\""]);
}

#[test]
fn a_spec_grows_and_its_code_grows_with_it() {
    let size = |operations: usize| {
        let generated = generate(&super::scale::spec(operations), &["*"]).unwrap();
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
fn an_addition_that_is_spelled_otherwise_renames_nothing() {
    let spec = |properties: &[&str], parameters: &[&str]| {
        let text = json!({ "type": "string" });
        let properties: serde_json::Map<_, _> = properties
            .iter()
            .map(|name| ((*name).to_owned(), text.clone()))
            .collect();
        let query = |name: &&str| json!({ "name": name, "in": "query", "schema": text });
        let operation = json!({ "tags": ["Things"], "operationId": "create_thing", "responses": {},
            "parameters": parameters.iter().map(query).collect::<Vec<_>>(),
            "requestBody": { "required": true, "content": { "application/json": { "schema": reference("Thing") } } } });
        spec(
            json!({ "/accounts/{account_id}/cni/things": { "post": operation } }),
            json!({ "Thing": { "type": "object", "properties": properties } }),
        )
    };
    let before = code(&spec(&["foo_bar", "type"], &["filter_name"]));
    let after = code(&spec(
        &["Type", "foo-bar", "fooBar", "foo_bar", "type"],
        &["filter.name", "filter_name", "filterName"],
    ));
    for code in [&before, &after] {
        assert_has(
            code,
            &[
                "\"foo_bar\" foo_bar optional,",
                "\"type\" type_ optional,",
                "Self(self.0.query(\"filter_name\", filter_name))",
            ],
        );
    }
    assert_has(
        &after,
        &[
            "\"foo-bar\" foo_bar_ optional,",
            "\"fooBar\" foo_bar__ optional,",
            "\"Type\" type__ optional,",
            "Self(self.0.query(\"filter.name\", filter_name_))",
        ],
    );
}

#[test]
fn an_enum_value_that_is_added_renames_none_that_its_name_is_spelled_as() {
    let values = |values: &[&str]| {
        code(&answering(
            json!({ "type": "object", "properties": { "a": { "type": "string", "enum": values } } }),
            json!({}),
        ))
    };
    assert_has(&values(&["Up"]), &["\"Up\" => Self::Up,"]);
    assert_has(&values(&["up", "Up"]), &["\"up\" => Self::Up2, \"Up\" => Self::Up,"]);
}

#[test]
fn a_family_of_schemas_that_is_added_renames_none_of_the_first() {
    let thing = json!({ "type": "object", "properties": { "a": {} } });
    let both = |schemas: Value| {
        let properties: serde_json::Map<_, _> = schemas
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.clone(), reference(name)))
            .collect();
        code(&answering(
            json!({ "type": "object", "properties": properties }),
            schemas,
        ))
    };
    let code = both(json!({ "nsc_Thing": thing, "nsc_Part": thing, "aaa_Thing": thing, "magic_thing": thing }));
    assert_has(
        &code,
        &[
            "pub struct Thing ",
            "pub struct Part ",
            "pub struct AaaThing ",
            "pub struct MagicThing ",
        ],
    );
    // One that is spelled so has the name, whoever else could.
    let code = both(
        json!({ "nsc_Thing": thing, "nsc_Part": thing, "Thing": { "type": "object", "properties": { "b": {} } } }),
    );
    assert_has(&code, &["pub struct Thing { /// `b`.", "pub struct NscThing "]);
}

#[test]
fn a_clash_of_methods_is_a_number_and_a_warning_and_a_given_name_stays() {
    let operation = |id: &str| json!({ "tags": ["Things"], "operationId": id, "responses": {} });
    let mut given = operation("make_thing");
    given["x-rust-name"] = json!("create");
    let generated = generate(
        &spec(
            json!({
                "/accounts/{account_id}/cni/a": { "post": operation("list-things"), "put": operation("list_things") },
                "/accounts/{account_id}/cni/b": { "post": operation("create_thing"), "put": given },
            }),
            json!({}),
        ),
        CNI,
    )
    .unwrap();
    let [warning] = &generated.warnings[..] else {
        panic!("{:?}", generated.warnings)
    };
    assert!(
        warning.contains("a/post: the method of list-things is called `list_things2`, since another of tag `Things` is called `list_things`"),
        "{warning}"
    );
    let resources = &generated
        .files
        .iter()
        .find(|(name, _)| *name == "resources.rs")
        .unwrap()
        .1;
    for (method, builder) in [
        ("list_things", "ListThings2"),
        ("list_things2", "ListThings"),
        ("create", "MakeThing"),
        ("create_thing", "CreateThing"),
    ] {
        assert!(
            resources.contains(&format!("pub fn {method}(&self) -> operations::{builder} {{")),
            "{method} in {resources}"
        );
    }
}

#[test]
fn the_words_of_a_schema_and_of_its_inline_part_come_before_those_of_its_base() {
    let base = json!({ "type": "object", "title": "Base", "description": "The base.", "properties": { "a": { "type": "string", "description": "Of the base." } } });
    let schemas = json!({
        "Base": base,
        "Titled": { "allOf": [reference("Base"), { "title": "An inline title", "properties": { "a": { "description": "Of the part." } } }] },
        "Told": { "allOf": [reference("Base"), { "title": "An inline title", "description": "An inline part.", "properties": { "b": {} } }] },
        "Own": { "title": "Its own title", "description": "Its own.", "allOf": [{ "description": "An inline part.", "properties": { "b": {} } }, reference("Base")] },
        "Silent": { "allOf": [reference("Base")], "properties": { "b": {} } },
    });
    let properties: serde_json::Map<_, _> = schemas
        .as_object()
        .unwrap()
        .keys()
        .map(|name| (name.to_lowercase(), reference(name)))
        .collect();
    let code = code(&answering(
        json!({ "type": "object", "properties": properties }),
        schemas,
    ));
    for (name, words) in [
        ("Titled", "An inline title"),
        ("Told", "An inline part."),
        ("Own", "Its own."),
        ("Silent", "The base."),
    ] {
        let derived = format!("/// {words} #[derive(");
        let (before, _) = code.split_once(&format!("pub struct {name} ")).unwrap();
        let last = before.rfind("/// ").unwrap();
        assert!(before[last..].starts_with(&derived), "{name}: {}", &before[last..]);
    }
    assert_has(&code, &["/// Of the part."]);
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
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
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
fn the_headers_that_no_parameter_sets_are_those_that_a_request_by_hand_refuses() {
    let request = include_str!("../request.rs");
    let (_, list) = request.split_once("const RESERVED: &[&str] = &[").unwrap();
    let (list, _) = list.split_once("];").unwrap();
    let refused: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(super::read::parameters::RESERVED_HEADERS, refused);
}

#[test]
fn what_comes_out_as_plain_json_is_counted_once() {
    let generated = generate(
        &answering(
            json!({ "type": "object", "properties": { "a": {}, "b": { "type": "array" }, "c": { "type": "object" }, "d": { "type": ["string", "integer"] }, "e": { "type": "string" } } }),
            json!({}),
        ),
        CNI,
    )
    .unwrap();
    assert_eq!((generated.untyped, generated.warnings.len()), (4, 0));
    let origin = &generated.files[0].1;
    for reason in [
        "the schema says nothing of a type",
        "an array that does not say of what",
        "an object that states no members",
        "one of several types",
    ] {
        assert_eq!(origin.matches(reason).count(), 1, "{origin}");
    }
}

#[test]
fn of_the_crates_own_spec_only_that_is_plain_json_which_upstream_does_not_describe() {
    let text = include_str!("../../spec/network-interconnects.json");
    let api = super::read(text, CNI).unwrap();
    let untyped: Vec<&str> = api.untyped.keys().map(String::as_str).collect();
    assert_eq!(
        untyped,
        [
            "#/components/schemas/magic_health_check/properties/target",
            "#/paths/~1accounts~1{account_id}~1magic~1cf_interconnects/put/requestBody/content/application~1json/schema",
        ]
    );
}
