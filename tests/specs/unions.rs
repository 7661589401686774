//! `unions.json`: `oneOf` with a discriminator, decided by its mapping or by the values of its variants.

use cloudflare_interconnects::types;
use serde_json::{Value, json};

use crate::server::{responding_json, sent_json};
use crate::{decode, encode};

#[test]
fn a_union_is_decided_by_its_mapping_and_encodes_its_discriminator() {
    let text = json!([
        { "kind": "circle", "name": "c", "radius": 1.5 },
        { "kind": "disc", "name": "d", "radius": 2.0 },
        { "kind": "square", "side": 4, "key": "k" },
    ]);
    let (client, _server) = responding_json(text.clone());
    let shapes = client.shapes("a").list().send().unwrap();
    assert!(matches!(&shapes[0], types::Shape::Circle(circle) if circle.radius == 1.5));
    assert!(matches!(&shapes[1], types::Shape::Disc(circle) if circle.name == "d"));
    assert!(matches!(&shapes[2], types::Shape::Square(square) if square.side == 4));
    assert_eq!(
        shapes.iter().map(types::Shape::kind).collect::<Vec<_>>(),
        [Some("circle"), Some("disc"), Some("square")]
    );
    assert_eq!(
        shapes.iter().map(types::Shape::name).collect::<Vec<_>>(),
        [Some("c"), Some("d"), None]
    );
    assert_eq!(encode(&shapes), text);
}

#[test]
fn an_unknown_variant_is_kept_and_encoded_unchanged() {
    for kept in [
        json!({ "kind": "hexagon", "name": "h", "sides": [6, { "of": null }] }),
        json!({ "kind": null, "radius": 1.0 }),
        json!({ "kind": 5 }),
    ] {
        let shape: types::Shape = decode(kept.clone());
        let types::Shape::Unrecognized(object) = &shape else {
            panic!("{shape:?}")
        };
        assert_eq!(Value::Object(object.as_object().clone()), kept);
        assert_eq!(shape.name(), kept["name"].as_str());
        assert_eq!(encode(&shape), kept);
    }
    // An object without a discriminator and without any required field is an error.
    for none in [json!({}), json!({ "message": "no" })] {
        let error = serde_json::from_value::<types::Shape>(none).unwrap_err();
        assert_eq!(error.to_string(), "missing field `kind`");
    }
}

#[test]
fn a_union_without_mapping_is_decided_by_each_variants_values() {
    let states: Vec<types::State> = decode(json!([
        { "state": "Up" },
        { "state": "Broken", "reason": null, "serializer": "s" },
        { "state": "Locked", "token": "t0ken", "reason": "r" },
        { "state": "Down", "reason": "d" },
    ]));
    assert!(matches!(states[0], types::State::Up { .. }));
    assert!(matches!(&states[1], types::State::Broken { reason: None, serializer: Some(s), .. } if s == "s"));
    assert_eq!(
        states.iter().map(types::State::reason).collect::<Vec<_>>(),
        [None, None, Some("r"), Some("d")]
    );
    assert_eq!(encode(&states[3]), json!({ "state": "Down", "reason": "d" }));
    let named: Vec<types::Named> =
        decode(json!([{ "species": "x_Ant", "legs": 6 }, { "species": "x_Bee", "legs": "six", "err": true }]));
    assert!(
        matches!(&named[0], types::Named::XAnt(ant) if ant.legs == Some(6)),
        "named after its schema"
    );
    assert!(matches!(&named[1], types::Named::XBee(bee) if bee.err == Some(true)));
}

#[test]
fn inline_variants_can_be_sent_as_structs_or_as_the_union() {
    let circle = types::ShapeCreate::circle(2.5).note_null().serializer("s");
    let expected = json!({ "kind": "circle", "radius": 2.5, "note": null, "serializer": "s" });
    assert_eq!(encode(&types::ShapeCreate::from(circle.clone())), expected);
    let (client, server) = responding_json(json!({ "kind": "circle", "name": "c", "radius": 2.5 }));
    client.shapes("a").create(&circle).send().unwrap();
    assert_eq!(sent_json(&server), expected);
    // A variant named `from` does not conflict with `From`.
    assert_eq!(
        encode(&types::ShapeCreate::from(types::ShapeCreate::from_("x"))),
        json!({ "kind": "from", "clone": "x" })
    );
}

#[test]
fn properties_next_to_a_union_are_in_each_of_its_variants() {
    let change = types::StateChange::down("me").until("now").why("w");
    assert_eq!(
        encode(&types::StateChange::from(change)),
        json!({ "to": "down", "who": "me", "until": "now", "why": "w" })
    );
    let change: types::StateChange = decode(json!({ "to": "up", "who": "you", "new": [1] }));
    assert_eq!((change.who(), change.why()), (Some("you"), None));
    assert_eq!(
        encode(&change),
        json!({ "to": "up", "who": "you", "new": [1] }),
        "unknown fields are kept"
    );
}

#[test]
fn debug_output_redacts_secrets() {
    let square: types::Shape = decode(json!({ "kind": "square", "side": 1, "key": "s3cret" }));
    let state: types::State = decode(json!({ "state": "Locked", "token": "s3cret" }));
    let create: types::ShapeCreate = decode(json!({ "kind": "from", "clone": "c", "secret": "s3cret" }));
    let values = types::Values::new().password("s3cret").passwords(["s3cret"]);
    for shown in [
        format!("{square:?}"),
        format!("{state:?}"),
        format!("{create:?}"),
        format!("{values:?}"),
    ] {
        assert!(!shown.contains("s3cret"), "{shown}");
    }
    assert!(
        format!("{values:?}").contains("password: Some(<redacted>)"),
        "{values:?}"
    );
}
