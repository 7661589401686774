//! Struct definitions -> Rust structs: the types of typify, dressed in what it has nothing for: the wire's names for serde,
//! documentation of ours, constructors and setters that take literals, and the fields that the spec does not know.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Direction, Field, Type};
use crate::names::Scope;
use crate::prose::{code, described, docs, ident};
use crate::write::fields::{Argument, declare_field, field_argument, presence, required_argument, serde_attributes};

/// One struct, and for what is sent its constructor and setters.
pub(crate) fn write_struct(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let doc = docs([described(&definition.description, || {
        format!("`{}` of the API.", definition.name)
    })]);
    let members = fields.iter().map(|field| {
        let ((doc, member), serde) = (declare_field(field), serde_attributes(field));
        quote!(#doc #serde pub #member,)
    });
    let table = fields.iter().map(|field| {
        let (wire, member, presence) = (&field.name, ident(&field.rust_name), presence(field));
        quote!(#wire #member #presence,)
    });
    let success = own_success(fields).map(|success| quote!(success: #success));
    let has_secret = fields.iter().any(|field| field.secret);
    let debug = (!has_secret).then(|| quote!(Debug,));
    let shown = has_secret.then(|| write_debug(&name, fields));
    let default = (definition.in_request && !fields.iter().any(|field| field.required || field.only_constructed))
        .then(|| quote!(Default,));
    let request = definition.in_request.then(|| write_request_methods(api, index, fields));
    quote! {
        #doc
        #[derive(Clone, #debug #default PartialEq, serde::Deserialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
            #[serde(flatten)]
            extra_fields: crate::value::extra_fields::ExtraFields,
        }
        crate::spec_struct!(#name { #(#table)* } #success);
        #shown
        #request
    }
}

/// The struct of a variant that stands in its union: it is only read, and its fields become the variant's own.
pub(crate) fn write_read_struct(name: &Ident, fields: &[Field]) -> TokenStream {
    let members = fields.iter().map(|field| {
        let ((_, member), serde) = (declare_field(field), serde_attributes(field));
        quote!(#serde #member,)
    });
    quote! {
        #[derive(serde::Deserialize)]
        struct #name {
            #(#members)*
            #[serde(flatten)]
            extra_fields: crate::value::extra_fields::ExtraFields,
        }
    }
}

/// `Debug` where a secret must not be seen.
fn write_debug(name: &Ident, fields: &[Field]) -> TokenStream {
    let label = name.to_string();
    let shown = fields.iter().map(|field| {
        let (label, member) = (&field.rust_name, ident(&field.rust_name));
        let value = shown_value(field, &quote!(self.#member));
        quote!(.field(#label, &#value))
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#label)#(#shown)*.field("extra_fields", &self.extra_fields).finish()
            }
        }
    }
}

/// What `Debug` shows of a field's value.
pub(crate) fn shown_value(field: &Field, value: &TokenStream) -> TokenStream {
    match (field.secret, field.always()) {
        (false, _) => value.clone(),
        (true, true) => quote!(crate::value::extra_fields::Redacted),
        (true, false) => quote!(#value.as_ref().map(|_| crate::value::extra_fields::Redacted)),
    }
}

/// What the runtime has to know of a field `success`, if there is one.
pub(crate) fn own_success(fields: &[Field]) -> Option<Ident> {
    let success = fields.iter().find(|field| field.name == "success")?;
    Some(ident(match (&success.ty, success.nullable) {
        (Type::Bool, false) => "Boolean",
        (Type::Bool, true) => "NullableBoolean",
        _ => "Other",
    }))
}

fn write_request_methods(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let (mut parameters, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    let mut scope = Scope::default();
    fields.iter().for_each(|field| drop(scope.take(&field.rust_name)));
    for field in fields {
        let member = ident(&field.rust_name);
        let wire = &field.name;
        if field.required || field.only_constructed {
            let Argument { ty, value } = required_argument(api, field);
            parameters.push(quote!(#member: #ty));
            values.push(match (field.only_constructed, value.to_string() == field.rust_name) {
                (true, _) if field.nullable => quote!(#member: #value),
                (true, _) => quote!(#member: Some(#value)),
                (false, true) => quote!(#member),
                (false, false) => quote!(#member: #value),
            });
            continue;
        }
        values.push(quote!(#member: None));
        // What only the API sets is not sent.
        if field.only == Some(Direction::Response) {
            continue;
        }
        let Argument { ty, value } = field_argument(api, field, &member);
        let doc = docs([format!("Sets {}.", code(wire))]);
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
                "Sends {} as null, which is not the same as leaving it out.",
                code(wire)
            )]);
            setters.push(quote! {
                #doc
                #[must_use]
                pub fn #setter(mut self) -> Self {
                    self.#member = None;
                    self.extra_fields.send_null(#wire);
                    self
                }
            });
        }
    }
    quote! {
        impl #name {
            /// With what is required; the rest is set by the methods below.
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #name { #(#values,)* extra_fields: crate::value::extra_fields::ExtraFields::default() }
            }
            #(#setters)*
        }

        crate::sent_struct!(#name);
    }
}
