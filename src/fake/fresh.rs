//! What a fresh account holds.

use serde_json::{Value, json};

use super::account::Account;
use super::{cnis, interconnects};

/// A slot that is free.
pub(super) const FREE_SLOT_ID: &str = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";

/// The slots of the interconnects.
const TAKEN: [&str; 4] = [
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a01",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a02",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a03",
    "5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a04",
];

pub(super) fn account(id: &str) -> Account {
    let mut account = Account::empty(id);
    for slot in slots(id) {
        account.slots.push(slot);
    }
    for (interconnect, status) in interconnects(id) {
        interconnects::add(&mut account, interconnect, [status].into());
    }
    for cni in cnis(id) {
        cnis::add(&mut account, cni);
    }
    account
}

fn slots(account: &str) -> Vec<Value> {
    let free = |id, site, speed| {
        json!({ "id": id, "site": site, "speed": speed, "occupied": false, "facility": facility(site),
            "ccr_device_name": device(site) })
    };
    let taken = |id, site, speed| {
        let mut slot = free(id, site, speed);
        slot["occupied"] = json!(true);
        slot["account"] = json!(account);
        slot
    };
    vec![
        taken(TAKEN[0], "IAD", "10G"),
        free(FREE_SLOT_ID, "IAD", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a05", "IAD", "100G"),
        taken(TAKEN[1], "SJC", "100G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a06", "SJC", "10G"),
        taken(TAKEN[2], "AMS", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a07", "AMS", "10G"),
        taken(TAKEN[3], "LHR", "10G"),
        free("5b1f6f0e-2d53-4a0c-9d0e-6a1c1f0c7a08", "LHR", "100G"),
    ]
}

/// The interconnects with their statuses. They are named `icon-1` and so on, in this order.
fn interconnects(account: &str) -> Vec<(Value, Value)> {
    let direct = |site, slot_id, speed| {
        json!({
            "account": account, "type": "direct", "site": site, "slot_id": slot_id, "speed": speed,
            "facility": facility(site), "ccr_device_name": device(site),
        })
    };
    let gcp_partner = |region| json!({ "account": account, "type": "gcp_partner", "region": region });
    let with = |mut interconnect: Value, key: &str, value: &str| {
        interconnect[key] = json!(value);
        interconnect
    };

    let healthy = json!({ "state": "Healthy" });
    let unhealthy = json!({ "state": "Unhealthy", "reason": "received optical power is low" });
    let dark = json!({ "state": "Down", "reason": "no light is received" });
    let down = json!({ "state": "Down" });
    let pending = json!({ "state": "Pending" });
    vec![
        (direct("IAD", TAKEN[0], "10G"), healthy.clone()),
        (
            with(direct("SJC", TAKEN[1], "100G"), "owner", "backbone-team"),
            healthy.clone(),
        ),
        (with(gcp_partner("us-east4"), "speed", "1G"), healthy),
        (direct("AMS", TAKEN[2], "10G"), unhealthy),
        (gcp_partner("europe-west4"), down),
        (direct("LHR", TAKEN[3], "10G"), dark),
        (
            with(with(gcp_partner("us-west1"), "speed", "500M"), "owner", "cloud-team"),
            pending,
        ),
    ]
}

fn cnis(account: &str) -> [Value; 2] {
    let cni = |interconnect, magic, customer_asn: u32, bgp_mode| {
        let bgp = json!({ "customer_asn": customer_asn, "extra_prefixes": ["192.0.2.0/24"] });
        json!({ "account": account, "interconnect": interconnect, "magic": magic, "bgp": bgp, "bgp_mode": bgp_mode })
    };
    let first = json!({ "conduit_name": "sjc-backbone", "description": "San Jose to the backbone", "mtu": 1500 });
    let second = json!({ "conduit_name": "ams-edge", "description": "Amsterdam", "mtu": 9000 });
    [
        cni("icon-2", first, 4_200_000_001, "dynamic_route_exchange"),
        cni("icon-4", second, 64512, "advertise_only"),
    ]
}

/// The facility of a site. It is invented.
fn facility(site: &str) -> Value {
    let town = match site {
        "IAD" => "Ashburn, Virginia",
        "SJC" => "San Jose, California",
        "AMS" => "Amsterdam",
        "LHR" => "London",
        _ => "Nowhere",
    };
    json!({ "name": format!("Example {site}1"), "address": ["1 Example Street", town] })
}

/// The device at a site; null at one site.
fn device(site: &str) -> Value {
    match site {
        "LHR" => Value::Null,
        _ => json!(format!("ccr01.{}01", site.to_lowercase())),
    }
}
