//! Attacks on secrets and configuration: what must not be seen is not seen however it comes back, and what is given from outside
//! leads nowhere else and ends.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use cloudflare_interconnects::{Auth, Client, ClientBuilder, ErrorKind};
use rustls::{ServerConfig, ServerConnection};
use serde_json::{Value, json};

use crate::support::directory::Directory;
use crate::support::raw::Server;
use crate::support::{
    self, ACCOUNT, TOKEN, client_without_retries, envelope, fails, http, http_with_headers, logs, process, success,
};
use crate::transport::tls::{Authority, names, serving};

// Row 73.
#[test]
fn a_number_that_is_called_a_secret_is_hidden_where_the_api_repeats_it() {
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
            let server = Server::always(http(400, echo.to_string()));
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
            // It is sent all the same.
            assert!(server.requests()[0].body().contains("9021012"));
        }
    }
}

// Row 73.
#[test]
fn no_secret_is_shown_by_a_dry_run_or_a_wait_however_short_and_wherever_it_stands() {
    let server = Server::always(http(404, envelope(1, "no").to_string()));
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
        let line = fails(wait.send()).to_string();
        assert!(
            line.contains("waiting for the expected response to GET /client/v4/things/t/REDACTED.json;"),
            "{line}"
        );
    }
}

// Row 74.
#[test]
fn what_stands_behind_the_brackets_of_an_address_is_its_port_or_an_error() {
    let builder = |url: &str| Client::builder().auth(Auth::token(TOKEN)).base_url(url);
    for host in [
        "[::1]8080",
        "[::1]evil.example",
        "[::1]:80x",
        "[::1]:",
        "[evil.example]",
        "[127.0.0.1]:80",
        "[::1%25lo]:80",
        "a[::1]:80",
    ] {
        for scheme in ["http", "https"] {
            let error = fails(builder(&format!("{scheme}://{host}/client/v4")).build());
            assert_eq!(error.kind(), ErrorKind::Configuration, "{host}: {error}");
            assert!(!error.to_string().contains("evil"), "{error}");
        }
        for url in [
            format!("http://{host}"),
            format!("http://me:pa55word@{host}"),
            host.to_owned(),
        ] {
            let error = fails(builder("https://api.example").proxy(&url).build());
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
            assert!(!error.to_string().contains("pa55word"), "{error}");
        }
    }
    for url in [
        "http://[::1]:8080",
        "https://[2001:db8::1]",
        "http://[0:0:0:0:0:0:0:1]/client/v4",
    ] {
        builder(url).build().unwrap();
        builder("https://api.example")
            .proxy(url.trim_end_matches("/client/v4"))
            .build()
            .unwrap();
    }
}

/// What a client of the environment does in a process of its own that has these variables: a line.
fn outcome(base_url: &str, roots: &Path) -> String {
    let mut command = process::command(a_file_of_certificates_matters_only_where_tls_is_used, "");
    command
        .env("CLOUDFLARE_API_TOKEN", TOKEN)
        .env("CLOUDFLARE_BASE_URL", base_url);
    process::run(command.env("SSL_CERT_FILE", roots))
}

fn print_outcome() {
    let client = ClientBuilder::from_env().and_then(|builder| builder.max_retries(0).build());
    match client.and_then(|client| support::get(&client)) {
        Ok(_) => println!("answered"),
        Err(error) => println!("{:?}: {}", error.kind(), fails::<()>(Err(error))),
    }
}

// Row 75.
#[test]
fn a_file_of_certificates_matters_only_where_tls_is_used() {
    if process::is_child() {
        return print_outcome();
    }
    let authority = Authority::new();
    let plain = Server::always(success());
    let encrypted = serving(authority.certify(&names(&["127.0.0.1"])), success(), false).0;
    let https = format!("https://{}/client/v4", encrypted.address());
    let directory = Directory::new();
    let (large, fifo) = (directory.join("large.pem"), directory.join("fifo"));
    fs::write(&large, vec![b'\n'; (8 << 20) + 1]).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    for (file, why) in [
        (Path::new("/none"), "/none cannot be read: No such file"),
        (&fifo, "fifo is not a file"),
        (Path::new("/dev/zero"), "/dev/zero is not a file"),
        (Path::new("/dev"), "/dev is not a file"),
        (&large, "large.pem is larger than 8 MiB"),
    ] {
        let printed = outcome(plain.base_url(), file);
        assert!(printed.contains("answered"), "{file:?}: {printed}");
        let printed = outcome(&https, file);
        assert!(
            printed.contains("Configuration: SSL_CERT_FILE: ") && printed.contains(why),
            "{printed}"
        );
    }
    // As some editors write it.
    let marked = directory.join("marked.pem");
    fs::write(&marked, format!("\u{feff}{}", authority.pem().replace('\n', "\r\n"))).unwrap();
    assert!(outcome(&https, &marked).contains("answered"));
}

// Row 75: the TLS library passes over what it cannot read, and trusts nobody.
#[test]
fn a_certificate_of_nothing_is_an_error() {
    let authority = Authority::new().pem();
    let lines: Vec<_> = authority.lines().collect();
    // Without its last line, and with its first one alone.
    let cut = [lines[..lines.len() - 2].join("\n"), lines[..2].join("\n")];
    let cut = cut.map(|cut| format!("{cut}\n-----END CERTIFICATE-----\n"));
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAAA",
        "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n",
        &cut[0],
        &cut[1],
        &format!("{authority}{}", cut[0]),
    ] {
        let error = fails(support::builder("https://api.example").root_certificates(pem).build());
        assert_eq!(error.kind(), ErrorKind::Configuration, "{pem}: {error}");
    }
    let two = format!("# a comment\n{authority}{}", Authority::new().pem());
    let builder = support::builder("https://api.example").root_certificates(two);
    builder.build().unwrap();
}

// Row 75.
#[test]
fn a_byte_order_mark_before_given_certificates_is_fine() {
    let authority = Authority::new();
    let server = serving(authority.certify(&names(&["127.0.0.1"])), success(), false).0;
    let builder = support::builder(&format!("https://{}/client/v4", server.address()));
    let builder = builder.root_certificates(format!("\u{feff}{}", authority.pem()));
    support::get(&builder.build().unwrap()).unwrap();
}

// Row 76.
#[test]
fn a_credential_that_is_like_the_response_costs_no_more_than_another() {
    let token = "a".repeat(2_000) + "b";
    for body in [
        "a".repeat(64 << 10),
        "a".repeat(63 << 10) + &token,
        "\\".repeat(64 << 10),
        "%25".repeat(21 << 10),
        "&#".repeat(32 << 10),
    ] {
        let body = json!({ "errors": [{ "code": 1, "message": body }], "more": body });
        let server = Server::always(http(400, body.to_string()));
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
fn no_line_of_this_crate_has_a_credential_that_comes_back_in_a_header() {
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

/// Answers each request over TLS with two responses, each in a record of its own, in one write.
fn answer_twice(config: &Arc<ServerConfig>, tcp: &mut TcpStream, responses: &[Vec<u8>; 2]) -> io::Result<()> {
    let mut tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            rustls::Stream::new(&mut tls, tcp).read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        for response in responses {
            tls.writer().write_all(response)?;
        }
        while tls.wants_write() {
            tls.write_tls(tcp)?;
        }
    }
}

// Row 80: SECURITY.md lists it, and this says when it is no longer so.
#[test]
fn a_second_response_in_one_write_over_tls_is_taken_for_the_next_one_only_where_the_first_ends_with_the_buffer() {
    const BUFFER: usize = 2048;
    let authority = Authority::new();
    let root = ureq::tls::Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    let tls = ureq::tls::TlsConfig::builder()
        .provider(ureq::tls::TlsProvider::Rustls)
        .root_certs(ureq::tls::RootCerts::new_with_certs(&[root]))
        .build();
    let agent = ureq::Agent::config_builder().proxy(None).tls_config(tls);
    let agent = agent.input_buffer_size(BUFFER).build().new_agent();
    // The length that is said has as many digits then.
    let padded = |padding: usize| Vec::from(http(200, support::success_body() + &" ".repeat(padding)));
    let shortest = padded(BUFFER / 2).len();
    for (length, own_agent, next) in [
        (BUFFER, true, "unasked"),
        (BUFFER - 1, true, "icon-1"),
        (BUFFER + 1, true, "icon-1"),
        (BUFFER, false, "icon-1"),
    ] {
        let first = padded(BUFFER / 2 + length - shortest);
        assert_eq!(first.len(), length);
        let responses = [first, http(200, support::physical("unasked")).into()];
        let config = authority.certify(&names(&["127.0.0.1"]));
        let server = Server::handle_connections(move |_, tcp| drop(answer_twice(&config, tcp, &responses)));
        let builder = support::builder(&format!("https://{}/client/v4", server.address()));
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
