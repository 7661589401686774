//! The operations of the [`Api`] -> `operations.rs`: a request builder for each, which fills in a request by a table and one-line
//! calls; hand-written code does the rest.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::super::{names, reach};
use super::arguments::{Given, given, given_body};
use super::fields::qualified;
use super::{pages, read_only};
use crate::model::{Answer, Api, Operation, Parameter, Resource, Type, Verb};
use crate::prose::code;
use crate::text::{described, docs, ident};

/// The request builders.
pub(crate) fn generate(api: &Api) -> TokenStream {
    let mut code = TokenStream::new();
    // Several operations may answer pages of one list.
    let mut pages = HashSet::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            code.extend(builder(api, resource, operation));
            if let Answer::Page(page) = &operation.answer
                && pages.insert(qualified(api, &page.list).to_string())
            {
                code.extend(pages::generate(api, page));
            }
        }
    }
    code.extend(read_only::generate(api));
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
fn secrets<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a str> {
    let named = operation.named_parameters().filter(|parameter| parameter.secret);
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
    let (secrets, read_only) = (secrets(api, operation), read_only::of_body(api, operation));
    let verb = ident(operation.verb.as_str());
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
            let ty = qualified(api, ty);
            let wait = waits.then(|| quote!(wait_call!(#name, #ty);));
            quote!(json_call!(#name, #ty); #wait)
        }
        Answer::Result(ty) => {
            let ty_is_optional = matches!(ty, Type::Optional(_));
            let ty = qualified(api, ty);
            let read = match ty_is_optional {
                true => quote!(crate::answer::decode_optional_enveloped),
                false => quote!(crate::answer::decode_enveloped),
            };
            let wait = waits.then(|| quote!(wait_call!(#name, #ty, #read);));
            quote!(result_call!(#name, #ty); #wait)
        }
        Answer::Page(page) => {
            let list = qualified(api, &page.list);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{assert_has, code, spec};

    #[test]
    fn only_a_get_that_answers_json_can_be_waited_on() {
        let operation = |id: &str| {
            json!({ "operationId": id, "tags": ["Things"],
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } } })
        };
        let code = code(&spec(
            json!({ "/accounts/{account_id}/cni/things": { "get": operation("get_thing"), "put": operation("update_thing"),
                "post": operation("create_thing"), "delete": operation("delete_thing") } }),
            json!({}),
        ));
        assert_eq!(code.matches("json_call!").count(), 4, "{code}");
        assert_eq!(code.matches("wait_call!").count(), 1, "{code}");
        assert_has(&code, &["wait_call!(GetThing, String);"]);
    }

    #[test]
    fn an_operation_names_the_secrets_of_its_parameters_and_of_its_body_however_deep() {
        let secret = json!({ "type": "string", "format": "password" });
        let code = code(&spec(
            json!({ "/accounts/{account_id}/cni/things": { "post": {
                "tags": ["Things"], "operationId": "create_thing", "responses": {},
                "parameters": [
                    { "name": "x-key", "in": "header", "schema": secret },
                    { "name": "site", "in": "query", "schema": { "type": "string" } },
                ],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/x_Thing" } } } },
            } } }),
            json!({
                "x_Thing": { "type": "object", "properties": { "name": { "type": "string" },
                    "parts": { "type": "array", "items": { "$ref": "#/components/schemas/x_Part" } } } },
                "x_Part": { "type": "object", "properties": { "pairing-key": secret, "kind": { "type": "string" } } },
            }),
        ));
        assert_has(&code, &["secrets: &[\"pairing-key\", \"x-key\"]"]);
    }
}
