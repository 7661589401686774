//! Properties that hold for any input: the bodies of the property tests, and of the fuzz targets in `fuzz/`.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::response::decode;
use crate::transport::exchange::Exchange;
use ureq::http::Method;

use crate::error::envelope;
use crate::error::retry;
use crate::operation::Operation;
use crate::request::Request;
use crate::text::redaction::redact;
use crate::{Auth, Client, ErrorKind};

static OPERATION: Operation = Operation {
    id: Cow::Borrowed("get_thing"),
    method: Method::GET,
    path: Cow::Borrowed("/things/{thing}/raw"),
    permissions: &["Read"],
    accept: &[],
    secrets: &[],
    read_only: None,
};

fn request() -> Option<Request> {
    let client = Client::builder()
        .auth(Auth::token("a-long-secret-token"))
        .base_url("http://127.0.0.1:1")
        .build();
    client
        .ok()
        .map(|client| Request::new(&client, Cow::Borrowed(&OPERATION)))
}

/// Any error body gives an error that keeps the status, and that prints as one line of limited length.
pub fn error_body(body: &[u8]) {
    let Some(request) = request() else { return };
    let mut exchange = Exchange::new(&request, false);
    exchange.status = Some(503);
    for label in [
        None,
        Some("application/json"),
        Some("application/problem+json"),
        Some("text/html"),
    ] {
        let error = exchange.error_response(envelope::parse_error_body(label, body), body);
        let shown = format!("{error}|{error:?}");
        assert_eq!((error.status(), error.kind()), (Some(503), ErrorKind::Api));
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(shown.len() < 32 << 10, "{} bytes", shown.len());
    }
}

/// Any `Retry-After` is parsed or ignored. A number of seconds is limited to one day.
pub fn retry_after(value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let wait = retry::parse_retry_after(&value, now);
    assert!(wait <= Some(Duration::from_secs(86_400)), "{value:?}: {wait:?}");
    if let Ok(seconds) = value.parse::<u32>() {
        assert!(
            value.starts_with('+') || wait == Some(Duration::from_secs(seconds.min(86_400).into())),
            "{value:?}: {wait:?}"
        );
    }
}

/// Any path parameter is an error, or one segment that decodes to the parameter.
pub fn path(value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    let Some(request) = request() else { return };
    let valid = !matches!(&*value, "" | "." | "..") && value.trim() == value && !value.contains(char::is_control);
    match request.path(&value).uri() {
        Ok(uri) => {
            let segment = uri.path().strip_prefix("/things/");
            let segment = segment.and_then(|rest| rest.strip_suffix("/raw")).unwrap_or_default();
            assert!(!segment.contains('/'), "{uri}");
            assert_eq!(percent_decode_str(segment).decode_utf8_lossy(), value);
            assert!(valid, "{value:?}");
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidParameter);
            assert!(!valid || value.len() > 10_000, "{value:?}: {error}");
        }
    }
}

/// Types as the generator writes them, for the tests below.
#[allow(dead_code, unreachable_pub, reason = "generated types are public")]
mod thing {
    use serde::{Deserialize, Serialize, Serializer};

    use crate::value::extra_fields::ExtraFields;
    use crate::value::union;
    use crate::{Unrecognized, open_union, spec_struct};

    #[derive(Debug, Deserialize)]
    pub struct Thing {
        name: String,
        #[serde(default, deserialize_with = "crate::value::response::deserialize")]
        sizes: Option<Vec<u64>>,
        #[serde(default, deserialize_with = "crate::value::response::deserialize")]
        next: Option<i64>,
        inner: Option<Box<Thing>>,
        kind: Option<Kind>,
        #[serde(flatten)]
        extra_fields: ExtraFields,
    }

    spec_struct!(Thing {
        "name" name required,
        "sizes" sizes optional,
        "next" next optional,
        "inner" inner optional,
        "kind" kind optional,
    });

    #[derive(Debug)]
    pub enum Kind {
        Known(Box<Thing>),
        Unrecognized(Unrecognized),
    }

    impl Kind {
        fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
            match self {
                Self::Known(thing) => thing.extra_fields(),
                Self::Unrecognized(object) => object.as_object(),
            }
        }
    }

    impl<'de> Deserialize<'de> for Kind {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            union::deserialize_union(deserializer, "type", &["name"], |variant, fields| match variant {
                Some("known") => fields.into_variant().map(Self::Known),
                _ => fields.unrecognized().map(Self::Unrecognized),
            })
        }
    }

    impl Serialize for Kind {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Known(thing) => thing.serialize(serializer),
                Self::Unrecognized(object) => object.serialize(serializer),
            }
        }
    }

    open_union!(Kind);
}

/// Any response decodes, or is an error that prints as one line.
pub fn response(body: &[u8]) {
    let Some(request) = request() else { return };
    let mut exchange = Exchange::new(&request, false);
    exchange.status = Some(200);
    let decoded = [
        decode::decode_raw::<thing::Thing>(&mut exchange, body).map(drop),
        decode::decode::<thing::Thing>(&mut exchange, body).map(drop),
        decode::decode_enveloped::<thing::Thing>(&mut exchange, body).map(drop),
        decode::decode_optional::<Vec<thing::Thing>>(&mut exchange, body).map(drop),
        decode::decode_empty(&mut exchange, body),
    ];
    // A body with `"success": false` must be an API error for every type.
    let failed =
        serde_json::from_slice::<Value>(body).is_ok_and(|value| value.get("success") == Some(&Value::from(false)));
    for outcome in decoded {
        if let Err(error) = &outcome {
            let shown = error.to_string();
            assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Api), "{shown}");
            assert!(!shown.contains(char::is_control), "{shown:?}");
        }
        assert!(
            !failed || outcome.is_err_and(|error| error.kind() == ErrorKind::Api),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
}

/// The spellings of a `/` that `SECURITY.md` lists.
fn spellings() -> Vec<&'static str> {
    let text = include_str!("../SECURITY.md");
    let list = text.split("### How a secret is recognised").nth(1).unwrap_or_default();
    let items = list.lines().take_while(|line| !line.starts_with('#'));
    let items = items.filter(|line| line.starts_with("- `"));
    let spans = items.flat_map(|item| item.split('`').skip(1).step_by(2));
    let spellings: Vec<_> = spans
        .filter(|span| ["/", "2f", "2F", "47"].iter().any(|part| span.contains(part)))
        .collect();
    assert_eq!(spellings.len(), 8, "{spellings:?}");
    spellings
}

/// A character in the same spelling as a `/`.
fn spell(spelling: &str, character: char) -> String {
    let unit = u32::from(character);
    match spelling {
        // A letter or digit after a backslash has another meaning.
        "\\/" if character.is_alphanumeric() => character.into(),
        _ => spelling
            .replace("002f", &format!("{unit:04x}"))
            .replace("2f", &format!("{unit:02x}"))
            .replace("2F", &format!("{unit:02X}"))
            .replace("47", &unit.to_string())
            .replace('/', &character.to_string()),
    }
}

/// A secret is redacted in every spelling, also if it is escaped several times. Each input byte chooses the spelling of one character.
pub fn secret(choices: &[u8]) {
    let spellings = spellings();
    for secret in ["a-long/secret+token", "50%25-of/it &amp;all"] {
        let mut choices = choices.iter();
        let mut spelled = secret.to_owned();
        for _ in 0..4 {
            let characters = spelled.chars().map(|character| {
                let choice = usize::from(choices.next().copied().unwrap_or_default());
                let spelling = spellings.get(choice % (2 * spellings.len())).copied().unwrap_or("/");
                // Every encoder also escapes the characters that begin an escape.
                match (spelling, character) {
                    ("/", '\\' | '%' | '&') => spell("%2F", character),
                    _ => spell(spelling, character),
                }
            });
            spelled = characters.collect();
        }
        // Text right after the secret may be redacted too, because it may be the rest of an escaped character.
        let text = redact(format!("x {spelled}; and more than an escape"), &[secret.to_owned()]);
        assert_eq!(text, "x [redacted]; and more than an escape", "{spelled}");
        // A secret without its end is redacted too.
        let cut = spelled.char_indices().next_back().map_or("", |(at, _)| &spelled[..at]);
        let text = redact(format!("x {cut}"), &[secret.to_owned()]);
        assert_eq!(text, "x [redacted]", "{cut}");
    }
    // The text around a secret does not matter.
    let around = String::from_utf8_lossy(choices);
    let text = redact(
        format!("{around} a-long/secret+token{around}"),
        &["a-long/secret+token".to_owned()],
    );
    assert!(!text.contains("a-long/secret+token"), "{text}");
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    /// Words that the parsers know.
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
        "{\"success\":",
        "\"succes\\u0073\":",
        "\"result\":",
        "\"result_info\":",
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

    /// Random bytes, or random words.
    fn input(random: &mut Rng) -> Vec<u8> {
        match random.u8(..2) {
            0 => (0..random.usize(..200)).map(|_| random.u8(..)).collect(),
            _ => (0..random.usize(..40))
                .map(|_| *random.choice(WORDS).unwrap_or(&""))
                .collect::<String>()
                .into_bytes(),
        }
    }

    fn holds(claim: fn(&[u8])) {
        let mut random = Rng::with_seed(7);
        for _ in 0..512 {
            let input = input(&mut random);
            // If the test fails, the last line is the input.
            println!("{}", input.escape_ascii());
            claim(&input);
        }
    }

    #[test]
    fn any_error_body_keeps_the_status_and_prints_on_one_line() {
        holds(super::error_body);
    }

    #[test]
    fn any_retry_after_is_parsed_or_ignored() {
        holds(super::retry_after);
    }

    #[test]
    fn any_path_parameter_is_one_segment_or_an_error() {
        holds(super::path);
    }

    #[test]
    fn a_secret_is_redacted_in_any_spelling() {
        holds(super::secret);
    }

    #[test]
    fn any_response_decodes_or_is_an_error_on_one_line() {
        holds(super::response);
    }
}
