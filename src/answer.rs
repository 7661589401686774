//! Typed values out of good answers.

use std::cell::Cell;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::refusal::{self, Saying, TELLING, Verdict};
use crate::request::Request;
use crate::text::{clean, head};
use crate::transport;
use crate::value::field::{Field, Typed};
use crate::value::json;
use crate::value::watch::Watch;

/// What makes a value of the body of a success.
pub(crate) type Read<T> = fn(&mut Exchange, &[u8]) -> Result<T, Error>;

/// Sends a request and reads its answer.
pub(crate) fn fetch<T>(request: &Request, read: Read<T>) -> Result<(Exchange, T), Error> {
    let (mut exchange, body) = transport::bytes(request)?;
    let value = read(&mut exchange, &body)?;
    Ok((exchange, value))
}

/// Reads a value from a JSON text, and says whether one of its names at the top is [`TELLING`].
pub(crate) type Reading<T> = fn(&[u8]) -> serde_json::Result<(T, bool)>;

/// A value of a type of the spec: it keeps its names.
pub(crate) fn typed<T: Field>(text: &[u8]) -> serde_json::Result<(T, bool)> {
    let Typed(value) = json::read(text)?;
    let telling = TELLING.iter().any(|name| T::has_member(&value, name));
    Ok((value, telling))
}

/// A value of whatever type, whose names are seen while it is read.
pub(crate) fn watched<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<(T, bool)> {
    let telling = Cell::new(false);
    let value = json::read_watched(text, Watch::new(TELLING, &telling))?;
    Ok((value, telling.get()))
}

/// Decodes the body of a success. Its object is looked at again only where one of its names says that there is more to
/// know than the value, which no good answer has where the spec has no envelope.
pub(crate) fn decode<T>(exchange: &mut Exchange, body: &[u8], read: Reading<T>) -> Result<T, Error> {
    weigh(exchange, body)?;
    match read(body) {
        Ok((value, false)) => Ok(value),
        whole => settle(exchange, body, read, whole.map(|(value, _)| value)),
    }
}

/// The same, of a type of the spec.
#[allow(dead_code, reason = "a specification may have no such answers")]
pub(crate) fn decode_typed<T: Field>(exchange: &mut Exchange, body: &[u8]) -> Result<T, Error> {
    decode(exchange, body, typed)
}

/// Decodes the body of a success that may have none.
#[allow(dead_code, reason = "a specification may have no such answers")]
pub(crate) fn decode_optional<T: Field>(exchange: &mut Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    match body {
        [] => Ok(None),
        body => decode_typed(exchange, body),
    }
}

/// Cloudflare's envelope around an answer.
#[derive(Deserialize)]
struct Envelope<T> {
    success: bool,
    result: T,
    result_info: Option<Typed<Value>>,
}

/// Whether an object says of itself whether it is a success, as every envelope does.
#[derive(Deserialize)]
struct Says {
    success: Option<IgnoredAny>,
}

/// Reads the `result` of the answer's envelope; an answer without an envelope is read as what would be in it.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_result<T: Field>(exchange: &mut Exchange, body: &[u8]) -> Result<T, Error> {
    // As a struct of serde's, an envelope could also be an array.
    if !body.trim_ascii_start().starts_with(b"{") {
        return decode_typed(exchange, body);
    }
    weigh(exchange, body)?;
    match json::read::<Envelope<Typed<T>>>(body) {
        Ok(envelope) if envelope.success => {
            exchange.result_info = envelope.result_info.map(|Typed(info)| info);
            Ok(envelope.result.0)
        }
        Ok(_) => Err(refused(exchange, body)),
        Err(error) => {
            let says_success = json::read(body).is_ok_and(|Says { success }| success.is_some());
            let bare = if says_success { None } else { typed(body).ok() };
            settle(exchange, body, typed, bare.map(|(value, _)| value).ok_or(error))
        }
    }
}

/// Reads the `result` of the answer's envelope, where there is any.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_optional_result<T: Field>(exchange: &mut Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    match body {
        [] => Ok(None),
        body => read_result(exchange, body),
    }
}

/// Decides what an answer is that is not simply what was expected, where `whole` is what became of reading it as that: the
/// API's error, the value in an envelope that nobody spoke of, or the value itself.
fn settle<T>(exchange: &mut Exchange, body: &[u8], read: Reading<T>, whole: serde_json::Result<T>) -> Result<T, Error> {
    let read = |text| read(text).map(|(value, _)| value);
    match (find(exchange, body, whole.is_ok())?, whole) {
        (Place::Result(place), whole) => {
            // Not two of them at once.
            drop(whole);
            read(&body[place.clone()]).map_err(|error| explain_part(exchange, body, "result", place.start, error))
        }
        (_, Ok(value)) => Ok(value),
        (Place::Else(text), Err(error)) => read(text).map_err(|_| explain(exchange, body, error)),
        (Place::Whole, Err(error)) => Err(explain(exchange, body, error)),
    }
}

/// Where in an answer the value is.
enum Place<'a> {
    Whole,
    /// In an envelope.
    Result(Range<usize>),
    /// This is the value, unless the whole is.
    Else(&'a [u8]),
}

/// The envelope goes before the value. For a request by hand it is the other way: its type may be the envelope's.
fn find<'a>(exchange: &mut Exchange, body: &'a [u8], decoded: bool) -> Result<Place<'a>, Error> {
    let saying = listen(exchange, body, decoded)?;
    let succeeded = saying.verdict == Verdict::Success;
    Ok(match saying.result {
        Some(result) if succeeded && !exchange.called().is_raw() => Place::Result(result),
        Some(result) => Place::Else(&body[result]),
        // An envelope around nothing, which some types take.
        None if succeeded => Place::Else(b"null"),
        None => Place::Whole,
    })
}

/// What an answer says about itself, unless that is that it is a refusal.
fn listen(exchange: &mut Exchange, body: &[u8], decoded: bool) -> Result<Saying, Error> {
    let mut saying = refusal::look(exchange.media_type(), body).unwrap_or_default();
    match saying.verdict {
        Verdict::Refusal => Err(refused(exchange, body)),
        Verdict::Doubtful if !decoded => Err(refused(exchange, body)),
        _ => {
            exchange.result_info = saying.result_info.take();
            Ok(saying)
        }
    }
}

/// Refuses a body whose values would take many times its length in memory. What is short cannot.
fn weigh(exchange: &Exchange, body: &[u8]) -> Result<(), Error> {
    const LEAST: u64 = 1 << 20;
    let limit = exchange.client().max_answer_bytes.max(LEAST);
    if json::may_outweigh(body, limit) && json::weight(body) > limit {
        return Err(transport::too_heavy(exchange));
    }
    Ok(())
}

/// Accepts the body of a success without content, unless it says that it is none, or is no success of an API: what begins
/// as JSON must be that to its end.
pub(crate) fn accept_empty(exchange: &mut Exchange, body: &[u8]) -> Result<(), Error> {
    let label = exchange.media_type().unwrap_or_default();
    let text = refusal::strip_bom(body).trim_ascii_start();
    if label.eq_ignore_ascii_case("text/html") || text.starts_with(b"<") {
        // A page for people, such as a login, is nobody's success.
        let error = exchange.error(ErrorKind::Decode, "the answer is a web page");
        return Err(error.with(|inner| inner.snippet = exchange.snippet(body)));
    }
    if text.starts_with(b"{") || text.starts_with(b"[") {
        weigh(exchange, body)?;
        json::check(String::from_utf8_lossy(text).as_bytes()).map_err(|error| explain(exchange, text, error))?;
        listen(exchange, body, false)?;
    }
    Ok(())
}

/// Why a body did not decode, with the place.
pub(crate) fn explain(exchange: &Exchange, body: &[u8], error: serde_json::Error) -> Error {
    if body.is_empty() {
        return exchange.error(ErrorKind::Decode, "the answer is empty");
    }
    explain_part(exchange, body, "", 0, error)
}

/// Why the part of a body that begins at `start` and is called `name` did not decode.
fn explain_part(exchange: &Exchange, body: &[u8], name: &str, start: usize, error: serde_json::Error) -> Error {
    let path = join_path(name, &json::path_of(&error, &body[start..]));
    undecodable(exchange, &path, error).with(|inner| {
        inner.snippet = exchange.snippet(body);
    })
}

/// A reason may repeat a whole value.
const LONGEST_REASON: usize = 4 << 10;

/// The error for one value that did not decode, at `path` of the answer.
pub(crate) fn undecodable(exchange: &Exchange, path: &str, error: serde_json::Error) -> Error {
    let message = json::message_of(&error);
    let (inner_path, why) = split_path(&message);
    let why = head(why, LONGEST_REASON);
    let path = exchange.scrub(join_path(path, &inner_path));
    let place = if path.is_empty() {
        String::new()
    } else {
        format!(" at `{}`", clean(&path, 200))
    };
    // Line and column say no more than a path does, but more than none.
    let line = match path.is_empty() {
        true => format!("{error}").split_off(message.len()),
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
    let report = refusal::read(exchange.media_type(), body);
    exchange.refusal(report, &body[..body.len().min(transport::MAX_ERROR_BYTES)])
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
            (".", "in `a.b`c`: bad", "a.b`c", "bad"),
        ] {
            let (inner, rest) = split_path(message);
            assert_eq!((join_path(outer, &inner).as_str(), rest), (path, why));
        }
    }
}
