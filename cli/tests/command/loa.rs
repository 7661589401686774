//! What `loa` promises.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use crate::support::{ACCOUNT, Cf, Folder};

fn on(arguments: &str, fake: &Fake, folder: &Folder) -> Cf {
    Cf::new(arguments).on(fake).dir(folder)
}

#[test]
fn a_letter_that_fails_loses_no_other_and_one_that_exists_is_kept() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    folder.write("loa-icon-2.pdf", "signed");
    let outcome = on("loa --all", &fake, &folder).run();
    assert_eq!(outcome.stdout(4).lines().count(), 3, "{outcome:?}");
    assert_eq!(
        outcome.said(),
        ["icon-2: loa-icon-2.pdf exists and is kept; --force replaces it"]
    );
    assert_eq!(folder.read("loa-icon-2.pdf"), "signed");

    let folder = Folder::new();
    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-6", "site": 7 }));
    fake.fail_next(Failure::status(404).on("GET", "/icon-1/loa"));
    let outcome = on("loa --all", &fake, &folder).run();
    assert_eq!(outcome.stdout(3).lines().count(), 2, "{outcome:?}");
    let said = outcome.said();
    assert!(
        said[0].contains("items[") && said[1].starts_with("icon-1: "),
        "{outcome:?}"
    );
    assert_eq!(folder.files(), ["loa-icon-2.pdf", "loa-icon-4.pdf"]);
}

#[test]
fn without_a_single_letter_it_has_failed() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    fake.fail_next(Failure::status(403).always().on("GET", "/loa"));
    assert_eq!(on("loa --all", &fake, &folder).run().stdout(1), "");
    assert_eq!(on("loa --all --output new", &fake, &folder).run().stdout(1), "");
    let outcome = on("loa --all --output new", &fake, &folder).env("CLOUDFLARE_API_TOKEN", Fake::FORBIDDEN_TOKEN);
    assert_eq!(outcome.run().stdout(1), "");
    assert_eq!(folder.files(), [""; 0]);
}

#[test]
fn a_letter_that_is_cut_off_leaves_no_file() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", server.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let (mut client, _) = server.accept().unwrap();
        let _ = client.read(&mut [0; 4096]).unwrap();
        let response =
            "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 600\r\n\r\n%PDF-1.4 and no end";
        client.write_all(response.as_bytes()).unwrap();
    });
    let outcome = on("loa icon-1", &fake, &folder)
        .env("CLOUDFLARE_BASE_URL", &base_url)
        .run();
    serving.join().unwrap();
    outcome.refuses(1, "the connection broke");
    assert_eq!(folder.files(), [""; 0]);
}

#[test]
fn names_lead_to_no_other_folder_and_to_a_file_each() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    for name in ["../a", ".._a", "..%2Fa"] {
        let port = json!({ "type": "direct", "account": "a", "name": name, "site": "s", "speed": "1G", "slot_id": "i",
            "facility": { "name": "f", "address": [] } });
        fake.insert_interconnect(ACCOUNT, port);
    }
    on("loa --all", &fake, &folder).run().stdout(0);
    assert_eq!(
        folder.files()[..3],
        ["loa-..%252Fa.pdf", "loa-..%2Fa.pdf", "loa-.._a.pdf"]
    );
}

#[test]
fn a_letter_can_go_to_stdout_alone() {
    let (fake, folder) = (Fake::start().unwrap(), Folder::new());
    let outcome = on("loa icon-1 --output - --name Example", &fake, &folder).run();
    let letter = outcome.stdout(0);
    assert!(
        letter.starts_with("%PDF-") && letter.contains("(Customer: Example)"),
        "{letter}"
    );
    assert_eq!((&*outcome.stderr, folder.files()), ("", Vec::new()));
}
