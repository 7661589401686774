//! Cuts upstream's document to the selected paths and the components that they use, without prose.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use cloudflare_interconnects_codegen::document::{self, Document, percent_decode};
use cloudflare_interconnects_codegen::select::is_selected;

/// Keywords for readers: prose, examples and links.
const PROSE: &[&str] = &[
    "$comment",
    "contact",
    "description",
    "example",
    "examples",
    "externalDocs",
    "license",
    "summary",
    "termsOfService",
    "title",
];

/// The only extension that is kept: the permissions that an operation accepts.
const EXTENSION: &str = "x-api-token-group";

/// Keywords that hold values, in which no name is a keyword.
const VALUES: &[&str] = &["const", "default", "enum", "security", EXTENSION];

/// Keywords of objects whose keys are free names, not keywords.
pub(crate) const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
];

/// The paths that begin with one of `prefixes`, and the components that they use, without prose.
pub(crate) fn cut(text: &str, prefixes: &[&str]) -> Result<Value, String> {
    let document = Document::parse(text)?;
    let document = document.root().value;
    let mut paths = Map::new();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        if is_selected(path, prefixes) {
            paths.insert(path.clone(), facts(item));
        }
    }
    if paths.is_empty() {
        return Err(format!(
            "#/paths: no path begins with {}; use Cloudflare's document of API v4",
            prefixes.join(" or ")
        ));
    }
    let mut upstream = json!({
        "openapi": document["openapi"],
        "info": {
            "title": document["info"]["title"],
            "version": document["info"]["version"],
        },
    });
    for name in ["servers", "security"] {
        if let Some(value) = document.get(name) {
            upstream[name] = facts_within(name, value);
        }
    }
    upstream["paths"] = Value::Object(paths);
    let components = reached(document, &upstream)?;
    upstream["components"] = components;
    Ok(upstream)
}

/// Sorts lists of `new` as in `old`, with new elements last. So another order in upstream is no change, and an enum's values keep
/// their names.
pub(crate) fn keep_order(old: &Value, new: &mut Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, new) in new {
                if let Some(old) = old.get(name) {
                    keep_order(old, new);
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            let before: HashMap<String, usize> = old.iter().enumerate().map(|(at, old)| (subject(old), at)).collect();
            new.sort_by_cached_key(|element| before.get(&subject(element)).copied().unwrap_or(old.len()));
            for element in new {
                if let Some(at) = before.get(&subject(element)) {
                    keep_order(&old[*at], element);
                }
            }
        }
        _ => {}
    }
}

/// The identity of an element of a list: the name of a parameter, or else the whole element.
pub(crate) fn subject(element: &Value) -> String {
    match (&element["in"], &element["name"]) {
        (Value::String(place), Value::String(name)) => format!("{place} {name}"),
        _ => element.to_string(),
    }
}

/// The value without prose.
fn facts(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| {
                let name = name.as_str();
                !PROSE.contains(&name) && (!name.starts_with("x-") || name == EXTENSION)
            });
            Value::Object(
                kept.map(|(name, value)| (name.clone(), facts_within(name, value)))
                    .collect(),
            )
        }
        Value::Array(elements) => Value::Array(elements.iter().map(facts).collect()),
        _ => value.clone(),
    }
}

/// The value of the keyword `name`, without prose.
fn facts_within(name: &str, value: &Value) -> Value {
    match value {
        _ if VALUES.contains(&name) => value.clone(),
        Value::Object(members) if NAMED.contains(&name) => {
            let facts = members
                .iter()
                .map(|(own, value)| (own.clone(), named_facts(name, facts(value))));
            Value::Object(facts.collect())
        }
        // The names of scopes are kept, their descriptions are not.
        Value::Object(members) if name == "scopes" => members.keys().map(|scope| (scope.clone(), json!(""))).collect(),
        _ => facts(value),
    }
}

/// Normalizes an element of the object under the keyword `among`.
fn named_facts(among: &str, mut facts: Value) -> Value {
    let is_reference = facts.get("$ref").is_some_and(Value::is_string);
    match (among, facts.as_object_mut()) {
        // OpenAPI requires a description here.
        ("responses", Some(members)) if !is_reference => {
            members.insert("description".to_owned(), json!(""));
            facts
        }
        // OpenAPI 3.0 ignores a description beside a `$ref`.
        ("properties", Some(members)) if is_reference && members.len() == 1 => json!({ "allOf": [facts] }),
        _ => facts,
    }
}

/// The components that `upstream` uses, directly or through others, without prose.
fn reached(document: &Value, upstream: &Value) -> Result<Value, String> {
    let mut components = Value::Object(Map::new());
    let mut references = BTreeSet::new();
    refer(upstream, &mut references);
    let mut seen = BTreeSet::new();
    while let Some(reference) = references.pop_first() {
        if !seen.insert(reference.clone()) {
            continue;
        }
        let Some((section, name)) = component(&reference) else {
            // Besides components, only the selected paths are kept.
            match reference
                .strip_prefix('#')
                .and_then(|pointer| upstream.pointer(pointer))
            {
                Some(_) => continue,
                None => {
                    return Err(format!(
                        "`{reference}` does not refer to a component: move the definition to `components`"
                    ));
                }
            }
        };
        let found = document.get("components").and_then(|all| all.get(&section)?.get(&name));
        let found =
            found.ok_or_else(|| format!("`{reference}` does not exist in the document: correct the reference"))?;
        // Cut as an element of its section, because the keys of a section are names.
        let facts = facts_within(&section, &json!({ name.clone(): found }))[&name].take();
        refer(&facts, &mut references);
        components[&section][&name] = facts;
    }
    Ok(components)
}

/// The section and name of the component that a reference points to or into.
fn component(reference: &str) -> Option<(String, String)> {
    let mut segments = reference.strip_prefix("#/components/")?.split('/');
    let mut segment = || Some(document::unescape_pointer(&percent_decode(segments.next()?)?));
    Some((segment()?, segment()?))
}

/// Collects references: `$ref`, the mapping of a discriminator, and the names of security schemes.
fn refer(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("$ref", Value::String(reference)) => {
                        references.insert(reference.clone());
                    }
                    ("discriminator", Value::Object(discriminator)) => {
                        let mapping = discriminator.get("mapping").and_then(Value::as_object);
                        let targets = mapping.into_iter().flatten().filter_map(|(_, target)| target.as_str());
                        references.extend(targets.map(document::mapping_reference));
                        refer(value, references);
                    }
                    ("security", Value::Array(requirements)) => {
                        let schemes = requirements.iter().filter_map(Value::as_object).flat_map(Map::keys);
                        references.extend(schemes.map(|scheme| {
                            format!("#/components/securitySchemes/{}", document::escape_pointer(scheme))
                        }));
                    }
                    (name, _) if VALUES.contains(&name) => {}
                    _ => refer(value, references),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| refer(element, references)),
        _ => {}
    }
}
