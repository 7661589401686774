//! Generates the types, request builders and resources of `cloudflare-interconnects` from a spec. Only [`build`] uses files and the
//! environment.
//!
//! The stages, in order:
//!
//! 1. The text becomes a [`document`], in which every value knows its place.
//! 2. Operations are selected ([`select`]) and read (`operations`, with `parameters`, `bodies` and `responses`). Their schemas are
//!    merged (`schema`) and become types (`types`, `unions`). The result is the intermediate representation, the [`model`], with
//!    names (`names`) and texts ([`prose`]).
//! 3. `reach` marks which types are sent and which contain themselves. `typify` decides the Rust types of fields.
//! 4. [`mod@write`] turns the model into code.

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

/// The default path prefixes: CNIs and interconnects, and the Magic interconnects.
pub const CNI: &[&str] = &[
    "/accounts/{account_id}/cni",
    "/accounts/{account_id}/magic/cf_interconnects",
];

use document::Document;
pub use names::variant as variant_name;

/// The code generated from a spec.
#[derive(Debug)]
pub struct Generated {
    /// The name and text of each file.
    pub files: Vec<(&'static str, String)>,
    /// What is left out or doubtful, a printable line each.
    pub warnings: Vec<String>,
    /// The number of responses, bodies, parameters and fields that are partly or wholly untyped JSON.
    pub untyped: usize,
}

/// Generates the operations of an OpenAPI document whose path begins with one of `prefixes`. An error is a printable line with
/// the place in the document, the problem and what to do.
pub fn generate(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    on_own_thread(|| stages(spec, prefixes)).map_err(|error| prose::line(&error))
}

/// Reads a spec without generating code, so that two can be compared.
pub fn read_api(spec: &str, prefixes: &[&str]) -> Result<model::Api, String> {
    on_own_thread(|| read_document(&Document::parse(spec)?, prefixes))
}

/// Runs on its own thread, with a stack for deep nesting. A panic, also one of typify, becomes an error.
fn on_own_thread<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    const STACK: usize = 256 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("#: the generator panicked (see above); please report it with the spec".to_owned()),
            Err(error) => Err(format!("#: cannot start a thread: {error}; free some memory")),
        }
    })
}

fn read_document(document: &Document, prefixes: &[&str]) -> Result<model::Api, String> {
    let mut api = operations::read_api(document, prefixes)?;
    reach::mark_reach(&mut api);
    typify::decide_types(&mut api).map_err(|error| format!("#/components/schemas: {error}; simplify the schema"))?;
    Ok(api)
}

fn stages(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    let document = Document::parse(spec)?;
    let api = read_document(&document, prefixes)?;
    let files = write::write_files(&document, spec, &api)?;
    Ok(Generated {
        files,
        warnings: api.all_warnings().map(|warning| prose::line(&warning)).collect(),
        untyped: api.untyped.len(),
    })
}
