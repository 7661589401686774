//! The [`Api`] -> the files of generated code.

// From the top to the ground: what a file of its own is made by, then what these are made of.

mod origin;
mod resources;
mod types;

mod enums;
mod operations;
mod structs;
mod unions;

mod accessors;
mod arguments;
mod pages;
mod read_only;
mod tables;

pub mod fields;

use proc_macro2::TokenStream;

use super::model::Api;
use super::spec::Document;
use super::text;

/// Each file's name and text; `spec` is the text of the document.
pub(crate) fn files(document: &Document, spec: &str, api: &Api) -> Result<Vec<(&'static str, String)>, String> {
    let file = |name, tokens: TokenStream| match text::unparse(tokens) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(format!(
            "#: {name} came out as no Rust ({error}); this is a fault of the generator, please report it"
        )),
    };
    Ok(vec![
        file("spec.rs", origin::generate(document, spec, api))?,
        file("tables.rs", tables::generate())?,
        file("types.rs", types::generate(api))?,
        file("operations.rs", operations::generate(api))?,
        file("resources.rs", resources::generate(api))?,
    ])
}
