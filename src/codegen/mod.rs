//! A spec -> the types, request builders and resources of this crate. Text in, text out: no environment, no files.
//!
//! The stages, each in the file of its name: text is parsed into a document whose values know their place ([`spec`]);
//! paths and schemas of it are read into the intermediate representation ([`paths`], of what [`selection`] finds: what an
//! operation takes by [`requests`], what it gives by [`answers`], both of [`media`] types, its path by [`template`];
//! [`schemas`] with [`flat`]; names by [`names`], words by [`prose`]; into [`model`]), which [`reach`], [`checks`] and
//! [`fields`] (by typify) complete; that is written as tokens ([`types`] with [`structs`], [`enums`] and [`unions`], read by
//! [`members`], of [`fields`]; [`operations`] and [`checks`]; [`origin`] for what it was made from) and formatted ([`text`]).

// From the top to the ground, as in `lib.rs`: first what writes code, then what reads a spec.

mod types;

mod enums;
mod operations;
mod origin;
mod structs;
mod unions;

mod members;

pub(crate) mod checks;
pub(crate) mod fields;
mod reach;

mod paths;

mod answers;
mod requests;

mod media;
mod schemas;
pub(crate) mod selection;

mod flat;
mod template;

pub(crate) mod model;

mod names;
pub(crate) mod prose;
pub(crate) mod spec;
mod text;

use proc_macro2::TokenStream;

/// The path prefixes that are generated where nothing else is asked for: the CNI family, and the Magic side of it.
pub(crate) const CNI: &[&str] = &[
    "/accounts/{account_id}/cni",
    "/accounts/{account_id}/magic/cf_interconnects",
];

/// What a spec becomes.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Each file's name and text.
    pub(crate) files: Vec<(&'static str, String)>,
    /// What was left out or is doubtful, a printable line each.
    pub(crate) warnings: Vec<String>,
    /// How many answers, bodies and fields are whatever JSON they are.
    pub(crate) untyped: usize,
}

/// Generates from the text of an OpenAPI document the operations whose path begins with one of `prefixes`. An error names
/// the place in the document, what is wrong there and what to do, on a printable line.
pub(crate) fn generate(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    apart(|| stages(spec, prefixes)).map_err(|error| prose::line(&error))
}

/// What code would be generated of: for the refresh of the spec, which compares two.
#[allow(dead_code, reason = "the build script generates only")]
pub(crate) fn read(spec: &str, prefixes: &[&str]) -> Result<model::Api, String> {
    apart(|| read_document(&parse(spec)?, prefixes))
}

/// Runs on a thread of its own: a spec may nest deep, and a panic, typify's included, becomes an error.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    const STACK: usize = 256 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => {
                Err("#: the generator panicked, as the lines above say; please report it with the spec".to_owned())
            }
            Err(error) => Err(format!("#: no thread to generate on: {error}")),
        }
    })
}

fn parse(spec: &str) -> Result<spec::Document, String> {
    spec::Document::parse(spec).map_err(|error| error.to_string())
}

fn read_document(document: &spec::Document, prefixes: &[&str]) -> Result<model::Api, String> {
    let mut api = paths::read(document, prefixes).map_err(|error| error.to_string())?;
    reach::mark(&mut api);
    checks::mark(&mut api);
    fields::decide(&mut api).map_err(|error| format!("#/components/schemas: {error}; simplify the schema"))?;
    Ok(api)
}

fn stages(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    let document = parse(spec)?;
    let api = read_document(&document, prefixes)?;
    let file = |name, tokens: TokenStream| match text::unparse(tokens) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(format!(
            "#: {name} came out as no Rust ({error}); this is a fault of the generator, please report it"
        )),
    };
    let files = vec![
        file("spec.rs", origin::generate(&document, spec, &api))?,
        file("types.rs", types::generate(&api))?,
        file("checks.rs", checks::generate(&api))?,
        file("operations.rs", operations::builders(&api))?,
        file("resources.rs", operations::resources(&api))?,
    ];
    let left_out = api.left_out.iter();
    let left_out = left_out.map(|left_out| format!("{} is left out: {}", left_out.operation, left_out.reason));
    let warnings = left_out.chain(api.doubts.iter().cloned());
    Ok(Generated {
        files,
        warnings: warnings.map(|warning| prose::line(&warning)).collect(),
        untyped: api.untyped.len(),
    })
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
pub(crate) mod scale;
#[cfg(test)]
mod tests;
