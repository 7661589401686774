//! Shared by tests and benchmarks of the workspace: small specs and their code, specs of any size, and reproducible random numbers.

use serde_json::{Map, Value, json};

use crate::{CNI, generate};

pub use crate::names::{BUILDER_METHODS, CLIENT_METHODS};

/// A spec with the given operations (by path) and component schemas.
pub fn spec(paths: Value, schemas: Value) -> String {
    let spec = json!({
        "openapi": "3.0.3",
        "info": { "title": "test", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    spec.to_string()
}

/// A `GET /accounts/{account_id}/cni/things` that returns `schema`.
pub fn returning(schema: Value, schemas: Value) -> String {
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

/// A `POST /accounts/{account_id}/cni/things` that sends `schema`.
pub fn sending(schema: Value, schemas: Value) -> String {
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

/// The generated files as one text, with white space folded.
pub fn code(spec: &str) -> String {
    let generated = generate(spec, CNI).unwrap();
    let text: String = generated.files.into_iter().map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
pub fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "no `{part}` in:\n{code}");
    }
}

pub fn error(spec: &str) -> String {
    generate(spec, CNI).unwrap_err()
}

/// The generated text of one file.
pub fn file(spec: &str, name: &str) -> String {
    let generated = generate(spec, &["*"]).unwrap();
    let (_, text) = generated.files.into_iter().find(|(known, _)| *known == name).unwrap();
    text
}

pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The crate's own spec. It is in the repository, not in the package.
pub fn own_spec() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/network-interconnects.json");
    std::fs::read_to_string(path).expect("tests run in the repository")
}

/// xorshift64*.
pub struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self::new()
    }
}

impl Random {
    pub fn new() -> Self {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() >> 33) as usize % bound
    }

    pub fn choose<T: Clone>(&mut self, choice: &[T]) -> T {
        choice[self.below(choice.len())].clone()
    }

    /// Text with fewer than `length` characters: special ones, ASCII, and any.
    pub fn string(&mut self, length: usize) -> String {
        let length = self.below(length);
        let character = |_| match self.below(3) {
            0 => self.choose(&['"', '\\', '[', ']', '{', '}', ':', ',', '/', '\n', '\0']),
            1 => char::from(self.below(128) as u8),
            _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        (0..length).map(character).collect()
    }
}

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

fn numbered_reference(name: &str, number: usize) -> Value {
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
    let thing = numbered_reference("Thing", random.below(schemas));
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

/// A thing: an object that refers to others, possibly in a cycle.
fn thing(random: &mut Random, schemas: usize) -> Value {
    let mut properties = Map::new();
    for position in 0..1 + random.below(8) {
        let name = match random.below(2) {
            0 => random.choose(NAMES).to_owned(),
            _ => format!("{}_{position}", random.choose(NAMES)),
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
                0 => numbered_reference("Thing", random.below(schemas)),
                _ => leaf(random),
            };
            let name = format!("{}{position}", random.choose(&["send", "type", "timeout", "page", "order[x]", "X-Y"]));
            json!({ "name": name, "in": random.choose(&["query", "query", "header"]), "required": random.below(5) == 0, "schema": schema })
        })
        .collect()
}

fn content(media: &str, schema: Value) -> Value {
    json!({ "description": "Done.", "content": { media: { "schema": schema } } })
}

/// A spec with this many operations, and about as many schemas.
pub fn sized_spec(operations: usize) -> String {
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
            "type": { "type": "string", "enum": ["inline"] }, "value": leaf(&mut random), "back": numbered_reference("Union", number) } });
        components.insert(
            format!("scale_Union{number}"),
            json!({
                "oneOf": [numbered_reference("Thing", number), inline],
                "discriminator": { "propertyName": "type", "mapping": { "b-c": format!("scale_Thing{number}") } },
            }),
        );
        let tag = format!("Scale {}: (x/y)", number % schemas.div_ceil(6));
        let base = format!(
            "{}/scale{number}",
            random.choose(&["/accounts/{account_id}", "/zones/{identifier}", "/user"])
        );
        let enveloped = json!({ "allOf": [{ "$ref": "#/components/schemas/scale_Envelope" }, { "properties": { "result": numbered_reference("Thing", number) } }] });
        let raw = random.choose(&[
            "application/octet-stream",
            "text/plain",
            "multipart/form-data",
            "application/json",
        ]);
        let document = random.choose(&["application/pdf", "text/csv", "application/json"]);
        paths.insert(
            base.clone(),
            json!({
                "get": { "tags": [tag], "operationId": format!("list-scaled-{number}"), "parameters": parameters(&mut random, schemas),
                    "responses": { "200": content("application/json", enveloped.clone()), "4XX": content("application/json", json!({})) } },
                "post": { "tags": [tag], "operationId": format!("create-scaled-{number}"),
                    "requestBody": { "required": random.below(5) > 0, "content": { "application/json": { "schema": numbered_reference("Union", number) } } },
                    "responses": { "200": content("application/json", numbered_reference("Union", number)) } },
            }),
        );
        paths.insert(
            format!("{base}/{{thing id}}/{{type}}"),
            json!({
                "put": { "tags": [tag], "requestBody": { "content": { raw: { "schema": numbered_reference("Thing", number) } } },
                    "responses": { "200": { "description": "Done." }, "202": content("application/json", enveloped) } },
                "get": { "tags": [tag], "responses": { "200": content(document, numbered_reference("Thing", number)) } },
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
