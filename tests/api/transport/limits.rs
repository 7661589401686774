//! Body limits: bodies that are too long, compressed, endless or stalled.

use cloudflare_interconnects::ErrorKind;

use crate::support::raw::{Reply, Server};
use crate::support::{
    self, Verb, assert_contains, fails, fails_with, http, in_parallel, mock, send_in_real_time, success,
};

/// A success of exactly this length.
fn padded(length: usize) -> String {
    let body = support::success_body();
    format!("{body}{}", " ".repeat(length - body.len()))
}

// Row 6.
#[test]
fn a_body_at_the_limit_passes_and_one_byte_more_is_too_large() {
    let chunked = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        )
        .into_bytes()
    };
    let by_close = |body: &str| format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{body}").into_bytes();
    let framings: [fn(&str) -> Vec<u8>; 3] = [|body| http(200, body).into(), chunked, by_close];
    for frame in framings {
        for verb in Verb::ALL {
            for (length, passes) in [(999, true), (1_000, true), (1_001, false), (100_000, false)] {
                let server = Server::always(Reply::send(frame(&padded(length))).then_close());
                let client = support::builder(&server).max_response_bytes(1_000).build().unwrap();
                match verb.send(&client) {
                    Ok(()) => assert!(passes, "{length} bytes passed"),
                    Err(error) => {
                        let error = fails_with::<()>(Err(error), ErrorKind::TooLarge, 1);
                        assert!(!passes, "{error}");
                        assert_contains(&error, ["1000 bytes"]);
                        assert_eq!(error.may_have_been_applied(), verb != Verb::Get);
                    }
                }
                assert_eq!(server.request_count(), 1);
            }
        }
    }
}

// Row 6.
#[test]
fn an_endless_response_is_read_up_to_the_limit() {
    let server = Server::always(Reply::send("HTTP/1.1 200 OK\r\n\r\n").then_flood());
    let client = support::builder(&server).max_response_bytes(1 << 20).build().unwrap();
    fails_with(support::get(&client), ErrorKind::TooLarge, 1);
    drop(client);
    server.wait_until_closed(1);
    // The buffers of the sockets are added to the limit.
    assert!(server.bytes_sent() < 32 << 20, "{} bytes", server.bytes_sent());
}

#[cfg(feature = "gzip")]
fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, body).unwrap();
    encoder.finish().unwrap()
}

#[cfg(feature = "gzip")]
fn gzipped(body: &[u8]) -> support::Response {
    support::http_with_headers(200, "content-encoding: gzip", gzip(body))
}

// Row 6.
#[cfg(feature = "gzip")]
#[test]
fn the_limit_counts_decompressed_bytes_so_a_gzip_bomb_is_too_large() {
    let bomb = gzipped(&vec![b' '; 64 << 20]);
    assert!(bomb.body.len() < 100 << 10);
    for (response, passes) in [
        (gzipped(padded(1_000).as_bytes()), true),
        (gzipped(padded(1_001).as_bytes()), false),
        (bomb, false),
    ] {
        let server = mock::Server::always(response);
        let client = support::builder(&server).max_response_bytes(1_000).build().unwrap();
        match support::get(&client) {
            Ok(_) => assert!(passes),
            Err(error) => assert_eq!((error.kind(), passes), (ErrorKind::TooLarge, false), "{error}"),
        }
        assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip"));
    }
}

#[cfg(feature = "gzip")]
#[test]
fn a_broken_compressed_response_is_retried_only_if_it_was_truncated_on_the_wire() {
    let whole = gzipped(padded(1_000).as_bytes());
    let mut corrupt = whole.clone();
    let checksum = corrupt.body.len() - 8;
    corrupt.body[checksum] ^= 1;
    let server = mock::Server::always(corrupt);
    fails_with(support::get(&support::client(&server)), ErrorKind::Protocol, 1);
    // The content length is right, but the gzip data is truncated: in the stream, its checksum or its header.
    let stream = &whole.body;
    for length in [stream.len() - 30, stream.len() - 3, 12] {
        let server = mock::Server::always(support::http_with_headers(
            200,
            "content-encoding: gzip",
            &stream[..length],
        ));
        fails_with(support::get(&support::client(&server)), ErrorKind::Protocol, 1);
    }
    let whole: Vec<u8> = whole.into();
    let cut = &whole[..whole.len() - 30];
    let server = Server::always(Reply::send(cut).then_close());
    fails_with(support::get(&support::client(&server)), ErrorKind::Transport, 3);
}

// Row 39.
#[test]
fn an_empty_response_with_content_encoding_gzip_is_empty() {
    for bytes in [
        &b"HTTP/1.1 204 No Content\r\ncontent-encoding: gzip\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let server = Server::always(bytes);
        let client = support::client(&server);
        Verb::Delete.send(&client).unwrap();
        let error = fails_with(support::get(&client), ErrorKind::Decode, 1);
        assert_contains(&error, ["expected JSON, got an empty response"]);
        assert_eq!((server.request_count(), server.connection_count()), (2, 1));
    }
}

/// A body that fails with an unknown error.
struct UnknownFailure;

impl std::io::Read for UnknownFailure {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        let error = ureq::Error::Other("the decoder failed".into());
        Err(std::io::Error::other(error))
    }
}

// Row 39.
#[test]
fn a_body_with_an_unknown_failure_is_a_protocol_error_and_is_not_retried() {
    let server = mock::Server::always(success());
    let agent = ureq::Agent::config_builder()
        .middleware(
            |request: ureq::http::Request<ureq::SendBody>, next: ureq::middleware::MiddlewareNext| {
                let response = next.handle(request)?;
                Ok(response.map(|_| ureq::Body::builder().reader(UnknownFailure)))
            },
        )
        .build()
        .new_agent();
    let client = support::builder(&server).agent(agent).build().unwrap();
    for verb in Verb::ALL {
        let error = fails_with(verb.send(&client), ErrorKind::Protocol, 1);
        assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{error}");
    }
    assert_eq!(server.request_count(), Verb::ALL.len());
}

// Row 39.
#[test]
fn compressed_responses_are_requested_only_with_the_feature_gzip() {
    let server = mock::Server::always(success());
    support::get(&support::client(&server)).unwrap();
    let expected = cfg!(feature = "gzip").then_some("gzip");
    assert_eq!(server.requests()[0].header("accept-encoding"), expected);
}

// Row 10.
#[test]
fn an_endless_error_body_keeps_its_status_and_64_kib() {
    for head in [
        "HTTP/1.1 404 \r\ncontent-length: 1073741824\r\n\r\n",
        "HTTP/1.1 404 \r\n\r\n",
    ] {
        let server = Server::always(Reply::send(head).then_flood());
        let client = support::client(&server);
        let error = fails(support::get(&client));
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.status(), Some(404));
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.body().map(str::len), Some(64 << 10));
        drop(client);
        server.wait_until_closed(1);
        assert!(server.bytes_sent() < 32 << 20, "{} bytes", server.bytes_sent());
    }
}

// Rows 10 and 58: the attempt timeout also limits the body, even if the call has more time left.
#[test]
fn an_error_body_that_stalls_or_breaks_keeps_its_status_and_the_received_bytes() {
    let head = "HTTP/1.1 404 \r\ncontent-type: text/plain\r\ncf-ray: 8f00\r\ncontent-length: 500\r\n\r\nwhat came";
    let replies = [
        Reply::send(head).then_hold(),
        Reply::send(head).then_drip(" ".repeat(480)),
        Reply::send(head).then_close(),
        Reply::send(head).then_reset(),
    ];
    in_parallel(replies, |reply| {
        let server = Server::always(reply);
        let error = fails(send_in_real_time(Verb::Get, &server));
        assert_eq!(error.kind(), ErrorKind::Api, "{error}");
        assert_eq!(error.status(), Some(404), "{error}");
        assert_eq!(error.attempts(), 1, "{error}");
        assert_eq!(error.ray_id(), Some("8f00"));
        assert!(error.body().unwrap().starts_with("what came"), "{error}");
        assert!(error.is_not_found());
    });
}
