//! What a spec says is honoured, or is an error or a warning with its place.

use cloudflare_interconnects_codegen::sample::{answering, assert_has, code, error, reference, spec, taking};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::{Value, json};

/// The same spec as OpenAPI 3.1.
fn in_3_1(spec: &str) -> String {
    spec.replacen("3.0.3", "3.1.0", 1)
}

fn warnings(spec: &str) -> Vec<String> {
    generate(spec, CNI).unwrap().warnings
}

fn base() -> Value {
    json!({ "type": "object", "properties": { "id": { "type": "string" }, "note": { "type": "string" } } })
}

/// A spec with one operation, and what else is in it.
fn operation(more: Value) -> String {
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

#[test]
fn what_a_part_requires_is_required_in_every_form() {
    let named = json!([reference("x_Base"), { "required": ["id", "note"] }]);
    let forms = [
        json!({ "allOf": named }),
        json!({ "type": "object", "allOf": named }),
        json!({ "allOf": [{ "required": ["id", "note"] }, reference("x_Base")] }),
        json!({ "allOf": [reference("x_Base"), { "type": "object", "required": ["id", "note"] }] }),
        json!({ "allOf": [reference("x_Base"), { "description": "d", "required": ["id"] }, { "required": ["note"] }] }),
        json!({ "required": ["id", "note"], "allOf": [reference("x_Base")] }),
        json!({ "required": ["note"], "allOf": [reference("x_Base"), { "required": ["id"] }] }),
    ];
    for form in forms {
        let code = code(&taking(
            reference("x_Strict"),
            json!({ "x_Base": base(), "x_Strict": form }),
        ));
        let new = "pub fn new(id: impl Into<String>, note: impl Into<String>) -> Self { Strict";
        assert_has(&code, &["pub struct Strict ", new]);
    }
    let strict = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id", "note"] });
    let schemas = json!({ "x_Base": base(), "x_Strict": strict });
    assert_has(
        &code(&in_3_1(&taking(reference("x_Strict"), schemas))),
        &["pub struct Strict ", "pub id: String"],
    );
}

#[test]
fn one_of_several_requirements_is_documented() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "required": ["id"] }, { "required": ["id", "note"] }]);
    let code = code(&taking(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &["/// Required: `id` or (`id` and `note`).", "pub id: Option<String>"],
    );
}

#[test]
fn what_stands_beside_a_reference_counts_in_3_1() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "type": "object",
        "properties": { "more": { "type": "integer" } }, "required": ["more"] });
    let document = answering(extended.clone(), json!({ "x_Base": base() }));
    assert_has(
        &code(&in_3_1(&document)),
        &[
            "pub struct GetThingsResponse ",
            "pub id: Option<String>",
            "pub more: i64",
        ],
    );
    assert_has(&code(&document), &["json_call!(GetThings, types::Base);"]);
    let property = json!({ "type": "object", "properties": { "a": extended, "b": reference("x_Base") } });
    let property = code(&in_3_1(&answering(property, json!({ "x_Base": base() }))));
    assert_has(&property, &["pub a: Option<GetThingsResponseA>", "pub b: Option<Base>"]);
}

#[test]
fn what_stands_beside_a_reference_in_3_0_is_a_warning() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id"], "description": "fine" });
    let [warning] = &warnings(&answering(extended, json!({ "x_Base": base() })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("schema: `required` beside a `$ref` does not count in OpenAPI 3.0"),
        "{warning}"
    );
}

#[test]
fn a_secret_that_is_only_sent_and_required_is_in_the_constructor() {
    let user = json!({ "type": "object", "required": ["name", "password"], "properties": {
        "name": { "type": "string" }, "password": { "type": "string", "writeOnly": true } } });
    let operation = json!({ "tags": ["Things"], "operationId": "create_thing",
        "requestBody": { "required": true, "content": { "application/json": { "schema": reference("x_User") } } },
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference("x_User") } } } } });
    let paths = json!({ "/accounts/{account_id}/cni/things": { "post": operation } });
    assert_has(
        &code(&spec(paths, json!({ "x_User": user }))),
        &[
            "pub password: Option<String>",
            "pub fn new(name: impl Into<String>, password: impl Into<String>) -> Self",
            "password: Some(password.into()),",
        ],
    );
}

#[test]
fn a_parameter_that_is_there_twice_is_an_error_and_one_of_the_path_gives_way() {
    let parameter = |name: &str, place: &str, ty: &str| json!({ "name": name, "in": place, "schema": { "type": ty } });
    let twice = |one: Value, other: Value| operation(json!({ "parameters": [one, other] }));
    let text = error(&twice(
        parameter("a", "query", "integer"),
        parameter("a", "query", "string"),
    ));
    assert!(
        text.contains("/get/parameters/1: the query parameter `a` is also #/paths/")
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
            "the path parameter `ids` is a list in another style than `simple`",
        ),
        ("form", text, "a path parameter has no style `form`"),
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
fn what_no_client_sends_is_a_warning() {
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "schema": { "type": "string" } });
    for (more, said) in [
        (
            json!({ "parameters": [parameter("c", "cookie")] }),
            "the cookie `c` of get_things is left out: no cookies are sent",
        ),
        (
            json!({ "parameters": [parameter("Host", "header")] }),
            "the header `Host` of get_things is left out: it is the client's",
        ),
        (
            json!({ "parameters": [parameter("a b", "header")] }),
            "the header `a b` of get_things is left out: it has no name",
        ),
        (
            json!({ "parameters": [{ "name": "q", "in": "query", "allowReserved": true, "schema": { "type": "string" } }] }),
            "`q` is sent percent-encoded in spite of `allowReserved`",
        ),
        (
            json!({ "servers": [{ "url": "https://other.example" }] }),
            "get/servers: servers of its own",
        ),
        (
            json!({ "security": [{ "user_key": [] }] }),
            "get/security: it needs other credentials than an API token",
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
fn a_name_that_steps_aside_is_a_warning_with_both_places_and_can_be_given() {
    let text = json!({ "type": "string" });
    let fields = |second: Value| {
        answering(
            json!({ "type": "object", "properties": { "fooBar": text, "foo_bar": second } }),
            json!({}),
        )
    };
    let [warning] = &warnings(&fields(text.clone()))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("properties/fooBar: `fooBar` is called `foo_bar_`, since ")
            && warning.contains("properties/foo_bar is called `foo_bar`: give it an `x-rust-name`"),
        "{warning}"
    );
    let given = fields(json!({ "type": "string", "x-rust-name": "other" }));
    assert_eq!(warnings(&given), [""; 0]);
    assert_has(
        &code(&given),
        &[
            "#[serde(rename = \"fooBar\")] pub foo_bar: Option<String>",
            "#[serde(rename = \"foo_bar\")] pub other: ",
        ],
    );

    let parameters = |names: &[Value]| {
        let parameters: Vec<Value> = names
            .iter()
            .map(|name| {
                let mut parameter = json!({ "in": "query", "schema": { "type": "string" } });
                parameter
                    .as_object_mut()
                    .unwrap()
                    .extend(name.as_object().unwrap().clone());
                parameter
            })
            .collect();
        operation(json!({ "parameters": parameters }))
    };
    let appended = parameters(&[json!({ "name": "fooBar" }), json!({ "name": "foo-bar" })]);
    assert_has(
        &code(&appended),
        &["pub fn foo_bar(self, foo_bar: &str) -> Self { Self(self.0.query(\"fooBar\", foo_bar))"],
    );
    assert!(
        warnings(&appended)[0].contains("parameters/1: `foo-bar` is called `foo_bar_`, since "),
        "{:?}",
        warnings(&appended)
    );
    let given = parameters(&[
        json!({ "name": "fooBar" }),
        json!({ "name": "foo-bar", "x-rust-name": "dashed" }),
    ]);
    assert_eq!(warnings(&given), [""; 0]);
    assert_has(
        &code(&given),
        &["pub fn dashed(self, dashed: &str) -> Self { Self(self.0.query(\"foo-bar\", dashed))"],
    );
}

#[test]
fn a_discriminator_pinned_beside_a_base_decides_and_one_that_is_no_text_does_not() {
    let base = json!({ "type": "object", "required": ["kind"], "properties": {
        "kind": { "type": "string", "enum": ["a", "b"] }, "name": { "type": "string" } } });
    let pinned = |value: &str| json!({ "allOf": [reference("x_Base")], "properties": { "kind": { "enum": [value] } } });
    let own = |value: &str| json!({ "type": "object", "properties": { "kind": { "allOf": [reference("x_Kind")], "enum": [value] } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")], "discriminator": { "propertyName": "kind" } });
    for (a, b) in [(pinned("a"), pinned("b")), (own("a"), own("b"))] {
        let schemas = json!({ "x_Base": base, "x_Kind": { "type": "string", "enum": ["a", "b"] }, "x_A": a, "x_B": b });
        assert_has(
            &code(&answering(union.clone(), schemas)),
            &["Some(\"a\") => ", "Some(\"b\") => "],
        );
    }
    let numbered =
        |value: u8| json!({ "type": "object", "properties": { "kind": { "type": "integer", "enum": [value] } } });
    let document = answering(union, json!({ "x_A": numbered(1), "x_B": numbered(2) }));
    let [warning] = &warnings(&document)[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("`kind` does not decide every member by a text, so that the union is any JSON"),
        "{warning}"
    );
}

#[test]
fn a_base_with_a_discriminator_is_a_union_of_what_extends_it() {
    let base = json!({ "type": "object", "required": ["petType"], "discriminator": { "propertyName": "petType", "mapping": { "cat": "x_Cat" } },
        "properties": { "petType": { "type": "string" }, "name": { "type": "string" } } });
    let extending = |base: &str, name: &str| json!({ "allOf": [reference(base), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "x_Pet": base, "x_Cat": extending("x_Pet", "mood"), "x_Dog": extending("x_Pet", "bark"), "x_Puppy": extending("x_Dog", "age") });
    let code = code(&answering(
        json!({ "type": "array", "items": reference("x_Pet") }),
        schemas,
    ));
    assert_has(
        &code,
        &[
            "pub enum Pet { /// `cat` Cat(Cat),",
            "Some(\"cat\") => fields.into_variant().map(Self::Cat),",
            "Some(\"x_Dog\") => ",
            "Some(\"x_Puppy\") => ",
            "pub fn name(&self) -> Option<&str>",
        ],
    );
    assert!(!code.contains("pub struct Pet "), "{code}");
}

#[test]
fn a_base_that_lists_what_extends_it_is_no_circle() {
    let pet = json!({ "type": "object", "properties": { "kind": { "type": "string" }, "name": { "type": "string" } },
        "discriminator": { "propertyName": "kind" }, "oneOf": [reference("Cat"), reference("Dog")] });
    let extending = |name: &str| json!({ "allOf": [reference("Pet"), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "Pet": pet, "Cat": extending("mood"), "Dog": extending("bark") });
    let holder = json!({ "type": "object", "properties": { "pet": reference("Pet"), "cat": reference("Cat") } });
    let code = code(&answering(holder, schemas));
    assert_has(
        &code,
        &[
            "pub enum Pet ",
            "Some(\"Cat\") => ",
            "Some(\"Dog\") => ",
            "pub cat: Option<Cat>",
            "pub mood: Option<String>",
        ],
    );
}

#[test]
fn two_keys_for_one_schema_are_two_variants() {
    let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")],
        "discriminator": { "propertyName": "kind", "mapping": { "one": "#/components/schemas/x_A", "two": "x_A", "b": "x_B" } } });
    let code = code(&taking(union, json!({ "x_A": member, "x_B": member })));
    assert_has(
        &code,
        &[
            "One(A), ",
            "Two(A), ",
            "Self::One(variant) => ",
            "Some((\"kind\", \"two\"))",
            "B(B), ",
        ],
    );
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
            "its successes answer different types",
        ],
    );
}

#[test]
fn two_spellings_of_one_reference_are_one_type_without_escapes_in_its_name() {
    let thing = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let at = |pointer: &str| json!({ "$ref": format!("#/components/schemas/{pointer}") });
    let holder = json!({ "type": "object", "properties": {
        "a": at("x_List%3CItem%3E"), "b": at("x_List<Item>"), "c": at("x_a~1b"), "d": at("x_a~1b/properties/a") } });
    let code = code(&answering(holder, json!({ "x_List<Item>": thing, "x_a/b": thing })));
    assert_has(
        &code,
        &[
            "pub a: Option<ListItem>",
            "pub b: Option<ListItem>",
            "pub c: Option<AB>",
            "pub d: Option<String>",
        ],
    );
    assert_eq!(code.matches("pub struct ").count(), 2 + 3, "{code}");
}

#[test]
fn a_reference_out_of_the_document_is_an_error_where_it_stands() {
    let text = error(&answering(json!({ "$ref": "other.json#/Thing" }), json!({})));
    assert!(
        text.starts_with("#/paths/") && text.contains("/schema: nothing stands at `other.json#/Thing`"),
        "{text}"
    );
}

#[test]
fn a_change_whose_envelope_need_not_have_a_result_gives_an_option() {
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
fn what_stands_beside_the_reference_to_a_path_a_parameter_a_body_or_a_response_is_a_warning() {
    let document = json!({ "openapi": "3.1.0", "info": {}, "paths": {
        "/accounts/{account_id}/cni/a": { "$ref": "#/components/pathItems/A", "summary": "fine", "delete": {} },
        "/accounts/{account_id}/cni/b": { "post": { "operationId": "b",
            "parameters": [{ "$ref": "#/components/parameters/P", "description": "fine", "required": true }],
            "requestBody": { "$ref": "#/components/requestBodies/B", "required": true },
            "responses": { "200": { "$ref": "#/components/responses/R", "content": {} } } } } },
        "components": { "pathItems": { "A": { "get": { "operationId": "a", "responses": {} } } },
            "parameters": { "P": { "name": "p", "in": "query", "schema": { "type": "string" } } },
            "requestBodies": { "B": { "content": { "application/json": { "schema": base() } } } },
            "responses": { "R": { "description": "" } } } });
    let warnings = warnings(&document.to_string());
    let said = [
        "~1a: `delete` beside this `$ref`",
        "/parameters/0: `required` beside",
        "/responses/200: `content` beside",
        "/requestBody: `required` beside",
    ];
    assert_eq!(warnings.len(), said.len(), "{warnings:#?}");
    for (warning, said) in warnings.iter().zip(said) {
        assert!(warning.contains(said), "{warning}");
    }
}

#[test]
fn a_union_that_nothing_decides_is_on_the_list_also_beside_properties() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "properties": { "a": {} } }, { "properties": { "b": {} } }]);
    let code = code(&taking(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &[
            "pub id: Option<String>",
            "\"beside its properties, a union that nothing decides\"",
        ],
    );
}

#[test]
fn a_requirement_of_what_is_not_described_or_on_a_condition_is_a_warning() {
    let mut thing = base();
    thing["required"] = json!(["id", "ghost"]);
    thing["if"] = json!({ "required": ["note"] });
    thing["then"] = json!({ "required": ["id"] });
    thing["patternProperties"] = json!({ "^x": {} });
    let warnings = warnings(&in_3_1(&taking(reference("x_Thing"), json!({ "x_Thing": thing }))));
    assert_eq!(
        warnings,
        [
            "#/components/schemas/x_Thing: `if`, `then`: what is required on a condition is left to the caller",
            "#/components/schemas/x_Thing: `patternProperties`: what it describes is any JSON",
            "#/components/schemas/x_Thing: `ghost` is required, and no property is called so: add it to `properties`",
        ]
    );
    // What has the name of such a word is none.
    let named = json!({ "type": "object", "properties": { "if": {}, "then": {}, "patternProperties": {} } });
    assert_eq!(self::warnings(&taking(named, json!({}))), [""; 0]);
}

#[test]
fn parts_that_state_different_types_are_a_warning_and_what_parts_hold_is_merged() {
    let list =
        |items: Value| json!({ "type": "object", "properties": { "list": { "type": "array", "items": items } } });
    let document = |one: Value, other: Value| {
        answering(
            json!({ "allOf": [list(one), list(other)] }),
            json!({ "x_Base": base() }),
        )
    };
    let [warning] = &warnings(&document(json!({ "type": "string" }), json!({ "type": "integer" })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("/allOf/1/properties/list/items: its `type` is another than that of the parts before it"),
        "{warning}"
    );
    let more = json!({ "type": "object", "properties": { "more": { "type": "string" } } });
    assert_has(
        &code(&document(reference("x_Base"), more)),
        &["ListItem { /// `id`. pub id: Option<String>, /// `more`. pub more: Option<String>"],
    );
}

#[test]
fn a_null_that_is_referred_to_makes_a_choice_nullable() {
    let schemas = json!({ "x_Base": base(), "x_Null": { "type": "null" } });
    let holder =
        json!({ "type": "object", "properties": { "a": { "oneOf": [reference("x_Base"), reference("x_Null")] } } });
    let code = code(&in_3_1(&taking(holder, schemas)));
    assert_has(&code, &["pub a: Option<Base>", "pub fn a_null(", "untyped: &[]"]);
}

#[test]
fn a_list_whose_items_differ_by_place_is_any_json() {
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } });
    assert_has(
        &code(&in_3_1(&answering(tuple, json!({})))),
        &[
            "json_call!(GetThings, Vec < serde_json::Value >);",
            "an array whose items differ by their place",
        ],
    );
}

#[test]
fn a_secret_beside_a_reference_is_one() {
    let schemas = json!({ "x_Text": { "type": "string" } });
    let secret = json!({ "$ref": "#/components/schemas/x_Text", "format": "password" });
    let holder = json!({ "type": "object", "properties": { "key": secret } });
    assert_has(
        &code(&in_3_1(&answering(holder.clone(), schemas.clone()))),
        &["\"key\", &self.key.as_ref().map(|_| crate::value::extra_fields::Redacted)"],
    );
    assert!(
        warnings(&answering(holder, schemas))[0].contains("`format` beside a `$ref` does not count in OpenAPI 3.0")
    );
}

#[test]
fn a_parameter_in_a_style_that_its_place_has_not_is_a_warning_and_one_that_is_text_is_on_the_list() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let nested = json!({ "type": "object", "properties": { "a": { "type": "array", "items": {} } } });
    for (place, style, schema, said) in [
        (
            "query",
            "simple",
            list.clone(),
            "a query has no style `simple`: a list is sent with commas",
        ),
        ("query", "deepObject", list.clone(), "`deepObject` is for objects"),
        ("query", "deepObject", nested, "`deepObject` has one level"),
        ("header", "form", list.clone(), "a header has no style `form`"),
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
            "a list of lists or objects in a query, whose items are given as text",
            "a list or an object in a header, which is given as text",
            "a parameter in a media type, which is given as text",
        ],
    );
}

#[test]
fn successes_in_json_and_in_something_else_are_a_warning_and_the_first_decides() {
    let content = |media: &str| json!({ "description": "", "content": { media: { "schema": { "type": "string" } } } });
    let responses = |first: &str, second: &str| {
        operation(json!({ "responses": { "200": content(first), "202": content(second) } }))
    };
    for (document, call, so) in [
        (
            responses("image/png", "application/json"),
            "document_call!",
            "all are handed over as they come",
        ),
        (
            responses("application/json", "image/png"),
            "json_call!",
            "JSON is what is decoded",
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
    assert!(warnings(&default)[0].contains("/get/responses/default: taken for an error"));
}

#[test]
fn plain_json_comes_before_its_dialects() {
    let media = |schema: Value| json!({ "schema": schema });
    let both = json!({ "description": "", "content": {
        "application/a+json": media(json!({ "type": "integer" })), "application/json": media(json!({ "type": "string" })) } });
    assert_has(
        &code(&operation(json!({ "responses": { "200": both } }))),
        &["json_call!(GetThings, String);"],
    );
}

#[test]
fn a_document_of_another_server_and_a_key_that_is_no_header_are_warnings() {
    let get = json!({ "operationId": "get_a", "responses": {} });
    let mut document = json!({ "openapi": "3.0.3", "info": {}, "servers": [{ "url": "https://other.example/v1" }],
        "security": [{ "key": [] }],
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "X-Auth-Key" } } },
        "paths": { "/accounts/{account_id}/cni/a": { "get": get, "put": { "operationId": "put_a", "responses": {} } } } });
    assert_eq!(
        warnings(&document.to_string()),
        [
            "#/servers: no client goes to https://other.example/v1 by itself: give it that as its base URL",
            "#/security: it needs other credentials than an API token, or an e-mail and a key",
        ],
        "what both operations share is said once"
    );
    document["servers"] = json!([{ "url": "https://api.cloudflare.com/client/v4/" }]);
    document["components"]["securitySchemes"]["key"]["in"] = json!("header");
    assert_eq!(warnings(&document.to_string()), [""; 0]);
}

#[test]
fn a_required_body_without_content_is_a_warning() {
    let warnings = warnings(&operation(
        json!({ "requestBody": { "required": true, "content": {} } }),
    ));
    assert!(
        warnings[0].contains("/get/requestBody: a required body that has no `content`"),
        "{warnings:?}"
    );
}

#[test]
fn values_are_named_by_value_and_a_name_that_does_not_serve_is_a_warning() {
    let size = json!({ "type": "string", "enum": ["1G", "2G"], "x-rust-names": { "2G": "Gbps2", "3G": "Gbps3" } });
    let holder = json!({ "type": "object", "x-rust-name": "Holder", "properties": {
        "a": size, "b": { "type": "string", "x-rust-name": "not so" } } });
    let document = answering(holder, json!({}));
    assert_has(&code(&document), &["Gbps2,", "pub not_so: Option<String>"]);
    let warnings = warnings(&document);
    for said in [
        "schema: `x-rust-name` names nothing here",
        "/properties/a/x-rust-names/3G: there is no value `3G`",
        "/properties/a: `1G` has no name in `x-rust-names` or `x-enum-varnames`",
        "/properties/b/x-rust-name: it is no name in snake case, and becomes `not_so`",
    ] {
        assert!(
            warnings.iter().any(|warning| warning.contains(said)),
            "{said}: {warnings:#?}"
        );
    }
    assert_eq!(warnings.len(), 4, "{warnings:#?}");
}

#[test]
fn a_type_that_steps_aside_is_a_warning_and_the_one_that_is_spelled_so_keeps_its_name() {
    let holder = json!({ "type": "object", "properties": { "a": reference("foo-bar"), "b": reference("FooBar") } });
    let document = answering(holder, json!({ "foo-bar": base(), "FooBar": base() }));
    assert_has(&code(&document), &["pub a: Option<FooBar2>", "pub b: Option<FooBar>"]);
    assert_eq!(
        warnings(&document),
        [
            "#/components/schemas/foo-bar: `foo-bar` is called `FooBar2`, since #/components/schemas/FooBar or another is called \
             `FooBar`: give it another name"
        ]
    );
}

#[test]
fn a_value_of_a_mapping_is_no_condition() {
    let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")],
        "discriminator": { "propertyName": "kind", "mapping": { "if": "#/components/schemas/x_A", "then": "x_B" } } });
    assert_eq!(
        warnings(&answering(union, json!({ "x_A": member, "x_B": member }))),
        [""; 0]
    );
}
