//! Watches the states of all interconnects of an account, and prints a line for each change.
//!
//! ```text
//! cargo run --example watch -- --interval 5m --timestamps
//! cargo run --example watch -- --once --state interconnects.json
//! ```
//!
//! Without credentials in the environment it watches a fake API for a moment, where something happens. `--help` says the
//! rest.

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use cloudflare_interconnects::Error;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::{InterconnectCreate, StatusInfo};
use lexopt::{Arg, Parser};
use serde::{Deserialize, Serialize};
use serde_json::json;

use shared::account::{self, Account};
use shared::program::{self, Failure};
use shared::progress::Progress;
use shared::side_by_side::{JOBS, side_by_side};
use shared::troubles::Troubles;
use shared::{arguments, file, status, text, time};

const NAME: &str = "watch";

const HELP: &str = "\
Prints a line for each change of an interconnect's state:
  icon-4: Healthy -> Unhealthy: received optical power is low
A new interconnect was absent before, and a deleted one is after.

Usage: watch [--interval TIME] [--count N] [--state FILE] [OPTION..]
       watch --once --state FILE [OPTION..]

  --interval TIME  how long to wait between two looks; by default 1m. A look is a
                   request for each interconnect and for each page of their list,
                   of 1200 that the API allows in five minutes.
                   TIME is a number with s, m or h behind it, or of seconds.
  --count N        look so many times; by default until interrupted
  --once           look once, compare with FILE, and tell by the exit code
  --state FILE     where the states are kept from one run to the next. Without the
                   file, the first look only records.
  --jobs N         how many states to ask for at once, 1 to 64; by default 8
  --timestamps     begin each line with the time, in UTC
  --json           an object a line in place of text: {\"demo\", \"time\", \"interconnect\",
                   \"old\", \"new\", \"reason\"}, null for a state that is absent
  --help           this text

Exit code:
  0  looked as often as was asked; with --once: nothing has changed, or the first
     look is recorded
  1  failed: the interconnects could not be listed at any look, or in a way that
     does not pass; or FILE or stdout cannot be written
  2  the arguments, the environment or FILE cannot be used; nothing was sent
  3  with --once: something has changed
  4  with --once: some state could not be read; stderr says which. The others are
     compared, and changes are printed. That one stays in FILE as it was.

Interrupted (Ctrl-C), it ends at once: FILE has the states of the last whole look.
It also ends, with 0, when nobody reads stdout any more.
";

/// The exit code where something has changed.
const CHANGED: u8 = 3;
/// The exit code where a state is missing, which may have changed or not.
const INCOMPLETE: u8 = 4;

fn main() -> ExitCode {
    program::run(NAME, || watch().map(|()| ExitCode::SUCCESS))
}

fn watch() -> Result<(), Failure> {
    let Some(options) = Options::parse(Parser::from_env())? else {
        return program::print(&format!("{HELP}\n{}", account::HELP));
    };
    let account = Account::from_env()?;
    let known = match &options.state {
        Some(file) => Saved::load(file, &account.id)?,
        None => None,
    };
    if account.is_demo() {
        program::say(
            NAME,
            "no CLOUDFLARE_ variables are set: these are a fake account's, for demonstration",
        );
    }
    Watch {
        account: &account,
        options: &options,
        progress: Progress::new(NAME),
        known,
        troubles: BTreeSet::new(),
    }
    .run()
}

#[derive(Default)]
struct Options {
    interval: Option<Duration>,
    jobs: Option<NonZeroUsize>,
    count: Option<u64>,
    once: bool,
    state: Option<PathBuf>,
    timestamps: bool,
    json: bool,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("interval") => options.interval = Some(arguments::duration(&mut parser, "--interval")?),
                Arg::Long("jobs") => options.jobs = Some(arguments::jobs(&mut parser, "--jobs")?),
                Arg::Long("count") => options.count = Some(arguments::count(&mut parser, "--count")?),
                Arg::Long("once") => options.once = true,
                Arg::Long("state") => options.state = Some(arguments::file(&mut parser, "--state")?),
                Arg::Long("timestamps") => options.timestamps = true,
                Arg::Long("json") => options.json = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        options.check().map(|()| Some(options))
    }

    fn check(&self) -> Result<(), Failure> {
        if !self.once {
            return Ok(());
        }
        if self.state.is_none() {
            return Err(Failure::usage("--once compares with a file: --state FILE is missing"));
        }
        let unheeded = [
            ("--interval", self.interval.is_some()),
            ("--count", self.count.is_some()),
        ];
        match unheeded.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Failure::usage(format!("{option} does not go with --once"))),
            None => Ok(()),
        }
    }
}

/// The state of each interconnect, by its name.
type States = BTreeMap<String, String>;

/// What stands in the file of `--state`.
#[derive(Serialize, Deserialize)]
struct Saved {
    account: String,
    states: States,
}

impl Saved {
    /// None if there is no file yet.
    fn load(path: &Path, account: &str) -> Result<Option<States>, Failure> {
        let cannot = |why: &dyn std::fmt::Display| Failure::usage(format!("--state: {}: {why}", path.display()));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(&error)),
        };
        let saved: Saved = serde_json::from_str(&text)
            .map_err(|error| cannot(&format_args!("it is not a file of saved states: {error}")))?;
        if saved.account != account {
            let other = saved.account;
            return Err(cannot(&format_args!(
                "its states are those of another account, {other:?}"
            )));
        }
        Ok(Some(saved.states))
    }
}

/// What one look has seen.
#[derive(Default)]
struct Look {
    statuses: BTreeMap<String, StatusInfo>,
    /// Interconnects whose status cannot be read, and why.
    unread: BTreeMap<String, String>,
    /// Why something in the list is not known even by name.
    unnamed: Troubles,
    /// How long the API asked to be left alone.
    retry_after: Duration,
}

impl Look {
    fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.unnamed.line().is_none()
    }
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(rename = "interconnect")]
    icon: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    reason: Option<&'a str>,
}

/// A line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    demo: bool,
    time: String,
    #[serde(flatten)]
    change: &'a Change<'a>,
}

struct Watch<'a> {
    account: &'a Account,
    options: &'a Options,
    progress: Progress,
    /// None before the first look, unless it was in a file.
    known: Option<States>,
    /// What could not be read at the last look, so that it is not said at each.
    troubles: BTreeSet<String>,
}

impl Watch<'_> {
    fn run(mut self) -> Result<(), Failure> {
        let demo = self.account.is_demo();
        let interval = Duration::from_millis(if demo { 10 } else { 60_000 });
        let interval = self.options.interval.unwrap_or(interval);
        let count = match self.options.count {
            None if self.options.once => Some(1),
            None if demo => Some(3),
            count => count,
        };
        let mut seen = false;
        for number in 1.. {
            if let Some(fake) = self.account.fake().filter(|_| !self.options.once) {
                happen(number, self.account, fake)?;
            }
            let pause = match self.look() {
                Ok(look) => {
                    let retry_after = look.retry_after;
                    seen = true;
                    if !self.take(look)? {
                        return Ok(());
                    }
                    interval.max(retry_after)
                }
                // It may pass before the next look.
                Err(error) if !self.options.once && (error.is_retryable() || error.is_timeout()) => {
                    self.say(&error.to_string());
                    interval.max(error.retry_after().unwrap_or_default())
                }
                Err(error) => return Err(error.into()),
            };
            if count.is_some_and(|count| number >= count) {
                break;
            }
            self.progress
                .show(&format!("look {number} is done, the next comes in {pause:?}"));
            thread::sleep(pause);
        }
        match seen {
            true => Ok(()),
            false => Err(Failure::failed("no look could list the interconnects")),
        }
    }

    /// Reads the state of every interconnect. Only a list that breaks off is an error: what it lacks is not deleted.
    fn look(&self) -> Result<Look, Error> {
        let interconnects = self.account.interconnects();
        let mut look = Look::default();
        let mut icons = Vec::new();
        for listed in interconnects.list().iter() {
            self.progress.show(&format!("reading interconnect {}", icons.len() + 1));
            match listed {
                Ok(interconnect) => match interconnect.name() {
                    Some(icon) => icons.push(icon.to_owned()),
                    None => look.unnamed.add("there is an interconnect without a name"),
                },
                Err(error) if error.is_item() => look.unnamed.add(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        let all = icons.len();
        let statuses = side_by_side(
            &icons,
            self.options.jobs.unwrap_or(JOBS),
            |icon| interconnects.status(icon).send(),
            |done| self.progress.show(&format!("reading state {done} of {all}")),
        );
        for (icon, status) in icons.into_iter().zip(statuses) {
            match status {
                Ok(status) => {
                    look.statuses.insert(icon, status);
                }
                Err(error) => {
                    let retry_after = error.retry_after().unwrap_or_default();
                    look.retry_after = look.retry_after.max(retry_after);
                    look.unread.insert(icon, error.to_string());
                }
            }
        }
        self.progress.clear();
        Ok(look)
    }

    /// Prints what has changed and keeps what was seen. False if nobody reads any more.
    fn take(&mut self, look: Look) -> Result<bool, Failure> {
        self.tell_troubles(&look);
        let mut states: States = look
            .statuses
            .iter()
            .map(|(icon, status)| (icon.clone(), status::state(status).to_owned()))
            .collect();
        let first = self.known.is_none();
        let known = self.known.take().unwrap_or_default();
        // What could not be read stays as it was, and has not changed as far as anybody knows.
        for icon in look.unread.keys() {
            let state = known.get(icon).map_or(status::UNKNOWN, |state| state);
            states.insert(icon.clone(), state.to_owned());
        }
        if look.unnamed.line().is_some() {
            for (icon, state) in &known {
                states.entry(icon.clone()).or_insert_with(|| state.clone());
            }
        }

        let changes = if first {
            Vec::new()
        } else {
            changes(&known, &states, &look)
        };
        let mut lines = String::new();
        for change in &changes {
            lines += &self.line(change)?;
        }
        self.progress.clear();
        let is_read = changes.is_empty() || program::put(lines.as_bytes())?;
        // Only after they were printed: a change that was not is found again.
        self.save(&states)?;
        if first {
            self.tell_first(&states);
        }
        let changed = !changes.is_empty();
        self.known = Some(states);
        match self.options.once {
            true if !look.is_complete() => Err(Failure::silent(INCOMPLETE)),
            true if changed => Err(Failure::silent(CHANGED)),
            _ => Ok(is_read),
        }
    }

    fn line(&self, change: &Change) -> Result<String, Failure> {
        if self.options.json {
            let line = Line {
                demo: self.account.is_demo(),
                time: time::now(),
                change,
            };
            return program::json(&line, true);
        }
        let Change { icon, old, new, reason } = change;
        let mut line = format!("{icon}: {} -> {}", old.unwrap_or("absent"), new.unwrap_or("absent"));
        if self.options.timestamps {
            line = format!("{} {line}", time::now());
        }
        if let Some(reason) = reason {
            line += &format!(": {reason}");
        }
        Ok(text::one_line(&line) + "\n")
    }

    fn save(&self, states: &States) -> Result<(), Failure> {
        let Some(path) = &self.options.state else {
            return Ok(());
        };
        let saved = Saved {
            account: self.account.id.clone(),
            states: states.clone(),
        };
        file::replace(path, &program::json(&saved, false)?)
            .map_err(|error| Failure::failed(format!("cannot write {}: {error}", path.display())))
    }

    /// Says what could not be read, unless it could not at the look before.
    fn tell_troubles(&mut self, look: &Look) {
        let mut troubles = BTreeSet::new();
        for (icon, error) in &look.unread {
            if !self.troubles.contains(icon) {
                self.say(&format!("{icon}: {error}"));
            }
            troubles.insert(icon.clone());
        }
        if let Some(line) = look.unnamed.line() {
            // An interconnect's name is never empty.
            if !self.troubles.contains("") {
                self.say(&line);
            }
            troubles.insert(String::new());
        }
        self.troubles = troubles;
    }

    fn tell_first(&self, states: &States) {
        let mut counts = BTreeMap::<_, usize>::new();
        for state in states.values() {
            *counts.entry(state).or_default() += 1;
        }
        let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
        let (number, counts) = (states.len(), counts.join(", "));
        self.say(&format!("the first look records {number} interconnects: {counts}"));
    }

    fn say(&self, line: &str) {
        self.progress.clear();
        program::say(NAME, line);
    }
}

/// What differs, in the order of the names.
fn changes<'a>(known: &'a States, states: &'a States, look: &'a Look) -> Vec<Change<'a>> {
    let names: BTreeSet<&String> = known.keys().chain(states.keys()).collect();
    let changes = names.into_iter().filter_map(|icon| {
        let (old, new) = (known.get(icon), states.get(icon));
        // A new one that cannot be read is a trouble, which is told elsewhere.
        let is_news = old != new && !look.unread.contains_key(icon);
        is_news.then(|| Change {
            icon,
            old: old.map(String::as_str),
            new: new.map(String::as_str),
            reason: look.statuses.get(icon).and_then(status::reason),
        })
    });
    changes.collect()
}

/// What happens on the fake before this look, so that a demonstration has something to show.
fn happen(look: u64, account: &Account, fake: &Fake) -> Result<(), Error> {
    match look {
        2 => {
            let order = InterconnectCreate::direct(&*account.id, Fake::FREE_SLOT_ID);
            account.interconnects().create(&order).send()?;
        }
        3 => fake.set_status(&account.id, "icon-6", json!({ "state": "Healthy" })),
        _ => {}
    }
    Ok(())
}
