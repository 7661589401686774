//! Accessors of a union, for what its variants share: a method for each field that more than one has, equal in name and type.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{is_boxed, tokens};
use crate::model::{Api, Field, Type, Union};
use crate::names::{Scope, UNRECOGNIZED};
use crate::prose::code;
use crate::text::{described, docs, ident};

/// The accessors of a union, named as `scope` has it free.
pub(crate) fn generate(api: &Api, union: &Union, scope: &mut Scope) -> Vec<TokenStream> {
    let shared = shared(api, union).into_iter();
    shared.map(|field| accessor(api, union, field, scope)).collect()
}

/// The fields that more than one variant has, equal in name and type. Not that all have: a kind that the API adds may lack
/// one, and its accessor is to stay.
fn shared<'a>(api: &'a Api, union: &Union) -> Vec<&'a Field> {
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

fn accessor(api: &Api, union: &Union, field: &Field, scope: &mut Scope) -> TokenStream {
    let (wire, member, unrecognized) = (&field.name, ident(&field.rust_name), ident(UNRECOGNIZED));
    let method = ident(&scope.take_underscored(&field.rust_name));
    let kept = |read: &str| {
        let read = ident(read);
        quote!(object.get(#wire).and_then(serde_json::Value::#read))
    };
    let integer = quote!(object.get(#wire).and_then(crate::value::lenient::of));
    let (ty, kept) = match &field.ty {
        Type::String => (quote!(&str), kept("as_str")),
        Type::Bool => (quote!(bool), kept("as_bool")),
        Type::Signed => (quote!(i64), integer.clone()),
        Type::Unsigned => (quote!(u64), integer),
        Type::Number => (quote!(f64), kept("as_f64")),
        Type::Any => (quote!(&serde_json::Value), quote!(object.get(#wire))),
        other => {
            let ty = tokens(api, other, &quote!());
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::sample::{answering, assert_has, code};

    #[test]
    fn an_accessor_stays_when_a_kind_without_the_field_is_added() {
        let kind = |kind: &str, properties: Value| {
            let mut schema = json!({ "type": "object", "properties": properties });
            schema["properties"]["kind"] = json!({ "type": "string", "enum": [kind] });
            schema
        };
        let text = json!({ "type": "string" });
        let mut kinds = vec![
            kind("a", json!({ "name": text, "only_a": text })),
            kind("b", json!({ "name": text })),
        ];
        for added in [
            kind("c", json!({ "else": text })),
            kind("d", json!({ "name": { "type": "integer" } })),
        ] {
            kinds.push(added);
            let union = json!({ "oneOf": kinds, "discriminator": { "propertyName": "kind" } });
            let code = code(&answering(union, json!({})));
            assert_has(
                &code,
                &["pub fn name(&self) -> Option<&str>", "Self::C { .. } => None,"],
            );
            assert!(!code.contains("fn only_a"), "{code}");
        }
    }
}
