//! Lists every interconnect of an account with its state, its slot and the CNIs on it, as a table or as JSON.
//!
//! ```text
//! cargo run --example inventory -- --site IAD
//! ```
//!
//! Without credentials in the environment it shows the same of a fake API. `--help` says the rest.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::types::{BgpMode, Cni, Interconnect, SlotInfo, StatusInfo};
use lexopt::{Arg, Parser};
use serde::Serialize;

use shared::account::{self, Account};
use shared::program::{self, Failure};
use shared::progress::Progress;
use shared::table::Table;
use shared::{arguments, status};

const NAME: &str = "inventory";

const HELP: &str = "\
Lists every interconnect of a Cloudflare account with its state, the slot that it
is in and the CNIs that are on it.

Usage: inventory [--site SITE] [--type TYPE] [--json]

  --site SITE  only those at this Cloudflare site, such as IAD
  --type TYPE  only those of this type: direct, gcp_partner
  --json       JSON in place of the table: {\"demo\", \"account\", \"errors\",
               \"interconnects\": [{\"interconnect\", \"status\", \"slot\", \"cnis\",
               \"error\"}]}, null where there is nothing or it could not be read;
               \"errors\" is about the slots and CNIs, \"error\" about the others;
               \"demo\" is true if all of it comes from the fake API
  --help       this text

SLOT is a slot's id, DEVICE the Cloudflare device that the port is on, CNIS the
names of the CNIs' conduits, BGP the modes of their sessions; ? is what could not
be read, and - what there is not.

Exit code:
  0  everything was read
  1  the interconnects could not be listed; nothing is printed
  2  the arguments or the environment cannot be used; nothing was sent
  3  the list is printed, but something in it could not be read: the errors stand
     in its rows, or if they are about the slots or the CNIs, on stderr
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

    for error in &inventory.errors {
        program::say(NAME, error);
    }
    let entries = &inventory.interconnects;
    let gaps = entries.iter().filter(|entry| entry.error.is_some()).count();
    if gaps > 0 {
        let line = format!(
            "{gaps} of {} could not be read: the errors are in the list",
            entries.len()
        );
        return Err(Failure::new(INCOMPLETE, [line]));
    }
    if !inventory.errors.is_empty() {
        return Err(Failure::silent(INCOMPLETE));
    }
    Ok(ExitCode::SUCCESS)
}

struct Options {
    site: Option<String>,
    type_: Option<String>,
    json: bool,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self {
            site: None,
            type_: None,
            json: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("site") => options.site = Some(arguments::text(&mut parser, "--site")?),
                Arg::Long("type") => options.type_ = Some(arguments::text(&mut parser, "--type")?),
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
    /// Why something of the slots or the CNIs is missing.
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
        inventory.join_cnis(account, options, &progress);
        Ok(inventory)
    }

    /// Finds the slots in their list, which is read no further than to the last of them: it may be a long one.
    fn join_slots(&mut self, account: &Account, progress: &Progress) {
        let mut wanted: BTreeSet<String> = self.interconnects.iter().filter_map(Entry::slot_id).collect();
        let mut found = BTreeMap::new();
        let mut errors = Vec::new();
        let mut slots = account.slots().list().iter();
        while let Some(slot) = (!wanted.is_empty()).then(|| slots.next()).flatten() {
            progress.show(&format!("reading slots, {} to find", wanted.len()));
            match slot {
                Ok(slot) if wanted.remove(&slot.id) => {
                    found.insert(slot.id.clone(), slot);
                }
                Ok(_) => {}
                Err(error) => errors.push(format!("slots: {error}")),
            }
        }
        // What cannot be read does not matter if it is nobody's.
        if !wanted.is_empty() {
            self.errors.extend(errors);
        }
        for entry in &mut self.interconnects {
            entry.slot = entry.slot_id().and_then(|id| found.get(&id).cloned());
        }
    }

    fn join_cnis(&mut self, account: &Account, options: &Options, progress: &Progress) {
        let mut found = BTreeMap::<String, Vec<Cni>>::new();
        let mut is_whole = true;
        for (number, cni) in account.cnis().list().iter().enumerate() {
            progress.show(&format!("reading CNI {}", number + 1));
            match cni {
                Ok(cni) => found.entry(cni.interconnect.clone()).or_default().push(cni),
                Err(error) => {
                    is_whole = false;
                    self.errors.push(format!("CNIs: {error}"));
                }
            }
        }
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

    fn table(&self) -> String {
        let mut table = Table::new([
            "NAME", "TYPE", "LOCATION", "SPEED", "SLOT", "DEVICE", "OWNER", "STATE", "CNIS", "BGP", "DETAIL",
        ]);
        for entry in &self.interconnects {
            let interconnect = entry.interconnect.as_ref();
            let (location, speed) = interconnect.map_or((None, None), location_and_speed);
            let cnis = entry.of_cnis(|cni| Some(&cni.magic.conduit_name));
            let bgp = entry.of_cnis(|cni| cni.bgp_mode.as_ref().map(BgpMode::as_str));
            table.push([
                entry.name(),
                interconnect.and_then(Interconnect::type_),
                location,
                speed,
                entry.slot_id().as_deref(),
                entry.device(),
                interconnect.and_then(Interconnect::owner),
                Some(entry.status.as_ref().map_or(status::UNKNOWN, status::state)),
                Some(&cnis),
                Some(&bgp),
                entry
                    .error
                    .as_deref()
                    .or(entry.status.as_ref().and_then(status::reason)),
            ]);
        }
        table.to_string()
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
        let mut entry = Entry::default();
        match listed {
            Ok(interconnect) => {
                // A name is what a status is asked for by; it can only be absent from a type that this crate does not
                // know, and then the request says that it is empty.
                match interconnects.status(interconnect.name().unwrap_or_default()).send() {
                    Ok(status) => entry.status = Some(status),
                    Err(error) => entry.error = Some(error.to_string()),
                }
                entry.interconnect = Some(interconnect);
            }
            Err(error) if error.is_item() => entry.error = Some(error.to_string()),
            Err(error) => return Err(error),
        }
        entries.push(entry);
    }
    Ok(entries)
}

impl Entry {
    /// Of an interconnect that could not be read, the name that its CNIs know it by.
    fn name(&self) -> Option<&str> {
        let first = || self.cnis.as_ref()?.first().map(|cni| &*cni.interconnect);
        self.interconnect.as_ref().map_or_else(first, Interconnect::name)
    }

    /// What there is to say of each CNI, side by side.
    fn of_cnis<'a>(&'a self, text: impl Fn(&'a Cni) -> Option<&'a str>) -> String {
        match &self.cnis {
            Some(cnis) => cnis.iter().filter_map(text).collect::<Vec<_>>().join(","),
            None => status::UNKNOWN.to_owned(),
        }
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
