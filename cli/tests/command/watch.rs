//! What `watch` promises.

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Cf, Folder, partner, received};

fn once(fake: &Fake, folder: &Folder) -> Cf {
    Cf::new("watch --once --state states.json").on(fake).dir(folder)
}

/// A folder with the states of a fake's start.
fn recorded(fake: &Fake) -> Folder {
    let folder = Folder::new();
    let outcome = once(fake, &folder).run();
    assert_eq!(outcome.stdout(0), "");
    assert_eq!(
        outcome.said(),
        ["the first check records 7 interconnects: 2 Down, 3 Healthy, 1 Pending, 1 Unhealthy"]
    );
    folder
}

fn saved(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("states.json")).unwrap()
}

#[test]
fn a_demonstration_shows_changes_and_ends() {
    let outcome = Cf::new("watch --demo --timestamps").run();
    let lines = outcome.stdout(0).lines().map(|line| line.split_once("Z ").unwrap().1);
    let expected = ["icon-6: Down -> Healthy", "icon-6: Healthy -> Pending"];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

#[test]
fn each_change_is_printed_once_with_its_reason() {
    let fake = Fake::start().unwrap();
    let folder = recorded(&fake);
    assert_eq!(once(&fake, &folder).run().stdout(0), "");
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down", "reason": "no\nlight" }));
    fake.set_status(ACCOUNT, "icon-2", json!({ "state": "Entangled", "reason": "twice" }));
    // A new reason alone is no change of the state.
    fake.set_status(ACCOUNT, "icon-6", json!({ "state": "Down", "reason": "another" }));
    fake.insert_interconnect(ACCOUNT, partner("icon-new"));
    let outcome = once(&fake, &folder).run();
    assert_eq!(
        outcome.stdout(9),
        "icon-1: Healthy -> Down: no\\nlight\nicon-2: Healthy -> Entangled: twice\nicon-new: absent -> Healthy\n"
    );
    assert_eq!(outcome.stderr, "");
    assert_eq!(once(&fake, &folder).run().stdout(0), "");
    assert_eq!(folder.files(), ["states.json"]);
}

#[test]
fn a_deleted_interconnect_is_absent_afterwards() {
    let fake = Fake::start().unwrap();
    let folder = recorded(&fake);
    fake.client().interconnects(ACCOUNT).delete("icon-7").send().unwrap();
    let line = once(&fake, &folder).arg("--json").run().json(9);
    let told = ["interconnect", "old", "new", "reason", "demo", "account"].map(|key| line[key].clone());
    let expected = [
        json!("icon-7"),
        json!("Pending"),
        Value::Null,
        Value::Null,
        json!(false),
        json!(ACCOUNT),
    ];
    assert_eq!(told, expected);
    assert_eq!(saved(&folder)["states"]["icon-7"], Value::Null);
}

#[test]
fn a_state_that_cannot_be_read_is_no_change_and_is_kept() {
    let fake = Fake::start().unwrap();
    let folder = recorded(&fake);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    fake.set_status(ACCOUNT, "icon-2", json!({ "state": "Down" }));
    fake.fail_next(Failure::status(403).on("GET", "/icon-2/status"));
    let outcome = once(&fake, &folder).run();
    assert_eq!(outcome.stdout(3), "icon-1: Healthy -> Down\n");
    assert!(
        matches!(outcome.said()[..], [line] if line.starts_with("icon-2: ") && line.contains("403")),
        "{outcome:?}"
    );
    assert_eq!(once(&fake, &folder).run().stdout(9), "icon-2: Healthy -> Down\n");

    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = once(&fake, &folder).run();
    assert_eq!(outcome.stdout(3), "", "one that cannot be decoded is not absent");
    assert!(outcome.said()[0].contains("items[1]"), "{outcome:?}");
    let before = saved(&folder);
    assert_eq!(before["states"]["icon-2"], "Down");

    fake.fail_next(Failure::status(400).on("GET", "/interconnects"));
    once(&fake, &folder).run().refuses(1, "400");
    assert_eq!(saved(&folder), before);
}

#[test]
fn a_file_of_something_else_or_of_another_account_is_an_error_and_kept() {
    let fake = Fake::start().unwrap();
    let folder = Folder::new();
    for content in ["", "{}", "[1, 2]", r#"{"account": "another", "states": {}}"#] {
        folder.write("states.json", content);
        let outcome = once(&fake, &folder).run();
        outcome.refuses(2, "states.json");
        assert_eq!(folder.read("states.json"), content);
    }
    assert_eq!(received(&fake), [""; 0]);
}

#[test]
fn a_check_that_fails_is_reported_once_and_the_watch_goes_on() {
    let fake = Fake::start().unwrap();
    let folder = recorded(&fake);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    // One check is three attempts.
    fake.fail_next(Failure::status(503).retry_after(0).times(3).on("GET", "/interconnects"));
    fake.fail_next(Failure::status(404).times(2).on("GET", "/icon-2/status"));
    let outcome = Cf::new("watch --count 4 --interval 10ms --state states.json")
        .on(&fake)
        .dir(&folder)
        .run();
    assert_eq!(outcome.stdout(0), "icon-1: Healthy -> Down\n");
    assert!(
        matches!(outcome.said()[..], [list, state] if list.contains("503") && state.starts_with("icon-2: ")),
        "{outcome:?}"
    );
    assert_eq!(saved(&folder)["states"]["icon-1"], "Down");
}

#[test]
fn a_watch_whose_every_check_fails_has_failed() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::status(503).retry_after(0).always().on("GET", "/interconnects"));
    let outcome = Cf::new("watch --count 2 --interval 10ms").on(&fake).run();
    assert_eq!(outcome.stdout(1), "");
    assert_eq!(outcome.said().last(), Some(&"no check could list the interconnects"));
}
