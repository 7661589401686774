//! The account that a subcommand works on: that of the environment, or with `--demo` a fake one.

use std::env;

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::resources::{Cnis, Interconnects, MagicInterconnects, Slots};
use cloudflare_interconnects::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::arguments::Connection;
use crate::exit::Failure;
use crate::output::{end_progress, escape_json, print, say};

const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const KEY: &str = "CLOUDFLARE_API_KEY";
const ACCOUNT_ID: &str = "CLOUDFLARE_ACCOUNT_ID";

/// Names that other tools read, or people remember, and what the variable is called here.
const NEAR_MISSES: [(&str, &str); 14] = [
    ("CF_API_TOKEN", TOKEN),
    ("CF_TOKEN", TOKEN),
    ("CLOUDFLARE_TOKEN", TOKEN),
    ("CLOUDFLARE_APITOKEN", TOKEN),
    ("CF_API_EMAIL", EMAIL),
    ("CF_EMAIL", EMAIL),
    ("CLOUDFLARE_API_EMAIL", EMAIL),
    ("CF_API_KEY", KEY),
    ("CLOUDFLARE_KEY", KEY),
    ("CLOUDFLARE_GLOBAL_API_KEY", KEY),
    ("CF_ACCOUNT_ID", ACCOUNT_ID),
    ("CLOUDFLARE_ACCOUNT", ACCOUNT_ID),
    ("CLOUDFLARE_ACCOUNTID", ACCOUNT_ID),
    ("CLOUDFLARE_ACCOUNT_TAG", ACCOUNT_ID),
];

/// An account, and the client to reach it with.
pub(crate) struct Account {
    pub(crate) client: Client,
    pub(crate) id: String,
    /// The fake API of a demonstration.
    pub(crate) fake: Option<Fake>,
}

impl Account {
    pub(crate) fn open(connection: &Connection) -> Result<Self, Failure> {
        let mut fake = None;
        let mut builder = if connection.demo {
            let started = Fake::start();
            let started = started.map_err(|error| Failure::failed(format!("cannot start the fake API: {error}")))?;
            say("--demo: this is a fake account");
            fake.insert(started).client_builder()
        } else {
            check_environment(connection.account.is_some())?;
            ClientBuilder::from_env()?
        };
        builder = builder.user_agent(concat!("cf-interconnects/", env!("CARGO_PKG_VERSION")));
        if let Some(timeout) = connection.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(id) = &connection.account {
            builder = builder.account_id(&**id);
        }
        let client = builder.build()?;
        let id = client.account_id()?.to_owned();
        if id.len() != 32 || !id.chars().all(|digit| digit.is_ascii_hexdigit()) {
            say(&format!("warning: the account id {id} is not 32 hexadecimal digits"));
        }
        Ok(Self { client, id, fake })
    }

    pub(crate) fn interconnects(&self) -> Interconnects {
        self.client.interconnects(&self.id)
    }

    pub(crate) fn cnis(&self) -> Cnis {
        self.client.cnis(&self.id)
    }

    pub(crate) fn magic_interconnects(&self) -> MagicInterconnects {
        self.client.magic_interconnects(&self.id)
    }

    pub(crate) fn slots(&self) -> Slots {
        self.client.slots(&self.id)
    }
}

/// The id of the account that is meant, if one is, before it is opened.
pub(crate) fn account_id(connection: &Connection) -> Option<String> {
    let given = connection.account.clone();
    given.or_else(|| match connection.demo {
        true => Some(Fake::ACCOUNT_ID.to_owned()),
        false => env::var(ACCOUNT_ID).ok().filter(|id| !id.is_empty()),
    })
}

/// An error that names each variable that is missing.
fn check_environment(has_account: bool) -> Result<(), Failure> {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let credentials = match (is_set(TOKEN), is_set(EMAIL), is_set(KEY)) {
        (true, _, _) | (_, true, true) => None,
        (_, true, false) => Some(KEY),
        (_, false, true) => Some(EMAIL),
        (_, false, false) => Some("CLOUDFLARE_API_TOKEN (or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY)"),
    };
    let account = (!has_account && !is_set(ACCOUNT_ID)).then_some("CLOUDFLARE_ACCOUNT_ID (or --account)");
    let missing: Vec<&str> = credentials.into_iter().chain(account).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut message = format!(
        "missing in the environment: {}; --demo shows a fake account",
        missing.join(", ")
    );
    for (near, name) in NEAR_MISSES {
        if is_set(near) && missing.iter().any(|missing| missing.contains(name)) {
            message += &format!("; {near} is set, but the name is {name}");
        }
    }
    Err(Failure::usage(message))
}

/// Prints a report, as JSON or as text.
pub(crate) fn print_report(
    account: &Account,
    json: bool,
    report: impl FnOnce() -> Value,
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let text = match json {
        true => escape_json(&format!("{:#}\n", from_account(account, report()))),
        false => text(),
    };
    end_progress();
    print(text).map(drop)
}

/// A report with the account that it comes from.
pub(crate) fn from_account(account: &Account, report: Value) -> Value {
    let mut whole = json!({ "demo": account.fake.is_some(), "account": account.id });
    if let (Value::Object(whole), Value::Object(report)) = (&mut whole, report) {
        whole.extend(report);
    }
    whole
}
