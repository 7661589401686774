//! The definitions of the [`Api`] -> `types.rs`: structs (by typify), opened enums and unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Api, Shape, Type};
use super::structs::{self, FieldTypes};
use super::text::ident;
use super::{enums, unions};

/// All types of the API, in the order of their names.
pub(crate) fn generate(api: &Api) -> Result<TokenStream, String> {
    let field_types = structs::field_types(api)?;
    let mut order: Vec<usize> = (0..api.definitions.len()).collect();
    order.sort_by(|a, b| api.definitions[*a].name.cmp(&api.definitions[*b].name));
    let unions = api
        .definitions
        .iter()
        .filter(|definition| !definition.in_request)
        .filter_map(|definition| match &definition.shape {
            Shape::Union(union) => Some(union),
            _ => None,
        });
    let mut hidden = vec![false; api.definitions.len()];
    for variant in unions.flat_map(|union| &union.variants) {
        hidden[variant.definition] |= variant.inline;
    }
    let types = order.into_iter().map(|index| {
        let definition = &api.definitions[index];
        match &definition.shape {
            Shape::Struct(fields) if hidden[index] => structs::hidden(api, index, fields, &field_types),
            Shape::Struct(fields) => structs::generate(api, index, fields, &field_types),
            Shape::Enum(values) => enums::generate(definition, values),
            Shape::Union(union) => unions::generate(api, definition, union, &field_types),
        }
    });
    Ok(quote! { #(#types)* })
}

/// The type as code within the types' own module, or from another with its `prefix`.
pub(crate) fn tokens(api: &Api, ty: &Type, prefix: &TokenStream) -> TokenStream {
    match ty {
        Type::String => quote!(String),
        Type::Bool => quote!(bool),
        Type::Signed => quote!(i64),
        Type::Unsigned => quote!(u64),
        Type::Number => quote!(f64),
        Type::Any => quote!(serde_json::Value),
        Type::Array(item) => {
            let item = tokens(api, item, prefix);
            quote!(Vec<#item>)
        }
        Type::Map(value) => match **value {
            Type::Any => quote!(serde_json::Map<String, serde_json::Value>),
            _ => {
                let value = tokens(api, value, prefix);
                quote!(std::collections::BTreeMap<String, #value>)
            }
        },
        Type::Optional(inner) => {
            let inner = tokens(api, inner, prefix);
            quote!(Option<#inner>)
        }
        Type::Named(index) => {
            let name = ident(&api.definitions[*index].name);
            quote!(#prefix #name)
        }
    }
}

/// How a caller gives a value of a type: the parameter's type, and the expression that makes the value of it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

/// A request takes what turns into the field's type, so that literals and variants' structs need no ceremony.
pub(crate) fn argument(api: &Api, ty: &Type, name: &proc_macro2::Ident, types: &FieldType<'_>) -> Argument {
    let plain = tokens(api, ty, &quote!());
    let into = |ty: TokenStream| Argument {
        ty: quote!(impl Into<#ty>),
        value: quote!(#name.into()),
    };
    let argument = match ty {
        Type::String | Type::Any => into(plain),
        Type::Array(item) => {
            let item = tokens(api, item, &quote!());
            Argument {
                ty: quote!(impl IntoIterator<Item = impl Into<#item>>),
                value: quote!(#name.into_iter().map(Into::into).collect()),
            }
        }
        Type::Named(index) if !matches!(api.definitions[*index].shape, Shape::Struct(_)) => into(plain),
        _ => Argument {
            ty: plain,
            value: quote!(#name),
        },
    };
    match types.boxed {
        true => {
            let Argument { ty, value } = argument;
            Argument {
                ty,
                value: quote!(Box::new(#value)),
            }
        }
        false => argument,
    }
}

/// A field's type as typify wrote it.
pub(crate) struct FieldType<'a> {
    pub(crate) ty: &'a syn::Type,
    pub(crate) boxed: bool,
}

impl<'a> FieldType<'a> {
    pub(crate) fn of(types: &'a FieldTypes, definition: usize, field: usize) -> Self {
        let ty = &types[definition][field];
        let boxed =
            matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Box"));
        FieldType { ty, boxed }
    }
}
