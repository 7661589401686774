//! What `inventory`, `check` and `slots` promise where something is long, odd or broken.

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Cf, partner, received};

fn inventory(fake: &Fake) -> Cf {
    Cf::new("inventory").on(fake)
}

fn inventory_json(fake: &Fake, code: i32) -> Value {
    inventory(fake).arg("--json").run().json(code)
}

/// The first words of the table's rows.
fn names(table: &str) -> Vec<&str> {
    table
        .lines()
        .skip(1)
        .map(|row| row.split(' ').next().unwrap())
        .collect()
}

#[test]
fn every_page_is_read_once_and_states_are_in_the_order_of_the_list() {
    let fake = Fake::start().unwrap();
    for number in 0..60 {
        fake.insert_interconnect(ACCOUNT, partner(&format!("more-{number}")));
    }
    let expected: Vec<String> = (1..=7)
        .map(|number| format!("icon-{number}"))
        .chain((0..60).map(|number| format!("more-{number}")))
        .collect();
    for jobs in ["1", "3", "64"] {
        fake.clear_requests();
        let outcome = inventory(&fake).arg("--jobs").arg(jobs).run();
        assert_eq!(names(outcome.stdout(0)), expected);
        let count = |list: &str| received(&fake).iter().filter(|request| request.contains(list)).count();
        assert_eq!(
            (count("interconnects"), count("/status"), count("slots"), count("cnis")),
            (71, 67, 1, 1)
        );
    }
}

#[test]
fn an_interconnect_has_its_state_slot_cnis_and_magic_interconnect_and_fields_that_are_newer() {
    let fake = Fake::start().unwrap();
    let facility = json!({ "name": "f", "address": [], "floor": 3 });
    let slot = json!({ "id": "newer", "facility": facility, "occupied": true, "site": "IAD", "speed": "10G", "colour": "blue" });
    let port = json!({ "type": "direct", "account": "a", "name": "icon-90", "site": "IAD", "speed": "10G",
        "slot_id": "newer", "facility": facility, "vlan": { "id": 42 }, "virtual_port_reservation_id": "reserved" });
    let status = json!({ "state": "Down", "reason": "r", "since": [1, null] });
    let cni = json!({ "id": "8a3c63d0-4d39-4b0b-9b1c-000000000090", "account": "a", "interconnect": "icon-90",
        "p2p_ip": "10.0.0.0/31", "cust_ip": "10.0.0.1/31", "tags": ["t"],
        "magic": { "conduit_name": "c", "description": "d", "mtu": 1500, "queue": 7 } });
    let magic = json!({ "id": "carrier", "virtual_port_reservation_id": "reserved", "newer": true });
    fake.insert_slot(ACCOUNT, slot.clone());
    fake.insert_interconnect(ACCOUNT, port.clone());
    fake.set_status(ACCOUNT, "icon-90", status.clone());
    fake.insert_cni(ACCOUNT, cni.clone());
    fake.insert_magic_interconnect(ACCOUNT, magic);
    let json = inventory_json(&fake, 0);
    assert_eq!(
        (&json["demo"], &json["account"], &json["errors"]),
        (&json!(false), &json!(ACCOUNT), &json!([]))
    );
    let entry = &json["interconnects"][7];
    assert_eq!(
        (&entry["interconnect"], &entry["status"], &entry["error"]),
        (&port, &status, &Value::Null)
    );
    assert_eq!((&entry["slot"], &entry["cnis"]), (&slot, &json!([cni])));
    assert_eq!(entry["magic_interconnect"]["newer"], true);
    assert_eq!(json["interconnects"][0]["cnis"], json!([]));
}

#[test]
fn an_unknown_type_is_shown_with_its_fields() {
    let fake = Fake::start().unwrap();
    let quantum = json!({ "type": "quantum", "name": "icon-q", "site": "IAD", "speed": "1T", "qubits": 7 });
    fake.insert_interconnect(ACCOUNT, quantum.clone());
    fake.set_status(ACCOUNT, "icon-q", json!({ "state": "Entangled", "with": "icon-1" }));
    let outcome = inventory(&fake).arg("--type").arg("Quantum").run();
    let row: Vec<_> = outcome.stdout(0).lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row, ["icon-q", "Entangled", "quantum", "IAD", "1T", "-", "-"]);
    assert_eq!(inventory_json(&fake, 0)["interconnects"][7]["interconnect"], quantum);
    let outcome = Cf::new("check icon-q icon-1").on(&fake).run();
    outcome.prints(3, "CNI UNKNOWN: icon-q Entangled | healthy=1");
}

#[test]
fn a_state_that_cannot_be_read_loses_no_other() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::status(403).times(2).on("GET", "/icon-2/status"));
    let json = inventory_json(&fake, 3);
    for (index, entry) in json["interconnects"].as_array().unwrap().iter().enumerate() {
        assert_eq!(entry["error"].is_string(), index == 1, "{entry}");
        assert_eq!(entry["status"].is_null(), index == 1, "{entry}");
    }
    let outcome = inventory(&fake).run();
    outcome.prints(3, "\nicon-2  ? ");
    let said = outcome.said();
    assert!(said[0].starts_with("icon-2: ") && said[0].contains("403"), "{said:?}");
    assert_eq!(said[1..], ["1 of 7 interconnects could not be read"]);
}

#[test]
fn a_failed_list_of_slots_cnis_or_magic_interconnects_loses_nothing_else() {
    for (path, key, noun) in [
        ("/cni/slots", "slot", "slots"),
        ("/cni/cnis", "cnis", "CNIs"),
        ("/cf_interconnects", "magic_interconnect", "Magic interconnects"),
    ] {
        let fake = Fake::start().unwrap();
        fake.fail_next(Failure::status(403).times(2).on("GET", path));
        let json = inventory_json(&fake, 3);
        assert!(json["errors"][0].as_str().unwrap().starts_with(noun), "{json}");
        for entry in json["interconnects"].as_array().unwrap() {
            assert!(entry[key].is_null() && entry["status"].is_object(), "{entry}");
        }
        let outcome = inventory(&fake).run();
        assert_eq!(names(outcome.stdout(3)).len(), 7);
        assert!(outcome.said()[0].starts_with(noun), "{outcome:?}");
    }
}

#[test]
fn items_that_cannot_be_decoded_lose_no_others_and_share_one_message() {
    let fake = Fake::start().unwrap();
    // A slot that no interconnect is in does not matter.
    fake.insert_slot(ACCOUNT, json!({ "id": "nobodys" }));
    inventory(&fake).run().stdout(0);
    for _ in 0..400 {
        fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "site": 7 }));
        fake.insert_cni(ACCOUNT, json!({ "interconnect": 7 }));
    }
    let outcome = inventory(&fake).run();
    assert_eq!(names(outcome.stdout(3)).len(), 7, "{outcome:?}");
    let said = outcome.said();
    assert!(
        said[0].starts_with("CNIs: ") && said[0].ends_with("(and 399 more errors like this)"),
        "{said:?}"
    );
    assert_eq!(said[2], "400 of 407 interconnects could not be read");
    // A CNI that cannot be decoded may be on any interconnect.
    assert_eq!(inventory_json(&fake, 3)["interconnects"][0]["cnis"], Value::Null);
}

#[test]
fn an_interconnect_that_cannot_be_decoded_is_named_by_its_cnis() {
    let fake = Fake::start().unwrap();
    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = inventory(&fake).run();
    assert_eq!(names(outcome.stdout(3)).last(), Some(&"icon-2"));
    assert!(outcome.said()[0].contains("items[1]"), "{outcome:?}");
}

#[test]
fn a_list_that_breaks_off_is_an_error_and_not_a_shorter_list() {
    let fake = Fake::start().unwrap();
    for number in 0..60 {
        fake.insert_interconnect(ACCOUNT, partner(&format!("more-{number}")));
    }
    for command in ["inventory", "loa --all", "watch --count 1"] {
        fake.fail_next(Failure::status(400).on("GET", "/interconnects").after(1));
        let outcome = Cf::new(command).on(&fake).run();
        outcome.refuses(1, "400");
    }
    fake.fail_next(Failure::status(400).on("GET", "/interconnects").after(1));
    Cf::new("check").on(&fake).run().prints(3, "CNI UNKNOWN: ");
}

#[test]
fn an_error_response_is_one_line_with_what_to_do_and_without_secrets() {
    let fake = Fake::start().unwrap();
    let outcome = inventory(&fake)
        .env("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN)
        .run();
    let line = outcome.error_line(1);
    assert!(line.contains("10000") && line.contains("Magic Transit Read"), "{line}");
    assert!(!line.contains(Fake::FORBIDDEN_TOKEN), "{line}");
}

#[test]
fn a_time_limit_ends_a_request() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::delay(std::time::Duration::from_secs(20)).on("GET", "/interconnects"));
    let outcome = inventory(&fake).arg("--timeout").arg("50ms").run();
    outcome.refuses(1, "50 ms");
}
