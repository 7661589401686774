//! Values of command-line arguments.

use std::fmt::Display;
use std::fs;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lexopt::{Parser, ValueExt};

use super::file;
use super::program::Failure;

const LONGEST_NAME: usize = 200;

/// The value of the option just met, which must be text and not empty: `--site "$SITE"` with the variable unset is a
/// mistake, not a filter.
pub(crate) fn text(parser: &mut Parser, option: &str) -> Result<String, Failure> {
    let text = parser.value()?.string()?;
    if text.is_empty() {
        return Err(Failure::usage(format!("{option} has an empty value")));
    }
    Ok(text)
}

/// The customer's name on a letter, as long as the API takes: that it is too long is better found before an order than
/// after.
pub(crate) fn customer(parser: &mut Parser, option: &str) -> Result<String, Failure> {
    let name = text(parser, option)?;
    match name.chars().count() {
        length if length > LONGEST_NAME => Err(Failure::usage(format!(
            "{option} has at most {LONGEST_NAME} characters, not {length}"
        ))),
        _ => Ok(name),
    }
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

/// A number of times, from one up.
pub(crate) fn count(parser: &mut Parser, option: &str) -> Result<u64, Failure> {
    let text = text(parser, option)?;
    text.parse()
        .map(NonZeroU64::get)
        .map_err(|_| Failure::usage(format!("{option} is a number from 1 up, not {text:?}")))
}

/// How many requests may wait at once.
pub(crate) fn jobs(parser: &mut Parser, option: &str) -> Result<NonZeroUsize, Failure> {
    const MOST: usize = 64;
    let text = text(parser, option)?;
    let jobs = text.parse().ok().filter(|jobs: &NonZeroUsize| jobs.get() <= MOST);
    jobs.ok_or_else(|| Failure::usage(format!("{option} is a number from 1 to {MOST}, not {text:?}")))
}

/// Where a file is to be written.
pub(crate) fn file(parser: &mut Parser, option: &str) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(parser.value()?);
    check_file(&path, option).map(|()| path)
}

/// That a document can be saved there, wholly: its directory takes a new file, and what stands there may be replaced.
pub(crate) fn check_target(path: &Path, option: &str) -> Result<(), Failure> {
    check_file(path, option)?;
    let refused = |why: &dyn Display| Failure::usage(format!("{option}: cannot write to {}: {why}", path.display()));
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(refused(&"it is there and is not a file")),
        Ok(found) if found.permissions().readonly() => return Err(refused(&"it is read-only")),
        _ => {}
    }
    let beside = file::beside(&fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
    file::write_new(&beside, "").map_err(|error| refused(&error))?;
    fs::remove_file(&beside).map_err(|error| refused(&error))
}

/// That a file cannot be written there is better found before anything is done than after.
pub(crate) fn check_file(path: &Path, option: &str) -> Result<(), Failure> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    if path.file_name().is_none() || path.is_dir() {
        let path = path.display();
        return Err(Failure::usage(format!("{option}: {path:?} does not name a file")));
    }
    match directory.filter(|directory| !directory.is_dir()) {
        None => Ok(()),
        Some(missing) => {
            let missing = missing.display();
            Err(Failure::usage(format!("{option}: {missing} is not a directory")))
        }
    }
}
