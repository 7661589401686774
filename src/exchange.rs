//! What is known about a call while it runs, and the errors that are made of it.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use ureq::Timeout;
use ureq::http::header::CONTENT_TYPE;
use ureq::http::{HeaderMap, HeaderName};

use crate::client;
use crate::error::{Error, ErrorKind};
use crate::operation::Called;
use crate::refusal::Report;
use crate::request::Request;
use crate::response::Head;
use crate::retry::Failure;
use crate::text::{snippet, without};
use crate::value::json;

/// Cloudflare's name of the answer, in its logs.
const RAY: HeaderName = HeaderName::from_static("cf-ray");

/// What is known about a call and its answer, which every error about them carries.
#[derive(Clone)]
pub(crate) struct Exchange {
    request: Request,
    pub(crate) attempts: u32,
    /// How long the call took.
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    /// The headers of the answer.
    pub(crate) headers: HeaderMap,
    /// An attempt that failed may have done what was asked for.
    pub(crate) applied: bool,
}

impl Exchange {
    /// Before the first attempt.
    pub(crate) fn new(request: &Request) -> Self {
        Self {
            request: request.clone(),
            attempts: 0,
            elapsed: Duration::ZERO,
            status: None,
            headers: HeaderMap::new(),
            applied: false,
        }
    }

    pub(crate) fn called(&self) -> &Called {
        &self.request.called
    }

    pub(crate) fn client(&self) -> &client::Inner {
        self.request.client.inner()
    }

    /// Cloudflare's name of the answer.
    pub(crate) fn ray(&self) -> Option<String> {
        self.header_text(RAY)
    }

    /// An error about this exchange.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Error {
        self.about(Error::new(kind, message))
    }

    fn about(&self, error: Error) -> Error {
        error.with(|inner| {
            inner.called = Some(self.called().clone());
            inner.attempts = self.attempts;
            inner.status = self.status;
            inner.ray = self.ray();
            inner.content_type = self.header_text(CONTENT_TYPE);
            // Whatever is wrong with the answer to a change that succeeded, the change is made.
            let succeeded = matches!(self.status, Some(200..=299));
            inner.applied = self.applied || (succeeded && !self.called().method().is_safe());
        })
    }

    /// The API's own error.
    pub(crate) fn refusal(&self, report: Report, body: &[u8]) -> Error {
        self.error(ErrorKind::Api, "").with(|inner| {
            inner.applied = self.applied;
            inner.retry_after = report.hints.after;
            inner.snippet = self.snippet(body);
            inner.body = Some(self.scrub(text(body)));
            inner.errors = report.errors;
            for error in &mut inner.errors {
                error.message = self.scrub(std::mem::take(&mut error.message));
                for text in [&mut error.code_text, &mut error.documentation_url, &mut error.pointer] {
                    *text = text.take().map(|text| self.scrub(text));
                }
            }
        })
    }

    /// The error for an exchange that broke while it was read.
    pub(crate) fn broken(&self, error: io::Error) -> Error {
        self.failed(ureq::Error::from(error), false).1
    }

    pub(crate) fn content_type_str(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    fn header_text(&self, name: HeaderName) -> Option<String> {
        self.headers.get(name).map(|value| self.scrub(text(value.as_bytes())))
    }

    /// A text from outside without the credentials.
    pub(crate) fn scrub(&self, text: String) -> String {
        let text = self.client().auth.scrub(text);
        self.request.secrets.iter().fold(text, |text, secret| {
            // In JSON that quotes it, some of its characters are escaped.
            let quoted = json::text(&secret.as_str().into());
            without(without(text, secret), quoted.trim_matches('"'))
        })
    }

    /// What an error of the HTTP library means. `unsent`: the body was never asked for, so that at
    /// most headers went out.
    pub(crate) fn failed(&self, error: ureq::Error, unsent: bool) -> (Failure, Error) {
        let meaning = Meaning::of(&error, unsent);
        let detail = match &error {
            ureq::Error::Io(error) => error.to_string(),
            error => error.to_string(),
        };
        let message = match (&error, meaning.connect) {
            // Which of the HTTP library's limits it was tells nobody anything: they all come of one deadline.
            (ureq::Error::Timeout(_), false) => meaning.headline.to_owned(),
            (ureq::Error::Timeout(_), true) => format!("{} to {}", meaning.headline, self.host()),
            (_, true) => format!("{} to {}: {detail}", meaning.headline, self.host()),
            (_, false) => format!("{}: {detail}", meaning.headline),
        };
        let message = self.scrub(message);
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
        (meaning.failure, failed)
    }

    /// Whether an error or what it came from shows a credential.
    fn leaks(&self, error: &dyn std::error::Error) -> bool {
        let text = error.to_string();
        self.scrub(text.clone()) != text || error.source().is_some_and(|source| self.leaks(source))
    }

    /// Where the client connects to: with another base URL than the usual, the first thing to look at.
    fn host(&self) -> String {
        let url = self.request.client.base_url();
        let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = behind_scheme.split('/').next().unwrap_or(behind_scheme);
        match self.client().proxy() {
            Some(proxy) => format!("{host} through the proxy {}:{}", proxy.host(), proxy.port()),
            None => host.to_owned(),
        }
    }

    pub(crate) fn forget_answer(&mut self) {
        self.status = None;
        self.headers.clear();
    }

    pub(crate) fn remember_answer(&mut self, status: u16, headers: HeaderMap) {
        self.status = Some(status);
        self.headers = headers;
    }

    /// What stays of it beside a value.
    pub(crate) fn into_head(self) -> Head {
        Head {
            status: self.status.unwrap_or_default(),
            headers: self.headers,
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

/// What an error of the HTTP library means to us.
#[derive(Clone, Copy)]
struct Meaning {
    kind: ErrorKind,
    failure: Failure,
    headline: &'static str,
    timeout: bool,
    connect: bool,
}

impl Meaning {
    fn of(error: &ureq::Error, unsent: bool) -> Self {
        use ureq::Error as Http;
        let broken = Self {
            kind: ErrorKind::Transport,
            failure: if unsent { Failure::NotSent } else { Failure::Broken },
            headline: "the connection broke",
            timeout: false,
            connect: false,
        };
        let unconnected = Self {
            failure: Failure::NotSent,
            headline: "no connection",
            connect: true,
            ..broken
        };
        let tls = |sent| Self {
            failure: Failure::Final { sent },
            headline: "TLS failed",
            ..broken
        };
        let protocol = Self {
            kind: ErrorKind::Protocol,
            failure: Failure::Final { sent: !unsent },
            headline: "the answer is not HTTP as it should be",
            ..broken
        };
        match error {
            Http::Timeout(Timeout::Resolve | Timeout::Connect) => Self {
                headline: "no connection in time",
                timeout: true,
                ..unconnected
            },
            Http::Timeout(_) => Self {
                headline: "the answer took too long",
                timeout: true,
                ..broken
            },
            Http::HostNotFound | Http::ConnectionFailed | Http::ConnectProxyFailed(_) => unconnected,
            Http::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused || is_lookup(error) => unconnected,
            // What rustls finds wrong comes as invalid data; sockets themselves never do.
            Http::Io(error) if error.kind() == io::ErrorKind::InvalidData => tls(!unsent && !is_handshake(error)),
            Http::Tls(_) | Http::TlsRequired => tls(false),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            Http::Pem(_) => tls(false),
            #[cfg(feature = "rustls")]
            Http::Rustls(_) => tls(false),
            #[cfg(feature = "native-tls")]
            Http::NativeTls(_) | Http::Der(_) => tls(false),
            #[cfg(feature = "gzip")]
            Http::Decompress(_, error) if error.kind() == io::ErrorKind::UnexpectedEof => broken,
            #[cfg(feature = "gzip")]
            Http::Decompress(..) => protocol,
            Http::Protocol(_) | Http::LargeResponseHeader(..) => protocol,
            Http::Http(_) | Http::BadUri(_) | Http::RequireHttpsOnly(_) | Http::InvalidProxyUrl => Self {
                kind: ErrorKind::Configuration,
                failure: Failure::Final { sent: false },
                headline: "the request cannot be sent as the client is configured",
                ..broken
            },
            _ => broken,
        }
    }
}

/// A name that could not be resolved. The standard library has no kind for it: it shows by its
/// text, on Windows by its code.
fn is_lookup(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(11001..=11004))
        || (error.raw_os_error().is_none() && error.to_string().starts_with("failed to lookup address"))
}

/// A TLS error of the handshake, before which nothing was sent; any other may come later.
fn is_handshake(error: &io::Error) -> bool {
    let text = error.to_string();
    ["certificate", "handshake", "alert", "corrupt message"]
        .iter()
        .any(|word| text.contains(word))
}
