//! A request, being put together.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use ureq::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::agent::{Limits, attempt_timeout, call_timeout};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::operation::{Called, Method};
use crate::reserved::is_reserved;
use crate::text::flaw_of_id;
use crate::value::check::{Answered, Check};
use crate::value::field::{self, Field};
use crate::value::json;

/// A value that an operation accepts as its `T`: `T` itself, and the request types that are one of
/// the variants of a union `T`.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// use cloudflare_interconnects::types::InterconnectCreate;
///
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let order = InterconnectCreate::direct("account tag", Fake::FREE_SLOT_ID);
/// interconnects.create(&order).dry_run()?; // a variant's struct
/// interconnects.create(&InterconnectCreate::from(order)).send()?; // or the union
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Body<T: ?Sized> {
    /// The JSON that is sent.
    #[doc(hidden)]
    fn encode(&self) -> serde_json::Result<Vec<u8>>;

    /// What of it the spec does not allow and came from an answer.
    #[doc(hidden)]
    fn answered(&self) -> Vec<Answered>;
}

impl<T: Serialize + Field> Body<T> for T {
    fn encode(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    fn answered(&self) -> Vec<Answered> {
        field::answered(self)
    }
}

/// A call sets fewer headers than this: it is more than any has use for, and fewer than a map of them holds.
const MAX_HEADERS: usize = 1_000;

/// How a list or an object goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "which of them are used is the spec's")]
pub(crate) enum Style {
    /// `a=1&a=2`, and `x=1&y=2` for the object `a`.
    Exploded,
    /// `a=1,2`, by the separator, and `a=x,1,y,2` for an object.
    Joined(char),
    /// `a[x]=1&a[y]=2`
    Deep,
}

/// One call, being put together. What cannot be sent is remembered and reported by sending it.
///
/// It is shared by all that need it while the call runs, and after that by a document that is read or a list that goes on. A
/// change to one that is shared is made to a copy.
#[derive(Clone)]
pub(crate) struct Request(Arc<Parts>);

#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) called: Called,
    /// The base URL and as much of the path as is filled in.
    url: String,
    /// How much of the path's template that is, in bytes.
    filled: usize,
    /// What is filled in: where the name stands in the template, and where the value does in `url`.
    segments: Vec<(Range<usize>, Range<usize>)>,
    query: Vec<(Cow<'static, str>, String)>,
    /// The headers that the call itself sets; without a value where it is none that can be sent.
    pub(crate) headers: Vec<(HeaderName, Option<HeaderValue>)>,
    pub(crate) body: Option<Vec<u8>>,
    /// The media type of the body.
    pub(crate) content_type: &'static str,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    /// Why it cannot be sent.
    fault: Option<String>,
    /// What the spec forbids in it.
    forbidden: Option<String>,
    /// It is sent all the same.
    unchecked: bool,
}

impl Deref for Request {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

#[allow(dead_code, reason = "how much of it is used depends on the specification")]
impl Request {
    pub(crate) fn new(client: &Client, called: impl Into<Called>) -> Self {
        let called = called.into();
        let base = client.base_url();
        let mut url = String::with_capacity(base.len() + called.path().len() + 128);
        url.push_str(base);
        let mut parts = Parts {
            client: client.clone(),
            called,
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
            fault: None,
            forbidden: None,
            unchecked: false,
        };
        parts.copy_literal();
        Self(Arc::new(parts))
    }

    /// What is to be changed.
    pub(crate) fn parts(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }

    /// Fills the next `{name}` of the path with one segment that decodes to `value`.
    pub(crate) fn path(mut self, value: &str) -> Self {
        let Some(name) = self.next_parameter() else {
            return self.fail("the path has no parameter left".into());
        };
        if let Some(flaw) = flaw_of_id(value) {
            let why = format!("{name} {flaw}");
            return self.fail(why);
        }
        let length = name.len() + 2;
        let parts = self.parts();
        let (begin, from) = (parts.filled, parts.url.len());
        parts.filled += length;
        parts.url.extend(utf8_percent_encode(value, ESCAPED));
        parts
            .segments
            .push((begin + 1..parts.filled - 1, from..parts.url.len()));
        parts.copy_literal();
        self
    }

    /// Holds a parameter against what the spec allows.
    pub(crate) fn check(self, name: &'static str, value: impl Into<Value>, check: &'static Check) -> Self {
        match check.fault(&value.into(), &[]) {
            Some(fault) => self.forbid(format!("{name} {fault}")),
            None => self,
        }
    }

    /// Sends what the spec forbids.
    pub(crate) fn unchecked(mut self) -> Self {
        self.parts().unchecked = true;
        self
    }

    /// The path parameter that is filled next.
    pub(crate) fn next_parameter(&self) -> Option<&str> {
        let (name, _) = self.template().strip_prefix('{')?.split_once('}')?;
        Some(name)
    }

    /// Sets a query parameter, in place of an earlier value.
    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        set(&mut self.parts().query, Cow::Borrowed(name), value.to_string());
        self
    }

    /// Adds a query parameter to those that there are.
    pub(crate) fn add_query(mut self, name: &str, value: impl ToString) -> Self {
        self.parts()
            .query
            .push((Cow::Owned(name.to_owned()), value.to_string()));
        self
    }

    /// Sets a query parameter that is a list, in place of earlier values.
    pub(crate) fn query_list(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl ToString>,
        style: Style,
    ) -> Self {
        let values = values.into_iter().map(|value| value.to_string());
        self.parts().query.retain(|(set, _)| set != name);
        match style {
            Style::Joined(separator) => {
                let values: Vec<String> = values.collect();
                self.query(name, values.join(separator.encode_utf8(&mut [0; 4])))
            }
            Style::Exploded | Style::Deep => {
                self.parts()
                    .query
                    .extend(values.map(|value| (Cow::Borrowed(name), value)));
                self
            }
        }
    }

    /// Sets a query parameter that is an object, in place of earlier values of its members.
    pub(crate) fn query_object(mut self, name: &'static str, value: &impl Serialize, style: Style) -> Self {
        let members = match serde_json::to_value(value) {
            Ok(Value::Object(members)) => members.into_iter().filter(|(_, value)| !value.is_null()),
            Ok(_) => return self.fail(format!("{name} is no object")),
            Err(error) => return self.fail(format!("{name} cannot be written: {error}")),
        };
        let members = members.map(|(member, value)| match value {
            Value::String(text) => (member, text),
            value => (member, json::text(&value)),
        });
        match style {
            Style::Joined(separator) => {
                let parts: Vec<String> = members.flat_map(|(member, value)| [member, value]).collect();
                self.query(name, parts.join(separator.encode_utf8(&mut [0; 4])))
            }
            Style::Exploded | Style::Deep => {
                for (member, value) in members {
                    let member = if style == Style::Deep {
                        format!("{name}[{member}]")
                    } else {
                        member
                    };
                    set(&mut self.parts().query, Cow::Owned(member), value);
                }
                self
            }
        }
    }

    /// The value that a query parameter is set to.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(set, _)| *set == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sets a header, in place of an earlier value.
    pub(crate) fn header(mut self, name: &str, value: impl ToString) -> Self {
        match HeaderName::try_from(name) {
            Ok(name) => set(
                &mut self.parts().headers,
                name,
                HeaderValue::try_from(value.to_string()).ok(),
            ),
            Err(_) => return self.fail(format!("{name} cannot be sent as a header")),
        }
        self
    }

    /// Sets a header that the call has no method for, in place of an earlier value.
    pub(crate) fn extra_header(self, name: &str, value: impl ToString) -> Self {
        match is_reserved(name) {
            true => self.fail(format!(
                "the header {} is the client's to set",
                name.to_ascii_lowercase()
            )),
            false => self.header(name, value),
        }
    }

    /// Sets the body. It is serialised here, so that every attempt sends the same bytes.
    pub(crate) fn json(mut self, encoded: serde_json::Result<Vec<u8>>, answered: &[Answered]) -> Self {
        let mut bytes = match encoded {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(format!("the body cannot be written as JSON: {error}")),
        };
        let mut fault = None;
        // Most bodies have nothing to check, and are not read again.
        if let Some(check) = self.called.check() {
            let mut value = json::value(&bytes).unwrap_or_default();
            if check.trim(&mut value) {
                bytes = json::text(&value).into_bytes();
            }
            fault = check.fault(&value, answered);
        }
        self.parts().body = Some(bytes);
        match fault {
            Some(fault) => self.forbid(fault),
            None => self,
        }
    }

    /// Says of which media type the body is.
    pub(crate) fn content_type(mut self, content_type: &'static str) -> Self {
        self.parts().content_type = content_type;
        self
    }

    /// Sets a body that is no JSON.
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

    /// How long the call may take altogether.
    pub(crate) fn time(&self, document: bool) -> Duration {
        call_timeout(self.timeout.or(self.client.inner().timeout), document)
    }

    /// What one attempt may take while so much of the call's time is left.
    pub(crate) fn limits(&self, left: Duration, document: bool) -> Limits {
        let attempt = attempt_timeout(self.attempt_timeout.or(self.client.inner().attempt_timeout));
        Limits::new(self.time(document), attempt, left, document)
    }

    /// The headers that every attempt sends.
    pub(crate) fn headers(&self, document: bool) -> Result<HeaderMap, Error> {
        if self.headers.len() >= MAX_HEADERS {
            return Err(self.invalid("there are too many headers to send"));
        }
        let client = self.client.inner();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept(self.called.accept(), document));
        headers.insert(USER_AGENT, client.user_agent.clone());
        for (name, value) in &client.auth_headers {
            headers.insert(name.clone(), value.clone());
        }
        for (name, value) in &self.headers {
            let Some(value) = value else {
                return Err(self.invalid(format!("{name} cannot be sent as a header")));
            };
            headers.insert(name.clone(), value.clone());
        }
        if self.sends_length() {
            let length = self.body.as_ref().map_or(0, Vec::len);
            headers.insert(CONTENT_LENGTH, length.into());
        }
        if self.body.is_some() {
            let label = HeaderValue::try_from(self.content_type);
            let label = label.map_err(|_| self.invalid("the body's media type cannot be sent as a header"))?;
            headers.insert(CONTENT_TYPE, label);
        }
        Ok(headers)
    }

    /// Whether a length is said. One of zero is where a body is usual: some servers refuse to guess.
    pub(crate) fn sends_length(&self) -> bool {
        let method = self.called.method();
        self.body.is_some() || !(method.is_safe() || method == Method::Delete)
    }

    /// The whole address, or why there is none.
    pub(crate) fn uri(&self) -> Result<Uri, Error> {
        let forbidden = self.forbidden.as_ref().filter(|_| !self.unchecked);
        if let Some(fault) = self.fault.as_ref().or(forbidden) {
            return Err(self.invalid(fault.clone()));
        }
        if let Some(name) = self.next_parameter() {
            return Err(self.invalid(format!("`{name}` is not filled in")));
        }
        let url = self.url(|_, value| value);
        let length = url.len();
        // Everything in it is encoded, so that only its length can be wrong.
        Uri::try_from(url).map_err(|_| {
            self.invalid(format!(
                "the parameters make an address of {length} bytes, too long to send"
            ))
        })
    }

    /// The address, with each query value as `show` gives it for its name.
    pub(crate) fn url<'a>(&'a self, show: impl Fn(&str, &'a str) -> &'a str) -> String {
        let mut url = self.url.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend(utf8_percent_encode(name, ESCAPED));
            url.push('=');
            url.extend(utf8_percent_encode(show(name, value), ESCAPED));
        }
        url
    }

    /// Each parameter and header that the call sets, by its name.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let segments = self.segments.iter().map(|(name, value)| {
            let value = percent_decode_str(&self.url[value.clone()]);
            (&self.called.path()[name.clone()], value.decode_utf8_lossy())
        });
        let query = self.query.iter().map(|(name, value)| (&**name, Cow::from(value)));
        let headers = self.headers.iter().filter_map(|(name, value)| {
            let value = value.as_ref()?;
            Some((name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        });
        segments.chain(query).chain(headers)
    }

    pub(crate) fn invalid(&self, why: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::InvalidParameter, why).with(|inner| inner.called = Some(self.called.clone()))
    }

    /// Remembers the first thing that the spec forbids.
    fn forbid(mut self, why: String) -> Self {
        self.parts().forbidden.get_or_insert(why);
        self
    }

    /// Remembers the first thing that cannot be sent.
    pub(crate) fn fail(mut self, why: String) -> Self {
        self.parts().fault.get_or_insert(why);
        self
    }
}

impl Parts {
    /// What of the path's template is not filled in.
    fn template(&self) -> &str {
        &self.called.path()[self.filled..]
    }

    /// Copies the template up to the next parameter.
    fn copy_literal(&mut self) {
        let template = &self.called.path()[self.filled..];
        let literal = &template[..template.find('{').unwrap_or(template.len())];
        self.url.push_str(literal);
        self.filled += literal.len();
    }
}

/// Shows the operation, never an argument: bodies hold pairing keys.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.called.id()).finish()
    }
}

/// All but the characters that RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is accepted: JSON, or the media types of a document.
fn accept(documented: &[&str], document: bool) -> HeaderValue {
    match documented {
        _ if !document => HeaderValue::from_static("application/json"),
        [] => HeaderValue::from_static("*/*"),
        types => {
            // Errors are JSON whatever a success is.
            let accept = format!("{}, application/json;q=0.5", types.join(", "));
            HeaderValue::try_from(accept).unwrap_or(HeaderValue::from_static("*/*"))
        }
    }
}

/// Adds a pair, or changes the one of that name.
fn set<N: PartialEq, V>(pairs: &mut Vec<(N, V)>, name: N, value: V) {
    match pairs.iter_mut().find(|(set, _)| *set == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Auth;
    use crate::operation::{Method, Operation};

    static OPERATION: Operation = Operation {
        id: "get_part",
        method: Method::Get,
        path: "/things/{thing}/parts/{part}/raw",
        permissions: &[],
        accept: &[],
        check: None,
        secrets: &[],
    };

    fn request() -> Request {
        let client = Client::builder()
            .auth(Auth::token("token"))
            .base_url("http://localhost:1/v4/")
            .build()
            .unwrap();
        Request::new(&client, &OPERATION)
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
    fn a_value_that_is_no_segment_is_refused_by_name() {
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
                .contains("`part` is not filled in")
        );
        assert!(request().path("t").path("p").path("q").uri().is_err());
    }

    #[test]
    fn query_values_arrive_as_they_were_and_the_last_one_set_counts() {
        let uri = request()
            .path("t")
            .path("p")
            .query("site", "first")
            .query("limit", 5)
            .query("site", "&=+% #é")
            .uri()
            .unwrap();
        assert_eq!(uri.query(), Some("site=%26%3D%2B%25%20%23%C3%A9&limit=5"));
    }

    #[test]
    fn debug_shows_neither_arguments_nor_body() {
        let shown = format!(
            "{:?}",
            request()
                .path("secret")
                .query("q", "secret")
                .json(serde_json::to_vec("secret"), &[])
        );
        assert_eq!(shown, "Request(\"get_part\")");
    }

    #[test]
    fn a_header_with_a_line_break_is_refused_unless_another_takes_its_place() {
        let request = request().path("t").path("p").header("x-kind", "a\r\nb");
        let error = request.headers(false).unwrap_err();
        assert!(error.to_string().contains("x-kind cannot be sent"), "{error}");
        let headers = request.header("X-Kind", "a").headers(false).unwrap();
        let kinds: Vec<_> = headers.iter().filter(|(name, _)| *name == "x-kind").collect();
        assert!(matches!(kinds[..], [(_, value)] if value == "a"), "{kinds:?}");
    }

    #[test]
    fn a_header_goes_out_once_and_the_length_is_that_of_the_body() {
        let request = request().path("t").path("p").header("Content-Length", 7);
        let headers = request.json(Ok(b"{}".to_vec()), &[]).headers(false).unwrap();
        let lengths: Vec<_> = headers.iter().filter(|(name, _)| *name == CONTENT_LENGTH).collect();
        assert!(matches!(lengths[..], [(_, value)] if value == "2"), "{lengths:?}");
    }

    #[test]
    fn a_change_to_a_request_that_is_shared_is_made_to_a_copy() {
        let first = request().path("t").path("p").query("site", "IAD");
        let second = first.clone().query("site", "AMS").timeout(Duration::from_secs(1));
        assert_eq!((first.query_value("site"), first.timeout), (Some("IAD"), None));
        assert_eq!(second.query_value("site"), Some("AMS"));
    }
}
