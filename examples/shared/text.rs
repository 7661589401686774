//! Text from elsewhere, made fit for a terminal.

use cloudflare_interconnects::escape_invisible;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, with the characters escaped that would move the cursor, or hide or reorder what is shown.
pub(crate) fn one_line(text: &str) -> String {
    escape_invisible(text).into_owned()
}

/// How many columns of a terminal the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text, or as much of its beginning as fits into so many columns with an ellipsis behind it.
pub(crate) fn shorten(text: String, columns: usize) -> String {
    if width(&text) <= columns {
        return text;
    }
    let mut short = String::new();
    let mut taken = 1; // the ellipsis
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        short.push(character);
    }
    short.push('…');
    short
}

/// The text in lines of at most so many columns, broken between words; a word that is longer has a line for itself.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines
            .last_mut()
            .filter(|line| line.is_empty() || width(line) + 1 + width(word) <= columns);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
