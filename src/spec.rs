//! What the generated code was made from.

/// A spec that code was generated from; [`SPEC`](crate::SPEC) is this build's.
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
    /// The operationIds that have a method.
    pub operations: &'static [&'static str],
    /// What was selected and left out: an operationId, and why.
    pub left_out: &'static [(&'static str, &'static str)],
    /// What is generated without a type of its own, since the document says no more: the JSON pointer of
    /// an answer, a body or a field that is a [`serde_json::Value`] or holds some, and why.
    pub untyped: &'static [(&'static str, &'static str)],
    /// A fingerprint of the document's text (FNV-1a, 64 bits, in hexadecimal digits): it tells two specs apart, no more.
    pub digest: &'static str,
}
