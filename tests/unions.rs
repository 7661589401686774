//! A union is read in two ways: within a call first in one pass, and otherwise, or where that fails, by its object. What the
//! first way reads is what the second would have.

use std::fmt::Debug;

use cloudflare_interconnects::first_try;
use cloudflare_interconnects::types::{Interconnect, InterconnectList, StatusInfo};
use serde::de::DeserializeOwned;

/// Xorshift: the same texts in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const MEMBERS: &[(&str, &str)] = &[
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

/// An object with a discriminator somewhere, seldom twice or not at all; members missing, wrong or twice now and then.
fn object(random: &mut Random, tag: &str) -> String {
    let mut members = Vec::new();
    // How much is wrong differs from object to object: where everything always is, nothing is ever read.
    let wrong = [0, 2, 30][random.below(3)];
    for (name, value) in MEMBERS {
        if random.below(100) >= wrong / 2 {
            let value = if random.below(100) < wrong {
                random.pick(VALUES)
            } else {
                value
            };
            members.push((*name, value));
        }
    }
    members.push((tag, random.pick(TAGS)));
    if random.below(100) < wrong {
        let twice = members[random.below(members.len())].0;
        members.push((twice, random.pick(VALUES)));
    }
    if random.below(100) < wrong / 4 {
        members.retain(|(name, _)| *name != tag);
    }
    for last in (1..members.len()).rev() {
        members.swap(last, random.below(last + 1));
    }
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{name:?}: {value}"))
        .collect();
    format!("{{{}}}", members.join(", "))
}

/// Whether one pass was enough.
#[track_caller]
fn assert_agrees<T: DeserializeOwned + Debug + PartialEq>(text: &str) -> bool {
    let by_object = serde_json::from_str::<T>(text);
    match first_try(|| serde_json::from_str::<T>(text)) {
        Ok(value) => assert_eq!(Some(value), by_object.ok(), "{text}"),
        Err(_) => return false,
    }
    true
}

#[test]
fn what_one_pass_reads_is_what_the_object_holds() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut read = [0; 3];
    for _ in 0..2_000 {
        read[0] += usize::from(assert_agrees::<Interconnect>(&object(&mut random, "type")));
        read[1] += usize::from(assert_agrees::<StatusInfo>(&object(&mut random, "state")));
        let items: Vec<String> = (0..random.below(3)).map(|_| object(&mut random, "type")).collect();
        let list = format!(r#"{{"next": 5, "items": [{}]}}"#, items.join(", "));
        read[2] += usize::from(assert_agrees::<InterconnectList>(&list));
    }
    assert!(
        read.iter().all(|count| *count > 200),
        "one pass hardly ever sufficed: {read:?}"
    );
}

#[test]
fn one_pass_suffices_for_what_the_api_documents_in_any_order_of_members() {
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
        assert!(assert_agrees::<Interconnect>(&format!("{{{}}}", direct.join(","))));
    }
    for speed in [r#""1G""#, r#""800G""#, "null"] {
        let gcp = format!(r#"{{"account":"a","name":"n","region":"r","speed":{speed},"type":"gcp_partner"}}"#);
        assert!(assert_agrees::<Interconnect>(&gcp));
    }
    assert!(assert_agrees::<StatusInfo>(r#"{"state":"Pending"}"#));
    assert!(assert_agrees::<StatusInfo>(r#"{"reason":null,"state":"Down"}"#));
}

#[test]
fn a_first_try_ends_with_its_closure_also_by_a_panic() {
    let unknown = r#"{"type":"quantum"}"#;
    let caught = std::panic::catch_unwind(|| first_try(|| panic!("on purpose")));
    assert!(caught.is_err());
    assert!(first_try(|| serde_json::from_str::<Interconnect>(unknown)).is_err());
    assert!(serde_json::from_str::<Interconnect>(unknown).is_ok());
    first_try(|| {
        first_try(|| ());
        assert!(serde_json::from_str::<Interconnect>(unknown).is_err());
    });
}
