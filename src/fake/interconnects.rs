//! The resource `interconnects`.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Outcome};
use super::call::Call;
use super::collection::{has, matches};
use super::{magic_interconnects, pdf};

/// The customer's name on a letter where its request gives none.
const CUSTOMER: &str = "Example Networks";
const LONGEST_NAME: usize = 200;

const BANDWIDTHS: [&str; 12] = [
    "50M", "100M", "200M", "300M", "400M", "500M", "1G", "2G", "5G", "10G", "20G", "50G",
];

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
    let interconnect = match body.string("/type")? {
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
                "facility": slot["facility"], "ccr_device_name": slot["ccr_device_name"], "speed": speed.map_or_else(|| slot["speed"].clone(), Value::from),
            })
        }
        "gcp_partner" => {
            let bandwidth = body.one_of("/bandwidth", &BANDWIDTHS)?;
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

    let statuses = ["Pending", "Healthy"].map(|state| json!({ "state": state }));
    Ok(Answer::json(200, &add(account, interconnect, statuses.into())))
}

/// Adds what the API decides, the name and the reservation, and puts it into the account, with its Magic interconnect. The statuses are those of the
/// reads to come, unless a test has set others for that name.
pub(super) fn add(account: &mut Account, mut interconnect: Value, statuses: VecDeque<Value>) -> Value {
    // Past names that a test has taken.
    let icon = loop {
        account.last_icon += 1;
        let icon = format!("icon-{}", account.last_icon);
        if account.interconnects.get("name", &icon).is_none() {
            break icon;
        }
    };
    interconnect["name"] = json!(icon);
    interconnect["virtual_port_reservation_id"] = json!(format!("7f2b1d6e-93c4-4d0a-8e21-{:012x}", account.last_icon));
    account.interconnects.push(interconnect.clone());
    magic_interconnects::add(account, &interconnect);
    account.statuses.entry(icon).or_insert(statuses);
    interconnect
}

pub(super) fn delete(account: &mut Account, call: &Call) -> Outcome {
    let interconnect = find(account, call)?;
    let (icon, slot_id) = (name(interconnect), interconnect["slot_id"].clone());
    let reservation = interconnect["virtual_port_reservation_id"].clone();
    if account.cnis.iter().any(|cni| has(cni, "interconnect", &icon)) {
        let message = format!("{icon} has CNIs, which must be deleted before");
        return Err(Answer::bad_request(&message));
    }
    account.interconnects.remove("name", &icon);
    if let Some(reservation) = reservation.as_str() {
        account
            .magic_interconnects
            .remove("virtual_port_reservation_id", reservation);
    }
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
    let interconnect = find_with_letter(account, call)?;
    let customer = call.query.get("name").unwrap_or(CUSTOMER);
    if customer.chars().count() > LONGEST_NAME {
        let message = format!("the query parameter name must have at most {LONGEST_NAME} characters");
        return Err(Answer::bad_request(&message));
    }
    let text = |key: &str| interconnect[key].as_str().unwrap_or("-").to_owned();
    let page = pdf::page(&[
        "Letter of Authorization".to_owned(),
        format!("Customer: {customer}"),
        format!("Interconnect: {}", text("name")),
        format!("Site: {}", text("site")),
        format!("Slot: {}", text("slot_id")),
        format!("Speed: {}", text("speed")),
        "Issued by a fake API: it authorizes nothing.".to_owned(),
    ]);
    Ok(Answer::content(200, "application/pdf", page))
}

pub(super) fn loa_default_name(account: &mut Account, call: &Call) -> Outcome {
    find_with_letter(account, call)?;
    Ok(Answer::json(200, &json!({ "name": CUSTOMER })))
}

pub(super) fn status(account: &mut Account, call: &Call) -> Outcome {
    let icon = name(find(account, call)?);
    let status = account
        .statuses
        .get_mut(&icon)
        .and_then(|statuses| match statuses.len() {
            0 | 1 => statuses.front().cloned(),
            _ => statuses.pop_front(),
        });
    let status = status.unwrap_or_else(|| json!({ "state": "Healthy" }));
    Ok(Answer::json(200, &status))
}

fn find<'a>(account: &'a Account, call: &Call) -> Result<&'a Value, Answer> {
    let icon = call.parameter();
    account.interconnects.get("name", icon).ok_or_else(|| {
        let message = format!("there is no interconnect {icon:?}");
        Answer::not_found(&message)
    })
}

/// One that has a Letter of Authorization, which is about a physical cross-connect.
fn find_with_letter<'a>(account: &'a Account, call: &Call) -> Result<&'a Value, Answer> {
    let interconnect = find(account, call)?;
    if has(interconnect, "type", "gcp_partner") {
        let icon = name(interconnect);
        let message = format!("{icon} is of type gcp_partner, which has no Letter of Authorization");
        return Err(Answer::not_found(&message));
    }
    Ok(interconnect)
}

fn name(interconnect: &Value) -> String {
    interconnect["name"].as_str().unwrap_or_default().to_owned()
}
