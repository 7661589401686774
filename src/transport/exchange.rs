//! The state of a call: its attempts, the status and headers of its response, and the log line of each attempt.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, TRANSFER_ENCODING};
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use crate::client;
use crate::client::timeouts::Timeouts;
use crate::error::rate_limit::RateLimit;
use crate::error::retry;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::request::Request;
use crate::request::secrets::Secrets;
use crate::text::media::essence;
use crate::text::{location, printable, snippet};

/// The ID of the response in Cloudflare's logs.
const RAY: HeaderName = HeaderName::from_static("cf-ray");
/// What Cloudflare did instead of passing a request on to the API.
const MITIGATED: HeaderName = HeaderName::from_static("cf-mitigated");

/// The state of a call and its response. Every error about them includes it.
#[derive(Clone)]
pub(crate) struct Exchange {
    /// The request, and the secrets to redact.
    secrets: Secrets,
    /// The call fetches a document, which is streamed.
    document: bool,
    pub(crate) attempts: u32,
    /// The timeouts of the current attempt.
    pub(crate) timeouts: Timeouts,
    /// The duration of the call.
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    /// The headers of the response, if there is one.
    headers: Option<Arc<HeaderMap>>,
    /// The `result_info` of the envelope.
    pub(crate) result_info: Option<Value>,
    /// A failed attempt may have carried out the request.
    pub(crate) applied: bool,
}

impl Exchange {
    /// The state before the first attempt.
    pub(crate) fn new(request: &Request, document: bool) -> Self {
        Self {
            secrets: Secrets::new(request),
            document,
            attempts: 0,
            timeouts: request.timeouts(request.time(document), document),
            elapsed: Duration::ZERO,
            status: None,
            headers: None,
            result_info: None,
            applied: false,
        }
    }

    pub(crate) fn operation(&self) -> &Operation {
        &self.secrets.request.operation
    }

    pub(crate) fn is_document(&self) -> bool {
        self.document
    }

    /// Whether the caller asked for the envelope itself.
    pub(crate) fn reads_envelope(&self) -> bool {
        self.secrets.request.reads_envelope
    }

    pub(crate) fn client(&self) -> &client::ClientInner {
        self.secrets.request.client.inner()
    }

    pub(crate) fn ray(&self) -> Option<String> {
        self.header_text(RAY)
    }

    /// An error about this exchange.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        self.about(Error::new(kind, message))
    }

    fn about(&self, error: Error) -> Error {
        error.with_details(|inner| {
            inner.operation = Some(self.secrets.request.operation.clone());
            inner.attempts = self.attempts;
            inner.status = self.status;
            inner.ray = self.ray();
            inner.content_type = self.content_type();
            inner.rate_limit = self.rate_limit();
            inner.challenged = self.header_str(MITIGATED) == Some("challenge");
            // A success status means that the change was made, even if the response is invalid.
            let succeeded = matches!(self.status, Some(200..=299));
            inner.applied = self.applied || (succeeded && !self.operation().method.is_safe());
        })
    }

    /// Whether `Content-Length` is 0.
    pub(crate) fn has_length_zero(&self) -> bool {
        self.header_str(CONTENT_LENGTH) == Some("0")
    }

    /// The `Content-Type`, with secrets redacted.
    pub(crate) fn content_type(&self) -> Option<String> {
        self.header_text(CONTENT_TYPE)
    }

    /// The encodings in this header that the body still has, or `None`. `chunked` does not count, because the HTTP library decodes it.
    pub(crate) fn encoding(&self, name: &HeaderName) -> Option<String> {
        let lines = self.headers.as_ref()?.get_all(name);
        let encodings: Vec<String> = lines.iter().map(|line| from_utf8_lossy(line.as_bytes())).collect();
        let is_decoded = |encoding: &str| match encoding.trim_ascii() {
            "" | "identity" => true,
            other => other == "chunked" && *name == TRANSFER_ENCODING,
        };
        let text = encodings.join(", ");
        (!text.to_ascii_lowercase().split(',').all(is_decoded)).then(|| self.redact(text))
    }

    /// Whether the body is sent in chunks.
    pub(crate) fn is_chunked(&self) -> bool {
        let coding = self.header_str(TRANSFER_ENCODING).unwrap_or_default();
        let last = coding.rsplit(',').next().unwrap_or_default();
        last.trim_ascii().eq_ignore_ascii_case("chunked")
    }

    pub(crate) fn content_type_str(&self) -> Option<&str> {
        self.header_str(CONTENT_TYPE)
    }

    /// The media type of the response, without its parameters.
    pub(crate) fn media_type(&self) -> Option<&str> {
        self.content_type_str().map(essence)
    }

    /// The longest `Retry-After` of the response.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let headers = self.headers.as_ref()?;
        let mut longest = None;
        for (_, value) in headers.iter().filter(|(name, _)| **name == RETRY_AFTER) {
            let value = str::from_utf8(value.as_bytes()).unwrap_or_default();
            longest = longest.max(retry::parse_retry_after(value, self.client().clock.system_time()));
        }
        longest
    }

    /// The rate limit in the headers, with secrets redacted.
    fn rate_limit(&self) -> Option<RateLimit> {
        let mut limit = RateLimit::parse(self.headers.as_ref()?)?;
        limit.policy = self.redact(limit.policy);
        Some(limit)
    }

    fn header(&self, name: HeaderName) -> Option<&HeaderValue> {
        self.headers.as_ref()?.get(name)
    }

    fn header_str(&self, name: HeaderName) -> Option<&str> {
        self.header(name)?.to_str().ok()
    }

    pub(super) fn header_text(&self, name: HeaderName) -> Option<String> {
        self.header(name)
            .map(|value| self.redact(from_utf8_lossy(value.as_bytes())))
    }

    /// Redacts the credentials and the secrets of the request.
    pub(crate) fn redact(&self, text: String) -> String {
        self.secrets.redact(text)
    }

    /// Starts an attempt. `left` is the time until the call's deadline.
    pub(crate) fn begin_attempt(&mut self, left: Duration) {
        self.attempts += 1;
        self.timeouts = self.secrets.request.timeouts(left, self.document);
        self.status = None;
        self.headers = None;
    }

    pub(crate) fn record_response(&mut self, status: u16, headers: HeaderMap) {
        if (300..=399).contains(&status) {
            for location in headers.get_all(LOCATION) {
                let location = String::from_utf8_lossy(location.as_bytes());
                self.secrets.hide(location::find_secrets(&location));
            }
        }
        self.status = Some(status);
        self.headers = Some(Arc::new(headers));
    }

    /// Logs the outcome of an attempt, with the template of the path instead of the path, so that no identifier is logged.
    pub(crate) fn log_attempt(&self, elapsed: Duration, error: Option<&Error>) {
        if !log::log_enabled!(log::Level::Debug) {
            return;
        }
        let Operation { id, method, path, .. } = self.operation();
        let mut outcome = match self.status {
            Some(status) => format!("{status}"),
            None => "no response".into(),
        };
        if let Some(error) = error {
            outcome += &format!(" ({:?})", error.kind());
        }
        let ray = match self.ray() {
            Some(ray) => format!(", ray {}", printable(&ray, 64)),
            None => String::new(),
        };
        let attempt = self.attempts;
        log::debug!("{id}: {method} {path}: {outcome} in {elapsed:?}, attempt {attempt}{ray}");
    }

    /// The data that a `Response` keeps.
    pub(crate) fn into_head(self) -> Head {
        Head {
            status: self.status.unwrap_or_default(),
            ray: self.ray(),
            rate_limit: self.rate_limit(),
            result_info: self.result_info,
            headers: self.headers.unwrap_or_default(),
            attempts: self.attempts,
            elapsed: self.elapsed,
        }
    }

    /// The beginning of a body, redacted and printable.
    pub(crate) fn snippet(&self, body: &[u8]) -> Option<String> {
        snippet(body, |text| self.redact(text))
    }
}

/// The data of a `Response` that does not depend on the type of its value.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// Redacted.
    pub(crate) ray: Option<String>,
    /// Its policy name is redacted.
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) result_info: Option<Value>,
    pub(crate) headers: Arc<HeaderMap>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

pub(super) fn from_utf8_lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
