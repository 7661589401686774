//! A spec -> the types, request builders and resources of this crate. Text in, text out: no environment, no files.
//!
//! The stages: text is parsed into a document whose values know their place ([`spec`]); what is asked for of it is read
//! ([`mod@read`]) into the intermediate representation ([`model`]), with its names ([`names`]) and words ([`prose`]); what only the
//! whole shows is marked there ([`reach`], and [`typify`] for the types of fields); and that is written as code
//! ([`mod@write`]) and formatted ([`text`]). Where an operation, a union or an enum is looked for: what it is, in `read`; what
//! becomes of it, in `write`.

// From the top to the ground, as in `lib.rs`: first what writes code, then what reads a spec.

pub mod write;

mod reach;
mod typify;

pub mod read;

pub mod model;

pub mod build;
mod headers;
mod invisible;
mod names;
pub mod prose;
pub mod spec;
#[doc(hidden)]
pub mod testing;
mod text;

/// The path prefixes that are generated where nothing else is asked for: the CNI family, and the Magic side of it.
pub const CNI: &[&str] = &[
    "/accounts/{account_id}/cni",
    "/accounts/{account_id}/magic/cf_interconnects",
];

/// What a spec becomes.
#[derive(Debug)]
pub struct Generated {
    /// Each file's name and text.
    pub files: Vec<(&'static str, String)>,
    /// What was left out or is doubtful, a printable line each.
    pub warnings: Vec<String>,
    /// How many answers, bodies and fields are whatever JSON they are.
    pub untyped: usize,
}

/// Generates from the text of an OpenAPI document the operations whose path begins with one of `prefixes`. An error names
/// the place in the document, what is wrong there and what to do, on a printable line.
pub fn generate(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    apart(|| stages(spec, prefixes)).map_err(|error| prose::line(&error))
}

/// What code would be generated of: for the refresh of the spec, which compares two.
pub fn read(spec: &str, prefixes: &[&str]) -> Result<model::Api, String> {
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
    let mut api = read::read(document, prefixes).map_err(|error| error.to_string())?;
    reach::mark(&mut api);
    typify::decide(&mut api).map_err(|error| format!("#/components/schemas: {error}; simplify the schema"))?;
    Ok(api)
}

fn stages(spec: &str, prefixes: &[&str]) -> Result<Generated, String> {
    let document = parse(spec)?;
    let api = read_document(&document, prefixes)?;
    let files = write::files(&document, spec, &api)?;
    Ok(Generated {
        files,
        warnings: api.warnings().map(|warning| prose::line(&warning)).collect(),
        untyped: api.untyped.len(),
    })
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
