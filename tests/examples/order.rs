//! What `order` promises.

use std::fs;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Example, Stage};

const ORDER: [&str; 5] = ["--slot", Fake::FREE_SLOT_ID, "--live", "--interval", "0.01"];

#[test]
fn without_any_variable_order_runs_to_its_end_on_a_fake() {
    let stage = Stage::new("order");
    let outcome = Example::new("order").dir(&stage.directory).run(&[]);
    let lines: Vec<_> = outcome.stdout(0).lines().collect();
    assert_eq!(lines.len(), 5, "{outcome:?}");
    assert!(
        lines[0].starts_with(&format!("slot {}: free", Fake::FREE_SLOT_ID)),
        "{outcome:?}"
    );
    assert_eq!(lines[1..4], ["icon-8: ordered", "icon-8: Pending", "icon-8: Healthy"]);
    assert!(
        lines[4].starts_with("icon-8: its LOA is loa-icon-8.pdf ("),
        "{outcome:?}"
    );
    outcome.says(&["fake", "ordering slot "]);
    assert!(stage.text("loa-icon-8.pdf").starts_with("%PDF-"));
}

#[test]
fn without_credentials_nothing_is_ordered_live() {
    let outcome = Example::new("order").run(&["--slot", Fake::FREE_SLOT_ID, "--live"]);
    outcome.fails(2, "credentials");
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let stage = Stage::new("order");
    let outcome = stage.run(&["--slot", Fake::FREE_SLOT_ID, "--speed", "10G"]);
    let shown = outcome.stdout(0);
    let (request, rest) = shown.split_once('\n').unwrap();
    let interconnects = format!("{}/accounts/{ACCOUNT}/cni/interconnects", stage.base_url());
    assert_eq!(request, format!("POST {interconnects}"));
    assert!(rest.contains("\nauthorization: Bearer [redacted]\n"), "{rest}");
    let (_, rest) = rest.split_once("\n\n").unwrap();
    let (body, rest) = rest.split_once("}\n").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&format!("{body}}}")).unwrap(),
        json!({ "type": "direct", "account": ACCOUNT, "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" })
    );
    for request in ["status, every 30s for at most 900s", "loa, saved as loa-NAME.pdf"] {
        assert!(rest.contains(&format!("GET {interconnects}/NAME/{request}")), "{rest}");
    }
    assert!(outcome.said()[0].contains("--live"), "{outcome:?}");
    assert_eq!(stage.received(), [""; 0]);
    assert_eq!(stage.files(), [""; 0]);
}

#[test]
fn a_live_order_is_created_waited_for_and_its_letter_saved() {
    let stage = Stage::new("order");
    let loa = stage.path("letter.pdf");
    let arguments = [&ORDER[..], &["--speed", "10G", "--account-tag", "tag", "--loa", &loa]].concat();
    let outcome = stage.run(&arguments);
    outcome.starts(0, "icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n");
    let said = format!("ordering slot {}: POST {}/", Fake::FREE_SLOT_ID, stage.base_url());
    outcome.says(&[&said]);

    let path = format!("/accounts/{ACCOUNT}/cni/interconnects");
    let status = format!("GET {path}/icon-8/status");
    assert_eq!(
        stage.received(),
        [
            format!("POST {path}"),
            status.clone(),
            status,
            format!("GET {path}/icon-8/loa")
        ]
    );
    assert_eq!(
        stage.requests()[0].json(),
        Some(json!({ "type": "direct", "account": "tag", "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" }))
    );
    assert!(fs::read(loa).unwrap().starts_with(b"%PDF-"));
    assert_eq!(stage.files(), ["letter.pdf"]);
}

#[test]
fn the_letter_of_an_order_is_made_out_to_the_given_name() {
    let stage = Stage::new("order");
    let named = [&ORDER[..], &["--name", "Example & Sons"]].concat();
    let outcome = stage.run(&named);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let letter = stage.text("loa-icon-8.pdf");
    assert!(letter.contains("(Customer: Example & Sons)"), "{letter}");

    stage.clear_requests();
    let shown = ["--slot", Fake::FREE_SLOT_ID, "--name", "Example"];
    let outcome = stage.run(&shown);
    outcome.shows(0, "/NAME/loa?name=Example, saved as");
    let too_long = "x".repeat(201);
    let too_long = [&ORDER[..], &["--name", &too_long]].concat();
    let outcome = stage.run(&too_long);
    outcome.fails(2, "--name");
    let partner = ["--type", "gcp_partner", "--bandwidth", "1G", "--name", "Example"];
    let outcome = stage.run(&partner);
    outcome.fails(2, "--name");
    assert_eq!(stage.received(), [""; 0]);
}

#[test]
fn a_pairing_key_comes_from_a_file_or_the_environment_and_is_not_shown() {
    let stage = Stage::new("order");
    let file = stage.path("key");
    fs::write(&file, "key-of-file/us-west1/2\n").unwrap();
    let partner = ["--type", "gcp_partner", "--bandwidth", "500M", "--interval", "0.01"];
    let with_file = [&partner[..], &["--pairing-key-file", &file]].concat();
    let order = || stage.example().env("GCP_PAIRING_KEY", "key-of-environment/us-west1/1");

    for (arguments, key) in [
        (&partner[..], "key-of-environment/us-west1/1"),
        (&with_file, "key-of-file/us-west1/2"),
    ] {
        stage.clear_requests();
        let outcome = order().run(arguments);
        outcome.shows(0, "[redacted]");
        assert!(!outcome.stdout.contains("key-of"), "{outcome:?}");
        assert!(stage.requests().is_empty());

        let outcome = order().run(&[arguments, &["--live"]].concat());
        outcome.shows(0, "Healthy");
        let body = stage.requests()[0].json().unwrap();
        assert_eq!(
            body,
            json!({ "type": "gcp_partner", "account": ACCOUNT, "bandwidth": "500M", "pairing_key": key })
        );
    }
    assert_eq!(stage.files(), ["key"], "a gcp_partner has no LOA");
}

#[test]
fn an_order_without_a_response_says_to_list_before_ordering_again() {
    for failure in [
        Failure::disconnect().applied(),
        Failure::disconnect(),
        Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"),
        Failure::status(200).body("application/json", "{").applied(),
    ] {
        let stage = Stage::new("order");
        stage.fail_next(failure.clone().on("POST", "/interconnects"));
        let outcome = stage.run(&ORDER);
        assert_eq!(outcome.stdout(4), "");
        let said = outcome.said();
        assert!(
            said.iter().any(|line| line.contains("list before ordering again")),
            "{outcome:?}"
        );
        assert_eq!(
            stage.received().len(),
            1,
            "{failure:?}: an order must not be sent twice"
        );
    }
}

#[test]
fn a_rejected_order_fails_with_the_field() {
    let stage = Stage::new("order");
    let outcome = stage.run(&["--slot", "no-uuid", "--live"]);
    assert_eq!(outcome.stdout(1), "");
    outcome.says(&["ordering slot", "/slot_id"]);
}

#[test]
fn an_order_that_is_not_ready_in_time_saves_its_letter_and_says_how_to_resume() {
    let stage = Stage::new("order");
    stage.set_status(ACCOUNT, "icon-8", json!({ "state": "Pending" }));
    let arguments = [&ORDER[..3], &["--interval", "0.2", "--time-limit", "1"]].concat();
    let outcome = stage.run(&arguments);
    outcome.starts(3, "icon-8: ordered\nicon-8: Pending\nicon-8: its LOA");
    let said = outcome.said();
    assert!(said[1].contains("Pending"), "{outcome:?}");
    assert!(said[2].contains("--resume icon-8"), "{outcome:?}");

    stage.set_status(ACCOUNT, "icon-8", json!({ "state": "Down" }));
    stage.clear_requests();
    let outcome = stage.run(&["--resume", "icon-8"]);
    outcome.starts(0, "icon-8: Down\n");
    assert!(
        stage.requests().iter().all(|request| request.method == "GET"),
        "{:?}",
        stage.received()
    );
}

#[test]
fn a_check_that_fails_does_not_end_the_wait() {
    let stage = Stage::new("order");
    // One look is three attempts of the client's, which wait as long as they are told.
    for _ in 0..3 {
        stage.fail_next(Failure::status(429).retry_after(0).on("GET", "/status"));
    }
    let outcome = stage.run(&ORDER);
    outcome.shows(0, "icon-8: Healthy\n");
    let looks = stage
        .received()
        .into_iter()
        .filter(|request| request.ends_with("/status"));
    assert_eq!(looks.count(), 5);
}

#[test]
fn an_order_without_its_letter_says_how_to_resume_and_leaves_no_file() {
    let stage = Stage::new("order");
    stage.fail_next(Failure::status(404).on("GET", "/loa"));
    let outcome = stage.run(&ORDER);
    assert_eq!(outcome.stdout(3), "icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n");
    assert!(
        outcome.said().last().unwrap().contains("--resume icon-8"),
        "{outcome:?}"
    );
    assert_eq!(stage.files(), [""; 0]);
}

#[test]
fn the_name_of_an_interconnect_leads_to_no_other_directory() {
    let stage = Stage::new("order");
    let name = "../../etc/icon";
    stage.insert_interconnect(ACCOUNT, json!({ "type": "quantum", "name": name }));
    // The fake's letter is about any interconnect that is not of type gcp_partner.
    let outcome = stage.run(&["--resume", name]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(stage.files(), ["loa-..%2F..%2Fetc%2Ficon.pdf"]);
}

const SEARCH: [&str; 4] = ["--site", "IAD", "--speed", "10G"];

fn slot(id: &str, facility: &str) -> Value {
    json!({ "id": id, "site": "IAD", "speed": "10G", "occupied": false,
        "facility": { "name": facility, "address": [] } })
}

#[test]
fn a_search_takes_the_first_free_slot_by_facility_and_id() {
    let stage = Stage::new("order");
    let first = "ffffffff-0000-4000-8000-000000000001";
    for number in 0..30 {
        stage.insert_slot(ACCOUNT, slot(&format!("00000000-0000-4000-8000-{number:012}"), "Zoo"));
    }
    stage.insert_slot(ACCOUNT, slot("ffffffff-0000-4000-8000-000000000002", "Aviary"));
    stage.insert_slot(ACCOUNT, slot(first, "Aviary"));
    let outcome = stage.run(&[&SEARCH[..], &["--live", "--interval", "0.01"]].concat());
    outcome.starts(0, &format!("slot {first}: free, 10G at IAD, Aviary\nicon-8: ordered\n"));
    let requests = stage.requests();
    assert_eq!(requests[0].query, "site=IAD&speed=10G&occupied=false");
    let order = requests.iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(
        order.json(),
        Some(json!({ "type": "direct", "account": ACCOUNT, "slot_id": first, "speed": "10G" }))
    );
}

#[test]
fn a_dry_run_of_a_search_only_reads_the_slots() {
    let stage = Stage::new("order");
    let outcome = stage.run(&SEARCH);
    outcome.shows(0, &format!("\"slot_id\": \"{}\"", Fake::FREE_SLOT_ID));
    let slots = format!("GET /accounts/{ACCOUNT}/cni/slots?site=IAD&speed=10G&occupied=false");
    assert_eq!(stage.received(), [slots]);
}

#[test]
fn a_search_without_a_match_has_its_own_exit_code_and_orders_nothing() {
    let stage = Stage::new("order");
    let outcome = stage.run(&["--site", "LHR", "--speed", "10G", "--live"]);
    let there_is = "free are 10G at AMS, 100G and 10G at IAD, 100G at LHR, 10G at SJC";
    assert_eq!(
        outcome.error(5),
        format!("there is no free slot of 10G at LHR; {there_is}")
    );
    assert!(stage.received().iter().all(|request| request.starts_with("GET ")));
}

#[test]
fn a_slot_that_does_not_decode_is_passed_over() {
    let stage = Stage::new("order");
    let broken =
        json!({ "id": "00000000-0000-4000-8000-000000000000", "site": "IAD", "speed": "10G", "occupied": false });
    stage.insert_slot(ACCOUNT, broken);
    let outcome = stage.run(&SEARCH);
    outcome.shows(0, Fake::FREE_SLOT_ID);
    assert!(outcome.said()[0].contains("facility"), "{outcome:?}");
}

#[test]
fn a_forbidden_status_ends_the_wait_at_once() {
    let stage = Stage::new("order");
    stage.fail_next(Failure::status(403).on("GET", "/status"));
    let outcome = stage.run(&ORDER);
    outcome.starts(3, "icon-8: ordered\nicon-8: its LOA");
    assert!(outcome.said()[1].contains("403"), "{outcome:?}");
}

#[test]
fn an_unwritable_target_of_the_letter_is_an_error_before_the_order() {
    let stage = Stage::new("order");
    fs::write(stage.path("kept.pdf"), "mine").unwrap();
    let mut permissions = fs::metadata(stage.path("kept.pdf")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(stage.path("kept.pdf"), permissions).unwrap();
    let long = format!("{}.pdf", "x".repeat(300));
    for target in ["kept.pdf", &long] {
        let outcome = stage.run(&[&ORDER[..3], &["--loa", target]].concat());
        outcome.fails(2, "--loa: ");
    }
    assert_eq!(stage.received(), [""; 0]);
    assert_eq!(stage.files().len(), 1, "nothing is left behind");
}

#[test]
fn the_reason_of_a_port_that_is_down_is_shown() {
    let stage = Stage::new("order");
    stage.set_status(
        ACCOUNT,
        "icon-8",
        json!({ "state": "Down", "reason": "no light is received" }),
    );
    let outcome = stage.run(&ORDER);
    outcome.shows(0, "icon-8: Down: no light is received\n");
}
