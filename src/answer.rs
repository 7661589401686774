//! Typed values out of good answers.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::refusal;
use crate::request::Request;
use crate::text::{clean, essence};
use crate::transport;
use crate::value::field::{Field, Typed};
use crate::value::json;

/// What makes a value of the body of a success.
pub(crate) type Read<T> = fn(&Exchange, &[u8]) -> Result<T, Error>;

/// Sends a request and reads its answer.
pub(crate) fn fetch<T>(request: &Request, read: Read<T>) -> Result<(Exchange, T), Error> {
    let (exchange, body) = transport::bytes(request)?;
    let value = read(&exchange, &body)?;
    Ok((exchange, value))
}

/// Decodes the body of a success, unless it says that it is none.
pub(crate) fn decode<T: DeserializeOwned>(exchange: &Exchange, body: &[u8]) -> Result<T, Error> {
    match json::read(body) {
        Ok(value) => accept(exchange, body).map(|()| value),
        Err(error) => Err(explain(exchange, body, error)),
    }
}

/// The same, of a type of the spec.
#[allow(dead_code, reason = "a specification may have no such answers")]
pub(crate) fn decode_typed<T: Field>(exchange: &Exchange, body: &[u8]) -> Result<T, Error> {
    decode(exchange, body).map(|Typed(value)| value)
}

/// Takes a body for a success, unless it says that it is none.
fn accept(exchange: &Exchange, body: &[u8]) -> Result<(), Error> {
    match refusal::says_failure(body) {
        true => Err(refused(exchange, body)),
        false => Ok(()),
    }
}

/// Decodes the body of a success that may have none.
#[allow(dead_code, reason = "a specification may have no such answers")]
pub(crate) fn decode_optional<T: Field>(exchange: &Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    match body {
        [] => Ok(None),
        body => decode_typed(exchange, body),
    }
}

/// Cloudflare's envelope around an answer; whether it says `success` is looked at for every answer.
#[derive(Deserialize)]
struct Envelope<T> {
    result: T,
}

/// Reads the `result` of the answer's envelope.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_result<T: Field>(exchange: &Exchange, body: &[u8]) -> Result<T, Error> {
    decode(exchange, body).map(|Envelope { result: Typed(result) }| result)
}

/// Reads the `result` of the answer's envelope, where there is any.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_optional_result<T: Field>(exchange: &Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    let envelope: Option<Envelope<Option<Typed<T>>>> = match body {
        [] => None,
        body => decode(exchange, body)?,
    };
    let result = envelope.and_then(|Envelope { result }| result);
    Ok(result.map(|Typed(result)| result))
}

/// Accepts the body of a success without content, whatever it is, unless it says that it is none.
pub(crate) fn accept_empty(exchange: &Exchange, body: &[u8]) -> Result<(), Error> {
    let label = exchange.content_type_str().map(essence).unwrap_or_default();
    accept(exchange, body)?;
    if label.eq_ignore_ascii_case("text/html") {
        // A page for people, such as a login, is nobody's success.
        let error = exchange.error(ErrorKind::Decode, "the answer is a web page");
        Err(error.with(|inner| inner.snippet = exchange.snippet(body)))
    } else {
        Ok(())
    }
}

/// Why a body did not decode, with the place.
pub(crate) fn explain(exchange: &Exchange, body: &[u8], error: serde_json::Error) -> Error {
    if body.is_empty() {
        return exchange.error(ErrorKind::Decode, "the answer is empty");
    }
    if refusal::is_refusal(body) {
        return refused(exchange, body);
    }
    let path = json::path_of(&error, body);
    undecodable(exchange, &path, error).with(|inner| {
        inner.snippet = exchange.snippet(body);
    })
}

/// The error for one value that did not decode, at `path` of the answer.
pub(crate) fn undecodable(exchange: &Exchange, path: &str, error: serde_json::Error) -> Error {
    let message = json::message_of(&error);
    let (inner_path, why) = split_path(&message);
    let path = exchange.scrub(join_path(path, &inner_path));
    let place = if path.is_empty() {
        String::new()
    } else {
        format!(" at `{}`", clean(&path, 200))
    };
    // Line and column say no more than a path does, but more than none.
    let line = match path.is_empty() {
        true => error.to_string().split_off(message.len()),
        false => String::new(),
    };
    let message = format!("the answer is not what is documented{place}: {why}{line}");
    let scrubbed = exchange.scrub(message.clone());
    let leaks = scrubbed != message;
    exchange.error(ErrorKind::Decode, scrubbed).with(|inner| {
        inner.path = Some(path).filter(|path| !path.is_empty());
        if !leaks {
            inner.source = Some(error.into());
        }
    })
}

/// The API error that a success turns out to be.
pub(crate) fn refused(exchange: &Exchange, body: &[u8]) -> Error {
    let report = refusal::read(exchange.content_type_str(), body);
    exchange.refusal(report, body)
}

/// The path inside a union, which its errors carry as "in `facility.name`: why", and the rest of
/// the message.
fn split_path(message: &str) -> (String, &str) {
    let (mut path, mut rest) = (String::new(), message);
    while let Some((inner, why)) = rest.strip_prefix("in `").and_then(|rest| rest.split_once("`: ")) {
        path = join_path(&path, inner);
        rest = why;
    }
    (path, rest)
}

/// Two paths as one; `.` alone is the path of the whole.
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
        ] {
            let (inner, rest) = split_path(message);
            assert_eq!((join_path(outer, &inner).as_str(), rest), (path, why));
        }
    }
}
