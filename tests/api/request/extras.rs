//! Extra headers, query parameters and fields, for API features that are newer than the crate.

use cloudflare_interconnects::ErrorKind;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::InterconnectCreate;
use serde_json::json;

use crate::support::mock::Server;
use crate::support::raw;
use crate::support::{
    self, ACCOUNT, PDF, assert_contains, fails, fails_with, http, http_with_headers, order, page, physical, success,
};

#[test]
fn extra_headers_and_query_parameters_are_sent_with_each_attempt_of_each_kind_of_call() {
    let server = Server::new(|request| match request.target() {
        target if target.contains("/loa") => http_with_headers(200, "content-type: application/pdf", PDF),
        _ if request.number % 2 == 0 && request.method() != "POST" => http(503, "{}"),
        _ => success(),
    });
    let client = support::client(&server);
    let interconnects = client.interconnects(ACCOUNT);
    macro_rules! sent {
        ($call:expr) => {
            $call
                .extra_header("X-Trace", 7)
                .extra_query("a&b", "c d")
                .extra_query("a&b", true)
                .send()
                .unwrap()
        };
    }
    sent!(interconnects.get("icon-1"));
    sent!(interconnects.delete("icon-1"));
    sent!(interconnects.create(&order()));
    sent!(interconnects.loa("icon-1"));
    let requests = server.requests();
    assert_eq!(requests.len(), 2 + 2 + 1 + 1);
    for request in requests {
        assert_eq!(request.header("x-trace"), Some("7"), "{}", request.line());
        assert_eq!(request.query(), "a%26b=c%20d&a%26b=true");
        assert!(request.header("authorization").is_some());
    }
}

#[test]
fn an_order_can_have_an_unknown_field_header_and_parameter() {
    let fake = Fake::start().unwrap();
    let client = fake.client();
    let account = client.account_id().unwrap();
    let id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
    let slot = json!({ "id": id, "site": "IAD", "speed": "10G", "facility": { "name": "DC2", "address": [] },
        "occupied": false, "vlan": 42 });
    fake.insert_slot(account, slot);
    let slot = client.slots(account).get(id).send().unwrap();
    let vlan = slot.extra_fields().get("vlan").unwrap().clone();
    let order = InterconnectCreate::direct("tag", id).extra_field("vlan", vlan);
    let create = client.interconnects(account).create(&order);
    let create = create.extra_header("x-trace", "1").extra_query("validate_only", true);
    create.send().unwrap();
    let received = fake.requests().pop().unwrap();
    assert_eq!(received.query, "validate_only=true");
    let body: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(body["vlan"], 42);
}

#[test]
fn each_page_request_has_the_extra_headers_and_parameters_of_the_list() {
    let server = Server::in_turn([
        page(&[physical("icon-1")], Some(2)),
        page(&[physical("icon-2")], Some(3)),
        page(&[], None),
    ]);
    let list = support::client(&server).interconnects(ACCOUNT).list();
    let list = list.limit(1).extra_query("newer", "x").extra_header("x-trace", "1");
    assert_eq!(list.iter().map(Result::unwrap).count(), 2);
    let requests = server.requests();
    let queries: Vec<_> = requests.iter().map(raw::Request::query).collect();
    assert_eq!(
        queries,
        [
            "limit=1&newer=x",
            "limit=1&newer=x&cursor=2",
            "limit=1&newer=x&cursor=3"
        ]
    );
    assert!(requests.iter().all(|request| request.header("x-trace").is_some()));
}

#[test]
fn the_last_value_of_an_extra_header_is_sent_regardless_of_case() {
    let client = support::client("http://127.0.0.1:1");
    let call = client.interconnects(ACCOUNT).list();
    let call = call.extra_header("X-Trace", "1").extra_header("x-trace", "2");
    let preview = call.dry_run().unwrap();
    let values: Vec<_> = preview.headers().filter(|(name, _)| *name == "x-trace").collect();
    assert_eq!(values, [("x-trace", "2")]);
}

#[test]
fn headers_that_the_client_sets_cannot_be_overridden() {
    let server = Server::always(success());
    let client = support::client(&server);
    let get = || client.interconnects(ACCOUNT).get("icon-1");
    for name in [
        "Authorization",
        "X-AUTH-KEY",
        "x-auth-email",
        "host",
        "Content-Length",
        "content-type",
        "Transfer-Encoding",
        "connection",
        "accept",
        "accept-encoding",
        "User-Agent",
        "proxy-authorization",
    ] {
        let error = fails_with(get().extra_header(name, "mine").send(), ErrorKind::InvalidParameter, 0);
        let named = format!("the header `{}` cannot be overridden", name.to_ascii_lowercase());
        assert_contains(&error, [&named]);
        // The same applies to raw requests.
        let raw = client.request("GET", "/a").extra_header(name, "mine");
        assert_contains(&fails(raw.send_empty()), [&named]);
    }
    for (name, value, why) in [
        ("", "x", "`` is not a valid header name"),
        ("a b", "x", "`a b` is not a valid header name"),
        ("x:", "x", "`x:` is not a valid header name"),
        ("x", "a\r\nauthorization: mine", "the header `x` has an invalid value"),
        ("x", "\0", "the header `x` has an invalid value"),
    ] {
        let error = fails(get().extra_header(name, value).send());
        assert_contains(&error, [why]);
        assert!(!error.to_string().contains("mine"), "{error}");
    }
    assert_eq!(server.request_count(), 0);
}
