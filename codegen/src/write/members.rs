//! Members of a union's object, and how they are read: not each as it comes, since the discriminator may be the last of them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Api, Union};
use crate::names::{self, Scope};
use crate::text::ident;

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
        names.insert(0, &union.discriminator);
        let mut scope = Scope::with_reserved(&["members", "extra_fields"]);
        let bindings = names
            .iter()
            .map(|name| ident(&scope.take_underscored(&names::field(name))));
        let bindings = bindings.collect();
        Members { names, bindings }
    }

    /// How a type is made of its members, by an expression that does.
    pub(crate) fn decided(&self, type_name: &Ident, value: &TokenStream) -> TokenStream {
        let names = &self.names;
        let (count, positions) = (
            Literal::usize_unsuffixed(names.len()),
            (0..names.len()).map(Literal::usize_unsuffixed),
        );
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
                    members: &mut crate::value::members::Members,
                ) -> Result<Self, crate::value::untyped::Misfit> {
                    #value
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
        let (mut reads, mut values) = (Vec::new(), Vec::new());
        let (mut required, mut places) = (Vec::new(), Vec::new());
        for field in api.fields(definition) {
            let (name, wire) = (ident(&field.rust_name), &field.name);
            let Some(position) = self.names.iter().position(|known| known == wire) else {
                values.push(quote!(#name: None,));
                continue;
            };
            let (binding, place) = (&self.bindings[position], Literal::usize_unsuffixed(position));
            match field.always() {
                true => {
                    reads.push(quote!(let #binding = members.read(#place);));
                    required.push(binding);
                    places.push(place);
                }
                false => reads.push(quote!(let #binding = members.optional(#place);)),
            }
            values.push(match *binding == name {
                true => quote!(#name,),
                false => quote!(#name: #binding,),
            });
        }
        let made = make(quote!(#(#values)* extra_fields,));
        quote!({
            #(#reads)*
            let extra_fields = members.extra_fields();
            match (#(#required,)*) {
                (#(Some(#required),)*) if members.fit() => Ok(#made),
                _ => Err(members.misfit(&[#(#places),*])),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::sample::{answering, assert_has, code};

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
                "let discriminator = members.read(1);",
                "let inner = members.optional(2);",
                "let same_here = members.optional(4);",
                "let same_here_ = members.optional(5);",
                "match (discriminator, number) { (Some(discriminator), Some(number)) if members.fit() =>",
                "same_here_: same_here, same_here: same_here_,",
                "_ => Err(members.misfit(&[1, 3])),",
                "pub fn as_a(&self) -> Option<&A>",
                r#".unrecognized(&["discriminator", "number"])"#,
            ],
        );
    }
}
