//! The retry budget: ten tokens that a client shares with its clones and threads.

use std::collections::HashSet;
use std::sync::Mutex;
use std::thread;

use cloudflare_interconnects::Client;

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{self, ACCOUNT, Response, envelope, fails, http, http_with_headers, logs, success};

/// A client that retries without backoff until its budget is used up.
fn persistent(server: &Server) -> Client {
    let builder = support::builder_with(server, &FakeClock::with_jitter(0.0));
    builder.max_retries(20).build().unwrap()
}

/// The number of requests that one GET sends to a failing server.
fn spent(client: &Client, server: &Server) -> usize {
    let before = server.request_count();
    let error = fails(support::get(client));
    assert_eq!(error.status(), Some(503));
    server.request_count() - before
}

/// A server that closes each connection at its second request, like a proxy that drops idle connections.
fn closes_idle_connections(response: Response) -> raw::Server {
    let used = Mutex::new(HashSet::new());
    raw::Server::new(move |request| match used.lock().unwrap().insert(request.connection) {
        true => response.clone().into(),
        false => Reply::nothing().then_close(),
    })
}

/// A rate limit with this `Retry-After`.
fn limited(seconds: u32) -> Response {
    http_with_headers(429, &format!("retry-after: {seconds}"), envelope(971, "slow down"))
}

#[test]
fn clones_share_a_budget_of_ten_retries_and_ten_successes_give_one_back() {
    let failing = Server::new(|request| match request.path().ends_with("/good") {
        true => success(),
        false => http(503, "{}"),
    });
    let client = persistent(&failing);
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
    // The budget is never more than ten.
    succeed(150);
    assert_eq!(spent(&client, &failing), 11);
    // Another client has its own budget.
    let other = persistent(&failing);
    assert_eq!(spent(&other, &failing), 11);
}

#[test]
fn closed_idle_connections_do_not_use_up_the_budget() {
    let server = closes_idle_connections(success());
    let client = support::client(&server);
    let failed = (0..200).filter(|_| support::get(&client).is_err()).count();
    assert_eq!(failed, 0);
    // A retry that ends with an error response is refunded like a success.
    let server = closes_idle_connections(http(404, envelope(1_002, "not found")));
    let client = support::client(&server);
    let errors: Vec<_> = (0..50).map(|_| fails(support::get(&client))).collect();
    assert!(errors.iter().all(|error| error.is_not_found()), "{errors:?}");
}

#[test]
fn a_retry_that_fails_costs_its_token() {
    // Every call fails twice and then succeeds. It takes two tokens and gives back 1.1, so after nine calls fewer than two
    // tokens are left.
    let server = Server::new(|request| match request.number % 3 {
        2 => success(),
        _ => http(503, "{}"),
    });
    let client = support::client(&server);
    let succeeded = (0..).take_while(|_| support::get(&client).is_ok()).count();
    assert_eq!(succeeded, 9);
}

#[test]
fn threads_share_the_budget() {
    let server = Server::always(http(503, "{}"));
    let client = persistent(&server);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fails(support::get(&client)));
        }
    });
    assert_eq!(server.request_count(), 4 + 10);
}

#[test]
fn an_exhausted_budget_is_logged_and_the_error_stays_retryable() {
    let server = Server::always(http(503, "{}"));
    let client = persistent(&server);
    logs::take_thread_lines();
    let error = fails(support::get(&client));
    assert!(error.is_retryable() && error.attempts() == 11);
    let lines = logs::take_thread_lines();
    assert!(lines.last().unwrap().contains("budget is used up"), "{lines:?}");
}

#[test]
fn retries_after_a_rate_limit_do_not_use_the_budget() {
    let first = Mutex::new(HashSet::new());
    let server = raw::Server::new(
        move |request| match first.lock().unwrap().insert(request.target().to_owned()) {
            true => limited(1),
            false => success(),
        },
    );
    let client = support::client(&server);
    thread::scope(|scope| {
        for part in 0..4 {
            let interconnects = client.interconnects(ACCOUNT);
            scope.spawn(move || {
                for number in 0..15 {
                    interconnects.get(&format!("icon-{part}-{number}")).send().unwrap();
                }
            });
        }
    });
    assert_eq!(server.request_count(), 120);
}

#[test]
fn a_retry_after_a_rate_limit_gives_no_token_back() {
    // Each call fails once and is then rate limited. Its first retry takes a token, and the second one takes none, so its success
    // refunds none.
    let server = raw::Server::new(|request| match request.number % 3 {
        0 => http(503, "{}"),
        1 => limited(0),
        _ => success(),
    });
    let client = support::client(&server);
    let succeeded = (0..20).take_while(|_| support::get(&client).is_ok()).count();
    // The ten tokens, and a tenth for each success, are enough for eleven calls.
    assert_eq!(succeeded, 11);
}
