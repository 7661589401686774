//! `composition.json`: `allOf`, references and null.

use cloudflare_interconnects::types;
use serde_json::{Value, json};

use crate::server::{responding, responding_json, sent, sent_json};
use crate::{decode, encode};

#[test]
fn all_of_is_one_struct_of_named_parts() {
    let (client, server) = responding_json(json!([{
        "id": "i", "created_on": "2024-01-01T00:00:00Z", "mood": "glad", "lid": { "colour": "red", "mood": "M" },
        "size": "L", "content": { "a": "x", "b": 3 }, "unknown": 1,
    }]));
    let boxes = client.boxes("a").list().limit(3).x_trace("t").send().unwrap();
    let carton: &types::Carton = &boxes[0];
    assert_eq!((carton.id.as_str(), carton.lid.colour.as_str()), ("i", "red"));
    assert_eq!(carton.mood, Some(types::DatedMood::Glad));
    assert_eq!(carton.size.clone(), Some(types::Size::L));
    assert_eq!(carton.lid.mood.clone(), Some(types::Size::M));
    assert_eq!(carton.content.as_ref().map(|content| content.b), Some(3));
    let seen = sent(&server);
    assert_eq!(seen.query(), "limit=3", "the operation's `limit` wins");
    assert_eq!(seen.header("x-trace"), Some("t"), "the operation's `limit` wins");
}

#[test]
fn references_to_responses_and_request_bodies_are_followed() {
    let (client, server) = responding(
        "201 Created",
        "application/json",
        br#"{"id": "i", "created_on": "2024-01-01T00:00:00Z", "lid": {"colour": "red"}}"#,
    );
    let body = types::CartonBody::new(decode::<types::Lid>(json!({ "colour": "red" }))).label("l");
    let created = client.boxes("a").create(&body).send().unwrap();
    assert_eq!(created.id, "i");
    assert_eq!(sent_json(&server), json!({ "lid": { "colour": "red" }, "label": "l" }));
}

#[test]
fn a_null_in_a_response_is_none_where_the_spec_allows_it() {
    let nulls: types::Nulls = decode(json!({
        "text": null, "required_text": null, "list": ["a", null], "map": { "a": 1, "b": null }, "object": null,
        "either": null, "size": null, "number": null, "crate": { "size": null },
    }));
    assert!(nulls.text.is_none() && nulls.object.is_none() && nulls.either.is_none() && nulls.size.is_none());
    assert_eq!(
        nulls.list,
        Some(vec![Some("a".to_owned()), None]),
        "a null in a list keeps its position"
    );
    assert_eq!(nulls.map.unwrap()["b"], None);
    let (client, _server) = responding_json(Value::Null);
    assert_eq!(client.nulls("a").get_nothing().send().unwrap(), None);
}

#[test]
fn a_request_omits_unset_fields_and_sends_explicit_nulls() {
    let body = types::NullsUpdate::new(None);
    assert_eq!(encode(&body), json!({ "required_text": null }));
    let body = body.text_null().object_null().plain("p");
    assert_eq!(
        encode(&body),
        json!({ "required_text": null, "text": null, "object": null, "plain": "p" })
    );
    let body = types::NullsUpdate::new(Some("r".to_owned())).text_null().text("t");
    assert_eq!(
        encode(&body),
        json!({ "required_text": "r", "text": "t" }),
        "the last value applies"
    );
}
