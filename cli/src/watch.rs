//! `watch`: a line for each change of a state.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::{InterconnectCreate, StatusInfo};
use cloudflare_interconnects::{Error, escape_invisible};
use serde_json::{Value, json};

use crate::account::Account;
use crate::arguments::{Connection, Filter, Jobs, duration};
use crate::exit::{Exit, Failure, on_interrupt};
use crate::files;
use crate::output::{count, escape_json, from_account, print, progress, say};
use crate::states::{self, Listing, UNKNOWN, summarize};

/// The arguments of `watch`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/watch.txt"))]
pub(crate) struct Watch {
    /// The time between two looks
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    interval: Duration,
    /// Look so many times [default: until Ctrl-C]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Look once, compare with the states in FILE, and end with 9 if one has changed
    #[arg(long, requires = "state", conflicts_with_all = ["interval", "count"])]
    once: bool,
    /// Keep the states in this file from one run to the next; the first look records them
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Begin each line with the time, in UTC
    #[arg(long)]
    timestamps: bool,
    /// Print JSON, an object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    connection: Connection,
}

/// The state of each interconnect, by its name.
type States = BTreeMap<String, String>;

/// What one look has seen.
#[derive(Default)]
struct Look {
    statuses: BTreeMap<String, StatusInfo>,
    /// Why states could not be read, by the interconnect's name; under an empty name, what could not be decoded.
    errors: BTreeMap<String, String>,
    /// How long the API asks to wait.
    retry_after: Duration,
}

impl Watch {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        let mut known = None;
        if let Some(path) = &self.state {
            files::check_target(path, true)?;
            known = load(path, &account.id)?;
        }
        // On the fake, something happens soon, and then the demonstration ends.
        let demo = account.fake.as_ref().filter(|_| !self.once);
        let interval = demo.map_or(self.interval, |_| Duration::from_millis(10));
        let count = self.count.or(self.once.then_some(1)).or(demo.map(|_| 3));
        let (mut told, mut has_looked) = (BTreeSet::new(), false);
        for number in 1.. {
            if let Some(fake) = demo {
                happen(number, &account, fake)?;
            }
            let pause = match self.look(&account) {
                Ok(look) => {
                    has_looked = true;
                    // What could not be read is told once, and not at each look.
                    for (name, error) in look.errors.iter().filter(|(name, _)| !told.contains(*name)) {
                        say(format!("{name}: {error}").trim_start_matches(": "));
                    }
                    told = look.errors.keys().cloned().collect();
                    if !self.compare(&account, &look, &mut known)? {
                        return Ok(());
                    }
                    interval.max(look.retry_after)
                }
                // It may pass until the next look.
                Err(error) if !self.once && (error.is_retryable() || error.is_timeout()) => {
                    say(&error.to_string());
                    interval.max(error.retry_after().unwrap_or_default())
                }
                Err(error) => return Err(error.into()),
            };
            if count.is_some_and(|count| number >= count) {
                break;
            }
            progress(&format!(
                "look {number} is done, the next is in {}",
                humantime::format_duration(pause)
            ));
            thread::sleep(pause);
        }
        if has_looked {
            Ok(())
        } else {
            Err(Failure::failed("no look could list the interconnects"))
        }
    }

    /// Reads every state. Only a list that breaks off is an error: what it lacks is not deleted.
    fn look(&self, account: &Account) -> Result<Look, Error> {
        let listing = Listing::read(account, &Filter::default())?;
        let states = states::read_states(account, &listing.names(), &self.jobs);
        let mut look = Look::default();
        look.errors
            .extend(summarize(&listing.errors).map(|error| (String::new(), error)));
        for (name, status) in listing.names().into_iter().zip(states) {
            match status {
                Ok(status) => drop(look.statuses.insert(name, status)),
                Err(error) => {
                    look.retry_after = look.retry_after.max(error.retry_after().unwrap_or_default());
                    look.errors.insert(name, error.to_string());
                }
            }
        }
        Ok(look)
    }

    /// Prints what has changed, and keeps what was seen. False if nobody reads any more.
    fn compare(&self, account: &Account, look: &Look, known: &mut Option<States>) -> Result<bool, Failure> {
        let seen = look
            .statuses
            .iter()
            .map(|(name, status)| (name.clone(), states::state(status).to_owned()));
        let mut states: States = seen.collect();
        let first = known.is_none();
        let old = known.take().unwrap_or_default();
        // A state that could not be read is the one before. What could not be decoded may be any interconnect.
        for (name, state) in &old {
            if look.errors.contains_key(name) || look.errors.contains_key("") {
                states.entry(name.clone()).or_insert_with(|| state.clone());
            }
        }
        for name in look.errors.keys().filter(|name| !name.is_empty()) {
            states.entry(name.clone()).or_insert_with(|| UNKNOWN.to_owned());
        }

        let (mut lines, time) = (
            String::new(),
            humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        );
        let names: BTreeSet<&String> = old.keys().chain(states.keys()).collect();
        for name in names
            .into_iter()
            .filter(|name| !first && old.get(*name) != states.get(*name))
        {
            // That a new one cannot be read is an error, which is told elsewhere.
            if !look.errors.contains_key(name) {
                let reason = look.statuses.get(name).and_then(states::reason);
                lines += &self.line(account, &time, name, [old.get(name), states.get(name)], reason);
            }
        }
        let changed = !lines.is_empty();
        let is_read = !changed || print(lines)?;
        // Only after they are printed: a change that is not printed is found again.
        if let Some(path) = &self.state {
            files::replace(
                path,
                &format!("{:#}\n", json!({ "account": account.id, "states": states })),
            )?;
            on_interrupt(format!("{} has the states of the look at {time}", path.display()));
        }
        if first {
            let mut counts = BTreeMap::<&str, usize>::new();
            states.values().for_each(|state| *counts.entry(state).or_default() += 1);
            let counts: Vec<String> = counts
                .iter()
                .map(|(state, number)| format!("{number} {state}"))
                .collect();
            say(&format!(
                "the first look records {}: {}",
                count(states.len(), "interconnect"),
                counts.join(", ")
            ));
        }
        *known = Some(states);
        match self.once {
            true if !look.errors.is_empty() => Err(Exit::Incomplete.into()),
            true if changed => Err(Exit::StateChanged.into()),
            _ => Ok(is_read),
        }
    }

    fn line(
        &self,
        account: &Account,
        time: &str,
        name: &str,
        [old, new]: [Option<&String>; 2],
        reason: Option<&str>,
    ) -> String {
        if self.json {
            let line = json!({ "time": time, "interconnect": name, "old": old, "new": new, "reason": reason });
            return escape_json(&from_account(account, line).to_string()) + "\n";
        }
        let [old, new] = [old, new].map(|state| state.map_or("absent", String::as_str));
        let time = if self.timestamps {
            format!("{time} ")
        } else {
            String::new()
        };
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        escape_invisible(&format!("{time}{name}: {old} -> {new}{reason}")).into_owned() + "\n"
    }
}

/// The states that an earlier run has kept. None if there is no file so far.
fn load(path: &Path, account: &str) -> Result<Option<States>, Failure> {
    let cannot = |why: String| Failure::usage(format!("--state {}: {why}", path.display()));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(error.to_string())),
    };
    let saved: Value = serde_json::from_str(&text).unwrap_or_default();
    let states = serde_json::from_value(saved["states"].clone());
    let states = states.map_err(|_| cannot("this is no file of states".to_owned()))?;
    match saved["account"].as_str() {
        Some(saved) if saved == account => Ok(Some(states)),
        other => Err(cannot(format!(
            "these are the states of another account, {}",
            other.unwrap_or(UNKNOWN)
        ))),
    }
}

/// What happens on the fake before a look, so that the demonstration has changes to show.
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
