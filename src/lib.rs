#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod auth;
mod check;
mod client;
#[cfg(test)]
mod codegen;
mod document;
#[allow(unused_macros, reason = "only some specs have enums")]
mod enumeration;
mod error;
mod exchange;
#[cfg(feature = "fake")]
pub mod fake;
mod generated;
mod json;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
mod members;
mod methods;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
mod object;
mod operation;
mod page;
mod preview;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod raw;
mod request;
mod response;
mod retry;
mod spec;
mod text;
mod transport;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
mod union;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
mod untyped;
mod wait;

pub use auth::Auth;
pub use client::{Client, ClientBuilder, DEFAULT_BASE_URL};
pub use document::Document;
pub use error::{ApiError, Error, ErrorKind};
pub use generated::{SPEC, operations, resources, types};
pub use page::{Items, Page, Pages};
pub use preview::Preview;
pub use raw::RawRequest;
pub use request::Body;
pub use response::Response;
#[doc(hidden)]
pub use retry::Clock;
pub use spec::Spec;
pub use union::Unrecognized;
pub use wait::{Look, Wait, WaitUntil};

#[allow(unused_imports, reason = "only some specs have enums")]
use enumeration::open_enum;

/// Recipes: paging, waiting, ordering, rate limits, testing, proxies, threads, async programs, and coming from other SDKs.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../COOKBOOK.md")]
pub mod cookbook {}
