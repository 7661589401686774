//! Operations: what one takes, what it gives and the words for it, or why it is left out.

use super::schemas::Schemas;
use super::selection::Found;
use super::{answers, bodies, parameters};
use crate::model::{Operation, Parameter};
use crate::prose::{line, markdown, sentence};
use crate::spec::{Node, Result};

/// An operation, and what is decided among those of its resource.
pub(crate) struct ReadOperation {
    pub(crate) pointer: String,
    /// The scope that the resource takes from it.
    pub(crate) scope: Option<Parameter>,
    /// The method's name, where the document gives one.
    pub(crate) given: Option<String>,
    pub(crate) operation: Operation,
}

/// Why an operation is left out, if it is.
pub(crate) fn obstacle(found: &Found<'_>) -> Result<Option<String>> {
    let taken = bodies::obstacle(found)?.or_else(|| parameters::obstacle(found));
    Ok(taken.or_else(|| answers::obstacle(found)))
}

/// Reads an operation without an [`obstacle`]; `type_name` is that of its builder.
pub(crate) fn read(schemas: &mut Schemas, found: &Found<'_>, type_name: String) -> Result<ReadOperation> {
    let node = &found.node;
    let taken = parameters::read(schemas, found, &type_name)?;
    let body = bodies::read(schemas, found, &type_name)?;
    let answer = answers::read(schemas, found, &type_name, &taken.query)?;
    Ok(ReadOperation {
        pointer: node.pointer.clone(),
        scope: taken.scope,
        given: node.text("x-rust-name").map(str::to_owned),
        operation: Operation {
            id: found.id.clone(),
            type_name,
            method: String::new(),
            verb: found.verb,
            path: found.template.path.clone(),
            fixed_query: found.template.query.clone(),
            summary: node.text("summary").map(sentence),
            description: node.text("description").map(markdown),
            deprecated: node.flag("deprecated"),
            example: example(node),
            permissions: node.strings("x-api-token-group").into_iter().map(line).collect(),
            path_parameters: taken.path,
            query_parameters: taken.query,
            header_parameters: taken.header,
            body,
            answer,
        },
    })
}

/// The Rust among the `x-codeSamples` of an operation.
fn example(operation: &Node<'_>) -> Option<String> {
    let samples = operation.get("x-codeSamples")?.elements();
    let rust = samples.iter().find(|sample| {
        sample
            .text("lang")
            .is_some_and(|lang| lang.eq_ignore_ascii_case("rust"))
    });
    rust.and_then(|sample| sample.text("source")).map(str::to_owned)
}
