//! What `fake` promises.

use std::io::{BufRead, BufReader};
use std::process::Child;

use serde_json::Value;

use crate::support::Example;

/// A fake that is serving, stopped at the end of the test whatever becomes of it.
struct Served {
    child: Child,
    base_url: String,
    account: String,
    token: String,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Example::new("fake").spawn(arguments);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut export = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            let value = line.strip_prefix(&format!("export CLOUDFLARE_{name}="));
            value.unwrap_or_else(|| panic!("{line}")).to_owned()
        };
        Self {
            base_url: export("BASE_URL"),
            account: export("ACCOUNT_ID"),
            token: export("API_TOKEN"),
            child,
        }
    }

    fn names(&self) -> Vec<String> {
        let url = format!("{}/accounts/{}/cni/interconnects", self.base_url, self.account);
        let request = ureq::get(url).header("authorization", format!("Bearer {}", self.token));
        let response = request.call().unwrap().into_body().read_to_string().unwrap();
        let response: Value = serde_json::from_str(&response).unwrap();
        let items = response["items"].as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn fake_serves_with_the_printed_variables_and_shows_each_request() {
    let mut served = Served::start(&[]);
    assert_eq!(served.names().len(), 7);
    let outcome = Example::new("inventory")
        .env("CLOUDFLARE_BASE_URL", &served.base_url)
        .env("CLOUDFLARE_ACCOUNT_ID", &served.account)
        .env("CLOUDFLARE_API_TOKEN", &served.token)
        .run(&["--site", "IAD"]);
    outcome.shows(0, "icon-1  Healthy");

    let mut said = BufReader::new(served.child.stderr.take().unwrap()).lines();
    let list = format!("fake: GET /accounts/{}/cni/interconnects", served.account);
    for line in ["fake: serving until it is stopped", &list, &format!("{list}?site=IAD")] {
        assert_eq!(said.next().unwrap().unwrap(), line);
    }
}

#[test]
fn an_empty_fake_has_nothing_to_list() {
    assert_eq!(Served::start(&["--empty"]).names(), [""; 0]);
}

#[test]
fn fake_needs_no_variable_and_rejects_unknown_arguments() {
    let help = Example::new("fake").run(&["--help"]);
    help.shows(0, "Usage: fake");
    let outcome = Example::new("fake").run(&["--port", "80"]);
    outcome.fails(2, "--port");
}
