//! Parameters of the path, the query and the headers: their types, styles and names.

use crate::document::{Node, Result};
use crate::model::{Parameter, ParameterStyle, Shape, Type};
use crate::names::{self, BUILDER_METHODS, NamePool, Spelled};
use crate::prose::markdown;
use crate::schema::Merged;
use crate::select::{Found, ScopeKind, encode_literal};
use crate::tables::is_reserved;
use crate::types::Schemas;

/// The parameters of an operation.
pub(crate) struct Parameters {
    /// The path parameter that the resource is bound to.
    pub(crate) scope: Option<Parameter>,
    /// The path, with the delimiters of its parameters' styles.
    pub(crate) template: String,
    /// The others, in the order of the path template.
    pub(crate) path: Vec<Parameter>,
    pub(crate) query: Vec<Parameter>,
    pub(crate) header: Vec<Parameter>,
}

/// The reason if an operation requires a parameter that this crate cannot send.
pub(crate) fn parameters_obstacle(found: &Found<'_>) -> Option<String> {
    let mut required = found.parameters.iter().filter(|parameter| parameter.flag("required"));
    required.find_map(|parameter| {
        let name = parameter.get_str("name").unwrap_or_default();
        match parameter.get_str("in") {
            Some("cookie") => Some(format!(
                "it requires the cookie `{name}`, and this crate sends no cookies"
            )),
            Some("header") if !is_header(name) => Some(format!("it requires the header `{name}`, an invalid name")),
            _ => None,
        }
    })
}

/// Whether it is a valid header name: a token, as HTTP calls it.
fn is_header(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

/// Reads the parameters of an operation without an obstacle; `type_name` is the name of its builder.
pub(crate) fn read_parameters(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Parameters> {
    let mut path = path_parameters(schemas, found)?;
    let mut scope = (ScopeKind::of_path(&found.template.path) != ScopeKind::None).then(|| path.remove(0));
    if let Some(scope) = &mut scope {
        // The struct of the resource also has a field `client`.
        scope.rust_name = NamePool::with_reserved(&["client"]).take_underscored(&scope.rust_name);
    }
    let (mut query, mut header) = (Vec::new(), Vec::new());
    for node in &found.parameters {
        let place = node.require("in")?.str()?;
        let name = node.require("name")?.str()?;
        let mut leave_out = |why: &str| {
            let text = format!("the {place} `{name}` of {} is left out: {why}", found.id);
            schemas.warnings.push(node.warning(text));
        };
        match place {
            "query" => {
                schemas.warnings.extend(unsupported_style(node, "query")?);
                if node.flag("allowReserved") {
                    let text = format!("`allowReserved` is ignored: `{name}` is percent-encoded");
                    schemas.warnings.push(node.warning(text));
                }
                query.push((read_parameter(schemas, node, type_name)?, node.pointer.as_str()));
            }
            // OpenAPI ignores these.
            "header" if ["accept", "authorization", "content-type"].contains(&name.to_ascii_lowercase().as_str()) => {}
            "header" if is_reserved(name) => leave_out("the client sets it"),
            "header" if !is_header(name) => leave_out("the name is invalid"),
            "header" => {
                schemas.warnings.extend(unsupported_style(node, "header")?);
                header.push((read_parameter(schemas, node, type_name)?, node.pointer.as_str()));
            }
            "cookie" => leave_out("this crate sends no cookies"),
            "path" => {}
            other => {
                return Err(node.error(
                    format!("a parameter cannot be in `{other}`"),
                    "make it `path`, `query`, `header` or `cookie`",
                ));
            }
        }
    }
    // Path parameters have no pointer of their own.
    let mut path: Vec<(Parameter, &str)> = path.into_iter().map(|one| (one, &*found.node.pointer)).collect();
    // A name is unique among the setters, and again among the arguments of the method.
    let setters = query.iter_mut().chain(&mut header);
    name_all(NamePool::with_reserved(BUILDER_METHODS), setters, &mut schemas.warnings);
    let named = query.iter_mut().chain(&mut header);
    let arguments = path.iter_mut().chain(named.filter(|(parameter, _)| parameter.required));
    name_all(NamePool::with_reserved(&["body"]), arguments, &mut schemas.warnings);
    let [path, query, header] =
        [path, query, header].map(|list| list.into_iter().map(|(parameter, _)| parameter).collect());
    Ok(Parameters {
        scope,
        template: styled_template(found)?,
        path,
        query,
        header,
    })
}

/// Names parameters that are used side by side, each given with its pointer.
fn name_all<'p, 'n: 'p>(
    mut pool: NamePool,
    parameters: impl Iterator<Item = &'p mut (Parameter, &'n str)>,
    warnings: &mut Vec<String>,
) {
    let mut parameters: Vec<_> = parameters.collect();
    let spelled = parameters.iter().map(|(parameter, pointer)| Spelled {
        pointer,
        spelling: parameter.given.as_ref().unwrap_or(&parameter.name),
        name: parameter.rust_name.clone(),
    });
    let names = pool.take_all_or_warn(&spelled.collect::<Vec<_>>(), warnings);
    for ((parameter, _), name) in parameters.iter_mut().zip(names) {
        parameter.rust_name = name;
    }
}

/// A warning about a style that this crate does not support.
fn unsupported_style(node: &Node<'_>, place: &str) -> Result<Option<String>> {
    let merged = Merged::of(&schema_of(node)?)?;
    let mut properties = merged.properties.values().flatten();
    let is_nested = |property: &Node<'_>| matches!(property.get_str("type"), Some("object" | "array"));
    let problem = match (place, node.get_str("style")) {
        (_, None) | ("header", Some("simple")) => None,
        ("header", Some(other)) => Some(format!("a header cannot have the style `{other}`: `simple` is used")),
        (_, Some("deepObject")) if !merged.is_object() => {
            Some("only an object can have the style `deepObject`: `form` is used".to_owned())
        }
        (_, Some("deepObject")) if properties.any(is_nested) => {
            Some("`deepObject` has one level: nested values are sent as JSON".to_owned())
        }
        (_, Some("form" | "deepObject" | "spaceDelimited" | "pipeDelimited")) => None,
        (_, Some(other)) => Some(format!(
            "a query cannot have the style `{other}`: lists are separated by commas"
        )),
    };
    Ok(problem.map(|problem| node.warning(problem)))
}

/// The path template with the delimiters of RFC 6570 before values: `.` in the style `label`, `;name=` in `matrix`.
fn styled_template(found: &Found<'_>) -> Result<String> {
    let mut template = found.template.path.clone();
    for node in found.path_parameters() {
        let name = node.get_str("name").unwrap_or_default();
        let before = match node.get_str("style") {
            None | Some("simple") => continue,
            Some("label") => ".".to_owned(),
            Some("matrix") => format!(";{}=", encode_literal(name)),
            Some(other) => {
                return Err(node.error(
                    format!("a path parameter cannot have the style `{other}`"),
                    "make it `simple`, `label` or `matrix`",
                ));
            }
        };
        if Merged::of(&schema_of(node)?)?.types.contains("array") {
            return Err(node.error(
                format!("the list in the path parameter `{name}` needs the style `simple`"),
                "make it `simple`",
            ));
        }
        template = template.replace(&format!("{{{name}}}"), &format!("{before}{{{name}}}"));
    }
    Ok(template)
}

/// The parameters in the path template, in its order.
fn path_parameters(schemas: &mut Schemas, found: &Found<'_>) -> Result<Vec<Parameter>> {
    let path = &found.template.path;
    for node in found.path_parameters() {
        let name = node.require("name")?.str()?;
        if !found.template.names.iter().any(|known| known == name) {
            return Err(node.error(
                format!("the path `{path}` does not contain the path parameter `{name}`"),
                format!("add `{{{name}}}` to the path, or remove the parameter"),
            ));
        }
    }
    let mut parameters = Vec::new();
    for name in &found.template.names {
        let mut declared = found.path_parameters();
        let declared = declared.find(|node| node.get_str("name") == Some(name));
        let schema = declared.map(schema_of).transpose()?;
        let given = declared.and_then(|node| names::given(node, &mut schemas.warnings));
        let is_list = match &schema {
            Some(schema) => {
                let merged = Merged::of(schema)?;
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
            // An identifier is one segment of text, whatever its schema says.
            ty: match is_list {
                true => Type::Array(Box::new(Type::String)),
                false => Type::String,
            },
            style: ParameterStyle::Joined(','),
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
        // It is text of a media type, which the caller writes.
        placed.ty = Type::Any;
        placed.untyped = Some("a parameter with a media type, given as text");
    }
    let is_text = |ty: &Type| match ty {
        Type::Array(_) | Type::Map(_) => false,
        Type::Named(index) => matches!(schemas.definitions[*index].shape, Shape::Enum(_)),
        _ => true,
    };
    match &placed.ty {
        ty if !is_text(ty) && node.get_str("in") == Some("header") => {
            placed.untyped = Some("a list or an object in a header, given as text");
        }
        Type::Array(item) if !is_text(item) => {
            placed.untyped = Some("a list of lists or objects in a query, with items given as text");
        }
        _ => {}
    }
    schemas.record(&schema, placed.untyped);
    let given = names::given(node, &mut schemas.warnings);
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
    let content = parameter.entries_of("content").into_iter().next();
    let schema = parameter.get("schema");
    let schema = schema.or_else(|| content.and_then(|(_, media)| media.get("schema")));
    schema.ok_or_else(|| {
        let name = parameter.get_str("name").unwrap_or_default();
        parameter.error(
            format!("the parameter `{name}` has no `schema`"),
            "add one, for example `{\"type\": \"string\"}`",
        )
    })
}
