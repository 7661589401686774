//! `cf-interconnects` as a user meets it: the binary itself, in an environment of its own, against a fake API in this process.
//!
//! What it prints stands in `tests/transcripts`. After a change, `TRYCMD=overwrite cargo test -p cloudflare-interconnects-cli` writes the
//! transcripts anew, and `git diff` is the review.

mod support;

use std::time::Duration;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use support::{ACCOUNT, received};

/// Runs the commands of a transcript, and compares what they print, messages included.
fn transcript(name: &str, environment: &[(&str, &str)]) {
    let cases = trycmd::TestCases::new();
    for unset in [
        "CLOUDFLARE_API_TOKEN",
        "CLOUDFLARE_EMAIL",
        "CLOUDFLARE_API_KEY",
        "CLOUDFLARE_ACCOUNT_ID",
        "CLOUDFLARE_BASE_URL",
    ] {
        cases.env(unset, "");
    }
    for (name, value) in environment {
        cases.env(*name, *value);
    }
    let ls = trycmd::schema::Bin::Path("/bin/ls".into());
    cases
        .register_bin("ls", ls)
        .timeout(Duration::from_secs(60))
        .case(format!("tests/transcripts/{name}.md"))
        .run();
}

fn transcript_on(fake: &Fake, name: &str) {
    let environment = [
        ("CLOUDFLARE_API_TOKEN", Fake::TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ("CLOUDFLARE_BASE_URL", fake.base_url()),
    ];
    transcript(name, &environment);
}

#[test]
fn without_credentials_a_line_names_what_is_missing() {
    transcript("credentials", &[]);
}

#[test]
fn arguments_that_make_no_sense_are_an_error_and_send_nothing() {
    let fake = Fake::start().unwrap();
    transcript_on(&fake, "usage");
    assert_eq!(received(&fake), [""; 0]);
}

#[test]
fn what_is_printed_is_what_stands_in_the_transcripts() {
    transcript("help", &[]);
    for name in ["inventory", "check", "order", "loa", "magic"] {
        transcript_on(&Fake::start().unwrap(), name);
    }
}

#[test]
fn what_cannot_be_read_loses_nothing_else() {
    let fake = Fake::start().unwrap();
    for path in ["/icon-2/status", "/cni/slots", "/cni/cnis", "/cf_interconnects"] {
        fake.fail_next(Failure::status(403).on("GET", path));
    }
    transcript_on(&fake, "unread");
}

#[test]
fn an_order_that_breaks_off_is_never_sent_twice_and_says_how_to_go_on() {
    let fake = Fake::start().unwrap();
    transcript_on(&fake, "order-that-breaks");
}

#[test]
fn a_removal_deletes_cnis_first_and_says_what_is_left() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::status(403).on("DELETE", "/icon-2"));
    fake.fail_next(Failure::disconnect().on("DELETE", "/icon-1").always());
    transcript_on(&fake, "remove");
    let _ = json!(1);
}
