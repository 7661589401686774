//! Decodes the body of a success, as a type of the spec or as a type of the caller. `error/envelope.rs` decides what is an envelope and
//! what is an error response.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::envelope::{self, Envelope, Verdict};
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::text::{is_invisible, printable, truncate};
use crate::transport;
use crate::transport::exchange::Exchange;
use crate::value::json;
use crate::value::lenient::As;
use crate::value::response::{ResponseType, Success};

/// Decodes the body of a success.
pub(crate) type Decode<T> = fn(&mut Exchange, &[u8]) -> Result<T, Error>;

/// Sends a request and decodes its response.
pub(crate) fn send_and_decode<T>(request: &Request, decode: Decode<T>) -> Result<(Exchange, T), Error> {
    let (mut exchange, body) = transport::send_for_bytes(request)?;
    let value = decode(&mut exchange, &body)?;
    Ok((exchange, value))
}

/// Decodes a type of the spec.
pub(crate) fn decode<T: ResponseType>(exchange: &mut Exchange, body: &[u8]) -> Result<T, Error> {
    check_memory(exchange, body)?;
    let value = match decode_typed::<T>(body) {
        Ok(value) if !envelope::may_be_envelope(&value) => return Ok(value),
        value => value,
    };
    let envelope = inspect_envelope(exchange, body, T::SUCCESS, value.is_ok())?;
    match (envelope.result, value) {
        (Some(result), value) if envelope.verdict == Verdict::Success => {
            // Two values at once would need too much memory.
            drop(value);
            decode_result(exchange, body, result, decode_typed)
        }
        (_, Ok(value)) => Ok(value),
        (Some(result), Err(error)) => decode_typed(&body[result]).map_err(|_| decode_error(exchange, body, error)),
        // An empty envelope is null, which some types accept.
        (None, Err(error)) if envelope.verdict == Verdict::Success && !envelope.has_others => {
            decode_typed(b"null").map_err(|_| decode_error(exchange, body, error))
        }
        (None, Err(error)) => Err(decode_error(exchange, body, error)),
    }
}

/// Decodes the body of a success, if there is one.
#[allow(dead_code, reason = "our own spec has no such response")]
pub(crate) fn decode_optional<T: ResponseType>(exchange: &mut Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    match body {
        [] => Ok(None),
        body => decode(exchange, body),
    }
}

/// Cloudflare's envelope, for operations whose spec has it.
#[derive(Deserialize)]
struct Documented<T> {
    success: bool,
    result: T,
    result_info: Option<Value>,
}

/// A value of a type of the spec, decoded by its adapter.
struct ByAdapter<T>(T);

impl<'de, T: ResponseType> Deserialize<'de> for ByAdapter<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::Adapter::deserialize_as(deserializer).map(ByAdapter)
    }
}

/// Decodes the `result` of an envelope that the spec has. A response without the envelope is decoded as its `result`.
pub(crate) fn decode_enveloped<T: ResponseType>(exchange: &mut Exchange, body: &[u8]) -> Result<T, Error> {
    // Serde would also decode a struct from an array.
    if !body.trim_ascii_start().starts_with(b"{") {
        return decode(exchange, body);
    }
    check_memory(exchange, body)?;
    let error = match json::parse::<Documented<ByAdapter<T>>>(body) {
        Ok(documented) if documented.success => {
            exchange.result_info = documented.result_info;
            return Ok(documented.result.0);
        }
        Ok(_) => return Err(error_response(exchange, body)),
        Err(error) => error,
    };
    let bare = decode_typed::<T>(body).ok();
    let documented = if bare.is_some() { T::SUCCESS } else { Success::None };
    let envelope = inspect_envelope(exchange, body, documented, bare.is_some())?;
    match (envelope.result, bare) {
        (_, Some(value)) if envelope.verdict != Verdict::Success => Ok(value),
        (Some(result), bare) => {
            drop(bare);
            decode_result(exchange, body, result, decode_typed)
        }
        (None, _) => Err(decode_error(exchange, body, error)),
    }
}

/// Decodes the `result` of an envelope, if there is a body.
#[allow(dead_code, reason = "our own spec has no such response")]
pub(crate) fn decode_optional_enveloped<T: ResponseType>(
    exchange: &mut Exchange,
    body: &[u8],
) -> Result<Option<T>, Error> {
    match body {
        [] => Ok(None),
        body => decode_enveloped(exchange, body),
    }
}

/// Decodes a type of the caller. It checks for an envelope first, because the type may accept any JSON. An empty response is null.
pub(crate) fn decode_raw<T: DeserializeOwned>(exchange: &mut Exchange, body: &[u8]) -> Result<T, Error> {
    if body.is_empty()
        && let Ok(value) = json::parse(b"null")
    {
        return Ok(value);
    }
    check_memory(exchange, body)?;
    let envelope = envelope::parse_envelope(exchange.media_type(), body, Success::None).unwrap_or_default();
    let whole = |exchange: &Exchange| json::parse(body).map_err(|error| decode_error(exchange, body, error));
    exchange.result_info = envelope.result_info;
    match envelope.verdict {
        Verdict::Error => Err(error_response(exchange, body)),
        Verdict::Doubtful => whole(exchange).map_err(|_| error_response(exchange, body)),
        Verdict::Success if !exchange.reads_envelope() => match envelope.result {
            Some(result) => decode_result(exchange, body, result, |text| json::parse(text)),
            None if envelope.has_others => whole(exchange),
            None => json::parse(b"null").map_err(|error| decode_error(exchange, body, error)),
        },
        // An envelope without `success`, as other services send it.
        Verdict::Silent if !exchange.reads_envelope() => match (json::parse(body), envelope.result) {
            (Err(error), Some(result)) => json::parse(&body[result]).map_err(|_| decode_error(exchange, body, error)),
            (value, _) => value.map_err(|error| decode_error(exchange, body, error)),
        },
        Verdict::Success | Verdict::Silent => whole(exchange),
    }
}

/// Decodes a text as a type of the spec.
pub(crate) fn decode_typed<T: ResponseType>(text: &[u8]) -> serde_json::Result<T> {
    json::parse(text).map(|ByAdapter(value)| value)
}

/// The envelope of a body, or the error if the body is an error response. `decoded`: the body already decodes as the requested type.
fn inspect_envelope(
    exchange: &mut Exchange,
    body: &[u8],
    documented: Success,
    decoded: bool,
) -> Result<Envelope, Error> {
    let mut envelope = envelope::parse_envelope(exchange.media_type(), body, documented).unwrap_or_default();
    match envelope.verdict {
        Verdict::Error => Err(error_response(exchange, body)),
        Verdict::Doubtful if !decoded => Err(error_response(exchange, body)),
        _ => {
            exchange.result_info = envelope.result_info.take();
            Ok(envelope)
        }
    }
}

/// Decodes the `result` of a body.
fn decode_result<T>(
    exchange: &Exchange,
    body: &[u8],
    result: Range<usize>,
    read: fn(&[u8]) -> serde_json::Result<T>,
) -> Result<T, Error> {
    let start = result.start;
    read(&body[result]).map_err(|error| decode_part_error(exchange, body, "result", start, error))
}

/// Rejects a body whose values would use many times its length in memory. A short body is always accepted.
fn check_memory(exchange: &Exchange, body: &[u8]) -> Result<(), Error> {
    const LEAST: u64 = 1 << 20;
    let limit = exchange.client().max_response_bytes.max(LEAST);
    if json::may_exceed_memory(body, limit) && json::estimate_memory(body) > limit {
        return Err(transport::too_much_memory(exchange));
    }
    Ok(())
}

/// Checks the body of a success that should have no content. It rejects an error response, HTML, invalid JSON and other encodings than
/// UTF-8.
pub(crate) fn decode_empty(exchange: &mut Exchange, body: &[u8]) -> Result<(), Error> {
    let reject = |exchange: &Exchange, why| {
        let error = exchange.error(ErrorKind::Decode, why);
        Err(error.with_details(|inner| inner.snippet = exchange.snippet(body)))
    };
    // UTF-16 has zero bytes. It could be an error response.
    if body.contains(&0) {
        return reject(exchange, "the response is not UTF-8 text");
    }
    let label = exchange.media_type().unwrap_or_default();
    let text = String::from_utf8_lossy(body);
    let is_blank = |character: char| character.is_whitespace() || is_invisible(character);
    let text = text.trim_start_matches(is_blank);
    if label.eq_ignore_ascii_case("text/html") || text.starts_with('<') {
        return reject(exchange, "unexpected HTML or XML response (a proxy or login page?)");
    }
    if text.starts_with(['{', '[']) {
        let text = text.as_bytes();
        check_memory(exchange, text)?;
        json::validate(text).map_err(|error| decode_error(exchange, text, error))?;
        inspect_envelope(exchange, text, Success::None, false)?;
    }
    Ok(())
}

/// The error for a body that did not decode, with the path.
pub(crate) fn decode_error(exchange: &Exchange, body: &[u8], error: serde_json::Error) -> Error {
    if body.is_empty() {
        return exchange.error(ErrorKind::Decode, "expected JSON, got an empty response");
    }
    if body.trim_ascii_start().starts_with(b"<") {
        return exchange
            .error(
                ErrorKind::Decode,
                "expected JSON, got HTML or XML (a proxy or login page?)",
            )
            .with_details(|inner| {
                inner.snippet = exchange.snippet(body);
                inner.source = Some(Arc::new(error));
            });
    }
    decode_part_error(exchange, body, "", 0, error)
}

/// The error for a part of a body that did not decode. It begins at `start`, and its path is `name`.
fn decode_part_error(exchange: &Exchange, body: &[u8], name: &str, start: usize, error: serde_json::Error) -> Error {
    let path = join_path(name, &json::error_path(&error, &body[start..]));
    undecodable(exchange, &path, error).with_details(|inner| {
        inner.snippet = exchange.snippet(body);
    })
}

/// The reason may repeat a whole value, and the path may contain names of any length.
const LONGEST_REASON: usize = 4 << 10;

/// The error for a value that did not decode, at this path of the response.
pub(crate) fn undecodable(exchange: &Exchange, path: &str, error: serde_json::Error) -> Error {
    let message = json::error_message(&error);
    let (inner_path, why) = split_path(&message);
    let why = truncate(why, LONGEST_REASON);
    let path = join_path(path, &inner_path);
    let path = exchange.redact(truncate(&path, LONGEST_REASON).to_owned());
    let place = if path.is_empty() {
        String::new()
    } else {
        format!(" at `{}`", printable(&path, 200))
    };
    // Line and column help only if there is no path.
    let line = match path.is_empty() {
        true => format!("{error}").split_off(message.len()),
        false => String::new(),
    };
    let message = format!("cannot decode the response{place}: {why}{line}");
    let redacted = exchange.redact(message.clone());
    let leaks = redacted != message;
    exchange.error(ErrorKind::Decode, redacted).with_details(|inner| {
        inner.path = Some(path).filter(|path| !path.is_empty());
        if !leaks {
            inner.source = Some(Arc::new(error));
        }
    })
}

/// The error for a success whose body is an API error.
pub(crate) fn error_response(exchange: &Exchange, body: &[u8]) -> Error {
    let report = envelope::parse_error_body(exchange.media_type(), body);
    exchange.error_response(report, &body[..body.len().min(transport::MAX_ERROR_BYTES)])
}

/// Splits the error of a union, "in `facility.name`: why", into the path and the rest of the message.
fn split_path(message: &str) -> (String, &str) {
    let (mut path, mut rest) = (String::new(), message);
    while let Some((inner, why)) = rest.strip_prefix("in `").and_then(|rest| rest.split_once("`: ")) {
        path = join_path(&path, inner);
        rest = why;
    }
    (path, rest)
}

/// Joins two paths. The path `.` is the whole value.
pub(crate) fn join_path(outer: &str, inner: &str) -> String {
    let [outer, inner] = [outer, inner].map(|path| if path == "." { "" } else { path });
    let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') {
        ""
    } else {
        "."
    };
    format!("{outer}{dot}{inner}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_inside_a_union_is_joined_to_the_one_outside() {
        for (outer, message, path, why) in [
            (".", "missing field", "", "missing field"),
            ("items[3]", "missing field", "items[3]", "missing field"),
            (
                "items[3]",
                "in `facility.name`: bad at line 1",
                "items[3].facility.name",
                "bad at line 1",
            ),
            (".", "in `a`: in `[2]`: in `b.c`: bad", "a[2].b.c", "bad"),
            ("items[3]", "in `.`: bad", "items[3]", "bad"),
            ("x", "in `unclosed", "x", "in `unclosed"),
            (".", "in `a.b`c`: bad", "a.b`c", "bad"),
        ] {
            let (inner, rest) = split_path(message);
            assert_eq!((join_path(outer, &inner).as_str(), rest), (path, why));
        }
    }
}
