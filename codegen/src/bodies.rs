//! Request bodies: JSON if the operation takes it, or else bytes. Also the kinds of media types.

use crate::document::{Node, Result};
use crate::model::{Content, RequestBody};
use crate::select::Found;
use crate::types::{Schemas, allows_anything};

/// The reason if an operation needs a body that this crate cannot send.
pub(crate) fn body_obstacle(found: &Found<'_>) -> Result<Option<String>> {
    match found.node.get("requestBody") {
        Some(body) => Ok(choose_media(&body.resolve()?).err()),
        None => Ok(None),
    }
}

/// Reads the body of an operation without an obstacle; `type_name` is the name of its builder.
pub(crate) fn read_body(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Option<RequestBody>> {
    let Some(body) = found.node.get("requestBody") else {
        return Ok(None);
    };
    let node = &body.resolve()?;
    let required = node.flag("required");
    let Ok(Some(Chosen { media, schema })) = choose_media(node) else {
        if required {
            let text = "the required body has no `content`, so none is sent: add `content`";
            schemas.warnings.push(node.warning(text));
        }
        return Ok(None);
    };
    let (content, required) = match schema {
        // An undescribed body is optional.
        Some(schema) if allows_anything(&schema) => {
            (Content::Json(schemas.any(&schema, "the schema allows anything")), false)
        }
        None if is_json(&media) => (Content::Json(schemas.any(node, "no schema")), false),
        Some(schema) => {
            let placed = schemas.place(std::slice::from_ref(&schema), &format!("{type_name}Body"))?;
            schemas.record(&schema, placed.untyped);
            (Content::Json(placed.ty), required)
        }
        None => (Content::Bytes, required),
    };
    Ok(Some(RequestBody {
        content,
        media,
        required,
    }))
}

/// The media type of a request body.
struct Chosen<'a> {
    media: String,
    /// Only of JSON.
    schema: Option<Node<'a>>,
}

/// Chooses JSON, or else bytes. The error is the reason why neither is possible.
fn choose_media<'a>(body: &Node<'a>) -> std::result::Result<Option<Chosen<'a>>, String> {
    let mut content = body.entries_of("content");
    let Some(first) = content.first().map(|(media, _)| *media) else {
        return Ok(None);
    };
    content.retain(|(media, _)| is_media_type(media) && !is_form(media));
    let (media, schema, plain) = match (find_json(&content), content.first()) {
        (Some((media, json)), _) => (media, json.get("schema"), "application/json"),
        (None, Some((media, _))) => (media, None, "application/octet-stream"),
        (None, None) => return Err(format!("it sends `{first}`, which this crate does not support")),
    };
    let media = if is_media_range(media) { plain } else { media };
    Ok(Some(Chosen {
        media: media.to_owned(),
        schema,
    }))
}

/// The JSON among the media types. Plain JSON is preferred to its dialects.
pub(crate) fn find_json<'m, 'a>(content: &'m [(&'a str, Node<'a>)]) -> Option<&'m (&'a str, Node<'a>)> {
    let json = content.iter().filter(|(media, _)| is_json(media));
    json.min_by_key(|(media, _)| !media.eq_ignore_ascii_case("application/json"))
}

fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase()
}

/// Whether the media type is JSON, or may be.
fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

/// Whether the media type is a form, which has its own encoding.
pub(crate) fn is_form(media: &str) -> bool {
    let essence = essence(media);
    essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded"
}

/// Whether the media type is a range, such as `*/*`.
pub(crate) fn is_media_range(media: &str) -> bool {
    essence(media).contains('*')
}

/// Whether it is a valid media type.
pub(crate) fn is_media_type(media: &str) -> bool {
    let named = essence(media)
        .split_once('/')
        .is_some_and(|(main, sub)| !main.is_empty() && !sub.is_empty());
    named && media.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
