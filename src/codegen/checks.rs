//! Checks: what the spec allows of values that are sent, and which of them only the API sets -> `checks.rs`, tables that the engine
//! holds a request against. How a value is held against one, and another format, is in `src/value/check.rs`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::model::{Api, Definition, Field, Limits, Rules, Shape, Type, Way};
use super::read::formats::CHECKED;
use super::text::ident;

/// Marks the definitions that are sent and have something to check, by themselves or in what they hold.
pub(crate) fn mark(api: &mut Api) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); api.definitions.len()];
    let mut open = Vec::new();
    for (index, definition) in api
        .definitions
        .iter()
        .enumerate()
        .filter(|(_, definition)| definition.in_request)
    {
        match &definition.shape {
            Shape::Struct(fields) => {
                let held = fields.iter().filter_map(|field| field.ty.definition());
                held.for_each(|held| holders[held].push(index));
                if fields
                    .iter()
                    .any(|field| is_unsent(field) || value(&field.ty, &field.rules, None).is_some())
                {
                    open.push(index);
                }
            }
            Shape::Union(union) => union
                .variants
                .iter()
                .for_each(|variant| holders[variant.definition].push(index)),
            Shape::Enum(_) => {}
        }
    }
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut api.definitions[index].checked, true) {
            open.extend(&holders[index]);
        }
    }
}

/// Whether a field's value, or one of its items, is itself held against something.
pub(crate) fn is_checked(field: &Field) -> bool {
    value(&field.ty, &field.rules, None).is_some()
}

/// The table that a definition is held against, where it stands.
pub(crate) fn path(definition: &Definition) -> TokenStream {
    let table = table(definition);
    quote!(checks::#table)
}

/// The check of a type where it is sent, if there is anything to check.
pub(crate) fn check(api: &Api, ty: &Type, rules: &Rules) -> Option<TokenStream> {
    let nested = ty
        .definition()
        .map(|index| &api.definitions[index])
        .filter(|definition| definition.checked);
    value(ty, rules, nested.map(table))
}

/// The tables.
pub(crate) fn generate(api: &Api) -> TokenStream {
    let tables = api
        .definitions
        .iter()
        .filter(|definition| definition.checked)
        .map(|definition| {
            let name = table(definition);
            let check = match &definition.shape {
                Shape::Struct(fields) => {
                    let fields = fields.iter().filter_map(|field: &Field| {
                        let name = &field.name;
                        let check = match is_unsent(field) {
                            true => quote!(&Check::Unsent),
                            false => check(api, &field.ty, &field.rules)?,
                        };
                        Some(quote!((#name, #check)))
                    });
                    quote!(Check::Fields(&[#(#fields),*]))
                }
                Shape::Union(union) => {
                    let tag = &union.discriminator;
                    let variants = union.variants.iter().filter_map(|variant| {
                        let definition = &api.definitions[variant.definition];
                        let (value, table) = (&variant.value, table(definition));
                        definition.checked.then(|| quote!((#value, &checks::#table)))
                    });
                    quote!(Check::Variants(#tag, &[#(#variants),*]))
                }
                Shape::Enum(_) => quote!(Check::Fields(&[])),
            };
            quote! {
                pub(super) static #name: Check = #check;
            }
        });
    quote! { #(#tables)* }
}

/// Whether only the API sets a field.
fn is_unsent(field: &Field) -> bool {
    field.only == Some(Way::Answered)
}

/// A table has the name of its type, since only those are sure to differ.
fn table(definition: &Definition) -> Ident {
    ident(&definition.name)
}

/// The check of one value; `nested` is the table of the definition that it is or holds.
fn value(ty: &Type, rules: &Rules, nested: Option<Ident>) -> Option<TokenStream> {
    match ty {
        Type::Named(_) => nested.map(|table| quote!(&checks::#table)),
        Type::Array(inner) | Type::Map(inner) => {
            let items = Rules {
                own: rules.items.clone(),
                items: Limits::default(),
            };
            value(inner, &items, nested).map(|check| quote!(&Check::Each(#check)))
        }
        Type::Optional(inner) | Type::Boxed(inner) => value(inner, rules, nested),
        Type::Signed | Type::Unsigned | Type::Number => number(ty, &rules.own),
        Type::String => text(&rules.own),
        Type::Bool | Type::Any => None,
    }
}

fn number(ty: &Type, limits: &Limits) -> Option<TokenStream> {
    // What the type says already is not said again.
    let minimum = limits.minimum.filter(|minimum| *ty != Type::Unsigned || *minimum > 0.0);
    let (minimum, maximum) = (option(minimum), option(limits.maximum));
    let said = minimum.is_some() || maximum.is_some();
    let (minimum, maximum) = (minimum.unwrap_or(quote!(None)), maximum.unwrap_or(quote!(None)));
    said.then(|| quote!(&Check::Number { minimum: #minimum, maximum: #maximum }))
}

fn text(limits: &Limits) -> Option<TokenStream> {
    let known = |format: &String| CHECKED.iter().find(|(name, _)| name == format);
    let format = limits.format.as_ref().and_then(known).map(|(_, variant)| {
        let variant = ident(variant);
        quote!(Some(Format::#variant))
    });
    let (min, max) = (
        option(limits.min_length.filter(|min| *min > 0)),
        option(limits.max_length),
    );
    let said = format.is_some() || min.is_some() || max.is_some();
    let [min, max, format] = [min, max, format].map(|value| value.unwrap_or(quote!(None)));
    said.then(|| quote!(&Check::Text { min_length: #min, max_length: #max, format: #format }))
}

fn option<T: quote::ToTokens>(value: Option<T>) -> Option<TokenStream> {
    value.map(|value| quote!(Some(#value)))
}
