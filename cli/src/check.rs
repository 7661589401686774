//! `check`: one line and an exit code, as monitoring plugins have them.

use cloudflare_interconnects::escape_invisible;
use serde_json::{Value, json};

use crate::account::{Account, account_id, print_report};
use crate::arguments::{Connection, Filter, Jobs, text};
use crate::exit::Failure;
use crate::output::{count, end_progress, escape_json, print, say};
use crate::states::{self, Listing, summarize};

/// The arguments of `check`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/check.txt"))]
pub(crate) struct Check {
    /// Names of interconnects, such as icon-1 [default: all]
    #[arg(value_name = "ICON", value_parser = text(), conflicts_with_all = ["site", "type_"])]
    icons: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    connection: Connection,
}

/// The results, by their exit codes.
const RESULTS: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];
const UNKNOWN: u8 = 3;
/// The states, and the exit code that each has.
const STATES: [(&str, u8); 4] = [("Healthy", 0), ("Pending", 0), ("Unhealthy", 1), ("Down", 2)];

impl Check {
    /// The exit code.
    pub(crate) fn run(&self) -> u8 {
        self.check()
            .unwrap_or_else(|failure| self.unknown().tell(&failure.messages))
    }

    /// How it says that no state is known.
    pub(crate) fn unknown(&self) -> Unknown {
        let account = account_id(&self.connection);
        Unknown(
            self.json
                .then(|| json!({ "demo": self.connection.demo, "account": account })),
        )
    }

    fn check(&self) -> Result<u8, Failure> {
        let account = Account::open(&self.connection)?;
        let mut names: Vec<String> = self.icons.clone();
        let mut errors = Vec::new();
        if self.icons.is_empty() {
            let listing = Listing::read(&account, &self.filter)?;
            names = listing.names();
            errors.extend(listing.errors.into_iter().chain(listing.hint));
        }
        let (mut checked, mut bad) = (Vec::new(), Vec::new());
        let (mut counts, mut codes) = (STATES.map(|_| 0), Vec::new());
        for (name, status) in names.iter().zip(states::read_states(&account, &names, &self.jobs)) {
            let status = match status {
                Ok(status) => status,
                Err(error) => {
                    errors.push(format!("{name}: {error}"));
                    continue;
                }
            };
            let (state, reason) = (states::state(&status), states::reason(&status));
            let known = STATES.iter().position(|(known, _)| *known == state);
            known.into_iter().for_each(|index| counts[index] += 1);
            let code = known.map_or(UNKNOWN, |index| STATES[index].1);
            if code > 0 {
                let reason = reason.map_or(String::new(), |reason| format!(" ({reason})"));
                bad.push(format!("{name} {state}{reason}"));
            }
            codes.push(code);
            checked.push(json!({ "name": name, "state": state, "reason": reason }));
        }
        codes.extend(errors.iter().map(|_| UNKNOWN));
        // A state that is bad is worse than one that is not known.
        let worst = [2, 1, UNKNOWN].into_iter().find(|code| codes.contains(code));
        let code = worst.unwrap_or(0);
        let result = RESULTS[usize::from(code)];
        let report = || json!({ "result": result, "interconnects": checked, "errors": errors });
        let fine = codes.iter().all(|code| *code == 0);
        let fine = fine.then(|| count(names.len(), "interconnect"));
        let said: Vec<String> = bad.into_iter().chain(summarize(&errors)).chain(fine).collect();
        let demo = if account.fake.is_some() { " (demo)" } else { "" };
        // Behind the bar is what a monitoring system draws.
        let mut line = format!("CNI {result}{demo}: {} |", said.join(", ").replace('|', "/"));
        for ((state, _), count) in STATES.iter().zip(counts) {
            line += &format!(" {}={count}", state.to_lowercase());
        }
        let text = || escape_invisible(&line).into_owned() + "\n";
        print_report(&account, self.json, report, text)?;
        Ok(code)
    }
}

/// How `check` says that no state is known: in one line, or with the begin of an object, in JSON.
#[derive(Default)]
pub(crate) struct Unknown(Option<Value>);

impl Unknown {
    /// Says why no state is known, and gives the exit code.
    pub(crate) fn tell(&self, why: &[String]) -> u8 {
        let result = RESULTS[usize::from(UNKNOWN)];
        let text = match self.0.clone() {
            Some(mut object) => {
                object["result"] = json!(result);
                object["interconnects"] = json!([]);
                object["errors"] = json!(why);
                escape_json(&format!("{object:#}"))
            }
            None => {
                let line = format!("CNI {result}: {}", why.join("; ").replace('|', "/"));
                escape_invisible(&line).into_owned()
            }
        };
        end_progress();
        if let Err(failure) = print(text + "\n") {
            why.iter().for_each(|why| say(why));
            let new = failure.messages.iter().filter(|message| !why.contains(message));
            new.for_each(|message| say(message));
        }
        UNKNOWN
    }
}
