//! Fields as they are written: the type in Rust, the member of a struct, and what a caller gives for it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Field, Shape, Type};
use crate::prose::code;
use crate::text::{described, docs, ident};

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
        Type::Boxed(inner) => {
            let inner = tokens(api, inner, prefix);
            quote!(Box<#inner>)
        }
        Type::Named(index) => {
            let name = ident(&api.definitions[*index].name);
            quote!(#prefix #name)
        }
    }
}

/// The type as programs write it.
pub fn written(api: &Api, ty: &Type) -> String {
    tokens(api, ty, &quote!()).to_string().replace(' ', "")
}

/// The type as code in any other module of what is generated.
pub(crate) fn qualified(api: &Api, ty: &Type) -> TokenStream {
    tokens(api, ty, &quote!(types::))
}

/// A field: its documentation, and its name with its type.
pub(crate) fn member(api: &Api, field: &Field) -> (TokenStream, TokenStream) {
    let name = ident(&field.rust_name);
    let doc = docs([described(&field.description, || format!("{}.", code(&field.name)))]);
    let ty = tokens(api, &field.ty, &quote!());
    let ty = if field.always() { ty } else { quote!(Option<#ty>) };
    (doc, quote!(#name: #ty))
}

/// Whether a field is always there, may be null, or may be missing.
pub(crate) fn presence(field: &Field) -> Ident {
    ident(match (field.required, field.nullable) {
        (true, false) => "required",
        (true, true) => "nullable",
        (false, _) => "optional",
    })
}

/// How a constructor takes a field that has to be there: as a setter does, or as an `Option` where null is a value too.
pub(crate) fn required_argument(api: &Api, field: &Field) -> Argument {
    let name = ident(&field.rust_name);
    match field.nullable {
        false => argument(api, &field.ty, &name),
        true => {
            let plain = tokens(api, &field.ty, &quote!());
            Argument {
                ty: quote!(Option<#plain>),
                value: quote!(#name),
            }
        }
    }
}

/// How a caller gives a value of a type: the parameter's type, and the expression that makes the value of it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

/// A request takes what turns into the field's type, so that literals and variants' structs need no ceremony.
pub(crate) fn argument(api: &Api, ty: &Type, name: &Ident) -> Argument {
    let plain = tokens(api, ty, &quote!());
    let into = |ty: TokenStream| Argument {
        ty: quote!(impl Into<#ty>),
        value: quote!(#name.into()),
    };
    match ty {
        Type::String | Type::Any => into(plain),
        Type::Array(item) => {
            let item = tokens(api, item, &quote!());
            Argument {
                ty: quote!(impl IntoIterator<Item = impl Into<#item>>),
                value: quote!(#name.into_iter().map(Into::into).collect()),
            }
        }
        Type::Named(index) if !matches!(api.definitions[*index].shape, Shape::Struct(_)) => into(plain),
        Type::Boxed(inner) => {
            let Argument { ty, value } = argument(api, inner, name);
            Argument {
                ty,
                value: quote!(Box::new(#value)),
            }
        }
        _ => Argument {
            ty: plain,
            value: quote!(#name),
        },
    }
}
