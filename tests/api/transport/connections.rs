//! Connections: reused, shared by threads, and replaced when closed. The client overrides the settings of its agent.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, thread};

use cloudflare_interconnects::ErrorKind;
use rustls::ServerConfig;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use super::tls::{Authority, https, names, read_request, shake_hands};
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, Verb, envelope, fails, http, http_with_headers, physical, success, success_body};

// Row 31.
#[test]
fn a_hundred_calls_use_one_connection_even_after_error_responses() {
    let server = Server::new(|request| match request.number % 10 {
        1 => http(404, envelope(1, "not found")).into(),
        2 => Reply::send("HTTP/1.1 204 No Content\r\n\r\n"),
        3 => http(400, "").into(),
        4 => http_with_headers(403, "content-type: text/html", "<html>".repeat(2_000)).into(),
        5 => Reply::send("HTTP/1.1 422 \r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        6 => http(200, "not JSON").into(),
        7 => http(500, vec![b'x'; 60_000]).into(),
        8 => Reply::send("HTTP/1.1 304 \r\n\r\n"),
        9 => http_with_headers(302, "location: /elsewhere", "moved").into(),
        _ => success().into(),
    });
    let client = support::client_without_retries(&server);
    let succeeded = (0..100)
        .filter(|call| [Verb::Get, Verb::Delete, Verb::Post][call % 3].send(&client).is_ok())
        .count();
    // One of ten, and the deletions whose response is empty or not JSON.
    assert!((15..20).contains(&succeeded), "{succeeded}");
    assert_eq!((server.request_count(), server.connection_count()), (100, 1));
}

#[test]
fn a_document_that_is_read_to_its_end_releases_its_connection() {
    let server = Server::always(http_with_headers(200, "content-type: application/pdf", support::PDF));
    let interconnects = support::client(&server).interconnects(ACCOUNT);
    for _ in 0..5 {
        assert_eq!(
            interconnects.loa("icon-1").send().unwrap().bytes().unwrap(),
            support::PDF
        );
    }
    assert_eq!(server.connection_count(), 1);
}

// Row 29.
#[test]
fn sixteen_threads_share_a_client_and_each_gets_its_own_response() {
    let server = Server::new(|request| {
        let name = request.path().rsplit('/').next().unwrap();
        http(200, physical(name))
    });
    let client = support::client(&server);
    thread::scope(|scope| {
        for thread in 0..16 {
            let client = client.clone();
            scope.spawn(move || {
                let interconnects = client.interconnects(ACCOUNT);
                for call in 0..25 {
                    let name = format!("icon-{thread}-{call}");
                    assert_eq!(interconnects.get(&name).send().unwrap().name(), Some(name.as_str()));
                }
            });
        }
    });
    assert_eq!(server.request_count(), 400);
    let connections = server.connection_count();
    assert!(connections <= 16, "{connections} connections");
}

// Row 30.
#[test]
fn a_post_after_the_server_closed_the_idle_connection_succeeds_and_is_sent_once() {
    let server = Server::new(|request| match request.number {
        0 => Reply::send(success()).then_close(),
        _ => success().into(),
    });
    let client = support::client_without_retries(&server);
    support::get(&client).unwrap();
    server.wait_until_closed(1);
    Verb::Post.send(&client).unwrap();
    let requests = server.requests();
    let posts: Vec<_> = requests.iter().filter(|request| request.method() == "POST").collect();
    assert_eq!((posts.len(), posts[0].connection), (1, 1));
}

// Row 30.
#[test]
fn unsolicited_bytes_on_an_idle_connection_are_not_used_as_a_response() {
    let server = Server::new(|request| match request.number {
        0 => Reply::send([success(), http(200, physical("smuggled"))].map(Vec::from).concat()),
        _ => success().into(),
    });
    let client = support::client(&server);
    support::get(&client).unwrap();
    assert_eq!(support::get(&client).unwrap().name(), Some("icon-1"));
}

#[test]
fn a_connection_with_connection_close_is_not_reused() {
    let server = Server::always(http_with_headers(200, "connection: close", physical("icon-1")));
    let client = support::client(&server);
    support::get(&client).unwrap();
    support::get(&client).unwrap();
    assert_eq!((server.request_count(), server.connection_count()), (2, 2));
}

/// An agent whose settings all contradict the promises of the client.
fn hostile() -> Agent {
    let no_time = Some(Duration::from_nanos(1));
    Agent::config_builder()
        .proxy(None)
        .max_redirects(5)
        .max_redirects_will_error(true)
        .http_status_as_error(true)
        .save_redirect_history(true)
        .user_agent("hostile/1.0")
        .accept("text/html")
        .max_response_header_size(20)
        .timeout_global(no_time)
        .timeout_per_call(no_time)
        .timeout_resolve(no_time)
        .timeout_connect(no_time)
        .timeout_send_request(no_time)
        .timeout_send_body(no_time)
        .timeout_recv_response(no_time)
        .timeout_recv_body(no_time)
        .timeout_per_read(no_time)
        .timeout_per_write(no_time)
        .build()
        .new_agent()
}

#[test]
fn a_custom_agent_does_not_override_the_clients_settings() {
    let other = Server::always(success());
    let location = format!("location: {}/x", other.base_url());
    let server = Server::new(move |request| match request.header("accept") {
        Some("application/json") if request.target().ends_with("/moved") => http_with_headers(302, &location, ""),
        Some("application/json") if request.target().ends_with("/gone") => http(404, envelope(1_002, "not found")),
        Some("application/json") => success(),
        other => panic!("the agent's headers were sent: {other:?}"),
    });
    let client = support::builder(&server).agent(hostile()).build().unwrap();
    for verb in Verb::ALL {
        verb.send(&client).unwrap();
    }
    let interconnects = client.interconnects(ACCOUNT);
    let moved = fails(interconnects.get("moved").send());
    assert_eq!(moved.kind(), ErrorKind::Api);
    assert_eq!(moved.status(), Some(302));
    assert_eq!(moved.attempts(), 1);
    assert_eq!(other.connection_count(), 0);
    let gone = fails(interconnects.get("gone").send());
    assert_eq!((gone.codes(), gone.is_not_found()), (vec![1_002], true));
    let user_agent = server.requests()[0].header("user-agent").unwrap().to_owned();
    assert!(user_agent.starts_with("cloudflare-interconnects/"));
    assert_eq!(server.connection_count(), 1, "the agent's pool is used");
}

#[test]
fn a_custom_agent_without_timeouts_gets_the_clients_timeouts() {
    let server = Server::always(Reply::nothing().then_hold());
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let client = support::builder(&server).agent(agent).build().unwrap();
    let get = client.interconnects(ACCOUNT).get("icon-1").max_retries(0);
    let error = fails(get.timeout(Duration::from_millis(200)).send());
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn a_custom_agent_gets_the_clients_header_limit() {
    let long = http_with_headers(200, &format!("x-long: {}", "x".repeat(30_000)), physical("icon-1"));
    let server = Server::always(long);
    let agent = Agent::config_builder()
        .proxy(None)
        .max_response_header_size(1_000)
        .build()
        .new_agent();
    support::get(&support::builder(&server).agent(agent).build().unwrap()).unwrap();
}

/// Responds to each request over TLS with two responses: a record for each, and one write for both.
fn respond_twice(config: &Arc<ServerConfig>, tcp: &mut TcpStream, responses: &[Vec<u8>; 2]) -> io::Result<()> {
    let mut tls = shake_hands(config, tcp)?;
    while read_request(&mut rustls::Stream::new(&mut tls, tcp))?.is_some() {
        for response in responses {
            tls.writer().write_all(response)?;
        }
        while tls.wants_write() {
            tls.write_tls(tcp)?;
        }
    }
    Ok(())
}

// Row 80: SECURITY.md lists this. The test fails when the HTTP library no longer does it.
#[test]
fn a_second_response_in_one_tls_write_is_used_for_the_next_request_only_if_the_first_fills_the_buffer() {
    const BUFFER: usize = 2048;
    let authority = Authority::new();
    let root = Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::new_with_certs(&[root]))
        .build();
    let agent = Agent::config_builder().proxy(None).tls_config(tls);
    let agent = agent.input_buffer_size(BUFFER).build().new_agent();
    // `content-length` has the same number of digits for every padding.
    let padded = |padding: usize| Vec::from(http(200, success_body() + &" ".repeat(padding)));
    let shortest = padded(BUFFER / 2).len();
    for (length, own_agent, next) in [
        (BUFFER, true, "unsolicited"),
        (BUFFER - 1, true, "icon-1"),
        (BUFFER + 1, true, "icon-1"),
        (BUFFER, false, "icon-1"),
    ] {
        let first = padded(BUFFER / 2 + length - shortest);
        assert_eq!(first.len(), length);
        let responses = [first, http(200, physical("unsolicited")).into()];
        let config = authority.certify(&names(&["127.0.0.1"]));
        let server = Server::handle_connections(move |_, tcp| drop(respond_twice(&config, tcp, &responses)));
        let builder = support::builder(&https(&server));
        let client = match own_agent {
            true => builder.agent(agent.clone()),
            false => builder.root_certificates(authority.pem()),
        };
        let client = client.build().unwrap();
        assert_eq!(support::get(&client).unwrap().name(), Some("icon-1"));
        assert_eq!(
            support::get(&client).unwrap().name(),
            Some(next),
            "{length} {own_agent}"
        );
    }
    let security = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../SECURITY.md")).unwrap();
    assert!(security.contains("in one write over TLS"));
}
