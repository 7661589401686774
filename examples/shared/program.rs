//! What makes an example a well-behaved command: exit codes, one-line errors, and output that may be cut off.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use cloudflare_interconnects::Error;
use serde::Serialize;

use super::text::one_line;

/// The arguments or the environment cannot be used. Nothing was sent.
const USAGE: u8 = 2;

/// Why a program ends early: what it says, on one line each, and its exit code.
pub(crate) struct Failure {
    code: u8,
    lines: Vec<String>,
}

impl Failure {
    /// The exit code of a program that simply failed.
    pub(crate) const FAILED: u8 = 1;

    /// A failure with an exit code of its own.
    pub(crate) fn new(code: u8, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let lines = lines.into_iter().map(Into::into).collect();
        Self { code, lines }
    }

    /// One whose lines have been said already.
    pub(crate) fn silent(code: u8) -> Self {
        Self {
            code,
            lines: Vec::new(),
        }
    }

    pub(crate) fn failed(line: impl Into<String>) -> Self {
        Self::new(Self::FAILED, [line])
    }

    pub(crate) fn usage(line: impl Into<String>) -> Self {
        Self::new(USAGE, [line])
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        use cloudflare_interconnects::ErrorKind::{Configuration, InvalidParameter};
        match error.kind() {
            Configuration | InvalidParameter => Self::usage(error.to_string()),
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::usage(format!("{error} (see --help)"))
    }
}

/// Runs a program under its name, says why it failed if it did, and gives its exit code.
pub(crate) fn run(name: &str, program: impl FnOnce() -> Result<ExitCode, Failure>) -> ExitCode {
    program().unwrap_or_else(|failure| {
        for line in &failure.lines {
            say(name, line);
        }
        ExitCode::from(failure.code)
    })
}

/// Puts one line on stderr, for the person in front of it. That nobody may read there any more is no reason to stop,
/// or to panic as `eprintln!` does.
pub(crate) fn say(name: &str, line: &str) {
    let _ = writeln!(io::stderr(), "{name}: {}", one_line(line));
}

/// Puts text on stdout. A reader who has seen enough (`| head`) is no failure; a full disk is.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    put(text.as_bytes()).map(|_| ())
}

/// Puts one line on stdout.
pub(crate) fn print_line(line: &str) -> Result<(), Failure> {
    print(&format!("{}\n", one_line(line)))
}

/// Like [`print`], for a program that would go on without end: false if nobody reads any more.
pub(crate) fn put(bytes: &[u8]) -> Result<bool, Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::failed(format!("cannot write to stdout: {error}"))),
    }
}

/// JSON as it is printed; `line` keeps it on one.
pub(crate) fn json(value: &impl Serialize, line: bool) -> Result<String, Failure> {
    let json = if line {
        serde_json::to_string(value)
    } else {
        serde_json::to_string_pretty(value)
    };
    json.map(|json| json + "\n")
        .map_err(|error| Failure::failed(format!("cannot write JSON: {error}")))
}
