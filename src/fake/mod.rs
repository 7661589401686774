//! An in-process fake of the API, to test a program without a network or an account.
//!
//! A [`Fake`] is a small HTTP server on a free loopback port. It keeps state as the API does: a new interconnect is
//! listed, occupies its slot, has a status and a Letter of Authorization, and is gone after its deletion.
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
//! interconnects.get("icon-1").send()?; // the second attempt succeeds, without a real pause
//! assert_eq!(fake.requests().len(), 3);
//!
//! fake.fail_next(Failure::status(404));
//! assert!(interconnects.get("icon-1").send().unwrap_err().is_not_found());
//! # Ok(())
//! # }
//! ```
//!
//! The command `cf-interconnects fake` runs the same fake for `curl` and for programs in other languages. It serves until
//! it is stopped, and prints the variables to export.
//!
//! # Behavior
//!
//! - **Accounts.** Any account id is accepted. Each account has its own state. All accounts begin with the objects below,
//!   or empty with [`Fake::empty`].
//! - **Credentials.** `Authorization: Bearer TOKEN`, or `X-Auth-Email` and `X-Auth-Key`, with any values that are not
//!   empty. Missing or incomplete credentials give 401, both schemes at once 400, and [`Fake::FORBIDDEN_TOKEN`] 403.
//! - **Interconnects.** `icon-1` to `icon-7`, of the types `direct` and `gcp_partner`, at IAD, SJC, AMS and LHR or in a
//!   Google region. Every state occurs, and these states never change. New interconnects are named `icon-8` and so on.
//!   Their status is `Pending` at the first read and `Healthy` from the second read on, regardless of time. Each
//!   interconnect has its own `virtual_port_reservation_id`, and a `direct` one has the `ccr_device_name` of its slot.
//! - **Letters of Authorization.** A one-page PDF with the names of the interconnect and of the customer. The customer is
//!   the `name` of the request, or else `Example Networks`. A name of more than 200 characters gives 400. A `gcp_partner`
//!   has no physical cross-connect, so its letter and its default name give 404.
//! - **Deletion** gives 200 without content. An interconnect with CNIs cannot be deleted: 400.
//! - **Slots.** Five slots are free, [`Fake::FREE_SLOT_ID`] among them. A `direct` order needs a free slot and occupies it.
//!   Deleting the interconnect frees the slot.
//! - **CNIs** need an interconnect of the account. A `conduit_name` that another CNI has gives 409 on creation, and 400 on
//!   update, where 409 is not documented. A new CNI with `bgp` has the `bgp_mode` `dynamic_route_exchange`. An update
//!   stores the body unchanged, unknown fields included. The filter `tunnel_id` compares with the `id` of a CNI, because
//!   the tunnel of a CNI has the same id here.
//! - **Magic interconnects.** Each interconnect that the fake created (not an inserted one) has one, with the same
//!   `virtual_port_reservation_id`. It is deleted with the interconnect. An update changes only the fields that it sets,
//!   also within `health_check`, `bgp` and `gre`. It ignores read-only fields and stores unknown fields. A name that
//!   another Magic interconnect has gives 400. `{"interconnects": [{"id": .., ..}]}` updates several, all or none. With
//!   `validate_only=true`, both updates only validate. The target of a health check is the other end of
//!   `interface_address` until one is saved. It is an object if the header `x-magic-new-hc-target` is `true`, else a
//!   string. Responses have the usual envelope.
//! - **Settings.** `default_asn` is 13335 at first. An update without it changes nothing, and null resets it.
//! - **Lists** have 25 items per page unless `limit` is set. `limit=0` gives an empty page, whose `next` does not advance.
//!   A cursor stays valid when items are added or deleted. `next` is null on the last page. Filters match exactly, except
//!   `address_contains`. A value that is not an integer, or a negative limit, gives 400.
//! - **Error responses** have the API's usual envelope, with a `source.pointer` if a field of the body is invalid. The code
//!   is 10000 for credentials, and otherwise 100000 plus the status, because the API does not document its codes.
//! - **Unknown paths** give 404, unless [`Failure::success`] sets a response.
//! - Every response has a `cf-ray`, and a `content-type` if it has content.
//!
//! The fake accepts values for which the API documents no exact rule: the `speed` of a `direct` order may differ from that
//! of its slot, and its `account` from that of the path. Unknown fields of an order and unknown query parameters are
//! ignored.

// In layers, the lowest last: `routes` calls the handlers, which read and change an `account`.
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
    /// An account id for tests. The fake accepts any other id too.
    pub const ACCOUNT_ID: &'static str = "023e105f4ecef8ad9ca31a8372d0c353";

    /// An API token for tests. The fake accepts any other token too, except [`Fake::FORBIDDEN_TOKEN`].
    pub const TOKEN: &'static str = "fake-api-token";

    /// A token that gives 403 with code 10000, `Authentication error`, as the API does for a token without the
    /// permission. The same applies to this value as an `X-Auth-Key`.
    pub const FORBIDDEN_TOKEN: &'static str = "forbidden-api-token";

    /// The id of a slot that is free at first: 10G at IAD.
    pub const FREE_SLOT_ID: &'static str = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";

    /// Starts a fake API on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port is free or no thread can be started.
    pub fn start() -> io::Result<Fake> {
        Fake::start_on(0)
    }

    /// Starts a fake API on this port of 127.0.0.1, so that its URL is known beforehand. Port 0 means any free port.
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
    /// If the port is in use or not allowed, or if no thread can be started.
    pub fn start_on(port: u16) -> io::Result<Fake> {
        Fake::with_accounts(fresh::account, port)
    }

    /// Starts a fake API whose accounts are empty. Add objects with
    /// [`insert_interconnect`](Fake::insert_interconnect) and similar methods. New interconnects are named `icon-1` and
    /// so on.
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
    /// If no port is free or no thread can be started.
    pub fn empty() -> io::Result<Fake> {
        Fake::empty_on(0)
    }

    /// Starts a fake API whose accounts are empty, on this port of 127.0.0.1; see [`empty`](Fake::empty) and
    /// [`start_on`](Fake::start_on).
    ///
    /// # Errors
    ///
    /// If the port is in use or not allowed, or if no thread can be started.
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

    /// A client of this fake, with a token and the account [`Fake::ACCOUNT_ID`]. Every call returns a clone of the same
    /// client.
    ///
    /// It does not sleep between attempts, nor between the checks of a [`wait_until`](crate::WaitUntil). Its clock
    /// advances instead, so deadlines pass as usual. While it waits for a response, time is real.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cloudflare_interconnects::fake::Fake;
    /// # use cloudflare_interconnects::types::StatusInfo;
    /// # use serde_json::json;
    /// # let fake = Fake::start()?;
    /// fake.set_status(Fake::ACCOUNT_ID, "icon-1", json!({ "state": "Pending" }));
    /// let status = fake.client().interconnects(Fake::ACCOUNT_ID).status("icon-1");
    /// // One hour by the client's clock.
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

    /// A builder of such a client, to change its settings.
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
    /// interconnects.get("icon-8").send()?; // the order was carried out
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        client_builder(&self.base_url)
    }

    /// The base URL of the fake, such as `http://127.0.0.1:49152`, without a trailing slash. Paths begin with
    /// `/accounts/`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// All requests so far, the oldest first. This includes requests that got an error response.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.state).requests.clone()
    }

    /// Returns all requests so far, the oldest first, and removes them from the record.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut lock(&self.state).requests)
    }

    /// Removes all requests from the record. The accounts and the queued failures stay.
    pub fn clear_requests(&self) {
        lock(&self.state).requests.clear();
    }

    /// Makes a later request fail: the next one, unless the failure selects another with [`Failure::on`] or
    /// [`Failure::after`].
    ///
    /// Failures are queued. Each is used once, unless [`Failure::times`] or [`Failure::always`] is set. The first one
    /// in the queue that matches a request is used, before the request's path and credentials are checked.
    pub fn fail_next(&self, failure: Failure) {
        lock(&self.state).failures.push_back(failure);
    }

    /// Removes all queued failures.
    pub fn clear_failures(&self) {
        lock(&self.state).failures.clear();
    }

    /// Adds an interconnect to an account, without any checks: it may have a type that the API does not have yet. If
    /// there is one with the same `name`, it is replaced and its status stays. A new one is `Healthy` unless
    /// [`set_status`](Fake::set_status) was called for it.
    pub fn insert_interconnect(&self, account_id: &str, interconnect: Value) {
        lock(&self.state)
            .account(account_id)
            .interconnects
            .put("name", interconnect);
    }

    /// Adds a CNI to an account without any checks, or replaces the one with the same `id`.
    pub fn insert_cni(&self, account_id: &str, cni: Value) {
        lock(&self.state).account(account_id).cnis.put("id", cni);
    }

    /// Adds a Magic interconnect to an account without any checks, or replaces the one with the same `id`.
    pub fn insert_magic_interconnect(&self, account_id: &str, magic_interconnect: Value) {
        lock(&self.state)
            .account(account_id)
            .magic_interconnects
            .put("id", magic_interconnect);
    }

    /// Adds a slot to an account without any checks, or replaces the one with the same `id`.
    pub fn insert_slot(&self, account_id: &str, slot: Value) {
        lock(&self.state).account(account_id).slots.put("id", slot);
    }

    /// Sets the status of an interconnect, such as `{"state": "Down", "reason": ".."}`.
    ///
    /// The status is returned unchanged. The interconnect need not exist yet: an order that creates it keeps this
    /// status. Deleting the interconnect also deletes the status.
    pub fn set_status(&self, account_id: &str, icon: &str, status: Value) {
        self.set_statuses(account_id, icon, [status]);
    }

    /// Sets the statuses of an interconnect, one for each read. The last one stays. If there are none, the status is
    /// `Healthy`. Otherwise it is like [`set_status`](Fake::set_status).
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

/// The limit of the skipped time, so that adding it to a time cannot overflow.
const MOST: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// The system's clock. `sleep` advances it instead of sleeping.
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
