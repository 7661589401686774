//! Pages: what makes a type one, which is the engine's trait for it, and its items by `for`. Which types are one is read in
//! `read/pagination.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::qualified;
use crate::model::{Api, Page, Type};

/// What makes a list a page of items, and its own items by `for`.
pub(crate) fn generate(api: &Api, page: &Page) -> TokenStream {
    let list = qualified(api, &page.list);
    let (item, cursor) = (qualified(api, &page.item), qualified(api, &page.cursor));
    let next = match page.cursor {
        Type::String => quote!(self.next.clone()),
        _ => quote!(self.next),
    };
    quote! {
        impl Page for #list {
            type Item = #item;
            type Cursor = #cursor;

            fn next_cursor(&self) -> Option<Self::Cursor> {
                #next
            }

            fn into_items(self) -> Vec<Self::Item> {
                self.items
            }

            fn is_empty(&self) -> bool {
                self.items.is_empty()
            }
        }
        impl IntoIterator for #list {
            type Item = #item;
            type IntoIter = std::vec::IntoIter<#item>;

            fn into_iter(self) -> Self::IntoIter {
                self.items.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a #list {
            type Item = &'a #item;
            type IntoIter = std::slice::Iter<'a, #item>;

            fn into_iter(self) -> Self::IntoIter {
                self.items.iter()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{code, reference, spec};

    #[test]
    fn operations_that_answer_pages_of_one_list_share_what_makes_it_a_page() {
        let list = json!({ "type": "object", "required": ["items"], "properties": {
            "items": { "type": "array", "items": { "type": "string" } }, "next": { "type": "integer" } } });
        let operation = |id: &str| {
            json!({ "tags": ["Things"], "operationId": id,
                "parameters": [{ "name": "cursor", "in": "query", "schema": { "type": "integer" } }],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": reference("x_List") } } } } })
        };
        let code = code(&spec(
            json!({ "/accounts/{account_id}/cni/a": { "get": operation("list_a") }, "/accounts/{account_id}/cni/b": { "get": operation("list_b") } }),
            json!({ "x_List": list }),
        ));
        assert_eq!(code.matches("impl Page for types::List").count(), 1);
        assert_eq!(code.matches("list_call!(").count(), 2);
    }
}
