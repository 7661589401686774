//! The errors of a call. An error of the HTTP library is classified: was there a connection, may the server have had the request,
//! can a retry help. An error response becomes the API's own error.

use std::io;

use ureq::Timeout;
use ureq::http::header::{LOCATION, UPGRADE};

use super::exchange::{Exchange, from_utf8_lossy};
use super::library_text;
use crate::error::envelope::ErrorBody;
use crate::error::retry::AttemptFailure;
use crate::error::{Error, ErrorKind};
use crate::text::{location, printable, truncate};

/// How much text the entries of an error response have altogether, in bytes: as much as an error's body can hold.
const MAX_ERROR_TEXT: usize = 64 << 10;

/// How far an attempt came. Where no answer came of it, this is the one place that decides whether the server may have had the
/// request; what an answer proves, [`retry::may_have_been_applied`](crate::error::retry::may_have_been_applied) knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The request has no body, which would have been asked for once the connection stood.
    Unseen,
    /// The body was not asked for: at most the headers went out.
    BodyNotAsked,
    /// The body was asked for: the connection stood, the handshake of TLS was over, and the headers had gone out.
    BodyAsked,
    /// The head of an answer was read.
    Answered,
}

impl Progress {
    /// Whether the server may have had the request. `before_connection`: the error is one that comes before there is a connection.
    pub(crate) fn may_have_reached(self, before_connection: bool) -> bool {
        match self {
            Self::Unseen => !before_connection,
            Self::BodyNotAsked => false,
            Self::BodyAsked | Self::Answered => true,
        }
    }
}

/// What an error of the HTTP library means to us.
#[derive(Clone, Copy)]
struct Classification {
    kind: ErrorKind,
    headline: &'static str,
    /// It comes before there is a connection that requests are sent on.
    before_connection: bool,
    /// The next attempt may end otherwise.
    transient: bool,
    timeout: bool,
    /// There is no connection, and TLS is not why.
    connect: bool,
}

impl Classification {
    fn classify(error: &ureq::Error, progress: Progress) -> Self {
        use ureq::Error as Http;
        let broken = Self {
            kind: ErrorKind::Transport,
            headline: "the connection broke",
            before_connection: false,
            transient: true,
            timeout: false,
            connect: false,
        };
        let no_connection = Self {
            headline: "no connection",
            before_connection: true,
            connect: true,
            ..broken
        };
        let tls = |before_connection| Self {
            headline: "TLS failed",
            before_connection,
            transient: false,
            ..broken
        };
        let protocol = Self {
            kind: ErrorKind::Protocol,
            headline: "the answer is not HTTP as it should be",
            transient: false,
            ..broken
        };
        match error {
            Http::Timeout(Timeout::Resolve | Timeout::Connect) => Self {
                timeout: true,
                ..no_connection
            },
            Http::Timeout(_) => Self {
                timeout: true,
                ..broken
            },
            Http::HostNotFound | Http::ConnectionFailed => no_connection,
            Http::ConnectProxyFailed(text) => Self {
                transient: !refuses_credentials(text),
                ..no_connection
            },
            Http::Io(error)
                if error.kind() == io::ErrorKind::ConnectionRefused || library_text::is_failed_lookup(error) =>
            {
                no_connection
            }
            // What rustls finds wrong comes as invalid data; sockets themselves never do.
            Http::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                tls(library_text::is_refused_certificate(error))
            }
            Http::Io(_) => broken,
            Http::Tls(_) | Http::TlsRequired => tls(true),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            Http::Pem(_) => tls(true),
            #[cfg(feature = "rustls")]
            Http::Rustls(_) => tls(true),
            // Of the handshake: what comes later is an `Io`.
            #[cfg(feature = "native-tls")]
            Http::NativeTls(_) | Http::Der(_) => tls(true),
            // The stream below it was cut off: the HTTP library has no kind for that, and transient it on within this one.
            #[cfg(feature = "gzip")]
            Http::Decompress(_, error) if library_text::is_cut_off(error) => broken,
            Http::Protocol(_) | Http::LargeResponseHeader(..) => protocol,
            Http::Http(_) | Http::BadUri(_) | Http::RequireHttpsOnly(_) | Http::InvalidProxyUrl => Self {
                kind: ErrorKind::Configuration,
                headline: "the request cannot be sent as the client is configured",
                before_connection: true,
                transient: false,
                ..broken
            },
            // What is not known, while a body is read, is wrong with what it holds: another crate of the program may have turned
            // on what inflates it.
            _ if progress == Progress::Answered => protocol,
            _ => broken,
        }
    }
}

/// Whether a proxy says no to who asks: asking again with the same credentials can lock an account. Any other failure of CONNECT
/// may pass, as when a proxy restarts.
fn refuses_credentials(connect_failure: &str) -> bool {
    matches!(library_text::connect_status(connect_failure), Some(401 | 403 | 407))
}

/// What to do about a certificate of an authority that is not trusted.
const TRUST_ADVICE: &str = "; to trust its authority, give the authority's certificate by `root_certificates`, or to `from_env` by \
                             SSL_CERT_FILE; or have the system decide, by the feature `platform-verifier`";

impl Exchange {
    /// What an error of the HTTP library means, after an attempt that came so far.
    pub(crate) fn transport_error(&self, error: ureq::Error, progress: Progress) -> (AttemptFailure, Error) {
        let class = Classification::classify(&error, progress);
        let message = self.redact(self.describe(&error, &class));
        let source = match class.timeout {
            true => io::ErrorKind::TimedOut.into(),
            false => error.into_io(),
        };
        let failed = self.error(class.kind, message).with_details(|inner| {
            inner.timeout = class.timeout;
            inner.connect = class.connect;
            if !self.leaks(&source) {
                inner.source = Some(source.into());
            }
        });
        let sent = progress.may_have_reached(class.before_connection);
        let failure = match class.transient {
            true => AttemptFailure::Broken { sent },
            false => AttemptFailure::Final { sent },
        };
        (failure, failed)
    }

    fn describe(&self, error: &ureq::Error, class: &Classification) -> String {
        let headline = match class.connect {
            true => format!("{} to {}", class.headline, self.host()),
            false => class.headline.to_owned(),
        };
        match error {
            ureq::Error::Timeout(limit) => {
                let headline = match (class.connect, self.status) {
                    (true, _) => headline,
                    (false, None) => "no response".to_owned(),
                    (false, Some(_)) => "the response did not come whole".to_owned(),
                };
                format!("{headline} within {}", self.timeouts.describe(*limit))
            }
            ureq::Error::ConnectProxyFailed(text) => {
                let advice = match refuses_credentials(text) {
                    true => "; check the credentials in the proxy's address, and what the proxy allows",
                    false => "",
                };
                format!("{headline}: {}{advice}", library_text::connect_refusal(text))
            }
            error => {
                let detail = match error {
                    ureq::Error::Io(error) => format!("{error}"),
                    error => format!("{error}"),
                };
                let advice = if library_text::is_unknown_issuer(&detail) {
                    TRUST_ADVICE
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
        self.redact(text.clone()) != text || error.source().is_some_and(|source| self.leaks(source))
    }

    /// Where the client connects to: with another base URL than the usual, the first thing to look at.
    fn host(&self) -> String {
        let host = self.client().base_url.authority.clone();
        match self.client().proxy() {
            Some(proxy) => format!("{host} through the proxy {}:{}", proxy.host(), proxy.port()),
            None => host,
        }
    }

    /// The API's own error.
    pub(crate) fn error_response(&self, report: ErrorBody, body: &[u8]) -> Error {
        self.error(ErrorKind::Api, self.redirect_hint()).with_details(|inner| {
            if !report.is_ambiguous {
                inner.applied = self.applied;
            }
            inner.retry_after = report.hints.after;
            inner.snippet = self.snippet(body);
            inner.body = Some(self.redact(from_utf8_lossy(body)));
            inner.errors = report.errors;
            let mut room = MAX_ERROR_TEXT;
            let mut shorten = |text: &str| {
                let kept = truncate(text, room);
                room -= kept.len();
                self.redact(kept.to_owned())
            };
            for error in &mut inner.errors {
                error.message = shorten(&error.message);
                let others = [&mut error.code_text, &mut error.documentation_url, &mut error.pointer];
                for text in others.into_iter().flatten() {
                    *text = shorten(text);
                }
            }
        })
    }

    /// Where an answer points to that is neither a success nor an error; empty for any other.
    fn redirect_hint(&self) -> String {
        let (points, name) = match self.status {
            Some(101) => ("it switches to", UPGRADE),
            Some(300..=303 | 305..=399) => ("it points to", LOCATION),
            _ => return String::new(),
        };
        match self.header_text(name) {
            Some(place) => {
                let place = printable(&location::without_secrets(&place), 300);
                format!("{points} {place}, and redirects are not followed")
            }
            None => "redirects are not followed".to_owned(),
        }
    }

    /// The error for an exchange that broke while it was read.
    pub(crate) fn body_error(&self, error: io::Error) -> (AttemptFailure, Error) {
        self.transport_error(ureq::Error::from(error), Progress::Answered)
    }
}
