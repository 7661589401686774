//! Paths -> the resources and operations of the [`Api`].

use std::collections::{BTreeMap, HashMap};

use super::model::{Api, LeftOut, Operation, Parameter, Resource};
use super::names::{self, CLIENT_METHODS, Scope};
use super::prose::{line, markdown, sentence};
use super::schemas::Schemas;
use super::selection::{self, Found, ScopeKind};
use super::spec::{Document, Node, Result};
use super::{answers, requests};

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and what they speak of.
pub(crate) fn read(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let (found, mut left_out) = selection::select(&root, prefixes)?;
    let mut schemas = Schemas::new(selection::reachable(&found)?);
    let mut type_names = Scope::default();
    let mut grouped: BTreeMap<(String, ScopeKind), Group> = BTreeMap::new();
    for found in &found {
        if let Some(reason) = requests::obstacle(found)?.or(answers::obstacle(found)) {
            left_out.push(LeftOut {
                operation: found.id.clone(),
                reason,
            });
            continue;
        }
        let type_name = type_names.take(&names::builder(&found.id));
        let operation = operation(&mut schemas, found, type_name)?;
        let key = (names::tag_snake(&found.tag), ScopeKind::of(&found.template.path));
        let group = grouped.entry(key).or_insert_with(|| Group {
            tag: found.tag.clone(),
            operations: Vec::new(),
        });
        group.operations.push(operation);
    }
    let resources = resources(grouped, &root, &mut schemas.doubts);
    Ok(Api {
        resources,
        definitions: schemas.definitions,
        left_out,
        doubts: schemas.doubts,
        untyped: schemas.untyped,
    })
}

struct Group {
    tag: String,
    operations: Vec<ReadOperation>,
}

/// An operation, and what is decided among those of its resource.
struct ReadOperation {
    pointer: String,
    /// The scope that the resource takes from it.
    scope: Option<Parameter>,
    /// The method's name, where the document gives one.
    given: Option<String>,
    operation: Operation,
}

fn resources(
    grouped: BTreeMap<(String, ScopeKind), Group>,
    root: &Node<'_>,
    doubts: &mut Vec<String>,
) -> Vec<Resource> {
    let tags = root.get("tags").map(|tags| tags.elements()).unwrap_or_default();
    let mut type_names = Scope::default();
    let mut methods = Scope::with_reserved(CLIENT_METHODS);
    let mut previous = None;
    let mut resources = Vec::new();
    for ((tag_name, kind), group) in grouped {
        // The first scope of a tag has the plain name, any other says what it is.
        let plain = previous.replace(tag_name.clone()) != Some(tag_name.clone());
        let name = match kind {
            _ if plain => tag_name,
            ScopeKind::Zone => format!("zone_{tag_name}"),
            ScopeKind::Account | ScopeKind::None => format!("global_{tag_name}"),
        };
        let description = tags
            .iter()
            .find(|tag| tag.text("name") == Some(&group.tag))
            .and_then(|tag| tag.text("description"));
        let scope = group.operations.first().and_then(|operation| operation.scope.clone());
        resources.push(Resource {
            type_name: type_names.take(&names::resource(&name)),
            method: methods.take_underscored(&names::identifier(&name, "r")),
            description: description.map(markdown),
            operations: named(group.operations, &group.tag, doubts),
            tag: line(&group.tag),
            scope,
        });
    }
    resources
}

/// Gives each operation of a resource its method. On a clash all that clash take their whole operationId, but for one whose
/// name the document gives; what clashes even so gets a number.
fn named(operations: Vec<ReadOperation>, tag: &str, doubts: &mut Vec<String>) -> Vec<Operation> {
    let short = operations.iter().map(|read| match &read.given {
        Some(given) => names::field(given),
        None => names::method(&read.operation.id, tag),
    });
    let short: Vec<String> = short.collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *count.entry(name).or_default() += 1;
    }
    let wanted: Vec<String> = operations
        .iter()
        .zip(&short)
        .map(
            |(read, short)| match read.given.is_some() || count[short.as_str()] == 1 {
                true => short.clone(),
                false => names::field(&read.operation.id),
            },
        )
        .collect();
    let spelled = operations.iter().zip(&wanted).map(|(read, wanted)| {
        let spelling = read.given.as_ref().unwrap_or(&read.operation.id);
        (spelling.as_str(), wanted.clone())
    });
    let methods = Scope::default().take_all(spelled.collect(), Scope::take);
    let mut named = Vec::new();
    for ((read, method), wanted) in operations.into_iter().zip(methods).zip(wanted) {
        if method != wanted {
            doubts.push(format!(
                "{}: the method of {} is called `{method}`, since another of tag `{tag}` is called `{wanted}`: give it an `x-rust-name`",
                read.pointer, read.operation.id
            ));
        }
        named.push(Operation {
            method,
            ..read.operation
        });
    }
    named
}

/// Reads an operation to which there is no obstacle; `type_name` is that of its builder.
fn operation(schemas: &mut Schemas, found: &Found<'_>, type_name: String) -> Result<ReadOperation> {
    let node = &found.node;
    let taken = requests::read(schemas, found, &type_name)?;
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
            body: taken.body,
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
