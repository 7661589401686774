//! An operation: one of the spec, or one that the caller describes.

use std::borrow::Cow;

use ureq::http::Method;

use crate::value::read_only::ReadOnly;

/// What all calls of an operation have in common.
#[derive(Clone)]
pub(crate) struct Operation {
    /// The `operationId`. For an operation outside the spec: method and path.
    pub(crate) id: Cow<'static, str>,
    pub(crate) method: Method,
    /// The path below the base URL, with `{name}` for each parameter.
    pub(crate) path: Cow<'static, str>,
    /// The token permissions that suffice. One of them is needed.
    pub(crate) permissions: &'static [&'static str],
    /// The documented media types of a success; empty if there are none.
    pub(crate) accept: &'static [&'static str],
    /// The names of the parameters and body fields that are secrets.
    pub(crate) secrets: &'static [&'static str],
    /// Where the body has fields that only the API sets, if anywhere.
    pub(crate) read_only: Option<&'static ReadOnly>,
}
