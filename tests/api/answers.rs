//! Answers that succeed: what is read of them, with an envelope and without, and what is said of one that does not decode.

use cloudflare_interconnects::ErrorKind;
use serde_json::{Value, json};

use crate::support::raw::Server;
use crate::support::{self, ACCOUNT, Verb, answered, fails, http, labelled, once};

// Row 12.
#[test]
fn a_success_that_does_not_decode_names_operation_type_and_place() {
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
        let error = answered(labelled(200, "content-type: text/odd", body));
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Decode, Some(200)),
            "{body:.40}"
        );
        assert_eq!((error.operation(), error.attempts()), (Some("get_interconnect"), 1));
        assert_eq!(
            (error.content_type(), error.ray_id()),
            (Some("text/odd"), Some("8f00ba12-IAD"))
        );
        let line = error.to_string();
        assert!(
            line.starts_with("get_interconnect: ") && line.contains("text/odd"),
            "{line}"
        );
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
fn a_deletion_is_good_unless_its_answer_is_no_apis_or_cut_off() {
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
            .send(&once(&server))
            .unwrap_or_else(|error| panic!("{good}: {error}"));
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
        for label in ["application/json", "text/plain"] {
            let server = Server::always(labelled(200, &format!("content-type: {label}"), bad));
            let error = fails(Verb::Delete.send(&once(&server)));
            assert_eq!(error.kind(), ErrorKind::Decode, "{bad}: {error}");
            assert!(
                error.may_have_been_applied() && error.snippet().is_some(),
                "{bad}: {error}"
            );
        }
    }
}

// Row 35.
#[test]
fn an_answer_in_an_envelope_that_nobody_spoke_of_is_unwrapped() {
    let envelope = |result: Value| {
        let info = json!({ "page": 1, "total_count": 2 });
        json!({ "result": result, "success": true, "errors": [], "messages": [], "result_info": info })
    };
    let short = |result: Value| json!({ "success": true, "result": result });
    for wrap in [&envelope as &dyn Fn(Value) -> Value, &short] {
        let reply = |result: Value| {
            let server = Server::always(http(200, wrap(result).to_string()));
            (once(&server), server)
        };
        let (client, _server) = reply(support::physical("icon-1"));
        let interconnects = client.interconnects(ACCOUNT);
        let get = interconnects.get("icon-1").send_response().unwrap();
        assert_eq!(get.value().name(), Some("icon-1"));
        let total = get.result_info().map(|info| info["total_count"].clone());
        assert_eq!(total, wrap(json!(1)).get("result_info").map(|_| json!(2)));
        assert_eq!(
            interconnects.create(&support::order()).send().unwrap().name(),
            Some("icon-1")
        );

        let (client, _server) = reply(json!({ "default_asn": 64512 }));
        assert_eq!(client.settings(ACCOUNT).get().send().unwrap().default_asn, 64512);
        let (client, _server) = reply(json!({ "state": "Healthy" }));
        let waited = client
            .interconnects(ACCOUNT)
            .status("icon-1")
            .wait_until(|status| status.state() == Some("Healthy"));
        assert_eq!(waited.send().unwrap().state(), Some("Healthy"));

        let (client, _server) = reply(json!({ "items": [support::gcp("a"), support::gcp("b")], "next": null }));
        let list = client.interconnects(ACCOUNT).list();
        assert_eq!(list.send().unwrap().items.len(), 2);
        assert_eq!(
            list.pages()
                .map(Result::unwrap)
                .map(|page| page.items.len())
                .sum::<usize>(),
            2
        );
        assert_eq!(list.iter().map(Result::unwrap).count(), 2);

        let (client, _server) = reply(json!({ "items": [support::gcp("a"), { "type": "direct", "name": 5 }] }));
        let items: Vec<_> = client.interconnects(ACCOUNT).list().iter().collect();
        assert!(items[0].is_ok());
        let error = items[1].as_ref().unwrap_err();
        assert!(
            error.is_item() && error.path() == Some("result.items[1].name"),
            "{error}"
        );
        let error = fails(client.interconnects(ACCOUNT).list().send());
        assert_eq!(error.path(), Some("result.items[1].name"), "{error}");
        let (client, _server) = reply(json!({ "items": [5], "next": "x" }));
        let error = fails(client.interconnects(ACCOUNT).list().iter().next().unwrap());
        assert!(!error.is_item() && error.path() == Some("result.next"), "{error}");
    }
    let server = Server::always(http(200, short(Value::Null).to_string()));
    let list = once(&server).interconnects(ACCOUNT).list();
    assert_eq!(fails(list.send()).kind(), ErrorKind::Decode);
}

// Row 70.
#[test]
fn a_request_by_hand_reads_the_result_of_an_envelope_and_the_envelope_itself_where_that_is_asked_for() {
    #[derive(Debug, serde::Deserialize)]
    struct Enveloped {
        success: bool,
        result: Token,
    }
    // All fields are optional, so that it would fit any object.
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Token {
        id: Option<String>,
        status: Option<String>,
    }
    let body = json!({ "success": true, "result": { "id": "a", "status": "active" }, "result_info": { "page": 7 } });
    let server = Server::always(http(200, body.to_string()));
    let request = once(&server).request("GET", "/user/tokens/verify");
    let response = request.send_response::<Token>().unwrap();
    assert_eq!(response.value().status.as_deref(), Some("active"));
    assert_eq!(response.result_info().unwrap()["page"], json!(7));
    assert_eq!(request.send::<Value>().unwrap(), body["result"]);
    let waited = request.wait_until(|token: &Token| token.status.is_some()).send();
    assert_eq!(waited.unwrap().id.as_deref(), Some("a"));
    let error = fails(request.send::<Vec<u8>>());
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("result")),
        "{error}"
    );

    let whole = request.with_envelope();
    let enveloped = whole.send::<Enveloped>().unwrap();
    assert!(enveloped.success && enveloped.result.id.as_deref() == Some("a"));
    assert_eq!(whole.send::<Value>().unwrap(), body);
    let error = fails(whole.send::<Vec<u8>>());
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, None), "{error}");

    let wrong = json!({ "success": true, "result": { "id": "a", "status": 5 } });
    let server = Server::always(http(200, wrong.to_string()));
    let error = fails(once(&server).request("GET", "/user/tokens/verify").send::<Token>());
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("result.status")),
        "{error}"
    );
}

#[test]
fn an_envelope_without_a_result_is_null_unless_it_has_fields_of_its_own() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Count {
        count: u32,
    }
    let reply = |body: Value| {
        let server = Server::always(http(200, body.to_string()));
        (once(&server).request("POST", "/things"), server)
    };
    let (request, _server) = reply(json!({ "success": true, "errors": [], "messages": [], "result_info": null }));
    request.send::<()>().unwrap();
    assert_eq!(request.send::<Option<Count>>().unwrap(), None);
    assert_eq!(fails(request.send::<Count>()).kind(), ErrorKind::Decode);
    let (request, _server) = reply(json!({ "success": true, "count": 3 }));
    assert_eq!(request.send::<Count>().unwrap(), Count { count: 3 });
    assert_eq!(request.send::<Option<Count>>().unwrap(), Some(Count { count: 3 }));
}

// Row 71.
#[test]
fn a_success_that_is_anything_but_true_is_an_error_response() {
    for success in [
        json!(0),
        json!(1),
        json!("no"),
        json!("true"),
        json!(null),
        json!({}),
        json!([true]),
    ] {
        let result = support::physical("icon-1");
        let body = json!({ "success": success, "result": result }).to_string();
        assert_eq!(answered(http(200, body.clone())).kind(), ErrorKind::Api, "{body}");
        let server = Server::always(http(200, body.clone()));
        for verb in [Verb::Post, Verb::Delete] {
            assert_eq!(fails(verb.send(&once(&server))).kind(), ErrorKind::Api, "{body}");
        }
        let request = once(&server).request("GET", "/things");
        assert_eq!(fails(request.send::<Value>()).kind(), ErrorKind::Api, "{body}");
        assert_eq!(
            fails(request.clone().with_envelope().send::<Value>()).kind(),
            ErrorKind::Api,
            "{body}"
        );
        assert_eq!(fails(request.send_empty()).kind(), ErrorKind::Api, "{body}");
    }
}

#[test]
fn a_change_whose_success_is_neither_true_nor_false_may_have_been_applied() {
    for (success, applied) in [
        (json!("true"), true),
        (json!(1), true),
        (json!(null), true),
        (json!(false), false),
    ] {
        let body = json!({ "success": success, "result": support::physical("icon-1") });
        let server = Server::always(http(201, body.to_string()));
        let error = fails(Verb::Post.send(&once(&server)));
        assert_eq!(
            (error.kind(), error.may_have_been_applied()),
            (ErrorKind::Api, applied),
            "{body}"
        );
    }
}

#[test]
fn a_null_result_takes_nothing_from_a_value_that_decoded() {
    let reply = |body: Value| {
        let server = Server::always(http(200, body.to_string()));
        (once(&server), server)
    };
    let (client, _server) = reply(json!({ "success": true, "result": null, "state": "Healthy" }));
    let status = client.interconnects(ACCOUNT).status("icon-1").send().unwrap();
    assert_eq!(status.state(), Some("Healthy"));
    let (client, _server) = reply(json!({ "success": true, "items": [], "next": null, "result": null }));
    assert!(client.interconnects(ACCOUNT).list().send().unwrap().items.is_empty());
    let (client, _server) = reply(json!({ "interconnects": [], "result": "ok" }));
    assert!(client.magic_interconnects(ACCOUNT).list().send().is_ok());
}

#[test]
fn a_request_by_hand_takes_a_result_without_success_where_the_whole_does_not_fit() {
    let server = Server::always(http(200, json!({ "result": { "name": "a" } }).to_string()));
    let request = once(&server).request("GET", "/things");
    let named: std::collections::BTreeMap<String, String> = request.send().unwrap();
    assert_eq!(named["name"], "a");
    assert_eq!(request.send::<Value>().unwrap()["result"]["name"], "a");
    // Bytes that are no text make no value of it.
    let server = Server::always(http(
        200,
        b"{\"success\":true,\"result\":{\"a\":1},\"messages\":[\"\xff\"]}",
    ));
    let error = fails(once(&server).request("GET", "/things").send::<Option<Value>>());
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[test]
fn bytes_that_are_not_utf8_are_a_decode_error_with_a_printable_snippet() {
    let error = answered(http(200, b"{\"name\":\"\xff\xfe\"}"));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.snippet().unwrap().contains(r#"{"name":""#), "{error}");
}

#[test]
fn a_creation_whose_answer_does_not_decode_may_have_been_carried_out() {
    let server = Server::always(http(200, "<html>"));
    let error = fails(Verb::Post.send(&support::client(&server.base_url())));
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::Decode, 1));
    assert!(error.may_have_been_applied(), "{error}");
    assert!(error.to_string().contains("list before creating again"), "{error}");
}

// Row 13.
#[test]
fn a_wrong_type_deep_in_a_list_is_shown_with_its_path() {
    let mut items: Vec<Value> = (0..5).map(|n| support::physical(&format!("icon-{n}"))).collect();
    items[3]["facility"]["name"] = json!(5);
    let server = Server::always(support::page(&items, None));
    let error = fails(once(&server).interconnects(ACCOUNT).list().send());
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("items[3].facility.name"))
    );
    assert!(error.to_string().contains("items[3].facility.name"), "{error}");

    for (pointer, wrong, path) in [
        ("/facility/address", json!("street"), "facility.address"),
        ("/facility/address/1", json!(null), "facility.address[1]"),
        ("/name", json!({}), "name"),
        ("/slot_id", json!(true), "slot_id"),
    ] {
        let mut body = support::physical("icon-1");
        *body.pointer_mut(pointer).unwrap() = wrong;
        let error = answered(http(200, body.to_string()));
        assert_eq!(error.path(), Some(path), "{error}");
    }
    let mut missing = support::physical("icon-1");
    missing["facility"].as_object_mut().unwrap().remove("name");
    let error = answered(http(200, missing.to_string()));
    assert!(
        error.to_string().contains("missing field `name`") && error.path() == Some("facility"),
        "{error}"
    );
}
