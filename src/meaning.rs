//! What an error of the HTTP library means: whether there was a connection, whether the server may have had the request, and whether
//! the next attempt may end otherwise.

use std::io;

use ureq::Timeout;

use crate::error::ErrorKind;
use crate::library_text;

/// How far an attempt came. Where no answer came of it, this is the one place that decides whether the server may have had the
/// request; what an answer proves, [`retry::may_have_been_applied`](crate::retry::may_have_been_applied) knows.
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
    /// Whether the server may have had the request. `unconnected`: the error is one that comes before there is a connection.
    pub(crate) fn may_have_reached(self, unconnected: bool) -> bool {
        match self {
            Self::Unseen => !unconnected,
            Self::BodyNotAsked => false,
            Self::BodyAsked | Self::Answered => true,
        }
    }
}

/// What an error of the HTTP library means to us.
#[derive(Clone, Copy)]
pub(crate) struct Meaning {
    pub(crate) kind: ErrorKind,
    pub(crate) headline: &'static str,
    /// It comes before there is a connection that requests are sent on.
    pub(crate) unconnected: bool,
    /// The next attempt may end otherwise.
    pub(crate) passes: bool,
    pub(crate) timeout: bool,
    /// There is no connection, and TLS is not why.
    pub(crate) connect: bool,
}

impl Meaning {
    pub(crate) fn of(error: &ureq::Error, progress: Progress) -> Self {
        use ureq::Error as Http;
        let broken = Self {
            kind: ErrorKind::Transport,
            headline: "the connection broke",
            unconnected: false,
            passes: true,
            timeout: false,
            connect: false,
        };
        let no_connection = Self {
            headline: "no connection",
            unconnected: true,
            connect: true,
            ..broken
        };
        let tls = |unconnected| Self {
            headline: "TLS failed",
            unconnected,
            passes: false,
            ..broken
        };
        let protocol = Self {
            kind: ErrorKind::Protocol,
            headline: "the answer is not HTTP as it should be",
            passes: false,
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
            // Asking a proxy again with the same credentials can lock an account.
            Http::ConnectProxyFailed(_) => Self {
                passes: false,
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
            // The stream below it was cut off: the HTTP library has no kind for that, and passes it on within this one.
            #[cfg(feature = "gzip")]
            Http::Decompress(_, error) if library_text::is_cut_off(error) => broken,
            Http::Protocol(_) | Http::LargeResponseHeader(..) => protocol,
            Http::Http(_) | Http::BadUri(_) | Http::RequireHttpsOnly(_) | Http::InvalidProxyUrl => Self {
                kind: ErrorKind::Configuration,
                headline: "the request cannot be sent as the client is configured",
                unconnected: true,
                passes: false,
                ..broken
            },
            // What is not known, while a body is read, is wrong with what it holds: another crate of the program may have turned
            // on what inflates it.
            _ if progress == Progress::Answered => protocol,
            _ => broken,
        }
    }
}

/// What to do about a certificate of an authority that is not trusted.
pub(crate) const WHOM_TO_TRUST: &str = "; to trust its authority, give the authority's certificate by `root_certificates`, or to `from_env` by \
                             SSL_CERT_FILE; or have the system decide, by the feature `platform-verifier`";
