//! `remove`: deletes an interconnect, and before it the CNIs that are on it.

use std::io;

use cloudflare_interconnects::types::Cni;
use serde_json::json;

use crate::account::{Account, print_report};
use crate::arguments::{Connection, text};
use crate::exit::{Exit, Failure, on_interrupt};
use crate::output::{count, end_progress, progress, say, tell};
use crate::states::location_and_speed;

/// The arguments of `remove`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/remove.txt"))]
pub(crate) struct Remove {
    /// The name of the interconnect, such as icon-1
    #[arg(value_parser = text())]
    icon: String,
    /// Delete without asking
    #[arg(long, short)]
    yes: bool,
    /// Show the requests, and delete nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Print JSON at the end; progress is on stderr
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Remove {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let account = Account::open(&self.connection)?;
        on_interrupt("nothing was deleted");
        let icon = self.icon.as_str();
        let interconnect = account.interconnects().get(icon).send()?;
        progress("reading CNIs");
        // A CNI that cannot be decoded may be on it: then nothing is deleted.
        let mut cnis = account.cnis().list().iter().collect::<Result<Vec<Cni>, _>>()?;
        cnis.retain(|cni| cni.interconnect == icon);

        let (location, speed) = location_and_speed(&interconnect);
        let parts: Vec<&str> = [interconnect.type_(), speed, location].into_iter().flatten().collect();
        let count = count(cnis.len(), "CNI");
        let mut lines = vec![format!("{icon}: {}, {count}", parts.join(", "))];
        for cni in &cnis {
            lines.push(format!("CNI {} on {icon}: {}", cni.id, cni.magic.conduit_name));
        }
        if self.dry_run {
            for cni in &cnis {
                lines.push(format!("DELETE {}", account.cnis().delete(&cni.id).dry_run()?.url()));
            }
            lines.push(format!(
                "DELETE {}",
                account.interconnects().delete(icon).dry_run()?.url()
            ));
        }
        lines.iter().for_each(|line| tell(self.json, line));
        let (mut deleted, mut end) = (Vec::new(), Ok(()));
        if self.dry_run {
            say("nothing was deleted: this is --dry-run");
        } else {
            self.confirm()?;
            end = self.delete(&account, &cnis, &mut deleted);
        }
        let errors = end.as_ref().err().map_or(&[][..], |failure| &failure.messages);
        let report = || json!({ "interconnect": interconnect, "cnis": cnis, "deleted": deleted, "errors": errors });
        print_report(&account, self.json, report, String::new)?;
        end
    }

    /// Asks for the interconnect's name, which nobody types by habit.
    fn confirm(&self) -> Result<(), Failure> {
        let icon = self.icon.as_str();
        if self.yes {
            return Ok(());
        }
        end_progress();
        say(&format!("this deletes all that is listed here: type {icon} to confirm"));
        let mut answer = String::new();
        match io::stdin().read_line(&mut answer) {
            Ok(1..) if answer.trim() == icon => Ok(()),
            Ok(1..) => Err(Failure::failed("not confirmed: nothing was deleted")),
            _ => Err(Failure::usage(
                "nothing was deleted: it was not confirmed; --yes deletes without asking",
            )),
        }
    }

    /// Deletes the CNIs, and then the interconnect.
    fn delete(&self, account: &Account, cnis: &[Cni], deleted: &mut Vec<String>) -> Result<(), Failure> {
        let ids = cnis.iter().map(|cni| Some(&*cni.id)).chain([None]);
        for id in ids {
            let what = id.map_or_else(|| self.icon.to_string(), |id| format!("CNI {id}"));
            let so_far = match deleted.is_empty() {
                true => "nothing was deleted before".to_owned(),
                false => format!("deleted before: {}", deleted.join(", ")),
            };
            on_interrupt(format!("{what} may be deleted; {so_far}"));
            progress(&format!("deleting {what}"));
            let sent = match id {
                Some(id) => account.cnis().delete(id).send(),
                None => account.interconnects().delete(&self.icon).send(),
            };
            // It is not found after an earlier attempt that has deleted it.
            if let Err(error) = sent.or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) }) {
                let mut failure = Failure::from(error);
                if failure.exit == Exit::Failed && !deleted.is_empty() {
                    failure.exit = Exit::Incomplete;
                }
                let state = match failure.exit {
                    Exit::ChangeUnknown => "may be deleted",
                    _ => "is left",
                };
                failure.messages.push(format!("{what} {state}; {so_far}"));
                return Err(failure);
            }
            tell(self.json, &format!("{what}: deleted"));
            deleted.push(what);
        }
        Ok(())
    }
}
