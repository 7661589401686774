//! How a union of answers is read in one pass: the members of all its variants into one struct, and from there into the
//! variant that the discriminator names.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Api, Field, Type, Union, Variant};
use super::names::{self, Scope};
use super::structs::FieldTypes;
use super::text::ident;
use super::types::FieldType;

/// A member that a variant may have.
struct Member<'a> {
    /// On the wire.
    name: &'a str,
    slot: String,
    /// Its type, unless variants have it with different ones: then it is any JSON until the variant is known.
    ty: Option<(&'a Type, FieldType<'a>)>,
}

/// Reads the object and returns the union; what is unusual in any way is an error, since another way of reading comes after
/// this one. `None` where a variant keeps fields that it does not know, for which there is no slot.
pub(crate) fn read(api: &Api, union: &Union, types: &FieldTypes) -> Option<TokenStream> {
    let keeps_unknown = |variant: &Variant| api.definitions[variant.definition].in_request;
    if union.variants.iter().any(keeps_unknown) {
        return None;
    }
    let tag = &union.discriminator;
    let members = collect(api, union, types);
    let slots = members.iter().map(|member| {
        let (wire, slot) = (member.name, ident(&member.slot));
        let rename = (member.slot != wire).then(|| quote!(#[serde(rename = #wire)]));
        let ty = match &member.ty {
            Some((_, field_type)) => {
                let ty = field_type.ty;
                quote!(#ty)
            }
            None => quote!(serde_json::Value),
        };
        quote!(#rename #slot: Option<#ty>,)
    });
    let arms = union.variants.iter().map(|variant| {
        let (value, name) = (&variant.value, ident(&variant.rust_name));
        let fields = api.fields(variant.definition).iter().map(|field| {
            let member = ident(&field.rust_name);
            let value = taken(field, &members);
            quote!(#member: #value,)
        });
        if variant.inline {
            return quote!(#value => Self::#name { #(#fields)* },);
        }
        let content = ident(&api.definitions[variant.definition].name);
        let content = quote!(#content { #(#fields)* });
        match variant.recursive {
            true => quote!(#value => Self::#name(Box::new(#content)),),
            false => quote!(#value => Self::#name(#content),),
        }
    });
    Some(quote! {
        #[derive(serde::Deserialize)]
        struct Members<'a> {
            #[serde(rename = #tag, borrow)]
            discriminator: std::borrow::Cow<'a, str>,
            #(#slots)*
        }
        let members = Members::deserialize(deserializer)?;
        return Ok(match &*members.discriminator {
            #(#arms)*
            _ => return Err(crate::union::unusual()),
        });
    })
}

fn collect<'a>(api: &'a Api, union: &Union, types: &'a FieldTypes) -> Vec<Member<'a>> {
    let mut members: Vec<Member<'a>> = Vec::new();
    let mut scope = Scope::with_reserved(&["discriminator"]);
    for variant in &union.variants {
        for (position, field) in api.fields(variant.definition).iter().enumerate() {
            let field_type = FieldType::of(types, variant.definition, position);
            match members.iter_mut().find(|member| member.name == field.name) {
                Some(member) => {
                    let same = |(ty, known): &(&Type, FieldType)| **ty == field.ty && known.boxed == field_type.boxed;
                    member.ty = member.ty.take().filter(same);
                }
                None => members.push(Member {
                    name: &field.name,
                    slot: scope.take_underscored(&names::field(&field.name)),
                    ty: Some((&field.ty, field_type)),
                }),
            }
        }
    }
    members.sort_by_key(|member| member.name);
    members
}

/// The value of a variant's field, taken from the member's slot.
fn taken(field: &Field, members: &[Member]) -> TokenStream {
    let Some(member) = members.iter().find(|member| member.name == field.name) else {
        return quote!(None);
    };
    let slot = ident(&member.slot);
    match (&member.ty, field.always()) {
        (None, _) => quote!(crate::union::convert(members.#slot)?),
        (Some(_), true) => quote!(crate::union::required(members.#slot)?),
        (Some(_), false) => quote!(members.#slot),
    }
}
