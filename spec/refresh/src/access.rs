//! Servers and credentials: a change of either can fail every program.

use serde_json::Value;

use cloudflare_interconnects_codegen::select::server_url;

use crate::changes::Change;

/// The differences of two documents in servers and credentials.
pub(crate) fn between(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |subject: String, what: &str, was: Vec<String>, is: Vec<String>| {
        if was != is {
            // Nothing breaks if the old credentials are still accepted, or none are needed.
            let is_security = subject.ends_with("security");
            let breaks = !is_security || !(is.is_empty() || is == [NONE] || was.iter().all(|way| is.contains(way)));
            let list = |all: Vec<String>| match all.is_empty() {
                true => NONE.to_owned(),
                false => all.join(" or "),
            };
            changes.push(Change {
                subject,
                breaks,
                line: format!("{what}: now {}, was {}", list(is), list(was)),
            });
        }
    };
    compare("servers".into(), "base URL", servers(before), servers(after));
    compare("security".into(), "credentials", security(before), security(after));
    let schemes = |document: &Value| {
        document["components"]["securitySchemes"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    };
    let (was, is) = (schemes(before), schemes(after));
    for (name, was) in &was {
        if let Some(is) = is.get(name) {
            let what = format!("credentials `{name}`");
            compare(format!("scheme {name}"), &what, vec![scheme(was)], vec![scheme(is)]);
        }
    }
    for (path, item) in before["paths"].as_object().into_iter().flatten() {
        for (verb, was) in item.as_object().into_iter().flatten() {
            let is = &after["paths"][path][verb];
            // The credentials of the whole document are compared above.
            let has_own = [was, is].iter().any(|holder| holder["security"].is_array());
            if is.is_object() {
                let place = format!("operation `{} {path}`", verb.to_uppercase());
                compare(
                    format!("{place} servers"),
                    &format!("{place}: servers"),
                    servers(was),
                    servers(is),
                );
                if !has_own {
                    continue;
                }
                compare(
                    format!("{place} security"),
                    &format!("{place}: credentials"),
                    // By default, those of the document.
                    security(if was["security"].is_array() { was } else { before }),
                    security(if is["security"].is_array() { is } else { after }),
                );
            }
        }
    }
    changes
}

/// No servers or no credentials.
const NONE: &str = "none";

/// The URLs, with the default values of their variables.
fn servers(holder: &Value) -> Vec<String> {
    let servers = holder["servers"].as_array().into_iter().flatten();
    servers.filter_map(server_url).map(|url| format!("`{url}`")).collect()
}

/// The alternatives, sorted.
fn security(holder: &Value) -> Vec<String> {
    let alternatives = holder["security"].as_array().into_iter().flatten();
    let mut names: Vec<String> = alternatives
        .map(|alternative| {
            let names = alternative
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| format!("`{name}`"));
            let names = names.collect::<Vec<_>>();
            match names.is_empty() {
                true => NONE.to_owned(),
                false => names.join(" with "),
            }
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// How a credential is sent.
fn scheme(scheme: &Value) -> String {
    let said = ["type", "scheme", "in", "name"]
        .iter()
        .filter_map(|name| scheme[*name].as_str());
    format!("`{}`", said.collect::<Vec<_>>().join(" "))
}
