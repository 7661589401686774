//! Lists every interconnect of an account with its state, as a table or as JSON.
//!
//! ```text
//! cargo run --example inventory -- --site IAD
//! ```
//!
//! Without credentials in the environment it shows the same of a fake API. `--help` says the rest.

mod shared;

use std::process::ExitCode;

use cloudflare_interconnects::types::{Interconnect, StatusInfo};
use cloudflare_interconnects::{Error, ErrorKind};
use lexopt::{Arg, Parser};
use serde::Serialize;

use shared::account::{self, Account};
use shared::arguments;
use shared::program::{self, Failure};
use shared::table::Table;

const NAME: &str = "inventory";

const HELP: &str = "\
Lists every interconnect of a Cloudflare account with its state.

Usage: inventory [--site SITE] [--type TYPE] [--json]

  --site SITE  only those at this Cloudflare site, such as IAD
  --type TYPE  only those of this type: direct, gcp_partner
  --json       JSON in place of the table: {\"demo\", \"account\", \"interconnects\": [
               {\"interconnect\", \"status\", \"error\"}]}, null where something could not
               be read; \"demo\" is true if all of it comes from the fake API
  --help       this text

Exit code:
  0  everything was read
  1  the list could not be read; nothing is printed
  2  the arguments or the environment cannot be used; nothing was sent
  3  the list is printed, but some interconnect or its state could not be read:
     the error stands in its row
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
        inventory.json()?
    } else {
        inventory.table()
    };
    program::print(&text)?;

    let entries = &inventory.interconnects;
    let gaps = entries.iter().filter(|entry| entry.error.is_some()).count();
    if gaps == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let line = format!(
        "{gaps} of {} could not be read: the errors are in the list",
        entries.len()
    );
    Err(Failure::new(INCOMPLETE, [line]))
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
}

/// One interconnect; what of it could be read, and why the rest could not.
#[derive(Serialize)]
struct Entry {
    interconnect: Option<Interconnect>,
    status: Option<StatusInfo>,
    error: Option<String>,
}

impl<'a> Inventory<'a> {
    fn read(account: &'a Account, options: &Options) -> Result<Self, Error> {
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
            entries.push(match listed {
                Ok(interconnect) => {
                    // A name is what a status is asked for by; it can only be absent from a type that this crate
                    // does not know, and then the request says that it is empty.
                    let status = interconnects.status(interconnect.name().unwrap_or_default()).send();
                    Entry::new(Some(interconnect), status)
                }
                Err(error) if is_about_one_item(&error) => Entry::new(None, Err(error)),
                // A page is missing: what came before it is not the inventory.
                Err(error) => return Err(error),
            });
        }
        Ok(Self {
            demo: account.is_demo(),
            account: &account.id,
            interconnects: entries,
        })
    }

    fn json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self)
            .map(|json| json + "\n")
            .map_err(|error| Failure::failed(format!("cannot write the list as JSON: {error}")))
    }

    fn table(&self) -> String {
        let mut table = Table::new(["NAME", "TYPE", "LOCATION", "SPEED", "OWNER", "STATE", "DETAIL"]);
        for entry in &self.interconnects {
            let interconnect = entry.interconnect.as_ref();
            let (location, speed) = interconnect.map_or((None, None), location_and_speed);
            let reason = match &entry.status {
                Some(StatusInfo::Down { reason, .. } | StatusInfo::Unhealthy { reason, .. }) => reason.as_deref(),
                _ => None,
            };
            table.push([
                interconnect.and_then(Interconnect::name),
                interconnect.and_then(Interconnect::type_),
                location,
                speed,
                interconnect.and_then(Interconnect::owner),
                entry.status.as_ref().and_then(StatusInfo::state).or(Some("?")),
                entry.error.as_deref().or(reason),
            ]);
        }
        table.to_string()
    }
}

impl Entry {
    fn new(interconnect: Option<Interconnect>, status: Result<StatusInfo, Error>) -> Self {
        let (status, error) = match status {
            Ok(status) => (Some(status), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Self {
            interconnect,
            status,
            error,
        }
    }
}

/// Whether the list goes on after this error.
fn is_about_one_item(error: &Error) -> bool {
    error.kind() == ErrorKind::Decode && error.path().is_some_and(|path| path.starts_with("items["))
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
