//! A segment of a path: which values are allowed, and how they are percent-encoded, as query values are too.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::text;

/// Everything except the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it is written in a URL.
pub(crate) fn encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, ESCAPED)
}

/// What is wrong with an identifier. It must be one segment: clients and servers resolve `.` and `..`. Control characters and blanks
/// at the ends are refused, because no identifier has them, but one that was read from a file may.
pub(crate) fn check_segment(id: &str) -> Option<String> {
    if matches!(id, "." | "..") {
        return Some(format!("cannot be `{id}`"));
    }
    text::find_invalid(id, |character| !character.is_control()).or_else(|| {
        let blank = |character: char| character.is_whitespace();
        match (id.starts_with(blank), id.ends_with(blank)) {
            (true, _) => Some("begins with a space".to_owned()),
            (_, true) => Some("ends with a space".to_owned()),
            _ => None,
        }
    })
}
