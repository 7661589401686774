//! The agent of the HTTP library: its configuration, the user agent, and the rules that also apply to a caller's own agent.

use ureq::config::AutoHeaderValue;
use ureq::http::Request;
use ureq::http::uri::Scheme;
use ureq::{Agent, Proxy};

use crate::client::timeouts::Timeouts;
use crate::client::tls::Tls;

/// The name and version of this crate.
pub(crate) const DEFAULT_USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Another crate of the program may turn on the HTTP library's decompression. This crate then still asks for uncompressed responses.
const ACCEPT_ENCODING: AutoHeaderValue = match cfg!(feature = "gzip") {
    true => AutoHeaderValue::Default,
    false => AutoHeaderValue::None,
};
/// The number of idle connections to keep. There is one host, so it is also the number per host.
const IDLE_CONNECTIONS: usize = 16;

/// Sets the timeouts. A macro, because the builders for an agent and for a request share no type that can be named.
macro_rules! times {
    ($config:expr, $timeouts:expr) => {{
        let timeouts: Timeouts = $timeouts;
        let connect = Some(timeouts.connect());
        $config
            .timeout_global(Some(timeouts.whole))
            .timeout_resolve(connect)
            .timeout_connect(connect)
            .timeout_recv_response(timeouts.head)
    }};
}

/// Sets everything else that must not depend on the agent. It leaves user agent, TLS and buffers alone, because they decide which
/// connections may be shared.
macro_rules! rules {
    ($config:expr) => {
        $config
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .save_redirect_history(false)
            .accept_encoding(ACCEPT_ENCODING)
            .max_response_header_size(MAX_HEADER_BYTES)
            .timeout_per_call(None)
            .timeout_per_read(None)
            .timeout_per_write(None)
            .timeout_send_request(None)
            .timeout_send_body(None)
            .timeout_recv_body(None)
    };
}

/// The agent, and the configuration of its requests.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) agent: Agent,
    /// The timeouts that our own agent applies by itself. A caller's agent may have any configuration.
    preset: Option<Timeouts>,
}

impl Sender {
    /// Our own agent, configured for most requests. Only requests without a configuration of their own use the TLS library's session
    /// cache.
    #[cfg_attr(
        not(any(feature = "rustls", feature = "native-tls")),
        allow(unused_variables, reason = "there is no TLS to set up")
    )]
    pub(crate) fn new(timeouts: Timeouts, user_agent: &str, proxy: Option<Proxy>, tls: Tls) -> Self {
        let config = times!(rules!(Agent::config_builder()), timeouts)
            .user_agent(user_agent)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .proxy(proxy);
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let config = config.tls_config(tls);
        Self {
            agent: config.build().new_agent(),
            preset: Some(timeouts),
        }
    }

    /// A caller's agent.
    pub(crate) fn from_agent(agent: Agent) -> Self {
        Self { agent, preset: None }
    }

    /// Configures a request with these timeouts, unless the agent already has them.
    pub(crate) fn set_up(&self, request: Request<()>, timeouts: Timeouts) -> Request<()> {
        if self.preset == Some(timeouts) {
            return request;
        }
        // Plain http goes to the loopback interface only. A proxy would see the credentials.
        let avoids_proxy = request.uri().scheme() == Some(&Scheme::HTTP) && self.agent.config().proxy().is_some();
        let config = times!(rules!(self.agent.configure_request(request)), timeouts);
        match avoids_proxy {
            true => config.proxy(None).build(),
            false => config.build(),
        }
    }
}
