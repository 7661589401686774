//! Successful responses: which of them decode, and the errors of the others.

use cloudflare_interconnects::ErrorKind;
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::{
    self, ACCOUNT, Verb, assert_contains, client_without_retries, error_from, fails, http, http_with_headers,
};

// Row 12.
#[test]
fn a_decode_error_has_operation_content_type_and_snippet() {
    let deep = "[".repeat(10_000);
    let deep_object = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    let good = support::physical("icon-1").to_string();
    for body in [
        "",
        " ",
        "<!doctype html><title>Sign in</title>",
        &format!("\u{feff}{good}"),
        &format!("{good}trailing"),
        &format!("{good}{good}"),
        &good[..good.len() - 2],
        "null",
        "5",
        "\"text\"",
        "[]",
        &deep,
        &deep_object,
        "{\"name\":\"\u{0}\"}",
        "{\"type\":\"direct\"}",
    ] {
        let error = error_from(http_with_headers(200, "content-type: text/odd", body));
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:.40}");
        assert_eq!(error.status(), Some(200), "{body:.40}");
        assert_eq!((error.operation(), error.attempts()), (Some("get_interconnect"), 1));
        assert_eq!(error.content_type(), Some("text/odd"));
        assert_eq!(error.ray_id(), Some("8f00ba12-IAD"));
        let line = error.to_string();
        assert!(line.starts_with("get_interconnect: "), "{line}");
        assert_contains(&line, ["text/odd"]);
        assert!(line.len() < 800, "{line}");
        match error.snippet() {
            Some(snippet) => assert!(line.contains(snippet) && snippet.chars().count() <= 256, "{line}"),
            None => assert_eq!(body, ""),
        }
        let source = error.origin().map(|source| source.is::<serde_json::Error>());
        assert_eq!(source, (!body.is_empty()).then_some(true), "{error:?}");
        assert!(!error.is_retryable());
    }
}

// Row 33.
#[test]
fn a_deletion_succeeds_unless_its_response_is_truncated_or_not_from_the_api() {
    for good in [
        "",
        " ",
        "{}",
        "null",
        "ok",
        "[]",
        r#"{"success":true}"#,
        r#"{"success":true,"errors":[],"messages":[],"result":{"id":"x"}}"#,
        r#"{"result":null}"#,
        r#"{"errors":[],"error":null}"#,
        r#"{"id":"icon-1","title":"t","status":"deleted"}"#,
    ] {
        let server = Server::always(http(200, good));
        Verb::Delete
            .send(&client_without_retries(&server))
            .unwrap_or_else(|error| panic!("{good}: {error}"));
    }
    // Row 17.
    for response in [
        http_with_headers(204, "", ""),
        http_with_headers(200, "", ""),
        http_with_headers(202, "content-type: text/plain", "fine"),
    ] {
        Verb::Delete
            .send(&client_without_retries(&Server::always(response)))
            .unwrap();
    }
    for bad in [
        "{",
        r#"{"success":true"#,
        r#"{"success":false,"errors":["#,
        r#"{"success":true} x"#,
        "[1,",
        "<html>",
        " <!doctype html>",
        "<?xml version=\"1.0\"?><Error/>",
        "\u{feff}<html>",
    ] {
        for content_type in ["application/json", "text/plain", "text/html"] {
            let server = Server::always(http_with_headers(200, &format!("content-type: {content_type}"), bad));
            let error = fails(Verb::Delete.send(&client_without_retries(&server)));
            assert_eq!(error.kind(), ErrorKind::Decode, "{bad}: {error}");
            assert!(error.may_have_been_applied(), "{bad}: {error}");
            assert!(error.snippet().is_some(), "{bad}: {error}");
            if bad.contains('<') {
                assert_contains(&error, ["unexpected HTML or XML response"]);
            }
        }
    }
}

#[test]
fn a_body_that_is_not_utf8_is_a_decode_error_with_a_printable_snippet() {
    let error = error_from(http(200, b"{\"name\":\"\xff\xfe\"}"));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.snippet().unwrap().contains(r#"{"name":""#), "{error}");
}

#[test]
fn a_creation_whose_response_does_not_decode_may_have_been_applied() {
    let server = Server::always(http(200, "<html>"));
    let error = fails(Verb::Post.send(&support::client(&server)));
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::Decode, 1));
    assert!(error.may_have_been_applied(), "{error}");
    assert_contains(
        &error,
        [
            "expected JSON, got HTML or XML (a proxy or login page?)",
            "list the resources before creating another",
        ],
    );
}

// Row 13.
#[test]
fn a_wrong_type_deep_in_a_list_is_an_error_with_its_path() {
    let mut items: Vec<Value> = (0..5).map(|n| support::physical(&format!("icon-{n}"))).collect();
    items[3]["facility"]["name"] = json!(5);
    let server = Server::always(support::page(&items, None));
    let error = fails(client_without_retries(&server).interconnects(ACCOUNT).list().send());
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.path(), Some("items[3].facility.name"));
    assert_contains(&error, ["items[3].facility.name"]);

    for (pointer, wrong, path) in [
        ("/facility/address", json!("street"), "facility.address"),
        ("/facility/address/1", json!(null), "facility.address[1]"),
        ("/name", json!({}), "name"),
        ("/slot_id", json!(true), "slot_id"),
    ] {
        let mut body = support::physical("icon-1");
        *body.pointer_mut(pointer).unwrap() = wrong;
        let error = error_from(http(200, &body));
        assert_eq!(error.path(), Some(path), "{error}");
    }
    let mut missing = support::physical("icon-1");
    missing["facility"].as_object_mut().unwrap().remove("name");
    let error = error_from(http(200, &missing));
    assert!(error.path() == Some("facility"), "{error}");
    assert_contains(&error, ["missing field `name`"]);
}
