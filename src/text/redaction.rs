//! How a secret is found in a text, however it is escaped there, and taken out.

/// What is shown in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// `text` without these secrets, also where the text was cut in the middle of one, and whichever of its characters are escaped.
/// Where one begins within another, both go. One that is too short to be real is left alone, since it could be any word.
pub(crate) fn redact(text: String, secrets: &[String]) -> String {
    // All before `hidden` is in `shown`, or is a secret.
    let (mut shown, mut hidden) = (String::new(), 0);
    for (at, _) in text.char_indices() {
        let spelled = secrets
            .iter()
            .filter_map(|secret| matches_spelling(&text[at..], secret));
        let Some(length) = spelled.max() else { continue };
        if at >= hidden {
            shown = shown + &text[hidden..at] + REDACTED;
        }
        hidden = hidden.max(at + length);
    }
    match hidden {
        0 => text,
        hidden => shown + &text[hidden..],
    }
}

/// How many bytes of a secret must be seen for it to be one.
const SHORTEST: usize = 8;

/// How much of the beginning of a text spells a secret, or as much of it as there was room for.
fn matches_spelling(text: &str, secret: &str) -> Option<usize> {
    if secret.len() < SHORTEST {
        return None;
    }
    let (mut rest, mut wanted) = (text, secret.chars());
    while let Some(rest_of_secret) = Some(wanted.as_str()).filter(|left| !rest.starts_with(left)) {
        let next = wanted.next()?;
        match match_character(rest, next) {
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
fn match_character(text: &str, wanted: char) -> Option<usize> {
    let rest = match text.as_bytes().first()? {
        b'\\' => match_escape(skip_backslashes(text), wanted),
        b'%' => match_percent(text, wanted),
        b'&' => match_entity(text, wanted),
        _ => None,
    };
    let rest = rest.or_else(|| text.strip_prefix(wanted))?;
    Some(text.len() - rest.len())
}

/// What is behind as many backslashes as escape a character that was escaped four times. Longer runs are not followed: that would
/// be done again at each of them.
fn skip_backslashes(text: &str) -> &str {
    const MOST: usize = 16;
    let run = text.bytes().take(MOST).take_while(|byte| *byte == b'\\').count();
    &text[run..]
}

/// What is behind a character that had backslashes before it.
fn match_escape(text: &str, wanted: char) -> Option<&str> {
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
            rest = skip_backslashes(rest);
        }
        rest = hex(rest.strip_prefix('u')?, 4, u32::from(*unit))?;
    }
    Some(rest)
}

/// What is behind a character whose bytes are `%2D`, or `%252D` where that was encoded again.
fn match_percent(text: &str, wanted: char) -> Option<&str> {
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
fn match_entity(text: &str, wanted: char) -> Option<&str> {
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
        (_, Some(number)) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let (digits, radix) = hexadecimal.map_or((number, 10), |digits| (digits, 16));
            u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
        }
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
                redact(text, &[secret.into()]),
                "<[redacted]> and [redacted]",
                "{spelled}"
            );
        }
        assert_eq!(redact(upper("0123456789 %2"), &["0123456789".into()]), "[redacted] %2");
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
            assert_eq!(redact(text.into(), &[secret.into()]), expected);
        }
        assert_eq!(redact("token".into(), &["token".into()]), "token");
        let both = [secret[..9].to_owned(), secret.to_owned()];
        assert_eq!(redact(format!("{secret} {}", both[0]), &both), "[redacted] [redacted]");
    }

    #[test]
    fn of_secrets_that_overlap_nothing_is_left() {
        let secrets = ["abcdefgh".to_owned(), "efghijklmnop".to_owned()];
        for (text, expected) in [
            ("x abcdefghijklmnop y", "x [redacted] y"),
            ("abcdefghefghijklmnop", "[redacted][redacted]"),
            ("efghijklmnopabcdefgh", "[redacted][redacted]"),
        ] {
            assert_eq!(redact(text.into(), &secrets), expected);
        }
    }

    #[test]
    fn a_text_of_nothing_but_beginnings_of_escapes_is_looked_through_once() {
        const MANY: usize = 512 << 10;
        for unit in ["\\", "&", "%", "%25", "\\ud83d"] {
            let text = unit.repeat(MANY / unit.len());
            let shown = redact(format!("{text}; 0123456789"), &["0123456789".into()]);
            assert!(shown == text + "; [redacted]", "{unit}");
        }
    }
}
