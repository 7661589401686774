//! Failures on demand.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use super::http::{self, HttpResponse, RecordedRequest};

/// How a later request is to fail; see [`Fake::fail_next`](super::Fake::fail_next).
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::fake::{Failure, Fake};
///
/// # fn main() -> std::io::Result<()> {
/// let fake = Fake::start()?;
/// // the first status that is asked for, whatever is asked before
/// fake.fail_next(Failure::status(429).retry_after(2).on("GET", "/status"));
/// // the third order: it is carried out, but its answer is lost
/// fake.fail_next(Failure::disconnect().applied().on("POST", "/interconnects").after(2));
/// // an order that times out in a client that waits for less, and is carried out
/// let slow = Failure::delay(Duration::from_secs(600)).applied();
/// fake.fail_next(slow.on("POST", "/interconnects"));
/// // what stands in front of the API
/// fake.fail_next(Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"));
/// // a service that stays down
/// fake.fail_next(Failure::status(503).on("GET", "/slots").always());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a failure does nothing until it is given to `Fake::fail_next`"]
pub struct Failure {
    effect: Effect,
    /// A method and the end of a path; `None` fits every request.
    on: Option<(String, String)>,
    /// How many requests that fit pass before.
    after: usize,
    /// How many requests fail; `None` is all of them.
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
    /// An answer with this status. Its body is an error in the API's usual envelope: code 10000 for 401 and 403,
    /// 100000 plus the status for the others.
    pub fn status(status: u16) -> Failure {
        let (code, message) = match status {
            401 | 403 => (http::AUTHENTICATION_ERROR, "Authentication error"),
            _ => (http::code(status), "this failure was asked for"),
        };
        Failure::new(Effect::Response(HttpResponse::error(status, code, message, None)))
    }

    /// No failure: a success with this JSON, for a path that the fake does not have, or with headers that it does not send.
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

    /// No answer: the connection is closed once the request has been read.
    pub fn disconnect() -> Failure {
        Failure::new(Effect::HangUp)
    }

    /// The answer that would come anyway, so much later.
    ///
    /// A client that gives up before has its connection closed and nothing done, or all done, if the failure is
    /// [`applied`](Failure::applied): then the request is carried out when it arrives, else when its time is
    /// over. No test has to wait for the time: it ends when the client gives up or the fake is dropped. So take a
    /// long one, and a client whose [`timeout`](crate::ClientBuilder::timeout) is a fraction of a second.
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

    /// Puts another code and message into the envelope.
    pub fn error(self, code: u32, message: &str) -> Failure {
        self.map(|response| HttpResponse {
            body: HttpResponse::error(response.status, code, message, None).body,
            ..response
        })
    }

    /// Puts something else in place of the envelope.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Failure {
        self.map(|response| HttpResponse {
            body: body.into(),
            ..response.with_header("content-type", content_type)
        })
    }

    /// Sets a header, in place of one that has the name.
    pub fn header(self, name: &str, value: &str) -> Failure {
        self.map(|response| response.with_header(name, value))
    }

    /// Sets the header `retry-after`, in seconds. For a date, use [`header`](Failure::header).
    pub fn retry_after(self, seconds: u64) -> Failure {
        self.header("retry-after", &seconds.to_string())
    }

    /// Lets only a request fail that has this method and whose path, as it stands on the request line, ends so.
    pub fn on(mut self, method: &str, path_end: &str) -> Failure {
        self.on = Some((method.to_owned(), path_end.to_owned()));
        self
    }

    /// Lets so many requests pass before. Only those count that would fail otherwise; they are not handed on to
    /// the failures queued behind this one.
    pub fn after(mut self, requests: usize) -> Failure {
        self.after = requests;
        self
    }

    /// Lets so many requests fail in place of one.
    pub fn times(mut self, requests: usize) -> Failure {
        self.times = Some(requests);
        self
    }

    /// Lets every request fail, until [`Fake::clear_failures`](super::Fake::clear_failures).
    pub fn always(mut self) -> Failure {
        self.times = None;
        self
    }

    /// Carries the request out nevertheless, so that only its answer is lost.
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

    fn concerns(&self, request: &RecordedRequest) -> bool {
        let fits =
            |(method, path_end): &(String, String)| *method == request.method && request.path.ends_with(path_end);
        self.times != Some(0) && self.on.as_ref().is_none_or(fits)
    }
}

/// The failure that is meant for the request, if there is one; out of the queue with its last time.
pub(super) fn take_failure(queue: &mut VecDeque<Failure>, request: &RecordedRequest) -> Option<Failure> {
    let index = queue.iter().position(|failure| failure.concerns(request))?;
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
