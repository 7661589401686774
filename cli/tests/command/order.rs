//! What `order` promises. Most of all: an order is what was asked for, and is never sent twice.

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Cf, Folder, received};

const SEARCH: &str = "order --site iad --speed 10g --live --interval 10ms";

fn on(arguments: &str, fake: &Fake, folder: &Folder) -> Cf {
    Cf::new(arguments).on(fake).dir(folder)
}

fn slot(id: &str, site: &str, facility: &str) -> Value {
    json!({ "id": id, "site": site, "speed": "10G", "occupied": false, "facility": { "name": facility, "address": [] } })
}

/// The bodies of the orders that were sent.
fn orders(fake: &Fake) -> Vec<Value> {
    let requests = fake.requests();
    requests
        .iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.json().unwrap())
        .collect()
}

#[test]
fn without_live_nothing_is_ordered() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    let outcome = on("order --site iad --speed 10g --json", &fake, &folder).run();
    let json = outcome.json(0);
    let body = json!({ "type": "direct", "account": ACCOUNT, "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" });
    assert_eq!((&json["ordered"], &json["request"]["body"]), (&json!(false), &body));
    assert!(outcome.said()[1].contains("--live"), "{outcome:?}");
    assert_eq!(received(&fake), ["GET cni/slots?site=IAD&speed=10G&occupied=false"]);
    assert_eq!(folder.files(), [""; 0]);
}

#[test]
fn a_search_takes_the_free_slot_that_comes_first_however_they_are_listed() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    let first = "ffffffff-0000-4000-8000-000000000001";
    for number in 0..30 {
        fake.insert_slot(
            ACCOUNT,
            slot(&format!("00000000-0000-4000-8000-{number:012}"), "IAD", "Zoo"),
        );
    }
    fake.insert_slot(ACCOUNT, slot("ffffffff-0000-4000-8000-000000000002", "IAD", "Aviary"));
    fake.insert_slot(ACCOUNT, slot(first, "IAD", "Aviary"));
    // One that cannot be decoded is passed over.
    fake.insert_slot(
        ACCOUNT,
        json!({ "id": "0", "site": "IAD", "speed": "10G", "occupied": false }),
    );
    let outcome = on(SEARCH, &fake, &folder).arg("--account-tag").arg("tag").run();
    let begin = format!("slot {first}: free, 10G at IAD, Aviary\nicon-8: ordered\nicon-8: Pending\nicon-8: Healthy\n");
    assert!(outcome.stdout(0).starts_with(&begin), "{outcome:?}");
    assert!(outcome.said()[0].contains("facility"), "{outcome:?}");
    assert_eq!(
        orders(&fake),
        [json!({ "type": "direct", "account": "tag", "slot_id": first, "speed": "10G" })]
    );
    assert!(folder.read("loa-icon-8.pdf").starts_with("%PDF-"));
}

#[test]
fn a_slot_of_another_site_or_speed_is_never_ordered_whatever_the_api_filters() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    let odd = json!({ "items": [slot("odd", "AMS", "f")], "next": null }).to_string();
    fake.fail_next(Failure::status(200).body("application/json", odd).on("GET", "/slots"));
    let outcome = on(SEARCH, &fake, &folder).run();
    assert_eq!(
        outcome.error_line(5),
        "slot odd is 10G at AMS, not 10g at iad; nothing was ordered"
    );
    let by_id = format!("order --slot {} --site AMS --live", Fake::FREE_SLOT_ID);
    let outcome = on(&by_id, &fake, &folder).run();
    outcome.refuses(5, "is 10G at IAD");
    assert!(orders(&fake).is_empty());
}

#[test]
fn an_interconnect_that_is_not_what_was_ordered_is_reported() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    let port = json!({ "type": "direct", "account": "a", "name": "icon-1", "site": "AMS", "speed": "10G", "slot_id": "s",
        "facility": { "name": "f", "address": [] } });
    fake.fail_next(
        Failure::status(200)
            .body("application/json", port.to_string())
            .on("POST", "/interconnects"),
    );
    let outcome = on(SEARCH, &fake, &folder).run();
    outcome.stdout(7);
    assert!(
        outcome.said()[1].starts_with("icon-1 is 10G at AMS in slot s, but 10G at IAD in slot "),
        "{outcome:?}"
    );
}

#[test]
fn an_order_without_a_response_is_looked_for_and_never_sent_twice() {
    for (failure, told) in [
        (Failure::disconnect().applied(), "order --resume icon-8"),
        (
            Failure::status(200).body("application/json", "{").applied(),
            "order --resume icon-8",
        ),
        (
            Failure::status(200).body("application/json", "{}").applied(),
            "order --resume icon-8",
        ),
        (Failure::disconnect(), "list before ordering again"),
        (
            Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"),
            "list before ordering again",
        ),
    ] {
        let (fake, folder) = (Fake::start().unwrap(), Folder::new());
        fake.fail_next(failure.on("POST", "/interconnects"));
        let outcome = on(SEARCH, &fake, &folder).run();
        outcome.stdout(8);
        assert!(outcome.said().last().unwrap().contains(told), "{outcome:?}");
        assert_eq!(orders(&fake).len(), 1);
    }
    // The list that is read after the order fails too.
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    fake.fail_next(Failure::disconnect().applied().on("POST", "/interconnects"));
    fake.fail_next(Failure::status(403).on("GET", "/interconnects"));
    let outcome = on(SEARCH, &fake, &folder).run();
    outcome.stdout(8);
    let said = outcome.said().last().unwrap().to_owned();
    assert!(
        said.contains("the list cannot be read") && !said.contains("no interconnect is in"),
        "{outcome:?}"
    );

    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    fake.fail_next(Failure::status(409).on("POST", "/interconnects"));
    let outcome = on(SEARCH, &fake, &folder).run();
    assert_eq!(outcome.code, Some(1), "an error response leaves no doubt: {outcome:?}");
}

#[test]
fn after_the_order_every_failure_saves_the_letter_and_says_how_to_go_on() {
    for (failure, letter) in [
        (Failure::status(403).on("GET", "/icon-8/status"), true),
        (Failure::status(404).on("GET", "/icon-8/loa"), false),
    ] {
        let (fake, folder) = (Fake::start().unwrap(), Folder::new());
        fake.fail_next(failure);
        let outcome = on(SEARCH, &fake, &folder).run();
        outcome.stdout(7);
        assert!(
            outcome.said().last().unwrap().contains("order --resume icon-8"),
            "{outcome:?}"
        );
        assert_eq!(folder.files().len(), usize::from(letter), "{outcome:?}");
        let outcome = on("order --resume icon-8 --interval 10ms --force", &fake, &folder).run();
        outcome.prints(0, "icon-8: Healthy\nicon-8: its letter is");
        assert_eq!(orders(&fake).len(), 1);
    }
}

#[test]
fn an_order_that_is_not_set_up_in_time_keeps_its_letter_and_is_resumed() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Pending" }));
    let outcome = on(SEARCH, &fake, &folder).arg("--time-limit").arg("500ms").run();
    outcome.prints(7, "icon-8: ordered\nicon-8: Pending\nicon-8: its letter");
    assert!(outcome.said()[1].contains("Pending"), "{outcome:?}");

    fake.set_status(ACCOUNT, "icon-8", json!({ "state": "Down", "reason": "no light" }));
    fake.clear_requests();
    let outcome = on("order --resume icon-8", &fake, &folder).run();
    assert_eq!(outcome.stdout(4), "icon-8: Down: no light\n");
    assert_eq!(
        outcome.said(),
        ["loa-icon-8.pdf exists and is kept; --force replaces it"]
    );
    assert!(orders(&fake).is_empty());
}

#[test]
fn a_check_that_fails_does_not_end_the_wait() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    // One check is three attempts.
    fake.fail_next(Failure::status(429).retry_after(0).times(3).on("GET", "/status"));
    let outcome = on(SEARCH, &fake, &folder).run();
    outcome.prints(0, "icon-8: Healthy\n");
}

#[test]
fn a_letter_that_cannot_be_saved_is_an_error_before_the_order() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    folder.write("kept.pdf", "mine");
    let too_long = "x".repeat(300);
    for (target, code) in [("kept.pdf", 4), (".", 4), (&*too_long, 2)] {
        let outcome = on(SEARCH, &fake, &folder).arg("--loa").arg(target).run();
        outcome.refuses(code, target);
    }
    assert!(orders(&fake).is_empty());
    assert_eq!(
        (folder.files(), folder.read("kept.pdf")),
        (vec!["kept.pdf".to_owned()], "mine".to_owned())
    );
}

#[test]
fn a_pairing_key_comes_from_a_file_or_the_environment_and_is_not_shown() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    folder.write("key", "key-of-file/us-west1/2\n");
    let partner = "order --type GCP_Partner --bandwidth 500m --interval 10ms";
    let with_file = format!("{partner} --pairing-key-file key");
    for (arguments, key) in [
        (partner, "key-of-environment/us-west1/1"),
        (&with_file, "key-of-file/us-west1/2"),
    ] {
        let order = || on(arguments, &fake, &folder).env("GCP_PAIRING_KEY", "key-of-environment/us-west1/1");
        fake.clear_requests();
        let outcome = order().run();
        assert!(
            outcome.stdout(0).contains("[redacted]") && !outcome.stdout.contains("key-of"),
            "{outcome:?}"
        );
        assert_eq!(received(&fake), [""; 0]);
        let outcome = order().arg("--live").run();
        outcome.prints(0, "Healthy");
        let body = json!({ "type": "gcp_partner", "account": ACCOUNT, "bandwidth": "500M", "pairing_key": key });
        assert_eq!(orders(&fake), [body]);
    }
    assert_eq!(folder.files(), ["key"], "an interconnect of this type has no letter");

    fake.clear_requests();
    for (content, told) in [
        ("key-1\nkey-2\n", "the pairing key has more than one line"),
        (&"k".repeat(64 * 1024 + 1), "larger than 64 KiB"),
    ] {
        folder.write("key", content);
        let outcome = on(&with_file, &fake, &folder).arg("--live").run();
        outcome.refuses(2, told);
        assert!(!outcome.stderr.contains("key-1"), "{outcome:?}");
    }
    assert_eq!(received(&fake), [""; 0]);
}
