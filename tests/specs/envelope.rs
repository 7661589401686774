//! `envelope.json`: Cloudflare's envelope, documented by the spec.

use cloudflare_interconnects::{ErrorKind, types};
use serde_json::{Value, json};

use crate::server::{responding, responding_json, sent, sent_json};
use crate::{encode, envelope};

#[test]
fn the_result_has_the_type_of_the_last_part_of_the_envelope() {
    let (client, server) = responding_json(envelope(json!({ "id": "r", "priority": null })));
    let rule: types::ZoneRule = client.envelope("z").get_single().send().unwrap();
    assert_eq!((rule.id.as_str(), rule.priority), ("r", None));
    assert_eq!(sent(&server).line(), "GET /zones/z/envelope/single HTTP/1.1");
    let (client, _server) = responding_json(envelope(json!([{ "id": "r" }, { "id": "s", "priority": 2 }])));
    let rules: Vec<types::ZoneRule> = client.envelope("z").list_collection().send().unwrap();
    assert_eq!(rules[1].priority, Some(2));
    let (client, _server) = responding_json(envelope(json!({ "n": 4 })));
    assert_eq!(client.envelope("z").get_inline().send().unwrap().n, 4);
    let (client, _server) = responding_json(envelope(json!({ "a": "x", "b": 1 })));
    let refined = client.envelope("z").get_refined().send().unwrap();
    assert_eq!((refined.a.as_str(), refined.b), ("x", Some(1)));
    let (client, server) = responding_json(envelope(json!({ "id": "r", "new": true })));
    let sent: types::ZoneRule = types::ZoneRule::new("r").priority_null();
    let updated: types::ZoneRule = client.envelope("z").update_both(&sent).send().unwrap();
    assert_eq!(sent_json(&server), json!({ "id": "r", "priority": null }));
    assert_eq!(
        encode(&updated),
        json!({ "id": "r", "new": true }),
        "types that are also sent keep unknown fields"
    );
}

#[test]
fn a_result_that_is_null_missing_or_generic_is_none_or_plain_json() {
    let (client, _server) = responding_json(envelope(Value::Null));
    assert_eq!(client.envelope("z").get_null().send().unwrap(), None);
    let (client, _server) = responding_json(envelope(Value::Null));
    assert_eq!(client.envelope("z").delete_null().send().unwrap(), None);
    let (client, _server) = responding_json(json!({ "success": true, "errors": [], "messages": [] }));
    assert_eq!(client.envelope("z").get_missing().send().unwrap(), None);
    let (client, _server) = responding_json(envelope(json!("text")));
    assert_eq!(client.envelope("z").get_generic().send().unwrap(), json!("text"));
    let (client, _server) = responding("202 Accepted", "", b"");
    assert_eq!(client.envelope("z").create_accepted().send().unwrap(), None);
    let (client, _server) = responding_json(envelope(json!({ "id": "r" })));
    assert_eq!(client.envelope("z").create_accepted().send().unwrap().unwrap().id, "r");
}

#[test]
fn a_documented_success_that_is_not_a_boolean_is_a_normal_field() {
    let (client, _server) = responding_json(json!({ "success": true, "count": 2 }));
    assert_eq!(client.envelope("z").get_flag().send().unwrap().count, Some(2));
    let (client, _server) = responding_json(json!({ "success": false, "count": 2 }));
    assert_eq!(
        client.envelope("z").get_flag().send().unwrap_err().kind(),
        ErrorKind::Api
    );

    // Also together with a field of error responses.
    for grade in [
        json!({ "success": "no", "score": 3 }),
        json!({ "success": "no", "score": 3, "title": "t", "errors": [] }),
    ] {
        let (client, _server) = responding_json(grade);
        let grade = client.envelope("z").get_grade().send().unwrap();
        assert_eq!((grade.success.as_str(), grade.score), ("no", 3));
    }
    let (client, _server) = responding_json(json!({ "success": "no", "score": "three" }));
    let error = client.envelope("z").get_grade().send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.path(), Some("score"), "{error}");
}

#[test]
fn the_result_is_decoded_with_and_without_its_documented_envelope() {
    let (client, _server) = responding_json(json!({ "id": "r", "priority": 3 }));
    let rule = client.envelope("z").get_single().send_response().unwrap();
    assert_eq!((rule.value().priority, rule.result_info()), (Some(3), None));
    let (client, _server) = responding_json(json!([{ "id": "r" }]));
    assert_eq!(client.envelope("z").list_collection().send().unwrap().len(), 1);
    let (client, _server) = responding_json(envelope(json!({ "id": "r" })));
    let rule = client.envelope("z").get_single().send_response().unwrap();
    assert_eq!(rule.result_info(), Some(&json!({ "page": 1 })));
    let short = json!({ "result": { "id": "r" }, "success": true });
    let (client, _server) = responding_json(short);
    assert_eq!(client.envelope("z").get_single().send().unwrap().id, "r");
    for none in [
        json!({ "success": true, "id": "r" }),
        json!({ "success": true, "result": null }),
        json!({}),
    ] {
        let (client, _server) = responding_json(none);
        assert_eq!(
            client.envelope("z").get_single().send().unwrap_err().kind(),
            ErrorKind::Decode
        );
    }
    for error_response in [
        json!({ "success": true, "result": { "id": "r" }, "errors": [], "error": null })
            .to_string()
            .replacen("true", "false", 1),
        json!({ "errors": [{ "code": 5 }], "result": null }).to_string(),
        r#"{"success":true,"success":false,"result":{"id":"r"}}"#.to_owned(),
    ] {
        let (client, _server) = responding("200 OK", "application/json", error_response.as_bytes());
        assert_eq!(
            client.envelope("z").get_single().send().unwrap_err().kind(),
            ErrorKind::Api,
            "{error_response}"
        );
    }
}

#[test]
fn an_error_envelope_is_an_api_error_and_an_invalid_result_a_decode_error_with_its_path() {
    let (client, _server) = responding_json(json!({
        "success": false, "errors": [{ "code": 1001, "message": "m" }], "messages": [], "result": null,
    }));
    let error = client.envelope("z").get_single().send().unwrap_err();
    assert_eq!(error.codes(), [1001], "{error}");
    let (client, _server) = responding_json(envelope(json!([{ "id": "r" }, { "priority": 2 }])));
    let error = client.envelope("z").list_collection().send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("result[1]"), "{error}");
}
