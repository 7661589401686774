//! What is known about a call while it runs, the errors that are made of it, and the log line of each attempt. What an error of the
//! HTTP library means is in `meaning.rs`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, TRANSFER_ENCODING, UPGRADE};
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use crate::agent::Limits;
use crate::client;
use crate::error::{Error, ErrorKind};
use crate::library_text;
use crate::meaning::{Meaning, Progress, WHOM_TO_TRUST};
use crate::media::essence;
use crate::operation::Operation;
use crate::refusal::Report;
use crate::request::Request;
use crate::response::Head;
use crate::retry::{self, Failure};
use crate::secrets::Secrets;
use crate::text::{clean, head, snippet};

/// Cloudflare's name of the answer, in its logs.
const RAY: HeaderName = HeaderName::from_static("cf-ray");

/// How much text the entries of a refusal have altogether, in bytes: as much as an error's body can hold.
const LONGEST_REPORT: usize = 64 << 10;

/// What is known about a call and its answer, which every error about them carries.
#[derive(Clone)]
pub(crate) struct Exchange {
    /// The request, and what of it must not be seen.
    secrets: Secrets,
    /// The response is a document, which is streamed.
    document: bool,
    pub(crate) attempts: u32,
    /// The time of the attempt.
    pub(crate) limits: Limits,
    /// How long the call took.
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    /// The headers of the answer, once there is one.
    headers: Option<Arc<HeaderMap>>,
    /// The `result_info` of the answer's envelope.
    pub(crate) result_info: Option<Value>,
    /// An attempt that failed may have done what was asked for.
    pub(crate) applied: bool,
}

impl Exchange {
    /// Before the first attempt.
    pub(crate) fn new(request: &Request, document: bool) -> Self {
        Self {
            secrets: Secrets::of(request),
            document,
            attempts: 0,
            limits: request.limits(request.time(document), document),
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

    /// Whether the caller wants the envelope itself.
    pub(crate) fn reads_envelope(&self) -> bool {
        self.secrets.request.reads_envelope
    }

    pub(crate) fn client(&self) -> &client::Inner {
        self.secrets.request.client.inner()
    }

    /// Cloudflare's name of the answer.
    pub(crate) fn ray(&self) -> Option<String> {
        self.header_text(RAY)
    }

    /// An error about this exchange.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        self.about(Error::new(kind, message))
    }

    fn about(&self, error: Error) -> Error {
        error.with(|inner| {
            inner.operation = Some(self.secrets.request.operation.clone());
            inner.attempts = self.attempts;
            inner.status = self.status;
            inner.ray = self.ray();
            inner.content_type = self.content_type();
            // Whatever is wrong with the answer to a change that succeeded, the change is made.
            let succeeded = matches!(self.status, Some(200..=299));
            inner.applied = self.applied || (succeeded && !self.operation().method.is_safe());
        })
    }

    /// The API's own error.
    pub(crate) fn refusal(&self, report: Report, body: &[u8]) -> Error {
        self.error(ErrorKind::Api, self.led_elsewhere()).with(|inner| {
            if !report.is_ambiguous {
                inner.applied = self.applied;
            }
            inner.retry_after = report.hints.after;
            inner.snippet = self.snippet(body);
            inner.body = Some(self.scrub(text(body)));
            inner.errors = report.errors;
            let mut room = LONGEST_REPORT;
            let mut take_in = |text: &str| {
                let kept = head(text, room);
                room -= kept.len();
                self.scrub(kept.to_owned())
            };
            for error in &mut inner.errors {
                error.message = take_in(&error.message);
                let others = [&mut error.code_text, &mut error.documentation_url, &mut error.pointer];
                for text in others.into_iter().flatten() {
                    *text = take_in(text);
                }
            }
        })
    }

    /// Where an answer points to that is neither a success nor an error; empty for any other.
    fn led_elsewhere(&self) -> String {
        let (points, name) = match self.status {
            Some(101) => ("it switches to", UPGRADE),
            Some(300..=303 | 305..=399) => ("it points to", LOCATION),
            _ => return String::new(),
        };
        match self.header_text(name) {
            Some(place) => format!("{points} {}, and redirects are not followed", clean(&place, 300)),
            None => "redirects are not followed".to_owned(),
        }
    }

    /// The error for an exchange that broke while it was read.
    pub(crate) fn broken(&self, error: io::Error) -> (Failure, Error) {
        self.failed(ureq::Error::from(error), Progress::Answered)
    }

    /// Whether the answer says that it has no body.
    pub(crate) fn has_length_zero(&self) -> bool {
        self.header_str(CONTENT_LENGTH) == Some("0")
    }

    /// The media type of the answer, fit to be shown.
    pub(crate) fn content_type(&self) -> Option<String> {
        self.header_text(CONTENT_TYPE)
    }

    /// Whether the answer comes in chunks.
    pub(crate) fn is_chunked(&self) -> bool {
        let coding = self.header_str(TRANSFER_ENCODING).unwrap_or_default();
        let last = coding.rsplit(',').next().unwrap_or_default();
        last.trim_ascii().eq_ignore_ascii_case("chunked")
    }

    pub(crate) fn content_type_str(&self) -> Option<&str> {
        self.header_str(CONTENT_TYPE)
    }

    /// The media type of the answer, without its parameters.
    pub(crate) fn media_type(&self) -> Option<&str> {
        self.content_type_str().map(essence)
    }

    /// The longest wait that the headers ask for.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let headers = self.headers.as_ref()?;
        let mut longest = None;
        for (_, value) in headers.iter().filter(|(name, _)| **name == RETRY_AFTER) {
            let value = str::from_utf8(value.as_bytes()).unwrap_or_default();
            longest = longest.max(retry::retry_after(value, self.client().clock.system_time()));
        }
        longest
    }

    fn header(&self, name: HeaderName) -> Option<&HeaderValue> {
        self.headers.as_ref()?.get(name)
    }

    fn header_str(&self, name: HeaderName) -> Option<&str> {
        self.header(name)?.to_str().ok()
    }

    fn header_text(&self, name: HeaderName) -> Option<String> {
        self.header(name).map(|value| self.scrub(text(value.as_bytes())))
    }

    /// A text from outside without the credentials and the secrets of the request.
    pub(crate) fn scrub(&self, text: String) -> String {
        self.secrets.scrub(text)
    }

    /// What an error of the HTTP library means, after an attempt that came so far.
    pub(crate) fn failed(&self, error: ureq::Error, progress: Progress) -> (Failure, Error) {
        let meaning = Meaning::of(&error, progress);
        let message = self.scrub(self.say(&error, &meaning));
        let source = match meaning.timeout {
            true => io::ErrorKind::TimedOut.into(),
            false => error.into_io(),
        };
        let failed = self.error(meaning.kind, message).with(|inner| {
            inner.timeout = meaning.timeout;
            inner.connect = meaning.connect;
            if !self.leaks(&source) {
                inner.source = Some(source.into());
            }
        });
        let sent = progress.may_have_reached(meaning.unconnected);
        let failure = match meaning.passes {
            true => Failure::Broken { sent },
            false => Failure::Final { sent },
        };
        (failure, failed)
    }

    fn say(&self, error: &ureq::Error, meaning: &Meaning) -> String {
        let headline = match meaning.connect {
            true => format!("{} to {}", meaning.headline, self.host()),
            false => meaning.headline.to_owned(),
        };
        match error {
            ureq::Error::Timeout(limit) => {
                let headline = match (meaning.connect, self.status) {
                    (true, _) => headline,
                    (false, None) => "no answer".to_owned(),
                    (false, Some(_)) => "the answer did not come whole".to_owned(),
                };
                format!("{headline} within {}", self.limits.describe(*limit))
            }
            ureq::Error::ConnectProxyFailed(text) => format!(
                "{headline}: {}; check the credentials in the proxy's address, and what the proxy allows",
                library_text::connect_refusal(text)
            ),
            error => {
                let detail = match error {
                    ureq::Error::Io(error) => format!("{error}"),
                    error => format!("{error}"),
                };
                let advice = if library_text::is_unknown_issuer(&detail) {
                    WHOM_TO_TRUST
                } else {
                    ""
                };
                format!("{headline}: {detail}{advice}")
            }
        }
    }

    /// Whether an error or what it came from shows a credential.
    fn leaks(&self, error: &dyn std::error::Error) -> bool {
        let text = format!("{error}");
        self.scrub(text.clone()) != text || error.source().is_some_and(|source| self.leaks(source))
    }

    /// Where the client connects to: with another base URL than the usual, the first thing to look at.
    fn host(&self) -> String {
        let host = self.client().base_url.authority.clone();
        match self.client().proxy() {
            Some(proxy) => format!("{host} through the proxy {}:{}", proxy.host(), proxy.port()),
            None => host,
        }
    }

    /// Begins an attempt when so much of the call's time is left.
    pub(crate) fn begin_attempt(&mut self, left: Duration) {
        self.attempts += 1;
        self.limits = self.secrets.request.limits(left, self.document);
        self.status = None;
        self.headers = None;
    }

    pub(crate) fn remember_answer(&mut self, status: u16, headers: HeaderMap) {
        self.status = Some(status);
        self.headers = Some(Arc::new(headers));
    }

    /// Says what became of an attempt: the template of its path, never an identifier.
    pub(crate) fn log_attempt(&self, elapsed: Duration, error: Option<&Error>) {
        if !log::log_enabled!(log::Level::Debug) {
            return;
        }
        let Operation { id, method, path, .. } = self.operation();
        let mut outcome = match self.status {
            Some(status) => format!("{status}"),
            None => "no answer".into(),
        };
        if let Some(error) = error {
            outcome += &format!(" ({:?})", error.kind());
        }
        let ray = match self.ray() {
            Some(ray) => format!(", ray {}", clean(&ray, 64)),
            None => String::new(),
        };
        let attempt = self.attempts;
        log::debug!("{id}: {method} {path}: {outcome} in {elapsed:?}, attempt {attempt}{ray}");
    }

    /// What stays of it beside a value.
    pub(crate) fn into_head(self) -> Head {
        Head {
            status: self.status.unwrap_or_default(),
            ray: self.ray(),
            result_info: self.result_info,
            headers: self.headers.unwrap_or_default(),
            attempts: self.attempts,
            elapsed: self.elapsed,
        }
    }

    /// The beginning of a body, fit to be printed.
    pub(crate) fn snippet(&self, body: &[u8]) -> Option<String> {
        snippet(body, |text| self.scrub(text))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
