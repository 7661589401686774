//! An [OpenAPI Overlay 1.0](https://spec.openapis.org/overlay/v1.0.0.html): actions, each of which changes what a JSONPath
//! selects.
//!
//! The specification leaves open what happens to an array that an update's object meets: here it is an error, so that an
//! overlay means the same to every tool. Here each action must also say why it is there. And what an update says of
//! something that upstream has no more does not bring that back, where the specification would: it is reported, and until
//! somebody has taken it out of the overlay it says nothing.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::cut::NAMED;
use cloudflare_interconnects_codegen::document;

pub(crate) struct Overlay {
    actions: Vec<Action>,
}

struct Action {
    /// Its position and target, as messages name it.
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
            _ => return Err("#/overlay: not `1.0.0`, the version of the Overlay Specification".to_owned()),
        }
        let info = object(
            members.get("info").unwrap_or(&Value::Null),
            "#/info",
            &["title", "version"],
        )?;
        for name in ["title", "version"] {
            if !info.get(name).is_some_and(Value::is_string) {
                return Err(format!("#/info/{name}: no text"));
            }
        }
        let actions = members.get("actions").and_then(Value::as_array);
        let actions = actions.filter(|actions| !actions.is_empty());
        let actions = actions.ok_or("#/actions: no array of at least one action")?;
        let actions = actions.iter().enumerate();
        Ok(Overlay {
            actions: actions
                .map(|(position, action)| Action::parse(position, action))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Changes the document by each action in turn, and names those that matched nothing, and what of them did.
    pub(crate) fn apply(&self, document: &mut Value) -> Result<Vec<String>, String> {
        let mut idle = Vec::new();
        for action in &self.actions {
            let found = action.target.query_located(document);
            // From behind, so that what is removed moves nothing that is still to come.
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
                        .map(|missing| format!("{} has no {missing} at {place}", action.name)),
                );
            }
        }
        Ok(idle)
    }
}

impl Action {
    fn parse(position: usize, value: &Value) -> Result<Self, String> {
        let place = format!("#/actions/{position}");
        let members = object(value, &place, &["target", "description", "update", "remove"])?;
        let text = |name| {
            let text = members.get(name).and_then(Value::as_str);
            text.filter(|text| !text.trim().is_empty())
                .ok_or_else(|| format!("{place}/{name}: no text"))
        };
        let target = text("target")?;
        // The reason, for those who read.
        text("description")?;
        let change = match (members.get("update"), members.get("remove")) {
            (Some(update), None | Some(Value::Bool(false))) => Change::Update(update.clone()),
            (None, Some(Value::Bool(true))) => Change::Remove,
            _ => {
                return Err(format!(
                    "{place}: neither an `update` alone nor `\"remove\": true` alone"
                ));
            }
        };
        Ok(Action {
            name: format!("{place} `{target}`"),
            target: JsonPath::parse(target).map_err(|error| format!("{place}/target: {error}"))?,
            change,
        })
    }

    /// Gives what of an update met nothing.
    fn apply(&self, document: &mut Value, place: &str) -> Result<Vec<String>, String> {
        let mut missing = Vec::new();
        match &self.change {
            Change::Remove => remove(document, place)?,
            Change::Update(update) => match (document.pointer_mut(place), update) {
                (Some(Value::Object(members)), Value::Object(update)) => merge(members, update, None, &mut missing)?,
                (Some(Value::Array(elements)), element) => elements.push(element.clone()),
                _ => return Err("only an object can be updated by an object, and an array by an element".to_owned()),
            },
        }
        Ok(missing)
    }
}

/// The members of an object that has only those that are known, and extensions.
fn object<'a>(value: &'a Value, place: &str, known: &[&str]) -> Result<&'a Map<String, Value>, String> {
    let members = value.as_object().ok_or_else(|| format!("{place}: no object"))?;
    let unknown = |name: &&String| !known.contains(&name.as_str()) && !name.starts_with("x-");
    match members.keys().find(unknown) {
        Some(name) => Err(format!("{place}/{name}: not a member of an overlay 1.0")),
        None => Ok(members),
    }
}

fn remove(document: &mut Value, place: &str) -> Result<(), String> {
    match document.pointer(place) {
        Some(Value::Object(_) | Value::Array(_)) => {}
        Some(_) => return Err("only an object or an array can be removed".to_owned()),
        // Something around it went by the same action.
        None => return Ok(()),
    }
    let (around, name) = place.rsplit_once('/').ok_or("the document itself cannot be removed")?;
    match document.pointer_mut(around) {
        Some(Value::Object(members)) => {
            members.remove(&document::unescape_pointer(name));
        }
        Some(Value::Array(elements)) => {
            let position: usize = name.parse().map_err(|_| "no position in an array")?;
            elements.remove(position);
        }
        _ => {}
    }
    Ok(())
}

/// Merges an update. `within` is the member whose members these are; where those have names of somebody's choice, an update
/// says more of what is there, and what is not there goes to the `missing`. To add something, an action selects `within`.
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
                return Err(format!("`{name}` is there already; remove it by an action before"));
            }
            (None, _) if within.is_some_and(|within| NAMED.contains(&within)) => {
                missing.push(format!("`{}/{name}`", within.unwrap_or_default()));
            }
            _ => {
                members.insert(name.clone(), new.clone());
            }
        }
    }
    Ok(())
}
