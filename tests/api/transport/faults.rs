//! Faults on the wire: connections that fail, and responses that break, block, or are not HTTP.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use cloudflare_interconnects::ErrorKind;

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{
    self, Verb, assert_contains, envelope, fails, fails_with, http, in_parallel, send_in_real_time, success,
    success_body,
};

/// An address without a listener.
pub(super) fn refusing() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

// Row 1.
#[test]
fn a_refused_connection_is_a_connect_error_and_is_retried_for_every_method() {
    for verb in Verb::ALL {
        let clock = FakeClock::frozen();
        let client = support::client_with(&format!("http://{}", refusing()), &clock);
        let error = fails_with(verb.send(&client), ErrorKind::Transport, 3);
        assert!(error.is_connect() && error.is_retryable() && !error.is_timeout() && !error.may_have_been_applied());
        assert_eq!((error.status(), clock.sleeps().len()), (None, 2));
    }
}

// Row 1.
#[test]
fn an_unknown_host_is_a_connect_error_and_is_retried_for_every_method() {
    let agent = ureq::Agent::config_builder().proxy(None).build().new_agent();
    for verb in [Verb::Get, Verb::Post] {
        let client = support::builder("https://nowhere.invalid")
            .agent(agent.clone())
            .build()
            .unwrap();
        let error = fails_with(verb.send(&client), ErrorKind::Transport, 3);
        assert!(error.is_connect() && !error.may_have_been_applied());
    }
}

// Row 1.
#[cfg(target_os = "linux")]
#[test]
fn a_connect_that_never_completes_is_a_connect_timeout_and_retried() {
    // A listener with a full queue drops further connections, so the system waits for a reply.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
        queue.push(stream);
        assert!(queue.len() < 900, "the queue of the listener has no end");
    }
    in_parallel(Verb::ALL, |verb| {
        let error = fails_with(
            send_in_real_time(verb, &format!("http://{address}")),
            ErrorKind::Transport,
            3,
        );
        assert!(error.is_timeout(), "{error}");
        assert!(error.is_connect(), "{error}");
        assert!(!error.may_have_been_applied(), "{error}");
    });
}

const LENGTH: &str = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const HALF_A_HEADER: &str = "HTTP/1.1 200 OK\r\ncontent-le";

/// The faults that end the connection.
fn breaking() -> Vec<(&'static str, Reply)> {
    let in_body = || Reply::send(format!("{LENGTH}{{\"name\":"));
    let in_chunk = || Reply::send(format!("{CHUNKED}20\r\n{{\"name\":"));
    let huge = "HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n{}";
    vec![
        ("closed without a reply", Reply::nothing().then_close()),
        ("reset without a reply", Reply::nothing().then_reset()),
        ("closed in the status line", Reply::send("HTTP/1.1 2").then_close()),
        ("closed in a header", Reply::send(HALF_A_HEADER).then_close()),
        ("reset in a header", Reply::send(HALF_A_HEADER).then_reset()),
        ("closed after the head", Reply::send(LENGTH).then_close()),
        ("closed in the body", in_body().then_close()),
        ("reset in the body", in_body().then_reset()),
        ("closed before a chunk", Reply::send(CHUNKED).then_close()),
        ("closed in a chunk", in_chunk().then_close()),
        ("reset in a chunk", in_chunk().then_reset()),
        (
            "closed before the last chunk",
            Reply::send(format!("{CHUNKED}2\r\n{{}}\r\n")).then_close(),
        ),
        // Row 5.
        ("a length of 2^64-1", Reply::send(huge).then_close()),
    ]
}

/// The faults that block until the client's deadline.
fn blocking() -> Vec<(&'static str, Reply)> {
    let drip = || " ".repeat(5_000);
    let long = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n";
    vec![
        ("silence", Reply::nothing().then_hold()),
        ("silence in a header", Reply::send(HALF_A_HEADER).then_hold()),
        ("silence in the body", Reply::send(format!("{LENGTH}{{")).then_hold()),
        (
            "silence in a chunk",
            Reply::send(format!("{CHUNKED}20\r\n{{")).then_hold(),
        ),
        (
            "a drip of headers",
            Reply::send("HTTP/1.1 200 OK\r\nx-drip:").then_drip(drip()),
        ),
        ("a drip of body", Reply::send(long).then_drip(drip())),
    ]
}

// Rows 2, 5 and 28.
#[test]
fn a_connection_that_breaks_is_a_transport_error_and_only_a_post_is_not_retried() {
    for (fault, reply) in breaking() {
        for verb in Verb::ALL {
            println!("{fault}, {verb:?}");
            let server = Server::always(reply.clone());
            let attempts = if verb.is_idempotent() { 3 } else { 1 };
            let error = fails_with(verb.send(&support::client(&server)), ErrorKind::Transport, attempts);
            assert_eq!(server.request_count(), attempts as usize);
            assert!(!error.is_timeout() && !error.is_connect(), "{error}");
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get);
            assert_eq!(error.is_retryable(), verb.is_idempotent());
        }
    }
}

// Row 2.
#[test]
fn an_idempotent_call_succeeds_after_a_connection_that_breaks_once() {
    for (fault, reply) in breaking() {
        for verb in Verb::IDEMPOTENT {
            let server = Server::in_turn([reply.clone(), success().into()]);
            verb.send(&support::client(&server))
                .unwrap_or_else(|error| panic!("{fault}: {error}"));
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "{fault}");
            assert_eq!(requests[0].bytes, requests[1].bytes, "{fault}");
        }
    }
}

// Rows 2 and 28.
#[test]
fn a_peer_that_blocks_is_a_timeout_and_only_a_post_is_not_retried() {
    let cases = blocking()
        .into_iter()
        .flat_map(|fault| Verb::ALL.map(|verb| (fault.clone(), verb)));
    in_parallel(cases, |((fault, reply), verb)| {
        let server = Server::always(reply);
        let attempts = if verb.is_idempotent() { 3 } else { 1 };
        let error = fails_with(send_in_real_time(verb, &server), ErrorKind::Transport, attempts);
        server.wait_for_requests(attempts as usize);
        assert_eq!(server.request_count(), attempts as usize, "{fault}: {verb:?}");
        assert!(error.is_timeout() && !error.is_connect(), "{fault}: {verb:?}: {error}");
        assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{fault}: {verb:?}");
    });
}

// Row 28.
#[test]
fn a_post_is_sent_once_when_its_response_times_out() {
    let server = Server::always(Reply::nothing().then_hold());
    let error = fails(send_in_real_time(Verb::Post, &server));
    server.wait_for_requests(1);
    assert_eq!((server.connection_count(), server.request_count()), (1, 1));
    assert!(error.is_timeout() && error.may_have_been_applied() && !error.is_retryable());
    assert_contains(&error, ["list the resources before creating another"]);
}

// Row 3.
#[test]
fn a_response_that_is_not_http_is_a_protocol_error_and_not_retried() {
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{{}}");
    let settings = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\r\n\r\n";
    for (fault, bytes) in [
        ("garbage", b"\x16\x03\x01\x02\x00garbage\r\n\r\n".to_vec()),
        ("zeros", vec![0; 64]),
        ("HTTP/0.9", b"<html>hello</html>\r\n\r\n".to_vec()),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("HTTP/2 settings", settings.to_vec()),
        ("no status", b"HTTP/1.1 \r\n\r\n".to_vec()),
        (
            "a status of four digits",
            b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n".to_vec(),
        ),
        (
            "70 KB of headers",
            head(&format!("x-long: {}\r\ncontent-length: 2", "x".repeat(70 << 10))).into(),
        ),
        (
            "129 headers",
            head(&("x-h: v\r\n".repeat(128) + "content-length: 2")).into(),
        ),
        (
            "two differing lengths",
            head("content-length: 2\r\ncontent-length: 3").into(),
        ),
        ("a negative length", head("content-length: -1").into()),
        (
            "an overflowing length",
            head("content-length: 18446744073709551616").into(),
        ),
        ("a length that is no number", head("content-length: two").into()),
        (
            "an invalid chunk size",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n".to_vec(),
        ),
        ("a header without a name", head(": value\r\ncontent-length: 2").into()),
    ] {
        for verb in Verb::ALL {
            println!("{fault}, {verb:?}");
            let server = Server::always(Reply::send(bytes.clone()).then_close());
            let error = fails_with(verb.send(&support::client(&server)), ErrorKind::Protocol, 1);
            assert_eq!(server.request_count(), 1);
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get);
        }
    }
}

// Row 4.
#[test]
fn an_interim_response_and_a_ray_that_is_not_utf8_are_accepted() {
    let (body, success) = (success_body(), Vec::from(success()));
    let odd_ray = [
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncf-ray: 8f", body.len()).as_bytes(),
        b"\xff\xfe",
        format!("\r\n\r\n{body}").as_bytes(),
    ]
    .concat();
    let early = [b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n", &success[..]].concat();
    let twice = [
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n",
        &success[..],
    ]
    .concat();
    for bytes in [odd_ray, early, twice] {
        for verb in Verb::ALL {
            verb.send(&support::client(&Server::always(bytes.clone()))).unwrap();
        }
    }
    let error = b"HTTP/1.1 404 \r\ncf-ray: 8f\xff\r\ncontent-length: 0\r\n\r\n";
    let error = fails(Verb::Get.send(&support::client(&Server::always(error))));
    assert_eq!(error.ray_id(), Some("8f\u{fffd}"));
}

// Row 17.
#[test]
fn a_deletion_that_is_not_found_on_the_second_attempt_may_have_been_applied() {
    let gone = http(404, envelope(1_002, "not found"));
    let server = Server::in_turn([Reply::nothing().then_close(), gone.clone().into()]);
    let error = fails(Verb::Delete.send(&support::client(&server)));
    assert!(error.is_not_found() && error.may_have_been_applied(), "{error}");
    assert_eq!(error.attempts(), 2);

    let server = Server::always(gone);
    let error = fails(Verb::Delete.send(&support::client(&server)));
    assert!(error.is_not_found() && !error.may_have_been_applied(), "{error}");
    assert_eq!(error.attempts(), 1);
}
