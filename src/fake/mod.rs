//! An in-process fake of the API, to test a utility without a network or an account.
//!
//! A [`Fake`] is a small HTTP server on a loopback port that the system picks. It keeps state as the API does: what
//! is ordered is listed, takes its slot, has a status and a Letter of Authorization, and is gone after its deletion.
//!
//! ```
//! use cloudflare_interconnects::fake::{Failure, Fake};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = Fake::start()?;
//! let interconnects = fake.client().interconnects(Fake::ACCOUNT_ID);
//! assert_eq!(interconnects.get("icon-1").send()?.type_(), Some("direct"));
//!
//! fake.fail_next(Failure::status(503).retry_after(30));
//! interconnects.get("icon-1").send()?; // the second attempt succeeds, without a wait
//! assert_eq!(fake.requests().len(), 3);
//!
//! fake.fail_next(Failure::status(404));
//! assert!(interconnects.get("icon-1").send().unwrap_err().is_not_found());
//! # Ok(())
//! # }
//! ```
//!
//! Programs in other languages, `curl` and people have it as well: the command `cf-interconnects fake` serves until it
//! is stopped, and prints what to export.
//!
//! # What it does
//!
//! - **Accounts.** Any account id is accepted. Each account has a state of its own, and all begin with the same one: what
//!   follows, or nothing at all with [`Fake::empty`].
//! - **Credentials.** `Authorization: Bearer TOKEN`, or `X-Auth-Email` and `X-Auth-Key`; any value that is not empty.
//!   Missing or half credentials are answered 401, both schemes at once 400, [`Fake::FORBIDDEN_TOKEN`] 403.
//! - **Interconnects.** `icon-1` to `icon-7`, `direct` and `gcp_partner`, at IAD, SJC, AMS and LHR or in a region of
//!   Google's, in every state; those states stay as they are. An ordered one is named `icon-8` and so on. Its status
//!   is `Pending` when it is first read and `Healthy` from the second read on, however much time passes.
//!   Each has a `virtual_port_reservation_id` of its own, and a `direct` one the `ccr_device_name` of its slot.
//! - **Letters of Authorization.** A one-page PDF that names the interconnect and the customer: the `name` that is asked
//!   for, at most 200 characters long, or else `Example Networks`. It is about a physical cross-connect, so that a
//!   `gcp_partner` has neither it nor a default name for it: 404.
//! - **Deletion** is answered 200 without content. An interconnect that has CNIs is not deleted: 400.
//! - **Slots.** [`Fake::FREE_SLOT_ID`] is one of five that are free. A `direct` order needs a free slot and occupies
//!   it, deleting the interconnect frees it.
//! - **CNIs** need an interconnect of the account. A `conduit_name` that another CNI has is a 409 on creation and, where
//!   409 is not documented, a 400 on update. A new one with `bgp` has the `bgp_mode` `dynamic_route_exchange`. An
//!   update stores the body as it came, unknown fields included. The filter `tunnel_id` compares with a CNI's `id`:
//!   here, a CNI's tunnel has the same one.
//! - **Magic interconnects.** Each interconnect that the fake names has one from the start, with the same
//!   `virtual_port_reservation_id`, and loses it when it is deleted. An update changes what it sets, also within
//!   `health_check`, `bgp` and `gre`; it ignores what is read-only and stores unknown fields. A name that another one has
//!   is refused: 400. Several are updated by `{"interconnects": [{"id": .., ..}]}`, all of them or none. With
//!   `validate_only=true` both updates only check. The target of a health check is the other end of `interface_address`
//!   until one is saved; it is an object where the header `x-magic-new-hc-target` is `true`, else a string. Answers are in
//!   the usual envelope.
//! - **Settings.** `default_asn` begins as 13335; an update without it changes nothing, null restores the beginning.
//! - **Lists** hold 25 items a page unless `limit` says otherwise. `limit=0` is a page without items, whose `next` does
//!   not advance. A cursor stays good while items come and go. `next` is null at the end. Filters match exactly,
//!   save for `address_contains`. What is not an integer, or a negative limit, is answered 400.
//! - **Errors** come in the API's usual envelope, with a `source.pointer` where a field of the body is at fault. Their
//!   code is 10000 where the credentials are at fault and otherwise 100000 plus the status, which is the fake's choice.
//! - **A path that it does not have** is answered 404, unless [`Failure::success`] names the body of a success.
//! - Every answer carries a `cf-ray`, and every answer with content its `content-type`.
//!
//! What the API documents without an exact rule is accepted: a `direct` order's `speed` may differ from its slot's, and
//! its `account` from the path's. Unknown fields of an order and unknown query parameters are ignored.

// A request goes down this list: the server reads it, its route is found, and a handler answers it from the account.
mod fresh;

mod routes;

mod cnis;
mod interconnects;
mod magic_interconnects;

mod account;
mod failure;
mod server;

mod http;

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

pub use self::failure::Failure;
pub use self::http::RecordedRequest;

use self::account::Account;
use self::routes::State;
use self::server::{Server, lock};
use crate::client::auth::Auth;
use crate::client::{Client, ClientBuilder};
use crate::error::retry::Clock;

/// A running fake API. Dropping it closes its port and every connection.
///
/// All methods take `&self`, so that a test can share one between threads.
///
/// ```
/// # use cloudflare_interconnects::fake::Fake;
/// let fake = Fake::start()?;
/// fake.client().interconnects(Fake::ACCOUNT_ID).get("icon-1").send()?;
/// assert_eq!(fake.requests().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Fake {
    base_url: String,
    client: Client,
    state: Arc<Mutex<State>>,
    // Held for its `Drop`, which stops the server.
    _server: Server,
}

impl Fake {
    /// An account id to use where any would do.
    pub const ACCOUNT_ID: &'static str = "023e105f4ecef8ad9ca31a8372d0c353";

    /// An API token to use where any would do.
    pub const TOKEN: &'static str = "fake-api-token";

    /// The token that is answered 403 with code 10000, `Authentication error`: what the API says to a token that
    /// lacks a permission. It is refused as an `X-Auth-Key`, too.
    pub const FORBIDDEN_TOKEN: &'static str = "forbidden-api-token";

    /// The id of a slot that is free at the start: 10G at IAD.
    pub const FREE_SLOT_ID: &'static str = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";

    /// Starts a fake API on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If the system gives no port or no thread.
    pub fn start() -> io::Result<Fake> {
        Fake::start_on(0)
    }

    /// Starts a fake API on this port of 127.0.0.1, so that its address is known beforehand. Port 0 is any free one.
    ///
    /// ```
    /// # use cloudflare_interconnects::fake::Fake;
    /// let fake = Fake::start()?;
    /// let (_, port) = fake.base_url().rsplit_once(':').ok_or("no port")?;
    /// assert!(Fake::start_on(port.parse()?).is_err(), "this port is in use");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the port is in use or not allowed, or the system gives no thread.
    pub fn start_on(port: u16) -> io::Result<Fake> {
        Fake::with_accounts(fresh::account, port)
    }

    /// Starts one whose accounts hold nothing yet: for what
    /// [`insert_interconnect`](Fake::insert_interconnect) and its like put there. What is ordered is named from
    /// `icon-1` on.
    ///
    /// ```
    /// # use cloudflare_interconnects::fake::Fake;
    /// let fake = Fake::empty()?;
    /// assert_eq!(fake.client().slots(Fake::ACCOUNT_ID).list().iter().count(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the system gives no port or no thread.
    pub fn empty() -> io::Result<Fake> {
        Fake::empty_on(0)
    }

    /// Starts one whose accounts hold nothing yet, on this port of 127.0.0.1; see [`empty`](Fake::empty) and
    /// [`start_on`](Fake::start_on).
    ///
    /// # Errors
    ///
    /// If the port is in use or not allowed, or the system gives no thread.
    pub fn empty_on(port: u16) -> io::Result<Fake> {
        Fake::with_accounts(Account::empty, port)
    }

    fn with_accounts(fresh: fn(&str) -> Account, port: u16) -> io::Result<Fake> {
        let state = Arc::new(Mutex::new(State::new(fresh)));
        let handler = {
            let state = Arc::clone(&state);
            move |request| State::receive(&state, request)
        };
        let server = Server::start(port, Box::new(handler))?;
        let base_url = format!("http://{}", server.address());
        Ok(Fake {
            client: client_builder(&base_url).build().map_err(io::Error::other)?,
            base_url,
            state,
            _server: server,
        })
    }

    /// A client of this fake, with a token and the account [`Fake::ACCOUNT_ID`]. It is the same one every time.
    ///
    /// It does not wait between two attempts, nor between the looks of a
    /// [`wait_until`](crate::WaitUntil): its clock is put forward instead, so that deadlines are reached as they
    /// would be. What passes while an answer is due is real time.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cloudflare_interconnects::fake::Fake;
    /// # use cloudflare_interconnects::types::StatusInfo;
    /// # use serde_json::json;
    /// # let fake = Fake::start()?;
    /// fake.set_status(Fake::ACCOUNT_ID, "icon-1", json!({ "state": "Pending" }));
    /// let status = fake.client().interconnects(Fake::ACCOUNT_ID).status("icon-1");
    /// // An hour by its clock.
    /// let error = status
    ///     .wait_until(|status| matches!(status, StatusInfo::Healthy { .. }))
    ///     .interval(Duration::from_secs(60))
    ///     .deadline(Duration::from_secs(3600))
    ///     .send()
    ///     .unwrap_err();
    /// assert!(error.is_timeout());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The builder of such a client: for one with other limits.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cloudflare_interconnects::fake::{Failure, Fake};
    /// # use cloudflare_interconnects::types::InterconnectCreate;
    /// # let fake = Fake::start()?;
    /// let client = fake.client_builder().timeout(Duration::from_millis(500)).build()?;
    /// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
    /// let order = InterconnectCreate::direct("account tag", Fake::FREE_SLOT_ID);
    ///
    /// fake.fail_next(Failure::delay(Duration::from_secs(600)).applied());
    /// let error = interconnects.create(&order).send().unwrap_err();
    /// assert!(error.is_timeout() && error.may_have_been_applied());
    /// interconnects.get("icon-8").send()?; // it has been ordered
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        client_builder(&self.base_url)
    }

    /// Where it listens, such as `http://127.0.0.1:49152`; paths beginning with `/accounts/` follow.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What it received so far, the oldest first; refused and failed requests included.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.state).requests.clone()
    }

    /// What it received so far, the oldest first, and forgets it.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut lock(&self.state).requests)
    }

    /// Forgets what it received so far. The state and the failures to come stay.
    pub fn clear_requests(&self) {
        lock(&self.state).requests.clear();
    }

    /// Lets a later request fail: the next one, unless the failure itself says which.
    ///
    /// Failures queue up, and each is used once unless it says how often. The first in the queue that concerns a
    /// request decides about it, before its path or its credentials are looked at.
    pub fn fail_next(&self, failure: Failure) {
        lock(&self.state).failures.push_back(failure);
    }

    /// Forgets the failures to come.
    pub fn clear_failures(&self) {
        lock(&self.state).failures.clear();
    }

    /// Puts an interconnect into an account as it is, be it of a type that the API does not have yet. It replaces
    /// one that has the same `name`, whose status it keeps. Any other is `Healthy` unless
    /// [`set_status`](Fake::set_status) says otherwise.
    pub fn insert_interconnect(&self, account_id: &str, interconnect: Value) {
        lock(&self.state)
            .account(account_id)
            .interconnects
            .put("name", interconnect);
    }

    /// Puts a CNI into an account as it is. It replaces one that has the same `id`.
    pub fn insert_cni(&self, account_id: &str, cni: Value) {
        lock(&self.state).account(account_id).cnis.put("id", cni);
    }

    /// Puts a Magic interconnect into an account as it is. It replaces one that has the same `id`.
    pub fn insert_magic_interconnect(&self, account_id: &str, magic_interconnect: Value) {
        lock(&self.state)
            .account(account_id)
            .magic_interconnects
            .put("id", magic_interconnect);
    }

    /// Puts a slot into an account as it is. It replaces one that has the same `id`.
    pub fn insert_slot(&self, account_id: &str, slot: Value) {
        lock(&self.state).account(account_id).slots.put("id", slot);
    }

    /// Sets what the status of an interconnect is from now on, such as `{"state": "Down", "reason": ".."}`.
    ///
    /// It is answered as it is. The interconnect need not exist yet: what is ordered under that name has this
    /// status from the start. Deleting the interconnect forgets it.
    pub fn set_status(&self, account_id: &str, icon: &str, status: Value) {
        self.set_statuses(account_id, icon, [status]);
    }

    /// Sets what the status of an interconnect is from one read to the next; the last one stays. Without any it is
    /// `Healthy`. For the rest it is as [`set_status`](Fake::set_status).
    ///
    /// ```
    /// # use cloudflare_interconnects::fake::Fake;
    /// # use cloudflare_interconnects::types::StatusInfo;
    /// use serde_json::json;
    ///
    /// # let fake = Fake::start()?;
    /// let states = ["Pending", "Pending", "Healthy"];
    /// let states = states.map(|state| json!({ "state": state }));
    /// fake.set_statuses(Fake::ACCOUNT_ID, "icon-1", states);
    /// fake.client()
    ///     .interconnects(Fake::ACCOUNT_ID)
    ///     .status("icon-1")
    ///     .wait_until(|status| matches!(status, StatusInfo::Healthy { .. }))
    ///     .send()?;
    /// assert_eq!(fake.requests().len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_statuses(&self, account_id: &str, icon: &str, statuses: impl IntoIterator<Item = Value>) {
        let statuses = statuses.into_iter().collect();
        lock(&self.state)
            .account(account_id)
            .statuses
            .insert(icon.to_owned(), statuses);
    }
}

fn client_builder(base_url: &str) -> ClientBuilder {
    Client::builder()
        .auth(Auth::token(Fake::TOKEN))
        .account_id(Fake::ACCOUNT_ID)
        .base_url(base_url)
        .clock(Arc::new(SkippingClock::default()))
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// More than any test waits, and little enough to be added to any time.
const MOST: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// The system's clock, put forward by each wait instead of waiting.
#[derive(Default)]
struct SkippingClock {
    skipped: Mutex<Duration>,
}

impl Clock for SkippingClock {
    fn now(&self) -> Instant {
        Instant::now() + *lock(&self.skipped)
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now() + *lock(&self.skipped)
    }

    fn sleep(&self, duration: Duration) {
        let mut skipped = lock(&self.skipped);
        *skipped = skipped.saturating_add(duration).min(MOST);
    }
}
