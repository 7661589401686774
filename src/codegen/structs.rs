//! Struct definitions -> Rust structs: their fields, dressed in what typify has nothing for (the wire's names, documentation of
//! ours, constructors and setters that take literals, members that the spec does not know).

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{argument, member, tokens};
use super::members::Members;
use super::model::{Api, Field, Shape};
use super::names::{self, Scope};
use super::text::{described, docs, ident};

/// The struct behind a union's inline variant: what serde writes, seen by nobody.
pub(crate) fn hidden(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let name = ident(&api.definitions[index].name);
    let members = fields.iter().map(|field| {
        let serde = serde_attribute(field);
        let (_, member) = member(api, field);
        quote!(#serde #member,)
    });
    quote! {
        #[derive(serde::Serialize)]
        struct #name {
            #(#members)*
        }
    }
}

/// One struct, and for what is sent its constructor and setters.
pub(crate) fn generate(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let doc = docs([described(&definition.description, || {
        format!("`{}` of the API.", definition.name)
    })]);
    let members = fields.iter().map(|field| {
        let serde = (!definition.in_request).then(|| serde_attribute(field));
        let (doc, member) = member(api, field);
        quote!(#doc #serde pub #member,)
    });
    let rest = definition.in_request.then(|| quote!(rest: crate::value::object::Rest,));
    let serde = (!definition.in_request).then(|| quote!(serde::Deserialize, serde::Serialize,));
    let debug = (!fields.iter().any(|field| field.secret)).then(|| quote!(Debug,));
    let default = (definition.in_request && !fields.iter().any(|field| field.required)).then(|| quote!(Default,));
    let redacted = debug.is_none().then(|| redacted_debug(&definition.name, fields));
    let request = definition.in_request.then(|| request(api, index, fields));
    quote! {
        #doc
        #[derive(Clone, #debug #default PartialEq, #serde)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
            #rest
        }
        #redacted
        #request
    }
}

/// What serde has to know of a field.
fn serde_attribute(field: &Field) -> Option<TokenStream> {
    let wire = &field.name;
    let rename = (field.rust_name != *wire).then(|| quote!(rename = #wire,));
    let skip = (!field.required).then(|| quote!(skip_serializing_if = "Option::is_none",));
    (rename.is_some() || skip.is_some()).then(|| quote!(#[serde(#rename #skip)]))
}

fn redacted_debug(name: &str, fields: &[Field]) -> TokenStream {
    let type_name = ident(name);
    let members = fields.iter().map(|field| {
        let (member, label) = (ident(&field.rust_name), &field.rust_name);
        match (field.secret, field.always()) {
            (false, _) => quote!(.field(#label, &self.#member)),
            (true, true) => quote!(.field(#label, &crate::value::object::Redacted)),
            (true, false) => quote!(.field(#label, &self.#member.as_ref().map(|_| crate::value::object::Redacted))),
        }
    });
    quote! {
        impl std::fmt::Debug for #type_name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#name)#(#members)*.finish_non_exhaustive()
            }
        }
    }
}

/// The discriminators of the unions that a struct is a variant of: they write them, so it is not to keep them.
fn discriminators(api: &Api, index: usize) -> Vec<&str> {
    let unions = api.definitions.iter().filter_map(|definition| match &definition.shape {
        Shape::Union(union) => Some(union),
        _ => None,
    });
    let its = unions.filter(|union| union.variants.iter().any(|variant| variant.definition == index));
    names::each_once(its.map(|union| union.discriminator.as_str()))
}

fn request(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let (mut parameters, mut values, mut setters, mut writes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut scope = Scope::default();
    fields.iter().for_each(|field| drop(scope.take(&field.rust_name)));
    for field in fields {
        let member = ident(&field.rust_name);
        let wire = &field.name;
        let given = argument(api, &field.ty, &member);
        let (ty, value) = (&given.ty, &given.value);
        let is_plain = value.to_string() == field.rust_name;
        if field.required {
            let (ty, value) = match field.nullable {
                false => (ty.clone(), value.clone()),
                true => {
                    let plain = tokens(api, &field.ty, &quote!());
                    (quote!(Option<#plain>), quote!(#member))
                }
            };
            parameters.push(quote!(#member: #ty));
            values.push(if is_plain || field.nullable {
                quote!(#member)
            } else {
                quote!(#member: #value)
            });
            writes.push(quote!(object.required(#wire, &self.#member)?;));
            continue;
        }
        values.push(quote!(#member: None));
        writes.push(quote!(object.optional(#wire, &self.#member)?;));
        let doc = docs([format!("Sets `{wire}`.")]);
        setters.push(quote! {
            #doc
            #[must_use]
            pub fn #member(mut self, #member: #ty) -> Self {
                self.#member = Some(#value);
                self
            }
        });
        if field.nullable {
            let setter = format!("{}_null", field.rust_name.trim_end_matches('_'));
            let setter = ident(&scope.take_underscored(&setter));
            let doc = docs([format!(
                "Sends `{wire}` as null, which is not the same as leaving it out."
            )]);
            setters.push(quote! {
                #doc
                #[must_use]
                pub fn #setter(mut self) -> Self {
                    self.#member = None;
                    self.rest.send_null(#wire);
                    self
                }
            });
        }
    }
    let members = Members::of_struct(fields);
    let read = members.read(
        fields,
        true,
        &discriminators(api, index),
        |values| quote!(Self { #values }),
    );
    let deserialize = members.deserialize(&name, &read);
    quote! {
        impl #name {
            /// With what is required; the rest is set by the methods below.
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #name { #(#values,)* rest: crate::value::object::Rest::default() }
            }
            #(#setters)*
        }

        #deserialize

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = crate::value::object::Writer::new(serializer, &self.rest)?;
                #(#writes)*
                object.end()
            }
        }
    }
}
