use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning, spec};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::{Value, json};

#[test]
fn an_addition_with_another_spelling_renames_nothing() {
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
fn a_nested_type_is_named_by_its_place_not_by_its_first_reference() {
    let part = json!({ "type": "object", "properties": { "mood": { "type": "string", "enum": ["glad"] }, "b": { "type": "array", "items": { "type": "object", "properties": { "c": {} } } } } });
    let schemas = |first: &str| {
        json!({
            "x_Base": part,
            first: { "allOf": [reference("x_Base"), { "properties": { "own": { "type": "object", "properties": { "d": {} } } } }] },
            "x_Zebra": { "type": "object", "properties": { "a": reference(first), "base": reference("x_Base") } },
        })
    };
    for first in ["x_Ant", "x_Bee"] {
        let code = code(&returning(reference("x_Zebra"), schemas(first)));
        let own = format!("pub struct {}Own", &first[2..]);
        assert_has(&code, &["pub enum BaseMood", "pub struct BaseBItem", &own]);
        assert_eq!(code.matches("pub enum ").count(), 1, "{code}");
    }
}

#[test]
fn an_added_family_of_schemas_renames_none_of_the_first() {
    let thing = json!({ "type": "object", "properties": { "a": {} } });
    let both = |schemas: Value| {
        let properties: serde_json::Map<_, _> = schemas
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.clone(), reference(name)))
            .collect();
        code(&returning(
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
fn clashing_methods_use_their_full_operation_id() {
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
fn a_clash_of_full_names_adds_a_number_with_a_warning_and_keeps_a_given_name() {
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
        warning.contains("a/post: the method of list-things is named `list_things2`, because another of tag `Things` is named `list_things`"),
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
fn an_inline_response_is_named_after_its_operation_and_yields_to_a_schema() {
    let inline = json!({ "type": "object", "properties": { "own": { "type": "string" } } });
    let plain = code(&returning(inline.clone(), json!({})));
    assert_has(&plain, &["json_call!(GetThings, types::GetThingsResponse);"]);
    let mut holder = inline;
    holder["properties"]["other"] = reference("x_GetThingsResponse");
    let schemas = json!({ "x_GetThingsResponse": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let beside = code(&returning(holder, schemas));
    assert_has(
        &beside,
        &[
            "json_call!(GetThings, types::GetThingsResponseBody);",
            "pub struct GetThingsResponse ",
        ],
    );
}
