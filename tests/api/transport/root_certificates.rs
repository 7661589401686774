//! Root certificates, set by the builder or by `SSL_CERT_FILE`.

use std::fs;
use std::path::Path;
use std::process::Command;

use cloudflare_interconnects::ErrorKind;

use super::proxies::{outcome, print_outcome, rejected};
use super::tls::{Authority, https, server_certified_by};
use crate::support::directory::Directory;
use crate::support::mock::Server;
use crate::support::{self, assert_contains, fails, fails_with, process, success};

#[test]
fn only_the_given_root_certificates_are_trusted() {
    let (ours, another) = (Authority::new(), Authority::new());
    let server = server_certified_by(&ours);
    let get = |pem: &str| {
        let builder = support::builder(&https(&server)).root_certificates(pem);
        support::get(&builder.build().unwrap())
    };
    get(&ours.pem()).unwrap();
    // A bundle with comments and other text.
    get(&format!("# Company\n{}\nother text\n{}", another.pem(), ours.pem())).unwrap();
    fails_with(get(&another.pem()), ErrorKind::Transport, 1);
}

#[test]
fn an_invalid_certificate_is_rejected_when_the_client_is_built() {
    let authority = Authority::new();
    let pem = authority.pem();
    for (bad, why) in [
        ("", "contains no PEM certificate"),
        ("company.pem", "contains no PEM certificate"),
        (
            &pem.replace("CERTIFICATE", "CERTIFICATE REQUEST"),
            "contains no PEM certificate",
        ),
        (
            &pem.replace("CERTIFICATE", "PRIVATE KEY"),
            "contains no PEM certificate",
        ),
        (
            &pem[..pem.len() / 2],
            "contains an incomplete or damaged PEM certificate",
        ),
        (
            &pem.replace("MII", "M!!"),
            "contains an incomplete or damaged PEM certificate",
        ),
    ] {
        let shown = rejected(support::builder("https://api.example").root_certificates(bad));
        assert_contains(&shown, [&format!("the value of `root_certificates` {why}")]);
    }
}

// Row 75: the TLS library skips certificates that it cannot parse, and then trusts no issuer.
#[test]
fn a_pem_bundle_with_a_damaged_certificate_or_with_none_is_rejected() {
    let authority = Authority::new().pem();
    let lines: Vec<_> = authority.lines().collect();
    // Without its last line of Base64, and with only the first one.
    let [without_last, only_first] =
        [lines.len() - 2, 2].map(|count| format!("{}\n-----END CERTIFICATE-----\n", lines[..count].join("\n")));
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAAA",
        "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n",
        &without_last,
        &only_first,
        &format!("{authority}{without_last}"),
    ] {
        rejected(support::builder("https://api.example").root_certificates(pem));
    }
    let two = format!("# a comment\n{authority}{}", Authority::new().pem());
    let builder = support::builder("https://api.example").root_certificates(two);
    builder.build().unwrap();
}

// Row 75.
#[test]
fn a_byte_order_mark_before_root_certificates_is_ignored() {
    let authority = Authority::new();
    let server = server_certified_by(&authority);
    let pem = format!("\u{feff}{}", authority.pem());
    let builder = support::builder(&https(&server)).root_certificates(pem);
    support::get(&builder.build().unwrap()).unwrap();
}

// Row 51.
#[test]
fn the_error_for_an_unknown_issuer_names_the_settings_that_trust_it() {
    let server = server_certified_by(&Authority::new());
    let pem = Authority::new().pem();
    let client = support::builder(&https(&server))
        .root_certificates(pem)
        .build()
        .unwrap();
    let line = fails(support::get(&client)).to_string();
    for way in ["root_certificates", "SSL_CERT_FILE", "platform-verifier"] {
        assert_contains(&line, [way]);
    }
}

// Row 51.
#[test]
fn ssl_cert_file_names_the_root_certificates_or_is_an_error() {
    if process::is_child() {
        return print_outcome();
    }
    let authority = Authority::new();
    let server = server_certified_by(&authority);
    let directory = Directory::new();
    let file = |name: &str, text: &str| {
        let path = directory.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let outcome = |file: &str| {
        outcome(
            ssl_cert_file_names_the_root_certificates_or_is_an_error,
            &https(&server),
            &[("SSL_CERT_FILE", file)],
        )
    };
    assert!(outcome(&file("good.pem", &authority.pem())).contains("succeeded"));
    let printed = outcome(&file("other.pem", &Authority::new().pem()));
    assert_contains(&printed, ["Transport: ", "SSL_CERT_FILE"]);
    // An empty variable counts as unset.
    assert!(outcome("").contains("Transport: "));
    for (file, why) in [
        (
            directory.join("none.pem").to_str().unwrap(),
            "none.pem cannot be read: No such file",
        ),
        (directory.join("").to_str().unwrap(), "is not a file"),
        (&file("empty.pem", "\n"), "empty.pem contains no PEM certificate"),
    ] {
        let printed = outcome(file);
        assert_contains(&printed, ["Configuration: SSL_CERT_FILE: ", why]);
    }
}

// Row 75.
#[test]
fn an_unusable_ssl_cert_file_is_an_error_for_https_and_ignored_for_plain_http() {
    if process::is_child() {
        return print_outcome();
    }
    let authority = Authority::new();
    let plain = Server::always(success());
    let encrypted = server_certified_by(&authority);
    let outcome = |base_url: &str, file: &Path| {
        outcome(
            an_unusable_ssl_cert_file_is_an_error_for_https_and_ignored_for_plain_http,
            base_url,
            &[("SSL_CERT_FILE", file.to_str().unwrap())],
        )
    };
    let directory = Directory::new();
    let (large, fifo) = (directory.join("large.pem"), directory.join("fifo"));
    fs::write(&large, vec![b'\n'; (8 << 20) + 1]).unwrap();
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for (file, why) in [
        (Path::new("/none"), "/none cannot be read: No such file"),
        (&fifo, "fifo is not a file"),
        (Path::new("/dev/zero"), "/dev/zero is not a file"),
        (Path::new("/dev"), "/dev is not a file"),
        (&large, "large.pem is larger than 8 MiB"),
    ] {
        let printed = outcome(plain.base_url(), file);
        assert!(printed.contains("succeeded"), "{file:?}: {printed}");
        let printed = outcome(&https(&encrypted), file);
        assert_contains(&printed, ["Configuration: SSL_CERT_FILE: ", why]);
    }
    // Some editors write a byte order mark and CRLF.
    let marked = directory.join("marked.pem");
    fs::write(&marked, format!("\u{feff}{}", authority.pem().replace('\n', "\r\n"))).unwrap();
    assert!(outcome(&https(&encrypted), &marked).contains("succeeded"));
}
