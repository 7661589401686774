//! The times of a call, an attempt and a connection: their defaults, and what one attempt has left.

use std::time::Duration;

use ureq::Timeout;

use crate::text::format_seconds;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(90);
const DEFAULT_DOCUMENT_TIMEOUT: Duration = Duration::from_secs(180);
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Longer timeouts are as good as this one, and would overflow the time that they are added to.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
/// Less than the attempt's own limit in any case, so that the two cannot be mistaken for each other.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a call may take altogether, where its client or the call itself may have set that.
pub(crate) fn call_timeout(set: Option<Duration>, document: bool) -> Duration {
    let default = if document {
        DEFAULT_DOCUMENT_TIMEOUT
    } else {
        DEFAULT_TIMEOUT
    };
    set.unwrap_or(default).min(LONGEST_TIMEOUT)
}

/// How long one attempt may take, where its client or the call itself may have set that.
pub(crate) fn attempt_timeout(set: Option<Duration>) -> Duration {
    set.unwrap_or(DEFAULT_ATTEMPT_TIMEOUT).min(LONGEST_TIMEOUT)
}

/// The time that one attempt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeouts {
    /// For everything.
    pub(super) whole: Duration,
    /// For the head of the response, once the request is sent, where that is less.
    pub(super) head: Option<Duration>,
    /// What the two were taken from: the time of an attempt, and that of the whole call.
    attempt: Duration,
    call: Duration,
}

impl Timeouts {
    /// The limits that most attempts have: those of a call that is no document, as long as the call has that much time.
    pub(crate) fn of_most_calls(timeout: Option<Duration>, attempt: Option<Duration>) -> Self {
        let call = call_timeout(timeout, false);
        Self::new(call, attempt_timeout(attempt), call, false)
    }

    /// An attempt has its own time, or all that is left of the call's if that is less. The body of a document may take all that is
    /// left: its reading is never repeated.
    pub(crate) fn new(call: Duration, attempt: Duration, left: Duration, document: bool) -> Self {
        let time = attempt.min(left);
        Self {
            whole: if document { left } else { time },
            head: (document && time < left).then_some(time),
            attempt,
            call,
        }
    }

    /// How long each of finding the host, and connecting to it, may take.
    pub(super) fn connect(self) -> Duration {
        CONNECT_TIMEOUT.min(self.head.unwrap_or(self.whole) * 3 / 4)
    }

    /// How long was allowed by the limit that a timeout of the HTTP library tells of, in words.
    pub(crate) fn describe(self, timeout: Timeout) -> String {
        let limit = match timeout {
            Timeout::Resolve | Timeout::Connect => return format_seconds(self.connect()),
            Timeout::RecvResponse => self.head.unwrap_or(self.whole),
            _ => self.whole,
        };
        match limit == self.attempt {
            true => format!("{}, the time of an attempt (`attempt_timeout`)", format_seconds(limit)),
            false => format!("{}, the time of the call (`timeout`)", format_seconds(self.call)),
        }
    }
}
