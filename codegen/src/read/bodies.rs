//! Bodies: what an operation sends besides its parameters, JSON where it can be, else bytes.

use super::media;
use super::schemas::{self, Schemas};
use super::selection::Found;
use crate::model::{Body, Content, Type};
use crate::spec::{Node, Result};

/// Why an operation needs a body that the crate does not send, if it does.
pub(crate) fn obstacle(found: &Found<'_>) -> Result<Option<String>> {
    match found.node.get("requestBody") {
        Some(body) => Ok(sent(&body.resolve()?).err()),
        None => Ok(None),
    }
}

/// Reads the body of an operation without an [`obstacle`]; `type_name` is that of its builder.
pub(crate) fn read(schemas: &mut Schemas, found: &Found<'_>, type_name: &str) -> Result<Option<Body>> {
    let Some(body) = found.node.get("requestBody") else {
        return Ok(None);
    };
    let node = &body.resolve()?;
    let Ok(Some(sent)) = sent(node) else { return Ok(None) };
    let required = node.flag("required");
    Ok(Some(match sent.schema {
        // Of which nothing is said, nobody can say that it has to be there.
        Some(schema) if schemas::says_nothing(&schema) => {
            schemas.any(&schema, "the schema says nothing");
            Body {
                content: Content::Json(Type::Any),
                media: sent.media,
                required: false,
            }
        }
        Some(schema) => {
            let placed = schemas.place(std::slice::from_ref(&schema), &format!("{type_name}Body"))?;
            schemas.record(&schema, placed.untyped);
            Body {
                content: Content::Json(placed.ty),
                media: sent.media,
                required,
            }
        }
        None if media::is_json(&sent.media) => {
            schemas.any(node, "there is no schema");
            Body {
                content: Content::Json(Type::Any),
                media: sent.media,
                required: false,
            }
        }
        None => Body {
            content: Content::Bytes,
            media: sent.media,
            required,
        },
    }))
}

/// What a request body is.
struct Sent<'a> {
    media: String,
    /// Of JSON, where there is one.
    schema: Option<Node<'a>>,
}

/// JSON where it can be, else bytes; or why it can be neither.
fn sent<'a>(body: &Node<'a>) -> std::result::Result<Option<Sent<'a>>, String> {
    let mut content = body.get("content").map(|content| content.members()).unwrap_or_default();
    let described = content.first().map(|(media, _)| format!("it sends `{media}`"));
    content.retain(|(media, _)| media::is_one(media) && !media::is_form(media));
    // Plain JSON before any dialect of it.
    let json = content.iter().filter(|(media, _)| media::is_json(media));
    let json = json.min_by_key(|(media, _)| !media.eq_ignore_ascii_case("application/json"));
    let one = |media: &str, otherwise: &str| match media::is_range(media) {
        true => otherwise.to_owned(),
        false => media.to_owned(),
    };
    match (json, content.first(), described) {
        (Some((media, json)), _, _) => Ok(Some(Sent {
            media: one(media, "application/json"),
            schema: json.get("schema"),
        })),
        (None, Some((media, _)), _) => Ok(Some(Sent {
            media: one(media, "application/octet-stream"),
            schema: None,
        })),
        (None, None, Some(reason)) => Err(reason),
        (None, None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::spec;
    use crate::{CNI, generate};

    #[test]
    fn an_operation_that_is_not_worth_machinery_is_left_out_by_name() {
        let operation = json!({ "operationId": "upload", "requestBody": { "content": { "multipart/form-data": {} } }, "responses": {} });
        let generated = generate(
            &spec(
                json!({ "/accounts/{account_id}/cni/a": { "post": operation } }),
                json!({}),
            ),
            CNI,
        )
        .unwrap();
        assert_eq!(
            generated.warnings,
            ["upload is left out: it sends `multipart/form-data`"]
        );
    }
}
