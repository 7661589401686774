//! The resource `slots`.

use serde_json::{Value, json};

use super::Fake;
use super::account::Account;
use super::answer::{Answer, Outcome};
use super::collection::matches;
use super::routes::Call;

/// The slots of the interconnects that are there at the start.
pub(super) const TAKEN: [&str; 4] = [
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a01",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a02",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a03",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a04",
];

pub(super) fn at_the_start(account: &str) -> Vec<Value> {
    let free = |id, site, speed| json!({ "id": id, "site": site, "speed": speed, "occupied": false, "facility": facility(site) });
    let taken = |id, site, speed| {
        let mut slot = free(id, site, speed);
        slot["occupied"] = json!(true);
        slot["account"] = json!(account);
        slot
    };
    vec![
        taken(TAKEN[0], "IAD", "10G"),
        free(Fake::FREE_SLOT_ID, "IAD", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a05", "IAD", "100G"),
        taken(TAKEN[1], "SJC", "100G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a06", "SJC", "10G"),
        taken(TAKEN[2], "AMS", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a07", "AMS", "10G"),
        taken(TAKEN[3], "LHR", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a08", "LHR", "100G"),
    ]
}

/// The facility at a site; one that does not exist.
pub(super) fn facility(site: &str) -> Value {
    let town = match site {
        "IAD" => "Ashburn, Virginia",
        "SJC" => "San Jose, California",
        "AMS" => "Amsterdam",
        "LHR" => "London",
        _ => "Nowhere",
    };
    json!({ "name": format!("Example {site}1"), "address": ["1 Example Street", town] })
}

pub(super) fn list(account: &mut Account, call: &Call) -> Outcome {
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

pub(super) fn get(account: &mut Account, call: &Call) -> Outcome {
    let id = call.uuid_parameter()?;
    let slot = account.slots.get("id", &id);
    slot.map(|slot| Answer::json(200, slot))
        .ok_or_else(|| Answer::not_found("there is no such slot"))
}

fn address_contains(slot: &Value, part: &str) -> bool {
    let lines = slot["facility"]["address"].as_array();
    lines.is_some_and(|lines| lines.iter().filter_map(Value::as_str).any(|line| line.contains(part)))
}
