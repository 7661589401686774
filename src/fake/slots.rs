//! The resource `slots`.

use serde_json::Value;

use super::account::Account;
use super::answer::{Answer, Outcome};
use super::call::Call;
use super::collection::matches;

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
