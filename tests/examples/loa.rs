//! What `loa` promises.

use std::fs;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use crate::support::raw::{Reply, Server};
use crate::support::{ACCOUNT, Example, Stage};

fn is_letter(stage: &Stage, file: &str) -> bool {
    stage.text(file).starts_with("%PDF-")
}

const ALL: [&str; 4] = ["loa-icon-1.pdf", "loa-icon-2.pdf", "loa-icon-4.pdf", "loa-icon-6.pdf"];

#[test]
fn without_any_variable_a_letter_of_a_fake_is_saved() {
    let stage = Stage::new("loa");
    let outcome = Example::new("loa").dir(&stage.directory).run(&[]);
    outcome.starts(0, "icon-1: its LOA is loa-icon-1.pdf (");
    outcome.says(&["fake"]);
    assert!(is_letter(&stage, "loa-icon-1.pdf"));
}

#[test]
fn a_letter_is_saved_to_the_given_file_or_directory() {
    let stage = Stage::new("loa");
    let other = Stage::new("loa");
    let outcome = stage.run(&["icon-4", "--output", "letter.pdf"]);
    outcome.shows(0, "letter.pdf");
    assert_eq!(outcome.stderr, "");
    assert!(is_letter(&stage, "letter.pdf"));

    let outcome = stage.run(&["icon-4", "-o", &other.path("")]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(is_letter(&other, "loa-icon-4.pdf"));
    assert_eq!(stage.files(), ["letter.pdf"]);
    let request = format!("GET /accounts/{ACCOUNT}/cni/interconnects/icon-4/loa");
    assert_eq!(stage.received(), [request.clone(), request]);
}

#[test]
fn a_letter_is_made_out_to_the_given_name() {
    let stage = Stage::new("loa");
    let outcome = stage.run(&["icon-4", "--name", "Example & Sons", "-o", "letter.pdf"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let letter = stage.text("letter.pdf");
    assert!(letter.contains("(Customer: Example & Sons)"), "{letter}");

    stage.clear_requests();
    for name in ["", &"x".repeat(201)] {
        let outcome = stage.run(&["--all", "--name", name]);
        outcome.fails(2, "--name");
    }
    assert_eq!(stage.received(), [""; 0]);
    let outcome = stage.run(&["--all", "--name", "Example"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        stage.received()[1..]
            .iter()
            .all(|request| request.ends_with("/loa?name=Example"))
    );
}

#[test]
fn an_existing_file_is_kept_without_force_and_nothing_is_sent() {
    let stage = Stage::new("loa");
    let file = stage.path("loa-icon-1.pdf");
    fs::write(&file, "signed").unwrap();
    let outcome = stage.run(&["icon-1"]);
    outcome.fails(4, "--force");
    assert_eq!(fs::read_to_string(&file).unwrap(), "signed");
    assert_eq!(stage.received(), [""; 0]);

    let outcome = stage.run(&["icon-1", "--force"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(is_letter(&stage, "loa-icon-1.pdf"));
    assert_eq!(stage.files(), ["loa-icon-1.pdf"]);
}

#[test]
fn all_saves_the_letter_of_every_direct_interconnect() {
    let stage = Stage::new("loa");
    let outcome = stage.run(&["--all"]);
    assert_eq!(outcome.stdout(0).lines().count(), 4, "{outcome:?}");
    assert_eq!(outcome.stderr, "");
    assert_eq!(stage.files(), ALL);
    assert!(stage.received()[0].ends_with("?type=direct"));
}

#[test]
fn all_keeps_existing_files_saves_the_rest_and_has_its_own_exit_code() {
    let stage = Stage::new("loa");
    fs::write(stage.path("loa-icon-2.pdf"), "signed").unwrap();
    let outcome = stage.run(&["--all"]);
    assert_eq!(outcome.stdout(4).lines().count(), 3, "{outcome:?}");
    outcome.says(&["icon-2: "]);
    assert_eq!(stage.text("loa-icon-2.pdf"), "signed");
    assert_eq!(stage.files(), ALL);
}

#[test]
fn a_letter_that_fails_costs_no_other() {
    let stage = Stage::new("loa");
    stage.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-6", "site": 7 }));
    stage.fail_next(Failure::status(404).on("GET", "/icon-1/loa"));
    let outcome = stage.run(&["--all"]);
    assert_eq!(outcome.stdout(3).lines().count(), 2, "{outcome:?}");
    outcome.says(&["items[3]", "icon-1: "]);
    assert_eq!(stage.files(), ALL[1..3]);
}

#[test]
fn without_a_single_letter_it_fails() {
    let stage = Stage::new("loa");
    // A gcp_partner has none.
    let outcome = stage.run(&["icon-3"]);
    outcome.fails(1, "404");
    for _ in 0..4 {
        stage.fail_next(Failure::status(403).on("GET", "/loa"));
    }
    let outcome = stage.run(&["--all"]);
    assert_eq!(outcome.stdout(1), "", "{outcome:?}");
    assert_eq!(outcome.said().len(), 4, "{outcome:?}");
    let outcome = stage
        .example()
        .env("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN)
        .run(&["--all"]);
    outcome.fails(1, "10000");
    assert_eq!(stage.files(), [""; 0]);
}

#[test]
fn a_letter_that_is_cut_off_leaves_no_file() {
    let stage = Stage::new("loa");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 600\r\n\r\n";
    let server = Server::always(Reply::send(format!("{head}%PDF-1.4 and no end")).then_close());
    let outcome = stage
        .example()
        .env("CLOUDFLARE_BASE_URL", server.base_url())
        .run(&["icon-1"]);
    outcome.fails(1, "the connection broke");
    assert_eq!(stage.files(), [""; 0]);
}

#[test]
fn names_lead_to_no_other_directory_and_each_to_its_own_file() {
    let stage = Stage::new("loa");
    for name in ["../a", ".._a", "..%2Fa"] {
        let interconnect = json!({ "type": "direct", "account": "a", "name": name, "site": "s", "speed": "1G",
            "slot_id": "i", "facility": { "name": "f", "address": [] } });
        stage.insert_interconnect(ACCOUNT, interconnect);
    }
    let outcome = stage.run(&["--all"]);
    assert_eq!(outcome.stdout(0).lines().count(), 7, "{outcome:?}");
    assert_eq!(
        stage.files()[..3],
        ["loa-..%252Fa.pdf", "loa-..%2Fa.pdf", "loa-.._a.pdf"]
    );
}

#[test]
fn a_letter_can_be_written_to_stdout_alone() {
    let stage = Stage::new("loa");
    let outcome = stage.run(&["icon-1", "--output", "-"]);
    let letter = outcome.stdout(0);
    assert!(letter.starts_with("%PDF-"), "{letter}");
    assert!(letter.trim_end().ends_with("%%EOF"), "{letter}");
    assert_eq!(outcome.stderr, "");
    assert_eq!(stage.files().len(), 0);
    let outcome = stage.run(&["--all", "--output", "-"]);
    outcome.fails(2, "--all");
}
