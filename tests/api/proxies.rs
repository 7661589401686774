//! Proxies and root certificates: given, or found in the environment; and what cannot be used is refused before anything is sent.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, thread};

use cloudflare_interconnects::{Client, ClientBuilder, ErrorKind};
use rustls::{ServerConfig, ServerConnection};
use ureq::{Agent, Proxy, ProxyProtocol};

use crate::program;
use crate::support::directory::Directory;
use crate::support::raw::Server;
use crate::support::{self, TOKEN, Verb, fails, process, success};
use crate::tls::{Authority, names, serving};

const PASSWORD: &str = "pa55word";

/// A proxy that answers CONNECT with these lines and, if they say 200, leads to where it was asked for.
struct Tunnel {
    server: Server,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    fn answering(answer: &'static str) -> Self {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        let server = Server::connections_to(move |_, client| {
            let _ = Self::serve(client, answer, &seen);
        });
        Self { server, heads }
    }

    /// One that is spoken to by TLS, and leads on.
    fn over_tls(config: Arc<ServerConfig>) -> Self {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        let server = Server::connections_to(move |_, tcp| {
            let _ = Self::serve_over_tls(&config, tcp, &seen);
        });
        Self { server, heads }
    }

    /// What it is asked, and where that leads.
    fn asked(client: &mut impl Read, seen: &Mutex<Vec<String>>) -> io::Result<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        seen.lock().unwrap().push(head);
        Ok(target)
    }

    fn serve_over_tls(config: &Arc<ServerConfig>, tcp: &mut TcpStream, seen: &Mutex<Vec<String>>) -> io::Result<()> {
        let mut tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
        let mut client = rustls::Stream::new(&mut tls, tcp);
        let mut server = TcpStream::connect(Self::asked(&mut client, seen)?)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        // Both ways by turns, since one thread holds the TLS.
        let turn = Some(Duration::from_millis(2));
        client.sock.set_read_timeout(turn)?;
        server.set_read_timeout(turn)?;
        while pass(&mut client, &mut server)? && pass(&mut server, &mut client)? {}
        Ok(())
    }

    fn serve(client: &mut TcpStream, answer: &str, seen: &Mutex<Vec<String>>) -> io::Result<()> {
        let target = Self::asked(client, seen)?;
        client.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes())?;
        if !answer.starts_with("200") {
            return Ok(());
        }
        let mut server = TcpStream::connect(target)?;
        let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
        thread::scope(|scope| {
            scope.spawn(move || {
                let _ = io::copy(&mut from_server, &mut to_client);
                let _ = to_client.shutdown(Shutdown::Both);
            });
            let _ = io::copy(client, &mut server);
            let _ = server.shutdown(Shutdown::Both);
        });
        Ok(())
    }

    /// Its URL, with a user and an escaped password.
    fn url(&self) -> String {
        format!("http://me:{PASSWORD}%40@{}", self.server.address())
    }

    /// What it was asked, by the head of each request.
    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Passes on what has come, if anything has; false at the end.
fn pass(from: &mut impl Read, to: &mut impl Write) -> io::Result<bool> {
    let mut buffer = [0; 4096];
    match from.read(&mut buffer) {
        Ok(count) => to.write_all(&buffer[..count]).map(|()| count > 0),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(true),
        Err(error) => Err(error),
    }
}

/// A server with a certificate of this authority.
fn server_of(authority: &Authority) -> Server {
    serving(authority.certify(&names(&["127.0.0.1"])), success(), false).0
}

fn https(server: &Server) -> String {
    format!("https://{}/client/v4", server.address())
}

#[track_caller]
fn refused(builder: ClientBuilder) -> String {
    let error = fails(builder.build());
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Configuration, 0),
        "{error}"
    );
    let shown = support::everything_shown(&error);
    assert!(!shown.contains(PASSWORD), "{shown}");
    shown
}

#[test]
fn calls_go_through_the_proxy_that_is_given_which_sees_its_own_credentials_and_no_others() {
    let authority = Authority::new();
    let (server, proxy) = (server_of(&authority), Tunnel::answering("200 OK"));
    let client = support::builder(&https(&server))
        .proxy(proxy.url())
        .root_certificates(authority.pem());
    let client = client.build().unwrap();
    for verb in Verb::ALL {
        verb.send(&client).unwrap();
    }
    let heads = proxy.heads();
    // All of them through one tunnel.
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
    assert!(
        !head.to_ascii_lowercase().contains("\r\nauthorization") && !head.contains(TOKEN),
        "{head}"
    );
}

#[test]
fn the_cookbooks_program_goes_through_a_proxy_and_trusts_a_companys_authority() {
    let (authority, directory) = (Authority::new(), Directory::new());
    let (server, proxy) = (server_of(&authority), Tunnel::answering("200 OK"));
    let roots = directory.join("company.pem");
    fs::write(&roots, authority.pem()).unwrap();
    let builder = program::through(&proxy.url(), &roots).unwrap();
    let client = builder.base_url(https(&server)).build().unwrap();
    Verb::Get.send(&client).unwrap();
    assert_eq!((proxy.heads().len(), server.connection_count()), (1, 1));
    assert!(program::through(&proxy.url(), &directory.join("missing.pem")).is_err());
}

#[test]
fn a_proxy_may_be_spoken_to_by_tls_and_its_certificate_has_to_hold() {
    let (ours, another) = (Authority::new(), Authority::new());
    let server = server_of(&ours);
    let call = |authority: &Authority| {
        let proxy = Tunnel::over_tls(authority.certify(&names(&["127.0.0.1"])));
        let url = format!("https://me:{PASSWORD}@{}", proxy.server.address());
        let client = support::builder(&https(&server))
            .proxy(url)
            .root_certificates(ours.pem());
        (support::get(&client.build().unwrap()), proxy.heads().len())
    };
    let (answer, asked) = call(&ours);
    assert_eq!((answer.unwrap().name(), asked), (Some("icon-1"), 1));
    let (answer, asked) = call(&another);
    // What it would have been asked by is not sent.
    let error = fails(answer);
    assert_eq!(
        (error.kind(), error.attempts(), asked),
        (ErrorKind::Transport, 1, 0),
        "{error}"
    );
    assert!(!support::everything_shown(&error).contains(PASSWORD), "{error}");
}

#[test]
fn plain_http_to_this_machine_goes_to_no_proxy() {
    let (server, proxy) = (Server::always(success()), Tunnel::answering("200 OK"));
    let client = support::builder(&server.base_url()).proxy(proxy.url()).build().unwrap();
    support::get(&client).unwrap();
    assert_eq!((server.request_count(), proxy.heads().len()), (1, 0));
}

// Row 47.
#[test]
fn a_proxy_that_refuses_is_asked_once_a_call_and_the_error_points_at_its_credentials_without_them() {
    for answer in ["407 Proxy Authentication Required", "403 Forbidden"] {
        for verb in Verb::ALL {
            let proxy = Tunnel::answering(answer);
            let client = support::builder("https://api.example")
                .proxy(proxy.url())
                .build()
                .unwrap();
            let error = fails(verb.send(&client));
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
            assert!(!error.is_retryable() && !error.may_have_been_applied(), "{error}");
            assert_eq!(proxy.heads().len(), 1);
            let line = error.to_string();
            assert!(line.contains(&answer[..3]) && line.contains("credentials"), "{line}");
            assert!(line.contains(&proxy.server.address().to_string()), "{line}");
            assert!(!support::everything_shown(&error).contains(PASSWORD), "{line}");
        }
    }
}

// Row 47.
#[test]
fn a_wait_ends_where_the_proxy_refuses() {
    let proxy = Tunnel::answering("407 Proxy Authentication Required");
    let client = support::builder("https://api.example")
        .proxy(proxy.url())
        .build()
        .unwrap();
    let status = client.interconnects(support::ACCOUNT).status("icon-1");
    let error = fails(status.wait_until(|_| true).send());
    assert_eq!(proxy.heads().len(), 1, "{error}");
}

#[test]
fn root_certificates_are_trusted_and_no_other() {
    let (ours, another) = (Authority::new(), Authority::new());
    let server = server_of(&ours);
    let get = |pem: &str| {
        let builder = support::builder(&https(&server)).root_certificates(pem);
        support::get(&builder.build().unwrap())
    };
    get(&ours.pem()).unwrap();
    // A bundle, with what stands in bundles besides.
    get(&format!("# Company\n{}\nother text\n{}", another.pem(), ours.pem())).unwrap();
    let error = fails(get(&another.pem()));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1), "{error}");
}

#[test]
fn what_is_no_certificate_is_refused_when_the_client_is_built() {
    let authority = Authority::new();
    let pem = authority.pem();
    for (bad, why) in [
        ("", "hold no certificate"),
        ("company.pem", "hold no certificate"),
        (
            &pem.replace("CERTIFICATE", "CERTIFICATE REQUEST"),
            "hold no certificate",
        ),
        (&pem.replace("CERTIFICATE", "PRIVATE KEY"), "hold no certificate"),
        (&pem[..pem.len() / 2], "are not whole PEM"),
        (&pem.replace("MII", "M!!"), "are not whole PEM"),
    ] {
        let shown = refused(support::builder("https://api.example").root_certificates(bad));
        assert!(
            shown.contains(&format!("the root certificates {why}")),
            "{bad}: {shown}"
        );
    }
}

#[test]
fn an_agent_of_ones_own_has_its_own_proxy_and_roots() {
    let agent = || Agent::config_builder().proxy(None).build().new_agent();
    let builder = || support::builder("https://api.example").agent(agent());
    assert!(refused(builder().proxy("http://proxy:1")).contains("`proxy` and `agent`"));
    let pem = Authority::new().pem();
    assert!(refused(builder().root_certificates(pem)).contains("`root_certificates` and `agent`"));
}

// Row 49.
#[test]
fn a_proxy_that_is_none_is_refused_without_being_shown() {
    for (url, why) in [
        (format!("http://me:{PASSWORD}@x@proxy:1"), "%40"),
        (format!("http://me:{PASSWORD}#x@proxy:1"), "%23"),
        (format!("http://me:{PASSWORD}@proxy:1\n"), "line break"),
        (format!("http://me:{PASSWORD}@proxy:port"), "has a port that is none"),
        (String::new(), "is empty"),
        (
            format!("socks5://me:{PASSWORD}@proxy:1"),
            "the scheme socks5, which this crate does not speak",
        ),
        (format!("ftp://me:{PASSWORD}@proxy:1"), "another scheme"),
    ] {
        let shown = refused(support::builder("https://api.example").proxy(url));
        assert!(
            shown.contains("the proxy's URL ") && shown.contains(why),
            "{why}: {shown}"
        );
    }
}

// Row 51.
#[test]
fn an_unknown_issuer_names_the_ways_to_trust_one() {
    let server = server_of(&Authority::new());
    let pem = Authority::new().pem();
    let client = support::builder(&https(&server))
        .root_certificates(pem)
        .build()
        .unwrap();
    let line = fails(support::get(&client)).to_string();
    for way in ["root_certificates", "SSL_CERT_FILE", "platform-verifier"] {
        assert!(line.contains(way), "{line}");
    }
}

// Row 50.
#[test]
fn an_error_names_no_proxy_that_an_agent_of_ones_own_goes_round() {
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

/// What a client of the environment does in a process that has these variables: a line.
fn outcome(test: &str, base_url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = process::command(test, "");
    command
        .env("CLOUDFLARE_API_TOKEN", TOKEN)
        .env("CLOUDFLARE_BASE_URL", base_url);
    let printed = process::run(command.envs(variables.iter().copied()));
    support::assert_no_secret(&printed);
    assert!(!printed.contains(PASSWORD), "{printed}");
    printed
}

fn print_outcome() {
    let client = ClientBuilder::from_env().map(|builder| builder.max_retries(0));
    match client
        .and_then(ClientBuilder::build)
        .and_then(|client: Client| support::get(&client))
    {
        Ok(_) => println!("answered"),
        Err(error) => println!("{:?}: {}", error.kind(), fails::<()>(Err(error))),
    }
}

// Row 51.
#[test]
fn the_environment_names_the_file_of_roots_or_it_is_an_error() {
    const TEST: &str = "proxies::the_environment_names_the_file_of_roots_or_it_is_an_error";
    if process::is_own() {
        return print_outcome();
    }
    let authority = Authority::new();
    let server = server_of(&authority);
    let directory = Directory::new();
    let file = |name: &str, text: &str| {
        let path = directory.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let outcome = |file: &str| outcome(TEST, &https(&server), &[("SSL_CERT_FILE", file)]);
    assert!(outcome(&file("good.pem", &authority.pem())).contains("answered"));
    let printed = outcome(&file("other.pem", &Authority::new().pem()));
    assert!(
        printed.contains("Transport: ") && printed.contains("SSL_CERT_FILE"),
        "{printed}"
    );
    // An empty variable counts as unset.
    assert!(outcome("").contains("Transport: "));
    for (file, why) in [
        (
            directory.join("none.pem").to_str().unwrap(),
            "none.pem, which cannot be read: No such file",
        ),
        (
            directory.join("").to_str().unwrap(),
            "which cannot be read: Is a directory",
        ),
        (
            &file("empty.pem", "\n"),
            "empty.pem, whose certificates hold no certificate",
        ),
    ] {
        let printed = outcome(file);
        assert!(
            printed.contains("Configuration: SSL_CERT_FILE names ") && printed.contains(why),
            "{printed}"
        );
    }
}

// Rows 48 to 50.
#[test]
fn the_environment_names_the_proxy_by_curls_rules_or_it_is_an_error() {
    const TEST: &str = "proxies::the_environment_names_the_proxy_by_curls_rules_or_it_is_an_error";
    if process::is_own() {
        return print_outcome();
    }
    let authority = Authority::new();
    let server = server_of(&authority);
    let directory = Directory::new();
    let roots = directory.join("roots.pem");
    fs::write(&roots, authority.pem()).unwrap();
    let (proxy, other) = (Tunnel::answering("200 OK"), Tunnel::answering("200 OK"));
    let (url, other_url) = (proxy.url(), other.url());
    let outcome = |variables: &[(&str, &str)]| {
        let roots = ("SSL_CERT_FILE", roots.to_str().unwrap());
        outcome(TEST, &https(&server), &[variables, &[roots]].concat())
    };
    let asked = || (proxy.heads().len(), other.heads().len());

    assert!(outcome(&[("HTTPS_PROXY", &url), ("ALL_PROXY", &other_url)]).contains("answered"));
    assert!(outcome(&[("all_proxy", &url), ("HTTP_PROXY", &other_url)]).contains("answered"));
    assert_eq!(asked(), (2, 0));
    // That for http is for http.
    assert!(outcome(&[("HTTP_PROXY", &other_url), ("http_proxy", &other_url)]).contains("answered"));
    let port = server.address().port();
    for exempt in [
        "127.0.0.1",
        "a.example , 127.0.0.1",
        &format!("127.0.0.1:{port}"),
        "127.0.0.0/8",
        "*",
    ] {
        let variables = [("HTTPS_PROXY", url.as_str()), ("NO_PROXY", exempt)];
        assert!(outcome(&variables).contains("answered"), "{exempt}");
    }
    assert_eq!(asked(), (2, 0));
    assert!(outcome(&[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.1:1, 127.0.0.2")]).contains("answered"));
    assert_eq!(asked(), (3, 0));

    let sent = server.connection_count();
    for (name, value, why) in [
        (
            "ALL_PROXY",
            format!("socks5://me:{PASSWORD}@127.0.0.1:1"),
            "the scheme socks5, ",
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
        assert!(
            printed.contains(&format!("Configuration: {name} ")) && printed.contains(why),
            "{name}: {printed}"
        );
    }
    assert_eq!(server.connection_count(), sent);
}

// Row 50.
#[test]
fn an_error_names_the_proxy_only_where_there_is_one() {
    const TEST: &str = "proxies::an_error_names_the_proxy_only_where_there_is_one";
    if process::is_own() {
        return print_outcome();
    }
    let outcome = |variables: &[(&str, &str)]| outcome(TEST, "https://127.0.0.1:1", variables);
    // Nothing listens at either port.
    let proxy = ("HTTPS_PROXY", "http://127.0.0.1:9");
    assert!(outcome(&[proxy]).contains("no connection to 127.0.0.1:1 through the proxy 127.0.0.1:9"));
    let printed = outcome(&[proxy, ("NO_PROXY", "127.0.0.1")]);
    assert!(printed.contains("no connection to 127.0.0.1:1"), "{printed}");
    assert!(!printed.contains("the proxy"), "{printed}");
}
