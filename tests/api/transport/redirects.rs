//! Redirects are errors and are never followed.

use cloudflare_interconnects::ErrorKind;
use serde_json::json;

use crate::support::mock::Server;
use crate::support::raw;
use crate::support::{
    self, ACCOUNT, TOKEN, Verb, assert_contains, client_without_retries, fails, http_with_headers, success,
};

// Row 19.
#[test]
fn redirects_are_errors_and_never_followed() {
    let other = Server::always(success());
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for verb in Verb::ALL {
            let same = Server::always(http_with_headers(status, "location: /client/v4/elsewhere", ""));
            let location = format!("location: {}/accounts/a/cni/interconnects", other.base_url());
            let away = Server::always(http_with_headers(status, &location, "moved"));
            let [same_host, other_host] = [&same, &away].map(|server| fails(verb.send(&support::client(server))));
            for error in [same_host, other_host] {
                assert_eq!(error.kind(), ErrorKind::Api, "{error}");
                assert_eq!(error.status(), Some(status), "{error}");
                assert_eq!(error.attempts(), 1, "{error}");
                // The server may have applied the change before it redirected.
                let done = verb != Verb::Get && !matches!(status, 304 | 305);
                assert_eq!(error.may_have_been_applied(), done, "{verb:?} {status}");
                assert!(!error.is_retryable(), "{verb:?} {status}");
            }
            assert_eq!((same.request_count(), away.request_count()), (1, 1));
        }
    }
    assert_eq!(other.request_count(), 0);
    let server = Server::always(http_with_headers(302, &format!("location: {}", other.base_url()), ""));
    let letter = support::client(&server).interconnects(ACCOUNT).loa("icon-1").send();
    assert_eq!(fails(letter).status(), Some(302));
    assert_eq!(other.request_count(), 0);
}

// Row 56.
#[test]
fn a_redirected_order_may_have_been_applied_and_the_error_shows_the_location() {
    for (status, headers, told) in [
        (
            101,
            "connection: upgrade\r\nupgrade: websocket",
            "the upgrade to websocket is not supported",
        ),
        (
            302,
            "location: https://other.example/x",
            "the redirect to https://other.example/x is not followed",
        ),
        (
            303,
            "location: /elsewhere",
            "the redirect to /elsewhere is not followed",
        ),
        (307, "", "redirects are not followed"),
    ] {
        // The raw server, because mockito does not send a 101 correctly.
        let server = raw::Server::always(http_with_headers(status, headers, ""));
        let error = fails(Verb::Post.send(&support::client(&server)));
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.attempts(), 1);
        assert!(error.may_have_been_applied());
        let line = error.to_string();
        assert!(line.ends_with("list the resources before creating another"), "{line}");
        assert_contains(&line, [told]);
    }
    // A location with a credential or control characters.
    let place = format!("location: https://other.example/?token={}&{}", TOKEN, "x".repeat(5_000));
    let server = Server::always(http_with_headers(302, &place, ""));
    assert_contains(
        &fails(Verb::Post.send(&support::client(&server))),
        ["https://other.example/?[redacted]"],
    );
}

// Row 64.
#[test]
fn a_redirect_to_a_signed_url_shows_the_path_and_redacts_the_signature() {
    let signature = "5ignature/of+the~letter";
    let encoded = "5ignature%2Fof%2Bthe~letter";
    let query = format!("X-Amz-Expires=60&X-Amz-Signature={encoded}");
    for location in [
        format!("https://bucket.example:8443/loa/icon-1.pdf?{query}"),
        format!("//me:{encoded}@bucket.example:8443/loa/icon-1.pdf"),
        format!("https:/me:{encoded}@bucket.example:8443/loa/icon-1.pdf"),
        format!("/loa/icon-1.pdf?{query}"),
        format!("https://bucket.example:8443/loa/icon-1.pdf#{encoded}"),
        format!("https://bucket.example:8443/loa/ icon-1.pdf?{query}"),
    ] {
        for body in [
            format!(
                "<a href=\"https://bucket.example?{}\">Found</a>",
                query.replace('&', "&amp;")
            ),
            json!({ "error": format!("moved, sign with {signature}") }).to_string(),
            json!({ "location": location, "signature": signature }).to_string(),
        ] {
            let headers = format!("location: {location}\r\ncontent-type: text/html");
            let server = Server::always(http_with_headers(302, &headers, body));
            let client = client_without_retries(&server);
            let error = fails(client.interconnects(ACCOUNT).loa("icon-1").send());
            let line = error.to_string();
            assert_contains(&line, ["icon-1.pdf", "is not followed"]);
            assert!(!location.contains('?') || line.contains("?[redacted]"), "{line}");
            let shown = support::everything_shown(&error);
            assert!(!shown.contains("5ignature"), "{shown}");
            assert_eq!(error.status(), Some(302));
        }
    }
}
