//! Dates as HTTP has them.

use std::time::{Duration, SystemTime};

/// The forms of a date that RFC 9110 wants understood; in the first two, what is behind a weekday and its comma. A letter of
/// [`PARTS`] stands for a digit, or for one of the month's name, and `_` for anything.
const FORMS: [&str; 3] = [
    "DD NNN YYYY hh:mm:ss GMT",
    "DD-NNN-YY hh:mm:ss GMT",
    "___ NNN DD hh:mm:ss YYYY",
];
const PARTS: &str = "YNDhms";
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// Reads a date. Its weekday is not looked at.
pub(crate) fn read(text: &str) -> Option<SystemTime> {
    let text = text.split_once(',').map_or(text, |(_, rest)| rest.trim_ascii_start());
    let found = FORMS.iter().find_map(|form| Some((form, parts(form, text)?)));
    let (form, [year, month, day, hour, minute, second]) = found?;
    let is_short = form.contains('-');
    let year = if is_short { 1970 + (year + 30) % 100 } else { year };
    let mut months = MONTHS.as_bytes().chunks(3);
    let month = months.position(|name| name.iter().fold(0, letter) == month)? as u64;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 => 28 + u64::from(is_leap),
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if year < 1970 || !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Years that begin in March have the leap day as their last.
    let (year, month) = if month < 2 {
        (year - 1, month + 10)
    } else {
        (year, month - 2)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(((days * 24 + hour) * 60 + minute) * 60 + second))
}

/// The parts of a date in this form, each as a number.
fn parts(form: &str, text: &str) -> Option<[u64; PARTS.len()]> {
    let mut parts = [0; PARTS.len()];
    if form.len() != text.len() {
        return None;
    }
    for (stands_for, byte) in form.bytes().zip(text.bytes()) {
        match (PARTS.bytes().position(|part| part == stands_for), byte) {
            (Some(at), byte) if stands_for == b'N' => parts[at] = letter(parts[at], &byte),
            (Some(at), b'0'..=b'9') => parts[at] = parts[at] * 10 + u64::from(byte - b'0'),
            // In place of a zero.
            (Some(at), b' ') if stands_for == b'D' && parts[at] == 0 => {}
            (None, byte) if byte == stands_for || stands_for == b'_' => {}
            _ => return None,
        }
    }
    Some(parts)
}

/// A name as a number: one with another letter.
fn letter(name: u64, letter: &u8) -> u64 {
    name << 8 | u64::from(*letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<u64> {
        let since = read(text)?.duration_since(SystemTime::UNIX_EPOCH);
        since.ok().map(|since| since.as_secs())
    }

    #[test]
    fn a_date_is_read_in_each_of_its_three_forms() {
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Wed Nov 16 08:49:37 1994", Some(784_975_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thursday, 01-Jan-70 00:00:00 GMT", Some(0)),
            ("Tuesday, 31-Dec-69 23:59:59 GMT", Some(3_155_759_999)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(253_402_300_799)),
            ("Sat, 31 Dec 2016 23:59:60 GMT", Some(1_483_228_800)),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            ",",
            "soon",
            "é",
            "Sun, 06 Nov 1994",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 GMT, later",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 GMT 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 32 Dec 1994 08:49:37 GMT",
            "Wed, 29 Feb 2023 08:49:37 GMT",
            "Wed, 30 Feb 2024 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49: 7 GMT",
            "Sun, 06-Nov-1994 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994",
        ] {
            assert_eq!(seconds(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_day_is_86400_seconds_after_the_one_before_it() {
        let mut expected = 0;
        for year in 1970..=2400 {
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [
                31,
                if is_leap { 29 } else { 28 },
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ];
            for (month, length) in MONTHS.as_bytes().chunks(3).zip(lengths) {
                let month = str::from_utf8(month).unwrap();
                for day in 1..=length {
                    let text = format!("???, {day:02} {month} {year} 00:00:00 GMT");
                    assert_eq!(seconds(&text), Some(expected), "{text}");
                    expected += 86_400;
                }
            }
        }
    }
}
