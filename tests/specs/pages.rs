//! `pages.json`: lists with every kind of cursor.

use serde_json::json;

use crate::server::{responding_json, sent};

#[test]
fn lists_are_iterated_by_any_type_of_cursor() {
    let (client, _server) = responding_json(json!({ "items": [{ "id": "a" }, { "id": "b" }], "next": null }));
    let leaves = client.leaves("a");
    assert_eq!(
        leaves.list().iter().map(|leaf| leaf.unwrap().id).collect::<Vec<_>>(),
        ["a", "b"]
    );
    let (client, server) = responding_json(json!({ "items": [{ "id": "a" }] }));
    let fallen = client.leaves("a").list_fallen().cursor(7);
    assert_eq!(fallen.pages().map(|page| page.unwrap().items.len()).sum::<usize>(), 1);
    assert_eq!(sent(&server).query(), "cursor=7");
    let (client, server) = responding_json(json!({ "items": [{ "id": "a" }] }));
    assert_eq!(client.leaves("a").list_by_token().cursor("t=").iter().count(), 1);
    assert_eq!(sent(&server).query(), "cursor=t%3D");
    let (client, _server) = responding_json(json!({ "items": ["x"], "next": null }));
    assert_eq!(
        client
            .leaves("a")
            .list_text()
            .iter()
            .map(Result::unwrap)
            .collect::<Vec<_>>(),
        ["x"]
    );
    let (client, _server) = responding_json(json!({ "items": ["x"], "next": "y" }));
    assert_eq!(
        client.leaves("a").list_mismatch().send().unwrap().next.as_deref(),
        Some("y")
    );
}
