//! Every operation: the request that it sends, and the value that it decodes.

use cloudflare_interconnects::resources::Interconnects;
use cloudflare_interconnects::types::{ApiBandwidth, Interconnect, InterconnectCreate, StatusInfo};
use cloudflare_interconnects::{Auth, Client, Error, ErrorKind};
use mockito::{Matcher, Mock, Server, ServerGuard};
use serde_json::{Value, json};

use crate::support::{self, ACCOUNT, EMAIL, KEY, PAIRING_KEY, PDF, TOKEN, Verb, http, mock, raw, success};

/// The path of the interconnects, followed by `rest`.
fn path(rest: &str) -> String {
    format!("/client/v4/accounts/{ACCOUNT}/cni/interconnects{rest}")
}

fn client(server: &ServerGuard) -> Client {
    support::client(&format!("{}/client/v4", server.url()))
}

/// Responds with JSON to one request with this method and path. The request must have a token, and no e-mail or key.
fn responds(server: &mut ServerGuard, verb: &str, path: &str, body: &Value) -> Mock {
    server
        .mock(verb, path)
        .match_header("authorization", format!("Bearer {TOKEN}").as_str())
        .match_header("x-auth-email", Matcher::Missing)
        .match_header("x-auth-key", Matcher::Missing)
        .match_header("accept", "application/json")
        .with_header("content-type", "application/json")
        .with_body(body.to_string())
        .expect(1)
}

/// The result of a call that sends one request with this method and path below the interconnects, and receives this JSON.
fn call<T>(method: &str, rest: &str, body: &Value, send: impl FnOnce(Interconnects) -> Result<T, Error>) -> T {
    let mut server = Server::new();
    let mock = responds(&mut server, method, &path(rest), body).create();
    let value = send(client(&server).interconnects(ACCOUNT)).unwrap();
    mock.assert();
    value
}

#[test]
fn a_list_without_parameters_has_no_query_and_decodes_both_kinds() {
    let body = json!({ "items": [support::physical("icon-1"), support::gcp("icon-2")], "next": 7 });
    let page = call("GET", "", &body, |api| api.list().send());
    assert_eq!(page.next, Some(7));
    let [Interconnect::Direct(physical), Interconnect::GcpPartner(gcp)] = &page.items[..] else {
        panic!("{:?}", page.items);
    };
    assert_eq!(physical.name, "icon-1");
    assert_eq!(physical.site, "IAD");
    assert_eq!(physical.speed, "10G");
    assert_eq!(physical.owner.as_deref(), Some("owner tag"));
    assert_eq!(physical.facility.address, ["21715 Filigree Court", "Ashburn"]);
    assert_eq!(gcp.region, "us-east4");
    assert_eq!(gcp.speed, Some(ApiBandwidth::Mbps50));
    assert_eq!(gcp.owner, None);
}

#[test]
fn a_list_sends_only_the_parameters_that_are_set() {
    let empty = json!({ "items": [] });
    let page = call("GET", "?site=IAD&type=direct&cursor=5&limit=50", &empty, |api| {
        let list = api.list().site("IAD").type_("direct");
        list.cursor(5).limit(50).send()
    });
    assert!(page.items.is_empty() && page.next.is_none());
    call("GET", "?limit=0", &empty, |api| api.list().limit(0).send());
}

// Row 23.
#[test]
fn query_values_are_sent_unchanged() {
    let odd = [
        "a&b=c",
        "a+b c",
        "100%",
        "%41",
        "#top",
        "Zürich 🗼",
        "",
        "\r\nX: y",
        "\0",
        "a/b?c",
    ];
    for value in odd {
        let mut server = Server::new();
        let mock = responds(&mut server, "GET", &path(""), &json!({ "items": [] }))
            .match_query(Matcher::UrlEncoded("site".into(), value.into()))
            .create();
        let list = client(&server).interconnects(ACCOUNT).list();
        list.site(value).send().unwrap();
        mock.assert();
    }
}

#[test]
fn a_physical_interconnect_is_ordered_with_only_the_fields_that_are_set() {
    let slot = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
    let unset = InterconnectCreate::direct("account tag", slot);
    for (order, speed) in [
        (unset.clone(), None),
        (unset.clone().speed("10G"), Some(json!("10G"))),
        (unset.speed_null(), Some(Value::Null)),
    ] {
        let mut sent = json!({ "type": "direct", "account": "account tag", "slot_id": slot });
        sent.as_object_mut()
            .unwrap()
            .extend(speed.map(|speed| ("speed".to_owned(), speed)));
        let mut server = Server::new();
        let mock = responds(&mut server, "POST", &path(""), &support::physical("icon-3"))
            .match_header("content-type", "application/json")
            .match_body(Matcher::Json(sent))
            .with_status(201)
            .expect(2)
            .create();
        let interconnects = client(&server).interconnects(ACCOUNT);
        assert_eq!(interconnects.create(&order).send().unwrap().name(), Some("icon-3"));
        // The union is accepted like its variant.
        interconnects.create(&InterconnectCreate::from(order)).send().unwrap();
        mock.assert();
    }
}

#[test]
fn a_gcp_interconnect_is_ordered_with_its_pairing_key() {
    let mut server = Server::new();
    let sent = json!({ "type": "gcp_partner", "account": "a", "bandwidth": "50M", "pairing_key": PAIRING_KEY });
    let mock = responds(&mut server, "POST", &path(""), &support::gcp("icon-4"))
        .match_body(Matcher::Json(sent))
        .create();
    let order = InterconnectCreate::gcp_partner("a", ApiBandwidth::Mbps50, PAIRING_KEY);
    let created = client(&server).interconnects(ACCOUNT).create(&order).send().unwrap();
    mock.assert();
    assert!(matches!(created, Interconnect::GcpPartner(gcp) if gcp.name == "icon-4"));
}

#[test]
fn an_interconnect_is_fetched_by_its_name() {
    let read = call("GET", "/icon-1", &support::physical("icon-1"), |api| {
        api.get("icon-1").send()
    });
    assert_eq!(read.name(), Some("icon-1"));
    assert_eq!(read.account(), Some("account tag"));
    assert_eq!(read.owner(), Some("owner tag"));
    assert_eq!(serde_json::to_value(&read).unwrap(), support::physical("icon-1"));
}

#[test]
fn a_deletion_sends_no_body() {
    let mut server = Server::new();
    let mock = server
        .mock("DELETE", path("/icon-1").as_str())
        .match_header("content-type", Matcher::Missing)
        .match_header("transfer-encoding", Matcher::Missing)
        .match_body(Matcher::Exact(String::new()))
        .with_status(204)
        .expect(1)
        .create();
    client(&server).interconnects(ACCOUNT).delete("icon-1").send().unwrap();
    mock.assert();
}

#[test]
fn the_letter_is_requested_by_its_media_type_and_returned_unchanged() {
    let mut server = Server::new();
    let mock = server
        .mock("GET", path("/icon-1/loa").as_str())
        .match_header("accept", Matcher::Regex("^application/pdf(,|$)".into()))
        .with_header("content-type", "application/pdf")
        .with_body(PDF)
        .expect(1)
        .create();
    let letter = client(&server).interconnects(ACCOUNT).loa("icon-1").send().unwrap();
    mock.assert();
    assert_eq!(letter.content_type(), Some("application/pdf"));
    assert_eq!(letter.bytes().unwrap(), PDF);
}

#[test]
fn the_letter_can_name_a_customer() {
    let mut server = Server::new();
    let name = "é".repeat(200);
    let named = server
        .mock("GET", path("/icon-1/loa").as_str())
        .match_query(Matcher::UrlEncoded("name".into(), name.clone()))
        .with_header("content-type", "application/pdf")
        .with_body(PDF)
        .expect(1)
        .create();
    let interconnects = client(&server).interconnects(ACCOUNT);
    let letter = interconnects.loa("icon-1").name(&name).send().unwrap();
    assert_eq!(letter.bytes().unwrap(), PDF);
    named.assert();
}

#[test]
fn the_default_name_of_the_letter_is_decoded() {
    let body = json!({ "name": "Example Networks" });
    let default = call("GET", "/icon-1/loa/default", &body, |api| {
        api.loa_default_name("icon-1").send()
    });
    assert_eq!(default.name, "Example Networks");
}

#[test]
fn fields_added_in_august_2026_are_decoded_and_optional() {
    let mut added = support::physical("icon-1");
    added["virtual_port_reservation_id"] = json!("7f2b1d6e-93c4-4d0a-8e21-5c6b0f9a3d10");
    added["ccr_device_name"] = json!("ccr01.iad01");
    let body = json!({ "items": [added, support::physical("icon-2")] });
    let page = call("GET", "", &body, |api| api.list().send());
    let [Interconnect::Direct(newer), Interconnect::Direct(older)] = &page.items[..] else {
        panic!("{:?}", page.items);
    };
    assert_eq!(
        newer.virtual_port_reservation_id.as_deref(),
        Some("7f2b1d6e-93c4-4d0a-8e21-5c6b0f9a3d10")
    );
    assert_eq!(newer.ccr_device_name.as_deref(), Some("ccr01.iad01"));
    assert_eq!(older.virtual_port_reservation_id, None);
    assert_eq!(older.ccr_device_name, None);
}

#[test]
fn every_state_is_decoded_with_its_reason() {
    for (body, expected) in [
        (json!({ "state": "Pending" }), "Pending"),
        (json!({ "state": "Down", "reason": "no light" }), "Down: no light"),
        (json!({ "state": "Down", "reason": null }), "Down"),
        (json!({ "state": "Down" }), "Down"),
        (
            json!({ "state": "Unhealthy", "reason": "flapping" }),
            "Unhealthy: flapping",
        ),
        (json!({ "state": "Healthy" }), "Healthy"),
        (json!({ "state": "Dreaming", "of": "sheep" }), "another: Dreaming"),
    ] {
        let status = call("GET", "/icon-1/status", &body, |api| api.status("icon-1").send());
        let with = |state: &str, reason: &Option<String>| match reason {
            Some(reason) => format!("{state}: {reason}"),
            None => state.to_owned(),
        };
        let described = match &status {
            StatusInfo::Pending { .. } => "Pending".into(),
            StatusInfo::Down { reason, .. } => with("Down", reason),
            StatusInfo::Unhealthy { reason, .. } => with("Unhealthy", reason),
            StatusInfo::Healthy { .. } => "Healthy".into(),
            other => format!("another: {}", other.state().unwrap()),
        };
        assert_eq!(described, expected);
    }
}

#[test]
fn email_and_key_are_two_headers_without_a_token() {
    let mut server = Server::new();
    let mock = server
        .mock("GET", path("/icon-1").as_str())
        .match_header("x-auth-email", EMAIL)
        .match_header("x-auth-key", KEY)
        .match_header("authorization", Matcher::Missing)
        .with_body(support::physical("icon-1").to_string())
        .expect(1)
        .create();
    let client = support::builder(&format!("{}/client/v4", server.url()))
        .auth(Auth::key(EMAIL, KEY))
        .build();
    client.unwrap().interconnects(ACCOUNT).get("icon-1").send().unwrap();
    mock.assert();
}

#[test]
fn only_the_necessary_headers_are_sent() {
    for (auth, credentials) in [
        (Auth::token(TOKEN), &["authorization"][..]),
        (Auth::key(EMAIL, KEY), &["x-auth-email", "x-auth-key"]),
    ] {
        for verb in Verb::ALL {
            let server = raw::Server::always(success());
            let client = support::builder(&server).auth(auth.clone()).build();
            verb.send(&client.unwrap()).unwrap();
            let body: &[&str] = match verb {
                Verb::Put | Verb::Post => &["content-length", "content-type"],
                Verb::Get | Verb::Delete => &[],
            };
            let mut expected = [&["accept", "host", "user-agent"], credentials, body].concat();
            expected.sort_unstable();
            let request = &server.requests()[0];
            let mut names: Vec<_> = request.headers().into_iter().map(|(name, _)| name).collect();
            // Only a build with the feature `gzip` requests compressed responses.
            names.retain(|name| name != "accept-encoding");
            assert_eq!(names, expected, "{verb:?}");
            assert_eq!(request.header("host"), Some(&*server.address().to_string()));
            let user_agent = request.header("user-agent").unwrap();
            assert!(user_agent.starts_with("cloudflare-interconnects/"));
        }
    }
}

#[test]
fn a_custom_user_agent_is_sent() {
    let server = mock::Server::always(success());
    let client = support::builder(&server)
        .user_agent("my-utility/1.0 (site 7)")
        .build()
        .unwrap();
    support::get(&client).unwrap();
    assert_eq!(
        server.requests()[0].header("user-agent"),
        Some("my-utility/1.0 (site 7)")
    );
}

// Row 22.
#[test]
fn an_identifier_is_sent_as_one_encoded_path_segment() {
    let server = raw::Server::always(http(200, r#"{"state":"Healthy"}"#));
    let client = support::client(&server);
    for (identifier, segment) in [
        ("icon-1_2.3~4", "icon-1_2.3~4"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a/b", "a%2Fb"),
        ("../../zones", "..%2F..%2Fzones"),
        ("a?x", "a%3Fx"),
        ("#", "%23"),
        ("\\", "%5C"),
        ("X-Auth-Key: k", "X-Auth-Key%3A%20k"),
        ("Zürich", "Z%C3%BCrich"),
        ("a b+c;d=e&f,g", "a%20b%2Bc%3Bd%3De%26f%2Cg"),
        ("{icon}", "%7Bicon%7D"),
    ] {
        let before = server.request_count();
        client.interconnects(identifier).status(identifier).send().unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), before + 1, "{identifier:?}");
        assert_eq!(
            requests[before].line(),
            format!("GET /client/v4/accounts/{segment}/cni/interconnects/{segment}/status HTTP/1.1"),
        );
    }
}

// Row 22.
#[test]
fn an_invalid_identifier_is_rejected_before_anything_is_sent() {
    let server = mock::Server::always(success());
    let client = support::client(&server);
    let long = "x".repeat(70 << 10);
    // Row 53: values from files or split lines often contain these characters.
    let unclean = [
        "icon-1\n",
        "\r\nX-Auth-Key: k",
        "icon\0",
        "icon\u{7f}1",
        " icon-1",
        "icon-1\u{a0}",
        "\t",
    ];
    for bad in ["", ".", "..", long.as_str()].into_iter().chain(unclean) {
        let by_account = support::fails(client.interconnects(bad).get("icon-1").send());
        let by_name = support::fails(client.interconnects(ACCOUNT).get(bad).send());
        let listed = support::fails(client.interconnects(bad).list().iter().next().unwrap());
        let deleted = support::fails(client.interconnects(ACCOUNT).delete(bad).send());
        let letter = support::fails(client.interconnects(ACCOUNT).loa(bad).send());
        for error in [by_account, by_name, listed, deleted, letter] {
            assert_eq!(error.kind(), ErrorKind::InvalidParameter, "{error}");
            assert_eq!(error.attempts(), 0, "{error}");
            assert!(!error.may_have_been_applied() && !error.is_retryable());
        }
    }
    let error = support::fails(client.interconnects(ACCOUNT).get("icon-1\n").send());
    assert!(error.to_string().ends_with(": icon ends with a line break"), "{error}");
    assert_eq!(server.request_count(), 0);
}

// Row 15.
#[test]
fn unknown_types_and_values_are_kept_and_encoded_unchanged() {
    let documented = json!({
        "account": "account", "facility": { "address": ["string"], "name": "name" }, "name": "name", "site": "site",
        "slot_id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e", "speed": "speed", "type": "type", "owner": "owner"
    });
    let newer = json!({ "type": "quantum", "name": "icon-9", "qubits": [1, 2.5, null], "nested": { "a": true } });
    let untagged = json!({ "name": "icon-10", "account": "a" });
    let odd_tag = json!({ "type": 5, "name": "icon-11" });
    let null_tag = json!({ "type": null, "name": "icon-12" });
    let new_speed = json!({ "type": "gcp_partner", "account": "a", "name": "n", "region": "r", "speed": "400G" });
    for object in [documented, newer, untagged, odd_tag, null_tag, new_speed] {
        let read = call("GET", "/icon-1", &object, |api| api.get("icon-1").send());
        let body = json!({ "items": [object, support::gcp("g")] });
        let listed = call("GET", "", &body, |api| api.list().send());
        assert_eq!(read.name(), object["name"].as_str());
        assert_eq!(serde_json::to_value(&read).unwrap(), object);
        assert_eq!(listed.items[0], read);
        assert!(matches!(listed.items[1], Interconnect::GcpPartner(_)));
    }
}

// Row 15.
#[test]
fn unknown_fields_are_ignored_and_null_counts_as_absent() {
    let mut body = support::physical("icon-1");
    body["colour"] = json!({ "deep": [1, 2, 3] });
    body["owner"] = Value::Null;
    let read = call("GET", "/icon-1", &body, |api| api.get("icon-1").send());
    assert!(matches!(read, Interconnect::Direct(physical) if physical.owner.is_none()));
}

#[test]
fn a_request_can_be_sent_more_than_once() {
    let server = mock::Server::always(success());
    let call = support::client(&server).interconnects(ACCOUNT).get("icon-1");
    assert_eq!(call.send().unwrap(), call.send().unwrap());
    assert_eq!(server.requests()[0].bytes, server.requests()[1].bytes);
}

#[test]
fn nothing_is_sent_before_send_is_called() {
    let server = mock::Server::always(success());
    let interconnects = support::client(&server).interconnects(ACCOUNT);
    drop((
        interconnects.list().site("IAD"),
        interconnects.create(&support::order()),
        interconnects.delete("icon-1"),
    ));
    assert_eq!(server.request_count(), 0);
}
