//! `values.json`: values of every kind, unknown fields, enums.

use cloudflare_interconnects::{SPEC, types};
use serde_json::{Value, json};

use crate::server::responding_json;
use crate::{decode, encode, envelope};

#[test]
fn values_of_every_kind_survive_a_round_trip() {
    let values = json!({
        "free": { "a": [1, { "b": null }] }, "free_true": { "x": 1 }, "closed": {}, "map_of_lists": { "m": [0, u64::MAX] },
        "mixed_object": { "known": "k", "more": 7 }, "untyped": [true], "untyped_object": { "a": "x" },
        "untyped_list": ["x"], "untyped_text": 9, "bounds": "not between 9 and 1", "range": 3, "unique": ["a", "a"],
        "text_of_numbers": 2, "number_of_integers": 1.5, "formats": "no address", "binary": "!", "mixed_enum": { "b": [] },
        "no_enum": 1, "enum_with_null": "newer", "empty_value": "", "twice": "b", "true_only": false, "signed_enum": -7,
        "large": u64::MAX, "unsigned_large": u64::MAX, "huge": 1e30, "read_only": "r", "any_of_types": 1,
        "unknown": { "kept": [null] },
    });
    let decoded: types::Values = decode(values.clone());
    assert_eq!(decoded.unsigned_large, Some(u64::MAX));
    assert_eq!(decoded.empty_value, Some(types::ValuesEmptyValue::Empty));
    assert_eq!(
        decoded.enum_with_null,
        Some(types::ValuesEnumWithNull::Unrecognized("newer".to_owned()))
    );
    assert_eq!(encode(&decoded), values);
}

#[test]
fn unknown_fields_and_variants_are_kept_and_accessible() {
    let values: types::Values =
        decode(json!({ "mixed_object": { "known": "k", "more": 7 }, "unknown": { "kept": [null] } }));
    assert_eq!(values.extra_fields()["unknown"], json!({ "kept": [null] }));
    let mixed = values.mixed_object.as_ref().unwrap();
    assert_eq!(mixed.known.as_deref(), Some("k"));
    assert_eq!(mixed.extra_fields().get("more"), Some(&json!(7)));
    assert_eq!(
        format!("{mixed:?}").matches("extra_fields: {\"more\"}").count(),
        1,
        "{mixed:?}"
    );

    let circle: types::Shape = decode(json!({ "kind": "circle", "name": "c", "radius": 1, "hue": [1] }));
    assert_eq!(circle.extra_fields().keys().collect::<Vec<_>>(), ["hue"]);
    assert_eq!(encode(&circle)["hue"], json!([1]));
    let newer: types::Shape = decode(json!({ "kind": "hexagon", "sides": 6 }));
    assert_eq!(newer.extra_fields().len(), 2);
    assert!(circle.is_known() && !newer.is_known());
    let up: types::State = decode(json!({ "state": "Up", "since": "noon" }));
    assert_eq!((up.extra_fields()["since"].as_str(), up.is_up()), (Some("noon"), true));
    assert_eq!(encode(&up), json!({ "state": "Up", "since": "noon" }));
}

#[test]
fn an_extra_field_can_be_set_and_overrides_a_known_one() {
    let circle = types::ShapeCreate::circle(2.5)
        .extra_field("hue", "red")
        .extra_field("radius", "wide");
    let expected = json!({ "kind": "circle", "radius": "wide", "hue": "red" });
    assert_eq!(encode(&types::ShapeCreate::from(circle.clone())), expected);
    // The union itself sets its discriminator.
    let union = types::ShapeCreate::from(circle).extra_field("kind", "square");
    assert_eq!(encode(&union), expected);
    let values = types::Values::new().extra_field("a", 1).extra_field("a", 2);
    assert_eq!(encode(&values), json!({ "a": 2 }));
}

#[test]
fn an_integer_may_be_written_with_a_decimal_point() {
    let values: types::Values =
        decode(json!({ "range": 3.0, "map_of_lists": { "m": [1.5e3, 2] }, "signed_enum": -7.0 }));
    assert_eq!((values.range, values.signed_enum), (Some(3), Some(-7)));
    assert_eq!(values.map_of_lists.unwrap()["m"], [1500, 2]);
    let square: types::Shape = decode(json!({ "kind": "square", "side": 4.0 }));
    assert!(matches!(&square, types::Shape::Square(square) if square.side == 4));
    for wrong in [json!(1.5), json!(1e30), json!("3"), json!(true)] {
        let read = serde_json::from_value::<types::Values>(json!({ "range": wrong }));
        assert!(read.is_err(), "{read:?}");
    }
}

#[test]
fn a_required_array_that_is_null_is_empty() {
    let all: types::Expression = decode(json!({ "op": "all", "of": null }));
    assert_eq!(encode(&all), json!({ "op": "all", "of": [] }));
    let missing = serde_json::from_value::<types::Expression>(json!({ "op": "all" }));
    assert!(missing.is_err(), "a missing field is not null");
    let optional: types::Recursion = decode(json!({ "bough": { "boughs": null } }));
    assert_eq!(optional.bough.unwrap().boughs, None);
}

#[test]
fn an_array_response_that_is_null_is_empty() {
    for response in [Value::Null, json!([])] {
        let (client, _server) = responding_json(response.clone());
        assert_eq!(client.shapes("a").list().send().unwrap(), []);
        let (client, _server) = responding_json(envelope(response));
        assert_eq!(client.envelope("z").list_collection().send().unwrap(), []);
    }
}

#[test]
fn the_values_of_an_enum_are_listed_and_distinguished_from_unknown_ones() {
    assert_eq!(types::Size::VALUES.first().map(types::Size::as_str), Some("S"));
    assert!(types::Size::VALUES.iter().all(types::Size::is_known));
    assert!(!types::Size::from("enormous").is_known());
}

#[test]
fn a_required_read_only_field_is_not_an_argument_of_a_request() {
    assert_eq!(encode(&types::Values::new()), json!({}));
}

#[test]
fn untyped_places_are_listed_with_the_reason() {
    let why = |pointer: &str| {
        SPEC.untyped
            .iter()
            .find(|(known, _)| *known == pointer)
            .map(|(_, why)| *why)
    };
    assert_eq!(
        why("#/paths/~1bodies~1files~1{id}/delete/requestBody"),
        Some("no schema")
    );
    assert_eq!(
        why("#/paths/~1bodies~1files~1{id}/put/requestBody/content/application~1json/schema"),
        Some("the schema allows anything")
    );
    let of_channel = SPEC.untyped.iter().filter(|(pointer, _)| pointer.contains("/Channel/"));
    assert_eq!(
        of_channel.collect::<Vec<_>>(),
        [&(
            "#/components/schemas/Channel/properties/frame",
            "beside its properties, a union without a discriminator"
        )]
    );
}
