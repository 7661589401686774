//! A document -> the [`Api`]: the operations that are asked for, and the types that they speak of.

// From the top to the ground: resources hold operations, operations take and give types, and types are read off schemas.

mod resources;

mod methods;

mod operations;

mod answers;
mod bodies;
mod parameters;

mod media;
mod pagination;

mod schemas;

mod enums;
pub(crate) mod formats;
mod unions;

mod type_names;

mod flat;

mod choices;

pub mod selection;

pub mod references;
mod template;

use super::model::{Api, LeftOut};
use super::names::{self, Scope};
use super::spec::{Document, Result};

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and what they speak of.
pub(crate) fn read(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let (found, mut left_out) = selection::select(&root, prefixes)?;
    let reachable = selection::reachable(&found)?;
    let mut schemas = schemas::Schemas::new(reachable.iter().map(String::as_str));
    let mut type_names = Scope::default();
    let mut grouped = resources::Grouped::default();
    for found in &found {
        if let Some(reason) = operations::obstacle(found)? {
            left_out.push(LeftOut {
                operation: found.id.clone(),
                reason,
            });
            continue;
        }
        let type_name = type_names.take(&names::builder(&found.id));
        grouped.add(found, operations::read(&mut schemas, found, type_name)?);
    }
    let resources = grouped.resources(&root, &mut schemas.doubts);
    Ok(Api {
        resources,
        definitions: schemas.definitions,
        left_out,
        doubts: schemas.doubts,
        untyped: schemas.untyped,
    })
}
