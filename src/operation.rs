//! What a request calls: an operation of the spec, or one that a caller describes.

use std::sync::Arc;

use crate::value::read_only::ReadOnly;

/// What is the same for every call of an operation.
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path below the base URL, with a `{name}` for each parameter in it.
    pub(crate) path: &'static str,
    /// The token permissions of which one is needed.
    pub(crate) permissions: &'static [&'static str],
    /// The media types documented for a success; empty if none are.
    pub(crate) accept: &'static [&'static str],
    /// The names of parameters, and of members anywhere in the body, that nobody is shown.
    pub(crate) secrets: &'static [&'static str],
    /// What of the body only the API sets, if any of it.
    pub(crate) read_only: Option<&'static ReadOnly>,
}

/// What a request calls: an operation of the spec, or what a caller describes.
#[derive(Clone)]
pub(crate) enum Called {
    Operation(&'static Operation),
    Raw(Arc<RawOperation>),
}

/// An operation that no spec has.
#[derive(Clone)]
pub(crate) struct RawOperation {
    pub(crate) method: Method,
    /// The path below the base URL, with a `{name}` for each parameter in it.
    pub(crate) path: String,
    /// Method and path, as what an error names where an operation has its `operationId`.
    pub(crate) id: String,
    pub(crate) secrets: Vec<String>,
}

impl Called {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.id,
            Self::Raw(raw) => &raw.id,
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self {
            Self::Operation(operation) => operation.method,
            Self::Raw(raw) => raw.method,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.path,
            Self::Raw(raw) => &raw.path,
        }
    }

    pub(crate) fn permissions(&self) -> &'static [&'static str] {
        match self {
            Self::Operation(operation) => operation.permissions,
            Self::Raw(_) => &[],
        }
    }

    pub(crate) fn accept(&self) -> &'static [&'static str] {
        match self {
            Self::Operation(operation) => operation.accept,
            Self::Raw(_) => &[],
        }
    }

    pub(crate) fn read_only(&self) -> Option<&'static ReadOnly> {
        match self {
            Self::Operation(operation) => operation.read_only,
            Self::Raw(_) => None,
        }
    }

    /// Whether a parameter or member of this name is a secret. The names of headers have no case.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        match self {
            Self::Operation(operation) => operation.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name)),
            Self::Raw(raw) => raw.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name)),
        }
    }

    pub(crate) fn has_secrets(&self) -> bool {
        match self {
            Self::Operation(operation) => !operation.secrets.is_empty(),
            Self::Raw(raw) => !raw.secrets.is_empty(),
        }
    }
}

impl From<&'static Operation> for Called {
    fn from(operation: &'static Operation) -> Self {
        Self::Operation(operation)
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "a specification uses some of them")]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Method {
    /// Asks for no change.
    pub(crate) fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }

    /// Sent twice, it has the effect of once.
    pub(crate) fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// The method of this name, which is written in capitals.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            _ => return None,
        })
    }

    pub(crate) fn http(self) -> ureq::http::Method {
        use ureq::http::Method as Http;
        match self {
            Self::Get => Http::GET,
            Self::Post => Http::POST,
            Self::Put => Http::PUT,
            Self::Patch => Http::PATCH,
            Self::Delete => Http::DELETE,
            Self::Head => Http::HEAD,
            Self::Options => Http::OPTIONS,
        }
    }
}
