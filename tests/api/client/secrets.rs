//! Redaction: errors, dry runs, `Debug` output and log lines contain no secrets. Also the content of a log line.

use std::fs;

use cloudflare_interconnects::Auth;
use cloudflare_interconnects::types::{ApiBandwidth, InterconnectCreate};
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, EMAIL, KEY, PAIRING_KEY, Response, TOKEN, Verb, assert_contains, client_without_retries, envelope,
    error_from, fails, http, http_with_headers, logs, success, success_body,
};

const HTML: &str = "content-type: text/html";

/// Responses that echo a secret in each part that an error shows.
fn echoes(secret: &str) -> Vec<Reply> {
    let entry = |entry: Value| json!({ "success": false, "errors": [entry] });
    let echo = format!("you sent {secret}!");
    let responses = [
        http(400, envelope(1, &echo)),
        http(400, entry(json!({ "code": echo, "message": "m" }))),
        http(400, entry(json!({ "message": "m", "source": { "pointer": echo } }))),
        http(400, entry(json!({ "message": "m", "documentation_url": echo }))),
        http(400, json!({ "error": echo })),
        http(400, json!({ "title": echo, "status": 400, "detail": echo })),
        http(
            400,
            json!({ "title": "t", "status": 400, "type": format!("https://{echo}") }),
        ),
        http_with_headers(400, HTML, format!("<html>{echo}")),
        http_with_headers(400, &format!("content-type: {secret}"), "plain"),
        http_with_headers(301, &format!("location: https://elsewhere.example/{secret}"), &echo),
        http(200, &echo),
        http(200, json!({ "type": "direct", "name": 5, "account": echo })),
        http(200, json!({ "type": "direct", "name": { "unit": echo } })),
        // The decoder quotes a wrong type.
        http(200, json!(echo)),
        http(200, json!({ "type": "direct", "facility": echo })),
    ];
    let heads = [
        format!("HTTP/1.1 400 {secret}\r\ncf-ray: {secret}\r\ncontent-length: 0\r\n\r\n"),
        format!("HTTP/1.1 {secret}\r\n\r\n"),
        format!("{secret}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {secret}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{secret}\r\n"),
    ];
    [&responses.map(Reply::send)[..], &heads.map(Reply::send)].concat()
}

#[test]
fn a_secret_that_a_response_echoes_is_redacted_in_errors_and_logs() {
    for (auth, secrets) in [
        (Auth::token(TOKEN), &[TOKEN][..]),
        (Auth::key(EMAIL, KEY), &[KEY, EMAIL]),
    ] {
        for secret in secrets {
            for reply in echoes(secret) {
                let server = raw::Server::always(reply.then_close());
                let client = support::builder(&server)
                    .auth(auth.clone())
                    .max_retries(0)
                    .build()
                    .unwrap();
                fails(support::get(&client));
                fails(Verb::Post.send(&client));
                fails(client.interconnects(ACCOUNT).loa("icon-1").send());
                fails(client.interconnects(ACCOUNT).list().iter().next().unwrap());
            }
            // The HTTP library logs the content type unredacted, so only lines of this crate are checked.
            let logged = logs::containing(secret);
            assert!(
                !logged.iter().any(|line| line.starts_with(logs::THIS_CRATE)),
                "{logged:?}"
            );
        }
    }
}

#[test]
fn no_crate_logs_credentials() {
    let (token, email, key) = (
        "t0ken-of-one-test-0nly",
        "one.test@only.example",
        "k3y-of-one-test-0nly",
    );
    for auth in [Auth::token(token), Auth::key(email, key)] {
        let server = Server::in_turn([http(503, "{}"), success(), http(403, "{}"), http(200, "{")]);
        let client = support::builder(&server).auth(auth).build().unwrap();
        support::get(&client).unwrap();
        fails(support::get(&client));
        fails(Verb::Post.send(&client));
        fails(client.interconnects(ACCOUNT).loa("icon-1").send());
        let logged = logs::containing(server.base_url().split('/').nth(2).unwrap());
        assert!(
            logged.iter().any(|line| line.starts_with("ureq")),
            "the HTTP library logs: {logged:?}"
        );
    }
    for secret in [token, email, key] {
        assert_eq!(logs::containing(secret), [""; 0]);
    }
}

// Row 54.
#[test]
fn an_escaped_credential_in_a_response_is_redacted() {
    let token = "t0ken/5ecret-of+the~tests";
    let units: String = token.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let percent: String = token.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for spelled in [
        token.replace('/', "\\/"),
        token.replace('/', "\\\\/"),
        token.replace('-', "\\u002d"),
        token.replace('-', "%2D").replace('/', "%2F"),
        token.replace('-', "%252D"),
        token.replace('/', "&#x2F;").replace('-', "&#45;"),
        units.clone(),
        percent,
    ] {
        let echo = format!("you sent {spelled}");
        for response in [
            http(400, format!(r#"{{"errors":[{{"code":1,"message":"{echo}"}}]}}"#)),
            http_with_headers(400, HTML, format!("<html>{echo}")),
            http_with_headers(400, HTML, "x".repeat(200 - spelled.len() / 2) + &spelled),
            http_with_headers(200, HTML, format!("<html>{echo}")),
            http(200, format!(r#"{{"type":"direct","name":5,"x":"{spelled}"}}"#)),
        ] {
            let server = Server::always(response);
            let client = support::builder(&server).auth(Auth::token(token)).max_retries(0);
            let client = client.build().unwrap();
            for error in [
                fails(support::get(&client)),
                fails(client.interconnects(ACCOUNT).loa("icon-1").send()),
            ] {
                let shown = support::everything_shown(&error);
                assert!(!shown.contains(&spelled[..12]), "{spelled}: {shown}");
                assert!(!shown.contains(&token[..8]), "{spelled}: {shown}");
                // `Debug` escapes each backslash a second time.
                assert!(
                    !shown.replace("\\\\", "\\").contains(&spelled[..12]),
                    "{spelled}: {shown}"
                );
            }
        }
    }
}

// Row 54.
#[test]
fn debug_output_of_a_response_redacts_credentials_in_its_headers() {
    let headers =
        |content_type: &str| format!("cf-ray: {TOKEN}\r\nset-cookie: {TOKEN}\r\ncontent-type: {content_type}");
    let reply = |content_type: &str, body: &[u8]| Response {
        status: 200,
        head: headers(content_type) + "\r\n",
        body: body.to_vec(),
    };
    let server = Server::in_turn([
        reply("application/json", success_body().as_bytes()),
        reply(&format!("application/pdf; x={TOKEN}"), support::PDF),
    ]);
    let interconnects = client_without_retries(&server).interconnects(ACCOUNT);
    let response = interconnects.get("icon-1").send_response().unwrap();
    support::assert_no_secret(&format!("{response:?} {response:#?} {:?}", response.ray_id()));
    assert_eq!(response.header("cf-ray"), Some(TOKEN), "the headers are as they came");
    let response = interconnects.loa("icon-1").send_response().unwrap();
    support::assert_no_secret(&format!("{response:?} {response:#?}"));
    support::assert_no_secret(&format!("{:?}", response.into_value()));
}

#[test]
fn a_secret_that_a_snippet_truncates_is_redacted() {
    for before in 150..210 {
        let error = error_from(http(400, format!("{}{TOKEN}", "x".repeat(before))));
        let shown = format!("{error} {error:?} {:?}", error.snippet());
        assert!(!shown.contains(&TOKEN[..12]), "{before} bytes before it: {shown}");
    }
}

#[test]
fn a_secret_that_the_error_body_limit_truncates_is_redacted() {
    let error = error_from(http(400, format!("{}{TOKEN}", "x".repeat((64 << 10) - 15))));
    assert!(!error.body().unwrap().contains(&TOKEN[..12]));
}

#[test]
fn the_pairing_key_is_redacted_in_debug_output_errors_and_logs() {
    // A key that no other test logs, because all tests share the captured lines.
    let key = format!("{PAIRING_KEY}/3");
    let order = InterconnectCreate::gcp_partner("a", ApiBandwidth::Mbps50, &key);
    let union = InterconnectCreate::from(order.clone());
    support::assert_no_secret(&format!("{order:?} {order:#?} {union:?} {union:#?}"));
    assert!(
        format!("{order:?}").contains("pairing_key"),
        "the name of the field is not secret: {order:?}"
    );
    for reply in [
        Reply::send(http(400, "{}")),
        Reply::send(http(500, "<html>")),
        Reply::send(http(200, "{")),
        Reply::nothing().then_close(),
        Reply::nothing().then_reset(),
    ] {
        let server = raw::Server::always(reply);
        let create = support::client(&server).interconnects(ACCOUNT).create(&order);
        support::assert_no_secret(&format!("{create:?} {create:#?}"));
        fails(create.send());
        assert!(server.requests()[0].body().contains(&key));
    }
    assert_eq!(logs::containing(&key), [""; 0]);
}

#[test]
fn a_pairing_key_that_a_response_echoes_is_redacted() {
    let key = "PAIRING/us-east4/\"1\"";
    let quoted = serde_json::to_string(key).unwrap();
    for (status, body) in [
        (400, envelope(1, &format!("{key} is bad")).to_string()),
        (200, format!("{{\"type\":\"direct\",\"name\":7,\"echo\":{quoted}}}")),
        (500, format!("<html>{key}")),
    ] {
        let server = Server::always(http(status, body));
        let order = InterconnectCreate::gcp_partner("account", "1G", key);
        let client = support::client(&server);
        let error = fails(client.interconnects(ACCOUNT).create(&order).send());
        let shown = format!(
            "{error}|{error:?}|{:?}|{:?}|{:?}",
            error.api_errors(),
            error.body(),
            error.snippet()
        );
        assert!(!shown.contains("PAIRING/us"), "{shown}");
    }
}

#[test]
fn a_log_line_has_operation_path_template_status_time_and_attempt_but_no_identifiers() {
    let server = Server::in_turn([http(503, "{}"), success()]);
    let client = support::client(&server);
    logs::take_thread_lines();
    client.interconnects("account-of-5").get("icon-of-7").send().unwrap();
    let lines = logs::take_thread_lines();
    let [first, wait, second] = &lines[..] else {
        panic!("{lines:?}")
    };
    let attempt = "DEBUG get_interconnect: GET /accounts/{account_id}/cni/interconnects/{icon}: ";
    assert!(first.starts_with(&format!("{attempt}503 ")), "{first}");
    assert!(first.ends_with("attempt 1, ray 8f00ba12-IAD"), "{first}");
    assert_eq!(wait, "DEBUG get_interconnect: waiting 250ms before attempt 2");
    assert!(second.starts_with(&format!("{attempt}200 ")), "{second}");
    assert!(second.ends_with("attempt 2, ray 8f00ba12-IAD"), "{second}");
    assert!(
        lines
            .iter()
            .all(|line| !line.contains("account-of-5") && !line.contains("icon-of-7")),
        "{lines:?}"
    );
}

// Row 73.
#[test]
fn a_number_in_a_redacted_field_is_redacted_where_a_response_echoes_it() {
    for (body, pin) in [
        (json!({ "pin": 90210123456_u64 }), "90210123456"),
        (
            json!({ "deep": [{ "PIN": { "value": [-90210123456_i64] } }] }),
            "90210123456",
        ),
        (json!({ "pin": 90210123456.0 }), "90210123456"),
        (json!({ "pin": 9021012.5 }), "9021012.5"),
        (json!({ "pin": 90210123456789.25 }), "90210123456789.25"),
    ] {
        for echo in [
            envelope(1, &format!("the pin {pin} is taken")),
            json!({ "pin": pin, "echo": body }),
        ] {
            let server = Server::always(http(400, &echo));
            let request = client_without_retries(&server)
                .request("POST", "/things")
                .json(&body)
                .redact("pin");
            let error = fails(request.send::<Value>());
            let shown = support::everything_shown(&error);
            assert!(!shown.contains(pin) && shown.contains("[redacted]"), "{shown}");
            let preview = request.dry_run().unwrap();
            let shown = format!("{preview} {preview:?} {:?}", preview.json());
            assert!(!shown.contains("9021012"), "{shown}");
            // The request itself has the number.
            assert!(server.requests()[0].body().contains("9021012"));
        }
    }
}

// Row 73.
#[test]
fn a_dry_run_and_a_wait_redact_secrets_of_any_length_in_path_query_and_headers() {
    let server = Server::always(http(404, envelope(1, "no")));
    for secret in ["s3cr3t!", "7", "a b/c", "\u{e9}"] {
        let request = client_without_retries(&server)
            .request("GET", "/things/{thing}/{pin}.json")
            .path("thing", "t")
            .path("pin", secret)
            .query("pin", secret)
            .header("x-pin", secret.escape_default())
            .redact("pin")
            .redact("X-Pin");
        let preview = request.dry_run().unwrap();
        assert_eq!(
            preview.url().rsplit("/things/").next(),
            Some("t/REDACTED.json?pin=REDACTED")
        );
        assert_eq!(preview.header("x-pin"), Some("[redacted]"));
        let wait = request.wait_until(|_: &Value| false).keep_waiting_on(|_| true);
        assert_contains(
            &fails(wait.send()),
            ["waiting for the expected response to GET /client/v4/things/t/REDACTED.json;"],
        );
    }
}

// Row 76.
#[test]
fn a_repetitive_response_that_resembles_the_credential_is_redacted_quickly() {
    // A search in quadratic time would make this test very slow.
    let token = "a".repeat(2_000) + "b";
    for body in [
        "a".repeat(64 << 10),
        "a".repeat(63 << 10) + &token,
        "\\".repeat(64 << 10),
        "%25".repeat(21 << 10),
        "&#".repeat(32 << 10),
    ] {
        let body = json!({ "errors": [{ "code": 1, "message": body }], "more": body });
        let server = Server::always(http(400, &body));
        let client = support::builder(&server)
            .auth(Auth::token(&token))
            .max_retries(0)
            .build()
            .unwrap();
        let error = fails(support::get(&client));
        assert!(!support::everything_shown(&error).contains(&token));
    }
}

// Row 79.
#[test]
fn no_log_line_of_this_crate_has_a_credential_that_a_header_echoes() {
    let headers = [
        "content-type",
        "cf-ray",
        "server",
        "location",
        "ratelimit",
        "retry-after",
        "content-encoding",
        "x-other",
    ];
    for status in [200, 302, 429, 403] {
        let lines: Vec<_> = headers.iter().map(|name| format!("{name}: {TOKEN}")).collect();
        let server = Server::always(http_with_headers(status, &lines.join("\r\n"), "{"));
        logs::take_thread_lines();
        fails(support::get(&support::client(&server)));
        fails(support::client(&server).interconnects(ACCOUNT).loa("icon-1").send());
        let logged = logs::take_thread_lines();
        assert!(
            !logged.is_empty() && !logged.iter().any(|line| line.contains(TOKEN)),
            "{logged:?}"
        );
    }
    let security = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../SECURITY.md")).unwrap();
    assert!(security.contains("`RUST_LOG=debug,ureq=off,ureq_proto=off`"));
}
