//! What `loa` promises.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use crate::support::{ACCOUNT, Directory, Example, received};

fn loa_on(fake: &Fake, directory: &Directory) -> Example {
    Example::on("loa", fake).dir(directory)
}

fn is_letter(directory: &Directory, file: &str) -> bool {
    fs::read(directory.path(file)).unwrap().starts_with(b"%PDF-")
}

const ALL: [&str; 4] = ["loa-icon-1.pdf", "loa-icon-2.pdf", "loa-icon-4.pdf", "loa-icon-6.pdf"];

#[test]
fn without_any_variable_a_letter_of_a_fake_is_saved() {
    let directory = Directory::new();
    let outcome = Example::new("loa").dir(&directory).run(&[]);
    assert!(
        outcome.stdout(0).starts_with("icon-1: its LOA is loa-icon-1.pdf ("),
        "{outcome:?}"
    );
    assert!(
        matches!(outcome.said("loa")[..], [line] if line.contains("fake")),
        "{outcome:?}"
    );
    assert!(is_letter(&directory, "loa-icon-1.pdf"));
}

#[test]
fn a_letter_goes_to_the_file_or_into_the_directory_that_is_named() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let other = Directory::new();
    let outcome = loa_on(&fake, &directory).run(&["icon-4", "--output", "letter.pdf"]);
    assert!(outcome.stdout(0).contains("letter.pdf"), "{outcome:?}");
    assert_eq!(outcome.stderr, "");
    assert!(is_letter(&directory, "letter.pdf"));

    let outcome = loa_on(&fake, &directory).run(&["icon-4", "-o", &other.path("")]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(is_letter(&other, "loa-icon-4.pdf"));
    assert_eq!(directory.files(), ["letter.pdf"]);
    let request = format!("GET /accounts/{ACCOUNT}/cni/interconnects/icon-4/loa");
    assert_eq!(received(&fake), [request.clone(), request]);
}

#[test]
fn a_letter_is_made_out_to_the_name_that_is_given() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = loa_on(&fake, &directory).run(&["icon-4", "--name", "Example & Sons", "-o", "letter.pdf"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let letter = fs::read_to_string(directory.path("letter.pdf")).unwrap();
    assert!(letter.contains("(Customer: Example & Sons)"), "{letter}");

    fake.clear_requests();
    for name in ["", &"x".repeat(201)] {
        let outcome = loa_on(&fake, &directory).run(&["--all", "--name", name]);
        assert!(outcome.refusal("loa", 2).contains("--name"), "{outcome:?}");
    }
    assert_eq!(received(&fake), [""; 0]);
    let outcome = loa_on(&fake, &directory).run(&["--all", "--name", "Example"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        received(&fake)[1..]
            .iter()
            .all(|request| request.ends_with("/loa?name=Example"))
    );
}

#[test]
fn a_file_that_is_there_is_kept_without_force_and_nothing_is_sent() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let file = directory.path("loa-icon-1.pdf");
    fs::write(&file, "signed").unwrap();
    let outcome = loa_on(&fake, &directory).run(&["icon-1"]);
    assert!(outcome.refusal("loa", 4).contains("--force"), "{outcome:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "signed");
    assert_eq!(received(&fake), [""; 0]);

    let outcome = loa_on(&fake, &directory).run(&["icon-1", "--force"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(is_letter(&directory, "loa-icon-1.pdf"));
    assert_eq!(directory.files(), ["loa-icon-1.pdf"]);
}

#[test]
fn all_saves_the_letter_of_every_direct_interconnect() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = loa_on(&fake, &directory).run(&["--all"]);
    assert_eq!(outcome.stdout(0).lines().count(), 4, "{outcome:?}");
    assert_eq!(outcome.stderr, "");
    assert_eq!(directory.files(), ALL);
    assert!(received(&fake)[0].ends_with("?type=direct"));
}

#[test]
fn all_keeps_what_is_there_saves_the_rest_and_says_so_by_its_exit_code() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fs::write(directory.path("loa-icon-2.pdf"), "signed").unwrap();
    let outcome = loa_on(&fake, &directory).run(&["--all"]);
    assert_eq!(outcome.stdout(4).lines().count(), 3, "{outcome:?}");
    assert!(
        matches!(outcome.said("loa")[..], [line] if line.starts_with("icon-2: ")),
        "{outcome:?}"
    );
    assert_eq!(fs::read_to_string(directory.path("loa-icon-2.pdf")).unwrap(), "signed");
    assert_eq!(directory.files(), ALL);
}

#[test]
fn a_letter_that_does_not_come_costs_no_other() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-6", "site": 7 }));
    fake.fail_next(Failure::status(404).on("GET", "/icon-1/loa"));
    let outcome = loa_on(&fake, &directory).run(&["--all"]);
    assert_eq!(outcome.stdout(3).lines().count(), 2, "{outcome:?}");
    let said = outcome.said("loa");
    assert!(
        said[0].contains("items[3]") && said[1].starts_with("icon-1: "),
        "{outcome:?}"
    );
    assert_eq!(directory.files(), ALL[1..3]);
}

#[test]
fn without_a_single_letter_it_has_failed() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    // A gcp_partner has none.
    let outcome = loa_on(&fake, &directory).run(&["icon-3"]);
    assert!(outcome.refusal("loa", 1).contains("404"), "{outcome:?}");
    for _ in 0..4 {
        fake.fail_next(Failure::status(403).on("GET", "/loa"));
    }
    let outcome = loa_on(&fake, &directory).run(&["--all"]);
    assert_eq!(outcome.stdout(1), "", "{outcome:?}");
    assert_eq!(outcome.said("loa").len(), 4, "{outcome:?}");
    let outcome = loa_on(&fake, &directory)
        .env("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN)
        .run(&["--all"]);
    assert!(outcome.refusal("loa", 1).contains("10000"), "{outcome:?}");
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn a_letter_that_is_cut_off_leaves_no_file() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", server.local_addr().unwrap());
    let answering = thread::spawn(move || {
        let (mut client, _) = server.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 600\r\n\r\n";
        client
            .write_all(format!("{head}%PDF-1.4 and no end").as_bytes())
            .unwrap();
    });
    let outcome = loa_on(&fake, &directory)
        .env("CLOUDFLARE_BASE_URL", &base_url)
        .run(&["icon-1"]);
    answering.join().unwrap();
    assert!(
        outcome.refusal("loa", 1).contains("the connection broke"),
        "{outcome:?}"
    );
    assert_eq!(directory.files(), [""; 0]);
}

#[test]
fn names_lead_to_no_other_directory_and_to_a_file_each() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    for name in ["../a", ".._a", "..%2Fa"] {
        let interconnect = json!({ "type": "direct", "account": "a", "name": name, "site": "s", "speed": "1G",
            "slot_id": "i", "facility": { "name": "f", "address": [] } });
        fake.insert_interconnect(ACCOUNT, interconnect);
    }
    let outcome = loa_on(&fake, &directory).run(&["--all"]);
    assert_eq!(outcome.stdout(0).lines().count(), 7, "{outcome:?}");
    assert_eq!(
        directory.files()[..3],
        ["loa-..%252Fa.pdf", "loa-..%2Fa.pdf", "loa-.._a.pdf"]
    );
}

#[test]
fn a_letter_can_go_to_stdout_and_nothing_else_goes_there() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    let outcome = Example::on("loa", &fake)
        .dir(&directory)
        .run(&["icon-1", "--output", "-"]);
    let letter = outcome.stdout(0);
    assert!(
        letter.starts_with("%PDF-") && letter.trim_end().ends_with("%%EOF"),
        "{letter}"
    );
    assert_eq!(outcome.stderr, "");
    assert_eq!(fs::read_dir(directory.path(".")).unwrap().count(), 0);
    let outcome = Example::on("loa", &fake).run(&["--all", "--output", "-"]);
    assert!(outcome.refusal("loa", 2).contains("--all"), "{outcome:?}");
}
