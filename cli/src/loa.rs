//! `loa`: Letters of Authorization as files.

use std::fs;
use std::path::{Path, PathBuf};

use cloudflare_interconnects::operations::GetInterconnectLoa;
use serde_json::json;

use crate::account::{Account, print_report};
use crate::arguments::{Connection, Filter, text};
use crate::exit::{Exit, Failure, on_interrupt};
use crate::files;
use crate::output::{print, progress, say, tell};
use crate::states::Listing;

/// The arguments of `loa`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/loa.txt"))]
#[command(override_usage = "cf-interconnects loa ICON... [OPTIONS]\n       cf-interconnects loa --all [OPTIONS]")]
pub(crate) struct Loa {
    /// Names of interconnects, such as icon-1
    #[arg(value_name = "ICON", value_parser = text(), required_unless_present = "all", conflicts_with = "all")]
    icons: Vec<String>,
    /// Save the letter of every interconnect of type direct; other types have none
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    letter: Letter,
    /// A file for one letter, or - for stdout, or a folder where each letter is saved as loa-ICON.pdf [default: the current folder]
    #[arg(long, short, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// How a letter is made out, and saved.
#[derive(clap::Args)]
pub(crate) struct Letter {
    /// The customer's name on the letter [default: the name of the account]
    #[arg(long, value_parser = text())]
    pub(crate) name: Option<String>,
    /// Replace a file that exists
    #[arg(long)]
    pub(crate) force: bool,
}

impl Loa {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let several = self.all || self.icons.len() > 1;
        let to_stdout = self.output.as_deref() == Some(Path::new("-"));
        if to_stdout && (several || self.json) {
            return Err(Failure::usage("--output - takes one letter, without --json"));
        }
        let account = Account::open(&self.connection)?;
        if to_stdout {
            // Only a whole letter: a part of one is of no use.
            return print(self.letter.request(&account, &self.icons[0]).send()?.bytes()?).map(drop);
        }
        let new_folder = self.output.as_deref().filter(|folder| several && !folder.is_dir());
        if let Some(folder) = new_folder {
            // The first letter creates it. That it cannot be created is better found now.
            files::create_folder(folder)?;
            let _ = fs::remove_dir(folder);
        }
        let (mut icons, mut errors) = (self.icons.clone(), Vec::new());
        if self.all {
            let type_ = Some("direct".to_owned());
            let listing = Listing::read(&account, &Filter { type_, site: None })?;
            (icons, errors) = (listing.names(), listing.errors);
            errors.iter().for_each(|error| say(error));
        }

        let (mut letters, mut exits) = (Vec::new(), vec![Exit::Incomplete; errors.len()]);
        let mut saved = 0;
        for (number, icon) in icons.iter().enumerate() {
            progress(&format!("letter {} of {}: {icon}", number + 1, icons.len()));
            on_interrupt(format!("{saved} of {} letters are saved, each whole", icons.len()));
            let path = match &self.output {
                Some(file) if !several && !file.is_dir() => file.clone(),
                folder => folder.clone().unwrap_or_default().join(file_name(icon)),
            };
            let result = self.letter.save(&account, icon, &path, new_folder);
            letters.push(json!({ "interconnect": icon, "file": path.display().to_string(), "saved": result.is_ok() }));
            match result {
                Ok(line) => {
                    saved += 1;
                    tell(self.json, &line);
                }
                Err(failure) => {
                    exits.push(failure.exit);
                    let error = format!("{icon}: {}", failure.messages.join("; "));
                    say(&error);
                    errors.push(error);
                }
            }
        }
        if icons.is_empty() && errors.is_empty() {
            say("there is no interconnect of type direct");
        }
        let report = || json!({ "letters": letters, "errors": errors });
        print_report(&account, self.json, report, String::new)?;
        match exits.iter().find(|exit| **exit != Exit::FileKept) {
            None if exits.is_empty() => Ok(()),
            None => Err(Exit::FileKept.into()),
            Some(_) if saved > 0 => Err(Exit::Incomplete.into()),
            Some(exit) => Err(Failure::from(if several { Exit::Failed } else { *exit })),
        }
    }
}

/// The file of an interconnect's letter, where nobody names one. Whatever the interconnect's name is, the file is in this folder, and no
/// two names give the same file.
pub(crate) fn file_name(icon: &str) -> PathBuf {
    let encoded = icon.bytes().map(|byte| match byte {
        b'-' | b'_' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    format!("loa-{}.pdf", encoded.collect::<String>()).into()
}

impl Letter {
    pub(crate) fn request(&self, account: &Account, icon: &str) -> GetInterconnectLoa {
        let request = account.interconnects().loa(icon);
        self.name.iter().fold(request, |request, name| request.name(name))
    }

    /// Saves a letter, and gives the line that says so. Where its file is kept, nothing is sent. A folder for it that does not exist is
    /// created, but only for a letter that is there.
    pub(crate) fn save(
        &self,
        account: &Account,
        icon: &str,
        path: &Path,
        new_folder: Option<&Path>,
    ) -> Result<String, Failure> {
        let new_folder = new_folder.filter(|folder| !folder.is_dir());
        if new_folder.is_none() {
            files::check_target(path, self.force)?;
        }
        let letter = self.request(account, icon).send()?;
        new_folder.map_or(Ok(()), files::create_folder)?;
        let length = letter.save_to(path).inspect_err(|_| {
            // Only if it is empty.
            new_folder.map(fs::remove_dir);
        })?;
        Ok(format!("{icon}: its letter is {} ({length} bytes)", path.display()))
    }
}
