//! `Retry-After`: a call waits for all of it, or returns immediately if it does not fit.

use std::time::{Duration, Instant};

use cloudflare_interconnects::ErrorKind;
use serde_json::json;

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::{
    self, Verb, client_with, envelope, error_from, fails_with, http, http_with_headers, millis, success,
};

/// The waits of a client after this response, or the `Retry-After` in the error if it does not retry.
fn limited(headers: &str, verb: Verb) -> (Vec<Duration>, Option<Duration>) {
    let clock = FakeClock::frozen();
    let server = Server::in_turn([http_with_headers(429, headers, envelope(971, "slow down")), success()]);
    let outcome = verb.send(&client_with(&server, &clock));
    if outcome.is_ok() {
        assert_eq!(server.request_count(), 2);
        return (clock.sleeps(), None);
    }
    let error = fails_with(outcome, ErrorKind::Api, 1);
    assert_eq!((server.request_count(), clock.sleeps()), (1, vec![]), "{error}");
    assert!(error.is_rate_limited() && error.is_retryable(), "{error}");
    (Vec::new(), Some(error.retry_after().expect("the error has the time")))
}

// Row 26.
#[test]
fn a_call_waits_for_the_whole_retry_after() {
    for (headers, wait) in [
        ("retry-after: 5", 5_000),
        ("Retry-After:   17  ", 17_000),
        ("retry-after: 89", 89_000),
        ("retry-after: Sun, 06 Nov 1994 08:49:42 GMT", 5_000),
        ("retry-after: Sunday, 06-Nov-94 08:49:42 GMT", 5_000),
        ("retry-after: Sun Nov  6 08:49:42 1994", 5_000),
        // The wait is never shorter than the backoff.
        ("retry-after: 0", 250),
        ("retry-after: Sun, 06 Nov 1994 08:49:00 GMT", 250),
        ("retry-after: Thu, 01 Jan 1970 00:00:00 GMT", 250),
        // The longer of two values applies.
        ("retry-after: 5\r\nretry-after: 7", 7_000),
        ("retry-after: 7\r\nretry-after: 5", 7_000),
        ("retry-after: soon\r\nretry-after: 5", 5_000),
        // Invalid values are ignored.
        ("retry-after:", 250),
        ("retry-after: -1", 250),
        ("retry-after: 1.5", 2_000),
        ("retry-after: 1e35", 250),
        ("retry-after: 5s", 250),
        ("retry-after: soon", 250),
        ("retry-after: Sun, 99 Nov 1994 08:49:42 GMT", 250),
        ("", 250),
    ] {
        for verb in Verb::ALL {
            assert_eq!(limited(headers, verb), (millis(&[wait]), None), "{headers:?}: {verb:?}");
        }
    }
}

// Row 26.
#[test]
fn a_retry_after_that_does_not_fit_is_returned_immediately_in_the_error() {
    for (headers, seconds) in [
        ("retry-after: 90", 90),
        ("retry-after: 300", 300),
        ("retry-after: 99999999999999999999999999999999999", 86_400),
        ("retry-after: Sun, 06 Nov 1994 08:54:37 GMT", 300),
        ("retry-after: Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("retry-after: 5\r\nretry-after: 300", 300),
    ] {
        for verb in Verb::ALL {
            assert_eq!(
                limited(headers, verb),
                (Vec::new(), Some(Duration::from_secs(seconds))),
                "{headers:?}: {verb:?}"
            );
        }
    }
}

#[test]
fn the_retry_after_of_a_problem_document_is_used_unless_there_is_a_header() {
    for (headers, after, wait) in [
        ("", json!(29), 29_000),
        ("", json!(29.5), 30_000),
        ("", json!("12"), 12_000),
        ("", json!(-1), 250),
        ("", json!({}), 250),
        ("retry-after: 3", json!(29), 3_000),
    ] {
        let body = json!({ "title": "limited", "status": 429, "retry_after": after }).to_string();
        let clock = FakeClock::frozen();
        let server = Server::in_turn([http_with_headers(429, headers, body), success()]);
        support::get(&support::builder_with(&server, &clock).build().unwrap()).unwrap();
        assert_eq!(clock.sleeps(), millis(&[wait]), "{headers:?} {after}");
    }
    let never = json!({ "title": "limited", "status": 429, "retry_after": 1e300 }).to_string();
    let error = error_from(http(429, never));
    assert_eq!(
        (error.retry_after(), error.attempts()),
        (Some(Duration::from_secs(86_400)), 1)
    );
}

#[test]
fn a_retry_after_is_honored_with_every_retried_status() {
    let clock = FakeClock::frozen();
    let server = Server::in_turn([http_with_headers(503, "retry-after: 20", ""), success()]);
    support::get(&support::builder_with(&server, &clock).build().unwrap()).unwrap();
    assert_eq!(clock.sleeps(), millis(&[20_000]));
}

// Row 69.
#[test]
fn a_fractional_retry_after_is_rounded_up_and_a_long_one_is_limited_to_a_day() {
    let limited = |after: &str| http_with_headers(429, &format!("retry-after: {after}"), envelope(971, "slow down"));
    for (after, seconds) in [
        ("1.5", 2),
        ("18446744073709551615", 86_400),
        ("86401", 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ] {
        let after = error_from(limited(after)).retry_after().unwrap();
        assert_eq!(after, Duration::from_secs(seconds));
        // Adding it to a time does not overflow.
        let _ = Instant::now() + after;
    }
    let clock = FakeClock::frozen();
    let server = Server::in_turn([limited("1.5"), success()]);
    support::get(&client_with(&server, &clock)).unwrap();
    assert_eq!(clock.sleeps(), millis(&[2_000]));
}
