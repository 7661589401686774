//! The resources of the [`Api`] -> `resources.rs`: what `Client` gives them by, and a method for each of their operations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Operation, Parameter, Resource, Response, Type, Verb};
use crate::prose::{code, docs, fence, folded, ident};
use crate::write::operations::{RequestArgument, body_argument, call_line, parameter_argument, summary};

/// The resources, and the methods of `Client` that give them.
pub(crate) fn write_resources(api: &Api) -> TokenStream {
    let resources = api.resources.iter().map(|resource| write_resource(api, resource));
    quote! { #(#resources)* }
}

fn write_resource(api: &Api, resource: &Resource) -> TokenStream {
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
        .map(|operation| write_method(api, resource, operation));
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

fn write_method(api: &Api, resource: &Resource, operation: &Operation) -> TokenStream {
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
        let (ty, call) = match parameter.ty {
            Type::Array(_) => (
                quote!(impl IntoIterator<Item = impl ToString>),
                quote!(.path_list(#name)),
            ),
            _ => (quote!(&str), quote!(.path(#name))),
        };
        parameters.push(quote!(#name: #ty));
        calls.push(call);
        note(parameter);
    }
    let placed = [
        (&operation.query_parameters, quote!(query)),
        (&operation.header_parameters, quote!(header)),
    ];
    for (list, place) in placed {
        for parameter in list.iter().filter(|parameter| parameter.required) {
            let name = ident(&parameter.rust_name);
            let RequestArgument { ty, call } = parameter_argument(api, parameter, &name, &place);
            parameters.push(quote!(#name: #ty));
            calls.push(quote!(.#call));
            note(parameter);
        }
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let RequestArgument { ty, call } = body_argument(api, body);
        parameters.push(quote!(body: #ty));
        calls.push(quote!(.#call));
    }
    let doc = docs([
        summary(operation),
        operation.description.clone().unwrap_or_default(),
        match (operation.verb, &operation.response) {
            (Verb::Get, Response::Json(_) | Response::Result(_)) => format!(
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
            operations::#builder(Request::new(&self.client, Cow::Borrowed(operations::#builder::OPERATION))#(#calls)*)
        }
    }
}

fn permission_line(operation: &Operation) -> String {
    match &operation.permissions[..] {
        [] => String::new(),
        permissions => format!("An API token needs one of the permissions {}.", join_names(permissions)),
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

fn join_names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| code(name)).collect();
    quoted.join(", ")
}
