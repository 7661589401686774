//! Unions: an open Rust enum, how it is read and written, its accessors and constructors.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Api, Definition, Field, Type, Union, Variant};
use crate::names::{self, Scope, UNRECOGNIZED};
use crate::prose::{code, described, docs, ident};
use crate::write::fields::{declare_field, is_boxed, presence, required_argument, type_tokens};
use crate::write::structs::{own_success, shown_value};

pub(crate) fn write_union(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let unrecognized = ident(UNRECOGNIZED);
    let tag = &union.discriminator;
    let doc = docs([
        described(&definition.description, || format!("`{}` of the API.", definition.name)),
        format!("The variant is decided by {}.", code(tag)),
    ]);
    let variants = union.variants.iter().map(|variant| declare_variant(api, variant));
    let read = write_deserialize(api, union, &name);
    let successes = union.variants.iter();
    let successes = successes.filter_map(|variant| own_success(api.fields(variant.definition)));
    // Where one variant gives it another meaning, it has none for the union.
    let success = successes.max().map(|success| quote!(success: #success));
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
            /// A kind newer than this crate, or one without a known discriminator, kept as it came.
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
        let content = variant_content(api, variant);
        return quote!(#doc #name(#content),);
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

/// What a tuple variant holds.
fn variant_content(api: &Api, variant: &Variant) -> TokenStream {
    let name = ident(&api.definitions[variant.definition].name);
    if variant.recursive {
        quote!(Box<#name>)
    } else {
        quote!(#name)
    }
}

/// The names of an inline variant's fields.
fn field_names(api: &Api, variant: &Variant) -> Vec<Ident> {
    let fields = api.fields(variant.definition).iter();
    fields.map(|field| ident(&field.rust_name)).collect()
}

/// How it is read: by the discriminator, once all fields are there.
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
    let required = fields.filter(|field| field.always() && field.name != union.discriminator);
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

/// What the fields of an inline variant are called where code of ours has names beside them.
fn bindings(api: &Api, variant: &Variant) -> Vec<Ident> {
    let positions = 0..api.fields(variant.definition).len();
    positions.map(|position| ident(&format!("f{position}"))).collect()
}

/// `Debug` where a secret of an inline variant must not be seen.
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

/// The discriminator, what all variants share, and for what is sent a constructor a variant.
fn write_methods(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    // What every union has from traits stays in reach. Accessors come before constructors: an answer that is sent too one
    // day is to keep them.
    let mut scope = Scope::with_reserved(&["from", "clone", "extra_field", "extra_fields", "is_known"]);
    let tag = &union.discriminator;
    let unrecognized = ident(UNRECOGNIZED);
    let tag_method = ident(&scope.take_underscored(&names::field(tag)));
    let doc = docs([format!(
        "{}, which decides the variant: also that of a kind newer than this crate, where it has one.",
        code(tag)
    )]);
    let arms = union.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.rust_name), &variant.value);
        quote!(Self::#name { .. } => Some(#value),)
    });
    let accessors = write_accessors(api, union, &mut scope);
    let constructors: Vec<TokenStream> = match definition.in_request {
        true => union
            .variants
            .iter()
            .map(|variant| constructor(api, variant, &mut scope))
            .collect(),
        false => Vec::new(),
    };
    let questions: Vec<TokenStream> = union
        .variants
        .iter()
        .map(|variant| question(api, variant, &mut scope))
        .collect();
    let extra = union.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        match variant.inline {
            true => quote!(Self::#name { extra_fields, .. } => extra_fields.as_map(),),
            false => quote!(Self::#name(variant) => variant.extra_fields(),),
        }
    });
    let set_extra = definition.in_request.then(|| set_extra(union));
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

        /// The fields that this crate does not know, by their names on the wire: of a kind that it does
        /// not know, all. They are kept as they came, and written back.
        #[must_use]
        pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
            match self {
                #(#extra)*
                Self::#unrecognized(object) => object.as_object(),
            }
        }

        #set_extra
    }
}

/// Whether a value is of an inline kind, or the struct of one that has a struct.
fn question(api: &Api, variant: &Variant, scope: &mut Scope) -> TokenStream {
    let (name, value, snake) = (
        ident(&variant.rust_name),
        &variant.value,
        names::snake(&variant.rust_name),
    );
    if variant.inline {
        let method = ident(&scope.take_underscored(&format!("is_{snake}")));
        let doc = docs([format!("Whether it is a `{value}`.")]);
        return quote! {
            #doc
            #[must_use]
            pub fn #method(&self) -> bool {
                matches!(self, Self::#name { .. })
            }
        };
    }
    let method = ident(&scope.take_underscored(&format!("as_{snake}")));
    let content = ident(&api.definitions[variant.definition].name);
    let doc = docs([format!("What it is as a `{value}`, if it is one.")]);
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

fn set_extra(union: &Union) -> TokenStream {
    let unrecognized = ident(UNRECOGNIZED);
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        match variant.inline {
            true => quote!(Self::#name { extra_fields, .. } => extra_fields.set(name.into(), value.into()),),
            false => quote!(Self::#name(variant) => variant.extra_fields.set(name.into(), value.into()),),
        }
    });
    quote! {
        /// Sets a field that this crate does not know, or one that it knows with a value that its
        /// type does not allow: it is sent in place of the other.
        #[must_use]
        pub fn extra_field(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
            match &mut self {
                #(#arms)*
                Self::#unrecognized(object) => object.set(name.into(), value.into()),
            }
            self
        }
    }
}

fn constructor(api: &Api, variant: &Variant, scope: &mut Scope) -> TokenStream {
    let method = ident(&scope.take_underscored(&names::field(&variant.value)));
    let content = ident(&api.definitions[variant.definition].name);
    let required = api
        .fields(variant.definition)
        .iter()
        .filter(|field| field.required || field.only_constructed);
    let (parameters, arguments): (Vec<_>, Vec<_>) = required
        .map(|field| {
            let (name, ty) = (ident(&field.rust_name), required_argument(api, field).ty);
            (quote!(#name: #ty), name)
        })
        .unzip();
    let doc = docs([
        format!("The body of a {}, with what is required.", code(&variant.value)),
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

/// From a variant's struct to the union, and as a body where the union is one.
fn conversions(api: &Api, definition: &Definition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    // A struct that stands for two values does not say which.
    let alone = |variant: &&Variant| {
        union
            .variants
            .iter()
            .filter(|other| other.definition == variant.definition)
            .count()
            == 1
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

/// The accessors of a union, named as `scope` has it free.
pub(crate) fn write_accessors(api: &Api, union: &Union, scope: &mut Scope) -> Vec<TokenStream> {
    let shared = shared_fields(api, union).into_iter();
    shared.map(|field| write_accessor(api, union, field, scope)).collect()
}

/// The fields that more than one variant has, equal in name and type. Not that all have: a kind that the API adds may lack
/// one, and its accessor is to stay.
fn shared_fields<'a>(api: &'a Api, union: &Union) -> Vec<&'a Field> {
    let mut definitions: Vec<usize> = Vec::new();
    for variant in &union.variants {
        if !definitions.contains(&variant.definition) {
            definitions.push(variant.definition);
        }
    }
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

/// The field of a variant that an accessor for `field` can give.
fn equal_field<'a>(api: &'a Api, definition: usize, field: &Field) -> Option<&'a Field> {
    let own = api.fields(definition).iter().find(|own| own.name == field.name)?;
    let equal = own.ty == field.ty && own.rust_name == field.rust_name && !own.secret;
    (equal && !is_boxed(own)).then_some(own)
}

fn write_accessor(api: &Api, union: &Union, field: &Field, scope: &mut Scope) -> TokenStream {
    let (wire, member, unrecognized) = (&field.name, ident(&field.rust_name), ident(UNRECOGNIZED));
    let method = ident(&scope.take_underscored(&field.rust_name));
    let kept = |read: &str| {
        let read = ident(read);
        quote!(object.get(#wire).and_then(serde_json::Value::#read))
    };
    let integer = quote!(object.get(#wire).and_then(crate::value::lenient::integer_from_value));
    let (ty, kept) = match &field.ty {
        Type::String => (quote!(&str), kept("as_str")),
        Type::Bool => (quote!(bool), kept("as_bool")),
        Type::Signed => (quote!(i64), integer.clone()),
        Type::Unsigned => (quote!(u64), integer),
        Type::Number => (quote!(f64), kept("as_f64")),
        Type::Any => (quote!(&serde_json::Value), quote!(object.get(#wire))),
        other => {
            let ty = type_tokens(api, other, &quote!());
            (quote!(&#ty), quote!(None))
        }
    };
    let by_value = matches!(field.ty, Type::Bool | Type::Signed | Type::Unsigned | Type::Number);
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let Some(own) = equal_field(api, variant.definition, field) else {
            return quote!(Self::#name { .. } => None,);
        };
        let always = own.always();
        match variant.inline {
            true => {
                let value = match (always, by_value, &field.ty) {
                    (true, true, _) => quote!(Some(*#member)),
                    (true, false, _) => quote!(Some(#member)),
                    (false, true, _) => quote!(*#member),
                    (false, false, Type::String) => quote!(#member.as_deref()),
                    (false, false, _) => quote!(#member.as_ref()),
                };
                quote!(Self::#name { #member, .. } => #value,)
            }
            false => {
                let value = match (always, by_value, &field.ty) {
                    (true, true, _) => quote!(Some(variant.#member)),
                    (true, false, _) => quote!(Some(&variant.#member)),
                    (false, true, _) => quote!(variant.#member),
                    (false, false, Type::String) => quote!(variant.#member.as_deref()),
                    (false, false, _) => quote!(variant.#member.as_ref()),
                };
                quote!(Self::#name(variant) => #value,)
            }
        }
    });
    let object = match kept.to_string() == "None" {
        true => quote!(_),
        false => quote!(object),
    };
    let doc = docs([
        match union
            .variants
            .iter()
            .all(|v| equal_field(api, v.definition, field).is_some())
        {
            true => format!("{}, which every kind has.", code(wire)),
            false => format!("{}, of the kinds that have it.", code(wire)),
        },
        described(&field.description, String::new),
    ]);
    quote! {
        #doc
        pub fn #method(&self) -> Option<#ty> {
            match self {
                #(#arms)*
                Self::#unrecognized(#object) => #kept,
            }
        }
    }
}
