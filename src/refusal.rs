//! What an error answer says: the API's errors, and whether a success is none.

use std::borrow::Cow;
use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::retry::Hints;
use crate::text::essence;
use crate::value::json;

/// What an error answer says, as far as it can be understood.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) errors: Vec<ApiError>,
    pub(crate) hints: Hints,
}

/// Reads the body of an error: the usual envelope, its variants, and problem documents, by what it
/// holds rather than by its label.
pub(crate) fn read(content_type: Option<&str>, body: &[u8]) -> Report {
    let Ok(Value::Object(object)) = json::value(strip_bom(body)) else {
        return Report::default();
    };
    let mut report = Report::default();
    for name in ["errors", "error"] {
        match member(&object, name) {
            Some(Value::Array(entries)) => entries.iter().for_each(|entry| read_entry(entry, &mut report.errors)),
            Some(entry) => read_entry(entry, &mut report.errors),
            None => {}
        }
    }
    let labelled = content_type.is_some_and(|label| essence(label).eq_ignore_ascii_case("application/problem+json"));
    if labelled || looks_like_problem(&object) {
        report.hints = Hints {
            problem: true,
            retryable: member(&object, "retryable").and_then(Value::as_bool),
            after: member(&object, "retry_after").and_then(read_seconds),
        };
        let text = |name| text(&object, name);
        let message = match (text("title"), text("detail")) {
            (Some(title), Some(detail)) => format!("{title}: {detail}"),
            (title, detail) => title.or(detail).unwrap_or_default().to_owned(),
        };
        push(&mut report.errors, read_code(member(&object, "error_code")), message);
        if let Some(entry) = report.errors.last_mut() {
            entry.documentation_url = text("type").filter(|url| url.starts_with("http")).map(str::to_owned);
        }
    } else if report.errors.is_empty() {
        // {"code": .., "message": ".."} by itself.
        read_entry(&Value::Object(object), &mut report.errors);
    }
    report
}

/// Whether the body of a success says that it is an error. `"success": false` always says so; a
/// lone `"error"` only where the body is nothing else that was expected.
pub(crate) fn is_refusal(body: &[u8]) -> bool {
    says_failure(body)
        || match json::value(strip_bom(body)) {
            Ok(Value::Object(object)) => matches!(member(&object, "error"), Some(Value::String(_) | Value::Object(_))),
            _ => false,
        }
}

/// Whether a body says `"success": false`, whatever else is in it. Few do, so a search for the word comes first.
pub(crate) fn says_failure(body: &[u8]) -> bool {
    let body = strip_bom(body);
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        // What is no UTF-8 elsewhere is no matter. This looks for it slowly.
        Err(_) => String::from_utf8_lossy(body),
    };
    text.contains("\"success\"")
        && matches!(json::member(text.as_bytes(), "success"), Ok(Some(b"false")))
        && json::read::<IgnoredAny>(text.as_bytes()).is_ok()
}

/// A problem document that is not labelled as one.
fn looks_like_problem(object: &Map<String, Value>) -> bool {
    let has = |name| member(object, name).is_some();
    text(object, "title").is_some()
        && !has("success")
        && !has("errors")
        && ["status", "detail", "error_code", "retryable"].into_iter().any(has)
}

/// One entry of `errors` and what its `error_chain` adds.
fn read_entry(entry: &Value, errors: &mut Vec<ApiError>) {
    match entry {
        Value::String(message) => push(errors, (None, None), message.clone()),
        Value::Object(entry) => {
            let text = |name| text(entry, name).map(str::to_owned);
            let (code, message) = (read_code(member(entry, "code")), text("message").unwrap_or_default());
            let before = errors.len();
            push(errors, code, message);
            if let Some(error) = errors.get_mut(before) {
                error.documentation_url = text("documentation_url");
                error.pointer = entry
                    .get("source")
                    .and_then(|source| self::text(source.as_object()?, "pointer"))
                    .map(str::to_owned);
            }
            if let Some(Value::Array(chain)) = member(entry, "error_chain") {
                chain.iter().for_each(|entry| read_entry(entry, errors));
            }
        }
        Value::Number(_) => push(errors, read_code(Some(entry)), String::new()),
        _ => {}
    }
}

/// A member of an object.
#[inline(never)]
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name)
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    member(object, name).and_then(Value::as_str)
}

/// Adds an entry, unless nothing is known about it.
fn push(errors: &mut Vec<ApiError>, (code, code_text): (Option<i64>, Option<String>), message: String) {
    if code.is_some() || code_text.is_some() || !message.is_empty() {
        errors.push(ApiError {
            code,
            code_text,
            message,
            ..ApiError::default()
        });
    }
}

/// A code as a number if it is one, written as a string or not; else as it came.
fn read_code(code: Option<&Value>) -> (Option<i64>, Option<String>) {
    let text = match code {
        None | Some(Value::Null) => return (None, None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => json::text(other),
    };
    match text.trim_ascii().parse() {
        Ok(code) => (Some(code), None),
        Err(_) => (None, Some(text)),
    }
}

fn read_seconds(value: &Value) -> Option<Duration> {
    match value {
        // Never shorter than asked for; what is beyond the range of time is a wait that never ends.
        Value::Number(number) => {
            let seconds = number.as_f64().filter(|seconds| *seconds >= 0.0)?;
            Some(Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX))
        }
        Value::String(text) => text.trim_ascii().parse().ok().map(Duration::from_secs),
        _ => None,
    }
}

fn strip_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Report {
        super::read(Some("application/json; charset=utf-8"), body.as_bytes())
    }

    fn codes(body: &str) -> Vec<Option<i64>> {
        read(body).errors.iter().map(ApiError::code).collect()
    }

    #[test]
    fn the_usual_envelope_is_read_whole() {
        let report = read(
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
        assert_eq!(report.hints, Hints::default());
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
            read(r#"{"error":"no such thing"}"#).errors[0].message(),
            "no such thing"
        );
        assert_eq!(
            read(r#"{"error":{"code":"quota","message":"m"}}"#).errors[0].code_text(),
            Some("quota")
        );
        assert_eq!(read(r#"{"errors":["plain",5]}"#).errors.len(), 2);
        let huge = read(r#"{"errors":[{"code":99999999999999999999999}]}"#);
        assert!(huge.errors[0].code().is_none() && huge.errors[0].code_text().is_some());
        for nothing in ["", "<html>", "[]", "null", "{", "{\"errors\":{}}", &"[".repeat(10_000)] {
            assert!(read(nothing).errors.is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_problem_document_is_known_by_its_label_or_its_members() {
        let body = r#"{"type":"https://d/1015","title":"Error 1015","status":429,"detail":"limited","error_code":1015,
                       "retryable":true,"retry_after":29.5}"#;
        for label in ["application/problem+json", "application/json"] {
            let report = super::read(Some(label), body.as_bytes());
            assert_eq!(
                report.hints,
                Hints {
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
            !read(r#"{"success":false,"errors":[],"title":"t","status":1}"#)
                .hints
                .problem
        );
        for (after, read_as) in [
            ("1e300", Some(Duration::MAX)),
            ("-1", None),
            ("\"7\"", Some(Duration::from_secs(7))),
            ("{}", None),
        ] {
            let body = format!(r#"{{"title":"t","status":530,"retry_after":{after}}}"#);
            assert_eq!(read(&body).hints.after, read_as);
        }
    }

    #[test]
    fn only_success_false_at_the_top_makes_a_good_body_a_refusal() {
        for (body, failure) in [
            (r#"{"success":false}"#, true),
            (r#"{"result":null,"success" : false,"errors":[]}"#, true),
            (r#"{"success":true}"#, false),
            (r#"{"items":[{"success":false}]}"#, false),
            (r#"{"name":"\"success\":false"}"#, false),
            (r#"{"items":[],"next":null}"#, false),
            (r#"{"success":"false"}"#, false),
            (r#"{"success":false,"success":false}"#, false),
            (r#"{"success":false} x"#, false),
            (r#"{"success":false,"errors":["#, false),
            (r#"["success",false]"#, false),
            ("\u{feff}{\"success\":false}", true),
            (r#" {"x":[1e999,"\ud800",{"success":true}],"success":false}"#, true),
            ("", false),
        ] {
            assert_eq!(says_failure(body.as_bytes()), failure, "{body}");
        }
        assert!(says_failure(b"{\"x\":\"\xff\",\"success\":false}"));
    }
}
