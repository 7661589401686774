#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Built from another spec than ours, less of the runtime may be used.
#![cfg_attr(other_spec, allow(dead_code, unused_imports, unused_macros))]

// The house, from its top floor to the ground: a file uses only what stands on a floor below its own. A blank line or a
// comment ends a floor; the same order holds inside `value`, `codegen` and `fake`.

// What users see.
#[cfg(feature = "fake")]
pub mod fake;
mod generated;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod raw;

// What a request can do.
mod call;

// The forms of a call.
mod document;
mod page;
mod preview;
mod wait;

// Typed values out of good answers.
mod answer;

// The one loop: a request leaves, and an answer comes back.
mod transport;

// What is known about a call while it runs, and the errors that are made of it.
mod exchange;

mod library_text;
mod meaning;
mod refusal;
mod secrets;

// A request, being put together: it knows nothing of how it is sent.
mod headers;
mod query;

mod request;

// The client, and what all its calls share.
mod client;

// What a client is made of: how the HTTP library is set up, and what the environment says.
mod agent;
mod proxy;

mod environment;

mod address;
mod tls;

// A file that a document is saved in, and how an error reads.
mod file;
mod wording;

// Words and rules, without I/O.
mod auth;
mod error;
mod retry;

mod body;
mod media;
mod operation;
mod redaction;
mod response;
mod segment;
mod spec;

mod text;

mod tables;

// How values are read, checked and written.
mod value;

pub use auth::Auth;
pub use body::Body;
pub use client::{Client, ClientBuilder, DEFAULT_BASE_URL};
pub use document::Document;
pub use error::{ApiError, Error, ErrorKind};
pub use generated::{SPEC, operations, resources, types};
pub use page::{Items, Page, Pages};
pub use preview::Preview;
pub use raw::RawRequest;
pub use response::Response;
#[doc(hidden)]
pub use retry::Clock;
pub use spec::Spec;
pub use text::{escape_invisible, is_invisible};
pub use value::union::Unrecognized;
pub use wait::{Look, Wait, WaitUntil};

use value::{
    enumeration::open_enum,
    structs::{sent_struct, spec_struct},
    union::open_union,
};

/// Recipes: paging, waiting, ordering, rate limits, testing, proxies, threads, async programs, and coming from other SDKs.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../COOKBOOK.md")]
pub mod cookbook {}
