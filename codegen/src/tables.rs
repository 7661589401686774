//! Tables that the generator and the runtime share: reserved headers and invisible characters. They are written into the generated
//! code for the runtime.

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) const RESERVED_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-auth-email",
    "x-auth-key",
];

/// Whether it is one of the headers for the e-mail address and the Global API Key.
pub(crate) fn is_credential(name: &str) -> bool {
    ["x-auth-email", "x-auth-key"].contains(&name.to_ascii_lowercase().as_str())
}

pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str())
}

/// Ranges of characters that hide, reorder or join text, or that take up space without being visible. Control characters are not
/// listed: `char` knows them.
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
    // fillers, and vowels without a shape
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    // Mongolian separators and variation selectors
    ('\u{180b}', '\u{180f}'),
    // zero width, direction, line and paragraph separators
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    // variation selectors
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    // specials, without U+FFFD, which is visible
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
    let mut ranges = INVISIBLE.iter();
    character.is_control() || ranges.any(|(first, last)| (*first..=*last).contains(&character))
}

pub(crate) fn write_tables() -> TokenStream {
    let headers = RESERVED_HEADERS;
    let (first, last): (Vec<char>, Vec<char>) = INVISIBLE.iter().copied().unzip();
    quote! {
        /// The headers that only the client or the connection sets.
        pub(crate) const RESERVED_HEADERS: &[&str] = &[#(#headers),*];
        /// Ranges of characters that hide, reorder or join text, or that take up space without being visible.
        pub(crate) const INVISIBLE: &[(char, char)] = &[#((#first, #last)),*];
    }
}
