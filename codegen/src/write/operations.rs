//! The operations of the [`Api`] -> `operations.rs`: request builders with their arguments and setters, pages of lists, and tables of
//! read-only fields.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{
    Api, Content, Direction, Operation, Page, Parameter, ParameterStyle, Place, RequestBody, Resource, Response, Shape,
    Type, Verb,
};
use crate::names;
use crate::prose::{code, described, docs, ident};
use crate::reach::body_definitions;
use crate::write::fields::qualified_type;

/// The request builders.
pub(crate) fn write_operations(api: &Api) -> TokenStream {
    let mut code = TokenStream::new();
    // Several operations may return pages of one list.
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

/// The names of the secrets among the parameters and the fields of the body.
fn find_secrets<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let parameters = operation.named_parameters().filter(|parameter| parameter.secret);
    let parameters = parameters.map(|parameter| parameter.name.as_str());
    let body = body_definitions(api, operation).into_iter();
    let fields = body.flat_map(|index| api.fields(index)).filter(|field| field.secret);
    names::each_once(parameters.chain(fields.map(|field| field.name.as_str())))
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
            "A request of [`{}::{}`](crate::resources::{0}::{1}): {}. `send` sends it.",
            resource.type_name,
            operation.method,
            call_line(operation)
        ),
    ]);
    let optional = operation
        .placed_parameters()
        .filter(|(_, parameter)| !parameter.required);
    let setters = optional.map(|(place, parameter)| write_setter(api, place, parameter));
    let optional_body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let RequestArgument { ty, call } = body_argument(api, body);
        quote! {
            /// Sets the body, which is optional.
            pub fn body(self, body: #ty) -> Self {
                Self(self.0.#call)
            }
        }
    });
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
            #optional_body
        }

        #calls
    }
}

fn write_setter(api: &Api, place: Place, parameter: &Parameter) -> TokenStream {
    let (name, wire) = (ident(&parameter.rust_name), &parameter.name);
    let doc = docs([described(&parameter.description, || format!("Sets {}.", code(wire)))]);
    let RequestArgument { ty, call } = parameter_argument(api, place, parameter);
    quote! {
        #doc
        pub fn #name(self, #name: #ty) -> Self {
            Self(self.0.#call)
        }
    }
}

/// How a caller gives a parameter or body: the type of the argument, and the call that puts it into the request.
pub(crate) struct RequestArgument {
    pub(crate) ty: TokenStream,
    pub(crate) call: TokenStream,
}

pub(crate) fn parameter_argument(api: &Api, place: Place, parameter: &Parameter) -> RequestArgument {
    let (name, wire) = (ident(&parameter.rust_name), &parameter.name);
    let is_query = place == Place::Query;
    let place = ident(match place {
        Place::Query => "query",
        Place::Header => "header",
    });
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
    let media = &body.media;
    match &body.content {
        Content::Json(ty) => {
            let dialect = (media != "application/json").then(|| quote!(.content_type(#media)));
            let ty = qualified_type(api, ty);
            RequestArgument {
                ty: quote!(&impl Body<#ty>),
                call: quote!(json(body.encode()) #dialect),
            }
        }
        Content::Bytes => RequestArgument {
            ty: quote!(impl Into<Vec<u8>>),
            call: quote!(bytes(#media, body.into())),
        },
    }
}

/// The impls that make a list a `Page`, and let `for` iterate over its items.
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

/// The tables of read-only fields, one for each definition that has such fields.
pub(crate) fn write_read_only_tables(api: &Api) -> TokenStream {
    let definitions = api.definitions.iter().filter(|definition| definition.has_read_only);
    let tables: Vec<TokenStream> = definitions
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
                Shape::Enum(_) => unreachable!("an enum has no fields"),
            };
            quote!(pub(super) static #name: ReadOnly = #table;)
        })
        .collect();
    if tables.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// The read-only fields of each type, which requests omit.
        #[allow(non_upper_case_globals, reason = "a table has the name of its type")]
        mod read_only {
            use crate::value::read_only::ReadOnly;
            #(#tables)*
        }
    }
}

/// The table of an operation's body, as an `Option`.
pub(crate) fn read_only_of_body(api: &Api, operation: &Operation) -> TokenStream {
    let body = operation.json_body();
    match body.and_then(|ty| read_only_of_type(api, ty, &quote!(read_only::))) {
        Some(table) => quote!(Some(#table)),
        None => quote!(None),
    }
}

/// The table of a type, if it has one; `prefix` is the path to the module of the tables.
fn read_only_of_type(api: &Api, ty: &Type, prefix: &TokenStream) -> Option<TokenStream> {
    match ty {
        Type::Named(index) => {
            let definition = Some(&api.definitions[*index]).filter(|definition| definition.has_read_only)?;
            let table = ident(&definition.name);
            Some(quote!(&#prefix #table))
        }
        Type::Array(inner) | Type::Map(inner) => {
            let inner = read_only_of_type(api, inner, prefix)?;
            Some(quote!(&crate::value::read_only::ReadOnly::Each(#inner)))
        }
        Type::Optional(inner) => read_only_of_type(api, inner, prefix),
        _ => None,
    }
}
