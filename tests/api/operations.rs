//! Every operation: what it sends, and what it makes of a good answer.

use cloudflare_interconnects::types::{ApiBandwidth, Interconnect, InterconnectCreate, StatusInfo};
use cloudflare_interconnects::{Auth, Client, ErrorKind};
use mockito::{Matcher, Mock, Server, ServerGuard};
use serde_json::{Value, json};

use crate::support::{self, ACCOUNT, EMAIL, KEY, PAIRING_KEY, PDF, TOKEN, raw};

/// The path of the interconnects, and of what is below.
fn path(rest: &str) -> String {
    format!("/client/v4/accounts/{ACCOUNT}/cni/interconnects{rest}")
}

fn client(server: &ServerGuard) -> Client {
    support::client(&format!("{}/client/v4", server.url()))
}

/// Answers one request of this verb and path, which carries the token and nothing of the other scheme, with JSON.
fn answers(server: &mut ServerGuard, verb: &str, path: &str, body: &Value) -> Mock {
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

#[test]
fn a_list_without_parameters_has_no_query_and_decodes_both_kinds() {
    let mut server = Server::new();
    let body = json!({ "items": [support::physical("icon-1"), support::gcp("icon-2")], "next": 7 });
    let mock = answers(&mut server, "GET", &path(""), &body).create();
    let page = client(&server).interconnects(ACCOUNT).list().send().unwrap();
    mock.assert();
    assert_eq!(page.next, Some(7));
    let [Interconnect::Direct(physical), Interconnect::GcpPartner(gcp)] = &page.items[..] else {
        panic!("{:?}", page.items);
    };
    assert_eq!(
        (physical.name.as_str(), physical.site.as_str(), physical.speed.as_str()),
        ("icon-1", "IAD", "10G")
    );
    assert_eq!(physical.owner.as_deref(), Some("owner tag"));
    assert_eq!(physical.facility.address, ["21715 Filigree Court", "Ashburn"]);
    assert_eq!(
        (gcp.region.as_str(), &gcp.speed, &gcp.owner),
        ("us-east4", &Some(ApiBandwidth::Mbps50), &None)
    );
}

#[test]
fn a_list_sends_each_parameter_that_is_set_and_no_other() {
    let mut server = Server::new();
    let empty = json!({ "items": [] });
    let all = answers(
        &mut server,
        "GET",
        &path("?site=IAD&type=direct&cursor=5&limit=50"),
        &empty,
    )
    .create();
    let one = answers(&mut server, "GET", &path("?limit=0"), &empty).create();
    let list = client(&server).interconnects(ACCOUNT).list();
    let page = list
        .clone()
        .site("IAD")
        .type_("direct")
        .cursor(5)
        .limit(50)
        .send()
        .unwrap();
    assert!(page.items.is_empty() && page.next.is_none());
    list.limit(0).send().unwrap();
    all.assert();
    one.assert();
}

// Row 23.
#[test]
fn query_values_arrive_as_they_were() {
    for value in [
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
    ] {
        let mut server = Server::new();
        let mock = answers(&mut server, "GET", &path(""), &json!({ "items": [] }))
            .match_query(Matcher::UrlEncoded("site".into(), value.into()))
            .create();
        client(&server)
            .interconnects(ACCOUNT)
            .list()
            .site(value)
            .send()
            .unwrap();
        mock.assert();
    }
}

#[test]
fn a_physical_interconnect_is_ordered_with_what_is_set() {
    let slot = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
    let unset = InterconnectCreate::direct("account tag", slot);
    let bodies = [
        (
            unset.clone(),
            json!({ "type": "direct", "account": "account tag", "slot_id": slot }),
        ),
        (
            unset.clone().speed("10G"),
            json!({ "type": "direct", "account": "account tag", "slot_id": slot, "speed": "10G" }),
        ),
        (
            unset.speed_null(),
            json!({ "type": "direct", "account": "account tag", "slot_id": slot, "speed": null }),
        ),
    ];
    for (order, sent) in bodies {
        let mut server = Server::new();
        let mock = answers(&mut server, "POST", &path(""), &support::physical("icon-3"))
            .match_header("content-type", "application/json")
            .match_body(Matcher::Json(sent))
            .with_status(201)
            .expect(2)
            .create();
        let interconnects = client(&server).interconnects(ACCOUNT);
        assert_eq!(interconnects.create(&order).send().unwrap().name(), Some("icon-3"));
        // The union is accepted as well as its variant.
        interconnects.create(&InterconnectCreate::from(order)).send().unwrap();
        mock.assert();
    }
}

#[test]
fn a_gcp_interconnect_is_ordered_with_its_pairing_key() {
    let mut server = Server::new();
    let sent = json!({ "type": "gcp_partner", "account": "a", "bandwidth": "50M", "pairing_key": PAIRING_KEY });
    let mock = answers(&mut server, "POST", &path(""), &support::gcp("icon-4"))
        .match_body(Matcher::Json(sent))
        .create();
    let order = InterconnectCreate::gcp_partner("a", ApiBandwidth::Mbps50, PAIRING_KEY);
    let created = client(&server).interconnects(ACCOUNT).create(&order).send().unwrap();
    mock.assert();
    assert!(matches!(created, Interconnect::GcpPartner(gcp) if gcp.name == "icon-4"));
}

#[test]
fn one_interconnect_is_read_by_its_name() {
    let mut server = Server::new();
    let mock = answers(&mut server, "GET", &path("/icon-1"), &support::physical("icon-1")).create();
    let read = client(&server).interconnects(ACCOUNT).get("icon-1").send().unwrap();
    mock.assert();
    assert_eq!(
        (read.name(), read.account(), read.owner()),
        (Some("icon-1"), Some("account tag"), Some("owner tag"))
    );
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
fn the_letter_is_handed_over_and_asked_for_by_its_media_type() {
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
fn the_default_name_of_the_letter_is_read() {
    let mut server = Server::new();
    let body = json!({ "name": "Example Networks" });
    let mock = answers(&mut server, "GET", &path("/icon-1/loa/default"), &body).create();
    let default = client(&server)
        .interconnects(ACCOUNT)
        .loa_default_name("icon-1")
        .send()
        .unwrap();
    mock.assert();
    assert_eq!(default.name, "Example Networks");
}

#[test]
fn what_august_2026_added_is_read_and_its_absence_is_none() {
    let mut server = Server::new();
    let mut added = support::physical("icon-1");
    added["virtual_port_reservation_id"] = json!("7f2b1d6e-93c4-4d0a-8e21-5c6b0f9a3d10");
    added["ccr_device_name"] = json!("ccr01.iad01");
    let body = json!({ "items": [added, support::physical("icon-2")] });
    answers(&mut server, "GET", &path(""), &body).create();
    let page = client(&server).interconnects(ACCOUNT).list().send().unwrap();
    let [Interconnect::Direct(newer), Interconnect::Direct(older)] = &page.items[..] else {
        panic!("{:?}", page.items);
    };
    assert_eq!(
        newer.virtual_port_reservation_id.as_deref(),
        Some("7f2b1d6e-93c4-4d0a-8e21-5c6b0f9a3d10")
    );
    assert_eq!(newer.ccr_device_name.as_deref(), Some("ccr01.iad01"));
    assert_eq!(
        (&older.virtual_port_reservation_id, &older.ccr_device_name),
        (&None, &None)
    );
}

#[test]
fn every_state_is_told_apart_with_its_reason() {
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
        let mut server = Server::new();
        let mock = answers(&mut server, "GET", &path("/icon-1/status"), &body).create();
        let status = client(&server).interconnects(ACCOUNT).status("icon-1").send().unwrap();
        mock.assert();
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
fn the_older_scheme_sends_its_two_headers_and_no_token() {
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
fn nothing_but_the_needed_headers_is_on_the_wire() {
    let server = raw::Server::always(support::success());
    let client = support::client(&server.base_url());
    let older = support::builder(&server.base_url())
        .auth(Auth::key(EMAIL, KEY))
        .build()
        .unwrap();
    for client in [client, older] {
        for verb in support::Verb::ALL {
            verb.send(&client).unwrap();
        }
    }
    let requests = server.requests();
    let names = |number: usize| -> Vec<String> {
        let headers = requests[number].headers().into_iter();
        // Only a build that can inflate asks for compressed answers.
        headers
            .map(|(name, _)| name)
            .filter(|name| name != "accept-encoding")
            .collect()
    };
    for (scheme, credentials) in [&["authorization"][..], &["x-auth-email", "x-auth-key"]]
        .into_iter()
        .enumerate()
    {
        for (position, verb) in support::Verb::ALL.into_iter().enumerate() {
            let body: &[&str] = match verb {
                support::Verb::Put | support::Verb::Post => &["content-length", "content-type"],
                support::Verb::Get | support::Verb::Delete => &[],
            };
            let mut expected = [&["accept", "host", "user-agent"], credentials, body].concat();
            expected.sort_unstable();
            assert_eq!(
                names(scheme * support::Verb::ALL.len() + position),
                expected,
                "{verb:?}"
            );
        }
    }
    assert_eq!(requests[0].header("host"), Some(server.address().to_string()));
    assert!(
        requests[0]
            .header("user-agent")
            .unwrap()
            .starts_with("cloudflare-interconnects/")
    );
}

#[test]
fn a_user_agent_of_ones_own_is_sent() {
    let server = raw::Server::always(support::success());
    let client = support::builder(&server.base_url())
        .user_agent("my-utility/1.0 (site 7)")
        .build()
        .unwrap();
    support::get(&client).unwrap();
    assert_eq!(
        server.requests()[0].header("user-agent").as_deref(),
        Some("my-utility/1.0 (site 7)")
    );
}

// Row 22.
#[test]
fn an_identifier_is_one_encoded_segment_on_the_request_line() {
    let server = raw::Server::always(support::http(200, r#"{"state":"Healthy"}"#));
    let client = support::client(&server.base_url());
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
fn an_identifier_that_is_no_segment_is_refused_before_anything_is_sent() {
    let server = raw::Server::always(support::success());
    let client = support::client(&server.base_url());
    let long = "x".repeat(70 << 10);
    // Row 53: what was read from a file, or put together from lines, has these at its ends or in it.
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
            assert_eq!(
                (error.kind(), error.attempts()),
                (ErrorKind::InvalidParameter, 0),
                "{error}"
            );
            assert!(!error.may_have_been_applied() && !error.is_retryable());
        }
    }
    let error = support::fails(client.interconnects(ACCOUNT).get("icon-1\n").send());
    assert!(error.to_string().ends_with(": icon ends with a line break"), "{error}");
    assert_eq!(server.connection_count(), 0);
}

// Row 15.
#[test]
fn what_is_newer_than_the_crate_is_kept_whole_and_written_back() {
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
        let mut server = Server::new();
        let one = answers(&mut server, "GET", &path("/icon-1"), &object).create();
        let many = answers(
            &mut server,
            "GET",
            &path(""),
            &json!({ "items": [object, support::gcp("g")] }),
        )
        .create();
        let interconnects = client(&server).interconnects(ACCOUNT);
        let read = interconnects.get("icon-1").send().unwrap();
        let listed = interconnects.list().send().unwrap();
        one.assert();
        many.assert();
        assert_eq!(read.name(), object["name"].as_str());
        assert_eq!(serde_json::to_value(&read).unwrap(), object);
        assert_eq!(listed.items[0], read);
        assert!(matches!(listed.items[1], Interconnect::GcpPartner(_)));
    }
}

// Row 15.
#[test]
fn unknown_fields_are_ignored_and_null_equals_absent() {
    let mut body = support::physical("icon-1");
    body["colour"] = json!({ "deep": [1, 2, 3] });
    body["owner"] = Value::Null;
    let mut server = Server::new();
    let mock = answers(&mut server, "GET", &path("/icon-1"), &body).create();
    let read = client(&server).interconnects(ACCOUNT).get("icon-1").send().unwrap();
    mock.assert();
    assert!(matches!(read, Interconnect::Direct(physical) if physical.owner.is_none()));
}

#[test]
fn a_request_can_be_sent_more_than_once() {
    let server = raw::Server::always(support::success());
    let call = support::client(&server.base_url()).interconnects(ACCOUNT).get("icon-1");
    assert_eq!(call.send().unwrap(), call.send().unwrap());
    assert_eq!(server.requests()[0].bytes, server.requests()[1].bytes);
}

#[test]
fn nothing_is_sent_before_it_is_asked_for() {
    let server = raw::Server::always(support::success());
    let interconnects = support::client(&server.base_url()).interconnects(ACCOUNT);
    drop((
        interconnects.list().site("IAD"),
        interconnects.create(&support::order()),
        interconnects.delete("icon-1"),
    ));
    assert_eq!(server.connection_count(), 0);
}
