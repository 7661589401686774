//! Reports from the field: proxies that restart, waits, and the limits that a server names.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::types::StatusInfo;
use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{
    self, ACCOUNT, Verb, builder_with, client_without_retries, envelope, fails, http, http_with_headers, success,
};
use crate::transport::tls::{Authority, names, serving};

const SECOND: Duration = Duration::from_secs(1);

/// What a proxy does with one CONNECT.
#[derive(Clone, Copy, Debug)]
enum Connect {
    Says(&'static str),
    HangsUp,
    Resets,
    LeadsOn,
}

/// A proxy that treats one CONNECT after the other so, and all that come after as the last; before a server that is trusted.
struct Gateway {
    proxy: Server,
    server: Server,
    authority: Authority,
}

impl Gateway {
    fn new(connects: impl Into<Vec<Connect>>) -> Self {
        let connects = connects.into();
        let authority = Authority::new();
        let server = serving(authority.certify(&names(&["127.0.0.1"])), success(), false).0;
        let proxy = Server::handle_connections(move |number, client| {
            let connect = connects[number.min(connects.len() - 1)];
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
        // A socket that holds an unread byte is reset when it is closed.
        if matches!(connect, Connect::Resets) {
            return client.peek(&mut [0]).map(drop);
        }
        client.read_exact(&mut [0])?;
        match connect {
            Connect::Says(text) => client.write_all(format!("HTTP/1.1 {text}\r\n\r\n").as_bytes()),
            Connect::HangsUp | Connect::Resets => Ok(()),
            Connect::LeadsOn => {
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
                let head = String::from_utf8_lossy(&head);
                let target = head.split(' ').nth(1).unwrap_or_default();
                Self::lead_on(client, TcpStream::connect(target)?)
            }
        }
    }

    fn lead_on(client: &mut TcpStream, mut server: TcpStream) -> io::Result<()> {
        let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
        thread::scope(|scope| {
            scope.spawn(move || {
                let _ = io::copy(&mut from_server, &mut to_client);
                let _ = to_client.shutdown(Shutdown::Both);
            });
            let _ = io::copy(client, &mut server);
            server.shutdown(Shutdown::Both)
        })
    }

    fn client(&self) -> Client {
        let builder = support::builder(&format!("https://{}/client/v4", self.server.address()));
        let proxy = format!("http://me:pa55word@{}", self.proxy.address());
        let builder = builder.proxy(proxy).root_certificates(self.authority.pem());
        builder.build().unwrap()
    }

    /// How often it was asked.
    fn asked(&self) -> usize {
        self.proxy.connection_count()
    }
}

/// Answers to CONNECT that may be others a moment later.
const PASSING: [Connect; 8] = [
    Connect::Says("429 Too Many Requests"),
    Connect::Says("500 Internal Server Error"),
    Connect::Says("502 Bad Gateway"),
    Connect::Says("503 Service Unavailable"),
    Connect::Says("504 Gateway Timeout"),
    Connect::Says("404 Not Found"),
    Connect::Says("204 No Content"),
    Connect::HangsUp,
];

// Row 61.
#[test]
fn a_proxy_that_fails_for_a_moment_ends_no_call() {
    for passing in PASSING {
        for verb in Verb::ALL {
            let gateway = Gateway::new([passing, Connect::LeadsOn]);
            verb.send(&gateway.client())
                .unwrap_or_else(|error| panic!("{passing:?} {verb:?}: {error}"));
            assert_eq!(gateway.asked(), 2, "{passing:?} {verb:?}");
        }
    }
}

// Row 61.
#[test]
fn a_proxy_that_keeps_failing_is_a_connection_that_failed_and_no_word_is_of_credentials() {
    for passing in PASSING {
        for verb in Verb::ALL {
            let gateway = Gateway::new([passing]);
            let error = fails(verb.send(&gateway.client()));
            assert_eq!(
                (error.kind(), error.attempts(), gateway.asked()),
                (ErrorKind::Transport, 3, 3)
            );
            assert!(error.is_retryable() && error.is_connect() && !error.may_have_been_applied());
            let line = error.to_string();
            assert!(line.contains("through the proxy 127.0.0.1:"), "{line}");
            assert!(line.contains("proxy server") && !line.contains("credentials"), "{line}");
            assert!(!support::everything_shown(&error).contains("pa55word"), "{line}");
        }
    }
}

// Row 61.
#[test]
fn a_proxy_that_refuses_who_asks_is_asked_once() {
    for refusal in ["401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required"] {
        for verb in Verb::ALL {
            let gateway = Gateway::new([Connect::Says(refusal)]);
            let error = fails(verb.send(&gateway.client()));
            assert_eq!((error.attempts(), gateway.asked()), (1, 1), "{error}");
            assert!(!error.is_retryable() && !error.may_have_been_applied(), "{error}");
            assert!(
                error.to_string().contains("check the credentials in the proxy URL"),
                "{error}"
            );
        }
    }
}

// Row 61: a reset does not say whose it is.
#[test]
fn after_a_reset_by_the_proxy_all_is_retried_that_is_known_not_to_be_sent_or_does_no_harm() {
    for verb in Verb::ALL {
        let gateway = Gateway::new([Connect::Resets, Connect::LeadsOn]);
        verb.send(&gateway.client()).unwrap();
    }
    for method in ["POST", "PATCH"] {
        let gateway = Gateway::new([Connect::Resets, Connect::LeadsOn]);
        let error = fails(gateway.client().request(method, "/things").send::<Value>());
        assert_eq!((error.attempts(), gateway.asked()), (1, 1), "{error}");
        assert!(error.may_have_been_applied(), "{error}");
        let gateway = Gateway::new([Connect::HangsUp, Connect::LeadsOn]);
        gateway.client().request(method, "/things").send::<Value>().unwrap();
    }
}

// Row 61.
#[test]
fn a_proxy_that_restarts_does_not_end_a_wait() {
    let down = [Connect::Says("503 Service Unavailable"); 7];
    let gateway = Gateway::new([&down[..], &[Connect::HangsUp, Connect::LeadsOn]].concat());
    let client = gateway.client();
    let wait = client
        .request("GET", "/things")
        .wait_until(|thing: &Value| thing["name"] == "icon-1");
    wait.send().unwrap();
    assert_eq!(gateway.asked(), 9);
}

/// A client whose clock moves by sleeps only.
fn client(server: &Server) -> (Client, Arc<FakeClock>) {
    let clock = FakeClock::frozen();
    (builder_with(&server, &clock).build().unwrap(), clock)
}

fn is_healthy(status: &StatusInfo) -> bool {
    matches!(status, StatusInfo::Healthy { .. })
}

fn state(state: &str) -> support::Response {
    http(200, json!({ "state": state }).to_string())
}

fn limited(after: &str) -> support::Response {
    http_with_headers(
        429,
        &format!("retry-after: {after}"),
        envelope(971, "slow down").to_string(),
    )
}

fn missing() -> support::Response {
    http(404, envelope(1_002, "no such interconnect").to_string())
}

// Row 62.
#[test]
fn a_pause_that_is_longer_than_the_wait_ends_it_and_no_time_is_claimed_that_did_not_pass() {
    let server = Server::in_turn([state("Pending"), limited("3600")]);
    let (client, clock) = client(&server);
    let status = client.interconnects(ACCOUNT).status("icon-1").max_retries(0);
    let error = fails(
        status
            .wait_until(is_healthy)
            .described_as("icon-1 to be healthy")
            .send(),
    );
    assert_eq!(
        error.to_string(),
        "get_interconnect_status: stopped waiting for icon-1 to be healthy after 10 s (2 checks): the API asks to wait \
         3600 s, but the deadline is in 890 s; last seen: Pending { extra_fields: {} }; the last check failed: the API \
         returned 429 Too Many Requests: slow down [971] (ray 8f00ba12-IAD, 2 attempts, retry after 3600 s)"
    );
    assert_eq!(
        (error.kind(), error.retry_after()),
        (ErrorKind::Wait, Some(3600 * SECOND))
    );
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(clock.sleeps(), [10 * SECOND]);
}

// Row 67.
#[test]
fn a_wait_goes_on_after_the_errors_that_it_is_told_to_go_on_after() {
    let conflict = http(409, envelope(1_009, "being set up").to_string());
    let server = Server::in_turn([
        missing(),
        conflict.clone(),
        state("Pending"),
        missing(),
        state("Healthy"),
    ]);
    let (client, clock) = client(&server);
    let mut failures = 0;
    client
        .interconnects(ACCOUNT)
        .status("icon-1")
        .wait_until(is_healthy)
        .keep_waiting_on(Error::is_not_found)
        .keep_waiting_on(Error::is_conflict)
        .on_progress(|check| failures += u32::from(check.result.is_err()))
        .send()
        .unwrap();
    assert_eq!((failures, clock.sleeps()), (3, vec![10 * SECOND; 4]));

    // Any other ends it.
    let server = Server::in_turn([missing(), conflict]);
    let (client, _) = self::client(&server);
    let wait = client.interconnects(ACCOUNT).status("icon-1").wait_until(is_healthy);
    assert!(fails(wait.keep_waiting_on(Error::is_not_found).send()).is_conflict());
}

// Row 67.
#[test]
fn an_error_that_stays_is_what_the_wait_says_it_saw_last() {
    let server = Server::in_turn([state("Pending"), missing()]);
    let (client, _) = client(&server);
    let wait = client.interconnects(ACCOUNT).status("icon-1").wait_until(is_healthy);
    let error = fails(wait.keep_waiting_on(Error::is_not_found).deadline(60 * SECOND).send());
    assert!(error.is_timeout() && error.kind() == ErrorKind::Wait, "{error}");
    assert_eq!(
        error.last_value::<StatusInfo>().and_then(StatusInfo::state),
        Some("Pending")
    );
    let line = error.to_string();
    assert!(
        line.contains("the last check failed: the API returned 404 Not Found"),
        "{line}"
    );
}

// Row 67: a wrong password in a proxy's address locks an account, whoever waits for whatever.
#[test]
fn no_wait_goes_on_after_what_never_reached_the_api() {
    let gateway = Gateway::new([Connect::Says("407 Proxy Authentication Required")]);
    let client = gateway.client();
    let status = client.interconnects(ACCOUNT).status("icon-1");
    fails(status.wait_until(is_healthy).keep_waiting_on(|_| true).send());
    assert_eq!(gateway.asked(), 1);
    let nowhere = client.interconnects(ACCOUNT).status("..");
    let error = fails(nowhere.wait_until(is_healthy).keep_waiting_on(|_| true).send());
    assert_eq!((error.kind(), gateway.asked()), (ErrorKind::InvalidParameter, 1));
}

// Row 68.
#[test]
fn a_state_newer_than_the_crate_is_named_when_a_wait_for_another_ends() {
    let newer = json!({ "state": "Draining", "note": "s3cret of the state's own" }).to_string();
    let server = Server::always(http(200, newer));
    let (client, _) = client(&server);
    let wait = client.interconnects(ACCOUNT).status("icon-1").wait_until(is_healthy);
    let line = fails(wait.deadline(60 * SECOND).send()).to_string();
    assert!(
        line.contains("\"state\": \"Draining\"") && line.contains("\"note\""),
        "{line}"
    );
    assert!(!line.contains("s3cret"), "{line}");

    // A discriminator that is no text may hold anything.
    let server = Server::always(http(200, json!({ "state": { "key": "s3cret" } }).to_string()));
    let (client, _) = self::client(&server);
    let wait = client.interconnects(ACCOUNT).status("icon-1").wait_until(is_healthy);
    let line = fails(wait.deadline(60 * SECOND).send()).to_string();
    assert!(line.contains("\"state\"") && !line.contains("s3cret"), "{line}");
}

// Row 69.
#[test]
fn a_retry_after_is_a_time_that_can_be_added_to_any() {
    for (after, seconds) in [
        ("1.5", 2),
        ("18446744073709551615", 86_400),
        ("86401", 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ] {
        let error = fails(support::get(&client_without_retries(&Server::always(limited(after)))));
        let after = error.retry_after().unwrap();
        assert_eq!(after, seconds * SECOND);
        let _ = Instant::now() + after;
    }
    let server = Server::in_turn([limited("1.5"), success()]);
    let (client, clock) = client(&server);
    support::get(&client).unwrap();
    assert_eq!(clock.sleeps(), [2 * SECOND]);
}

// The policy: a server that says 429 says itself when to come back.
#[test]
fn rate_limits_take_nothing_from_the_retry_budget() {
    let first = Mutex::new(std::collections::HashSet::new());
    let server = Server::new(
        move |request| match first.lock().unwrap().insert(request.target().to_owned()) {
            true => Reply::send(limited("1")),
            false => Reply::send(success()),
        },
    );
    let client = support::client(&server);
    thread::scope(|scope| {
        for part in 0..4 {
            let interconnects = client.interconnects(ACCOUNT);
            scope.spawn(move || {
                for number in 0..15 {
                    interconnects.get(&format!("icon-{part}-{number}")).send().unwrap();
                }
            });
        }
    });
    assert_eq!(server.request_count(), 120);
}

#[test]
fn a_retry_that_took_no_token_gives_none_back() {
    // Each call takes a token, and would earn it back if the retry after the rate limit were refunded.
    let server = Server::new(|request| match request.number % 3 {
        0 => http(503, "{}"),
        1 => limited("0"),
        _ => success(),
    });
    let client = support::client(&server);
    let succeeded = (0..20).take_while(|_| support::get(&client).is_ok()).count();
    // Ten tokens, and a tenth for each success: enough for eleven.
    assert_eq!(succeeded, 11);
}

#[test]
fn a_response_and_an_error_say_how_much_of_a_rate_limit_is_left() {
    let headers = "Ratelimit: \"default\";r=50;t=30, \"burst\";r=3;t=1\r\n\
                   Ratelimit-Policy: \"burst\";q=200;w=1\r\nRateLimit-Policy: \"default\";q=1200;w=300";
    for status in [200, 403, 429] {
        let server = Server::always(http_with_headers(status, headers, support::success_body()));
        let client = client_without_retries(&server);
        let response = client.interconnects(ACCOUNT).get("icon-1").send_response();
        let limit = match &response {
            Ok(response) => response.rate_limit(),
            Err(error) => error.rate_limit(),
        };
        let limit = limit.unwrap();
        assert_eq!((limit.policy.as_str(), limit.remaining), ("burst", 3));
        assert_eq!((limit.limit, limit.reset), (Some(200), Some(SECOND)));
    }
    let server = Server::always(http_with_headers(
        429,
        "ratelimit: soon\r\nratelimit-policy: \"default\";q=1",
        "",
    ));
    assert_eq!(fails(support::get(&client_without_retries(&server))).rate_limit(), None);
    assert_eq!(
        fails(support::get(&support::client("http://127.0.0.1:1"))).rate_limit(),
        None
    );

    // A wait has the one of its last look.
    let server = Server::always(http_with_headers(
        429,
        "retry-after: 3600\r\nratelimit: \"default\";r=0;t=300",
        "",
    ));
    let (client, _) = client(&server);
    let wait = client.interconnects(ACCOUNT).status("icon-1").wait_until(is_healthy);
    assert_eq!(fails(wait.send()).rate_limit().map(|limit| limit.remaining), Some(0));
}

#[test]
fn a_credential_that_comes_back_as_the_name_of_a_limit_is_not_shown() {
    for status in [200, 429] {
        let headers = format!("ratelimit: \"{}\";r=1", support::TOKEN);
        let server = Server::always(http_with_headers(status, &headers, support::success_body()));
        let client = client_without_retries(&server);
        let shown = match client.interconnects(ACCOUNT).get("icon-1").send_response() {
            Ok(response) => format!("{:?}", response.rate_limit()),
            Err(error) => format!("{:?}", error.rate_limit()),
        };
        assert!(
            shown.contains("[redacted]") && shown.contains("remaining: 1"),
            "{shown}"
        );
    }
}
