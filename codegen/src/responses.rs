//! Successful responses: JSON, the `result` of Cloudflare's envelope, a page of a list, a document, or nothing.

use crate::bodies::{find_json, is_media_type};
use crate::document::{Node, Result};
use crate::model::{Page, Parameter, Response, Shape, Type, Verb};
use crate::schema::Merged;
use crate::select::Found;
use crate::types::{Placed, Schemas};

/// The reason if this crate cannot handle any success of an operation.
pub(crate) fn response_obstacle(found: &Found<'_>) -> Option<String> {
    let responses = found.responses();
    let status = |first: char| responses.iter().find(|(status, _)| status.starts_with(first));
    match (status('2'), status('1'), status('3')) {
        (None, Some((status, _)), _) => Some(format!("its only success is {status}, another protocol")),
        (None, None, Some((status, _))) => Some(format!(
            "its only success is {status}, a redirect, and this crate follows no redirects"
        )),
        _ => None,
    }
}

/// Reads the successful responses of an operation.
pub(crate) fn read_response(
    schemas: &mut Schemas,
    found: &Found<'_>,
    type_name: &str,
    query: &[Parameter],
) -> Result<Response> {
    let successes = found.successes()?;
    let default = found.node.get("responses").and_then(|all| all.get("default"));
    if let (true, Some(default)) = (successes.is_empty(), default) {
        schemas.warnings.push(default.warning(
            "`default` counts as an error, because other statuses are described: give the success the status `2XX`",
        ));
    }
    let mut json: Vec<Node<'_>> = Vec::new();
    let (mut json_types, mut media_types): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut without_content = 0;
    let mut first_is_json = false;
    for (_, response) in &successes {
        let content = response.entries_of("content");
        match find_json(&content) {
            Some((name, media)) => {
                first_is_json |= media_types.is_empty();
                json_types.extend(Some((*name).to_owned()).filter(|name| is_media_type(name)));
                json.push(media.clone());
            }
            None if content.is_empty() => without_content += 1,
            None => {
                let named = content.into_iter().filter(|(media, _)| is_media_type(media));
                media_types.extend(named.map(|(media, _)| media.to_owned()));
            }
        }
    }
    // The response to a HEAD has no content, whatever is documented.
    if found.verb == Verb::Head {
        return Ok(Response::Empty);
    }
    if json.is_empty() {
        let bodyless = successes.iter().all(|(status, _)| matches!(*status, "204" | "205")) && !successes.is_empty();
        return Ok(match found.verb {
            Verb::Get if !bodyless => Response::Document(media_types),
            _ if !media_types.is_empty() => Response::Document(media_types),
            _ => Response::Empty,
        });
    }
    // With successes in JSON and in other media types, the first one decides.
    if !media_types.is_empty() {
        let (pointer, media) = (&found.node.pointer, media_types.join("`, `"));
        let is_document = !first_is_json && found.verb == Verb::Get;
        let result = match is_document {
            true => "all are streamed as documents",
            false => "only JSON is decoded",
        };
        let text = format!("{pointer}/responses: successes in JSON and in `{media}`: {result}");
        schemas.warnings.push(text);
        if is_document {
            media_types.append(&mut json_types);
            return Ok(Response::Document(media_types));
        }
    }
    // Equal schemas are one type.
    let mut distinct: Vec<Node<'_>> = Vec::new();
    for media in json {
        let is_same = |known: &Node<'_>| known.value.get("schema") == media.value.get("schema");
        if !distinct.iter().any(is_same) {
            distinct.push(media);
        }
    }
    let mut read = Vec::new();
    for media in distinct {
        read.push(match media.get("schema") {
            Some(schema) => read_json_response(schemas, schema, &schemas.response_name(type_name), found.verb)?,
            None => Response::Json(schemas.any(&media, "no schema")),
        });
    }
    let first = read.swap_remove(0);
    let response = if read.iter().all(|other| *other == first) {
        first
    } else {
        Response::Json(schemas.any(&found.node, "successes of different types"))
    };
    Ok(match response {
        Response::Json(ty) if without_content > 0 => Response::Json(ty.optional()),
        Response::Result(ty) if without_content > 0 => Response::Result(ty.optional()),
        Response::Json(ty) => find_page(schemas, &ty, query).map_or(Response::Json(ty), Response::Page),
        other => other,
    })
}

/// The type of a JSON response. Cloudflare's envelope is recognized by its fields; then the type is that of `result`.
fn read_json_response(schemas: &mut Schemas, schema: Node<'_>, hint: &str, verb: Verb) -> Result<Response> {
    let merged = Merged::of(&schema)?;
    let has = |name: &str| merged.properties.contains_key(name);
    let success = merged
        .properties
        .get("success")
        .map(|nodes| Merged::new(nodes))
        .transpose()?;
    // With another type, `success` means something else.
    let is_flag = success.is_some_and(|success| success.types.iter().all(|name| *name == "boolean"));
    let enveloped = merged.is_object() && is_flag && (has("result") || has("errors") || has("messages"));
    if enveloped && !has("result") && merged.unions.is_empty() {
        return Ok(Response::Result(
            schemas
                .any(&schema, "an envelope without a `result` in its schema")
                .optional(),
        ));
    }
    let result = merged.properties.get("result").filter(|_| enveloped);
    let nodes = result.map_or(std::slice::from_ref(&schema), |result| &result[..]);
    let Placed {
        ty, nullable, untyped, ..
    } = schemas.place(nodes, hint)?;
    schemas.record(&schema, untyped);
    // A change succeeded even if the envelope omits `result`.
    let may_lack_result = result.is_some() && verb != Verb::Get && !merged.required.contains_key("result");
    let ty = if nullable || may_lack_result { ty.optional() } else { ty };
    Ok(match result {
        Some(_) => Response::Result(ty),
        None => Response::Json(ty),
    })
}

/// A list over `cursor` and `next`: `{ "items": [..], "next": N }`, and a query parameter `cursor` of the same type.
pub(crate) fn find_page(schemas: &Schemas, list: &Type, query: &[Parameter]) -> Option<Page> {
    let Type::Named(index) = list else { return None };
    let Shape::Struct(fields) = &schemas.definitions[*index].shape else {
        return None;
    };
    let items = fields
        .iter()
        .find(|field| field.name == "items" && field.listed && !field.nullable)?;
    let next = fields
        .iter()
        .find(|field| field.name == "next" && (!field.listed || field.nullable))?;
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
