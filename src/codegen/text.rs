//! Tokens -> formatted source, and descriptions -> documentation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Formats items, a blank line between each two.
pub(crate) fn unparse(tokens: TokenStream) -> syn::Result<String> {
    let mut file: syn::File = syn::parse2(tokens)?;
    let mut text = String::from("// Generated from the spec by build.rs; edits here are lost.\n");
    for item in std::mem::take(&mut file.items) {
        text.push('\n');
        file.items = vec![item];
        text.push_str(&prettyplease::unparse(&file));
    }
    Ok(text)
}

/// The identifier of a name that `names` made.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// `#[doc]` attributes, one a line, of paragraphs; those that are empty are left out.
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
        let mut fenced = false;
        for line in paragraph.lines() {
            // Neither a fence without a language nor four spaces may turn a description into a Rust example to be run.
            let fence = line.trim_start().starts_with("```");
            let opening = fence && !fenced;
            fenced ^= fence;
            let line = match line.trim_end() {
                "```" if opening => "```text",
                line if fenced => line,
                line => line.trim_start(),
            };
            // A lone carriage return or a change of direction is no comment that Rust accepts.
            let line = line.replace(
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
                " ",
            );
            lines.push(if line.is_empty() { line } else { format!(" {line}") });
        }
    }
    quote! { #(#[doc = #lines])* }
}

/// The description, or what else there is to say.
pub(crate) fn described(description: &Option<String>, otherwise: impl FnOnce() -> String) -> String {
    match description.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => otherwise(),
    }
}
