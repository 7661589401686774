//! A dry run shows a request instead of sending it.

use cloudflare_interconnects::types::{CniCreate, InterconnectCreate, MagicSettings, SettingsRequest};
use cloudflare_interconnects::{Auth, Client, Error, ErrorKind, Preview};
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::raw::Request;
use crate::support::{
    self, ACCOUNT, EMAIL, KEY, PAIRING_KEY, TOKEN, assert_contains, assert_no_secret, builder, envelope, fails, http,
    http_with_headers, order, success,
};

/// Asserts that a preview equals the sent request, except for secrets and headers that the HTTP library adds.
#[track_caller]
fn assert_preview_matches(preview: &Preview, server: &Server, sent: &Request) {
    assert_eq!(format!("{} {} HTTP/1.1", preview.method(), sent.target()), sent.line());
    let origin = server.base_url().replace("/client/v4", "");
    assert_eq!(preview.url(), format!("{origin}{}", sent.target()));
    let mut shown: Vec<_> = preview.headers().collect();
    shown.sort_unstable();
    let sent_headers = sent.headers();
    let expected: Vec<_> = sent_headers
        .iter()
        .filter(|(name, _)| !["host", "accept-encoding"].contains(&name.as_str()))
        .map(|(name, value)| match name.as_str() {
            "authorization" => (name.as_str(), "Bearer [redacted]"),
            "x-auth-email" | "x-auth-key" => (name.as_str(), "[redacted]"),
            _ => (name.as_str(), *value),
        })
        .collect();
    assert_eq!(shown, expected);
    let shown = preview
        .json()
        .map(|json| json.to_string().replace("[redacted]", PAIRING_KEY));
    let body = (!sent.body().is_empty()).then(|| serde_json::from_str::<Value>(sent.body()).unwrap());
    assert_eq!(shown, body.map(|body| body.to_string()));
    assert_no_secret(&format!("{preview} {preview:?} {preview:#?}"));
}

#[test]
fn a_dry_run_shows_what_would_be_sent_and_sends_nothing() {
    let server = Server::always(success());
    let token = support::client(&server);
    let key = builder(&server).auth(Auth::key(EMAIL, KEY)).build().unwrap();
    for client in [&token, &key] {
        let interconnects = client.interconnects(ACCOUNT);
        let settings = SettingsRequest::new().default_asn(4_200_000_000);
        let gcp = InterconnectCreate::gcp_partner("tag", "1G", PAIRING_KEY);
        macro_rules! check {
            ($call:expr) => {{
                let call = $call;
                let before = server.request_count();
                let preview = call.dry_run().unwrap();
                assert_eq!(server.request_count(), before, "nothing is sent");
                // Not every response decodes, but only the request is compared.
                let _ = call.max_retries(0).send();
                assert_preview_matches(&preview, &server, server.requests().last().unwrap());
            }};
        }
        check!(interconnects.list().site("a&b=c é").limit(5));
        check!(interconnects.get("a/b"));
        check!(interconnects.create(&order()));
        check!(interconnects.create(&gcp));
        check!(interconnects.create(&InterconnectCreate::from(gcp.clone())));
        check!(interconnects.delete("icon-1"));
        check!(interconnects.loa("icon-1"));
        check!(client.settings(ACCOUNT).update(&settings));
    }
}

#[test]
fn the_preview_reads_like_a_request() {
    let client = builder("http://127.0.0.1:1/v4").user_agent("test/1").build().unwrap();
    let request = client
        .settings(ACCOUNT)
        .update(&SettingsRequest::new().default_asn(64512));
    assert_eq!(
        request.dry_run().unwrap().to_string(),
        format!(
            "PUT http://127.0.0.1:1/v4/accounts/{ACCOUNT}/cni/settings\n\
             accept: application/json\n\
             user-agent: test/1\n\
             authorization: Bearer [redacted]\n\
             content-length: 21\n\
             content-type: application/json\n\
             \n{{\n  \"default_asn\": 64512\n}}\n"
        )
    );
    let preview = client.interconnects(ACCOUNT).loa("icon-1").dry_run().unwrap();
    assert_eq!(
        preview.header("Accept"),
        Some("application/pdf, application/json;q=0.5")
    );
    assert!(preview.json().is_none() && preview.to_string().ends_with("[redacted]\n"));
}

#[test]
fn a_dry_run_of_an_invalid_request_fails_like_sending_it() {
    let server = Server::always(success());
    let client = support::client(&server);
    let interconnects = client.interconnects(ACCOUNT);
    let same = |shown: Result<Preview, Error>, sent: Error| {
        let shown = fails(shown);
        assert_eq!(shown.kind(), ErrorKind::InvalidParameter);
        assert_eq!(shown.to_string(), sent.to_string());
    };
    for icon in ["", "..", &"x".repeat(70_000)] {
        same(interconnects.get(icon).dry_run(), fails(interconnects.get(icon).send()));
    }
    let body = CniCreate::new("tag", "icon-1", MagicSettings::new("c", "d", 1500));
    let create = client.cnis(ACCOUNT).create(&body).extra_header("x-trace", "a\nb");
    same(create.dry_run(), fails(create.send()));
    assert_eq!(server.request_count(), 0);
}

#[test]
fn secrets_are_redacted_at_any_depth_and_a_caller_can_name_more() {
    let client: Client = support::client("http://127.0.0.1:1");
    let body = json!({ "outer": [{ "key": KEY, "open": true }, { "key": null }], "KEY": { "deep": KEY }, "t": TOKEN });
    let preview = client
        .request("POST", "/things")
        .query("key", KEY)
        .query("token", TOKEN)
        .header("X-Key", "other-5ecret")
        .json(&body)
        .redact("key")
        .redact("x-key")
        .dry_run()
        .unwrap();
    let shown = format!("{preview} {preview:?}");
    assert_no_secret(&shown);
    assert!(!shown.contains("other-5ecret"), "{shown}");
    assert_eq!(preview.header("x-key"), Some("[redacted]"));
    assert!(
        preview.url().contains("/things?key=REDACTED&token="),
        "{}",
        preview.url()
    );
    let redacted = "[redacted]";
    assert_eq!(
        *preview.json().unwrap(),
        json!({ "outer": [{ "key": redacted, "open": true }, { "key": null }], "KEY": redacted, "t": redacted })
    );
}

#[test]
fn a_secret_that_starts_with_another_secret_is_redacted_whole() {
    let echo = "no: hunter22-and-more, hunter22";
    let server = Server::always(http(400, envelope(1, echo)));
    for (first, second) in [("hunter22", "hunter22-and-more"), ("hunter22-and-more", "hunter22")] {
        let request = support::client(&server).request("POST", "/a");
        let request = request
            .redact("a")
            .redact("b")
            .json(&json!({ "a": first, "b": second }));
        let error = fails(request.send::<Value>());
        assert_eq!(error.api_errors()[0].message(), "no: [redacted], [redacted]");
    }
}

#[test]
fn a_secret_is_redacted_in_errors_whether_it_is_named_before_or_after_it_is_set() {
    let server = Server::always(http(400, envelope(1, &format!("no: {KEY}"))));
    let client = support::client(&server);
    let request = || client.request("POST", "/things/{key}").path("key", "thing");
    let body = json!({ "key": KEY });
    for request in [request().redact("key").json(&body), request().json(&body).redact("key")] {
        let error = fails(request.send::<Value>());
        assert_no_secret(&format!("{error} {error:?} {:?}", error.body()));
        assert_eq!(error.api_errors()[0].message(), "no: [redacted]");
    }
}

#[test]
fn a_secret_parameter_is_redacted_in_errors_wherever_it_is_sent() {
    let error_response = http(400, envelope(1, &format!("no such key: {KEY}")));
    let moved = http_with_headers(302, &format!("location: https://elsewhere.example/{KEY}"), "");
    for response in [error_response, moved] {
        let server = Server::always(response);
        let client = support::client(&server);
        for request in [
            client.request("GET", "/things").query("key", KEY),
            client.request("GET", "/things").header("Key", KEY),
            client
                .request("GET", "/{thing}/{key}")
                .path("thing", "t")
                .path("key", KEY),
        ] {
            let error = fails(request.redact("key").send::<Value>());
            let shown = format!("{error} {error:?} {:?}", error.body());
            assert_no_secret(&shown);
            assert_contains(&shown, ["[redacted]"]);
        }
    }
}

#[test]
fn the_preview_escapes_invisible_characters() {
    let client = support::client("http://127.0.0.1:1");
    let request = client
        .request("POST", "/things")
        .json(&json!({ "a": "x\u{202e}y\u{1b}[2J\u{7f}\u{200b}\u{e0041}\n" }));
    let shown = request.dry_run().unwrap().to_string();
    assert!(
        shown.contains(r#""a": "x\u202ey\u001b[2J\u007f\u200b\udb40\udc41\n""#) && shown.is_ascii(),
        "{shown}"
    );
}
