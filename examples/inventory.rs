//! Lists every interconnect of an account with its state, its slot, the CNIs on it and its Magic interconnect, as a table or
//! as JSON.
//!
//! ```text
//! cargo run --example inventory -- --site IAD
//! ```
//!
//! Without credentials in the environment it shows the same of a fake API. `--help` says the rest.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::types::{Cni, Interconnect, MagicHealthCheck, MagicInterconnect, SlotInfo, StatusInfo};
use lexopt::{Arg, Parser};
use serde::Serialize;

use shared::account::{self, Account};
use shared::program::{self, Failure};
use shared::progress::Progress;
use shared::side_by_side::{JOBS, side_by_side};
use shared::table::Table;
use shared::troubles::Troubles;
use shared::{arguments, status};

const NAME: &str = "inventory";

const HELP: &str = "\
Lists every interconnect of a Cloudflare account with its state, the slot that it
is in, the CNIs that are on it and the Magic interconnect that carries its traffic.

Usage: inventory [--site SITE] [--type TYPE] [--jobs N] [--json]

  --site SITE  only those at this Cloudflare site, such as IAD
  --type TYPE  only those of this type: direct, gcp_partner
  --jobs N     how many states to ask for at once, 1 to 64; by default 8. Each is a
               request, of 1200 that the API allows in five minutes
  --json       JSON in place of the table: {\"demo\", \"account\", \"errors\",
               \"interconnects\": [{\"interconnect\", \"status\", \"slot\", \"cnis\",
               \"magic_interconnect\", \"error\"}]}, null where there is nothing or it
               could not be read; \"errors\" is about the slots, CNIs and Magic
               interconnects, \"error\" about the others;
               \"demo\" is true if all of it comes from the fake API
  --help       this text

In the table, ? is what could not be read, and - what there is not. Below a row
stand its slot with the Cloudflare device that the port is on, its CNIs by the names
of their conduits with the modes of their BGP sessions, its Magic interconnect with
its MTU, address and health check, and why its state is as it is.

Exit code:
  0  everything was read
  1  the interconnects could not be listed, and nothing is printed; or stdout could
     not be written
  2  the arguments or the environment cannot be used; nothing was sent
  3  the list is printed, but something in it could not be read: the errors stand
     below its rows, or on stderr, one line for each kind

Interrupted (Ctrl-C), it ends at once, and has changed nothing. A reader of stdout
that has seen enough is no failure; that it cannot be written, as to a full disk, is.
";

/// The exit code for a list with gaps, which the others must not be lost for.
const INCOMPLETE: u8 = 3;

fn main() -> ExitCode {
    program::run(NAME, inventory)
}

fn inventory() -> Result<ExitCode, Failure> {
    let Some(options) = Options::parse(Parser::from_env())? else {
        program::print(&format!("{HELP}\n{}", account::HELP))?;
        return Ok(ExitCode::SUCCESS);
    };
    let account = Account::from_env()?;
    if account.is_demo() {
        program::say(
            NAME,
            "no CLOUDFLARE_ variables are set: this is a fake account, for demonstration",
        );
    }

    let inventory = Inventory::read(&account, &options)?;
    let text = if options.json {
        program::json(&inventory, false)?
    } else {
        inventory.table()
    };
    program::print(&text)?;

    let filtered = options.site.is_some() || options.type_.is_some();
    if inventory.interconnects.is_empty() && filtered {
        program::say(NAME, &what_there_is(&account, &options)?);
    }
    let gaps = inventory.gaps();
    if !gaps.is_empty() || !inventory.errors.is_empty() {
        return Err(Failure::new(INCOMPLETE, inventory.errors.into_iter().chain(gaps)));
    }
    Ok(ExitCode::SUCCESS)
}

struct Options {
    site: Option<String>,
    type_: Option<String>,
    jobs: NonZeroUsize,
    json: bool,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self {
            site: None,
            type_: None,
            jobs: JOBS,
            json: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("site") => options.site = Some(arguments::text(&mut parser, "--site")?),
                Arg::Long("type") => options.type_ = Some(arguments::text(&mut parser, "--type")?),
                Arg::Long("jobs") => options.jobs = arguments::jobs(&mut parser, "--jobs")?,
                Arg::Long("json") => options.json = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Some(options))
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Inventory<'a> {
    demo: bool,
    account: &'a str,
    interconnects: Vec<Entry>,
    /// Why something of the slots, the CNIs or the Magic interconnects is missing.
    errors: Vec<String>,
}

/// One interconnect; what of it could be read, and why the rest could not.
#[derive(Default, Serialize)]
struct Entry {
    interconnect: Option<Interconnect>,
    status: Option<StatusInfo>,
    error: Option<String>,
    slot: Option<SlotInfo>,
    /// None where it is not known whether there are any.
    cnis: Option<Vec<Cni>>,
    magic_interconnect: Option<MagicInterconnect>,
}

impl<'a> Inventory<'a> {
    fn read(account: &'a Account, options: &Options) -> Result<Self, Error> {
        let progress = Progress::new(NAME);
        let mut inventory = Self {
            demo: account.is_demo(),
            account: &account.id,
            interconnects: read_interconnects(account, options, &progress)?,
            errors: Vec::new(),
        };
        inventory.join_slots(account, &progress);
        inventory.join_magic(account, &progress);
        inventory.join_cnis(account, options, &progress);
        Ok(inventory)
    }

    /// Finds the slots in their list, which is read no further than to the last of them: it may be a long one.
    fn join_slots(&mut self, account: &Account, progress: &Progress) {
        let mut wanted: BTreeSet<String> = self.interconnects.iter().filter_map(Entry::slot_id).collect();
        let mut found = BTreeMap::new();
        let mut errors = Troubles::default();
        let mut slots = account.slots().list().iter();
        while let Some(slot) = (!wanted.is_empty()).then(|| slots.next()).flatten() {
            progress.show(&format!("reading slots, {} to find", wanted.len()));
            match slot {
                Ok(slot) if wanted.remove(&slot.id) => {
                    found.insert(slot.id.clone(), slot);
                }
                Ok(_) => {}
                Err(error) => errors.add(format!("slots: {error}")),
            }
        }
        // What cannot be read does not matter if it is nobody's.
        if !wanted.is_empty() {
            self.errors.extend(errors.line());
        }
        for entry in &mut self.interconnects {
            entry.slot = entry.slot_id().and_then(|id| found.get(&id).cloned());
        }
    }

    /// Finds the Magic interconnects by the reservation that both have, in their list, which is a single answer.
    fn join_magic(&mut self, account: &Account, progress: &Progress) {
        if self.interconnects.iter().all(|entry| entry.reservation().is_none()) {
            return;
        }
        progress.show("reading Magic interconnects");
        let listed = match account.magic_interconnects().list().send() {
            Ok(answer) => answer.interconnects,
            Err(error) => return self.errors.push(format!("Magic interconnects: {error}")),
        };
        let mut found: BTreeMap<String, MagicInterconnect> = listed
            .into_iter()
            .filter_map(|magic| Some((magic.virtual_port_reservation_id.clone()?, magic)))
            .collect();
        for entry in &mut self.interconnects {
            entry.magic_interconnect = entry.reservation().and_then(|id| found.remove(id));
        }
    }

    fn join_cnis(&mut self, account: &Account, options: &Options, progress: &Progress) {
        let mut found = BTreeMap::<String, Vec<Cni>>::new();
        let mut errors = Troubles::default();
        for (number, cni) in account.cnis().list().iter().enumerate() {
            progress.show(&format!("reading CNI {}", number + 1));
            match cni {
                Ok(cni) => found.entry(cni.interconnect.clone()).or_default().push(cni),
                Err(error) => errors.add(format!("CNIs: {error}")),
            }
        }
        let errors = errors.line();
        let is_whole = errors.is_none();
        self.errors.extend(errors);
        for entry in &mut self.interconnects {
            let name = entry.interconnect.as_ref().and_then(Interconnect::name);
            let none = (is_whole && name.is_some()).then(Vec::new);
            entry.cnis = name.and_then(|name| found.remove(name)).or(none);
        }
        // Under a filter, the others are those that were not asked for.
        if options.site.is_none() && options.type_.is_none() {
            let others = found.into_iter().map(|(icon, cnis)| Entry {
                error: Some(format!("{icon} has CNIs, but could not be found in the list")),
                cnis: Some(cnis),
                ..Entry::default()
            });
            self.interconnects.extend(others);
        }
    }

    /// A row each, and below it what there is no column for. What could not be read at all is no row: it is told on stderr.
    fn table(&self) -> String {
        let mut table = Table::new(["NAME", "STATE", "TYPE", "LOCATION", "SPEED", "OWNER"]);
        for entry in self.interconnects.iter().filter(|entry| entry.name().is_some()) {
            let interconnect = entry.interconnect.as_ref();
            let (location, speed) = interconnect.map_or((None, None), location_and_speed);
            let cells = [
                entry.name(),
                Some(entry.status.as_ref().map_or(status::UNKNOWN, status::state)),
                interconnect.and_then(Interconnect::type_),
                location,
                speed,
                interconnect.and_then(Interconnect::owner),
            ];
            table.push(cells, entry.details());
        }
        table.to_string()
    }

    /// What could not be read of the interconnects, in as few lines as there are kinds of it.
    fn gaps(&self) -> Vec<String> {
        let entries = &self.interconnects;
        let unread: Vec<&Entry> = entries.iter().filter(|entry| entry.error.is_some()).collect();
        let nameless = unread.iter().filter(|entry| entry.name().is_none());
        let mut lines: Vec<String> = nameless
            .filter_map(|entry| entry.error.clone())
            .collect::<Troubles>()
            .line()
            .into_iter()
            .collect();
        if !unread.is_empty() {
            let (gaps, all) = (unread.len(), entries.len());
            lines.push(format!("{gaps} of {all} could not be read"));
        }
        lines
    }
}

/// The interconnects with their states. Only if the list breaks off there is none: what came before is not the inventory.
fn read_interconnects(account: &Account, options: &Options, progress: &Progress) -> Result<Vec<Entry>, Error> {
    let interconnects = account.interconnects();
    let mut list = interconnects.list();
    if let Some(site) = &options.site {
        list = list.site(site);
    }
    if let Some(type_) = &options.type_ {
        list = list.type_(type_);
    }
    let mut entries = Vec::new();
    for listed in list.iter() {
        progress.show(&format!("reading interconnect {}", entries.len() + 1));
        match listed {
            Ok(interconnect) => entries.push(Entry {
                interconnect: Some(interconnect),
                ..Entry::default()
            }),
            Err(error) if error.is_item() => entries.push(Entry {
                error: Some(error.to_string()),
                ..Entry::default()
            }),
            Err(error) => return Err(error),
        }
    }
    let all = entries.len();
    let statuses = side_by_side(
        &entries,
        options.jobs,
        |entry| {
            // A name is what a status is asked for by; it can only be absent from a type that this crate does not know, and
            // then the request says that it is empty.
            let name = entry.interconnect.as_ref()?.name().unwrap_or_default();
            Some(interconnects.status(name).send())
        },
        |done| progress.show(&format!("reading state {done} of {all}")),
    );
    for (entry, status) in entries.iter_mut().zip(statuses) {
        match status {
            Some(Ok(status)) => entry.status = Some(status),
            Some(Err(error)) => entry.error = Some(error.to_string()),
            None => {}
        }
    }
    Ok(entries)
}

/// Why a filter may have left nothing: which sites and types there are.
fn what_there_is(account: &Account, options: &Options) -> Result<String, Error> {
    let (mut sites, mut types) = (BTreeSet::new(), BTreeSet::new());
    for interconnect in account.interconnects().list().iter() {
        match interconnect {
            Ok(interconnect) => {
                sites.extend(location_and_speed(&interconnect).0.map(str::to_owned));
                types.extend(interconnect.type_().map(str::to_owned));
            }
            Err(error) if error.is_item() => {}
            Err(error) => return Err(error),
        }
    }
    let asked = [("--site", &options.site), ("--type", &options.type_)];
    let asked: Vec<String> = asked
        .into_iter()
        .filter_map(|(option, value)| Some(format!("{option} {}", value.as_ref()?)))
        .collect();
    let joined = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
    Ok(match sites.is_empty() {
        true => "the account has no interconnects".to_owned(),
        false => format!(
            "no interconnect is of {}: there are some at {}, of type {}",
            asked.join(" and "),
            joined(sites),
            joined(types)
        ),
    })
}

impl Entry {
    /// Of an interconnect that could not be read, the name that its CNIs know it by.
    fn name(&self) -> Option<&str> {
        let first = || self.cnis.as_ref()?.first().map(|cni| &*cni.interconnect);
        self.interconnect.as_ref().map_or_else(first, Interconnect::name)
    }

    /// What there is to say beside the row.
    fn details(&self) -> Vec<String> {
        let slot = self.slot_id().map(|id| match self.device() {
            Some(device) => format!("slot {id}, on {device}"),
            None => format!("slot {id}"),
        });
        let cnis = self.cnis.iter().flatten().map(|cni| match &cni.bgp_mode {
            Some(mode) => format!("CNI {}, {mode}", cni.magic.conduit_name),
            None => format!("CNI {}", cni.magic.conduit_name),
        });
        let magic = self.magic_interconnect.as_ref().map(magic_line);
        let unknown = self.cnis.is_none().then(|| "CNIs: not all could be read".to_owned());
        let reason = self.status.as_ref().and_then(status::reason).map(str::to_owned);
        let why = self.error.clone().or(reason);
        slot.into_iter()
            .chain(cnis)
            .chain(unknown)
            .chain(magic)
            .chain(why)
            .collect()
    }

    fn reservation(&self) -> Option<&str> {
        self.interconnect.as_ref()?.virtual_port_reservation_id()
    }

    /// The device that the port is on; its slot may know what the interconnect does not tell.
    fn device(&self) -> Option<&str> {
        let own = match self.interconnect.as_ref()? {
            Interconnect::Direct(physical) => physical.ccr_device_name.as_deref(),
            Interconnect::Unrecognized(object) => object.get("ccr_device_name").and_then(|name| name.as_str()),
            _ => None,
        };
        own.or_else(|| self.slot.as_ref()?.ccr_device_name.as_deref())
    }

    fn slot_id(&self) -> Option<String> {
        match self.interconnect.as_ref()? {
            Interconnect::Direct(physical) => Some(physical.slot_id.clone()),
            Interconnect::Unrecognized(object) => object.get("slot_id")?.as_str().map(str::to_owned),
            _ => None,
        }
    }
}

/// Where an interconnect is, and how fast. Of a type that is newer than this crate, what goes by the names that the
/// others use.
fn location_and_speed(interconnect: &Interconnect) -> (Option<&str>, Option<&str>) {
    match interconnect {
        Interconnect::Direct(physical) => (Some(&physical.site), Some(&physical.speed)),
        Interconnect::GcpPartner(partner) => (
            Some(&partner.region),
            partner.speed.as_ref().map(|speed| speed.as_str()),
        ),
        Interconnect::Unrecognized(object) => {
            let text = |name| object.get(name).and_then(|value| value.as_str());
            (text("site").or_else(|| text("region")), text("speed"))
        }
        _ => (None, None),
    }
}

/// What carries an interconnect's traffic: its name, MTU, addresses and health check, as far as they are told.
fn magic_line(magic: &MagicInterconnect) -> String {
    let mut parts = vec![format!("Magic {}", magic.name.as_deref().unwrap_or("-"))];
    parts.extend(magic.mtu.map(|mtu| format!("MTU {mtu}")));
    parts.extend(magic.interface_address.clone());
    parts.extend(magic.interface_address6.clone());
    parts.extend(magic.health_check.as_ref().map(health_check));
    parts.join(", ")
}

fn health_check(health_check: &MagicHealthCheck) -> String {
    if health_check.enabled == Some(false) {
        return "health check off".to_owned();
    }
    let rate = health_check.rate.as_ref().map(|rate| format!(" {rate}"));
    // A string, or an object of which one member is what is in effect.
    let target = health_check.target.as_ref();
    let target = target.and_then(|target| target.as_str().or_else(|| target["effective"].as_str()));
    let target = target.map(|target| format!(" to {target}"));
    format!("health check{}{}", rate.unwrap_or_default(), target.unwrap_or_default())
}
