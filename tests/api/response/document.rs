//! Documents: complete and of the right type, or an error that leaves no trace.

use std::fs;
use std::io::{self, Read};

use cloudflare_interconnects::{Document, Error, ErrorKind};

use crate::support::clock::FakeClock;
use crate::support::directory::Directory;
use crate::support::raw::{Reply, Server};
use crate::support::{
    self, ACCOUNT, DEADLINE, PDF, Response, assert_contains, envelope, fails, http, http_with_headers, in_parallel,
    mock,
};

pub(super) const OLD: &[u8] = b"%PDF-1.4 the letter of last year %%EOF";

pub(super) fn letter(server: &(impl AsRef<str> + ?Sized)) -> Result<Document, Error> {
    support::client(server).interconnects(ACCOUNT).loa("icon-1").send()
}

/// A response with the content type of a PDF.
pub(super) fn pdf(body: &[u8]) -> Response {
    http_with_headers(200, "content-type: application/pdf", body)
}

/// A PDF of this many bytes.
pub(super) fn long_pdf(length: usize) -> Vec<u8> {
    let filling = vec![b'\n'; length - PDF.len()];
    [&PDF[..9], &filling, &PDF[9..]].concat()
}

/// The first bytes of a PDF response with a content length of 50,000.
fn cut(length: usize) -> Reply {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 50000\r\n\r\n";
    Reply::send([head, &long_pdf(50_000)[..length]].concat())
}

fn chunked(body: &[u8], chunk: usize) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(chunk) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    [&bytes[..], b"0\r\n\r\n"].concat()
}

fn by_close(body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n", body].concat()
}

/// Asserts that saving and reading the document fail with this kind, that an existing file is unchanged, and that no other
/// file is left.
#[track_caller]
fn fails_and_leaves_no_file(what: &str, reply: impl Into<Reply>, kind: ErrorKind) {
    let server = Server::always(reply);
    let client = support::builder(&server).timeout(DEADLINE).max_document_bytes(100_000);
    let loa = client.build().unwrap().interconnects(ACCOUNT).loa("icon-1");
    let directory = Directory::new();
    let (target, fresh) = (directory.join("loa.pdf"), directory.join("fresh.pdf"));
    fs::write(&target, OLD).unwrap();
    let consumers: [&(dyn Fn(Document) -> Result<(), Error> + Sync); 4] = [
        &|letter| letter.save_to(&target).map(drop),
        &|letter| letter.save_to(&fresh).map(drop),
        &|letter| letter.bytes().map(drop),
        &|mut letter| io::copy(&mut letter, &mut io::sink()).map(drop).map_err(Error::from),
    ];
    in_parallel(consumers, |consume| {
        let error = fails(loa.send().and_then(consume));
        assert_eq!(error.kind(), kind, "{what}: {error}");
        assert_eq!(error.operation(), Some("get_interconnect_loa"), "{what}: {error}");
    });
    assert_eq!(fs::read(&target).unwrap(), OLD, "{what}");
    assert_eq!(directory.names(), ["loa.pdf"], "{what}");
}

// Row 18.
#[test]
fn a_document_is_complete_with_every_framing() {
    let long = long_pdf(300_000);
    for body in [PDF, &long] {
        for bytes in [
            pdf(body).into(),
            chunked(body, 1),
            chunked(body, 65_537),
            by_close(body),
        ] {
            let server = Server::always(Reply::send(bytes).then_close());
            assert_eq!(letter(&server).unwrap().bytes().unwrap(), body);
            let mut read = Vec::new();
            let mut document = letter(&server).unwrap();
            let mut buffer = [0; 7];
            while let count @ 1.. = document.read(&mut buffer).unwrap() {
                read.extend_from_slice(&buffer[..count]);
            }
            assert_eq!(document.read(&mut buffer).unwrap(), 0);
            assert_eq!(read, body);
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            assert_eq!(letter(&server).unwrap().save_to(&target).unwrap(), body.len() as u64);
            assert_eq!(fs::read(&target).unwrap(), body);
            assert_eq!(directory.names(), ["loa.pdf"]);
        }
    }
    let with_length = letter(&Server::always(pdf(PDF))).unwrap();
    assert_eq!(with_length.content_length(), Some(PDF.len() as u64));
    assert_eq!(letter(&Server::always(chunked(PDF, 9))).unwrap().content_length(), None);
}

// Row 18.
#[test]
fn a_truncated_document_is_an_error_and_leaves_no_file() {
    let body = long_pdf(50_000);
    let whole_chunks = chunked(&body, 1_000);
    let late_end = [PDF, &[b'\n'; 5_000]].concat();
    for (what, reply, kind) in [
        ("cut by a close", cut(45_000).then_close(), ErrorKind::Transport),
        ("cut by a reset", cut(45_000).then_reset(), ErrorKind::Transport),
        ("cut by a stall", cut(45_000).then_hold(), ErrorKind::Transport),
        (
            "cut in the chunks",
            Reply::send(&whole_chunks[..45_000]).then_close(),
            ErrorKind::Transport,
        ),
        (
            "without length",
            Reply::send(by_close(&body[..45_000])).then_close(),
            ErrorKind::Decode,
        ),
        (
            "the end marker is not at the end",
            Reply::send(by_close(&late_end)).then_close(),
            ErrorKind::Decode,
        ),
    ] {
        fails_and_leaves_no_file(what, reply, kind);
    }
}

// Row 18.
#[test]
fn a_response_that_is_not_the_document_is_an_error_and_leaves_no_file() {
    let html = "<!doctype html><title>Sign in</title>";
    for (what, response) in [
        ("HTML", http_with_headers(200, "content-type: text/html", html)),
        ("HTML with the content type of a PDF", pdf(html.as_bytes())),
        ("JSON", http(200, "{\"url\":\"https://files.example/loa.pdf\"}")),
        ("JSON with the content type of a PDF", pdf(b"{}")),
        ("a PDF with the content type of JSON", http(200, PDF)),
        (
            "something without a content type",
            http_with_headers(200, "", "something"),
        ),
        ("a text", http_with_headers(200, "content-type: text/plain", PDF)),
        ("an empty body", pdf(b"")),
        ("no content", http_with_headers(204, "", "")),
        ("a PDF after 1,020 other bytes", pdf(&[&[b'\n'; 1_020], PDF].concat())),
        (
            "a PDF with the content type of an image",
            http_with_headers(200, "content-type: image/png", PDF),
        ),
        (
            "HTML with a generic content type",
            http_with_headers(200, "content-type: application/force-download", html),
        ),
    ] {
        fails_and_leaves_no_file(what, response, ErrorKind::Decode);
    }
    let server = mock::Server::always(http_with_headers(200, "content-type: text/html", html));
    let error = fails(letter(&server));
    assert!(error.to_string().contains("application/pdf"), "{error}");
    assert!(error.snippet().unwrap().contains("Sign in"), "{error}");
}

// Row 18.
#[test]
fn an_api_error_instead_of_the_document_is_returned_and_leaves_no_file() {
    let body = envelope(1_002, "not found").to_string();
    fails_and_leaves_no_file("404", http(404, &body), ErrorKind::Api);
    fails_and_leaves_no_file("a 200 with success false", http(200, &body), ErrorKind::Api);
    fails_and_leaves_no_file(
        "the same with the content type of a PDF",
        pdf(body.as_bytes()),
        ErrorKind::Api,
    );
    assert_eq!(fails(letter(&mock::Server::always(http(200, &body)))).codes(), [1_002]);
}

// Row 18.
#[test]
fn a_document_over_the_limit_is_an_error_and_leaves_no_file() {
    let endless = Reply::send(by_close(PDF)).then_flood();
    let long_by_close = Reply::send(by_close(&long_pdf(150_000))).then_close();
    fails_and_leaves_no_file("by length", pdf(&long_pdf(100_001)), ErrorKind::TooLarge);
    fails_and_leaves_no_file("by chunks", chunked(&long_pdf(100_001), 5_000), ErrorKind::TooLarge);
    fails_and_leaves_no_file("by close", long_by_close, ErrorKind::TooLarge);
    fails_and_leaves_no_file("without end", endless, ErrorKind::TooLarge);
    let server = mock::Server::always(pdf(&long_pdf(100_000)));
    let client = support::builder(&server).max_document_bytes(100_000).build().unwrap();
    let at_the_limit = client.interconnects(ACCOUNT).loa("icon-1").send().unwrap();
    assert_eq!(at_the_limit.bytes().unwrap().len(), 100_000);
}

// Row 44.
#[test]
fn a_document_without_a_content_type_or_with_a_generic_one_is_recognized_by_its_first_bytes() {
    for headers in [
        "",
        "content-type: application/octet-stream",
        "content-type: APPLICATION/PDF; name=loa",
        "content-type: binary/octet-stream",
        "content-type: application/x-pdf",
        "content-type: application/force-download",
    ] {
        let server = mock::Server::always(http_with_headers(200, headers, PDF));
        assert_eq!(letter(&server).unwrap().bytes().unwrap(), PDF, "{headers}");
    }
}

#[test]
fn a_failed_read_keeps_failing_and_converts_back_into_its_error() {
    let server = Server::always(cut(40_000).then_close());
    let mut document = letter(&server).unwrap();
    let mut read = Vec::new();
    let error = fails::<()>(Err(Error::from(document.read_to_end(&mut read).unwrap_err())));
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.operation(), Some("get_interconnect_loa"));
    assert!(document.read(&mut [0; 8]).is_err());
    assert!(read.len() <= 40_000);
}

#[test]
fn a_document_is_retried_until_it_begins_and_not_while_it_is_read() {
    let server = mock::Server::in_turn([http(503, "{}"), http(502, "<html>"), pdf(PDF)]);
    assert_eq!(letter(&server).unwrap().bytes().unwrap(), PDF);
    assert_eq!(server.request_count(), 3);
    let server = Server::always(cut(40_000).then_close());
    fails(letter(&server).unwrap().bytes());
    assert_eq!(server.request_count(), 1);
}

#[test]
fn the_timeout_covers_reading_a_document() {
    let server = Server::always(cut(1_000).then_drip(vec![b'\n'; 49_000]));
    let client = support::builder_with(&server, &FakeClock::running()).timeout(DEADLINE);
    let loa = client.build().unwrap().interconnects(ACCOUNT).loa("icon-1");
    let error = fails(loa.send().unwrap().bytes());
    assert!(error.is_timeout(), "{error}");
}

// Row 43.
#[test]
fn a_document_that_is_complete_by_its_framing_is_saved_with_any_bytes_before_and_after_the_pdf() {
    let padded = [PDF, &[0; 80_000]].concat();
    let blank = [b"\r\n \n", PDF].concat();
    let marked = [b"\xef\xbb\xbf", PDF].concat();
    let without_end = &long_pdf(50_000)[..40_000];
    for body in [&padded[..], &blank, &marked, without_end] {
        for bytes in [pdf(body).into(), chunked(body, 9_000)] {
            let server = Server::always(bytes);
            let directory = Directory::new();
            let target = directory.join("loa.pdf");
            letter(&server).unwrap().save_to(&target).unwrap();
            assert_eq!(fs::read(&target).unwrap(), body);
        }
    }
    for body in [&blank[..], &marked] {
        let server = Server::always(Reply::send(by_close(body)).then_close());
        assert_eq!(letter(&server).unwrap().bytes().unwrap(), body);
    }
}

// Row 45.
#[test]
fn a_partial_response_is_an_error() {
    let range = format!("content-range: bytes 0-{}/90000", PDF.len() - 1);
    let part = http_with_headers(206, &format!("content-type: application/pdf\r\n{range}"), PDF);
    fails_and_leaves_no_file("a part", part.clone(), ErrorKind::Decode);
    let error = fails(letter(&mock::Server::always(part)));
    assert_contains(&error, ["unexpected partial response"]);
}

#[test]
fn a_stalled_response_of_another_content_type_is_a_decode_error_at_the_deadline() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9000\r\n\r\n";
    let server = Server::always(Reply::send(head.to_owned() + &" ".repeat(2_000)).then_hold());
    let client = support::builder(&server).timeout(DEADLINE).build().unwrap();
    let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}
