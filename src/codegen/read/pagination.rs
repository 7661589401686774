//! Pagination: what makes an operation a list that can be paged through. A new style of it (page numbers, say) begins here; what
//! it becomes is written by `write/pages.rs`, and `src/page.rs` walks the pages.

use super::super::model::{Page, Parameter, Shape, Type};
use super::schemas::Schemas;

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
