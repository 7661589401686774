//! Requests: their credentials, their paths, and how they are recorded.

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

use super::{Client, start};

#[test]
fn credentials_are_a_token_or_both_legacy_headers() {
    let (_fake, client) = start();
    let send = |headers: &[(&str, &str)]| client.try_send("GET", "/cni/interconnects", headers, "").unwrap();
    let (bearer, email, key) = (
        ("authorization", "Bearer t"),
        ("x-auth-email", "e"),
        ("x-auth-key", "k"),
    );
    for accepted in [&[bearer][..], &[email, key], &[("Authorization", "bearer t")]] {
        send(accepted).json(200);
    }
    for missing in [
        &[][..],
        &[email],
        &[key],
        &[email, ("x-auth-key", "")],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer ")],
        &[("authorization", "Basic dTpw")],
    ] {
        assert_eq!(send(missing).error(401)["code"], 10000);
    }
    for both in [&[bearer, email, key][..], &[bearer, key]] {
        assert_eq!(send(both).error(400)["code"], 10000);
    }
    let forbidden = format!("Bearer {}", Fake::FORBIDDEN_TOKEN);
    for forbidden in [
        &[("authorization", &*forbidden)][..],
        &[email, ("x-auth-key", Fake::FORBIDDEN_TOKEN)],
    ] {
        let error = send(forbidden).error(403);
        assert_eq!(error, json!({ "code": 10000, "message": "Authentication error" }));
    }
}

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let (_fake, client) = start();
    for path in [
        "",
        "interconnect",
        "interconnects/",
        "interconnects/icon-1/x",
        "settings/x",
    ] {
        client.get(path).error(404);
    }
    let response = client.send("PATCH", "/cni/interconnects/icon-1", &Value::Null);
    response.error(405);
    assert_eq!(response.header("allow"), Some("GET, DELETE"));
}

#[test]
fn a_request_is_recorded_as_it_was_received() {
    let (fake, client) = start();
    client.get("interconnects/%69con-1?site=I%41D&x");
    client.order();
    let requests = fake.requests();
    let path = |rest| format!("/accounts/{}/cni/{rest}", Fake::ACCOUNT_ID);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].path, path("interconnects/%69con-1"));
    assert_eq!(requests[0].query, "site=I%41D&x");
    assert_eq!(requests[0].header("Authorization"), Some("Bearer fake-api-token"));
    assert!(requests[0].headers.iter().all(|(name, _)| *name == name.to_lowercase()));
    assert_eq!((requests[1].method.as_str(), requests[1].query.as_str()), ("POST", ""));
    assert_eq!(requests[1].json().unwrap()["slot_id"], Fake::FREE_SLOT_ID);

    fake.clear_requests();
    assert_eq!(fake.requests(), []);
    client.get("interconnects/icon-8").json(200);
    assert_eq!(fake.requests().len(), 1);
}

#[test]
fn debug_output_redacts_credentials_and_bodies() {
    let (fake, _) = start();
    let sent = [
        ("authorization", "Bearer hidden-1"),
        ("x-auth-email", "hidden-2"),
        ("x-auth-key", "hidden-3"),
        ("user-agent", "shown"),
    ];
    let client = Client::new(&fake, "");
    client
        .try_send("POST", "/x", &sent, r#"{"pairing_key":"hidden-4"}"#)
        .unwrap();
    let debug = format!("{:?} {fake:?}", fake.requests());
    assert!(!debug.contains("hidden"), "{debug}");
    assert!(debug.contains("shown") && debug.contains("[26 bytes]"));
}
