//! `responses.json`: responses with optional content, content by status, or other media types; and request bodies of any media type.

use cloudflare_interconnects::{SPEC, types};
use serde_json::{Value, json};

use crate::decode;
use crate::server::{nothing, responding, responding_json, sent, sent_json};

#[test]
fn a_response_with_optional_content_is_an_option() {
    let (client, _server) = responding("202 Accepted", "", b"");
    assert_eq!(client.responses("a").create_several().send().unwrap(), None);
    let (client, _server) = responding_json(json!({ "title": "t" }));
    assert_eq!(
        client.responses("a").create_several().send().unwrap().unwrap().title,
        "t"
    );
    let (client, _server) = nothing();
    assert_eq!(client.responses("a").create_maybe().send().unwrap(), None);
    let enveloped = |result: Value| json!({ "success": true, "errors": [], "messages": [], "result": result });
    for nothing in [Value::Null, enveloped(Value::Null)] {
        let (client, _server) = responding_json(nothing);
        assert_eq!(client.responses("a").create_maybe().send().unwrap(), None);
    }
    for something in [json!({ "title": "t" }), enveloped(json!({ "title": "t" }))] {
        let (client, _server) = responding_json(something);
        assert_eq!(client.responses("a").create_maybe().send().unwrap().unwrap().title, "t");
    }
    let (client, _server) = responding_json(json!({ "success": false, "errors": [{ "code": 1, "message": "no" }] }));
    assert!(client.responses("a").create_maybe().send().is_err());
}

#[test]
fn different_success_types_are_plain_json() {
    let (client, _server) = responding("202 Accepted", "application/json", b"[\"a\"]");
    assert_eq!(client.responses("a").update_several().send().unwrap(), json!(["a"]));
    let (client, _server) = responding_json(json!({ "any": 1 }));
    assert_eq!(
        client.responses("a").get_schemaless().send().unwrap(),
        json!({ "any": 1 })
    );
}

#[test]
fn equal_successes_ranges_and_default_give_one_type() {
    let report = json!({ "title": "t", "pages": 2 });
    let (client, _server) = responding("203 Elsewhere", "application/json", report.to_string().as_bytes());
    assert_eq!(client.responses("a").get_several().send().unwrap().pages, Some(2));
    let (client, _server) = responding("207 Many", "application/json", report.to_string().as_bytes());
    assert_eq!(client.responses("a").get_range().send().unwrap().title, "t");
    let (client, _server) = responding_json(report.clone());
    assert_eq!(client.responses("a").get_default().send().unwrap().title, "t");
    let (client, _server) = responding("200 OK", "application/vnd.api+json", report.to_string().as_bytes());
    assert_eq!(client.responses("a").get_suffix().send().unwrap().title, "t");
}

#[test]
fn a_documented_error_is_an_error() {
    let body = br#"{"success": false, "errors": [{"code": 1003, "message": "no"}]}"#;
    let (client, _server) = responding("404 Not Found", "application/json", body);
    let error = client.responses("a").get_several().send().unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.to_string().contains("1003"), "{error}");
}

#[test]
fn a_response_without_content_is_the_unit_type() {
    for status in ["200 OK", "204 No Content"] {
        let (client, _server) = responding(status, "", b"");
        let () = client.responses("a").delete_several().send().unwrap();
        let (client, server) = responding(status, "", b"");
        let () = client.responses("a").head_empty().send().unwrap();
        assert!(sent(&server).line().starts_with("HEAD "));
    }
    let (client, server) = responding("200 OK", "", b"");
    let () = client.responses("a").options_empty().send().unwrap();
    assert!(sent(&server).line().starts_with("OPTIONS "));
}

#[test]
fn a_response_that_is_not_json_is_a_document() {
    let (client, server) = responding("200 OK", "application/pdf", b"%PDF-1.7\n%%EOF\n");
    assert_eq!(
        client.responses("a").get_pdf().send().unwrap().bytes().unwrap(),
        b"%PDF-1.7\n%%EOF\n"
    );
    assert!(sent(&server).header("accept").unwrap().contains("application/pdf"));
    let (client, _server) = responding("200 OK", "text/csv", b"a,b\n");
    assert_eq!(
        client.responses("a").get_text().send().unwrap().bytes().unwrap(),
        b"a,b\n"
    );
    let (client, _server) = responding("200 OK", "", b"\0\x01");
    assert_eq!(
        client.responses("a").get_unsaid().send().unwrap().bytes().unwrap(),
        b"\0\x01"
    );
    let (client, server) = responding("200 OK", "application/pdf", b"%PDF-1.7\n%%EOF\n");
    let report: types::Report = decode(json!({ "title": "t" }));
    client.responses("a").render_pdf().body(&report).send().unwrap();
    assert_eq!(sent_json(&server), json!({ "title": "t" }));
}

#[test]
fn raw_bodies_are_sent_unchanged_with_their_content_type() {
    let (client, server) = nothing();
    client.responses("a").put_raw(vec![0, 255, 10]).send().unwrap();
    let seen = sent(&server);
    assert_eq!(seen.header("content-type"), Some("application/octet-stream"));
    assert!(seen.bytes.ends_with(&[0, 255, 10]));
    let (client, server) = nothing();
    client.responses("a").post_raw().body("a,b\n").send().unwrap();
    let seen = sent(&server);
    assert_eq!((seen.header("content-type"), seen.body()), (Some("text/csv"), "a,b\n"));
    let (client, server) = nothing();
    client.responses("a").patch_raw("png").send().unwrap();
    assert_eq!(sent(&server).header("content-type"), Some("application/octet-stream"));
    let (client, server) = nothing();
    client.responses("a").post_raw().send().unwrap();
    assert_eq!(sent(&server).header("content-type"), None, "no content type without a body");
}

#[test]
fn json_bodies_of_every_shape_are_sent() {
    let report: types::Report = decode(json!({ "title": "t" }));
    let (client, server) = nothing();
    client.responses("a").post_json_or_raw(&report).send().unwrap();
    assert_eq!(sent(&server).header("content-type"), Some("application/json"));
    let (client, server) = nothing();
    client.responses("a").post_any().body(&json!([1, null])).send().unwrap();
    assert_eq!(sent_json(&server), json!([1, null]));
    let (client, server) = nothing();
    client.responses("a").put_list(&vec![report]).send().unwrap();
    assert_eq!(sent_json(&server), json!([{ "title": "t" }]));
    let (client, server) = nothing();
    client.responses("a").patch_scalar(&"text".to_owned()).send().unwrap();
    assert_eq!(sent_json(&server), json!("text"));
}

#[test]
fn a_skipped_operation_is_listed_with_its_reason() {
    for left_out in [
        (
            "read_cookie",
            "it requires the cookie `session`, and this crate sends no cookies",
        ),
        ("upload", "it sends `multipart/form-data`, which this crate does not support"),
        (
            "submit",
            "it sends `application/x-www-form-urlencoded`, which this crate does not support",
        ),
    ] {
        assert!(SPEC.left_out.contains(&left_out), "{left_out:?}");
    }
    assert!(SPEC.operations.contains(&"get_secured") && !SPEC.operations.contains(&"upload"));
    assert_eq!(SPEC.title, "All of tests/specs");
    assert_eq!(SPEC.version, "1");
    assert_eq!(SPEC.digest.len(), 16);
}
