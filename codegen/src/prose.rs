//! Texts of a spec -> safe Markdown: no doctests, no HTML, no broken links.
//!
//! The output uses a small and unambiguous part of Markdown: paragraphs, lists, fences of plain text, code spans, and links to web
//! addresses.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::tables::is_invisible;

/// The text on one line, safe for a terminal: invisible characters are escaped.
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match is_invisible(character) {
            true => line.extend(character.escape_default()),
            false => line.push(character),
        }
    }
    line
}

/// A name as code.
pub(crate) fn code(name: &str) -> String {
    let name = line(name);
    let fence = "`".repeat(longest_run(&name) + 1);
    match name.is_empty() || name.starts_with(['`', ' ']) || name.ends_with(['`', ' ']) {
        true => format!("{fence} {name} {fence}"),
        false => format!("{fence}{name}{fence}"),
    }
}

/// A fence that `text` cannot close.
pub(crate) fn fence(text: &str) -> String {
    "`".repeat((longest_run(text) + 1).max(3))
}

/// A summary: one line of Markdown.
pub(crate) fn sentence(text: &str) -> String {
    let folded = line(&folded(text));
    match begins_block(&folded) {
        true => format!("\\{}", inline(&folded, true)),
        false => escape_number(&folded),
    }
}

/// An item of a list: the columns of its text in the source and in the output.
struct Item {
    source: usize,
    written: usize,
    /// `.` or `)` after a number.
    delimiter: Option<char>,
}

/// A whole description.
pub(crate) fn markdown(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|text| line(&text.replace('\t', "    "))).collect();
    let mut lines = lines.iter().map(String::as_str).peekable();
    let mut written: Vec<String> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    // Between two blocks. Otherwise a line without a marker continues the paragraph.
    let mut between = true;
    while let Some(source) = lines.next() {
        let mut rest = source.trim_start();
        let mut column = source.len() - rest.len();
        if rest.is_empty() {
            written.push(String::new());
            between = true;
            continue;
        }
        let depth = items.iter().take_while(|item| column >= item.source).count();
        // A number other than 1 begins a list only if it does not continue a paragraph.
        let next = |delimiter| items.get(depth).is_some_and(|item| item.delimiter == Some(delimiter));
        let mut marker = marker(rest, |delimiter| between || next(delimiter));
        if between || marker.is_some() || opens_fence(rest).is_some() {
            items.truncate(depth);
        }
        let mut text = " ".repeat(items.last().map_or(0, |item| item.written));
        while let Some(length) = marker {
            let (mark, behind) = rest.split_at(length);
            let behind_trimmed = behind.trim_start();
            let blanks = behind.len() - behind_trimmed.len();
            text.push_str(mark);
            text.push(' ');
            column += length + if blanks > 4 { 1 } else { blanks };
            items.push(Item {
                source: column,
                written: text.len(),
                delimiter: mark.chars().last().filter(|last| ".)".contains(*last)),
            });
            rest = behind_trimmed;
            marker = self::marker(rest, |_| true);
        }
        let Some(opening) = opens_fence(rest) else {
            text.push_str(&match begins_quote_or_rule(rest) {
                true => format!("\\{}", inline(rest, true)),
                false => escape_number(rest),
            });
            written.push(text.trim_end().to_owned());
            between = false;
            continue;
        };
        let (outer, inner) = items.last().map_or((0, 0), |item| (item.source, item.written));
        let mut content: Vec<&str> = Vec::new();
        while let Some(source) = lines.next_if(|line| line.trim().is_empty() || blanks(line) >= outer) {
            if closes_fence(source, opening) {
                break;
            }
            content.push(&source[blanks(source).min(column)..]);
        }
        let fence = fence(&content.join("\n"));
        let margin = " ".repeat(inner);
        written.push(format!("{text}{fence}text"));
        written.extend(
            content
                .iter()
                .map(|line| format!("{margin}{line}").trim_end().to_owned()),
        );
        written.push(format!("{margin}{fence}"));
        between = true;
    }
    written.join("\n").trim().to_owned()
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn run(text: &str, character: char) -> usize {
    text.chars().take_while(|c| *c == character).count()
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The length of the list marker at the start of the line, if text follows it. `goes_on` decides, for the delimiter of a number,
/// whether any number is allowed.
fn marker(line: &str, goes_on: impl Fn(char) -> bool) -> Option<usize> {
    if begins_quote_or_rule(line) {
        return None;
    }
    let length = match line.chars().next()? {
        '-' | '*' | '+' => 1,
        _ => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let delimiter = line[digits..].chars().next().filter(|c| ".)".contains(*c))?;
            let first = &line[..digits] == "1";
            ((1..=9).contains(&digits) && (first || goes_on(delimiter))).then_some(digits + 1)?
        }
    };
    let behind = &line[length..];
    (behind.starts_with(' ') && !behind.trim().is_empty()).then_some(length)
}

/// The character and length of a fence.
fn opens_fence(line: &str) -> Option<(char, usize)> {
    let character = line.chars().next().filter(|c| "`~".contains(*c))?;
    let length = run(line, character);
    (length >= 3 && (character == '~' || !line[length..].contains('`'))).then_some((character, length))
}

fn closes_fence(line: &str, (character, length): (char, usize)) -> bool {
    let line = line.trim();
    line.chars().all(|c| c == character) && line.len() >= length
}

/// Quotes and rules are not supported: a quote may contain anything, and a rule looks like a list.
fn begins_quote_or_rule(line: &str) -> bool {
    line.starts_with('>') || line.chars().all(|c| "-*_+= ".contains(c))
}

/// Whether the line begins a block, so that it needs an escape to be text.
fn begins_block(line: &str) -> bool {
    let heading = line.trim_start_matches('#');
    begins_quote_or_rule(line)
        || marker(line, |_| true).is_some_and(|length| length == 1)
        || opens_fence(line).is_some()
        || (heading.len() < line.len() && (heading.is_empty() || heading.starts_with(' ')))
}

/// A line of text. A number at its start is escaped, so that it does not begin a list.
fn escape_number(line: &str) -> String {
    match marker(line, |_| true) {
        Some(length) if length > 1 => {
            let (number, behind) = line.split_at(length);
            let (digits, delimiter) = number.split_at(length - 1);
            format!("{digits}\\{delimiter}{}", inline(behind, true))
        }
        _ => inline(line, true),
    }
}

/// The text of one line. With `links`, web addresses become links.
fn inline(text: &str, links: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&rest[..2]);
                2
            }
            '`' => {
                let length = run(rest, '`');
                match code_span(rest, length) {
                    Some(end) => {
                        out.push_str(&rest[..end]);
                        end
                    }
                    None => {
                        out.push_str(&"\\`".repeat(length));
                        length
                    }
                }
            }
            '<' => match address(&rest[1..]) {
                Some(address) if links && rest[1 + address.len()..].starts_with('>') => {
                    out.push_str(&rest[..address.len() + 2]);
                    address.len() + 2
                }
                _ => {
                    out.push_str("\\<");
                    1
                }
            },
            '[' => match link(rest).filter(|_| links) {
                Some((shown, address, length)) => {
                    out.push_str(&format!("[{}]({address})", inline(shown, false)));
                    length
                }
                None => {
                    out.push_str("\\[");
                    1
                }
            },
            '!' if rest[1..].starts_with('[') => {
                out.push_str("\\!");
                1
            }
            'h' | 'H' if links && address(rest).is_some() => {
                let address = address(rest).unwrap_or_default();
                out.push_str(&format!("<{address}>"));
                address.len()
            }
            _ => {
                out.push(character);
                character.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// The end of the code span that begins with this many backticks.
fn code_span(text: &str, length: usize) -> Option<usize> {
    let mut at = length;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let closing = run(&text[at..], '`');
        at += closing;
        if closing == length {
            return Some(at);
        }
    }
    None
}

/// The web address at the start of the text, without the punctuation of the sentence.
fn address(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    })?;
    let part_of_it = |c: char| c.is_ascii_graphic() && !"<>\"'`{}|\\^[]()".contains(c);
    let end = text.find(|c| !part_of_it(c)).unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~']);
    (address.len() > scheme.len()).then_some(address)
}

/// A link to a web address: its text, the address, and the length of the whole link.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    let (shown, behind) = text[1..].split_once("](")?;
    let address = address(behind)?;
    let plain = !shown.is_empty() && !shown.contains(['[', ']', '`', '\\', '<']);
    (plain && behind[address.len()..].starts_with(')')).then_some((shown, address, shown.len() + address.len() + 4))
}

/// The identifier of a name that `names` made.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// `#[doc]` attributes for paragraphs, one per line. Empty paragraphs are left out. Texts of the spec must have passed through this
/// file.
pub(crate) fn docs<S: AsRef<str>>(paragraphs: impl IntoIterator<Item = S>) -> TokenStream {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        let paragraph = paragraph.as_ref().trim();
        if paragraph.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().map(|line| match line.is_empty() {
            true => String::new(),
            false => format!(" {line}"),
        }));
    }
    quote! { #(#[doc = #lines])* }
}

/// The text on one line.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The description, or else the other text.
pub(crate) fn described(description: &Option<String>, otherwise: impl FnOnce() -> String) -> String {
    match description.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => otherwise(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_escapes_invisible_characters() {
        assert_eq!(
            line("a\ncargo::warning=b\u{1b}[2J\u{202e}\u{ad}\u{e0041}é"),
            "a\\ncargo::warning=b\\u{1b}[2J\\u{202e}\\u{ad}\\u{e0041}é"
        );
    }

    #[test]
    fn a_name_is_code_whatever_is_in_it() {
        for (name, shown) in [
            ("a", "`a`"),
            ("a`<b>", "``a`<b>``"),
            ("`", "`` ` ``"),
            ("", "`  `"),
            ("a\n\n    b", "`a\\n\\n    b`"),
        ] {
            assert_eq!(code(name), shown);
        }
    }

    #[test]
    fn every_fence_becomes_plain_text_and_is_closed() {
        for (text, shown) in [
            ("```\nlet x;\n```", "```text\nlet x;\n```"),
            ("```rust\nlet x;", "```text\nlet x;\n```"),
            ("~~~~\n~~~\n```\n~~~~", "````text\n~~~\n```\n````"),
            (
                "- first\n  ~~~\n  let x = curl;\n  ~~~\n- ```\n  not rust\n  ```",
                "- first\n  ```text\n  let x = curl;\n  ```\n- ```text\n  not rust\n  ```",
            ),
            ("- ```\n  in\nout", "- ```text\n  in\n  ```\nout"),
            ("      ```\n      a\n        b\n      ```", "```text\na\n  b\n```"),
            (
                "> ```\n> also not rust\n> ```",
                "\\> \\`\\`\\`\n\\> also not rust\n\\> \\`\\`\\`",
            ),
            ("``` a ```", "``` a ```"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn nothing_is_indented_like_code() {
        for (text, shown) in [
            ("One.\n\n    four blanks\n\n\ttab", "One.\n\nfour blanks\n\ntab"),
            (
                "==   | Equals\n>                        | Greater",
                "==   | Equals\n\\>                        | Greater",
            ),
            ("- a\n\n        b", "- a\n\n  b"),
            ("-      a\n\n      b", "- a\n\n  b"),
            ("In\n1985. Text\n\n      b", "In\n1985\\. Text\n\nb"),
            ("- - -\n\n      b", "\\- - -\n\nb"),
            ("1) a\n2. b\n\n       c", "1) a\n   2\\. b\n\n   c"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn a_list_keeps_its_levels() {
        for (text, shown) in [
            ("- a\n  more\n  - b\n    - c\n- d", "- a\n  more\n  - b\n    - c\n- d"),
            ("* a\nlazy\n\nout", "* a\n  lazy\n\nout"),
            ("1. a\n   * b\n2. c\n\n   c too", "1. a\n   * b\n2. c\n\n   c too"),
            ("   10.  a\n        b", "10. a\n    b"),
            ("- 3. a\n     b", "- 3. a\n     b"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn html_and_brackets_are_text_and_web_addresses_are_links() {
        for (text, shown) in [
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            (
                "`<b>` and `` a`b `` and `open <b>",
                "`<b>` and `` a`b `` and \\`open \\<b>",
            ),
            (
                "see https://a.example/x_y. (http://b.example)",
                "see <https://a.example/x_y>. (<http://b.example>)",
            ),
            ("<https://a.example>", "<https://a.example>"),
            (
                "[it](https://a.example/b) [no](javascript:x) [no] [no][b]",
                "[it](https://a.example/b) \\[no](javascript:x) \\[no] \\[no]\\[b]",
            ),
            (
                "[https://a.example](https://a.example)",
                "[https://a.example](https://a.example)",
            ),
            ("![x](https://a.example/b.png)", "\\![x](https://a.example/b.png)"),
            ("\\<b> \\\\`x`", "\\<b> \\\\`x`"),
            ("[a]: https://a.example", "\\[a]: <https://a.example>"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn a_sentence_is_one_line_of_text() {
        for (text, shown) in [
            ("List\n  things", "List things"),
            ("- a", "\\- a"),
            ("# a", "\\# a"),
            ("10) ~~~ a", "10\\) ~~~ a"),
            ("~~~ a", "\\~~~ a"),
            ("```\na\n```", "``` a ```"),
            ("**a** b", "**a** b"),
        ] {
            assert_eq!(sentence(text), shown);
        }
    }
}
