//! Orders an interconnect, waits until it is set up, and saves its Letter of Authorization.
//!
//! ```text
//! cargo run --example order -- --slot 182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e --speed 10G
//! ```
//!
//! With credentials in the environment it shows what it would send, and orders with `--live`. Without any it walks
//! through all of it on a fake API. `--help` says the rest.

mod shared;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::resources::Interconnects;
use cloudflare_interconnects::types::{Interconnect, InterconnectCreate, StatusInfo};
use lexopt::{Arg, Parser};
use serde_json::json;

use shared::account::{self, Account};
use shared::arguments;
use shared::program::{self, Failure};

const NAME: &str = "order";

const HELP: &str = "\
Orders a Cloudflare interconnect, waits until it is set up, and saves its Letter
of Authorization (LOA). Without --live it shows what it would send, and sends nothing.

Usage: order --slot ID [--speed SPEED] [--live]
       order --type gcp_partner --bandwidth BANDWIDTH [--pairing-key-file FILE] [--live]
       order --resume ICON

What is ordered:
  --type TYPE              direct (a port in a facility), which is the default, or
                           gcp_partner (from Google Cloud)
  --slot ID                direct: the free slot to occupy
  --speed SPEED            direct: the port's speed, such as 10G; by default the slot's
  --bandwidth BANDWIDTH    gcp_partner: such as 500M or 10G
  --pairing-key-file FILE  gcp_partner: a file with the pairing key that Google Cloud
                           issued; by default GCP_PAIRING_KEY in the environment has it
  --account-tag TAG        the account that the order names; by default the account id
  --live                   order for real

What follows:
  --resume ICON      order nothing: wait for this interconnect, and save its LOA
  --interval TIME    how long to wait between two looks at its state; by default 30s
  --time-limit TIME  how long to wait altogether; by default 15m
  --loa FILE         where to save the LOA; by default loa-ICON.pdf, in place of what is
                     there. A gcp_partner has none.
  TIME is a number with s, m or h behind it. An interconnect is set up once it is
  Healthy, Unhealthy or Down: a port is Down until the facility has patched it.

Exit code:
  0  done; or shown, without --live
  1  failed, and nothing was ordered
  2  the arguments or the environment cannot be used; nothing was sent
  3  ordered, but not all that follows was done: --resume goes on with it
  4  it is not known whether it was ordered: list before ordering again
";

/// The exit code where the order stands and something after it failed.
const UNFINISHED: u8 = 3;
/// The exit code where the order may stand.
const UNKNOWN: u8 = 4;

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
        let interconnect = interconnects.get(icon).send()?;
        return finish(&interconnects, icon, &interconnect, &plan);
    }
    let body = body(&options, &account)?;
    if options.live || account.is_demo() {
        let (icon, interconnect) = create(&interconnects, &body)?;
        finish(&interconnects, &icon, &interconnect, &plan)
    } else {
        show(&account, &body, &plan)
    }
}

#[derive(Default)]
struct Options {
    type_: Option<String>,
    slot: Option<String>,
    speed: Option<String>,
    bandwidth: Option<String>,
    pairing_key_file: Option<PathBuf>,
    account_tag: Option<String>,
    live: bool,
    resume: Option<String>,
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
                Arg::Long("slot") => options.slot = Some(arguments::text(&mut parser, "--slot")?),
                Arg::Long("speed") => options.speed = Some(arguments::text(&mut parser, "--speed")?),
                Arg::Long("bandwidth") => options.bandwidth = Some(arguments::text(&mut parser, "--bandwidth")?),
                Arg::Long("pairing-key-file") => options.pairing_key_file = Some(parser.value()?.into()),
                Arg::Long("account-tag") => options.account_tag = Some(arguments::text(&mut parser, "--account-tag")?),
                Arg::Long("live") => options.live = true,
                Arg::Long("resume") => options.resume = Some(arguments::text(&mut parser, "--resume")?),
                Arg::Long("interval") => options.interval = Some(arguments::duration(&mut parser, "--interval")?),
                Arg::Long("time-limit") => options.time_limit = Some(arguments::duration(&mut parser, "--time-limit")?),
                Arg::Long("loa") => options.loa = Some(parser.value()?.into()),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        options.check().map(|()| Some(options))
    }

    /// Refuses what would go unheeded: whoever asks for it expects something else.
    fn check(&self) -> Result<(), Failure> {
        let direct = [("--slot", self.slot.is_some()), ("--speed", self.speed.is_some())];
        let gcp_partner = [
            ("--bandwidth", self.bandwidth.is_some()),
            ("--pairing-key-file", self.pairing_key_file.is_some()),
        ];
        let order = [
            ("--type", self.type_.is_some()),
            ("--account-tag", self.account_tag.is_some()),
            ("--live", self.live),
        ];
        let loa = [("--loa", self.loa.is_some())];
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
        match unheeded.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Failure::usage(format!("{option} does not go with {other}"))),
            None => self.check_loa(),
        }
    }

    /// That the LOA cannot be saved there is better found before the order than after.
    fn check_loa(&self) -> Result<(), Failure> {
        let Some(file) = &self.loa else { return Ok(()) };
        let directory = file.parent().filter(|directory| !directory.as_os_str().is_empty());
        if file.file_name().is_none() || file.is_dir() {
            Err(Failure::usage(format!(
                "--loa: {:?} does not name a file",
                file.display()
            )))
        } else if let Some(missing) = directory.filter(|directory| !directory.is_dir()) {
            Err(Failure::usage(format!(
                "--loa: {} is not a directory",
                missing.display()
            )))
        } else {
            Ok(())
        }
    }
}

/// What happens after the order.
struct Plan {
    interval: Duration,
    time_limit: Duration,
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
            loa: options.loa.clone(),
        }
    }

    fn loa(&self, icon: &str) -> PathBuf {
        // The name is the API's: no part of it may lead to another directory.
        let safe = icon.replace(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c), "_");
        self.loa.clone().unwrap_or_else(|| format!("loa-{safe}.pdf").into())
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
    let slot = required(&options.slot, "--slot", Fake::FREE_SLOT_ID)?;
    let order = InterconnectCreate::direct(tag, slot);
    Ok(match &options.speed {
        Some(speed) => order.speed(speed),
        None => order,
    }
    .into())
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
fn show(account: &Account, body: &InterconnectCreate, plan: &Plan) -> Result<(), Failure> {
    let mut shown = json!(body);
    if let Some(key) = shown.get_mut("pairing_key") {
        *key = json!("[redacted]");
    }
    let interconnects = format!("/accounts/{}/cni/interconnects", account.id);
    let mut text = format!("POST {interconnects}\n{shown:#}\n");
    text += &format!(
        "GET {interconnects}/NAME/status, every {:?} for at most {:?}, until it is set up\n",
        plan.interval, plan.time_limit
    );
    if !matches!(body, InterconnectCreate::GcpPartner(_)) {
        text += &format!(
            "GET {interconnects}/NAME/loa, saved as {}\n",
            plan.loa("NAME").display()
        );
    }
    program::print(&text)?;
    program::say(NAME, "nothing was sent: --live orders for real");
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
        _ => save(interconnects, icon, &plan.loa(icon)),
    };
    let mut failures: Vec<String> = [waited, saved].into_iter().filter_map(Result::err).collect();
    if failures.is_empty() {
        return Ok(());
    }
    failures.push(format!(
        "{icon} is ordered all the same: `order --resume {icon}` goes on with it"
    ));
    Err(Failure::new(UNFINISHED, failures))
}

/// Looks at the state until the interconnect is set up, and reports each change.
fn wait(interconnects: &Interconnects, icon: &str, plan: &Plan) -> Result<(), String> {
    let start = Instant::now();
    let mut state = None;
    loop {
        let left = plan.time_limit.saturating_sub(start.elapsed());
        let mut pause = plan.interval;
        let mut trouble = String::new();
        match interconnects.status(icon).timeout(left).send() {
            Ok(status) => {
                let now = status.state().unwrap_or("in a state without a name").to_owned();
                if state.as_ref() != Some(&now) {
                    report(&format!("{icon}: {now}"));
                    state = Some(now);
                }
                // A state that is newer than this crate may be one on the way.
                if matches!(
                    status,
                    StatusInfo::Healthy { .. } | StatusInfo::Unhealthy { .. } | StatusInfo::Down { .. }
                ) {
                    return Ok(());
                }
            }
            // One look that failed does not end the waiting.
            Err(error) if error.is_retryable() || error.is_timeout() => {
                pause = pause.max(error.retry_after().unwrap_or_default());
                trouble = format!("; the last look: {error}");
            }
            Err(error) => return Err(error.to_string()),
        }
        if start.elapsed().saturating_add(pause) >= plan.time_limit {
            let (limit, state) = (plan.time_limit, state.as_deref().unwrap_or("not known"));
            return Err(format!("{icon} is not set up within {limit:?}: {state}{trouble}"));
        }
        thread::sleep(pause);
    }
}

fn save(interconnects: &Interconnects, icon: &str, path: &Path) -> Result<(), String> {
    let length = interconnects
        .loa(icon)
        .send()
        .and_then(|loa| loa.save_to(path))
        .map_err(|error| error.to_string())?;
    report(&format!("{icon}: its LOA is {} ({length} bytes)", path.display()));
    Ok(())
}

/// Puts a line on stdout, or if that is not to be written to, on stderr: the walk goes on, and the name of what was
/// ordered must not get lost.
fn report(line: &str) {
    let line = shared::text::one_line(line);
    if program::print(&format!("{line}\n")).is_err() {
        program::say(NAME, &line);
    }
}
