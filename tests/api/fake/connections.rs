//! Connections: many clients in parallel, in any language, until the fake is dropped.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::{Failure, Fake};

use super::{BLOCKING_TIMEOUT, Client, start};

/// A plain TCP connection, for tests that send their own bytes.
fn connect(fake: &Fake) -> TcpStream {
    let stream = TcpStream::connect(fake.base_url().strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(BLOCKING_TIMEOUT)).unwrap();
    stream
}

fn read_to_end(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn idle_connections_block_no_other_requests() {
    let (fake, _) = start();
    let _idle: Vec<TcpStream> = (0..32).map(|_| connect(&fake)).collect();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let client = Client::new(&fake, "/accounts/a");
                for _ in 0..10 {
                    client.get("interconnects").json(200);
                }
            });
        }
    });
    assert_eq!(fake.requests().len(), 160);
}

#[test]
fn dropping_the_fake_closes_every_connection_and_frees_its_port() {
    let (fake, client) = start();
    client.get("settings").json(200);
    let idle = connect(&fake);
    let mut halfway = connect(&fake);
    halfway
        .write_all(b"POST /x HTTP/1.1\r\ncontent-length: 10\r\n\r\nabc")
        .unwrap();

    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        drop(fake);
        ended.send(()).unwrap();
    });
    end.recv_timeout(BLOCKING_TIMEOUT)
        .expect("the fake stops despite open connections");
    assert_eq!(read_to_end(idle), "");
    let _ = halfway.read_to_end(&mut Vec::new());
    assert!(client.try_send("GET", "/cni/settings", &[], "").is_err());
}

#[test]
fn a_delay_blocks_no_other_request_and_ends_with_the_fake() {
    let (fake, client) = start();
    fake.fail_next(Failure::delay(Duration::from_secs(24 * 3600)));
    let mut delayed = connect(&fake);
    delayed
        .write_all(b"GET /accounts/a/cni/settings HTTP/1.1\r\nauthorization: Bearer t\r\n\r\n")
        .unwrap();
    let deadline = Instant::now() + BLOCKING_TIMEOUT;
    while fake.requests().is_empty() {
        assert!(Instant::now() < deadline, "the fake did not receive the request");
        thread::yield_now();
    }
    client.get("settings").json(200);
    drop(fake);
    assert_eq!(read_to_end(delayed), "");
}

#[test]
fn a_chunked_body_and_expect_100_continue_are_supported() {
    let (fake, _) = start();
    let mut stream = connect(&fake);
    let head = "PUT /accounts/a/cni/settings HTTP/1.1\r\nauthorization: Bearer t\r\nconnection: close\r\n\
                expect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = "11;x=y\r\n{\"default_asn\": 1\r\n2\r\n7}\r\n0\r\ntrailer: x\r\n\r\n";
    stream.write_all(format!("{head}{chunks}").as_bytes()).unwrap();
    let response = read_to_end(stream);
    assert!(
        response.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
        "{response}"
    );
    assert!(response.ends_with("\r\n\r\n{\"default_asn\":17}"), "{response}");
}
