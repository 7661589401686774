//! Checks on what is to be sent, by the limits that the spec gives: they save a round trip, and name the field.

use std::net::Ipv4Addr;

use serde_json::Value;

/// What the spec allows a value to be. Generated tables are made of these.
#[allow(dead_code, reason = "which of them are used is the spec's")]
pub(crate) enum Check {
    /// Within bounds, both inclusive.
    Number { minimum: Option<f64>, maximum: Option<f64> },
    /// Of a length in characters, and of a format.
    Text {
        min_length: Option<u64>,
        max_length: Option<u64>,
        format: Option<Format>,
    },
    /// All items of an array or values of a map.
    Each(&'static Check),
    /// Some members of an object.
    Fields(&'static [(&'static str, &'static Check)]),
    /// An object of which a member, the discriminator, says what it is held against.
    Variants(&'static str, &'static [(&'static str, &'static Check)]),
}

/// A format of strings.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "which of them are used is the spec's")]
pub(crate) enum Format {
    /// `A.B.C.D/N`
    Ipv4Cidr,
    /// Printable ASCII without `"` and `?`.
    Md5Key,
}

impl Check {
    /// What is wrong with a value, and where in it: `bgp.extra_prefixes[0] is no ..`. What a value says with a type that the
    /// spec does not give it is the API's to judge.
    pub(crate) fn fault(&self, value: &Value) -> Option<String> {
        let mut path = String::new();
        let why = self.find(value, &mut path)?;
        Some(if path.is_empty() { why } else { format!("{path} {why}") })
    }

    /// Leaves `path` at the place of the fault.
    fn find(&self, value: &Value, path: &mut String) -> Option<String> {
        match (self, value) {
            (Check::Number { minimum, maximum }, Value::Number(number)) => {
                let number = number.as_f64()?;
                match (*minimum, *maximum) {
                    (Some(minimum), _) if number < minimum => {
                        Some(format!("is below {minimum}, the least that is allowed"))
                    }
                    (_, Some(maximum)) if number > maximum => {
                        Some(format!("is above {maximum}, the most that is allowed"))
                    }
                    _ => None,
                }
            }
            (
                Check::Text {
                    min_length,
                    max_length,
                    format,
                },
                Value::String(text),
            ) => {
                let length = text.chars().count() as u64;
                match (*min_length, *max_length) {
                    (Some(1), _) if length == 0 => Some("is empty".to_owned()),
                    (Some(least), _) if length < least => Some(format!("is shorter than {least} characters")),
                    (_, Some(most)) if length > most => Some(format!("is longer than {most} characters")),
                    _ => format.and_then(|format| format.fault(text)).map(str::to_owned),
                }
            }
            (Check::Each(check), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                items.find_map(|(index, item)| check.find_within(path, &format!("[{index}]"), item))
            }
            (Check::Each(check), Value::Object(members)) => {
                let mut members = members.iter();
                members.find_map(|(name, member)| check.find_within(path, name, member))
            }
            (Check::Fields(fields), Value::Object(members)) => {
                let mut fields = fields.iter();
                fields.find_map(|(name, check)| check.find_within(path, name, members.get(*name)?))
            }
            (Check::Variants(discriminator, variants), Value::Object(members)) => {
                let kind = members.get(*discriminator)?.as_str()?;
                let (_, check) = variants.iter().find(|(value, _)| *value == kind)?;
                check.find(value, path)
            }
            _ => None,
        }
    }

    /// The same for a part of a value: a step further down the path.
    fn find_within(&self, path: &mut String, step: &str, part: &Value) -> Option<String> {
        let length = path.len();
        if length > 0 && !step.starts_with('[') {
            path.push('.');
        }
        path.push_str(step);
        let why = self.find(part, path);
        if why.is_none() {
            path.truncate(length);
        }
        why
    }
}

impl Format {
    fn fault(self, text: &str) -> Option<&'static str> {
        let (good, why) = match self {
            Format::Ipv4Cidr => (is_ipv4_cidr(text), "is no IPv4 prefix of the form A.B.C.D/N"),
            Format::Md5Key => (
                text.bytes()
                    .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'?')),
                "has a character other than printable ASCII without `\"` and `?`",
            ),
        };
        (!good).then_some(why)
    }
}

fn is_ipv4_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    let digits = (1..=2).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
    address.parse::<Ipv4Addr>().is_ok() && digits && matches!(length.parse(), Ok(0_u64..=32))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Check, Format};

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
            assert_eq!(OUTER.fault(&value).as_deref(), expected, "{value}");
        }
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
            ("::1/64", false),
            (" 10.0.0.0/8", false),
        ] {
            assert_eq!(super::is_ipv4_cidr(text), good, "{text}");
        }
    }
}
