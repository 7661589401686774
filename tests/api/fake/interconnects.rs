//! Interconnects, their statuses and slots.

use std::collections::BTreeSet;

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

use super::{Client, start};

#[test]
fn the_fake_starts_with_interconnects_of_both_types_in_every_state() {
    let (_fake, client) = start();
    let list = client.get("interconnects").json(200);
    let items = list["items"].as_array().unwrap();
    let of = |field: &str| -> BTreeSet<&str> { items.iter().filter_map(|item| item[field].as_str()).collect() };
    assert_eq!(of("type"), BTreeSet::from(["direct", "gcp_partner"]));
    assert_eq!(of("site"), BTreeSet::from(["AMS", "IAD", "LHR", "SJC"]));
    assert!(items.contains(&client.get("interconnects/icon-1").json(200)));

    let statuses = || -> Vec<Value> {
        let status = |name: &&str| client.get(&format!("interconnects/{name}/status")).json(200);
        of("name").iter().map(status).collect()
    };
    let seen = statuses();
    let states: BTreeSet<_> = seen.iter().map(|status| status["state"].as_str().unwrap()).collect();
    assert_eq!(states, BTreeSet::from(["Down", "Healthy", "Pending", "Unhealthy"]));
    assert_eq!(seen, statuses(), "the statuses do not change by themselves");
}

#[test]
fn an_ordered_interconnect_is_pending_on_the_first_read_and_healthy_from_the_second() {
    let (_fake, client) = start();
    let created = client.order().json(200);
    for (field, value) in [
        ("name", "icon-8"),
        ("account", "tag"),
        ("site", "IAD"),
        ("speed", "10G"),
    ] {
        assert_eq!(created[field], value);
    }
    assert!(created["facility"]["name"].is_string());
    assert!(client.all("interconnects", "name").contains(&"icon-8".to_owned()));
    let states = [(); 3].map(|()| client.get("interconnects/icon-8/status").json(200));
    assert_eq!(
        states,
        ["Pending", "Healthy", "Healthy"].map(|state| json!({ "state": state }))
    );
}

#[test]
fn a_deleted_interconnect_is_gone() {
    let (_fake, client) = start();
    let deleted = client.delete("interconnects/icon-1");
    assert_eq!((deleted.status, deleted.text()), (200, ""));
    assert!(deleted.header("cf-ray").is_some());

    assert!(!client.all("interconnects", "name").contains(&"icon-1".to_owned()));
    for path in ["icon-1", "icon-1/status", "icon-1/loa"] {
        let error = client.get(&format!("interconnects/{path}")).error(404);
        assert!(error["message"].as_str().unwrap().contains("icon-1"));
    }
    client.delete("interconnects/icon-1").error(404);
}

#[test]
fn an_order_always_gets_an_unused_name() {
    let (fake, client) = start();
    client.order().json(200);
    client.delete("interconnects/icon-8");
    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "icon-9" }));
    assert_eq!(client.order().json(200)["name"], "icon-10");
}

#[test]
fn a_slot_is_occupied_by_an_order_and_freed_by_deletion() {
    let (_fake, client) = start();
    let path = format!("slots/{}", Fake::FREE_SLOT_ID);
    let before = client.get(&path).json(200);
    assert_eq!(before["occupied"], false);

    client.order().json(200);
    let occupied = client.get(&path).json(200);
    assert_eq!(occupied["occupied"], true);
    assert_eq!(occupied["account"], Fake::ACCOUNT_ID);
    client.order().rejects("/slot_id");

    client.delete("interconnects/icon-8");
    assert_eq!(client.get(&path).json(200), before);
    client.order().json(200);
    client.get("slots/not-a-uuid").error(400);
    client.get("slots/00000000-0000-4000-8000-000000000000").error(404);
}

#[test]
fn an_invalid_order_is_rejected_with_a_pointer_to_the_field() {
    let (_fake, client) = start();
    let direct = json!({ "type": "direct", "account": "a", "slot_id": Fake::FREE_SLOT_ID });
    let partner = json!({ "type": "gcp_partner", "account": "a", "bandwidth": "1G", "pairing_key": "k" });
    for (order, field, value) in [
        (&direct, "type", json!(null)),
        (&direct, "type", json!("type")),
        (&direct, "account", json!(null)),
        (&direct, "slot_id", json!(null)),
        (&direct, "slot_id", json!("1")),
        (&direct, "slot_id", json!("00000000-0000-4000-8000-000000000000")),
        (&direct, "speed", json!(10)),
        (&partner, "account", json!(null)),
        (&partner, "bandwidth", json!(null)),
        (&partner, "bandwidth", json!("3G")),
        (&partner, "pairing_key", json!(null)),
        (&partner, "pairing_key", json!("")),
    ] {
        let mut body = order.clone();
        body[field] = value;
        client.post("interconnects", &body).rejects(&format!("/{field}"));
        if body[field].is_null() {
            body.as_object_mut().unwrap().remove(field);
            client.post("interconnects", &body).rejects(&format!("/{field}"));
        }
    }
    client.post("interconnects", &json!([])).rejects("");
    assert_eq!(client.all("interconnects", "name").len(), 7);
}

#[test]
fn a_partner_interconnect_is_in_the_region_of_its_pairing_key() {
    let (_fake, client) = start();
    let body = json!({
        "account": "tag", "type": "gcp_partner", "bandwidth": "500M", "pairing_key": "key/us-central1/2", "more": 1,
    });
    let expected = json!({
        "account": "tag", "type": "gcp_partner", "name": "icon-8", "region": "us-central1", "speed": "500M",
        "virtual_port_reservation_id": "7f2b1d6e-93c4-4d0a-8e21-000000000008",
    });
    assert_eq!(client.post("interconnects", &body).json(200), expected);
    assert_eq!(client.get("interconnects/icon-8").json(200), expected);
}

#[test]
fn every_interconnect_has_its_own_reservation_and_a_direct_one_the_device_of_its_slot() {
    let (_fake, client) = start();
    client.order().json(200);
    let reservations = client.all("interconnects", "virtual_port_reservation_id");
    assert_eq!(reservations.iter().collect::<BTreeSet<_>>().len(), 8);
    for (icon, has_device) in [("icon-1", true), ("icon-6", false), ("icon-8", true)] {
        let ordered = client.get(&format!("interconnects/{icon}")).json(200);
        let slot = format!("slots/{}", ordered["slot_id"].as_str().unwrap());
        let device = &client.get(&slot).json(200)["ccr_device_name"];
        assert_eq!((&ordered["ccr_device_name"], device.is_string()), (device, has_device));
    }
}

#[test]
fn an_inserted_interconnect_is_returned_unchanged() {
    let (fake, client) = start();
    let documented = json!({
        "account": "account", "facility": { "address": ["string"], "name": "name" }, "name": "name", "site": "site",
        "slot_id": Fake::FREE_SLOT_ID, "speed": "speed", "type": "type", "owner": "owner",
    });
    fake.insert_interconnect(Fake::ACCOUNT_ID, documented.clone());
    assert_eq!(client.get("interconnects/name").json(200), documented);
    assert_eq!(
        client.get("interconnects?type=type").json(200)["items"],
        json!([documented])
    );
    assert_eq!(client.get("interconnects/name/status").json(200)["state"], "Healthy");

    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "name", "type": "newer" }));
    assert_eq!(client.get("interconnects/name").json(200)["type"], "newer");
    assert_eq!(client.all("interconnects", "name").len(), 8);
}

#[test]
fn a_status_can_be_set_before_and_after_its_interconnect_is_ordered() {
    let (fake, client) = start();
    let down = json!({ "state": "Down", "reason": null });
    fake.set_status(Fake::ACCOUNT_ID, "icon-8", down.clone());
    client.get("interconnects/icon-8/status").error(404);
    client.order().json(200);
    assert_eq!(client.get("interconnects/icon-8/status").json(200), down);

    let newer = json!({ "state": "Draining" });
    fake.set_status(Fake::ACCOUNT_ID, "icon-8", newer.clone());
    assert_eq!(client.get("interconnects/icon-8/status").json(200), newer);
}

#[test]
fn an_interconnect_has_the_set_statuses_in_order_and_keeps_the_last() {
    let (fake, client) = start();
    for (set, read) in [
        (
            &["Pending", "Pending", "Down"][..],
            ["Pending", "Pending", "Down", "Down"],
        ),
        (
            &["Unhealthy", "Healthy"],
            ["Unhealthy", "Healthy", "Healthy", "Healthy"],
        ),
        (&[], ["Healthy"; 4]),
    ] {
        let statuses = set.iter().map(|state| json!({ "state": state }));
        fake.set_statuses(Fake::ACCOUNT_ID, "icon-1", statuses);
        let states = [(); 4].map(|()| client.get("interconnects/icon-1/status").json(200)["state"].take());
        assert_eq!(states, read);
    }
}

#[test]
fn each_account_has_its_own_state_and_starts_the_same() {
    let (fake, client) = start();
    let other = Client::new(&fake, "/accounts/other");
    client.delete("interconnects/icon-1");
    client.order().json(200);
    assert_eq!(other.get("interconnects/icon-1").json(200)["account"], "other");
    other.get("interconnects/icon-8").error(404);
    assert_eq!(other.order().json(200)["name"], "icon-8");
}

#[test]
fn an_empty_fake_has_only_inserted_objects_and_numbers_orders_from_1() {
    let fake = Fake::empty().unwrap();
    let client = Client::new(&fake, &format!("/accounts/{}", Fake::ACCOUNT_ID));
    for list in ["interconnects", "cnis", "slots"] {
        assert_eq!(client.get(list).json(200)["items"], json!([]));
    }
    let slot = json!({ "id": Fake::FREE_SLOT_ID, "site": "IAD", "speed": "10G", "occupied": false,
        "facility": { "name": "f", "address": [] } });
    fake.insert_slot(Fake::ACCOUNT_ID, slot);
    assert_eq!(client.order().json(200)["name"], "icon-1");
}
