//! A request while it is built: its path, body and timeouts.
//!
//! `query.rs` and `headers.rs` add parameters and headers, `body.rs` has the trait of bodies, `secrets.rs` redacts the secrets of a
//! request, and `preview.rs` shows a request instead of sending it.
//!
//! Elsewhere: sending (`transport/`), the settings of all requests of a client (`client/`).

pub(crate) mod body;
pub(crate) mod headers;
pub(crate) mod preview;
pub(crate) mod query;
pub(crate) mod secrets;

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use ureq::http::{HeaderName, HeaderValue, Uri};

use crate::client::Client;
use crate::client::timeouts::{Timeouts, attempt_timeout, call_timeout};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::request::query::QueryValue;
use crate::text::segment;
use crate::value::json;

/// The request of one call. It stores its first error, which `send` returns.
///
/// It is reference-counted, because a running call, a document and a list all keep it. A change to a shared request copies it.
#[derive(Clone)]
pub(crate) struct Request(Arc<Parts>);

#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) operation: Cow<'static, Operation>,
    /// The base URL, and the part of the path that is already filled in.
    url: String,
    /// The length of that part in the path's template, in bytes.
    filled: usize,
    /// The path parameters that are filled in: the place of the name in the template, and of the value in `url`.
    segments: Vec<(Range<usize>, Range<usize>)>,
    pub(crate) query: Vec<(Cow<'static, str>, QueryValue)>,
    /// The headers that the call sets. `None` is an invalid value.
    pub(crate) headers: Vec<(HeaderName, Option<HeaderValue>)>,
    pub(crate) body: Option<Vec<u8>>,
    /// The media type of the body.
    pub(crate) content_type: &'static str,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    /// Whether to decode Cloudflare's envelope itself, not the `result` in it.
    pub(crate) reads_envelope: bool,
    /// Names of secrets, in addition to those of the operation.
    pub(crate) secret_names: Vec<String>,
    /// Why the request cannot be sent.
    fault: Option<String>,
}

impl Deref for Request {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Request {
    pub(crate) fn new(client: &Client, operation: Cow<'static, Operation>) -> Self {
        let base = client.base_url();
        let mut url = String::with_capacity(base.len() + operation.path.len() + 128);
        url.push_str(base);
        let mut parts = Parts {
            client: client.clone(),
            operation,
            url,
            filled: 0,
            segments: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            content_type: "application/json",
            timeout: None,
            attempt_timeout: None,
            max_retries: None,
            reads_envelope: false,
            secret_names: Vec::new(),
            fault: None,
        };
        parts.copy_literal();
        Self(Arc::new(parts))
    }

    /// The parts, to change them.
    pub(crate) fn parts(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }

    /// Fills the next `{name}` of the path with `value` as one encoded segment.
    pub(crate) fn path(self, value: &str) -> Self {
        self.fill(value, segment::encoded(value))
    }

    /// Fills the next `{name}` with `encoded`, after checking `value`.
    fn fill<'v>(mut self, value: &str, encoded: impl IntoIterator<Item = &'v str>) -> Self {
        let Some(name) = self.next_parameter() else {
            return self.fail("the path has no more parameters to set".into());
        };
        if let Some(problem) = segment::check_segment(value) {
            let why = format!("{name} {problem}");
            return self.fail(why);
        }
        let length = name.len() + 2;
        let parts = self.parts();
        let (begin, from) = (parts.filled, parts.url.len());
        parts.filled += length;
        parts.url.extend(encoded);
        parts
            .segments
            .push((begin + 1..parts.filled - 1, from..parts.url.len()));
        parts.copy_literal();
        self
    }

    /// Fills the next `{name}` of the path with a list. The commas between the values are not encoded.
    #[allow(dead_code, reason = "our own spec has no lists in a path")]
    pub(crate) fn path_list(self, values: impl IntoIterator<Item = impl ToString>) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        let encoded: Vec<String> = values.iter().map(|value| segment::encoded(value).to_string()).collect();
        self.fill(&values.join(","), [encoded.join(",").as_str()])
    }

    /// The path parameter that is filled next.
    pub(crate) fn next_parameter(&self) -> Option<&str> {
        let (name, _) = self.template().strip_prefix('{')?.split_once('}')?;
        Some(name)
    }

    /// Sets the body, without its read-only fields. The body is encoded only once, so that every attempt sends the same bytes.
    pub(crate) fn json(mut self, encoded: serde_json::Result<Vec<u8>>) -> Self {
        let mut body = match encoded {
            Ok(body) => body,
            Err(error) => return self.fail(format!("cannot serialize the body as JSON: {error}")),
        };
        if let Some(read_only) = self.operation.read_only
            && let Ok(mut value) = json::parse_value(&body)
            && read_only.remove_from(&mut value)
            && let Ok(without) = serde_json::to_vec(&value)
        {
            body = without;
        }
        self.parts().body = Some(body);
        self
    }

    /// Sets the media type of the body.
    #[allow(dead_code, reason = "our own spec has plain JSON alone")]
    pub(crate) fn content_type(mut self, content_type: &'static str) -> Self {
        self.parts().content_type = content_type;
        self
    }

    /// Sets a body that is not JSON.
    #[allow(dead_code, reason = "our own spec has plain JSON alone")]
    pub(crate) fn bytes(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        let parts = self.parts();
        parts.body = Some(body);
        parts.content_type = content_type;
        self
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.parts().timeout = Some(timeout);
        self
    }

    pub(crate) fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.parts().attempt_timeout = Some(timeout);
        self
    }

    pub(crate) fn max_retries(mut self, max_retries: u32) -> Self {
        self.parts().max_retries = Some(max_retries);
        self
    }

    /// The timeout of the whole call.
    pub(crate) fn time(&self, document: bool) -> Duration {
        call_timeout(self.timeout.or(self.client.inner().timeout), document)
    }

    /// The timeouts of one attempt, if the call has this much time left.
    pub(crate) fn timeouts(&self, left: Duration, document: bool) -> Timeouts {
        let attempt = attempt_timeout(self.attempt_timeout.or(self.client.inner().attempt_timeout));
        Timeouts::new(self.time(document), attempt, left, document)
    }

    /// The URL, or the error that prevents sending.
    pub(crate) fn uri(&self) -> Result<Uri, Error> {
        if let Some(fault) = &self.fault {
            return Err(self.invalid(fault.clone()));
        }
        if let Some(name) = self.next_parameter() {
            return Err(self.invalid(format!("the path parameter `{name}` is missing")));
        }
        let url = self.url(|_, value| value);
        let length = url.len();
        // Everything is encoded, so only the length can be invalid.
        Uri::try_from(url).map_err(|_| self.invalid(format!("the URL is too long: {length} bytes")))
    }

    /// The URL. `show` gets each parameter's name and value, and returns the value to show. Values of the path are already encoded.
    pub(crate) fn url<'a>(&'a self, show: impl Fn(&str, &'a str) -> &'a str) -> String {
        let (mut url, mut copied) = (String::with_capacity(self.url.len()), 0);
        for (name, value) in &self.segments {
            url.push_str(&self.url[copied..value.start]);
            url.push_str(show(&self.operation.path[name.clone()], &self.url[value.clone()]));
            copied = value.end;
        }
        url.push_str(&self.url[copied..]);
        for (index, (name, value)) in self.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend(segment::encoded(name));
            url.push('=');
            for (part, text) in value.parts.iter().enumerate() {
                url.push_str(if part == 0 { "" } else { value.separator });
                url.extend(segment::encoded(show(name, text)));
            }
        }
        url
    }

    /// The name and value of each parameter and header that the call sets.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let segments = self.segments.iter().map(|(name, value)| {
            let value = percent_decode_str(&self.url[value.clone()]);
            (&self.operation.path[name.clone()], value.decode_utf8_lossy())
        });
        let query = self.query.iter();
        let query = query.flat_map(|(name, value)| value.parts.iter().map(|part| (&**name, Cow::from(part))));
        let headers = self.headers.iter().filter_map(|(name, value)| {
            let value = value.as_ref()?;
            Some((name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        });
        segments.chain(query).chain(headers)
    }

    /// Whether the parameter, header or body field of this name is a secret. Case is ignored, as in header names.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        self.secret_names().any(|secret| secret.eq_ignore_ascii_case(name))
    }

    pub(crate) fn secret_names(&self) -> impl Iterator<Item = &str> {
        let named = self.secret_names.iter().map(String::as_str);
        self.operation.secrets.iter().copied().chain(named)
    }

    pub(crate) fn invalid(&self, why: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidParameter, why)
            .with_details(|inner| inner.operation = Some(self.operation.clone()))
    }

    /// Stores the error, unless there is one already.
    pub(crate) fn fail(mut self, why: String) -> Self {
        self.parts().fault.get_or_insert(why);
        self
    }
}

impl Parts {
    /// The part of the path's template that is not filled in yet.
    fn template(&self) -> &str {
        &self.operation.path[self.filled..]
    }

    /// Copies the template up to the next parameter.
    fn copy_literal(&mut self) {
        let template = &self.operation.path[self.filled..];
        let literal = &template[..template.find('{').unwrap_or(template.len())];
        self.url.push_str(literal);
        self.filled += literal.len();
    }
}

/// Shows the operation only, because arguments may be secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.operation.id).finish()
    }
}

/// Replaces the value of the pair with this name, or adds the pair.
pub(crate) fn replace_or_push<N: PartialEq, V>(pairs: &mut Vec<(N, V)>, name: N, value: V) {
    match pairs.iter_mut().find(|(set, _)| *set == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name, value)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::client::auth::Auth;
    use ureq::http::Method;

    use crate::operation::Operation;

    static OPERATION: Operation = Operation {
        id: Cow::Borrowed("get_part"),
        method: Method::GET,
        path: Cow::Borrowed("/things/{thing}/parts/{part}/raw"),
        permissions: &[],
        accept: &[],
        secrets: &[],
        read_only: None,
    };

    pub(crate) fn request() -> Request {
        let client = Client::builder()
            .auth(Auth::token("token"))
            .base_url("http://localhost:1/v4/")
            .build()
            .unwrap();
        Request::new(&client, Cow::Borrowed(&OPERATION))
    }

    #[test]
    fn each_path_parameter_is_one_encoded_segment() {
        let long = "x".repeat(60_000);
        for (value, segment) in [
            ("icon-1_2.3~4", "icon-1_2.3~4"),
            ("a/b", "a%2Fb"),
            ("a?x", "a%3Fx"),
            ("#", "%23"),
            ("\\", "%5C"),
            ("%2e%2e", "%252e%252e"),
            ("...", "..."),
            ("a \u{a0}\u{202e}b", "a%20%C2%A0%E2%80%AEb"),
            ("é", "%C3%A9"),
            ("a b+c", "a%20b%2Bc"),
            ("{part}", "%7Bpart%7D"),
            (&long, &long),
        ] {
            let uri = request().path(value).path("p").uri().unwrap();
            assert_eq!(uri.path(), format!("/v4/things/{segment}/parts/p/raw"));
        }
    }

    #[test]
    fn the_error_for_an_invalid_segment_names_the_parameter() {
        let long = "x".repeat(70_000);
        for (value, reason) in [
            ("", "part is empty"),
            (".", "part cannot be `.`"),
            ("..", "part cannot be `..`"),
            ("p\n", "part ends with a line break"),
            ("\r\np", "part begins with a line break"),
            ("p\0q", "part has a control character (byte 2 of 3)"),
            (" p", "part begins with a space"),
            ("p\t", "part ends with a tab"),
            (&long, "too long"),
        ] {
            let error = request().path("t").path(value).uri().unwrap_err();
            assert_eq!(
                (error.kind(), error.operation()),
                (ErrorKind::InvalidParameter, Some("get_part"))
            );
            assert!(error.to_string().contains(reason), "{error}");
        }
        assert!(
            request()
                .path("t")
                .uri()
                .unwrap_err()
                .to_string()
                .contains("the path parameter `part` is missing")
        );
        assert!(request().path("t").path("p").path("q").uri().is_err());
    }

    #[test]
    fn debug_shows_neither_arguments_nor_body() {
        let shown = format!(
            "{:?}",
            request()
                .path("secret")
                .query("q", "secret")
                .json(serde_json::to_vec("secret"))
        );
        assert_eq!(shown, "Request(\"get_part\")");
    }

    #[test]
    fn a_change_to_a_shared_request_is_made_to_a_copy() {
        let first = request().path("t").path("p").query("site", "IAD");
        let second = first.clone().query("site", "AMS").timeout(Duration::from_secs(1));
        assert_eq!((first.query_value("site"), first.timeout), (Some("IAD"), None));
        assert_eq!(second.query_value("site"), Some("AMS"));
    }
}
