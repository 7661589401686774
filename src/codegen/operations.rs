//! The operations of the [`Api`] -> `operations.rs` (request builders) and `resources.rs` (what gives them).
//!
//! What is generated is a table: each builder fills in a request, and hand-written code does the rest.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::checks;
use super::model::{Answer, Api, Body, Content, Operation, Page, Parameter, Resource, Rules, Shape, Style, Type, Verb};
use super::prose::{code, fence};
use super::text::{described, docs, folded, ident};
use super::{fields, names, reach};

/// The request builders.
pub(crate) fn builders(api: &Api) -> TokenStream {
    let mut code = TokenStream::new();
    // Several operations may answer pages of one list.
    let mut pages = HashSet::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            code.extend(builder(api, resource, operation));
            if let Answer::Page(page) = &operation.answer
                && pages.insert(type_tokens(api, &page.list).to_string())
            {
                code.extend(self::page(api, page));
            }
        }
    }
    code
}

/// The resources, and the methods of `Client` that give them.
pub(crate) fn resources(api: &Api) -> TokenStream {
    let resources = api.resources.iter().map(|resource| self::resource(api, resource));
    quote! { #(#resources)* }
}

fn type_tokens(api: &Api, ty: &Type) -> TokenStream {
    fields::tokens(api, ty, &quote!(types::))
}

/// `GET /accounts/{account_id}/cni/interconnects`
fn call_line(operation: &Operation) -> String {
    let mut line = format!("{} {}", operation.verb.as_str(), operation.path);
    for (position, (name, value)) in operation.fixed_query.iter().enumerate() {
        line.push_str(&format!("{}{name}={value}", if position == 0 { '?' } else { '&' }));
    }
    code(&line)
}

/// The summary as a sentence.
fn summary(operation: &Operation) -> String {
    let text = described(&operation.summary, || code(&operation.id));
    match text.ends_with(['.', '!', '?', ':']) {
        true => text,
        false => format!("{text}."),
    }
}

fn permission_line(operation: &Operation) -> String {
    match &operation.permissions[..] {
        [] => String::new(),
        permissions => format!("An API token needs one of the permissions {}.", list(permissions)),
    }
}

/// An example as a doctest, which runs against the fake.
fn example(source: &str) -> String {
    let fence = fence(source);
    format!(
        "# Example\n\n{fence}rust\n\
         # use cloudflare_interconnects::{{Auth, Client, fake::Fake}};\n\
         # let fake = Fake::start()?;\n\
         # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;\n\
         # let account_id = Fake::ACCOUNT_ID;\n\
         {source}\n\
         # Ok::<(), Box<dyn std::error::Error>>(())\n{fence}"
    )
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| code(name)).collect();
    quoted.join(", ")
}

/// The names of the parameters, and of the members anywhere in the body, that are secrets.
fn secrets<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let parameters = operation.query_parameters.iter().chain(&operation.header_parameters);
    let named = parameters.filter(|parameter| parameter.secret);
    let fields = reach::from_body(api, operation)
        .into_iter()
        .flat_map(|index| api.fields(index));
    let fields = fields.filter(|field| field.secret);
    names::each_once(
        named
            .map(|parameter| parameter.name.as_str())
            .chain(fields.map(|field| field.name.as_str())),
    )
}

fn builder(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let (id, path, permissions) = (&operation.id, &operation.path, &operation.permissions);
    let secrets = secrets(api, operation);
    let verb = ident(match operation.verb {
        Verb::Get => "Get",
        Verb::Post => "Post",
        Verb::Put => "Put",
        Verb::Patch => "Patch",
        Verb::Delete => "Delete",
        Verb::Head => "Head",
        Verb::Options => "Options",
    });
    let media = match &operation.answer {
        Answer::Document(media) => media.clone(),
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
    let check = match operation.body.as_ref().map(|body| &body.content) {
        Some(Content::Json(ty)) => checks::check(api, ty, &Rules::default()),
        _ => None,
    };
    let check = check.map_or(quote!(None), |check| quote!(Some(#check)));
    let optional_query = operation
        .query_parameters
        .iter()
        .filter(|p| !p.required)
        .map(|p| setter(api, p, &quote!(query)));
    let optional_header = operation
        .header_parameters
        .iter()
        .filter(|p| !p.required)
        .map(|p| setter(api, p, &quote!(header)));
    let optional_body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let Given { ty, call } = given_body(api, body);
        quote! {
            /// The body, which this operation can go without.
            pub fn body(self, body: #ty) -> Self {
                Self(self.0.#call)
            }
        }
    });
    let setters: Vec<TokenStream> = optional_query.chain(optional_header).chain(optional_body).collect();
    let waits = operation.verb == Verb::Get;
    let calls = match &operation.answer {
        Answer::Json(ty) => {
            let ty = type_tokens(api, ty);
            let wait = waits.then(|| quote!(wait_call!(#name, #ty);));
            quote!(json_call!(#name, #ty); #wait)
        }
        Answer::Result(ty) => {
            let ty_is_optional = matches!(ty, Type::Optional(_));
            let ty = type_tokens(api, ty);
            let read = match ty_is_optional {
                true => quote!(crate::answer::read_optional_result),
                false => quote!(crate::answer::read_result),
            };
            let wait = waits.then(|| quote!(wait_call!(#name, #ty, #read);));
            quote!(result_call!(#name, #ty); #wait)
        }
        Answer::Page(page) => {
            let list = type_tokens(api, &page.list);
            let wait = waits.then(|| quote!(wait_call!(#name, #list);));
            quote! {
                json_call!(#name, #list);

                #wait

                list_call!(#name, #list);
            }
        }
        Answer::Empty => quote!(empty_call!(#name);),
        Answer::Document(_) => quote!(document_call!(#name);),
    };
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before `send`"]
        pub struct #name(pub(crate) Request);

        impl #name {
            pub(crate) const OPERATION: &Operation = &Operation {
                id: #id,
                method: Method::#verb,
                path: #path,
                permissions: &[#(#permissions),*],
                accept: &[#(#media),*],
                check: #check,
                secrets: &[#(#secrets),*],
            };

            #(#setters)*
        }

        #calls
    }
}

/// What makes a list a page of items, and its own items by `for`.
fn page(api: &Api, page: &Page) -> TokenStream {
    let list = type_tokens(api, &page.list);
    let (item, cursor) = (type_tokens(api, &page.item), type_tokens(api, &page.cursor));
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

fn setter(api: &Api, parameter: &Parameter, place: &TokenStream) -> TokenStream {
    let (name, wire) = (ident(&parameter.rust_name), &parameter.name);
    let doc = docs([described(&parameter.description, || format!("Sets {}.", code(wire)))]);
    let Given { ty, call } = given(api, parameter, &name, place);
    quote! {
        #doc
        pub fn #name(self, #name: #ty) -> Self {
            Self(self.0.#call)
        }
    }
}

/// How a parameter or body is given, and the call that puts it into the request.
struct Given {
    ty: TokenStream,
    call: TokenStream,
}

fn given(api: &Api, parameter: &Parameter, name: &Ident, place: &TokenStream) -> Given {
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
        let check = check.as_ref().map(|check| quote!(check(#wire, #name, #check).));
        Given {
            ty,
            call: quote!(#check #place(#wire, #name)),
        }
    };
    match &parameter.ty {
        Type::String => checked(quote!(&str)),
        Type::Bool | Type::Signed | Type::Unsigned | Type::Number => checked(type_tokens(api, &parameter.ty)),
        ty if is_enum(ty) => {
            let ty = type_tokens(api, ty);
            Given {
                ty: quote!(impl Into<#ty>),
                call: quote!(#place(#wire, Into::<#ty>::into(#name))),
            }
        }
        Type::Array(item) if is_query => {
            let item = match &**item {
                Type::Bool | Type::Signed | Type::Unsigned | Type::Number => type_tokens(api, item),
                item if is_enum(item) => type_tokens(api, item),
                _ => quote!(impl ToString),
            };
            let style = style(parameter.style);
            Given {
                ty: quote!(impl IntoIterator<Item = #item>),
                call: quote!(query_list(#wire, #name, #style)),
            }
        }
        ty @ (Type::Named(_) | Type::Map(_)) if is_query => {
            let (ty, style) = (type_tokens(api, ty), style(parameter.style));
            let json = quote!(serde_json::to_value(#name).unwrap_or_default());
            let check = check.map(|check| quote!(check(#wire, #json, #check).));
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

fn given_body(api: &Api, body: &Body) -> Given {
    match &body.content {
        Content::Json(ty) => {
            let ty = type_tokens(api, ty);
            let media = &body.media;
            let dialect = (media != "application/json").then(|| quote!(.content_type(#media)));
            Given {
                ty: quote!(&impl Body<#ty>),
                call: quote!(json(body.encode(), &body.answered())#dialect),
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

fn resource(api: &Api, resource: &Resource) -> TokenStream {
    let name = ident(&resource.type_name);
    let method = ident(&resource.method);
    // Its operations come first: a type of the API may have the same name and description.
    let doc = docs([
        match &resource.scope {
            Some(scope) => format!(
                "The operations tagged {}, bound to one {}: from [`Client::{}`].",
                code(&resource.tag),
                code(&scope.name),
                resource.method
            ),
            None => format!(
                "The operations tagged {}: from [`Client::{}`].",
                code(&resource.tag),
                resource.method
            ),
        },
        resource.description.clone().unwrap_or_default(),
    ]);
    let methods = resource
        .operations
        .iter()
        .map(|operation| self::method(api, resource, operation));
    let (field, parameter, value) = match &resource.scope {
        Some(scope) => {
            let scope = ident(&scope.rust_name);
            (
                quote!(#scope: String,),
                quote!(, #scope: &str),
                quote!(#scope: #scope.to_owned(),),
            )
        }
        None => (quote!(), quote!(), quote!()),
    };
    let client_doc = docs([
        match &resource.scope {
            Some(scope) => format!(
                "The operations tagged {}, bound to one {}.",
                code(&resource.tag),
                code(&scope.name)
            ),
            None => format!("The operations tagged {}.", code(&resource.tag)),
        },
        match &resource.scope {
            Some(scope) => scope
                .description
                .as_deref()
                .map(|text| format!("`{}`: {}", scope.rust_name, folded(text)))
                .unwrap_or_default(),
            None => String::new(),
        },
    ]);
    quote! {
        impl Client {
            #client_doc
            #[must_use]
            pub fn #method(&self #parameter) -> #name {
                #name { client: self.clone(), #value }
            }
        }

        #doc
        #[derive(Clone, Debug)]
        pub struct #name {
            client: Client,
            #field
        }

        impl #name {
            #(#methods)*
        }
    }
}

fn method(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
    let (name, builder) = (ident(&operation.method), ident(&operation.type_name));
    let mut parameters = Vec::new();
    let mut calls = Vec::new();
    let mut notes = Vec::new();
    if let Some(scope) = &resource.scope {
        let scope = ident(&scope.rust_name);
        calls.push(quote!(.path(&self.#scope)));
    }
    let mut note = |parameter: &Parameter| {
        if let Some(text) = &parameter.description {
            notes.push(format!("- `{}`: {}", parameter.rust_name, folded(text)));
        }
    };
    for (name, value) in &operation.fixed_query {
        calls.push(quote!(.query(#name, #value)));
    }
    for parameter in &operation.path_parameters {
        let name = ident(&parameter.rust_name);
        parameters.push(quote!(#name: &str));
        calls.push(quote!(.path(#name)));
        note(parameter);
    }
    let placed = [
        (&operation.query_parameters, quote!(query)),
        (&operation.header_parameters, quote!(header)),
    ];
    for (list, place) in placed {
        for parameter in list.iter().filter(|parameter| parameter.required) {
            let name = ident(&parameter.rust_name);
            let Given { ty, call } = given(api, parameter, &name, &place);
            parameters.push(quote!(#name: #ty));
            calls.push(quote!(.#call));
            note(parameter);
        }
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let Given { ty, call } = given_body(api, body);
        parameters.push(quote!(body: #ty));
        calls.push(quote!(.#call));
    }
    let doc = docs([
        summary(operation),
        operation.description.clone().unwrap_or_default(),
        match (operation.verb, &operation.answer) {
            (Verb::Get, Answer::Json(_) | Answer::Result(_)) => format!(
                "[`wait_until`](operations::{builder}::wait_until) asks again and again until the answer is what is waited for."
            ),
            _ => String::new(),
        },
        notes.join("\n"),
        format!("{}.", call_line(operation)),
        permission_line(operation),
        operation.example.as_deref().map(example).unwrap_or_default(),
    ]);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #doc
        #deprecated
        pub fn #name(&self, #(#parameters),*) -> operations::#builder {
            operations::#builder(Request::new(&self.client, operations::#builder::OPERATION)#(#calls)*)
        }
    }
}
