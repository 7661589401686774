//! A spec -> the types, request builders and resources of `cloudflare-interconnects`. Text in, text out: only [`build`] knows files and
//! the environment.
//!
//! The stages, in order:
//!
//! 1. The text becomes a [`document`], whose values know where they stand.
//! 2. The operations asked for are selected ([`select`]) and read (`operations`, with `parameters`, `bodies` and `responses`). Their schemas
//!    are merged (`schema`) and become types (`types`, `unions`). All of it is the intermediate representation, the [`model`], with
//!    its names (`names`) and texts ([`prose`]).
//! 3. What only the whole shows is marked there: which types are sent and which contain themselves (`reach`), and the Rust
//!    types of fields, by `typify`.
//! 4. The model is written as code ([`mod@write`]).

pub mod build;

pub mod write;

mod reach;
mod typify;

mod operations;
pub mod select;

mod bodies;
mod parameters;
mod responses;

mod types;
mod unions;

mod schema;

pub mod model;

pub mod document;
mod names;
pub mod prose;
#[doc(hidden)]
pub mod sample;
mod tables;

/// The path prefixes that are generated where nothing else is asked for: the CNI family, and the Magic side of it.
pub const CNI: &[&str] = &[
    "/accounts/{account_id}/cni",
    "/accounts/{account_id}/magic/cf_interconnects",
];

pub use names::variant as variant_name;

/// What a spec becomes.
#[derive(Debug)]
pub struct Generated {
    /// Each file's name and text.
    pub files: Vec<(&'static str, String)>,
    /// What was left out or is doubtful, a printable line each.
    pub warnings: Vec<String>,
    /// How many answers, bodies, parameters and fields are, in whole or in part, whatever JSON they are.
    pub untyped: usize,
}

/// Generates from the text of an OpenAPI document the operations whose path begins with one of `prefixes`. An error names
/// the place in the document, what is wrong there and what to do, on a printable line.
pub fn generate(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    apart(|| stages(spec, prefixes)).map_err(|error| prose::line(&error))
}

/// What code would be generated of: for the refresh of the spec, which compares two.
pub fn read_api(spec: &str, prefixes: &[&str]) -> Result<model::Api, String> {
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

fn parse(spec: &str) -> Result<document::Document, String> {
    document::Document::parse(spec).map_err(|error| error.to_string())
}

fn read_document(document: &document::Document, prefixes: &[&str]) -> Result<model::Api, String> {
    let mut api = operations::read_api(document, prefixes).map_err(|error| error.to_string())?;
    reach::mark_reach(&mut api);
    typify::decide_types(&mut api).map_err(|error| format!("#/components/schemas: {error}; simplify the schema"))?;
    Ok(api)
}

fn stages(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    let document = parse(spec)?;
    let api = read_document(&document, prefixes)?;
    let files = write::write_files(&document, spec, &api)?;
    Ok(Generated {
        files,
        warnings: api.all_warnings().map(|warning| prose::line(&warning)).collect(),
        untyped: api.untyped.len(),
    })
}
