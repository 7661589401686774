//! What is made of an answer.

use super::*;

#[test]
fn a_request_carries_credentials_names_and_an_exact_path() {
    let server = Server::always(http(200, "", "{}"));
    call(&server.client(), &PUT)
        .query("q", "a b")
        .send_json::<Value>()
        .unwrap();
    let pair = server
        .builder()
        .auth(Auth::key("me@example.com", "k3y"))
        .user_agent("mine/1")
        .build()
        .unwrap();
    call(&pair, &GET).send_json::<Value>().unwrap();
    let [first, second] = &server.seen()[..] else { panic!() };
    assert!(
        first.head.starts_with("PUT /v4/things/thing-1?q=a%20b HTTP/1.1\r\n"),
        "{}",
        first.head
    );
    let has = |seen: &Seen, line: &str| seen.head.lines().any(|header| header == line);
    assert!(has(first, &format!("authorization: Bearer {TOKEN}")) && !first.head.contains("x-auth"));
    assert!(has(
        first,
        &format!("user-agent: cloudflare-interconnects/{}", env!("CARGO_PKG_VERSION"))
    ));
    assert!(
        has(first, "content-type: application/json") && has(first, "content-length: 7"),
        "{}",
        first.head
    );
    assert_eq!(first.body, b"{\"a\":1}");
    assert!(has(second, "x-auth-email: me@example.com") && has(second, "x-auth-key: k3y"));
    assert!(has(second, "user-agent: mine/1") && has(second, "accept: application/json"));
    assert!(!second.head.contains("authorization") && !second.head.contains("content-"));
}

#[test]
fn what_is_not_http_is_a_protocol_error_once() {
    let many: String = (0..129).map(|n| format!("h{n}: v\r\n")).collect();
    for bytes in [
        "garbage\r\n\r\n".to_owned(),
        "<html>hello</html>".into(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
        format!("HTTP/1.1 200 OK\r\nh: {}\r\n\r\n", "x".repeat(70_000)),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}".into(),
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}".into(),
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n{}".into(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{}".into(),
    ] {
        let sent = bytes.clone();
        let server = Server::new(move |_, _| Reply::Close(sent.clone().into()));
        let error = fails(&server.call(&GET));
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Protocol, 1),
            "{}: {error}",
            &bytes[..30]
        );
    }
}

#[test]
fn an_interim_answer_and_a_ray_that_is_not_utf8_do_no_harm() {
    let server = Server::always(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncf-ray: \xff\xfe\r\ncontent-length: 2\r\n\r\n{}".to_vec());
    server.call(&GET).send_json::<Value>().unwrap();
    let server = Server::always(b"HTTP/1.1 404 No\r\ncf-ray: a\xffb\r\ncontent-length: 0\r\n\r\n".to_vec());
    assert_eq!(fails(&server.call(&GET)).ray_id(), Some("a\u{fffd}b"));
}

#[test]
fn a_body_at_the_cap_passes_and_one_byte_more_does_not() {
    let server = Server::always(http(200, "", &format!("\"{}\"", "x".repeat(998))));
    let client = |cap| server.builder().max_answer_bytes(cap).build().unwrap();
    assert_eq!(call(&client(1000), &GET).send_json::<String>().unwrap().len(), 998);
    let error = fails(&call(&client(999), &GET));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
}

#[test]
fn an_api_error_tells_all_that_the_answer_says() {
    let body = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"},{"code":70000,"message":"m"}],"messages":[],"result":null}"#;
    let server = Server::always(http(403, "content-type: application/json\r\n", body));
    let error = fails(&server.call(&GET));
    assert_eq!(
        (error.kind(), error.status(), error.ray_id()),
        (ErrorKind::Api, Some(403), Some("8f00-IAD"))
    );
    assert_eq!(
        (error.codes(), error.operation(), error.body()),
        (vec![10000, 70000], Some("get_thing"), Some(body))
    );
    assert!(error.to_string().contains("Things Write"), "{error}");
}

#[test]
fn an_error_page_is_an_api_error_with_a_snippet() {
    let server = Server::always(http(
        525,
        "content-type: text/html\r\n",
        "<html>\x1b[31m\nSSL handshake failed",
    ));
    let error = fails(&server.call(&GET));
    assert_eq!(
        (error.kind(), error.status(), error.attempts()),
        (ErrorKind::Api, Some(525), 1)
    );
    assert!(
        error.snippet().unwrap().contains("\\u{1b}[31m\\nSSL") && error.to_string().contains("text/html"),
        "{error}"
    );
    let problem = r#"{"title":"Error 1015","status":429,"detail":"limited","error_code":1015,"retryable":true,"retry_after":7000}"#;
    let server = Server::always(http(530, "content-type: application/json\r\n", problem));
    let error = fails(&server.call(&GET));
    assert_eq!(
        (error.codes(), error.retry_after(), error.attempts()),
        (vec![1015], Some(Duration::from_secs(7000)), 1)
    );
}

#[test]
fn a_status_survives_a_body_that_is_endless_or_stalls() {
    let head = "HTTP/1.1 404 Not Found\r\ncontent-length: 1073741824\r\n\r\n";
    let server = Server::new(move |_, _| Reply::Close([head.as_bytes(), &vec![b'x'; 1 << 20]].concat()));
    let error = fails(&server.call(&GET));
    assert_eq!((error.status(), error.body().unwrap().len()), (Some(404), 64 << 10));
    let server = Server::new(move |_, _| Reply::Stall(format!("{head}partly").into()));
    let error = fails(&server.call(&GET).timeout(Duration::from_millis(200)));
    assert_eq!(
        (error.kind(), error.status(), error.snippet()),
        (ErrorKind::Api, Some(404), Some("partly"))
    );
}

#[test]
fn a_secret_that_the_server_sends_back_is_not_shown() {
    let echo = format!(r#"{{"success":false,"errors":[{{"code":1,"message":"bad {TOKEN}"}}]}}"#);
    for status in [400, 200] {
        let server = Server::always(http(status, &format!("content-type: {TOKEN}\r\nx: y\r\n"), &echo));
        assert_eq!(fails(&server.call(&GET)).api_errors()[0].message(), "bad [redacted]");
    }
    let server = Server::always(http(200, "", &format!("{{\"items\": \"{TOKEN}\"}}")));
    let error = server.call(&GET).send_json::<List>().unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert!(
        !format!("{error} {error:?} {source:?}").contains(TOKEN),
        "{error:?} {source:?}"
    );
}

#[test]
fn a_success_that_says_it_is_none_is_the_api_error() {
    let refusal = r#"{"success":false,"errors":[{"code":1002,"message":"no"}],"result":null}"#;
    let server = Server::always(http(200, "content-type: application/json\r\n", refusal));
    for result in [
        server.call(&GET).send_json::<Value>().map(drop),
        server.call(&GET).send_json::<List>().map(drop),
        server.call(&DELETE).send_empty(),
        open(&server.call(&PAPER)).map(drop),
        open(&server.call(&UNTYPED)).map(drop),
    ] {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.codes()),
            (ErrorKind::Api, Some(200), vec![1002])
        );
        assert!(!error.may_have_been_applied() && error.attempts() == 1);
    }
    let server = Server::always(http(200, "", r#"{"error":"no such thing"}"#));
    assert_eq!(
        server.call(&GET).send_json::<List>().unwrap_err().api_errors()[0].message(),
        "no such thing"
    );
    assert!(server.call(&GET).send_json::<Value>().is_ok(), "an open type takes it");
}

#[test]
fn a_success_that_does_not_decode_is_a_decode_error_with_a_snippet() {
    for (body, snippet) in [
        ("", None),
        ("<html>", Some("<html>")),
        ("\u{feff}{}", Some("\\u{feff}{}")),
        ("{\"items\":[]} trailing", Some("{\"items\":[]} trailing")),
        (&"[".repeat(10_000), Some(&*("[".repeat(200) + "…"))),
    ] {
        let server = Server::always(http(200, "content-type: text/html\r\n", body));
        let error = server.call(&GET).send_json::<List>().unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), error.snippet()),
            (ErrorKind::Decode, 1, snippet),
            "{error}"
        );
        let shown = error.to_string();
        assert!(shown.contains("get_thing") && shown.contains("text/html"), "{shown}");
    }
}

#[test]
fn a_deletion_is_fine_with_any_success_and_honest_about_a_second_try() {
    for bytes in [
        &b"HTTP/1.1 204 No Content\r\n\r\n"[..],
        &http(200, "", ""),
        &http(200, "", "{\"id\":1}"),
        &http(200, "", "bye"),
    ] {
        Server::always(bytes).call(&DELETE).send_empty().unwrap();
    }
    let error = Server::statuses(&[502, 404]).call(&DELETE).send_empty().unwrap_err();
    assert!(error.is_not_found() && error.attempts() == 2 && error.may_have_been_applied());
}

#[test]
fn what_a_call_hands_over_can_cross_threads() {
    fn crosses<T: Send + 'static>() {}
    crosses::<Document>();
    crosses::<Items<List>>();
    crosses::<Pages<List>>();
}

#[cfg(feature = "gzip")]
#[test]
fn the_cap_counts_bytes_after_decompression() {
    // 200,000 spaces.
    const BOMB: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 42, 235, 159, 210, 12, 254, 64, 1, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 175, 1, 49, 97, 98, 16, 64, 13, 3, 0,
    ];
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        BOMB.len()
    );
    let server = Server::always([head.as_bytes(), BOMB].concat());
    let client = |cap| server.builder().max_answer_bytes(cap).build().unwrap();
    assert_eq!(fails(&call(&client(199_999), &GET)).kind(), ErrorKind::TooLarge);
    assert_eq!(fails(&call(&client(200_000), &GET)).kind(), ErrorKind::Decode);
    assert!(server.seen()[0].head.contains("accept-encoding: gzip"));
    let cut = [head.as_bytes(), &BOMB[..100]].concat();
    let server = Server::new(move |_, _| Reply::Close(cut.clone()));
    let error = fails(&server.call(&GET));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
    let junk = http(200, "content-encoding: gzip\r\n", "this was never gzip at all");
    let error = fails(&Server::always(junk).call(&GET));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Protocol, 1), "{error}");
}
