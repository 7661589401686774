//! What the code was made from -> `spec.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Api;
use crate::prose::line;
use crate::spec::Document;

pub(crate) fn generate(document: &Document, text: &str, api: &Api) -> TokenStream {
    let info = document.root().get("info");
    let member = |name| info.as_ref().and_then(|info| info.text(name)).unwrap_or_default();
    let (title, version) = (line(member("title")), line(member("version")));
    let operations = api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
        .map(|operation| &operation.id);
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

/// FNV-1a in 64 bits: it tells specs apart, and is no protection against somebody who wants two to be alike.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::fnv1a;

    #[test]
    fn the_digest_is_fnv1a() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
