//! What `remove` and `magic set` promise, and what `fake` does.

use std::io::{BufRead, BufReader};
use std::process::Child;

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use crate::support::{ACCOUNT, Cf, Folder, command, received};

/// The requests that change something.
fn changes(fake: &Fake) -> Vec<String> {
    received(fake)
        .into_iter()
        .filter(|request| !request.starts_with("GET "))
        .collect()
}

const CNI: &str = "c1a0b2d4-7e55-4c1e-8f00-000000000002";

#[test]
fn a_removal_asks_for_the_name_and_deletes_cnis_first() {
    let fake = Fake::start().unwrap();
    for (typed, code) in [("", 2), ("y\n", 1), ("icon-1\n", 1)] {
        let outcome = Cf::new("remove icon-4").on(&fake).stdin(typed).run();
        outcome.stdout(code);
        assert!(outcome.stderr.contains("nothing was deleted"), "{outcome:?}");
    }
    assert_eq!(changes(&fake), [""; 0]);
    let outcome = Cf::new("remove icon-4").on(&fake).stdin("icon-4\n").run();
    outcome.prints(0, "icon-4: deleted\n");
    assert_eq!(
        changes(&fake),
        [
            format!("DELETE cni/cnis/{CNI}"),
            "DELETE cni/interconnects/icon-4".to_owned()
        ]
    );
}

#[test]
fn a_removal_that_breaks_off_says_what_is_left_and_can_be_repeated() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::status(403).on("DELETE", "/icon-4"));
    let outcome = Cf::new("remove icon-4 --yes --json").on(&fake).run();
    let json = outcome.json(3);
    assert_eq!(
        (&json["deleted"], json["cnis"][0]["id"].as_str()),
        (&json!([format!("CNI {CNI}")]), Some(CNI))
    );
    assert_eq!(
        outcome.said().last().unwrap(),
        &format!("icon-4 is left; deleted before: CNI {CNI}")
    );
    Cf::new("remove icon-4 --yes").on(&fake).run().stdout(0);

    fake.fail_next(Failure::disconnect().always().on("DELETE", "/icon-1"));
    let outcome = Cf::new("remove icon-1 --yes").on(&fake).run();
    assert_eq!(outcome.code, Some(8), "{outcome:?}");
    let last = "icon-1 may be deleted; nothing was deleted before";
    assert_eq!(outcome.said().last(), Some(&last));

    fake.fail_next(Failure::status(500).applied().times(3).on("DELETE", "/icon-6"));
    let outcome = Cf::new("remove icon-6 --yes").on(&fake).run();
    assert_eq!(outcome.code, Some(8), "{outcome:?}");
    assert!(!outcome.stderr.contains("is left"), "{outcome:?}");
}

#[test]
fn a_cni_that_cannot_be_decoded_may_be_on_it_so_nothing_is_deleted() {
    let fake = Fake::start().unwrap();
    fake.insert_cni(ACCOUNT, json!({ "interconnect": 7 }));
    Cf::new("remove icon-4 --yes").on(&fake).run().stdout(1);
    assert_eq!(changes(&fake), [""; 0]);
}

#[test]
fn a_magic_interconnect_keeps_what_is_not_given() {
    let fake = Fake::start().unwrap();
    let magics = fake.client().magic_interconnects(ACCOUNT);
    let read = || serde_json::to_value(magics.list().send().unwrap().interconnects.remove(3)).unwrap();
    let mut expected = read();
    for arguments in ["--mtu 1476 --dry-run", "--mtu 1476 --validate"] {
        Cf::new(&format!("magic set icon-4 {arguments}"))
            .on(&fake)
            .run()
            .stdout(0);
        assert_eq!(read(), expected, "{arguments}");
    }
    Cf::new("magic set icon-4 --mtu 1476 --health-check HIGH --target 192.0.2.1")
        .on(&fake)
        .run()
        .stdout(0);
    expected["mtu"] = json!(1476);
    expected["health_check"]["rate"] = json!("high");
    expected["health_check"]["target"] = json!("192.0.2.1");
    let mut after = read();
    after["modified_on"] = expected["modified_on"].clone();
    after["version"] = expected["version"].clone();
    assert_eq!(after, expected);
    fake.fail_next(Failure::disconnect().always().on("PUT", ""));
    Cf::new("magic set icon-4 --mtu 1400").on(&fake).run().stdout(8);
}

/// A `fake` that serves, stopped at the end of the test whatever becomes of it.
struct Served {
    child: Child,
    exports: Vec<(String, String)>,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let folder = Folder::new();
        let mut command = command("fake", &folder);
        let mut child = command.args(arguments).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let exports = lines.take(3).map(|line| {
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Self {
            exports: exports.collect(),
            child,
        }
    }

    fn run(&self, arguments: &str) -> crate::support::Outcome {
        let cf = self
            .exports
            .iter()
            .fold(Cf::new(arguments), |cf, (name, value)| cf.env(name, value));
        cf.run()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_fake_serves_programs_that_use_its_exports_and_fails_on_request() {
    let fail = "GET /interconnects 429 retry-after=7 times=1 after=1";
    let put = "PUT /6d616769630000000000000000000001 disconnect times=always";
    let mut served = Served::start(&["--fail", fail, "--fail", put, "--delay", "1ms"]);
    served.run("inventory --site iad").prints(0, "icon-1  Healthy");
    let outcome = served.run("loa --all --timeout 1s");
    assert!(
        outcome.error_line(1).contains("429") && outcome.stderr.contains("7 s"),
        "{outcome:?}"
    );
    served.run("slots --site iad").stdout(0);
    served.run("magic set icon-1 --mtu 1400 --timeout 20s").stdout(8);

    let said = BufReader::new(served.child.stderr.take().unwrap()).lines();
    let said: Vec<String> = said.take(2).map(Result::unwrap).collect();
    let list = format!("cf-interconnects: GET /accounts/{ACCOUNT}/cni/interconnects");
    assert_eq!(said, ["cf-interconnects: serving until Ctrl-C", &list]);

    let address = served.exports[0].1.rsplit_once(':').unwrap().1.to_owned();
    let outcome = Cf::new("fake --port").arg(&address).run();
    outcome.refuses(1, &format!("cannot listen on port {address}: "));
    assert_eq!(
        Served::start(&["--empty"]).run("slots --json").json(0)["slots"],
        json!([])
    );
}

#[test]
fn an_invalid_failure_is_explained() {
    for (failure, told) in [
        ("429 times=0", "times is at least 1"),
        ("GET /x", "there is no status"),
        ("99", "99 is no status from 200 to 599"),
        ("429 soon", "soon is none of times="),
        ("429 after=later", "after takes a number"),
        ("429 times=all", "times takes a number or `always`, not \"all\""),
        ("GET interconnects 429", "the path begins with /, unlike interconnects"),
        ("get", "there is no path"),
        ("FOO /x 429", "FOO is no method, such as GET or DELETE"),
        ("delay=never", "write a time above zero"),
    ] {
        let outcome = Cf::new("fake --fail").arg(failure).run();
        assert_eq!(outcome.stdout(2), "");
        assert!(outcome.stderr.contains(told), "{failure}: {outcome:?}");
    }
}
