//! Every shape of an error answer, and what an error says to programs and to people.

use std::io;
use std::time::Duration;

use cloudflare_interconnects::types::{ApiBandwidth, InterconnectCreate};
use cloudflare_interconnects::{Auth, Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::raw::{Reply, Server};
use crate::support::{
    self, ACCOUNT, DEADLINE, EMAIL, KEY, PAIRING_KEY, TOKEN, Verb, envelope, fails, http, labelled, logs,
};

/// A client of the server whose calls are sent once.
fn once(server: &Server) -> Client {
    support::builder(&server.base_url()).max_retries(0).build().unwrap()
}

/// What one GET makes of this answer.
#[track_caller]
fn answered(bytes: Vec<u8>) -> Error {
    fails(support::get(&once(&Server::always(bytes))))
}

// Row 7.
#[test]
fn the_usual_envelope_is_told_whole_for_every_status() {
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
            let server = Server::always(http(status, body.to_string()));
            let error = fails(verb.send(&once(&server)));
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
            assert_eq!(
                (second.message(), second.pointer(), second.code_text()),
                ("second", None, None)
            );
            let operation = match verb {
                Verb::Get => "get_interconnect",
                Verb::Put => "update_settings",
                Verb::Delete => "delete_interconnect",
                Verb::Post => "create_interconnect",
            };
            assert_eq!(error.operation(), Some(operation));
            let line = error.to_string();
            assert!(
                line.starts_with(operation) && line.contains(&status.to_string()),
                "{line}"
            );
            assert!(
                line.contains("first") && line.contains("10007") && line.contains("8f00ba12-IAD"),
                "{line}"
            );
        }
    }
}

// Row 7.
#[test]
fn a_refusal_names_the_permissions_that_would_do() {
    for status in [401, 403] {
        for (verb, permissions) in [
            (
                Verb::Get,
                "Magic WAN Write, Magic WAN Read, Magic Transit Read, Magic Transit Write",
            ),
            (Verb::Delete, "Magic WAN Write, Magic Transit Write"),
            (Verb::Post, "Magic WAN Write, Magic Transit Write"),
        ] {
            let server = Server::always(http(status, envelope(10_000, "Authentication error").to_string()));
            let error = fails(verb.send(&once(&server)));
            assert!(error.is_auth() && error.to_string().ends_with(permissions), "{error}");
            assert!(!error.may_have_been_applied());
        }
    }
    assert!(!answered(http(404, "{}")).to_string().contains("Magic"));
}

// Row 8.
#[test]
fn odd_envelopes_are_api_errors_and_lose_nothing() {
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
        let error = answered(http(400, body));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(400)), "{body}");
        assert_eq!(error.codes(), codes, "{body}");
        assert_eq!(error.body(), Some(body));
        assert!(error.to_string().contains(shown), "{body}: {error}");
    }
}

// Row 9.
#[test]
fn what_the_edge_answers_is_an_api_error_with_a_short_clean_snippet() {
    let page = format!("<html>\r\n<title>\u{1b}[31m502\u{0}</title>{}", "é".repeat(5_000));
    for status in [502, 520, 521, 522, 523, 524, 525, 526, 530] {
        let error = answered(labelled(status, "content-type: text/html; charset=UTF-8", &page));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)));
        assert_eq!(
            (error.ray_id(), error.content_type()),
            (Some("8f00ba12-IAD"), Some("text/html; charset=UTF-8"))
        );
        assert!(error.codes().is_empty());
        let snippet = error.snippet().unwrap();
        assert!(
            snippet.starts_with(r"<html>\r\n<title>\u{1b}[31m502\u{0}</title>éé"),
            "{snippet}"
        );
        assert!(
            snippet.chars().count() <= 256 && error.to_string().contains(snippet),
            "{snippet}"
        );
    }
}

// Row 9.
#[test]
fn a_problem_document_is_read_whatever_it_is_labelled() {
    let body = json!({
        "type": "https://docs.example/1016", "title": "Error 1016: Origin DNS error", "status": 530,
        "detail": "The origin cannot be resolved.", "error_code": 1016, "retryable": false, "ray_id": "8f00"
    });
    for label in [
        "application/problem+json",
        "application/json",
        "application/problem+json; charset=utf-8",
    ] {
        let error = answered(labelled(530, &format!("content-type: {label}"), body.to_string()));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(530)));
        assert_eq!(error.codes(), [1016]);
        let message = "Error 1016: Origin DNS error: The origin cannot be resolved.";
        assert_eq!(error.api_errors()[0].message(), message);
        assert!(error.to_string().contains(message), "{error}");
        assert!(!error.is_retryable());
    }
    let timed = json!({ "title": "t", "status": 429, "error_code": 1015, "retryable": true, "retry_after": 30 });
    let error = answered(http(429, timed.to_string()));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.is_rate_limited() && error.is_retryable());
}

// Row 11.
#[test]
fn a_success_that_says_it_is_none_is_the_api_error() {
    let body = envelope(10_000, "Authentication error");
    for verb in Verb::ALL {
        let error = fails(verb.send(&once(&Server::always(http(200, body.to_string())))));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(200)), "{verb:?}");
        assert!(error.is_auth() && !error.may_have_been_applied(), "{error}");
        assert_eq!((error.codes(), error.attempts()), (vec![10_000], 1));
    }
    // Also where the answer decodes in spite of it: nothing in a list or an open union is required of it.
    let mut interconnect = support::physical("icon-1");
    interconnect["success"] = json!(false);
    assert_eq!(answered(http(200, interconnect.to_string())).kind(), ErrorKind::Api);
    let list = json!({ "items": [], "success": false, "errors": [{ "code": 7003, "message": "no such account" }] });
    let server = Server::always(http(200, list.to_string()));
    let interconnects = once(&server).interconnects(ACCOUNT);
    assert_eq!(fails(interconnects.list().send()).codes(), [7003]);
    assert_eq!(fails(interconnects.list().iter().next().unwrap()).codes(), [7003]);
    assert_eq!(fails(interconnects.loa("icon-1").send()).codes(), [7003]);
}

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

#[test]
fn a_success_that_denies_it_is_the_apis_error_whatever_else_is_in_it() {
    for odd in [
        &b"\"message\":\"caf\xe9\""[..],
        br#""errors":[{"message":"cut \ud83d"}]"#,
        br#""x":1e999"#,
    ] {
        for success in [&b"\"success\":false,"[..], b"\"items\":[],\"success\":false,"] {
            let body = [b"{", success, odd, b"}"].concat();
            let server = Server::always(http(200, body.clone()));
            let interconnects = support::client(&server.base_url()).interconnects(ACCOUNT);
            for error in [
                fails(interconnects.delete("icon-1").send()),
                fails(interconnects.list().send()),
            ] {
                assert_eq!(
                    error.kind(),
                    ErrorKind::Api,
                    "{:?}: {error}",
                    String::from_utf8_lossy(&body)
                );
            }
        }
    }
}

/// Bodies of a success that are the API's error, with the codes in them.
fn refusals() -> Vec<(&'static str, Vec<i64>)> {
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

/// Each form of call: without content, of a union, of a struct of which nothing is required, a page, items, a document.
fn every_form(client: &Client) -> Vec<(&'static str, Error)> {
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
fn a_success_that_is_nothing_but_an_error_is_the_apis_error_in_every_form_of_call() {
    for (body, codes) in refusals() {
        for label in ["application/json", "text/plain", "application/pdf"] {
            let server = Server::always(labelled(200, &format!("content-type: {label}"), body));
            for (form, error) in every_form(&once(&server)) {
                assert_eq!(
                    (error.kind(), error.status()),
                    (ErrorKind::Api, Some(200)),
                    "{form} {body}: {error}"
                );
                assert_eq!(
                    (error.codes(), error.attempts()),
                    (codes.clone(), 1),
                    "{form} {body}: {error}"
                );
                assert!(!error.may_have_been_applied(), "{form} {body}");
            }
        }
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

#[test]
fn a_good_answer_with_an_error_beside_it_is_good_where_it_is_what_is_documented() {
    let mut interconnect = support::physical("icon-1");
    interconnect["error"] = json!({ "code": 1, "message": "of last week" });
    interconnect["errors"] = json!(["of last year"]);
    interconnect["title"] = json!("t");
    let server = Server::always(http(200, interconnect.to_string()));
    assert_eq!(support::get(&once(&server)).unwrap().name(), Some("icon-1"));
    // What is not documented has only the error to go by.
    assert_eq!(fails(Verb::Delete.send(&once(&server))).codes(), [1]);
    let wrong = json!({ "type": "direct", "name": 5, "error": "no" });
    assert_eq!(answered(http(200, wrong.to_string())).kind(), ErrorKind::Api);
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

#[test]
fn a_request_by_hand_reads_the_whole_answer_as_its_type_and_the_result_where_that_does_not_fit() {
    #[derive(Debug, serde::Deserialize)]
    struct Enveloped {
        success: bool,
        result: Thing,
    }
    #[derive(Debug, serde::Deserialize)]
    struct Thing {
        name: String,
    }
    let body = json!({ "success": true, "result": { "name": "a" }, "result_info": { "page": 7 } });
    let server = Server::always(http(200, body.to_string()));
    let request = once(&server).request("GET", "/things");
    let whole = request.send::<Enveloped>().unwrap();
    assert!(whole.success && whole.result.name == "a");
    assert_eq!(request.send::<Value>().unwrap(), body);
    let response = request.send_response::<Thing>().unwrap();
    assert_eq!(
        (response.value().name.as_str(), &response.result_info().unwrap()["page"]),
        ("a", &json!(7))
    );
    let error = fails(request.send::<Vec<u8>>());
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, None), "{error}");
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

#[test]
fn an_error_reads_as_one_sentence_of_what_failed_and_what_to_do() {
    for (answer, verb, line) in [
        (
            http(403, envelope(10_000, "Authentication error").to_string()),
            Verb::Post,
            "create_interconnect: the API answered 403 Forbidden: Authentication error [10000] (ray 8f00ba12-IAD); a \
             token needs one of: Magic WAN Write, Magic Transit Write",
        ),
        (
            http(404, envelope(1_002, "Interconnect not found").to_string()),
            Verb::Get,
            "get_interconnect: the API answered 404 Not Found: Interconnect not found [1002] (ray 8f00ba12-IAD)",
        ),
        (
            labelled(502, "content-type: text/html", "<html>\n<h1>Bad gateway</h1>"),
            Verb::Delete,
            "delete_interconnect: the API answered 502 Bad Gateway; text/html that begins `<html>\\n<h1>Bad gateway</h1>` (ray \
             8f00ba12-IAD, 3 attempts); the request may have been carried out: look before repeating it",
        ),
        (
            labelled(522, "", ""),
            Verb::Post,
            "create_interconnect: the API answered 522 (ray 8f00ba12-IAD); the request may have been carried out: list \
             before creating again",
        ),
        (
            labelled(429, "retry-after: 300", envelope(971, "Please wait").to_string()),
            Verb::Get,
            "get_interconnect: the API answered 429 Too Many Requests: Please wait [971] (ray 8f00ba12-IAD, retry after \
             300 s)",
        ),
        (
            http(200, r#"{"type":"direct","name":7}"#),
            Verb::Get,
            "get_interconnect: the answer is not what is documented at `name`: invalid type: integer `7`, expected a string; \
             application/json that begins `{\"type\":\"direct\",\"name\":7}` (ray 8f00ba12-IAD)",
        ),
        (
            labelled(301, "location: https://elsewhere.example/", ""),
            Verb::Get,
            "get_interconnect: the API answered 301 Moved Permanently: it points to https://elsewhere.example/, and redirects \
             are not followed (ray 8f00ba12-IAD)",
        ),
    ] {
        let server = Server::always(answer);
        let error = fails(verb.send(&support::client(&server.base_url())));
        assert_eq!(error.to_string(), line);
    }
}

#[test]
fn an_error_without_an_answer_reads_as_one_sentence_too() {
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
             list before creating again",
        ),
        (
            Reply::send("nonsense\r\n\r\n"),
            Verb::Get,
            "get_interconnect: the answer is not HTTP as it should be: protocol: http parse fail: invalid HTTP version",
        ),
        (
            Reply::send(http(200, " ".repeat(101))),
            Verb::Delete,
            "delete_interconnect: the answer is longer than 100 bytes, the limit of this client (ray 8f00ba12-IAD); the \
             request may have been carried out: look before repeating it",
        ),
    ] {
        let server = Server::always(reply);
        let client = support::builder(&server.base_url())
            .max_answer_bytes(100)
            .build()
            .unwrap();
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

/// The kind of the `io::Error` that another came from, if that is one.
fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    Some(error.origin()?.downcast_ref::<io::Error>()?.kind())
}

#[test]
fn sources_lead_to_what_the_error_came_from() {
    let refused = fails(support::get(&support::client("http://127.0.0.1:1")));
    assert_eq!(io_kind(&refused), Some(io::ErrorKind::ConnectionRefused), "{refused:?}");
    let garbage = answered(b"garbage\r\n\r\n".to_vec());
    assert_eq!(garbage.kind(), ErrorKind::Protocol);
    assert_eq!(io_kind(&garbage), Some(io::ErrorKind::Other), "{garbage:?}");
    let source = garbage.origin().unwrap().downcast_ref::<io::Error>().unwrap();
    assert!(source.get_ref().unwrap().is::<ureq::Error>(), "{garbage:?}");
    let cut = Server::always(Reply::send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").then_close());
    let cut = fails(support::get(&once(&cut)));
    assert_eq!(io_kind(&cut), Some(io::ErrorKind::UnexpectedEof), "{cut:?}");
    let silent = Server::always(Reply::nothing().then_hold());
    let late = support::builder(&silent.base_url())
        .timeout(Duration::from_millis(50))
        .max_retries(0)
        .build()
        .unwrap();
    let late = fails(support::get(&late));
    assert_eq!(io_kind(&late), Some(io::ErrorKind::TimedOut), "{late:?}");
    assert!(answered(http(200, "{")).origin().unwrap().is::<serde_json::Error>());
    assert!(answered(http(404, "{}")).origin().is_none());
    let letter = Server::always(labelled(200, "content-type: application/pdf", support::PDF));
    let letter = once(&letter).interconnects(ACCOUNT).loa("icon-1").send().unwrap();
    let unwritable = fails(letter.save_to("/nowhere/at/all/loa.pdf"));
    assert_eq!(unwritable.kind(), ErrorKind::Io);
    assert_eq!(io_kind(&unwritable), Some(io::ErrorKind::NotFound), "{unwritable:?}");
}

#[test]
fn the_predicates_tell_errors_apart() {
    type Predicate = (&'static str, fn(&Error) -> bool);
    let predicates: [Predicate; 6] = [
        ("not found", Error::is_not_found),
        ("auth", Error::is_auth),
        ("rate limited", Error::is_rate_limited),
        ("conflict", Error::is_conflict),
        ("timeout", Error::is_timeout),
        ("connect", Error::is_connect),
    ];
    let holding = |error: &Error| -> Vec<&str> {
        predicates
            .iter()
            .filter(|(_, holds)| holds(error))
            .map(|(name, _)| *name)
            .collect()
    };
    for (status, body, holds) in [
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
        assert_eq!(holding(&answered(http(status, body))), holds, "{status}");
    }
    let refused = fails(support::get(&support::client("http://127.0.0.1:1")));
    assert_eq!(holding(&refused), ["connect"]);
    let silent = Server::always(Reply::nothing().then_hold());
    let error = fails(
        once(&silent)
            .interconnects(ACCOUNT)
            .get("icon-1")
            .timeout(DEADLINE)
            .send(),
    );
    assert_eq!(holding(&error), ["timeout"]);
}

#[test]
fn errors_can_be_boxed_sent_and_passed_through_io() {
    fn travels<T: std::error::Error + Send + Sync + 'static>(_: &T) {}
    let error = answered(http(404, envelope(1, "gone").to_string()));
    travels(&error);
    let line = error.to_string();
    let back = Error::from(std::io::Error::from(error));
    assert_eq!((back.to_string(), back.is_not_found()), (line, true));
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

/// Answers that send back what they were sent, at each place that an error shows.
fn echoes(secret: &str) -> Vec<Vec<u8>> {
    let entry = |entry: Value| json!({ "success": false, "errors": [entry] }).to_string();
    let says = format!("you sent {secret}!");
    vec![
        http(400, envelope(1, &says).to_string()),
        http(400, entry(json!({ "code": says, "message": "m" }))),
        http(
            400,
            entry(json!({ "code": 1, "message": "m", "source": { "pointer": says } })),
        ),
        http(
            400,
            entry(json!({ "code": 1, "message": "m", "documentation_url": says })),
        ),
        http(400, json!({ "error": says }).to_string()),
        http(
            400,
            json!({ "title": says, "status": 400, "detail": says, "type": format!("https://{says}") }).to_string(),
        ),
        labelled(400, "content-type: text/html", format!("<html>{says}")),
        labelled(400, &format!("content-type: {secret}"), "plain"),
        format!("HTTP/1.1 400 {secret}\r\ncf-ray: {secret}\r\ncontent-length: 0\r\n\r\n").into_bytes(),
        labelled(
            301,
            &format!("location: https://elsewhere.example/{secret}"),
            says.clone(),
        ),
        http(200, says.clone()),
        http(200, json!({ "type": "direct", "name": 5, "account": says }).to_string()),
        http(200, json!({ "type": "direct", "name": { "unit": says } }).to_string()),
        // A wrong type is quoted by the decoder.
        http(200, json!(says).to_string()),
        http(200, json!({ "type": "direct", "facility": says }).to_string()),
        format!("HTTP/1.1 {secret}\r\n\r\n").into_bytes(),
        format!("{secret}\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {secret}\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{secret}\r\n").into_bytes(),
    ]
}

#[test]
fn a_secret_that_comes_back_is_in_nothing_that_is_shown_or_logged() {
    for (auth, secrets) in [
        (Auth::token(TOKEN), &[TOKEN][..]),
        (Auth::key(EMAIL, KEY), &[KEY, EMAIL]),
    ] {
        for secret in secrets {
            for bytes in echoes(secret) {
                let server = Server::always(Reply::send(bytes).then_close());
                let client = support::builder(&server.base_url())
                    .auth(auth.clone())
                    .max_retries(0)
                    .build()
                    .unwrap();
                fails(support::get(&client));
                fails(Verb::Post.send(&client));
                fails(client.interconnects(ACCOUNT).loa("icon-1").send());
                fails(client.interconnects(ACCOUNT).list().iter().next().unwrap());
            }
            // The HTTP library below logs the label of an answer, whatever it is.
            let logged = logs::holding(secret);
            assert!(!logged.iter().any(|line| line.starts_with(logs::OURS)), "{logged:?}");
        }
    }
}

#[test]
fn a_credential_is_in_no_log_line_of_any_crate() {
    let (token, email, key) = (
        "t0ken-of-one-test-0nly",
        "one.test@only.example",
        "k3y-of-one-test-0nly",
    );
    for auth in [Auth::token(token), Auth::key(email, key)] {
        let server = Server::in_turn([http(503, "{}"), support::success(), http(403, "{}"), http(200, "{")]);
        let client = support::builder(&server.base_url()).auth(auth).build().unwrap();
        support::get(&client).unwrap();
        fails(support::get(&client));
        fails(Verb::Post.send(&client));
        fails(client.interconnects(ACCOUNT).loa("icon-1").send());
        let logged = logs::holding(&server.address().to_string());
        assert!(
            logged.iter().any(|line| line.starts_with("ureq")),
            "the HTTP library logs: {logged:?}"
        );
    }
    for secret in [token, email, key] {
        assert_eq!(logs::holding(secret), [""; 0]);
    }
}

// Row 54.
#[test]
fn a_credential_that_comes_back_escaped_is_seen_nowhere() {
    let token = "t0ken/5ecret-of+the~tests";
    let units: String = token.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let percent: String = token.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for spelled in [
        token.replace('/', "\\/"),
        token.replace('/', "\\\\/"),
        token.replace('-', "\\u002d"),
        token.replace('-', "%2D").replace('/', "%2F"),
        token.replace('-', "%252D"),
        token.replace('/', "&#x2F;").replace('-', "&#45;"),
        units.clone(),
        percent,
    ] {
        for (status, label, body) in [
            (
                400,
                "application/json",
                format!("{{\"errors\":[{{\"code\":1,\"message\":\"you sent {spelled}\"}}]}}"),
            ),
            (400, "text/html", format!("<html>you sent {spelled}")),
            (
                400,
                "text/html",
                format!("{}{spelled}", "x".repeat(200 - spelled.len() / 2)),
            ),
            (200, "text/html", format!("<html>you sent {spelled}")),
            (
                200,
                "application/json",
                format!("{{\"type\":\"direct\",\"name\":5,\"x\":\"{spelled}\"}}"),
            ),
        ] {
            let server = Server::always(labelled(status, &format!("content-type: {label}"), &body));
            let client = support::builder(&server.base_url())
                .auth(Auth::token(token))
                .max_retries(0)
                .build()
                .unwrap();
            for error in [
                fails(support::get(&client)),
                fails(client.interconnects(ACCOUNT).loa("icon-1").send()),
            ] {
                let shown = support::everything_shown(&error);
                assert!(
                    !shown.contains(&spelled[..12]) && !shown.contains(&token[..8]),
                    "{spelled}: {shown}"
                );
                // `Debug` escapes a backslash once more.
                assert!(
                    !shown.replace("\\\\", "\\").contains(&spelled[..12]),
                    "{spelled}: {shown}"
                );
            }
        }
    }
}

// Row 54.
#[test]
fn a_credential_in_the_headers_of_an_answer_is_not_in_the_debug_of_what_came_with_it() {
    let head = format!("HTTP/1.1 200 OK\r\ncf-ray: {TOKEN}\r\nset-cookie: {TOKEN}\r\n");
    let body = support::success_body();
    let label = "content-type: application/json";
    let server = Server::always(format!("{head}{label}\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    let response = once(&server)
        .interconnects(ACCOUNT)
        .get("icon-1")
        .send_response()
        .unwrap();
    support::assert_no_secret(&format!("{response:?} {response:#?} {:?}", response.ray_id()));
    assert_eq!(response.header("cf-ray"), Some(TOKEN), "the headers are as they came");

    let (label, pdf) = (
        format!("content-type: application/pdf; x={TOKEN}"),
        String::from_utf8_lossy(support::PDF),
    );
    let server = Server::always(format!("{head}{label}\r\ncontent-length: {}\r\n\r\n{pdf}", pdf.len()));
    let response = once(&server)
        .interconnects(ACCOUNT)
        .loa("icon-1")
        .send_response()
        .unwrap();
    support::assert_no_secret(&format!("{response:?} {response:#?}"));
    support::assert_no_secret(&format!("{:?}", response.into_value()));
}

// Row 55.
#[test]
fn characters_that_hide_or_reorder_text_are_escaped_wherever_it_is_shown() {
    let hidden = "\u{61c}\u{ad}\u{180e}\u{3164}\u{fff9}\u{fffb}\u{fe0f}\u{e0100}\u{e0001}\u{e007f}\u{34f}\u{202e}\u{2066}\u{200b}\u{feff}";
    let json = envelope(1, &format!("a{hidden}b")).to_string();
    for reply in [
        http(400, &json),
        http(200, &json),
        http(400, format!("<html>a{hidden}b")),
        http(200, format!("<html>a{hidden}b")),
        http(200, json!({ "type": "direct", "name": { hidden: 5 } }).to_string()),
    ] {
        let error = answered(reply);
        let shown = format!("{error} {error:?} {:?}", error.snippet());
        assert!(!shown.contains(|character| hidden.contains(character)), "{shown}");
        assert!(shown.contains("\\u{61c}") && shown.contains("\\u{e0001}"), "{shown}");
    }
}

#[test]
fn a_secret_that_a_snippet_cuts_through_is_not_shown_in_part() {
    for before in 150..210 {
        let error = answered(http(400, format!("{}{TOKEN}", "x".repeat(before))));
        let shown = format!("{error} {error:?} {:?}", error.snippet());
        assert!(!shown.contains(&TOKEN[..12]), "{before} bytes before it: {shown}");
    }
}

#[test]
fn a_secret_that_the_limit_of_an_error_body_cuts_through_is_not_shown_in_part() {
    let error = answered(http(400, format!("{}{TOKEN}", "x".repeat((64 << 10) - 15))));
    assert!(!error.body().unwrap().contains(&TOKEN[..12]));
}

#[test]
fn the_pairing_key_is_in_no_debug_error_or_log_line() {
    let order = InterconnectCreate::gcp_partner("a", ApiBandwidth::Mbps50, PAIRING_KEY);
    let union = InterconnectCreate::from(order.clone());
    support::assert_no_secret(&format!("{order:?} {order:#?} {union:?} {union:#?}"));
    assert!(
        format!("{order:?}").contains("pairing_key"),
        "its presence may be seen: {order:?}"
    );
    for reply in [
        Reply::send(http(400, "{}")),
        Reply::send(http(500, "<html>")),
        Reply::send(http(200, "{")),
        Reply::nothing().then_close(),
        Reply::nothing().then_reset(),
    ] {
        let server = Server::always(reply);
        let create = support::client(&server.base_url())
            .interconnects(ACCOUNT)
            .create(&order);
        support::assert_no_secret(&format!("{create:?} {create:#?}"));
        fails(create.send());
        assert!(server.requests()[0].body().contains(PAIRING_KEY));
    }
    assert_eq!(logs::holding(PAIRING_KEY), [""; 0]);
}

#[test]
fn a_log_line_tells_operation_template_status_time_and_attempt_and_no_identifier() {
    let server = Server::in_turn([http(503, "{}"), support::success()]);
    let client = support::client(&server.base_url());
    logs::take_own();
    client.interconnects("account-of-5").get("icon-of-7").send().unwrap();
    let lines = logs::take_own();
    let [first, wait, second] = &lines[..] else {
        panic!("{lines:?}")
    };
    let attempt = "DEBUG get_interconnect: GET /accounts/{account_id}/cni/interconnects/{icon}: ";
    assert!(
        first.starts_with(&format!("{attempt}503 ")) && first.ends_with("attempt 1, ray 8f00ba12-IAD"),
        "{first}"
    );
    assert_eq!(wait, "DEBUG get_interconnect: waiting 250ms before attempt 2");
    assert!(
        second.starts_with(&format!("{attempt}200 ")) && second.ends_with("attempt 2, ray 8f00ba12-IAD"),
        "{second}"
    );
    assert!(
        lines
            .iter()
            .all(|line| !line.contains("account-of-5") && !line.contains("icon-of-7")),
        "{lines:?}"
    );
}

#[test]
fn a_pairing_key_that_a_server_sends_back_is_seen_nowhere() {
    let key = "PAIRING/us-east4/\"1\"";
    let quoted = serde_json::to_string(key).unwrap();
    for (status, body) in [
        (400, envelope(1, &format!("{key} is bad")).to_string()),
        (200, format!("{{\"type\":\"direct\",\"name\":7,\"echo\":{quoted}}}")),
        (500, format!("<html>{key}")),
    ] {
        let server = Server::always(http(status, body));
        let order = InterconnectCreate::gcp_partner("account", "1G", key);
        let client = support::client(&server.base_url());
        let error = fails(client.interconnects(ACCOUNT).create(&order).send());
        let shown = format!(
            "{error}|{error:?}|{:?}|{:?}|{:?}",
            error.api_errors(),
            error.body(),
            error.snippet()
        );
        assert!(!shown.contains("PAIRING/us"), "{shown}");
    }
}
