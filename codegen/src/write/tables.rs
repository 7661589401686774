//! Tables that the generator and the runtime share -> `tables.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::headers::RESERVED_HEADERS;
use crate::invisible::INVISIBLE;

pub(crate) fn generate() -> TokenStream {
    let headers = RESERVED_HEADERS;
    let (first, last): (Vec<char>, Vec<char>) = INVISIBLE.iter().copied().unzip();
    quote! {
        /// The headers that are the client's or the connection's, and nobody else's to set.
        pub(crate) const RESERVED_HEADERS: &[&str] = &[#(#headers),*];
        /// Ranges of characters that hide, reorder or join text, or that fill a place without being seen.
        pub(crate) const INVISIBLE: &[(char, char)] = &[#((#first, #last)),*];
    }
}
