//! Saves the Letter of Authorization of an interconnect, or of every one that has one.
//!
//! ```text
//! cargo run --example loa -- icon-1 --output letter.pdf
//! ```
//!
//! Without credentials in the environment it saves one of a fake API. `--help` says the rest.

mod shared;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};

use shared::account::{self, Account};
use shared::program::{self, Failure};
use shared::progress::Progress;
use shared::troubles::Troubles;
use shared::{arguments, letter};

const NAME: &str = "loa";

const HELP: &str = "\
Saves Letters of Authorization (LOA), which a facility wants to see before it
connects anything to a port of Cloudflare's.

Usage: loa ICON [--name NAME] [--output FILE|DIR] [--force]
       loa --all [--name NAME] [--output DIR] [--force]

  ICON             the interconnect's name
  --all            every interconnect of type direct: no other has a letter
  --name NAME      the customer's name on the letter, at most 200 characters; by
                   default the account's
  --output FILE    where to save the letter; - is stdout
  --output DIR     the directory to save in, as loa-ICON.pdf; by default the working
                   directory
  --force          replace files that are there; otherwise they are kept
  --help           this text

Exit code:
  0  every letter that was asked for is saved
  1  failed, and no letter is saved; or stdout could not be written
  2  the arguments or the environment cannot be used; nothing was sent
  3  some letters are saved, but not all: stderr says which, and why
  4  some files were there before, and were kept; every other letter is saved

Interrupted (Ctrl-C), it ends at once: each letter that was saved is whole, and
what stood in the place of the others stands there still. A hidden file beside may
be left.
";

/// The name of stdout as a file.
const STDOUT: &str = "-";

/// The exit code where some letters are missing.
const INCOMPLETE: u8 = 3;
/// The exit code where files were in the way.
const KEPT: u8 = 4;

fn main() -> ExitCode {
    program::run(NAME, || loa().map(|()| ExitCode::SUCCESS))
}

fn loa() -> Result<(), Failure> {
    let Some(mut options) = Options::parse(Parser::from_env())? else {
        return program::print(&format!("{HELP}\n{}", account::HELP));
    };
    let account = Account::from_env()?;
    if account.is_demo() {
        program::say(
            NAME,
            "no CLOUDFLARE_ variables are set: this letter is a fake API's, for demonstration",
        );
        if !options.all {
            options.icon.get_or_insert_with(|| "icon-1".to_owned());
        }
    }
    let mut download = Download::new(&account, &options);
    let icons = match &options.icon {
        Some(icon) => vec![icon.clone()],
        None if options.all => download.list()?,
        None => return Err(Failure::usage("ICON or --all is missing (see --help)")),
    };
    for (index, icon) in icons.iter().enumerate() {
        download
            .progress
            .show(&format!("{} of {}: {icon}", index + 1, icons.len()));
        download.save(icon)?;
    }
    download.end()
}

#[derive(Default)]
struct Options {
    icon: Option<String>,
    all: bool,
    name: Option<String>,
    output: Option<PathBuf>,
    force: bool,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("all") => options.all = true,
                Arg::Long("name") => options.name = Some(arguments::customer(&mut parser, "--name")?),
                Arg::Long("output") | Arg::Short('o') => options.output = Some(parser.value()?.into()),
                Arg::Long("force") => options.force = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Value(icon) if options.icon.is_none() => options.icon = Some(icon.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        options.check().map(|()| Some(options))
    }

    fn check(&self) -> Result<(), Failure> {
        if self.all && self.icon.is_some() {
            return Err(Failure::usage("--all does not go with an ICON"));
        }
        match &self.output {
            Some(path) if path == Path::new(STDOUT) && self.all => Err(Failure::usage(
                "--output -, which is stdout, takes one letter: it does not go with --all",
            )),
            Some(path) if path.is_dir() || path == Path::new(STDOUT) => Ok(()),
            Some(path) if self.all => {
                let path = path.display();
                Err(Failure::usage(format!("--output: {path} is not a directory")))
            }
            Some(path) => arguments::check_file(path, "--output"),
            None => Ok(()),
        }
    }

    fn path(&self, icon: &str) -> PathBuf {
        match &self.output {
            Some(file) if !self.all && !file.is_dir() => file.clone(),
            directory => directory.clone().unwrap_or_default().join(letter::file_name(icon)),
        }
    }
}

struct Download<'a> {
    account: &'a Account,
    options: &'a Options,
    progress: Progress,
    saved: usize,
    kept: usize,
    failed: usize,
}

impl<'a> Download<'a> {
    fn new(account: &'a Account, options: &'a Options) -> Self {
        Self {
            account,
            options,
            progress: Progress::new(NAME),
            saved: 0,
            kept: 0,
            failed: 0,
        }
    }

    /// The names of the interconnects that have a letter.
    fn list(&mut self) -> Result<Vec<String>, Failure> {
        let (mut icons, mut troubles) = (Vec::new(), Troubles::default());
        for listed in self.account.interconnects().list().type_("direct").iter() {
            match listed {
                Ok(interconnect) => icons.extend(interconnect.name().map(str::to_owned)),
                Err(error) if error.is_item() => {
                    self.failed += 1;
                    troubles.add(error.to_string());
                }
                Err(error) => return Err(error.into()),
            }
            self.progress.show(&format!("{} interconnects", icons.len()));
        }
        if let Some(line) = troubles.line() {
            self.say(&line);
        }
        Ok(icons)
    }

    fn save(&mut self, icon: &str) -> Result<(), Failure> {
        let path = self.options.path(icon);
        if path == Path::new(STDOUT) {
            return self.put_out(icon);
        }
        // A link that leads nowhere is something that is there, too.
        if !self.options.force && fs::symlink_metadata(&path).is_ok() {
            self.kept += 1;
            self.say(&format!("{icon}: {} is there: --force replaces it", path.display()));
            return Ok(());
        }
        let letter = letter::request(&self.account.interconnects(), icon, self.options.name.as_deref());
        match letter::save(letter, icon, &path) {
            Ok(line) => {
                self.saved += 1;
                self.progress.clear();
                program::print_line(&line)
            }
            Err(error) if !self.options.all => Err(error.into()),
            Err(error) => {
                self.fail(&format!("{icon}: {error}"));
                Ok(())
            }
        }
    }

    /// Writes the letter to stdout, once it is whole: half of one is of no use to whoever reads it.
    fn put_out(&mut self, icon: &str) -> Result<(), Failure> {
        let letter = letter::request(&self.account.interconnects(), icon, self.options.name.as_deref());
        let bytes = letter.send()?.bytes()?;
        self.progress.clear();
        self.saved += 1;
        program::put(&bytes).map(|_| ())
    }

    fn fail(&mut self, line: &str) {
        self.failed += 1;
        self.say(line);
    }

    fn say(&self, line: &str) {
        self.progress.clear();
        program::say(NAME, line);
    }

    fn end(self) -> Result<(), Failure> {
        match (self.failed, self.kept, self.saved) {
            (0, 0, 0) => {
                self.say("there is no interconnect of type direct");
                Ok(())
            }
            (0, 0, _) => Ok(()),
            (0, ..) => Err(Failure::silent(KEPT)),
            (_, _, 0) => Err(Failure::silent(Failure::FAILED)),
            _ => Err(Failure::silent(INCOMPLETE)),
        }
    }
}
