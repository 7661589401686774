//! Paths -> the resources and operations of the [`Api`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::flat::Flat;
use super::model::{
    Answer, Api, Body, Content, LeftOut, Operation, Page, Parameter, Resource, Rules, Shape, Style, Type, Verb,
};
use super::names::{self, Scope};
use super::schemas::{Placed, Schemas};
use super::spec::{Document, Node, Result};

/// Methods that `Client` has by itself, those that nobody sees included.
pub(super) const CLIENT_METHODS: &[&str] = &["builder", "from_env", "new", "clone", "request", "base_url", "inner"];

/// Methods that every request builder has, or will have, by itself.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "send",
    "timeout",
    "max_retries",
    "iter",
    "pages",
    "send_response",
    "wait_until",
    "dry_run",
    "body",
    "clone",
];

/// Reads the operations whose path begins with one of `prefixes` (`*` for all), and what they speak of.
pub(crate) fn read(document: &Document, prefixes: &[&str]) -> Result<Api> {
    let root = document.root();
    let found = select(&root, prefixes)?;
    if found.is_empty() {
        return Err(root.error(
            format!("no operation has a path that begins with {}", prefixes.join(" or ")),
            "name other path prefixes, or `*` for all",
        ));
    }
    let mut reader = Reader {
        schemas: Schemas::new(reachable(&found)?),
        left_out: Vec::new(),
        type_names: Scope::default(),
    };
    let mut grouped: BTreeMap<(String, ScopeKind), Group> = BTreeMap::new();
    for found in &found {
        let Some(operation) = reader.operation(found)? else {
            continue;
        };
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

/// An operation as the document has it.
struct Found<'a> {
    id: String,
    tag: String,
    path: String,
    verb: Verb,
    node: Node<'a>,
    /// Of the operation and of its path, resolved; the operation's own win.
    parameters: Vec<Node<'a>>,
}

fn select<'a>(root: &Node<'a>, prefixes: &[&str]) -> Result<Vec<Found<'a>>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    let paths = root.require("paths")?;
    paths.object()?;
    for (path, item) in paths.members() {
        if !prefixes.iter().any(|prefix| path_matches(path, prefix)) {
            continue;
        }
        let item = item.resolve()?;
        for (key, verb) in Verb::ALL {
            let Some(node) = item.get(key) else { continue };
            node.object()?;
            let id = match node.text("operationId") {
                Some(id) if id.chars().any(|c| c.is_ascii_alphanumeric()) => id.to_owned(),
                _ => format!("{key} {path}")
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .filter(|w| !w.is_empty())
                    .collect::<Vec<_>>()
                    .join("_"),
            };
            if let Some(first) = ids.insert(id.clone(), node.pointer.clone()) {
                return Err(node.error(
                    format!("operationId `{id}` is also that of {first}"),
                    "give each operation an id of its own",
                ));
            }
            let mut parameters: Vec<Node<'a>> = Vec::new();
            for list in [node.get("parameters"), item.get("parameters")].into_iter().flatten() {
                for parameter in list.elements() {
                    let parameter = parameter.resolve()?;
                    let same = |known: &Node<'a>| {
                        known.text("name") == parameter.text("name") && known.text("in") == parameter.text("in")
                    };
                    if !parameters.iter().any(same) {
                        parameters.push(parameter);
                    }
                }
            }
            found.push(Found {
                tag: node
                    .strings("tags")
                    .first()
                    .map_or_else(|| default_tag(path), |tag| (*tag).to_owned()),
                path: path.to_owned(),
                id,
                verb,
                node,
                parameters,
            });
        }
    }
    Ok(found)
}

/// Whether the path begins with the segments of the prefix; a `{parameter}` matches any other.
fn path_matches(path: &str, prefix: &str) -> bool {
    if prefix == "*" {
        return true;
    }
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let mut wanted = prefix.split('/').filter(|segment| !segment.is_empty());
    wanted.all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| segment == wanted || (segment.starts_with('{') && wanted.starts_with('{')))
    })
}

/// The tag of an operation that has none: the first fixed segment of its path behind the scope.
fn default_tag(path: &str) -> String {
    let fixed: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.starts_with('{'))
        .collect();
    let behind = if ScopeKind::of(path) == ScopeKind::None { 0 } else { 1 };
    fixed
        .get(behind)
        .or(fixed.first())
        .map_or_else(|| "api".to_owned(), |segment| (*segment).to_owned())
}

/// The component schemas that parameters, bodies and successes lead to.
fn reachable<'a>(found: &[Found<'a>]) -> Result<BTreeSet<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Node<'a>> = Vec::new();
    for found in found {
        open.extend(found.parameters.iter().cloned());
        open.extend(found.node.get("requestBody"));
        open.extend(successes(&found.node)?.into_iter().map(|(_, node)| node));
    }
    while let Some(node) = open.pop() {
        let names_are_free = node.pointer.ends_with("/properties");
        if let Some(reference) = node.reference() {
            if seen.insert(reference) {
                open.push(node.lookup(reference)?);
            }
        }
        for (_, target) in node.get("mapping").map(|mapping| mapping.members()).unwrap_or_default() {
            if let Some(reference) = target.value.as_str().filter(|text| text.starts_with("#/")) {
                if seen.insert(reference) {
                    open.push(target.lookup(reference)?);
                }
            }
        }
        open.extend(node.elements());
        open.extend(
            node.members()
                .into_iter()
                .filter(|(key, _)| names_are_free || !matches!(*key, "example" | "examples" | "default"))
                .map(|(_, node)| node),
        );
    }
    Ok(seen)
}

/// The 2xx answers, in the order of their statuses, resolved; `default` where it is all there is to say of success.
fn successes<'a>(operation: &Node<'a>) -> Result<Vec<(&'a str, Node<'a>)>> {
    let mut answers = operation.get("responses").map(|all| all.members()).unwrap_or_default();
    if answers.len() == 1 && answers[0].0 == "default" {
        answers[0].0 = "2XX";
    }
    let successes = answers.into_iter().filter(|(status, _)| status.starts_with('2'));
    successes.map(|(status, node)| Ok((status, node.resolve()?))).collect()
}

/// Which leading pair of segments binds a resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ScopeKind {
    Account,
    Zone,
    None,
}

impl ScopeKind {
    fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("accounts"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Account,
            (Some("zones"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Zone,
            _ => ScopeKind::None,
        }
    }
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
    /// The operation, or none where it needs what the crate does not do; it is then on the list of those left out.
    fn operation(&mut self, found: &Found<'_>) -> Result<Option<ReadOperation>> {
        let node = &found.node;
        let body_content = match node.get("requestBody") {
            Some(body) => {
                let body = body.resolve()?;
                match sent(&body) {
                    Ok(content) => content.map(|content| (content, body.flag("required"))),
                    Err(reason) => {
                        self.leave_out(found, reason);
                        return Ok(None);
                    }
                }
            }
            None => None,
        };
        let cookie = |parameter: &&Node<'_>| parameter.text("in") == Some("cookie") && parameter.flag("required");
        if let Some(parameter) = found.parameters.iter().find(cookie) {
            self.leave_out(
                found,
                format!("it needs the cookie `{}`", parameter.text("name").unwrap_or_default()),
            );
            return Ok(None);
        }

        let type_name = self.type_names.take(&names::builder(&found.id));
        let mut path_parameters = self.path_parameters(found)?;
        let mut scope = (ScopeKind::of(&found.path) != ScopeKind::None).then(|| path_parameters.remove(0));
        if let Some(scope) = &mut scope {
            // The resource's struct has a client besides.
            scope.rust_name = Scope::with_reserved(&["client"]).take_underscored(&scope.rust_name);
        }
        let mut setters = Scope::with_reserved(BUILDER_METHODS);
        let mut query_parameters = Vec::new();
        let mut header_parameters = Vec::new();
        for node in &found.parameters {
            let (into, required_name) = match node.require("in")?.str()? {
                "query" => (&mut query_parameters, "query"),
                "header" => (&mut header_parameters, "header"),
                "path" | "cookie" => continue,
                other => {
                    return Err(node.error(
                        format!("a parameter cannot be in `{other}`"),
                        "make it `path`, `query`, `header` or `cookie`",
                    ));
                }
            };
            let name = node.require("name")?.str()?;
            if required_name == "header"
                && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
            {
                continue;
            }
            let mut parameter = parameter(&mut self.schemas, node, &type_name)?;
            parameter.rust_name = setters.take_underscored(&parameter.rust_name);
            into.push(parameter);
        }
        let mut arguments = Scope::with_reserved(&["body"]);
        for parameter in path_parameters.iter_mut().chain(
            query_parameters
                .iter_mut()
                .chain(&mut header_parameters)
                .filter(|p| p.required),
        ) {
            parameter.rust_name = arguments.take_underscored(&parameter.rust_name);
        }
        let body = match body_content {
            Some((Sent::Json(schema), required)) => {
                let ty = match schema {
                    Some(schema) => self.schemas.place(&[schema], &format!("{type_name}Body"))?.ty,
                    None => Type::Any,
                };
                Some(Body {
                    content: Content::Json(ty),
                    required,
                })
            }
            Some((Sent::Bytes(media), required)) => Some(Body {
                content: Content::Bytes(media),
                required,
            }),
            None => None,
        };
        let answer = self.answer(found, &type_name, &query_parameters)?;
        Ok(Some(ReadOperation {
            scope,
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
                path_parameters,
                query_parameters,
                header_parameters,
                body,
                answer,
            },
        }))
    }

    fn leave_out(&mut self, found: &Found<'_>, reason: String) {
        self.left_out.push(LeftOut {
            operation: found.id.clone(),
            reason,
        });
    }

    /// One parameter for each `{name}` of the template, in its order.
    fn path_parameters(&mut self, found: &Found<'_>) -> Result<Vec<Parameter>> {
        let mut names_in_path = Vec::new();
        let mut rest = found.path.as_str();
        while let Some(start) = rest.find('{') {
            let Some(length) = rest[start..].find('}') else {
                return Err(found.node.error(
                    format!("the path `{}` has a `{{` that nothing closes", found.path),
                    "close it",
                ));
            };
            names_in_path.push(&rest[start + 1..start + length]);
            rest = &rest[start + length + 1..];
        }
        let is_path = |node: &&Node<'_>| node.text("in") == Some("path");
        for node in found.parameters.iter().filter(is_path) {
            let name = node.require("name")?.str()?;
            if !names_in_path.contains(&name) {
                return Err(node.error(
                    format!("path parameter `{name}` does not stand in the path `{}`", found.path),
                    format!("add `{{{name}}}` to the path, or remove the parameter"),
                ));
            }
        }
        let mut parameters = Vec::new();
        for name in names_in_path {
            let declared = found
                .parameters
                .iter()
                .filter(is_path)
                .find(|node| node.text("name") == Some(name));
            let schema = declared.map(schema_of).transpose()?;
            let description = declared.and_then(|node| node.text("description"));
            let description = description.or(schema.as_ref().and_then(|schema| schema.text("description")));
            parameters.push(Parameter {
                name: name.to_owned(),
                rust_name: names::field(name),
                description: description.map(str::to_owned),
                required: true,
                // Whatever an identifier is, it is one segment of text.
                ty: Type::String,
                rules: Rules::default(),
                style: Style::Exploded,
                secret: false,
            });
        }
        Ok(parameters)
    }

    fn answer(&mut self, found: &Found<'_>, type_name: &str, query: &[Parameter]) -> Result<Answer> {
        let successes = successes(&found.node)?;
        let mut json: Vec<Option<Node<'_>>> = Vec::new();
        let mut media_types: Vec<String> = Vec::new();
        let mut without_content = 0;
        for (_, answer) in &successes {
            let content = answer
                .get("content")
                .map(|content| content.members())
                .unwrap_or_default();
            match content.iter().find(|(media, _)| is_json(media)) {
                Some((_, media)) => json.push(media.get("schema")),
                None if content.is_empty() => without_content += 1,
                None => media_types.extend(content.into_iter().map(|(media, _)| media.to_owned())),
            }
        }
        // The answer to a HEAD has no content, whatever is documented for the GET.
        if found.verb == Verb::Head {
            return Ok(Answer::Empty);
        }
        if json.is_empty() {
            let bodyless =
                successes.iter().all(|(status, _)| matches!(*status, "204" | "205")) && !successes.is_empty();
            return Ok(match found.verb {
                Verb::Get if !bodyless => Answer::Document(media_types),
                _ if !media_types.is_empty() => Answer::Document(media_types),
                _ => Answer::Empty,
            });
        }
        let mut answers = Vec::new();
        for schema in json {
            answers.push(match schema {
                Some(schema) => self.json_answer(schema, &format!("{type_name}Answer"))?,
                None => Answer::Json(Type::Any),
            });
        }
        let first = answers.swap_remove(0);
        // Several successes that differ have only in common that they are JSON.
        let answer = if answers.iter().all(|other| *other == first) {
            first
        } else {
            Answer::Json(Type::Any)
        };
        Ok(match answer {
            Answer::Json(ty) if without_content > 0 => Answer::Json(ty.optional()),
            Answer::Result(ty) if without_content > 0 => Answer::Result(ty.optional()),
            Answer::Json(ty) => self.page(&ty, query).map_or(Answer::Json(ty), Answer::Page),
            other => other,
        })
    }

    /// The type of a JSON answer. Cloudflare's envelope is known by its members, and only its `result` is the answer.
    fn json_answer(&mut self, schema: Node<'_>, hint: &str) -> Result<Answer> {
        let flat = Flat::of(std::slice::from_ref(&schema))?;
        let has = |name: &str| flat.properties.contains_key(name);
        let enveloped = flat.is_object() && has("success") && (has("errors") || has("messages"));
        let optional = |placed: Placed| match placed.nullable {
            true => placed.ty.optional(),
            false => placed.ty,
        };
        Ok(match flat.properties.get("result") {
            Some(result) if enveloped => Answer::Result(optional(self.schemas.place(result, hint)?)),
            None if enveloped && flat.unions.is_empty() => Answer::Result(Type::Optional(Box::new(Type::Any))),
            _ => Answer::Json(optional(self.schemas.place(&[schema], hint)?)),
        })
    }

    /// A list over `cursor` and `next`: `{ "items": [..], "next": N }`, and a query parameter `cursor` of the same type.
    fn page(&self, list: &Type, query: &[Parameter]) -> Option<Page> {
        let Type::Named(index) = list else { return None };
        let Shape::Struct(fields) = &self.schemas.definitions[*index].shape else {
            return None;
        };
        let items = fields.iter().find(|field| field.name == "items" && field.always())?;
        let next = fields.iter().find(|field| field.name == "next" && !field.always())?;
        let cursor = query
            .iter()
            .find(|parameter| parameter.name == "cursor" && !parameter.required)?;
        let Type::Array(item) = &items.ty else { return None };
        let plain = matches!(next.ty, Type::Signed | Type::Unsigned | Type::String);
        (plain && next.ty == cursor.ty).then(|| Page {
            list: list.clone(),
            item: (**item).clone(),
            cursor: next.ty.clone(),
        })
    }
}

fn parameter(schemas: &mut Schemas, node: &Node<'_>, owner: &str) -> Result<Parameter> {
    let name = node.require("name")?.str()?;
    let mut placed = schemas.place(&[schema_of(node)?], &format!("{owner}{}", names::pascal(name)))?;
    if node.get("schema").is_none() && matches!(placed.ty, Type::Array(_) | Type::Map(_) | Type::Named(_)) {
        // It goes as text of a media type, which is the caller's to write.
        placed.ty = Type::Any;
    }
    let style = node.text("style").unwrap_or("form");
    let explode = node
        .value
        .get("explode")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(style == "form");
    Ok(Parameter {
        name: name.to_owned(),
        rust_name: names::field(name),
        description: node.text("description").map(str::to_owned).or(placed.description),
        required: node.flag("required"),
        ty: placed.ty,
        rules: placed.rules,
        secret: placed.secret,
        style: match style {
            "deepObject" => Style::Deep,
            "spaceDelimited" if !explode => Style::Joined(' '),
            "pipeDelimited" if !explode => Style::Joined('|'),
            _ if explode => Style::Exploded,
            _ => Style::Joined(','),
        },
    })
}

/// What a request body is, by its media types.
enum Sent<'a> {
    Json(Option<Node<'a>>),
    Bytes(String),
}

/// JSON where it can be, else bytes; or why it can be neither.
fn sent<'a>(body: &Node<'a>) -> std::result::Result<Option<Sent<'a>>, String> {
    let content = body.get("content").map(|content| content.members()).unwrap_or_default();
    if let Some((_, json)) = content.iter().find(|(media, _)| is_json(media)) {
        return Ok(Some(Sent::Json(json.get("schema"))));
    }
    let form = |media: &str| media.starts_with("multipart/") || media.starts_with("application/x-www-form-urlencoded");
    match content.iter().find(|(media, _)| !form(media)) {
        Some((media, _)) if media.contains('*') => Ok(Some(Sent::Bytes("application/octet-stream".to_owned()))),
        Some((media, _)) => Ok(Some(Sent::Bytes((*media).to_owned()))),
        None => match content.first() {
            Some((media, _)) => Err(format!("it sends `{media}`")),
            None => Ok(None),
        },
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

fn schema_of<'a>(parameter: &Node<'a>) -> Result<Node<'a>> {
    let content = parameter
        .get("content")
        .and_then(|content| content.members().into_iter().next());
    let schema = parameter
        .get("schema")
        .or_else(|| content.and_then(|(_, media)| media.get("schema")));
    schema.ok_or_else(|| {
        let name = parameter.text("name").unwrap_or_default();
        parameter.error(
            format!("parameter `{name}` has no `schema`"),
            "add one, `{\"type\": \"string\"}` for instance",
        )
    })
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}
