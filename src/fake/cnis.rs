//! The resources `cnis` and `settings`.

use super::account::{Account, DEFAULT_ASN, has, matches};
use super::http::{Call, HttpResponse, JsonBody, Outcome, U32};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// The first one is the mode of a new CNI with BGP.
const BGP_MODES: [&str; 2] = ["dynamic_route_exchange", "advertise_only"];

pub(super) fn list(account: &mut Account, call: &Call) -> Outcome {
    let slot = call.query.get("slot");
    let tunnel_id = call.query.get("tunnel_id");
    let interconnects = &account.interconnects;
    let is_on = |cni: &Value, slot| {
        let name = cni["interconnect"].as_str().unwrap_or_default();
        let interconnect = interconnects.get("name", name);
        interconnect.is_some_and(|interconnect| has(interconnect, "slot_id", slot))
    };
    account.cnis.page(&call.query, |cni| {
        matches(cni, "id", tunnel_id) && slot.is_none_or(|slot| is_on(cni, slot))
    })
}

pub(super) fn get(account: &mut Account, call: &Call) -> Outcome {
    let id = call.uuid_parameter()?;
    let cni = account.cnis.get("id", &id).ok_or_else(missing)?;
    Ok(HttpResponse::json(200, cni))
}

pub(super) fn create(account: &mut Account, call: &Call) -> Outcome {
    let body = call.body()?;
    check(account, &body)?;
    if let Some(name) = taken_name(account, &body, None)? {
        return Err(HttpResponse::conflict("/magic/conduit_name", &name));
    }
    let mut cni = json!({});
    for key in ["account", "interconnect", "magic", "bgp"] {
        if let Some(value) = body.get(&format!("/{key}")) {
            cni[key] = value.clone();
        }
    }
    if cni.get("bgp").is_some() {
        cni["bgp_mode"] = json!(BGP_MODES[0]);
    }
    Ok(HttpResponse::json(200, &add(account, cni)))
}

pub(super) fn update(account: &mut Account, call: &Call) -> Outcome {
    let id = call.uuid_parameter()?;
    account.cnis.get("id", &id).ok_or_else(missing)?;
    let body = call.body()?;
    if body.uuid("/id")? != id {
        return Err(HttpResponse::invalid("/id", "must be the id in the path"));
    }
    for pointer in ["/p2p_ip", "/cust_ip"] {
        body.prefix(pointer)?;
    }
    if body.get("/bgp_mode").is_some() {
        body.one_of("/bgp_mode", &BGP_MODES)?;
    }
    check(account, &body)?;
    if let Some(name) = taken_name(account, &body, Some(&id))? {
        return Err(HttpResponse::invalid("/magic/conduit_name", &name));
    }
    let mut cni = body.into_value();
    cni["id"] = json!(id);
    account.cnis.put("id", cni.clone());
    Ok(HttpResponse::json(200, &cni))
}

pub(super) fn delete(account: &mut Account, call: &Call) -> Outcome {
    let id = call.uuid_parameter()?;
    account.cnis.get("id", &id).ok_or_else(missing)?;
    account.cnis.remove("id", &id);
    Ok(HttpResponse::empty(200))
}

/// The checks of both creation and update.
fn check(account: &Account, body: &JsonBody) -> Result<(), HttpResponse> {
    body.string("/account")?;
    let icon = body.string("/interconnect")?;
    if account.interconnects.get("name", icon).is_none() {
        let message = format!("there is no interconnect {icon:?}");
        return Err(HttpResponse::invalid("/interconnect", &message));
    }
    body.string("/magic/conduit_name")?;
    body.string("/magic/description")?;
    body.integer("/magic/mtu", 0..=i64::from(i32::MAX))?;
    if body.get("/bgp").is_some() {
        body.integer("/bgp/customer_asn", U32)?;
        for index in 0..body.array("/bgp/extra_prefixes")?.len() {
            body.prefix(&format!("/bgp/extra_prefixes/{index}"))?;
        }
        if let Some(key) = body.optional_string("/bgp/md5_key")? {
            let fits = |byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'?';
            if key.is_empty() || !key.bytes().all(fits) {
                let message = "must be printable ASCII without \" and ?, and not empty";
                return Err(HttpResponse::invalid("/bgp/md5_key", message));
            }
        }
    }
    Ok(())
}

/// The message if another CNI than `own` has this conduit name.
fn taken_name(account: &Account, body: &JsonBody, own: Option<&str>) -> Result<Option<String>, HttpResponse> {
    let name = body.string("/magic/conduit_name")?;
    let taken = account
        .cnis
        .iter()
        .any(|cni| has(&cni["magic"], "conduit_name", name) && own.is_none_or(|own| !has(cni, "id", own)));
    Ok(taken.then(|| format!("another CNI has the conduit_name {name:?}")))
}

/// Adds an id and a pair of addresses, and stores the CNI in the account.
pub(super) fn add(account: &mut Account, mut cni: Value) -> Value {
    account.last_cni += 1;
    let number = account.last_cni;
    // Pairs are taken from 10.0.0.0/8, which has 2^23 of them.
    let pair = 0x0a00_0000 + (number % (1 << 23)) as u32 * 2;
    let prefix = |address| json!(format!("{}/31", Ipv4Addr::from_bits(address)));
    cni["id"] = json!(format!("c1a0b2d4-7e55-4c1e-8f00-{number:012x}"));
    cni["p2p_ip"] = prefix(pair);
    cni["cust_ip"] = prefix(pair + 1);
    account.cnis.push(cni.clone());
    cni
}

fn missing() -> HttpResponse {
    HttpResponse::not_found("there is no such CNI")
}

pub(super) fn get_settings(account: &mut Account, _: &Call) -> Outcome {
    Ok(HttpResponse::json(200, &json!({ "default_asn": account.default_asn })))
}

pub(super) fn update_settings(account: &mut Account, call: &Call) -> Outcome {
    let body = call.body()?;
    match body.get("/default_asn") {
        None => {}
        Some(Value::Null) => account.default_asn = DEFAULT_ASN,
        Some(_) => account.default_asn = body.integer("/default_asn", U32)?,
    }
    get_settings(account, call)
}
