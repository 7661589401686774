//! The timeouts of a call, an attempt and a connection: their defaults, and the time that is left for one attempt.

use std::time::Duration;

use ureq::Timeout;

use crate::text::format_seconds;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(90);
const DEFAULT_DOCUMENT_TIMEOUT: Duration = Duration::from_secs(180);
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Longer timeouts have the same effect, and would overflow when added to a time.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
/// The timeout for connecting. [`Timeouts::connect`] keeps it below the attempt's timeout, so that the two can be told apart.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The timeout of a whole call, as set on the client or the call.
pub(crate) fn call_timeout(set: Option<Duration>, document: bool) -> Duration {
    let default = if document {
        DEFAULT_DOCUMENT_TIMEOUT
    } else {
        DEFAULT_TIMEOUT
    };
    set.unwrap_or(default).min(LONGEST_TIMEOUT)
}

/// The timeout of one attempt, as set on the client or the call.
pub(crate) fn attempt_timeout(set: Option<Duration>) -> Duration {
    set.unwrap_or(DEFAULT_ATTEMPT_TIMEOUT).min(LONGEST_TIMEOUT)
}

/// The timeouts of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeouts {
    /// For the whole attempt.
    pub(super) whole: Duration,
    /// For the headers of the response once the request is sent, if less than `whole`.
    pub(super) head: Option<Duration>,
    /// The full timeouts of an attempt and of the call, for messages.
    attempt: Duration,
    call: Duration,
}

impl Timeouts {
    /// The timeouts of most attempts: those of a call that returns no document and has enough time left.
    pub(crate) fn of_most_calls(timeout: Option<Duration>, attempt: Option<Duration>) -> Self {
        let call = call_timeout(timeout, false);
        Self::new(call, attempt_timeout(attempt), call, false)
    }

    /// An attempt has its own timeout, or the time that the call has left if that is less. The body of a document may take all of the
    /// time left, because reading it is never retried.
    pub(crate) fn new(call: Duration, attempt: Duration, left: Duration, document: bool) -> Self {
        let time = attempt.min(left);
        Self {
            whole: if document { left } else { time },
            head: (document && time < left).then_some(time),
            attempt,
            call,
        }
    }

    /// The timeout for resolving the host, and also for connecting to it.
    pub(super) fn connect(self) -> Duration {
        CONNECT_TIMEOUT.min(self.head.unwrap_or(self.whole) * 3 / 4)
    }

    /// The limit that caused a timeout of the HTTP library: its length, and the setting that changes it.
    pub(crate) fn describe(self, timeout: Timeout) -> String {
        let limit = match timeout {
            Timeout::Resolve | Timeout::Connect => {
                let limit = self.connect();
                return match limit == CONNECT_TIMEOUT {
                    true => format_seconds(limit),
                    false => format!(
                        "{}, a part of the time that is left for the call",
                        format_seconds(limit)
                    ),
                };
            }
            Timeout::RecvResponse => self.head.unwrap_or(self.whole),
            _ => self.whole,
        };
        match limit == self.attempt {
            true => format!("{} (the `attempt_timeout`)", format_seconds(limit)),
            false => format!("{} (the `timeout` of the call)", format_seconds(self.call)),
        }
    }
}
