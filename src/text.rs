//! Text from outside: what is wrong with it as a header or an identifier, and what of it is shown.

use std::time::Duration;

use crate::hidden::is_hidden;

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
            line += &format!("{}", character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// Whether one of these stands anywhere in a text.
pub(crate) fn has_one_of(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
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
pub(crate) fn flaw(text: &str, fits: fn(char) -> bool) -> Option<String> {
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

/// The beginning of a body, fit to be printed. It is scrubbed before it is cut, so that no part of a secret is left.
pub(crate) fn snippet(body: &[u8], scrub: impl FnOnce(String) -> String) -> Option<String> {
    const LONGEST: usize = 200;
    // Four bytes are the longest character.
    let head = &body[..body.len().min(4 * LONGEST)];
    (!head.is_empty()).then(|| clean(&scrub(String::from_utf8_lossy(head).into_owned()), LONGEST))
}

/// What is shown in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// `text` without these secrets, also where the text was cut in the middle of one, and whichever of its characters are escaped.
/// Where one is the beginning of another, the longer goes. One that is too short to be real is left alone, since it could be any
/// word.
pub(crate) fn without(text: String, secrets: &[String]) -> String {
    let (mut shown, mut from, mut at) = (String::new(), 0, 0);
    while let Some(next) = text[at..].chars().next() {
        let spelled = secrets.iter().filter_map(|secret| spelled(&text[at..], secret));
        match spelled.max() {
            Some(length) => {
                shown = shown + &text[from..at] + REDACTED;
                at += length;
                from = at;
            }
            None => at += next.len_utf8(),
        }
    }
    match from {
        0 => text,
        from => shown + &text[from..],
    }
}

/// The beginning of a text: at most so many bytes, whole characters.
pub(crate) fn head(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// How many bytes of a secret must be seen for it to be one.
const SHORTEST: usize = 8;

/// How much of the beginning of a text spells a secret, or as much of it as there was room for.
fn spelled(text: &str, secret: &str) -> Option<usize> {
    if secret.len() < SHORTEST {
        return None;
    }
    let (mut rest, mut wanted) = (text, secret.chars());
    while let Some(rest_of_secret) = Some(wanted.as_str()).filter(|left| !rest.starts_with(left)) {
        let next = wanted.next()?;
        match spelling(rest, next) {
            Some(length) => rest = &rest[length..],
            None => {
                let seen = secret.len() - rest_of_secret.len();
                return (seen >= SHORTEST && is_cut_off(rest)).then_some(text.len());
            }
        }
    }
    Some(text.len() - rest.len() + wanted.as_str().len())
}

/// Whether a text is nothing, or the beginning of an escaped character.
fn is_cut_off(text: &str) -> bool {
    const LONGEST: usize = 12;
    text.is_empty() || (text.len() < LONGEST && text.starts_with(['\\', '%', '&']))
}

/// How much of the beginning of a text is this character: escaped as in JSON (once or more), an address or HTML, or itself.
fn spelling(text: &str, wanted: char) -> Option<usize> {
    let rest = match text.as_bytes().first()? {
        b'\\' => escaped(behind_backslashes(text), wanted),
        b'%' => percent_encoded(text, wanted),
        b'&' => entity(text, wanted),
        _ => None,
    };
    let rest = rest.or_else(|| text.strip_prefix(wanted))?;
    Some(text.len() - rest.len())
}

/// What is behind as many backslashes as escape a character that was escaped four times. Longer runs are not followed: that would
/// be done again at each of them.
fn behind_backslashes(text: &str) -> &str {
    const MOST: usize = 16;
    let run = text.bytes().take(MOST).take_while(|byte| *byte == b'\\').count();
    &text[run..]
}

/// What is behind a character that had backslashes before it.
fn escaped(text: &str, wanted: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(wanted) {
        return Some(rest);
    }
    let short = match wanted {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        _ => 'u',
    };
    if short != 'u'
        && let Some(rest) = text.strip_prefix(short)
    {
        return Some(rest);
    }
    let mut rest = text;
    for (position, unit) in wanted.encode_utf16(&mut [0; 2]).iter().enumerate() {
        if position > 0 {
            rest = behind_backslashes(rest);
        }
        rest = hex(rest.strip_prefix('u')?, 4, u32::from(*unit))?;
    }
    Some(rest)
}

/// What is behind a character whose bytes are `%2D`, or `%252D` where that was encoded again.
fn percent_encoded(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for byte in wanted.encode_utf8(&mut [0; 4]).bytes() {
        rest = rest.strip_prefix('%')?;
        while let (None, Some(inner)) = (hex(rest, 2, byte.into()), rest.strip_prefix("25")) {
            rest = inner;
        }
        rest = hex(rest, 2, byte.into())?;
    }
    Some(rest)
}

/// What is behind a character that is an entity of HTML.
fn entity(text: &str, wanted: char) -> Option<&str> {
    // With zeros before its number, and no further: the end of none would be looked for again at each `&`.
    const LONGEST: usize = 16;
    let text = text.strip_prefix('&')?;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (name, rest) = (&text[..end], &text[end + 1..]);
    let character = match (name, name.strip_prefix('#')) {
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        (_, Some(number)) => match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok(),
            None => number.parse().ok(),
        }
        .and_then(char::from_u32),
        _ => None,
    };
    (character == Some(wanted)).then_some(rest)
}

/// What is behind so many digits, if they are this number.
fn hex(text: &str, digits: usize, wanted: u32) -> Option<&str> {
    let number = u32::from_str_radix(text.get(..digits)?, 16);
    (number == Ok(wanted)).then(|| &text[digits..])
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
    #[test]
    fn a_secret_is_found_however_its_characters_are_escaped() {
        let secret = "t0k/en-\"x\"_\u{e9}\u{1f600}\n&0";
        let upper = |text: &str| text.to_uppercase();
        let json = serde_json::to_string(secret).unwrap();
        let mut units = String::new();
        secret
            .encode_utf16()
            .for_each(|unit| units += &format!("\\u{unit:04x}"));
        let (mut percent, mut entities) = (String::new(), String::new());
        secret.bytes().for_each(|byte| percent += &format!("%{byte:02X}"));
        secret
            .chars()
            .for_each(|c| entities += &format!("&#x{:x};", u32::from(c)));
        for spelled in [
            secret,
            json.trim_matches('"'),
            &json.trim_matches('"').replace('/', "\\/"),
            &json.trim_matches('"').replace('\\', "\\\\"),
            &units,
            &units.replace('\\', "\\\\"),
            &percent,
            &percent.to_lowercase(),
            &percent.replace('%', "%25"),
            &secret.replace('-', "%2d"),
            &secret.replace('-', "\\u002D"),
            &entities,
            &secret
                .replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('-', "&#45;"),
        ] {
            let text = format!("<{spelled}> and {spelled}");
            assert_eq!(
                without(text, &[secret.into()]),
                "<[redacted]> and [redacted]",
                "{spelled}"
            );
        }
        assert_eq!(without(upper("0123456789 %2"), &["0123456789".into()]), "[redacted] %2");
    }

    #[test]
    fn a_secret_that_is_cut_off_is_found_and_another_text_is_left_alone() {
        let secret = "0123456789-abcdef";
        for (text, expected) in [
            ("x 0123456789-ab", "x [redacted]"),
            ("x 01234567", "x [redacted]"),
            ("x 0123456789\\u00", "x [redacted]"),
            ("x 0123456789%2", "x [redacted]"),
            ("x 0123456", "x 0123456"),
            ("x 0123456789-abcdeg", "x 0123456789-abcdeg"),
            ("\\u00 %zz %2 & &#; &#x110000; \\", "\\u00 %zz %2 & &#; &#x110000; \\"),
        ] {
            assert_eq!(without(text.into(), &[secret.into()]), expected);
        }
        assert_eq!(without("token".into(), &["token".into()]), "token");
        let both = [secret[..9].to_owned(), secret.to_owned()];
        assert_eq!(without(format!("{secret} {}", both[0]), &both), "[redacted] [redacted]");
    }

    #[test]
    fn a_text_of_nothing_but_beginnings_of_escapes_is_looked_through_once() {
        const MANY: usize = 512 << 10;
        for unit in ["\\", "&", "%", "%25", "\\ud83d"] {
            let text = unit.repeat(MANY / unit.len());
            let shown = without(format!("{text}; 0123456789"), &["0123456789".into()]);
            assert!(shown == text + "; [redacted]", "{unit}");
        }
    }
}
