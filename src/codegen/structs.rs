//! Struct definitions -> Rust structs. typify decides the type of each field; what it is dressed in (documentation, serde
//! attributes, constructors and setters) is ours.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use schemars::schema::Schema;
use serde_json::{Value, json};
use typify::{TypeSpace, TypeSpacePatch, TypeSpaceSettings};

use super::members::Members;
use super::model::{Api, Field, Shape, Type};
use super::names::{self, Scope};
use super::text::{described, docs, ident};
use super::types::{FieldType, argument};

/// The types of each struct's fields, by the index of its definition, without the `Option` of what may be absent.
pub(crate) type FieldTypes = Vec<Vec<syn::Type>>;

/// Has typify write the structs.
///
/// It is given neutral names (`T0`, `f0`), so that its rules for names cannot clash with ours, and every field as required:
/// what stays is its work on types, boxes for recursive ones included.
pub(crate) fn field_types(api: &Api) -> Result<FieldTypes, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    let mut schemas: Vec<(String, Schema)> = Vec::new();
    let mut types: FieldTypes = api.definitions.iter().map(|_| Vec::new()).collect();
    for (index, definition) in api.definitions.iter().enumerate() {
        let schema = match &definition.shape {
            Shape::Struct(fields) if !fields.is_empty() => {
                settings.with_patch(key(index), TypeSpacePatch::default().with_rename(&definition.name));
                let names: Vec<String> = (0..fields.len()).map(|position| format!("f{position}")).collect();
                let mut properties = serde_json::Map::new();
                properties.extend(names.iter().cloned().zip(fields.iter().map(|field| schema(&field.ty))));
                json!({ "type": "object", "properties": properties, "required": names })
            }
            // Written by us; typify only has to know the name.
            _ => {
                settings.with_replacement(key(index), &definition.name, std::iter::empty());
                json!({ "type": "object" })
            }
        };
        schemas.push((
            key(index),
            serde_json::from_value(schema).map_err(|error| error.to_string())?,
        ));
    }
    let mut space = TypeSpace::new(&settings);
    space.add_ref_types(schemas).map_err(|error| error.to_string())?;
    let file: syn::File = syn::parse2(space.to_stream()).map_err(|error| error.to_string())?;
    let indices: HashMap<&str, usize> = api
        .definitions
        .iter()
        .enumerate()
        .map(|(index, d)| (d.name.as_str(), index))
        .collect();
    for item in file.items {
        let syn::Item::Struct(item) = item else { continue };
        let Some(&index) = indices.get(item.ident.to_string().as_str()) else {
            continue;
        };
        let mut by_position = vec![None; item.fields.len()];
        for mut field in item.fields {
            shorten(&mut field.ty);
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let position = name.strip_prefix('f').and_then(|digits| digits.parse::<usize>().ok());
            if let Some(slot) = position.and_then(|position| by_position.get_mut(position)) {
                *slot = Some(field.ty);
            }
        }
        let complete: Option<Vec<syn::Type>> = by_position.into_iter().collect();
        types[index] =
            complete.ok_or_else(|| format!("typify dropped a field of `{}`", api.definitions[index].name))?;
    }
    for (index, definition) in api.definitions.iter().enumerate() {
        if let Shape::Struct(fields) = &definition.shape {
            if types[index].len() != fields.len() {
                return Err(format!(
                    "typify wrote no struct with {} fields for `{}`",
                    fields.len(),
                    definition.name
                ));
            }
        }
    }
    Ok(types)
}

fn key(index: usize) -> String {
    format!("T{index}")
}

fn schema(ty: &Type) -> Value {
    match ty {
        Type::String => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Signed => json!({ "type": "integer", "format": "int64" }),
        Type::Unsigned => json!({ "type": "integer", "format": "uint64" }),
        Type::Number => json!({ "type": "number", "format": "double" }),
        Type::Any | Type::Optional(_) => json!({}),
        Type::Array(item) => json!({ "type": "array", "items": schema(item) }),
        Type::Map(value) => json!({ "type": "object", "additionalProperties": schema(value) }),
        Type::Named(index) => json!({ "$ref": format!("#/definitions/{}", key(*index)) }),
    }
}

/// `::std::string::String` -> `String`, as a person would write it.
fn shorten(ty: &mut syn::Type) {
    let syn::Type::Path(syn::TypePath { path, .. }) = ty else {
        return;
    };
    for segment in &mut path.segments {
        let syn::PathArguments::AngleBracketed(generic) = &mut segment.arguments else {
            continue;
        };
        for argument in &mut generic.args {
            if let syn::GenericArgument::Type(ty) = argument {
                shorten(ty);
            }
        }
    }
    if path.leading_colon.take().is_some() {
        let last = path.segments.last().map(|segment| segment.ident.to_string());
        if matches!(last.as_deref(), Some("String" | "Vec" | "Option" | "Box")) {
            path.segments = path.segments.iter().skip(path.segments.len() - 1).cloned().collect();
        }
    }
}

/// The struct behind a union's inline variant: what serde writes, seen by nobody.
pub(crate) fn hidden(api: &Api, index: usize, fields: &[Field], types: &FieldTypes) -> TokenStream {
    let name = ident(&api.definitions[index].name);
    let members = fields.iter().enumerate().map(|(position, field)| {
        let serde = serde_attribute(field);
        let (_, member) = self::member(field, FieldType::of(types, index, position).ty);
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
pub(crate) fn generate(api: &Api, index: usize, fields: &[Field], types: &FieldTypes) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let doc = docs([described(&definition.description, || {
        format!("`{}` of the API.", definition.name)
    })]);
    let members = fields.iter().enumerate().map(|(position, field)| {
        let serde = (!definition.in_request).then(|| serde_attribute(field));
        let (doc, member) = self::member(field, FieldType::of(types, index, position).ty);
        quote!(#doc #serde pub #member,)
    });
    let rest = definition.in_request.then(|| quote!(rest: crate::value::object::Rest,));
    let serde = (!definition.in_request).then(|| quote!(serde::Deserialize, serde::Serialize,));
    let debug = (!fields.iter().any(|field| field.secret)).then(|| quote!(Debug,));
    let default = (definition.in_request && !fields.iter().any(|field| field.required)).then(|| quote!(Default,));
    let redacted = debug.is_none().then(|| redacted_debug(&definition.name, fields));
    let request = definition.in_request.then(|| request(api, index, fields, types));
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

/// A field: its documentation, and its name with its type.
pub(crate) fn member(field: &Field, ty: &syn::Type) -> (TokenStream, TokenStream) {
    let name = ident(&field.rust_name);
    let doc = docs([described(&field.description, || format!("`{}`.", field.name))]);
    let ty = if field.always() {
        quote!(#ty)
    } else {
        quote!(Option<#ty>)
    };
    (doc, quote!(#name: #ty))
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

fn request(api: &Api, index: usize, fields: &[Field], types: &FieldTypes) -> TokenStream {
    let definition = &api.definitions[index];
    let name = ident(&definition.name);
    let (mut parameters, mut values, mut setters, mut writes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut scope = Scope::default();
    fields.iter().for_each(|field| drop(scope.take(&field.rust_name)));
    for (position, field) in fields.iter().enumerate() {
        let member = ident(&field.rust_name);
        let wire = &field.name;
        let given = argument(api, &field.ty, &member, &FieldType::of(types, index, position));
        let (ty, value) = (&given.ty, &given.value);
        let is_plain = value.to_string() == field.rust_name;
        if field.required {
            let (ty, value) = match field.nullable {
                false => (ty.clone(), value.clone()),
                true => {
                    let plain = FieldType::of(types, index, position).ty;
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
