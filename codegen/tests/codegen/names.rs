use cloudflare_interconnects_codegen::sample::{assert_has, code, reference, returning, spec};
use cloudflare_interconnects_codegen::{CNI, generate};
use serde_json::{Value, json};

use crate::support::{base, operation, warnings};

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
