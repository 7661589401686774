//! Failures: which request fails, how often, and how.

use std::time::Duration;

use cloudflare_interconnects::fake::{Failure, Fake};
use cloudflare_interconnects::types::InterconnectCreate;
use serde_json::json;

use super::start;

/// Longer than any test runs.
const LONG: Duration = Duration::from_secs(24 * 3600);

#[test]
fn failures_are_used_once_and_in_order() {
    let (fake, client) = start();
    fake.fail_next(Failure::status(503).retry_after(7));
    fake.fail_next(Failure::status(520).body("text/html", "<h1>520</h1>"));
    fake.fail_next(Failure::status(403));
    fake.fail_next(Failure::status(409).error(1_234_567, "taken").header("cf-ray", "mine"));

    let first = client.get("settings");
    assert_eq!(first.error(503)["code"], 100_503);
    assert_eq!(first.header("retry-after"), Some("7"));
    let second = client.get("settings");
    assert_eq!((second.status, second.text()), (520, "<h1>520</h1>"));
    assert_eq!(second.header("content-type"), Some("text/html"));
    assert!(second.header("cf-ray").is_some());
    assert_eq!(client.get("settings").error(403)["code"], 10000);
    let fourth = client.get("settings");
    assert_eq!(fourth.error(409), json!({ "code": 1_234_567, "message": "taken" }));
    assert_eq!(fourth.header("cf-ray"), Some("mine"));
    client.get("settings").json(200);
    assert_eq!(fake.requests().len(), 5);
}

#[test]
fn a_failure_can_be_limited_to_an_operation_and_skip_requests() {
    let (fake, client) = start();
    fake.fail_next(Failure::status(500).on("GET", "/status").after(1));
    fake.fail_next(Failure::status(429).on("GET", "/loa"));
    let status = |path| client.get(path).status;
    assert_eq!(status("interconnects/icon-1"), 200);
    assert_eq!(status("interconnects/icon-1/status"), 200);
    assert_eq!(status("interconnects/icon-1/loa"), 429);
    assert_eq!(status("interconnects/icon-1/status"), 500);
    assert_eq!(status("interconnects/icon-1/status"), 200);
}

#[test]
fn a_failure_can_happen_a_number_of_times_or_until_it_is_cleared() {
    let (fake, client) = start();
    fake.fail_next(Failure::status(500).times(0));
    fake.fail_next(Failure::status(502).times(2).after(1));
    fake.fail_next(Failure::status(503).on("GET", "/slots").always());
    let statuses = |path| [(); 5].map(|()| client.get(path).status);
    assert_eq!(statuses("settings"), [200, 502, 502, 200, 200]);
    assert_eq!(statuses("slots"), [503; 5]);
    assert_eq!(statuses("settings"), [200; 5]);
    fake.clear_failures();
    assert_eq!(statuses("slots"), [200; 5]);
}

#[test]
fn a_failed_request_changes_nothing_unless_it_is_applied() {
    let (fake, client) = start();
    fake.fail_next(Failure::status(500));
    client.order().error(500);
    client.get("interconnects/icon-8").error(404);

    fake.fail_next(Failure::status(504).applied());
    client.order().error(504);
    client.get("interconnects/icon-8").json(200);
}

#[test]
fn a_disconnect_closes_the_connection_without_a_response() {
    let (fake, client) = start();
    client.get("settings").json(200);
    fake.fail_next(Failure::disconnect().on("DELETE", "/icon-1").applied());
    let token = ("authorization", "Bearer t");
    assert!(
        client
            .try_send("DELETE", "/cni/interconnects/icon-1", &[token], "")
            .is_err()
    );
    client.get("interconnects/icon-1").error(404);
    assert_eq!(fake.requests()[1].method, "DELETE");
}

#[test]
fn after_a_client_timeout_a_delayed_order_exists_only_if_it_is_applied() {
    let order = InterconnectCreate::direct("tag", Fake::FREE_SLOT_ID);
    for (applied, expected) in [(true, 200), (false, 404)] {
        let (fake, client) = start();
        let failure = Failure::delay(LONG).on("POST", "/interconnects");
        fake.fail_next(if applied { failure.applied() } else { failure });
        let impatient = fake
            .client_builder()
            .timeout(Duration::from_millis(200))
            .build()
            .unwrap();
        let interconnects = impatient.interconnects(Fake::ACCOUNT_ID);
        assert!(interconnects.create(&order).send().unwrap_err().is_timeout());
        assert_eq!(client.get("interconnects/icon-8").status, expected);
    }
}

#[test]
fn a_client_that_waits_gets_a_delayed_response() {
    let (fake, client) = start();
    let delay = Duration::from_millis(1);
    for delay in [Duration::ZERO, delay] {
        fake.fail_next(Failure::delay(delay).on("GET", "/settings"));
        client.get("settings").json(200);
    }
    fake.fail_next(Failure::delay(delay));
    assert_eq!(client.order().json(200)["name"], "icon-8");
    client.delete("interconnects/icon-8");
    fake.fail_next(Failure::delay(delay).applied());
    assert_eq!(client.order().json(200)["name"], "icon-9");
    assert_eq!(client.all("interconnects", "name").len(), 8);
}

#[test]
fn the_client_of_the_fake_skips_waits_but_still_reaches_its_deadlines() {
    let (fake, _) = start();
    let interconnects = fake.client().interconnects(Fake::ACCOUNT_ID);
    fake.fail_next(Failure::status(503).retry_after(20));
    interconnects.get("icon-1").send().unwrap();
    assert_eq!(fake.take_requests().len(), 2);
    assert_eq!(fake.requests(), []);

    fake.set_status(Fake::ACCOUNT_ID, "icon-1", json!({ "state": "Pending" }));
    let status = interconnects.status("icon-1").wait_until(|_| false);
    let status = status
        .interval(Duration::from_secs(60))
        .deadline(Duration::from_secs(3600));
    assert!(status.send().unwrap_err().is_timeout());
    let checks = fake.requests().len();
    assert!((50..=61).contains(&checks), "{checks} checks in an hour, one a minute");
}
