//! Retries: which responses are retried for which method, how often, and the backoff between attempts.

use cloudflare_interconnects::ErrorKind;
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, Response, SECOND, Verb, client_with, envelope, fails, fails_with, http, http_with_headers, logs,
    millis, success,
};

fn problem(status: u16, more: Value) -> Response {
    let mut body = json!({ "type": "about:blank", "title": "Error 1015", "status": status, "error_code": 1015 });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    http_with_headers(status, "content-type: application/problem+json", &body)
}

/// Whether a request is retried after this response. The next response is a success.
fn is_retried(failure: &Response, verb: Verb) -> bool {
    let server = Server::in_turn([failure.clone(), success()]);
    let outcome = verb.send(&support::client(&server));
    let requests = server.requests();
    if outcome.is_ok() {
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].bytes, requests[1].bytes);
        return true;
    }
    let error = fails_with(outcome, ErrorKind::Api, 1);
    assert!(requests.len() == 1 && !error.is_retryable(), "{error}");
    false
}

/// Asserts whether idempotent methods and POST are retried after this response.
#[track_caller]
fn assert_policy(failure: &Response, idempotent: bool, post: bool) {
    for verb in Verb::ALL {
        let expected = if verb.is_idempotent() { idempotent } else { post };
        assert_eq!(
            is_retried(failure, verb),
            expected,
            "{verb:?} {} {}",
            failure.status,
            failure.head
        );
    }
}

#[test]
fn a_rate_limit_is_retried_for_every_method() {
    assert_policy(&http(429, "{}"), true, true);
    assert_policy(&http_with_headers(429, "retry-after: 5", "{}"), true, true);
    assert_policy(&problem(429, json!({ "retry_after": 5 })), true, true);
}

#[test]
fn an_ambiguous_status_is_retried_only_if_the_method_is_idempotent() {
    for status in [408, 500, 502, 503, 504, 520, 521, 522, 523, 524] {
        assert_policy(&http(status, "{}"), true, false);
        assert_policy(&http_with_headers(status, "retry-after: 1", "<html>"), true, false);
    }
}

#[test]
fn an_edge_error_is_retried_only_if_it_is_marked_retryable_or_has_a_retry_after() {
    assert_policy(
        &http_with_headers(530, "content-type: text/html", "<html>error 1016</html>"),
        false,
        false,
    );
    assert_policy(&http_with_headers(530, "retry-after: 1", "<html>"), true, false);
    for status in [403, 409, 530] {
        assert_policy(&problem(status, json!({})), false, false);
        assert_policy(&problem(status, json!({ "retryable": true })), true, false);
        assert_policy(&problem(status, json!({ "retry_after": 1 })), true, false);
        assert_policy(
            &problem(status, json!({ "retryable": false, "retry_after": 1 })),
            false,
            false,
        );
    }
}

#[test]
fn an_explicit_retryable_overrides_the_status_except_for_post() {
    for status in [500, 503, 522] {
        assert_policy(&problem(status, json!({ "retryable": false })), false, false);
        assert_policy(&problem(status, json!({ "retryable": true })), true, false);
        assert_policy(&problem(status, json!({})), true, false);
    }
    assert_policy(&problem(429, json!({ "retryable": false })), false, true);
}

#[test]
fn a_permanent_error_is_never_retried() {
    for status in [400, 401, 403, 404, 405, 409, 410, 413, 422, 451, 501, 505, 525, 526] {
        assert_policy(&http(status, envelope(1, "no")), false, false);
    }
    assert_policy(&http(200, envelope(1, "no")), false, false);
}

// Row 27.
#[test]
fn two_failures_and_a_success_are_three_identical_requests() {
    for verb in Verb::ALL {
        let clock = FakeClock::frozen();
        let busy = if verb.is_idempotent() { 503 } else { 429 };
        let server = raw::Server::in_turn([http(busy, "{}"), http(busy, ""), success()]);
        verb.send(&client_with(&server, &clock)).unwrap();
        let requests = server.requests();
        assert_eq!((requests.len(), server.connection_count()), (3, 1));
        assert!(requests.iter().all(|request| request.bytes == requests[0].bytes));
        assert_eq!(clock.sleeps(), millis(&[250, 500]));
    }
}

// Row 28.
#[test]
fn an_ambiguous_post_is_sent_once_and_its_error_says_to_list_before_creating_again() {
    for reply in [
        Reply::send(http(500, envelope(1, "oops"))),
        Reply::send(http(503, "{}")),
        Reply::send(http(408, "{}")),
        Reply::send(http(524, "<html>")),
        Reply::nothing().then_reset(),
        Reply::nothing().then_close(),
    ] {
        let server = raw::Server::always(reply);
        let error = fails(Verb::Post.send(&support::client(&server)));
        assert_eq!((server.request_count(), error.attempts()), (1, 1));
        assert!(error.may_have_been_applied() && !error.is_retryable(), "{error}");
        assert!(
            error
                .to_string()
                .ends_with("list the resources before creating another"),
            "{error}"
        );
    }
    for status in [400, 403, 409, 422, 429, 501, 505, 525, 526] {
        let server = Server::always(http(status, "{}"));
        let error = fails(Verb::Post.send(&support::client(&server)));
        assert!(!error.may_have_been_applied(), "{error}");
    }
}

#[test]
fn an_error_counts_its_attempts_and_every_backoff_is_logged() {
    for retries in [0, 1, 2, 5] {
        let clock = FakeClock::frozen();
        let server = Server::always(http(503, "{}"));
        let client = support::builder_with(&server, &clock)
            .max_retries(retries)
            .build()
            .unwrap();
        logs::take_thread_lines();
        let error = fails(support::get(&client));
        assert_eq!(error.attempts(), retries + 1);
        assert_eq!(server.request_count(), retries as usize + 1);
        assert!(error.is_retryable());
        let lines = logs::take_thread_lines();
        let (attempts, waits): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.contains(": 503"));
        assert_eq!(attempts.len(), retries as usize + 1, "{lines:?}");
        assert_eq!(waits.len(), retries as usize, "{lines:?}");
        for (number, (line, wait)) in waits.iter().zip(clock.sleeps()).enumerate() {
            assert!(
                line.ends_with(&format!("waiting {wait:?} before attempt {}", number + 2)),
                "{line}"
            );
        }
    }
}

#[test]
fn the_log_line_of_an_attempt_has_its_ray() {
    let odd = b"HTTP/1.1 200 OK\r\ncf-ray: 8f\xff\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    let server = raw::Server::in_turn([
        Reply::nothing().then_close(),
        http(503, "{}").into(),
        success().into(),
        odd.into(),
    ]);
    let client = support::client(&server);
    logs::take_thread_lines();
    support::get(&client).unwrap();
    let mut lines = logs::take_thread_lines();
    lines.retain(|line| line.contains(" in "));
    assert!(lines[0].ends_with("attempt 1"), "{lines:?}");
    assert!(lines[1].ends_with("attempt 2, ray 8f00ba12-IAD"), "{lines:?}");
    assert!(lines[2].ends_with("attempt 3, ray 8f00ba12-IAD"), "{lines:?}");
    client.interconnects(ACCOUNT).delete("icon-1").send().unwrap();
    assert!(logs::take_thread_lines()[0].ends_with("attempt 1, ray 8f\u{fffd}"));
}

#[test]
fn a_call_overrides_the_retries_and_the_timeout_of_its_client() {
    let server = Server::always(http(503, "{}"));
    let never = support::client_without_retries(&server).interconnects(ACCOUNT);
    assert_eq!(fails(never.get("icon-1").max_retries(4).send()).attempts(), 5);
    assert_eq!(fails(never.list().max_retries(3).iter().next().unwrap()).attempts(), 4);
    assert_eq!(fails(never.delete("icon-1").send()).attempts(), 1);
    let server = Server::always(http_with_headers(503, "retry-after: 20", "{}"));
    let short = support::builder(&server)
        .timeout(15 * SECOND)
        .build()
        .unwrap()
        .interconnects(ACCOUNT);
    // A wait of 20 seconds does not fit in the timeout.
    assert_eq!(fails(short.get("icon-1").send()).attempts(), 1);
    assert_eq!(fails(short.get("icon-1").timeout(50 * SECOND).send()).attempts(), 3);
}

#[test]
fn backoff_doubles_from_half_a_second_to_eight_and_jitter_scales_it_from_zero() {
    for (jitter, expected) in [
        (0.0, [0, 0, 0, 0, 0, 0]),
        (0.5, [250, 500, 1_000, 2_000, 4_000, 4_000]),
        (1.0, [500, 1_000, 2_000, 4_000, 8_000, 8_000]),
    ] {
        let clock = FakeClock::with_jitter(jitter);
        let server = Server::always(http(503, "{}"));
        let get = client_with(&server, &clock).interconnects(ACCOUNT).get("icon-1");
        fails(get.max_retries(6).send());
        assert_eq!(clock.sleeps(), millis(&expected), "jitter {jitter}");
    }
}
