//! Finds a free slot, orders an interconnect on it, waits until it is set up, and saves its Letter of Authorization.
//!
//! ```text
//! cargo run --example order -- --site IAD --speed 10G
//! ```
//!
//! With credentials in the environment it shows the order that it would send, and sends it with `--live`. Without any it
//! walks through all of it on a fake API. `--help` says the rest.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::resources::Interconnects;
use cloudflare_interconnects::types::{Interconnect, InterconnectCreate, SlotInfo, StatusInfo};
use lexopt::{Arg, Parser};

use shared::account::{self, Account};
use shared::program::{self, Failure};
use shared::progress::Progress;
use shared::troubles::Troubles;
use shared::{arguments, letter, status};

const NAME: &str = "order";

const HELP: &str = "\
Finds a free slot, orders a Cloudflare interconnect on it, waits until it is set
up, and saves its Letter of Authorization (LOA). Without --live it shows what it
would send, and orders nothing: all it sends is the search for the slot.

Usage: order --site SITE --speed SPEED [--live]
       order --slot ID [--speed SPEED] [--live]
       order --type gcp_partner --bandwidth BANDWIDTH [--pairing-key-file FILE] [--live]
       order --resume ICON

What is ordered:
  --type TYPE              direct (a port in a facility), which is the default, or
                           gcp_partner (from Google Cloud)
  --site SITE              direct: the Cloudflare site, such as IAD, where the first
                           slot is taken that is free, by its facility's name and its id
  --slot ID                direct: the slot to take, in place of a search
  --speed SPEED            direct: the port's speed, such as 10G; with --slot by default
                           the slot's
  --bandwidth BANDWIDTH    gcp_partner: such as 500M or 10G
  --pairing-key-file FILE  gcp_partner: a file with the pairing key that Google Cloud
                           issued; by default GCP_PAIRING_KEY in the environment has it
  --account-tag TAG        the account that the order names; by default the account id
  --live                   order for real

What follows:
  --resume ICON      order nothing: wait for this interconnect, and save its LOA
  --name NAME        the customer's name on the LOA, at most 200 characters; by default
                     the account's
  --interval TIME    how long to wait between two looks at its state; by default 30s
  --time-limit TIME  how long to wait altogether; by default 15m
  --loa FILE         where to save the LOA; by default loa-ICON.pdf, in place of what is
                     there. A gcp_partner has none.
  TIME is a number with s, m or h behind it, or of seconds. An interconnect is set
  up once it is Healthy, Unhealthy or Down: a port is Down until the facility has
  patched it.

Exit code:
  0  done; or shown, without --live
  1  failed, and nothing was ordered
  2  the arguments or the environment cannot be used; nothing was sent
  3  ordered, but not all that follows was done: --resume goes on with it
  4  it is not known whether it was ordered: list before ordering again
  5  there is no free slot of that speed at that site; nothing was ordered

Before it orders, it looks whether the LOA can be written where it is to go, and
says on stderr that it orders. Interrupted (Ctrl-C) after that line, the order may
stand: `inventory` shows it, and --resume goes on with it. Where stdout cannot be
written, what belongs there goes to stderr.
";

/// The exit code where the order stands and something after it failed.
const UNFINISHED: u8 = 3;
/// The exit code where the order may stand.
const UNKNOWN: u8 = 4;
/// The exit code where there is nothing to order, which may be otherwise another day.
const NO_SLOT: u8 = 5;

fn main() -> ExitCode {
    program::run(NAME, || order().map(|()| ExitCode::SUCCESS))
}

fn order() -> Result<(), Failure> {
    let Some(options) = Options::parse(Parser::from_env())? else {
        return program::print(&format!("{HELP}\n{}", account::HELP));
    };
    let account = Account::from_env()?;
    if account.is_demo() {
        if options.live {
            return Err(Failure::usage(
                "--live orders for real: it needs credentials in the environment (see --help)",
            ));
        }
        program::say(
            NAME,
            "no CLOUDFLARE_ variables are set: this order goes to a fake API, for demonstration",
        );
    }
    let plan = Plan::new(&options, &account);
    let interconnects = account.interconnects();

    if let Some(icon) = &options.resume {
        arguments::check_target(&plan.loa(icon), "--loa")?;
        let interconnect = interconnects.get(icon).send()?;
        return finish(&interconnects, icon, &interconnect, &plan);
    }
    if options.type_.as_deref() != Some("gcp_partner") {
        // The name is not known before the order.
        arguments::check_target(&plan.loa("ICON"), "--loa")?;
    }
    let body = body(&options, &account)?;
    if options.live || account.is_demo() {
        let preview = interconnects.create(&body).dry_run()?;
        let what = match &body {
            InterconnectCreate::Direct(order) => format!("slot {}", order.slot_id),
            InterconnectCreate::GcpPartner(order) => format!("a gcp_partner of {}", order.bandwidth),
            _ => "an interconnect".to_owned(),
        };
        program::say(
            NAME,
            &format!("ordering {what}: {} {}", preview.method(), preview.url()),
        );
        let (icon, interconnect) = create(&interconnects, &body)?;
        finish(&interconnects, &icon, &interconnect, &plan)
    } else {
        show(&interconnects, &body, &plan)
    }
}

#[derive(Default)]
struct Options {
    type_: Option<String>,
    site: Option<String>,
    slot: Option<String>,
    speed: Option<String>,
    bandwidth: Option<String>,
    pairing_key_file: Option<PathBuf>,
    account_tag: Option<String>,
    live: bool,
    resume: Option<String>,
    name: Option<String>,
    interval: Option<Duration>,
    time_limit: Option<Duration>,
    loa: Option<PathBuf>,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("type") => options.type_ = Some(arguments::text(&mut parser, "--type")?),
                Arg::Long("site") => options.site = Some(arguments::text(&mut parser, "--site")?),
                Arg::Long("slot") => options.slot = Some(arguments::text(&mut parser, "--slot")?),
                Arg::Long("speed") => options.speed = Some(arguments::text(&mut parser, "--speed")?),
                Arg::Long("bandwidth") => options.bandwidth = Some(arguments::text(&mut parser, "--bandwidth")?),
                Arg::Long("pairing-key-file") => options.pairing_key_file = Some(parser.value()?.into()),
                Arg::Long("account-tag") => options.account_tag = Some(arguments::text(&mut parser, "--account-tag")?),
                Arg::Long("live") => options.live = true,
                Arg::Long("resume") => options.resume = Some(arguments::text(&mut parser, "--resume")?),
                Arg::Long("name") => options.name = Some(arguments::customer(&mut parser, "--name")?),
                Arg::Long("interval") => options.interval = Some(arguments::duration(&mut parser, "--interval")?),
                Arg::Long("time-limit") => options.time_limit = Some(arguments::duration(&mut parser, "--time-limit")?),
                Arg::Long("loa") => options.loa = Some(arguments::file(&mut parser, "--loa")?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        options.check().map(|()| Some(options))
    }

    /// Refuses what would go unheeded: whoever asks for it expects something else.
    fn check(&self) -> Result<(), Failure> {
        let direct = [
            ("--site", self.site.is_some()),
            ("--slot", self.slot.is_some()),
            ("--speed", self.speed.is_some()),
        ];
        let gcp_partner = [
            ("--bandwidth", self.bandwidth.is_some()),
            ("--pairing-key-file", self.pairing_key_file.is_some()),
        ];
        let order = [
            ("--type", self.type_.is_some()),
            ("--account-tag", self.account_tag.is_some()),
            ("--live", self.live),
        ];
        let loa = [("--loa", self.loa.is_some()), ("--name", self.name.is_some())];
        let (other, unheeded) = match (&self.resume, self.type_.as_deref()) {
            (Some(_), _) => (
                "--resume, which orders nothing",
                [&direct[..], &gcp_partner, &order].concat(),
            ),
            (None, None | Some("direct")) => ("--type direct, which is the default", gcp_partner.to_vec()),
            (None, Some("gcp_partner")) => ("--type gcp_partner", [&direct[..], &loa].concat()),
            (None, Some(type_)) => {
                return Err(Failure::usage(format!(
                    "--type is direct or gcp_partner, not {type_:?}"
                )));
            }
        };
        if let Some((option, _)) = unheeded.into_iter().find(|(_, given)| *given) {
            return Err(Failure::usage(format!("{option} does not go with {other}")));
        }
        if self.slot.is_some() && self.site.is_some() {
            return Err(Failure::usage("--site, to search a slot, does not go with --slot"));
        }
        Ok(())
    }
}

/// What happens after the order.
struct Plan {
    interval: Duration,
    time_limit: Duration,
    /// The customer's name on the LOA; by default the account's.
    name: Option<String>,
    /// Where the LOA goes; by default into the working directory, under the interconnect's name.
    loa: Option<PathBuf>,
}

impl Plan {
    fn new(options: &Options, account: &Account) -> Self {
        // The fake is set up at the second look, however soon that comes.
        let interval = Duration::from_millis(if account.is_demo() { 10 } else { 30_000 });
        Self {
            interval: options.interval.unwrap_or(interval),
            time_limit: options.time_limit.unwrap_or(Duration::from_secs(15 * 60)),
            name: options.name.clone(),
            loa: options.loa.clone(),
        }
    }

    fn loa(&self, icon: &str) -> PathBuf {
        self.loa.clone().unwrap_or_else(|| letter::file_name(icon).into())
    }
}

/// The order. On the fake, what is not given is made up, so that the demonstration needs no arguments.
fn body(options: &Options, account: &Account) -> Result<InterconnectCreate, Failure> {
    let required = |value: &Option<String>, option: &str, made_up: &str| match value {
        Some(value) => Ok(value.clone()),
        None if account.is_demo() => Ok(made_up.to_owned()),
        None => Err(Failure::usage(format!("{option} is missing (see --help)"))),
    };
    let tag = options.account_tag.as_deref().unwrap_or(&account.id);
    if options.type_.as_deref() == Some("gcp_partner") {
        let bandwidth = required(&options.bandwidth, "--bandwidth", "1G")?;
        let key = pairing_key(options.pairing_key_file.as_deref())?;
        let key = required(
            &key,
            "the pairing key, in GCP_PAIRING_KEY or --pairing-key-file,",
            "made-up/us-east4/1",
        )?;
        return Ok(InterconnectCreate::gcp_partner(tag, bandwidth, key).into());
    }
    let (slot, speed) = match &options.slot {
        Some(slot) => (slot.clone(), options.speed.clone()),
        None => {
            let site = required(&options.site, "--site (or --slot)", "IAD")?;
            let speed = required(&options.speed, "--speed", "10G")?;
            (find_slot(account, &site, &speed)?, Some(speed))
        }
    };
    let order = InterconnectCreate::direct(tag, slot);
    Ok(match speed {
        Some(speed) => order.speed(speed),
        None => order,
    }
    .into())
}

/// The free slot that comes first by its facility's name and its id: the same one whatever order the API lists them in.
fn find_slot(account: &Account, site: &str, speed: &str) -> Result<String, Failure> {
    let progress = Progress::new(NAME);
    let (mut first, mut troubles): (Option<SlotInfo>, _) = (None, Troubles::default());
    let slots = account.slots().list().site(site).speed(speed).occupied(false);
    for (number, slot) in slots.iter().enumerate() {
        progress.show(&format!("slot {} of those at {site}", number + 1));
        let slot = match slot {
            Ok(slot) => slot,
            // One that cannot be read is none to order.
            Err(error) if error.is_item() => {
                troubles.add(error.to_string());
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let rank = |slot: &SlotInfo| (slot.facility.name.clone(), slot.id.clone());
        // Not to be occupied is what matters, so the filter is not relied on.
        if !slot.occupied && first.as_ref().is_none_or(|first| rank(&slot) < rank(first)) {
            first = Some(slot);
        }
    }
    progress.clear();
    if let Some(line) = troubles.line() {
        program::say(NAME, &line);
    }
    let Some(slot) = first else {
        let line = format!("there is no free slot of {speed} at {site}; {}", free_slots(account)?);
        return Err(Failure::new(NO_SLOT, [line]));
    };
    let SlotInfo { id, facility, .. } = slot;
    report(&format!("slot {id}: free, {speed} at {site}, {}", facility.name));
    Ok(id)
}

/// What there is in place of a slot that there is not: the speeds of the free slots at each site.
fn free_slots(account: &Account) -> Result<String, Error> {
    let mut speeds = BTreeMap::<String, BTreeSet<String>>::new();
    for slot in account.slots().list().occupied(false).iter() {
        match slot {
            Ok(slot) if !slot.occupied => {
                speeds.entry(slot.site).or_default().insert(slot.speed);
            }
            Ok(_) => {}
            Err(error) if error.is_item() => {}
            Err(error) => return Err(error),
        }
    }
    let sites = speeds.into_iter().map(|(site, speeds)| {
        let speeds: Vec<String> = speeds.into_iter().collect();
        format!("{} at {site}", speeds.join(" and "))
    });
    let sites: Vec<String> = sites.collect();
    Ok(match sites.is_empty() {
        true => "none is free anywhere".to_owned(),
        false => format!("free are {}", sites.join(", ")),
    })
}

/// The pairing key. It is a credential, so that it is no argument: other users of a machine can see those.
fn pairing_key(file: Option<&Path>) -> Result<Option<String>, Failure> {
    let key = match file {
        Some(file) => fs::read_to_string(file)
            .map(Some)
            .map_err(|error| Failure::usage(format!("--pairing-key-file: {}: {error}", file.display())))?,
        None => env::var("GCP_PAIRING_KEY").ok(),
    };
    let key = key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
    match (file, key) {
        (Some(file), None) => Err(Failure::usage(format!(
            "--pairing-key-file: {} is empty",
            file.display()
        ))),
        (_, key) => Ok(key),
    }
}

/// The dry run.
fn show(interconnects: &Interconnects, body: &InterconnectCreate, plan: &Plan) -> Result<(), Failure> {
    let order = interconnects.create(body).dry_run()?;
    let status = interconnects.status("NAME").dry_run()?;
    let mut text = format!(
        "{order}\n{} {}, every {:?} for at most {:?}, until it is set up\n",
        status.method(),
        status.url(),
        plan.interval,
        plan.time_limit
    );
    if !matches!(body, InterconnectCreate::GcpPartner(_)) {
        let loa = letter::request(interconnects, "NAME", plan.name.as_deref()).dry_run()?;
        let file = plan.loa("NAME");
        text += &format!("{} {}, saved as {}\n", loa.method(), loa.url(), file.display());
    }
    program::print(&text)?;
    program::say(NAME, "nothing was ordered: --live orders for real");
    Ok(())
}

/// Orders, and gives the name by which everything else is asked for.
fn create(interconnects: &Interconnects, body: &InterconnectCreate) -> Result<(String, Interconnect), Failure> {
    let unknown = |why: String| {
        let advice = "list before ordering again: `inventory --json` shows each interconnect with its slot; \
                      if the order is there, `order --resume ICON` goes on with it";
        Failure::new(UNKNOWN, [why, advice.to_owned()])
    };
    let interconnect = interconnects.create(body).send().map_err(|error| {
        if error.may_have_been_applied() {
            unknown(error.to_string())
        } else {
            error.into()
        }
    })?;
    let Some(icon) = interconnect.name().map(str::to_owned) else {
        return Err(unknown(
            "the answer to the order does not name an interconnect".to_owned(),
        ));
    };
    report(&format!("{icon}: ordered"));
    Ok((icon, interconnect))
}

/// Waits, and saves the LOA; also where the waiting did not end well, since the LOA is what a facility needs to set a
/// port up. From here on the order stands, and every failure says how to go on.
fn finish(interconnects: &Interconnects, icon: &str, interconnect: &Interconnect, plan: &Plan) -> Result<(), Failure> {
    let waited = wait(interconnects, icon, plan);
    let saved = match interconnect {
        Interconnect::GcpPartner(_) => Ok(()),
        _ => {
            let letter = letter::request(interconnects, icon, plan.name.as_deref());
            letter::save(letter, icon, &plan.loa(icon)).map(|line| report(&line))
        }
    };
    let failures = [waited, saved].into_iter().filter_map(Result::err);
    let mut failures: Vec<String> = failures.map(|error| error.to_string()).collect();
    if failures.is_empty() {
        return Ok(());
    }
    failures.push(format!(
        "{icon} is ordered all the same: `order --resume {icon}` goes on with it"
    ));
    Err(Failure::new(UNFINISHED, failures))
}

/// Looks at the state until the interconnect is set up, and reports each change.
fn wait(interconnects: &Interconnects, icon: &str, plan: &Plan) -> Result<(), Error> {
    let progress = Progress::new(NAME);
    let mut last = String::new();
    interconnects
        .status(icon)
        // A state that is newer than this crate may be one on the way.
        .wait_until(|status| {
            matches!(
                status,
                StatusInfo::Healthy { .. } | StatusInfo::Unhealthy { .. } | StatusInfo::Down { .. }
            )
        })
        .described_as(format!("{icon} to be set up"))
        .interval(plan.interval)
        .deadline(plan.time_limit)
        .on_progress(|look| {
            // An error may pass; if it does not, it is the error of the waiting.
            let state = look.result.map_or(status::UNKNOWN, status::state);
            if let Ok(status) = look.result
                && state != last
            {
                last = state.to_owned();
                progress.clear();
                let reason = status::reason(status).map_or(String::new(), |reason| format!(": {reason}"));
                report(&format!("{icon}: {state}{reason}"));
            }
            let (number, elapsed, limit) = (look.number, look.elapsed.as_secs(), plan.time_limit);
            progress.show(&format!("{icon}: {state} after {elapsed}s of {limit:?}, look {number}"));
        })
        .send()
        .map(|_| ())
}

/// Puts a line on stdout, or if that is not to be written to, on stderr: the walk goes on, and the name of what was
/// ordered must not get lost.
fn report(line: &str) {
    if program::print_line(line).is_err() {
        program::say(NAME, line);
    }
}
