//! What a generated operation fills in, and the methods that every operation has.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ureq::http::{HeaderName, HeaderValue, Uri};

use crate::answer;
use crate::check::Check;
use crate::client::Client;
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::json;
use crate::preview::Preview;
use crate::response::Response;
use crate::transport;

/// What is the same for every call of an operation.
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path below the base URL, with a `{name}` for each parameter in it.
    pub(crate) path: &'static str,
    /// The token permissions of which one is needed.
    pub(crate) permissions: &'static [&'static str],
    /// The media types documented for a success; empty if none are.
    pub(crate) accept: &'static [&'static str],
    /// What the body is held against before it is sent.
    pub(crate) check: Option<&'static Check>,
    /// The names of parameters, and of members anywhere in the body, that nobody is shown.
    pub(crate) secrets: &'static [&'static str],
}

/// What a request calls: an operation of the spec, or what a caller describes.
#[derive(Clone)]
pub(crate) enum Called {
    Operation(&'static Operation),
    Raw(Arc<RawOperation>),
}

/// An operation that no spec has.
#[derive(Clone)]
pub(crate) struct RawOperation {
    pub(crate) method: Method,
    /// The path below the base URL, with a `{name}` for each parameter in it.
    pub(crate) path: String,
    /// Method and path, as what an error names where an operation has its `operationId`.
    pub(crate) id: String,
    pub(crate) secrets: Vec<String>,
}

impl Called {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.id,
            Self::Raw(raw) => &raw.id,
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self {
            Self::Operation(operation) => operation.method,
            Self::Raw(raw) => raw.method,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.path,
            Self::Raw(raw) => &raw.path,
        }
    }

    pub(crate) fn permissions(&self) -> &'static [&'static str] {
        match self {
            Self::Operation(operation) => operation.permissions,
            Self::Raw(_) => &[],
        }
    }

    pub(crate) fn accept(&self) -> &'static [&'static str] {
        match self {
            Self::Operation(operation) => operation.accept,
            Self::Raw(_) => &[],
        }
    }

    pub(crate) fn check(&self) -> Option<&'static Check> {
        match self {
            Self::Operation(operation) => operation.check,
            Self::Raw(_) => None,
        }
    }

    /// Whether a parameter or member of this name is a secret. The names of headers have no case.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        match self {
            Self::Operation(operation) => operation.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name)),
            Self::Raw(raw) => raw.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name)),
        }
    }

    pub(crate) fn has_secrets(&self) -> bool {
        match self {
            Self::Operation(operation) => !operation.secrets.is_empty(),
            Self::Raw(raw) => !raw.secrets.is_empty(),
        }
    }

    /// The texts that stand in a body under the name of a secret, however deep.
    fn secrets_in(&self, body: Value) -> Vec<String> {
        let (mut open, mut found) = (vec![(false, body)], Vec::new());
        while let Some((secret, value)) = open.pop() {
            match value {
                Value::String(text) if secret => found.push(text),
                Value::Array(items) => open.extend(items.into_iter().map(|item| (secret, item))),
                Value::Object(members) => {
                    open.extend(
                        members
                            .into_iter()
                            .map(|(name, value)| (secret || self.is_secret(&name), value)),
                    );
                }
                _ => {}
            }
        }
        found
    }
}

impl From<&'static Operation> for Called {
    fn from(operation: &'static Operation) -> Self {
        Self::Operation(operation)
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "a specification uses some of them")]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Method {
    /// Asks for no change.
    pub(crate) fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }

    /// Sent twice, it has the effect of once.
    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// The method of this name, which is written in capitals.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            _ => return None,
        })
    }

    pub(crate) fn http(self) -> ureq::http::Method {
        use ureq::http::Method as Http;
        match self {
            Self::Get => Http::GET,
            Self::Post => Http::POST,
            Self::Put => Http::PUT,
            Self::Patch => Http::PATCH,
            Self::Delete => Http::DELETE,
            Self::Head => Http::HEAD,
            Self::Options => Http::OPTIONS,
        }
    }
}

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
}

impl<T: Serialize> Body<T> for T {
    fn encode(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }
}

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

/// Cloudflare's envelope around an answer; whether it says `success` is looked at for every answer.
#[derive(Deserialize)]
struct Envelope<T> {
    result: T,
}

/// What makes a value of the body of a success.
pub(crate) type Read<T> = fn(&Exchange, &[u8]) -> Result<T, Error>;

/// Reads the `result` of the answer's envelope.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_result<T: DeserializeOwned>(exchange: &Exchange, body: &[u8]) -> Result<T, Error> {
    answer::decode(exchange, body).map(|Envelope { result }| result)
}

/// Reads the `result` of the answer's envelope, where there is any.
#[allow(dead_code, reason = "a specification may have no envelopes")]
pub(crate) fn read_optional_result<T: DeserializeOwned>(exchange: &Exchange, body: &[u8]) -> Result<Option<T>, Error> {
    let envelope = answer::decode_optional(exchange, body)?;
    Ok(envelope.and_then(|Envelope { result }| result))
}

/// One call, being put together. What cannot be sent is remembered and reported by sending it.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) client: Client,
    pub(crate) called: Called,
    /// The base URL and as much of the path as is filled in.
    url: String,
    /// How much of the path's template that is, in bytes.
    filled: usize,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Option<Vec<u8>>,
    /// The values in the body that must not be seen.
    pub(crate) secrets: Vec<String>,
    /// The media type of the body.
    pub(crate) content_type: &'static str,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    fault: Option<String>,
}

#[allow(dead_code, reason = "how much of it is used depends on the specification")]
impl Request {
    pub(crate) fn new(client: &Client, called: impl Into<Called>) -> Self {
        let called = called.into();
        let base = client.base_url();
        let mut url = String::with_capacity(base.len() + called.path().len() + 128);
        url.push_str(base);
        let mut request = Self {
            client: client.clone(),
            called,
            url,
            filled: 0,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            secrets: Vec::new(),
            content_type: "application/json",
            timeout: None,
            max_retries: None,
            fault: None,
        };
        request.copy_literal();
        request
    }

    /// Fills the next `{name}` of the path with one segment that decodes to `value`.
    pub(crate) fn path(mut self, value: &str) -> Self {
        let Some(name) = self.next_parameter() else {
            return self.fail("the path has no parameter left".into());
        };
        let segment = match encode_segment(value) {
            Ok(segment) => segment,
            Err(why) => {
                let why = format!("{name} {why}");
                return self.fail(why);
            }
        };
        self.filled += name.len() + 2;
        self.url.extend(segment);
        self.copy_literal();
        self
    }

    /// Holds a parameter against what the spec allows.
    pub(crate) fn check(self, name: &'static str, value: impl Into<Value>, check: &'static Check) -> Self {
        match check.fault(&value.into()) {
            Some(fault) => self.fail(format!("{name} {fault}")),
            None => self,
        }
    }

    /// The path parameter that is filled next.
    pub(crate) fn next_parameter(&self) -> Option<&str> {
        let (name, _) = self.template().strip_prefix('{')?.split_once('}')?;
        Some(name)
    }

    /// What of the path's template is not filled in.
    fn template(&self) -> &str {
        &self.called.path()[self.filled..]
    }

    /// Sets a query parameter, in place of an earlier value.
    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        set(&mut self.query, Cow::Borrowed(name), value.to_string());
        self
    }

    /// Adds a query parameter to those that there are.
    pub(crate) fn add_query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((Cow::Owned(name.to_owned()), value.to_string()));
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
        self.query.retain(|(set, _)| set != name);
        match style {
            Style::Joined(separator) => {
                let values: Vec<String> = values.collect();
                self.query(name, values.join(separator.encode_utf8(&mut [0; 4])))
            }
            Style::Exploded | Style::Deep => {
                self.query.extend(values.map(|value| (Cow::Borrowed(name), value)));
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
                    set(&mut self.query, Cow::Owned(member), value);
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
    pub(crate) fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        set(&mut self.headers, name.into(), value.to_string());
        self
    }

    /// Sets the body. It is serialised here, so that every attempt sends the same bytes.
    pub(crate) fn json(mut self, encoded: serde_json::Result<Vec<u8>>) -> Self {
        let bytes = match encoded {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(format!("the body cannot be written as JSON: {error}")),
        };
        let mut fault = None;
        // Most bodies have nothing to check or to hide, and are not read again.
        if self.called.check().is_some() || self.called.has_secrets() {
            let value = json::value(&bytes).unwrap_or_default();
            fault = self.called.check().and_then(|check| check.fault(&value));
            self.secrets = self.called.secrets_in(value);
        }
        self.body = Some(bytes);
        match fault {
            Some(fault) => self.fail(fault),
            None => self,
        }
    }

    /// Sets a body that is no JSON.
    pub(crate) fn bytes(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self.content_type = content_type;
        self
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    pub(crate) fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = Some(max_retries);
        self
    }

    /// Sends it and reads the answer.
    pub(crate) fn send<T>(&self, read: Read<T>) -> Result<T, Error> {
        let (exchange, body) = transport::bytes(self)?;
        read(&exchange, &body)
    }

    /// Sends it, reads the answer, and keeps what came with it.
    pub(crate) fn send_response<T>(&self, read: Read<T>) -> Result<Response<T>, Error> {
        let (exchange, body) = transport::bytes(self)?;
        let value = read(&exchange, &body)?;
        Ok(Response::new(value, exchange))
    }

    /// Sends it and decodes the JSON of the answer.
    pub(crate) fn send_json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.send(answer::decode)
    }

    /// Sends it; any success will do.
    pub(crate) fn send_empty(&self) -> Result<(), Error> {
        self.send(answer::accept_empty)
    }

    /// Sends it and hands over the answer as it comes.
    pub(crate) fn send_document(&self) -> Result<Document, Error> {
        Document::open(self)
    }

    /// Sends it, hands over the answer as it comes, and keeps what came with it.
    pub(crate) fn send_document_response(&self) -> Result<Response<Document>, Error> {
        let document = Document::open(self)?;
        let exchange = document.exchange().clone();
        Ok(Response::new(document, exchange))
    }

    /// Checks it as sending does, and shows what would be sent.
    pub(crate) fn dry_run(&self, document: bool) -> Result<Preview, Error> {
        Preview::new(self, document)
    }

    /// The whole address, or why there is none.
    pub(crate) fn uri(&self) -> Result<Uri, Error> {
        if let Some(fault) = &self.fault {
            return Err(self.invalid(fault));
        }
        if !self.template().is_empty() {
            return Err(self.invalid(&format!("{} is not filled in", self.template())));
        }
        let url = self.url(|_, value| value);
        let length = url.len();
        // Everything in it is encoded, so that only its length can be wrong.
        Uri::try_from(url).map_err(|_| {
            self.invalid(&format!(
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

    /// The headers that the call itself sets.
    pub(crate) fn header_values(&self) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        let parsed = self.headers.iter().map(|(name, value)| {
            let pair = HeaderName::try_from(name.as_ref())
                .ok()
                .zip(HeaderValue::try_from(value).ok());
            pair.ok_or_else(|| self.invalid(&format!("{name} cannot be sent as a header")))
        });
        parsed.collect()
    }

    pub(crate) fn invalid(&self, why: &str) -> Error {
        Error::new(ErrorKind::InvalidParameter, why).with(|inner| inner.called = Some(self.called.clone()))
    }

    /// Remembers the first thing that is wrong.
    pub(crate) fn fail(mut self, why: String) -> Self {
        self.fault.get_or_insert(why);
        self
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

/// The value as one path segment, or why it cannot be one. Clients and servers on the way resolve
/// `.` and `..`, encoded or not, so that these would name another resource.
fn encode_segment(value: &str) -> Result<impl Iterator<Item = &str>, &'static str> {
    match value {
        "" => Err("is empty"),
        "." => Err("cannot be `.`"),
        ".." => Err("cannot be `..`"),
        _ => Ok(utf8_percent_encode(value, ESCAPED)),
    }
}

fn set(pairs: &mut Vec<(Cow<'static, str>, String)>, name: Cow<'static, str>, value: String) {
    match pairs.iter_mut().find(|(set, _)| *set == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name, value)),
    }
}

/// The methods of every call, whatever it answers.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! settings {
    ($call:ident) => {
        $crate::call::settings!($call, false);
    };
    ($call:ident, $document:literal) => {
        impl $call {
            /// Limits the whole call, its retries and waits included; for a list, each page. In
            /// place of the client's timeout.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// How often the request is sent again after a failure that allows it. In place of the
            /// client's number.
            pub fn max_retries(self, max_retries: u32) -> Self {
                Self(self.0.max_retries(max_retries))
            }

            /// Shows the request instead of sending it, secrets redacted: see [`Preview`](crate::Preview).
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent: the same error as `send` would give.
            pub fn dry_run(&self) -> ::std::result::Result<$crate::Preview, $crate::Error> {
                self.0.dry_run($document)
            }
        }
    };
}

/// The methods of a call that is answered with JSON.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! json_call {
    ($call:ident, Option<$answer:ty>) => {
        $crate::call::json_call!($call, Option<$answer>, $crate::answer::decode_optional);
    };
    ($call:ident, $answer:ty) => {
        $crate::call::json_call!($call, $answer, $crate::answer::decode);
    };
    ($call:ident, $answer:ty, $read:path) => {
        $crate::call::settings!($call);

        impl $call {
            /// Sends the request and waits for the answer.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, when the API refuses,
            /// and when the answer is not what it documents; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$answer, $crate::Error> {
                self.0.send($read)
            }

            /// Sends the request as `send` does, and gives status, headers and ray with the value.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<$answer>, $crate::Error> {
                self.0.send_response($read)
            }
        }
    };
}

/// What a GET has besides that is answered with JSON.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! wait_call {
    ($call:ident, Option<$answer:ty>) => {
        $crate::call::wait_call!($call, Option<$answer>, $crate::answer::decode_optional);
    };
    ($call:ident, $answer:ty) => {
        $crate::call::wait_call!($call, $answer, $crate::answer::decode);
    };
    ($call:ident, $answer:ty, $read:path) => {
        impl $call {
            /// Sends the request again and again until the predicate says that the answer is what is
            /// waited for: see [`WaitUntil`](crate::WaitUntil). The predicate returns a `bool`, or a
            /// [`Wait`](crate::Wait) where it can also see that waiting is in vain.
            pub fn wait_until<'a, W: Into<$crate::Wait>>(
                &self,
                predicate: impl FnMut(&$answer) -> W + 'a,
            ) -> $crate::WaitUntil<'a, $answer> {
                $crate::WaitUntil::new(self.0.clone(), $read, predicate)
            }
        }
    };
}

/// The methods of a call that is answered with JSON in Cloudflare's envelope, of which `send` gives the result.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! result_call {
    ($call:ident, Option<$answer:ty>) => {
        $crate::call::json_call!($call, Option<$answer>, $crate::call::read_optional_result);
    };
    ($call:ident, $answer:ty) => {
        $crate::call::json_call!($call, $answer, $crate::call::read_result);
    };
}

/// The methods of a call whose success has no content.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! empty_call {
    ($call:ident) => {
        $crate::call::settings!($call);

        impl $call {
            /// Sends the request and waits for the answer.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, and when the API
            /// refuses; see [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<(), $crate::Error> {
                self.0.send_empty()
            }

            /// Sends the request as `send` does, and gives status, headers and ray.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<()>, $crate::Error> {
                self.0.send_response($crate::answer::accept_empty)
            }
        }
    };
}

/// The methods of a call that is answered with a document.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! document_call {
    ($call:ident) => {
        $crate::call::settings!($call, true);

        impl $call {
            /// Sends the request and waits for the beginning of the document; the rest is read from
            /// what is returned.
            ///
            /// # Errors
            ///
            /// When an argument cannot be sent, when no answer comes in time, when the API refuses,
            /// and when what begins is not the document that it documents; see
            /// [`Error`](crate::Error).
            pub fn send(&self) -> ::std::result::Result<$crate::Document, $crate::Error> {
                self.0.send_document()
            }

            /// Sends the request as `send` does, and gives status, headers and ray with the document.
            ///
            /// # Errors
            ///
            /// Those of `send`.
            pub fn send_response(&self) -> ::std::result::Result<$crate::Response<$crate::Document>, $crate::Error> {
                self.0.send_document_response()
            }
        }
    };
}

/// What a call has besides when it answers a page of a list.
#[allow(unused_macros, reason = "a specification may have no call of this form")]
macro_rules! list_call {
    ($call:ident, $page:ty) => {
        impl $call {
            /// Every item of the list from the cursor that is set, or else the first. Pages are
            /// fetched as they are needed. An error may be one item's, after which the others still
            /// come: [`Error::is_item`](crate::Error::is_item).
            pub fn iter(&self) -> $crate::Items<$page> {
                $crate::Items::new(self.0.clone())
            }

            /// Every page of the list from the cursor that is set, or else the first, each fetched
            /// when it is asked for.
            pub fn pages(&self) -> $crate::Pages<$page> {
                $crate::Pages::new(self.0.clone())
            }
        }
    };
}

#[allow(unused_imports, reason = "a specification may have no call of this form")]
pub(crate) use {document_call, empty_call, json_call, list_call, result_call, settings, wait_call};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Auth;

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
            ("\0\r\n", "%00%0D%0A"),
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
            (&long, "too long"),
        ] {
            let error = request().path("t").path(value).uri().unwrap_err();
            assert_eq!(
                (error.kind(), error.operation()),
                (ErrorKind::InvalidParameter, Some("get_part"))
            );
            assert!(error.to_string().contains(reason), "{error}");
        }
        assert!(request().path("t").uri().unwrap_err().to_string().contains("{part}"));
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
                .json(serde_json::to_vec("secret"))
        );
        assert_eq!(shown, "Request(\"get_part\")");
    }

    #[test]
    fn a_header_with_a_line_break_is_refused() {
        assert!(request().header("x-kind", "a\r\nb").header_values().is_err());
        assert_eq!(request().header("x-kind", "a").header_values().unwrap().len(), 1);
    }
}
