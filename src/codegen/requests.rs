//! What an operation takes: its parameters and its body.

use super::media;
use super::model::{Body, Content, Parameter, Rules, Style, Type};
use super::names::{self, BUILDER_METHODS, Scope};
use super::schemas::Schemas;
use super::selection::{Found, ScopeKind};
use super::spec::{Node, Result};

/// All that an operation takes.
pub(crate) struct Taken {
    /// The path parameter that the resource is bound to.
    pub(crate) scope: Option<Parameter>,
    /// The others, in the order of the path's template.
    pub(crate) path: Vec<Parameter>,
    pub(crate) query: Vec<Parameter>,
    pub(crate) header: Vec<Parameter>,
    pub(crate) body: Option<Body>,
}

/// Why an operation takes what the crate does not send, if it does.
pub(crate) fn obstacle(found: &Found<'_>) -> Result<Option<String>> {
    if let Some(body) = found.node.get("requestBody")
        && let Err(reason) = sent(&body.resolve()?)
    {
        return Ok(Some(reason));
    }
    let cookie = |parameter: &&Node<'_>| parameter.text("in") == Some("cookie") && parameter.flag("required");
    let cookie = found.parameters.iter().find(cookie);
    Ok(cookie.map(|parameter| format!("it needs the cookie `{}`", parameter.text("name").unwrap_or_default())))
}

/// Reads what an operation without an [`obstacle`] takes; `type_name` is that of its builder.
pub(crate) fn read(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Taken> {
    let mut path = path_parameters(found)?;
    let mut scope = (ScopeKind::of(&found.path) != ScopeKind::None).then(|| path.remove(0));
    if let Some(scope) = &mut scope {
        // The resource's struct has a client besides.
        scope.rust_name = Scope::with_reserved(&["client"]).take_underscored(&scope.rust_name);
    }
    let mut setters = Scope::with_reserved(BUILDER_METHODS);
    let mut query = Vec::new();
    let mut header = Vec::new();
    for node in &found.parameters {
        let (into, required_name) = match node.require("in")?.str()? {
            "query" => (&mut query, "query"),
            "header" => (&mut header, "header"),
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
        let mut parameter = parameter(schemas, node, type_name)?;
        parameter.rust_name = setters.take_underscored(&parameter.rust_name);
        into.push(parameter);
    }
    let mut arguments = Scope::with_reserved(&["body"]);
    for parameter in path
        .iter_mut()
        .chain(query.iter_mut().chain(&mut header).filter(|p| p.required))
    {
        parameter.rust_name = arguments.take_underscored(&parameter.rust_name);
    }
    let body = match found.node.get("requestBody") {
        Some(body) => self::body(schemas, &body.resolve()?, type_name)?,
        None => None,
    };
    Ok(Taken {
        scope,
        path,
        query,
        header,
        body,
    })
}

/// One parameter for each `{name}` of the template, in its order.
fn path_parameters(found: &Found<'_>) -> Result<Vec<Parameter>> {
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

fn body(schemas: &mut Schemas, node: &Node<'_>, type_name: &str) -> Result<Option<Body>> {
    let content = match sent(node) {
        Ok(Some(Sent::Json(Some(schema)))) => Content::Json(schemas.place(&[schema], &format!("{type_name}Body"))?.ty),
        Ok(Some(Sent::Json(None))) => Content::Json(Type::Any),
        Ok(Some(Sent::Bytes(media))) => Content::Bytes(media),
        Ok(None) | Err(_) => return Ok(None),
    };
    Ok(Some(Body {
        content,
        required: node.flag("required"),
    }))
}

/// What a request body is, by its media types.
enum Sent<'a> {
    Json(Option<Node<'a>>),
    Bytes(String),
}

/// JSON where it can be, else bytes; or why it can be neither.
fn sent<'a>(body: &Node<'a>) -> std::result::Result<Option<Sent<'a>>, String> {
    let content = body.get("content").map(|content| content.members()).unwrap_or_default();
    if let Some((_, json)) = content.iter().find(|(media, _)| media::is_json(media)) {
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
