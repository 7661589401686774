//! Bodies in a content encoding, transfer encoding or character encoding that the client cannot decode.

use cloudflare_interconnects::ErrorKind;

use crate::support::raw::{Reply, Server};
use crate::support::{
    ACCOUNT, Verb, assert_contains, client_without_retries, envelope, fails, fails_with, http, http_with_headers,
    success_body,
};

// Row 72.
#[test]
fn an_unsupported_content_encoding_is_a_decode_error_and_a_change_may_have_been_applied() {
    for encoding in [
        "br",
        "zstd",
        "identity, br",
        "{}\u{202e}",
        "br\r\ncontent-encoding: identity",
    ] {
        let server = Server::always(http_with_headers(
            200,
            &format!("content-encoding: {encoding}"),
            b"\x0b\x02\x80{}\x03",
        ));
        let client = client_without_retries(&server);
        for verb in Verb::ALL {
            let error = fails(verb.send(&client));
            assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{error}");
            assert_contains(&error, ["which this build cannot decode"]);
        }
        let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
        assert_contains(&error, ["content encoding"]);
        fails(client.request("DELETE", "/things").send_empty());
        assert_eq!(
            server.connection_count(),
            2,
            "only the connection of the document is not reused"
        );
    }
    for encoding in ["identity", "Identity", "", "identity, identity"] {
        let headers = format!("content-encoding: {encoding}");
        let server = Server::always(http_with_headers(200, &headers, success_body()));
        let client = client_without_retries(&server);
        for verb in Verb::ALL {
            verb.send(&client).unwrap();
        }
    }
    // The content encoding of an empty body is ignored.
    for response in [
        &b"HTTP/1.1 204 \r\ncontent-encoding: br\r\n\r\n"[..],
        b"HTTP/1.1 200 \r\ncontent-encoding: br\r\ncontent-length: 0\r\n\r\n",
    ] {
        Verb::Delete
            .send(&client_without_retries(&Server::always(response)))
            .unwrap();
    }
}

// Row 72.
#[test]
fn an_unsupported_transfer_encoding_is_an_error_and_a_change_may_have_been_applied() {
    for (encoding, body) in [
        ("gzip, chunked", "2\r\n{}\r\n0\r\n\r\n"),
        ("chunked, gzip", "2\r\n{}\r\n0\r\n\r\n"),
        ("xchunked", "2\r\n{}\r\n0\r\n\r\n"),
        ("deflate", "{}"),
    ] {
        let response = format!("HTTP/1.1 200 \r\ntransfer-encoding: {encoding}\r\n\r\n{body}");
        let server = Server::always(Reply::send(response).then_close());
        for verb in Verb::ALL {
            let error = fails(verb.send(&client_without_retries(&server)));
            assert_contains(&error, ["the transfer encoding"]);
            assert_eq!(error.may_have_been_applied(), verb != Verb::Get, "{error}");
        }
    }
    for encoding in ["chunked", "Chunked", "identity, chunked"] {
        let body = success_body();
        let length = body.len();
        let response =
            format!("HTTP/1.1 200 \r\ntransfer-encoding: {encoding}\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        let server = Server::always(response);
        for verb in Verb::ALL {
            verb.send(&client_without_retries(&server)).unwrap();
        }
    }
}

// Like row 72: a body that cannot be decoded can be an error response.
#[test]
fn an_error_response_in_utf_16_or_after_invisible_characters_is_not_a_successful_deletion() {
    let error_response = envelope(1_009, "in use").to_string();
    for encoded in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let body: Vec<u8> = format!("{mark}{error_response}")
                .encode_utf16()
                .flat_map(encoded)
                .collect();
            let server = Server::always(http_with_headers(
                200,
                "content-type: application/json; charset=utf-16",
                body,
            ));
            let error = fails_with(
                Verb::Delete.send(&client_without_retries(&server)),
                ErrorKind::Decode,
                1,
            );
            assert!(error.may_have_been_applied(), "{error}");
            assert_contains(&error, ["not UTF-8 text"]);
        }
    }
    for before in ["\u{feff}\u{feff}", "\u{a0}", "\u{b}", "\u{200b}\r\n", "\u{1b}"] {
        let server = Server::always(http(200, format!("{before}{error_response}")));
        for error in [
            fails(Verb::Delete.send(&client_without_retries(&server))),
            fails(client_without_retries(&server).request("PUT", "/things").send_empty()),
        ] {
            assert_eq!(
                (error.kind(), error.codes().first().copied()),
                (ErrorKind::Api, Some(1_009)),
                "{error}"
            );
        }
    }
}
