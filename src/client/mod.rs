//! The client and its builder.
//!
//! `auth.rs` has the credentials, `base_url.rs` checks the base URL, `environment.rs` reads the environment variables, `proxy.rs` and
//! `tls.rs` configure the connection, `timeouts.rs` has the timeouts, and `agent.rs` configures the HTTP library.
//!
//! Elsewhere: single requests (`request/`), the retry policy (`error/retry.rs`).

pub(crate) mod agent;
pub(crate) mod auth;
pub(crate) mod base_url;
pub(crate) mod environment;
pub(crate) mod proxy;
pub(crate) mod timeouts;
pub(crate) mod tls;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue};

use crate::client::agent::{DEFAULT_USER_AGENT, Sender};
use crate::client::auth::Auth;
use crate::client::base_url::BaseUrl;
use crate::client::environment::Environment;
use crate::client::timeouts::Timeouts;
use crate::client::tls::{HAS_TLS, Tls};
use crate::error::retry::{Budget, Clock, DEFAULT_MAX_RETRIES, SystemClock};
use crate::error::{Error, ErrorKind};
use crate::text::find_invalid;
use crate::text::segment;

/// The default base URL of a client.
pub const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";

const DEFAULT_MAX_RESPONSE_BYTES: u64 = 16 << 20;
const DEFAULT_MAX_DOCUMENT_BYTES: u64 = 64 << 20;

/// A client of the API, with its base URL, credentials, limits and pool of connections.
///
/// Cloning is cheap, and clones share everything. One client is enough for a whole program and all its
/// threads.
///
/// Its `Debug` output contains no credentials, and neither do this crate's log lines, which are at debug
/// level. At *trace* level, however, the HTTP library logs whole requests, credentials included: do not
/// enable it where logs are kept.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let clone = client.clone();
/// let thread = std::thread::spawn(move || clone.settings(Fake::ACCOUNT_ID).get().send());
/// thread.join().expect("no panic")?;
/// assert_eq!(interconnects.get("icon-1").send()?.name(), Some("icon-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<ClientInner>);

/// What all clones of a client share.
pub(crate) struct ClientInner {
    pub(crate) sender: Sender,
    pub(crate) base_url: BaseUrl,
    account_id: Option<String>,
    pub(crate) auth: Auth,
    pub(crate) auth_headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_response_bytes: u64,
    pub(crate) max_document_bytes: u64,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budget: Budget,
}

impl ClientInner {
    /// The proxy of this client's requests, if they use one.
    pub(crate) fn proxy(&self) -> Option<&ureq::Proxy> {
        let proxy = self.sender.agent.config().proxy().filter(|_| self.base_url.encrypted)?;
        // A caller's agent may have its own list of exempt hosts.
        let exempt = self
            .base_url
            .text
            .parse()
            .is_ok_and(|target| proxy.is_no_proxy(&target));
        (!exempt).then_some(proxy)
    }
}

impl Client {
    /// Starts building a client. Only [`auth`](ClientBuilder::auth) is required.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Builds a client from environment variables. The names that begin with `CLOUDFLARE_` are
    /// those of Cloudflare's own tools. An empty variable counts as unset.
    ///
    /// - `CLOUDFLARE_API_TOKEN`, or else `CLOUDFLARE_EMAIL` and `CLOUDFLARE_API_KEY`: the credentials.
    ///   Required. If all are set, the token is used.
    /// - `CLOUDFLARE_ACCOUNT_ID`: see [`account_id`](ClientBuilder::account_id).
    /// - `CLOUDFLARE_BASE_URL`: see [`base_url`](ClientBuilder::base_url).
    /// - `SSL_CERT_FILE`: a file of PEM certificates, of at most 8 MiB. Only these are trusted, as with
    ///   [`root_certificates`](ClientBuilder::root_certificates). The file is read when the client is
    ///   built, but not for plain `http` or with an [`agent`](ClientBuilder::agent) of your own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] with the name of the variable, if the credentials are missing or
    /// incomplete, or if a value is invalid.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The account id that was set with [`ClientBuilder::account_id`] or `CLOUDFLARE_ACCOUNT_ID`, to
    /// pass to a resource. It does not limit the client, which can use any number of accounts.
    ///
    /// ```
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// let client = Client::builder()
    ///     .auth(Auth::token(Fake::TOKEN))
    ///     .account_id(Fake::ACCOUNT_ID)
    /// #   .base_url(fake.base_url())
    ///     .build()?;
    /// let interconnects = client.interconnects(client.account_id()?);
    /// assert!(interconnects.list().send()?.items.len() > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if no account id was set.
    pub fn account_id(&self) -> Result<&str, Error> {
        let unset =
            "no account id is set: call `ClientBuilder::account_id`, or set CLOUDFLARE_ACCOUNT_ID and use `from_env`";
        self.0.account_id.as_deref().ok_or_else(|| configuration(unset))
    }

    /// Without a trailing slash.
    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url.text
    }

    pub(crate) fn inner(&self) -> &ClientInner {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url.text)
            .field("account_id", &self.0.account_id)
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
/// // Nothing is sent yet, but invalid settings are already an error.
/// let builder = Client::builder().auth(Auth::token("token"));
/// assert!(builder.base_url("http://example.com").build().is_err());
/// # drop(client);
/// # Ok::<(), cloudflare_interconnects::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    auth: Option<Auth>,
    account_id: Option<String>,
    base_url: String,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    max_retries: u32,
    user_agent: String,
    sender: Option<Sender>,
    proxy: Option<String>,
    /// TLS with the root certificates that were set, or what is wrong with them.
    root_certificates: Option<Result<Tls, String>>,
    /// The file of root certificates from the environment.
    certificate_file: Option<PathBuf>,
    max_response_bytes: u64,
    max_document_bytes: u64,
    clock: Arc<dyn Clock>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            auth: None,
            account_id: None,
            base_url: DEFAULT_BASE_URL.into(),
            timeout: None,
            attempt_timeout: None,
            max_retries: DEFAULT_MAX_RETRIES,
            user_agent: DEFAULT_USER_AGENT.into(),
            sender: None,
            proxy: None,
            root_certificates: None,
            certificate_file: None,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            max_document_bytes: DEFAULT_MAX_DOCUMENT_BYTES,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ClientBuilder {
    /// A builder with the settings of the environment; see [`Client::from_env`].
    ///
    /// # Errors
    ///
    /// Those of [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        Self::from_environment(&Environment::of_process()).map_err(configuration)
    }

    /// The credentials. Required.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// The account id that [`Client::account_id`] returns. Not set by default.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// The base URL of the API. Default: [`DEFAULT_BASE_URL`]. It may have a path, and a trailing slash
    /// is ignored. Plain `http` is only allowed to a loopback address (127.0.0.0/8, `::1`, `localhost`).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// The timeout of a whole call: connecting, sending, receiving the whole response, all retries and
    /// the backoff between them. In a list, each page has this timeout. Default: 90 seconds, or 180 for
    /// a document. A timeout that is set here applies to both.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The timeout of one attempt: connecting, sending and receiving the whole response. For a document,
    /// only until it begins. Default: 60 seconds. An attempt never takes longer than the call's
    /// [`timeout`](Self::timeout) allows. If it is not shorter than `timeout`, a request without a
    /// response is not retried.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The maximum number of retries after failures that allow one. Default: 2, which makes three
    /// attempts.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// The `User-Agent` of every request. Default: the name and version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The URL of an HTTP or HTTPS proxy, such as `http://user:p%40ss@proxy.example:3128`. User name and
    /// password are percent-encoded. The default port is 80 for `http` and 443 for `https`.
    ///
    /// The client opens a tunnel with CONNECT: the proxy sees the host of the API, but not the requests.
    /// Requests over plain http, which go to loopback addresses only, never use a proxy.
    ///
    /// Default: the proxy of the environment variable `HTTPS_PROXY`, or else `ALL_PROXY`. Both may also
    /// be in lower case. The client does not use it if `NO_PROXY` includes the API's host. `NO_PROXY` is a
    /// list of hosts, domains, addresses and networks (`10.0.0.0/8`), each with or without a port; `*`
    /// means all hosts. The variables are read when the client is built.
    ///
    /// ```
    /// # use cloudflare_interconnects::{Auth, Client};
    /// let builder = Client::builder().auth(Auth::token("token"));
    /// let client = builder.proxy("http://proxy.example:3128").build()?;
    /// # Ok::<(), cloudflare_interconnects::Error>(())
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// The root certificates to trust, in PEM, one or more. They replace the default ones (Mozilla's or
    /// the system's, depending on the crate's features). Use it for a proxy that inspects TLS, or for an
    /// API with a certificate of your own.
    ///
    /// ```no_run
    /// # use cloudflare_interconnects::{Auth, Client};
    /// let pem = std::fs::read("/etc/ssl/company.pem")?;
    /// let builder = Client::builder().auth(Auth::token("token"));
    /// let client = builder.root_certificates(&pem).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        let tls = tls::with_root_certificates(pem.as_ref());
        self.root_certificates = Some(tls.map_err(|why| format!("the value of `root_certificates` {why}")));
        self
    }

    /// An agent of your own, with its own TLS configuration, proxy and pool of connections. It cannot be
    /// combined with [`proxy`](Self::proxy) and [`root_certificates`](Self::root_certificates). This
    /// client still controls redirects, status handling, timeouts and header limits of each request. The
    /// agent's middleware sees requests with their credentials.
    ///
    /// For a SOCKS proxy, build such an agent, and add `ureq` with its feature `socks-proxy` to your own
    /// `Cargo.toml`. Without that feature, ureq panics when it uses a SOCKS proxy.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.sender = Some(Sender::from_agent(agent));
        self
    }

    /// The maximum length of a JSON response, in bytes after decompression. Default: 16 MiB.
    ///
    /// A response uses at most 13 times this limit in memory, or 16 times in a wait, which also keeps the
    /// last value. An object uses more memory than its text, so the values are counted as well: 128 bytes
    /// for an object, 24 for an array, 20 for a name and 8 for any other value. A response is also too
    /// large if this sum exceeds the limit, or 1 MiB if the limit is lower.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// The maximum length of a document, in bytes after decompression. Default: 64 MiB.
    pub fn max_document_bytes(mut self, bytes: u64) -> Self {
        self.max_document_bytes = bytes;
        self
    }

    /// The source of time, sleep and random numbers.
    #[doc(hidden)]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Checks everything and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if
    ///
    /// - there are no credentials,
    /// - the credentials or the user agent are not valid in a header,
    /// - the account id is not valid in a path,
    /// - the base URL is not safe for credentials: it must be absolute, `https` unless its host is a
    ///   loopback address, and without user name, query, fragment or relative segments (encoded or not),
    /// - the proxy, set here or in the environment, is invalid,
    /// - the root certificates are invalid or cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        self.checked().map_err(configuration)
    }

    fn checked(&self) -> Result<Client, String> {
        let auth = self
            .auth
            .as_ref()
            .ok_or("no credentials are set: call `ClientBuilder::auth`")?;
        let auth_headers = auth.headers()?;
        let base_url = BaseUrl::parse(&self.base_url).map_err(|why| format!("the base URL {why}"))?;
        if let Some(problem) = self.account_id.as_deref().and_then(segment::check_segment) {
            return Err(format!("the account id {problem}"));
        }
        let user_agent = &self.user_agent;
        if let Some(problem) = find_invalid(user_agent, |character| character.is_ascii_graphic() || character == ' ') {
            return Err(format!("the user agent {problem}"));
        }
        let user_agent =
            HeaderValue::try_from(user_agent.clone()).map_err(|_| "the user agent cannot be sent in a header")?;
        let sender = self.build_sender(&base_url)?;
        Ok(Client(Arc::new(ClientInner {
            sender,
            base_url,
            account_id: self.account_id.clone(),
            auth: auth.clone(),
            auth_headers,
            user_agent,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_retries: self.max_retries,
            max_response_bytes: self.max_response_bytes,
            max_document_bytes: self.max_document_bytes,
            clock: self.clock.clone(),
            budget: Budget::new(),
        })))
    }

    fn build_sender(&self, base_url: &BaseUrl) -> Result<Sender, String> {
        let both = |method: &str| {
            format!(
                "`{method}` and `agent` cannot be combined: configure the proxy and the root certificates of your agent instead"
            )
        };
        match &self.sender {
            Some(_) if self.proxy.is_some() => Err(both("proxy")),
            Some(_) if self.root_certificates.is_some() => Err(both("root_certificates")),
            Some(sender) => Ok(sender.clone()),
            None if base_url.encrypted && !HAS_TLS => {
                Err("https needs the feature `rustls` or `native-tls` of this crate".to_owned())
            }
            None => {
                let limits = Timeouts::of_most_calls(self.timeout, self.attempt_timeout);
                let proxy = match &self.proxy {
                    Some(url) => {
                        let given = proxy::parse_proxy(url).map_err(|why| format!("the proxy's URL {why}"))?;
                        Some(given).filter(|_| base_url.encrypted)
                    }
                    None => proxy::find_proxy(&Environment::of_process(), base_url)?,
                };
                let tls = match (&self.root_certificates, &self.certificate_file) {
                    (Some(given), _) => given.clone()?,
                    (None, Some(file)) if base_url.encrypted => environment::load_root_certificates(file)?,
                    _ => tls::default_tls(),
                };
                Ok(Sender::new(limits, &self.user_agent, proxy, tls))
            }
        }
    }

    fn from_environment(environment: &Environment) -> Result<Self, String> {
        let mut builder = Self::default().auth(environment.auth()?);
        builder.account_id = environment.account_id()?;
        builder.certificate_file = environment.root_certificates();
        if let Some(base_url) = environment.base_url()? {
            builder.base_url = base_url;
        }
        Ok(builder)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not checked yet, and may contain a password.
        f.debug_struct("ClientBuilder")
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

fn configuration(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_that_is_invalid_in_a_header_is_rejected() {
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
        let set = |name: &str| variables.iter().find(|(set, _)| *set == name);
        let environment = &|name: &str| set(name).map(|(_, value)| value.into());
        ClientBuilder::from_environment(&Environment(environment)).map_err(configuration)
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
    fn the_environment_may_give_the_account() {
        let account = |id| {
            from(&[("CLOUDFLARE_API_TOKEN", "t"), ("CLOUDFLARE_ACCOUNT_ID", id)])
                .unwrap()
                .account_id
        };
        assert_eq!((account("a1").as_deref(), account("")), (Some("a1"), None));
    }

    #[test]
    fn the_error_for_an_invalid_variable_names_it_without_its_value() {
        let token = ("CLOUDFLARE_API_TOKEN", "t");
        for (name, value, why) in [
            ("CLOUDFLARE_API_TOKEN", "s3cret\n", "ends with a line break"),
            ("CLOUDFLARE_API_TOKEN", "s3 cret", "has a space (byte 3 of 7)"),
            ("CLOUDFLARE_ACCOUNT_ID", "s3cret\r\n", "ends with a line break"),
            ("CLOUDFLARE_ACCOUNT_ID", " s3cret", "begins with a space"),
            ("CLOUDFLARE_ACCOUNT_ID", "..", "cannot be `..`"),
            (
                "CLOUDFLARE_BASE_URL",
                "https://s3cret.example\n",
                "ends with a line break",
            ),
            ("CLOUDFLARE_BASE_URL", "http://s3cret.example", "is plain http, which"),
        ] {
            let error = from(&[(name, value), token]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().starts_with(&format!("{name} {why}")), "{error}");
            assert!(!format!("{error:?}").contains("s3"), "{error:?}");
        }
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
