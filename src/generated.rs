//! The generated code, in the modules that users see.

use crate::spec::Spec;

include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// The types of the API: request bodies and responses.
///
/// Enums and unions are open: a value or kind that is newer than this crate is kept, can be recognized with `is_known`, and is written
/// back as it came. Unknown fields are kept too, on every struct and union (`extra_fields`). In a response, null means absent, a
/// required array that is null is empty, and an integer may be written as a float (`1500.0`).
///
/// A request type has a constructor for its required fields and a setter for each optional one. All types are `#[non_exhaustive]`,
/// because they may gain fields and variants with the spec.
#[allow(
    clippy::large_enum_variant,
    clippy::too_many_arguments,
    reason = "the shape of a type is the spec's"
)]
pub mod types {
    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

/// The request builders: one for each operation, given by a method of its [resource](crate::resources).
///
/// A builder has a setter for each optional parameter. Every request also has `timeout`, `max_retries`, `send`, `send_response` and
/// `dry_run`, and `extra_header` and `extra_query` for what has no setter. A GET that returns JSON has `wait_until`, and a list has
/// `iter` and `pages`.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let list = client.interconnects(Fake::ACCOUNT_ID).list();
/// let traced = list.extra_header("x-trace", "1").extra_query("newer_filter", true);
/// assert_eq!(traced.dry_run()?.header("x-trace"), Some("1"));
/// assert!(traced.dry_run()?.url().ends_with("?newer_filter=true"));
/// // The headers that the client sets cannot be overridden.
/// assert!(traced.extra_header("authorization", "mine").dry_run().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[allow(clippy::too_many_arguments, reason = "the parameters of an operation are the spec's")]
pub mod operations {
    #[allow(unused_imports, reason = "our own spec has no optional body")]
    use crate::Body;
    use crate::call::{document_call, empty_call, json_call, list_call, result_call, wait_call};
    use crate::operation::Operation;
    use crate::request::Request;
    use crate::{Page, types};
    use std::borrow::Cow;
    use ureq::http::Method;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

/// The resources: the operations of one tag of the spec, bound to the first path parameters, such as the account.
#[allow(
    clippy::too_many_arguments,
    clippy::new_ret_no_self,
    clippy::should_implement_trait,
    reason = "the name and the parameters of an operation are the spec's"
)]
pub mod resources {
    use crate::request::Request;
    use crate::{Body, Client, operations, types};
    use std::borrow::Cow;

    include!(concat!(env!("OUT_DIR"), "/resources.rs"));
}
