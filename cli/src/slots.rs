//! `slots`: which slots are free; and the search for one, as `order` does it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::types::SlotInfo;
use serde_json::json;

use crate::account::{Account, print_report};
use crate::arguments::{Connection, is_same, text};
use crate::exit::{Exit, Failure};
use crate::output::{progress, say, table};
use crate::states::summarize;

/// The arguments of `slots`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/slots.txt"))]
pub(crate) struct Slots {
    #[command(flatten)]
    wanted: Wanted,
    /// List occupied slots too
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Which slots are meant. Upper and lower case are the same.
#[derive(clap::Args)]
pub(crate) struct Wanted {
    /// The Cloudflare site, such as IAD
    #[arg(long, value_parser = text())]
    pub(crate) site: Option<String>,
    /// The speed, such as 10G
    #[arg(long, value_parser = text())]
    pub(crate) speed: Option<String>,
}

/// The slots that were read.
pub(crate) struct Found {
    /// Those that are meant, by site, facility and id: the same order however the API lists them.
    pub(crate) slots: Vec<SlotInfo>,
    /// Those that the API gives besides.
    pub(crate) others: Vec<SlotInfo>,
    /// Whether the API was asked for those that are meant.
    pub(crate) filtered: bool,
    /// Why slots could not be decoded.
    pub(crate) errors: Vec<String>,
}

impl Slots {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        let found = self.wanted.search(&account, self.all)?;
        let report = || json!({ "slots": found.slots, "errors": found.errors });
        print_report(&account, self.json, report, || {
            let rows = found.slots.iter().map(|slot| {
                let state = if slot.occupied { "occupied" } else { "free" };
                let cells = [&slot.id, &slot.speed, &slot.site, &slot.facility.name];
                let [id, speed, site, facility] = cells.map(|cell| Some(&**cell));
                [id, Some(state), speed, site, facility, slot.ccr_device_name.as_deref()]
            });
            table(["SLOT", "STATE", "SPEED", "SITE", "FACILITY", "DEVICE"], rows)
        })?;
        if found.slots.is_empty() {
            say(&format!("no slot matches; {}", found.hint()));
        }
        summarize(&found.errors).map_or(Ok(()), |error| Err(Failure::new(Exit::Incomplete, error)))
    }
}

impl Wanted {
    pub(crate) fn is_met_by(&self, slot: &SlotInfo) -> bool {
        is_same(self.site.as_deref(), Some(&slot.site)) && is_same(self.speed.as_deref(), Some(&slot.speed))
    }

    /// Has the API filter, and checks what it gives. Where that is nothing, the API may write a site otherwise: then all slots are read.
    pub(crate) fn search(&self, account: &Account, occupied: bool) -> Result<Found, Error> {
        let found = self.read(account, occupied, true)?;
        match found.slots.is_empty() && found.others.is_empty() {
            true => self.read(account, occupied, false),
            false => Ok(found),
        }
    }

    fn read(&self, account: &Account, occupied: bool, filtered: bool) -> Result<Found, Error> {
        let mut list = account.slots().list();
        for site in self.site.iter().filter(|_| filtered) {
            list = list.site(&site.to_uppercase());
        }
        for speed in self.speed.iter().filter(|_| filtered) {
            list = list.speed(&speed.to_uppercase());
        }
        if !occupied {
            list = list.occupied(false);
        }
        let (mut slots, mut others, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for (number, slot) in list.iter().enumerate() {
            progress(&format!("reading slot {}", number + 1));
            match slot {
                Ok(slot) if slot.occupied && !occupied => {}
                Ok(slot) if self.is_met_by(&slot) => slots.push(slot),
                Ok(slot) => others.push(slot),
                Err(error) if error.is_item() => errors.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        let order = |slot: &SlotInfo| (slot.site.clone(), slot.facility.name.clone(), slot.id.clone());
        slots.sort_by_key(order);
        Ok(Found {
            slots,
            others,
            filtered,
            errors,
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = self.site.iter().map(|site| format!("at {site}"));
        write!(
            f,
            "{}",
            self.speed.iter().cloned().chain(site).collect::<Vec<_>>().join(" ")
        )
    }
}

impl Found {
    /// The speeds of the other free slots at each site.
    pub(crate) fn hint(&self) -> String {
        let mut speeds = BTreeMap::<&str, BTreeSet<&str>>::new();
        for slot in self.others.iter().filter(|slot| !slot.occupied) {
            speeds.entry(&slot.site).or_default().insert(&slot.speed);
        }
        let sites = speeds.into_iter().map(|(site, speeds)| {
            let speeds: Vec<&str> = speeds.into_iter().collect();
            format!("{} at {site}", speeds.join(" and "))
        });
        match sites.collect::<Vec<_>>() {
            sites if sites.is_empty() => "no other is free".to_owned(),
            sites => format!("free are {}", sites.join(", ")),
        }
    }
}
