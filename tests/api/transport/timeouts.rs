//! Timeouts of calls and of attempts.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::Clock;
use cloudflare_interconnects::operations::GetInterconnect;

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, DEADLINE, SECOND, Verb, assert_contains, client_with, fails, http, http_with_headers, in_parallel,
    success,
};

fn get(server: &Server, clock: &Arc<FakeClock>) -> GetInterconnect {
    client_with(server, clock).interconnects(ACCOUNT).get("icon-1")
}

#[test]
fn one_timeout_covers_attempts_and_backoff() {
    // Waits of 25 s within 90 s: the fourth does not fit.
    let clock = FakeClock::frozen();
    let server = Server::always(http_with_headers(429, "retry-after: 25", "{}"));
    let error = fails(get(&server, &clock).max_retries(9).send());
    assert_eq!((error.attempts(), clock.sleeps()), (4, vec![25 * SECOND; 3]));
    assert_eq!(error.retry_after(), Some(25 * SECOND));

    // Attempts of 30 s each: the third uses up the 90 s.
    let clock = FakeClock::with_jitter(0.0);
    let slow = clock.clone();
    let server = Server::new(move |_| {
        slow.advance(30 * SECOND);
        http(503, "{}")
    });
    let error = fails(get(&server, &clock).max_retries(9).send());
    assert_eq!((error.attempts(), error.status()), (3, Some(503)));

    // A sleep that takes too long leaves no time to send.
    struct Oversleeps(Arc<FakeClock>);
    impl Clock for Oversleeps {
        fn now(&self) -> Instant {
            self.0.now()
        }
        fn sleep(&self, duration: Duration) {
            self.0.sleep(duration + 90 * SECOND);
        }
    }
    let server = Server::always(http(503, "{}"));
    let clock = Arc::new(Oversleeps(FakeClock::frozen()));
    let client = support::builder(&server).clock(clock).build().unwrap();
    let error = fails(support::get(&client));
    assert_eq!((error.attempts(), server.request_count()), (1, 1));
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn an_attempt_that_hangs_leaves_time_for_another() {
    in_parallel(Verb::IDEMPOTENT, |verb| {
        let server = raw::Server::in_turn([Reply::nothing().then_hold(), success().into()]);
        let client = support::builder_with(&server, &FakeClock::with_jitter(0.0));
        verb.send(&client.attempt_timeout(DEADLINE).build().unwrap()).unwrap();
        assert_eq!(server.request_count(), 2);
    });
}

#[test]
fn a_hanging_attempt_is_not_retried_if_the_timeout_of_the_call_is_shorter() {
    in_parallel(Verb::ALL, |verb| {
        let server = raw::Server::in_turn([Reply::nothing().then_hold(), success().into()]);
        let client = support::builder_with(&server, &FakeClock::running());
        let error = fails(verb.send(&client.timeout(DEADLINE).build().unwrap()));
        assert_eq!((error.attempts(), server.request_count()), (1, 1), "{error}");
        assert_contains(&error, ["no response within 3 s (the `timeout` of the call)"]);
    });
}

#[test]
fn a_response_within_the_timeout_of_the_call_is_never_discarded() {
    for verb in Verb::ALL {
        let clock = FakeClock::frozen();
        let slow = clock.clone();
        let server = Server::new(move |_| {
            slow.advance(59 * SECOND);
            success()
        });
        verb.send(&client_with(&server, &clock)).unwrap();
        assert_eq!(server.request_count(), 1);
    }
}

#[test]
fn a_call_overrides_the_attempt_timeout_and_the_message_names_the_timeout_that_ended_it() {
    let server = raw::Server::always(Reply::nothing().then_hold());
    let client = support::builder_with(&server, &FakeClock::with_jitter(0.0));
    let client = client.attempt_timeout(DEADLINE * 100).build().unwrap();
    let get = || client.interconnects(ACCOUNT).get("icon-1").max_retries(1);
    let error = fails(get().attempt_timeout(SECOND).send());
    assert_eq!((error.attempts(), server.request_count()), (2, 2));
    assert_contains(&error, ["no response within 1 s (the `attempt_timeout`)"]);
    let letter = client.interconnects(ACCOUNT).loa("icon-1").max_retries(0);
    assert_contains(
        &fails(letter.attempt_timeout(SECOND).send()),
        ["no response within 1 s (the `attempt_timeout`)"],
    );

    let server = raw::Server::always(Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{").then_hold());
    let client = support::builder_with(&server, &FakeClock::running()).timeout(SECOND);
    assert_contains(
        &fails(support::get(&client.build().unwrap())),
        ["no complete response within 1 s (the `timeout` of the call)"],
    );
}

#[test]
fn a_document_has_the_attempt_timeout_until_it_begins_and_the_timeout_of_the_call_until_it_ends() {
    let letter = format!("%PDF-1.7\n{}\n%%EOF\n", " ".repeat(300));
    let response: Vec<u8> = http_with_headers(200, "content-type: application/pdf", &letter).into();
    // The rest takes longer than the attempt timeout.
    let server = raw::Server::new(move |request| match request.number {
        0 => Reply::nothing().then_hold(),
        _ => {
            let (begin, rest) = response.split_at(response.len() - 300);
            Reply::send(begin).then_drip(rest)
        }
    });
    let loa = client_with(&server, &FakeClock::with_jitter(0.0))
        .interconnects(ACCOUNT)
        .loa("icon-1");
    let document = loa.attempt_timeout(Duration::from_millis(700)).send().unwrap();
    assert_eq!(server.request_count(), 2);
    assert_eq!(document.bytes().unwrap(), letter.as_bytes());
}

#[test]
fn a_timeout_of_zero_sends_nothing_and_the_maximum_does_not_overflow() {
    let server = Server::always(success());
    let interconnects = support::client(&server).interconnects(ACCOUNT);
    let error = fails(interconnects.get("icon-1").timeout(Duration::ZERO).send());
    assert!(error.is_timeout() && error.attempts() == 0, "{error}");
    assert!(!error.may_have_been_applied());
    assert_eq!(server.request_count(), 0);
    let endless = interconnects.get("icon-1").timeout(Duration::MAX);
    endless.max_retries(u32::MAX).send().unwrap();
    let endless = support::builder(&server).timeout(Duration::MAX);
    support::get(&endless.build().unwrap()).unwrap();
}

#[test]
fn a_waiting_call_does_not_block_other_calls() {
    // The first call sleeps until the second thread's call is done.
    struct WaitsForOther(Mutex<Receiver<()>>);
    impl Clock for WaitsForOther {
        fn sleep(&self, _: Duration) {
            let other = self.0.lock().unwrap().recv_timeout(20 * SECOND);
            other.expect("the other call is done");
        }
    }
    let (done, wait) = channel();
    let (asleep, first_failed) = channel();
    let server = Server::new(move |request| {
        if request.number == 0 {
            asleep.send(()).unwrap();
            return http(503, "{}");
        }
        success()
    });
    let clock = Arc::new(WaitsForOther(Mutex::new(wait)));
    let client = support::builder(&server).clock(clock).build().unwrap();
    thread::scope(|scope| {
        let first = scope.spawn(|| support::get(&client));
        first_failed.recv_timeout(20 * SECOND).unwrap();
        support::get(&client).unwrap();
        done.send(()).unwrap();
        first.join().unwrap().unwrap();
    });
    assert_eq!(server.request_count(), 3);
}
