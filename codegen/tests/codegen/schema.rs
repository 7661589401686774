use cloudflare_interconnects_codegen::sample::{assert_has, code, file, reference, returning, sending};
use serde_json::json;

#[test]
fn all_of_becomes_one_struct_and_a_wrapped_reference_stays_one() {
    let code = code(&returning(
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
            "pub struct Thing { /// `id`. pub id: String, /// Where it is. pub place: Place, #[serde(flatten)] extra_fields: crate::value::extra_fields::ExtraFields, }",
            "pub struct Place",
        ],
    );
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
        &code(&returning(reference("x_L60"), schemas)),
        &["pub deep: Option<String>", "pub p60:"],
    );
}

#[test]
fn the_description_of_a_schema_overrides_that_of_its_base() {
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
    let code = code(&returning(
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
fn integers_are_64_bit_whatever_the_format_says() {
    let code = code(&returning(
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
            "pub struct GetThingsResponse",
        ],
    );
}

#[test]
fn constraints_never_reach_the_types() {
    let code = code(&returning(
        json!({ "type": "object", "required": ["a", "b"], "properties": {
            "a": { "type": "string", "minLength": 3, "maxLength": 1, "pattern": "(" },
            "b": { "type": "array", "items": { "type": "string" }, "uniqueItems": true, "maxItems": 2 },
        } }),
        json!({}),
    ));
    assert_has(&code, &["pub a: String", "pub b: Vec<String>"]);
}

#[test]
fn secrets_in_a_list_are_redacted_too() {
    let secret = json!({ "type": "string", "format": "password" });
    let types = file(
        &sending(
            json!({ "type": "object", "properties": { "keys": { "type": "array", "items": secret }, "map": { "type": "object", "additionalProperties": secret } } }),
            json!({}),
        ),
        "types.rs",
    );
    assert_eq!(types.matches("Redacted").count(), 2, "{types}");
}
