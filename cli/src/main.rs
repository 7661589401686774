//! `cf-interconnects`: Cloudflare Network Interconnects from the command line.
//!
//! Each subcommand is a file. It opens the account that it works on (`account.rs`), does its work through the crate, and prints by
//! `output.rs`; `exit.rs` has the exit codes. Arguments that several subcommands have are in `arguments.rs`.

mod account;
mod arguments;
mod check;
mod exit;
mod fake;
mod files;
mod inventory;
mod loa;
mod magic;
mod order;
mod output;
mod remove;
mod slots;
mod states;
mod watch;

use std::process::{self, ExitCode};

use clap::{ColorChoice, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use exit::{Exit, Failure};
use output::NAME;

/// Cloudflare Network Interconnects from the command line
///
/// List, watch, order, check and remove interconnects. Each subcommand has its own --help. To try one without an account, add
/// --demo, or run `cf-interconnects fake` in another terminal.
#[derive(Parser)]
#[command(name = NAME, version, max_term_width = 100, after_long_help = include_str!("../help/cf-interconnects.txt"))]
struct Cli {
    /// When to use colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        display_order = 900
    )]
    color: ColorChoice,
    #[command(subcommand)]
    subcommand: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List interconnects with their states, slots, CNIs and Magic interconnects
    #[command(visible_alias = "list")]
    Inventory(inventory::Inventory),
    /// Print a line for each change of a state
    Watch(watch::Watch),
    /// Find a slot, order an interconnect on it, wait for it and save its letter
    Order(Box<order::Order>),
    /// Save Letters of Authorization (LOA)
    Loa(loa::Loa),
    /// List free slots, by site and speed
    Slots(slots::Slots),
    /// List Magic interconnects; set their MTU and health check
    #[command(subcommand)]
    Magic(magic::Magic),
    /// Delete the CNIs on an interconnect, and then the interconnect
    Remove(remove::Remove),
    /// Check the states and print one line, for a monitoring system
    Check(check::Check),
    /// Serve a fake API on this machine, to test commands and programs
    Fake(fake::Fake),
    /// Print the completion script for a shell
    #[command(after_help = "In bash:\n  source <(cf-interconnects completions bash)")]
    Completions {
        /// The shell that the script is for
        shell: Shell,
    },
}

fn main() -> ExitCode {
    let code = Cli::try_parse().map_or_else(|error| end_by_clap(&error), |cli| run(&cli));
    output::end_progress();
    ExitCode::from(code)
}

/// Runs a subcommand, and gives its exit code.
fn run(cli: &Cli) -> u8 {
    output::set_color(cli.color);
    handle_interrupts(match &cli.subcommand {
        Command::Check(check) => Some(check.unknown()),
        _ => None,
    });
    let result = match &cli.subcommand {
        Command::Check(check) => return check.run(),
        Command::Inventory(inventory) => inventory.run(),
        Command::Watch(watch) => watch.run(),
        Command::Order(order) => order.run(),
        Command::Loa(loa) => loa.run(),
        Command::Slots(slots) => slots.run(),
        Command::Magic(magic) => magic.run(),
        Command::Remove(remove) => remove.run(),
        Command::Fake(fake) => fake.run(),
        Command::Completions { shell } => complete(*shell),
    };
    match result {
        Ok(()) if output::is_full() => end_by_failure(Failure::failed("stdout could not be written to")),
        Ok(()) => 0,
        Err(failure) => end_by_failure(failure),
    }
}

/// Ends the command on Ctrl-C, whatever it waits for, and says what is left behind.
/// `check` says it in its own way.
fn handle_interrupts(check: Option<check::Unknown>) {
    let handled = ctrlc::set_handler(move || {
        let left = exit::left_behind();
        output::end_progress();
        if let Some(unknown) = &check {
            process::exit(unknown.tell(&["interrupted".to_owned()]).into());
        }
        output::say(&format!("interrupted: {left}"));
        process::exit(Exit::Interrupted as i32);
    });
    if let Err(error) = handled {
        output::say(&format!("Ctrl-C will end this command without a message: {error}"));
    }
}

fn end_by_failure(failure: Failure) -> u8 {
    output::end_progress();
    failure.messages.iter().for_each(|message| output::say(message));
    failure.exit as u8
}

/// Ends where clap has printed help, or an argument is wrong. In `check`, that is UNKNOWN: a mistake in cron is no outage.
fn end_by_clap(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        return output::print(error.to_string()).map_or_else(end_by_failure, |_| 0);
    }
    let given = Cli::command().ignore_errors(true).try_get_matches();
    if given.is_ok_and(|given| given.subcommand_name() == Some("check")) {
        let why = error.to_string();
        let line = why.lines().next().unwrap_or_default().trim_start_matches("error: ");
        return check::Unknown::default().tell(&[line.to_owned()]);
    }
    let _ = error.print();
    Exit::Usage as u8
}

fn complete(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    // clap_complete 4.6 takes the hyphen of the name for the border of a subcommand, so that its script for bash finds none.
    let script = String::from_utf8_lossy(&script).replace("cf__subcmd__interconnects", "cf__interconnects");
    output::print(script).map(drop)
}
