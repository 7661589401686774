//! Parameters of the path, the query and the headers: their types, their styles, and which are arguments.

use crate::document::{Node, Result};
use crate::model::{Parameter, ParameterStyle, Shape, Type};
use crate::names::{self, BUILDER_METHODS, Scope, Spelled};
use crate::prose::markdown;
use crate::schema::Merged;
use crate::select::{Found, ScopeKind, Template, encode_literal};
use crate::tables::is_reserved;
use crate::types::Schemas;

/// The parameters of an operation.
pub(crate) struct Taken {
    /// The path parameter that the resource is bound to.
    pub(crate) scope: Option<Parameter>,
    /// The path, with what the styles of its parameters add.
    pub(crate) template: String,
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
    let mut path = path_parameters(schemas, found)?;
    let mut scope = (ScopeKind::of_path(&found.template.path) != ScopeKind::None).then(|| path.remove(0));
    if let Some(scope) = &mut scope {
        // The resource's struct has a client besides.
        scope.rust_name = Scope::with_reserved(&["client"]).take_underscored(&scope.rust_name);
    }
    let mut query = Vec::new();
    let mut header = Vec::new();
    // Where each of the two stands.
    let mut pointers = [Vec::new(), Vec::new()];
    for node in &found.parameters {
        let place = node.require("in")?.str()?;
        let name = node.require("name")?.str()?;
        let mut leave_out = |why: &str| {
            let (pointer, id) = (&node.pointer, &found.id);
            schemas
                .doubts
                .push(format!("{pointer}: the {place} `{name}` of {id} is left out: {why}"));
        };
        match place {
            "query" => {
                schemas.doubts.extend(misplaced_style(node, "query")?);
                if node.flag("allowReserved") {
                    let pointer = &node.pointer;
                    schemas.doubts.push(format!(
                        "{pointer}: `{name}` is sent percent-encoded in spite of `allowReserved`"
                    ));
                }
                query.push(read_parameter(schemas, node, type_name)?);
                pointers[0].push(node.pointer.as_str());
            }
            // By OpenAPI's own rule these say nothing.
            "header"
                if ["accept", "authorization", "content-type"]
                    .iter()
                    .any(|own| own.eq_ignore_ascii_case(name)) => {}
            "header" if is_reserved(name) => leave_out("it is the client's or the connection's to set"),
            "header" if !is_header(name) => leave_out("it has no name that can be sent"),
            "header" => {
                schemas.doubts.extend(misplaced_style(node, "header")?);
                header.push(read_parameter(schemas, node, type_name)?);
                pointers[1].push(node.pointer.as_str());
            }
            "cookie" => leave_out("no cookies are sent"),
            "path" => {}
            other => {
                return Err(node.error(
                    format!("a parameter cannot be in `{other}`"),
                    "make it `path`, `query`, `header` or `cookie`",
                ));
            }
        }
    }
    let pointers = pointers.concat();
    name_all(
        &mut Scope::with_reserved(BUILDER_METHODS),
        query.iter_mut().chain(&mut header),
        &pointers,
        &mut schemas.doubts,
    );
    let required = query
        .iter_mut()
        .chain(&mut header)
        .zip(pointers)
        .filter(|(p, _)| p.required);
    let (required, pointers): (Vec<_>, Vec<_>) = required.unzip();
    // Those of the path have no place but the path.
    let here = vec![found.node.pointer.as_str(); path.len()];
    name_all(
        &mut Scope::with_reserved(&["body"]),
        path.iter_mut().chain(required),
        &[here, pointers].concat(),
        &mut schemas.doubts,
    );
    Ok(Taken {
        scope,
        template: styled_template(found)?,
        path,
        query,
        header,
    })
}

/// Gives parameters that stand side by side their names; `pointers` are where they stand.
fn name_all<'p>(
    scope: &mut Scope,
    parameters: impl Iterator<Item = &'p mut Parameter>,
    pointers: &[&str],
    doubts: &mut Vec<String>,
) {
    let mut parameters: Vec<&mut Parameter> = parameters.collect();
    let spelled: Vec<Spelled> = parameters
        .iter()
        .zip(pointers)
        .map(|(parameter, pointer)| Spelled {
            pointer,
            spelling: parameter.given.as_ref().unwrap_or(&parameter.name),
            name: parameter.rust_name.clone(),
        })
        .collect();
    let names = scope.take_all_or_doubt(&spelled, doubts);
    for (parameter, name) in parameters.iter_mut().zip(names) {
        parameter.rust_name = name;
    }
}

/// What a parameter says of its style that is not honoured.
fn misplaced_style(node: &Node<'_>, place: &str) -> Result<Option<String>> {
    let merged = Merged::new(&[schema_of(node)?])?;
    let holds = |word: &str| {
        merged
            .properties
            .values()
            .flatten()
            .any(|property| property.get_str("type") == Some(word))
    };
    let problem = match (place, node.get_str("style")) {
        (_, None) => None,
        ("header", Some("simple")) => None,
        ("header", Some(other)) => Some(format!("a header has no style `{other}`, and is sent in `simple`")),
        (_, Some("deepObject")) if !merged.is_object() => {
            Some("`deepObject` is for objects: it is sent in the style `form`".to_owned())
        }
        (_, Some("deepObject")) if holds("object") || holds("array") => {
            Some("`deepObject` has one level: what is below it is sent as JSON".to_owned())
        }
        (_, Some("form" | "deepObject" | "spaceDelimited" | "pipeDelimited")) => None,
        (_, Some(other)) => Some(format!("a query has no style `{other}`: a list is sent with commas")),
    };
    Ok(problem.map(|problem| format!("{}: {problem}", node.pointer)))
}

/// The template with what RFC 6570 puts before a value: `.` in the style `label`, `;name=` in `matrix`.
fn styled_template(found: &Found<'_>) -> Result<String> {
    let mut template = found.template.path.clone();
    for node in found
        .parameters
        .iter()
        .filter(|node| node.get_str("in") == Some("path"))
    {
        let name = node.get_str("name").unwrap_or_default();
        let before = match node.get_str("style") {
            None | Some("simple") => continue,
            Some("label") => ".".to_owned(),
            Some("matrix") => format!(";{}=", encode_literal(name)),
            Some(other) => {
                return Err(node.error(
                    format!("a path parameter has no style `{other}`"),
                    "make it `simple`, `label` or `matrix`",
                ));
            }
        };
        if Merged::new(&[schema_of(node)?])?.types.contains("array") {
            return Err(node.error(
                format!("the path parameter `{name}` is a list in another style than `simple`"),
                "make it `simple`",
            ));
        }
        template = template.replace(&format!("{{{name}}}"), &format!("{before}{{{name}}}"));
    }
    Ok(template)
}

/// One parameter for each `{name}` of the template, in its order.
fn path_parameters(schemas: &mut Schemas, found: &Found<'_>) -> Result<Vec<Parameter>> {
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
        let given = declared.and_then(|node| names::given(node, &mut schemas.doubts));
        let is_list = match &schema {
            Some(schema) => {
                let merged = Merged::new(std::slice::from_ref(schema))?;
                if merged.is_object() {
                    return Err(schema.error(
                        format!("the path parameter `{name}` is an object"),
                        "make it a string, or an array of strings",
                    ));
                }
                merged.types.iter().eq(&["array"])
            }
            None => false,
        };
        let description = declared.and_then(|node| node.get_str("description"));
        let description = description.or(schema.as_ref().and_then(|schema| schema.get_str("description")));
        parameters.push(Parameter {
            name: name.clone(),
            rust_name: names::field(given.unwrap_or(name)),
            given: given.map(str::to_owned),
            description: description.map(markdown),
            required: true,
            // Whatever an identifier is, it is one segment of text.
            ty: match is_list {
                true => Type::Array(Box::new(Type::String)),
                false => Type::String,
            },
            style: ParameterStyle::Exploded,
            secret: false,
        });
    }
    Ok(parameters)
}

fn read_parameter(schemas: &mut Schemas, node: &Node<'_>, owner: &str) -> Result<Parameter> {
    let name = node.require("name")?.str()?;
    let schema = schema_of(node)?;
    let mut placed = schemas.place(
        std::slice::from_ref(&schema),
        &format!("{owner}{}", names::pascal(name)),
    )?;
    let is_plain = !matches!(placed.ty, Type::Array(_) | Type::Map(_) | Type::Named(_));
    if node.get("schema").is_none() && !is_plain {
        // It goes as text of a media type, which is the caller's to write.
        placed.ty = Type::Any;
        placed.untyped = Some("a parameter in a media type, which is given as text");
    }
    let is_text = |ty: &Type| match ty {
        Type::Array(_) | Type::Map(_) => false,
        Type::Named(index) => matches!(schemas.definitions[*index].shape, Shape::Enum(_)),
        _ => true,
    };
    match &placed.ty {
        ty if !is_text(ty) && node.get_str("in") == Some("header") => {
            placed.untyped = Some("a list or an object in a header, which is given as text");
        }
        Type::Array(item) if !is_text(item) => {
            placed.untyped = Some("a list of lists or objects in a query, whose items are given as text");
        }
        _ => {}
    }
    schemas.record(&schema, placed.untyped);
    let given = names::given(node, &mut schemas.doubts);
    let style = node.get_str("style").unwrap_or("form");
    let explode = node
        .value
        .get("explode")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(style == "form");
    Ok(Parameter {
        name: name.to_owned(),
        rust_name: names::field(given.unwrap_or(name)),
        given: given.map(str::to_owned),
        description: node.get_str("description").map(markdown).or(placed.description),
        required: node.flag("required"),
        ty: placed.ty,
        secret: placed.secret,
        style: match style {
            "deepObject" => ParameterStyle::Deep,
            "spaceDelimited" if !explode => ParameterStyle::Joined(' '),
            "pipeDelimited" if !explode => ParameterStyle::Joined('|'),
            "form" | "spaceDelimited" | "pipeDelimited" if explode => ParameterStyle::Exploded,
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
