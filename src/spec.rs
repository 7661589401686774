//! What the generated code was made from.

/// A spec that code was generated from. [`SPEC`](crate::SPEC) is the one of this build.
///
/// ```
/// use cloudflare_interconnects::SPEC;
///
/// println!("{} {} ({})", SPEC.title, SPEC.version, SPEC.digest);
/// println!("{} operations", SPEC.operations.len());
/// assert!(SPEC.operations.contains(&"list_interconnects"));
/// assert!(SPEC.left_out.is_empty());
/// for (place, why) in SPEC.untyped {
///     println!("{place} is any JSON: {why}");
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spec {
    /// The document's `info.title`.
    pub title: &'static str,
    /// The document's `info.version`.
    pub version: &'static str,
    /// The `operationId`s that have a method.
    pub operations: &'static [&'static str],
    /// The operations that were selected but left out: `operationId` and reason.
    pub left_out: &'static [(&'static str, &'static str)],
    /// What has no type of its own, or only in part, because the document says too little: the JSON pointer of a response, body,
    /// parameter or field that is or contains a [`serde_json::Value`], and the reason.
    pub untyped: &'static [(&'static str, &'static str)],
    /// A fingerprint of the document's text (FNV-1a, 64 bits, hexadecimal). It tells two specs apart; it is not cryptographic.
    pub digest: &'static str,
}
