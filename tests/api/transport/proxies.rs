//! Proxies, set by the builder or by the environment. Invalid ones are rejected before anything is sent.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, thread};

use cloudflare_interconnects::{Client, ClientBuilder, ErrorKind};
use rustls::{ServerConfig, ServerConnection};
use ureq::{Agent, Proxy, ProxyProtocol};

use super::faults::refusing;
use super::tls::{Authority, https, names, server_certified_by};
use crate::support::directory::Directory;
use crate::support::raw::Server;
use crate::support::{
    self, ACCOUNT, TOKEN, Verb, assert_contains, fails, fails_with, http_with_headers, mock, process, success,
};

pub(super) const PASSWORD: &str = "pa55word";

/// The cookbook's program.
#[path = "../../programs/proxy.rs"]
mod program;

/// A proxy for CONNECT requests, which it records.
struct Tunnel {
    server: Server,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    fn new() -> Self {
        Self::serving(Self::serve)
    }

    /// A proxy that is reached over TLS.
    fn over_tls(config: Arc<ServerConfig>) -> Self {
        Self::serving(move |tcp, seen| Self::serve_over_tls(&config, tcp, seen))
    }

    fn serving(serve: impl Fn(&mut TcpStream, &Mutex<Vec<String>>) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        let server = Server::handle_connections(move |_, client| {
            // A client may hang up.
            let _ = serve(client, &seen);
        });
        Self { server, heads }
    }

    /// Reads a CONNECT request and connects to its target.
    fn connect(client: &mut impl Read, seen: &Mutex<Vec<String>>) -> io::Result<TcpStream> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        seen.lock().unwrap().push(head.clone());
        TcpStream::connect(head.split(' ').nth(1).unwrap_or_default())
    }

    fn serve_over_tls(config: &Arc<ServerConfig>, tcp: &mut TcpStream, seen: &Mutex<Vec<String>>) -> io::Result<()> {
        let mut tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
        let mut client = rustls::Stream::new(&mut tls, tcp);
        let mut server = Self::connect(&mut client, seen)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        // Both directions take turns, because only one thread can use the TLS session.
        let turn = Some(Duration::from_millis(2));
        client.sock.set_read_timeout(turn)?;
        server.set_read_timeout(turn)?;
        while copy_available(&mut client, &mut server)? && copy_available(&mut server, &mut client)? {}
        Ok(())
    }

    fn serve(client: &mut TcpStream, seen: &Mutex<Vec<String>>) -> io::Result<()> {
        let mut server = Self::connect(client, seen)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        relay(client, &mut server)
    }

    /// Its URL, with a user and an escaped password.
    fn url(&self) -> String {
        format!("http://me:{PASSWORD}%40@{}", self.server.address())
    }

    /// The head of each request.
    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Copies bytes in both directions until both peers hang up.
pub(super) fn relay(client: &mut TcpStream, server: &mut TcpStream) -> io::Result<()> {
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::scope(|scope| {
        scope.spawn(move || {
            let _ = io::copy(&mut from_server, &mut to_client);
            let _ = to_client.shutdown(Shutdown::Both);
        });
        let _ = io::copy(client, server);
        let _ = server.shutdown(Shutdown::Both);
    });
    Ok(())
}

/// A custom agent with this proxy.
fn agent(proxy: &str) -> Agent {
    let proxy = Proxy::new(proxy).unwrap();
    Agent::config_builder().proxy(Some(proxy)).build().new_agent()
}

/// Copies the bytes that are available. Returns false at the end.
fn copy_available(from: &mut impl Read, to: &mut impl Write) -> io::Result<bool> {
    let mut buffer = [0; 4096];
    match from.read(&mut buffer) {
        Ok(count) => to.write_all(&buffer[..count]).map(|()| count > 0),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(true),
        Err(error) => Err(error),
    }
}

#[track_caller]
pub(super) fn rejected(builder: ClientBuilder) -> String {
    let error = fails_with(builder.build(), ErrorKind::Configuration, 0);
    let shown = support::everything_shown(&error);
    assert!(!shown.contains(PASSWORD), "{shown}");
    shown
}

#[test]
fn calls_use_the_proxy_which_gets_only_its_own_credentials() {
    let authority = Authority::new();
    let (server, proxy) = (server_certified_by(&authority), Tunnel::new());
    let client = support::builder(&https(&server))
        .proxy(proxy.url())
        .root_certificates(authority.pem());
    let client = client.build().unwrap();
    for verb in Verb::ALL {
        verb.send(&client).unwrap();
    }
    let heads = proxy.heads();
    // All calls use one tunnel.
    assert_eq!((heads.len(), server.connection_count()), (1, 1));
    let head = &heads[0];
    assert!(
        head.starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.address())),
        "{head}"
    );
    // me:pa55word@
    assert!(
        head.contains("\r\nProxy-Authorization: Basic bWU6cGE1NXdvcmRA\r\n"),
        "{head}"
    );
    assert!(!head.to_ascii_lowercase().contains("\r\nauthorization"), "{head}");
    assert!(!head.contains(TOKEN), "{head}");
}

#[test]
fn the_cookbooks_program_uses_a_proxy_and_trusts_a_companys_authority() {
    let (authority, directory) = (Authority::new(), Directory::new());
    let (server, proxy) = (server_certified_by(&authority), Tunnel::new());
    let roots = directory.join("company.pem");
    fs::write(&roots, authority.pem()).unwrap();
    let builder = program::through(&proxy.url(), &roots).unwrap();
    let client = builder.base_url(https(&server)).build().unwrap();
    Verb::Get.send(&client).unwrap();
    assert_eq!((proxy.heads().len(), server.connection_count()), (1, 1));
    assert!(program::through(&proxy.url(), &directory.join("missing.pem")).is_err());
}

#[test]
fn a_proxy_can_be_reached_over_tls_and_its_certificate_is_verified() {
    let (ours, another) = (Authority::new(), Authority::new());
    let server = server_certified_by(&ours);
    let call = |authority: &Authority| {
        let proxy = Tunnel::over_tls(authority.certify(&names(&["127.0.0.1"])));
        let url = format!("https://me:{PASSWORD}@{}", proxy.server.address());
        let client = support::builder(&https(&server))
            .proxy(url)
            .root_certificates(ours.pem());
        (support::get(&client.build().unwrap()), proxy.heads().len())
    };
    let (outcome, request_counts) = call(&ours);
    assert_eq!((outcome.unwrap().name(), request_counts), (Some("icon-1"), 1));
    let (outcome, request_counts) = call(&another);
    // The CONNECT request is not sent.
    let error = fails_with(outcome, ErrorKind::Transport, 1);
    assert_eq!(request_counts, 0, "{error}");
    assert!(!support::everything_shown(&error).contains(PASSWORD), "{error}");
}

#[test]
fn plain_http_to_loopback_uses_no_proxy() {
    let (server, proxy) = (mock::Server::always(success()), Tunnel::new());
    for builder in [
        support::builder(&server).proxy(proxy.url()),
        support::builder(&server).agent(agent(&proxy.url())),
    ] {
        support::get(&builder.build().unwrap()).unwrap();
    }
    assert_eq!((server.request_count(), proxy.server.connection_count()), (2, 0));
}

// Row 47.
#[test]
fn a_proxy_that_rejects_its_credentials_is_not_retried_and_the_error_mentions_them() {
    for status in [407, 403] {
        let proxy = Server::always(http_with_headers(status, "proxy-authenticate: Basic", "who are you?"));
        let url = format!("http://me:{PASSWORD}@{}", proxy.address());
        let builder = || support::builder("https://api.invalid");
        for builder in [builder().proxy(&url), builder().agent(agent(&url))] {
            let client = builder.build().unwrap();
            for verb in Verb::ALL {
                let before = proxy.request_count();
                let error = fails_with(verb.send(&client), ErrorKind::Transport, 1);
                assert!(error.is_connect() && !error.is_retryable() && !error.may_have_been_applied());
                let line = error.to_string();
                let place = format!("cannot connect to api.invalid through the proxy {}", proxy.address());
                assert_contains(&line, [&place, &status.to_string()]);
                assert_contains(&line, ["check the credentials in the proxy URL"]);
                assert!(!support::everything_shown(&error).contains(PASSWORD), "{line}");
                let requests = proxy.requests();
                assert_eq!(requests.len(), before + 1);
                assert_eq!(requests[before].line(), "CONNECT api.invalid:443 HTTP/1.1");
            }
            let before = proxy.request_count();
            let status = client.interconnects(ACCOUNT).status("icon-1");
            let error = fails(status.wait_until(|_| false).send());
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert_eq!(proxy.request_count(), before + 1, "{error}");
        }
    }
}

#[test]
fn an_unreachable_proxy_is_named_without_its_credentials() {
    let url = format!("http://me:{PASSWORD}@{}", refusing());
    let builder = support::builder("https://api.invalid")
        .agent(agent(&url))
        .max_retries(0);
    let error = fails(support::get(&builder.build().unwrap()));
    assert_contains(&error, ["api.invalid through the proxy 127.0.0.1:"]);
    assert!(!support::everything_shown(&error).contains(PASSWORD), "{error}");
}

#[test]
fn a_custom_agent_keeps_its_own_proxy_and_root_certificates() {
    let agent = || Agent::config_builder().proxy(None).build().new_agent();
    let builder = || support::builder("https://api.example").agent(agent());
    assert!(rejected(builder().proxy("http://proxy:1")).contains("`proxy` and `agent`"));
    let pem = Authority::new().pem();
    assert!(rejected(builder().root_certificates(pem)).contains("`root_certificates` and `agent`"));
}

// Row 49.
#[test]
fn an_invalid_proxy_url_is_rejected_and_redacted() {
    for (url, why) in [
        (format!("http://me:{PASSWORD}@x@proxy:1"), "%40"),
        (format!("http://me:{PASSWORD}#x@proxy:1"), "%23"),
        (format!("http://me:{PASSWORD}@proxy:1\n"), "line break"),
        (
            format!("http://me:{PASSWORD}@proxy:port"),
            "has an empty or invalid port",
        ),
        (String::new(), "is empty"),
        (
            format!("socks5://me:{PASSWORD}@proxy:1"),
            "the scheme `socks5`, which this crate does not support",
        ),
        (
            format!("ftp://me:{PASSWORD}@proxy:1"),
            "a scheme other than http and https",
        ),
    ] {
        let shown = rejected(support::builder("https://api.example").proxy(url));
        assert_contains(&shown, ["the proxy's URL ", why]);
    }
}

// Row 50.
#[test]
fn an_error_does_not_name_a_proxy_that_a_custom_agent_bypasses() {
    let proxy = Proxy::builder(ProxyProtocol::Http)
        .host("127.0.0.1")
        .port(9)
        .no_proxy("127.0.0.1")
        .build();
    let agent = Agent::config_builder().proxy(Some(proxy.unwrap())).build().new_agent();
    let builder = support::builder("https://127.0.0.1:1").agent(agent).max_retries(0);
    let line = fails(support::get(&builder.build().unwrap())).to_string();
    assert!(line.contains("127.0.0.1:1") && !line.contains("proxy"), "{line}");
}

/// The outcome of a client from the environment, in a child process with these variables.
pub(super) fn outcome(test: impl Fn(), base_url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = process::command(test, "");
    command
        .env("CLOUDFLARE_API_TOKEN", TOKEN)
        .env("CLOUDFLARE_BASE_URL", base_url);
    let printed = process::run(command.envs(variables.iter().copied()));
    support::assert_no_secret(&printed);
    assert!(!printed.contains(PASSWORD), "{printed}");
    printed
}

/// Prints the outcome of one GET of a client from the environment.
pub(super) fn print_outcome() {
    let client = ClientBuilder::from_env().map(|builder| builder.max_retries(0));
    match client
        .and_then(ClientBuilder::build)
        .and_then(|client: Client| support::get(&client))
    {
        Ok(_) => println!("succeeded"),
        Err(error) => println!("{:?}: {}", error.kind(), fails::<()>(Err(error))),
    }
}

// Rows 48 to 50.
#[test]
fn the_proxy_variables_follow_curls_rules_or_are_an_error() {
    if process::is_child() {
        return print_outcome();
    }
    let authority = Authority::new();
    let server = server_certified_by(&authority);
    let directory = Directory::new();
    let roots = directory.join("roots.pem");
    fs::write(&roots, authority.pem()).unwrap();
    let (proxy, other) = (Tunnel::new(), Tunnel::new());
    let (url, other_url) = (proxy.url(), other.url());
    let outcome = |variables: &[(&str, &str)]| {
        let roots = ("SSL_CERT_FILE", roots.to_str().unwrap());
        outcome(
            the_proxy_variables_follow_curls_rules_or_are_an_error,
            &https(&server),
            &[variables, &[roots]].concat(),
        )
    };
    let request_counts = || (proxy.heads().len(), other.heads().len());

    assert!(outcome(&[("HTTPS_PROXY", &url), ("ALL_PROXY", &other_url)]).contains("succeeded"));
    assert!(outcome(&[("all_proxy", &url), ("HTTP_PROXY", &other_url)]).contains("succeeded"));
    assert_eq!(request_counts(), (2, 0));
    // `HTTP_PROXY` is only for http.
    assert!(outcome(&[("HTTP_PROXY", &other_url), ("http_proxy", &other_url)]).contains("succeeded"));
    let port = server.address().port();
    for exempt in [
        "127.0.0.1",
        "a.example , 127.0.0.1",
        &format!("127.0.0.1:{port}"),
        "127.0.0.0/8",
        "*",
    ] {
        let variables = [("HTTPS_PROXY", url.as_str()), ("NO_PROXY", exempt)];
        assert!(outcome(&variables).contains("succeeded"), "{exempt}");
    }
    assert_eq!(request_counts(), (2, 0));
    assert!(outcome(&[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.1:1, 127.0.0.2")]).contains("succeeded"));
    assert_eq!(request_counts(), (3, 0));

    let sent = server.connection_count();
    for (name, value, why) in [
        (
            "ALL_PROXY",
            format!("socks5://me:{PASSWORD}@127.0.0.1:1"),
            "the scheme `socks5`, ",
        ),
        (
            "https_proxy",
            format!("socks5h://me:{PASSWORD}@127.0.0.1:1"),
            "`ClientBuilder::agent`",
        ),
        (
            "ALL_PROXY",
            format!("http://me:{PASSWORD}@x@127.0.0.1:1"),
            "more than one `@`",
        ),
        ("HTTPS_PROXY", format!("http://me:{PASSWORD}#x@127.0.0.1:1"), "a `#`"),
        ("HTTPS_PROXY", format!("http://{PASSWORD} 127.0.0.1:1"), "a space"),
    ] {
        let printed = outcome(&[(name, &value)]);
        assert_contains(&printed, [&format!("Configuration: {name} "), why]);
    }
    assert_eq!(server.connection_count(), sent);
}

// Row 50.
#[test]
fn an_error_names_the_proxy_only_if_there_is_one() {
    if process::is_child() {
        return print_outcome();
    }
    let outcome = |variables: &[(&str, &str)]| {
        outcome(
            an_error_names_the_proxy_only_if_there_is_one,
            "https://127.0.0.1:1",
            variables,
        )
    };
    // Nothing listens at either port.
    let proxy = ("HTTPS_PROXY", "http://127.0.0.1:9");
    assert!(outcome(&[proxy]).contains("cannot connect to 127.0.0.1:1 through the proxy 127.0.0.1:9"));
    let printed = outcome(&[proxy, ("NO_PROXY", "127.0.0.1")]);
    assert_contains(&printed, ["cannot connect to 127.0.0.1:1"]);
    assert!(!printed.contains("the proxy"), "{printed}");
}
