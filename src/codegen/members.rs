//! How an object is read whose members cannot each be read as they come: that of a union, since its discriminator may be the
//! last of them; and one that keeps what the spec does not know.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::model::{Api, Field, Union};
use super::names::{self, Scope};
use super::text::ident;

/// The members that are known of an object, and what each is called while it is read.
pub(crate) struct Members<'a> {
    names: Vec<&'a str>,
    bindings: Vec<Ident>,
}

impl<'a> Members<'a> {
    pub(crate) fn of_struct(fields: &'a [Field]) -> Self {
        Self::new(None, fields.iter())
    }

    /// The discriminator, and the fields of all variants.
    pub(crate) fn of_union(api: &'a Api, union: &'a Union) -> Self {
        let variants = union.variants.iter();
        Self::new(
            Some(&union.discriminator),
            variants.flat_map(|variant| api.fields(variant.definition)),
        )
    }

    fn new(discriminator: Option<&'a str>, fields: impl Iterator<Item = &'a Field>) -> Self {
        let fields = fields.map(|field| field.name.as_str());
        let mut names: Vec<&str> = names::each_once(fields.filter(|name| Some(*name) != discriminator));
        let mut scope = Scope::with_reserved(&["members", "discriminator"]);
        let mut bindings: Vec<_> = names
            .iter()
            .map(|name| ident(&scope.take_underscored(&names::field(name))))
            .collect();
        if let Some(discriminator) = discriminator {
            names.insert(0, discriminator);
            bindings.insert(0, ident("discriminator"));
        }
        Members { names, bindings }
    }

    /// `Deserialize` for a type, by an expression that makes it of the members.
    pub(crate) fn deserialize(&self, type_name: &Ident, value: &TokenStream) -> TokenStream {
        let Members { names, bindings } = self;
        let positions = (0..names.len()).map(Literal::usize_unsuffixed);
        let position = match names.is_empty() {
            true => quote!(|_| None),
            false => quote!(|name| match name { #(#names => Some(#positions),)* _ => None }),
        };
        let bind = (!bindings.is_empty()).then(|| quote!(let [#(#bindings),*] = &mut members.known;));
        quote! {
            impl<'de> serde::Deserialize<'de> for #type_name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    crate::value::members::read(deserializer, [#(#names),*], #position, |members| {
                        #bind
                        Ok(#value)
                    })
                }
            }
        }
    }

    /// Reads a struct's fields from the members, and makes with `make` of their values what it is: of each field's, and of
    /// what no field holds, if that is kept.
    pub(crate) fn read(
        &self,
        fields: &[Field],
        keeps_rest: bool,
        discriminators: &[&str],
        make: impl FnOnce(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let known = fields.iter().filter_map(|field| {
            let position = self.names.iter().position(|known| *known == field.name)?;
            Some((field, &self.bindings[position]))
        });
        let reads = known.map(|(field, binding)| match field.always() {
            true => quote!(let #binding = #binding.read()?;),
            false => quote!(let #binding = #binding.optional()?;),
        });
        let values = fields.iter().map(|field| {
            let (name, wire) = (ident(&field.rust_name), &field.name);
            let position = self.names.iter().position(|known| *known == field.name);
            let binding = position.map(|position| &self.bindings[position]);
            match (binding, field.always()) {
                (None, _) => quote!(#name: None,),
                (Some(binding), true) => quote!(#name: crate::value::members::required(#wire, #binding)?,),
                (Some(binding), false) if *binding == name => quote!(#name,),
                (Some(binding), false) => quote!(#name: #binding,),
            }
        });
        let rest = keeps_rest.then(|| quote!(rest: members.rest(&[#(#discriminators),*]),));
        let made = make(quote!(#(#values)* #rest));
        quote!({ #(#reads)* #made })
    }
}
