//! Turns a response into a value.
//!
//! `decode.rs` reads the body of a success, as a type of the spec or as the caller's own. `page.rs` follows a list's cursor, `document.rs`
//! streams a document, `save.rs` writes one to a file, and `wait.rs` repeats a GET until its value is ready. [`Response`] is a value with its
//! status and headers.
//!
//! Elsewhere: sending and retries (`transport/`), error responses (`error/`), how single values are read (`value/`).

pub(crate) mod decode;
pub(crate) mod document;
pub(crate) mod page;
pub(crate) mod save;
pub(crate) mod wait;

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use ureq::http::HeaderMap;

use crate::error::rate_limit::RateLimit;
use crate::transport::exchange::Head;

/// A value from the API, with the status and headers of its response, and the attempts and the time that
/// it took. `send_response` returns it; `send` returns the value alone.
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
/// `Debug` does not show the headers, because they may hold cookies.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    head: Head,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, head: Head) -> Self {
        Self { value, head }
    }

    /// The value that `send` would have returned.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Takes the value that `send` would have returned.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status, 200 to 299. Any other status is an [`Error`](crate::Error).
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// The headers of the response, as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first header of this name, if it is ASCII text. Case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The response's `cf-ray`, by which Cloudflare's support finds the request. Invalid UTF-8 is
    /// replaced.
    pub fn ray_id(&self) -> Option<&str> {
        self.head.ray.as_deref()
    }

    /// The `result_info` of Cloudflare's envelope, such as the total count of a list with numbered
    /// pages. `None` without an envelope, or if the envelope has none.
    pub fn result_info(&self) -> Option<&Value> {
        self.head.result_info.as_ref()
    }

    /// The rate limit, if the response states it. A program with many requests can use it to slow down
    /// before it reaches the limit.
    ///
    /// ```
    /// # use cloudflare_interconnects::fake::Fake;
    /// # let fake = Fake::start()?;
    /// # let client = fake.client();
    /// let response = client.settings(Fake::ACCOUNT_ID).get().send_response()?;
    /// if let Some(limit) = response.rate_limit() {
    ///     println!("{} of {:?} left, more in {:?}", limit.remaining, limit.limit, limit.reset);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.head.rate_limit.as_ref()
    }

    /// How many attempts the call took, this response's included.
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// How long the call took, including failed attempts and the waits between them. For a
    /// [`Document`](crate::Document): until its headers came.
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
