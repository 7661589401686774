//! Parses envelopes and error responses. A JSON object with a field `success` is an envelope, and a `success` that is not `true`
//! makes it an error response. An object without `success` is an error response if it consists of nothing but an error.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::error::retry::{self, RetryHints};
use crate::text::strip_bom;
use crate::value::json;
use crate::value::response::{ResponseType, Success};

/// The most error entries that are kept. No API sends more, but a hostile server could.
const MOST_ENTRIES: usize = 1_000;
/// The most bytes of a value that are parsed.
const LONGEST_PART: usize = 64 << 10;

/// Every envelope and every error response has at least one of these fields.
const MARKERS: &[&str] = &["success", "errors", "error", "title", "result"];

/// The other fields that are kept, of an envelope or a problem document.
const KNOWN: &[&str] = &[
    "code",
    "message",
    "documentation_url",
    "source",
    "error_chain",
    "type",
    "title",
    "status",
    "detail",
    "error_description",
    "error_code",
    "retryable",
    "retry_after",
];

/// The content of an error response.
#[derive(Debug, Default)]
pub(crate) struct ErrorBody {
    pub(crate) errors: Vec<ApiError>,
    pub(crate) hints: RetryHints,
    /// A `success` is neither true nor false, so the request may have been carried out.
    pub(crate) is_ambiguous: bool,
}

/// The fields of an envelope that was received with a success status.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) verdict: Verdict,
    /// The byte range of `result` in the body. `None` for null.
    pub(crate) result: Option<Range<usize>>,
    pub(crate) result_info: Option<Value>,
    /// The object has fields that no envelope has.
    pub(crate) has_others: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Verdict {
    /// The body has neither `success` nor an error.
    #[default]
    Silent,
    /// `success` is `true`.
    Success,
    /// `success` is not `true`, or the body consists of nothing but an error.
    Error,
    /// The body has no `success`, and an error among other fields.
    Doubtful,
}

/// Whether a decoded value could be an envelope or an error response: it has an unknown field with the name of one of theirs, or its
/// type declares a boolean `success`.
pub(crate) fn may_be_envelope<T: ResponseType>(value: &T) -> bool {
    matches!(T::SUCCESS, Success::Boolean | Success::NullableBoolean)
        || MARKERS.iter().any(|name| value.has_unknown_field(name))
}

/// Parses the body of an error response: the usual envelope, its variants, and problem documents. The
/// fields decide which it is, because the content type is often wrong.
pub(crate) fn parse_error_body(media_type: Option<&str>, body: &[u8]) -> ErrorBody {
    EnvelopeFields::parse(&lossy(body)).map_or_else(ErrorBody::default, |fields| fields.report(media_type))
}

/// Parses a body that was received with a success status. `None` if it is not a JSON object. `documented` is how the spec declares
/// `success`.
pub(crate) fn parse_envelope(media_type: Option<&str>, body: &[u8], documented: Success) -> Option<Envelope> {
    let text = lossy(body);
    let mut fields = EnvelopeFields::parse(&text)?;
    match documented {
        Success::None | Success::Boolean => {}
        Success::NullableBoolean => fields.success.retain(|success| !success.is_null()),
        Success::Other => fields.success.clear(),
    }
    // Replaced bytes shift the ranges, so that they do not fit the body.
    let is_mended = matches!(text, Cow::Owned(_));
    let result = fields.result.clone().filter(|_| !is_mended);
    let offset = body.len() - strip_bom(body).len();
    Some(Envelope {
        result: result.map(|result| result.start + offset..result.end + offset),
        result_info: fields.result_info.take(),
        has_others: fields.has_others || !fields.known.is_empty() || is_mended,
        verdict: fields.verdict(media_type),
    })
}

/// The body without a byte-order mark. Invalid UTF-8 is replaced.
fn lossy(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(strip_bom(body))
}

/// The fields of a JSON object that tell an envelope, an error response and other values apart.
#[derive(Default)]
struct EnvelopeFields {
    /// The value of each field `success`: duplicates are kept.
    success: Vec<Value>,
    /// The parsed entries of `errors` and `error`.
    errors: Vec<ApiError>,
    /// There is an array `errors` or `error`.
    has_errors: bool,
    /// That array is not empty.
    has_entries: bool,
    result_info: Option<Value>,
    /// The fields of [`KNOWN`].
    known: Map<String, Value>,
    result: Option<Range<usize>>,
    /// There are fields that no envelope and no problem document has.
    has_others: bool,
}

impl EnvelopeFields {
    /// Parses a text that is one JSON object, field by field, to save memory on a long text. `None` for any other text.
    fn parse(text: &str) -> Option<Self> {
        let begin = text.len() - text.trim_ascii_start().len();
        let object = &text.as_bytes()[begin..];
        if !object.starts_with(b"{") || json::validate(object).is_err() {
            return None;
        }
        let mut fields = Self::default();
        let mut at = 0;
        while let (Some(name), Some(value)) = (json::next_part(object, &mut at), json::next_part(object, &mut at)) {
            match json::parse::<String>(name).unwrap_or_default().as_str() {
                "success" => fields.success.push(parse_part(value)),
                "errors" | "error" if value.starts_with(b"[") => {
                    fields.has_errors = true;
                    let mut at = 0;
                    while let Some(entry) = json::next_part(value, &mut at) {
                        fields.has_entries = true;
                        if fields.errors.len() < MOST_ENTRIES {
                            parse_entry(&parse_part(entry), &mut fields.errors);
                        }
                    }
                }
                "errors" | "error" => parse_entry(&parse_part(value), &mut fields.errors),
                "result" if value == b"null" => fields.result = None,
                "result" => fields.result = Some(begin + at - value.len()..begin + at),
                "result_info" => fields.result_info = Some(parse_part(value)),
                "messages" => {}
                name if KNOWN.contains(&name) => {
                    fields.known.insert(name.to_owned(), parse_part(value));
                }
                _ => fields.has_others = true,
            }
        }
        Some(fields)
    }

    fn verdict(&self, media_type: Option<&str>) -> Verdict {
        let denies_success = self.success.iter().any(|success| *success != Value::Bool(true));
        let has_errors = self.has_entries || !self.errors.is_empty();
        let has_others = self.has_others || self.result.is_some();
        if denies_success || (self.success.is_empty() && self.is_problem(media_type, true)) {
            Verdict::Error
        } else if !self.success.is_empty() {
            Verdict::Success
        } else if has_errors && has_others {
            Verdict::Doubtful
        } else if has_errors {
            Verdict::Error
        } else {
            Verdict::Silent
        }
    }

    /// Whether this is a problem document (RFC 9457), by its content type or its fields. With a success status the fields must prove
    /// more, because ordinary values have titles too.
    fn is_problem(&self, media_type: Option<&str>, succeeded: bool) -> bool {
        let has = |name| self.known.get(name).is_some();
        let has_error_status = || {
            let status = self.known.get("status").and_then(Value::as_u64);
            has("error_code") || matches!(status, Some(400..=599))
        };
        let is_unlabelled = || {
            string_field(&self.known, "title").is_some()
                && self.success.is_empty()
                && !self.has_errors
                && match succeeded {
                    true => has_error_status(),
                    false => ["status", "detail", "error_code", "retryable"].into_iter().any(has),
                }
        };
        media_type.is_some_and(|label| label.eq_ignore_ascii_case("application/problem+json")) || is_unlabelled()
    }

    fn report(self, media_type: Option<&str>) -> ErrorBody {
        let is_problem = self.is_problem(media_type, false);
        let mut report = ErrorBody {
            is_ambiguous: self.success.iter().any(is_ambiguous),
            errors: self.errors,
            hints: RetryHints::default(),
        };
        let object = self.known;
        if is_problem {
            report.hints = RetryHints {
                problem: true,
                retryable: object.get("retryable").and_then(Value::as_bool),
                after: object.get("retry_after").and_then(parse_seconds),
            };
            let text = |name| string_field(&object, name);
            let message = match (text("title"), text("detail")) {
                (Some(title), Some(detail)) => format!("{title}: {detail}"),
                _ => message(&object).to_owned(),
            };
            let code = object.get("error_code").or(object.get("code"));
            push_error(&mut report.errors, parse_code(code), message);
            if let Some(entry) = report.errors.last_mut() {
                entry.documentation_url = text("type").filter(|url| url.starts_with("http")).map(str::to_owned);
            }
        } else {
            // {"code": .., "message": ".."}, alone or next to an `error`.
            let mut entries = Vec::new();
            parse_entry(&Value::Object(object), &mut entries);
            entries.retain(|entry| !report.errors.contains(entry));
            report.errors.append(&mut entries);
        }
        report
    }
}

/// Whether a `success` is neither true nor false.
fn is_ambiguous(success: &Value) -> bool {
    !success.is_boolean() && !success.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false"))
}

/// Parses a value. A value that does not parse, such as one that was cut off, is kept as a string.
fn parse_part(text: &[u8]) -> Value {
    let beginning = &text[..text.len().min(LONGEST_PART)];
    match json::parse_value(beginning) {
        Ok(value) => value,
        Err(_) => String::from_utf8_lossy(beginning).into(),
    }
}

/// Parses one entry of `errors`, and the entries of its `error_chain`.
fn parse_entry(entry: &Value, errors: &mut Vec<ApiError>) {
    match entry {
        Value::String(message) => push_error(errors, (None, None), message.clone()),
        Value::Object(entry) => {
            let text = |name| string_field(entry, name).map(str::to_owned);
            let (code, message) = (parse_code(entry.get("code")), message(entry).to_owned());
            let before = errors.len();
            push_error(errors, code, message);
            if let Some(error) = errors.get_mut(before) {
                error.documentation_url = text("documentation_url");
                error.pointer = entry
                    .get("source")
                    .and_then(|source| self::string_field(source.as_object()?, "pointer"))
                    .map(str::to_owned);
            }
            if let Some(Value::Array(chain)) = entry.get("error_chain") {
                chain.iter().for_each(|entry| parse_entry(entry, errors));
            }
        }
        Value::Number(_) => push_error(errors, parse_code(Some(entry)), String::new()),
        _ => {}
    }
}

/// The message of an error. Services name this field differently.
fn message(entry: &Map<String, Value>) -> &str {
    let names = ["detail", "message", "title", "error_description"];
    let mut texts = names.into_iter().filter_map(|name| string_field(entry, name));
    texts.next().unwrap_or_default()
}

/// The text of a field. `None` if it is blank or not a string.
fn string_field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// Adds an entry that has a code or a message.
fn push_error(errors: &mut Vec<ApiError>, (code, code_text): (Option<i64>, Option<String>), message: String) {
    let is_empty = code.is_none() && code_text.is_none() && message.trim().is_empty();
    if !is_empty && errors.len() < MOST_ENTRIES {
        errors.push(ApiError {
            code,
            code_text,
            message,
            ..ApiError::default()
        });
    }
}

/// A code as a number if possible, also from a string. Any other code is kept as text.
fn parse_code(code: Option<&Value>) -> (Option<i64>, Option<String>) {
    let text = match code {
        None | Some(Value::Null) => return (None, None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => json::to_text(other),
    };
    match text.trim_ascii().parse() {
        Ok(code) => (Some(code), None),
        Err(_) => (None, Some(text)),
    }
}

fn parse_seconds(value: &Value) -> Option<Duration> {
    match value {
        Value::Number(number) => number
            .as_f64()
            .filter(|seconds| *seconds >= 0.0)
            .map(retry::retry_after),
        Value::String(text) => retry::parse_seconds(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_error_body(body: &str) -> ErrorBody {
        super::parse_error_body(Some("application/json; charset=utf-8"), body.as_bytes())
    }

    fn codes(body: &str) -> Vec<Option<i64>> {
        parse_error_body(body).errors.iter().map(ApiError::code).collect()
    }

    #[test]
    fn the_usual_envelope_is_parsed_completely() {
        let report = parse_error_body(
            r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error","documentation_url":"https://d",
               "source":{"pointer":"/slot_id"},"new":1,"error_chain":[{"code":9109,"message":"deeper"}]}],"messages":[],"result":null}"#,
        );
        assert_eq!(report.errors.len(), 2);
        let first = &report.errors[0];
        assert_eq!((first.code(), first.message()), (Some(10000), "Authentication error"));
        assert_eq!(
            (first.documentation_url(), first.pointer()),
            (Some("https://d"), Some("/slot_id"))
        );
        assert_eq!(report.errors[1].code(), Some(9109));
        assert_eq!(report.hints, RetryHints::default());
    }

    #[test]
    fn odd_envelopes_lose_nothing() {
        assert_eq!(codes(r#"{"success":false,"errors":null}"#), []);
        assert_eq!(codes(r#"{"success":false,"errors":[]}"#), []);
        assert_eq!(
            codes(r#"{"errors":[{"code":"10000"},{"code":9223372036854775807}]}"#),
            [Some(10000), Some(i64::MAX)]
        );
        assert_eq!(codes("\u{feff}{\"errors\":[{\"code\":1}]}"), [Some(1)]);
        assert_eq!(codes(r#"{"code":7003,"message":"m"}"#), [Some(7003)]);
        assert_eq!(
            parse_error_body(r#"{"error":"no such thing"}"#).errors[0].message(),
            "no such thing"
        );
        assert_eq!(
            parse_error_body(r#"{"error":{"code":"quota","message":"m"}}"#).errors[0].code_text(),
            Some("quota")
        );
        assert_eq!(parse_error_body(r#"{"errors":["plain",5]}"#).errors.len(), 2);
        let huge = parse_error_body(r#"{"errors":[{"code":99999999999999999999999}]}"#);
        assert!(huge.errors[0].code().is_none() && huge.errors[0].code_text().is_some());
        for nothing in ["", "<html>", "[]", "null", "{", "{\"errors\":{}}", &"[".repeat(10_000)] {
            assert!(parse_error_body(nothing).errors.is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_problem_document_is_known_by_its_label_or_its_fields() {
        let body = r#"{"type":"https://d/1015","title":"Error 1015","status":429,"detail":"limited","error_code":1015,
                       "retryable":true,"retry_after":29.5}"#;
        for label in ["application/problem+json", "application/json"] {
            let report = super::parse_error_body(Some(label), body.as_bytes());
            assert_eq!(
                report.hints,
                RetryHints {
                    problem: true,
                    retryable: Some(true),
                    after: Some(Duration::from_secs(30))
                }
            );
            assert_eq!(
                (report.errors[0].code(), report.errors[0].message()),
                (Some(1015), "Error 1015: limited")
            );
        }
        assert!(
            !parse_error_body(r#"{"success":false,"errors":[],"title":"t","status":1}"#)
                .hints
                .problem
        );
        for (after, expected) in [
            ("1e300", Some(Duration::from_secs(86_400))),
            ("\"29.5\"", Some(Duration::from_secs(30))),
            ("-1", None),
            ("\"7\"", Some(Duration::from_secs(7))),
            ("{}", None),
        ] {
            let body = format!(r#"{{"title":"t","status":530,"retry_after":{after}}}"#);
            assert_eq!(parse_error_body(&body).hints.after, expected);
        }
    }

    #[test]
    fn a_success_is_an_error_response_if_it_denies_success_or_is_nothing_but_an_error() {
        for (body, verdict) in [
            (r#"{"success":false}"#, Verdict::Error),
            (r#"{"success":false,"success":false}"#, Verdict::Error),
            (r#"{"success":true,"success":false}"#, Verdict::Error),
            (r#"{"success":false,"success":true}"#, Verdict::Error),
            (r#"{"succes\u0073":false}"#, Verdict::Error),
            (r#"{"success":"False"}"#, Verdict::Error),
            (r#"{"result":null,"success" : false,"errors":[]}"#, Verdict::Error),
            ("\u{feff}{\"success\":false}", Verdict::Error),
            (
                r#" {"x":[1e999,"\ud800",{"success":true}],"success":false}"#,
                Verdict::Error,
            ),
            (r#"{"errors":[{"code":1}]}"#, Verdict::Error),
            (r#"{"errors":["\ud83d"],"messages":[],"result":null}"#, Verdict::Error),
            (r#"{"error":"no"}"#, Verdict::Error),
            (r#"{"error":{"message":"no"}}"#, Verdict::Error),
            (
                r#"{"type":"about:blank","title":"Forbidden","status":403,"instance":"/x"}"#,
                Verdict::Error,
            ),
            (r#"{"error":"no","id":1}"#, Verdict::Doubtful),
            (r#"{"errors":[1],"result":{}}"#, Verdict::Doubtful),
            (r#"{"success":true,"errors":[{"code":1}]}"#, Verdict::Success),
            (r#"{"items":[{"success":false}]}"#, Verdict::Silent),
            (r#"{"name":"\"success\":false"}"#, Verdict::Silent),
            (r#"{"items":[],"next":null}"#, Verdict::Silent),
            (r#"{"error":null,"errors":[]}"#, Verdict::Silent),
            (r#"{"error":{},"errors":[]}"#, Verdict::Silent),
            (r#"{"errors":[{}]}"#, Verdict::Error),
            (r#"{"success":5}"#, Verdict::Error),
            (r#"{"success":0,"result":{"id":"x"}}"#, Verdict::Error),
            (r#"{"success":"no"}"#, Verdict::Error),
            (r#"{"success":null}"#, Verdict::Error),
            (r#"{"success":"true"}"#, Verdict::Error),
            (r#"{"title":"t","status":"open","detail":"d"}"#, Verdict::Silent),
            (r#"{"result":5}"#, Verdict::Silent),
            ("{}", Verdict::Silent),
        ] {
            assert_eq!(
                parse_envelope(None, body.as_bytes(), Success::None).unwrap().verdict,
                verdict,
                "{body}"
            );
        }
        let bytes = b"{\"x\":\"\xff\",\"success\":false}";
        assert_eq!(
            parse_envelope(None, bytes, Success::None).unwrap().verdict,
            Verdict::Error
        );
        for not_an_object in [
            r#"{"success":false} x"#,
            r#"{"success":false,"errors":["#,
            r#"["success",false]"#,
            "",
            "5",
        ] {
            assert!(
                parse_envelope(None, not_an_object.as_bytes(), Success::None).is_none(),
                "{not_an_object}"
            );
        }
        let labelled = parse_envelope(Some("application/problem+json"), br#"{"title":"t"}"#, Success::None);
        assert_eq!(labelled.unwrap().verdict, Verdict::Error);
    }

    #[test]
    fn an_envelope_has_the_range_of_its_result() {
        for (body, result) in [
            ("{\"success\":true,\"result\":{\"a\":1}}", Some("{\"a\":1}")),
            (" {\"resul\\u0074\" : [5] }", Some("[5]")),
            ("\u{feff}{\"result\":5}", Some("5")),
            ("{\"result\":null}", None),
            ("{\"x\":{\"result\":5}}", None),
        ] {
            let found = parse_envelope(None, body.as_bytes(), Success::None).unwrap().result;
            assert_eq!(found.map(|range| &body[range]), result, "{body}");
        }
    }

    #[test]
    fn only_the_first_thousand_entries_are_kept() {
        assert_eq!(
            parse_error_body(&format!("{{\"errors\":[{}1]}}", "1,".repeat(5_000)))
                .errors
                .len(),
            MOST_ENTRIES
        );
    }
}
