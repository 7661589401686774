//! Specs of any size, for tests and benchmarks: as odd as real ones are, and the same each time.

use serde_json::{Map, Value, json};

use crate::testing::Random;

const NAMES: &[&str] = &[
    "type",
    "self",
    "match",
    "new",
    "rest",
    "clone",
    "send",
    "id",
    "created-on",
    "created_on",
    "50M",
    "$ref2",
    "@x",
    "name",
    "Option",
    "String",
    "Result",
    "é",
    "日本",
    "gen",
    "serializer",
];

fn reference(name: &str, number: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/scale_{name}{number}") })
}

fn leaf(random: &mut Random) -> Value {
    match random.below(12) {
        0 | 1 => json!({ "type": "string" }),
        2 => json!({ "type": "integer", "format": "int32", "minimum": 0 }),
        3 => json!({ "type": "boolean" }),
        4 => json!({ "type": "number", "maximum": 1 }),
        5 => json!({ "type": "string", "format": "date-time", "nullable": true }),
        6 => json!({ "type": "string", "enum": ["on", "off", "50M", "a b", "Err"] }),
        7 => json!({ "type": "array", "items": { "type": "string" } }),
        8 => json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        9 => json!({ "enum": [1, "a", null] }),
        10 => json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
        _ => json!({}),
    }
}

fn property(random: &mut Random, schemas: usize) -> Value {
    let thing = reference("Thing", random.below(schemas));
    match random.below(8) {
        0 => thing,
        1 => json!({ "allOf": [thing], "description": "Another." }),
        2 => json!({ "type": "array", "items": thing }),
        3 => {
            json!({ "type": "object", "properties": { "a": leaf(random), "b": { "type": "object", "properties": { "c": leaf(random) } } } })
        }
        _ => leaf(random),
    }
}

/// A thing: an object that refers to others, in a circle or not.
fn thing(random: &mut Random, schemas: usize) -> Value {
    let mut properties = Map::new();
    for position in 0..1 + random.below(8) {
        let name = match random.below(2) {
            0 => random.of(NAMES).to_owned(),
            _ => format!("{}_{position}", random.of(NAMES)),
        };
        properties.insert(name, property(random, schemas));
    }
    let required: Vec<&String> = properties.keys().step_by(2).collect();
    json!({ "type": "object", "description": "A thing.\r\n\r\nSee <b>http://x</b> [foo] `a`.", "required": required, "properties": properties })
}

fn parameters(random: &mut Random, schemas: usize) -> Vec<Value> {
    (0..3)
        .map(|position| {
            let schema = match random.below(3) {
                0 => reference("Thing", random.below(schemas)),
                _ => leaf(random),
            };
            let name = format!("{}{position}", random.of(&["send", "type", "timeout", "page", "order[x]", "X-Y"]));
            json!({ "name": name, "in": random.of(&["query", "query", "header"]), "required": random.below(5) == 0, "schema": schema })
        })
        .collect()
}

fn content(media: &str, schema: Value) -> Value {
    json!({ "description": "Done.", "content": { media: { "schema": schema } } })
}

/// A spec of so many operations, with about as many schemas.
pub fn spec(operations: usize) -> String {
    let mut random = Random::new();
    let schemas = operations.div_ceil(4).max(1);
    let mut components = Map::new();
    components.insert(
        "scale_Envelope".to_owned(),
        json!({ "type": "object", "required": ["success", "errors", "result"], "properties": {
            "success": { "type": "boolean" },
            "errors": { "type": "array", "items": { "type": "object", "properties": { "code": { "type": "integer", "minimum": 1000 } } } },
            "result": { "anyOf": [{ "type": "object", "nullable": true }, { "type": "string", "nullable": true }] },
        } }),
    );
    let mut paths = Map::new();
    for number in 0..schemas {
        components.insert(format!("scale_Thing{number}"), thing(&mut random, schemas));
        let inline = json!({ "type": "object", "properties": {
            "type": { "type": "string", "enum": ["inline"] }, "value": leaf(&mut random), "back": reference("Union", number) } });
        components.insert(
            format!("scale_Union{number}"),
            json!({
                "oneOf": [reference("Thing", number), inline],
                "discriminator": { "propertyName": "type", "mapping": { "b-c": format!("scale_Thing{number}") } },
            }),
        );
        let tag = format!("Scale {}: (x/y)", number % schemas.div_ceil(6));
        let base = format!(
            "{}/scale{number}",
            random.of(&["/accounts/{account_id}", "/zones/{identifier}", "/user"])
        );
        let enveloped = json!({ "allOf": [{ "$ref": "#/components/schemas/scale_Envelope" }, { "properties": { "result": reference("Thing", number) } }] });
        let raw = random.of(&[
            "application/octet-stream",
            "text/plain",
            "multipart/form-data",
            "application/json",
        ]);
        let document = random.of(&["application/pdf", "text/csv", "application/json"]);
        paths.insert(
            base.clone(),
            json!({
                "get": { "tags": [tag], "operationId": format!("list-scaled-{number}"), "parameters": parameters(&mut random, schemas),
                    "responses": { "200": content("application/json", enveloped.clone()), "4XX": content("application/json", json!({})) } },
                "post": { "tags": [tag], "operationId": format!("create-scaled-{number}"),
                    "requestBody": { "required": random.below(5) > 0, "content": { "application/json": { "schema": reference("Union", number) } } },
                    "responses": { "200": content("application/json", reference("Union", number)) } },
            }),
        );
        paths.insert(
            format!("{base}/{{thing id}}/{{type}}"),
            json!({
                "put": { "tags": [tag], "requestBody": { "content": { raw: { "schema": reference("Thing", number) } } },
                    "responses": { "200": { "description": "Done." }, "202": content("application/json", enveloped) } },
                "get": { "tags": [tag], "responses": { "200": content(document, reference("Thing", number)) } },
            }),
        );
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Scale", "version": "1" },
        "paths": paths,
        "components": { "schemas": components },
    })
    .to_string()
}
