//! The definitions of the [`Api`] -> `types.rs`. Enums are written here, structs and unions in their own files.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Definition, EnumValue, Shape};
use crate::names::UNRECOGNIZED;
use crate::prose::{code, docs, ident};
use crate::write::fields::definition_text;
use crate::write::structs::{write_inline_variant_reader, write_struct};
use crate::write::unions::write_union;

/// All types of the API, sorted by name.
pub(crate) fn write_types(api: &Api) -> TokenStream {
    let mut order: Vec<usize> = (0..api.definitions.len()).collect();
    order.sort_by(|a, b| api.definitions[*a].name.cmp(&api.definitions[*b].name));
    let received = api.definitions.iter().filter(|definition| !definition.in_request);
    let variants = received.flat_map(|definition| match &definition.shape {
        Shape::Union(union) => &union.variants[..],
        _ => &[],
    });
    let readers: HashSet<usize> = variants
        .filter(|variant| variant.inline)
        .map(|variant| variant.definition)
        .collect();
    let types = order.into_iter().map(|index| {
        let definition = &api.definitions[index];
        match &definition.shape {
            Shape::Struct(fields) if readers.contains(&index) => {
                write_inline_variant_reader(&ident(&definition.name), fields)
            }
            Shape::Struct(fields) => write_struct(api, index, fields),
            Shape::Enum(values) => write_enum(definition, values),
            Shape::Union(union) => write_union(api, definition, union),
        }
    });
    quote! { #(#types)* }
}

pub(crate) fn write_enum(definition: &Definition, values: &[EnumValue]) -> TokenStream {
    let name = ident(&definition.name);
    let unrecognized = ident(UNRECOGNIZED);
    let doc = docs([definition_text(definition)]);
    let variants = values.iter().map(|value| {
        let variant = ident(&value.rust_name);
        let doc = docs([code(&value.value)]);
        quote!(#doc #variant,)
    });
    let wire: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
    let variant: Vec<_> = values.iter().map(|value| ident(&value.rust_name)).collect();
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value newer than this crate, unchanged.
            #unrecognized(String),
        }

        impl #name {
            /// The values that this crate knows.
            pub const VALUES: &'static [Self] = &[#(Self::#variant),*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variant => #wire,)*
                    Self::#unrecognized(value) => value,
                }
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#wire => Self::#variant,)*
                    _ => Self::#unrecognized(value.to_owned()),
                }
            }
        }

        crate::open_enum!(#name);
    }
}
