//! `fake`: a fake API on this machine, for `curl` and for programs in any language.

use std::thread;
use std::time::Duration;

use cloudflare_interconnects::fake::{Failure as FakeFailure, Fake as Server};

use crate::arguments::duration;
use crate::exit::{Failure, on_interrupt};
use crate::output::{print, say};

/// The arguments of `fake`.
#[derive(clap::Args)]
#[command(after_help = include_str!("../help/fake.txt"))]
pub(crate) struct Fake {
    /// The port on 127.0.0.1 [default: a free one]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Start with empty accounts, without slots
    #[arg(long)]
    empty: bool,
    /// Delay each response by this time
    #[arg(long, value_name = "TIME", value_parser = duration)]
    delay: Option<Duration>,
    /// Make requests fail, such as 'GET /interconnects 429 retry-after=5 times=3'; can be given several times
    #[arg(long, value_name = "FAILURE", value_parser = failure)]
    fail: Vec<FakeFailure>,
}

impl Fake {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let port = self.port.unwrap_or(0);
        let fake = if self.empty {
            Server::empty_on(port)
        } else {
            Server::start_on(port)
        };
        let fake = fake.map_err(|error| Failure::failed(format!("cannot listen on port {port}: {error}")))?;
        // The first that fits a request decides: so the delay, which fits all, is the last.
        let delay = self.delay.map(|delay| FakeFailure::delay(delay).always());
        self.fail
            .iter()
            .cloned()
            .chain(delay)
            .for_each(|failure| fake.fail_next(failure));
        let (url, account, token) = (fake.base_url(), Server::ACCOUNT_ID, Server::TOKEN);
        print(format!(
            "export CLOUDFLARE_BASE_URL={url}\n\
             export CLOUDFLARE_ACCOUNT_ID={account}\n\
             export CLOUDFLARE_API_TOKEN={token}\n\
             # curl -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \
             \"$CLOUDFLARE_BASE_URL/accounts/$CLOUDFLARE_ACCOUNT_ID/cni/interconnects\"\n"
        ))?;
        on_interrupt("the fake's state is lost");
        say("serving until Ctrl-C");
        loop {
            thread::sleep(Duration::from_millis(100));
            for request in fake.take_requests() {
                let line = format!("{} {}?{}", request.method, request.path, request.query);
                say(line.trim_end_matches('?'));
            }
        }
    }
}

/// A failure as `--fail` describes it.
fn failure(text: &str) -> Result<FakeFailure, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let method = words.first().map(|word| word.to_uppercase()).unwrap_or_default();
    let is_method = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&&*method);
    let (on, rest) = match words.as_slice() {
        [_, path, rest @ ..] if is_method && path.starts_with('/') => (Some((method, path)), rest),
        [_, path, ..] if is_method => return Err(format!("the path begins with /, unlike {path}")),
        [_] if is_method => return Err("there is no path, such as /interconnects".to_owned()),
        [word, path, ..] if path.starts_with('/') => {
            return Err(format!("{word} is no method, such as GET or DELETE"));
        }
        rest => (None, rest),
    };
    let [effect, options @ ..] = rest else {
        return Err("there is no status, such as 429".to_owned());
    };
    let mut failure = match (*effect, effect.strip_prefix("delay="), effect.parse()) {
        ("disconnect", ..) => FakeFailure::disconnect(),
        (_, Some(time), _) => FakeFailure::delay(duration(time)?),
        (_, _, Ok(status @ 200..=599)) => FakeFailure::status(status),
        _ => {
            return Err(format!(
                "{effect} is no status from 200 to 599, `disconnect` or `delay=TIME`"
            ));
        }
    };
    if let Some((method, path)) = on {
        failure = failure.on(&method, path);
    }
    for option in options {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let number = || {
            let or = if name == "times" { " or `always`" } else { "" };
            value
                .parse::<usize>()
                .map_err(|_| format!("{name} takes a number{or}, not {value:?}"))
        };
        failure = match (name, value) {
            ("applied", "") => failure.applied(),
            ("times", "always") => failure.always(),
            ("times", "0") => return Err("times is at least 1".to_owned()),
            ("times", _) => failure.times(number()?),
            ("after", _) => failure.after(number()?),
            ("retry-after", _) => failure.retry_after(number()? as u64),
            _ => return Err(format!("{option} is none of times=, after=, retry-after= and applied")),
        };
    }
    Ok(failure)
}
