//! Faults on the wire: connections that fail, answers that break, and answers that are not what they claim.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use cloudflare_interconnects::ErrorKind;

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, Verb, at_once, envelope, fails, http, labelled, send_patiently, success};

/// An address where nobody listens.
fn refusing() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

// Row 1.
#[test]
fn a_refused_connection_is_a_connect_error_and_tried_again_whatever_the_method() {
    for verb in Verb::ALL {
        let clock = FakeClock::frozen();
        let client = support::builder_with(&format!("http://{}", refusing()), &clock)
            .build()
            .unwrap();
        let error = fails(verb.send(&client));
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
        assert!(error.is_connect() && error.is_retryable() && !error.is_timeout() && !error.may_have_been_applied());
        assert_eq!((error.status(), clock.sleeps().len()), (None, 2));
    }
}

// Row 1.
#[test]
fn an_unknown_host_is_a_connect_error_and_tried_again_whatever_the_method() {
    let agent = ureq::Agent::config_builder().proxy(None).build().new_agent();
    for verb in [Verb::Get, Verb::Post] {
        let client = support::builder("https://nowhere.invalid")
            .agent(agent.clone())
            .build()
            .unwrap();
        let error = fails(verb.send(&client));
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
        assert!(error.is_connect() && !error.may_have_been_applied());
    }
}

// Row 1.
#[cfg(target_os = "linux")]
#[test]
fn a_connect_that_never_completes_is_a_connect_timeout_and_tried_again() {
    // A listener whose queue is full drops what else comes: the system then waits for an answer.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
        queue.push(stream);
        assert!(queue.len() < 900, "the queue of the listener has no end");
    }
    at_once(Verb::ALL, |verb| {
        let error = fails(send_patiently(verb, &format!("http://{address}")));
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
        assert!(
            error.is_timeout() && error.is_connect() && !error.may_have_been_applied(),
            "{error}"
        );
    });
}

/// The faults of row 2 that end by themselves.
fn breaking() -> Vec<(&'static str, Reply)> {
    let (length, chunked) = (
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    vec![
        ("closed without a reply", Reply::nothing().then_close()),
        ("reset without a reply", Reply::nothing().then_reset()),
        ("closed in the status line", Reply::send("HTTP/1.1 2").then_close()),
        (
            "closed in a header",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-le").then_close(),
        ),
        (
            "reset in a header",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-le").then_reset(),
        ),
        ("closed after the head", Reply::send(length).then_close()),
        (
            "closed in the body",
            Reply::send(format!("{length}{{\"name\":")).then_close(),
        ),
        (
            "reset in the body",
            Reply::send(format!("{length}{{\"name\":")).then_reset(),
        ),
        ("closed before a chunk", Reply::send(chunked).then_close()),
        (
            "closed in a chunk",
            Reply::send(format!("{chunked}20\r\n{{\"name\":")).then_close(),
        ),
        (
            "closed before the last chunk",
            Reply::send(format!("{chunked}2\r\n{{}}\r\n")).then_close(),
        ),
        (
            "reset in a chunk",
            Reply::send(format!("{chunked}20\r\n{{\"name\":")).then_reset(),
        ),
        // Row 5.
        (
            "a length of 2^64-1",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n{}").then_close(),
        ),
    ]
}

/// The faults of row 2 that end by the client's deadline.
fn blocking() -> Vec<(&'static str, Reply)> {
    let drip = || " ".repeat(5_000);
    vec![
        ("silence", Reply::nothing().then_hold()),
        (
            "silence in a header",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-le").then_hold(),
        ),
        (
            "silence in the body",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{").then_hold(),
        ),
        (
            "silence in a chunk",
            Reply::send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{").then_hold(),
        ),
        (
            "a drip of headers",
            Reply::send("HTTP/1.1 200 OK\r\nx-drip:").then_drip(drip()),
        ),
        (
            "a drip of body",
            Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n").then_drip(drip()),
        ),
    ]
}

// Rows 2, 5 and 28.
#[test]
fn a_connection_that_breaks_is_a_transport_error_and_only_a_post_is_not_repeated() {
    for (fault, reply) in breaking() {
        for verb in Verb::ALL {
            let server = Server::always(reply.clone());
            let error = fails(verb.send(&support::client(&server.base_url())));
            let attempts = if verb.is_repeatable() { 3 } else { 1 };
            assert_eq!(
                (error.kind(), error.attempts()),
                (ErrorKind::Transport, attempts),
                "{fault}: {verb:?}: {error}"
            );
            assert_eq!(server.request_count(), attempts as usize, "{fault}: {verb:?}");
            assert!(!error.is_timeout() && !error.is_connect(), "{fault}: {verb:?}: {error}");
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{fault}: {verb:?}");
            assert_eq!(error.is_retryable(), verb.is_repeatable(), "{fault}: {verb:?}");
        }
    }
}

// Row 2.
#[test]
fn a_connection_that_breaks_once_costs_an_idempotent_call_nothing_but_time() {
    for (fault, reply) in breaking() {
        for verb in Verb::REPEATABLE {
            let server = Server::in_turn([reply.clone(), success().into()]);
            verb.send(&support::client(&server.base_url()))
                .unwrap_or_else(|error| panic!("{fault}: {error}"));
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "{fault}");
            assert_eq!(requests[0].bytes, requests[1].bytes, "{fault}");
        }
    }
}

// Rows 2 and 28.
#[test]
fn a_peer_that_blocks_is_a_timeout_and_only_a_post_is_not_repeated() {
    let cases = blocking()
        .into_iter()
        .flat_map(|fault| Verb::ALL.map(|verb| (fault.clone(), verb)));
    at_once(cases, |((fault, reply), verb)| {
        let server = Server::always(reply);
        let error = fails(send_patiently(verb, &server.base_url()));
        let attempts = if verb.is_repeatable() { 3 } else { 1 };
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Transport, attempts),
            "{fault}: {verb:?}: {error}"
        );
        server.wait_for_requests(attempts as usize);
        assert_eq!(server.request_count(), attempts as usize, "{fault}: {verb:?}");
        assert!(error.is_timeout() && !error.is_connect(), "{fault}: {verb:?}: {error}");
        assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{fault}: {verb:?}");
    });
}

// Row 28.
#[test]
fn post_is_sent_once_when_the_reply_times_out() {
    let server = Server::always(Reply::nothing().then_hold());
    let error = fails(send_patiently(Verb::Post, &server.base_url()));
    server.wait_for_requests(1);
    assert_eq!((server.connection_count(), server.request_count()), (1, 1));
    assert!(error.is_timeout() && error.may_have_been_applied() && !error.is_retryable());
    assert!(error.to_string().contains("list before creating again"), "{error}");
}

// Row 3.
#[test]
fn what_is_not_http_is_a_protocol_error_once() {
    let many = |count: usize| {
        format!(
            "HTTP/1.1 200 OK\r\n{}content-length: 2\r\n\r\n{{}}",
            "x-h: v\r\n".repeat(count - 1)
        )
    };
    let faults: Vec<(&str, Vec<u8>)> = vec![
        ("garbage", b"\x16\x03\x01\x02\x00garbage\r\n\r\n".to_vec()),
        ("zeros", vec![0; 64]),
        ("HTTP/0.9", b"<html>hello</html>\r\n\r\n".to_vec()),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        (
            "HTTP/2 settings",
            b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\r\n\r\n".to_vec(),
        ),
        ("no status", b"HTTP/1.1 \r\n\r\n".to_vec()),
        (
            "a status of four digits",
            b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n".to_vec(),
        ),
        (
            "70 KB of headers",
            format!(
                "HTTP/1.1 200 OK\r\nx-long: {}\r\ncontent-length: 2\r\n\r\n{{}}",
                "x".repeat(70 << 10)
            )
            .into(),
        ),
        ("129 headers", many(129).into()),
        (
            "two differing lengths",
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ".to_vec(),
        ),
        (
            "a negative length",
            b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}".to_vec(),
        ),
        (
            "an overflowing length",
            b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551616\r\n\r\n{}".to_vec(),
        ),
        (
            "a length that is no number",
            b"HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n{}".to_vec(),
        ),
        (
            "a chunk size that is none",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n".to_vec(),
        ),
        (
            "a header without a name",
            b"HTTP/1.1 200 OK\r\n: value\r\ncontent-length: 2\r\n\r\n{}".to_vec(),
        ),
    ];
    for (fault, bytes) in faults {
        for verb in Verb::ALL {
            let server = Server::always(Reply::send(bytes.clone()).then_close());
            let error = fails(verb.send(&support::client(&server.base_url())));
            assert_eq!(
                (error.kind(), error.attempts()),
                (ErrorKind::Protocol, 1),
                "{fault}: {verb:?}: {error}"
            );
            assert_eq!(server.request_count(), 1, "{fault}: {verb:?}");
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{fault}: {verb:?}");
        }
    }
}

// Row 4.
#[test]
fn a_ray_that_is_not_utf8_and_an_interim_answer_do_no_harm() {
    let body = support::success_body();
    let odd_ray = [
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncf-ray: 8f", body.len()).as_bytes(),
        b"\xff\xfe",
        format!("\r\n\r\n{body}").as_bytes(),
    ]
    .concat();
    let early = [
        b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n".to_vec(),
        success(),
    ]
    .concat();
    let twice = [
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n".to_vec(),
        success(),
    ]
    .concat();
    for bytes in [odd_ray, early, twice] {
        for verb in Verb::ALL {
            verb.send(&support::client(&Server::always(bytes.clone()).base_url()))
                .unwrap();
        }
    }
    let error = b"HTTP/1.1 404 \r\ncf-ray: 8f\xff\r\ncontent-length: 0\r\n\r\n";
    let error = fails(Verb::Get.send(&support::client(&Server::always(error).base_url())));
    assert_eq!(error.ray_id(), Some("8f\u{fffd}"));
}

// Row 17.
#[test]
fn a_deletion_is_fine_with_every_form_of_success() {
    for bytes in [
        b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec(),
        http(200, "{}"),
        http(200, r#"{"success":true,"errors":[],"messages":[],"result":null}"#),
        labelled(202, "content-type: text/plain", "fine"),
    ] {
        let server = Server::always(bytes);
        let client = support::client(&server.base_url());
        Verb::Delete.send(&client).unwrap();
        Verb::Delete.send(&client).unwrap();
        assert_eq!((server.request_count(), server.connection_count()), (2, 1));
    }
}

// Row 17.
#[test]
fn a_deletion_not_found_on_the_second_try_says_so() {
    let gone = http(404, envelope(1_002, "not found").to_string());
    let server = Server::in_turn([Reply::nothing().then_close(), gone.clone().into()]);
    let error = fails(Verb::Delete.send(&support::client(&server.base_url())));
    assert!(error.is_not_found() && error.may_have_been_applied(), "{error}");
    assert_eq!(error.attempts(), 2);

    let server = Server::always(gone);
    let error = fails(Verb::Delete.send(&support::client(&server.base_url())));
    assert!(error.is_not_found() && !error.may_have_been_applied(), "{error}");
    assert_eq!(error.attempts(), 1);
}

// Row 19.
#[test]
fn redirects_are_errors_and_never_followed() {
    let other = Server::always(success());
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for verb in Verb::ALL {
            let server = Server::new(move |request| {
                assert_eq!(request.number, 0, "followed to the same host");
                labelled(status, "location: /client/v4/elsewhere", "")
            });
            let same_host = fails(verb.send(&support::client(&server.base_url())));
            let location = format!("location: {}/accounts/a/cni/interconnects", other.base_url());
            let away = Server::always(labelled(status, &location, "moved"));
            let other_host = fails(verb.send(&support::client(&away.base_url())));
            for error in [same_host, other_host] {
                assert_eq!(
                    (error.kind(), error.status(), error.attempts()),
                    (ErrorKind::Api, Some(status), 1),
                    "{error}"
                );
                // "Done, look there" may be true of what was asked for.
                let done = verb != Verb::Get && !matches!(status, 304 | 305);
                assert_eq!(
                    (error.may_have_been_applied(), error.is_retryable()),
                    (done, false),
                    "{verb:?} {status}"
                );
            }
            assert_eq!((server.request_count(), away.request_count()), (1, 1));
        }
    }
    assert_eq!(other.connection_count(), 0);
    let server = Server::always(labelled(302, &format!("location: {}", other.base_url()), ""));
    let letter = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .loa("icon-1")
        .send();
    assert_eq!(fails(letter).status(), Some(302));
    assert_eq!(other.connection_count(), 0);
}

#[test]
fn a_web_page_is_no_successful_deletion() {
    let server = Server::always(labelled(200, "content-type: text/html", "<html>Please log in</html>"));
    let error = fails(Verb::Delete.send(&support::client(&server.base_url())));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
    assert!(
        error.may_have_been_applied() && error.snippet().unwrap().contains("log in"),
        "{error}"
    );
}

// Row 56.
#[test]
fn an_order_that_is_led_elsewhere_may_have_been_carried_out_and_says_where_to() {
    for (status, headers, says) in [
        (
            101,
            "connection: upgrade\r\nupgrade: websocket",
            "it switches to websocket, and redirects are not followed",
        ),
        (
            302,
            "location: https://other.example/x",
            "it points to https://other.example/x, and redirects are not followed",
        ),
        (303, "location: /elsewhere", "it points to /elsewhere, and redirects"),
        (307, "", "redirects are not followed"),
    ] {
        let server = Server::always(labelled(status, headers, ""));
        let error = fails(Verb::Post.send(&support::client(&server.base_url())));
        assert_eq!(
            (error.status(), error.attempts(), error.may_have_been_applied()),
            (Some(status), 1, true)
        );
        let line = error.to_string();
        assert!(
            line.contains(says) && line.ends_with("list before creating again"),
            "{line}"
        );
    }
    // A place that holds a credential, or more than a line.
    let place = format!(
        "location: https://other.example/?token={}&{}",
        support::TOKEN,
        "x".repeat(5_000)
    );
    let server = Server::always(labelled(302, &place, ""));
    let line = fails(Verb::Post.send(&support::client(&server.base_url()))).to_string();
    assert!(
        line.contains("https://other.example/ (its query is not shown)"),
        "{line}"
    );
}

#[test]
fn plain_http_is_never_sent_through_a_proxy() {
    let server = Server::always(success());
    let proxy = Server::always(success());
    let agent = ureq::Agent::config_builder()
        .proxy(Some(ureq::Proxy::new(&proxy.base_url()).unwrap()))
        .build()
        .new_agent();
    let client = support::builder(&server.base_url()).agent(agent).build().unwrap();
    for verb in Verb::ALL {
        verb.send(&client).unwrap();
    }
    assert_eq!((server.requests().len(), proxy.requests().len()), (Verb::ALL.len(), 0));
}

/// A client whose requests go through this proxy, which wants to know who asks.
fn through(proxy: &Server) -> cloudflare_interconnects::ClientBuilder {
    let proxy = format!("http://user:hidden-password@{}", proxy.address());
    let agent = ureq::Agent::config_builder()
        .proxy(Some(ureq::Proxy::new(&proxy).unwrap()))
        .build()
        .new_agent();
    support::builder("https://api.invalid").agent(agent)
}

// Row 47.
#[test]
fn a_proxy_that_refuses_is_asked_once_and_the_message_points_at_its_credentials() {
    for status in [407, 403] {
        let refuses = labelled(status, "proxy-authenticate: Basic", "who are you?");
        for verb in Verb::ALL {
            let proxy = Server::always(refuses.clone());
            let error = fails(verb.send(&through(&proxy).build().unwrap()));
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
            assert!(error.is_connect() && !error.is_retryable() && !error.may_have_been_applied());
            let line = error.to_string();
            let place = format!("no connection to api.invalid through the proxy {}", proxy.address());
            assert!(line.contains(&place) && line.contains(&status.to_string()), "{line}");
            assert!(line.contains("check the credentials in the proxy's address"), "{line}");
            assert!(!support::everything_shown(&error).contains("hidden-password"), "{line}");
            let requests = proxy.requests();
            assert_eq!(requests.len(), 1);
            assert!(requests[0].line().starts_with("CONNECT api.invalid:443 "));
        }
        let proxy = Server::always(refuses);
        let client = through(&proxy).build().unwrap();
        let status = client.interconnects(ACCOUNT).status("icon-1");
        let error = fails(status.wait_until(|_| false).send());
        assert_eq!(
            (error.kind(), proxy.request_count()),
            (ErrorKind::Transport, 1),
            "{error}"
        );
    }
}

#[test]
fn a_connection_that_a_proxy_refuses_is_reported_with_the_proxy() {
    let agent = ureq::Agent::config_builder()
        .proxy(Some(
            ureq::Proxy::new(&format!("http://user:hidden-password@{}", refusing())).unwrap(),
        ))
        .build()
        .new_agent();
    let client = support::builder("https://api.invalid")
        .agent(agent)
        .max_retries(0)
        .build()
        .unwrap();
    let line = fails(Verb::Get.send(&client)).to_string();
    assert!(line.contains("api.invalid through the proxy 127.0.0.1:"), "{line}");
    assert!(!line.contains("hidden-password"), "{line}");
}
