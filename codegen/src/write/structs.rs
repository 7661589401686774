//! Struct definitions -> Rust structs, with the types from typify. This file adds the names on the wire, documentation, constructors
//! and setters that take literals, and unknown fields.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Direction, Field, Type};
use crate::names::NamePool;
use crate::prose::{code, docs, ident};
use crate::write::fields::{
    Argument, declare_field, definition_text, field_argument, presence, required_argument, serde_attributes,
};

/// One struct. If it is sent, it gets a constructor and setters.
pub(crate) fn write_struct(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let doc = docs([definition_text(definition)]);
    let members = fields.iter().map(|field| {
        let ((doc, member), serde) = (declare_field(field), serde_attributes(field));
        quote!(#doc #serde pub #member,)
    });
    let table = fields.iter().map(|field| {
        let (wire, member, presence) = (&field.name, ident(&field.rust_name), presence(field));
        quote!(#wire #member #presence,)
    });
    let success = Success::find(fields).map(|success| success.write());
    let has_secret = fields.iter().any(|field| field.secret);
    let debug = (!has_secret).then(|| quote!(Debug,));
    let shown = has_secret.then(|| write_debug(&name, fields));
    let is_default = definition.in_request && !fields.iter().any(Field::is_constructed);
    let default = is_default.then(|| quote!(Default,));
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

/// The private struct that reads an inline variant: the variant takes over its fields.
pub(crate) fn write_inline_variant_reader(name: &Ident, fields: &[Field]) -> TokenStream {
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

/// `Debug` that redacts secrets.
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

/// What `Debug` shows of a field: its value, or that it is redacted.
pub(crate) fn shown_value(field: &Field, value: &TokenStream) -> TokenStream {
    match (field.secret, field.always()) {
        (false, _) => value.clone(),
        (true, true) => quote!(crate::value::extra_fields::Redacted),
        (true, false) => quote!(#value.as_ref().map(|_| crate::value::extra_fields::Redacted)),
    }
}

/// The type of a field `success`, as the runtime distinguishes them. A union takes the greatest of its variants.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Success {
    Boolean,
    NullableBoolean,
    Other,
}

impl Success {
    pub(crate) fn find(fields: &[Field]) -> Option<Self> {
        let success = fields.iter().find(|field| field.name == "success")?;
        Some(match (&success.ty, success.nullable) {
            (Type::Bool, false) => Success::Boolean,
            (Type::Bool, true) => Success::NullableBoolean,
            _ => Success::Other,
        })
    }

    /// The argument of the type's macro.
    pub(crate) fn write(&self) -> TokenStream {
        let name = ident(&format!("{self:?}"));
        quote!(success: #name)
    }
}

fn write_request_methods(api: &Api, index: usize, fields: &[Field]) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let (mut parameters, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    let mut setter_names = NamePool::default();
    fields
        .iter()
        .for_each(|field| drop(setter_names.take(&field.rust_name)));
    for field in fields {
        let member = ident(&field.rust_name);
        let wire = &field.name;
        if field.is_constructed() {
            let Argument { ty, value, is_plain } = required_argument(api, field);
            parameters.push(quote!(#member: #ty));
            values.push(match field.only_constructed && !field.nullable {
                true => quote!(#member: Some(#value)),
                false if is_plain => quote!(#member),
                false => quote!(#member: #value),
            });
            continue;
        }
        values.push(quote!(#member: None));
        // A read-only field is not sent.
        if field.only == Some(Direction::Response) {
            continue;
        }
        let Argument { ty, value, .. } = field_argument(api, field, &member);
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
            let setter = ident(&setter_names.take_underscored(&setter));
            let doc = docs([format!("Sends {} as null. This differs from omitting it.", code(wire))]);
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
            /// Takes the required fields; the other methods set the rest.
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #name { #(#values,)* extra_fields: crate::value::extra_fields::ExtraFields::default() }
            }
            #(#setters)*
        }

        crate::sent_struct!(#name);
    }
}
