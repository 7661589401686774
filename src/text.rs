//! Text from outside: what is wrong with it as a header or an identifier, and what of it is shown.

use std::time::Duration;

/// At most `longest` characters of a text from outside, on one line: control characters and those
/// that reorder or hide text are escaped.
pub(crate) fn clean(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest));
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            line.push('…');
            break;
        }
        if is_hidden(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// The media type of a `Content-Type`, without its parameters.
pub(crate) fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim_ascii()
}

/// Whether the media type is JSON's, or that of a format that is written in it.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type).to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// What is wrong with a text of which each character has to fit: the first that does not, by its kind and place. Nothing of
/// the text is repeated, since it may be a secret.
pub(crate) fn flaw(text: &str, fits: impl Fn(char) -> bool) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    let (at, character) = text.char_indices().find(|(_, character)| !fits(*character))?;
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
        at if text[at..].trim().is_empty() => format!("ends with {kind}"),
        at => format!("has {kind} (byte {} of {})", at + 1, text.len()),
    })
}

/// What is wrong with an identifier: it has to be one segment of a path, which clients and servers on the way resolve where
/// it is relative; and no identifier has a control character or blanks at its ends, but one that was read from a file does.
pub(crate) fn flaw_of_id(id: &str) -> Option<String> {
    if matches!(id, "." | "..") {
        return Some(format!("cannot be `{id}`"));
    }
    flaw(id, |character| !character.is_control()).or_else(|| {
        let blank = |character: char| character.is_whitespace();
        match (id.starts_with(blank), id.ends_with(blank)) {
            (true, _) => Some("begins with a space".to_owned()),
            (_, true) => Some("ends with a space".to_owned()),
            _ => None,
        }
    })
}

/// A length of time as a message says it: in seconds where they are whole, else in milliseconds.
pub(crate) fn seconds(time: Duration) -> String {
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

/// Control characters, and those that reorder or hide text.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The beginning of a body, fit to be printed. It is scrubbed before it is cut, so that no part of a secret is left.
pub(crate) fn snippet(body: &[u8], scrub: impl FnOnce(String) -> String) -> Option<String> {
    const LONGEST: usize = 200;
    // Four bytes are the longest character.
    let head = &body[..body.len().min(4 * LONGEST)];
    (!head.is_empty()).then(|| clean(&scrub(String::from_utf8_lossy(head).into_owned()), LONGEST))
}

/// `text` without a secret, also where the text was cut in the middle of it. One that is too short to be real is left alone,
/// since it could be any word.
pub(crate) fn without(mut text: String, secret: &str) -> String {
    const SHORTEST: usize = 8;
    const REDACTED: &str = "[redacted]";
    if secret.len() < SHORTEST {
        return text;
    }
    text = text.replace(secret, REDACTED);
    let mut beginnings = (SHORTEST..secret.len()).rev().filter_map(|length| secret.get(..length));
    if let Some(beginning) = beginnings.find(|beginning| text.ends_with(beginning)) {
        text.truncate(text.len() - beginning.len());
        text.push_str(REDACTED);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_told_by_its_kind_and_place_alone() {
        for (text, told) in [
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
            let flaw = flaw(text, |character| character.is_ascii_graphic());
            assert_eq!(flaw.as_deref(), told, "{text:?}");
        }
    }

    #[test]
    fn a_time_is_said_in_seconds_or_else_in_milliseconds_and_never_as_none() {
        for (time, said) in [
            (Duration::from_secs(60), "60 s"),
            (Duration::from_millis(250), "250 ms"),
            (Duration::from_millis(1_500), "1500 ms"),
            (Duration::from_nanos(1), "1 ms"),
        ] {
            assert_eq!(seconds(time), said);
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
