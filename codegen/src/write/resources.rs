//! The resources of the [`Api`] -> `resources.rs`: the methods of `Client` that return them, and a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Operation, Parameter, Resource, Response, Type, Verb};
use crate::prose::{code, docs, fence, folded, ident};
use crate::write::operations::{RequestArgument, body_argument, call_line, parameter_argument, summary};

/// The resources, and the methods of `Client` that return them.
pub(crate) fn write_resources(api: &Api) -> TokenStream {
    let resources = api.resources.iter().map(|resource| write_resource(api, resource));
    quote! { #(#resources)* }
}

fn write_resource(api: &Api, resource: &Resource) -> TokenStream {
    let name = ident(&resource.type_name);
    let method = ident(&resource.method);
    let (tag, scope) = (code(&resource.tag), resource.scope.as_ref());
    let operations = match scope {
        Some(scope) => format!("The operations tagged {tag}, bound to one {}", code(&scope.name)),
        None => format!("The operations tagged {tag}"),
    };
    // The operations come first, because a type of the API may have the same name and description.
    let doc = docs([
        format!("{operations}: from [`Client::{}`].", resource.method),
        resource.description.clone().unwrap_or_default(),
    ]);
    let scope_text = scope.and_then(parameter_text).unwrap_or_default();
    let client_doc = docs([format!("{operations}."), scope_text]);
    let methods = resource.operations.iter();
    let methods = methods.map(|operation| write_method(api, resource, operation));
    let scope = scope.map(|scope| ident(&scope.rust_name));
    let field = scope.as_ref().map(|scope| quote!(#scope: String,));
    let parameter = scope.as_ref().map(|scope| quote!(, #scope: &str));
    let value = scope.as_ref().map(|scope| quote!(#scope: #scope.to_owned(),));
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
    let (mut parameters, mut calls, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(scope) = &resource.scope {
        let scope = ident(&scope.rust_name);
        calls.push(quote!(.path(&self.#scope)));
    }
    for (name, value) in &operation.fixed_query {
        calls.push(quote!(.query(#name, #value)));
    }
    let mut take = |parameter: &Parameter, ty: TokenStream, call: TokenStream| {
        let name = ident(&parameter.rust_name);
        parameters.push(quote!(#name: #ty));
        calls.push(quote!(.#call));
        notes.extend(parameter_text(parameter).map(|text| format!("- {text}")));
    };
    for parameter in &operation.path_parameters {
        let name = ident(&parameter.rust_name);
        match parameter.ty {
            Type::Array(_) => {
                let ty = quote!(impl IntoIterator<Item = impl ToString>);
                take(parameter, ty, quote!(path_list(#name)));
            }
            _ => take(parameter, quote!(&str), quote!(path(#name))),
        }
    }
    for (place, parameter) in operation
        .placed_parameters()
        .filter(|(_, parameter)| parameter.required)
    {
        let RequestArgument { ty, call } = parameter_argument(api, place, parameter);
        take(parameter, ty, call);
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
            (Verb::Get, Response::Json(_) | Response::Result(_)) => {
                format!("[`wait_until`](operations::{builder}::wait_until) polls until the response meets a condition.")
            }
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

/// What an argument is, as the documentation of its function says it.
fn parameter_text(parameter: &Parameter) -> Option<String> {
    let text = parameter.description.as_ref()?;
    Some(format!("`{}`: {}", parameter.rust_name, folded(text)))
}

fn permission_line(operation: &Operation) -> String {
    match &operation.permissions[..] {
        [] => String::new(),
        permissions => {
            let names: Vec<String> = permissions.iter().map(|name| code(name)).collect();
            format!("An API token needs one of these permissions: {}.", names.join(", "))
        }
    }
}

/// An example as a doctest, run against the fake.
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
