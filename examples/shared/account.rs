//! The account that an example works on: the environment's, or one on a fake API.

use std::env;

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::resources::{Cnis, Interconnects, MagicInterconnects, Slots};
use cloudflare_interconnects::{Auth, Client};

use super::program::Failure;

const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const KEY: &str = "CLOUDFLARE_API_KEY";
const ACCOUNT_ID: &str = "CLOUDFLARE_ACCOUNT_ID";
const BASE_URL: &str = "CLOUDFLARE_BASE_URL";

/// The part of a `--help` that is about [`Account::from_env`].
pub(crate) const HELP: &str = "\
Environment (a variable that is empty counts as unset):
  CLOUDFLARE_API_TOKEN   the API token; or else both of
  CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY
  CLOUDFLARE_ACCOUNT_ID  the account
  CLOUDFLARE_BASE_URL    where the API is, if it is not Cloudflare's own address
  HTTPS_PROXY, ALL_PROXY, NO_PROXY   the proxy to go through
  SSL_CERT_FILE          certificates of the authorities to trust, in PEM
  With none of them set this is a demonstration: it runs on a fake API in this
  process and reaches no network. With only some of them it is an error.
";

/// An account, and the client to reach it with.
pub(crate) struct Account {
    pub(crate) client: Client,
    pub(crate) id: String,
    /// Held so that it runs as long as the account is used.
    fake: Option<Fake>,
}

impl Account {
    /// The account that the environment describes; where it says nothing about one, that of a fake API.
    pub(crate) fn from_env() -> Result<Self, Failure> {
        let present = [TOKEN, EMAIL, KEY, ACCOUNT_ID, BASE_URL]
            .into_iter()
            .filter(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
            .collect::<Vec<_>>();
        if present.is_empty() {
            return Self::demo();
        }
        let missing = missing(&present);
        if !missing.is_empty() {
            let (present, missing) = (present.join(" and "), missing.join(" and "));
            return Err(Failure::usage(format!(
                "the environment has {present}, but lacks {missing}"
            )));
        }
        let client = Client::from_env()?;
        let id = client.account_id()?.to_owned();
        Ok(Self { client, id, fake: None })
    }

    fn demo() -> Result<Self, Failure> {
        let fake = Fake::start().map_err(|error| Failure::failed(format!("the fake API does not start: {error}")))?;
        let client = Client::builder()
            .auth(Auth::token(Fake::TOKEN))
            .base_url(fake.base_url())
            .build()?;
        Ok(Self {
            client,
            id: Fake::ACCOUNT_ID.to_owned(),
            fake: Some(fake),
        })
    }

    /// Whether this is the account of a fake API.
    pub(crate) fn is_demo(&self) -> bool {
        self.fake.is_some()
    }

    /// The fake API, if this is the account of one: for what a demonstration needs to happen.
    pub(crate) fn fake(&self) -> Option<&Fake> {
        self.fake.as_ref()
    }

    /// The account's interconnects.
    pub(crate) fn interconnects(&self) -> Interconnects {
        self.client.interconnects(&self.id)
    }

    /// The account's CNIs.
    pub(crate) fn cnis(&self) -> Cnis {
        self.client.cnis(&self.id)
    }

    /// The account's Magic interconnects.
    pub(crate) fn magic_interconnects(&self) -> MagicInterconnects {
        self.client.magic_interconnects(&self.id)
    }

    /// The slots that the account can see.
    pub(crate) fn slots(&self) -> Slots {
        self.client.slots(&self.id)
    }
}

/// What has to be set beside the variables that are. An address alone asks for a real API, too: to show a fake in its
/// place would be a wrong answer.
fn missing(present: &[&str]) -> Vec<&'static str> {
    let set = |name| present.contains(&name);
    let mut missing = Vec::new();
    match (set(TOKEN), set(EMAIL), set(KEY)) {
        (true, _, _) | (_, true, true) => {}
        (_, true, false) => missing.push(KEY),
        (_, false, true) => missing.push(EMAIL),
        (_, false, false) => missing.push("CLOUDFLARE_API_TOKEN (or CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY)"),
    }
    if !set(ACCOUNT_ID) {
        missing.push(ACCOUNT_ID);
    }
    missing
}
