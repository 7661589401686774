//! What `inventory` promises.

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::support::{ACCOUNT, Example, Stage};

/// The rows of a table, without its header and what stands below each.
fn rows(table: &str) -> Vec<&str> {
    table.lines().skip(1).filter(|line| !line.starts_with(' ')).collect()
}

/// What stands below the row that begins with this name.
fn below<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let lines = table.lines().skip_while(|line| line.split(' ').next() != Some(name));
    lines
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .map(str::trim)
        .collect()
}

#[test]
fn without_any_variable_inventory_shows_a_fake_account_and_says_so() {
    let outcome = Example::new("inventory").run(&[]);
    let table = outcome.stdout(0);
    let states = rows(table)
        .into_iter()
        .map(|row| row.split_whitespace().nth(1).unwrap());
    assert_eq!(
        states.collect::<Vec<_>>(),
        ["Healthy", "Healthy", "Healthy", "Unhealthy", "Down", "Down", "Pending"],
        "{table}"
    );
    assert!(table.contains("no light is received"), "{table}");
    outcome.says(&["fake"]);
}

#[test]
fn without_any_variable_json_is_marked_as_a_demonstration() {
    // An empty variable counts as unset.
    let json = Example::new("inventory")
        .env("CLOUDFLARE_API_TOKEN", "")
        .run(&["--json"])
        .json(0);
    assert_eq!(json["demo"], true);
    assert_eq!(json["interconnects"].as_array().unwrap().len(), 7);
}

#[test]
fn with_credentials_inventory_reads_the_account_at_the_base_url() {
    let stage = Stage::new("inventory");
    let outcome = stage.run(&["--json"]);
    let json = outcome.json(0);
    assert_eq!(outcome.stderr, "");
    assert_eq!((&json["demo"], &json["account"]), (&json!(false), &json!(ACCOUNT)));
    let fourth = &json["interconnects"][3];
    assert_eq!(fourth["interconnect"]["type"], "direct");
    assert_eq!(fourth["interconnect"]["name"], "icon-4");
    assert_eq!(
        fourth["status"],
        json!({ "state": "Unhealthy", "reason": "received optical power is low" })
    );
    assert_eq!(fourth["error"], Value::Null);
    let requests = stage.requests();
    assert_eq!(requests.len(), 11);
    assert_eq!(
        requests[0].header("authorization"),
        Some(&*format!("Bearer {}", Fake::TOKEN))
    );
}

#[test]
fn filters_arrive_as_query_parameters() {
    let stage = Stage::new("inventory");
    let json = stage.run(&["--site", "AMS", "--type=direct", "--json"]).json(0);
    let list = format!("/accounts/{ACCOUNT}/cni/interconnects");
    let status = format!("GET {list}/icon-4/status");
    assert_eq!(
        stage.received()[..2],
        [format!("GET {list}?site=AMS&type=direct"), status]
    );
    assert_eq!(json["interconnects"].as_array().unwrap().len(), 1);
}

#[test]
fn every_page_of_a_long_list_is_shown() {
    let stage = Stage::new("inventory");
    for number in 0..60 {
        let name = format!("more-{number}");
        stage.insert_interconnect(
            ACCOUNT,
            json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" }),
        );
    }
    assert_eq!(rows(stage.run(&[]).stdout(0)).len(), 67);
}

#[test]
fn a_state_that_cannot_be_read_loses_no_other_and_has_its_own_exit_code() {
    let stage = Stage::new("inventory");
    let failure = || Failure::status(403).on("GET", "/icon-2/status");
    stage.fail_next(failure());
    let outcome = stage.run(&["--json"]);
    let json = outcome.json(3);
    let entries = json["interconnects"].as_array().unwrap();
    assert_eq!(entries.len(), 7);
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!(entry["error"].is_null(), index != 1, "{entry}");
        assert_eq!(entry["status"].is_null(), index == 1, "{entry}");
    }
    assert!(entries[1]["error"].as_str().unwrap().contains("403"));
    assert!(outcome.said()[0].starts_with("1 of 7"), "{outcome:?}");

    stage.fail_next(failure());
    let outcome = stage.run(&[]);
    let table = outcome.stdout(3);
    assert_eq!(rows(table).len(), 7, "{table}");
    assert!(rows(table)[1].starts_with("icon-2  ? "), "{table}");
    let why = below(table, "icon-2").join(" ");
    assert!(why.contains("Authentication error"), "{table}");
}

#[test]
fn an_interconnect_that_cannot_be_decoded_loses_no_other() {
    let stage = Stage::new("inventory");
    stage.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = stage.run(&[]);
    let table = outcome.stdout(3);
    // It is known by the CNI that is on it.
    assert_eq!(rows(table).len(), 7, "{table}");
    assert!(outcome.said()[0].contains("items[1]"), "{outcome:?}");
    assert!(below(table, "icon-2")[0].starts_with("CNI sjc-backbone"), "{table}");
}

#[test]
fn a_list_that_breaks_off_is_an_error_and_not_a_shorter_list() {
    let stage = Stage::new("inventory");
    for number in 0..60 {
        let name = format!("more-{number}");
        stage.insert_interconnect(
            ACCOUNT,
            json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" }),
        );
    }
    stage.fail_next(Failure::status(400).on("GET", "/interconnects").after(1));
    let outcome = stage.run(&[]);
    outcome.fails(1, "400");
}

#[test]
fn an_api_error_is_one_line_with_what_to_do() {
    let stage = Stage::new("inventory");
    let outcome = stage
        .example()
        .env("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN)
        .run(&["--json"]);
    let line = outcome.error(1);
    assert!(line.contains("10000") && line.contains("Magic Transit Read"), "{line}");
    assert!(!line.contains(Fake::FORBIDDEN_TOKEN), "{line}");
}

#[test]
fn columns_line_up_with_any_text() {
    let stage = Stage::new("inventory");
    let partner = |name: &str, owner: &str| json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "東京", "owner": owner });
    stage.insert_interconnect(ACCOUNT, partner("東京-1", "Zoë\u{301} 🚀"));
    stage.insert_interconnect(ACCOUNT, partner("evil\r\n\u{1b}[2J\u{202e}", "a\tb"));
    stage.insert_interconnect(ACCOUNT, partner(&"long".repeat(50), ""));
    let outcome = stage.run(&["--type", "gcp_partner"]);
    // A name with control characters is none to ask for a state by.
    let table = outcome.stdout(3);
    assert_eq!(rows(table).len(), 6, "{table}");
    assert!(
        table
            .lines()
            .all(|line| line.width() <= 80 || line.contains("longlong")),
        "{table}"
    );
    assert!(table.contains("evil\\r\\n\\u{1b}[2J\\u{202e}"), "{table}");
    let columns = |word: &str| {
        let places = table
            .lines()
            .filter_map(|row| row.find(word).map(|at| row[..at].width()));
        places.collect::<Vec<_>>()
    };
    let (types, states) = (columns("gcp_partner"), columns("Healthy"));
    assert_eq!((types.len(), states.len()), (6, 3), "{table}");
    for (found, heading) in [(types, "TYPE"), (states, "STATE")] {
        assert!(found.iter().all(|column| *column == columns(heading)[0]), "{table}");
    }
}

#[test]
fn an_unknown_type_and_state_are_shown_as_they_are() {
    let stage = Stage::new("inventory");
    let quantum = json!({ "type": "quantum", "name": "icon-q", "site": "IAD", "speed": "1T", "qubits": 7 });
    stage.insert_interconnect(ACCOUNT, quantum.clone());
    stage.set_status(ACCOUNT, "icon-q", json!({ "state": "Entangled", "with": "icon-1" }));
    let outcome = stage.run(&["--type", "quantum"]);
    let row = outcome.stdout(0).lines().nth(1).unwrap();
    let cells: Vec<_> = row.split_whitespace().collect();
    assert_eq!(cells, ["icon-q", "Entangled", "quantum", "IAD", "1T", "-"]);
    let json = stage.run(&["--type", "quantum", "--json"]).json(0);
    assert_eq!(json["interconnects"][0]["interconnect"], quantum);
}

#[test]
fn an_interconnect_is_shown_with_its_slot_and_its_cnis() {
    let stage = Stage::new("inventory");
    let json = stage.run(&["--json"]).json(0);
    assert_eq!(json["errors"], json!([]));
    for entry in json["interconnects"].as_array().unwrap() {
        let interconnect = &entry["interconnect"];
        assert_eq!(entry["slot"]["id"], interconnect["slot_id"], "{entry}");
        for cni in entry["cnis"].as_array().unwrap() {
            assert_eq!(cni["interconnect"], interconnect["name"], "{entry}");
        }
    }
    let second = &json["interconnects"][1];
    assert_eq!(second["slot"]["facility"]["name"], "Example SJC1");
    let cni = &second["cnis"][0];
    assert_eq!(cni["magic"]["conduit_name"], "sjc-backbone");
    assert_eq!(cni["cust_ip"], "10.0.0.3/31");
    assert_eq!(cni["p2p_ip"], "10.0.0.2/31");
    assert_eq!(json["interconnects"][0]["cnis"], json!([]));
    assert_eq!(second["interconnect"]["ccr_device_name"], "ccr01.sjc01");
    assert!(second["interconnect"]["virtual_port_reservation_id"].is_string());
    assert_eq!(cni["bgp_mode"], "dynamic_route_exchange");

    let outcome = stage.run(&[]);
    let slot = json["interconnects"][3]["slot"]["id"].as_str().unwrap();
    assert_eq!(
        below(outcome.stdout(0), "icon-4"),
        [
            &*format!("slot {slot}, on ccr01.ams01"),
            "CNI ams-edge, advertise_only",
            "Magic magic-icon-4, MTU 1500, 172.16.0.8/31, health check mid to 172.16.0.9",
            "received optical power is low"
        ]
    );
}

#[test]
fn json_has_the_unknown_fields_of_an_interconnect_its_state_slot_and_cnis() {
    let stage = Stage::new("inventory");
    let facility = json!({ "name": "f", "address": [], "floor": 3 });
    let mut slot = json!({ "id": "newer", "facility": facility, "occupied": true, "site": "IAD", "speed": "10G" });
    slot["colour"] = json!("blue");
    stage.insert_slot(ACCOUNT, slot.clone());
    let interconnect = json!({ "type": "direct", "account": "a", "name": "icon-90", "site": "IAD", "speed": "10G",
        "slot_id": "newer", "facility": facility, "vlan": { "id": 42 } });
    stage.insert_interconnect(ACCOUNT, interconnect.clone());
    let status = json!({ "state": "Down", "reason": "r", "since": [1, null] });
    stage.set_status(ACCOUNT, "icon-90", status.clone());
    let cni = json!({ "id": "8a3c63d0-4d39-4b0b-9b1c-000000000090", "account": "a", "interconnect": "icon-90", "p2p_ip": "10.0.0.0/31",
        "cust_ip": "10.0.0.1/31", "magic": { "conduit_name": "c", "description": "d", "mtu": 1500, "queue": 7 }, "tags": ["t"] });
    stage.insert_cni(ACCOUNT, cni.clone());
    let json = stage.run(&["--json"]).json(0);
    let entries = json["interconnects"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["interconnect"]["name"] == "icon-90");
    let entry = entry.unwrap();
    assert_eq!((&entry["interconnect"], &entry["status"]), (&interconnect, &status));
    assert_eq!((&entry["slot"], &entry["cnis"]), (&slot, &json!([cni])));
}

#[test]
fn the_device_is_that_of_the_slot_if_the_interconnect_has_none() {
    let stage = Stage::new("inventory");
    let older = json!({ "type": "direct", "account": "a", "name": "icon-old", "site": "IAD", "speed": "10G",
        "slot_id": Fake::FREE_SLOT_ID, "facility": { "name": "f", "address": [] } });
    stage.insert_interconnect(ACCOUNT, older);
    let outcome = stage.run(&[]);
    let slot = below(outcome.stdout(0), "icon-old")[0];
    assert!(slot.ends_with(", on ccr01.iad01"), "{slot}");
}

#[test]
fn an_interconnect_is_shown_with_the_magic_interconnect_of_its_reservation() {
    let stage = Stage::new("inventory");
    let path = format!("/accounts/{ACCOUNT}/magic/cf_interconnects");
    let listed = stage.client().magic_interconnects(ACCOUNT).list().send().unwrap();
    let fourth = &listed.interconnects[3];
    let replaced = json!({ "id": fourth.id, "name": "carrier", "mtu": 1476, "interface_address": "172.16.0.8/31",
        "health_check": { "rate": "high" }, "virtual_port_reservation_id": fourth.virtual_port_reservation_id,
        "gre": { "cloudflare_endpoint": "203.0.113.1" }, "newer": true });
    stage.insert_magic_interconnect(ACCOUNT, replaced);
    stage.clear_requests();

    let json = stage.run(&["--json"]).json(0);
    let lists = stage
        .received()
        .iter()
        .filter(|request| request.ends_with(&path))
        .count();
    assert_eq!(lists, 1);
    for entry in json["interconnects"].as_array().unwrap() {
        let reservation = &entry["magic_interconnect"]["virtual_port_reservation_id"];
        assert_eq!(
            *reservation, entry["interconnect"]["virtual_port_reservation_id"],
            "{entry}"
        );
    }
    let shown = &json["interconnects"][3]["magic_interconnect"];
    assert_eq!((&shown["id"], &shown["newer"]), (&json!(fourth.id), &json!(true)));
    assert_eq!(shown["gre"]["cloudflare_endpoint"], "203.0.113.1");

    let outcome = stage.run(&[]);
    let table = outcome.stdout(0);
    let line = "Magic carrier, MTU 1476, 172.16.0.8/31, health check high to 172.16.0.9";
    assert!(below(table, "icon-4").join(" ").contains(line), "{table}");

    // An interconnect without a reservation, and one that nothing carries yet.
    let bare = json!({ "type": "gcp_partner", "account": "a", "name": "icon-3", "region": "r" });
    stage.insert_interconnect(ACCOUNT, bare);
    stage.insert_interconnect(
        ACCOUNT,
        json!({ "type": "gcp_partner", "account": "a", "name": "icon-5", "region": "r", "virtual_port_reservation_id": "none" }),
    );
    let json = stage.run(&["--json"]).json(0);
    for index in [2, 4] {
        assert_eq!(json["interconnects"][index]["magic_interconnect"], Value::Null);
    }
}

#[test]
fn a_disabled_health_check_is_shown_as_off() {
    let stage = Stage::new("inventory");
    let magics = stage.client().magic_interconnects(ACCOUNT);
    let mut magic = magics.list().send().unwrap().interconnects.remove(0);
    magic.health_check.as_mut().unwrap().enabled = Some(false);
    magics.update(&magic.id.clone().unwrap(), &magic).send().unwrap();
    let outcome = stage.run(&[]);
    let below = below(outcome.stdout(0), "icon-1").join(" ");
    assert!(below.ends_with("172.16.0.2/31, health check off"), "{below}");
}

#[test]
fn slots_and_cnis_are_each_listed_once_over_all_pages() {
    let stage = Stage::new("inventory");
    for number in 0..30 {
        let slot = json!({ "id": format!("slot-{number}"), "site": "IAD", "speed": "10G", "occupied": true,
            "facility": { "name": "f", "address": [] } });
        stage.insert_slot(ACCOUNT, slot);
        let magic = json!({ "conduit_name": format!("more-{number}"), "description": "", "mtu": 1500 });
        let cni = json!({ "id": format!("cni-{number}"), "account": "a", "interconnect": "icon-1", "magic": magic,
            "p2p_ip": "10.1.0.0/31", "cust_ip": "10.1.0.1/31" });
        stage.insert_cni(ACCOUNT, cni);
    }
    let far = json!({ "type": "direct", "account": "a", "name": "icon-far", "site": "IAD", "speed": "10G",
        "slot_id": "slot-29", "facility": { "name": "f", "address": [] } });
    stage.insert_interconnect(ACCOUNT, far);
    let json = stage.run(&["--json"]).json(0);
    assert_eq!(json["interconnects"][7]["slot"]["id"], "slot-29");
    assert_eq!(json["interconnects"][0]["cnis"].as_array().unwrap().len(), 30);
    let walks = |list: &str| stage.received().iter().filter(|request| request.contains(list)).count();
    assert_eq!((walks("/cni/slots"), walks("/cni/cnis")), (2, 2));
}

#[test]
fn a_joined_list_that_cannot_be_read_loses_nothing_else() {
    for (path, key, noun) in [
        ("/cni/slots", "slot", "slots"),
        ("/cni/cnis", "cnis", "CNIs"),
        ("/cf_interconnects", "magic_interconnect", "Magic interconnects"),
    ] {
        let stage = Stage::new("inventory");
        stage.fail_next(Failure::status(403).on("GET", path));
        let outcome = stage.run(&["--json"]);
        let json = outcome.json(3);
        assert!(json["errors"][0].as_str().unwrap().starts_with(noun), "{json}");
        assert!(outcome.said()[0].starts_with(noun), "{outcome:?}");
        for entry in json["interconnects"].as_array().unwrap() {
            assert!(entry[key].is_null() && entry["error"].is_null(), "{entry}");
            assert!(entry["status"].is_object(), "{entry}");
        }

        stage.fail_next(Failure::status(403).on("GET", path));
        let outcome = stage.run(&[]);
        assert_eq!(rows(outcome.stdout(3)).len(), 7, "{outcome:?}");
    }
}

#[test]
fn a_slot_or_a_cni_that_cannot_be_decoded_loses_no_other() {
    let stage = Stage::new("inventory");
    stage.insert_slot(ACCOUNT, json!({ "id": "nobodys" }));
    assert_eq!(stage.run(&[]).code, Some(0), "a slot that nobody is in does not matter");

    stage.insert_cni(ACCOUNT, json!({ "id": "c1a0b2d4-7e55-4c1e-8f00-000000000001" }));
    let outcome = stage.run(&["--json"]);
    let json = outcome.json(3);
    let cnis = |index: usize| &json["interconnects"][index]["cnis"];
    assert_eq!(cnis(3)[0]["magic"]["conduit_name"], "ams-edge");
    // It may have been on any of the others.
    assert_eq!((cnis(0), cnis(1)), (&Value::Null, &Value::Null));
}

#[test]
fn a_filter_drops_the_cnis_of_other_interconnects() {
    let stage = Stage::new("inventory");
    let json = stage.run(&["--site", "SJC", "--json"]).json(0);
    let entries = json["interconnects"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["cnis"][0]["interconnect"], "icon-2");
}

#[test]
fn the_same_decode_error_is_shown_once_with_a_count() {
    let stage = Stage::new("inventory");
    for _ in 0..400 {
        stage.insert_interconnect(ACCOUNT, json!({ "type": "direct", "site": 7 }));
        stage.insert_cni(ACCOUNT, json!({ "interconnect": 7 }));
    }
    let outcome = stage.run(&[]);
    assert_eq!(rows(outcome.stdout(3)).len(), 7, "{outcome:?}");
    let said = outcome.said();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("CNIs: "), "{said:?}");
    assert!(said[0].ends_with("(and 399 more like it)"), "{said:?}");
    assert!(said[1].ends_with("(and 399 more like it)"), "{said:?}");
    assert_eq!(said[2], "400 of 407 could not be read");
}

#[test]
fn a_filter_without_a_match_lists_the_values_that_exist() {
    let stage = Stage::new("inventory");
    for (arguments, asked) in [
        (&["--site", "QQQ"][..], "--site QQQ"),
        (&["--type", "optical"], "--type optical"),
        (
            &["--site=SJC", "--type=gcp_partner"],
            "--site SJC and --type gcp_partner",
        ),
    ] {
        let outcome = stage.run(arguments);
        assert_eq!(rows(outcome.stdout(0)).len(), 0, "{outcome:?}");
        let said = outcome.said();
        let there_is =
            "there are some at AMS, IAD, LHR, SJC, europe-west4, us-east4, us-west1, of type direct, gcp_partner";
        assert_eq!(said, [format!("no interconnect is of {asked}: {there_is}")]);
    }
}

#[test]
fn states_are_requested_by_jobs_at_once_and_shown_in_the_order_of_the_list() {
    let stage = Stage::new("inventory");
    for jobs in ["1", "3", "64"] {
        let outcome = stage.run(&["--jobs", jobs]);
        let names = rows(outcome.stdout(0))
            .into_iter()
            .map(|row| row.split(' ').next().unwrap());
        let expected: Vec<String> = (1..=7).map(|number| format!("icon-{number}")).collect();
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
    for wrong in ["0", "65", "-1", "many", ""] {
        let line = stage.run(&["--jobs", wrong]);
        line.fails(2, "--jobs");
    }
}
