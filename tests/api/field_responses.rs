//! Reports from the field: what an error says and advises, and bodies that cannot be read as they seem.

use cloudflare_interconnects::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, Verb, client_without_retries, envelope, fails, http, http_with_headers};

/// The error of a GET that is answered so.
fn answered(status: u16, headers: &str, body: &str) -> Error {
    support::error_from(http_with_headers(status, headers, body))
}

fn answered_json(status: u16, body: &Value) -> Error {
    answered(status, "content-type: application/json", &body.to_string())
}

// Row 63.
#[test]
fn an_error_says_what_the_response_says_in_whichever_field() {
    for (body, says) in [
        (
            json!({ "code": "invalid", "detail": "Invalid input." }),
            ": Invalid input. [invalid]",
        ),
        (
            json!({ "code": 1010, "detail": "The owner has banned you" }),
            ": The owner has banned you [1010]",
        ),
        (
            json!({ "error_description": "The client is unknown" }),
            ": The client is unknown",
        ),
        (
            json!({ "error": "invalid_client", "error_description": "The client is unknown" }),
            ": invalid_client; The client is unknown",
        ),
        (json!({ "title": "No such thing" }), ": No such thing"),
        (
            json!({ "detail": " ", "message": "", "title": "No such thing" }),
            ": No such thing",
        ),
        (
            json!({ "title": "Bad", "status": 400, "detail": "Worse", "code": 7 }),
            ": Bad: Worse [7]",
        ),
        (
            json!({ "errors": [{ "code": 1, "detail": "Missing name" }] }),
            ": Missing name [1]",
        ),
        (
            json!({ "timestamp": 1, "status": 400, "error": "Bad Request", "message": "No handler", "path": "/x" }),
            ": Bad Request; No handler",
        ),
        (
            json!({ "error": "No handler", "message": "No handler" }),
            ": No handler",
        ),
        (
            json!({ "error": { "code": 5, "message": "m" }, "code": 5, "message": "m" }),
            ": m [5]",
        ),
    ] {
        let line = answered_json(400, &body).to_string();
        assert_eq!(
            line,
            format!("get_interconnect: the API returned 400 Bad Request{says} (ray 8f00ba12-IAD)")
        );
    }
}

// Row 63.
#[test]
fn where_no_field_says_anything_the_body_is_shown() {
    for (body, says) in [
        (
            json!({ "code": "invalid" }),
            ": [invalid]; the body (application/json) begins with `{\"code\":\"invalid\"}`",
        ),
        (
            json!({ "errors": [{ "code": 5 }, { "code": 6 }] }),
            ": [5]; [6]; the body (application/json) begins with `{\"errors\"",
        ),
        (
            json!({ "detail": [{ "loc": ["body"], "msg": "field required" }] }),
            "; the body (application/json) begins with `{\"detail\"",
        ),
        (
            json!({ "message": { "en": "no" } }),
            "; the body (application/json) begins with `{\"message\"",
        ),
    ] {
        let line = answered_json(400, &body).to_string();
        assert!(
            line.starts_with(&format!("get_interconnect: the API returned 400 Bad Request{says}")),
            "{line}"
        );
    }
}

// Row 64.
#[test]
fn a_redirect_to_a_signed_address_shows_where_it_leads_and_not_the_signature() {
    let signature = "5ignature/of+the~letter";
    let encoded = "5ignature%2Fof%2Bthe~letter";
    let query = format!("X-Amz-Expires=60&X-Amz-Signature={encoded}");
    for place in [
        format!("https://bucket.example:8443/loa/icon-1.pdf?{query}"),
        format!("//me:{encoded}@bucket.example:8443/loa/icon-1.pdf"),
        format!("https:/me:{encoded}@bucket.example:8443/loa/icon-1.pdf"),
        format!("/loa/icon-1.pdf?{query}"),
        format!("https://bucket.example:8443/loa/icon-1.pdf#{encoded}"),
        format!("https://bucket.example:8443/loa/ icon-1.pdf?{query}"),
    ] {
        for body in [
            format!(
                "<a href=\"https://bucket.example?{}\">Found</a>",
                query.replace('&', "&amp;")
            ),
            json!({ "error": format!("moved, sign with {signature}") }).to_string(),
            json!({ "location": place, "signature": signature }).to_string(),
        ] {
            let headers = format!("location: {place}\r\ncontent-type: text/html");
            let server = Server::always(http_with_headers(302, &headers, body));
            let client = client_without_retries(&server);
            let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
            let line = error.to_string();
            assert!(
                line.contains("icon-1.pdf") && line.contains("is not followed"),
                "{line}"
            );
            assert!(!place.contains('?') || line.contains("?[redacted]"), "{line}");
            let shown = support::everything_shown(&error);
            assert!(!shown.contains("5ignature"), "{shown}");
            assert_eq!(error.status(), Some(302));
        }
    }
}

// Row 65.
#[test]
fn credentials_are_judged_by_what_the_code_says_whatever_the_status() {
    let read = |status, code| {
        fails(support::get(&client_without_retries(&Server::always(http(
            status,
            envelope(code, "no").to_string(),
        )))))
    };
    for code in [6003, 6103, 6111, 9103, 9106] {
        let error = read(400, code);
        assert!(error.is_auth(), "{error}");
        assert!(
            error.to_string().ends_with("they are mistyped, expired or revoked"),
            "{error}"
        );
    }
    for (status, code) in [
        (400, 9109),
        (400, 10001),
        (403, 9109),
        (401, 9109),
        (400, 10000),
        (403, 10000),
        (401, 1),
    ] {
        let error = read(status, code);
        assert!(error.is_auth(), "{error}");
        let line = error.to_string();
        assert!(
            line.contains("a token for this account needs one of: Magic WAN Write"),
            "{line}"
        );
        assert_eq!(line.contains("mistyped"), matches!(code, 9109 | 10001), "{line}");
    }
    for (status, code) in [(400, 1000), (404, 7003), (400, 6007), (500, 1)] {
        assert!(!read(status, code).is_auth());
    }
    // The code may stand in the chain below another.
    let chain = json!({ "success": false, "errors": [{ "code": 6007, "message": "Malformed", "error_chain": [{ "code": 9106 }] }] });
    assert!(answered_json(400, &chain).is_auth());
}

// Row 66.
#[test]
fn a_challenge_for_browsers_is_not_about_credentials() {
    for (status, body) in [
        (403, "<html>Just a moment...</html>"),
        (503, "<html>"),
        (429, ""),
        (403, "{\"errors\":[{\"code\":10000}]}"),
    ] {
        let headers = "cf-mitigated: challenge\r\ncontent-type: text/html";
        for verb in Verb::ALL {
            let server = Server::always(http_with_headers(status, headers, body));
            let error = fails(verb.send(&client_without_retries(&server)));
            assert!(!error.is_auth() && error.status() == Some(status), "{error}");
            let line = error.to_string();
            assert!(
                line.contains("Cloudflare blocked the request with a browser challenge"),
                "{line}"
            );
            assert!(!line.contains("token") && !line.contains("credentials"), "{line}");
        }
    }
    assert!(answered(403, "cf-mitigated: block\r\ncontent-type: text/html", "<html>").is_auth());
}

// Row 72.
#[test]
fn a_body_that_this_build_cannot_read_is_no_success_and_a_change_may_be_made() {
    for encoding in [
        "br",
        "zstd",
        "identity, br",
        "{}\u{202e}",
        "br\r\ncontent-encoding: identity",
    ] {
        let server = Server::always(http_with_headers(
            200,
            &format!("content-encoding: {encoding}"),
            b"\x0b\x02\x80{}\x03",
        ));
        let client = client_without_retries(&server);
        for verb in Verb::ALL {
            let error = fails(verb.send(&client));
            assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{error}");
            assert!(error.to_string().contains("which this build cannot decode"), "{error}");
        }
        let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
        assert!(error.to_string().contains("content encoding"), "{error}");
        fails(client.request("DELETE", "/things").send_empty());
        assert_eq!(server.connection_count(), 2, "only a document is not read to its end");
    }
    for encoding in ["identity", "Identity", "", "identity, identity"] {
        let headers = format!("content-encoding: {encoding}");
        let server = Server::always(http_with_headers(200, &headers, support::success_body()));
        let client = client_without_retries(&server);
        for verb in Verb::ALL {
            verb.send(&client).unwrap();
        }
    }
    // What has no body is encoded in no way.
    for answer in [
        &b"HTTP/1.1 204 \r\ncontent-encoding: br\r\n\r\n"[..],
        b"HTTP/1.1 200 \r\ncontent-encoding: br\r\ncontent-length: 0\r\n\r\n",
    ] {
        Verb::Delete
            .send(&client_without_retries(&Server::always(answer)))
            .unwrap();
    }
}

// Row 72: an encoding of the transfer is one too.
#[test]
fn a_transfer_encoding_that_nobody_can_read_is_no_success() {
    for (encoding, body) in [
        ("gzip, chunked", "2\r\n{}\r\n0\r\n\r\n"),
        ("chunked, gzip", "2\r\n{}\r\n0\r\n\r\n"),
        ("xchunked", "2\r\n{}\r\n0\r\n\r\n"),
        ("deflate", "{}"),
    ] {
        let response = format!("HTTP/1.1 200 \r\ntransfer-encoding: {encoding}\r\n\r\n{body}");
        let server = Server::always(Reply::send(response).then_close());
        for verb in Verb::ALL {
            let error = fails(verb.send(&client_without_retries(&server)));
            assert!(error.to_string().contains("the transfer encoding"), "{error}");
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{error}");
        }
    }
    for encoding in ["chunked", "Chunked", "identity, chunked"] {
        let body = support::success_body();
        let length = body.len();
        let response =
            format!("HTTP/1.1 200 \r\ntransfer-encoding: {encoding}\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        let server = Server::always(response);
        for verb in Verb::ALL {
            verb.send(&client_without_retries(&server)).unwrap();
        }
    }
}

// Relatives of row 72: a text that is read as nothing could say anything.
#[test]
fn a_deletion_that_is_answered_in_utf_16_or_behind_invisible_characters_is_no_success() {
    let denied = envelope(1_009, "in use").to_string();
    for encoded in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let body: Vec<u8> = format!("{mark}{denied}").encode_utf16().flat_map(encoded).collect();
            let server = Server::always(http_with_headers(
                200,
                "content-type: application/json; charset=utf-16",
                body,
            ));
            let error = fails(Verb::Delete.send(&client_without_retries(&server)));
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(
                error.may_have_been_applied() && error.to_string().contains("not UTF-8 text"),
                "{error}"
            );
        }
    }
    for before in ["\u{feff}\u{feff}", "\u{a0}", "\u{b}", "\u{200b}\r\n", "\u{1b}"] {
        let server = Server::always(http(200, format!("{before}{denied}")));
        for error in [
            fails(Verb::Delete.send(&client_without_retries(&server))),
            fails(client_without_retries(&server).request("PUT", "/things").send_empty()),
        ] {
            assert_eq!(
                (error.kind(), error.codes().first().copied()),
                (ErrorKind::Api, Some(1_009)),
                "{error}"
            );
        }
    }
}

// Row 70.
#[test]
fn a_request_by_hand_reads_the_result_into_a_type_that_anything_fits() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Verified {
        id: Option<String>,
        status: Option<String>,
    }
    let read = |result: Value| {
        let body = json!({ "success": true, "errors": [], "messages": [{ "code": 10000, "message": "valid" }], "result": result });
        client_without_retries(&Server::always(http(200, body.to_string())))
            .request("GET", "/user/tokens/verify")
            .send::<Verified>()
    };
    let verified = read(json!({ "id": "t", "status": "active" })).unwrap();
    assert_eq!(
        (verified.id.as_deref(), verified.status.as_deref()),
        (Some("t"), Some("active"))
    );
    let error = fails(read(json!({ "id": "t", "status": 5 })));
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("result.status")));
}

// Row 71.
#[test]
fn a_success_that_is_not_true_is_an_error_response_in_every_form_of_call() {
    for success in [
        "0",
        "1",
        "\"no\"",
        "\"true\"",
        "null",
        "{}",
        "[true]",
        "false",
        "true,\"success\":0",
    ] {
        let body = format!("{{\"success\":{success},\"result\":{}}}", support::success_body());
        let server = Server::always(http(200, body));
        let client = client_without_retries(&server);
        let interconnects = client.interconnects(ACCOUNT);
        for error in [
            fails(Verb::Get.send(&client)),
            fails(Verb::Put.send(&client)),
            fails(Verb::Post.send(&client)),
            fails(Verb::Delete.send(&client)),
            fails(interconnects.list().iter().next().unwrap()),
            fails(interconnects.list().pages().next().unwrap()),
            fails(interconnects.loa("icon-1").send()),
            fails(interconnects.status("icon-1").wait_until(|_| true).send()),
            fails(client.request("GET", "/things").send::<Value>()),
            fails(client.request("GET", "/things").with_envelope().send::<Value>()),
            fails(client.request("GET", "/things").send_empty()),
        ] {
            assert_eq!(
                (error.kind(), error.status()),
                (ErrorKind::Api, Some(200)),
                "{success}: {error}"
            );
        }
    }
}

// Row 77.
#[test]
fn a_list_that_leads_nowhere_cannot_be_resumed() {
    let server = Server::new(|request| support::page(&[], Some(request.number as i64 + 1)));
    let client = support::client(&server);
    let mut items = client.interconnects(ACCOUNT).list().iter();
    assert_eq!(fails(items.next().unwrap()).kind(), ErrorKind::Pagination);
    assert!(items.resume().is_none() && items.next().is_none());
    assert_eq!(server.request_count(), 1_000);
}

// Row 78.
#[test]
fn an_unknown_number_beyond_64_bits_is_rounded_and_written_back_so() {
    let answer = support::success_body().replacen(
        '{',
        "{\"serial\":1234567890123456789012,\"exact\":18446744073709551615,",
        1,
    );
    let interconnect = support::get(&client_without_retries(&Server::always(http(200, answer)))).unwrap();
    let fields = interconnect.extra_fields();
    assert_eq!(fields["serial"].as_f64(), Some(1.234_567_890_123_456_8e21));
    let written = serde_json::to_string(&interconnect).unwrap();
    assert!(
        written.contains("\"serial\":1.2345678901234568e+21") && written.contains("\"exact\":18446744073709551615"),
        "{written}"
    );
    // One that a 64-bit number can be is the same.
    let answer = support::success_body().replacen('{', "{\"serial\":123456789012345.25,", 1);
    let interconnect = support::get(&client_without_retries(&Server::always(http(200, answer)))).unwrap();
    let written = serde_json::to_string(&interconnect).unwrap();
    assert!(written.contains("\"serial\":123456789012345.25"), "{written}");
    for text in ["README.md", "COOKBOOK.md"] {
        let text = std::fs::read_to_string(format!("{}/../{text}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(text.contains("64 bits"), "the documentation says so");
    }
}
