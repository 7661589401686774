//! `bodies.json`: bodies by media type, optional and without read-only fields.

use std::collections::BTreeMap;

use cloudflare_interconnects::types;
use serde_json::json;

use crate::decode;
use crate::server::{responding, responding_json, sent, sent_json};

#[test]
fn a_body_has_its_documented_media_type() {
    let (client, server) = responding_json(json!({}));
    let step = types::PatchStep::new().op("add");
    client.files().update("f", &vec![step]).send().unwrap();
    let seen = sent(&server);
    assert_eq!(seen.header("content-type"), Some("application/json-patch+json"));
    assert_eq!(sent_json(&server), json!([{ "op": "add" }]));
}

#[test]
fn a_body_without_a_description_is_optional() {
    let (client, server) = responding("204 No Content", "", b"");
    client.files().delete("f").send().unwrap();
    let seen = sent(&server);
    assert!(seen.body().is_empty() && seen.header("content-type").is_none());
    let (client, server) = responding("204 No Content", "", b"");
    client.files().replace("f").body(&json!({ "a": 1 })).send().unwrap();
    let seen = sent(&server);
    assert_eq!(sent_json(&server), json!({ "a": 1 }));
    assert_eq!(seen.header("content-type"), Some("application/json"));
}

#[test]
fn each_item_of_a_body_is_sent_without_its_read_only_fields() {
    let limit = |rank| decode::<types::Limit>(json!({ "id": "l", "rank": rank }));
    let (client, server) = responding("204 No Content", "", b"");
    client.limits().replace(&vec![limit(4), limit(5)]).send().unwrap();
    assert_eq!(sent_json(&server), json!([{ "rank": 4 }, { "rank": 5 }]));
    let (client, server) = responding("204 No Content", "", b"");
    client
        .limits()
        .update(&BTreeMap::from([("a".to_owned(), limit(5))]))
        .send()
        .unwrap();
    assert_eq!(sent_json(&server), json!({ "a": { "rank": 5 } }));
}
