//! Pagination: what makes an operation a list that can be paged through. A new style of it (page numbers, say) begins here; what
//! it becomes is written by `write/pages.rs`; `src/page.rs` asks for the pages. `answers.rs` asks about plain answers only: a list in Cloudflare's envelope is one call.

use super::schemas::Schemas;
use crate::model::{Page, Parameter, Shape, Type};

/// A list over `cursor` and `next`: `{ "items": [..], "next": N }`, and a query parameter `cursor` of the same type.
pub(crate) fn page(schemas: &Schemas, list: &Type, query: &[Parameter]) -> Option<Page> {
    let Type::Named(index) = list else { return None };
    let Shape::Struct(fields) = &schemas.definitions[*index].shape else {
        return None;
    };
    let items = fields.iter().find(|field| field.name == "items" && field.always())?;
    let next = fields.iter().find(|field| field.name == "next" && !field.always())?;
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::sample::{code, spec};

    #[test]
    fn a_list_always_has_items_and_a_next_of_the_type_of_its_optional_cursor() {
        let (text, integer) = (json!({ "type": "string" }), json!({ "type": "integer" }));
        let is_list = |required: &[&str], next: &Value, cursor: &Value, cursor_is_required: bool| {
            let list = json!({ "type": "object", "required": required, "properties": {
                "items": { "type": "array", "items": text }, "next": next } });
            let operation = json!({ "tags": ["Things"], "operationId": "list_things",
                "parameters": [{ "name": "cursor", "in": "query", "required": cursor_is_required, "schema": cursor }],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": list } } } } });
            let paths = json!({ "/accounts/{account_id}/cni/things": { "get": operation } });
            code(&spec(paths, json!({}))).contains("list_call!(")
        };
        assert!(is_list(&["items"], &integer, &integer, false));
        assert!(is_list(&["items"], &text, &text, false));
        let nullable = json!({ "type": "string", "nullable": true });
        assert!(is_list(&["items", "next"], &nullable, &text, false));
        assert!(!is_list(&[], &text, &text, false), "there may be no items");
        assert!(
            !is_list(&["items", "next"], &text, &text, false),
            "there is always a next page"
        );
        assert!(!is_list(&["items"], &text, &integer, false), "the cursor is another");
        assert!(!is_list(&["items"], &text, &text, true), "there is no first page");
    }
}
