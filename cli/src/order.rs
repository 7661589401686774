//! `order`: finds a slot, orders an interconnect on it, waits until it is set up, and saves its letter.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use cloudflare_interconnects::Error;
use cloudflare_interconnects::types::{Interconnect, InterconnectCreate, SlotInfo, StatusInfo};
use serde::Serialize;
use serde_json::{Value, json};

use crate::account::{Account, print_report};
use crate::arguments::{Connection, duration, is_same, text};
use crate::exit::{Exit, Failure, on_interrupt};
use crate::files;
use crate::loa::{Letter, file_name};
use crate::output::{NAME, is_full, progress, request, say, tell};
use crate::slots::Wanted;
use crate::states::{UNKNOWN, reason, state, summarize};

const USAGE: &str = "\
cf-interconnects order --site SITE --speed SPEED [--live] [OPTIONS]
       cf-interconnects order --slot ID [--live] [OPTIONS]
       cf-interconnects order --type gcp_partner --bandwidth BANDWIDTH [--live] [OPTIONS]
       cf-interconnects order --resume ICON [OPTIONS]";

/// The largest file with a pairing key, in bytes.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// The arguments of `order`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/order.txt"), override_usage = USAGE)]
pub(crate) struct Order {
    /// What to order: a port in a facility, or a link from Google Cloud
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_enum,
        ignore_case = true,
        default_value = "direct"
    )]
    type_: Type,
    #[command(flatten)]
    wanted: Wanted,
    /// Order this slot, without a search; if --site or --speed is given, it must match
    #[arg(long, value_name = "ID", value_parser = text())]
    slot: Option<String>,
    /// gcp_partner: the bandwidth, such as 500M or 10G
    #[arg(long, value_parser = text(), conflicts_with_all = ["site", "slot", "speed", "loa", "name"])]
    bandwidth: Option<String>,
    /// gcp_partner: a file with the pairing key that Google Cloud issued [default: the key in GCP_PAIRING_KEY]
    #[arg(long, value_name = "FILE", requires = "bandwidth")]
    pairing_key_file: Option<PathBuf>,
    /// The account tag in the order [default: the account's id]
    #[arg(long, value_name = "TAG", value_parser = text())]
    account_tag: Option<String>,
    /// Send the order; without --live, it is only shown
    #[arg(long)]
    live: bool,
    /// Order nothing: wait for this interconnect, and save its letter
    #[arg(long, value_name = "ICON", value_parser = text(), conflicts_with_all = ["type_", "site", "speed", "slot", "bandwidth", "pairing_key_file", "account_tag", "live"])]
    resume: Option<String>,
    /// The time between two checks of the state
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    interval: Duration,
    /// How long to wait until the interconnect is set up
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = duration)]
    time_limit: Duration,
    /// The letter's file [default: loa-ICON.pdf]
    #[arg(long, value_name = "FILE")]
    loa: Option<PathBuf>,
    #[command(flatten)]
    letter: Letter,
    /// Print JSON at the end; progress is on stderr
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Type {
    Direct,
    GcpPartner,
}

/// What `--json` prints.
#[derive(Default, Serialize)]
struct Report {
    /// Whether this run has ordered.
    ordered: bool,
    request: Option<Value>,
    slot: Option<SlotInfo>,
    interconnect: Option<Interconnect>,
    status: Option<StatusInfo>,
    /// The letter's file, if it is saved.
    loa: Option<String>,
    errors: Vec<String>,
}

impl Order {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.check()?;
        let account = Account::open(&self.connection)?;
        on_interrupt("nothing was ordered");
        // That the letter cannot be saved is better found now. Under its default name, a resumed order may have saved it before.
        let has_letter = self.resume.is_none() && self.bandwidth.is_none();
        if let Some(path) = self.loa.clone().or_else(|| has_letter.then(|| file_name("ICON"))) {
            files::check_target(&path, self.letter.force)?;
        }
        if let Some(icon) = &self.resume {
            let interconnect = account.interconnects().get(icon).send()?;
            return self.finish(&account, icon, interconnect, Report::default());
        }
        let (body, slot) = self.body(&account)?;
        let create = account.interconnects().create(&body);
        let preview = create.dry_run()?;
        let mut report = Report::default();
        (report.request, report.slot) = (Some(request(&preview)), slot);
        if !self.live {
            let shown = || format!("{preview}{}", self.plan());
            print_report(&account, self.json, || json!(report), shown)?;
            say("nothing was ordered: --live orders for real");
            return Ok(());
        }

        let slot_id = report.slot.as_ref().map(|slot| format!("slot {}", slot.id));
        let what = slot_id.unwrap_or_else(|| "a link".to_owned());
        say(&format!("ordering {what}: {} {}", preview.method(), preview.url()));
        on_interrupt(format!(
            "{what} may be ordered: `inventory --json` shows it then, and `order --resume ICON` goes on"
        ));
        let interconnect = match create.send() {
            Ok(interconnect) => interconnect,
            Err(error) if error.may_have_been_applied() => {
                return Err(unknown(&account, report.slot, error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        let Some(icon) = interconnect.name().map(str::to_owned) else {
            let message = "the response to the order names no interconnect".to_owned();
            return Err(unknown(&account, report.slot, message));
        };
        report.ordered = true;
        tell(self.json, &format!("{icon}: ordered"));
        if let (Some(slot), Interconnect::Direct(port)) = (&report.slot, &interconnect) {
            let is_speed = is_same(self.wanted.speed.as_deref(), Some(&port.speed));
            if !(port.slot_id == slot.id && port.site == slot.site && is_speed) {
                let got = format!("{} at {} in slot {}", port.speed, port.site, port.slot_id);
                let ordered = format!("{} at {} in slot {}", slot.speed, slot.site, slot.id);
                let difference = format!("{icon} is {got}, but {ordered} was ordered");
                report.errors.push(difference);
            }
        }
        self.finish(&account, &icon, interconnect, report)
    }

    fn check(&self) -> Result<(), Failure> {
        let is_found = self.slot.is_some() || self.wanted.site.is_some() && self.wanted.speed.is_some();
        Err(Failure::usage(match (self.type_, &self.bandwidth) {
            (Type::Direct, Some(_)) => "--bandwidth is for --type gcp_partner; a direct order has --speed",
            (Type::GcpPartner, None) => "an order of type gcp_partner needs --bandwidth",
            (Type::Direct, None) if !is_found && self.resume.is_none() => {
                "an order needs --site and --speed, or --slot; --resume goes on with an earlier one (see --help)"
            }
            _ => return Ok(()),
        }))
    }

    /// The order, and the slot that it takes.
    fn body(&self, account: &Account) -> Result<(InterconnectCreate, Option<SlotInfo>), Failure> {
        let tag = self.account_tag.as_deref().unwrap_or(&account.id);
        if let Some(bandwidth) = &self.bandwidth {
            let order = InterconnectCreate::gcp_partner(tag, bandwidth.to_uppercase(), self.pairing_key()?);
            return Ok((order.into(), None));
        }
        let slot = match &self.slot {
            Some(id) => account.slots().get(id).send()?,
            None => self.find_slot(account)?,
        };
        let (id, speed, wanted) = (&slot.id, &slot.speed, &self.wanted);
        if !wanted.is_met_by(&slot) {
            let message = format!(
                "slot {id} is {speed} at {}, not {wanted}; nothing was ordered",
                slot.site
            );
            return Err(Failure::new(Exit::OtherSlot, message));
        }
        if slot.occupied {
            let message = format!("slot {id} is occupied; nothing was ordered");
            return Err(Failure::new(Exit::NoFreeSlot, message));
        }
        let facility = &slot.facility.name;
        tell(
            self.json,
            &format!("slot {id}: free, {speed} at {}, {facility}", slot.site),
        );
        let mut order = InterconnectCreate::direct(tag, id);
        if self.wanted.speed.is_some() {
            order = order.speed(speed);
        }
        Ok((order.into(), Some(slot)))
    }

    /// The first free slot, by its facility and its id; or else one that the API gives in its place.
    fn find_slot(&self, account: &Account) -> Result<SlotInfo, Failure> {
        let mut found = self.wanted.search(account, false)?;
        summarize(&found.errors).iter().for_each(|error| say(error));
        if found.slots.is_empty() && found.filtered {
            found.slots = found.others;
        } else if found.slots.is_empty() {
            let (wanted, hint) = (&self.wanted, found.hint());
            let message = format!("no slot is free that is {wanted}; {hint}; nothing was ordered");
            return Err(Failure::new(Exit::NoFreeSlot, message));
        }
        Ok(found.slots.swap_remove(0))
    }

    /// The pairing key. It is a credential, and so no argument: other users of a machine can see those.
    fn pairing_key(&self) -> Result<String, Failure> {
        let key = match &self.pairing_key_file {
            Some(file) => {
                read_small(file).map_err(|error| Failure::usage(format!("cannot read {}: {error}", file.display())))?
            }
            None => env::var("GCP_PAIRING_KEY").unwrap_or_default(),
        };
        let missing = "there is no pairing key: put it into GCP_PAIRING_KEY or --pairing-key-file";
        match key.trim() {
            "" => Err(Failure::usage(missing)),
            key if key.contains(['\r', '\n']) => Err(Failure::usage("the pairing key has more than one line")),
            key => Ok(key.to_owned()),
        }
    }

    /// What follows the order.
    fn plan(&self) -> String {
        let [interval, limit] = [self.interval, self.time_limit].map(humantime::format_duration);
        let mut plan = format!("Then it checks the state every {interval}, for at most {limit}");
        if self.bandwidth.is_none() {
            let file = self.loa.clone().unwrap_or_else(|| file_name("ICON"));
            plan += &format!(", and saves the letter as {}", file.display());
        }
        plan + "\n"
    }

    /// Waits, and saves the letter, also if the wait fails. The order stands, and every failure says how to go on.
    fn finish(
        &self,
        account: &Account,
        icon: &str,
        interconnect: Interconnect,
        mut report: Report,
    ) -> Result<(), Failure> {
        let resume = format!("{icon} is ordered: `{NAME} order --resume {icon}` goes on with it");
        on_interrupt(resume.clone());
        let mut exit = Exit::OrderUnfinished;
        match self.wait(account, icon) {
            Ok(status) => report.status = Some(status),
            Err(error) => report.errors.push(error.to_string()),
        }
        if !matches!(interconnect, Interconnect::GcpPartner(_)) {
            let path = self.loa.clone().unwrap_or_else(|| file_name(icon));
            match self.letter.save(account, icon, &path, None) {
                Ok(line) => {
                    tell(self.json, &line);
                    report.loa = Some(path.display().to_string());
                }
                Err(failure) => {
                    if report.errors.is_empty() && failure.exit == Exit::FileKept {
                        exit = Exit::FileKept;
                    }
                    report.errors.extend(failure.messages);
                }
            }
        }
        report.interconnect = Some(interconnect);
        if self.json {
            let printed = print_report(account, true, || json!(report), String::new);
            report
                .errors
                .extend(printed.err().into_iter().flat_map(|failure| failure.messages));
        } else if is_full() {
            report.errors.push("stdout could not be written to".to_owned());
        }
        if report.errors.is_empty() {
            return Ok(());
        }
        if exit == Exit::OrderUnfinished {
            report.errors.push(resume);
        }
        Err(Failure::many(exit, report.errors))
    }

    /// Waits until the interconnect is set up, and tells each change of its state.
    fn wait(&self, account: &Account, icon: &str) -> Result<StatusInfo, Error> {
        let mut last = String::new();
        account
            .interconnects()
            .status(icon)
            // A state that is newer than this command may be one on the way.
            .wait_until(|status| status.is_healthy() || status.is_unhealthy() || status.is_down())
            .described_as(format!("{icon} to be set up"))
            .interval(self.interval)
            .deadline(self.time_limit)
            .on_progress(|check| {
                let now = check.result.map_or(UNKNOWN, state);
                if let Ok(status) = check.result
                    && now != last
                {
                    last = now.to_owned();
                    let reason = reason(status).map_or(String::new(), |reason| format!(": {reason}"));
                    tell(self.json, &format!("{icon}: {now}{reason}"));
                }
                let limit = humantime::format_duration(self.time_limit);
                progress(&format!("{icon}: {now} after {}s of {limit}", check.elapsed.as_secs()));
            })
            .send()
    }
}

/// Reads a file, but nothing without an end.
fn read_small(path: &Path) -> io::Result<String> {
    // Before it is opened: that waits, if it is a pipe.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut text = String::new();
    let length = File::open(path)?.take(MAX_KEY_FILE + 1).read_to_string(&mut text)?;
    match length as u64 > MAX_KEY_FILE {
        true => Err(io::Error::other("it is larger than 64 KiB")),
        false => Ok(text),
    }
}

/// It is unknown whether the order was carried out: looks for it, and says how to go on. It is never sent twice.
fn unknown(account: &Account, slot: Option<SlotInfo>, why: String) -> Failure {
    let advice = "list before ordering again";
    let resume = format!("`{NAME} order --resume ICON` goes on with it");
    let Some(SlotInfo { id, .. }) = slot else {
        let message = format!("{advice}: if `{NAME} inventory` has it, {resume}");
        return Failure::many(Exit::ChangeUnknown, vec![why, message]);
    };
    let found = account.interconnects().list().iter().find_map(|item| match item {
        Ok(Interconnect::Direct(port)) if port.slot_id == id => Some(Ok(port.name)),
        Err(error) if !error.is_item() => Some(Err(error)),
        _ => None,
    });
    let message = match found {
        Some(Err(error)) => {
            format!("the list cannot be read now ({error}): {advice}; if `{NAME} inventory` has it, {resume}")
        }
        Some(Ok(icon)) => format!("{icon} is in slot {id}: {}", resume.replace("ICON", &icon)),
        None => format!(
            "{advice}: no interconnect is in slot {id} so far; if `{NAME} inventory --json` has it later, {resume}; \
             else order with --slot {id}, which cannot be taken twice"
        ),
    };
    Failure::many(Exit::ChangeUnknown, vec![why, message])
}
