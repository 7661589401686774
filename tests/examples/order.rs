//! What `order` promises.

use std::fs;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Directory, Example, received};

fn order_on(fake: &Fake, directory: &Directory) -> Example {
    Example::on("order", fake).dir(directory)
}

const ORDER: [&str; 5] = ["--slot", Fake::FREE_SLOT_ID, "--live", "--interval", "0.01"];

#[test]
fn without_any_variable_order_walks_through_all_of_it_on_a_fake() {
    let directory = Directory::new();
    let outcome = Example::new("order").dir(&directory).run(&[]);
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
    assert!(
        matches!(outcome.said("order")[..], [fake, order] if fake.contains("fake") && order.starts_with("ordering slot ")),
        "{outcome:?}"
    );
    assert!(
        fs::read(directory.path("loa-icon-8.pdf"))
            .unwrap()
            .starts_with(b"%PDF-")
    );
}

#[test]
fn without_credentials_nothing_is_ordered_live() {
    let outcome = Example::new("order").run(&["--slot", Fake::FREE_SLOT_ID, "--live"]);
    assert!(outcome.refusal("order", 2).contains("credentials"));
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&["--slot", Fake::FREE_SLOT_ID, "--speed", "10G"]);
    let shown = outcome.stdout(0);
    let (request, rest) = shown.split_once('\n').unwrap();
    let interconnects = format!("{}/accounts/{ACCOUNT}/cni/interconnects", fake.base_url());
    assert_eq!(request, format!("POST {interconnects}"));
    assert!(rest.contains("\nauthorization: Bearer [redacted]\n"), "{rest}");
    let (_, rest) = rest.split_once("\n\n").unwrap();
    let (body, rest) = rest.split_once("}\n").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&format!("{body}}}")).unwrap(),
        json!({ "type": "direct", "account": ACCOUNT, "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" })
    );
    assert!(
        rest.contains(&format!("GET {interconnects}/NAME/status, every 30s for at most 900s")),
        "{rest}"
    );
    assert!(
        rest.contains(&format!("GET {interconnects}/NAME/loa, saved as loa-NAME.pdf")),
        "{rest}"
    );
    assert!(outcome.said("order")[0].contains("--live"), "{outcome:?}");
    assert_eq!(received(&fake), [""; 0]);
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn a_live_order_is_created_waited_for_and_its_letter_saved() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let loa = directory.path("letter.pdf");
    let arguments = [&ORDER[..], &["--speed", "10G", "--account-tag", "tag", "--loa", &loa]].concat();
    let outcome = order_on(&fake, &directory).run(&arguments);
    assert!(
        outcome
            .stdout(0)
            .starts_with("icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n"),
        "{outcome:?}"
    );
    let said = format!("ordering slot {}: POST {}/", Fake::FREE_SLOT_ID, fake.base_url());
    assert!(
        matches!(outcome.said("order")[..], [line] if line.starts_with(&said)),
        "{outcome:?}"
    );

    let path = format!("/accounts/{ACCOUNT}/cni/interconnects");
    let status = format!("GET {path}/icon-8/status");
    assert_eq!(
        received(&fake),
        [
            format!("POST {path}"),
            status.clone(),
            status,
            format!("GET {path}/icon-8/loa")
        ]
    );
    assert_eq!(
        fake.requests()[0].json(),
        Some(json!({ "type": "direct", "account": "tag", "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" }))
    );
    assert!(fs::read(loa).unwrap().starts_with(b"%PDF-"));
    assert_eq!(directory.files(), ["letter.pdf"]);
}

#[test]
fn the_letter_of_an_order_is_made_out_to_the_name_that_is_given() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let named = [&ORDER[..], &["--name", "Example & Sons"]].concat();
    let outcome = order_on(&fake, &directory).run(&named);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let letter = fs::read_to_string(directory.path("loa-icon-8.pdf")).unwrap();
    assert!(letter.contains("(Customer: Example & Sons)"), "{letter}");

    fake.clear_requests();
    let shown = ["--slot", Fake::FREE_SLOT_ID, "--name", "Example"];
    let outcome = order_on(&fake, &directory).run(&shown);
    assert!(
        outcome.stdout(0).contains("/NAME/loa?name=Example, saved as"),
        "{outcome:?}"
    );
    let too_long = "x".repeat(201);
    let too_long = [&ORDER[..], &["--name", &too_long]].concat();
    let outcome = order_on(&fake, &directory).run(&too_long);
    assert!(outcome.refusal("order", 2).contains("--name"), "{outcome:?}");
    let partner = ["--type", "gcp_partner", "--bandwidth", "1G", "--name", "Example"];
    let outcome = order_on(&fake, &directory).run(&partner);
    assert!(outcome.refusal("order", 2).contains("--name"), "{outcome:?}");
    assert_eq!(received(&fake), [""; 0]);
}

#[test]
fn a_pairing_key_comes_from_a_file_or_the_environment_and_is_not_shown() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let file = directory.path("key");
    fs::write(&file, "key-of-file/us-west1/2\n").unwrap();
    let partner = ["--type", "gcp_partner", "--bandwidth", "500M", "--interval", "0.01"];
    let with_file = [&partner[..], &["--pairing-key-file", &file]].concat();
    let order = || order_on(&fake, &directory).env("GCP_PAIRING_KEY", "key-of-environment/us-west1/1");

    for (arguments, key) in [
        (&partner[..], "key-of-environment/us-west1/1"),
        (&with_file, "key-of-file/us-west1/2"),
    ] {
        fake.clear_requests();
        let outcome = order().run(arguments);
        assert!(outcome.stdout(0).contains("[redacted]"), "{outcome:?}");
        assert!(!outcome.stdout.contains("key-of"), "{outcome:?}");
        assert!(fake.requests().is_empty());

        let outcome = order().run(&[arguments, &["--live"]].concat());
        assert!(outcome.stdout(0).contains("Healthy"), "{outcome:?}");
        let body = fake.requests()[0].json().unwrap();
        assert_eq!(
            body,
            json!({ "type": "gcp_partner", "account": ACCOUNT, "bandwidth": "500M", "pairing_key": key })
        );
    }
    assert_eq!(directory.files(), ["key"], "a gcp_partner has no LOA");
}

#[test]
fn an_order_without_an_answer_says_to_list_before_ordering_again() {
    for failure in [
        Failure::disconnect().applied(),
        Failure::disconnect(),
        Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"),
        Failure::status(200).body("application/json", "{").applied(),
    ] {
        let fake = Fake::start().unwrap();
        let directory = Directory::new();
        fake.fail_next(failure.clone().on("POST", "/interconnects"));
        let outcome = order_on(&fake, &directory).run(&ORDER);
        assert_eq!(outcome.stdout(4), "");
        let said = outcome.said("order");
        assert!(
            said.iter().any(|line| line.contains("list before ordering again")),
            "{outcome:?}"
        );
        assert_eq!(received(&fake).len(), 1, "{failure:?}: an order must not be sent twice");
    }
}

#[test]
fn an_order_that_is_refused_fails_without_doubt() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&["--slot", "no-uuid", "--live"]);
    assert_eq!(outcome.stdout(1), "");
    assert!(
        matches!(outcome.said("order")[..], [_, why] if why.contains("/slot_id")),
        "{outcome:?}"
    );
}

#[test]
fn an_order_that_is_not_set_up_in_time_keeps_its_letter_and_says_how_to_go_on() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Pending" }));
    let arguments = [&ORDER[..3], &["--interval", "0.2", "--time-limit", "1"]].concat();
    let outcome = order_on(&fake, &directory).run(&arguments);
    assert!(
        outcome
            .stdout(3)
            .starts_with("icon-8: ordered\nicon-8: Pending\nicon-8: its LOA"),
        "{outcome:?}"
    );
    let said = outcome.said("order");
    assert!(
        said[1].contains("Pending") && said[2].contains("--resume icon-8"),
        "{outcome:?}"
    );

    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Down" }));
    fake.clear_requests();
    let outcome = order_on(&fake, &directory).run(&["--resume", "icon-8"]);
    assert!(outcome.stdout(0).starts_with("icon-8: Down\n"), "{outcome:?}");
    assert!(
        fake.requests().iter().all(|request| request.method == "GET"),
        "{:?}",
        received(&fake)
    );
}

#[test]
fn a_look_that_fails_does_not_end_the_waiting() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    // One look is three attempts of the client's, which wait as long as they are told.
    for _ in 0..3 {
        fake.fail_next(Failure::status(429).retry_after(0).on("GET", "/status"));
    }
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert!(outcome.stdout(0).contains("icon-8: Healthy\n"), "{outcome:?}");
    let looks = received(&fake)
        .into_iter()
        .filter(|request| request.ends_with("/status"));
    assert_eq!(looks.count(), 5);
}

#[test]
fn a_letter_that_does_not_come_leaves_the_order_named_and_no_file() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.fail_next(Failure::status(404).on("GET", "/loa"));
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert_eq!(outcome.stdout(3), "icon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n");
    assert!(
        outcome.said("order").last().unwrap().contains("--resume icon-8"),
        "{outcome:?}"
    );
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn an_interconnects_name_leads_to_no_other_directory() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let name = "../../etc/icon";
    fake.insert_interconnect(ACCOUNT, json!({ "type": "quantum", "name": name }));
    // The fake's letter is about any interconnect that is not of type gcp_partner.
    let outcome = order_on(&fake, &directory).run(&["--resume", name]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(directory.files(), ["loa-..%2F..%2Fetc%2Ficon.pdf"]);
}

const SEARCH: [&str; 4] = ["--site", "IAD", "--speed", "10G"];

fn slot(id: &str, facility: &str) -> Value {
    json!({ "id": id, "site": "IAD", "speed": "10G", "occupied": false,
        "facility": { "name": facility, "address": [] } })
}

#[test]
fn a_search_takes_the_free_slot_that_comes_first_whatever_order_they_are_listed_in() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let first = "ffffffff-0000-4000-8000-000000000001";
    for number in 0..30 {
        fake.insert_slot(ACCOUNT, slot(&format!("00000000-0000-4000-8000-{number:012}"), "Zoo"));
    }
    fake.insert_slot(ACCOUNT, slot("ffffffff-0000-4000-8000-000000000002", "Aviary"));
    fake.insert_slot(ACCOUNT, slot(first, "Aviary"));
    let outcome = order_on(&fake, &directory).run(&[&SEARCH[..], &["--live", "--interval", "0.01"]].concat());
    assert!(
        outcome
            .stdout(0)
            .starts_with(&format!("slot {first}: free, 10G at IAD, Aviary\nicon-8: ordered\n")),
        "{outcome:?}"
    );
    let requests = fake.requests();
    assert_eq!(requests[0].query, "site=IAD&speed=10G&occupied=false");
    let order = requests.iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(
        order.json(),
        Some(json!({ "type": "direct", "account": ACCOUNT, "slot_id": first, "speed": "10G" }))
    );
}

#[test]
fn a_dry_run_of_a_search_only_reads_the_slots() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&SEARCH);
    assert!(
        outcome
            .stdout(0)
            .contains(&format!("\"slot_id\": \"{}\"", Fake::FREE_SLOT_ID)),
        "{outcome:?}"
    );
    let slots = format!("GET /accounts/{ACCOUNT}/cni/slots?site=IAD&speed=10G&occupied=false");
    assert_eq!(received(&fake), [slots]);
}

#[test]
fn a_search_that_finds_nothing_has_an_exit_code_of_its_own_and_orders_nothing() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = order_on(&fake, &directory).run(&["--site", "LHR", "--speed", "10G", "--live"]);
    let there_is = "free are 10G at AMS, 100G and 10G at IAD, 100G at LHR, 10G at SJC";
    assert_eq!(
        outcome.refusal("order", 5),
        format!("there is no free slot of 10G at LHR; {there_is}")
    );
    assert!(received(&fake).iter().all(|request| request.starts_with("GET ")));
}

#[test]
fn a_slot_that_cannot_be_decoded_is_passed_over() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let broken =
        json!({ "id": "00000000-0000-4000-8000-000000000000", "site": "IAD", "speed": "10G", "occupied": false });
    fake.insert_slot(ACCOUNT, broken);
    let outcome = order_on(&fake, &directory).run(&SEARCH);
    assert!(outcome.stdout(0).contains(Fake::FREE_SLOT_ID), "{outcome:?}");
    assert!(outcome.said("order")[0].contains("facility"), "{outcome:?}");
}

#[test]
fn a_status_that_is_refused_ends_the_waiting_at_once() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.fail_next(Failure::status(403).on("GET", "/status"));
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert!(
        outcome.stdout(3).starts_with("icon-8: ordered\nicon-8: its LOA"),
        "{outcome:?}"
    );
    assert!(outcome.said("order")[1].contains("403"), "{outcome:?}");
}

#[test]
fn a_letter_that_cannot_be_saved_where_it_is_to_go_is_found_out_before_the_order() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fs::write(directory.path("kept.pdf"), "mine").unwrap();
    let mut permissions = fs::metadata(directory.path("kept.pdf")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(directory.path("kept.pdf"), permissions).unwrap();
    let long = format!("{}.pdf", "x".repeat(300));
    for target in ["kept.pdf", &long] {
        let outcome = order_on(&fake, &directory).run(&[&ORDER[..3], &["--loa", target]].concat());
        assert!(outcome.refusal("order", 2).starts_with("--loa: "), "{outcome:?}");
    }
    assert_eq!(received(&fake), [""; 0]);
    assert_eq!(
        fs::read_dir(directory.path(".")).unwrap().count(),
        1,
        "nothing is left behind"
    );
}

#[test]
fn the_reason_of_a_port_that_is_down_is_told() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.set_status(
        ACCOUNT,
        "icon-8",
        json!({ "state": "Down", "reason": "no light is received" }),
    );
    let outcome = order_on(&fake, &directory).run(&ORDER);
    assert!(
        outcome.stdout(0).contains("icon-8: Down: no light is received\n"),
        "{outcome:?}"
    );
}
