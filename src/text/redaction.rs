//! Finds secrets in a text, in any of the spellings that `SECURITY.md` lists, and redacts them.
//!
//! Escaped text may be escaped again, so the text is decoded layer by layer, and each layer is searched. The time is linear in the
//! length of the text.

use std::iter;
use std::ops::Range;

/// Replaces a secret.
pub(crate) const REDACTED: &str = "[redacted]";
/// The fewest bytes of a secret, or of its beginning, that are redacted. Fewer could be any word.
const SHORTEST: usize = 8;
/// The most times a text is decoded. Characters may be escaped four times; the fifth is for secrets that look escaped themselves.
const DEEPEST: usize = 5;
/// The most characters of an escape that is cut off: up to twelve for each of four layers.
const LONGEST_CUT_OFF: usize = 4 * 12;

/// The characters of a decoded text, each with its position in the original text.
type Characters = [(usize, char)];

/// Redacts these secrets in a text, also if characters are escaped, or if the text is cut off within a secret. Overlapping secrets
/// are redacted together.
pub(crate) fn redact(text: String, secrets: &[String]) -> String {
    let needles: Vec<_> = secrets.iter().flat_map(|secret| needles(secret)).collect();
    if needles.is_empty() {
        return text;
    }
    let mut found = Vec::new();
    for layer in layers(&text) {
        for needle in &needles {
            find(&layer, text.len(), needle, &mut found);
        }
    }
    if found.is_empty() {
        return text;
    }
    found.sort_by_key(|range| range.start);
    // `done` is the position up to which the text has been copied or redacted.
    let (mut redacted, mut done) = (String::new(), 0);
    for range in found {
        if range.start >= done {
            redacted = redacted + &text[done..range.start] + REDACTED;
        }
        done = done.max(range.end);
    }
    redacted + &text[done..]
}

/// The texts to search for: the secret, and its decoded forms if it looks escaped itself.
fn needles(secret: &str) -> impl Iterator<Item = Vec<char>> {
    let layers = layers(secret);
    let needles = layers.map(|layer| layer.into_iter().map(|(_, character)| character).collect());
    needles.filter(|needle: &Vec<char>| needle.iter().map(|character| character.len_utf8()).sum::<usize>() >= SHORTEST)
}

/// The text itself, then decoded once, twice and so on, until nothing in it is escaped.
fn layers(text: &str) -> impl Iterator<Item = Vec<(usize, char)>> {
    let first = text
        .char_indices()
        .map(|(at, character)| (at, unify(character)))
        .collect();
    let layers = iter::successors(Some(first), |layer: &Vec<_>| {
        let decoded = decode(layer);
        (decoded.len() < layer.len()).then_some(decoded)
    });
    layers.take(1 + DEEPEST)
}

/// Treats a plus as a space, because a URL query may use it for one.
fn unify(character: char) -> char {
    match character {
        '+' => ' ',
        other => other,
    }
}

/// Decodes one layer of escapes.
fn decode(text: &Characters) -> Vec<(usize, char)> {
    let (mut decoded, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((at, character)) = rest.first() {
        let (character, length) = parse_escape(rest).unwrap_or((*character, 1));
        decoded.push((*at, unify(character)));
        rest = &rest[length..];
    }
    decoded
}

/// Finds a secret, or its beginning if the text is cut off within it, by the Knuth-Morris-Pratt algorithm.
fn find(text: &Characters, end: usize, secret: &[char], found: &mut Vec<Range<usize>>) {
    let borders = borders(secret);
    let is_long_enough = |matched| (SHORTEST..secret.len()).contains(&matched);
    let mut matched = 0;
    for (index, (_, character)) in text.iter().enumerate() {
        let before = matched;
        matched = extend(secret, &borders, before, *character);
        if matched == secret.len() {
            let after = text.get(index + 1).map_or(end, |(at, _)| *at);
            found.push(text[index + 1 - matched].0..after);
        } else if is_long_enough(before)
            && matched <= before
            // The escape may begin one character earlier, which then matched the secret by chance.
            && (is_cut_off_escape(&text[index..]) || is_cut_off_escape(&text[index - 1..]))
        {
            found.push(text[index - before].0..end);
        }
    }
    if is_long_enough(matched) {
        found.push(text[text.len() - matched].0..end);
    }
}

/// The failure table of Knuth-Morris-Pratt: for each prefix of the secret, the length of its longest border.
fn borders(secret: &[char]) -> Vec<usize> {
    let mut borders = vec![0; secret.len()];
    for length in 1..secret.len() {
        borders[length] = extend(secret, &borders, borders[length - 1], secret[length]);
    }
    borders
}

/// The length of the match after one more character.
fn extend(secret: &[char], borders: &[usize], mut matched: usize, character: char) -> usize {
    while matched > 0 && secret.get(matched) != Some(&character) {
        matched = borders[matched - 1];
    }
    matched + usize::from(secret.get(matched) == Some(&character))
}

/// Whether a text is the beginning of an escaped character.
fn is_cut_off_escape(text: &Characters) -> bool {
    let begins = matches!(text, [(_, '\\' | '%' | '&'), ..]);
    begins && text.len() < LONGEST_CUT_OFF && parse_escape(text).is_none()
}

/// The escaped character at the beginning of a text, and the length of the escape.
fn parse_escape(text: &Characters) -> Option<(char, usize)> {
    match text.first()?.1 {
        '\\' => parse_backslash(text),
        '%' => parse_percent(text),
        '&' => parse_entity(text),
        _ => None,
    }
}

/// Escapes of JSON and programming languages: `\/`, `\n`, `\u002f`, `\u{2f}`, `\x2f`.
fn parse_backslash(text: &Characters) -> Option<(char, usize)> {
    let plain = match text.get(1)?.1 {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'x' => return Some((char::from_u32(number(text.get(2..4)?, 16)?)?, 4)),
        'u' if text.get(2)?.1 == '{' => {
            let digits = take_until(&text[3..], '}')?;
            return Some((char::from_u32(number(digits, 16)?)?, digits.len() + 4));
        }
        'u' => {
            let unit = |at: usize| u16::try_from(number(text.get(at..at + 4)?, 16)?).ok();
            let first = unit(2)?;
            // The second half of a surrogate pair, if there is one.
            let second = match text.get(6..8) {
                Some([(_, '\\'), (_, 'u')]) => unit(8),
                _ => None,
            };
            let mut decoded = char::decode_utf16([first].into_iter().chain(second));
            let character = decoded.next()?.ok()?;
            return Some((character, 6 * character.len_utf16()));
        }
        letter if letter.is_alphanumeric() => return None,
        other => other,
    };
    Some((plain, 2))
}

/// Percent-encoding, as in a URL: `%2F`, with one escape for each byte of the character.
fn parse_percent(text: &Characters) -> Option<(char, usize)> {
    let encoded = text.chunks(3).take(4);
    let bytes = encoded.map_while(|byte| match byte {
        [(_, '%'), digits @ ..] if digits.len() == 2 => u8::try_from(number(digits, 16)?).ok(),
        _ => None,
    });
    let bytes: Vec<u8> = bytes.collect();
    let character = bytes.utf8_chunks().next()?.valid().chars().next()?;
    Some((character, 3 * character.len_utf8()))
}

/// HTML: `&#47;`, `&#x2f;`, and the names that XML also has.
fn parse_entity(text: &Characters) -> Option<(char, usize)> {
    let entity = take_until(&text[1..], ';')?;
    let name: String = entity.iter().map(|(_, character)| *character).collect();
    let character = match name.as_str() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match entity {
            [(_, '#'), (_, 'x' | 'X'), digits @ ..] => char::from_u32(number(digits, 16)?)?,
            [(_, '#'), digits @ ..] => char::from_u32(number(digits, 10)?)?,
            _ => return None,
        },
    };
    Some((character, entity.len() + 2))
}

/// The name or number of an escape, up to its end character. A number may have any number of leading zeros.
fn take_until(text: &Characters, end: char) -> Option<&Characters> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '#';
    let length = text.iter().position(|(_, character)| !is_part(*character))?;
    (text[length].1 == end).then_some(&text[..length])
}

fn number(digits: &Characters, radix: u32) -> Option<u32> {
    let mut digits = digits.iter().map(|(_, digit)| digit.to_digit(radix));
    let first = digits.next()??;
    digits.try_fold(first, |number, digit| number.checked_mul(radix)?.checked_add(digit?))
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
            &entities.replace("&#x", "&#x000000000000000000"),
            &secret.replace('-', "\\u{00000000000000000000002d}"),
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
    fn a_secret_that_looks_escaped_itself_is_found_in_any_spelling() {
        let secret = r"50%25-of/it\u0041 &amp;all";
        for spelled in [
            secret.to_owned(),
            secret.replace('/', r"\/").replace(r"\u", r"\\u"),
            secret.replace('%', "%25").replace('/', "%2F").replace(' ', "+"),
            secret.replace('&', "&amp;").replace('/', "&#47;"),
        ] {
            let text = format!("<{spelled}> and more of it");
            assert_eq!(
                redact(text, &[secret.into()]),
                "<[redacted]> and more of it",
                "{spelled}"
            );
        }
    }

    #[test]
    fn a_long_secret_and_text_of_one_repeated_character_take_linear_time() {
        let secret = "a".repeat(2_000) + "b";
        let text = "a".repeat(4 << 20);
        // Only the end could be a secret that is cut off.
        let shown = redact(text.clone(), std::slice::from_ref(&secret));
        assert_eq!(shown.len(), text.len() - 2_000 + REDACTED.len());
        assert_eq!(
            redact(text + "b; a", &[secret]).len(),
            (4 << 20) - 2_000 + "[redacted]; a".len()
        );
    }

    #[test]
    fn a_secret_that_is_cut_off_is_redacted_and_another_text_is_not() {
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
    fn secrets_that_overlap_are_both_redacted() {
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
    fn a_text_of_incomplete_escapes_takes_linear_time() {
        const MANY: usize = 512 << 10;
        for unit in ["\\", "&", "%", "%25", "\\ud83d", "&#0", "\\u{0", "&\\u{#"] {
            let text = unit.repeat(MANY / unit.len());
            let shown = redact(format!("{text}; 0123456789"), &["0123456789".into()]);
            assert!(shown == text + "; [redacted]", "{unit}");
        }
        let zeros = format!("&#{}", "0".repeat(MANY));
        assert_eq!(redact(zeros.clone(), &["0123456789".into()]), zeros);
    }
}
