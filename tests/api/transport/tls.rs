//! TLS: an invalid certificate is an error before anything is sent, and is not retried.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_interconnects::{ClientBuilder, Error, ErrorKind};
use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{HandshakeKind, ServerConfig, ServerConnection};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use super::faults::refusing;
use crate::support::raw::{Server, request_length};
use crate::support::{self, Verb, assert_contains, fails, fails_with, http, http_with_headers, process, success};

/// A certificate authority that a test creates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Each authority has its own name, like real ones.
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("authority {}", NEXT.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// The configuration of a server with a certificate of this authority.
    pub(crate) fn certify(&self, params: &CertificateParams) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        configuration(params.signed_by(&key, &self.issuer).unwrap(), &key)
    }

    /// Its certificate in PEM.
    pub(crate) fn pem(&self) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
        for (number, three) in self.certificate.der().chunks(3).enumerate() {
            let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*three.get(at).unwrap_or(&0)));
            for at in 0..4 {
                let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63] as char;
                text.push(if at > three.len() { '=' } else { digit });
            }
            if number % 16 == 15 {
                text.push('\n');
            }
        }
        text.trim_end().to_owned() + "\n-----END CERTIFICATE-----\n"
    }

    /// An agent that trusts this authority and no other.
    pub(crate) fn agent(&self) -> Agent {
        let root = ureq::tls::Certificate::from_der(self.certificate.der()).to_owned();
        agent(RootCerts::new_with_certs(&[root]))
    }
}

fn agent(roots: RootCerts) -> Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(roots)
        .build();
    Agent::config_builder().proxy(None).tls_config(tls).build().new_agent()
}

fn configuration(certificate: Certificate, key: &KeyPair) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    Arc::new(config.unwrap())
}

/// The parameters of a certificate for these names and addresses.
pub(crate) fn names(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|name| name.to_string()).collect::<Vec<_>>()).unwrap()
}

/// The number of requests over TLS, and the kind of each handshake.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Record>>);

#[derive(Default)]
struct Record {
    requests: usize,
    handshakes: Vec<HandshakeKind>,
}

impl Seen {
    pub(crate) fn requests(&self) -> usize {
        self.0.lock().unwrap().requests
    }

    fn handshakes(&self) -> Vec<HandshakeKind> {
        self.0.lock().unwrap().handshakes.clone()
    }
}

/// A server that sends these bytes over TLS for every request, and then closes the connection if `closes` is set.
pub(crate) fn serving(config: Arc<ServerConfig>, response: impl Into<Vec<u8>>, closes: bool) -> (Server, Seen) {
    let seen = Seen::default();
    let (record, response) = (seen.clone(), response.into());
    let server = Server::handle_connections(move |_, tcp| {
        // A client that rejects the certificate hangs up.
        let _ = serve_tls(&config, tcp, &response, closes, &record);
    });
    (server, seen)
}

fn serve_tls(
    config: &Arc<ServerConfig>,
    tcp: &mut TcpStream,
    response: &[u8],
    closes: bool,
    seen: &Seen,
) -> std::io::Result<()> {
    let mut tls = shake_hands(config, tcp)?;
    // A handshake is recorded with its first request, because only then the client has accepted it.
    let mut kind = tls.handshake_kind();
    let mut stream = rustls::Stream::new(&mut tls, tcp);
    loop {
        if read_request(&mut stream)?.is_none() {
            return Ok(());
        }
        {
            let mut seen = seen.0.lock().unwrap();
            seen.requests += 1;
            seen.handshakes.extend(kind.take());
        }
        stream.write_all(response)?;
        if closes {
            // Closes without close_notify, like a broken connection.
            return Ok(());
        }
    }
}

pub(super) fn shake_hands(config: &Arc<ServerConfig>, tcp: &mut TcpStream) -> std::io::Result<ServerConnection> {
    let mut tls = ServerConnection::new(config.clone()).map_err(std::io::Error::other)?;
    while tls.is_handshaking() {
        tls.complete_io(tcp)?;
    }
    Ok(tls)
}

/// Reads a whole request, or `None` if the client hangs up first.
pub(super) fn read_request(stream: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    while request_length(&bytes).is_none_or(|length| bytes.len() < length) {
        match stream.read(&mut buffer)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(Some(bytes))
}

/// A server with a certificate of this authority.
pub(super) fn server_certified_by(authority: &Authority) -> Server {
    serving(authority.certify(&names(&["127.0.0.1"])), success(), false).0
}

/// The base URL of a TLS server.
pub(super) fn https(server: &Server) -> String {
    format!("https://{}/client/v4", server.address())
}

fn builder(server: &Server, agent: Agent) -> ClientBuilder {
    support::builder(&https(server)).agent(agent)
}

fn send(server: &Server, agent: Agent, verb: Verb) -> Result<(), Error> {
    verb.send(&builder(server, agent).build().unwrap())
}

/// Asserts that every verb fails once with this certificate, before anything is sent.
#[track_caller]
fn assert_not_trusted(config: Arc<ServerConfig>, agent: &Agent, why: &str) {
    for verb in Verb::ALL {
        let (server, seen) = serving(config.clone(), success(), false);
        let error = fails_with(send(&server, agent.clone(), verb), ErrorKind::Transport, 1);
        assert_contains(&error, [why]);
        assert!(!error.is_retryable(), "{verb:?}: {error}");
        assert!(!error.may_have_been_applied(), "{verb:?}: {error}");
        assert!(!error.is_timeout() && error.status().is_none(), "{verb:?}: {error}");
        assert_eq!((server.connection_count(), seen.requests()), (1, 0), "{why}: {verb:?}");
    }
}

#[test]
fn with_a_trusted_certificate_all_calls_use_one_connection() {
    let authority = Authority::new();
    let (server, seen) = serving(authority.certify(&names(&["127.0.0.1"])), success(), false);
    let client = builder(&server, authority.agent()).build().unwrap();
    for verb in [Verb::ALL, Verb::ALL].concat() {
        verb.send(&client).unwrap();
    }
    assert_eq!(server.connection_count(), 1);
    assert_eq!(seen.handshakes().len(), 1);
    assert_eq!(seen.requests(), 2 * Verb::ALL.len());
}

#[test]
fn error_statuses_and_retries_over_tls_reuse_the_connection() {
    let authority = Authority::new();
    let (server, seen) = serving(authority.certify(&names(&["127.0.0.1"])), http(503, "{}"), false);
    let error = fails(send(&server, authority.agent(), Verb::Get));
    assert_eq!((error.status(), error.attempts()), (Some(503), 3));
    assert_eq!((server.connection_count(), seen.requests()), (1, 3));
}

#[test]
fn a_self_signed_certificate_is_rejected() {
    let key = KeyPair::generate().unwrap();
    let config = configuration(names(&["127.0.0.1"]).self_signed(&key).unwrap(), &key);
    assert_not_trusted(config, &Authority::new().agent(), "certificate");
}

#[test]
fn a_certificate_of_another_authority_is_rejected() {
    let config = Authority::new().certify(&names(&["127.0.0.1"]));
    assert_not_trusted(config.clone(), &Authority::new().agent(), "certificate");
    assert_not_trusted(config, &agent(RootCerts::WebPki), "certificate");
}

#[test]
fn a_certificate_for_another_host_is_rejected() {
    let authority = Authority::new();
    for names in [names(&["api.example"]), names(&["127.0.0.2"]), names(&["localhost"])] {
        assert_not_trusted(authority.certify(&names), &authority.agent(), "certificate");
    }
}

#[test]
fn a_certificate_that_is_expired_or_not_yet_valid_is_rejected() {
    let authority = Authority::new();
    let mut expired = names(&["127.0.0.1"]);
    expired.not_after = date_time_ymd(2001, 1, 1);
    assert_not_trusted(authority.certify(&expired), &authority.agent(), "certificate");
    let mut early = names(&["127.0.0.1"]);
    early.not_before = date_time_ymd(4000, 1, 1);
    assert_not_trusted(authority.certify(&early), &authority.agent(), "certificate");
}

#[test]
fn a_client_without_an_agent_rejects_an_unknown_authority() {
    if !process::is_child() {
        process::run(&mut process::command(
            a_client_without_an_agent_rejects_an_unknown_authority,
            "",
        ));
        return;
    }
    let (server, seen) = serving(Authority::new().certify(&names(&["127.0.0.1"])), success(), false);
    let client = support::client(&format!("https://{}", server.address()));
    fails_with(support::get(&client), ErrorKind::Transport, 1);
    assert_eq!((server.connection_count(), seen.requests()), (1, 0));
}

#[test]
fn a_handshake_that_ends_early_is_retried_and_a_post_was_certainly_not_sent() {
    for verb in Verb::ALL {
        let server = Server::handle_connections(|_, tcp| {
            // Reads the start of the handshake and then closes.
            let _ = tcp.read(&mut [0; 4096]);
        });
        let error = fails_with(send(&server, Authority::new().agent(), verb), ErrorKind::Transport, 3);
        assert_eq!(server.connection_count(), 3, "{verb:?}");
        assert!(
            verb == Verb::Delete || !error.may_have_been_applied(),
            "{verb:?}: {error}"
        );
        assert!(error.is_retryable(), "{verb:?}: {error}");
    }
}

#[test]
fn a_handshake_that_stalls_is_a_timeout_and_a_post_was_certainly_not_sent() {
    let server = Server::handle_connections(|_, tcp| while tcp.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {});
    for verb in [Verb::Get, Verb::Post] {
        let client = builder(&server, Authority::new().agent())
            .timeout(Duration::from_millis(250))
            .build()
            .unwrap();
        let error = fails(verb.send(&client));
        assert!(error.is_timeout(), "{verb:?}: {error}");
        assert!(!error.may_have_been_applied(), "{verb:?}: {error}");
    }
}

#[test]
fn plain_http_on_the_tls_port_is_an_error_and_not_retried() {
    for verb in Verb::ALL {
        let server = Server::handle_connections(|_, tcp| {
            let _ = tcp.read(&mut [0; 4096]);
            let response = http(400, "<html>The plain HTTP request was sent to HTTPS port</html>");
            let _ = tcp.write_all(&Vec::from(response));
        });
        let error = fails_with(send(&server, Authority::new().agent(), verb), ErrorKind::Transport, 1);
        // Without a request body, the client cannot know whether the handshake was done.
        assert_eq!(error.may_have_been_applied(), verb == Verb::Delete, "{verb:?}: {error}");
        assert!(!error.is_retryable(), "{verb:?}: {error}");
        assert_eq!(server.connection_count(), 1);
    }
}

/// How a server breaks TLS after it has read a request.
type BreakTls = fn(&mut ServerConnection, &mut TcpStream) -> std::io::Result<()>;

// Row 32.
#[test]
fn a_change_that_was_received_before_tls_failed_may_have_been_applied() {
    let faults: [(&str, BreakTls); 3] = [
        ("a fatal alert", |tls, tcp| {
            // An invalid record makes the library send an alert.
            tls.read_tls(&mut &b"\x17\x03\x03\x00\x14twenty bytes of junk"[..])?;
            assert!(tls.process_new_packets().is_err());
            tls.write_tls(tcp).map(drop)
        }),
        ("garbage records", |_, tcp| {
            tcp.write_all(b"\x17\x03\x03\x00\x14twenty bytes of junk")
        }),
        ("plain text", |_, tcp| tcp.write_all(&Vec::from(success()))),
    ];
    let authority = Authority::new();
    let config = authority.certify(&names(&["127.0.0.1"]));
    for (what, break_tls) in faults {
        for verb in Verb::ALL {
            let (config, read) = (config.clone(), Arc::new(Mutex::new(0)));
            let count = read.clone();
            let server = Server::handle_connections(move |_, tcp| {
                let mut serve = || -> std::io::Result<()> {
                    let mut tls = shake_hands(&config, tcp)?;
                    if read_request(&mut rustls::Stream::new(&mut tls, tcp))?.is_some() {
                        *count.lock().unwrap() += 1;
                        break_tls(&mut tls, tcp)?;
                    }
                    // Waits until the client hangs up.
                    while tcp.read(&mut [0; 64])? > 0 {}
                    Ok(())
                };
                // The client may hang up with a reset.
                let _ = serve();
            });
            let error = fails_with(send(&server, authority.agent(), verb), ErrorKind::Transport, 1);
            assert_eq!(*read.lock().unwrap(), 1, "{what}: {verb:?}: {error}");
            assert_contains(&error, ["TLS failed"]);
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{what}: {verb:?}");
        }
    }
}

#[test]
fn tls_on_the_plain_port_is_an_error() {
    let (server, seen) = serving(Authority::new().certify(&names(&["127.0.0.1"])), success(), false);
    let error = fails(support::get(&support::client(&server)));
    assert!(
        matches!(error.kind(), ErrorKind::Protocol | ErrorKind::Transport),
        "{error}"
    );
    assert_eq!(seen.requests(), 0);
}

#[test]
fn a_response_that_ends_without_close_notify_is_truncated() {
    let authority = Authority::new();
    let config = authority.certify(&names(&["127.0.0.1"]));
    let body = support::physical("icon-1").to_string();
    for response in [
        format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{body}"),
        "HTTP/1.1 200 OK\r\ncontent-le".into(),
        String::new(),
    ] {
        let (server, seen) = serving(config.clone(), response.into_bytes(), true);
        fails_with(send(&server, authority.agent(), Verb::Get), ErrorKind::Transport, 3);
        let sent = seen.requests();
        let error = fails_with(send(&server, authority.agent(), Verb::Post), ErrorKind::Transport, 1);
        assert!(error.may_have_been_applied());
        assert_eq!((sent, seen.requests()), (3, 4));
    }
    // Without a length, only the incomplete JSON shows the truncation.
    let cut = format!("HTTP/1.1 200 OK\r\n\r\n{}", &body[..body.len() - 1]);
    let (server, _) = serving(config, cut.into_bytes(), true);
    assert_eq!(
        fails(send(&server, authority.agent(), Verb::Get)).kind(),
        ErrorKind::Decode
    );
}

#[test]
fn a_refused_connection_to_a_tls_port_is_a_connect_error() {
    let client = support::builder(&format!("https://{}", refusing()))
        .agent(Authority::new().agent())
        .build()
        .unwrap();
    let error = fails(Verb::Post.send(&client));
    assert!(error.is_connect(), "{error}");
    assert!(error.attempts() == 3, "{error}");
    assert!(!error.may_have_been_applied(), "{error}");
}

// The client gives each request its own configuration, and this must not discard the sessions of the agent. The server closes
// each connection, because a kept-alive connection needs no session.
#[test]
fn an_agent_resumes_tls_sessions_of_earlier_requests() {
    let authority = Authority::new();
    let response = http_with_headers(200, "connection: close", support::physical("icon-1"));
    let (server, seen) = serving(authority.certify(&names(&["127.0.0.1"])), response, true);
    let agent = authority.agent();
    let mut before = agent.get(format!("https://{}/", server.address())).call().unwrap();
    before.body_mut().read_to_vec().unwrap();
    let client = builder(&server, agent).build().unwrap();
    support::get(&client).unwrap();
    support::get(&client).unwrap();
    assert_eq!(
        seen.handshakes(),
        [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Resumed]
    );
}
