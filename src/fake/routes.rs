//! How a request is handled: by a queued failure, an error about its credentials, or the operation of its path. [`State`] is
//! everything that a fake knows.

use super::account::Account;
use super::failure::{Effect, Failure, take_failure};
use super::http::{AUTHENTICATION_ERROR, Call, HttpResponse, Outcome, RecordedRequest, Reply, decode};
use super::server::lock;
use super::{cnis, interconnects, magic_interconnects};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

/// One lock is held for a whole request, so that each request is atomic.
pub(super) struct State {
    /// Makes an account when it is first used.
    fresh: fn(&str) -> Account,
    accounts: BTreeMap<String, Account>,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) failures: VecDeque<Failure>,
    received: u64,
}

impl State {
    pub(super) fn new(fresh: fn(&str) -> Account) -> State {
        State {
            fresh,
            accounts: BTreeMap::new(),
            requests: Vec::new(),
            failures: VecDeque::new(),
            received: 0,
        }
    }

    /// Records the request and handles it.
    pub(super) fn receive(this: &Arc<Mutex<State>>, request: RecordedRequest) -> Reply {
        let state = &mut *lock(this);
        state.requests.push(request.clone());
        state.received += 1;
        // Like a real ray: sixteen hexadecimal digits and the code of a data center.
        let ray = format!("{:016x}-IAD", 0x8f3a_0000_0000_0000_u64 + state.received);
        let with_ray = move |response: HttpResponse| response.with_default_header("cf-ray", &ray);

        let Some(failure) = take_failure(&mut state.failures, &request) else {
            return Reply::Response(with_ray(state.carry_out(&request)));
        };
        let done = failure.is_applied().then(|| state.carry_out(&request));
        match failure.into_effect() {
            Effect::Response(response) => Reply::Response(with_ray(response)),
            Effect::HangUp => Reply::HangUp,
            Effect::Delay(delay) => {
                let this = Arc::clone(this);
                let response = move || with_ray(done.unwrap_or_else(|| lock(&this).carry_out(&request)));
                Reply::Later(delay, Box::new(response))
            }
        }
    }

    fn carry_out(&mut self, request: &RecordedRequest) -> HttpResponse {
        run_operation(request, |id| self.account(id)).unwrap_or_else(|error| error)
    }

    pub(super) fn account(&mut self, id: &str) -> &mut Account {
        let fresh = self.fresh;
        self.accounts.entry(id.to_owned()).or_insert_with(|| fresh(id))
    }
}

type OperationHandler = fn(&mut Account, &Call) -> Outcome;

/// The paths after `/accounts/{account_id}/`. A segment in braces is the call's parameter.
const ROUTES: &[(&str, &str, OperationHandler)] = &[
    ("GET", "cni/interconnects", interconnects::list),
    ("POST", "cni/interconnects", interconnects::create),
    ("GET", "cni/interconnects/{icon}", interconnects::get),
    ("DELETE", "cni/interconnects/{icon}", interconnects::delete),
    ("GET", "cni/interconnects/{icon}/loa", interconnects::loa),
    (
        "GET",
        "cni/interconnects/{icon}/loa/default",
        interconnects::loa_default_name,
    ),
    ("GET", "cni/interconnects/{icon}/status", interconnects::status),
    ("GET", "cni/cnis", cnis::list),
    ("POST", "cni/cnis", cnis::create),
    ("GET", "cni/cnis/{cni}", cnis::get),
    ("PUT", "cni/cnis/{cni}", cnis::update),
    ("DELETE", "cni/cnis/{cni}", cnis::delete),
    ("GET", "cni/settings", cnis::get_settings),
    ("PUT", "cni/settings", cnis::update_settings),
    ("GET", "cni/slots", interconnects::list_slots),
    ("GET", "cni/slots/{slot}", interconnects::get_slot),
    ("GET", "magic/cf_interconnects", magic_interconnects::list),
    ("PUT", "magic/cf_interconnects", magic_interconnects::update_multiple),
    (
        "GET",
        "magic/cf_interconnects/{cf_interconnect_id}",
        magic_interconnects::get,
    ),
    (
        "PUT",
        "magic/cf_interconnects/{cf_interconnect_id}",
        magic_interconnects::update,
    ),
];

/// Finds the operation and runs it on the account.
fn run_operation<'a>(request: &RecordedRequest, account: impl FnOnce(&str) -> &'a mut Account) -> Outcome {
    authenticate(request)?;
    let unknown = || HttpResponse::not_found("there is nothing at this path");
    let segments: Vec<String> = request
        .path
        .strip_prefix('/')
        .ok_or_else(unknown)?
        .split('/')
        .map(decode)
        .collect::<Result<_, _>>()?;
    let (account_id, rest) = match segments.as_slice() {
        [accounts, id, rest @ ..] if accounts == "accounts" => (id, rest),
        _ => return Err(unknown()),
    };
    if account_id.is_empty() {
        return Err(unknown());
    }

    let here: Vec<_> = ROUTES
        .iter()
        .filter_map(|(method, path, operation)| Some((*method, capture(path, rest)?, operation)))
        .collect();
    if here.is_empty() {
        return Err(unknown());
    }
    match here.iter().find(|(method, ..)| *method == request.method) {
        Some((_, parameter, operation)) => {
            let call = Call::new(parameter, request)?;
            operation(account(account_id), &call)
        }
        None => {
            let methods: Vec<&str> = here.iter().map(|(method, ..)| *method).collect();
            Err(HttpResponse::method_not_allowed(&methods.join(", ")))
        }
    }
}

/// The parameter, if the segments match the path; empty if the path has none.
fn capture<'a>(path: &str, segments: &'a [String]) -> Option<&'a str> {
    let mut parameter = "";
    let mut names = path.split('/');
    for segment in segments {
        match names.next()? {
            name if name.starts_with('{') && !segment.is_empty() => parameter = segment,
            name if name == segment => {}
            _ => return None,
        }
    }
    names.next().is_none().then_some(parameter)
}

/// This token is refused as lacking a permission.
pub(super) const FORBIDDEN_TOKEN: &str = "forbidden-api-token";

/// Checks the credentials of a request.
fn authenticate(request: &RecordedRequest) -> Result<(), HttpResponse> {
    let header = |name| {
        let value = request.header(name).map(str::trim);
        value.filter(|value| !value.is_empty())
    };
    let error = |status, message: &str| Err(HttpResponse::error(status, AUTHENTICATION_ERROR, message, None));
    let credential = match (header("authorization"), header("x-auth-email"), header("x-auth-key")) {
        (Some(authorization), None, None) => {
            let bearer = authorization
                .split_once(' ')
                .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
            match bearer {
                Some((_, token)) => token.trim(),
                None => return error(401, "Authorization must read: Bearer TOKEN"),
            }
        }
        (None, Some(_), Some(key)) => key,
        (Some(_), _, _) => {
            return error(
                400,
                "send either Authorization or X-Auth-Email and X-Auth-Key, not both",
            );
        }
        (None, None, None) => return error(401, "the request carries no credentials"),
        (None, _, _) => return error(401, "X-Auth-Email and X-Auth-Key belong together"),
    };
    if credential == FORBIDDEN_TOKEN {
        return error(403, "Authentication error");
    }
    Ok(())
}
