//! An operation: of the spec, or one that a caller describes.

use std::borrow::Cow;

use ureq::http::Method;

use crate::value::read_only::ReadOnly;

/// What is the same for every call of an operation.
#[derive(Clone)]
pub(crate) struct Operation {
    /// The `operationId`; method and path where no spec has the operation.
    pub(crate) id: Cow<'static, str>,
    pub(crate) method: Method,
    /// The path below the base URL, with a `{name}` for each parameter in it.
    pub(crate) path: Cow<'static, str>,
    /// The token permissions of which one is needed.
    pub(crate) permissions: &'static [&'static str],
    /// The media types documented for a success; empty if none are.
    pub(crate) accept: &'static [&'static str],
    /// The names of parameters, and of fields anywhere in the body, that are secrets.
    pub(crate) secrets: &'static [&'static str],
    /// What of the body only the API sets, if any of it.
    pub(crate) read_only: Option<&'static ReadOnly>,
}
