//! Errors about credentials: `is_auth`, and the advice in the message.

use serde_json::json;

use crate::support::mock::Server;
use crate::support::{
    Verb, assert_contains, client_without_retries, envelope, error_from, fails, http, http_with_headers,
};

// Row 65.
#[test]
fn an_error_code_about_credentials_is_an_auth_error_with_any_status() {
    let error_with = |status, code| error_from(http(status, envelope(code, "no")));
    for code in [6003, 6103, 6111, 9103, 9106] {
        let error = error_with(400, code);
        assert!(error.is_auth(), "{error}");
        assert!(
            error.to_string().ends_with("they are mistyped, expired or revoked"),
            "{error}"
        );
    }
    for (status, code) in [
        (400, 9109),
        (400, 10001),
        (403, 9109),
        (401, 9109),
        (400, 10000),
        (403, 10000),
        (401, 1),
    ] {
        let error = error_with(status, code);
        assert!(error.is_auth(), "{error}");
        assert_contains(&error, ["a token for this account needs one of: Magic WAN Write"]);
        let mistyped = error.to_string().contains("mistyped");
        assert_eq!(mistyped, matches!(code, 9109 | 10001), "{error}");
    }
    for (status, code) in [(400, 1000), (404, 7003), (400, 6007), (500, 1)] {
        assert!(!error_with(status, code).is_auth());
    }
    // The code can be in the chain of another error.
    let chain = json!({ "success": false, "errors": [{ "code": 6007, "message": "Malformed", "error_chain": [{ "code": 9106 }] }] });
    assert!(error_from(http(400, &chain)).is_auth());
}

// Row 66.
#[test]
fn a_browser_challenge_is_not_an_auth_error() {
    for (status, body) in [
        (403, "<html>Just a moment...</html>"),
        (503, "<html>"),
        (429, ""),
        (403, "{\"errors\":[{\"code\":10000}]}"),
    ] {
        let headers = "cf-mitigated: challenge\r\ncontent-type: text/html";
        for verb in Verb::ALL {
            let server = Server::always(http_with_headers(status, headers, body));
            let error = fails(verb.send(&client_without_retries(&server)));
            assert!(!error.is_auth() && error.status() == Some(status), "{error}");
            let line = error.to_string();
            assert_contains(&line, ["Cloudflare blocked the request with a browser challenge"]);
            assert!(!line.contains("token") && !line.contains("credentials"), "{line}");
        }
    }
    let blocked = http_with_headers(403, "cf-mitigated: block\r\ncontent-type: text/html", "<html>");
    assert!(error_from(blocked).is_auth());
}
