//! A spec -> the types, request builders and resources of this crate. Text in, text out: no environment, no files.
//!
//! The stages, each in the file of its name: text is parsed into a document whose values know their place ([`spec`]);
//! paths and schemas of it are read into the intermediate representation ([`paths`], [`schemas`] with [`flat`], names by
//! [`names`], into [`model`]); that is written as tokens ([`types`] with [`structs`], [`enums`] and [`unions`];
//! [`operations`]) and formatted ([`text`]).

mod enums;
mod flat;
mod model;
mod names;
mod operations;
mod paths;
mod reach;
mod schemas;
mod spec;
mod structs;
mod text;
mod types;
mod unions;

use proc_macro2::TokenStream;

/// The path prefixes that are generated where nothing else is asked for: the CNI family.
pub(crate) const CNI: &[&str] = &["/accounts/{account_id}/cni"];

/// What a spec becomes.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Each file's name and text.
    pub(crate) files: Vec<(&'static str, String)>,
    /// What was left out, a line each.
    pub(crate) warnings: Vec<String>,
}

/// Generates from the text of an OpenAPI document the operations whose path begins with one of `prefixes`. An error names
/// the place in the document, what is wrong there and what to do.
pub(crate) fn generate(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    let prefixes: Vec<String> = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
    let document = spec::Document::parse(spec).map_err(|error| error.to_string())?;
    let mut api = paths::read(&document, &prefixes).map_err(|error| error.to_string())?;
    reach::mark(&mut api);
    let file = |name, tokens: TokenStream| match text::unparse(tokens) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(format!(
            "#: {name} came out as no Rust ({error}); this is a fault of the generator, please report it"
        )),
    };
    let files = vec![
        file(
            "types.rs",
            types::generate(&api).map_err(|error| format!("#/components/schemas: {error}; simplify the schema"))?,
        )?,
        file("operations.rs", operations::builders(&api))?,
        file("resources.rs", operations::resources(&api))?,
    ];
    let warnings = api
        .left_out
        .iter()
        .map(|left_out| format!("{} is left out: {}", left_out.operation, left_out.reason))
        .collect();
    Ok(Generated { files, warnings })
}

#[cfg(test)]
mod tests;
