//! Paths -> the resources and operations of the [`Api`].

use std::collections::{BTreeMap, HashMap};

use super::model::{Api, LeftOut, Operation, Parameter, Resource};
use super::names::{self, CLIENT_METHODS, Scope};
use super::schemas::Schemas;
use super::selection::{self, Found, ScopeKind};
use super::spec::{Document, Node, Result};
use super::{answers, requests};

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and what they speak of.
pub(crate) fn read(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let found = selection::select(&root, prefixes)?;
    if found.is_empty() {
        return Err(root.error(
            format!("no operation has a path that begins with {}", prefixes.join(" or ")),
            "name other path prefixes, or `*` for all",
        ));
    }
    let mut reader = Reader {
        schemas: Schemas::new(selection::reachable(&found)?),
        left_out: Vec::new(),
        type_names: Scope::default(),
    };
    let mut grouped: BTreeMap<(String, ScopeKind), Group> = BTreeMap::new();
    for found in &found {
        if let Some(reason) = requests::obstacle(found)? {
            reader.left_out.push(LeftOut {
                operation: found.id.clone(),
                reason,
            });
            continue;
        }
        let operation = reader.operation(found)?;
        let key = (names::tag_snake(&found.tag), ScopeKind::of(&found.path));
        let group = grouped.entry(key).or_insert_with(|| Group {
            tag: found.tag.clone(),
            operations: Vec::new(),
        });
        group.operations.push((operation, found.node.pointer.clone()));
    }
    let mut resources = resources(grouped, &root)?;
    resources.retain(|resource| !resource.is_empty());
    Ok(Api {
        resources,
        definitions: reader.schemas.definitions,
        left_out: reader.left_out,
        doubts: reader.schemas.doubts,
    })
}

struct Group {
    tag: String,
    operations: Vec<(ReadOperation, String)>,
}

/// An operation, and the scope that its resource takes from it.
struct ReadOperation {
    scope: Option<Parameter>,
    operation: Operation,
}

fn resources(grouped: BTreeMap<(String, ScopeKind), Group>, root: &Node<'_>) -> Result<Vec<Resource>> {
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
        let scope = group
            .operations
            .first()
            .and_then(|(operation, _)| operation.scope.clone());
        resources.push(Resource {
            type_name: type_names.take(&names::resource(&name)),
            method: methods.take_underscored(&names::identifier(&name, "r")),
            description: description.map(str::to_owned),
            operations: named(group.operations, &group.tag)?,
            tag: group.tag,
            scope,
        });
    }
    Ok(resources)
}

/// Gives each operation of a resource its method. On a clash all that clash take their whole operationId.
fn named(operations: Vec<(ReadOperation, String)>, tag: &str) -> Result<Vec<Operation>> {
    let short: Vec<String> = operations
        .iter()
        .map(|(read, _)| names::method(&read.operation.id, tag))
        .collect();
    let mut taken: HashMap<String, String> = HashMap::new();
    let mut named = Vec::new();
    for (position, (read, pointer)) in operations.into_iter().enumerate() {
        let mut operation = read.operation;
        let clash = short
            .iter()
            .enumerate()
            .any(|(other, name)| other != position && *name == short[position]);
        operation.method = if clash {
            names::field(&operation.id)
        } else {
            short[position].clone()
        };
        if let Some(first) = taken.insert(operation.method.clone(), operation.id.clone()) {
            return Err(super::spec::SpecError::new(
                pointer,
                format!(
                    "operations `{first}` and `{}` of tag `{tag}` are both called `{}`",
                    operation.id, operation.method
                ),
                "rename one of the operationIds",
            ));
        }
        named.push(operation);
    }
    Ok(named)
}

struct Reader {
    schemas: Schemas,
    left_out: Vec<LeftOut>,
    type_names: Scope,
}

impl Reader {
    fn operation(&mut self, found: &Found<'_>) -> Result<ReadOperation> {
        let node = &found.node;
        let type_name = self.type_names.take(&names::builder(&found.id));
        let taken = requests::read(&mut self.schemas, found, &type_name)?;
        let answer = answers::read(&mut self.schemas, found, &type_name, &taken.query)?;
        Ok(ReadOperation {
            scope: taken.scope,
            operation: Operation {
                id: found.id.clone(),
                type_name,
                method: String::new(),
                verb: found.verb,
                path: found.path.clone(),
                summary: node.text("summary").map(str::to_owned),
                description: node.text("description").map(str::to_owned),
                deprecated: node.flag("deprecated"),
                example: example(node),
                permissions: node
                    .strings("x-api-token-group")
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                path_parameters: taken.path,
                query_parameters: taken.query,
                header_parameters: taken.header,
                body: taken.body,
                answer,
            },
        })
    }
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
