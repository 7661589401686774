//! How the HTTP library is set up: the times of a call, an attempt and a connection with their defaults, what it connects by, and
//! the rules that hold whatever a caller's agent says.

use std::time::Duration;

use ureq::config::AutoHeaderValue;
use ureq::http::Request;
use ureq::http::uri::Scheme;
use ureq::{Agent, Proxy, Timeout};

use crate::text::seconds;
use crate::tls::Tls;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(90);
const DEFAULT_DOCUMENT_TIMEOUT: Duration = Duration::from_secs(180);
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Longer timeouts are as good as this one, and would overflow the time that they are added to.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
/// Less than the attempt's own limit in any case, so that the two cannot be mistaken for each other.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Another crate of the program may have the HTTP library inflate answers; this one then still asks for none that are compressed.
const ACCEPT_ENCODING: AutoHeaderValue = match cfg!(feature = "gzip") {
    true => AutoHeaderValue::Default,
    false => AutoHeaderValue::None,
};
/// How many idle connections are kept. There is one host, so this is also the number per host.
const IDLE_CONNECTIONS: usize = 16;

/// How long a call may take altogether, where its client or the call itself may have set that.
pub(crate) fn call_timeout(set: Option<Duration>, document: bool) -> Duration {
    let default = if document {
        DEFAULT_DOCUMENT_TIMEOUT
    } else {
        DEFAULT_TIMEOUT
    };
    set.unwrap_or(default).min(LONGEST_TIMEOUT)
}

/// How long one attempt may take, where its client or the call itself may have set that.
pub(crate) fn attempt_timeout(set: Option<Duration>) -> Duration {
    set.unwrap_or(DEFAULT_ATTEMPT_TIMEOUT).min(LONGEST_TIMEOUT)
}

/// The time that one attempt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// For everything.
    whole: Duration,
    /// For the head of the answer, once the request is sent, where that is less.
    head: Option<Duration>,
    /// What the two were taken from: the time of an attempt, and that of the whole call.
    attempt: Duration,
    call: Duration,
}

impl Limits {
    /// The limits that most attempts have: those of a call that is no document, as long as the call has that much time.
    pub(crate) fn usual(timeout: Option<Duration>, attempt: Option<Duration>) -> Self {
        let call = call_timeout(timeout, false);
        Self::new(call, attempt_timeout(attempt), call, false)
    }

    /// An attempt has its own time, or all that is left of the call's if that is less. The body of a document may take all that is
    /// left: its reading is never repeated.
    pub(crate) fn new(call: Duration, attempt: Duration, left: Duration, document: bool) -> Self {
        let time = attempt.min(left);
        Self {
            whole: if document { left } else { time },
            head: (document && time < left).then_some(time),
            attempt,
            call,
        }
    }

    /// How long each of finding the host, and connecting to it, may take.
    fn connect(self) -> Duration {
        CONNECT_TIMEOUT.min(self.head.unwrap_or(self.whole) * 3 / 4)
    }

    /// How long was allowed by the limit that a timeout of the HTTP library tells of, in words.
    pub(crate) fn describe(self, timeout: Timeout) -> String {
        let limit = match timeout {
            Timeout::Resolve | Timeout::Connect => return seconds(self.connect()),
            Timeout::RecvResponse => self.head.unwrap_or(self.whole),
            _ => self.whole,
        };
        match limit == self.attempt {
            true => format!("{}, the time of an attempt (`attempt_timeout`)", seconds(limit)),
            false => format!("{}, the time of the call (`timeout`)", seconds(self.call)),
        }
    }
}

/// Sets the times. A macro, since the builders for an agent and for a request have no type in common that can be named.
macro_rules! times {
    ($config:expr, $limits:expr) => {{
        let limits: Limits = $limits;
        let connect = Some(limits.connect());
        $config
            .timeout_global(Some(limits.whole))
            .timeout_resolve(connect)
            .timeout_connect(connect)
            .timeout_recv_response(limits.head)
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
    /// The limits that an agent of ours applies itself; an agent that was given may have any configuration.
    preset: Option<Limits>,
}

impl Sender {
    /// The agent of a client that is given none. Its own configuration is the one most requests need:
    /// they then do without one of their own, and only a request without one fills the TLS library's
    /// cache of sessions to resume.
    #[cfg_attr(
        not(any(feature = "rustls", feature = "native-tls")),
        allow(unused_variables, reason = "there is no TLS to set up")
    )]
    pub(crate) fn new(limits: Limits, user_agent: &str, proxy: Option<Proxy>, tls: Tls) -> Self {
        let config = times!(rules!(Agent::config_builder()), limits)
            .user_agent(user_agent)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .proxy(proxy);
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let config = config.tls_config(tls);
        Self {
            agent: config.build().new_agent(),
            preset: Some(limits),
        }
    }

    /// An agent that was given.
    pub(crate) fn given(agent: Agent) -> Self {
        Self { agent, preset: None }
    }

    /// Sets up a request for these limits: what its agent does not do by itself.
    pub(crate) fn set_up(&self, request: Request<()>, limits: Limits) -> Request<()> {
        if self.preset == Some(limits) {
            return request;
        }
        // Plain http goes to the loopback interface only: a proxy would be sent the credentials in the clear.
        let avoids_proxy = request.uri().scheme() == Some(&Scheme::HTTP) && self.agent.config().proxy().is_some();
        let config = times!(rules!(self.agent.configure_request(request)), limits);
        match avoids_proxy {
            true => config.proxy(None).build(),
            false => config.build(),
        }
    }
}
