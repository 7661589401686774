//! Arguments: how a parameter or a body is given, and the call that puts it into the request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::checks;
use super::super::model::{Api, Body, Content, Parameter, Rules, Shape, Style, Type};
use super::fields::qualified;

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
    let check = checks::check(api, &parameter.ty, &parameter.rules);
    let plain = |ty: TokenStream| Given {
        ty,
        call: quote!(#place(#wire, #name)),
    };
    let checked = |ty: TokenStream| {
        let check = check
            .as_ref()
            .map(|check| quote!(check(#wire, #name, const { #check }).));
        Given {
            ty,
            call: quote!(#check #place(#wire, #name)),
        }
    };
    match &parameter.ty {
        Type::String => checked(quote!(&str)),
        Type::Bool | Type::Signed | Type::Unsigned | Type::Number => checked(qualified(api, &parameter.ty)),
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
            let json = quote!(serde_json::to_value(#name).unwrap_or_default());
            let check = check.map(|check| quote!(check(#wire, #json, const { #check }).));
            Given {
                ty: quote!(&#ty),
                call: quote!(#check query_object(#wire, #name, #style)),
            }
        }
        _ => plain(quote!(impl ToString)),
    }
}

fn style(style: Style) -> TokenStream {
    match style {
        Style::Exploded => quote!(Style::Exploded),
        Style::Joined(separator) => quote!(Style::Joined(#separator)),
        Style::Deep => quote!(Style::Deep),
    }
}

pub(crate) fn given_body(api: &Api, body: &Body) -> Given {
    match &body.content {
        Content::Json(ty) => {
            let media = &body.media;
            let dialect = (media != "application/json").then(|| quote!(.content_type(#media)));
            let json = match checks::check(api, ty, &Rules::default()) {
                Some(check) => quote!(checked_json(body.encode(), const { #check }, &body.answered())),
                None => quote!(json(body.encode())),
            };
            let ty = qualified(api, ty);
            Given {
                ty: quote!(&impl Body<#ty>),
                call: quote!(#json #dialect),
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::codegen::sample::{assert_has, file, spec};

    #[test]
    fn only_parameters_whose_value_is_at_hand_are_checked() {
        let short = json!({ "type": "string", "maxLength": 3 });
        let parameter = |name: &str, place: &str, schema: &Value| json!({ "name": name, "in": place, "required": true, "schema": schema });
        let list = json!({ "type": "array", "items": short });
        let object = json!({ "type": "object", "properties": { "a": short } });
        let operation = json!({ "operationId": "get_a", "parameters": [
            parameter("text", "query", &short), parameter("list", "query", &list), parameter("object", "query", &object),
            parameter("X-Text", "header", &short), parameter("X-List", "header", &list) ], "responses": {} });
        let resources = file(
            &spec(json!({ "/a": { "delete": operation } }), json!({})),
            "resources.rs",
        );
        let checked = resources.matches(".check(").count();
        assert_eq!(checked, 3, "{resources}");
        assert_has(&resources, &["serde_json::to_value(object)", "\"X-Text\""]);
    }
}
