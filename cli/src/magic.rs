//! `magic`: the Magic interconnects, which carry the traffic; their MTU and health check.

use clap::{ArgGroup, Args, Subcommand};
use cloudflare_interconnects::escape_invisible;
use cloudflare_interconnects::types::{MagicHealthCheck, MagicInterconnect};
use serde_json::{Value, json};

use crate::account::{Account, print_report};
use crate::arguments::{Connection, text};
use crate::exit::{Failure, on_interrupt};
use crate::inventory::{address, carrier, health_check, settings};
use crate::output::{request, say, table};
use crate::states::UNKNOWN;

#[derive(Subcommand)]
pub(crate) enum Magic {
    /// List the Magic interconnects with MTU, addresses and health check
    List(List),
    /// Set the MTU or the health check of a Magic interconnect
    Set(Box<Set>),
}

/// The arguments of `magic list`.
#[derive(Args)]
pub(crate) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// The arguments of `magic set`.
#[derive(Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true)), after_help = include_str!("../help/magic-set.txt"))]
#[command(
    override_usage = "cf-interconnects magic set NAME [--mtu BYTES] [--health-check RATE] [--target ADDRESS] [OPTIONS]"
)]
pub(crate) struct Set {
    /// The name of the interconnect, such as icon-1, or the name or id of the Magic interconnect
    #[arg(value_parser = text())]
    name: String,
    /// The maximum size of a packet, in bytes, at least 576
    #[arg(long, value_name = "BYTES", group = "change")]
    mtu: Option<u64>,
    /// Switch the health check off, or set how often it probes
    #[arg(long, value_name = "RATE", group = "change", ignore_case = true, value_parser = ["off", "low", "mid", "high"])]
    health_check: Option<String>,
    /// The address that the health check probes
    #[arg(long, value_name = "ADDRESS", group = "change", value_parser = text())]
    target: Option<String>,
    /// Show the request, and change nothing
    #[arg(long, conflicts_with = "validate")]
    dry_run: bool,
    /// Let the API check the request, and change nothing
    #[arg(long)]
    validate: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Magic {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(),
            Self::Set(set) => set.run(),
        }
    }
}

impl List {
    fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        let listed = read(&account)?;
        let report = || json!({ "magic_interconnects": listed });
        print_report(&account, self.json, report, || {
            let cells = listed.iter().map(|magic| {
                let (name, location) = (magic.name.clone(), magic.colo_name.clone());
                let mtu = magic.mtu.map(|mtu| mtu.to_string());
                [name, location, mtu, address(magic), health_check(magic)]
            });
            let cells: Vec<_> = cells.collect();
            let rows = cells.iter().map(|row| row.each_ref().map(Option::as_deref));
            table(["NAME", "LOCATION", "MTU", "ADDRESS", "HEALTH CHECK"], rows)
        })
    }
}

/// Reads the list. Targets come as objects, which tell a target that somebody has set from one that the API has chosen.
fn read(account: &Account) -> Result<Vec<MagicInterconnect>, Failure> {
    let list = account.magic_interconnects().list().x_magic_new_hc_target(true);
    Ok(list.send()?.interconnects)
}

impl Set {
    fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        let before = self.find(&account)?;
        let name = before.name.as_deref().unwrap_or(UNKNOWN);
        let id = before.id.as_deref();
        let id = id.ok_or_else(|| Failure::failed(format!("{name} has no id to change it by")))?;
        let magics = account.magic_interconnects();
        let update = magics.update(id, &self.change(&before)).x_magic_new_hc_target(true);
        let update = if self.validate {
            update.validate_only(true)
        } else {
            update
        };
        let preview = update.dry_run()?;
        let report = |modified: bool, after: Option<&MagicInterconnect>| {
            let request = request(&preview);
            json!({ "modified": modified, "request": request, "before": before, "after": after })
        };
        if self.dry_run {
            print_report(&account, self.json, || report(false, None), || preview.to_string())?;
            say("nothing was changed: this is --dry-run");
            return Ok(());
        }
        if !self.validate {
            on_interrupt(format!("{name} may be changed: `magic list` shows it"));
        }
        let response = update.send()?;
        let (modified, after) = (response.modified == Some(true), response.modified_interconnect.as_ref());
        let [from, to] = [&before, after.unwrap_or(&before)].map(settings);
        let line = match (modified, self.validate) {
            (true, _) => format!("{name}: {from} -> {to}"),
            (false, true) => format!("{name}: the API accepts the change; nothing was changed"),
            (false, false) => format!("{name}: nothing to change, {to}"),
        };
        let text = || escape_invisible(&line).into_owned() + "\n";
        print_report(&account, self.json, || report(modified, after), text)
    }

    /// The Magic interconnect with this name or id, or the one that carries the traffic of the interconnect with this name.
    fn find(&self, account: &Account) -> Result<MagicInterconnect, Failure> {
        let (listed, name) = (read(account)?, &*self.name);
        let named =
            |magic: &&MagicInterconnect| magic.name.as_deref() == Some(name) || magic.id.as_deref() == Some(name);
        if let Some(found) = listed.iter().find(named) {
            return Ok(found.clone());
        }
        let found = match account.interconnects().get(name).send() {
            Err(error) if error.is_not_found() => {
                let message = format!("no interconnect and no Magic interconnect is named {name}; see `magic list`");
                return Err(Failure::failed(message));
            }
            found => found?,
        };
        let carrier = carrier(&listed, found.virtual_port_reservation_id()).cloned();
        carrier.ok_or_else(|| Failure::failed(format!("no Magic interconnect carries the traffic of {name} so far")))
    }

    /// What is read goes back with the changes, so that nothing else changes.
    fn change(&self, before: &MagicInterconnect) -> MagicInterconnect {
        let mut after = before.clone();
        after.mtu = self.mtu.or(after.mtu);
        if let Some(Value::Object(target)) = after.health_check.as_mut().and_then(|check| check.target.as_mut()) {
            // The API sets it.
            target.remove("effective");
        }
        if let Some(rate) = self.health_check.as_ref().map(|rate| rate.to_lowercase()) {
            let check = after.health_check.get_or_insert_with(MagicHealthCheck::new);
            check.enabled = Some(rate != "off");
            if rate != "off" {
                check.rate = Some(rate.as_str().into());
            }
        }
        if let Some(target) = &self.target {
            let check = after.health_check.get_or_insert_with(MagicHealthCheck::new);
            check.target = Some(json!({ "saved": target }));
        }
        after
    }
}
