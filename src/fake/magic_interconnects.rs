//! The resource `magic_interconnects`.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde_json::{Value, json};

use super::account::{Account, Collection, has};
use super::http::{Call, HttpResponse, JsonBody, Outcome, U32};

/// The fields that an update ignores: the documented read-only ones, and one more that an update does not have.
const READ_ONLY: [&str; 6] = [
    "id",
    "colo_name",
    "created_on",
    "modified_on",
    "version",
    "virtual_port_reservation_id",
];

/// Checks a field of a body.
type FieldCheck = fn(&JsonBody, &str) -> Result<(), HttpResponse>;

/// The fields that an update can set, each with its check.
const SETTABLE: &[(&str, FieldCheck)] = &[
    ("/automatic_return_routing", boolean),
    ("/bgp", object),
    ("/bgp/customer_asn", |body, at| body.integer(at, U32).map(drop)),
    ("/bgp/extra_prefixes", prefixes),
    ("/bgp/md5_key", check_text),
    ("/bgp/import_filter_id", check_text),
    ("/bgp/export_filter_id", check_text),
    ("/description", check_text),
    ("/gre", object),
    ("/gre/cloudflare_endpoint", check_text),
    ("/health_check", object),
    ("/health_check/enabled", boolean),
    ("/health_check/rate", |body, at| {
        body.one_of(at, &["low", "mid", "high"]).map(drop)
    }),
    ("/health_check/type", |body, at| {
        body.one_of(at, &["reply", "request"]).map(drop)
    }),
    ("/health_check/direction", |body, at| {
        body.one_of(at, &["unidirectional", "bidirectional"]).map(drop)
    }),
    ("/health_check/source", check_text),
    ("/health_check/target", target),
    ("/interface_address", ipv4),
    ("/interface_address6", ipv6),
    ("/mtu", |body, at| body.integer(at, 576..=65_535).map(drop)),
    ("/name", check_text),
];

/// Adds the Magic interconnect of a new interconnect.
pub(super) fn add(account: &mut Account, interconnect: &Value) {
    let number = account.last_icon;
    // Pairs are taken from 172.16.0.0/12, which has 2^19 of them.
    let address = Ipv4Addr::from_bits(0xac10_0000 + (number % (1 << 19)) as u32 * 2);
    let icon = interconnect["name"].as_str().unwrap_or_default();
    account.magic_interconnects.push(json!({
        "id": format!("6d616769630000000000{number:012x}"),
        "name": format!("magic-{icon}"),
        "colo_name": interconnect.get("site").or(interconnect.get("region")),
        "description": format!("carries the traffic of {icon}"),
        "interface_address": format!("{address}/31"),
        "mtu": 1500,
        "automatic_return_routing": false,
        "gre": { "cloudflare_endpoint": "203.0.113.1" },
        "health_check": {
            "enabled": true, "rate": "mid", "type": "reply", "direction": "unidirectional", "target": {},
        },
        "created_on": time(0),
        "modified_on": time(0),
        "version": "2",
        "virtual_port_reservation_id": interconnect["virtual_port_reservation_id"],
    }));
}

pub(super) fn list(account: &mut Account, call: &Call) -> Outcome {
    let form = Form::requested(call)?;
    let shown: Vec<Value> = account
        .magic_interconnects
        .iter()
        .map(|magic| form.show(magic))
        .collect();
    Ok(HttpResponse::result(&json!({ "interconnects": shown })))
}

pub(super) fn get(account: &mut Account, call: &Call) -> Outcome {
    let form = Form::requested(call)?;
    let id = call.identifier_parameter()?;
    let magic = account.magic_interconnects.get("id", id).ok_or_else(missing)?;
    Ok(HttpResponse::result(&json!({ "interconnect": form.show(magic) })))
}

pub(super) fn update(account: &mut Account, call: &Call) -> Outcome {
    let form = Form::requested(call)?;
    let id = call.identifier_parameter()?;
    let present = account.magic_interconnects.get("id", id).ok_or_else(missing)?.clone();
    let validate_only = call.query.boolean("validate_only")?.unwrap_or(false);
    let body = call.body()?;
    let now = next_time(account);
    let mut magics = account.magic_interconnects.clone();
    let (changed, magic) = apply(&mut magics, &present, &body, &now)?;
    let modified = changed && !validate_only;
    if modified {
        account.magic_interconnects = magics;
    }
    Ok(HttpResponse::result(
        &json!({ "modified": modified, "modified_interconnect": form.show(&magic) }),
    ))
}

/// Updates all or none.
pub(super) fn update_multiple(account: &mut Account, call: &Call) -> Outcome {
    let form = Form::requested(call)?;
    let validate_only = call.query.boolean("validate_only")?.unwrap_or(false);
    let body = call.body()?;
    let now = next_time(account);
    let mut magics = account.magic_interconnects.clone();
    let (mut modified, mut shown) = (false, Vec::new());
    for index in 0..body.array("/interconnects")?.len() {
        let body = body.object(&format!("/interconnects/{index}"))?;
        let present = magics.get("id", body.string("/id")?).cloned();
        let present = present.ok_or_else(|| body.invalid("/id", "there is no such Magic interconnect"))?;
        let (changed, magic) = apply(&mut magics, &present, &body, &now)?;
        modified |= changed && !validate_only;
        shown.push(form.show(&magic));
    }
    if !validate_only {
        account.magic_interconnects = magics;
    }
    Ok(HttpResponse::result(
        &json!({ "modified": modified, "modified_interconnects": shown }),
    ))
}

/// Applies an update, and returns whether it changes anything. Fields that are not in the body stay, also within objects.
fn apply(magics: &mut Collection, present: &Value, body: &JsonBody, now: &str) -> Result<(bool, Value), HttpResponse> {
    for (pointer, check) in SETTABLE.iter().filter(|(pointer, _)| body.get(pointer).is_some()) {
        check(body, pointer)?;
    }
    let name = body.optional_string("/name")?;
    let taken = |name| {
        magics
            .iter()
            .any(|magic| has(magic, "name", name) && magic["id"] != present["id"])
    };
    if name.is_some_and(taken) {
        return Err(body.invalid("/name", "another Magic interconnect has this name"));
    }

    let mut magic = present.clone();
    for (key, value) in body.fields().filter(|(key, _)| !READ_ONLY.contains(&key.as_str())) {
        match (&mut magic[key], value) {
            (Value::Object(present), Value::Object(fields)) => present.extend(fields.clone()),
            (present, value) => *present = value.clone(),
        }
    }
    if let Some(target) = body.get("/health_check/target") {
        // The effective target is not saved: a client sends it back when it updates a whole object.
        let given = saved(target).filter(|given| effective(present).as_ref() != Some(given));
        let kept = || saved(&present["health_check"]["target"]);
        magic["health_check"]["target"] = match given.or_else(kept) {
            Some(saved) => json!({ "saved": saved }),
            None => json!({}),
        };
    }
    let changed = magic != *present;
    if changed {
        magic["modified_on"] = json!(now);
        magics.put("id", magic.clone());
    }
    Ok((changed, magic))
}

fn boolean(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    fits(body, pointer, Value::is_boolean, "must be a boolean")
}

fn object(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    fits(body, pointer, Value::is_object, "must be an object")
}

fn check_text(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    fits(body, pointer, Value::is_string, "must be a string")
}

fn prefixes(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    for index in 0..body.array(pointer)?.len() {
        body.prefix(&format!("{pointer}/{index}"))?;
    }
    Ok(())
}

fn target(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    let is_valid =
        |target: &Value| target.is_string() || target.is_object() && target.get("saved").is_none_or(Value::is_string);
    fits(
        body,
        pointer,
        is_valid,
        "must be a string, or an object whose `saved` is a string",
    )
}

fn ipv4(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    let is_valid = |address: &Value| matches!(with_length::<Ipv4Addr>(address), Some((_, 30 | 31)));
    fits(
        body,
        pointer,
        is_valid,
        "must be an IPv4 address with /30 or /31, such as 192.0.2.0/31",
    )
}

fn ipv6(body: &JsonBody, pointer: &str) -> Result<(), HttpResponse> {
    let is_valid = |address: &Value| matches!(with_length::<Ipv6Addr>(address), Some((_, 127)));
    fits(
        body,
        pointer,
        is_valid,
        "must be an IPv6 address with /127, such as 2001:db8::/127",
    )
}

fn fits(body: &JsonBody, pointer: &str, is_valid: impl Fn(&Value) -> bool, message: &str) -> Result<(), HttpResponse> {
    match body.get(pointer).is_some_and(is_valid) {
        true => Ok(()),
        false => Err(body.invalid(pointer, message)),
    }
}

/// An address and its prefix length.
fn with_length<T: FromStr>(text: &Value) -> Option<(T, u8)> {
    let (address, length) = text.as_str()?.split_once('/')?;
    Some((address.parse().ok()?, length.parse().ok()?))
}

/// The form in which the request wants the target of a health check.
struct Form {
    as_object: bool,
}

impl Form {
    fn requested(call: &Call) -> Result<Form, HttpResponse> {
        let as_object = call.boolean_header("x-magic-new-hc-target")?.unwrap_or(false);
        Ok(Form { as_object })
    }

    fn show(&self, magic: &Value) -> Value {
        let mut shown = magic.clone();
        if let Some(health_check) = shown.get_mut("health_check").and_then(Value::as_object_mut) {
            let saved = health_check.remove("target").as_ref().and_then(saved);
            let target = match (self.as_object, effective(magic)) {
                (true, Some(effective)) => match saved {
                    Some(saved) => json!({ "effective": effective, "saved": saved }),
                    None => json!({ "effective": effective }),
                },
                (false, Some(effective)) => json!(effective),
                (_, None) => return shown,
            };
            health_check.insert("target".to_owned(), target);
        }
        shown
    }
}

/// The target that is checked: the saved one, or else the customer's end of the link.
fn effective(magic: &Value) -> Option<String> {
    saved(&magic["health_check"]["target"]).or_else(|| other_end(&magic["interface_address"]))
}

/// The target that was saved by an update.
fn saved(target: &Value) -> Option<String> {
    target.as_str().or_else(|| target["saved"].as_str()).map(str::to_owned)
}

fn other_end(address: &Value) -> Option<String> {
    let (address, length) = with_length::<Ipv4Addr>(address)?;
    // A /30 has four addresses. Its hosts are the two in the middle.
    let other = if length == 31 { 0b01 } else { 0b11 };
    Some(Ipv4Addr::from_bits(address.to_bits() ^ other).to_string())
}

/// A time that no other update has. It counts the updates, so that results do not depend on the real time.
fn next_time(account: &mut Account) -> String {
    account.magic_updates += 1;
    time(account.magic_updates)
}

fn time(seconds: u64) -> String {
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    format!("2026-08-01T{:02}:{:02}:{:02}Z", hours % 24, minutes % 60, seconds % 60)
}

fn missing() -> HttpResponse {
    HttpResponse::not_found("there is no such Magic interconnect")
}
