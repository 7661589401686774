//! The definitions of the [`Api`] -> `types.rs`: structs, opened enums and unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::{enums, structs, unions};
use crate::model::{Api, Shape};
use crate::text::ident;

/// All types of the API, in the order of their names.
pub(crate) fn generate(api: &Api) -> TokenStream {
    let mut order: Vec<usize> = (0..api.definitions.len()).collect();
    order.sort_by(|a, b| api.definitions[*a].name.cmp(&api.definitions[*b].name));
    let mut hidden = vec![false; api.definitions.len()];
    for definition in api.definitions.iter().filter(|definition| !definition.in_request) {
        let Shape::Union(union) = &definition.shape else {
            continue;
        };
        for variant in union.variants.iter().filter(|variant| variant.inline) {
            hidden[variant.definition] = true;
        }
    }
    let types = order.into_iter().map(|index| {
        let definition = &api.definitions[index];
        match &definition.shape {
            // What a response's inline variant holds is the variant's own.
            Shape::Struct(fields) if hidden[index] => structs::only_read(&ident(&definition.name), fields),
            Shape::Struct(fields) => structs::generate(api, index, fields),
            Shape::Enum(values) => enums::generate(definition, values),
            Shape::Union(union) => unions::generate(api, definition, union),
        }
    });
    quote! { #(#types)* }
}
