//! What is sent again, when, and how often: the policy over real sockets, the waits on a clock that does not sleep.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use cloudflare_interconnects::{Client, ErrorKind};
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, DEADLINE, Verb, at_once, envelope, fails, http, labelled, logs, success};

const SECOND: Duration = Duration::from_secs(1);

fn millis(millis: &[u64]) -> Vec<Duration> {
    millis.iter().map(|millis| Duration::from_millis(*millis)).collect()
}

fn problem(status: u16, more: Value) -> Vec<u8> {
    let mut body = json!({ "type": "about:blank", "title": "Error 1015", "status": status, "error_code": 1015 });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    labelled(status, "content-type: application/problem+json", body.to_string())
}

/// Answers with this once and then with success, and tells whether the request was sent again. Either way the error or
/// success is that of the last answer.
fn is_repeated(failure: &[u8], verb: Verb) -> bool {
    let server = Server::in_turn([failure.to_vec(), success()]);
    let outcome = verb.send(&support::client(&server.base_url()));
    let requests = server.requests();
    match outcome {
        Ok(()) => {
            assert_eq!(requests.len(), 2, "{verb:?}");
            assert_eq!(requests[0].bytes, requests[1].bytes, "{verb:?}");
            true
        }
        Err(error) => {
            let error = fails::<()>(Err(error));
            assert_eq!(
                (requests.len(), error.attempts(), error.kind()),
                (1, 1, ErrorKind::Api),
                "{verb:?}: {error}"
            );
            assert!(!error.is_retryable(), "{verb:?}: {error}");
            false
        }
    }
}

#[track_caller]
fn assert_policy(what: &str, failure: &[u8], idempotent: bool, post: bool) {
    for verb in Verb::ALL {
        let expected = if verb.is_repeatable() { idempotent } else { post };
        assert_eq!(is_repeated(failure, verb), expected, "{what}: {verb:?}");
    }
}

#[test]
fn a_rate_limit_is_waited_out_whatever_the_method() {
    assert_policy("429", &http(429, "{}"), true, true);
    assert_policy("429 with a time", &labelled(429, "retry-after: 5", "{}"), true, true);
    assert_policy(
        "429 in a problem document",
        &problem(429, json!({ "retry_after": 5 })),
        true,
        true,
    );
}

#[test]
fn what_the_server_may_have_done_is_repeated_only_if_that_does_no_harm() {
    for status in [408, 500, 502, 503, 504, 520, 521, 522, 523, 524] {
        assert_policy(&status.to_string(), &http(status, "{}"), true, false);
        assert_policy(
            &status.to_string(),
            &labelled(status, "retry-after: 1", "<html>"),
            true,
            false,
        );
    }
}

#[test]
fn an_edge_error_is_repeated_only_if_it_says_so_or_gives_a_time() {
    assert_policy(
        "530",
        &labelled(530, "content-type: text/html", "<html>error 1016</html>"),
        false,
        false,
    );
    assert_policy(
        "530 with a time",
        &labelled(530, "retry-after: 1", "<html>"),
        true,
        false,
    );
    for status in [403, 409, 530] {
        assert_policy("silent", &problem(status, json!({})), false, false);
        assert_policy("retryable", &problem(status, json!({ "retryable": true })), true, false);
        assert_policy("a time", &problem(status, json!({ "retry_after": 1 })), true, false);
        assert_policy(
            "not retryable",
            &problem(status, json!({ "retryable": false, "retry_after": 1 })),
            false,
            false,
        );
    }
}

#[test]
fn an_explicit_retryable_overrides_the_status_except_for_post() {
    for status in [500, 503, 522] {
        assert_policy("no", &problem(status, json!({ "retryable": false })), false, false);
        assert_policy("yes", &problem(status, json!({ "retryable": true })), true, false);
        assert_policy("silent", &problem(status, json!({})), true, false);
    }
    assert_policy("429, no", &problem(429, json!({ "retryable": false })), false, true);
}

#[test]
fn what_would_end_the_same_is_never_repeated() {
    for status in [400, 401, 403, 404, 405, 409, 410, 413, 422, 451, 501, 505, 525, 526] {
        assert_policy(
            &status.to_string(),
            &http(status, envelope(1, "no").to_string()),
            false,
            false,
        );
    }
    assert_policy(
        "success that is none",
        &http(200, envelope(1, "no").to_string()),
        false,
        false,
    );
}

// Row 27, for the methods that the API has.
#[test]
fn two_failures_and_a_success_are_three_identical_requests() {
    for verb in Verb::REPEATABLE {
        let clock = FakeClock::frozen();
        let server = Server::in_turn([http(503, "{}"), http(503, ""), success()]);
        verb.send(&support::builder_with(&server.base_url(), &clock).build().unwrap())
            .unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        assert!(requests.iter().all(|request| request.bytes == requests[0].bytes));
        assert_eq!(server.connection_count(), 1);
        assert_eq!(clock.sleeps(), millis(&[250, 500]));
    }
}

// Row 27, for the method that repeats a body.
#[test]
fn a_body_that_is_sent_again_is_the_same_to_the_byte() {
    let server = Server::in_turn([http(429, "{}"), http(429, "{}"), success()]);
    Verb::Post.send(&support::client(&server.base_url())).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].body().contains("slot_id"));
    assert!(requests.iter().all(|request| request.bytes == requests[0].bytes));
}

// Row 28.
#[test]
fn a_post_after_ambiguity_is_sent_once_and_says_what_to_do() {
    for reply in [
        Reply::send(http(500, envelope(1, "oops").to_string())),
        Reply::send(http(503, "{}")),
        Reply::send(http(408, "{}")),
        Reply::send(http(524, "<html>")),
        Reply::nothing().then_reset(),
        Reply::nothing().then_close(),
    ] {
        let server = Server::always(reply);
        let error = fails(Verb::Post.send(&support::client(&server.base_url())));
        assert_eq!((server.request_count(), error.attempts()), (1, 1));
        assert!(error.may_have_been_applied() && !error.is_retryable(), "{error}");
        assert!(error.to_string().ends_with("list before creating again"), "{error}");
    }
    for status in [400, 403, 409, 422, 429, 501, 505, 525, 526] {
        let server = Server::always(http(status, "{}"));
        let error = fails(Verb::Post.send(&support::client(&server.base_url())));
        assert!(!error.may_have_been_applied(), "{error}");
    }
}

#[test]
fn an_error_counts_its_attempts_and_every_wait_is_logged() {
    for retries in [0, 1, 2, 5] {
        let clock = FakeClock::frozen();
        let server = Server::always(http(503, "{}"));
        let client = support::builder_with(&server.base_url(), &clock)
            .max_retries(retries)
            .build()
            .unwrap();
        logs::take_own();
        let error = fails(support::get(&client));
        assert_eq!(
            (error.attempts(), server.request_count()),
            (retries + 1, retries as usize + 1)
        );
        assert!(error.is_retryable());
        let lines = logs::take_own();
        let (attempts, waits): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.contains(": 503"));
        assert_eq!(
            (attempts.len(), waits.len()),
            (retries as usize + 1, retries as usize),
            "{lines:?}"
        );
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
    let server = Server::in_turn([
        Reply::nothing().then_close(),
        http(503, "{}").into(),
        success().into(),
        odd.into(),
    ]);
    let client = support::client(&server.base_url());
    logs::take_own();
    support::get(&client).unwrap();
    let lines: Vec<_> = logs::take_own()
        .into_iter()
        .filter(|line| line.contains(" in "))
        .collect();
    assert!(lines[0].ends_with("attempt 1"), "{lines:?}");
    assert!(lines[1].ends_with("attempt 2, ray 8f00ba12-IAD"), "{lines:?}");
    assert!(lines[2].ends_with("attempt 3, ray 8f00ba12-IAD"), "{lines:?}");
    client.interconnects(ACCOUNT).delete("icon-1").send().unwrap();
    assert!(logs::take_own()[0].ends_with("attempt 1, ray 8f\u{fffd}"));
}

#[test]
fn a_call_overrides_the_retries_and_the_time_of_its_client() {
    let server = Server::always(http(503, "{}"));
    let never = support::builder(&server.base_url())
        .max_retries(0)
        .build()
        .unwrap()
        .interconnects(ACCOUNT);
    assert_eq!(fails(never.get("icon-1").max_retries(4).send()).attempts(), 5);
    assert_eq!(fails(never.list().max_retries(3).iter().next().unwrap()).attempts(), 4);
    assert_eq!(fails(never.delete("icon-1").send()).attempts(), 1);
    let server = Server::always(labelled(503, "retry-after: 20", "{}"));
    let short = support::builder(&server.base_url())
        .timeout(15 * SECOND)
        .build()
        .unwrap()
        .interconnects(ACCOUNT);
    assert_eq!(
        fails(short.get("icon-1").send()).attempts(),
        1,
        "no time for a wait of 20 seconds"
    );
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
        let client = support::builder_with(&server.base_url(), &clock)
            .max_retries(6)
            .build()
            .unwrap();
        fails(support::get(&client));
        assert_eq!(clock.sleeps(), millis(&expected), "jitter {jitter}");
    }
}

/// What a client does that gets this answer once: the waits, and the error if it did not send again.
fn limited(headers: &str, verb: Verb) -> (Vec<Duration>, Option<Duration>) {
    let clock = FakeClock::frozen();
    let answer = labelled(429, headers, envelope(971, "slow down").to_string());
    let server = Server::in_turn([answer, success()]);
    match verb.send(&support::builder_with(&server.base_url(), &clock).build().unwrap()) {
        Ok(()) => {
            assert_eq!(server.request_count(), 2);
            (clock.sleeps(), None)
        }
        Err(error) => {
            let error = fails::<()>(Err(error));
            assert_eq!((server.request_count(), error.attempts()), (1, 1), "{error}");
            assert!(
                error.is_rate_limited() && error.is_retryable() && clock.sleeps().is_empty(),
                "{error}"
            );
            (Vec::new(), Some(error.retry_after().expect("the time is told")))
        }
    }
}

// Row 26.
#[test]
fn a_retry_after_is_waited_for_in_full() {
    for (headers, wait) in [
        ("retry-after: 5", 5_000),
        ("Retry-After:   17  ", 17_000),
        ("retry-after: 89", 89_000),
        ("retry-after: Sun, 06 Nov 1994 08:49:42 GMT", 5_000),
        ("retry-after: Sunday, 06-Nov-94 08:49:42 GMT", 5_000),
        ("retry-after: Sun Nov  6 08:49:42 1994", 5_000),
        // No shorter than the backoff.
        ("retry-after: 0", 250),
        ("retry-after: Sun, 06 Nov 1994 08:49:00 GMT", 250),
        ("retry-after: Thu, 01 Jan 1970 00:00:00 GMT", 250),
        // Of two, the longer.
        ("retry-after: 5\r\nretry-after: 7", 7_000),
        ("retry-after: 7\r\nretry-after: 5", 7_000),
        ("retry-after: soon\r\nretry-after: 5", 5_000),
        // What is none counts as not there.
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
fn a_retry_after_that_does_not_fit_is_returned_at_once_with_its_time() {
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
fn the_time_in_a_problem_document_is_waited_for_and_the_header_goes_first() {
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
        let server = Server::in_turn([labelled(429, headers, body), success()]);
        support::get(&support::builder_with(&server.base_url(), &clock).build().unwrap()).unwrap();
        assert_eq!(clock.sleeps(), millis(&[wait]), "{headers:?} {after}");
    }
    let never = json!({ "title": "limited", "status": 429, "retry_after": 1e300 }).to_string();
    let error = fails(support::get(&support::client(
        &Server::always(http(429, never)).base_url(),
    )));
    assert_eq!(
        (error.retry_after(), error.attempts()),
        (Some(Duration::from_secs(86_400)), 1)
    );
}

#[test]
fn a_retry_after_holds_for_any_status_that_is_repeated() {
    let clock = FakeClock::frozen();
    let server = Server::in_turn([labelled(503, "retry-after: 20", ""), success()]);
    support::get(&support::builder_with(&server.base_url(), &clock).build().unwrap()).unwrap();
    assert_eq!(clock.sleeps(), millis(&[20_000]));
}

#[test]
fn one_deadline_covers_attempts_and_waits() {
    // Waits of 25 s within 90: the fourth would not fit.
    let clock = FakeClock::frozen();
    let server = Server::always(labelled(429, "retry-after: 25", "{}"));
    let client = support::builder_with(&server.base_url(), &clock)
        .max_retries(9)
        .build()
        .unwrap();
    let error = fails(support::get(&client));
    assert_eq!(
        (error.attempts(), clock.sleeps()),
        (4, millis(&[25_000, 25_000, 25_000]))
    );
    assert_eq!(error.retry_after(), Some(25 * SECOND));

    // Attempts of 30 s each: the third uses the time up.
    let clock = FakeClock::with_jitter(0.0);
    let slow = clock.clone();
    let server = Server::new(move |_| {
        slow.advance(30 * SECOND);
        http(503, "{}")
    });
    let client = support::builder_with(&server.base_url(), &clock)
        .max_retries(9)
        .build()
        .unwrap();
    let error = fails(support::get(&client));
    assert_eq!((error.attempts(), error.status()), (3, Some(503)));

    // A sleep that takes longer than asked for leaves no time to send.
    struct Oversleeps(Arc<FakeClock>);
    impl cloudflare_interconnects::Clock for Oversleeps {
        fn now(&self) -> std::time::Instant {
            self.0.now()
        }
        fn sleep(&self, duration: Duration) {
            self.0.sleep(duration + 90 * SECOND);
        }
    }
    let server = Server::always(http(503, "{}"));
    let client = support::builder(&server.base_url())
        .clock(Arc::new(Oversleeps(FakeClock::frozen())))
        .build()
        .unwrap();
    let error = fails(support::get(&client));
    assert_eq!((error.attempts(), server.request_count()), (1, 1));
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn an_attempt_that_hangs_leaves_time_for_another() {
    at_once(Verb::REPEATABLE, |verb| {
        let server = Server::in_turn([Reply::nothing().then_hold(), success().into()]);
        let client = support::builder_with(&server.base_url(), &FakeClock::with_jitter(0.0));
        verb.send(&client.attempt_timeout(DEADLINE).build().unwrap()).unwrap();
        assert_eq!(server.request_count(), 2);
    });
}

#[test]
fn a_hang_is_not_retried_where_the_time_of_the_call_is_the_shorter() {
    at_once(Verb::ALL, |verb| {
        let server = Server::in_turn([Reply::nothing().then_hold(), success().into()]);
        let client = support::builder_with(&server.base_url(), &FakeClock::running());
        let error = fails(verb.send(&client.timeout(DEADLINE).build().unwrap()));
        assert_eq!((error.attempts(), server.request_count()), (1, 1), "{error}");
        let line = error.to_string();
        assert!(line.contains("no response within 3 s, the time of the call"), "{line}");
    });
}

/// Answers the first request only when the client's clock has moved on by so much, which a real answer would have taken.
fn slow(clock: &Arc<FakeClock>, takes: Duration) -> Server {
    let clock = clock.clone();
    Server::new(move |_| {
        clock.advance(takes);
        success()
    })
}

#[test]
fn an_answer_that_comes_within_the_time_of_the_call_is_never_thrown_away() {
    for verb in Verb::ALL {
        let clock = FakeClock::frozen();
        let server = slow(&clock, 59 * SECOND);
        verb.send(&support::builder_with(&server.base_url(), &clock).build().unwrap())
            .unwrap();
        assert_eq!(server.request_count(), 1);
    }
}

#[test]
fn a_call_overrides_the_time_of_an_attempt_and_the_message_says_whose_time_it_was() {
    let server = Server::always(Reply::nothing().then_hold());
    let client = support::builder_with(&server.base_url(), &FakeClock::with_jitter(0.0));
    let client = client.attempt_timeout(DEADLINE * 100).build().unwrap();
    let get = || client.interconnects(ACCOUNT).get("icon-1").max_retries(1);
    let error = fails(get().attempt_timeout(SECOND).send());
    assert_eq!((error.attempts(), server.request_count()), (2, 2));
    let line = error.to_string();
    assert!(
        line.contains("no response within 1 s, the time of an attempt (`attempt_timeout`)"),
        "{line}"
    );
    let letter = client.interconnects(ACCOUNT).loa("icon-1").max_retries(0);
    let line = fails(letter.attempt_timeout(SECOND).send()).to_string();
    assert!(
        line.contains("no response within 1 s, the time of an attempt"),
        "{line}"
    );

    let server = Server::always(Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{").then_hold());
    let client = support::builder_with(&server.base_url(), &FakeClock::running()).timeout(SECOND);
    let line = fails(support::get(&client.build().unwrap())).to_string();
    assert!(
        line.contains("the response did not come whole within 1 s, the time of the call (`timeout`)"),
        "{line}"
    );
}

#[test]
fn a_document_has_the_time_of_an_attempt_until_it_begins_and_that_of_the_call_until_it_ends() {
    let letter = format!("%PDF-1.7\n{}\n%%EOF\n", " ".repeat(300));
    let answer = labelled(200, "content-type: application/pdf", &letter);
    // What comes of it takes longer than an attempt may.
    let server = Server::new(move |request| match request.number {
        0 => Reply::nothing().then_hold(),
        _ => {
            let (begin, rest) = answer.split_at(answer.len() - 300);
            Reply::send(begin).then_drip(rest)
        }
    });
    let client = support::builder_with(&server.base_url(), &FakeClock::with_jitter(0.0)).build();
    let loa = client.unwrap().interconnects(ACCOUNT).loa("icon-1");
    let document = loa.attempt_timeout(Duration::from_millis(700)).send().unwrap();
    assert_eq!(server.request_count(), 2);
    assert_eq!(document.bytes().unwrap(), letter.as_bytes());
}

#[test]
fn no_time_at_all_is_a_timeout_before_anything_is_sent_and_endless_time_is_no_problem() {
    let server = Server::always(success());
    let interconnects = support::client(&server.base_url()).interconnects(ACCOUNT);
    let error = fails(interconnects.get("icon-1").timeout(Duration::ZERO).send());
    assert!(error.is_timeout() && error.attempts() == 0, "{error}");
    assert!(!error.may_have_been_applied());
    assert_eq!(server.connection_count(), 0);
    interconnects
        .get("icon-1")
        .timeout(Duration::MAX)
        .max_retries(u32::MAX)
        .send()
        .unwrap();
    support::get(
        &support::builder(&server.base_url())
            .timeout(Duration::MAX)
            .build()
            .unwrap(),
    )
    .unwrap();
}

/// How many requests one GET makes of a server that always fails.
fn spent(client: &Client, server: &Server) -> usize {
    let before = server.request_count();
    let error = fails(support::get(client));
    assert_eq!(error.status(), Some(503));
    server.request_count() - before
}

#[test]
fn clones_share_a_budget_of_ten_retries_and_ten_successes_give_one_back() {
    let failing = Server::new(|request| match request.target().ends_with("/good") {
        true => success(),
        false => http(503, "{}"),
    });
    let client = support::builder_with(&failing.base_url(), &FakeClock::with_jitter(0.0))
        .max_retries(20)
        .build()
        .unwrap();
    let clone = client.clone();
    assert_eq!(spent(&client, &failing), 11);
    assert_eq!(spent(&clone, &failing), 1);
    let succeed = |times: usize| {
        for _ in 0..times {
            clone.interconnects(ACCOUNT).get("good").send().unwrap();
        }
    };
    succeed(9);
    assert_eq!(spent(&client, &failing), 1);
    succeed(1);
    assert_eq!(spent(&client, &failing), 2);
    assert_eq!(spent(&client, &failing), 1);
    // Never more than ten.
    succeed(150);
    assert_eq!(spent(&client, &failing), 11);
    // Another client has its own.
    let other = support::builder_with(&failing.base_url(), &FakeClock::with_jitter(0.0))
        .max_retries(20)
        .build()
        .unwrap();
    assert_eq!(spent(&other, &failing), 11);
}

/// A server that closes a connection at its second request, as a proxy does whose idle connections have ended.
fn closes_idle_connections(answer: Vec<u8>) -> Server {
    let used = std::sync::Mutex::new(std::collections::HashSet::new());
    Server::new(move |request| match used.lock().unwrap().insert(request.connection) {
        true => answer.clone().into(),
        false => Reply::nothing().then_close(),
    })
}

#[test]
fn a_proxy_that_closes_idle_connections_does_not_use_up_the_budget() {
    let server = closes_idle_connections(success());
    let client = support::client(&server.base_url());
    let failed = (0..200).filter(|_| support::get(&client).is_err()).count();
    assert_eq!(failed, 0);
    // A refusal is as good an answer to a retry as a success.
    let server = closes_idle_connections(http(404, envelope(1_002, "not found").to_string()));
    let client = support::client(&server.base_url());
    let errors: Vec<_> = (0..50).map(|_| fails(support::get(&client))).collect();
    assert!(errors.iter().all(|error| error.is_not_found()), "{errors:?}");
}

#[test]
fn a_retry_that_fails_too_costs_its_token() {
    // Every call fails, then fails again, and then succeeds: of two tokens one comes back, and a tenth. After nine such calls
    // less than two are left.
    let server = Server::new(|request| match request.number % 3 {
        2 => success(),
        _ => http(503, "{}"),
    });
    let client = support::client(&server.base_url());
    let succeeded = (0..).take_while(|_| support::get(&client).is_ok()).count();
    assert_eq!(succeeded, 9);
}

#[test]
fn threads_share_the_budget_too() {
    let server = Server::always(http(503, "{}"));
    let client = support::builder_with(&server.base_url(), &FakeClock::with_jitter(0.0))
        .max_retries(20)
        .build()
        .unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fails(support::get(&client)));
        }
    });
    assert_eq!(server.request_count(), 4 + 10);
}

#[test]
fn a_budget_that_is_used_up_is_logged_and_the_error_stays_retryable() {
    let server = Server::always(http(503, "{}"));
    let client = support::builder_with(&server.base_url(), &FakeClock::with_jitter(0.0))
        .max_retries(20)
        .build()
        .unwrap();
    logs::take_own();
    let error = fails(support::get(&client));
    assert!(error.is_retryable() && error.attempts() == 11);
    let lines = logs::take_own();
    assert!(lines.last().unwrap().contains("budget is used up"), "{lines:?}");
}

#[test]
fn nobody_sleeps_while_holding_a_lock() {
    // The second thread's call comes through while the first one sleeps, which it does until that call is done.
    struct WaitsForOther(std::sync::Mutex<std::sync::mpsc::Receiver<()>>);
    impl cloudflare_interconnects::Clock for WaitsForOther {
        fn sleep(&self, _: Duration) {
            self.0
                .lock()
                .unwrap()
                .recv_timeout(20 * SECOND)
                .expect("the other call came through");
        }
    }
    let (done, wait) = std::sync::mpsc::channel();
    let (asleep, first_failed) = std::sync::mpsc::channel();
    let server = Server::new(move |request| {
        if request.number == 0 {
            asleep.send(()).unwrap();
            return http(503, "{}");
        }
        success()
    });
    let clock = Arc::new(WaitsForOther(std::sync::Mutex::new(wait)));
    let client = support::builder(&server.base_url()).clock(clock).build().unwrap();
    thread::scope(|scope| {
        let first = scope.spawn(|| support::get(&client));
        first_failed.recv_timeout(20 * SECOND).unwrap();
        support::get(&client).unwrap();
        done.send(()).unwrap();
        first.join().unwrap().unwrap();
    });
    assert_eq!(server.request_count(), 3);
}
