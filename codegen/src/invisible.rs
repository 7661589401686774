//! The one table of characters that are not shown as they are. It is written into the generated code too, where the runtime reads it.

/// Control characters are not in it: `char` knows them. Each range is one of characters that hide, reorder or join text, or that fill
/// a place without being seen.
pub(crate) const INVISIBLE: &[(char, char)] = &[
    // soft hyphen, joiners, signs before numbers and verses
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    // letters without a shape: fillers, and vowels that nobody writes
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    // Mongolian separators and variation selectors
    ('\u{180b}', '\u{180f}'),
    // of no width, direction, line and paragraph separators
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    // variation selectors
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    // what is between or in place of characters; U+FFFD stands for bytes that are none, and is seen
    ('\u{fff0}', '\u{fffb}'),
    // joiners of hieroglyphs, of shorthand and of music
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1345f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    // tags, and more variation selectors
    ('\u{e0000}', '\u{e0fff}'),
];

pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || INVISIBLE
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
}
