//! Arguments: how a parameter or a body is given, and the call that puts it into the request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::qualified;
use crate::model::{Api, Body, Content, Parameter, Shape, Style, Type};

/// How a parameter or body is given, and the call that puts it into the request.
pub(crate) struct Given {
    pub(crate) ty: TokenStream,
    pub(crate) call: TokenStream,
}

pub(crate) fn given(api: &Api, parameter: &Parameter, name: &Ident, place: &TokenStream) -> Given {
    let wire = &parameter.name;
    let is_query = place.to_string() == "query";
    let is_enum =
        |ty: &Type| matches!(ty, Type::Named(index) if matches!(api.definitions[*index].shape, Shape::Enum(_)));
    let plain = |ty: TokenStream| Given {
        ty,
        call: quote!(#place(#wire, #name)),
    };
    match &parameter.ty {
        Type::String => plain(quote!(&str)),
        Type::Bool | Type::Signed | Type::Unsigned | Type::Number => plain(qualified(api, &parameter.ty)),
        ty if is_enum(ty) => {
            let ty = qualified(api, ty);
            Given {
                ty: quote!(impl Into<#ty>),
                call: quote!(#place(#wire, Into::<#ty>::into(#name))),
            }
        }
        Type::Array(item) if is_query => {
            let item = match &**item {
                Type::Bool | Type::Signed | Type::Unsigned | Type::Number => qualified(api, item),
                item if is_enum(item) => qualified(api, item),
                _ => quote!(impl ToString),
            };
            let style = style(parameter.style);
            Given {
                ty: quote!(impl IntoIterator<Item = #item>),
                call: quote!(query_list(#wire, #name, #style)),
            }
        }
        ty @ (Type::Named(_) | Type::Map(_)) if is_query => {
            let (ty, style) = (qualified(api, ty), style(parameter.style));
            Given {
                ty: quote!(&#ty),
                call: quote!(query_object(#wire, #name, #style)),
            }
        }
        _ => plain(quote!(impl ToString)),
    }
}

fn style(style: Style) -> TokenStream {
    match style {
        Style::Exploded => quote!(crate::query::Style::Exploded),
        Style::Joined(separator) => quote!(crate::query::Style::Joined(#separator)),
        Style::Deep => quote!(crate::query::Style::Deep),
    }
}

pub(crate) fn given_body(api: &Api, body: &Body) -> Given {
    match &body.content {
        Content::Json(ty) => {
            let media = &body.media;
            let dialect = (media != "application/json").then(|| quote!(.content_type(#media)));
            let ty = qualified(api, ty);
            Given {
                ty: quote!(&impl Body<#ty>),
                call: quote!(json(body.encode()) #dialect),
            }
        }
        Content::Bytes => Given {
            ty: quote!(impl Into<Vec<u8>>),
            call: {
                let media = &body.media;
                quote!(bytes(#media, body.into()))
            },
        },
    }
}
