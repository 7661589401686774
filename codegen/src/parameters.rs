//! Parameters of the path, the query and the headers: their types, their styles, and which are arguments.

use crate::document::{Node, Result};
use crate::model::{Parameter, ParameterStyle, Type};
use crate::names::{self, BUILDER_METHODS, Scope};
use crate::prose::markdown;
use crate::select::{Found, ScopeKind, Template};
use crate::tables::is_reserved;
use crate::types::Schemas;

/// The parameters of an operation.
pub(crate) struct Taken {
    /// The path parameter that the resource is bound to.
    pub(crate) scope: Option<Parameter>,
    /// The others, in the order of the path's template.
    pub(crate) path: Vec<Parameter>,
    pub(crate) query: Vec<Parameter>,
    pub(crate) header: Vec<Parameter>,
}

/// Why an operation needs a parameter that the crate does not send, if it does.
pub(crate) fn parameters_obstacle(found: &Found<'_>) -> Option<String> {
    let needed = found.parameters.iter().filter(|parameter| parameter.flag("required"));
    for parameter in needed {
        let name = parameter.get_str("name").unwrap_or_default();
        match parameter.get_str("in") {
            Some("cookie") => return Some(format!("it needs the cookie `{name}`")),
            Some("header") if !is_header(name) => {
                return Some(format!(
                    "it needs the header `{name}`, which has no name that can be sent"
                ));
            }
            _ => {}
        }
    }
    None
}

/// Whether it is the name of a header: a token, as HTTP calls it.
fn is_header(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

/// Reads the parameters of an operation without an obstacle; `type_name` is that of its builder.
pub(crate) fn read_parameters(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Taken> {
    let mut path = path_parameters(found)?;
    let mut scope = (ScopeKind::of_path(&found.template.path) != ScopeKind::None).then(|| path.remove(0));
    if let Some(scope) = &mut scope {
        // The resource's struct has a client besides.
        scope.rust_name = Scope::with_reserved(&["client"]).take_underscored(&scope.rust_name);
    }
    let mut query = Vec::new();
    let mut header = Vec::new();
    for node in &found.parameters {
        let into = match node.require("in")?.str()? {
            "query" => &mut query,
            "header" => &mut header,
            "path" | "cookie" => continue,
            other => {
                return Err(node.error(
                    format!("a parameter cannot be in `{other}`"),
                    "make it `path`, `query`, `header` or `cookie`",
                ));
            }
        };
        let name = node.require("name")?.str()?;
        if node.get_str("in") == Some("header") {
            if is_reserved(name) {
                continue;
            }
            if !is_header(name) {
                let (pointer, id) = (&node.pointer, &found.id);
                schemas.doubts.push(format!(
                    "{pointer}: the header `{name}` of {id} is left out: it has no name that can be sent"
                ));
                continue;
            }
        }
        into.push(read_parameter(schemas, node, type_name)?);
    }
    name_all(
        &mut Scope::with_reserved(BUILDER_METHODS),
        query.iter_mut().chain(&mut header),
    );
    let required = query.iter_mut().chain(&mut header).filter(|p| p.required);
    name_all(&mut Scope::with_reserved(&["body"]), path.iter_mut().chain(required));
    Ok(Taken {
        scope,
        path,
        query,
        header,
    })
}

/// Gives parameters that stand side by side their names.
fn name_all<'p>(scope: &mut Scope, parameters: impl Iterator<Item = &'p mut Parameter>) {
    let mut parameters: Vec<&mut Parameter> = parameters.collect();
    let spelled = parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.rust_name.clone()));
    let names = scope.take_all(spelled.collect(), Scope::take_underscored);
    for (parameter, name) in parameters.iter_mut().zip(names) {
        parameter.rust_name = name;
    }
}

/// One parameter for each `{name}` of the template, in its order.
fn path_parameters(found: &Found<'_>) -> Result<Vec<Parameter>> {
    let Template { path, names, .. } = &found.template;
    let is_path = |node: &&Node<'_>| node.get_str("in") == Some("path");
    for node in found.parameters.iter().filter(is_path) {
        let name = node.require("name")?.str()?;
        if !names.iter().any(|known| known == name) {
            return Err(node.error(
                format!("path parameter `{name}` does not stand in the path `{path}`"),
                format!("add `{{{name}}}` to the path, or remove the parameter"),
            ));
        }
    }
    let mut parameters = Vec::new();
    for name in names {
        let declared = found
            .parameters
            .iter()
            .filter(is_path)
            .find(|node| node.get_str("name") == Some(name.as_str()));
        let schema = declared.map(schema_of).transpose()?;
        let description = declared.and_then(|node| node.get_str("description"));
        let description = description.or(schema.as_ref().and_then(|schema| schema.get_str("description")));
        parameters.push(Parameter {
            name: name.clone(),
            rust_name: names::field(name),
            description: description.map(markdown),
            required: true,
            // Whatever an identifier is, it is one segment of text.
            ty: Type::String,
            style: ParameterStyle::Exploded,
            secret: false,
        });
    }
    Ok(parameters)
}

fn read_parameter(schemas: &mut Schemas, node: &Node<'_>, owner: &str) -> Result<Parameter> {
    let name = node.require("name")?.str()?;
    let mut placed = schemas.place(&[schema_of(node)?], &format!("{owner}{}", names::pascal(name)))?;
    if node.get("schema").is_none() && matches!(placed.ty, Type::Array(_) | Type::Map(_) | Type::Named(_)) {
        // It goes as text of a media type, which is the caller's to write.
        placed.ty = Type::Any;
    }
    let style = node.get_str("style").unwrap_or("form");
    let explode = node
        .value
        .get("explode")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(style == "form");
    Ok(Parameter {
        name: name.to_owned(),
        rust_name: names::field(name),
        description: node.get_str("description").map(markdown).or(placed.description),
        required: node.flag("required"),
        ty: placed.ty,
        secret: placed.secret,
        style: match style {
            "deepObject" => ParameterStyle::Deep,
            "spaceDelimited" if !explode => ParameterStyle::Joined(' '),
            "pipeDelimited" if !explode => ParameterStyle::Joined('|'),
            _ if explode => ParameterStyle::Exploded,
            _ => ParameterStyle::Joined(','),
        },
    })
}

fn schema_of<'a>(parameter: &Node<'a>) -> Result<Node<'a>> {
    let content = parameter
        .get("content")
        .and_then(|content| content.entries().into_iter().next());
    let schema = parameter
        .get("schema")
        .or_else(|| content.and_then(|(_, media)| media.get("schema")));
    schema.ok_or_else(|| {
        let name = parameter.get_str("name").unwrap_or_default();
        parameter.error(
            format!("parameter `{name}` has no `schema`"),
            "add one, `{\"type\": \"string\"}` for instance",
        )
    })
}
