//! What the tests share: clients, checks that every error must pass, and answers to send.

pub(crate) mod clock;
pub(crate) mod directory;
pub(crate) mod logs;
pub(crate) mod process;
pub(crate) mod raw;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use cloudflare_interconnects::types::{
    Interconnect, InterconnectCreate, InterconnectCreatePhysicalBody, SettingsRequest,
};
use cloudflare_interconnects::{Auth, Client, ClientBuilder, Error};
use serde_json::{Value, json};

use clock::FakeClock;

pub(crate) const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const TOKEN: &str = "t0ken-5ecret-of-the-tests";
pub(crate) const EMAIL: &str = "secret.person@tests.example";
pub(crate) const KEY: &str = "k3y-5ecret-of-the-tests";
pub(crate) const PAIRING_KEY: &str = "pa1ring-5ecret-of-the-tests/us-east4/2";
const SECRETS: [&str; 4] = [TOKEN, EMAIL, KEY, PAIRING_KEY];

pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n";

/// A deadline that passes in real time, for peers that block: ample for all that has to happen before it, on a busy machine
/// too.
pub(crate) const DEADLINE: Duration = Duration::from_secs(3);

/// Does this for all of them at the same time, for what waits in real time.
pub(crate) fn at_once<T: Send>(all: impl IntoIterator<Item = T>, each: impl Fn(T) + Sync) {
    let each = &each;
    thread::scope(|scope| {
        for one in all {
            scope.spawn(move || each(one));
        }
    });
}

/// A builder with a token, and a clock that stands still but for the sleeps.
pub(crate) fn builder(base_url: &str) -> ClientBuilder {
    builder_with(base_url, &FakeClock::frozen())
}

pub(crate) fn builder_with(base_url: &str, clock: &Arc<FakeClock>) -> ClientBuilder {
    logs::capture();
    Client::builder()
        .auth(Auth::token(TOKEN))
        .base_url(base_url)
        .clock(clock.clone())
}

pub(crate) fn client(base_url: &str) -> Client {
    builder(base_url).build().unwrap()
}

/// A client of the server whose calls are sent once.
pub(crate) fn once(server: &raw::Server) -> Client {
    builder(&server.base_url()).max_retries(0).build().unwrap()
}

/// Sends with attempts whose time passes in real time, for peers that block.
pub(crate) fn send_patiently(verb: Verb, base_url: &str) -> Result<(), Error> {
    let client = builder_with(base_url, &FakeClock::with_jitter(0.0));
    verb.send(&client.attempt_timeout(DEADLINE).build().unwrap())
}

/// What one GET makes of this answer.
#[track_caller]
pub(crate) fn answered(bytes: Vec<u8>) -> Error {
    fails(get(&once(&raw::Server::always(bytes))))
}

/// The error that a call ended with, after the checks that hold for every error: one line of bounded length that names the
/// operation, and no secret in it, in its `Debug` or in its sources.
#[track_caller]
pub(crate) fn fails<T: std::fmt::Debug>(result: Result<T, Error>) -> Error {
    let error = result.expect_err("the call should have failed");
    let line = error.to_string();
    assert!(!line.contains(char::is_control), "{line:?}");
    assert!((1..=2_000).contains(&line.len()), "{} bytes: {line}", line.len());
    assert!(
        error.operation().is_none_or(|operation| line.starts_with(operation)),
        "{line}"
    );
    assert_no_secret(&everything_shown(&error));
    error
}

/// What a program that prints an error by any means could print.
pub(crate) fn everything_shown(error: &Error) -> String {
    let mut shown = format!(
        "{error} {error:#} {error:?} {error:#?} {:?} {:?} {:?} {:?}",
        error.api_errors(),
        error.snippet(),
        error.body(),
        error.content_type()
    );
    if let Some(origin) = error.origin() {
        shown += &format!(" {origin} {origin:?}");
    }
    let mut source = error.origin().and_then(|origin| origin.source());
    while let Some(error) = source {
        shown += &format!(" {error} {error:?}");
        source = error.source();
    }
    shown
}

#[track_caller]
pub(crate) fn assert_no_secret(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} is in: {shown}");
    }
}

/// A method of HTTP, by one operation that uses it. What holds for each method is tested with each of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verb {
    Get,
    Put,
    Delete,
    Post,
}

impl Verb {
    pub(crate) const ALL: [Verb; 4] = [Verb::Get, Verb::Put, Verb::Delete, Verb::Post];
    pub(crate) const REPEATABLE: [Verb; 3] = [Verb::Get, Verb::Put, Verb::Delete];

    pub(crate) fn is_repeatable(self) -> bool {
        Self::REPEATABLE.contains(&self)
    }

    pub(crate) fn send(self, client: &Client) -> Result<(), Error> {
        let interconnects = client.interconnects(ACCOUNT);
        match self {
            Verb::Get => interconnects.get("icon-1").send().map(drop),
            Verb::Put => {
                let settings = client.settings(ACCOUNT);
                settings
                    .update(&SettingsRequest::new().default_asn(64512))
                    .send()
                    .map(drop)
            }
            Verb::Delete => interconnects.delete("icon-1").send(),
            Verb::Post => interconnects.create(&order()).send().map(drop),
        }
    }
}

pub(crate) fn order() -> InterconnectCreatePhysicalBody {
    InterconnectCreate::direct("account tag", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e").speed("10G")
}

pub(crate) fn get(client: &Client) -> Result<Interconnect, Error> {
    client.interconnects(ACCOUNT).get("icon-1").send()
}

pub(crate) fn physical(name: &str) -> Value {
    json!({
        "type": "direct",
        "account": "account tag",
        "name": name,
        "owner": "owner tag",
        "site": "IAD",
        "slot_id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
        "speed": "10G",
        "facility": { "name": "Equinix DC2", "address": ["21715 Filigree Court", "Ashburn"] }
    })
}

pub(crate) fn gcp(name: &str) -> Value {
    json!({ "type": "gcp_partner", "account": "account tag", "name": name, "region": "us-east4", "speed": "50M" })
}

/// Cloudflare's envelope of an error.
pub(crate) fn envelope(code: i64, message: &str) -> Value {
    json!({ "success": false, "errors": [{ "code": code, "message": message }], "messages": [], "result": null })
}

/// An answer with a length, a ray and the label of JSON.
pub(crate) fn http(status: u16, body: impl AsRef<[u8]>) -> Vec<u8> {
    labelled(status, "content-type: application/json", body)
}

/// An answer with a length, a ray and header lines of one's own.
pub(crate) fn labelled(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let separator = if headers.is_empty() { "" } else { "\r\n" };
    let head = format!(
        "HTTP/1.1 {status} \r\ncf-ray: 8f00ba12-IAD\r\n{headers}{separator}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// The answer that all of [`Verb`] take for a success.
pub(crate) fn success() -> Vec<u8> {
    http(200, success_body())
}

/// An interconnect that is settings too.
pub(crate) fn success_body() -> String {
    let mut answer = physical("icon-1");
    answer["default_asn"] = 64512.into();
    answer.to_string()
}

/// One page of a list.
pub(crate) fn page(items: &[Value], next: Option<i64>) -> Vec<u8> {
    http(200, json!({ "items": items, "next": next }).to_string())
}
