//! An [OpenAPI Overlay 1.0](https://spec.openapis.org/overlay/v1.0.0.html): actions that change the values which a JSONPath selects.
//!
//! This implementation is stricter than the specification:
//!
//! - An object cannot update an array. The specification leaves this open.
//! - Each action must have a description.
//! - An update does not add a named definition that upstream removed. It is reported instead.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::cut::{NAMED, subject};
use cloudflare_interconnects_codegen::{document, variant_name};

/// Findings that need a person.
#[derive(Default)]
pub(crate) struct Findings {
    /// Actions without effect: they match nothing, or add an existing definition.
    pub(crate) idle: Vec<String>,
    /// Values of an enum that `x-rust-names` does not name.
    pub(crate) unnamed: Vec<String>,
}

pub(crate) struct Overlay {
    actions: Vec<Action>,
}

struct Action {
    /// Its position and target, for messages.
    name: String,
    target: JsonPath,
    change: Change,
}

enum Change {
    Update(Value),
    Remove,
}

impl Overlay {
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        let members = object(value, "#", &["overlay", "info", "extends", "actions"])?;
        match members.get("overlay").and_then(Value::as_str) {
            Some(version) if version == "1.0" || version.starts_with("1.0.") => {}
            _ => {
                return Err(
                    "#/overlay: unsupported version of the Overlay Specification; set it to `1.0.0`".to_owned(),
                );
            }
        }
        let info = object(
            members.get("info").unwrap_or(&Value::Null),
            "#/info",
            &["title", "version"],
        )?;
        for name in ["title", "version"] {
            if !info.get(name).is_some_and(Value::is_string) {
                return Err(format!("#/info/{name}: expected a string; add one"));
            }
        }
        let actions = members.get("actions").and_then(Value::as_array);
        let actions = actions.filter(|actions| !actions.is_empty());
        let actions = actions.ok_or("#/actions: expected an array with at least one action; add one")?;
        let actions = actions.iter().enumerate();
        Ok(Overlay {
            actions: actions
                .map(|(position, action)| Action::parse(position, action))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Applies the actions in turn, and names the values of enums.
    pub(crate) fn apply(&self, document: &mut Value, findings: &mut Findings) -> Result<(), String> {
        let idle = &mut findings.idle;
        for action in &self.actions {
            let found = action.target.query_located(document);
            // Last first, so that a removal does not move the other places.
            let mut places: Vec<String> = found.iter().map(|node| node.location().to_json_pointer()).collect();
            places.reverse();
            if places.is_empty() {
                idle.push(action.name.clone());
            }
            for place in places {
                let missing = action
                    .apply(document, &place)
                    .map_err(|problem| format!("{} at {place}: {problem}", action.name))?;
                idle.extend(
                    missing
                        .iter()
                        .map(|missing| format!("{} {missing} at {place}", action.name)),
                );
            }
        }
        name_values(document, "#", findings)
    }
}

impl Action {
    fn parse(position: usize, value: &Value) -> Result<Self, String> {
        let place = format!("#/actions/{position}");
        let members = object(value, &place, &["target", "description", "update", "remove"])?;
        let text = |name| {
            let text = members.get(name).and_then(Value::as_str);
            text.filter(|text| !text.trim().is_empty())
                .ok_or_else(|| format!("{place}/{name}: expected a string that is not empty; add one"))
        };
        let target = text("target")?;
        // The reason, for readers.
        text("description")?;
        let change = match (members.get("update"), members.get("remove")) {
            (Some(update), None | Some(Value::Bool(false))) => Change::Update(update.clone()),
            (None, Some(Value::Bool(true))) => Change::Remove,
            _ => {
                return Err(format!(
                    "{place}: expected either `update` or `\"remove\": true`; keep one of them"
                ));
            }
        };
        Ok(Action {
            name: format!("{place} `{target}`"),
            target: JsonPath::parse(target).map_err(|error| format!("{place}/target: {error}"))?,
            change,
        })
    }

    /// Applies the action at one place, and returns its parts without effect.
    fn apply(&self, document: &mut Value, place: &str) -> Result<Vec<String>, String> {
        let mut missing = Vec::new();
        match &self.change {
            Change::Remove => remove(document, place)?,
            Change::Update(update) => {
                match (document.pointer_mut(place), update) {
                    (Some(Value::Object(members)), Value::Object(update)) => {
                        let within = place.rsplit('/').next().unwrap_or_default();
                        for name in update.keys().filter(|_| NAMED.contains(&within)) {
                            if members.contains_key(name) && is_definition(&update[name]) {
                                missing.push(format!("adds `{name}`, which exists already,"));
                            }
                        }
                        merge(members, update, None, &mut missing)?;
                    }
                    (Some(Value::Array(elements)), element) => {
                        match elements.iter().any(|own| subject(own) == subject(element)) {
                            true => missing.push("adds an element that exists already".to_owned()),
                            false => elements.push(element.clone()),
                        }
                    }
                    _ => return Err(
                        "cannot update this value: an `update` is an object for an object, or an element for an array"
                            .to_owned(),
                    ),
                }
            }
        }
        Ok(missing)
    }
}

/// Whether it defines something, instead of adding to a definition.
fn is_definition(value: &Value) -> bool {
    const SHAPE: &[&str] = &[
        "$ref",
        "allOf",
        "anyOf",
        "content",
        "oneOf",
        "responses",
        "schema",
        "type",
    ];
    SHAPE.iter().any(|word| value.get(*word).is_some())
}

/// Writes `x-enum-varnames`, by position, from `x-rust-names`, by value.
fn name_values(node: &mut Value, pointer: &str, findings: &mut Findings) -> Result<(), String> {
    match node {
        Value::Object(members) => {
            if let Some(names) = members.remove("x-rust-names") {
                let names = object_of_strings(&names)
                    .ok_or_else(|| format!("{pointer}/x-rust-names: expected an object of strings; correct it"))?;
                let values: Vec<String> = match members.get("enum").and_then(Value::as_array) {
                    Some(values) => values
                        .iter()
                        .map(|value| value.as_str().map_or(value.to_string(), str::to_owned))
                        .collect(),
                    None => {
                        return Err(format!(
                            "{pointer}/x-rust-names: there is no `enum` beside it; move it beside one"
                        ));
                    }
                };
                let gone = names.keys().filter(|value| !values.contains(value));
                findings.idle.extend(gone.map(|value| {
                    format!("`x-rust-names` names `{value}`, which the `enum` at {pointer} does not have")
                }));
                let varnames = values.iter().map(|value| match names.get(value) {
                    Some(name) => name.clone(),
                    None => {
                        let name = variant_name(value);
                        findings.unnamed.push(format!(
                            "{pointer}: `{value}` has no name in `x-rust-names`, so it is named `{name}`: add a name to overlay.json"
                        ));
                        name
                    }
                });
                let varnames: Vec<String> = varnames.collect();
                members.insert("x-enum-varnames".to_owned(), varnames.into());
            }
            members.iter_mut().try_for_each(|(name, value)| {
                name_values(
                    value,
                    &format!("{pointer}/{}", document::escape_pointer(name)),
                    findings,
                )
            })
        }
        Value::Array(elements) => elements
            .iter_mut()
            .enumerate()
            .try_for_each(|(at, value)| name_values(value, &format!("{pointer}/{at}"), findings)),
        _ => Ok(()),
    }
}

fn object_of_strings(value: &Value) -> Option<BTreeMap<String, String>> {
    let members = value.as_object()?.iter();
    members
        .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// The fields of an object, if all are known or extensions.
fn object<'a>(value: &'a Value, place: &str, known: &[&str]) -> Result<&'a Map<String, Value>, String> {
    let members = value
        .as_object()
        .ok_or_else(|| format!("{place}: expected an object; correct it"))?;
    let unknown = |name: &&String| !known.contains(&name.as_str()) && !name.starts_with("x-");
    match members.keys().find(unknown) {
        Some(name) => Err(format!("{place}/{name}: unknown field of an overlay 1.0; remove it")),
        None => Ok(members),
    }
}

fn remove(document: &mut Value, place: &str) -> Result<(), String> {
    match document.pointer(place) {
        Some(Value::Object(_) | Value::Array(_)) => {}
        Some(_) => return Err("only an object or an array can be removed: select the object around it".to_owned()),
        // The same action has removed the object around it.
        None => return Ok(()),
    }
    let (around, name) = place
        .rsplit_once('/')
        .ok_or("the document itself cannot be removed: select a part of it")?;
    match document.pointer_mut(around) {
        Some(Value::Object(members)) => {
            members.remove(&document::unescape_pointer(name));
        }
        Some(Value::Array(elements)) => {
            let position: usize = name
                .parse()
                .map_err(|_| "not a position in an array: correct the target")?;
            elements.remove(position);
        }
        _ => {}
    }
    Ok(())
}

/// Merges an update. `within` is the keyword of the object. If its keys are free names, an update only extends existing entries; the
/// others are added to `missing`. To add an entry, an action selects the object itself.
fn merge(
    members: &mut Map<String, Value>,
    update: &Map<String, Value>,
    within: Option<&str>,
    missing: &mut Vec<String>,
) -> Result<(), String> {
    for (name, new) in update {
        match (members.get_mut(name), new) {
            (Some(Value::Object(members)), Value::Object(update)) => merge(members, update, Some(name), missing)?,
            (Some(Value::Object(_) | Value::Array(_)), _) => {
                return Err(format!("`{name}` exists already: remove it by an earlier action"));
            }
            (None, _) if within.is_some_and(|within| NAMED.contains(&within)) => {
                missing.push(format!("has no `{}/{name}`", within.unwrap_or_default()));
            }
            _ => {
                members.insert(name.clone(), new.clone());
            }
        }
    }
    Ok(())
}
