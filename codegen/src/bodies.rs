//! Request bodies: JSON where the operation takes it, else bytes; and which media types are which.

use crate::document::{Node, Result};
use crate::model::{Content, RequestBody, Type};
use crate::select::Found;
use crate::types::{Schemas, says_nothing};

/// Why an operation needs a body that the crate does not send, if it does.
pub(crate) fn body_obstacle(found: &Found<'_>) -> Result<Option<String>> {
    match found.node.get("requestBody") {
        Some(body) => Ok(choose_media(&body.resolve()?).err()),
        None => Ok(None),
    }
}

/// Reads the body of an operation without an obstacle; `type_name` is that of its builder.
pub(crate) fn read_body(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Option<RequestBody>> {
    let Some(body) = found.node.get("requestBody") else {
        return Ok(None);
    };
    let node = &body.resolve()?;
    let required = node.flag("required");
    let Ok(Some(sent)) = choose_media(node) else {
        if required {
            let pointer = &node.pointer;
            schemas.doubts.push(format!(
                "{pointer}: a required body that has no `content`: none is sent"
            ));
        }
        return Ok(None);
    };
    Ok(Some(match sent.schema {
        // Of which nothing is said, nobody can say that it has to be there.
        Some(schema) if says_nothing(&schema) => {
            schemas.any(&schema, "the schema says nothing");
            RequestBody {
                content: Content::Json(Type::Any),
                media: sent.media,
                required: false,
            }
        }
        Some(schema) => {
            let placed = schemas.place(std::slice::from_ref(&schema), &format!("{type_name}Body"))?;
            schemas.record(&schema, placed.untyped);
            RequestBody {
                content: Content::Json(placed.ty),
                media: sent.media,
                required,
            }
        }
        None if is_json(&sent.media) => {
            schemas.any(node, "there is no schema");
            RequestBody {
                content: Content::Json(Type::Any),
                media: sent.media,
                required: false,
            }
        }
        None => RequestBody {
            content: Content::Bytes,
            media: sent.media,
            required,
        },
    }))
}

/// What a request body is.
struct Chosen<'a> {
    media: String,
    /// Of JSON, where there is one.
    schema: Option<Node<'a>>,
}

/// JSON where it can be, else bytes; or why it can be neither.
fn choose_media<'a>(body: &Node<'a>) -> std::result::Result<Option<Chosen<'a>>, String> {
    let mut content = body.get("content").map(|content| content.entries()).unwrap_or_default();
    let described = content.first().map(|(media, _)| format!("it sends `{media}`"));
    content.retain(|(media, _)| is_media_type(media) && !is_form(media));
    // Plain JSON before any dialect of it.
    let json = content.iter().filter(|(media, _)| is_json(media));
    let json = json.min_by_key(|(media, _)| !media.eq_ignore_ascii_case("application/json"));
    let one = |media: &str, otherwise: &str| match is_media_range(media) {
        true => otherwise.to_owned(),
        false => media.to_owned(),
    };
    match (json, content.first(), described) {
        (Some((media, json)), _, _) => Ok(Some(Chosen {
            media: one(media, "application/json"),
            schema: json.get("schema"),
        })),
        (None, Some((media, _)), _) => Ok(Some(Chosen {
            media: one(media, "application/octet-stream"),
            schema: None,
        })),
        (None, None, Some(reason)) => Err(reason),
        (None, None, None) => Ok(None),
    }
}

fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase()
}

/// Whether what is of this type is JSON, or may be.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

/// Whether it is a form, which has a coding of its own.
pub(crate) fn is_form(media: &str) -> bool {
    let essence = essence(media);
    essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded"
}

/// Whether it stands for more than one.
pub(crate) fn is_media_range(media: &str) -> bool {
    essence(media).contains('*')
}

/// Whether a header can name it.
pub(crate) fn is_media_type(media: &str) -> bool {
    let named = essence(media)
        .split_once('/')
        .is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty());
    named && media.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
