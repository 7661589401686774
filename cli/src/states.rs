//! Interconnects and their states, as several subcommands read them.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::types::{Interconnect, StatusInfo};

use crate::account::Account;
use crate::arguments::{Filter, Jobs, is_same};
use crate::output::progress;

/// What stands for a state that could not be read.
pub(crate) const UNKNOWN: &str = "?";

/// The interconnects that a filter lets through.
#[derive(Default)]
pub(crate) struct Listing {
    pub(crate) interconnects: Vec<Interconnect>,
    /// Why items of the list could not be decoded.
    pub(crate) errors: Vec<String>,
    /// What there is, where the filter leaves nothing.
    pub(crate) hint: Option<String>,
}

impl Listing {
    /// Reads the whole list, and filters it here, because the API may tell upper from lower case. Only a list that breaks off is an
    /// error: what came before would look like all there is.
    pub(crate) fn read(account: &Account, filter: &Filter) -> Result<Self, Error> {
        let mut listing = Self::default();
        let (mut locations, mut types) = (BTreeSet::new(), BTreeSet::new());
        for (number, item) in account.interconnects().list().iter().enumerate() {
            progress(&format!("reading interconnect {}", number + 1));
            match item {
                Ok(interconnect) => {
                    let (location, type_) = (location_and_speed(&interconnect).0, interconnect.type_());
                    locations.extend(location.map(str::to_owned));
                    types.extend(type_.map(str::to_owned));
                    if is_same(filter.site.as_deref(), location) && is_same(filter.type_.as_deref(), type_) {
                        listing.interconnects.push(interconnect);
                    }
                }
                Err(error) if error.is_item() => listing.errors.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        if listing.interconnects.is_empty() && listing.errors.is_empty() {
            let [locations, types] = [locations, types].map(|texts| texts.into_iter().collect::<Vec<_>>().join(", "));
            listing.hint = Some(match types.is_empty() {
                true => "the account has no interconnects".to_owned(),
                false => format!("no interconnect matches; there are some at {locations}, of type {types}"),
            });
        }
        Ok(listing)
    }

    /// The names; empty for one of a newer type without a name, which no request accepts.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = self
            .interconnects
            .iter()
            .map(|interconnect| interconnect.name().unwrap_or_default());
        names.map(str::to_owned).collect()
    }
}

/// Where an interconnect is, and how fast. One of a newer type may have the fields that others have.
pub(crate) fn location_and_speed(interconnect: &Interconnect) -> (Option<&str>, Option<&str>) {
    match interconnect {
        Interconnect::Direct(port) => (Some(&port.site), Some(&port.speed)),
        Interconnect::GcpPartner(partner) => (
            Some(&partner.region),
            partner.speed.as_ref().map(|speed| speed.as_str()),
        ),
        other => (newer(other, "site").or(newer(other, "region")), newer(other, "speed")),
    }
}

/// A field of an interconnect whose type is newer than this command.
pub(crate) fn newer<'a>(interconnect: &'a Interconnect, field: &str) -> Option<&'a str> {
    match interconnect {
        Interconnect::Unrecognized(object) => object.get(field)?.as_str(),
        _ => None,
    }
}

/// Reads the states of these interconnects, several at once, and gives them in the same order.
pub(crate) fn read_states(account: &Account, names: &[String], jobs: &Jobs) -> Vec<Result<StatusInfo, Error>> {
    let (interconnects, next) = (account.interconnects(), AtomicUsize::new(0));
    let states: Vec<_> = names.iter().map(|_| OnceLock::new()).collect();
    let read = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(name) = names.get(index) else { break };
            progress(&format!("reading the state of {name}"));
            let _ = states[index].set(interconnects.status(name).send());
        }
    };
    thread::scope(|scope| {
        for _ in 0..names.len().min(jobs.jobs.into()) {
            scope.spawn(read);
        }
    });
    states.into_iter().filter_map(OnceLock::into_inner).collect()
}

/// The name of a state, also of one that is newer than this command.
pub(crate) fn state(status: &StatusInfo) -> &str {
    status.state().unwrap_or(UNKNOWN)
}

/// Why the state is as it is, if the API says so.
pub(crate) fn reason(status: &StatusInfo) -> Option<&str> {
    let reason = match status {
        StatusInfo::Unrecognized(object) => object.get("reason").and_then(|reason| reason.as_str()),
        known => known.reason(),
    };
    reason.filter(|reason| !reason.trim().is_empty())
}

/// Many errors of a kind, in one line.
pub(crate) fn summarize(errors: &[String]) -> Option<String> {
    Some(match errors {
        [] => return None,
        [error] => error.clone(),
        [first, rest @ ..] => format!("{first} (and {} more errors like this)", rest.len()),
    })
}
