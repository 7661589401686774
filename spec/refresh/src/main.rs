//! `cargo run -p refresh -- path/to/openapi.json`: see `spec/README.md`.

use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo run -p refresh -- [--folder FOLDER] DOCUMENT
       cargo run -p refresh -- [--folder FOLDER] --check

Rebuilds spec/upstream.json and spec/network-interconnects.json from DOCUMENT (upstream's OpenAPI document in JSON) and
spec/overlay.json. Prints the changes that need a decision.

  --check   only check that network-interconnects.json equals upstream.json with overlay.json applied; write nothing
  --folder  folder of the three files (default: spec/ of this repository)
  --help    print this text

Exit status: 0 nothing to do; 1 done, with findings that need a person; 2 the document or another file cannot be used,
and nothing is written.";

enum Command {
    Help,
    Check { folder: PathBuf },
    Refresh { document: PathBuf, folder: PathBuf },
}

fn main() -> ExitCode {
    match command().and_then(run) {
        Ok(code) => code,
        Err(error) => {
            for line in error.lines() {
                eprintln!("{}", refresh::printable(line));
            }
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<ExitCode, String> {
    match command {
        Command::Help => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { folder } => {
            let checked = refresh::check(&folder)?;
            if !checked.is_current {
                eprintln!(
                    "network-interconnects.json does not equal upstream.json with overlay.json applied: edit only the \
                     overlay, then run `cargo run -p refresh -- spec/upstream.json`"
                );
            }
            for action in &checked.idle {
                eprintln!("overlay.json: {}", refresh::printable(action));
            }
            Ok(ExitCode::from(u8::from(
                !checked.is_current || !checked.idle.is_empty(),
            )))
        }
        Command::Refresh { document, folder } => {
            let report = refresh::refresh(&document, &folder)?;
            print!("{report}");
            Ok(ExitCode::from(u8::from(!report.is_empty())))
        }
    }
}

fn command() -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_env();
    let mut folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut check = false;
    let mut documents = Vec::new();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("check") => check = true,
            Long("folder") => folder = parser.value().map_err(usage)?.into(),
            Value(document) => documents.push(PathBuf::from(document)),
            other => return Err(usage(other.unexpected())),
        }
    }
    match (check, documents.pop(), documents.is_empty()) {
        (true, None, _) => Ok(Command::Check { folder }),
        (false, Some(document), true) => Ok(Command::Refresh { document, folder }),
        _ => Err(usage("expected either one DOCUMENT or --check")),
    }
}

fn usage(problem: impl std::fmt::Display) -> String {
    format!("{problem}\n\n{USAGE}")
}
