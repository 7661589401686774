//! Randomly broken specs: the generator returns code or an error for each.

use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};

use cloudflare_interconnects_codegen::generate;
use cloudflare_interconnects_codegen::sample::Random;
use cloudflare_interconnects_codegen::sample::own_spec;

/// The checked-in spec, and in the repository also those of `tests/specs`.
fn specs() -> Vec<Value> {
    let mut texts = vec![own_spec()];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/specs");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let small = files.filter(|file| file.metadata().is_ok_and(|data| data.is_file() && data.len() < 20_000));
    texts.extend(small.filter_map(|file| fs::read_to_string(file.path()).ok()));
    texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}

/// A change that breaks a spec. A number selects one of all values.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(usize),
    Replace(usize, Value),
    /// Replaces the second value by a copy of the first.
    Copy(usize, usize),
    Rename(usize, String),
    /// Replaces a value by a reference to another.
    Refer(usize, usize),
    /// Wraps a value in this many layers of a schema.
    Wrap(usize, &'static str, usize),
}

fn value(random: &mut Random) -> Value {
    let schemas = [
        json!({ "$ref": "#/components/schemas/Gone" }),
        json!({ "$ref": "#" }),
        json!({ "$ref": "other.json#/a" }),
        json!({ "$ref": "#/%7B%" }),
        json!({ "type": "string", "enum": ["a", "a", null, 1] }),
        json!({ "type": ["object", "null", "string"], "nullable": true }),
        json!({ "oneOf": [{}, { "type": "object" }, { "not": {} }], "discriminator": { "propertyName": "type" } }),
        json!({ "allOf": [{ "type": "integer" }, { "type": "object", "properties": { "": {} } }] }),
        json!({ "type": "object", "properties": { "a": { "type": "object", "properties": { "a": true } } }, "required": ["b", 1] }),
        json!({ "propertyName": "type", "mapping": { "": "", "a": "#/components", "b": "x" } }),
        json!({ "type": "integer", "minimum": 1e308, "maximum": -1e308, "enum": [18_446_744_073_709_551_615_u64, -1] }),
    ];
    let scalars = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1e308),
        json!([]),
        json!({}),
        json!([[[null]]]),
        json!("{"),
        json!("}{}"),
        json!("x".repeat(5_000)),
    ];
    match random.below(4) {
        0 => random.choose(&schemas),
        1 => random.choose(&scalars),
        2 => random.choose(NAMES).into(),
        _ => random.string(30).into(),
    }
}

const NAMES: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "enum",
    "required",
    "discriminator",
    "mapping",
    "get",
    "in",
    "name",
    "schema",
    "200",
    "default",
    "content",
    "application/json",
    "",
    "Self",
    "é",
    "\0",
    "\u{202e}",
    "/{x}/{",
    "/}",
    "object",
    "array",
    "string",
    "integer",
    "query",
    "header",
    "path",
    "x-enum-varnames",
    "#",
    "Option",
    "result",
    "success",
    "errors",
    "items/next",
    "T0",
    "\"",
    "\\",
];

fn mutation(random: &mut Random) -> Mutation {
    let at = random.bits() as usize;
    match random.below(6) {
        0 => Mutation::Delete(at),
        1 => Mutation::Replace(at, value(random)),
        2 => Mutation::Copy(at, random.bits() as usize),
        3 => Mutation::Rename(at, random.choose(NAMES).to_owned()),
        4 => Mutation::Refer(at, random.bits() as usize),
        _ => {
            let layer = random.choose(&["items", "allOf", "properties", "additionalProperties", "oneOf"]);
            Mutation::Wrap(at, layer, 1 + random.below(59))
        }
    }
}

/// The pointers of all values except the root.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, value) in members {
        let pointer = format!("{at}/{key}");
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}

/// Removes a value from the object or array around it.
fn take(spec: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    match spec.pointer_mut(parent)? {
        Value::Object(members) => members.remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(elements) => Some(elements.remove(key.parse().ok()?)),
        _ => None,
    }
}

fn mutate(spec: &mut Value, mutation: &Mutation) -> Option<()> {
    let mut all = Vec::new();
    pointers(spec, "", &mut all);
    let pick = |at: &usize| all.get(at % all.len().max(1));
    match mutation {
        Mutation::Delete(at) => drop(take(spec, pick(at)?)),
        Mutation::Replace(at, value) => *spec.pointer_mut(pick(at)?)? = value.clone(),
        Mutation::Copy(from, to) => *spec.pointer_mut(pick(to)?)? = spec.pointer(pick(from)?)?.clone(),
        Mutation::Rename(at, name) => {
            let (parent, _) = pick(at)?.rsplit_once('/')?;
            let value = take(spec, pick(at)?)?;
            match spec.pointer_mut(parent)? {
                Value::Object(members) => drop(members.insert(name.clone(), value)),
                other => *other = value,
            }
        }
        Mutation::Refer(from, to) => *spec.pointer_mut(pick(from)?)? = json!({ "$ref": format!("#{}", pick(to)?) }),
        Mutation::Wrap(at, layer, depth) => {
            let place = spec.pointer_mut(pick(at)?)?;
            let mut value = place.take();
            for _ in 0..*depth {
                value = match *layer {
                    "allOf" | "oneOf" => json!({ *layer: [value] }),
                    "properties" => json!({ "type": "object", "properties": { "p": value } }),
                    "items" => json!({ "type": "array", "items": value }),
                    layer => json!({ "type": "object", layer: value }),
                };
            }
            *place = value;
        }
    }
    Some(())
}

#[test]
fn a_broken_spec_gives_code_that_parses_or_an_error_with_place_and_remedy() {
    let (mut random, specs) = (Random::new(), specs());
    for _ in 0..200 {
        let mut spec = random.choose(&specs);
        let count = 1 + random.below(5);
        let mutations: Vec<Mutation> = (0..count).map(|_| mutation(&mut random)).collect();
        for mutation in &mutations {
            // A mutation without a target changes nothing.
            let _ = mutate(&mut spec, mutation);
        }
        let text = spec.to_string();
        // The code nests as deep as the spec, so parsing it needs a large stack.
        let verdict = std::thread::scope(|scope| {
            let check = std::thread::Builder::new()
                .stack_size(256 << 20)
                .spawn_scoped(scope, || check(&text));
            check.map(|check| check.join())
        });
        let verdict = verdict.expect("a thread starts").expect("the check does not panic");
        assert!(
            verdict.is_ok(),
            "{} after {mutations:?} of {}",
            verdict.unwrap_err(),
            spec["info"]
        );
    }
}

/// Generates from a spec, and returns the problem if the result is wrong.
fn check(spec: &str) -> Result<(), String> {
    let error = match generate(spec, &["*"]) {
        Ok(generated) => {
            let unparsed = generated.files.iter().find_map(|(name, text)| {
                let error = syn::parse_file(text).err()?;
                Some(format!("{name} does not parse: {error}"))
            });
            return unparsed.map_or(Ok(()), Err);
        }
        Err(error) => error,
    };
    let (pointer, rest) = error.split_once(": ").unwrap_or_default();
    let fault = if error.contains("the generator panicked") || error.contains("fault of the generator") {
        "a defect of the generator"
    } else if !pointer.starts_with('#') {
        "no pointer"
    } else if rest.split_once("; ").is_none_or(|(_, remedy)| remedy.is_empty()) {
        "no remedy"
    } else {
        return Ok(());
    };
    Err(format!("{fault}: {error}"))
}
