//! `discriminators.json`: unions that are decided without `discriminator`.

use cloudflare_interconnects::types;
use serde_json::json;

use crate::encode;
use crate::server::{responding, responding_json, sent_json};

#[test]
fn a_constant_decides_a_union_like_an_enum_with_one_value() {
    let text = json!([{ "type": "text", "text": "t" }, { "type": "image", "url": "u" }]);
    let (client, _server) = responding_json(text.clone());
    let blocks = client.blocks().list().send().unwrap();
    assert!(matches!(&blocks[0], types::Block::Text(block) if block.text == "t"));
    assert!(matches!(&blocks[1], types::Block::Image(block) if block.url == "u"));
    assert_eq!(encode(&blocks), text);
}

#[test]
fn a_property_with_a_different_constant_in_each_variant_decides_a_union() {
    let (client, server) = responding_json(json!({ "type": "MX", "priority": 5, "id": "i" }));
    let record = client.records().put("i", &types::Record::mx(5)).send().unwrap();
    let types::KeptRecord::Mx(kept) = &record else {
        panic!("{record:?}")
    };
    assert_eq!((kept.priority, kept.id.as_str()), (5, "i"));
    assert_eq!(record.type_(), Some("MX"));
    assert_eq!(sent_json(&server), json!({ "type": "MX", "priority": 5 }));
}

#[test]
fn a_variant_with_only_its_discriminator_can_be_sent() {
    let (client, server) = responding("204 No Content", "", b"");
    client.choices().create(&types::Choice::auto()).send().unwrap();
    assert_eq!(sent_json(&server), json!({ "type": "auto" }));
}
