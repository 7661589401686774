//! The client and how one is built.

use std::borrow::Cow;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue, Uri};

use crate::agent::{self, HAS_TLS, Limits};
use crate::auth::Auth;
use crate::error::{Error, ErrorKind};
use crate::retry::{Budget, Clock, DEFAULT_MAX_RETRIES, SystemClock};

/// Where a client sends its requests unless it is built with another base URL.
pub const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";

const DEFAULT_USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
const DEFAULT_MAX_ANSWER_BYTES: u64 = 16 << 20;
const DEFAULT_MAX_DOCUMENT_BYTES: u64 = 64 << 20;
/// How many idle connections are kept. There is one host, so this is also the number per host.
const IDLE_CONNECTIONS: usize = 16;

/// A connection to the API: its address, credentials, limits and pool of connections.
///
/// Cloning is cheap, and clones share everything, so one client serves a whole program and all its
/// threads.
///
/// Its `Debug` shows no credential. Neither do this crate's log lines, which are at debug level;
/// but at *trace* level the HTTP library below logs requests as they are, credentials included: do
/// not enable it where logs are kept.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let clone = client.clone();
/// std::thread::spawn(move || clone.settings(Fake::ACCOUNT_ID).get().send()).join().expect("no panic")?;
/// assert_eq!(interconnects.get("icon-1").send()?.name(), Some("icon-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

/// What requests are made with.
pub(crate) struct Inner {
    pub(crate) agent: Agent,
    /// The limits that the agent itself applies, where it is ours: a request with just these needs
    /// no configuration of its own.
    pub(crate) preset: Option<Limits>,
    base_url: String,
    /// The base URL is https.
    pub(crate) encrypted: bool,
    pub(crate) auth: Auth,
    pub(crate) auth_headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_answer_bytes: u64,
    pub(crate) max_document_bytes: u64,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budget: Budget,
}

impl Inner {
    /// The proxy that requests go through.
    pub(crate) fn proxy(&self) -> Option<&ureq::Proxy> {
        self.agent.config().proxy().filter(|_| self.encrypted)
    }
}

impl Client {
    /// Starts building a client. It needs [`auth`](ClientBuilder::auth); the rest has defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The client that the environment describes, by the variables that Cloudflare's own tools
    /// read: `CLOUDFLARE_API_TOKEN`, or else `CLOUDFLARE_EMAIL` and `CLOUDFLARE_API_KEY`; and
    /// `CLOUDFLARE_BASE_URL`, if set. A variable that is empty counts as unset. Where a token and
    /// the older pair are both set, the token is used.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming the variable, if no credentials are set, or only half
    /// of the pair, or a value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Without a slash at its end.
    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("auth", &self.0.auth)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::{Auth, Client};
///
/// let client = Client::builder()
///     .auth(Auth::token("token"))
///     .timeout(Duration::from_secs(20))
///     .max_retries(1)
///     .user_agent("my-utility/1.0")
///     .max_document_bytes(8 << 20)
///     .build()?;
/// // Nothing is sent yet; what cannot be used is refused here.
/// assert!(Client::builder().auth(Auth::token("token")).base_url("http://example.com").build().is_err());
/// # drop(client);
/// # Ok::<(), cloudflare_interconnects::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    auth: Option<Auth>,
    base_url: String,
    timeout: Option<Duration>,
    max_retries: u32,
    user_agent: String,
    agent: Option<Agent>,
    max_answer_bytes: u64,
    max_document_bytes: u64,
    clock: Arc<dyn Clock>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            auth: None,
            base_url: DEFAULT_BASE_URL.into(),
            timeout: None,
            max_retries: DEFAULT_MAX_RETRIES,
            user_agent: DEFAULT_USER_AGENT.into(),
            agent: None,
            max_answer_bytes: DEFAULT_MAX_ANSWER_BYTES,
            max_document_bytes: DEFAULT_MAX_DOCUMENT_BYTES,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ClientBuilder {
    /// A builder with the credentials and base URL that the environment describes, as
    /// [`Client::from_env`] reads it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming the variable, if no credentials are set, or only half
    /// of the pair.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| env::var_os(name))
    }

    /// The credentials. Required.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Where the API is, in place of [`DEFAULT_BASE_URL`]. It may have a path, and a slash at its
    /// end does not matter. Plain `http` is only accepted for a loopback address (127.0.0.0/8,
    /// `::1`, `localhost`).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// How long a call may take altogether: connecting, sending, the whole answer, retries and the
    /// waits between them. In a list, each page has that long. 60 seconds by default, for a
    /// document 120; a timeout set here is for both.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often a request is sent again after a failure that allows it. 2 by default, so that
    /// there are three attempts.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// The `User-Agent` of every request. By default this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// An agent of your own, for its TLS configuration, proxy and pool of connections. What would
    /// undo the promises of this client (redirects, statuses as errors, timeouts, header limits) is
    /// set on each request, whatever the agent says. Its middleware sees requests with their
    /// credentials.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// The longest JSON answer that is read, in bytes after decompression. 16 MiB by default.
    pub fn max_answer_bytes(mut self, bytes: u64) -> Self {
        self.max_answer_bytes = bytes;
        self
    }

    /// The longest document that is read, in bytes after decompression. 64 MiB by default.
    pub fn max_document_bytes(mut self, bytes: u64) -> Self {
        self.max_document_bytes = bytes;
        self
    }

    /// Where time, sleep and chance come from.
    #[doc(hidden)]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Checks everything and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there are no credentials, or they or the user agent cannot
    /// be sent in a header, or the base URL is not one to send credentials to: it must be absolute,
    /// without user, query or fragment, and `https` unless its host is a loopback address.
    pub fn build(self) -> Result<Client, Error> {
        let auth = self
            .auth
            .ok_or_else(|| configuration("no credentials are set: call `auth`"))?;
        let auth_headers = auth.headers()?;
        let (base_url, encrypted) =
            check_base_url(&self.base_url).map_err(|why| configuration(format!("the base URL {why}")))?;
        if encrypted && self.agent.is_none() && !HAS_TLS {
            return Err(configuration(
                "https needs the feature `rustls` or `native-tls` of this crate",
            ));
        }
        let user_agent = Some(self.user_agent)
            .filter(|name| !name.is_empty() && !name.contains('\t'))
            .and_then(|name| HeaderValue::try_from(name).ok())
            .filter(|name| name.to_str().is_ok())
            .ok_or_else(|| configuration("the user agent is empty or has a control or a non-ASCII character"))?;
        let (agent, preset) = match self.agent {
            Some(agent) => (agent, None),
            None => {
                let limits = Limits::first(self.timeout, self.max_retries);
                (
                    agent::agent(limits, &user_agent, encrypted, IDLE_CONNECTIONS),
                    Some(limits),
                )
            }
        };
        Ok(Client(Arc::new(Inner {
            agent,
            preset,
            base_url,
            encrypted,
            auth,
            auth_headers,
            user_agent,
            timeout: self.timeout,
            max_retries: self.max_retries,
            max_answer_bytes: self.max_answer_bytes,
            max_document_bytes: self.max_document_bytes,
            clock: self.clock,
            budget: Budget::new(),
        })))
    }

    fn from_variables(read: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let variable = |name: &str| match read(name).filter(|value| !value.is_empty()) {
            None => Ok(None),
            Some(value) => value
                .into_string()
                .map(Some)
                .map_err(|_| configuration(format!("{name} is not valid Unicode"))),
        };
        let auth = if let Some(token) = variable("CLOUDFLARE_API_TOKEN")? {
            Auth::token(token)
        } else {
            match (variable("CLOUDFLARE_EMAIL")?, variable("CLOUDFLARE_API_KEY")?) {
                (Some(email), Some(key)) => Auth::key(email, key),
                (Some(_), None) => {
                    return Err(configuration("CLOUDFLARE_EMAIL is set, CLOUDFLARE_API_KEY is not"));
                }
                (None, Some(_)) => {
                    return Err(configuration("CLOUDFLARE_API_KEY is set, CLOUDFLARE_EMAIL is not"));
                }
                (None, None) => {
                    let wanted = "set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY";
                    return Err(configuration(format!("no credentials in the environment: {wanted}")));
                }
            }
        };
        let builder = Self::default().auth(auth);
        Ok(match variable("CLOUDFLARE_BASE_URL")? {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not checked yet: it may hold a password.
        f.debug_struct("ClientBuilder")
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

fn configuration(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

/// The base URL without a slash at its end and whether it is encrypted; or why credentials are not
/// sent there, without repeating it, since it may hold a password.
fn check_base_url(url: &str) -> Result<(String, bool), &'static str> {
    if url.contains(['?', '#']) {
        return Err("has a query or a fragment");
    }
    if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("has a space, a control or a non-ASCII character");
    }
    let uri: Uri = url.parse().map_err(|_| "is not a URL")?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err("is not absolute: it begins with https://");
    };
    if authority.as_str().contains('@') {
        return Err("has a user name or a password");
    }
    if authority.host().is_empty() {
        return Err("has no host");
    }
    if authority
        .as_str()
        .strip_prefix(authority.host())
        .is_some_and(|port| !port.is_empty())
        && authority.port_u16().is_none()
    {
        return Err("has a port that is none");
    }
    let path = uri.path().to_ascii_lowercase();
    for segment in path.split('/') {
        if segment.contains('\\') || matches!(segment, "." | "%2e" | ".." | ".%2e" | "%2e." | "%2e%2e") {
            return Err("has a path with relative segments");
        }
    }
    let encrypted = match scheme.to_ascii_lowercase().as_str() {
        "https" => true,
        "http" if is_loopback(authority.host()) => false,
        "http" => return Err("is plain http to a host that is not a loopback address"),
        _ => return Err("is neither https nor http"),
    };
    Ok((url.trim_end_matches('/').to_owned(), encrypted))
}

fn is_loopback(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || bracketed.and_then(|address| address.parse().ok()) == Some(Ipv6Addr::LOCALHOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_credentials_must_not_go_to_is_refused() {
        for (url, reason) in [
            ("https://me:secret@api.example", "user name"),
            ("http://secret@localhost", "user name"),
            ("https://api.example/?secret", "query"),
            ("https://api.example/#secret", "fragment"),
            ("https://", "not a URL"),
            ("https:///v4", "not a URL"),
            ("https://:443/v4", "no host"),
            ("api.example/v4", "not a"),
            ("/client/v4", "not absolute"),
            ("localhost:8080", "not absolute"),
            ("", "not a URL"),
            ("ftp://api.example", "neither"),
            ("http://api.example", "plain http"),
            ("http://128.0.0.1", "plain http"),
            ("http://127.0.0.1.example", "plain http"),
            ("http://localhost.example", "plain http"),
            ("http://[::2]", "plain http"),
            ("http://[::ffff:127.0.0.1]", "plain http"),
            ("http://0.0.0.0", "plain http"),
            ("https://api.example:99999", "port"),
            ("https://api.example:", "port"),
            ("https://api.example/a/../b", "relative"),
            ("https://api.example/%2E%2e/b", "relative"),
            ("https://api.example/é", "non-ASCII"),
            ("https://api.example/\r\nX: y", "control"),
            (" https://api.example", "space"),
        ] {
            let error = Client::builder()
                .auth(Auth::token("t"))
                .base_url(url)
                .build()
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(reason), "{url:?}: {error}");
            assert!(!format!("{error} {error:?}").contains("secret"));
        }
    }

    #[test]
    fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
        for (url, base, encrypted) in [
            ("https://api.example", "https://api.example", true),
            ("HTTPS://api.example:8443/", "HTTPS://api.example:8443", true),
            ("https://api.example/client/v4//", "https://api.example/client/v4", true),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", false),
            ("http://127.255.0.9/x/", "http://127.255.0.9/x", false),
            ("http://LocalHost:80/", "http://LocalHost:80", false),
            ("http://[::1]:8080", "http://[::1]:8080", false),
        ] {
            assert_eq!(check_base_url(url), Ok((base.to_owned(), encrypted)), "{url}");
        }
    }

    #[test]
    fn a_user_agent_that_no_header_may_carry_is_refused() {
        for bad in ["", "a\nb", "a\r\nX: y", "é", "a\0"] {
            let error = Client::builder()
                .auth(Auth::token("t"))
                .user_agent(bad)
                .build()
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
        }
        assert!(
            Client::builder()
                .auth(Auth::token("t"))
                .user_agent("my utility/1.0 (x; y)")
                .build()
                .is_ok()
        );
    }

    fn from(variables: &[(&str, &str)]) -> Result<ClientBuilder, Error> {
        ClientBuilder::from_variables(|name| {
            variables
                .iter()
                .find(|(set, _)| *set == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_environment_gives_a_token_or_a_whole_pair() {
        let (token, email, key) = (
            ("CLOUDFLARE_API_TOKEN", "t"),
            ("CLOUDFLARE_EMAIL", "e"),
            ("CLOUDFLARE_API_KEY", "k"),
        );
        let scheme = |variables: &[_]| from(variables).map(|builder| format!("{:?}", builder.auth));
        assert!(scheme(&[token]).unwrap().contains("token"));
        assert!(
            scheme(&[token, email, key]).unwrap().contains("token"),
            "the token wins"
        );
        assert!(scheme(&[token, email]).unwrap().contains("token"));
        assert!(
            scheme(&[("CLOUDFLARE_API_TOKEN", ""), email, key])
                .unwrap()
                .contains("key"),
            "empty is unset"
        );
        for (variables, missing) in [
            (&[email, ("CLOUDFLARE_API_KEY", "")][..], "CLOUDFLARE_API_KEY is not"),
            (&[key], "CLOUDFLARE_EMAIL is not"),
            (&[], "CLOUDFLARE_API_TOKEN"),
        ] {
            let error = scheme(variables).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(missing), "{error}");
        }
    }

    #[test]
    fn the_environment_may_give_the_base_url() {
        let base = |url| {
            from(&[("CLOUDFLARE_API_TOKEN", "t"), ("CLOUDFLARE_BASE_URL", url)])
                .unwrap()
                .base_url
        };
        assert_eq!(base("http://127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(base(""), DEFAULT_BASE_URL);
    }

    #[test]
    fn a_client_is_shared_cheaply_and_shows_no_credential() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Client>();
        let builder = Client::builder()
            .auth(Auth::key("me@secret", "secret"))
            .base_url("https://u:secret@x");
        assert!(!format!("{builder:?}").contains("secret"));
        let client = builder.base_url(DEFAULT_BASE_URL).build().unwrap();
        assert!(!format!("{client:?}").contains("secret"));
    }
}
