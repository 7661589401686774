//! What holds for any input from outside. The bodies of property tests, and of the targets under `fuzz/`.

use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::answer;
use crate::exchange::Exchange;
use crate::operation::{Method, Operation};
use crate::refusal;
use crate::request::Request;
use crate::value::field::as_serde_does;
use crate::value::members;
use crate::value::object::{ExtraFields, open_struct, required};
use crate::{Auth, Client, ErrorKind, Unrecognized, retry};

static OPERATION: Operation = Operation {
    id: "get_thing",
    method: Method::Get,
    path: "/things/{thing}/raw",
    permissions: &["Read"],
    accept: &[],
    check: None,
    secrets: &[],
};

fn request() -> Option<Request> {
    let client = Client::builder()
        .auth(Auth::token("a-long-secret-token"))
        .base_url("http://127.0.0.1:1")
        .build();
    client.ok().map(|client| Request::new(&client, &OPERATION))
}

/// An error body, whatever it is, gives an error of one printable line of bounded length that keeps the status.
pub fn error_body(body: &[u8]) {
    let Some(request) = request() else { return };
    let mut exchange = Exchange::new(&request, request.limits(Duration::from_secs(60), false));
    exchange.status = Some(503);
    for label in [
        None,
        Some("application/json"),
        Some("application/problem+json"),
        Some("text/html"),
    ] {
        let error = exchange.refusal(refusal::read(label, body), body);
        let shown = format!("{error}|{error:?}");
        assert_eq!((error.status(), error.kind()), (Some(503), ErrorKind::Api));
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(shown.len() < 32 << 10, "{} bytes", shown.len());
    }
}

/// A `Retry-After`, whatever it is, is understood or not; a number of seconds is that number.
pub fn retry_after(value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let wait = retry::retry_after(&value, now);
    if let Ok(seconds) = value.parse::<u32>() {
        assert!(
            value.starts_with('+') || wait == Some(Duration::from_secs(seconds.into())),
            "{value:?}: {wait:?}"
        );
    }
}

/// A path parameter, whatever it is, is refused or one segment that decodes to it.
pub fn path(value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    let Some(request) = request() else { return };
    let names = !matches!(&*value, "" | "." | "..") && value.trim() == value && !value.contains(char::is_control);
    match request.path(&value).uri() {
        Ok(uri) => {
            let segments: Vec<&str> = uri.path().split('/').collect();
            let ["", "things", segment, "raw"] = segments[..] else {
                panic!("{segments:?}")
            };
            assert_eq!(percent_decode_str(segment).decode_utf8_lossy(), value);
            assert!(names, "{value:?}");
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidParameter);
            assert!(!names || value.len() > 10_000, "{value:?}: {error}");
        }
    }
}

/// An answer, whatever it is, decodes or is an error of one printable line.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "a generated struct is public, and its extra fields are read"
)]
pub fn answer(body: &[u8]) {
    struct Thing {
        name: String,
        sizes: Option<Vec<u64>>,
        next: Option<i64>,
        inner: Option<Box<Thing>>,
        kind: Option<Kind>,
        extra_fields: ExtraFields,
    }

    open_struct!(Thing {
        "name" name required,
        "sizes" sizes optional,
        "next" next nullable,
        "inner" inner optional,
        "kind" kind optional,
    });

    #[derive(Debug, Serialize)]
    enum Kind {
        Known(Box<Thing>, Option<u64>),
        Other(Unrecognized),
    }

    as_serde_does!(Kind);

    impl<'de> Deserialize<'de> for Kind {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let position = |name: &str| ["type", "inner", "size"].iter().position(|known| *known == name);
            members::read(deserializer, ["type", "inner", "size"], position, |members| {
                let [discriminator, inner, size] = &mut members.known;
                Ok(match discriminator.text() {
                    Some("known") => Kind::Known(required("inner", inner.read()?)?, size.optional()?),
                    _ => Kind::Other(members.unrecognized()),
                })
            })
        }
    }

    let Some(request) = request() else { return };
    let mut exchange = Exchange::new(&request, request.limits(Duration::from_secs(60), false));
    exchange.status = Some(200);
    if let Err(error) = answer::decode::<Thing>(&exchange, body) {
        let shown = error.to_string();
        assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Api), "{shown}");
        assert!(!shown.contains(char::is_control), "{shown:?}");
    }
    // Its kind of error, if any, is beside the point: it ends.
    let _ = answer::accept_empty(&exchange, body);
}

#[cfg(test)]
mod tests {
    use crate::random::Random;

    /// What the parsers look for.
    const WORDS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "null",
        "true",
        "false",
        "-1",
        "1e999",
        "18446744073709551616",
        "\"errors\"",
        "\"error\"",
        "\"code\"",
        "\"message\"",
        "\"success\"",
        "\"title\"",
        "\"status\"",
        "\"retry_after\"",
        "\"retryable\"",
        "\"name\"",
        "\"kind\"",
        "\"type\"",
        "\"known\"",
        "\"inner\"",
        "\"\\u0000\"",
        "\u{feff}",
        "\r\n",
        "\u{202e}",
        "%2e",
        "..",
        "/",
        "?",
        "#",
        "\\",
        "Sun, ",
        "06 ",
        "Nov ",
        "1994 ",
        "08:49:37 ",
        "GMT",
        "99999999999999999999",
        "0",
        "5",
    ];

    /// Bytes, and text made of words.
    fn input(random: &mut Random) -> Vec<u8> {
        match random.below(2) {
            0 => (0..random.below(200)).map(|_| random.bits() as u8).collect(),
            _ => (0..random.below(40))
                .map(|_| random.of(WORDS))
                .collect::<String>()
                .into_bytes(),
        }
    }

    fn holds(claim: fn(&[u8])) {
        let mut random = Random::new();
        for _ in 0..512 {
            let input = input(&mut random);
            // Of a claim that fails, the last one is the input.
            println!("{}", input.escape_ascii());
            claim(&input);
        }
    }

    #[test]
    fn an_error_body_of_any_bytes_keeps_the_status_and_prints_on_one_line() {
        holds(super::error_body);
    }

    #[test]
    fn a_retry_after_of_any_bytes_is_understood_or_not() {
        holds(super::retry_after);
    }

    #[test]
    fn a_path_parameter_of_any_text_is_refused_or_one_segment() {
        holds(super::path);
    }

    #[test]
    fn an_answer_of_any_bytes_decodes_or_is_an_error_on_one_line() {
        holds(super::answer);
    }
}
