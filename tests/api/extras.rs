//! What a call carries that no method is for, and what it sends though the spec forbids it.

use cloudflare_interconnects::ErrorKind;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::InterconnectCreate;
use serde_json::json;

use crate::support::raw::Server;
use crate::support::{self, ACCOUNT, PDF, fails, http, labelled, order, page, physical, success};

#[test]
fn an_extra_header_and_query_go_out_with_each_attempt_of_each_kind_of_call() {
    let server = Server::new(|request| match request.target() {
        target if target.contains("/loa") => labelled(200, "content-type: application/pdf", PDF),
        _ if request.number % 2 == 0 && !request.line().starts_with("POST") => http(503, "{}"),
        _ => success(),
    });
    let client = support::client(&server.base_url());
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
        assert_eq!(request.header("x-trace").as_deref(), Some("7"), "{}", request.line());
        assert!(
            request.target().ends_with("?a%26b=c%20d&a%26b=true"),
            "{}",
            request.line()
        );
        assert!(request.header("authorization").is_some());
    }
}

#[test]
fn an_order_carries_a_field_a_header_and_a_parameter_that_are_newer_than_the_crate() {
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
fn each_page_of_a_list_is_asked_for_with_them() {
    let server = Server::in_turn([
        page(&[physical("icon-1")], Some(2)),
        page(&[physical("icon-2")], Some(3)),
        page(&[], None),
    ]);
    let list = support::client(&server.base_url()).interconnects(ACCOUNT).list();
    let list = list.limit(1).extra_query("newer", "x").extra_header("x-trace", "1");
    assert_eq!(list.iter().map(Result::unwrap).count(), 2);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    let queries: Vec<_> = sent.iter().map(|target| target.split_once('?').unwrap().1).collect();
    assert_eq!(
        queries,
        [
            "limit=1&newer=x",
            "limit=1&newer=x&cursor=2",
            "limit=1&newer=x&cursor=3"
        ]
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("x-trace").is_some())
    );
}

#[test]
fn the_last_value_of_an_extra_header_counts_whatever_its_case() {
    let client = support::client("http://127.0.0.1:1");
    let call = client.interconnects(ACCOUNT).list();
    let call = call.extra_header("X-Trace", "1").extra_header("x-trace", "2");
    let preview = call.dry_run().unwrap();
    let values: Vec<_> = preview.headers().filter(|(name, _)| *name == "x-trace").collect();
    assert_eq!(values, [("x-trace", "2")]);
}

#[test]
fn what_the_client_sets_itself_stays_its_own() {
    let server = Server::always(success());
    let client = support::client(&server.base_url());
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
        let error = fails(get().extra_header(name, "mine").send());
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidParameter, 0));
        let named = format!("the header {} is the client's to set", name.to_ascii_lowercase());
        assert!(error.to_string().contains(&named), "{error}");
        // On a request that the spec does not have, too.
        let raw = client.request("GET", "/a").extra_header(name, "mine");
        assert!(fails(raw.send_empty()).to_string().contains(&named));
    }
    for (name, value) in [
        ("", "x"),
        ("a b", "x"),
        ("x:", "x"),
        ("x", "a\r\nauthorization: mine"),
        ("x", "\0"),
    ] {
        let error = fails(get().extra_header(name, value).send());
        assert!(error.to_string().contains("cannot be sent as a header"), "{error}");
        assert!(!error.to_string().contains("mine"), "{error}");
    }
    assert_eq!(server.connection_count(), 0);
}

#[test]
fn what_cannot_be_sent_is_refused_before_it_is_sent() {
    let server = Server::always(success());
    let interconnects = support::client(&server.base_url()).interconnects(ACCOUNT);
    for error in [
        fails(interconnects.get("").send()),
        fails(interconnects.get("..").send()),
        fails(interconnects.get("icon-1").extra_header("host", "x").send()),
    ] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidParameter, 0));
    }
    assert_eq!(server.connection_count(), 0);
}
