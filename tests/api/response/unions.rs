//! A union is decoded in one pass, with its discriminator at any position. The result is the same as if the whole object were
//! parsed first. Unknown variants are kept unchanged.

use std::fmt::Debug;

use cloudflare_interconnects::ErrorKind;
use cloudflare_interconnects::types::{
    Interconnect, InterconnectCreate, InterconnectCreateGcpPartnerBody, InterconnectGcpPartnerBody, InterconnectList,
    InterconnectPhysicalBody, StatusInfo,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::support::mock::Server;
use crate::support::{self, ACCOUNT, assert_contains, fails, http};
use cloudflare_interconnects_codegen::sample::Random;

const FIELDS: &[(&str, &str)] = &[
    ("account", r#""a""#),
    ("facility", r#"{"name":"f","address":["x","y"]}"#),
    ("name", r#""icon-\u0031""#),
    ("owner", r#""o""#),
    ("reason", r#""r""#),
    ("region", r#""us-central1""#),
    ("site", r#""IAD""#),
    ("slot_id", r#""182bd5e5""#),
    ("speed", r#""10G""#),
    ("surprise", r#"{"deep":[1,{"type":"direct"}]}"#),
];
const VALUES: &[&str] = &[
    "null",
    "7",
    "-1.5",
    "true",
    "[]",
    "{}",
    r#""""#,
    r#""1G""#,
    r#"["x"]"#,
    r#"{"name":1}"#,
];
const TAGS: &[&str] = &[
    r#""direct""#,
    r#""d\u0069rect""#,
    r#""gcp_partner""#,
    r#""Pending""#,
    r#""Down""#,
    r#""Unhealthy""#,
    r#""Healthy""#,
    r#""quantum""#,
    r#""""#,
    "null",
    "7",
    r#"{"direct":1}"#,
];

/// An object as text, and the name of its duplicate field.
struct Object {
    text: String,
    duplicate: Option<&'static str>,
}

impl From<&str> for Object {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            duplicate: None,
        }
    }
}

/// A random object with a discriminator at any position. Some fields are missing, invalid or duplicate.
fn object(random: &mut Random, tag: &'static str) -> Object {
    let mut fields = Vec::new();
    // The error rate differs between objects, so that enough of them decode.
    let error_rate = [0, 2, 30][random.below(3)];
    for (name, value) in FIELDS {
        if random.below(100) >= error_rate / 2 {
            let is_wrong = random.below(100) < error_rate;
            fields.push((*name, if is_wrong { random.choose(VALUES) } else { value }));
        }
    }
    fields.push((tag, random.choose(TAGS)));
    let mut duplicate = None;
    if random.below(100) < error_rate {
        let name = fields[random.below(fields.len())].0;
        fields.push((name, random.choose(VALUES)));
        duplicate = Some(name);
    }
    if random.below(100) < error_rate / 4 {
        fields.retain(|(name, _)| *name != tag);
        duplicate = duplicate.filter(|name| *name != tag);
    }
    for last in (1..fields.len()).rev() {
        fields.swap(last, random.below(last + 1));
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name:?}: {value}"))
        .collect();
    Object {
        text: format!("{{{}}}", fields.join(", ")),
        duplicate,
    }
}

/// Decodes a union in two steps: first the object, then the variant of its discriminator.
trait ReferenceDecoder: DeserializeOwned + Debug + PartialEq + Serialize {
    /// `None` for an unknown discriminator. `rest` is the object without its discriminator.
    fn decode_variant(tag: Option<&str>, rest: Value) -> Option<serde_json::Result<Self>>;
    const TAG: &'static str;
    /// The fields that at least one variant requires.
    const REQUIRED: &'static [&'static str];

    /// The known fields of the variant.
    fn known_fields(tag: &str) -> &'static [&'static str];
}

impl ReferenceDecoder for Interconnect {
    const TAG: &'static str = "type";
    const REQUIRED: &'static [&'static str] = &["account", "facility", "name", "region", "site", "slot_id", "speed"];

    fn known_fields(tag: &str) -> &'static [&'static str] {
        match tag {
            "direct" => &["account", "facility", "name", "owner", "site", "slot_id", "speed"],
            "gcp_partner" => &["account", "name", "owner", "region", "speed"],
            _ => &[],
        }
    }

    fn decode_variant(tag: Option<&str>, rest: Value) -> Option<serde_json::Result<Self>> {
        match tag? {
            "direct" => Some(InterconnectPhysicalBody::deserialize(rest).map(Interconnect::Direct)),
            "gcp_partner" => Some(InterconnectGcpPartnerBody::deserialize(rest).map(Interconnect::GcpPartner)),
            _ => None,
        }
    }
}

impl ReferenceDecoder for StatusInfo {
    const TAG: &'static str = "state";
    const REQUIRED: &'static [&'static str] = &[];

    fn known_fields(tag: &str) -> &'static [&'static str] {
        match tag {
            "Down" | "Unhealthy" => &["reason"],
            _ => &[],
        }
    }

    fn decode_variant(tag: Option<&str>, rest: Value) -> Option<serde_json::Result<Self>> {
        let Value::Object(mut fields) = rest else {
            panic!("{rest}")
        };
        if !matches!(tag?, "Pending" | "Down" | "Unhealthy" | "Healthy") {
            return None;
        }
        // Other crates cannot construct the variants, so the encoded form is compared.
        let reason = fields.get("reason").cloned().unwrap_or_default();
        if matches!(tag?, "Down" | "Unhealthy") {
            match Option::<String>::deserialize(reason) {
                Err(error) => return Some(Err(error)),
                Ok(None) => drop(fields.remove("reason")),
                Ok(Some(_)) => {}
            }
        }
        fields.insert("state".to_owned(), json!(tag));
        let written = Value::Object(fields);
        let decoded = serde_json::from_value(written.clone());
        assert_eq!(decoded.as_ref().ok().map(|status| json!(status)), Some(written));
        Some(decoded)
    }
}

/// Asserts that all decoders give the result of [`ReferenceDecoder`]. Returns whether the object decodes.
#[track_caller]
fn assert_decodes_like_reference<T: ReferenceDecoder>(object: impl Into<Object>) -> bool {
    let Object { text, duplicate } = object.into();
    let text = &text;
    let mut object: Map<String, Value> = serde_json::from_str(text).unwrap();
    let whole = Value::Object(object.clone());
    let tag = object.remove(T::TAG);
    let is_no_variant = tag.is_none() && !T::REQUIRED.iter().any(|name| object.contains_key(*name));
    let kind = tag.as_ref().and_then(Value::as_str);
    // Duplicates of the discriminator and of known fields are errors.
    let is_known = |name: &str| name == T::TAG || kind.is_some_and(|kind| T::known_fields(kind).contains(&name));
    let duplicate = duplicate.is_some_and(is_known);
    let expected = match is_no_variant || duplicate {
        true => Some(Err(serde::de::Error::missing_field(T::TAG))),
        false => T::decode_variant(kind, Value::Object(object)),
    };
    let decoders = [
        serde_json::from_str::<T>(text),
        serde_json::from_slice(text.as_bytes()),
        serde_json::from_reader(text.as_bytes()),
        serde_json::from_value(whole.clone()),
        serde_json::from_str(text).map(|Flattened { union, .. }| union),
    ];
    let mut decoded = false;
    for (decoder, union) in decoders.into_iter().enumerate() {
        // A `Value` cannot hold duplicate fields.
        if duplicate && decoder == 3 {
            continue;
        }
        match (union, &expected) {
            (Ok(union), None) => {
                let shown = format!("{union:?}");
                assert!(shown.starts_with("Unrecognized"), "{decoder}: {text}: {shown}");
                assert_eq!(serde_json::to_value(union).unwrap(), whole, "{decoder}: {text}");
                decoded = true;
            }
            (Ok(union), Some(Ok(expected))) => {
                assert_eq!(union, *expected, "{decoder}: {text}");
                decoded = true;
            }
            (Err(_), Some(Err(_))) => {}
            (union, expected) => panic!("{decoder}: {text}: {union:?}, not {expected:?}"),
        }
    }
    decoded
}

/// A user's type that flattens a union. serde decodes the union from a buffer.
#[derive(Deserialize)]
struct Flattened<T> {
    #[serde(flatten)]
    union: T,
}

#[test]
fn decoding_in_one_pass_gives_the_same_result_as_parsing_the_object_first() {
    let mut random = Random::new();
    let mut decoded = [0; 2];
    for _ in 0..2_000 {
        let (interconnect, status) = (object(&mut random, "type"), object(&mut random, "state"));
        decoded[0] += usize::from(assert_decodes_like_reference::<Interconnect>(interconnect));
        decoded[1] += usize::from(assert_decodes_like_reference::<StatusInfo>(status));
        let items: Vec<String> = (0..random.below(3)).map(|_| object(&mut random, "type").text).collect();
        let list =
            serde_json::from_str::<InterconnectList>(&format!(r#"{{"next": 5, "items": [{}]}}"#, items.join(", ")));
        let each: serde_json::Result<Vec<Interconnect>> = items.iter().map(|item| serde_json::from_str(item)).collect();
        assert_eq!(list.map(|list| list.items).ok(), each.ok(), "{items:?}");
    }
    assert!(decoded.iter().all(|count| (500..2_000).contains(count)), "{decoded:?}");
}

#[test]
fn documented_objects_are_decoded_with_fields_in_any_order() {
    let mut direct = vec![
        r#""type": "direct""#,
        r#""account": "a""#,
        r#""facility": {"name": "f", "address": []}"#,
        r#""name": "n""#,
        r#""owner": null"#,
        r#""site": "IAD""#,
        r#""slot_id": "s""#,
        r#""speed": "10G""#,
        r#""unknown": [{"type": 1}]"#,
    ];
    for _ in 0..direct.len() {
        direct.rotate_left(1);
        let text = format!("{{{}}}", direct.join(","));
        assert!(
            matches!(serde_json::from_str(&text), Ok(Interconnect::Direct(_))),
            "{text}"
        );
        assert!(assert_decodes_like_reference::<Interconnect>(text.as_str()));
    }
    for speed in [r#""1G""#, r#""800G""#, "null"] {
        let gcp = format!(r#"{{"account":"a","name":"n","region":"r","speed":{speed},"type":"gcp_partner"}}"#);
        assert!(assert_decodes_like_reference::<Interconnect>(gcp.as_str()));
    }
    assert!(assert_decodes_like_reference::<StatusInfo>(r#"{"state":"Pending"}"#));
    assert!(assert_decodes_like_reference::<StatusInfo>(
        r#"{"reason":null,"state":"Down"}"#
    ));
}

#[test]
fn an_unknown_variant_keeps_deeply_nested_fields() {
    let deep = "[".repeat(100) + &"]".repeat(100);
    let text = format!(
        r#"{{"type":"quantum","name":7,"site":null,"big":18446744073709551615,"least":-9223372036854775808,"float":0.1,
            "text":"\u0000\ud83d\ude00","deep":{deep},"type2":{{"type":"direct"}},"":[true,false,{{}}]}}"#
    );
    assert!(assert_decodes_like_reference::<Interconnect>(text.as_str()));
}

#[test]
fn only_an_object_decodes_as_a_union() {
    for text in [
        "[]",
        r#"["direct"]"#,
        "null",
        "7",
        r#""direct""#,
        "",
        "{",
        r#"{"type":"direct""#,
    ] {
        assert!(serde_json::from_str::<Interconnect>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<StatusInfo>(text).is_err(), "{text}");
    }
}

#[test]
fn an_error_in_a_union_has_its_path() {
    for (text, why) in [
        (
            r#"{"type":"direct","account":"a","facility":{"name":"f","address":["x",7]}}"#,
            "in `facility.address[1]`: invalid type: integer `7`, expected a string",
        ),
        (r#"{"type":"direct","account":"a"}"#, "missing field `facility`"),
        (
            r#"{"type":"direct","account":null}"#,
            "in `account`: invalid type: null, expected a string",
        ),
        (
            r#"{"account":{},"type":"gcp_partner"}"#,
            "in `account`: invalid type: map, expected a string",
        ),
    ] {
        let error = serde_json::from_str::<Interconnect>(text).unwrap_err().to_string();
        assert!(error.starts_with(why), "{error}");
    }
}

#[test]
fn a_separately_decoded_variant_encodes_its_discriminator_once() {
    let text = r#"{"type":"gcp_partner","account":"a","bandwidth":"1G","pairing_key":"k","extra":[1]}"#;
    let body: InterconnectCreateGcpPartnerBody = serde_json::from_str(text).unwrap();
    let written = serde_json::to_string(&InterconnectCreate::from(body)).unwrap();
    assert_eq!(written.matches("\"type\"").count(), 1, "{written}");
    assert_eq!(
        serde_json::from_str::<Value>(&written).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn debug_names_an_unknown_field_and_redacts_its_value() {
    let text = r#"{"type":"direct","account":"a","slot_id":"s","pairing_key":"hush"}"#;
    let order: InterconnectCreate = serde_json::from_str(text).unwrap();
    let shown = format!("{order:?}");
    assert!(shown.contains(r#""pairing_key""#) && !shown.contains("hush"), "{shown}");
    assert_eq!(
        serde_json::to_value(order).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

// Row 34.
#[test]
fn an_object_without_discriminator_and_required_fields_is_a_decode_error() {
    for body in ["{}", r#"{"x":1}"#, r#"{"message":"no"}"#] {
        let server = Server::always(http(200, body));
        let interconnects = support::client(&server).interconnects(ACCOUNT);
        for error in [
            fails(interconnects.get("icon-1").send()),
            fails(interconnects.create(&support::order()).send()),
            fails(interconnects.status("icon-1").send()),
        ] {
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
            assert_contains(&error, ["missing field `"]);
        }
    }
    // Row 15: an object with a required field of a variant, or with an unknown discriminator, is kept.
    for body in [
        r#"{"name":"icon-1","x":[1]}"#,
        r#"{"type":"quantum"}"#,
        r#"{"type":null,"x":1}"#,
        r#"{"type":5}"#,
    ] {
        let server = Server::always(http(200, body));
        let kept = support::get(&support::client(&server)).unwrap();
        let written: Value = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(body).unwrap());
    }
}
