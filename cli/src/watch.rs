//! `watch`: a line for each change of a state.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use cloudflare_interconnects::types::StatusInfo;
use cloudflare_interconnects::{Error, escape_invisible};
use serde_json::{Value, json};

use crate::account::{Account, from_account};
use crate::arguments::{Connection, Filter, Jobs, duration};
use crate::exit::{Exit, Failure, on_interrupt};
use crate::files;
use crate::output::{count, escape_json, print, progress, say};
use crate::states::{self, Listing, UNKNOWN, summarize};

/// The arguments of `watch`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/watch.txt"))]
pub(crate) struct Watch {
    /// The time between two checks
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    interval: Duration,
    /// End after N checks [default: until Ctrl-C]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Check once, compare with the states in the --state file, and exit with 9 if one has changed
    #[arg(long, requires = "state", conflicts_with_all = ["interval", "count"])]
    once: bool,
    /// Keep the states in this file between runs; if it does not exist, the first check only records them
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Begin each line with the time, in UTC
    #[arg(long)]
    timestamps: bool,
    /// Print JSON, one object per line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    connection: Connection,
}

/// The state of each interconnect, by its name.
type States = BTreeMap<String, String>;

/// What one check has seen.
#[derive(Default)]
struct Seen {
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
        let (mut interval, mut count) = (self.interval, self.count.or(self.once.then_some(1)));
        if let Some(fake) = account.fake.as_ref().filter(|_| !self.once) {
            // A demonstration shows some changes, and ends.
            let states = ["Down", "Healthy", "Pending"].map(|state| json!({ "state": state }));
            fake.set_statuses(&account.id, "icon-6", states);
            (interval, count) = (Duration::from_millis(10), Some(3));
        }
        let (mut told, mut has_checked) = (BTreeSet::new(), false);
        for number in 1.. {
            let pause = match self.check(&account) {
                Ok(seen) => {
                    has_checked = true;
                    // What could not be read is told once, and not at each check.
                    for (name, error) in seen.errors.iter().filter(|(name, _)| !told.contains(*name)) {
                        say(format!("{name}: {error}").trim_start_matches(": "));
                    }
                    told = seen.errors.keys().cloned().collect();
                    if !self.compare(&account, &seen, &mut known)? {
                        // For a run from cron, a change that nobody has read is a failure.
                        let failed = Failure::failed("writing the output failed: nobody reads it; the states are kept");
                        return if self.once { Err(failed) } else { Ok(()) };
                    }
                    interval.max(seen.retry_after)
                }
                // It may pass until the next check.
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
                "check {number} is done, the next is in {}",
                humantime::format_duration(pause)
            ));
            thread::sleep(pause);
        }
        let failed = Failure::failed("no check could list the interconnects");
        has_checked.then_some(()).ok_or(failed)
    }

    /// Reads every state. Only a list that breaks off is an error: what it lacks is not deleted.
    fn check(&self, account: &Account) -> Result<Seen, Error> {
        let listing = Listing::read(account, &Filter::default())?;
        let states = states::read_states(account, &listing.names(), &self.jobs);
        let mut seen = Seen::default();
        if let Some(error) = summarize(&listing.errors) {
            seen.errors.insert(String::new(), error);
        }
        for (name, status) in listing.names().into_iter().zip(states) {
            match status {
                Ok(status) => drop(seen.statuses.insert(name, status)),
                Err(error) => {
                    seen.retry_after = seen.retry_after.max(error.retry_after().unwrap_or_default());
                    seen.errors.insert(name, error.to_string());
                }
            }
        }
        Ok(seen)
    }

    /// Prints what has changed, and keeps what was seen. False if nobody reads any more.
    fn compare(&self, account: &Account, seen: &Seen, known: &mut Option<States>) -> Result<bool, Failure> {
        let first = known.is_none();
        let old = known.take().unwrap_or_default();
        // What could not be decoded may be any interconnect, and a state that could not be read is the one before.
        let undecoded = seen.errors.contains_key("");
        let mut states = if undecoded { old.clone() } else { States::new() };
        for name in seen.errors.keys().filter(|name| !name.is_empty()) {
            let state = old.get(name).map_or(UNKNOWN, String::as_str);
            states.insert(name.clone(), state.to_owned());
        }
        for (name, status) in &seen.statuses {
            states.insert(name.clone(), states::state(status).to_owned());
        }

        let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let mut lines = String::new();
        let names: BTreeSet<&String> = old.keys().chain(states.keys()).collect();
        for name in names.into_iter().filter(|_| !first) {
            let [before, now] = [&old, &states].map(|states| states.get(name));
            // That a new one cannot be read is an error, which is told elsewhere.
            if before != now && !seen.errors.contains_key(name) {
                let reason = seen.statuses.get(name).and_then(states::reason);
                lines += &self.line(account, &time, name, [before, now], reason);
            }
        }
        let changed = !lines.is_empty();
        if changed && !print(lines)? {
            // The old states are kept, so that the next run finds what nobody has read.
            return Ok(false);
        }
        if let Some(path) = &self.state {
            let content = json!({ "account": account.id, "states": states });
            files::replace(path, &format!("{content:#}\n"))?;
            on_interrupt(format!("{} has the states at {time}", path.display()));
        }
        if first {
            let mut counts = BTreeMap::<&str, usize>::new();
            states.values().for_each(|state| *counts.entry(state).or_default() += 1);
            let mut recorded = format!("the first check records {}", count(states.len(), "interconnect"));
            for (index, (state, number)) in counts.into_iter().enumerate() {
                recorded += &format!("{} {number} {state}", if index == 0 { ":" } else { "," });
            }
            say(&recorded);
        }
        *known = Some(states);
        match self.once {
            true if !seen.errors.is_empty() => Err(Exit::Incomplete.into()),
            true if changed => Err(Exit::StateChanged.into()),
            _ => Ok(true),
        }
    }

    /// A change, as it is printed.
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
        let mut line = format!("{name}: {old} -> {new}");
        if self.timestamps {
            line = format!("{time} {line}");
        }
        if let Some(reason) = reason {
            line += &format!(": {reason}");
        }
        escape_invisible(&line).into_owned() + "\n"
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
