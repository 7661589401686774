//! The operations of the [`Api`] -> `operations.rs`: a request builder for each, its arguments and setters, the pages of lists, and the
//! tables of read-only fields.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{
    Api, Content, Direction, Operation, Page, Parameter, ParameterStyle, RequestBody, Resource, Response, Shape, Type,
    Verb,
};
use crate::names::{self};
use crate::prose::{code, described, docs, ident};
use crate::reach::body_definitions;
use crate::write::fields::qualified_type;

/// The request builders.
pub(crate) fn write_operations(api: &Api) -> TokenStream {
    let mut code = TokenStream::new();
    // Several operations may answer pages of one list.
    let mut pages = HashSet::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            code.extend(write_builder(api, resource, operation));
            if let Response::Page(page) = &operation.response
                && pages.insert(qualified_type(api, &page.list).to_string())
            {
                code.extend(write_page(api, page));
            }
        }
    }
    code.extend(write_read_only_tables(api));
    code
}

/// `GET /accounts/{account_id}/cni/interconnects`
pub(crate) fn call_line(operation: &Operation) -> String {
    let mut line = format!("{} {}", operation.verb.as_str(), operation.path);
    for (position, (name, value)) in operation.fixed_query.iter().enumerate() {
        line.push_str(&format!("{}{name}={value}", if position == 0 { '?' } else { '&' }));
    }
    code(&line)
}

/// The summary as a sentence.
pub(crate) fn summary(operation: &Operation) -> String {
    let text = described(&operation.summary, || code(&operation.id));
    match text.ends_with(['.', '!', '?', ':']) {
        true => text,
        false => format!("{text}."),
    }
}

/// The names of the parameters, and of the members anywhere in the body, that are secrets.
fn find_secrets<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let named = operation.named_parameters().filter(|parameter| parameter.secret);
    let fields = body_definitions(api, operation)
        .into_iter()
        .flat_map(|index| api.fields(index));
    let fields = fields.filter(|field| field.secret);
    names::each_once(
        named
            .map(|parameter| parameter.name.as_str())
            .chain(fields.map(|field| field.name.as_str())),
    )
}

fn write_builder(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let (id, path, permissions) = (&operation.id, &operation.path, &operation.permissions);
    let (secrets, read_only) = (find_secrets(api, operation), read_only_of_body(api, operation));
    let verb = ident(operation.verb.as_str());
    let media = match &operation.response {
        Response::Document(media) => media.clone(),
        _ => Vec::new(),
    };
    let doc = docs([
        summary(operation),
        format!(
            "A request of [`{}::{}`](crate::resources::{0}::{1}): {}. Nothing is sent before `send`.",
            resource.type_name,
            operation.method,
            call_line(operation)
        ),
    ]);
    let optional_query = operation
        .query_parameters
        .iter()
        .filter(|p| !p.required)
        .map(|p| write_setter(api, p, &quote!(query)));
    let optional_header = operation
        .header_parameters
        .iter()
        .filter(|p| !p.required)
        .map(|p| write_setter(api, p, &quote!(header)));
    let optional_body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let RequestArgument { ty, call } = body_argument(api, body);
        quote! {
            /// The body, which this operation can go without.
            pub fn body(self, body: #ty) -> Self {
                Self(self.0.#call)
            }
        }
    });
    let setters: Vec<TokenStream> = optional_query.chain(optional_header).chain(optional_body).collect();
    let waits = operation.verb == Verb::Get;
    let calls = match &operation.response {
        Response::Json(ty) => {
            let ty = qualified_type(api, ty);
            let wait = waits.then(|| quote!(wait_call!(#name, #ty);));
            quote!(json_call!(#name, #ty); #wait)
        }
        Response::Result(ty) => {
            let ty_is_optional = matches!(ty, Type::Optional(_));
            let ty = qualified_type(api, ty);
            let read = match ty_is_optional {
                true => quote!(crate::response::decode::decode_optional_enveloped),
                false => quote!(crate::response::decode::decode_enveloped),
            };
            let wait = waits.then(|| quote!(wait_call!(#name, #ty, #read);));
            quote!(result_call!(#name, #ty); #wait)
        }
        Response::Page(page) => {
            let list = qualified_type(api, &page.list);
            let wait = waits.then(|| quote!(wait_call!(#name, #list);));
            quote! {
                json_call!(#name, #list);

                #wait

                list_call!(#name, #list);
            }
        }
        Response::Empty => quote!(empty_call!(#name);),
        Response::Document(_) => quote!(document_call!(#name);),
    };
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before `send`"]
        pub struct #name(pub(crate) Request);

        impl #name {
            pub(crate) const OPERATION: &Operation = &Operation {
                id: Cow::Borrowed(#id),
                method: Method::#verb,
                path: Cow::Borrowed(#path),
                permissions: &[#(#permissions),*],
                accept: &[#(#media),*],
                secrets: &[#(#secrets),*],
                read_only: #read_only,
            };

            #(#setters)*
        }

        #calls
    }
}

fn write_setter(api: &Api, parameter: &Parameter, place: &TokenStream) -> TokenStream {
    let (name, wire) = (ident(&parameter.rust_name), &parameter.name);
    let doc = docs([described(&parameter.description, || format!("Sets {}.", code(wire)))]);
    let RequestArgument { ty, call } = parameter_argument(api, parameter, &name, place);
    quote! {
        #doc
        pub fn #name(self, #name: #ty) -> Self {
            Self(self.0.#call)
        }
    }
}

/// How a parameter or body is given, and the call that puts it into the request.
pub(crate) struct RequestArgument {
    pub(crate) ty: TokenStream,
    pub(crate) call: TokenStream,
}

pub(crate) fn parameter_argument(
    api: &Api,
    parameter: &Parameter,
    name: &Ident,
    place: &TokenStream,
) -> RequestArgument {
    let wire = &parameter.name;
    let is_query = place.to_string() == "query";
    let is_enum =
        |ty: &Type| matches!(ty, Type::Named(index) if matches!(api.definitions[*index].shape, Shape::Enum(_)));
    let plain = |ty: TokenStream| RequestArgument {
        ty,
        call: quote!(#place(#wire, #name)),
    };
    match &parameter.ty {
        Type::String => plain(quote!(&str)),
        Type::Bool | Type::Signed | Type::Unsigned | Type::Number => plain(qualified_type(api, &parameter.ty)),
        ty if is_enum(ty) => {
            let ty = qualified_type(api, ty);
            RequestArgument {
                ty: quote!(impl Into<#ty>),
                call: quote!(#place(#wire, Into::<#ty>::into(#name))),
            }
        }
        Type::Array(item) if is_query => {
            let item = match &**item {
                Type::Bool | Type::Signed | Type::Unsigned | Type::Number => qualified_type(api, item),
                item if is_enum(item) => qualified_type(api, item),
                _ => quote!(impl ToString),
            };
            let style = write_style(parameter.style);
            RequestArgument {
                ty: quote!(impl IntoIterator<Item = #item>),
                call: quote!(query_list(#wire, #name, #style)),
            }
        }
        ty @ (Type::Named(_) | Type::Map(_)) if is_query => {
            let (ty, style) = (qualified_type(api, ty), write_style(parameter.style));
            RequestArgument {
                ty: quote!(&#ty),
                call: quote!(query_object(#wire, #name, #style)),
            }
        }
        _ => plain(quote!(impl ToString)),
    }
}

fn write_style(style: ParameterStyle) -> TokenStream {
    match style {
        ParameterStyle::Exploded => quote!(crate::request::query::ParameterStyle::Exploded),
        ParameterStyle::Joined(separator) => quote!(crate::request::query::ParameterStyle::Joined(#separator)),
        ParameterStyle::Deep => quote!(crate::request::query::ParameterStyle::Deep),
    }
}

pub(crate) fn body_argument(api: &Api, body: &RequestBody) -> RequestArgument {
    match &body.content {
        Content::Json(ty) => {
            let media = &body.media;
            let dialect = (media != "application/json").then(|| quote!(.content_type(#media)));
            let ty = qualified_type(api, ty);
            RequestArgument {
                ty: quote!(&impl Body<#ty>),
                call: quote!(json(body.encode()) #dialect),
            }
        }
        Content::Bytes => RequestArgument {
            ty: quote!(impl Into<Vec<u8>>),
            call: {
                let media = &body.media;
                quote!(bytes(#media, body.into()))
            },
        },
    }
}

/// What makes a list a page of items, and its own items by `for`.
pub(crate) fn write_page(api: &Api, page: &Page) -> TokenStream {
    let list = qualified_type(api, &page.list);
    let (item, cursor) = (qualified_type(api, &page.item), qualified_type(api, &page.cursor));
    let next = match page.cursor {
        Type::String => quote!(self.next.clone()),
        _ => quote!(self.next),
    };
    quote! {
        impl Page for #list {
            type Item = #item;
            type Cursor = #cursor;

            fn next_cursor(&self) -> Option<Self::Cursor> {
                #next
            }

            fn into_items(self) -> Vec<Self::Item> {
                self.items
            }

            fn is_empty(&self) -> bool {
                self.items.is_empty()
            }
        }
        impl IntoIterator for #list {
            type Item = #item;
            type IntoIter = std::vec::IntoIter<#item>;

            fn into_iter(self) -> Self::IntoIter {
                self.items.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a #list {
            type Item = &'a #item;
            type IntoIter = std::slice::Iter<'a, #item>;

            fn into_iter(self) -> Self::IntoIter {
                self.items.iter()
            }
        }
    }
}

/// A table for each definition that has one.
pub(crate) fn write_read_only_tables(api: &Api) -> TokenStream {
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
                        let table = match field.only == Some(Direction::Response) {
                            true => quote!(&ReadOnly::Whole),
                            false => read_only_of_type(api, &field.ty, &quote!())?,
                        };
                        Some(quote!((#name, #table)))
                    });
                    quote!(ReadOnly::Fields(&[#(#fields),*]))
                }
                Shape::Union(union) => {
                    let tag = &union.discriminator;
                    let variants = union.variants.iter().filter_map(|variant| {
                        let table = read_only_of_type(api, &Type::Named(variant.definition), &quote!())?;
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
pub(crate) fn read_only_of_body(api: &Api, operation: &Operation) -> TokenStream {
    let table = match operation.body.as_ref().map(|body| &body.content) {
        Some(Content::Json(ty)) => read_only_of_type(api, ty, &quote!(read_only::)),
        _ => None,
    };
    match table {
        Some(table) => quote!(Some(#table)),
        None => quote!(None),
    }
}

/// The table of a type, if it has one; `prefix` is the way to the tables.
fn read_only_of_type(api: &Api, ty: &Type, prefix: &TokenStream) -> Option<TokenStream> {
    match ty {
        Type::Named(index) => {
            let definition = Some(&api.definitions[*index]).filter(|definition| definition.has_read_only)?;
            let table: Ident = ident(&definition.name);
            Some(quote!(&#prefix #table))
        }
        Type::Array(inner) | Type::Map(inner) => {
            let inner = read_only_of_type(api, inner, prefix)?;
            let each = if prefix.is_empty() {
                quote!(ReadOnly)
            } else {
                quote!(crate::value::read_only::ReadOnly)
            };
            Some(quote!(&#each::Each(#inner)))
        }
        Type::Optional(inner) => read_only_of_type(api, inner, prefix),
        _ => None,
    }
}
