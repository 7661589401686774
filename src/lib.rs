// The README's links to files lead to modules here: the first definition of a link counts.
#![doc = "[cookbook]: crate::cookbook\n\n"]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// A build from another spec may use less of the runtime.
#![cfg_attr(other_spec, allow(dead_code, unused_imports, unused_macros))]

// In the order of a call: the request goes down this list, and its response comes back up. A module uses only those below it.
#[cfg(feature = "fake")]
pub mod fake;
mod generated;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;

mod raw;

mod call;

mod response;

mod transport;

mod request;

mod client;

mod error;

mod operation;
mod spec;
mod text;
mod value;

mod tables;

pub use client::auth::Auth;
pub use client::{Client, ClientBuilder, DEFAULT_BASE_URL};
pub use error::rate_limit::RateLimit;
#[doc(hidden)]
pub use error::retry::Clock;
pub use error::{ApiError, Error, ErrorKind};
pub use generated::{SPEC, operations, resources, types};
pub use raw::RawRequest;
pub use request::body::Body;
pub use request::preview::Preview;
pub use response::Response;
pub use response::document::Document;
pub use response::page::{Items, Page, Pages};
pub use response::wait::{Check, Wait, WaitUntil};
pub use spec::Spec;
pub use text::{escape_invisible, is_invisible};
pub use value::union::Unrecognized;

use value::{
    enumeration::open_enum,
    structs::{sent_struct, spec_struct},
    union::open_union,
};

/// Recipes: paging, waiting, ordering, rate limits, testing, proxies, threads, async programs, and coming from other SDKs.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../COOKBOOK.md")]
pub mod cookbook {}
