//! The resources `interconnects` and `slots`, and the Letter of Authorization.

use super::account::{Account, has, matches};
use super::http::{Call, HttpResponse, Outcome};
use super::magic_interconnects;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// The customer's name on a letter if the request has none.
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
    find(account, call).map(|interconnect| HttpResponse::json(200, interconnect))
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
                .ok_or_else(|| HttpResponse::invalid("/slot_id", "there is no such slot"))?;
            if slot["occupied"] == true {
                return Err(HttpResponse::invalid("/slot_id", "the slot is occupied"));
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
                return Err(HttpResponse::invalid("/pairing_key", "must not be empty"));
            }
            // Google's pairing keys read ID/REGION/ZONE.
            let region = pairing_key.split('/').nth(1).unwrap_or("us-east4");
            json!({
                "account": body.string("/account")?, "type": "gcp_partner", "region": region, "speed": bandwidth,
            })
        }
        _ => {
            let message = "must be direct or gcp_partner";
            return Err(HttpResponse::invalid("/type", message));
        }
    };

    let statuses = ["Pending", "Healthy"].map(|state| json!({ "state": state }));
    Ok(HttpResponse::json(200, &add(account, interconnect, statuses.into())))
}

/// Adds a name and a reservation, and stores the interconnect in the account, with its Magic interconnect. `statuses` are for the reads
/// to come, unless a test has set others for that name.
pub(super) fn add(account: &mut Account, mut interconnect: Value, statuses: VecDeque<Value>) -> Value {
    // Skips the names that a test has used.
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
        return Err(HttpResponse::bad_request(&message));
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
    Ok(HttpResponse::empty(200))
}

pub(super) fn loa(account: &mut Account, call: &Call) -> Outcome {
    let interconnect = find_with_letter(account, call)?;
    let customer = call.query.get("name").unwrap_or(CUSTOMER);
    if customer.chars().count() > LONGEST_NAME {
        let message = format!("the query parameter name must have at most {LONGEST_NAME} characters");
        return Err(HttpResponse::bad_request(&message));
    }
    let text = |key: &str| interconnect[key].as_str().unwrap_or("-").to_owned();
    let page = pdf_page(&[
        "Letter of Authorization".to_owned(),
        format!("Customer: {customer}"),
        format!("Interconnect: {}", text("name")),
        format!("Site: {}", text("site")),
        format!("Slot: {}", text("slot_id")),
        format!("Speed: {}", text("speed")),
        "Issued by a fake API: it authorizes nothing.".to_owned(),
    ]);
    Ok(HttpResponse::content(200, "application/pdf", page))
}

pub(super) fn loa_default_name(account: &mut Account, call: &Call) -> Outcome {
    find_with_letter(account, call)?;
    Ok(HttpResponse::json(200, &json!({ "name": CUSTOMER })))
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
    Ok(HttpResponse::json(200, &status))
}

fn find<'a>(account: &'a Account, call: &Call) -> Result<&'a Value, HttpResponse> {
    let icon = call.parameter();
    account.interconnects.get("name", icon).ok_or_else(|| {
        let message = format!("there is no interconnect {icon:?}");
        HttpResponse::not_found(&message)
    })
}

/// Finds an interconnect that can have a Letter of Authorization. The letter is about a physical cross-connect.
fn find_with_letter<'a>(account: &'a Account, call: &Call) -> Result<&'a Value, HttpResponse> {
    let interconnect = find(account, call)?;
    if has(interconnect, "type", "gcp_partner") {
        let icon = name(interconnect);
        let message = format!("{icon} is of type gcp_partner, which has no Letter of Authorization");
        return Err(HttpResponse::not_found(&message));
    }
    Ok(interconnect)
}

fn name(interconnect: &Value) -> String {
    interconnect["name"].as_str().unwrap_or_default().to_owned()
}

pub(super) fn list_slots(account: &mut Account, call: &Call) -> Outcome {
    let (site, speed) = (call.query.get("site"), call.query.get("speed"));
    let part = call.query.get("address_contains");
    let occupied = call.query.boolean("occupied")?;
    account.slots.page(&call.query, |slot| {
        matches(slot, "site", site)
            && matches(slot, "speed", speed)
            && occupied.is_none_or(|occupied| slot["occupied"] == occupied)
            && part.is_none_or(|part| address_contains(slot, part))
    })
}

pub(super) fn get_slot(account: &mut Account, call: &Call) -> Outcome {
    let id = call.uuid_parameter()?;
    let slot = account.slots.get("id", &id);
    slot.map(|slot| HttpResponse::json(200, slot))
        .ok_or_else(|| HttpResponse::not_found("there is no such slot"))
}

fn address_contains(slot: &Value, part: &str) -> bool {
    let lines = slot["facility"]["address"].as_array();
    lines.is_some_and(|lines| lines.iter().filter_map(Value::as_str).any(|line| line.contains(part)))
}

/// A PDF with one A4 page of these lines.
pub(super) fn pdf_page(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 14 Tf 20 TL 72 770 Td");
    for line in lines {
        text.push_str(&format!(" ({}) Tj T*", escape_pdf(line)));
    }
    text.push_str(" ET");

    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];

    let mut pdf = String::from("%PDF-1.4\n");
    // Each entry of the table is exactly twenty bytes long, including its two-byte line end.
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    ));
    pdf.into_bytes()
}

/// The text as it is written between the parentheses of a PDF string.
fn escape_pdf(line: &str) -> String {
    let mut escaped = String::new();
    for character in line.chars() {
        match character {
            '(' | ')' | '\\' => escaped.extend(['\\', character]),
            ' '..='~' => escaped.push(character),
            // The encoding has the same numbers for Western European letters as Unicode.
            '\u{a0}'..='\u{ff}' => escaped.push_str(&format!("\\{:03o}", u32::from(character))),
            _ => escaped.push('?'),
        }
    }
    escaped
}
