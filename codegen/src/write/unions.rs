//! Unions: an open Rust enum with its serialization, accessors and constructors.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Definition, Field, Type, Union, Variant};
use crate::names::{self, NamePool, UNRECOGNIZED};
use crate::prose::{code, described, docs, ident};
use crate::write::fields::{declare_field, definition_text, presence, required_argument, type_tokens};
use crate::write::structs::{Success, shown_value};

pub(crate) fn write_union(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let unrecognized = ident(UNRECOGNIZED);
    let tag = &union.discriminator;
    let doc = docs([
        definition_text(definition),
        format!("{} decides the variant.", code(tag)),
    ]);
    let variants = union.variants.iter().map(|variant| declare_variant(api, variant));
    let read = write_deserialize(api, union, &name);
    let successes = union.variants.iter();
    let successes = successes.filter_map(|variant| Success::find(api.fields(variant.definition)));
    let success = successes.max().map(|success| success.write());
    let write = union.variants.iter().map(|variant| write_variant(api, variant, tag));
    let inline = || union.variants.iter().filter(|variant| variant.inline);
    let has_secret = inline().any(|variant| api.fields(variant.definition).iter().any(|field| field.secret));
    let debug = (!has_secret).then(|| quote!(Debug,));
    let shown = has_secret.then(|| write_debug(api, &name, union));
    let methods = write_methods(api, definition, union);
    let conversions = conversions(api, definition, union);
    quote! {
        #doc
        #[derive(Clone, #debug PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A kind newer than this crate, or one without a discriminator, unchanged.
            #unrecognized(crate::Unrecognized),
        }
        impl #name {
            #methods
        }
        #read
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#write)*
                    Self::#unrecognized(object) => object.serialize(serializer),
                }
            }
        }
        crate::open_union!(#name #success);
        #shown
        #conversions
    }
}

fn declare_variant(api: &Api, variant: &Variant) -> TokenStream {
    let name = ident(&variant.rust_name);
    let doc = docs([described(&variant.description, || code(&variant.value))]);
    if !variant.inline {
        let content = ident(&api.definitions[variant.definition].name);
        return match variant.recursive {
            true => quote!(#doc #name(Box<#content>),),
            false => quote!(#doc #name(#content),),
        };
    }
    let fields = api.fields(variant.definition).iter().map(|field| {
        let (doc, member) = declare_field(field);
        quote!(#doc #member,)
    });
    quote! {
        #doc
        #[non_exhaustive]
        #name {
            #(#fields)*
            #[doc(hidden)]
            extra_fields: crate::value::extra_fields::ExtraFields,
        },
    }
}

/// The names of an inline variant's fields.
fn field_names(api: &Api, variant: &Variant) -> Vec<Ident> {
    let fields = api.fields(variant.definition).iter();
    fields.map(|field| ident(&field.rust_name)).collect()
}

/// `Deserialize`: collects all fields, then decides by the discriminator.
fn write_deserialize(api: &Api, union: &Union, name: &Ident) -> TokenStream {
    let (tag, unrecognized) = (&union.discriminator, ident(UNRECOGNIZED));
    let arms = union.variants.iter().map(|variant| {
        let (value, name) = (&variant.value, ident(&variant.rust_name));
        if !variant.inline {
            return quote!(Some(#value) => fields.into_variant().map(Self::#name),);
        }
        let content = ident(&api.definitions[variant.definition].name);
        let members = field_names(api, variant);
        quote! {
            Some(#value) => fields.into_variant().map(|#content { #(#members,)* extra_fields }| Self::#name { #(#members,)* extra_fields }),
        }
    });
    let fields = union.variants.iter().flat_map(|variant| api.fields(variant.definition));
    let required = fields.filter(|field| field.always());
    let required = names::each_once(required.map(|field| field.name.as_str()));
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::value::union::deserialize_union(deserializer, #tag, &[#(#required),*], |variant, fields| match variant {
                    #(#arms)*
                    _ => fields.unrecognized().map(Self::#unrecognized),
                })
            }
        }
    }
}

fn write_variant(api: &Api, variant: &Variant, tag: &str) -> TokenStream {
    let (value, name) = (&variant.value, ident(&variant.rust_name));
    if !variant.inline {
        let content = if variant.recursive {
            quote!(&**variant)
        } else {
            quote!(variant)
        };
        return quote! {
            Self::#name(variant) => crate::value::structs::Struct::write(#content, serializer, Some((#tag, #value))),
        };
    }
    let (fields, bindings) = (api.fields(variant.definition), bindings(api, variant));
    let writes = fields.iter().zip(&bindings).map(|(field, binding)| {
        let (wire, presence) = (&field.name, presence(field));
        quote!(.#presence(#wire, #binding)?)
    });
    let members = field_names(api, variant);
    quote! {
        Self::#name { #(#members: #bindings,)* extra_fields } => {
            crate::value::extra_fields::Writer::new(serializer, Some((#tag, #value)), extra_fields)?
                #(#writes)*
                .end()
        }
    }
}

/// Names for the fields of an inline variant in code with names of its own.
fn bindings(api: &Api, variant: &Variant) -> Vec<Ident> {
    let positions = 0..api.fields(variant.definition).len();
    positions.map(|position| ident(&format!("f{position}"))).collect()
}

/// `Debug` that redacts the secrets of inline variants.
fn write_debug(api: &Api, name: &Ident, union: &Union) -> TokenStream {
    let unrecognized = ident(UNRECOGNIZED);
    let arms = union.variants.iter().map(|variant| {
        let (name, label) = (ident(&variant.rust_name), &variant.rust_name);
        if !variant.inline {
            return quote!(Self::#name(variant) => f.debug_tuple(#label).field(variant).finish(),);
        }
        let (fields, bindings) = (api.fields(variant.definition), bindings(api, variant));
        let members = field_names(api, variant);
        let shown = fields.iter().zip(&bindings).map(|(field, binding)| {
            let (label, value) = (&field.rust_name, shown_value(field, &quote!(#binding)));
            quote!(.field(#label, &#value))
        });
        let bound = fields
            .iter()
            .zip(&bindings)
            .map(|(field, binding)| match field.secret && field.always() {
                true => quote!(_),
                false => quote!(#binding),
            });
        quote! {
            Self::#name { #(#members: #bound,)* extra_fields } => {
                f.debug_struct(#label)#(#shown)*.field("extra_fields", extra_fields).finish()
            }
        }
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    #(#arms)*
                    Self::#unrecognized(object) => f.debug_tuple("Unrecognized").field(object).finish(),
                }
            }
        }
    }
}

/// The methods: the discriminator, shared fields, questions about the variant, and constructors if the union is sent.
fn write_methods(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    // Accessors are named before constructors: if a response type is also sent one day, they keep their names.
    let mut pool = NamePool::with_reserved(&["from", "clone", "extra_field", "extra_fields", "is_known"]);
    let tag = &union.discriminator;
    let unrecognized = ident(UNRECOGNIZED);
    let tag_method = ident(&pool.take_underscored(&names::field(tag)));
    let doc = docs([format!(
        "Returns {}, which decides the variant. A kind newer than this crate may have none.",
        code(tag)
    )]);
    let arms = union.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.rust_name), &variant.value);
        quote!(Self::#name { .. } => Some(#value),)
    });
    let accessors = write_accessors(api, union, &mut pool);
    let mut constructors = Vec::new();
    for variant in union.variants.iter().filter(|_| definition.in_request) {
        constructors.push(constructor(api, variant, &mut pool));
    }
    let mut questions = Vec::new();
    for variant in &union.variants {
        questions.push(question(api, variant, &mut pool));
    }
    let extra = |call: TokenStream| {
        let arms = union.variants.iter().map(move |variant| {
            let name = ident(&variant.rust_name);
            match variant.inline {
                true => quote!(Self::#name { extra_fields, .. } => extra_fields.#call,),
                false => quote!(Self::#name(variant) => variant.extra_fields.#call,),
            }
        });
        quote!(#(#arms)*)
    };
    let extra_fields = extra(quote!(as_map()));
    let extra_field = definition.in_request.then(|| {
        let set = extra(quote!(set(name.into(), value.into())));
        quote! {
            /// Sets a field that this crate does not know. It can also override a known field with a value
            /// that its type does not allow.
            #[must_use]
            pub fn extra_field(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                match &mut self {
                    #set
                    Self::#unrecognized(object) => object.set(name.into(), value.into()),
                }
                self
            }
        }
    });
    quote! {
        #(#constructors)*

        #doc
        pub fn #tag_method(&self) -> Option<&str> {
            match self {
                #(#arms)*
                Self::#unrecognized(object) => object.get(#tag).and_then(serde_json::Value::as_str),
            }
        }

        #(#accessors)*

        #(#questions)*

        /// The unknown fields, by their names on the wire. In a kind newer than this crate, all fields are
        /// unknown. They are kept and written back unchanged.
        #[must_use]
        pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
            match self {
                #extra_fields
                Self::#unrecognized(object) => object.as_object(),
            }
        }

        #extra_field
    }
}

/// `is_<variant>` for an inline variant, `as_<variant>` for one with a struct.
fn question(api: &Api, variant: &Variant, pool: &mut NamePool) -> TokenStream {
    let (name, value, snake) = (
        ident(&variant.rust_name),
        &variant.value,
        names::snake(&variant.rust_name),
    );
    if variant.inline {
        let method = ident(&pool.take_underscored(&format!("is_{snake}")));
        let doc = docs([format!("Whether the variant is `{value}`.")]);
        return quote! {
            #doc
            #[must_use]
            pub fn #method(&self) -> bool {
                matches!(self, Self::#name { .. })
            }
        };
    }
    let method = ident(&pool.take_underscored(&format!("as_{snake}")));
    let content = ident(&api.definitions[variant.definition].name);
    let doc = docs([format!(
        "The struct of the variant `{value}`, or `None` for another variant."
    )]);
    quote! {
        #doc
        #[must_use]
        pub fn #method(&self) -> Option<&#content> {
            match self {
                Self::#name(variant) => Some(variant),
                _ => None,
            }
        }
    }
}

fn constructor(api: &Api, variant: &Variant, pool: &mut NamePool) -> TokenStream {
    let method = ident(&pool.take_underscored(&names::field(&variant.value)));
    let content = ident(&api.definitions[variant.definition].name);
    let fields = api.fields(variant.definition).iter();
    let required = fields.filter(|field| field.is_constructed());
    let (parameters, arguments): (Vec<_>, Vec<_>) = required
        .map(|field| {
            let (name, ty) = (ident(&field.rust_name), required_argument(api, field).ty);
            (quote!(#name: #ty), name)
        })
        .unzip();
    let doc = docs([
        format!(
            "Builds the struct of the variant {} from its required fields.",
            code(&variant.value)
        ),
        variant.description.clone().unwrap_or_default(),
    ]);
    quote! {
        #doc
        #[must_use]
        pub fn #method(#(#parameters),*) -> #content {
            #content::new(#(#arguments),*)
        }
    }
}

/// Conversions from a variant's struct to the union. If the union is sent, the struct is a body too.
fn conversions(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    // A struct of two variants does not say which one it is.
    let alone = |variant: &&Variant| {
        let same = union
            .variants
            .iter()
            .filter(|other| other.definition == variant.definition);
        same.count() == 1
    };
    let conversions = union
        .variants
        .iter()
        .filter(alone)
        .filter(|variant| !variant.inline || definition.in_request)
        .map(|variant| {
            let (variant_name, content) = (
                ident(&variant.rust_name),
                ident(&api.definitions[variant.definition].name),
            );
            let members = field_names(api, variant);
            let (tag, kind) = (&union.discriminator, &variant.value);
            let value = match (variant.inline, variant.recursive) {
                (false, false) => quote!(Self::#variant_name(variant)),
                (false, true) => quote!(Self::#variant_name(Box::new(variant))),
                (true, _) => quote! {{
                    let #content { #(#members,)* extra_fields } = variant;
                    Self::#variant_name { #(#members,)* extra_fields }
                }},
            };
            let body = definition.in_request.then(|| {
                quote! {
                    impl crate::Body<#name> for #content {
                        fn encode(&self) -> serde_json::Result<Vec<u8>> {
                            let discriminator = (#tag, #kind);
                            serde_json::to_vec(&crate::value::structs::Tagged { discriminator, variant: self })
                        }
                    }
                }
            });
            quote! {
                impl From<#content> for #name {
                    fn from(variant: #content) -> Self {
                        #value
                    }
                }
                #body
            }
        });
    quote!(#(#conversions)*)
}

/// The accessors of a union's shared fields.
pub(crate) fn write_accessors(api: &Api, union: &Union, pool: &mut NamePool) -> Vec<TokenStream> {
    let shared = shared_fields(api, union).into_iter();
    shared.map(|field| write_accessor(api, union, field, pool)).collect()
}

/// The fields that at least two variants have, equal in name and type. Not all variants need the field: an accessor must stay when
/// the API adds a kind without it.
fn shared_fields<'a>(api: &'a Api, union: &Union) -> Vec<&'a Field> {
    let definitions: BTreeSet<usize> = union.variants.iter().map(|variant| variant.definition).collect();
    let mut shared: Vec<&Field> = Vec::new();
    for field in union.variants.iter().flat_map(|variant| api.fields(variant.definition)) {
        let have = |definition: &&usize| equal_field(api, **definition, field).is_some();
        let enough = definitions.iter().filter(have).count() >= definitions.len().min(2);
        if enough && !shared.iter().any(|known| known.name == field.name) {
            shared.push(field);
        }
    }
    shared
}

/// A variant's field that the accessor for `field` can return.
fn equal_field<'a>(api: &'a Api, definition: usize, field: &Field) -> Option<&'a Field> {
    let own = api.fields(definition).iter().find(|own| own.name == field.name)?;
    let equal = own.ty == field.ty && own.rust_name == field.rust_name && !own.secret;
    (equal && !own.boxed).then_some(own)
}

fn write_accessor(api: &Api, union: &Union, field: &Field, pool: &mut NamePool) -> TokenStream {
    let (wire, member, unrecognized) = (&field.name, ident(&field.rust_name), ident(UNRECOGNIZED));
    let method = ident(&pool.take_underscored(&field.rust_name));
    // How the value is read from an unknown kind: by this conversion, or not at all.
    let (ty, convert) = match &field.ty {
        Type::String => (quote!(&str), Some(quote!(.and_then(serde_json::Value::as_str)))),
        Type::Bool => (quote!(bool), Some(quote!(.and_then(serde_json::Value::as_bool)))),
        Type::Number => (quote!(f64), Some(quote!(.and_then(serde_json::Value::as_f64)))),
        Type::Signed | Type::Unsigned => (
            type_tokens(api, &field.ty, &quote!()),
            Some(quote!(.and_then(crate::value::lenient::integer_from_value))),
        ),
        Type::Any => (quote!(&serde_json::Value), Some(quote!())),
        other => {
            let ty = type_tokens(api, other, &quote!());
            (quote!(&#ty), None)
        }
    };
    let unknown = match convert {
        Some(convert) => quote!(Self::#unrecognized(object) => object.get(#wire)#convert,),
        None => quote!(Self::#unrecognized(_) => None,),
    };
    let by_value = matches!(field.ty, Type::Bool | Type::Signed | Type::Unsigned | Type::Number);
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let Some(own) = equal_field(api, variant.definition, field) else {
            return quote!(Self::#name { .. } => None,);
        };
        // An inline variant's field is matched as a reference.
        let (pattern, access, value, reference) = match variant.inline {
            true => (
                quote!({ #member, .. }),
                quote!(#member),
                quote!(*#member),
                quote!(#member),
            ),
            false => (
                quote!((variant)),
                quote!(variant.#member),
                quote!(variant.#member),
                quote!(&variant.#member),
            ),
        };
        let value = match (own.always(), by_value, &field.ty) {
            (true, true, _) => quote!(Some(#value)),
            (true, false, _) => quote!(Some(#reference)),
            (false, true, _) => value,
            (false, false, Type::String) => quote!(#access.as_deref()),
            (false, false, _) => quote!(#access.as_ref()),
        };
        quote!(Self::#name #pattern => #value,)
    });
    let all_have = |variant: &Variant| equal_field(api, variant.definition, field).is_some();
    let doc = docs([
        match union.variants.iter().all(all_have) {
            true => format!("{}, which every known kind has.", code(wire)),
            false => format!("{}. Some kinds do not have it.", code(wire)),
        },
        described(&field.description, String::new),
    ]);
    quote! {
        #doc
        pub fn #method(&self) -> Option<#ty> {
            match self {
                #(#arms)*
                #unknown
            }
        }
    }
}
