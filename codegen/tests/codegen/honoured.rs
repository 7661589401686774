//! Every keyword of a spec has its effect, or is an error or a warning with its place.

use cloudflare_interconnects_codegen::sample::{assert_has, code, error, reference, returning, sending, spec};
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

/// A spec with one operation, which also has `more`.
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
fn required_in_any_part_applies() {
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
        let code = code(&sending(
            reference("x_Strict"),
            json!({ "x_Base": base(), "x_Strict": form }),
        ));
        let new = "pub fn new(id: impl Into<String>, note: impl Into<String>) -> Self { Strict";
        assert_has(&code, &["pub struct Strict ", new]);
    }
    let strict = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id", "note"] });
    let schemas = json!({ "x_Base": base(), "x_Strict": strict });
    assert_has(
        &code(&in_3_1(&sending(reference("x_Strict"), schemas))),
        &["pub struct Strict ", "pub id: String"],
    );
}

#[test]
fn one_of_several_requirements_is_documented() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "required": ["id"] }, { "required": ["id", "note"] }]);
    let code = code(&sending(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &["/// Required: `id` or (`id` and `note`).", "pub id: Option<String>"],
    );
}

#[test]
fn keywords_beside_a_reference_apply_in_3_1() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "type": "object",
        "properties": { "more": { "type": "integer" } }, "required": ["more"] });
    let document = returning(extended.clone(), json!({ "x_Base": base() }));
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
    let property = code(&in_3_1(&returning(property, json!({ "x_Base": base() }))));
    assert_has(&property, &["pub a: Option<GetThingsResponseA>", "pub b: Option<Base>"]);
}

#[test]
fn keywords_beside_a_reference_in_3_0_are_a_warning() {
    let extended = json!({ "$ref": "#/components/schemas/x_Base", "required": ["id"], "description": "fine" });
    let [warning] = &warnings(&returning(extended, json!({ "x_Base": base() })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("schema: `required` beside a `$ref` is ignored in OpenAPI 3.0"),
        "{warning}"
    );
}

#[test]
fn a_constructor_takes_a_required_write_only_secret() {
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
fn a_name_that_yields_is_a_warning_with_both_places_and_can_be_given() {
    let text = json!({ "type": "string" });
    let fields = |second: Value| {
        returning(
            json!({ "type": "object", "properties": { "fooBar": text, "foo_bar": second } }),
            json!({}),
        )
    };
    let [warning] = &warnings(&fields(text.clone()))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("properties/fooBar: `fooBar` is named `foo_bar_`, because `foo_bar` is the name of ")
            && warning.contains("properties/foo_bar: give one of them an `x-rust-name`"),
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
        warnings(&appended)[0].contains("parameters/1: `foo-bar` is named `foo_bar_`, because "),
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
fn a_discriminator_pinned_beside_a_base_decides_and_a_number_does_not() {
    let base = json!({ "type": "object", "required": ["kind"], "properties": {
        "kind": { "type": "string", "enum": ["a", "b"] }, "name": { "type": "string" } } });
    let pinned = |value: &str| json!({ "allOf": [reference("x_Base")], "properties": { "kind": { "enum": [value] } } });
    let own = |value: &str| json!({ "type": "object", "properties": { "kind": { "allOf": [reference("x_Kind")], "enum": [value] } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")], "discriminator": { "propertyName": "kind" } });
    for (a, b) in [(pinned("a"), pinned("b")), (own("a"), own("b"))] {
        let schemas = json!({ "x_Base": base, "x_Kind": { "type": "string", "enum": ["a", "b"] }, "x_A": a, "x_B": b });
        assert_has(
            &code(&returning(union.clone(), schemas)),
            &["Some(\"a\") => ", "Some(\"b\") => "],
        );
    }
    let numbered =
        |value: u8| json!({ "type": "object", "properties": { "kind": { "type": "integer", "enum": [value] } } });
    let document = returning(union, json!({ "x_A": numbered(1), "x_B": numbered(2) }));
    let [warning] = &warnings(&document)[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("`kind` does not decide every member by a string, so the union is untyped JSON"),
        "{warning}"
    );
}

#[test]
fn a_base_with_a_discriminator_is_a_union_of_its_extensions() {
    let base = json!({ "type": "object", "required": ["petType"], "discriminator": { "propertyName": "petType", "mapping": { "cat": "x_Cat" } },
        "properties": { "petType": { "type": "string" }, "name": { "type": "string" } } });
    let extending = |base: &str, name: &str| json!({ "allOf": [reference(base), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "x_Pet": base, "x_Cat": extending("x_Pet", "mood"), "x_Dog": extending("x_Pet", "bark"), "x_Puppy": extending("x_Dog", "age") });
    let code = code(&returning(
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
fn a_base_that_lists_its_extensions_is_no_cycle() {
    let pet = json!({ "type": "object", "properties": { "kind": { "type": "string" }, "name": { "type": "string" } },
        "discriminator": { "propertyName": "kind" }, "oneOf": [reference("Cat"), reference("Dog")] });
    let extending = |name: &str| json!({ "allOf": [reference("Pet"), { "type": "object", "properties": { name: { "type": "string" } } }] });
    let schemas = json!({ "Pet": pet, "Cat": extending("mood"), "Dog": extending("bark") });
    let holder = json!({ "type": "object", "properties": { "pet": reference("Pet"), "cat": reference("Cat") } });
    let code = code(&returning(holder, schemas));
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
    let code = code(&sending(union, json!({ "x_A": member, "x_B": member })));
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
            "successes of different types",
        ],
    );
}

#[test]
fn two_spellings_of_one_reference_are_one_type_without_escapes_in_its_name() {
    let thing = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let at = |pointer: &str| json!({ "$ref": format!("#/components/schemas/{pointer}") });
    let holder = json!({ "type": "object", "properties": {
        "a": at("x_List%3CItem%3E"), "b": at("x_List<Item>"), "c": at("x_a~1b"), "d": at("x_a~1b/properties/a") } });
    let code = code(&returning(holder, json!({ "x_List<Item>": thing, "x_a/b": thing })));
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
fn a_reference_to_another_document_is_an_error_with_its_place() {
    let text = error(&returning(json!({ "$ref": "other.json#/Thing" }), json!({})));
    assert!(
        text.starts_with("#/paths/") && text.contains("/schema: `other.json#/Thing` does not exist"),
        "{text}"
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
fn keywords_beside_the_reference_to_a_path_parameter_body_or_response_are_a_warning() {
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
fn a_union_without_a_discriminator_is_listed_also_beside_properties() {
    let mut thing = base();
    thing["anyOf"] = json!([{ "properties": { "a": {} } }, { "properties": { "b": {} } }]);
    let code = code(&sending(reference("x_Thing"), json!({ "x_Thing": thing })));
    assert_has(
        &code,
        &[
            "pub id: Option<String>",
            "\"beside its properties, a union without a discriminator\"",
        ],
    );
}

#[test]
fn a_conditional_requirement_or_one_of_an_undescribed_property_is_a_warning() {
    let mut thing = base();
    thing["required"] = json!(["id", "ghost"]);
    thing["if"] = json!({ "required": ["note"] });
    thing["then"] = json!({ "required": ["id"] });
    thing["patternProperties"] = json!({ "^x": {} });
    let warnings = warnings(&in_3_1(&sending(reference("x_Thing"), json!({ "x_Thing": thing }))));
    assert_eq!(
        warnings,
        [
            "#/components/schemas/x_Thing: `if`, `then`: conditions are not checked: the caller has to meet them",
            "#/components/schemas/x_Thing: `patternProperties`: not supported: the values are untyped JSON",
            "#/components/schemas/x_Thing: `ghost` is required, but not in `properties`: add it there",
        ]
    );
    // A property with such a name is not a keyword.
    let named = json!({ "type": "object", "properties": { "if": {}, "then": {}, "patternProperties": {} } });
    assert_eq!(self::warnings(&sending(named, json!({}))), [""; 0]);
}

#[test]
fn contradicting_types_of_parts_are_a_warning_and_items_of_parts_are_merged() {
    let list =
        |items: Value| json!({ "type": "object", "properties": { "list": { "type": "array", "items": items } } });
    let document = |one: Value, other: Value| {
        returning(
            json!({ "allOf": [list(one), list(other)] }),
            json!({ "x_Base": base() }),
        )
    };
    let [warning] = &warnings(&document(json!({ "type": "string" }), json!({ "type": "integer" })))[..] else {
        panic!("one warning")
    };
    assert!(
        warning.contains("/allOf/1/properties/list/items: its `type` contradicts the parts before it"),
        "{warning}"
    );
    let more = json!({ "type": "object", "properties": { "more": { "type": "string" } } });
    assert_has(
        &code(&document(reference("x_Base"), more)),
        &["ListItem { /// `id`. pub id: Option<String>, /// `more`. pub more: Option<String>"],
    );
}

#[test]
fn a_reference_to_null_makes_a_choice_nullable() {
    let schemas = json!({ "x_Base": base(), "x_Null": { "type": "null" } });
    let holder =
        json!({ "type": "object", "properties": { "a": { "oneOf": [reference("x_Base"), reference("x_Null")] } } });
    let code = code(&in_3_1(&sending(holder, schemas)));
    assert_has(&code, &["pub a: Option<Base>", "pub fn a_null(", "untyped: &[]"]);
}

#[test]
fn the_items_of_a_tuple_are_untyped() {
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } });
    assert_has(
        &code(&in_3_1(&returning(tuple, json!({})))),
        &[
            "json_call!(GetThings, Vec < serde_json::Value >);",
            "an array with a schema for each position",
        ],
    );
}

#[test]
fn a_secret_format_beside_a_reference_applies() {
    let schemas = json!({ "x_Text": { "type": "string" } });
    let secret = json!({ "$ref": "#/components/schemas/x_Text", "format": "password" });
    let holder = json!({ "type": "object", "properties": { "key": secret } });
    assert_has(
        &code(&in_3_1(&returning(holder.clone(), schemas.clone()))),
        &["\"key\", &self.key.as_ref().map(|_| crate::value::extra_fields::Redacted)"],
    );
    assert!(warnings(&returning(holder, schemas))[0].contains("`format` beside a `$ref` is ignored in OpenAPI 3.0"));
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

#[test]
fn another_server_and_a_key_outside_the_headers_are_warnings() {
    let get = json!({ "operationId": "get_a", "responses": {} });
    let mut document = json!({ "openapi": "3.0.3", "info": {}, "servers": [{ "url": "https://other.example/v1" }],
        "security": [{ "key": [] }],
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "X-Auth-Key" } } },
        "paths": { "/accounts/{account_id}/cni/a": { "get": get, "put": { "operationId": "put_a", "responses": {} } } } });
    assert_eq!(
        warnings(&document.to_string()),
        [
            "#/servers: the default base URL is none of these servers: set the base URL of the client to https://other.example/v1",
            "#/security: unsupported credentials: this crate sends an API token, or an e-mail address and a Global API Key",
        ],
        "both operations share the warning"
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
        warnings[0].contains("/get/requestBody: the required body has no `content`"),
        "{warnings:?}"
    );
}

#[test]
fn values_are_named_by_value_and_an_unused_name_is_a_warning() {
    let size = json!({ "type": "string", "enum": ["1G", "2G"], "x-rust-names": { "2G": "Gbps2", "3G": "Gbps3" } });
    let holder = json!({ "type": "object", "x-rust-name": "Holder", "properties": {
        "a": size, "b": { "type": "string", "x-rust-name": "not so" } } });
    let document = returning(holder, json!({}));
    assert_has(&code(&document), &["Gbps2,", "pub not_so: Option<String>"]);
    let warnings = warnings(&document);
    for said in [
        "schema: `x-rust-name` is ignored here",
        "/properties/a/x-rust-names/3G: `enum` has no value `3G`",
        "/properties/a: `1G` has no name in `x-rust-names` or `x-enum-varnames`",
        "/properties/b/x-rust-name: not in snake case: `not_so` is used",
    ] {
        assert!(
            warnings.iter().any(|warning| warning.contains(said)),
            "{said}: {warnings:#?}"
        );
    }
    assert_eq!(warnings.len(), 4, "{warnings:#?}");
}

#[test]
fn a_type_that_yields_is_a_warning_and_an_exactly_spelled_one_keeps_its_name() {
    let holder = json!({ "type": "object", "properties": { "a": reference("foo-bar"), "b": reference("FooBar") } });
    let document = returning(holder, json!({ "foo-bar": base(), "FooBar": base() }));
    assert_has(&code(&document), &["pub a: Option<FooBar2>", "pub b: Option<FooBar>"]);
    assert_eq!(
        warnings(&document),
        [
            "#/components/schemas/foo-bar: `foo-bar` is named `FooBar2`, because #/components/schemas/FooBar or another is named \
             `FooBar`: rename one"
        ]
    );
}

#[test]
fn a_value_of_a_mapping_is_not_a_condition() {
    let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let union = json!({ "oneOf": [reference("x_A"), reference("x_B")],
        "discriminator": { "propertyName": "kind", "mapping": { "if": "#/components/schemas/x_A", "then": "x_B" } } });
    assert_eq!(
        warnings(&returning(union, json!({ "x_A": member, "x_B": member }))),
        [""; 0]
    );
}
