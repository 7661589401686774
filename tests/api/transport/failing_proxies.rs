//! Proxies that reject or interrupt a CONNECT: which calls are retried, and what the error shows.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use cloudflare_interconnects::{Client, ErrorKind};
use serde_json::Value;

use super::proxies::{PASSWORD, relay};
use super::tls::{Authority, https, server_certified_by};
use crate::support::raw::Server;
use crate::support::{self, ACCOUNT, Verb, assert_contains, fails, fails_with};

/// What a proxy does with one CONNECT.
#[derive(Clone, Copy, Debug)]
enum Connect {
    /// Responds with this status line.
    Responds(&'static str),
    HangsUp,
    Resets,
    Connects,
}

/// A proxy, and the TLS server behind it.
struct Gateway {
    proxy: Server,
    server: Server,
    authority: Authority,
}

impl Gateway {
    /// Handles each CONNECT in turn like this, and then always like the last one.
    fn new(connects: impl Into<Vec<Connect>>) -> Self {
        let connects = connects.into();
        let authority = Authority::new();
        let server = server_certified_by(&authority);
        let proxy = Server::handle_connections(move |number, client| {
            let connect = connects[number.min(connects.len() - 1)];
            // A client may hang up.
            let _ = Self::serve(connect, client);
        });
        Self {
            proxy,
            server,
            authority,
        }
    }

    fn serve(connect: Connect, client: &mut TcpStream) -> io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r") {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        // Closing a socket with an unread byte resets its connection.
        if matches!(connect, Connect::Resets) {
            return client.peek(&mut [0]).map(drop);
        }
        client.read_exact(&mut [0])?;
        match connect {
            Connect::Responds(status) => client.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()),
            Connect::HangsUp | Connect::Resets => Ok(()),
            Connect::Connects => {
                let head = String::from_utf8_lossy(&head);
                let target = head.split(' ').nth(1).unwrap_or_default();
                let mut server = TcpStream::connect(target)?;
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
                relay(client, &mut server)
            }
        }
    }

    fn client(&self) -> Client {
        let proxy = format!("http://me:{PASSWORD}@{}", self.proxy.address());
        let builder = support::builder(&https(&self.server)).proxy(proxy);
        builder.root_certificates(self.authority.pem()).build().unwrap()
    }

    /// The number of CONNECT requests. Each has its own connection.
    fn connect_count(&self) -> usize {
        self.proxy.connection_count()
    }
}

/// Failures of a CONNECT that may be temporary.
const TEMPORARY: [Connect; 8] = [
    Connect::Responds("429 Too Many Requests"),
    Connect::Responds("500 Internal Server Error"),
    Connect::Responds("502 Bad Gateway"),
    Connect::Responds("503 Service Unavailable"),
    Connect::Responds("504 Gateway Timeout"),
    Connect::Responds("404 Not Found"),
    Connect::Responds("204 No Content"),
    Connect::HangsUp,
];

// Row 61.
#[test]
fn a_call_is_retried_after_a_temporary_failure_of_the_proxy() {
    for failure in TEMPORARY {
        for verb in Verb::ALL {
            let gateway = Gateway::new([failure, Connect::Connects]);
            verb.send(&gateway.client())
                .unwrap_or_else(|error| panic!("{failure:?} {verb:?}: {error}"));
            assert_eq!(gateway.connect_count(), 2, "{failure:?} {verb:?}");
        }
    }
}

// Row 61.
#[test]
fn a_proxy_that_keeps_failing_is_a_failed_connection_and_shows_no_credentials() {
    for failure in TEMPORARY {
        for verb in Verb::ALL {
            let gateway = Gateway::new([failure]);
            let error = fails_with(verb.send(&gateway.client()), ErrorKind::Transport, 3);
            assert_eq!(gateway.connect_count(), 3, "{error}");
            assert!(error.is_retryable() && error.is_connect() && !error.may_have_been_applied());
            assert_contains(&error, ["through the proxy 127.0.0.1:", "proxy server"]);
            assert!(!error.to_string().contains("credentials"), "{error}");
            assert!(!support::everything_shown(&error).contains(PASSWORD), "{error}");
        }
    }
}

// Row 61.
#[test]
fn a_proxy_that_rejects_the_credentials_gets_one_request() {
    for status in ["401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required"] {
        for verb in Verb::ALL {
            let gateway = Gateway::new([Connect::Responds(status)]);
            let error = fails(verb.send(&gateway.client()));
            assert_eq!((error.attempts(), gateway.connect_count()), (1, 1), "{error}");
            assert!(!error.is_retryable() && !error.may_have_been_applied(), "{error}");
            assert_contains(&error, ["check the credentials in the proxy URL"]);
        }
    }
}

// Row 61: the reset may come from the server behind the proxy, after it received the request.
#[test]
fn after_a_reset_by_the_proxy_a_request_is_retried_if_it_is_idempotent_or_was_certainly_not_sent() {
    for verb in Verb::ALL {
        let gateway = Gateway::new([Connect::Resets, Connect::Connects]);
        verb.send(&gateway.client()).unwrap();
    }
    for method in ["POST", "PATCH"] {
        let gateway = Gateway::new([Connect::Resets, Connect::Connects]);
        let error = fails(gateway.client().request(method, "/things").send::<Value>());
        assert_eq!((error.attempts(), gateway.connect_count()), (1, 1), "{error}");
        assert!(error.may_have_been_applied(), "{error}");
        let gateway = Gateway::new([Connect::HangsUp, Connect::Connects]);
        gateway.client().request(method, "/things").send::<Value>().unwrap();
    }
}

// Row 61.
#[test]
fn a_wait_continues_while_the_proxy_restarts() {
    let down = [Connect::Responds("503 Service Unavailable"); 7];
    let gateway = Gateway::new([&down[..], &[Connect::HangsUp, Connect::Connects]].concat());
    let client = gateway.client();
    let wait = client
        .request("GET", "/things")
        .wait_until(|thing: &Value| thing["name"] == "icon-1");
    wait.send().unwrap();
    assert_eq!(gateway.connect_count(), 9);
}

// Row 67: repeated requests with a wrong password could lock the account at the proxy.
#[test]
fn a_wait_ends_when_the_proxy_rejects_the_credentials_regardless_of_keep_waiting_on() {
    let gateway = Gateway::new([Connect::Responds("407 Proxy Authentication Required")]);
    let client = gateway.client();
    let status = client.interconnects(ACCOUNT).status("icon-1");
    fails(status.wait_until(|_| false).keep_waiting_on(|_| true).send());
    assert_eq!(gateway.connect_count(), 1);
}
