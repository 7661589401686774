//! Enum definitions -> open Rust enums: a value newer than the spec is kept and written back as it came, where typify would
//! refuse it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Definition, EnumValue};
use crate::names::UNRECOGNIZED;
use crate::prose::code;
use crate::text::{described, docs, ident};

pub(crate) fn generate(definition: &Definition, values: &[EnumValue]) -> TokenStream {
    let name = ident(&definition.name);
    let unrecognized = ident(UNRECOGNIZED);
    let doc = docs([described(&definition.description, || {
        format!("`{}` of the API.", definition.name)
    })]);
    let variants = values.iter().map(|value| {
        let variant = ident(&value.rust_name);
        let doc = docs([code(&value.value)]);
        quote!(#doc #variant,)
    });
    let wire: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
    let variant: Vec<_> = values.iter().map(|value| ident(&value.rust_name)).collect();
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value newer than this crate, kept as it came.
            #unrecognized(String),
        }

        impl #name {
            /// The values that this crate knows.
            pub const VALUES: &'static [Self] = &[#(Self::#variant),*];

            /// The value as it goes over the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variant => #wire,)*
                    Self::#unrecognized(value) => value,
                }
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#wire => Self::#variant,)*
                    _ => Self::#unrecognized(value.to_owned()),
                }
            }
        }

        crate::open_enum!(#name);
    }
}
