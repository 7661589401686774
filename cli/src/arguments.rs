//! Arguments that several subcommands have, and the values that arguments take.

use std::time::Duration;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// Which account is used, and how.
#[derive(Args)]
#[command(next_help_heading = "Account")]
pub(crate) struct Connection {
    /// Use a fake account in this process, to try the command
    #[arg(long)]
    pub(crate) demo: bool,
    /// The account's id, in place of CLOUDFLARE_ACCOUNT_ID
    #[arg(long, value_name = "ID", value_parser = text())]
    pub(crate) account: Option<String>,
    /// How long a request may take, including retries [default: 90s; for a letter 3m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

/// Which interconnects are meant. Upper and lower case are the same.
#[derive(Args, Default)]
pub(crate) struct Filter {
    /// Only interconnects at this site, such as IAD, or in this region of Google Cloud
    #[arg(long, value_parser = text())]
    pub(crate) site: Option<String>,
    /// Only interconnects of this type: direct or gcp_partner
    #[arg(long = "type", value_name = "TYPE", value_parser = text())]
    pub(crate) type_: Option<String>,
}

/// How many requests are sent at once.
#[derive(Args)]
pub(crate) struct Jobs {
    /// How many states to read at once, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) jobs: u8,
}

/// A text that is not empty: `--site "$SITE"` without the variable is a mistake, and no filter.
pub(crate) fn text() -> NonEmptyStringValueParser {
    NonEmptyStringValueParser::new()
}

/// A time above zero.
pub(crate) fn duration(text: &str) -> Result<Duration, &'static str> {
    let time = humantime::parse_duration(text).ok().filter(|time| !time.is_zero());
    time.ok_or("write a time above zero, such as 30s, 15m or 2h")
}

/// Whether a value is the one that is asked for, if one is. Upper and lower case are the same.
pub(crate) fn is_same(asked: Option<&str>, value: Option<&str>) -> bool {
    asked.is_none_or(|asked| value.is_some_and(|value| value.eq_ignore_ascii_case(asked)))
}
