//! A program for `before.json`, as exhaustive as the types allow. It must compile unchanged with `after.json`.
//!
//! The main file of a crate that `tests/dependents/specs.rs` creates and tests with each of the two specs.

use cloudflare_interconnects::operations::{GetThing, ListThings};
use cloudflare_interconnects::resources::Things;
use cloudflare_interconnects::{Body, ErrorKind, types};
use serde_json::{Value, json};

#[allow(dead_code, reason = "other tests use the rest of it")]
mod raw;
mod server;

use server::{nothing, responding_json, sent, sent_json};

fn main() {}

fn decode<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// Destructures every struct and matches every enum and union, because a change of the spec could break these.
fn describe(thing: &types::Thing) -> String {
    let types::Thing {
        id,
        name,
        state,
        tags,
        colour,
        note,
        ..
    } = thing;
    let state = match state {
        Some(types::BaseState::New) => "new",
        Some(types::BaseState::Old) => "old",
        Some(other) => other.as_str(),
        None => "none",
    };
    let colour: &str = match colour {
        Some(types::Colour::Blue) => "blue",
        Some(types::Colour::Red) => "red",
        Some(other) => other.as_str(),
        None => "none",
    };
    let author: Option<&types::NoteAuthor> = note
        .as_ref()
        .and_then(|types::Note { author, text: _, .. }| author.as_ref());
    let author = author.and_then(|types::NoteAuthor { name, .. }| name.as_deref());
    let tags: &Option<Vec<String>> = tags;
    format!("{id} {name} {state} {colour} {tags:?} {author:?}")
}

fn describe_event(event: &types::Event) -> String {
    let kind = match event {
        types::Event::Started { at, name, .. } => format!("started {at} {name}"),
        types::Event::Stopped { at, name, reason, .. } => {
            let reason = match reason {
                Some(types::EventStoppedReason::Asked) => "asked".to_owned(),
                Some(types::EventStoppedReason::Failed) => "failed".to_owned(),
                other => format!("{other:?}"),
            };
            format!("stopped {at} {name} {reason}")
        }
        other => format!("{:?}", other.kind()),
    };
    format!("{kind}; {:?} {:?}", event.at(), event.name())
}

fn thing() -> Value {
    json!({ "id": "i", "name": "n", "state": "retired", "tags": ["t"], "colour": "amber", "note": { "text": "x", "author": { "name": "a" } } })
}

#[test]
fn responses_can_be_destructured() {
    let decoded: types::Thing = decode(thing());
    assert_eq!(describe(&decoded), "i n retired amber Some([\"t\"]) Some(\"a\")");
    assert_eq!(decoded.clone(), decoded);
    let (client, _server) = responding_json(json!([
        { "kind": "started", "at": 1, "name": "s" },
        { "kind": "stopped", "at": 2, "name": "s", "reason": "asked", "by": "me" },
        { "kind": "exploded", "at": 3 },
    ]));
    let events: Vec<types::Event> = client.things("a").list_events("i").send().unwrap();
    let described: Vec<String> = events.iter().map(describe_event).collect();
    assert_eq!(
        described,
        [
            "started 1 s; Some(1) Some(\"s\")",
            "stopped 2 s asked; Some(2) Some(\"s\")",
            "Some(\"exploded\"); Some(3) None"
        ]
    );
}

#[test]
fn every_operation_is_called() {
    let (client, server) = responding_json(json!({ "items": [thing()], "next": 3 }));
    let things: Things = client.things("a");
    let list: ListThings = things
        .list()
        .cursor(2)
        .order(types::OrderParameter::Up)
        .colour(types::Colour::Red);
    let types::ThingList { items, next, .. } = list.send().unwrap();
    assert_eq!((items.len(), next), (1, Some(3)));
    assert_eq!(sent(&server).query(), "cursor=2&order=up&colour=red");

    let (client, _server) = responding_json(thing());
    let get: GetThing = client.things("a").get("i");
    assert_eq!(get.send().unwrap().name, "n");

    let (client, _server) = responding_json(json!({ "note": { "text": "x" }, "kind": "long" }));
    let types::NoteResponse { note, kind, .. } = client.things("a").note("i").send().unwrap();
    assert_eq!(note.map(|note| note.text).as_deref(), Some("x"));
    assert!(!matches!(kind, Some(types::NoteResponseKind::Short)));

    let (client, _server) = nothing();
    client.things("a").delete("i").send().unwrap();
}

#[test]
fn requests_are_built_and_sent() {
    let small: types::Small = types::ThingCreate::small("n").colour("red");
    let large: types::Large = types::ThingCreate::large("n").lift_null();
    let bodies: [(&dyn Body<types::ThingCreate>, Value); 3] = [
        (&small, json!({ "size": "small", "name": "n", "colour": "red" })),
        (&large, json!({ "size": "large", "name": "n", "lift": null })),
        (
            &types::ThingCreate::from(types::Small::new("m")),
            json!({ "size": "small", "name": "m" }),
        ),
    ];
    for (body, expected) in bodies {
        assert_eq!(
            serde_json::from_slice::<Value>(&body.encode().unwrap()).unwrap(),
            expected
        );
    }
    let (client, server) = responding_json(thing());
    client.things("a").create(&small).send().unwrap();
    assert_eq!(sent_json(&server)["size"], "small");
    let union = types::ThingCreate::from(large);
    match &union {
        types::ThingCreate::Small(types::Small { name, colour, .. }) => panic!("{name} {colour:?}"),
        types::ThingCreate::Large(types::Large { name, lift, .. }) => assert_eq!((name.as_str(), *lift), ("n", None)),
        other => panic!("{other:?}"),
    }
    assert_eq!(union.name(), Some("n"));

    let (client, server) = responding_json(thing());
    let update = types::ThingUpdate::new("n").tags(["a", "b"]);
    client.things("a").update("i", &update).send().unwrap();
    assert_eq!(
        sent_json(&server),
        json!({ "name": "n", "tags": ["a", "b"] })
    );
}

#[test]
fn a_missing_required_field_is_an_item_error_and_the_other_items_follow() {
    let (client, _server) =
        responding_json(json!({ "items": [thing(), { "id": "nameless" }, { "id": "j", "name": null }, thing()] }));
    let mut items = client.things("a").list().iter();
    assert_eq!(items.next().unwrap().unwrap().id, "i");
    for place in ["items[1]", "items[2].name"] {
        let error = items.next().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(place), "{error}");
        assert!(error.to_string().contains("name"), "{error}");
    }
    assert_eq!(items.next().unwrap().unwrap().id, "i");
    assert!(items.next().is_none());
}

#[test]
fn a_missing_required_field_is_a_decode_error_with_its_path() {
    let (client, _server) = responding_json(json!({ "id": "i", "name": "n", "note": { "author": {} } }));
    let error = client.things("a").get("i").send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("`note`: missing field `text`"), "{error}");
    let (client, _server) = responding_json(json!([{ "kind": "started", "name": "s" }]));
    let error = client.things("a").list_events("i").send().unwrap_err();
    assert!(error.to_string().contains("`[0]`: missing field `at`"), "{error}");
}
