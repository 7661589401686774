//! The resource `interconnects`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, Status};
use super::answer::{Answer, Outcome};
use super::collection::{has, matches};
use super::pdf;
use super::routes::Call;
use super::slots;

const BANDWIDTHS: [&str; 12] = [
    "50M", "100M", "200M", "300M", "400M", "500M", "1G", "2G", "5G", "10G", "20G", "50G",
];

pub(super) fn at_the_start(account: &str) -> (Vec<Value>, BTreeMap<String, Status>) {
    let direct = |name, site, slot_id, speed, status| {
        let interconnect = json!({
            "account": account, "type": "direct", "name": name, "site": site, "slot_id": slot_id, "speed": speed,
            "facility": slots::facility(site),
        });
        (interconnect, status)
    };
    let gcp_partner = |name, region, status| {
        let interconnect = json!({ "account": account, "type": "gcp_partner", "name": name, "region": region });
        (interconnect, status)
    };
    let with = |(mut interconnect, status): (Value, Value), key: &str, value: &str| {
        interconnect[key] = json!(value);
        (interconnect, status)
    };

    let healthy = json!({ "state": "Healthy" });
    let unhealthy = json!({ "state": "Unhealthy", "reason": "received optical power is low" });
    let dark = json!({ "state": "Down", "reason": "no light is received" });
    let down = json!({ "state": "Down" });
    let pending = json!({ "state": "Pending" });

    let all = [
        direct("icon-1", "IAD", slots::TAKEN[0], "10G", healthy.clone()),
        with(
            direct("icon-2", "SJC", slots::TAKEN[1], "100G", healthy.clone()),
            "owner",
            "backbone-team",
        ),
        with(gcp_partner("icon-3", "us-east4", healthy), "speed", "1G"),
        direct("icon-4", "AMS", slots::TAKEN[2], "10G", unhealthy),
        gcp_partner("icon-5", "europe-west4", down),
        direct("icon-6", "LHR", slots::TAKEN[3], "10G", dark),
        with(
            with(gcp_partner("icon-7", "us-west1", pending), "speed", "500M"),
            "owner",
            "cloud-team",
        ),
    ];
    let mut interconnects = Vec::new();
    let mut statuses = BTreeMap::new();
    for (interconnect, status) in all {
        statuses.insert(name(&interconnect), Status::Fixed(status));
        interconnects.push(interconnect);
    }
    (interconnects, statuses)
}

pub(super) fn list(account: &mut Account, call: &Call) -> Outcome {
    let (site, kind) = (call.query.get("site"), call.query.get("type"));
    account.interconnects.page(&call.query, |interconnect| {
        matches(interconnect, "site", site) && matches(interconnect, "type", kind)
    })
}

pub(super) fn get(account: &mut Account, call: &Call) -> Outcome {
    find(account, call).map(|interconnect| Answer::json(200, interconnect))
}

pub(super) fn create(account: &mut Account, call: &Call) -> Outcome {
    let body = call.body()?;
    let mut interconnect = match body.string("/type")? {
        "direct" => {
            let slot_id = body.uuid("/slot_id")?;
            let speed = body.optional_string("/speed")?;
            let slot = account
                .slots
                .get_mut("id", &slot_id)
                .ok_or_else(|| Answer::invalid("/slot_id", "there is no such slot"))?;
            if slot["occupied"] == true {
                return Err(Answer::invalid("/slot_id", "the slot is occupied"));
            }
            let tag = body.string("/account")?;
            slot["occupied"] = json!(true);
            slot["account"] = json!(account.id);
            json!({
                "account": tag, "type": "direct", "slot_id": slot_id, "site": slot["site"],
                "facility": slot["facility"], "speed": speed.map_or_else(|| slot["speed"].clone(), Value::from),
            })
        }
        "gcp_partner" => {
            let bandwidth = body.string("/bandwidth")?;
            if !BANDWIDTHS.contains(&bandwidth) {
                let message = format!("must be one of {}", BANDWIDTHS.join(", "));
                return Err(Answer::invalid("/bandwidth", &message));
            }
            let pairing_key = body.string("/pairing_key")?;
            if pairing_key.is_empty() {
                return Err(Answer::invalid("/pairing_key", "must not be empty"));
            }
            // Google's pairing keys read ID/REGION/ZONE.
            let region = pairing_key.split('/').nth(1).unwrap_or("us-east4");
            json!({
                "account": body.string("/account")?, "type": "gcp_partner", "region": region, "speed": bandwidth,
            })
        }
        _ => {
            let message = "must be direct or gcp_partner";
            return Err(Answer::invalid("/type", message));
        }
    };

    // Past names that a test has taken.
    let icon = loop {
        account.last_icon += 1;
        let icon = format!("icon-{}", account.last_icon);
        if account.interconnects.get("name", &icon).is_none() {
            break icon;
        }
    };
    interconnect["name"] = json!(icon);
    account.interconnects.push(interconnect.clone());
    account.statuses.entry(icon).or_insert(Status::Ordered);
    Ok(Answer::json(200, &interconnect))
}

pub(super) fn delete(account: &mut Account, call: &Call) -> Outcome {
    let interconnect = find(account, call)?;
    let (icon, slot_id) = (name(interconnect), interconnect["slot_id"].clone());
    if account.cnis.iter().any(|cni| has(cni, "interconnect", &icon)) {
        let message = format!("{icon} has CNIs, which must be deleted before");
        return Err(Answer::bad_request(&message));
    }
    account.interconnects.remove("name", &icon);
    account.statuses.remove(&icon);
    let slot = slot_id
        .as_str()
        .and_then(|slot_id| account.slots.get_mut("id", slot_id));
    if let Some(slot) = slot {
        slot["occupied"] = json!(false);
        if let Some(slot) = slot.as_object_mut() {
            slot.remove("account");
        }
    }
    Ok(Answer::empty(200))
}

pub(super) fn loa(account: &mut Account, call: &Call) -> Outcome {
    let interconnect = find(account, call)?;
    let icon = name(interconnect);
    if has(interconnect, "type", "gcp_partner") {
        let message = format!("{icon} is of type gcp_partner, which has no Letter of Authorization");
        return Err(Answer::not_found(&message));
    }
    let text = |key: &str| interconnect[key].as_str().unwrap_or("-").to_owned();
    let page = pdf::page(&[
        "Letter of Authorization".to_owned(),
        format!("Interconnect: {icon}"),
        format!("Site: {}", text("site")),
        format!("Slot: {}", text("slot_id")),
        format!("Speed: {}", text("speed")),
        "Issued by a fake API: it authorizes nothing.".to_owned(),
    ]);
    Ok(Answer::content(200, "application/pdf", page))
}

pub(super) fn status(account: &mut Account, call: &Call) -> Outcome {
    let icon = name(find(account, call)?);
    let status = match account.statuses.get(&icon) {
        Some(Status::Fixed(status)) => status.clone(),
        Some(Status::Ordered) => {
            account.statuses.remove(&icon);
            json!({ "state": "Pending" })
        }
        None => json!({ "state": "Healthy" }),
    };
    Ok(Answer::json(200, &status))
}

fn find<'a>(account: &'a Account, call: &Call) -> Result<&'a Value, Answer> {
    let icon = call.parameter();
    account.interconnects.get("name", icon).ok_or_else(|| {
        let message = format!("there is no interconnect {icon:?}");
        Answer::not_found(&message)
    })
}

fn name(interconnect: &Value) -> String {
    interconnect["name"].as_str().unwrap_or_default().to_owned()
}
