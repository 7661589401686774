//! Errors: predicates and sources for programs, and messages for people.

use std::io;
use std::time::Duration;

use cloudflare_interconnects::{Auth, Client, Error, ErrorKind};
use serde_json::json;

use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, DEADLINE, Verb, assert_contains, client_without_retries, envelope, error_from, fails, http,
    http_with_headers,
};

// Row 7.
#[test]
fn the_error_for_a_rejected_token_names_the_required_permissions() {
    for status in [401, 403] {
        for (verb, permissions) in [
            (
                Verb::Get,
                "Magic WAN Write, Magic WAN Read, Magic Transit Read, Magic Transit Write",
            ),
            (Verb::Delete, "Magic WAN Write, Magic Transit Write"),
            (Verb::Post, "Magic WAN Write, Magic Transit Write"),
        ] {
            let server = Server::always(http(status, envelope(10_000, "Authentication error")));
            let error = fails(verb.send(&client_without_retries(&server)));
            assert!(error.is_auth() && error.to_string().ends_with(permissions), "{error}");
            assert!(!error.may_have_been_applied());
        }
    }
    assert!(!error_from(http(404, "{}")).to_string().contains("Magic"));
}

#[test]
fn the_message_of_an_error_response_says_what_failed_and_what_to_do_in_one_sentence() {
    for (response, verb, line) in [
        (
            http(403, envelope(10_000, "Authentication error")),
            Verb::Post,
            "create_interconnect: the API returned 403 Forbidden: Authentication error [10000] (ray 8f00ba12-IAD); a \
             token for this account needs one of: Magic WAN Write, Magic Transit Write",
        ),
        (
            http(404, envelope(1_002, "Interconnect not found")),
            Verb::Get,
            "get_interconnect: the API returned 404 Not Found: Interconnect not found [1002] (ray 8f00ba12-IAD)",
        ),
        (
            http_with_headers(502, "content-type: text/html", "<html>\n<h1>Bad gateway</h1>"),
            Verb::Delete,
            "delete_interconnect: the API returned 502 Bad Gateway; the body (text/html) begins with `<html>\\n<h1>Bad gateway</h1>` (ray \
             8f00ba12-IAD, 3 attempts); the request may have been carried out: check the resource before retrying",
        ),
        (
            http_with_headers(522, "", ""),
            Verb::Post,
            "create_interconnect: the API returned 522 (ray 8f00ba12-IAD); the request may have been carried out: list \
             the resources before creating another",
        ),
        (
            http_with_headers(429, "retry-after: 300", envelope(971, "Please wait")),
            Verb::Get,
            "get_interconnect: the API returned 429 Too Many Requests: Please wait [971] (ray 8f00ba12-IAD, retry after \
             300 s)",
        ),
        (
            http(200, r#"{"type":"direct","name":7}"#),
            Verb::Get,
            "get_interconnect: cannot decode the response at `name`: invalid type: integer `7`, expected a string; \
             the body (application/json) begins with `{\"type\":\"direct\",\"name\":7}` (ray 8f00ba12-IAD)",
        ),
        (
            http_with_headers(301, "location: https://elsewhere.example/", ""),
            Verb::Get,
            "get_interconnect: the API returned 301 Moved Permanently: the redirect to \
             https://elsewhere.example/ is not followed (ray 8f00ba12-IAD)",
        ),
    ] {
        let server = Server::always(response);
        let error = fails(verb.send(&support::client(&server)));
        assert_eq!(error.to_string(), line);
    }
}

#[test]
fn the_message_of_an_error_without_a_response_is_one_sentence_too() {
    for (reply, verb, line) in [
        (
            Reply::nothing().then_close(),
            Verb::Get,
            "get_interconnect: the connection broke: Peer disconnected (3 attempts)",
        ),
        (
            Reply::nothing().then_close(),
            Verb::Post,
            "create_interconnect: the connection broke: Peer disconnected; the request may have been carried out: \
             list the resources before creating another",
        ),
        (
            Reply::send("nonsense\r\n\r\n"),
            Verb::Get,
            "get_interconnect: the response is not valid HTTP: protocol: http parse fail: invalid HTTP version",
        ),
        (
            Reply::send(http(200, " ".repeat(101))),
            Verb::Delete,
            "delete_interconnect: the response is longer than this client's `max_response_bytes` of 100 bytes (ray \
             8f00ba12-IAD); the request may have been carried out: check the resource before retrying",
        ),
    ] {
        let server = raw::Server::always(reply);
        let client = support::builder(&server).max_response_bytes(100).build().unwrap();
        assert_eq!(fails(verb.send(&client)).to_string(), line);
    }
    let client = support::client("http://127.0.0.1:1");
    assert_eq!(
        fails(client.interconnects("").get("icon-1").send()).to_string(),
        "get_interconnect: account_id is empty"
    );
    assert_eq!(
        fails(client.interconnects(ACCOUNT).delete("..").send()).to_string(),
        "delete_interconnect: icon cannot be `..`"
    );
    assert_eq!(
        fails(Client::builder().auth(Auth::token("two words")).build()).to_string(),
        "the API token has a space (byte 4 of 9)"
    );
}

/// The kind of the underlying `io::Error`, if there is one.
fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    Some(error.origin()?.downcast_ref::<io::Error>()?.kind())
}

#[test]
fn the_origin_of_an_error_is_the_underlying_error() {
    let refused = fails(support::get(&support::client("http://127.0.0.1:1")));
    assert_eq!(io_kind(&refused), Some(io::ErrorKind::ConnectionRefused), "{refused:?}");
    let garbage = fails(support::get(&client_without_retries(&raw::Server::always(
        "garbage\r\n\r\n",
    ))));
    assert_eq!(garbage.kind(), ErrorKind::Protocol);
    assert_eq!(io_kind(&garbage), Some(io::ErrorKind::Other), "{garbage:?}");
    let source = garbage.origin().unwrap().downcast_ref::<io::Error>().unwrap();
    assert!(source.get_ref().unwrap().is::<ureq::Error>(), "{garbage:?}");
    let cut = raw::Server::always(Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").then_close());
    let cut = fails(support::get(&client_without_retries(&cut)));
    assert_eq!(io_kind(&cut), Some(io::ErrorKind::UnexpectedEof), "{cut:?}");
    let silent = raw::Server::always(Reply::nothing().then_hold());
    let late = client_without_retries(&silent)
        .interconnects(ACCOUNT)
        .get("icon-1")
        .timeout(Duration::from_millis(50));
    let late = fails(late.send());
    assert_eq!(io_kind(&late), Some(io::ErrorKind::TimedOut), "{late:?}");
    assert!(error_from(http(200, "{")).origin().unwrap().is::<serde_json::Error>());
    assert!(error_from(http(404, "{}")).origin().is_none());
    let letter = Server::always(http_with_headers(200, "content-type: application/pdf", support::PDF));
    let letter = client_without_retries(&letter)
        .interconnects(ACCOUNT)
        .loa("icon-1")
        .send()
        .unwrap();
    let unwritable = fails(letter.save_to("/nowhere/at/all/loa.pdf"));
    assert_eq!(unwritable.kind(), ErrorKind::Io);
    assert_eq!(io_kind(&unwritable), Some(io::ErrorKind::NotFound), "{unwritable:?}");
}

#[test]
fn the_predicates_distinguish_errors() {
    type Predicate = (&'static str, fn(&Error) -> bool);
    let predicates: [Predicate; 6] = [
        ("not found", Error::is_not_found),
        ("auth", Error::is_auth),
        ("rate limited", Error::is_rate_limited),
        ("conflict", Error::is_conflict),
        ("timeout", Error::is_timeout),
        ("connect", Error::is_connect),
    ];
    let matching = |error: &Error| -> Vec<&str> {
        predicates
            .iter()
            .filter(|(_, matches)| matches(error))
            .map(|(name, _)| *name)
            .collect()
    };
    for (status, body, expected) in [
        (400, "{}".to_owned(), &[][..]),
        (400, envelope(10_000, "Authentication error").to_string(), &["auth"]),
        (401, "{}".into(), &["auth"]),
        (403, "<html>".into(), &["auth"]),
        (404, "{}".into(), &["not found"]),
        (408, "{}".into(), &[]),
        (409, "{}".into(), &["conflict"]),
        (429, "{}".into(), &["rate limited"]),
        (504, "{}".into(), &[]),
    ] {
        assert_eq!(matching(&error_from(http(status, body))), expected, "{status}");
    }
    let refused = fails(support::get(&support::client("http://127.0.0.1:1")));
    assert_eq!(matching(&refused), ["connect"]);
    let silent = raw::Server::always(Reply::nothing().then_hold());
    let late = client_without_retries(&silent)
        .interconnects(ACCOUNT)
        .get("icon-1")
        .timeout(DEADLINE);
    let error = fails(late.send());
    assert_eq!(matching(&error), ["timeout"]);
}

#[test]
fn errors_can_be_boxed_sent_and_converted_to_io_and_back() {
    fn assert_sendable<T: std::error::Error + Send + Sync + 'static>(_: &T) {}
    let error = error_from(http(404, envelope(1, "gone")));
    assert_sendable(&error);
    let line = error.to_string();
    let back = Error::from(std::io::Error::from(error));
    assert_eq!((back.to_string(), back.is_not_found()), (line, true));
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

// Row 55.
#[test]
fn invisible_characters_are_escaped_in_all_output() {
    let invisible = "\u{61c}\u{ad}\u{180e}\u{3164}\u{fff9}\u{fffb}\u{fe0f}\u{e0100}\u{e0001}\u{e007f}\u{34f}\u{202e}\u{2066}\u{200b}\u{feff}";
    let json = envelope(1, &format!("a{invisible}b")).to_string();
    for response in [
        http(400, &json),
        http(200, &json),
        http(400, format!("<html>a{invisible}b")),
        http(200, format!("<html>a{invisible}b")),
        http(200, json!({ "type": "direct", "name": { invisible: 5 } })),
    ] {
        let error = error_from(response);
        let shown = format!("{error} {error:?} {:?}", error.snippet());
        assert!(!shown.contains(|character| invisible.contains(character)), "{shown}");
        assert_contains(&shown, ["\\u{61c}", "\\u{e0001}"]);
    }
}
