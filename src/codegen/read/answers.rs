//! Answers: what an operation's successes give, out of Cloudflare's envelope where they are in one.

use super::super::model::{Answer, Parameter, Verb};
use super::super::spec::{Node, Result};
use super::flat::Flat;
use super::media;
use super::pagination;
use super::schemas::{Placed, Schemas};
use super::selection::Found;

/// Why no success of an operation is one that the crate can take, if that is so.
pub(crate) fn obstacle(found: &Found<'_>) -> Option<String> {
    let responses = found.responses();
    let status = |first: &[char]| {
        responses
            .iter()
            .map(|(status, _)| *status)
            .find(|status| status.starts_with(first))
    };
    if status(&['2']).is_some() {
        return None;
    }
    let upgrade = status(&['1']).map(|status| format!("its only success is {status}, another protocol"));
    upgrade.or_else(|| {
        status(&['3']).map(|status| format!("its only success is {status}, a redirect, and none is followed"))
    })
}

/// Reads what the successes of an operation give.
pub(crate) fn read(schemas: &mut Schemas, found: &Found<'_>, type_name: &str, query: &[Parameter]) -> Result<Answer> {
    let successes = found.successes()?;
    let mut json: Vec<Node<'_>> = Vec::new();
    let mut media_types: Vec<String> = Vec::new();
    let mut without_content = 0;
    for (_, answer) in &successes {
        let content = answer
            .get("content")
            .map(|content| content.members())
            .unwrap_or_default();
        match content.iter().find(|(media, _)| media::is_json(media)) {
            Some((_, media)) => json.push(media.clone()),
            None if content.is_empty() => without_content += 1,
            None => {
                let named = content.into_iter().filter(|(media, _)| media::is_one(media));
                media_types.extend(named.map(|(media, _)| media.to_owned()));
            }
        }
    }
    // The answer to a HEAD has no content, whatever is documented for the GET.
    if found.verb == Verb::Head {
        return Ok(Answer::Empty);
    }
    if json.is_empty() {
        let bodyless = successes.iter().all(|(status, _)| matches!(*status, "204" | "205")) && !successes.is_empty();
        return Ok(match found.verb {
            Verb::Get if !bodyless => Answer::Document(media_types),
            _ if !media_types.is_empty() => Answer::Document(media_types),
            _ => Answer::Empty,
        });
    }
    let mut answers = Vec::new();
    for media in json {
        answers.push(match media.get("schema") {
            Some(schema) => json_answer(schemas, schema, &format!("{type_name}Answer"))?,
            None => Answer::Json(schemas.any(&media, "there is no schema")),
        });
    }
    let first = answers.swap_remove(0);
    // Several successes that differ have only in common that they are JSON.
    let answer = if answers.iter().all(|other| *other == first) {
        first
    } else {
        Answer::Json(schemas.any(&found.node, "its successes answer different types"))
    };
    Ok(match answer {
        Answer::Json(ty) if without_content > 0 => Answer::Json(ty.optional()),
        Answer::Result(ty) if without_content > 0 => Answer::Result(ty.optional()),
        Answer::Json(ty) => pagination::page(schemas, &ty, query).map_or(Answer::Json(ty), Answer::Page),
        other => other,
    })
}

/// The type of a JSON answer. Cloudflare's envelope is known by its members, and only its `result` is the answer.
fn json_answer(schemas: &mut Schemas, schema: Node<'_>, hint: &str) -> Result<Answer> {
    let flat = Flat::of(std::slice::from_ref(&schema))?;
    let has = |name: &str| flat.properties.contains_key(name);
    let enveloped = flat.is_object() && has("success") && (has("result") || has("errors") || has("messages"));
    if enveloped && !has("result") && flat.unions.is_empty() {
        return Ok(Answer::Result(
            schemas.any(&schema, "an envelope that states no `result`").optional(),
        ));
    }
    let result = flat.properties.get("result").filter(|_| enveloped);
    let nodes = result.map_or(std::slice::from_ref(&schema), |result| &result[..]);
    let Placed {
        ty, nullable, untyped, ..
    } = schemas.place(nodes, hint)?;
    schemas.record(&schema, untyped);
    let ty = if nullable { ty.optional() } else { ty };
    Ok(match result {
        Some(_) => Answer::Result(ty),
        None => Answer::Json(ty),
    })
}
