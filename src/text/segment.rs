//! A segment of a path: which value may be one, and how it is written, as a value of a query is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::text;

/// All but the characters that RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it stands in an address.
pub(crate) fn encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, ESCAPED)
}

/// What is wrong with an identifier: it has to be one segment of a path, which clients and servers on the way resolve where
/// it is relative; and no identifier has a control character or blanks at its ends, but one that was read from a file does.
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
