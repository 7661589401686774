//! The agent of the HTTP library: how it is configured, the user agent, and the rules that hold whatever a caller's agent says.

use ureq::config::AutoHeaderValue;
use ureq::http::Request;
use ureq::http::uri::Scheme;
use ureq::{Agent, Proxy};

use crate::client::timeouts::Timeouts;
use crate::client::tls::Tls;

/// This crate and its version.
pub(crate) const DEFAULT_USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Another crate of the program may have the HTTP library inflate answers; this one then still asks for none that are compressed.
const ACCEPT_ENCODING: AutoHeaderValue = match cfg!(feature = "gzip") {
    true => AutoHeaderValue::Default,
    false => AutoHeaderValue::None,
};
/// How many idle connections are kept. There is one host, so this is also the number per host.
const IDLE_CONNECTIONS: usize = 16;

/// Sets the times. A macro, since the builders for an agent and for a request have no type in common that can be named.
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

/// Sets all else that a request must not depend on an agent for. User agent, TLS and buffers are not set: they decide which
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

/// What requests are sent by.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) agent: Agent,
    /// The timeouts that an agent of ours applies itself; an agent that was given may have any configuration.
    preset: Option<Timeouts>,
}

impl Sender {
    /// The agent of a client that is given none. Its own configuration is the one most requests need:
    /// they then do without one of their own, and only a request without one fills the TLS library's
    /// cache of sessions to resume.
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

    /// An agent that was given.
    pub(crate) fn from_agent(agent: Agent) -> Self {
        Self { agent, preset: None }
    }

    /// Sets up a request for these timeouts: what its agent does not do by itself.
    pub(crate) fn set_up(&self, request: Request<()>, timeouts: Timeouts) -> Request<()> {
        if self.preset == Some(timeouts) {
            return request;
        }
        // Plain http goes to the loopback interface only: a proxy would be sent the credentials in the clear.
        let avoids_proxy = request.uri().scheme() == Some(&Scheme::HTTP) && self.agent.config().proxy().is_some();
        let config = times!(rules!(self.agent.configure_request(request)), timeouts);
        match avoids_proxy {
            true => config.proxy(None).build(),
            false => config.build(),
        }
    }
}
