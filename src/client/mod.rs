//! The client and its builder: what all calls share.
//!
//! `auth.rs` has the credentials, `base_url.rs` checks the address, `environment.rs` reads the variables, `proxy.rs` and `tls.rs` set up the connection,
//! `timeouts.rs` has the limits of time, and `agent.rs` configures the HTTP library.
//!
//! Not here: single requests (`request/`), the retry policy (`error/retry.rs`).

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

/// Where a client sends its requests unless it is built with another base URL.
pub const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";

const DEFAULT_MAX_RESPONSE_BYTES: u64 = 16 << 20;
const DEFAULT_MAX_DOCUMENT_BYTES: u64 = 64 << 20;

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
/// let thread = std::thread::spawn(move || clone.settings(Fake::ACCOUNT_ID).get().send());
/// thread.join().expect("no panic")?;
/// assert_eq!(interconnects.get("icon-1").send()?.name(), Some("icon-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<ClientInner>);

/// What requests are made with.
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
    /// The proxy that requests go through.
    pub(crate) fn proxy(&self) -> Option<&ureq::Proxy> {
        let proxy = self.sender.agent.config().proxy().filter(|_| self.base_url.encrypted)?;
        // The list of hosts that an agent of the caller's own may have.
        let exempt = self
            .base_url
            .text
            .parse()
            .is_ok_and(|target| proxy.is_no_proxy(&target));
        (!exempt).then_some(proxy)
    }
}

impl Client {
    /// Starts building a client. It needs [`auth`](ClientBuilder::auth); the rest has defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The client that the environment describes, by the variables that Cloudflare's own tools
    /// read: `CLOUDFLARE_API_TOKEN`, or else `CLOUDFLARE_EMAIL` and `CLOUDFLARE_API_KEY`; and, if
    /// set, `CLOUDFLARE_ACCOUNT_ID` and `CLOUDFLARE_BASE_URL`. A variable that is empty counts as
    /// unset. Where a token and the older pair are both set, the token is used.
    ///
    /// `SSL_CERT_FILE`, if set, names a file of certificates in PEM, of at most 8 MiB: their authorities
    /// are then trusted, and no other, as [`root_certificates`](ClientBuilder::root_certificates) has it,
    /// by whatever library this build does TLS. It is read when the client is built, unless nothing would
    /// be verified by it: for plain `http`, and with an agent of your own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming the variable, if no credentials are set, or only half
    /// of the pair, or a value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The account that this client was built with: by [`ClientBuilder::account_id`], or from the
    /// environment's `CLOUDFLARE_ACCOUNT_ID`. It is what a resource takes, and binds nothing: one
    /// client serves any number of accounts.
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
    /// [`ErrorKind::Configuration`], naming both ways, if neither was used.
    pub fn account_id(&self) -> Result<&str, Error> {
        let unset =
            "no account is set: call `ClientBuilder::account_id`, or set CLOUDFLARE_ACCOUNT_ID and use `from_env`";
        self.0.account_id.as_deref().ok_or_else(|| configuration(unset))
    }

    /// Without a slash at its end.
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
/// // Nothing is sent yet; what cannot be used is refused here.
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
    /// TLS that trusts the given authorities, or why there is none.
    root_certificates: Option<Result<Tls, String>>,
    /// The file of those that the environment names.
    named_certificates: Option<PathBuf>,
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
            named_certificates: None,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            max_document_bytes: DEFAULT_MAX_DOCUMENT_BYTES,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ClientBuilder {
    /// A builder with what the environment describes, as [`Client::from_env`] reads it.
    ///
    /// # Errors
    ///
    /// Those of [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        Self::described_by(&Environment::of_process()).map_err(configuration)
    }

    /// The credentials. Required.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = Some(auth);
        self
    }

    /// The account that [`Client::account_id`] gives.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
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
    /// waits between them. In a list, each page has that long. 90 seconds by default, for a
    /// document 180; a timeout set here is for both.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take: connecting, sending and the whole answer, of a document until
    /// it begins to come. 60 seconds by default, or what is left of the call's
    /// [`timeout`](Self::timeout) where that is less: a request that no answer comes to is then not
    /// sent again.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
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

    /// The proxy to go through, in place of one that the environment names: `http://` or `https://`,
    /// a host, and where it needs them user, password (each percent-encoded) and port:
    /// `http://user:p%40ss@proxy.example:3128`. Without a port it is 80, or 443 for `https`.
    ///
    /// It is asked by CONNECT for a tunnel, so that it sees the API's host and nothing of what is said.
    /// Plain http, which is only for loopback addresses, goes to no proxy.
    ///
    /// Where this is not called, the proxy is that of `HTTPS_PROXY` or else `ALL_PROXY`, in small
    /// letters or capitals, unless `NO_PROXY` has the API's host: a list of hosts, domains, addresses
    /// and networks (`10.0.0.0/8`), each with a port behind it where it is only for that; `*` is all
    /// hosts. They are read when the client is built.
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

    /// The authorities to trust in place of those of this build (Mozilla's, or the system's: see the
    /// crate's features), by their certificates in PEM, one or more. For a proxy that opens TLS, or
    /// an API behind a certificate of your own.
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
        self.root_certificates = Some(tls.map_err(|why| format!("the root certificates {why}")));
        self
    }

    /// An agent of your own, for its TLS configuration, proxy and pool of connections: it has these
    /// in place of [`proxy`](Self::proxy) and [`root_certificates`](Self::root_certificates). What would
    /// undo the promises of this client (redirects, statuses as errors, timeouts, header limits) is
    /// set on each request, whatever the agent says. Its middleware sees requests with their
    /// credentials.
    ///
    /// It is also the way to a SOCKS proxy, which needs `ureq` in your own `Cargo.toml` with its feature
    /// `socks-proxy`; without that, ureq panics when it is to use one.
    pub fn agent(mut self, agent: Agent) -> Self {
        self.sender = Some(Sender::from_agent(agent));
        self
    }

    /// The longest JSON response that is read, in bytes after decompression. 16 MiB by default.
    ///
    /// In memory a response takes at most 13 times as much, in a wait 16 times, since the last value
    /// is kept beside the new one. An object uses more memory than its text, so that a response
    /// of much punctuation is too large earlier: an object counts as 128 bytes, an array as 24, a name
    /// as 20 and each further value as 8, where that is more than the length and more than a mebibyte.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
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
    /// be sent in a header, or the account's id cannot stand in a path, or the base URL is not one to
    /// send credentials to: it must be absolute, without user, query, fragment or relative segments
    /// (encoded or not), and `https` unless its host is a loopback address. Also if a proxy, given or
    /// in the environment, cannot be used, or root certificates cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        self.checked().map_err(configuration)
    }

    fn checked(&self) -> Result<Client, String> {
        let auth = self.auth.as_ref().ok_or("no credentials are set: call `auth`")?;
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
        let sender = self.connect_by(&base_url)?;
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

    fn connect_by(&self, base_url: &BaseUrl) -> Result<Sender, String> {
        let both = |method: &str| {
            format!(
                "`{method}` and `agent` are both called: an agent of your own has its own proxy and root certificates"
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
                let tls = match (&self.root_certificates, &self.named_certificates) {
                    (Some(given), _) => given.clone()?,
                    (None, Some(file)) if base_url.encrypted => environment::load_root_certificates(file)?,
                    _ => tls::default_tls(),
                };
                Ok(Sender::new(limits, &self.user_agent, proxy, tls))
            }
        }
    }

    fn described_by(environment: &Environment) -> Result<Self, String> {
        let mut builder = Self::default().auth(environment.auth()?);
        builder.account_id = environment.account_id()?;
        builder.named_certificates = environment.root_certificates();
        if let Some(base_url) = environment.base_url()? {
            builder.base_url = base_url;
        }
        Ok(builder)
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

fn configuration(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let set = |name: &str| variables.iter().find(|(set, _)| *set == name);
        let environment = &|name: &str| set(name).map(|(_, value)| value.into());
        ClientBuilder::described_by(&Environment(environment)).map_err(configuration)
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
    fn a_variable_that_cannot_be_used_is_named_with_what_is_wrong_and_not_shown() {
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
            (
                "CLOUDFLARE_BASE_URL",
                "http://s3cret.example",
                "is plain http to a host",
            ),
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
