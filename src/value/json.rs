//! JSON text: how it is parsed and split, and the path of an error in it.

use serde::Deserialize;
use serde::de::{Error, IgnoredAny};
use serde_json::Value;

/// Parses one JSON value.
///
/// The whole text is checked for UTF-8 once, which is faster than letting serde_json check each string.
pub(crate) fn parse<'de, T: Deserialize<'de>>(text: &'de [u8]) -> serde_json::Result<T> {
    serde_json::from_str(utf8(text)?)
}

/// Checks that the text is one JSON value.
pub(crate) fn validate(text: &[u8]) -> serde_json::Result<()> {
    parse(text).map(|IgnoredAny| ())
}

/// Parses a value of any type.
pub(crate) fn parse_value(text: &[u8]) -> serde_json::Result<Value> {
    parse(text)
}

/// The highest estimate per byte of text: that of `{},{},..`.
const HEAVIEST_BYTE: u64 = 46;

/// Estimates the memory of the value that a text is decoded into, in units of about 12 bytes. It is an upper bound for any type: a
/// struct can take hundreds of bytes for an object whose text is two bytes long.
pub(crate) fn estimate_memory(text: &[u8]) -> u64 {
    let (mut weight, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        at += 1;
        weight += match byte {
            b'{' => 128,
            b'[' => 24,
            b':' => 20,
            b',' => 8,
            b'"' => {
                at = string_end(text, at).unwrap_or(text.len());
                0
            }
            _ => 0,
        };
    }
    weight
}

/// A cheap first check: whether the estimate for a text of this length can exceed the limit at all.
pub(crate) fn may_exceed_memory(text: &[u8], limit: u64) -> bool {
    text.len() as u64 * HEAVIEST_BYTE > limit
}

fn utf8(text: &[u8]) -> serde_json::Result<&str> {
    std::str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().len();
        // serde_json moves the line and column from the message into the error.
        Error::custom(format!("not UTF-8 at line {line} column {column}"))
    })
}

/// Returns the next part of a valid array or object and moves `at` behind it. A part is an element, a name or a value, as raw text.
pub(crate) fn next_part<'a>(text: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let opening = usize::from(*at == 0);
    let between = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':');
    let begin = *at + opening + text.get(*at + opening..)?.iter().position(between)?;
    *at = value_end(text, begin);
    text.get(begin..*at).filter(|part| !part.is_empty())
}

/// The raw value of a field of a valid object. Duplicate fields are an error.
pub(crate) fn find_field<'a>(text: &'a [u8], name: &'static str) -> serde_json::Result<Option<&'a [u8]>> {
    let text = text.trim_ascii_start();
    let (mut at, mut found) = (0, None);
    while text.starts_with(b"{") {
        let (Some(key), Some(value)) = (next_part(text, &mut at), next_part(text, &mut at)) else {
            break;
        };
        if parse::<String>(key).is_ok_and(|key| key == name) && found.replace(value).is_some() {
            return Err(Error::duplicate_field(name));
        }
    }
    Ok(found)
}

/// The position behind the value that begins at `at`.
fn value_end(text: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at + 1).unwrap_or(text.len()),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// A value as JSON text.
pub(crate) fn to_text(value: &Value) -> String {
    // A parsed value has no NaN and no key that is not a string, so this cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// The depth that serde_json parses. Deeper text can be skipped, but must not use memory for each level.
const DEEPEST: usize = 128;

/// A container around the current position.
enum Step<'a> {
    /// An object, with the raw key that was read last.
    Member(Option<&'a [u8]>),
    /// An array, with the index of the current element.
    Element(usize),
}

/// The path of the value that an error is about, such as `items[3].facility.name`; empty for the whole text.
///
/// It is found afterwards from the error's line and column: a decoder that keeps track of the path is slower for every response.
pub(crate) fn error_path(error: &serde_json::Error, text: &[u8]) -> String {
    let Some(line) = error.line().checked_sub(1) else {
        return String::new();
    };
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line)
        .map(<[u8]>::len)
        .sum();
    path_at_end(text.get(..before + error.column()).unwrap_or(text))
}

/// The message of an error without its line and column.
pub(crate) fn error_message(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    if let Some(why) = message.strip_suffix(&place) {
        message.truncate(why.len());
    }
    message
}

/// The path of the value that begins or ends where the text breaks off, or else of the value around it.
fn path_at_end(text: &[u8]) -> String {
    let (mut steps, mut deeper, mut at) = (Vec::new(), 0_usize, 0);
    while let Some(byte) = text.get(at) {
        let begin = at;
        at += 1;
        match byte {
            b'{' | b'[' if steps.len() == DEEPEST => deeper += 1,
            b'}' | b']' if deeper > 0 => deeper -= 1,
            _ if deeper > 0 && *byte != b'"' => {}
            b'{' => steps.push(Step::Member(None)),
            b'[' => steps.push(Step::Element(0)),
            b'}' | b']' => {
                steps.pop();
                if steps.is_empty() {
                    break;
                }
            }
            b',' => match steps.last_mut() {
                Some(Step::Member(key)) => *key = None,
                Some(Step::Element(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let Some(end) = string_end(text, at) else { break };
                at = end;
                if let Some(Step::Member(key @ None)) = steps.last_mut() {
                    *key = Some(&text[begin..at]);
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(None) => {}
            Step::Member(Some(key)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&parse::<String>(key).unwrap_or_default());
            }
            Step::Element(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// The position behind the closing quote of the string whose content begins at `at`.
fn string_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => 2,
            _ => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fastrand::Rng;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only to be read")]
    struct Thing {
        name: String,
        parts: Option<Vec<Thing>>,
        sizes: Option<BTreeMap<String, [u8; 2]>>,
    }

    fn of_thing(text: &str) -> String {
        let error = serde_json::from_str::<Thing>(text).unwrap_err();
        let path = error_path(&error, text.as_bytes());
        assert!(!error_message(&error).contains("line"), "{error}");
        path
    }

    #[test]
    fn an_error_is_placed_at_the_value_that_it_is_about() {
        for (text, path) in [
            (r#"{"name": 7}"#, "name"),
            (r#"{"name": {"x": 1}}"#, "name"),
            (r#"{"name": []}"#, "name"),
            (r#"{"name": null, "parts": []}"#, "name"),
            (r#"{}"#, ""),
            (r#"[]"#, ""),
            (r#"7"#, ""),
            ("", ""),
            ("<html>", ""),
            (r#"{"name": "a"} {"name": 1}"#, ""),
            (r#"{"name": "a"} ["#, ""),
            (r#"{"name": "a", "parts": [{"na"#, "parts[0]"),
            (
                r#"{"name": "a", "parts": [{"name": "\\\"}],"}, {"name": "c", "parts": [{}]}]}"#,
                "parts[1].parts[0]",
            ),
            (
                "{\"name\": \"a\",\n\n \"parts\": [\n{\"name\": \"b\"},\n{\"name\": false}]}",
                "parts[1].name",
            ),
            (
                r#"{"name": "a", "unknown": {"d\u0065ep": [[{}], "x,{["]}, "parts": 5}"#,
                "parts",
            ),
            (
                r#"{"name": "a", "sizes": {"x.y": [1, 2], "\u00e9": [1, 300]}}"#,
                "sizes.\u{e9}[1]",
            ),
            (r#"{"name": "a", "name": "b"}"#, "name"),
            (r#"{"name": "a", "parts": [{"name": "b"#, "parts[0].name"),
        ] {
            let path = path.to_owned();
            assert_eq!(of_thing(text), path, "{text}");
        }
    }

    #[test]
    fn a_text_weighs_what_its_values_may_come_to_and_no_more_than_its_length_allows() {
        for (text, expected) in [
            ("5", 0),
            (r#""{},:[]\"""#, 0),
            (r#"{"a": 1}"#, 148),
            ("[1, 2]", 32),
            ("\"", 0),
            ("{{{", 384),
        ] {
            assert_eq!(estimate_memory(text.as_bytes()), expected, "{text}");
        }
        let densest = "{},".repeat(1_000);
        assert_eq!(estimate_memory(densest.as_bytes()), 136_000);
        assert!(!may_exceed_memory(densest.as_bytes(), 138_000) && may_exceed_memory(densest.as_bytes(), 137_999));
    }

    #[test]
    fn no_text_is_too_odd_to_be_walked() {
        let deep = "[".repeat(100_000);
        let skipped = format!(r#"{{"unknown": {deep}{}, "name": 1}}"#, "]".repeat(100_000));
        assert_eq!(path_at_end(skipped.strip_suffix('}').unwrap().as_bytes()), "name");
        for text in ["\"", "\"\\", "}]},,", "{\"a\"\"b\",", &deep] {
            path_at_end(text.as_bytes());
        }
    }

    fn parts(text: &str) -> Vec<&str> {
        let mut at = 0;
        let parts = std::iter::from_fn(|| next_part(text.as_bytes(), &mut at));
        parts.map(|part| std::str::from_utf8(part).unwrap()).collect()
    }

    #[test]
    fn the_parts_of_an_array_or_object_are_given_as_they_are_written() {
        for (text, expected) in [
            ("[]", &[][..]),
            ("[ ]", &[]),
            ("{}", &[]),
            ("[1]", &["1"]),
            ("[ -1.50e3 ,\ttrue\n,null]", &["-1.50e3", "true", "null"]),
            (r#"["a,]\"}", "\\", ""]"#, &[r#""a,]\"}""#, r#""\\""#, r#""""#]),
            (r#"[[[], {"a": "]"}], {}]"#, &[r#"[[], {"a": "]"}]"#, "{}"]),
            (
                r#"{ "a" : [1, 2] , "b":{"c":3}}"#,
                &[r#""a""#, "[1, 2]", r#""b""#, r#"{"c":3}"#],
            ),
            ("{\"a\":1}", &["\"a\"", "1"]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_field_is_found_by_its_name_at_the_top() {
        for (text, found) in [
            (r#"{"a": 1, "items": [2]}"#, Some("[2]")),
            (" {\"\\u0069tems\": {}}", Some("{}")),
            (r#"{"a": {"items": 1}}"#, None),
            (r#"["items", 1]"#, None),
            (r#""items""#, None),
            ("{}", None),
            ("", None),
        ] {
            let field = find_field(text.as_bytes(), "items").unwrap();
            assert_eq!(field, found.map(str::as_bytes), "{text}");
        }
        let twice = find_field(br#"{"items": 1, "items": 1}"#, "items").unwrap_err();
        assert_eq!(twice.to_string(), "duplicate field `items`");
    }

    #[test]
    fn the_parts_of_any_array_are_its_elements() {
        /// Any characters, often those with a meaning in JSON.
        fn to_text(random: &mut Rng) -> String {
            let character = |_| match random.bool() {
                true => *random
                    .choice(&['"', '\\', '[', ']', '{', '}', ':', ',', '\n', '\0'])
                    .unwrap(),
                false => random.char(..),
            };
            (0..12).map(character).collect()
        }

        let mut random = Rng::with_seed(7);
        for _ in 0..256 {
            let texts = random.usize(..5);
            let mut elements: Vec<Value> = (0..texts).map(|_| to_text(&mut random).into()).collect();
            let numbers = random.usize(..5);
            elements.extend((0..numbers).map(|_| Value::from(f64::from_bits(random.u64(..)))));
            let nested = Value::from(vec![Value::from(elements.clone()), Value::from(elements.clone())]);
            let pretty = serde_json::to_string_pretty(&elements).unwrap();
            for text in [Value::from(elements.clone()).to_string(), pretty] {
                let written: Vec<String> = elements.iter().map(Value::to_string).collect();
                assert_eq!(parts(&text), written);
            }
            assert_eq!(parts(&nested.to_string()).len(), 2);
        }
    }

    #[test]
    fn a_text_that_is_no_json_has_an_end_all_the_same() {
        let mut random = Rng::with_seed(7);
        for _ in 0..1_024 {
            let length = random.usize(..40);
            let text: String = (0..length)
                .map(|_| {
                    *random
                        .choice(&['[', ']', '{', '}', '"', ':', ',', '\\', ' ', 'a', '1'])
                        .unwrap()
                })
                .collect();
            let (mut at, mut count) = (0, 0);
            while next_part(text.as_bytes(), &mut at).is_some() {
                count += 1;
            }
            assert!(count <= text.len(), "{text}");
            let _ = find_field(text.as_bytes(), "a");
            estimate_memory(text.as_bytes());
        }
    }
}
