//! How the HTTP library is set up: its limits and timeouts, TLS, proxies and connections.

use std::time::Duration;

use ureq::http::{HeaderValue, Request};
use ureq::{Agent, SendBody};

/// Whether this build can talk https by itself.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
const DEFAULT_DOCUMENT_TIMEOUT: Duration = Duration::from_secs(120);
/// Longer timeouts are as good as this one, and would overflow the time that they are added to.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
/// Less than the attempt's own limit in any case, so that the two cannot be mistaken for each other.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_HEADER_BYTES: usize = 64 << 10;

/// How long a call may take altogether, where its client or the call itself may have set that.
pub(crate) fn call_timeout(set: Option<Duration>, document: bool) -> Duration {
    let default = if document {
        DEFAULT_DOCUMENT_TIMEOUT
    } else {
        DEFAULT_TIMEOUT
    };
    set.unwrap_or(default).min(LONGEST_TIMEOUT)
}

/// The time that one attempt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// For everything.
    whole: Duration,
    /// For the beginning of the answer, where that is less.
    headers: Option<Duration>,
}

impl Limits {
    /// The limits that most calls begin with: a GET for JSON, on its first attempt.
    pub(crate) fn first(timeout: Option<Duration>, max_retries: u32) -> Self {
        Self::new(call_timeout(timeout, false), max_retries > 0, false)
    }

    /// An attempt that can be repeated leaves half of the time for that, so that a server which
    /// hangs once does not use it up. The body of a document may take all of it: its reading is
    /// never repeated.
    pub(crate) fn new(left: Duration, repeatable: bool, document: bool) -> Self {
        match (repeatable, document) {
            (false, _) => Self {
                whole: left,
                headers: None,
            },
            (true, false) => Self {
                whole: left / 2,
                headers: None,
            },
            (true, true) => Self {
                whole: left,
                headers: Some(left / 2),
            },
        }
    }
}

/// Everything that a request must not depend on an agent for. A macro, since the builders for an
/// agent and for a request have no type in common that can be named. User agent, TLS and buffers
/// are not set: they decide which connections may be shared.
macro_rules! apply {
    ($config:expr, $limits:expr) => {{
        let limits: Limits = $limits;
        $config
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .save_redirect_history(false)
            .accept_encoding(ureq::config::AutoHeaderValue::Default)
            .max_response_header_size(MAX_HEADER_BYTES)
            .timeout_global(Some(limits.whole))
            .timeout_per_call(None)
            .timeout_per_read(None)
            .timeout_per_write(None)
            .timeout_resolve(Some(CONNECT_TIMEOUT.min(limits.whole * 3 / 4)))
            .timeout_connect(Some(CONNECT_TIMEOUT.min(limits.whole * 3 / 4)))
            .timeout_send_request(None)
            .timeout_send_body(None)
            .timeout_recv_response(limits.headers)
            .timeout_recv_body(None)
    }};
}

/// The agent of a client that is given none. Its own configuration is the one most requests need:
/// they then do without one of their own, and only a request without one fills the TLS library's
/// cache of sessions to resume.
pub(crate) fn agent(limits: Limits, user_agent: &HeaderValue, encrypted: bool, idle_connections: usize) -> Agent {
    let mut config = apply!(Agent::config_builder(), limits)
        .user_agent(user_agent.to_str().unwrap_or_default())
        .max_idle_connections(idle_connections)
        .max_idle_connections_per_host(idle_connections);
    if !encrypted {
        // A proxy from the environment would be sent the credentials in the clear.
        config = config.proxy(None);
    }
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    {
        use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
        let rustls = cfg!(feature = "rustls");
        let tls = TlsConfig::builder()
            .provider(if rustls {
                TlsProvider::Rustls
            } else {
                TlsProvider::NativeTls
            })
            .root_certs(if rustls && !cfg!(feature = "platform-verifier") {
                RootCerts::WebPki
            } else {
                RootCerts::PlatformVerifier
            });
        config = config.tls_config(tls.build());
    }
    config.build().new_agent()
}

/// A request with its limits, whatever the agent has set; `proxied` where it may go through the agent's proxy.
pub(crate) fn limit<'a>(
    agent: &Agent,
    request: Request<SendBody<'a>>,
    limits: Limits,
    proxied: bool,
) -> Request<SendBody<'a>> {
    let config = apply!(agent.configure_request(request), limits);
    match agent.config().proxy() {
        Some(_) if !proxied => config.proxy(None).build(),
        _ => config.build(),
    }
}
