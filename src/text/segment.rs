//! Validates and percent-encodes path segments. Query values are encoded in the same way.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::text;

/// Everything except the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a value for a URL.
pub(crate) fn encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, ESCAPED)
}

/// Why an identifier is invalid, or `None`. `.` and `..` are invalid because clients and servers resolve them. Control characters,
/// and blanks at the ends, are invalid because they are usually left over from reading a file.
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
