//! What only the API sets (`readOnly`) in what an operation sends -> tables by which the runtime leaves it out.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Content, Operation, Shape, Type, Way};
use crate::text::ident;

/// A table for each definition that has one.
pub(crate) fn generate(api: &Api) -> TokenStream {
    let tables: Vec<TokenStream> = api
        .definitions
        .iter()
        .filter(|definition| definition.has_read_only)
        .map(|definition| {
            let name = ident(&definition.name);
            let table = match &definition.shape {
                Shape::Struct(fields) => {
                    let fields = fields.iter().filter_map(|field| {
                        let name = &field.name;
                        let table = match field.only == Some(Way::Answered) {
                            true => quote!(&ReadOnly::Whole),
                            false => of_type(api, &field.ty, &quote!())?,
                        };
                        Some(quote!((#name, #table)))
                    });
                    quote!(ReadOnly::Fields(&[#(#fields),*]))
                }
                Shape::Union(union) => {
                    let tag = &union.discriminator;
                    let variants = union.variants.iter().filter_map(|variant| {
                        let table = of_type(api, &Type::Named(variant.definition), &quote!())?;
                        let value = &variant.value;
                        Some(quote!((#value, #table)))
                    });
                    quote!(ReadOnly::Variants(#tag, &[#(#variants),*]))
                }
                Shape::Enum(_) => quote!(ReadOnly::Fields(&[])),
            };
            quote!(pub(super) static #name: ReadOnly = #table;)
        })
        .collect();
    if tables.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// What only the API sets in a type, and an operation does not send.
        #[allow(non_upper_case_globals, reason = "a table has the name of its type")]
        mod read_only {
            use crate::value::read_only::ReadOnly;
            #(#tables)*
        }
    }
}

/// The table of what an operation sends, as an `Option`.
pub(crate) fn of_body(api: &Api, operation: &Operation) -> TokenStream {
    let table = match operation.body.as_ref().map(|body| &body.content) {
        Some(Content::Json(ty)) => of_type(api, ty, &quote!(read_only::)),
        _ => None,
    };
    match table {
        Some(table) => quote!(Some(#table)),
        None => quote!(None),
    }
}

/// The table of a type, if it has one; `prefix` is the way to the tables.
fn of_type(api: &Api, ty: &Type, prefix: &TokenStream) -> Option<TokenStream> {
    match ty {
        Type::Named(index) => {
            let definition = Some(&api.definitions[*index]).filter(|definition| definition.has_read_only)?;
            let table: Ident = ident(&definition.name);
            Some(quote!(&#prefix #table))
        }
        Type::Array(inner) | Type::Map(inner) => {
            let inner = of_type(api, inner, prefix)?;
            let each = if prefix.is_empty() {
                quote!(ReadOnly)
            } else {
                quote!(crate::value::read_only::ReadOnly)
            };
            Some(quote!(&#each::Each(#inner)))
        }
        Type::Optional(inner) => of_type(api, inner, prefix),
        _ => None,
    }
}
