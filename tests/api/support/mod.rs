//! Shared helpers: clients, servers, responses, and the checks that every error must pass.
//!
//! `raw.rs` sends exact bytes, for faults on the wire; `mock.rs` serves everything else.

pub(crate) mod clock;
pub(crate) mod directory;
pub(crate) mod logs;
pub(crate) mod mock;
pub(crate) mod process;
pub(crate) mod raw;
mod response;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use cloudflare_interconnects::types::{
    Interconnect, InterconnectCreate, InterconnectCreatePhysicalBody, SettingsRequest,
};
use cloudflare_interconnects::{Auth, Client, ClientBuilder, Error, ErrorKind};

use clock::FakeClock;

pub(crate) use response::{Response, envelope, gcp, http, http_with_headers, page, physical, success, success_body};

pub(crate) const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const TOKEN: &str = "t0ken-5ecret-of-the-tests";
pub(crate) const EMAIL: &str = "secret.person@tests.example";
pub(crate) const KEY: &str = "k3y-5ecret-of-the-tests";
pub(crate) const PAIRING_KEY: &str = "pa1ring-5ecret-of-the-tests/us-east4/2";
const SECRETS: [&str; 4] = [TOKEN, EMAIL, KEY, PAIRING_KEY];

pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n";

/// A real-time deadline for peers that block. It is long enough for slow machines too.
pub(crate) const DEADLINE: Duration = Duration::from_secs(3);

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn millis(millis: &[u64]) -> Vec<Duration> {
    millis.iter().map(|millis| Duration::from_millis(*millis)).collect()
}

/// Runs `each` for all items in parallel, for tests that wait in real time.
pub(crate) fn in_parallel<T: Send>(all: impl IntoIterator<Item = T>, each: impl Fn(T) + Sync) {
    let each = &each;
    thread::scope(|scope| {
        for one in all {
            scope.spawn(move || each(one));
        }
    });
}

/// A builder with a token and a clock that only sleeps advance. `server` is a server or a base URL.
pub(crate) fn builder(server: &(impl AsRef<str> + ?Sized)) -> ClientBuilder {
    builder_with(server, &FakeClock::frozen())
}

pub(crate) fn builder_with(server: &(impl AsRef<str> + ?Sized), clock: &Arc<FakeClock>) -> ClientBuilder {
    logs::capture();
    let builder = Client::builder().auth(Auth::token(TOKEN));
    builder.base_url(server.as_ref()).clock(clock.clone())
}

pub(crate) fn client(server: &(impl AsRef<str> + ?Sized)) -> Client {
    builder(server).build().unwrap()
}

pub(crate) fn client_with(server: &(impl AsRef<str> + ?Sized), clock: &Arc<FakeClock>) -> Client {
    builder_with(server, clock).build().unwrap()
}

/// A client that retries nothing.
pub(crate) fn client_without_retries(server: &(impl AsRef<str> + ?Sized)) -> Client {
    builder(server).max_retries(0).build().unwrap()
}

/// Sends with an attempt timeout in real time, for peers that block.
pub(crate) fn send_in_real_time(verb: Verb, server: &(impl AsRef<str> + ?Sized)) -> Result<(), Error> {
    let client = builder_with(server, &FakeClock::with_jitter(0.0));
    verb.send(&client.attempt_timeout(DEADLINE).build().unwrap())
}

/// The error of one GET with this response.
#[track_caller]
pub(crate) fn error_from(response: Response) -> Error {
    fails(get(&client_without_retries(&mock::Server::always(response))))
}

/// [`fails`] with this kind and number of attempts.
#[track_caller]
pub(crate) fn fails_with<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind, attempts: u32) -> Error {
    let error = fails(result);
    assert_eq!((error.kind(), error.attempts()), (kind, attempts), "{error}");
    error
}

/// Asserts that an error or a line contains each of these texts.
#[track_caller]
pub(crate) fn assert_contains<const N: usize>(line: &impl ToString, texts: [&str; N]) {
    let line = line.to_string();
    for text in texts {
        assert!(line.contains(text), "no `{text}` in: {line}");
    }
}

/// Returns the error of a call, after the checks for every error: the message is one line of bounded length and starts with
/// the operation, and neither the error nor its `Debug` output nor its sources contain a secret.
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

/// All text that a program could print from an error.
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

/// An HTTP method, with one operation that uses it. Tests loop over them for behaviour that depends on the method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verb {
    Get,
    Put,
    Delete,
    Post,
}

impl Verb {
    pub(crate) const ALL: [Verb; 4] = [Verb::Get, Verb::Put, Verb::Delete, Verb::Post];
    pub(crate) const IDEMPOTENT: [Verb; 3] = [Verb::Get, Verb::Put, Verb::Delete];

    pub(crate) fn is_idempotent(self) -> bool {
        Self::IDEMPOTENT.contains(&self)
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
