//! What `watch` promises.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use cloudflare_interconnects::fake::Failure;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Example, Stage, finish};

const ONCE: [&str; 3] = ["--once", "--state", "states.json"];

/// A stage whose directory has the states of the fake's start.
fn recorded() -> Stage {
    let stage = Stage::new("watch");
    let outcome = stage.run(&ONCE);
    assert_eq!(outcome.stdout(0), "", "{outcome:?}");
    stage
}

fn saved(stage: &Stage) -> Value {
    serde_json::from_str(&stage.text("states.json")).unwrap()
}

#[test]
fn without_any_variable_watch_shows_changes_of_a_fake_and_ends() {
    let outcome = Example::new("watch").run(&[]);
    assert_eq!(
        outcome.stdout(0),
        "icon-8: absent -> Pending\nicon-6: Down -> Healthy\nicon-8: Pending -> Healthy\n"
    );
    outcome.says(&["fake", "7 interconnects"]);
}

#[test]
fn the_first_run_saves_the_states_and_the_next_finds_no_change() {
    let stage = recorded();
    assert_eq!(saved(&stage)["states"]["icon-4"], "Unhealthy");
    let outcome = stage.run(&ONCE);
    assert_eq!((outcome.stdout(0), &*outcome.stderr), ("", ""));
    assert_eq!(stage.files(), ["states.json"]);
}

#[test]
fn each_change_is_one_line_with_its_reason() {
    let stage = recorded();
    stage.set_status(ACCOUNT, "icon-1", json!({ "state": "Down", "reason": "no\nlight" }));
    stage.set_status(ACCOUNT, "icon-2", json!({ "state": "Entangled", "reason": "twice" }));
    // The reason alone is no change of state.
    stage.set_status(ACCOUNT, "icon-6", json!({ "state": "Down", "reason": "another" }));
    let partner = json!({ "type": "gcp_partner", "account": "a", "name": "icon-new", "region": "r" });
    stage.insert_interconnect(ACCOUNT, partner);
    let outcome = stage.run(&ONCE);
    assert_eq!(
        outcome.stdout(3),
        "icon-1: Healthy -> Down: no\\nlight\nicon-2: Healthy -> Entangled: twice\nicon-new: absent -> Healthy\n"
    );
    assert_eq!(outcome.stderr, "");
    assert_eq!(stage.run(&ONCE).stdout(0), "");
}

#[test]
fn a_deleted_interconnect_is_shown_as_absent() {
    let stage = recorded();
    let mut states = saved(&stage);
    states["states"]["icon-gone"] = json!("Down");
    fs::write(stage.path("states.json"), states.to_string()).unwrap();
    let outcome = stage.run(&[&ONCE[..], &["--json"]].concat());
    let line: Value = serde_json::from_str(outcome.stdout(3)).unwrap();
    assert_eq!(line["interconnect"], "icon-gone");
    assert_eq!(line["old"], "Down");
    assert_eq!((&line["new"], &line["demo"]), (&Value::Null, &json!(false)));
    assert_eq!(saved(&stage)["states"]["icon-gone"], Value::Null);
}

#[test]
fn a_state_that_cannot_be_read_is_no_change_and_the_saved_one_is_kept() {
    let stage = recorded();
    stage.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    stage.set_status(ACCOUNT, "icon-2", json!({ "state": "Down" }));
    stage.fail_next(Failure::status(403).on("GET", "/icon-2/status"));
    let outcome = stage.run(&ONCE);
    assert_eq!(outcome.stdout(4), "icon-1: Healthy -> Down\n");
    outcome.says(&["icon-2: "]);
    outcome.says(&["403"]);
    assert_eq!(saved(&stage)["states"]["icon-2"], "Healthy");
    assert_eq!(stage.run(&ONCE).stdout(3), "icon-2: Healthy -> Down\n");
}

#[test]
fn an_interconnect_that_does_not_decode_makes_none_absent() {
    let stage = recorded();
    stage.insert_interconnect(ACCOUNT, json!({ "type": "direct", "name": "icon-2", "site": 7 }));
    let outcome = stage.run(&ONCE);
    assert_eq!(outcome.stdout(4), "");
    assert!(outcome.said()[0].contains("items[1]"), "{outcome:?}");
    assert_eq!(saved(&stage)["states"]["icon-2"], "Healthy");
}

#[test]
fn a_list_that_fails_leaves_the_saved_states_unchanged() {
    let stage = recorded();
    let before = saved(&stage);
    stage.fail_next(Failure::status(400).on("GET", "/interconnects"));
    let outcome = stage.run(&ONCE);
    outcome.fails(1, "400");
    assert_eq!(saved(&stage), before);
}

#[test]
fn a_file_of_another_kind_or_account_is_rejected_and_unchanged() {
    let stage = Stage::new("watch");
    for content in ["", "{}", "[1, 2]", r#"{"account": "another", "states": {}}"#] {
        fs::write(stage.path("states.json"), content).unwrap();
        let outcome = stage.run(&ONCE);
        outcome.fails(2, "states.json");
        assert_eq!(stage.text("states.json"), content);
    }
    assert_eq!(stage.received(), [""; 0]);
}

#[test]
fn a_check_that_fails_does_not_end_a_count_of_checks() {
    let stage = recorded();
    stage.set_status(ACCOUNT, "icon-1", json!({ "state": "Down" }));
    // One look is three attempts of the client's.
    for _ in 0..3 {
        stage.fail_next(Failure::status(503).retry_after(0).on("GET", "/interconnects"));
    }
    let arguments = ["--count", "2", "--interval", "0.01", "--state", "states.json"];
    let outcome = stage.run(&arguments);
    assert_eq!(outcome.stdout(0), "icon-1: Healthy -> Down\n");
    outcome.says(&["503"]);
    assert_eq!(saved(&stage)["states"]["icon-1"], "Down");
}

#[test]
fn the_same_error_of_several_checks_is_shown_once() {
    let stage = Stage::new("watch");
    for _ in 0..3 {
        stage.fail_next(Failure::status(404).on("GET", "/icon-2/status"));
    }
    let outcome = stage.run(&["--count", "4", "--interval", "0.01"]);
    assert_eq!(outcome.stdout(0), "icon-2: ? -> Healthy\n");
    let said = outcome.said();
    let about = said.iter().filter(|line| line.starts_with("icon-2: "));
    assert_eq!(about.count(), 1, "{outcome:?}");
}

#[test]
fn watch_ends_when_its_stdout_is_closed() {
    let stage = Stage::new("watch");
    // Each look has something to tell.
    let states = ["Down", "Healthy"].into_iter().cycle().take(10_000);
    stage.set_statuses(ACCOUNT, "icon-1", states.map(|state| json!({ "state": state })));
    let mut child = stage.example().spawn(&["--interval", "0.01"]);
    drop(child.stdout.take());
    let outcome = finish("watch", child);
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
fn watch_fails_if_every_check_failed() {
    let stage = Stage::new("watch");
    for _ in 0..3 {
        stage.fail_next(Failure::status(503).on("GET", "/interconnects"));
    }
    let outcome = stage.run(&["--count", "1"]);
    assert_eq!(outcome.stdout(1), "");
    outcome.says(&["503", "no look "]);
}
