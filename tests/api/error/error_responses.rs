//! Error responses of every shape and with every status, including 200.

use std::time::Duration;

use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::{
    self, ACCOUNT, Verb, assert_contains, client_without_retries, envelope, error_from, fails, http, http_with_headers,
};

// Row 7.
#[test]
fn an_error_has_every_field_of_the_envelope_with_every_status() {
    for status in [400, 401, 403, 404, 409, 422, 500] {
        let body = json!({
            "success": false,
            "errors": [
                { "code": 10_007, "message": "first", "documentation_url": "https://docs.example/1",
                  "source": { "pointer": "/slot_id" } },
                { "code": 7_003, "message": "second" }
            ],
            "messages": [],
            "result": null
        });
        for verb in Verb::ALL {
            let server = Server::always(http(status, &body));
            let error = fails(verb.send(&client_without_retries(&server)));
            assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)));
            assert_eq!(error.codes(), [10_007, 7_003]);
            assert_eq!((error.ray_id(), error.attempts()), (Some("8f00ba12-IAD"), 1));
            assert_eq!(error.content_type(), Some("application/json"));
            assert_eq!(error.body(), Some(body.to_string().as_str()));
            let [first, second] = error.api_errors() else {
                panic!("{error:?}")
            };
            assert_eq!((first.message(), first.pointer()), ("first", Some("/slot_id")));
            assert_eq!(first.documentation_url(), Some("https://docs.example/1"));
            assert_eq!(second.message(), "second");
            assert_eq!(second.pointer(), None);
            assert_eq!(second.code_text(), None);
            let operation = match verb {
                Verb::Get => "get_interconnect",
                Verb::Put => "update_settings",
                Verb::Delete => "delete_interconnect",
                Verb::Post => "create_interconnect",
            };
            assert_eq!(error.operation(), Some(operation));
            let line = error.to_string();
            assert!(line.starts_with(operation), "{line}");
            assert_contains(&line, [&status.to_string()]);
            assert_contains(&line, ["first", "10007", "8f00ba12-IAD"]);
        }
    }
}

// Row 8.
#[test]
fn unusual_envelopes_are_api_errors_and_lose_nothing() {
    for (body, codes, shown) in [
        (
            r#"{"success":false,"errors":null,"messages":null,"result":null}"#,
            &[][..],
            "\"errors\":null",
        ),
        (r#"{"success":false,"errors":[]}"#, &[], "\"errors\":[]"),
        (
            r#"{"errors":[{"code":"10000","message":"as a string"}]}"#,
            &[10_000],
            "as a string [10000]",
        ),
        (
            r#"{"errors":[{"code":"quota_exceeded","message":"m"}]}"#,
            &[],
            "m [quota_exceeded]",
        ),
        (
            r#"{"errors":[{"code":4294967296,"message":"m"}]}"#,
            &[4_294_967_296],
            "m [4294967296]",
        ),
        (r#"{"errors":[{"code":65536}]}"#, &[65_536], "[65536]"),
        (r#"{"errors":[{"message":"no code"}]}"#, &[], "no code"),
        (
            r#"{"errors":[{"code":1,"message":"a","new":{"b":[]}}],"newer":1}"#,
            &[1],
            "a [1]",
        ),
        (
            r#"{"errors":[{"code":1,"error_chain":[{"code":2,"message":"inner"}]}]}"#,
            &[1, 2],
            "inner [2]",
        ),
        (r#"{"errors":["only text"]}"#, &[], "only text"),
        (r#"{"errors":{"code":3,"message":"an object"}}"#, &[3], "an object [3]"),
        (r#"{"error":"the service is unhappy"}"#, &[], "the service is unhappy"),
        (r#"{"error":{"code":4,"message":"nested"}}"#, &[4], "nested [4]"),
        (r#"{"code":5,"message":"bare"}"#, &[5], "bare [5]"),
        (r#"{"errors":[5,null,[],{}]}"#, &[5], "[5]"),
        (r#"{"unheard":"of"}"#, &[], "unheard"),
        ("[1,2]", &[], "[1,2]"),
        (
            "\u{feff}{\"errors\":[{\"code\":6,\"message\":\"after a BOM\"}]}",
            &[6],
            "after a BOM [6]",
        ),
        ("{\"errors\":[{\"code\":7,", &[], "{\"errors\":[{\"code\":7,"),
        ("", &[], "400 Bad Request"),
    ] {
        let error = error_from(http(400, body));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(400)), "{body}");
        assert_eq!(error.codes(), codes, "{body}");
        assert_eq!(error.body(), Some(body));
        assert_contains(&error, [shown]);
    }
}

// Row 63.
#[test]
fn the_message_of_an_error_response_is_found_in_all_common_fields() {
    for (body, message) in [
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
        let line = error_from(http(400, &body)).to_string();
        assert_eq!(
            line,
            format!("get_interconnect: the API returned 400 Bad Request{message} (ray 8f00ba12-IAD)")
        );
    }
}

// Row 63.
#[test]
fn an_error_response_without_a_message_shows_its_body() {
    for (body, shown) in [
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
        let line = error_from(http(400, &body)).to_string();
        assert!(
            line.starts_with(&format!("get_interconnect: the API returned 400 Bad Request{shown}")),
            "{line}"
        );
    }
}

// Row 9.
#[test]
fn an_html_error_page_is_an_api_error_with_a_short_clean_snippet() {
    let page = format!("<html>\r\n<title>\u{1b}[31m502\u{0}</title>{}", "é".repeat(5_000));
    for status in [502, 520, 521, 522, 523, 524, 525, 526, 530] {
        let error = error_from(http_with_headers(
            status,
            "content-type: text/html; charset=UTF-8",
            &page,
        ));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)));
        assert_eq!(error.ray_id(), Some("8f00ba12-IAD"));
        assert_eq!(error.content_type(), Some("text/html; charset=UTF-8"));
        assert!(error.codes().is_empty());
        let snippet = error.snippet().unwrap();
        assert!(
            snippet.starts_with(r"<html>\r\n<title>\u{1b}[31m502\u{0}</title>éé"),
            "{snippet}"
        );
        assert!(snippet.chars().count() <= 256, "{snippet}");
        assert_contains(&error, [snippet]);
    }
}

// Row 9.
#[test]
fn a_problem_document_is_decoded_with_any_content_type() {
    let body = json!({
        "type": "https://docs.example/1016", "title": "Error 1016: Origin DNS error", "status": 530,
        "detail": "The origin cannot be resolved.", "error_code": 1016, "retryable": false, "ray_id": "8f00"
    });
    for content_type in [
        "application/problem+json",
        "application/json",
        "application/problem+json; charset=utf-8",
    ] {
        let error = error_from(http_with_headers(530, &format!("content-type: {content_type}"), &body));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(530)));
        assert_eq!(error.codes(), [1016]);
        let message = "Error 1016: Origin DNS error: The origin cannot be resolved.";
        assert_eq!(error.api_errors()[0].message(), message);
        assert_contains(&error, [message]);
        assert!(!error.is_retryable());
    }
    let timed = json!({ "title": "t", "status": 429, "error_code": 1015, "retryable": true, "retry_after": 30 });
    let error = error_from(http(429, &timed));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.is_rate_limited() && error.is_retryable());
}

// Row 11.
#[test]
fn a_200_with_success_false_is_an_api_error() {
    let body = envelope(10_000, "Authentication error");
    for verb in Verb::ALL {
        let error = fails(verb.send(&client_without_retries(&Server::always(http(200, &body)))));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(200)), "{verb:?}");
        assert!(error.is_auth() && !error.may_have_been_applied(), "{error}");
        assert_eq!((error.codes(), error.attempts()), (vec![10_000], 1));
    }
    // Also if the response decodes as a success, because lists and open unions require no field.
    let mut interconnect = support::physical("icon-1");
    interconnect["success"] = json!(false);
    assert_eq!(error_from(http(200, &interconnect)).kind(), ErrorKind::Api);
    let list = json!({ "items": [], "success": false, "errors": [{ "code": 7003, "message": "no such account" }] });
    let server = Server::always(http(200, &list));
    let interconnects = client_without_retries(&server).interconnects(ACCOUNT);
    assert_eq!(fails(interconnects.list().send()).codes(), [7003]);
    assert_eq!(fails(interconnects.list().iter().next().unwrap()).codes(), [7003]);
    assert_eq!(fails(interconnects.loa("icon-1").send()).codes(), [7003]);
}

#[test]
fn a_200_with_success_false_is_an_api_error_even_if_the_rest_is_invalid() {
    for odd in [
        &b"\"message\":\"caf\xe9\""[..],
        br#""errors":[{"message":"cut \ud83d"}]"#,
        br#""x":1e999"#,
    ] {
        for success in [&b"\"success\":false,"[..], b"\"items\":[],\"success\":false,"] {
            let body = [b"{", success, odd, b"}"].concat();
            let server = Server::always(http(200, body.clone()));
            let interconnects = support::client(&server).interconnects(ACCOUNT);
            for error in [
                fails(interconnects.delete("icon-1").send()),
                fails(interconnects.list().send()),
            ] {
                assert_eq!(error.kind(), ErrorKind::Api, "{error:?}");
            }
        }
    }
}

/// API errors as bodies of a 200, with their error codes.
fn error_bodies() -> Vec<(&'static str, Vec<i64>)> {
    vec![
        (r#"{"success":false,"success":false}"#, vec![]),
        (r#"{"success":true,"success":false}"#, vec![]),
        (r#"{"succes\u0073":false,"errors":[{"code":7}]}"#, vec![7]),
        (r#"{"success":"false"}"#, vec![]),
        (r#"{"success":false,"errors":null}"#, vec![]),
        (r#"{"errors":[{"code":7003,"message":"no"}]}"#, vec![7003]),
        (r#"{"errors":[{"code":7003}],"messages":[],"result":null}"#, vec![7003]),
        (r#"{"error":"no such thing"}"#, vec![]),
        (r#"{"error":{"code":5,"message":"no"}}"#, vec![5]),
        (
            r#"{"type":"https://d/1015","title":"Error 1015","status":429,"error_code":1015}"#,
            vec![1015],
        ),
        ("\u{feff} {\"success\": false}", vec![]),
    ]
}

/// The error of every kind of call: no content, a union, a struct without required fields, a page, items, a document, and more.
fn errors_of_every_kind_of_call(client: &Client) -> Vec<(&'static str, Error)> {
    let interconnects = client.interconnects(ACCOUNT);
    vec![
        ("delete", fails(interconnects.delete("icon-1").send())),
        ("get", fails(interconnects.get("icon-1").send())),
        ("create", fails(interconnects.create(&support::order()).send())),
        ("status", fails(interconnects.status("icon-1").send())),
        ("settings", fails(client.settings(ACCOUNT).get().send())),
        ("update", fails(Verb::Put.send(client))),
        ("list", fails(interconnects.list().send())),
        ("pages", fails(interconnects.list().pages().next().unwrap())),
        ("items", fails(interconnects.list().iter().next().unwrap())),
        ("document", fails(interconnects.loa("icon-1").send())),
        (
            "wait",
            fails(interconnects.status("icon-1").wait_until(|_| true).send()),
        ),
        ("raw", fails(client.request("GET", "/things").send::<Value>())),
        ("raw empty", fails(client.request("DELETE", "/things").send_empty())),
    ]
}

// Rows 33 and 34.
#[test]
fn a_200_with_only_an_error_is_an_api_error_in_every_kind_of_call() {
    for (body, codes) in error_bodies() {
        for content_type in ["application/json", "text/plain", "application/pdf"] {
            let server = Server::always(http_with_headers(200, &format!("content-type: {content_type}"), body));
            for (call, error) in errors_of_every_kind_of_call(&client_without_retries(&server)) {
                assert_eq!(error.kind(), ErrorKind::Api, "{call} {body}: {error}");
                assert_eq!(error.status(), Some(200), "{call} {body}: {error}");
                assert_eq!(error.codes(), codes, "{call} {body}: {error}");
                assert_eq!(error.attempts(), 1, "{call} {body}: {error}");
                assert!(!error.may_have_been_applied(), "{call} {body}");
            }
        }
    }
}

#[test]
fn a_documented_response_with_an_extra_error_field_is_a_success() {
    let mut interconnect = support::physical("icon-1");
    interconnect["error"] = json!({ "code": 1, "message": "last week" });
    interconnect["errors"] = json!(["last year"]);
    interconnect["title"] = json!("t");
    let server = Server::always(http(200, &interconnect));
    assert_eq!(
        support::get(&client_without_retries(&server)).unwrap().name(),
        Some("icon-1")
    );
    // If the spec describes no response body, the error field alone decides.
    assert_eq!(fails(Verb::Delete.send(&client_without_retries(&server))).codes(), [1]);
    let wrong = json!({ "type": "direct", "name": 5, "error": "no" });
    assert_eq!(error_from(http(200, &wrong)).kind(), ErrorKind::Api);
}

// Row 71.
#[test]
fn a_200_whose_success_is_not_true_is_an_api_error_in_every_kind_of_call() {
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
        let request = client.request("GET", "/things");
        let raw = [
            ("raw GET empty", fails(request.send_empty())),
            ("raw with envelope", fails(request.with_envelope().send::<Value>())),
        ];
        for (call, error) in errors_of_every_kind_of_call(&client).into_iter().chain(raw) {
            assert_eq!(error.kind(), ErrorKind::Api, "{call} {success}: {error}");
            assert_eq!(error.status(), Some(200), "{call} {success}: {error}");
        }
    }
}
