//! Builds the errors of a call. Errors of the HTTP library are classified: was there a connection, may the server have received the
//! request, and can a retry help. Error responses become errors of the kind `Api`.

use std::io;
use std::sync::Arc;

use ureq::Timeout;
use ureq::http::header::{LOCATION, UPGRADE};

use super::exchange::{Exchange, from_utf8_lossy};
use super::library_text;
use crate::error::envelope::ErrorBody;
use crate::error::retry::AttemptFailure;
use crate::error::{Error, ErrorKind};
use crate::text::{location, printable, truncate};

/// The most bytes of text in all entries of an error response together. An error body cannot hold more.
const MAX_ERROR_TEXT: usize = 64 << 10;

/// How far an attempt got. Without a response, only this decides whether the server may have received the request. With one,
/// [`retry::may_have_been_applied`](crate::error::retry::may_have_been_applied) decides by the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The request has no body, so nothing shows how far the attempt got.
    Unseen,
    /// The HTTP library did not read the body. At most the headers were sent.
    BodyUnread,
    /// The HTTP library read the body: it had connected, finished the TLS handshake and sent the headers.
    BodyRead,
    /// The headers of a response were received.
    HeadReceived,
}

impl Progress {
    /// Whether the server may have received the request. `before_connection`: this kind of error occurs before there is a connection.
    pub(crate) fn may_have_reached(self, before_connection: bool) -> bool {
        match self {
            Self::Unseen => !before_connection,
            Self::BodyUnread => false,
            Self::BodyRead | Self::HeadReceived => true,
        }
    }
}

/// The classification of an error of the HTTP library.
#[derive(Clone, Copy)]
struct Classification {
    kind: ErrorKind,
    headline: &'static str,
    /// The error occurs before a request can be sent on the connection.
    before_connection: bool,
    /// A retry may succeed.
    transient: bool,
    timeout: bool,
    /// No connection was made, for another reason than TLS.
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
            headline: "cannot connect",
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
            headline: "the response is not valid HTTP",
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
                transient: !rejects_credentials(text),
                ..no_connection
            },
            Http::Io(error)
                if error.kind() == io::ErrorKind::ConnectionRefused || library_text::is_failed_lookup(error) =>
            {
                no_connection
            }
            // Errors of rustls have the kind `InvalidData`. Errors of sockets never do.
            Http::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                tls(library_text::is_rejected_certificate(error))
            }
            Http::Io(_) => broken,
            Http::Tls(_) | Http::TlsRequired => tls(true),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            Http::Pem(_) => tls(true),
            #[cfg(feature = "rustls")]
            Http::Rustls(_) => tls(true),
            // Errors of the handshake. Later errors are an `Io`.
            #[cfg(feature = "native-tls")]
            Http::NativeTls(_) | Http::Der(_) => tls(true),
            // The connection broke within a gzip stream. The HTTP library has no own kind for that.
            #[cfg(feature = "gzip")]
            Http::Decompress(_, error) if library_text::is_cut_off(error) => broken,
            Http::Protocol(_) | Http::LargeResponseHeader(..) => protocol,
            Http::Http(_) | Http::BadUri(_) | Http::RequireHttpsOnly(_) | Http::InvalidProxyUrl => Self {
                kind: ErrorKind::Configuration,
                headline: "the client's configuration does not allow this request",
                before_connection: true,
                transient: false,
                ..broken
            },
            // While a body is read, an unknown error is about its content: another crate of the program may have enabled a
            // decompression.
            _ if progress == Progress::HeadReceived => protocol,
            _ => broken,
        }
    }
}

/// Whether a proxy rejected the credentials. A retry with them could lock an account. Any other failure of CONNECT may be transient,
/// such as a restart of the proxy.
fn rejects_credentials(connect_failure: &str) -> bool {
    matches!(library_text::connect_status(connect_failure), Some(401 | 403 | 407))
}

/// What to do about a certificate from an unknown authority.
const TRUST_ADVICE: &str = "; to trust the authority, pass its certificate to `root_certificates` or name its file in SSL_CERT_FILE (for \
                             `from_env`); or enable the feature `platform-verifier`, which trusts the system's authorities";

impl Exchange {
    /// Converts an error of the HTTP library, after an attempt that got as far as `progress`.
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
                inner.source = Some(Arc::new(source));
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
                    (false, Some(_)) => "no complete response".to_owned(),
                };
                format!("timed out: {headline} within {}", self.timeouts.describe(*limit))
            }
            ureq::Error::ConnectProxyFailed(text) => {
                let advice = match rejects_credentials(text) {
                    true => "; check the credentials in the proxy URL, and the proxy's access rules",
                    false => "",
                };
                format!("{headline}: {}{advice}", library_text::connect_failure(text))
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

    /// Whether the message of an error or of its sources contains a secret.
    fn leaks(&self, error: &dyn std::error::Error) -> bool {
        let text = format!("{error}");
        self.redact(text.clone()) != text || error.source().is_some_and(|source| self.leaks(source))
    }

    /// The host that the client connects to, and the proxy.
    fn host(&self) -> String {
        let host = self.client().base_url.authority.clone();
        match self.client().proxy() {
            Some(proxy) => format!("{host} through the proxy {}:{}", proxy.host(), proxy.port()),
            None => host,
        }
    }

    /// The error for an error response.
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

    /// Where a redirect or a protocol upgrade leads. Empty for any other response.
    fn redirect_hint(&self) -> String {
        let (step, name, reaction) = match self.status {
            Some(101) => ("upgrade", UPGRADE, "supported"),
            Some(300..=303 | 305..=399) => ("redirect", LOCATION, "followed"),
            _ => return String::new(),
        };
        match self.header_text(name) {
            Some(target) => {
                let target = printable(&location::without_secrets(&target), 300);
                format!("the {step} to {target} is not {reaction}")
            }
            None => format!("{step}s are not {reaction}"),
        }
    }

    /// The error for a body that could not be read.
    pub(crate) fn body_error(&self, error: io::Error) -> (AttemptFailure, Error) {
        self.transport_error(ureq::Error::from(error), Progress::HeadReceived)
    }
}
