//! Arguments that several subcommands have, and the values that arguments take.

use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

/// Which account is used, and how.
#[derive(Args)]
#[command(next_help_heading = "Account")]
pub(crate) struct Connection {
    /// Use a fake account in this process, to try the command
    #[arg(long)]
    pub(crate) demo: bool,
    /// The account's id, in place of CLOUDFLARE_ACCOUNT_ID
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<Text>,
    /// How long a request may take, its retries included [default: 90s; for a letter 3m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

/// Which interconnects are meant. Upper and lower case are the same.
#[derive(Args, Default)]
pub(crate) struct Filter {
    /// Only interconnects at this site, such as IAD, or in this region of Google Cloud
    #[arg(long)]
    pub(crate) site: Option<Text>,
    /// Only interconnects of this type: direct or gcp_partner
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) type_: Option<Text>,
}

/// How many requests are sent at once.
#[derive(Args)]
pub(crate) struct Jobs {
    /// How many states to read at once, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) jobs: u8,
}

/// A text that is not empty: `--site "$SITE"` without the variable is a mistake, and no filter.
#[derive(Clone)]
pub(crate) struct Text(String);

impl FromStr for Text {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            Err("it is empty")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A time above zero.
pub(crate) fn duration(text: &str) -> Result<Duration, &'static str> {
    let time = humantime::parse_duration(text).ok().filter(|time| !time.is_zero());
    time.ok_or("write a time above zero, such as 30s, 15m or 2h")
}

/// The customer's name on a letter. That it is too long is better found before an order than after.
pub(crate) fn customer(name: &str) -> Result<String, String> {
    match name.chars().count() {
        0 => Err("it is empty".to_owned()),
        length @ 201.. => Err(format!("at most 200 characters, not {length}")),
        _ => Ok(name.to_owned()),
    }
}

/// Whether a value is the one that is asked for, if one is. Upper and lower case are the same.
pub(crate) fn is_same(asked: &Option<Text>, value: Option<&str>) -> bool {
    let same = |asked: &Text| value.is_some_and(|value| value.eq_ignore_ascii_case(asked));
    asked.as_ref().is_none_or(same)
}
