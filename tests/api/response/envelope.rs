//! Cloudflare's envelope around responses that the spec describes without one.

use cloudflare_interconnects::{Client, ErrorKind};
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::{self, ACCOUNT, Verb, client_without_retries, fails, http};

/// A server with this response, and a client of it.
fn responding(body: Value) -> (Client, Server) {
    let server = Server::always(http(200, body));
    (client_without_retries(&server), server)
}

// Row 35.
#[test]
fn an_undocumented_envelope_is_unwrapped() {
    let envelope = |result: Value| {
        let info = json!({ "page": 1, "total_count": 2 });
        json!({ "result": result, "success": true, "errors": [], "messages": [], "result_info": info })
    };
    let short = |result: Value| json!({ "success": true, "result": result });
    for wrap in [&envelope as &dyn Fn(Value) -> Value, &short] {
        let reply = |result: Value| responding(wrap(result));
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
        assert!(error.is_item(), "{error}");
        assert!(error.path() == Some("result.items[1].name"), "{error}");
        let error = fails(client.interconnects(ACCOUNT).list().send());
        assert_eq!(error.path(), Some("result.items[1].name"), "{error}");
        let (client, _server) = reply(json!({ "items": [5], "next": "x" }));
        let error = fails(client.interconnects(ACCOUNT).list().iter().next().unwrap());
        assert!(!error.is_item() && error.path() == Some("result.next"), "{error}");
    }
    let server = Server::always(http(200, short(Value::Null)));
    let list = client_without_retries(&server).interconnects(ACCOUNT).list();
    assert_eq!(fails(list.send()).kind(), ErrorKind::Decode);
}

// Row 70.
#[test]
fn a_raw_request_decodes_the_result_or_the_whole_body_with_envelope() {
    #[derive(Debug, serde::Deserialize)]
    struct Enveloped {
        success: bool,
        result: Token,
    }
    // All fields are optional, so any object decodes as this type.
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Token {
        id: Option<String>,
        status: Option<String>,
    }
    let body = json!({
        "success": true, "errors": [], "messages": [{ "code": 10000, "message": "valid" }],
        "result": { "id": "a", "status": "active" }, "result_info": { "page": 7 }
    });
    let server = Server::always(http(200, &body));
    let request = client_without_retries(&server).request("GET", "/user/tokens/verify");
    let response = request.send_response::<Token>().unwrap();
    assert_eq!(response.value().status.as_deref(), Some("active"));
    assert_eq!(response.result_info().unwrap()["page"], json!(7));
    assert_eq!(request.send::<Value>().unwrap(), body["result"]);
    let waited = request.wait_until(|token: &Token| token.status.is_some()).send();
    assert_eq!(waited.unwrap().id.as_deref(), Some("a"));
    let error = fails(request.send::<Vec<u8>>());
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.path(), Some("result"), "{error}");

    let whole = request.with_envelope();
    let enveloped = whole.send::<Enveloped>().unwrap();
    assert!(enveloped.success && enveloped.result.id.as_deref() == Some("a"));
    assert_eq!(whole.send::<Value>().unwrap(), body);
    let error = fails(whole.send::<Vec<u8>>());
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, None), "{error}");

    let mut wrong = body;
    wrong["result"]["status"] = json!(5);
    let server = Server::always(http(200, &wrong));
    let error = fails(
        client_without_retries(&server)
            .request("GET", "/user/tokens/verify")
            .send::<Token>(),
    );
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.path(), Some("result.status"), "{error}");
}

#[test]
fn an_envelope_without_a_result_is_null_unless_it_has_other_fields() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Count {
        count: u32,
    }
    let reply = |body: Value| {
        let (client, server) = responding(body);
        (client.request("POST", "/things"), server)
    };
    let (request, _server) = reply(json!({ "success": true, "errors": [], "messages": [], "result_info": null }));
    request.send::<()>().unwrap();
    assert_eq!(request.send::<Option<Count>>().unwrap(), None);
    assert_eq!(fails(request.send::<Count>()).kind(), ErrorKind::Decode);
    let (request, _server) = reply(json!({ "success": true, "count": 3 }));
    assert_eq!(request.send::<Count>().unwrap(), Count { count: 3 });
    assert_eq!(request.send::<Option<Count>>().unwrap(), Some(Count { count: 3 }));
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
        let server = Server::always(http(201, &body));
        let error = fails(Verb::Post.send(&client_without_retries(&server)));
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(error.may_have_been_applied(), applied, "{body}");
    }
}

#[test]
fn a_null_result_does_not_replace_a_value_that_decodes() {
    let (client, _server) = responding(json!({ "success": true, "result": null, "state": "Healthy" }));
    let status = client.interconnects(ACCOUNT).status("icon-1").send().unwrap();
    assert_eq!(status.state(), Some("Healthy"));
    let (client, _server) = responding(json!({ "success": true, "items": [], "next": null, "result": null }));
    assert!(client.interconnects(ACCOUNT).list().send().unwrap().items.is_empty());
    let (client, _server) = responding(json!({ "interconnects": [], "result": "ok" }));
    assert!(client.magic_interconnects(ACCOUNT).list().send().is_ok());
}

#[test]
fn a_raw_request_decodes_a_result_without_success_if_the_whole_body_does_not_decode() {
    let server = Server::always(http(200, json!({ "result": { "name": "a" } })));
    let request = client_without_retries(&server).request("GET", "/things");
    let named: std::collections::BTreeMap<String, String> = request.send().unwrap();
    assert_eq!(named["name"], "a");
    assert_eq!(request.send::<Value>().unwrap()["result"]["name"], "a");
    // A body with invalid UTF-8 is not decoded as a result.
    let server = Server::always(http(
        200,
        b"{\"success\":true,\"result\":{\"a\":1},\"messages\":[\"\xff\"]}",
    ));
    let error = fails(
        client_without_retries(&server)
            .request("GET", "/things")
            .send::<Option<Value>>(),
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
}
