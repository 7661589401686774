//! [`Error`]: its kind, its predicates, and the errors that the API reported.
//!
//! `display.rs` writes the message and its advice. `envelope.rs` parses envelopes and error responses. `retry.rs` is the retry policy,
//! and `rate_limit.rs` parses the rate-limit headers.
//!
//! Not here: the classification of transport errors (`transport/errors.rs`).

pub(crate) mod display;
pub(crate) mod envelope;
pub(crate) mod rate_limit;
pub(crate) mod retry;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::error::rate_limit::RateLimit;
use crate::operation::Operation;

/// Why a call failed.
///
/// Programs use its predicates, such as [`is_not_found`](Self::is_not_found), and its accessors.
/// People read its `Display`: one line with the operation, what failed and why, the ray that
/// Cloudflare support asks for, and what to do next. Text from a server is shortened there, and its
/// invisible characters are escaped. Neither the message nor the accessors contain a credential.
///
/// The [`origin`](Self::origin) depends on what failed: an [`io::Error`] for the connection, HTTP or a
/// file, a [`serde_json::Error`] for JSON that could not be decoded, and the `Error` of the last check
/// for a failed wait.
///
/// ```
/// use cloudflare_interconnects::{Client, ErrorKind};
///
/// let error = Client::builder().build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.attempts(), 0);
/// ```
///
/// A clone is cheap and shares the same error, so one can be stored and another returned.
#[derive(Clone)]
pub struct Error(Arc<ErrorInner>);

/// The stage at which a call failed.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// use cloudflare_interconnects::ErrorKind;
///
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let error = interconnects.get("no-such-icon").send().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Api);
/// let error = interconnects.get("..").send().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidParameter);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's configuration is invalid. Nothing was sent.
    Configuration,
    /// An argument of this call is invalid. Nothing was sent.
    InvalidParameter,
    /// The connection failed, broke, or took longer than allowed.
    Transport,
    /// The response is not valid HTTP, or its headers are too long.
    Protocol,
    /// An error response: any status other than 2xx, or a 2xx whose body has a `success` other than
    /// `true`, or is nothing but an error.
    Api,
    /// The status is a success, but the body is not what the operation documents.
    Decode,
    /// The response is longer than the client's limit, or would take too much memory.
    TooLarge,
    /// A list would never end: it repeats a cursor, or has a thousand empty pages in a row.
    Pagination,
    /// The state that [`WaitUntil`](crate::WaitUntil) waited for did not come in time, or can no longer
    /// come.
    Wait,
    /// A file or another local resource could not be read or written.
    Io,
}

/// One or two words, such as `connection` or `API error`, for a column of a report or a label of a metric.
impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "configuration",
            Self::InvalidParameter => "invalid parameter",
            Self::Transport => "connection",
            Self::Protocol => "HTTP protocol",
            Self::Api => "API error",
            Self::Decode => "undecodable response",
            Self::TooLarge => "response too large",
            Self::Pagination => "pagination",
            Self::Wait => "wait",
            Self::Io => "I/O",
        })
    }
}

/// One entry of the `errors` of an API response, or its closest equivalent in a response of another
/// form.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::FORBIDDEN_TOKEN)).base_url(fake.base_url()).build()?;
/// let error = client.interconnects(Fake::ACCOUNT_ID).get("icon-1").send().unwrap_err();
/// assert!(error.is_auth());
/// let first = &error.api_errors()[0];
/// assert_eq!((first.code(), first.message()), (Some(10000), "Authentication error"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    pub(crate) code: Option<i64>,
    pub(crate) code_text: Option<String>,
    pub(crate) message: String,
    pub(crate) documentation_url: Option<String>,
    pub(crate) pointer: Option<String>,
}

impl ApiError {
    /// Cloudflare's number of the error, such as 10000 for an authentication error. A number that was
    /// sent as a string counts too.
    pub fn code(&self) -> Option<i64> {
        self.code
    }

    /// The code, if it is a string that is not a number.
    pub fn code_text(&self) -> Option<&str> {
        self.code_text.as_deref()
    }

    /// The API's message, unescaped: it may contain any characters. Empty if there is none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The URL of the error's documentation.
    pub fn documentation_url(&self) -> Option<&str> {
        self.documentation_url.as_deref()
    }

    /// A JSON pointer to the part of the request that the error is about.
    pub fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }
}

/// The codes of credentials that are unusable regardless of their permissions: missing, malformed or unknown.
pub(crate) const UNUSABLE_CREDENTIALS: [i64; 8] = [6003, 6100, 6101, 6102, 6103, 6111, 9103, 9106];
/// The codes of credentials that are invalid or lack a permission.
const REJECTED_CREDENTIALS: [i64; 4] = [9109, 10000, 10001, 10002];

/// The data of an [`Error`].
#[derive(Clone)]
pub(crate) struct ErrorInner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<Cow<'static, Operation>>,
    pub(crate) status: Option<u16>,
    pub(crate) ray: Option<String>,
    pub(crate) errors: Vec<ApiError>,
    pub(crate) attempts: u32,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) path: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) snippet: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) message: String,
    pub(crate) timeout: bool,
    pub(crate) connect: bool,
    pub(crate) retryable: bool,
    /// Only the retry budget prevented a retry.
    pub(crate) out_of_budget: bool,
    pub(crate) applied: bool,
    /// A browser challenge blocked the request.
    pub(crate) challenged: bool,
    /// One item could not be decoded, and the list continues.
    pub(crate) item: bool,
    /// The last value that a wait saw.
    pub(crate) last_value: Option<Arc<dyn Any + Send + Sync>>,
    pub(crate) source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// The stage at which the call failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Cloudflare's error codes in the order of the response. Empty if there are none.
    pub fn codes(&self) -> Vec<i64> {
        self.0.errors.iter().filter_map(ApiError::code).collect()
    }

    /// The entries of the response's `errors`. Empty if there are none.
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.errors
    }

    /// The `cf-ray` header of the response, which Cloudflare support uses to find the request. Invalid
    /// UTF-8 is replaced.
    pub fn ray_id(&self) -> Option<&str> {
        self.0.ray.as_deref()
    }

    /// The `operationId` of the call in the OpenAPI spec. For a [request](crate::Client::request) that
    /// is not in the spec: its method and path template.
    pub fn operation(&self) -> Option<&str> {
        Some(&self.0.operation.as_ref()?.id)
    }

    /// The number of attempts of the call, or of all checks of a wait. 0 if the call failed before the
    /// first attempt.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the API asked to wait before the next request, counted from its response. At most a
    /// day.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The rate limit that the response reports, if any. For a wait: that of the last response.
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.0.rate_limit.as_ref()
    }

    /// The path of the value that could not be decoded, such as `items[3].facility.name`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The `Content-Type` of the response, unescaped.
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// The beginning of the body of an error response, or of a response that could not be decoded: at
    /// most 200 characters, with invisible characters escaped.
    pub fn snippet(&self) -> Option<&str> {
        self.0.snippet.as_deref()
    }

    /// The body of an error response, up to 64 KiB, unescaped. Invalid UTF-8 is replaced, and secrets
    /// are redacted. It may contain any characters: print [`snippet`](Self::snippet) instead.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The resource does not exist (status 404). After several attempts to delete it, an earlier attempt
    /// may have succeeded.
    pub fn is_not_found(&self) -> bool {
        self.0.status == Some(404)
    }

    /// The credentials are invalid or lack a permission. The status says so, or a code under any status.
    ///
    /// | sign | meaning |
    /// | --- | --- |
    /// | status 401, 403 | not authenticated, not allowed |
    /// | code 6003, 6100, 6101, 6102, 6103, 6111 | the authentication headers are missing or malformed |
    /// | code 9103, 9106 | an unknown key or e-mail address; no credentials |
    /// | code 9109 | an invalid token, or one without access to the resource |
    /// | code 10000, 10001, 10002 | the credentials are invalid or lack a permission |
    ///
    /// False if the response has `cf-mitigated: challenge`: a browser challenge blocked the request
    /// before the API could check the credentials.
    pub fn is_auth(&self) -> bool {
        let rejected = matches!(self.0.status, Some(401 | 403))
            || self.has_code(&UNUSABLE_CREDENTIALS)
            || self.has_code(&REJECTED_CREDENTIALS);
        rejected && !self.0.challenged
    }

    /// Too many requests were sent (status 429). [`retry_after`](Self::retry_after) says when to
    /// continue, if the API does.
    pub fn is_rate_limited(&self) -> bool {
        self.0.status == Some(429)
    }

    /// The request conflicts with what exists (status 409).
    pub fn is_conflict(&self) -> bool {
        self.0.status == Some(409)
    }

    /// The call or one of its steps timed out.
    pub fn is_timeout(&self) -> bool {
        self.0.timeout
    }

    /// No connection was made: the host was not found, or the host or a proxy refused the connection,
    /// or connecting timed out.
    pub fn is_connect(&self) -> bool {
        self.0.connect
    }

    /// The client would have retried if there had been attempts, time and retry budget left. Never true
    /// if a retry could carry out a non-idempotent request twice.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The request asked for a change, and it may have been carried out. If [`attempts`](Self::attempts)
    /// is more than one, this covers all of them.
    pub fn may_have_been_applied(&self) -> bool {
        self.0.applied
    }

    /// One item of a list could not be decoded, and [`Items`](crate::Items) continues with the next.
    /// False for every error that ended the list.
    ///
    /// ```
    /// use cloudflare_interconnects::fake::Fake;
    /// use cloudflare_interconnects::{Auth, Client};
    /// use serde_json::json;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let fake = Fake::start()?;
    /// fake.insert_slot(Fake::ACCOUNT_ID, json!({"id": "slot-with-nothing-else"}));
    /// let client = fake.client();
    ///
    /// let mut skipped = 0;
    /// for slot in client.slots(Fake::ACCOUNT_ID).list().iter() {
    ///     match slot {
    ///         Ok(slot) => println!("{} at {}", slot.id, slot.site),
    ///         Err(error) if error.is_item() => skipped += 1,
    ///         Err(error) => return Err(error.into()),
    ///     }
    /// }
    /// assert_eq!(skipped, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_item(&self) -> bool {
        self.0.item
    }

    /// The last value that a [wait](crate::WaitUntil) saw before it failed. `T` is the response type of
    /// its request. `None` for another type, if no check had succeeded, or if the error is not a
    /// wait's.
    pub fn last_value<T: 'static>(&self) -> Option<&T> {
        self.0.last_value.as_ref()?.downcast_ref()
    }

    /// The error that caused this one, such as a [`std::io::Error`] for a broken connection. `None` for an error response
    /// of the API.
    ///
    /// [`source`](std::error::Error::source) skips causes that the message already has, so that a report of the whole
    /// chain, such as anyhow's, says nothing twice.
    ///
    /// ```
    /// use std::error::Error as _;
    /// use std::io;
    ///
    /// use cloudflare_interconnects::{Auth, Client};
    ///
    /// let client = Client::builder().auth(Auth::token("token")).max_retries(0);
    /// let client = client.base_url("http://127.0.0.1:1").build()?; // nothing listens there
    /// let error = client.settings("account").get().send().unwrap_err();
    /// let origin = error.origin().and_then(|origin| origin.downcast_ref::<io::Error>());
    /// assert_eq!(origin.map(io::Error::kind), Some(io::ErrorKind::ConnectionRefused));
    /// assert!(error.source().is_none(), "the message says that the connection was refused");
    /// # Ok::<(), cloudflare_interconnects::Error>(())
    /// ```
    pub fn origin(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Whether it has one of these codes.
    pub(crate) fn has_code(&self, codes: &[i64]) -> bool {
        self.0
            .errors
            .iter()
            .any(|error| error.code.is_some_and(|code| codes.contains(&code)))
    }

    pub(crate) fn inner(&self) -> &ErrorInner {
        &self.0
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(ErrorInner {
            kind,
            operation: None,
            status: None,
            ray: None,
            errors: Vec::new(),
            attempts: 0,
            retry_after: None,
            rate_limit: None,
            path: None,
            content_type: None,
            snippet: None,
            body: None,
            message: message.into(),
            timeout: false,
            connect: false,
            retryable: false,
            out_of_budget: false,
            applied: false,
            challenged: false,
            item: false,
            last_value: None,
            source: None,
        }))
    }

    /// The same error with more details.
    pub(crate) fn with_details(mut self, fill: impl FnOnce(&mut ErrorInner)) -> Self {
        // A callback of the caller may hold a clone.
        fill(Arc::make_mut(&mut self.0));
        self
    }

    /// An I/O error of the local system. `doing` says what failed.
    pub(crate) fn io(doing: &str, source: io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("{doing}: {source}"))
            .with_details(|inner| inner.source = Some(Arc::new(source)))
    }
}

/// Unwraps an [`Error`] that came through [`std::io::Read`], as from a
/// [`Document`](crate::Document). Any other error becomes one of [`ErrorKind::Io`].
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => {
                Self::new(ErrorKind::Io, format!("{error}")).with_details(|inner| inner.source = Some(Arc::new(error)))
            }
        }
    }
}

/// Wraps the error with the closest [`io::ErrorKind`], so that it can pass through [`std::io`].
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Transport | ErrorKind::Wait if error.is_timeout() => io::ErrorKind::TimedOut,
            ErrorKind::Transport => io::ErrorKind::ConnectionAborted,
            ErrorKind::Decode | ErrorKind::Protocol | ErrorKind::TooLarge => io::ErrorKind::InvalidData,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn api() -> Error {
        Error::new(ErrorKind::Api, "").with_details(|inner| inner.status = Some(404))
    }

    #[test]
    fn an_error_is_one_pointer_and_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn is_auth_holds_for_the_signs_that_its_documentation_lists_and_for_no_other() {
        let table = include_str!("mod.rs")
            .lines()
            .filter_map(|line| line.trim().strip_prefix("/// | "));
        let numbers = |sign: &str| -> Vec<i64> {
            let rows = table
                .clone()
                .filter_map(|row| row.strip_prefix(sign)?.split(" |").next());
            rows.flat_map(|row| row.split(", "))
                .map(|number| number.parse().unwrap())
                .collect()
        };
        let (statuses, codes) = (numbers("status "), numbers("code "));
        assert_eq!((statuses.len(), codes.len()), (2, 12));
        for status in 200..600 {
            let error = api().with_details(|inner| inner.status = Some(status));
            assert_eq!(error.is_auth(), statuses.contains(&status.into()), "{status}");
        }
        for code in 0..12_000 {
            let entry = ApiError {
                code: Some(code),
                ..ApiError::default()
            };
            let error = api().with_details(|inner| inner.errors.push(entry));
            assert_eq!(error.is_auth(), codes.contains(&code), "{code}");
        }
    }

    #[test]
    fn a_clone_is_the_same_error() {
        let error = api();
        let clone = error.clone();
        assert_eq!((clone.to_string(), clone.status()), (error.to_string(), Some(404)));
    }

    #[test]
    fn an_error_survives_a_conversion_to_io_and_back() {
        let error = Error::from(io::Error::from(api()));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(404)));
        let error = Error::from(io::Error::new(io::ErrorKind::StorageFull, "full"));
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.origin().unwrap().to_string(), "full");
        assert!(error.source().is_none(), "the message has it");
    }
}
