//! The rate limit in the `Ratelimit` headers of a response or an error response.

use cloudflare_interconnects::types::StatusInfo;

use crate::support::mock::Server;
use crate::support::{
    self, ACCOUNT, SECOND, TOKEN, assert_contains, client_without_retries, error_from, fails, http_with_headers,
    success_body,
};

#[test]
fn a_response_and_an_error_have_the_rate_limit_with_the_fewest_remaining_requests() {
    let headers = "Ratelimit: \"default\";r=50;t=30, \"burst\";r=3;t=1\r\n\
                   Ratelimit-Policy: \"burst\";q=200;w=1\r\nRateLimit-Policy: \"default\";q=1200;w=300";
    for status in [200, 403, 429] {
        let server = Server::always(http_with_headers(status, headers, success_body()));
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
    let invalid = "ratelimit: soon\r\nratelimit-policy: \"default\";q=1";
    assert_eq!(error_from(http_with_headers(429, invalid, "")).rate_limit(), None);
    let refused = fails(support::get(&support::client("http://127.0.0.1:1")));
    assert_eq!(refused.rate_limit(), None);

    // The error of a wait has the rate limit of the last check.
    let server = Server::always(http_with_headers(
        429,
        "retry-after: 3600\r\nratelimit: \"default\";r=0;t=300",
        "",
    ));
    let wait = support::client(&server)
        .interconnects(ACCOUNT)
        .status("icon-1")
        .wait_until(|_: &StatusInfo| false);
    assert_eq!(fails(wait.send()).rate_limit().map(|limit| limit.remaining), Some(0));
}

#[test]
fn a_credential_that_a_rate_limit_header_echoes_is_redacted() {
    for status in [200, 429] {
        let headers = format!("ratelimit: \"{TOKEN}\";r=1");
        let server = Server::always(http_with_headers(status, &headers, success_body()));
        let client = client_without_retries(&server);
        let shown = match client.interconnects(ACCOUNT).get("icon-1").send_response() {
            Ok(response) => format!("{:?}", response.rate_limit()),
            Err(error) => format!("{:?}", error.rate_limit()),
        };
        assert_contains(&shown, ["[redacted]", "remaining: 1"]);
    }
}
