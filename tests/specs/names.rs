//! `names.json`: names that are invalid in Rust or that the crate uses itself.

use cloudflare_interconnects::{Body, types};
use serde_json::{Value, json};

use crate::server::{nothing, responding_json, sent};
use crate::{decode, encode};

#[test]
fn a_name_that_is_invalid_in_rust_is_unchanged_on_the_wire() {
    let mut all = serde_json::Map::new();
    for name in [
        "new",
        "clone",
        "type",
        "Type",
        "type_",
        "TYPE",
        "self",
        "Self",
        "gen",
        "async",
        "",
        "$",
        "@",
        "2nd",
        "日本",
        "é",
        "è",
        "a-b",
        "a_b",
        "a.b",
        "aB",
        "A B",
        "created_on",
        "createdOn",
        "with\"quote",
        "back\\slash",
        "new\nline",
        "speed",
        "speed_null",
        "serializer",
        "rest",
        "extra_field",
        "extra_fields",
        "\u{2f}/",
        "*/",
    ] {
        all.insert(name.to_owned(), json!(format!("value of {name}")));
    }
    all.insert(
        "ref Option".to_owned(),
        json!({ "self": "s", "other": { "self": "t" } }),
    );
    all.insert("ref 日本".to_owned(), json!({ "n": 1 }));
    let all = Value::Object(all);
    let decoded: types::NamesAll = decode(all.clone());
    assert_eq!(decoded.new_.as_str(), "value of new");
    assert_eq!(decoded.clone.as_str(), "value of clone");
    assert_eq!(encode(&decoded), all);
    let body = types::NamesAll::new("c", "n", "t")
        .into("i")
        .from("f")
        .serialize("s")
        .rest("r")
        .extra_fields_("f")
        .extra_field("extra_fields2", 1);
    assert_eq!(
        encode(&body),
        json!({ "clone": "c", "new": "n", "type": "t", "into": "i", "from": "f", "serialize": "s", "rest": "r", "extra_fields": "f", "extra_fields2": 1 })
    );
}

#[test]
fn every_enum_value_is_unchanged_on_the_wire() {
    for value in [
        "a-b",
        "a_b",
        "A B",
        "aB",
        "",
        "1",
        "2",
        "50M",
        "self",
        "Self",
        "Unrecognized",
        "Err",
        "err",
        "Ok",
        "None",
        "+",
        "-",
        "é",
        "日本",
        "with\"quote",
        "new\nline",
        "\u{202e}",
        "Value1",
        "no value of the enum",
    ] {
        let kind: types::NamesAllKinds = decode(json!(value));
        assert_eq!((kind.as_str(), encode(&kind)), (value, json!(value)));
        let known = value != "no value of the enum";
        assert_eq!(
            !matches!(kind, types::NamesAllKinds::Unrecognized(_)),
            known,
            "{value:?}"
        );
    }
    assert_eq!("b".parse(), Ok(types::NamesAllNamed::Value1));
}

#[test]
fn a_body_converts_into_its_union_with_any_discriminator_value() {
    for value in [
        "from",
        "clone",
        "into",
        "serialize",
        "name",
        "self",
        "Self",
        "Err",
        "1",
        "é",
        "",
        "a-b",
        "a_b",
    ] {
        let union: types::NamesUnion = decode(json!({ "from": value, "name": "n", "clone": "c" }));
        assert!(!matches!(union, types::NamesUnion::Unrecognized(_)), "{value:?}");
        assert_eq!(encode(&union), json!({ "from": value, "name": "n", "clone": "c" }));
    }
    let body: &dyn Body<types::NamesUnion> = &types::NamesUnion::into_().name("n");
    assert_eq!(body.encode().unwrap(), br#"{"from":"into","name":"n"}"#);
}

#[test]
fn parameters_do_not_shadow_the_methods_of_a_builder() {
    let (client, server) = responding_json(json!({ "clone": "c", "new": "n", "type": "t" }));
    let call = client
        .names()
        .get()
        .send_("1")
        .iter_("2")
        .timeout_("3")
        .body_("4")
        .clone_("5")
        .type_("6")
        .into("7");
    call.timeout(std::time::Duration::from_secs(9)).clone().send().unwrap();
    assert_eq!(
        sent(&server).query(),
        "send=1&iter=2&timeout=3&body=4&clone=5&type=6&into=7"
    );
}

#[test]
fn a_path_is_built_with_any_parameter_names() {
    let all = types::NamesAll::new("c", "n", "t");
    let (client, server) = nothing();
    client
        .self_()
        .self_("1", "2", "3", "4", "5", "6", "7", "8", &all)
        .send()
        .unwrap();
    assert_eq!(
        sent(&server).line(),
        "PUT /names/1/2/3/4/5?self=6&body=7&Client=8 HTTP/1.1"
    );
    let (client, server) = nothing();
    client.self_().the_same_twice("1", "2").send().unwrap();
    assert_eq!(sent(&server).line(), "GET /names/1/and/2 HTTP/1.1");
    let (client, server) = nothing();
    client.self_().get_file_by_extension("f", "txt").send().unwrap();
    assert_eq!(sent(&server).line(), "GET /names/files/f.txt HTTP/1.1");
}

#[test]
fn a_missing_or_reserved_tag_has_a_resource() {
    let (client, server) = nothing();
    client.client("c").client().send().unwrap();
    assert_eq!(sent(&server).line(), "GET /accounts/c/names/client HTTP/1.1");
    let (client, server) = nothing();
    client.base_url_("z").a_tag().send().unwrap();
    assert_eq!(sent(&server).line(), "GET /zones/z/names/tags HTTP/1.1");
    let (client, server) = nothing();
    client.names().un_tagged_2("x").send().unwrap();
    assert_eq!(sent(&server).line(), "PUT /names/untagged/x HTTP/1.1");
}

#[test]
fn methods_that_collide_are_named_by_their_whole_operation_ids() {
    let (client, server) = nothing();
    client.collisions("z").list_collision().send().unwrap();
    assert!(sent(&server).line().starts_with("PUT "));
    let (client, server) = nothing();
    client.collisions("z").list_all_collisions().send().unwrap();
    assert!(sent(&server).line().starts_with("POST "));
}
