//! From a request to the operation that it asks for.

use super::account::Account;
use super::answer::{Answer, Outcome};
use super::call::Call;
use super::credentials::authenticate;
use super::query::decode;
use super::request::RecordedRequest;
use super::{cnis, interconnects, magic_interconnects, settings, slots};

type Operation = fn(&mut Account, &Call) -> Outcome;

/// What follows `/accounts/{account_id}/`. A segment in braces stands for the call's parameter.
const ROUTES: &[(&str, &str, Operation)] = &[
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
    ("GET", "cni/settings", settings::get),
    ("PUT", "cni/settings", settings::update),
    ("GET", "cni/slots", slots::list),
    ("GET", "cni/slots/{slot}", slots::get),
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
pub(super) fn carry_out<'a>(request: &RecordedRequest, account: impl FnOnce(&str) -> &'a mut Account) -> Outcome {
    authenticate(request)?;
    let unknown = || Answer::not_found("there is nothing at this path");
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
            Err(Answer::method_not_allowed(&methods.join(", ")))
        }
    }
}

/// The parameter in the segments if they fit the path, empty if the path has none.
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
