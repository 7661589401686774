//! Values of command-line arguments.

use std::time::Duration;

use lexopt::{Parser, ValueExt};

use super::program::Failure;

/// The value of the option just met, which must be text and not empty: `--site "$SITE"` with the variable unset is a
/// mistake, not a filter.
pub(crate) fn text(parser: &mut Parser, option: &str) -> Result<String, Failure> {
    let text = parser.value()?.string()?;
    if text.is_empty() {
        return Err(Failure::usage(format!("{option} has an empty value")));
    }
    Ok(text)
}

/// A length of time above zero: `90`, `90s`, `1.5m`, `2h`; seconds where there is no unit.
pub(crate) fn duration(parser: &mut Parser, option: &str) -> Result<Duration, Failure> {
    let text = text(parser, option)?;
    let (number, unit) = match text.as_bytes().last() {
        Some(b's') => (&text[..text.len() - 1], 1.0),
        Some(b'm') => (&text[..text.len() - 1], 60.0),
        Some(b'h') => (&text[..text.len() - 1], 3600.0),
        _ => (&text[..], 1.0),
    };
    number
        .parse::<f64>()
        .ok()
        .and_then(|number| Duration::try_from_secs_f64(number * unit).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| {
            let wanted = "a time above zero, such as 30s, 15m or 2h";
            Failure::usage(format!("{option} is {wanted}, not {text:?}"))
        })
}
