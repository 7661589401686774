//! `recursion.json`: schemas that contain themselves.

use cloudflare_interconnects::types;
use serde_json::json;

use crate::server::{responding_json, sent_json};
use crate::{decode, encode};

#[test]
fn recursive_types_are_decoded_and_encoded_to_any_depth() {
    let expression = json!({ "op": "all", "of": [
        { "op": "not", "of": { "op": "literal", "value": [1, null] } },
        { "op": "within", "wrapped": { "expression": { "op": "new", "x": 1 }, "named": { "n": { "op": "all", "of": [] } } } },
    ] });
    let (client, server) = responding_json(expression.clone());
    let body: types::Expression = decode(expression.clone());
    assert_eq!(
        encode(&client.recursion("a").evaluate(&body).send().unwrap()),
        expression
    );
    assert_eq!(sent_json(&server), expression);
    let built = types::Expression::all([types::Expression::from(types::Expression::not(
        types::Expression::literal(None),
    ))]);
    assert_eq!(
        encode(&types::Expression::from(built)),
        json!({ "op": "all", "of": [{ "op": "not", "of": { "op": "literal", "value": null } }] })
    );
    let recursion = json!({
        "chain": { "n": 1, "next": { "n": 2, "next": { "n": 3 } } },
        "ping": { "pong": { "ping": { "pong": {} }, "pings": [{}, { "pong": {} }] } },
        "bough": { "boughs": [{ "boughs": [] }] },
        "atlas": { "pages": { "a": { "pages": {} } } },
        "heir": { "child": { "heir": { "child": {} } } },
        "lists": [[], [[]]],
    });
    assert_eq!(encode(&decode::<types::Recursion>(recursion.clone())), recursion);
}
