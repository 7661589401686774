//! How fields are written: the Rust type, the field of a struct, and the argument that sets it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Definition, Field, Shape, Type};
use crate::prose::{code, described, docs, ident};

/// The type as code; `prefix` is the path to the module of the types.
pub(crate) fn type_tokens(api: &Api, ty: &Type, prefix: &TokenStream) -> TokenStream {
    match ty {
        Type::String => quote!(String),
        Type::Bool => quote!(bool),
        Type::Signed => quote!(i64),
        Type::Unsigned => quote!(u64),
        Type::Number => quote!(f64),
        Type::Any => quote!(serde_json::Value),
        Type::Array(item) => {
            let item = type_tokens(api, item, prefix);
            quote!(Vec<#item>)
        }
        Type::Map(value) => match **value {
            Type::Any => quote!(serde_json::Map<String, serde_json::Value>),
            _ => {
                let value = type_tokens(api, value, prefix);
                quote!(std::collections::BTreeMap<String, #value>)
            }
        },
        Type::Optional(inner) => {
            let inner = type_tokens(api, inner, prefix);
            quote!(Option<#inner>)
        }
        Type::Named(index) => {
            let name = ident(&api.definitions[*index].name);
            quote!(#prefix #name)
        }
    }
}

/// The type as a program writes it.
pub fn type_text(api: &Api, ty: &Type) -> String {
    type_tokens(api, ty, &quote!()).to_string().replace(' ', "")
}

/// The type as code in the other generated modules.
pub(crate) fn qualified_type(api: &Api, ty: &Type) -> TokenStream {
    type_tokens(api, ty, &quote!(types::))
}

/// The documentation of a definition.
pub(crate) fn definition_text(definition: &Definition) -> String {
    described(&definition.description, || format!("`{}` of the API.", definition.name))
}

/// A field: its documentation, and its name with its type.
pub(crate) fn declare_field(field: &Field) -> (TokenStream, TokenStream) {
    let name = ident(&field.rust_name);
    let doc = docs([described(&field.description, || format!("{}.", code(&field.name)))]);
    let ty = rust_type(field);
    (doc, quote!(#name: #ty))
}

/// The type from typify.
pub(crate) fn rust_type(field: &Field) -> TokenStream {
    // `typify.rs` wrote the text from a parsed type.
    field.rust_type.parse().unwrap_or_default()
}

/// What serde has to know of a field.
pub(crate) fn serde_attributes(field: &Field) -> TokenStream {
    let wire = &field.name;
    let rename = (*wire != field.rust_name).then(|| quote!(#[serde(rename = #wire)]));
    let default = (!field.always()).then(|| quote!(default,));
    let read = is_lenient(&field.ty)
        .then(|| quote!(#[serde(#default deserialize_with = "crate::value::response::deserialize")]));
    quote!(#rename #read)
}

/// Whether serde's own reader is too strict for the type or one inside it: servers write integers as floats, and empty arrays as null.
fn is_lenient(ty: &Type) -> bool {
    match ty {
        Type::Signed | Type::Unsigned | Type::Array(_) => true,
        Type::Map(inner) | Type::Optional(inner) => is_lenient(inner),
        Type::String | Type::Bool | Type::Number | Type::Any | Type::Named(_) => false,
    }
}

/// How a field without a value is written: `required` as null, `optional` not at all.
pub(crate) fn presence(field: &Field) -> Ident {
    ident(if field.required { "required" } else { "optional" })
}

/// How a caller gives a value: the type of the parameter, and the expression that converts it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
    /// The expression is the parameter itself.
    pub(crate) is_plain: bool,
}

/// How a constructor takes a required field: as its setter would, or as an `Option` if null is a value too.
pub(crate) fn required_argument(api: &Api, field: &Field) -> Argument {
    let name = ident(&field.rust_name);
    if !field.nullable {
        return field_argument(api, field, &name);
    }
    let plain = type_tokens(api, &field.ty, &quote!());
    Argument {
        ty: quote!(Option<#plain>),
        value: match field.boxed {
            true => quote!(#name.map(Box::new)),
            false => quote!(#name),
        },
        is_plain: !field.boxed,
    }
}

/// How a caller gives the value of a field: as anything that converts into it, so that literals and variants' structs need no ceremony.
pub(crate) fn field_argument(api: &Api, field: &Field, name: &Ident) -> Argument {
    let plain = type_tokens(api, &field.ty, &quote!());
    let (ty, value) = match &field.ty {
        Type::String | Type::Any => (quote!(impl Into<#plain>), Some(quote!(#name.into()))),
        Type::Array(item) => {
            let item = type_tokens(api, item, &quote!());
            (
                quote!(impl IntoIterator<Item = impl Into<#item>>),
                Some(quote!(#name.into_iter().map(Into::into).collect())),
            )
        }
        Type::Named(index) if !matches!(api.definitions[*index].shape, Shape::Struct(_)) => {
            (quote!(impl Into<#plain>), Some(quote!(#name.into())))
        }
        _ => (plain, None),
    };
    let is_plain = value.is_none() && !field.boxed;
    let value = value.unwrap_or(quote!(#name));
    Argument {
        ty,
        value: match field.boxed {
            true => quote!(Box::new(#value)),
            false => value,
        },
        is_plain,
    }
}
