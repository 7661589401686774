//! The generated code, in the modules that users see.

use crate::spec::Spec;

include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// The types of the API: what is sent, and what is answered.
///
/// Enums and unions are open: a value or kind that is newer than this crate is kept, visible (`is_known`), and written back as it
/// came. So are fields that are newer, on every struct and union (`extra_fields`). In an answer null is the same as absent, an
/// array that is required and null is empty, and a whole number is an integer however it is written (`1500.0`).
///
/// What is sent has a constructor for what is required and a method for each field that is not. All of them may gain fields
/// and variants with the spec, and say so by `#[non_exhaustive]`.
#[allow(
    clippy::large_enum_variant,
    clippy::too_many_arguments,
    reason = "the shape of a type is the spec's"
)]
pub mod types {
    use crate::value::lenient;

    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

/// The request builders: one for each operation, given by a method of its [resource](crate::resources).
///
/// A builder has a method for each optional parameter and, as every request has, `timeout`, `max_retries`, `send`,
/// `send_response` and `dry_run`; `extra_header` and `extra_query` for what no method is for. One that only reads JSON also has `wait_until`, that of a list `iter` and `pages`.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let list = client.interconnects(Fake::ACCOUNT_ID).list();
/// let traced = list.extra_header("x-trace", "1").extra_query("newer_filter", true);
/// assert_eq!(traced.dry_run()?.header("x-trace"), Some("1"));
/// assert!(traced.dry_run()?.url().ends_with("?newer_filter=true"));
/// // What the client sets itself stays its own.
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

/// The resources: the operations of one tag of the spec, bound to what their paths begin with.
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
