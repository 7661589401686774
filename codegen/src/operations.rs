//! The document -> the [`Api`]: its operations, grouped into resources by tag and scope, or why one is left out.

use std::collections::{BTreeMap, HashSet};

use crate::bodies::{body_obstacle, read_body};
use crate::document::{Document, Node, Result};
use crate::model::{Api, LeftOut, Operation, Parameter, Resource};
use crate::names::{self, CLIENT_METHODS, Called, Scope, method_names};
use crate::parameters::{parameters_obstacle, read_parameters};
use crate::prose::{line, markdown, sentence};
use crate::responses::{read_response, response_obstacle};
use crate::select::{Found, ScopeKind, reachable_schemas, select};
use crate::types::Schemas;

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and what they speak of.
pub(crate) fn read_api(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let (found, mut left_out) = select(&root, prefixes)?;
    let mut doubts = Vec::new();
    let reachable = reachable_schemas(&found, &mut doubts)?;
    let mut schemas = Schemas::new(reachable.iter().map(String::as_str), doubts);
    let mut type_names = Scope::default();
    let mut grouped = Grouped::default();
    for found in &found {
        if let Some(reason) = find_obstacle(found)? {
            left_out.push(LeftOut {
                operation: found.id.clone(),
                reason,
            });
            continue;
        }
        let type_name = type_names.take(&names::builder(&found.id));
        grouped.add(found, read_operation(&mut schemas, found, type_name)?);
    }
    let resources = grouped.resources(&root, &mut schemas.doubts);
    // What several operations share is said once.
    let mut said = HashSet::new();
    schemas.doubts.retain(|doubt| said.insert(doubt.clone()));
    Ok(Api {
        resources,
        definitions: schemas.definitions,
        left_out,
        doubts: schemas.doubts,
        untyped: schemas.untyped,
    })
}

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
pub(crate) fn find_obstacle(found: &Found<'_>) -> Result<Option<String>> {
    let taken = body_obstacle(found)?.or_else(|| parameters_obstacle(found));
    Ok(taken.or_else(|| response_obstacle(found)))
}

/// Reads an operation without an obstacle; `type_name` is that of its builder.
pub(crate) fn read_operation(schemas: &mut Schemas, found: &Found<'_>, type_name: String) -> Result<ReadOperation> {
    let node = &found.node;
    schemas.doubts.extend(found.doubts.iter().cloned());
    let taken = read_parameters(schemas, found, &type_name)?;
    let body = read_body(schemas, found, &type_name)?;
    let response = read_response(schemas, found, &type_name, &taken.query)?;
    Ok(ReadOperation {
        pointer: node.pointer.clone(),
        scope: taken.scope,
        given: node.get_str("x-rust-name").map(str::to_owned),
        operation: Operation {
            id: found.id.clone(),
            type_name,
            method: String::new(),
            verb: found.verb,
            path: taken.template,
            fixed_query: found.template.query.clone(),
            summary: node.get_str("summary").map(sentence),
            description: node.get_str("description").map(markdown),
            deprecated: node.flag("deprecated"),
            example: example(node),
            permissions: node.strings("x-api-token-group").into_iter().map(line).collect(),
            path_parameters: taken.path,
            query_parameters: taken.query,
            header_parameters: taken.header,
            body,
            response,
        },
    })
}

/// The Rust among the `x-codeSamples` of an operation.
fn example(operation: &Node<'_>) -> Option<String> {
    let samples = operation.get("x-codeSamples")?.elements();
    let rust = samples.iter().find(|sample| {
        sample
            .get_str("lang")
            .is_some_and(|lang| lang.eq_ignore_ascii_case("rust"))
    });
    rust.and_then(|sample| sample.get_str("source")).map(str::to_owned)
}

/// Operations by the resource that they are of: their tag, and what their paths are bound to.
#[derive(Default)]
pub(crate) struct Grouped(BTreeMap<(String, ScopeKind), Group>);

struct Group {
    tag: String,
    operations: Vec<ReadOperation>,
}

impl Grouped {
    pub(crate) fn add(&mut self, found: &Found<'_>, operation: ReadOperation) {
        let key = (names::tag_snake(&found.tag), ScopeKind::of_path(&found.template.path));
        let group = self.0.entry(key).or_insert_with(|| Group {
            tag: found.tag.clone(),
            operations: Vec::new(),
        });
        group.operations.push(operation);
    }

    /// The resources with all their names. `root` is the document, which describes its tags.
    pub(crate) fn resources(self, root: &Node<'_>, doubts: &mut Vec<String>) -> Vec<Resource> {
        let tags = root.get("tags").map(|tags| tags.elements()).unwrap_or_default();
        let mut type_names = Scope::default();
        let mut on_client = Scope::with_reserved(CLIENT_METHODS);
        let mut previous = None;
        let mut resources = Vec::new();
        for ((tag_name, kind), group) in self.0 {
            // The first scope of a tag has the plain name, any other says what it is.
            let plain = previous.replace(tag_name.clone()) != Some(tag_name.clone());
            let name = match kind {
                _ if plain => tag_name,
                ScopeKind::Zone => format!("zone_{tag_name}"),
                ScopeKind::Account | ScopeKind::None => format!("global_{tag_name}"),
            };
            let description = tags
                .iter()
                .find(|tag| tag.get_str("name") == Some(&group.tag))
                .and_then(|tag| tag.get_str("description"));
            let scope = group.operations.first().and_then(|operation| operation.scope.clone());
            let called = group.operations.iter().map(|read| Called {
                pointer: &read.pointer,
                id: &read.operation.id,
                given: read.given.as_deref(),
            });
            let methods = method_names(&called.collect::<Vec<_>>(), &group.tag, doubts);
            let operations = group.operations.into_iter().zip(methods);
            resources.push(Resource {
                type_name: type_names.take(&names::resource(&name)),
                method: on_client.take_underscored(&names::identifier(&name, "r")),
                description: description.map(markdown),
                operations: operations
                    .map(|(read, method)| Operation {
                        method,
                        ..read.operation
                    })
                    .collect(),
                tag: line(&group.tag),
                scope,
            });
        }
        resources
    }
}
