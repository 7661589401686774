//! What `watch` promises.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Directory, Example, finish, received};

const ONCE: [&str; 3] = ["--once", "--state", "states.json"];

fn watch_on(fake: &Fake, directory: &Directory) -> Example {
    Example::on("watch", fake).dir(directory)
}

/// A directory with the states of a fake's start.
fn recorded(fake: &Fake) -> Directory {
    let directory = Directory::new();
    let outcome = watch_on(fake, &directory).run(&ONCE);
    assert_eq!(outcome.stdout(0), "", "{outcome:?}");
    directory
}

fn saved(directory: &Directory) -> Value {
    serde_json::from_str(&fs::read_to_string(directory.path("states.json")).unwrap()).unwrap()
}

#[test]
fn without_any_variable_something_happens_on_a_fake_and_it_ends_by_itself() {
    let outcome = Example::new("watch").run(&[]);
    assert_eq!(
        outcome.stdout(0),
        "icon-8: absent -> Pending\nicon-6: Down -> Healthy\nicon-8: Pending -> Healthy\n"
    );
    let said = outcome.said("watch");
    assert!(
        said[0].contains("fake") && said[1].contains("7 interconnects"),
        "{outcome:?}"
    );
}

#[test]
fn the_first_run_records_and_the_next_finds_nothing_changed() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    assert_eq!(saved(&directory)["states"]["icon-4"], "Unhealthy");
    let outcome = watch_on(&fake, &directory).run(&ONCE);
    assert_eq!((outcome.stdout(0), &*outcome.stderr), ("", ""));
    assert_eq!(directory.files(), ["states.json"]);
}

#[test]
fn each_change_is_a_line_with_its_reason_and_is_told_once() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down", "reason": "no\nlight" }));
    fake.set_status(ACCOUNT, "icon-2", json!({ "state": "Entangled", "reason": "twice" }));
    // The reason alone is no change of state.
    fake.set_status(ACCOUNT, "icon-6", json!({ "state": "Down", "reason": "another" }));
    let partner = json!({ "type": "gcp_partner", "account": "a", "name": "icon-new", "region": "r" });
    fake.insert_interconnect(ACCOUNT, partner);
    let outcome = watch_on(&fake, &directory).run(&ONCE);
    assert_eq!(
        outcome.stdout(3),
        "icon-1: Healthy -> Down: no\\nlight\nicon-2: Healthy -> Entangled: twice\nicon-new: absent -> Healthy\n"
    );
    assert_eq!(outcome.stderr, "");
    assert_eq!(watch_on(&fake, &directory).run(&ONCE).stdout(0), "");
}

#[test]
fn a_deleted_interconnect_is_absent_afterwards() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    let mut states = saved(&directory);
    states["states"]["icon-gone"] = json!("Down");
    fs::write(directory.path("states.json"), states.to_string()).unwrap();
    let outcome = watch_on(&fake, &directory).run(&[&ONCE[..], &["--json"]].concat());
    let line: Value = serde_json::from_str(outcome.stdout(3)).unwrap();
    assert_eq!(
        (&line["interconnect"], &line["old"]),
        (&json!("icon-gone"), &json!("Down"))
    );
    assert_eq!((&line["new"], &line["demo"]), (&Value::Null, &json!(false)));
    assert_eq!(saved(&directory)["states"]["icon-gone"], Value::Null);
}

#[test]
fn a_state_that_cannot_be_read_is_not_taken_for_a_change_and_is_kept() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    fake.set_status(ACCOUNT, "icon-2", json!({ "state": "Down" }));
    fake.fail_next(Failure::status(403).on("GET", "/icon-2/status"));
    let outcome = watch_on(&fake, &directory).run(&ONCE);
    assert_eq!(outcome.stdout(4), "icon-1: Healthy -> Down\n");
    assert!(
        matches!(outcome.said("watch")[..], [line] if line.starts_with("icon-2: ") && line.contains("403")),
        "{outcome:?}"
    );
    assert_eq!(saved(&directory)["states"]["icon-2"], "Healthy");
    assert_eq!(
        watch_on(&fake, &directory).run(&ONCE).stdout(3),
        "icon-2: Healthy -> Down\n"
    );
}

#[test]
fn an_interconnect_that_cannot_be_decoded_makes_none_absent() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    fake.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = watch_on(&fake, &directory).run(&ONCE);
    assert_eq!(outcome.stdout(4), "");
    assert!(outcome.said("watch")[0].contains("items[1]"), "{outcome:?}");
    assert_eq!(saved(&directory)["states"]["icon-2"], "Healthy");
}

#[test]
fn a_list_that_breaks_off_leaves_the_saved_states_alone() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    let before = saved(&directory);
    fake.fail_next(Failure::status(400).on("GET", "/interconnects"));
    let outcome = watch_on(&fake, &directory).run(&ONCE);
    assert!(outcome.refusal("watch", 1).contains("400"), "{outcome:?}");
    assert_eq!(saved(&directory), before);
}

#[test]
fn a_file_of_something_else_or_of_another_account_is_refused_and_left_alone() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    for content in ["", "{}", "[1, 2]", r#"{"account": "another", "states": {}}"#] {
        fs::write(directory.path("states.json"), content).unwrap();
        let outcome = watch_on(&fake, &directory).run(&ONCE);
        assert!(outcome.refusal("watch", 2).contains("states.json"), "{outcome:?}");
        assert_eq!(fs::read_to_string(directory.path("states.json")).unwrap(), content);
    }
    assert_eq!(received(&fake), [""; 0]);
}

#[test]
fn a_count_of_looks_rides_out_a_look_that_fails_and_remembers_in_the_file() {
    let fake = Fake::start().unwrap();
    let directory = recorded(&fake);
    fake.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    // One look is three attempts of the client's.
    for _ in 0..3 {
        fake.fail_next(Failure::status(503).retry_after(0).on("GET", "/interconnects"));
    }
    let arguments = ["--count", "2", "--interval", "0.01", "--state", "states.json"];
    let outcome = watch_on(&fake, &directory).run(&arguments);
    assert_eq!(outcome.stdout(0), "icon-1: Healthy -> Down\n");
    assert!(
        matches!(outcome.said("watch")[..], [line] if line.contains("503")),
        "{outcome:?}"
    );
    assert_eq!(saved(&directory)["states"]["icon-1"], "Down");
}

#[test]
fn what_cannot_be_read_look_after_look_is_said_once() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    for _ in 0..3 {
        fake.fail_next(Failure::status(404).on("GET", "/icon-2/status"));
    }
    let outcome = watch_on(&fake, &directory).run(&["--count", "4", "--interval", "0.01"]);
    assert_eq!(outcome.stdout(0), "icon-2: ? -> Healthy\n");
    let said = outcome.said("watch");
    let about = said.iter().filter(|line| line.starts_with("icon-2: "));
    assert_eq!(about.count(), 1, "{outcome:?}");
}

#[test]
fn it_ends_when_nobody_reads_any_more() {
    let fake = Fake::start().unwrap();
    let directory = Directory::new();
    // Each look has something to tell.
    let states = ["Down", "Healthy"].into_iter().cycle().take(10_000);
    fake.set_statuses(ACCOUNT, "icon-1", states.map(|state| json!({ "state": state })));
    let mut child = watch_on(&fake, &directory).spawn(&["--interval", "0.01"]);
    drop(child.stdout.take());
    let outcome = finish(child);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn a_timestamp_is_the_time_in_utc() {
    let outcome = Example::new("watch").run(&["--timestamps"]);
    let (stamp, line) = outcome.stdout(0).lines().next().unwrap().split_once(' ').unwrap();
    assert_eq!(line, "icon-8: absent -> Pending");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(now.abs_diff(seconds(stamp)) < 120, "{stamp}");
}

/// The seconds since 1970 of `YYYY-MM-DDThh:mm:ssZ`, counted day by day.
fn seconds(stamp: &str) -> u64 {
    let stamp = stamp.strip_suffix('Z').unwrap();
    let numbers: Vec<u64> = stamp.split(['-', 'T', ':']).map(|part| part.parse().unwrap()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else {
        panic!("{stamp}")
    };
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let years: u64 = (1970..year).map(|year| 365 + u64::from(leap(year))).sum();
    let months: u64 = lengths[..month as usize - 1].iter().sum();
    (((years + months + day - 1) * 24 + hour) * 60 + minute) * 60 + second
}

#[test]
fn a_watch_of_which_every_look_failed_fails() {
    let fake = Fake::start().unwrap();
    for _ in 0..3 {
        fake.fail_next(Failure::status(503).on("GET", "/interconnects"));
    }
    let outcome = Example::on("watch", &fake).run(&["--count", "1"]);
    assert_eq!(outcome.stdout(1), "");
    assert!(
        matches!(outcome.said("watch")[..], [why, end] if why.contains("503") && end.starts_with("no look ")),
        "{outcome:?}"
    );
}
