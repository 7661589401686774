//! `paths.json`: paths with a query or special characters, and skipped operations.

use cloudflare_interconnects::SPEC;
use serde_json::json;

use crate::server::{responding_json, sent};

#[test]
fn a_fixed_query_in_a_path_is_sent_with_the_parameters() {
    let (client, server) = responding_json(json!(["v"]));
    client.agents().list_versions("a/b").limit(5).send().unwrap();
    let seen = sent(&server);
    assert_eq!(
        seen.line(),
        "GET /paths/agents/a%2Fb/versions?beta=true&limit=5 HTTP/1.1"
    );
}

#[test]
fn special_characters_in_a_path_are_encoded() {
    type Call = fn(&cloudflare_interconnects::Client) -> String;
    let calls: [(Call, &str); 3] = [
        (
            |client| client.odd().hash_path().send().unwrap(),
            "/paths/%23Action=List",
        ),
        (
            |client| client.odd().space_path().send().unwrap(),
            "/paths/with%20space/%C3%A9",
        ),
        (
            |client| client.odd().plus_path("a/b").send().unwrap(),
            "/paths/v1/a%2Fb:cancel",
        ),
    ];
    for (call, path) in calls {
        let (client, server) = responding_json(json!("x"));
        call(&client);
        assert_eq!(sent(&server).line(), format!("GET {path} HTTP/1.1"));
    }
}

#[test]
fn headers_of_the_client_and_the_connection_are_not_parameters() {
    let (client, server) = responding_json(json!("x"));
    client.headers().get().x_kind("k").send().unwrap();
    let seen = sent(&server);
    assert_eq!(seen.header("x-kind"), Some("k"));
    assert!(seen.header("x-auth-key").is_none() && seen.header("transfer-encoding").is_none());
    assert!(seen.header("host").is_some_and(|host| host.starts_with("127.0.0.1:")));
}

#[test]
fn an_unsupported_operation_is_skipped_with_a_reason() {
    for (operation, reason) in [
        (
            "getArchive",
            "its only success is 302, a redirect, and this crate follows no redirects",
        ),
        ("openStream", "its only success is 101, another protocol"),
        ("trace_path", "this crate does not support the method TRACE"),
    ] {
        assert!(SPEC.left_out.contains(&(operation, reason)), "{:?}", SPEC.left_out);
        assert!(!SPEC.operations.contains(&operation));
    }
}
