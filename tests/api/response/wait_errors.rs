//! Errors of `wait_until`: which of them end a wait, and what the message shows.

use cloudflare_interconnects::{Error, ErrorKind};
use serde_json::json;

use super::wait::{client, is_healthy, last, limited, state, status};
use crate::support::mock::Server;
use crate::support::{ACCOUNT, Response, SECOND, assert_contains, envelope, fails, http};

fn missing() -> Response {
    http(404, envelope(1_002, "no such interconnect"))
}

// Row 62.
#[test]
fn a_retry_after_beyond_the_deadline_ends_the_wait_and_the_message_has_the_time_that_really_passed() {
    let server = Server::in_turn([state("Pending"), limited(3600)]);
    let (client, clock) = client(&server);
    let wait = status(&client).wait_until(is_healthy);
    let error = fails(wait.described_as("icon-1 to be healthy").send());
    assert_eq!(
        error.to_string(),
        "get_interconnect_status: stopped waiting for icon-1 to be healthy after 10 s (2 checks): the API asks to wait \
         3600 s, but the deadline is in 890 s; last seen: Pending { extra_fields: {} }; the last check failed: the API \
         returned 429 Too Many Requests: slow down [10429] (ray 8f00ba12-IAD, 2 attempts, retry after 3600 s)"
    );
    assert_eq!(
        (error.kind(), error.retry_after()),
        (ErrorKind::Wait, Some(3600 * SECOND))
    );
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(clock.sleeps(), [10 * SECOND]);
}

// Row 67.
#[test]
fn a_wait_continues_after_the_errors_of_keep_waiting_on_and_ends_at_any_other() {
    let conflict = http(409, envelope(1_009, "being set up"));
    let server = Server::in_turn([
        missing(),
        conflict.clone(),
        state("Pending"),
        missing(),
        state("Healthy"),
    ]);
    let (client, clock) = client(&server);
    let mut failures = 0;
    status(&client)
        .wait_until(is_healthy)
        .keep_waiting_on(Error::is_not_found)
        .keep_waiting_on(Error::is_conflict)
        .on_progress(|check| failures += u32::from(check.result.is_err()))
        .send()
        .unwrap();
    assert_eq!((failures, clock.sleeps()), (3, vec![10 * SECOND; 4]));

    let server = Server::in_turn([missing(), conflict]);
    let (client, _) = self::client(&server);
    let wait = status(&client).wait_until(is_healthy);
    assert!(fails(wait.keep_waiting_on(Error::is_not_found).send()).is_conflict());
}

// Row 67.
#[test]
fn an_error_that_persists_until_the_deadline_is_the_last_error_of_the_wait() {
    let server = Server::in_turn([state("Pending"), missing()]);
    let (client, _) = client(&server);
    let wait = status(&client).wait_until(is_healthy).deadline(60 * SECOND);
    let error = fails(wait.keep_waiting_on(Error::is_not_found).send());
    assert!(error.is_timeout() && error.kind() == ErrorKind::Wait, "{error}");
    assert_eq!(last(&error), Some("Pending"));
    assert_contains(&error, ["the last check failed: the API returned 404 Not Found"]);
}

// Row 67.
#[test]
fn a_wait_with_an_invalid_parameter_ends_regardless_of_keep_waiting_on() {
    let server = Server::always(state("Pending"));
    let (client, _) = client(&server);
    let wait = client.interconnects(ACCOUNT).status("..").wait_until(is_healthy);
    let error = fails(wait.keep_waiting_on(|_| true).send());
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::InvalidParameter, 0));
}

// Row 68.
#[test]
fn a_wait_that_timed_out_shows_the_name_of_an_unknown_state_and_redacts_its_fields() {
    let newer = json!({ "state": "Draining", "note": "s3cret of the new state" });
    // A discriminator that is not a string is redacted too.
    let odd = json!({ "state": { "key": "s3cret" } });
    for (body, texts) in [
        (newer, ["\"state\": \"Draining\"", "\"note\""]),
        (odd, ["\"state\"", ""]),
    ] {
        let server = Server::always(http(200, body));
        let (client, _) = client(&server);
        let wait = status(&client).wait_until(is_healthy);
        let error = fails(wait.deadline(60 * SECOND).send());
        assert_contains(&error, texts);
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
