//! Failures on demand.

use std::collections::VecDeque;

use super::answer::{self, Answer};
use super::request::RecordedRequest;

/// How a later request is to fail; see [`Fake::fail_next`](super::Fake::fail_next).
///
/// ```
/// use cloudflare_interconnects::fake::{Failure, Fake};
///
/// # fn main() -> std::io::Result<()> {
/// let fake = Fake::start()?;
/// // the first status that is asked for, whatever is asked before
/// fake.fail_next(Failure::status(429).retry_after(2).on("GET", "/status"));
/// // the third order: it is carried out, but its answer is lost
/// fake.fail_next(Failure::disconnect().carried_out().on("POST", "/interconnects").after(2));
/// // what stands in front of the API
/// fake.fail_next(Failure::status(502).body("text/html", "<h1>502 Bad Gateway</h1>"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a failure does nothing until it is given to `Fake::fail_next`"]
pub struct Failure {
    /// `None` hangs up.
    answer: Option<Answer>,
    /// A method and the end of a path; `None` fits every request.
    on: Option<(String, String)>,
    /// How many requests that fit pass before.
    after: usize,
    carried_out: bool,
}

impl Failure {
    /// An answer with this status. Its body is an error in the API's usual envelope: code 10000 for 401 and 403,
    /// 100000 plus the status for the others.
    pub fn status(status: u16) -> Failure {
        let (code, message) = match status {
            401 | 403 => (answer::AUTHENTICATION_ERROR, "Authentication error"),
            _ => (answer::code(status), "this failure was asked for"),
        };
        Failure::from_answer(Some(Answer::error(status, code, message, None)))
    }

    /// No answer: the connection is closed once the request has been read.
    pub fn disconnect() -> Failure {
        Failure::from_answer(None)
    }

    fn from_answer(answer: Option<Answer>) -> Failure {
        Failure {
            answer,
            on: None,
            after: 0,
            carried_out: false,
        }
    }

    /// Puts another code and message into the envelope.
    pub fn error(self, code: u32, message: &str) -> Failure {
        self.map(|answer| Answer {
            body: Answer::error(answer.status, code, message, None).body,
            ..answer
        })
    }

    /// Puts something else in place of the envelope.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Failure {
        self.map(|answer| Answer {
            body: body.into(),
            ..answer.with_header("content-type", content_type)
        })
    }

    /// Sets a header, in place of one that has the name.
    pub fn header(self, name: &str, value: &str) -> Failure {
        self.map(|answer| answer.with_header(name, value))
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

    /// Carries the request out nevertheless, so that only its answer is lost.
    pub fn carried_out(mut self) -> Failure {
        self.carried_out = true;
        self
    }

    pub(super) fn is_carried_out(&self) -> bool {
        self.carried_out
    }

    pub(super) fn into_answer(self) -> Option<Answer> {
        self.answer
    }

    fn map(mut self, change: impl FnOnce(Answer) -> Answer) -> Failure {
        self.answer = self.answer.map(change);
        self
    }

    fn concerns(&self, request: &RecordedRequest) -> bool {
        self.on
            .as_ref()
            .is_none_or(|(method, path_end)| *method == request.method && request.path.ends_with(path_end))
    }
}

/// Takes the failure that is meant for the request out of the queue, if there is one.
pub(super) fn take(queue: &mut VecDeque<Failure>, request: &RecordedRequest) -> Option<Failure> {
    let index = queue.iter().position(|failure| failure.concerns(request))?;
    let failure = queue.get_mut(index)?;
    if failure.after > 0 {
        failure.after -= 1;
        return None;
    }
    queue.remove(index)
}
