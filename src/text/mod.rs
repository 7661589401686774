//! Text from outside: validates it, escapes invisible characters and shortens it.
//!
//! `redaction.rs` redacts secrets, `segment.rs` encodes path segments, `media.rs` parses media types, and `location.rs` redacts the
//! target of a redirect.
//!
//! Not here: JSON (`value/json.rs`).

pub(crate) mod location;
pub(crate) mod media;
pub(crate) mod redaction;
pub(crate) mod segment;

use std::borrow::Cow;
use std::time::Duration;

use crate::tables::INVISIBLE;

/// At most `longest` characters of a text, on one line: invisible characters are escaped.
pub(crate) fn printable(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest));
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            line.push('…');
            break;
        }
        push_escaped(&mut line, character);
    }
    line
}

fn push_escaped(text: &mut String, character: char) {
    match is_invisible(character) {
        true => text.extend(character.escape_default()),
        false => text.push(character),
    }
}

/// Escapes each [invisible](is_invisible) character, as in `\u{202e}`, so that the text is safe to print on a terminal. Line breaks
/// and tabs are escaped too, so the text stays on one line.
///
/// ```
/// use cloudflare_interconnects::escape_invisible;
///
/// assert_eq!(escape_invisible("icon\u{202e}1\n"), "icon\\u{202e}1\\n");
/// assert_eq!(escape_invisible("Zürich"), "Zürich");
/// ```
pub fn escape_invisible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    text.chars().for_each(|character| push_escaped(&mut escaped, character));
    Cow::Owned(escaped)
}

/// Whether a character is invisible or changes how others look: control characters, characters that hide, reorder or join text, and
/// fillers that look like a blank. They could control a terminal or mislead a reader.
///
/// ```
/// use cloudflare_interconnects::is_invisible;
///
/// assert!(is_invisible('\u{1b}') && is_invisible('\u{202e}') && is_invisible('\u{200b}'));
/// assert!(!is_invisible('é') && !is_invisible(' '));
/// ```
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || INVISIBLE
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
}

/// Describes the first character that is not allowed, by its kind and position. The text itself is not quoted, because it may be a
/// secret. `None` if all characters are allowed.
pub(crate) fn find_invalid(text: &str, is_allowed: fn(char) -> bool) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    let (at, character) = text.char_indices().find(|(_, character)| !is_allowed(*character))?;
    let kind = match character {
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        character if character.is_control() => "a control character",
        character if character.is_whitespace() => "a space",
        character if character.is_ascii() => "a character that is not allowed",
        _ => "a non-ASCII character",
    };
    Some(match at {
        0 => format!("begins with {kind}"),
        at if text[at..].chars().all(char::is_whitespace) => format!("ends with {kind}"),
        at => format!("has {kind} (byte {} of {})", at + 1, text.len()),
    })
}

/// A duration for a message: in whole seconds, such as `60 s`, or else in milliseconds, rounded up.
pub(crate) fn format_seconds(time: Duration) -> String {
    match time.subsec_nanos() {
        0 => format!("{} s", time.as_secs()),
        rest => format!(
            "{} ms",
            time.as_secs()
                .saturating_mul(1_000)
                .saturating_add(rest.div_ceil(1_000_000).into())
        ),
    }
}

/// The beginning of a body, redacted and printable: at most 200 characters. It is redacted before it is cut, so that no part of a
/// secret is left.
pub(crate) fn snippet(body: &[u8], redact: impl FnOnce(String) -> String) -> Option<String> {
    const LONGEST: usize = 200;
    // A character has at most four bytes.
    let head = &body[..body.len().min(4 * LONGEST)];
    (!head.is_empty()).then(|| printable(&redact(String::from_utf8_lossy(head).into_owned()), LONGEST))
}

/// The text without a byte-order mark.
pub(crate) fn strip_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// The beginning of a text: at most `longest` bytes, in whole characters.
pub(crate) fn truncate(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_character_is_described_by_its_kind_and_position_alone() {
        for (text, expected) in [
            ("secret", None),
            ("", Some("is empty")),
            ("secret\n", Some("ends with a line break")),
            ("secret\r\n", Some("ends with a line break")),
            ("\tsecret", Some("begins with a tab")),
            ("sec ret", Some("has a space (byte 4 of 7)")),
            ("sec\0ret", Some("has a control character (byte 4 of 7)")),
            ("s\u{e9}cret", Some("has a non-ASCII character (byte 2 of 7)")),
            ("secret\u{a0}", Some("ends with a space")),
        ] {
            let problem = find_invalid(text, |character| character.is_ascii_graphic());
            assert_eq!(problem.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_duration_is_in_seconds_or_else_in_milliseconds_and_never_zero() {
        for (time, expected) in [
            (Duration::from_secs(60), "60 s"),
            (Duration::from_millis(250), "250 ms"),
            (Duration::from_millis(1_500), "1500 ms"),
            (Duration::from_nanos(1), "1 ms"),
        ] {
            assert_eq!(format_seconds(time), expected);
        }
    }

    #[test]
    fn a_snippet_is_short_and_has_no_control_characters() {
        assert_eq!(snippet(b"", |text| text), None);
        assert_eq!(
            snippet(b"<p>\x00\xff\n", |text| text).as_deref(),
            Some("<p>\\u{0}\u{fffd}\\n")
        );
        assert_eq!(
            snippet("é".repeat(5000).as_bytes(), |text| text)
                .unwrap()
                .chars()
                .count(),
            201
        );
    }
}
