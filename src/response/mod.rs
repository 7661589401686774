//! A response becomes a value.
//!
//! `decode.rs` reads the body of a success as a typed value or as the caller's own type. `page.rs` follows a list's cursors, `document.rs` streams a
//! document, `save.rs` writes one to a file, and `wait.rs` repeats a GET until its value is ready. [`Response`] is a value with its status and headers.
//!
//! Not here: sending and retries (`transport/`), what an error response says (`error/`), how single values are read (`value/`).

pub(crate) mod decode;
pub(crate) mod document;
pub(crate) mod page;
pub(crate) mod save;
pub(crate) mod wait;

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use ureq::http::HeaderMap;

use crate::transport::exchange::Head;

/// A value that the API answered with, and what else is known about the call: what `send_response`
/// gives where `send` gives the value alone.
///
/// ```
/// use cloudflare_interconnects::fake::Fake;
/// use cloudflare_interconnects::{Auth, Client};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = Fake::start()?;
/// let client = fake.client();
///
/// let response = client.interconnects(Fake::ACCOUNT_ID).get("icon-1").send_response()?;
/// assert_eq!((response.status(), response.attempts()), (200, 1));
/// assert_eq!(response.header("content-type"), Some("application/json"));
/// println!("ray {:?} after {:?}", response.ray_id(), response.elapsed());
/// let interconnect = response.into_value();
/// assert_eq!(interconnect.name(), Some("icon-1"));
/// # Ok(())
/// # }
/// ```
///
/// Its `Debug` leaves the headers out: they may hold cookies.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    head: Head,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, head: Head) -> Self {
        Self { value, head }
    }

    /// What `send` would have given.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What `send` would have given, alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status, from 200 to 299: any other is an error.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// The headers of the answer, as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first header of this name, in whatever case it is given, if it has one that is ASCII
    /// text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The `cf-ray` of the answer, by which Cloudflare's support finds the request. Bytes that are
    /// not UTF-8 are replaced.
    pub fn ray_id(&self) -> Option<&str> {
        self.head.ray.as_deref()
    }

    /// The `result_info` of an answer in Cloudflare's envelope, such as the count of all results of
    /// a list in numbered pages; none where the answer has no envelope or nothing to say there.
    pub fn result_info(&self) -> Option<&Value> {
        self.head.result_info.as_ref()
    }

    /// How many requests were sent or tried until this answer came.
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// How long the call took, failed attempts and the waits between them included; where the value
    /// is a [`Document`](crate::Document), until it began to come.
    pub fn elapsed(&self) -> Duration {
        self.head.elapsed
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.head.status)
            .field("ray_id", &self.ray_id())
            .field("attempts", &self.head.attempts)
            .field("elapsed", &self.head.elapsed)
            .finish_non_exhaustive()
    }
}
