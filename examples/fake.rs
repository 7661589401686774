//! Serves the fake API until it is stopped: for programs in other languages, for `curl`, and for a person.
//!
//! ```text
//! cargo run --example fake
//! ```
//!
//! It prints what to export so that this crate, its examples and Cloudflare's own tools reach it.

mod shared;

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use cloudflare_interconnects::fake::Fake;
use lexopt::{Arg, Parser};

use shared::program::{self, Failure};

const NAME: &str = "fake";

const HELP: &str = "\
Serves a fake of Cloudflare's API for network interconnects, on a free port of
127.0.0.1, until it is stopped. It reaches no network.

Usage: fake [--empty]

  --empty  accounts hold nothing at first: no slot, so that no port can be ordered
  --help   this text

What to export stands on stdout, as lines for a POSIX shell. In another terminal:

  cargo run --example fake > fake.env    # here
  . ./fake.env                           # there

Each request shows on stderr when it has come in. State is lost at the end.

Exit code:
  1  failed: there is no port, or stdout cannot be written to
  2  the arguments cannot be used
";

/// How often requests are shown.
const LOOK: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    program::run(NAME, || serve().map(|()| ExitCode::SUCCESS))
}

fn serve() -> Result<(), Failure> {
    let Some(options) = Options::parse(Parser::from_env())? else {
        return program::print(HELP);
    };
    let fake = if options.empty { Fake::empty() } else { Fake::start() };
    let fake = fake.map_err(|error| Failure::failed(format!("the fake API does not start: {error}")))?;
    program::print(&exports(&fake))?;
    program::say(NAME, "serving until it is stopped");
    loop {
        thread::sleep(LOOK);
        for request in fake.take_requests() {
            let question_mark = if request.query.is_empty() { "" } else { "?" };
            let (method, path, query) = (&request.method, &request.path, &request.query);
            program::say(NAME, &format!("{method} {path}{question_mark}{query}"));
        }
    }
}

/// What is no export is a comment, so that a shell can read all of it.
fn exports(fake: &Fake) -> String {
    format!(
        "export CLOUDFLARE_BASE_URL={}\n\
         export CLOUDFLARE_ACCOUNT_ID={}\n\
         export CLOUDFLARE_API_TOKEN={}\n\
         # curl -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \
         \"$CLOUDFLARE_BASE_URL/accounts/$CLOUDFLARE_ACCOUNT_ID/cni/interconnects\"\n",
        fake.base_url(),
        Fake::ACCOUNT_ID,
        Fake::TOKEN,
    )
}

#[derive(Default)]
struct Options {
    empty: bool,
}

impl Options {
    /// None if it is the help that is asked for.
    fn parse(mut parser: Parser) -> Result<Option<Self>, Failure> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("empty") => options.empty = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Some(options))
    }
}
