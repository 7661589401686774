//! Fields as they are written: the type in Rust, the member of a struct, and what a caller gives for it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Field, Shape, Type};
use crate::prose::{code, described, docs, ident};

/// The type as code within the types' own module, or from another with its `prefix`.
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

/// The type as programs write it.
pub fn type_text(api: &Api, ty: &Type) -> String {
    type_tokens(api, ty, &quote!()).to_string().replace(' ', "")
}

/// The type as code in any other module of what is generated.
pub(crate) fn qualified_type(api: &Api, ty: &Type) -> TokenStream {
    type_tokens(api, ty, &quote!(types::))
}

/// A field: its documentation, and its name with its type.
pub(crate) fn declare_field(field: &Field) -> (TokenStream, TokenStream) {
    let name = ident(&field.rust_name);
    let doc = docs([described(&field.description, || format!("{}.", code(&field.name)))]);
    let ty = rust_type(field);
    (doc, quote!(#name: #ty))
}

/// The type as typify has it.
pub(crate) fn rust_type(field: &Field) -> TokenStream {
    // It is text of ours, written from a parsed type.
    field.rust_type.parse().unwrap_or_default()
}

/// Whether typify put the field into a box.
pub(crate) fn is_boxed(field: &Field) -> bool {
    field.rust_type.trim_start_matches("Option<").starts_with("Box<")
}

/// What serde has to know of a field.
pub(crate) fn serde_attributes(field: &Field) -> TokenStream {
    let wire = &field.name;
    let rename = (*wire != field.rust_name).then(|| quote!(#[serde(rename = #wire)]));
    let read = match (&field.ty, field.always()) {
        (Type::Signed | Type::Unsigned, true) => Some("lenient::integer".to_owned()),
        (Type::Signed | Type::Unsigned, false) => Some("lenient::optional_integer".to_owned()),
        (Type::Array(item), true) if adapter(item).is_none() => Some("lenient::list".to_owned()),
        (ty, true) => adapter(ty).map(|adapter| format!("lenient::deserialize_as::<{adapter}, _, _>")),
        // Null is none before it is empty.
        (Type::Array(item), false) if adapter(item).is_none() => None,
        (ty, false) => {
            adapter(ty).map(|adapter| format!("lenient::deserialize_as::<lenient::Nullable<{adapter}>, _, _>"))
        }
    };
    let read = read.map(|read| match field.always() {
        true => quote!(#[serde(deserialize_with = #read)]),
        false => quote!(#[serde(default, deserialize_with = #read)]),
    });
    quote!(#rename #read)
}

/// How a type is read that is, or holds, what serde's own way is too strict for (`src/value/lenient.rs`).
fn adapter(ty: &Type) -> Option<String> {
    let within = |holder: &str, inner: &Type| adapter(inner).map(|inner| format!("lenient::{holder}<{inner}>"));
    match ty {
        Type::Signed | Type::Unsigned => Some("lenient::Integer".to_owned()),
        Type::Array(item) => within("List", item).or(Some("lenient::List<lenient::Plain>".to_owned())),
        Type::Map(value) => within("Map", value),
        Type::Optional(inner) => match &**inner {
            Type::Array(item) if adapter(item).is_none() => None,
            inner => within("Nullable", inner),
        },
        Type::String | Type::Bool | Type::Number | Type::Any | Type::Named(_) => None,
    }
}

/// Whether a field is written without a value too, or only with one.
pub(crate) fn presence(field: &Field) -> Ident {
    ident(if field.required { "required" } else { "optional" })
}

/// How a constructor takes a field that has to be there: as a setter does, or as an `Option` where null is a value too.
pub(crate) fn required_argument(api: &Api, field: &Field) -> Argument {
    let name = ident(&field.rust_name);
    match field.nullable {
        false => field_argument(api, field, &name),
        true => {
            let plain = type_tokens(api, &field.ty, &quote!());
            let value = if is_boxed(field) {
                quote!(#name.map(Box::new))
            } else {
                quote!(#name)
            };
            Argument {
                ty: quote!(Option<#plain>),
                value,
            }
        }
    }
}

/// How a caller gives the value of a field that has one.
pub(crate) fn field_argument(api: &Api, field: &Field, name: &Ident) -> Argument {
    let Argument { ty, value } = argument(api, &field.ty, name);
    let value = if is_boxed(field) {
        quote!(Box::new(#value))
    } else {
        value
    };
    Argument { ty, value }
}

/// How a caller gives a value of a type: the parameter's type, and the expression that makes the value of it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

/// A request takes what turns into the field's type, so that literals and variants' structs need no ceremony.
fn argument(api: &Api, ty: &Type, name: &Ident) -> Argument {
    let plain = type_tokens(api, ty, &quote!());
    let into = |ty: TokenStream| Argument {
        ty: quote!(impl Into<#ty>),
        value: quote!(#name.into()),
    };
    match ty {
        Type::String | Type::Any => into(plain),
        Type::Array(item) => {
            let item = type_tokens(api, item, &quote!());
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
    }
}
