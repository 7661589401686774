//! The [`Api`] -> the files of generated code. Each file here writes one kind of item; they share `fields.rs`.

mod operations;
mod resources;
mod types;

mod structs;
mod unions;

pub mod fields;

use proc_macro2::TokenStream;
use quote::quote;

use crate::document::Document;
use crate::model::Api;
use crate::prose::line;
use crate::tables::write_tables;

/// The name and text of each file; `spec` is the text of the document.
pub(crate) fn write_files(document: &Document, spec: &str, api: &Api) -> Result<Vec<(&'static str, String)>, String> {
    let file = |name, tokens: TokenStream| match unparse(tokens) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(format!(
            "#: the generated {name} is not valid Rust ({error}); this is a bug in the generator, please report it"
        )),
    };
    Ok(vec![
        file("spec.rs", write_spec(document, spec, api))?,
        file("tables.rs", write_tables())?,
        file("types.rs", types::write_types(api))?,
        file("operations.rs", operations::write_operations(api))?,
        file("resources.rs", resources::write_resources(api))?,
    ])
}

/// Formats items, with blank lines between them.
fn unparse(tokens: TokenStream) -> syn::Result<String> {
    let mut file: syn::File = syn::parse2(tokens)?;
    let mut text = String::from("// Generated from the spec by build.rs; edits here are lost.\n");
    for item in std::mem::take(&mut file.items) {
        text.push('\n');
        file.items = vec![item];
        text.push_str(&prettyplease::unparse(&file));
    }
    Ok(text)
}

/// The constant that describes the spec.
fn write_spec(document: &Document, text: &str, api: &Api) -> TokenStream {
    let info = document.root().get("info");
    let text_of = |name| info.as_ref().and_then(|info| info.get_str(name)).unwrap_or_default();
    let (title, version) = (line(text_of("title")), line(text_of("version")));
    let operations = api.resources.iter().flat_map(|resource| &resource.operations);
    let operations = operations.map(|operation| &operation.id);
    let left_out = api.left_out.iter().map(|left_out| {
        let (operation, reason) = (&left_out.operation, line(&left_out.reason));
        quote!((#operation, #reason))
    });
    let untyped = api.untyped.iter().map(|(pointer, reason)| {
        let pointer = line(pointer);
        quote!((#pointer, #reason))
    });
    let digest = format!("{:016x}", fnv1a(text.as_bytes()));
    quote! {
        /// The spec that this build of the crate was generated from.
        pub const SPEC: Spec = Spec {
            title: #title,
            version: #version,
            operations: &[#(#operations),*],
            left_out: &[#(#left_out),*],
            untyped: &[#(#untyped),*],
            digest: #digest,
        };
    }
}

/// 64-bit FNV-1a. It tells specs apart, but does not protect against deliberate collisions.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use crate::write::fnv1a;

    #[test]
    fn the_digest_is_fnv1a() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
