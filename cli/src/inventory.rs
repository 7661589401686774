//! `inventory`: every interconnect with its state, slot, CNIs and Magic interconnect.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_interconnects::types::{Cni, Interconnect, MagicInterconnect, SlotInfo, StatusInfo};
use serde::Serialize;
use serde_json::json;

use crate::account::{Account, print_report};
use crate::arguments::{Connection, Filter, Jobs};
use crate::exit::{Exit, Failure};
use crate::output::{progress, say, table};
use crate::states::{self, Listing, UNKNOWN, newer, summarize};

/// The arguments of `inventory`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/inventory.txt"))]
pub(crate) struct Inventory {
    #[command(flatten)]
    filter: Filter,
    /// Show everything that is known about each interconnect
    #[arg(long, conflicts_with = "json")]
    long: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    connection: Connection,
}

/// One interconnect, and what belongs to it.
#[derive(Default, Serialize)]
struct Entry {
    interconnect: Option<Interconnect>,
    status: Option<StatusInfo>,
    /// Why the interconnect or its status could not be read.
    error: Option<String>,
    slot: Option<SlotInfo>,
    /// None where not all CNIs could be read.
    cnis: Option<Vec<Cni>>,
    magic_interconnect: Option<MagicInterconnect>,
}

impl Inventory {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        let listing = Listing::read(&account, &self.filter)?;
        let names = listing.names();
        let states = states::read_states(&account, &names, &self.jobs);
        let mut entries = Vec::new();
        for ((interconnect, status), name) in listing.interconnects.into_iter().zip(states).zip(names) {
            entries.push(Entry {
                interconnect: Some(interconnect),
                error: status.as_ref().err().map(|error| format!("{name}: {error}")),
                status: status.ok(),
                ..Entry::default()
            });
        }
        entries.extend(listing.errors.into_iter().map(Entry::unread));
        let mut errors = Vec::new();
        errors.extend(join_slots(&account, &mut entries));
        errors.extend(join_magic_interconnects(&account, &mut entries));
        let filtered = self.filter.site.is_some() || self.filter.type_.is_some();
        errors.extend(join_cnis(&account, &mut entries, filtered));

        let report = || json!({ "interconnects": entries, "errors": errors });
        let blocks = || entries.iter().map(Entry::block).collect::<Vec<_>>().join("\n");
        print_report(&account, self.json, report, || {
            if self.long { blocks() } else { in_table(&entries) }
        })?;
        listing.hint.iter().for_each(|hint| say(hint));
        let unread: Vec<String> = entries.iter().filter_map(|entry| entry.error.clone()).collect();
        if let Some(error) = summarize(&unread) {
            let count = format!("{} of {} interconnects could not be read", unread.len(), entries.len());
            errors.extend([error, count]);
        }
        match errors.is_empty() {
            true => Ok(()),
            false => Err(Failure::many(Exit::Incomplete, errors)),
        }
    }
}

/// Reads the list of slots only until the last one that is needed: it may be long.
fn join_slots(account: &Account, entries: &mut [Entry]) -> Option<String> {
    let mut missing: BTreeSet<String> = entries.iter().filter_map(Entry::slot_id).map(str::to_owned).collect();
    let (mut found, mut errors) = (BTreeMap::new(), Vec::new());
    let mut slots = account.slots().list().iter();
    while let Some(slot) = (!missing.is_empty()).then(|| slots.next()).flatten() {
        progress(&format!("reading slots, {} to find", missing.len()));
        match slot {
            Ok(slot) if missing.remove(&slot.id) => drop(found.insert(slot.id.clone(), slot)),
            Ok(_) => {}
            Err(error) => errors.push(format!("slots: {error}")),
        }
    }
    for entry in entries {
        entry.slot = entry.slot_id().and_then(|id| found.get(id)).cloned();
    }
    // A slot that cannot be decoded matters only if it may be one of these.
    summarize(&errors).filter(|_| !missing.is_empty())
}

/// An interconnect and its Magic interconnect have the same reservation.
fn join_magic_interconnects(account: &Account, entries: &mut [Entry]) -> Option<String> {
    if entries.iter().all(|entry| entry.reservation().is_none()) {
        return None;
    }
    progress("reading Magic interconnects");
    let listed = match account.magic_interconnects().list().send() {
        Ok(response) => response.interconnects,
        Err(error) => return Some(format!("Magic interconnects: {error}")),
    };
    for entry in entries {
        entry.magic_interconnect = carrier(&listed, entry.reservation()).cloned();
    }
    None
}

/// The Magic interconnect with this reservation.
pub(crate) fn carrier<'a>(listed: &'a [MagicInterconnect], reservation: Option<&str>) -> Option<&'a MagicInterconnect> {
    let reservation = reservation?;
    listed
        .iter()
        .find(|magic| magic.virtual_port_reservation_id.as_deref() == Some(reservation))
}

fn join_cnis(account: &Account, entries: &mut Vec<Entry>, filtered: bool) -> Option<String> {
    let (mut found, mut errors) = (BTreeMap::<String, Vec<Cni>>::new(), Vec::new());
    for (number, cni) in account.cnis().list().iter().enumerate() {
        progress(&format!("reading CNI {}", number + 1));
        match cni {
            Ok(cni) => found.entry(cni.interconnect.clone()).or_default().push(cni),
            Err(error) => errors.push(format!("CNIs: {error}")),
        }
    }
    for entry in entries.iter_mut().filter(|entry| entry.interconnect.is_some()) {
        let cnis = entry.name().and_then(|name| found.remove(name));
        entry.cnis = cnis.or_else(|| errors.is_empty().then(Vec::new));
    }
    // Under a filter, the others are on interconnects that were not asked for.
    for (name, cnis) in found.into_iter().filter(|_| !filtered) {
        let error = format!("{name} has CNIs, but is not in the list of interconnects");
        let mut entry = Entry::unread(error);
        entry.cnis = Some(cnis);
        entries.push(entry);
    }
    summarize(&errors)
}

fn in_table(entries: &[Entry]) -> String {
    let cnis: Vec<String> = entries
        .iter()
        .map(|entry| entry.cnis(|cni| cni.magic.conduit_name.clone()))
        .collect();
    let rows = entries.iter().zip(&cnis).filter_map(|(entry, cnis)| {
        let [type_, location, speed] = entry.kind();
        let [state, reason] = entry.state();
        Some([Some(entry.name()?), state, type_, location, speed, Some(cnis), reason])
    });
    table(["NAME", "STATE", "TYPE", "LOCATION", "SPEED", "CNIS", "REASON"], rows)
}

impl Entry {
    fn unread(error: String) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    /// The name; of an interconnect that could not be decoded, the one that its CNIs have.
    fn name(&self) -> Option<&str> {
        match &self.interconnect {
            Some(interconnect) => interconnect.name(),
            None => Some(&self.cnis.as_ref()?.first()?.interconnect),
        }
    }

    fn state(&self) -> [Option<&str>; 2] {
        let status = self.status.as_ref();
        [
            Some(status.map_or(UNKNOWN, states::state)),
            status.and_then(states::reason),
        ]
    }

    /// The type, the location and the speed.
    fn kind(&self) -> [Option<&str>; 3] {
        let Some(interconnect) = &self.interconnect else {
            return [None; 3];
        };
        let (location, speed) = states::location_and_speed(interconnect);
        [interconnect.type_(), location, speed]
    }

    fn reservation(&self) -> Option<&str> {
        self.interconnect.as_ref()?.virtual_port_reservation_id()
    }

    fn slot_id(&self) -> Option<&str> {
        match self.interconnect.as_ref()? {
            Interconnect::Direct(port) => Some(&port.slot_id),
            other => newer(other, "slot_id"),
        }
    }

    /// The Cloudflare device of the port; where the interconnect does not say it, its slot may.
    fn device(&self) -> Option<&str> {
        let own = match self.interconnect.as_ref()? {
            Interconnect::Direct(port) => port.ccr_device_name.as_deref(),
            other => newer(other, "ccr_device_name"),
        };
        own.or_else(|| self.slot.as_ref()?.ccr_device_name.as_deref())
    }

    /// The CNIs, each as `line` has it.
    fn cnis(&self, line: impl Fn(&Cni) -> String) -> String {
        let lines = self
            .cnis
            .as_ref()
            .map(|cnis| cnis.iter().map(line).collect::<Vec<_>>().join(", "));
        lines.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// All that is known, a line for each thing.
    fn block(&self) -> String {
        let interconnect = self.interconnect.as_ref();
        let port = interconnect.and_then(Interconnect::as_direct);
        let ([state, reason], [type_, location, speed]) = (self.state(), self.kind());
        let cnis = self.cnis(|cni| match &cni.bgp_mode {
            Some(mode) => format!("{} ({mode})", cni.magic.conduit_name),
            None => cni.magic.conduit_name.clone(),
        });
        let magic = self.magic_interconnect.as_ref().map(describe);
        let rows = [
            ("state", state),
            ("reason", reason),
            ("type", type_),
            ("location", location),
            ("facility", port.map(|port| &*port.facility.name)),
            ("speed", speed),
            ("owner", interconnect.and_then(Interconnect::owner)),
            ("slot", self.slot_id()),
            ("device", self.device()),
            ("CNIs", Some(&*cnis)),
            ("Magic", magic.as_deref()),
            ("error", self.error.as_deref()),
        ];
        let rows = rows.into_iter().filter(|(_, text)| text.is_some());
        table(
            [self.name().unwrap_or(UNKNOWN), ""],
            rows.map(|(title, text)| [Some(title), text]),
        )
    }
}

/// A Magic interconnect: its name, MTU, address and health check.
fn describe(magic: &MagicInterconnect) -> String {
    format!("{}, {}", magic.name.as_deref().unwrap_or(UNKNOWN), settings(magic))
}

/// Its MTU, address and health check.
pub(crate) fn settings(magic: &MagicInterconnect) -> String {
    let mtu = magic.mtu.map(|mtu| format!("MTU {mtu}"));
    let settings = [mtu, address(magic), health_check(magic)];
    settings.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The IPv4 address on the link, or else the IPv6 address.
pub(crate) fn address(magic: &MagicInterconnect) -> Option<String> {
    magic
        .interface_address
        .clone()
        .or_else(|| magic.interface_address6.clone())
}

/// The health check: off, or how often it probes what.
pub(crate) fn health_check(magic: &MagicInterconnect) -> Option<String> {
    let check = magic.health_check.as_ref()?;
    if check.enabled == Some(false) {
        return Some("health check off".to_owned());
    }
    let rate = check.rate.as_ref().map_or("on", |rate| rate.as_str());
    // A string, or an object that has the target in use.
    let target = check
        .target
        .as_ref()
        .and_then(|target| target.as_str().or(target["effective"].as_str()));
    Some(format!(
        "health check {rate}{}",
        target.map_or(String::new(), |target| format!(" to {target}"))
    ))
}
