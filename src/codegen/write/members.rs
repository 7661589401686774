//! Members of a union's object, and how they are read: not each as it comes, since the discriminator may be the last of them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::super::checks;
use super::super::model::{Api, Union};
use super::super::names::{self, Scope};
use super::super::text::ident;

/// The members that are known of an object, and what each is called while it is read.
pub(crate) struct Members<'a> {
    names: Vec<&'a str>,
    bindings: Vec<Ident>,
}

impl<'a> Members<'a> {
    /// The discriminator, and the fields of all variants.
    pub(crate) fn of(api: &'a Api, union: &'a Union) -> Self {
        let variants = union.variants.iter();
        let fields = variants.flat_map(|variant| api.fields(variant.definition));
        let fields = fields.map(|field| field.name.as_str());
        let mut names: Vec<&str> = names::each_once(fields.filter(|name| *name != union.discriminator));
        let mut scope = Scope::with_reserved(&["members", "discriminator"]);
        let mut bindings: Vec<_> = names
            .iter()
            .map(|name| ident(&scope.take_underscored(&names::field(name))))
            .collect();
        names.insert(0, &union.discriminator);
        bindings.insert(0, ident("discriminator"));
        Members { names, bindings }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> Literal {
        Literal::usize_unsuffixed(self.names.len())
    }

    /// How a type is made of its members, by an expression that does.
    pub(crate) fn decided(&self, type_name: &Ident, value: &TokenStream) -> TokenStream {
        let Members { names, bindings } = self;
        let (count, positions) = (self.count(), (0..names.len()).map(Literal::usize_unsuffixed));
        quote! {
            impl crate::value::members::Decided<#count> for #type_name {
                const NAMES: [&'static str; #count] = [#(#names),*];

                fn position(name: &str) -> Option<usize> {
                    match name {
                        #(#names => Some(#positions),)*
                        _ => None,
                    }
                }

                fn make(
                    members: &mut crate::value::members::Members<'_, #count>,
                ) -> Result<Self, crate::value::untyped::Misfit> {
                    let [#(#bindings),*] = &mut members.known;
                    Ok(#value)
                }
            }
        }
    }

    /// Reads a variant's fields from the members, and makes with `make` of their values what it is: of each field's, and of
    /// what no field holds.
    pub(crate) fn read(
        &self,
        api: &Api,
        definition: usize,
        make: impl FnOnce(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let (definition, fields) = (&api.definitions[definition], api.fields(definition));
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
                (Some(binding), true) => quote!(#name: crate::value::object::required(#wire, #binding)?,),
                (Some(binding), false) if *binding == name => quote!(#name,),
                (Some(binding), false) => quote!(#name: #binding,),
            }
        });
        let table = checks::path(definition);
        let held = fields
            .iter()
            .filter(|field| definition.checked && checks::is_checked(field));
        let remembers: Vec<TokenStream> = held
            .filter_map(|field| {
                let (wire, position) = (&field.name, self.names.iter().position(|known| *known == field.name)?);
                let binding = &self.bindings[position];
                Some(quote!(extra_fields.remember(#wire, &#binding, const { #table.of_field(#wire) });))
            })
            .collect();
        let mutable = (!remembers.is_empty()).then(|| quote!(mut));
        let made = make(quote!(#(#values)* extra_fields,));
        quote!({
            #(#reads)*
            let #mutable extra_fields = members.extra_fields();
            #(#remembers)*
            #made
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::codegen::sample::{answering, assert_has, code};

    #[test]
    fn a_union_of_answers_is_read_in_one_pass_over_the_members_of_all_variants() {
        let variant = |value: &str, number: Value| {
            json!({
                "type": "object",
                "required": ["kind", "number", "discriminator"],
                "properties": {
                    "kind": { "type": "string", "enum": [value] },
                    "number": number,
                    "discriminator": { "type": "string" },
                    "same-here": { "type": "boolean" },
                    "same_here": { "type": "boolean" },
                    "inner": { "$ref": "#/components/schemas/U" },
                },
            })
        };
        let union = json!({
            "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
            "discriminator": { "propertyName": "kind" },
        });
        let schemas = json!({
            "A": variant("a", json!({ "type": "string" })),
            "B": variant("b", json!({ "type": "integer" })),
            "U": union,
        });
        let answer = json!({ "$ref": "#/components/schemas/U" });
        let code_of_answer = code(&answering(answer.clone(), schemas.clone()));
        assert_has(
            &code_of_answer,
            &[
                "[ \"kind\", \"discriminator\", \"inner\", \"number\", \"same-here\", \"same_here\", ]",
                "let [discriminator, discriminator_, inner, number, same_here, same_here_] = &mut members .known;",
                "let discriminator_ = discriminator_.read()?;",
                "let inner = inner.optional()?;",
                "discriminator: crate::value::object::required( \"discriminator\", discriminator_, )?,",
                "number: crate::value::object::required(\"number\", number)?,",
                "pub fn as_a(&self) -> Option<&A>",
                r#"members.unrecognized(&["discriminator", "number"])?,"#,
            ],
        );
    }
}
