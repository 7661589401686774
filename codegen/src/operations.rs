//! The document -> the [`Api`]: operations, grouped into resources by tag and scope, and reasons for leaving some out.

use std::collections::{BTreeMap, HashSet};

use crate::bodies::{body_obstacle, read_body};
use crate::document::{Document, Node, Result};
use crate::model::{Api, LeftOut, Operation, Parameter, Resource};
use crate::names::{self, CLIENT_METHODS, Called, NamePool, method_names};
use crate::parameters::{parameters_obstacle, read_parameters};
use crate::prose::{line, markdown, sentence};
use crate::responses::{read_response, response_obstacle};
use crate::select::{Found, ScopeKind, reachable_schemas, select};
use crate::types::Schemas;

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and the types that they use.
pub(crate) fn read_api(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let (found, mut left_out) = select(&root, prefixes)?;
    let mut warnings = Vec::new();
    let reachable = reachable_schemas(&found, &mut warnings)?;
    let mut schemas = Schemas::new(reachable.iter().map(String::as_str), warnings);
    let mut type_names = NamePool::default();
    let mut resources: BTreeMap<(String, ScopeKind), Vec<ReadOperation<'_, '_>>> = BTreeMap::new();
    for found in &found {
        if let Some(reason) = find_obstacle(found)? {
            let operation = found.id.clone();
            left_out.push(LeftOut { operation, reason });
            continue;
        }
        let type_name = type_names.take(&names::builder(&found.id));
        let key = (names::tag_snake(&found.tag), ScopeKind::of_path(&found.template.path));
        let operation = read_operation(&mut schemas, found, type_name)?;
        resources.entry(key).or_default().push(operation);
    }
    let resources = name_resources(&root, resources, &mut schemas.warnings);
    // Operations that share a part share its warning.
    let mut known = HashSet::new();
    schemas.warnings.retain(|warning| known.insert(warning.clone()));
    Ok(Api {
        resources,
        definitions: schemas.definitions,
        left_out,
        warnings: schemas.warnings,
        untyped: schemas.untyped,
    })
}

/// An operation, with the facts that its resource needs.
struct ReadOperation<'f, 'a> {
    found: &'f Found<'a>,
    /// The scope that the resource takes from it.
    scope: Option<Parameter>,
    operation: Operation,
}

/// The reason if an operation has to be left out.
fn find_obstacle(found: &Found<'_>) -> Result<Option<String>> {
    let obstacle = body_obstacle(found)?.or_else(|| parameters_obstacle(found));
    Ok(obstacle.or_else(|| response_obstacle(found)))
}

/// Reads an operation without an obstacle; `type_name` is the name of its builder.
fn read_operation<'f, 'a>(
    schemas: &mut Schemas,
    found: &'f Found<'a>,
    type_name: String,
) -> Result<ReadOperation<'f, 'a>> {
    let node = &found.node;
    schemas.warnings.extend(found.warnings.iter().cloned());
    let parameters = read_parameters(schemas, found, &type_name)?;
    let body = read_body(schemas, found, &type_name)?;
    let response = read_response(schemas, found, &type_name, &parameters.query)?;
    Ok(ReadOperation {
        found,
        scope: parameters.scope,
        operation: Operation {
            id: found.id.clone(),
            type_name,
            method: String::new(),
            verb: found.verb,
            path: parameters.template,
            fixed_query: found.template.query.clone(),
            summary: node.get_str("summary").map(sentence),
            description: node.get_str("description").map(markdown),
            deprecated: node.flag("deprecated"),
            example: example(node),
            permissions: node.strings("x-api-token-group").into_iter().map(line).collect(),
            path_parameters: parameters.path,
            query_parameters: parameters.query,
            header_parameters: parameters.header,
            body,
            response,
        },
    })
}

/// The Rust example in the `x-codeSamples` of an operation.
fn example(operation: &Node<'_>) -> Option<String> {
    let samples = operation.elements_of("x-codeSamples");
    let is_rust = |lang: &str| lang.eq_ignore_ascii_case("rust");
    let rust = samples
        .iter()
        .find(|sample| sample.get_str("lang").is_some_and(is_rust));
    rust.and_then(|sample| sample.get_str("source")).map(str::to_owned)
}

/// Names the resources and their methods. `root` is the document, which describes the tags.
fn name_resources(
    root: &Node<'_>,
    grouped: BTreeMap<(String, ScopeKind), Vec<ReadOperation<'_, '_>>>,
    warnings: &mut Vec<String>,
) -> Vec<Resource> {
    let tags = root.elements_of("tags");
    let mut type_names = NamePool::default();
    let mut on_client = NamePool::with_reserved(CLIENT_METHODS);
    let mut previous = None;
    let mut resources = Vec::new();
    for ((tag_name, kind), operations) in grouped {
        // The first scope of a tag gets the plain name, the others a prefix.
        let plain = previous.replace(tag_name.clone()) != Some(tag_name.clone());
        let name = match kind {
            _ if plain => tag_name,
            ScopeKind::Zone => format!("zone_{tag_name}"),
            _ => format!("global_{tag_name}"),
        };
        let tag = operations[0].found.tag.clone();
        let described = tags.iter().find(|described| described.get_str("name") == Some(&tag));
        let scope = operations[0].scope.clone();
        let called = operations.iter().map(|read| Called {
            pointer: &read.found.node.pointer,
            id: &read.found.id,
            given: read.found.node.get_str("x-rust-name"),
        });
        let methods = method_names(&called.collect::<Vec<_>>(), &tag, warnings);
        let operations = operations.into_iter().zip(methods).map(|(read, method)| Operation {
            method,
            ..read.operation
        });
        resources.push(Resource {
            type_name: type_names.take(&names::resource(&name)),
            method: on_client.take_underscored(&names::identifier(&name, "r")),
            description: described.and_then(|tag| tag.get_str("description")).map(markdown),
            operations: operations.collect(),
            tag: line(&tag),
            scope,
        });
    }
    resources
}
