//! `wait_until` polls a GET until its value is ready. `wait_errors.rs` tests more of its errors.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use cloudflare_interconnects::operations::GetInterconnectStatus;
use cloudflare_interconnects::types::StatusInfo;
use cloudflare_interconnects::{Client, Error, ErrorKind, Wait};
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, DEADLINE, Response, SECOND, TOKEN, assert_contains, client_with, envelope, fails, fails_with, http,
    http_with_headers, page,
};

pub(super) fn state(state: &str) -> Response {
    http(200, json!({ "state": state }))
}

fn down(reason: &str) -> Response {
    http(200, json!({ "state": "Down", "reason": reason }))
}

pub(super) fn limited(after: u32) -> Response {
    http_with_headers(429, &format!("retry-after: {after}"), envelope(10429, "slow down"))
}

/// A client with a clock that only sleeps advance.
pub(super) fn client(server: &(impl AsRef<str> + ?Sized)) -> (Client, Arc<FakeClock>) {
    let clock = FakeClock::frozen();
    (client_with(server, &clock), clock)
}

/// A call without retries, so that each check is one request.
pub(super) fn status(client: &Client) -> GetInterconnectStatus {
    client.interconnects(ACCOUNT).status("icon-1").max_retries(0)
}

pub(super) fn is_healthy(status: &StatusInfo) -> bool {
    matches!(status, StatusInfo::Healthy { .. })
}

/// The last value in an error.
pub(super) fn last(error: &Error) -> Option<&str> {
    error.last_value::<StatusInfo>().and_then(StatusInfo::state)
}

#[test]
fn a_wait_checks_immediately_and_then_at_every_interval_until_the_predicate_is_true() {
    let server = Server::in_turn([state("Pending"), down("no light"), state("Healthy")]);
    let (client, clock) = client(&server);
    let seen = RefCell::new(Vec::new());
    let value = status(&client)
        .wait_until(is_healthy)
        .interval(7 * SECOND)
        .on_progress(|check| {
            let state = check.result.ok().and_then(StatusInfo::state).map(str::to_owned);
            seen.borrow_mut().push((check.number, check.elapsed, state.unwrap()));
        })
        .send()
        .unwrap();
    assert!(is_healthy(&value));
    assert_eq!(clock.sleeps(), [7 * SECOND; 2]);
    assert_eq!(
        seen.into_inner(),
        [
            (1, Duration::ZERO, "Pending".to_owned()),
            (2, 7 * SECOND, "Down".to_owned()),
            (3, 14 * SECOND, "Healthy".to_owned())
        ]
    );

    let server = Server::always(state("Healthy"));
    let (client, clock) = self::client(&server);
    status(&client).wait_until(is_healthy).send().unwrap();
    assert_eq!((server.request_count(), clock.sleeps().len()), (1, 0));
}

#[test]
fn by_default_a_wait_checks_every_ten_seconds_for_fifteen_minutes_and_once_more_before_the_end() {
    let server = Server::always(state("Pending"));
    let (client, clock) = client(&server);
    let error = fails(status(&client).wait_until(|_| false).send());
    let mut sleeps = clock.sleeps();
    assert_eq!(
        sleeps.pop(),
        Some(8 * SECOND),
        "two seconds are left for the last check"
    );
    assert_eq!(sleeps, [10 * SECOND; 89]);
    assert_eq!((server.request_count(), error.attempts()), (91, 91));
}

#[test]
fn a_timeout_error_has_the_description_duration_number_of_checks_and_last_value() {
    let server = Server::in_turn([state("Pending"), down("no light")]);
    let (client, _) = client(&server);
    let wait = |interconnects: GetInterconnectStatus| {
        interconnects
            .wait_until(is_healthy)
            .interval(10 * SECOND)
            .deadline(20 * SECOND)
    };
    let error = fails(wait(status(&client)).described_as("icon-1 to be healthy").send());
    assert_eq!((error.kind(), error.status()), (ErrorKind::Wait, None));
    assert!(error.is_timeout() && error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(
        error.to_string(),
        "get_interconnect_status: timed out after 18 s (3 checks) waiting for icon-1 to be healthy; \
         no time for another check before the deadline of 20 s; last seen: Down { reason: Some(\"no light\"), extra_fields: {} } (ray 8f00ba12-IAD, 3 attempts)"
    );
    assert_eq!(last(&error), Some("Down"));
    assert!(error.last_value::<String>().is_none());
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::TimedOut);

    // Without a description, the request is named.
    let error = fails(wait(status(&client)).send());
    let path = format!("the expected response to GET /client/v4/accounts/{ACCOUNT}/cni/interconnects/icon-1/status;");
    assert_contains(&error, [&path]);
}

#[test]
fn a_predicate_can_end_the_wait_with_a_reason() {
    let server = Server::in_turn([state("Pending"), down("port is gone"), state("Healthy")]);
    let (client, clock) = client(&server);
    let error = fails_with(
        status(&client)
            .wait_until(|status| match status {
                StatusInfo::Healthy { .. } => Wait::Ready,
                StatusInfo::Down { reason, .. } => Wait::never(reason.clone().unwrap_or_default()),
                _ => Wait::NotYet,
            })
            .described_as("icon-1 to be healthy")
            .send(),
        ErrorKind::Wait,
        2,
    );
    assert!(!error.is_timeout() && !error.is_retryable());
    assert_contains(
        &error,
        ["stopped waiting for icon-1 to be healthy after 10 s (2 checks): port is gone"],
    );
    assert_eq!(last(&error), Some("Down"));
    assert_eq!((server.request_count(), clock.sleeps().len()), (2, 1));
}

#[test]
fn a_wait_that_ends_at_the_first_check_reports_how_much_time_passed() {
    let server = Server::always(down("port is gone"));
    let (client, _) = client(&server);
    let wait = status(&client).wait_until(|_| Wait::never("port is gone"));
    assert_contains(
        &fails(wait.described_as("icon-1 to be healthy").send()),
        ["stopped waiting for icon-1 to be healthy after 0 s (1 check): port is gone"],
    );
}

#[test]
fn the_message_includes_the_last_checks_error_without_repeating_the_operation() {
    let server = Server::always(limited(60));
    let (client, _) = client(&server);
    let wait = status(&client).wait_until(is_healthy).deadline(60 * SECOND);
    assert_eq!(
        fails(wait.described_as("icon-1 to be healthy").send()).to_string(),
        "get_interconnect_status: stopped waiting for icon-1 to be healthy after 0 s (1 check): the API asks to wait \
         60 s, but the deadline is in 60 s; the last check failed: the API returned 429 Too Many Requests: slow down [10429] (ray 8f00ba12-IAD, retry after 60 s)"
    );
}

// Row 57.
#[test]
fn the_minimum_interval_is_a_tenth_of_a_second() {
    for interval in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(100)] {
        let server = Server::in_turn([state("Pending"), state("Pending"), state("Healthy")]);
        let (client, clock) = client(&server);
        let wait = status(&client).wait_until(is_healthy).interval(interval);
        wait.send().unwrap();
        assert_eq!(clock.sleeps(), [Duration::from_millis(100); 2], "{interval:?}");
    }
}

#[test]
fn temporary_errors_do_not_end_the_wait() {
    let server = raw::Server::in_turn([
        Reply::send(http(503, "")),
        Reply::nothing().then_close(),
        Reply::send(&b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"[..]).then_reset(),
        Reply::send(http_with_headers(
            502,
            "content-type: text/html",
            "<h1>Bad Gateway</h1>",
        )),
        Reply::send(state("Healthy")),
    ]);
    let (client, clock) = client(&server);
    let mut failures = 0;
    status(&client)
        .wait_until(is_healthy)
        .on_progress(|check| failures += u32::from(check.result.is_err()))
        .send()
        .unwrap();
    assert_eq!((failures, clock.sleeps()), (4, vec![10 * SECOND; 4]));
}

#[test]
fn each_check_has_the_retries_of_the_request() {
    let server = Server::in_turn([http(503, ""), state("Pending"), http(503, ""), state("Healthy")]);
    let (client, clock) = client(&server);
    let mut checks = 0;
    let status = client.interconnects(ACCOUNT).status("icon-1");
    status
        .wait_until(is_healthy)
        .on_progress(|check| checks = check.number)
        .send()
        .unwrap();
    let retry = Duration::from_millis(250);
    assert_eq!((checks, clock.sleeps()), (2, vec![retry, 10 * SECOND, retry]));
}

#[test]
fn a_wait_honors_the_retry_after_of_a_rate_limit() {
    let server = Server::in_turn([limited(77), limited(3), state("Healthy")]);
    let (client, clock) = client(&server);
    status(&client).wait_until(is_healthy).send().unwrap();
    assert_eq!(clock.sleeps(), [77 * SECOND, 10 * SECOND]);
}

#[test]
fn a_rate_limit_beyond_the_deadline_ends_the_wait_immediately() {
    let server = Server::in_turn([state("Pending"), limited(60)]);
    let (client, clock) = client(&server);
    let error = fails(status(&client).wait_until(is_healthy).deadline(60 * SECOND).send());
    assert!(error.is_timeout(), "{error}");
    assert!(error.retry_after() == Some(60 * SECOND), "{error}");
    assert_eq!(last(&error), Some("Pending"));
    assert_contains(&error, ["429"]);
    let origin = error.origin().unwrap();
    assert!(origin.downcast_ref::<Error>().unwrap().is_rate_limited());
    assert!(
        std::error::Error::source(&error).is_none(),
        "the message already contains it"
    );
    assert_eq!(clock.sleeps(), [10 * SECOND]);
}

#[test]
fn any_other_error_ends_the_wait_and_has_the_last_value() {
    for (reply, kind) in [
        (
            Reply::send(http(404, envelope(100404, "no such interconnect"))),
            ErrorKind::Api,
        ),
        (
            Reply::send(http(403, envelope(10000, "Authentication error"))),
            ErrorKind::Api,
        ),
        (Reply::send(http(200, "[]")), ErrorKind::Decode),
        (Reply::send("SSH-2.0-OpenSSH_9.2\r\n\r\n"), ErrorKind::Protocol),
    ] {
        let server = raw::Server::in_turn([Reply::send(state("Pending")), reply]);
        let (client, clock) = client(&server);
        let error = fails_with(status(&client).wait_until(is_healthy).send(), kind, 2);
        assert_eq!(last(&error), Some("Pending"));
        assert_eq!((server.request_count(), clock.sleeps().len()), (2, 1));
    }
}

#[test]
fn a_last_check_that_exceeds_the_deadline_keeps_the_last_value() {
    let server = raw::Server::new(|request| match request.number {
        0 => Reply::send(state("Pending")),
        _ => Reply::nothing().then_hold(),
    });
    let clock = FakeClock::running();
    let client = client_with(&server, &clock);
    let wait = status(&client)
        .wait_until(is_healthy)
        .interval(Duration::from_millis(10))
        .deadline(DEADLINE);
    let error = fails(wait.send());
    assert_eq!((error.kind(), last(&error)), (ErrorKind::Wait, Some("Pending")));
    assert!(error.is_timeout() && error.to_string().contains("Pending"), "{error}");
    assert_eq!(server.request_count(), 2);
}

#[test]
fn a_check_takes_no_longer_than_the_timeout_of_the_request() {
    let server = raw::Server::new(|request| match request.number {
        0 => Reply::nothing().then_hold(),
        _ => Reply::send(state("Healthy")),
    });
    let (client, clock) = client(&server);
    let status = status(&client).timeout(DEADLINE);
    status.wait_until(is_healthy).send().unwrap();
    assert_eq!(clock.sleeps(), [10 * SECOND]);
}

#[test]
fn a_wait_with_a_deadline_of_zero_or_an_invalid_argument_sends_nothing() {
    let server = Server::always(state("Pending"));
    let (client, _) = client(&server);
    let error = fails(status(&client).wait_until(is_healthy).deadline(Duration::ZERO).send());
    assert!(error.is_timeout(), "{error}");
    assert!(error.attempts() == 0, "{error}");
    assert!(last(&error).is_none(), "{error}");
    let nowhere = client.interconnects(ACCOUNT).status("..");
    let error = fails(nowhere.wait_until(is_healthy).send());
    assert_eq!(error.kind(), ErrorKind::InvalidParameter);
    assert_eq!(server.request_count(), 0);
}

#[test]
fn maximum_durations_do_not_overflow() {
    let server = Server::in_turn([state("Pending"), state("Healthy")]);
    let clock = FakeClock::frozen();
    let client = client_with(&server, &clock);
    let wait = status(&client).wait_until(is_healthy).deadline(Duration::MAX);
    wait.interval(365 * 24 * 3600 * SECOND).send().unwrap();
    let wait = status(&client).wait_until(|_| false).interval(Duration::MAX);
    assert!(fails(wait.deadline(20 * SECOND).send()).is_timeout());
}

#[test]
fn a_list_can_be_waited_on_too() {
    let slot = |occupied| {
        json!({ "id": "slot-1", "site": "IAD", "speed": "10G", "occupied": occupied,
                "facility": { "name": "x", "address": [] } })
    };
    let server = Server::in_turn([
        page(&[], None),
        page(&[slot(true)], None),
        page(&[slot(true), slot(false)], None),
    ]);
    let (client, _) = client(&server);
    let slots = client.slots(ACCOUNT).list().site("IAD");
    let page = slots
        .wait_until(|page| page.items.iter().any(|slot| !slot.occupied))
        .send()
        .unwrap();
    assert_eq!((page.items.len(), server.request_count()), (2, 3));
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.target().ends_with("/slots?site=IAD"))
    );
}

#[test]
fn a_secret_of_the_request_is_redacted_in_the_last_value() {
    let secret = "pairing-5ecret";
    let seen = json!({ "pairing_key": "another-5ecret", "note": [secret], "state": "Down" });
    let server = Server::always(http(200, &seen));
    let (client, _clock) = client(&server);
    let error = fails(
        client
            .request("GET", "/things")
            .query("pairing_key", secret)
            .redact("pairing_key")
            .wait_until(|_: &Value| Wait::never(format!("{secret} is of no use")))
            .send(),
    );
    let shown = error.to_string();
    assert!(!shown.contains("5ecret") && shown.contains("Down"), "{shown}");
    assert_eq!(error.last_value::<Value>(), Some(&seen));
}

#[test]
fn a_wait_redacts_secrets_and_escapes_control_characters() {
    let reason = format!("{}{TOKEN}\u{1b}[2J\u{202e}", "x".repeat(150));
    let server = Server::always(down(&reason));
    let client = support::client(&server);
    let wait = || status(&client).wait_until(is_healthy).deadline(SECOND);
    fails(wait().send());
    fails(wait().described_as(&reason).send());
    fails(status(&client).wait_until(|_| Wait::never(&reason)).send());
    assert_eq!(
        format!("{:?}", wait()),
        "WaitUntil { operation: \"get_interconnect_status\", interval: 10s, deadline: 1s, .. }"
    );
}

#[test]
fn an_error_kept_by_on_progress_is_complete() {
    let server = Server::in_turn([state("Pending"), http(404, envelope(100404, "gone"))]);
    let (client, _) = client(&server);
    let mut kept = Vec::new();
    let waited = status(&client)
        .wait_until(is_healthy)
        .on_progress(|check| kept.extend(check.result.err().cloned()))
        .send();
    let error = fails(waited);
    for error in [&error, &kept[0]] {
        assert_eq!(error.status(), Some(404));
        assert_eq!(error.attempts(), 2);
        assert_eq!(last(error), Some("Pending"));
    }
}

#[test]
fn an_error_of_a_wait_has_the_last_value_although_a_callback_keeps_a_clone() {
    let server = Server::in_turn([state("Pending"), http(404, envelope(1001, "not found"))]);
    let (client, _) = client(&server);
    let seen = RefCell::new(None);
    let wait = status(&client).wait_until(StatusInfo::is_healthy);
    let error = fails(
        wait.keep_waiting_on(|error| {
            *seen.borrow_mut() = Some(error.clone());
            false
        })
        .send(),
    );
    let last = error.last_value::<StatusInfo>();
    assert_eq!(last.and_then(StatusInfo::state), Some("Pending"));
    assert_eq!(error.attempts(), 2);
    assert!(seen.into_inner().unwrap().is_not_found());
}
