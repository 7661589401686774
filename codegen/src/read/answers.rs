//! Answers: what an operation's successes give, out of Cloudflare's envelope where they are in one.

use super::flat::Flat;
use super::media;
use super::pagination;
use super::schemas::{Placed, Schemas};
use super::selection::Found;
use crate::model::{Answer, Parameter, Verb};
use crate::spec::{Node, Result};

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
    let success = flat
        .properties
        .get("success")
        .map(|nodes| Flat::of(nodes))
        .transpose()?;
    // Of another type it has another meaning.
    let is_flag = success.is_some_and(|success| success.types.iter().all(|name| *name == "boolean"));
    let enveloped = flat.is_object() && is_flag && (has("result") || has("errors") || has("messages"));
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::sample::{answering, assert_has, code, reference, spec};

    #[test]
    fn answers_decide_what_send_gives() {
        let answer = |content: Value| json!({ "tags": ["Things"], "responses": { "200": { "description": "", "content": content } } });
        let code = code(&spec(
            json!({
                "/accounts/{account_id}/cni/a": { "get": answer(json!({ "application/pdf": {} })), "delete": { "responses": {} } },
                "/accounts/{account_id}/cni/b": { "get": { "responses": { "200": { "description": "" } } } },
                "/accounts/{account_id}/cni/c": { "get": { "responses": { "204": { "description": "" } } } },
                "/accounts/{account_id}/cni/d": { "get": answer(json!({ "application/json": { "schema": { "type": "array", "items": { "type": "integer" } } } })) },
            }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "document_call!(GetAccountsAccountIdCniA);",
                "accept: &[\"application/pdf\"]",
                "empty_call!(DeleteAccountsAccountIdCniA);",
                "document_call!(GetAccountsAccountIdCniB);",
                "empty_call!(GetAccountsAccountIdCniC);",
                "json_call!(GetAccountsAccountIdCniD, Vec < i64 >);",
            ],
        );
    }

    #[test]
    fn a_result_that_a_later_layer_refines_is_the_type_that_it_names() {
        let base = json!({ "type": "object", "required": ["success", "errors", "result"], "properties": {
            "success": { "type": "boolean" }, "errors": { "type": "array", "items": {} },
            "result": { "anyOf": [{ "type": "object" }, { "type": "array", "items": {} }, { "type": "string" }] } } });
        let single = json!({ "allOf": [reference("x_Common"), { "properties": { "result": { "anyOf": [{ "type": "object", "nullable": true }, { "type": "string" }] } } }] });
        let answer =
            |result: Value| json!({ "allOf": [reference("x_Single"), { "properties": { "result": result } }] });
        let schemas = |_| json!({ "x_Common": base, "x_Single": single, "x_Thing": { "type": "object", "properties": { "a": {} } } });
        for (result, expected) in [
            (reference("x_Thing"), "result_call!(GetThings, types::Thing);"),
            (
                json!({ "type": "array", "items": reference("x_Thing") }),
                "result_call!(GetThings, Vec < types::Thing >);",
            ),
            (
                json!({ "nullable": true, "allOf": [reference("x_Thing")] }),
                "result_call!(GetThings, Option < types::Thing >);",
            ),
            (json!({ "type": "object" }), "result_call!(GetThings,"),
        ] {
            assert_has(&code(&answering(answer(result), schemas(()))), &[expected]);
        }
    }

    #[test]
    fn a_head_has_no_content_and_an_answer_that_may_have_none_is_an_option_once() {
        let json =
            |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
        let code = code(&spec(
            json!({ "/accounts/{account_id}/cni/a": {
                "head": { "operationId": "head_a", "responses": { "200": json(json!({ "type": "string" })) } },
                "put": { "operationId": "put_a", "responses": { "200": json(json!({ "type": "string", "nullable": true })), "204": { "description": "" } } } } }),
            json!({}),
        ));
        assert_has(&code, &["empty_call!(HeadA);", "json_call!(PutA, Option < String >);"]);
    }
}
