//! Checks on what is to be sent, by the limits that the spec gives: they save a round trip, and name the field.
//! And what only the API sets, which is taken out. The tables are made by `src/codegen/checks.rs`.

use std::mem;

use serde_json::Value;

/// What the spec allows a value to be. Generated tables are made of these.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "which of them are used is the spec's, and a public trait speaks of them"
)]
pub enum Check {
    /// Within bounds, both inclusive.
    Number { minimum: Option<f64>, maximum: Option<f64> },
    /// Of a length in characters, and of a format.
    Text {
        min_length: Option<u64>,
        max_length: Option<u64>,
        format: Option<Format>,
    },
    /// Only the API sets it: it is not sent.
    Unsent,
    /// All items of an array or values of a map.
    Each(&'static Check),
    /// Some members of an object.
    Fields(&'static [(&'static str, &'static Check)]),
    /// An object of which a member, the discriminator, says what it is held against.
    Variants(&'static str, &'static [(&'static str, &'static Check)]),
}

/// A format of strings.
#[derive(Clone, Copy)]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "which of them are used is the spec's, and a public trait speaks of them"
)]
pub enum Format {
    /// `A.B.C.D/N`
    Ipv4Cidr,
    /// Printable ASCII without `"` and `?`.
    Md5Key,
}

/// A value that a check does not allow.
#[derive(Clone, PartialEq)]
#[allow(unreachable_pub, reason = "a public trait speaks of them")]
pub enum Forbidden {
    Number(f64),
    Text(String),
}

/// One that the API answered all the same, with the name of the field that has it, by itself or among its items.
#[allow(unreachable_pub, reason = "a public trait speaks of them")]
pub type Answered = (&'static str, Forbidden);

impl Check {
    /// What is wrong with a value, and where in it: `bgp.extra_prefixes[0] is no ..`. What a value says with a type that the
    /// spec does not give it is the API's to judge, and so is what came from the API.
    pub(crate) fn fault(&self, value: &Value, answered: &[Answered]) -> Option<String> {
        let mut place = Place {
            path: String::new(),
            field: "",
            answered,
        };
        let why = self.find(value, &mut place)?;
        Some(match place.path {
            path if path.is_empty() => why,
            path => format!("{path} {why}"),
        })
    }

    /// Takes out of a value what only the API sets, such as it is where an answer goes back; says whether there was any.
    pub(crate) fn trim(&self, value: &mut Value) -> bool {
        match (self, &mut *value) {
            (Check::Each(check), Value::Array(items)) => {
                // Each of them, and not only up to the first.
                let trimmed = items.iter_mut().filter_map(|item| check.trim(item).then_some(()));
                trimmed.count() > 0
            }
            (Check::Each(check), Value::Object(members)) => {
                let trimmed = members
                    .values_mut()
                    .filter_map(|member| check.trim(member).then_some(()));
                trimmed.count() > 0
            }
            (Check::Fields(fields), Value::Object(members)) => {
                let (mut trimmed, count) = (false, members.len());
                let of = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, check)| *check);
                let all = mem::take(members).into_iter();
                members.extend(all.filter_map(|(name, mut value)| match of(&name) {
                    Some(Check::Unsent) => None,
                    check => {
                        trimmed |= check.is_some_and(|check| check.trim(&mut value));
                        Some((name, value))
                    }
                }));
                trimmed || members.len() < count
            }
            (Check::Variants(discriminator, variants), Value::Object(members)) => {
                let kind = members.get(*discriminator).and_then(Value::as_str);
                let variant = variants.iter().find(|(value, _)| Some(*value) == kind);
                variant.is_some_and(|(_, check)| check.trim(value))
            }
            _ => false,
        }
    }

    /// The check of one of the fields, looked up when the crate is compiled.
    pub(crate) const fn of_field(&self, name: &str) -> Option<&'static Check> {
        let Check::Fields(fields) = self else { return None };
        let mut at = 0;
        while at < fields.len() {
            if is_same(fields[at].0.as_bytes(), name.as_bytes()) {
                return Some(fields[at].1);
            }
            at += 1;
        }
        None
    }

    /// The check of each item.
    pub(crate) fn of_items(&self) -> Option<&'static Check> {
        match self {
            Check::Each(check) => Some(check),
            _ => None,
        }
    }

    /// What is wrong with a number.
    pub(crate) fn number(&self, number: f64) -> Option<String> {
        match self {
            Check::Number { minimum, maximum } => match (*minimum, *maximum) {
                (Some(minimum), _) if number < minimum => {
                    Some(format!("is below {minimum}, the least that is allowed"))
                }
                (_, Some(maximum)) if number > maximum => Some(format!("is above {maximum}, the most that is allowed")),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it allows a text. Answers are looked at too: what is wrong is put into words elsewhere.
    #[inline]
    pub(crate) fn allows(&self, text: &str) -> bool {
        match self {
            Check::Text {
                min_length,
                max_length,
                format,
            } => {
                let is_counted = min_length.is_some() || max_length.is_some();
                let length = if is_counted { text.chars().count() as u64 } else { 0 };
                min_length.is_none_or(|least| length >= least)
                    && max_length.is_none_or(|most| length <= most)
                    && format.is_none_or(|format| format.allows(text))
            }
            _ => true,
        }
    }

    /// What is wrong with a text.
    fn text(&self, text: &str) -> Option<String> {
        match self {
            Check::Text {
                min_length,
                max_length,
                format,
            } if !self.allows(text) => {
                let length = text.chars().count() as u64;
                match (*min_length, *max_length) {
                    (Some(1), _) if length == 0 => Some("is empty".to_owned()),
                    (Some(least), _) if length < least => Some(format!("is shorter than {least} characters")),
                    (_, Some(most)) if length > most => Some(format!("is longer than {most} characters")),
                    _ => format.map(|format| format.fault().to_owned()),
                }
            }
            _ => None,
        }
    }

    /// Leaves `place` where the fault is.
    fn find(&self, value: &Value, place: &mut Place<'_>) -> Option<String> {
        match (self, value) {
            (Check::Number { .. }, Value::Number(number)) => {
                let number = number.as_f64()?;
                let why = self.number(number)?;
                place.is_new(Forbidden::Number(number)).then_some(why)
            }
            (Check::Text { .. }, Value::String(text)) => {
                let why = self.text(text)?;
                place.is_new(Forbidden::Text(text.clone())).then_some(why)
            }
            (Check::Each(check), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                items.find_map(|(index, item)| check.find_within(place, &format!("[{index}]"), item))
            }
            (Check::Each(check), Value::Object(members)) => {
                let mut members = members.iter();
                members.find_map(|(name, member)| check.find_within(place, name, member))
            }
            (Check::Fields(fields), Value::Object(members)) => {
                let mut fields = fields.iter();
                fields.find_map(|(name, check)| {
                    let member = members.get(*name)?;
                    place.field = name;
                    check.find_within(place, name, member)
                })
            }
            (Check::Variants(discriminator, variants), Value::Object(members)) => {
                let kind = members.get(*discriminator)?.as_str()?;
                let (_, check) = variants.iter().find(|(value, _)| *value == kind)?;
                check.find(value, place)
            }
            _ => None,
        }
    }

    /// The same for a part of a value: a step further down the path.
    fn find_within(&self, place: &mut Place<'_>, step: &str, part: &Value) -> Option<String> {
        let length = place.path.len();
        if length > 0 && !step.starts_with('[') {
            place.path.push('.');
        }
        place.path.push_str(step);
        let why = self.find(part, place);
        if why.is_none() {
            place.path.truncate(length);
        }
        why
    }
}

/// Where a value is that is looked at.
struct Place<'a> {
    path: String,
    /// The field that it is of.
    field: &'static str,
    /// What came from an answer, wherever in it.
    answered: &'a [Answered],
}

impl Place<'_> {
    fn is_new(&self, value: Forbidden) -> bool {
        !self.answered.contains(&(self.field, value))
    }
}

impl Format {
    #[inline]
    fn allows(self, text: &str) -> bool {
        match self {
            Format::Ipv4Cidr => is_ipv4_cidr(text),
            Format::Md5Key => text
                .bytes()
                .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'?')),
        }
    }

    fn fault(self) -> &'static str {
        match self {
            Format::Ipv4Cidr => "is no IPv4 prefix of the form A.B.C.D/N",
            Format::Md5Key => "has a character other than printable ASCII without `\"` and `?`",
        }
    }
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Without arithmetic, since answers are looked at too. The length may have a zero before it, the numbers may not.
fn is_ipv4_cidr(text: &str) -> bool {
    let numbers = [b'.', b'.', b'.', b'/'].iter();
    let length = numbers.copied().try_fold(text.as_bytes(), behind_octet);
    matches!(
        length,
        Some([b'0'..=b'9'] | [b'0'..=b'2', b'0'..=b'9'] | [b'3', b'0'..=b'2'])
    )
}

/// What stands behind a number up to 255 and a separator.
fn behind_octet(text: &[u8], separator: u8) -> Option<&[u8]> {
    match text {
        [b'0'..=b'9', next, rest @ ..]
        | [b'1'..=b'9', b'0'..=b'9', next, rest @ ..]
        | [b'1', b'0'..=b'9', b'0'..=b'9', next, rest @ ..]
        | [b'2', b'0'..=b'4', b'0'..=b'9', next, rest @ ..]
        | [b'2', b'5', b'0'..=b'5', next, rest @ ..]
            if *next == separator =>
        {
            Some(rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Check, Forbidden, Format};

    static INNER: Check = Check::Fields(&[
        (
            "mtu",
            &Check::Number {
                minimum: Some(1.0),
                maximum: Some(9000.0),
            },
        ),
        (
            "prefixes",
            &Check::Each(&Check::Text {
                min_length: None,
                max_length: None,
                format: Some(Format::Ipv4Cidr),
            }),
        ),
        (
            "key",
            &Check::Text {
                min_length: Some(1),
                max_length: Some(3),
                format: Some(Format::Md5Key),
            },
        ),
        ("inner", &INNER),
    ]);
    static OUTER: Check = Check::Variants("type", &[("a", &INNER)]);

    #[test]
    fn a_fault_is_named_with_its_path() {
        for (value, expected) in [
            (
                json!({ "type": "a", "mtu": 0 }),
                Some("mtu is below 1, the least that is allowed"),
            ),
            (
                json!({ "type": "a", "inner": { "mtu": 9001 } }),
                Some("inner.mtu is above 9000, the most that is allowed"),
            ),
            (
                json!({ "type": "a", "prefixes": ["1.2.3.4/5", "1.2.3.4"] }),
                Some("prefixes[1] is no IPv4 prefix of the form A.B.C.D/N"),
            ),
            (json!({ "type": "a", "key": "" }), Some("key is empty")),
            (
                json!({ "type": "a", "key": "éééé" }),
                Some("key is longer than 3 characters"),
            ),
            (
                json!({ "type": "a", "key": "a?" }),
                Some("key has a character other than printable ASCII without `\"` and `?`"),
            ),
            (json!({ "type": "a", "key": "a b", "mtu": 9000, "prefixes": [] }), None),
            (json!({ "type": "b", "mtu": 0 }), None),
            (json!({ "type": "a", "mtu": "0", "prefixes": null }), None),
            (json!("text"), None),
        ] {
            assert_eq!(OUTER.fault(&value, &[]).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn what_an_answer_said_is_no_fault_of_the_request_that_says_it_again() {
        let value = json!({ "type": "a", "mtu": 0, "prefixes": ["x", "y"], "inner": { "mtu": 0, "key": "" } });
        let mut answered = Vec::new();
        for (next, fault) in [
            (
                ("mtu", Forbidden::Number(0.0)),
                "mtu is below 1, the least that is allowed",
            ),
            (
                ("prefixes", Forbidden::Text("x".to_owned())),
                "prefixes[0] is no IPv4 prefix of the form A.B.C.D/N",
            ),
            (
                ("prefixes", Forbidden::Text("y".to_owned())),
                "prefixes[1] is no IPv4 prefix of the form A.B.C.D/N",
            ),
            (("key", Forbidden::Text(String::new())), "inner.key is empty"),
        ] {
            assert_eq!(OUTER.fault(&value, &answered).as_deref(), Some(fault));
            answered.push(next);
        }
        assert_eq!(OUTER.fault(&value, &answered), None);
    }

    #[test]
    fn an_ipv4_prefix_is_four_octets_and_a_length() {
        for (text, good) in [
            ("10.0.0.0/8", true),
            ("192.0.2.1/32", true),
            ("0.0.0.0/0", true),
            ("10.0.0.0/33", false),
            ("10.0.0/8", false),
            ("10.0.0.256/8", false),
            ("10.0.0.0/", false),
            ("10.0.0.0/+8", false),
            ("10.0.0.0/008", false),
            ("10.0.0.0/08", true),
            ("10.0.0.00/8", false),
            ("010.0.0.0/8", false),
            ("1000.0.0.0/8", false),
            ("10.0.0.0.0/8", false),
            ("10..0.0/8", false),
            ("10.0.0./8", false),
            ("10.0.0.0", false),
            ("", false),
            ("::1/64", false),
            (" 10.0.0.0/8", false),
        ] {
            assert_eq!(super::is_ipv4_cidr(text), good, "{text}");
        }
    }
}
