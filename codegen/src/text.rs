//! Tokens -> formatted source, and paragraphs -> documentation.

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

/// `#[doc]` attributes, one a line, of paragraphs; those that are empty are left out. Words of the spec in them are what
/// [`prose`](super::prose) made of them.
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

/// All on one line, to go on behind other words.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The description, or what else there is to say.
pub(crate) fn described(description: &Option<String>, otherwise: impl FnOnce() -> String) -> String {
    match description.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => otherwise(),
    }
}
