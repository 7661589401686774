//! Failures that a test injects.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use super::http::{self, HttpResponse, RecordedRequest};

/// A failure of a later request; see [`Fake::fail_next`](super::Fake::fail_next).
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::fake::{Failure, Fake};
///
/// # fn main() -> std::io::Result<()> {
/// let fake = Fake::start()?;
/// // the next request for a status
/// fake.fail_next(Failure::status(429).retry_after(2).on("GET", "/status"));
/// // the third order: it is carried out, but its response is lost
/// fake.fail_next(Failure::disconnect().applied().on("POST", "/interconnects").after(2));
/// // an order that is carried out, but times out in the client
/// let slow = Failure::delay(Duration::from_secs(600)).applied();
/// fake.fail_next(slow.on("POST", "/interconnects"));
/// // a gateway in front of the API
/// fake.fail_next(Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"));
/// // a service that stays down
/// fake.fail_next(Failure::status(503).on("GET", "/slots").always());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a failure has no effect until it is passed to `Fake::fail_next`"]
pub struct Failure {
    effect: Effect,
    /// A method and the end of a path. `None` matches every request.
    on: Option<(String, String)>,
    /// The number of matching requests that succeed before.
    after: usize,
    /// The number of requests that fail. `None` means all.
    times: Option<usize>,
    applied: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Effect {
    Response(HttpResponse),
    HangUp,
    Delay(Duration),
}

impl Failure {
    /// An error response with this status, in the API's usual envelope. The code is 10000 for 401 and 403, and 100000
    /// plus the status for others.
    pub fn status(status: u16) -> Failure {
        let (code, message) = match status {
            401 | 403 => (http::AUTHENTICATION_ERROR, "Authentication error"),
            _ => (http::code(status), "injected by `Failure::status`"),
        };
        Failure::new(Effect::Response(HttpResponse::error(status, code, message, None)))
    }

    /// A success with this JSON, not a failure. Use it for a path that the fake does not have, or to send other headers.
    ///
    /// ```
    /// use cloudflare_interconnects::fake::{Failure, Fake};
    /// use serde_json::{Value, json};
    ///
    /// let fake = Fake::start()?;
    /// let ready = Failure::success(json!({ "state": "ready" }));
    /// fake.fail_next(ready.on("GET", "/cni/new-thing").always());
    /// let thing: Value = fake.client().request("GET", "/cni/new-thing").send()?;
    /// assert_eq!(thing["state"], "ready");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn success(body: Value) -> Failure {
        Failure::new(Effect::Response(HttpResponse::json(200, &body)))
    }

    /// No response: the connection is closed after the request was read.
    pub fn disconnect() -> Failure {
        Failure::new(Effect::HangUp)
    }

    /// The usual response, after this delay.
    ///
    /// The request is carried out after the delay. If the client gives up earlier, it is not carried out. With
    /// [`applied`](Failure::applied), it is carried out at once. A test need not wait for the delay, which ends when
    /// the client gives up or the fake is dropped: use a long delay, and a client whose
    /// [`timeout`](crate::ClientBuilder::timeout) is a fraction of a second.
    pub fn delay(delay: Duration) -> Failure {
        Failure::new(Effect::Delay(delay))
    }

    fn new(effect: Effect) -> Failure {
        Failure {
            effect,
            on: None,
            after: 0,
            times: Some(1),
            applied: false,
        }
    }

    /// Sets the code and the message in the envelope.
    pub fn error(self, code: u32, message: &str) -> Failure {
        self.map(|response| HttpResponse {
            body: HttpResponse::error(response.status, code, message, None).body,
            ..response
        })
    }

    /// Replaces the envelope by another body.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Failure {
        self.map(|response| HttpResponse {
            body: body.into(),
            ..response.with_header("content-type", content_type)
        })
    }

    /// Sets a header, and replaces an earlier value.
    pub fn header(self, name: &str, value: &str) -> Failure {
        self.map(|response| response.with_header(name, value))
    }

    /// Sets the header `retry-after`, in seconds. For a date, use [`header`](Failure::header).
    pub fn retry_after(self, seconds: u64) -> Failure {
        self.header("retry-after", &seconds.to_string())
    }

    /// Matches only requests with this method, and with a path that ends like this. The path is compared as it is sent,
    /// percent-encoded.
    pub fn on(mut self, method: &str, path_end: &str) -> Failure {
        self.on = Some((method.to_owned(), path_end.to_owned()));
        self
    }

    /// Lets this many matching requests succeed before. Later failures in the queue do not apply to them.
    pub fn after(mut self, requests: usize) -> Failure {
        self.after = requests;
        self
    }

    /// Makes this many requests fail. Default: one.
    pub fn times(mut self, requests: usize) -> Failure {
        self.times = Some(requests);
        self
    }

    /// Makes every matching request fail, until [`Fake::clear_failures`](super::Fake::clear_failures).
    pub fn always(mut self) -> Failure {
        self.times = None;
        self
    }

    /// Carries the request out nevertheless. Only its response is replaced or lost.
    pub fn applied(mut self) -> Failure {
        self.applied = true;
        self
    }

    pub(super) fn is_applied(&self) -> bool {
        self.applied
    }

    pub(super) fn into_effect(self) -> Effect {
        self.effect
    }

    fn map(mut self, change: impl FnOnce(HttpResponse) -> HttpResponse) -> Failure {
        if let Effect::Response(response) = self.effect {
            self.effect = Effect::Response(change(response));
        }
        self
    }

    fn matches(&self, request: &RecordedRequest) -> bool {
        let selected =
            |(method, path_end): &(String, String)| *method == request.method && request.path.ends_with(path_end);
        self.times != Some(0) && self.on.as_ref().is_none_or(selected)
    }
}

/// Takes the first failure that matches the request. It stays in the queue until it was used often enough.
pub(super) fn take_failure(queue: &mut VecDeque<Failure>, request: &RecordedRequest) -> Option<Failure> {
    let index = queue.iter().position(|failure| failure.matches(request))?;
    let failure = queue.get_mut(index)?;
    if failure.after > 0 {
        failure.after -= 1;
        return None;
    }
    match &mut failure.times {
        Some(1) => queue.remove(index),
        Some(times) => {
            *times -= 1;
            Some(failure.clone())
        }
        None => Some(failure.clone()),
    }
}
