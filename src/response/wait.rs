//! Repeats a GET until a predicate accepts its response.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, ErrorInner, ErrorKind};
use crate::request::Request;
use crate::request::secrets::Secrets;
use crate::response::decode::{self, Decode};
use crate::text::{format_seconds, printable};

const DEFAULT_INTERVAL: Duration = Duration::from_secs(10);
const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);
/// Shorter intervals would flood the API.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);
/// The time that is reserved for a last check if the next interval would pass the deadline.
const LAST_CHECK: Duration = Duration::from_secs(2);

/// The verdict of a predicate on a value. A `bool` converts to it: `true` is [`Ready`](Self::Ready),
/// `false` is [`NotYet`](Self::NotYet).
///
/// ```
/// use cloudflare_interconnects::Wait;
///
/// assert_eq!(Wait::from(true), Wait::Ready);
/// assert_eq!(Wait::never("it was deleted"), Wait::Never("it was deleted".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The value is the expected one: the wait succeeds.
    Ready,
    /// The value may still change: the wait continues.
    NotYet,
    /// The value will never be the expected one, for this reason: the wait fails.
    Never(String),
}

impl Wait {
    /// [`Never`](Self::Never) with this reason.
    pub fn never(reason: impl Into<String>) -> Self {
        Self::Never(reason.into())
    }
}

impl From<bool> for Wait {
    fn from(ready: bool) -> Self {
        if ready { Self::Ready } else { Self::NotYet }
    }
}

/// One check of a wait, as [`WaitUntil::on_progress`] reports it.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// client
///     .interconnects(Fake::ACCOUNT_ID)
///     .status("icon-1")
///     .wait_until(|status| status.state() == Some("Healthy"))
///     .on_progress(|check| match check.result {
///         Ok(status) => eprintln!("check {}: {:?}", check.number, status.state()),
///         Err(error) => eprintln!("check {}: {error}", check.number),
///     })
///     .send()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Check<'a, T> {
    /// The number of the check. The first is 1.
    pub number: u32,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// The value, or the error of the check. The wait may continue after an error.
    pub result: Result<&'a T, &'a Error>,
}

/// Repeats a GET until a predicate accepts its response. The method `wait_until` of a request whose
/// response is JSON returns it.
///
/// The predicate gets each decoded value, and returns a `bool`, or a [`Wait`] if it can also give up. The
/// first check is made at once. The [`interval`](Self::interval) is the pause between two checks.
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::Wait;
/// use cloudflare_interconnects::types::{InterconnectCreate, StatusInfo};
/// # use cloudflare_interconnects::fake::Fake;
/// # use cloudflare_interconnects::{Auth, Client};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let order = InterconnectCreate::direct("account tag", Fake::FREE_SLOT_ID);
/// let ordered = interconnects.create(&order).send()?;
/// let icon = ordered.name().unwrap_or_default();
///
/// let status = interconnects
///     .status(icon)
///     .wait_until(|status| match status {
///         StatusInfo::Healthy { .. } => Wait::Ready,
///         StatusInfo::Unhealthy { .. } => Wait::never(format!("{icon} is unhealthy")),
///         _ => Wait::NotYet,
///     })
///     .described_as(format!("{icon} to be healthy"))
///     .interval(Duration::from_millis(100)) // longer for the real API
///     .deadline(Duration::from_secs(60))
///     .on_progress(|check| eprintln!("check {}: {:?}", check.number, check.result))
///     .send()?;
/// assert_eq!(status.state(), Some("Healthy"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors during a wait
///
/// Each check is a whole call, with the retries and the timeout of the request. A check that fails with a
/// temporary error (a broken connection, a timeout, 503, a rate limit) does not end the wait: the next
/// check follows after the interval, or after the `Retry-After` of the response if that is longer. Any
/// other error, such as 404, ends the wait and is returned, unless
/// [`keep_waiting_on`](Self::keep_waiting_on) accepts it.
///
/// If the deadline passes, or if the API asks for a pause beyond it, the error is of kind
/// [`ErrorKind::Wait`], and [`is_timeout`](Error::is_timeout) is true. If the predicate returns
/// [`Wait::Never`], the error is of the same kind with the reason in its message, and `is_timeout` is
/// false. Both messages tell the purpose of the wait, its duration, the number of checks and the last
/// value. Every error of a wait also carries the last value:
///
/// ```
/// use std::time::Duration;
///
/// use cloudflare_interconnects::types::StatusInfo;
/// # use cloudflare_interconnects::fake::Fake;
/// # use cloudflare_interconnects::{Auth, Client};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// # fake.set_status(Fake::ACCOUNT_ID, "icon-1", serde_json::json!({"state": "Down", "reason": "no light"}));
/// let waited = client
///     .interconnects(Fake::ACCOUNT_ID)
///     .status("icon-1")
///     .wait_until(|status| matches!(status, StatusInfo::Healthy { .. }))
///     .interval(Duration::from_millis(100))
///     .deadline(Duration::from_millis(150))
///     .send();
///
/// let error = waited.unwrap_err();
/// assert!(error.is_timeout());
/// if let Some(StatusInfo::Down { reason, .. }) = error.last_value() {
///     assert_eq!(reason.as_deref(), Some("no light"));
/// }
/// # else { panic!("{error}") }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `send`"]
pub struct WaitUntil<'a, T> {
    request: Request,
    decode: Decode<T>,
    predicate: Box<dyn FnMut(&T) -> Wait + 'a>,
    progress: ProgressCallback<'a, T>,
    keep_waiting: ErrorPredicate<'a>,
    interval: Duration,
    deadline: Duration,
    description: Option<String>,
}

/// The callback for each check.
type ProgressCallback<'a, T> = Box<dyn FnMut(&Check<'_, T>) + 'a>;

/// Decides whether the wait continues after an error.
type ErrorPredicate<'a> = Box<dyn Fn(&Error) -> bool + 'a>;

impl<'a, T> WaitUntil<'a, T> {
    pub(crate) fn new<W: Into<Wait>>(
        request: Request,
        decode: Decode<T>,
        mut predicate: impl FnMut(&T) -> W + 'a,
    ) -> Self {
        Self {
            request,
            decode,
            predicate: Box::new(move |value| predicate(value).into()),
            progress: Box::new(|_| {}),
            keep_waiting: Box::new(|_| false),
            interval: DEFAULT_INTERVAL,
            deadline: DEFAULT_DEADLINE,
            description: None,
        }
    }

    /// The pause between two checks. Default: 10 seconds. The minimum is 100 milliseconds; shorter values
    /// are raised to it. The API allows 1200 requests in five minutes, for all programs together.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_INTERVAL);
        self
    }

    /// The timeout of the whole wait, with all checks and pauses. Default: 15 minutes. If the next pause
    /// would pass the deadline, it is shortened to leave two seconds for a last check. If only these two
    /// seconds or less are left, the wait ends.
    ///
    /// The timeout of a single check is the request's `timeout`.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The purpose of the wait, for error messages, such as `icon-1 to be healthy`. By default, messages
    /// name the request.
    pub fn described_as(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets a callback that is called after every check, before the predicate. It replaces an earlier
    /// callback.
    pub fn on_progress(mut self, report: impl FnMut(&Check<'_, T>) + 'a) -> Self {
        self.progress = Box::new(report);
        self
    }

    /// Continues after the error responses that this predicate accepts. The API returns 404 for some
    /// seconds after an order, for example. Several calls add up. The predicate is not called for an error
    /// without a [`status`](Error::status): an invalid argument, a proxy that rejects the connection and a
    /// TLS failure always end the wait.
    ///
    /// ```
    /// # use cloudflare_interconnects::fake::{Failure, Fake};
    /// # use cloudflare_interconnects::{Error, types::StatusInfo};
    /// # let fake = Fake::start()?;
    /// # fake.fail_next(Failure::status(404).on("GET", "/status").times(3));
    /// let status = fake.client().interconnects(Fake::ACCOUNT_ID).status("icon-1");
    /// status
    ///     .wait_until(|status| matches!(status, StatusInfo::Healthy { .. }))
    ///     .keep_waiting_on(Error::is_not_found)
    ///     .send()?;
    /// assert_eq!(fake.requests().len(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn keep_waiting_on(mut self, passes: impl Fn(&Error) -> bool + 'a) -> Self {
        let before = self.keep_waiting;
        self.keep_waiting = Box::new(move |error| before(error) || passes(error));
        self
    }

    /// Waits, and returns the value that the predicate accepted.
    ///
    /// # Errors
    ///
    /// If the deadline passes, if the predicate returns [`Wait::Never`], or if a check fails with an error
    /// that is not temporary. Each carries the [last value](Error::last_value).
    pub fn send(mut self) -> Result<T, Error>
    where
        T: fmt::Debug + Send + Sync + 'static,
    {
        let client = self.request.client.clone();
        let clock = &*client.inner().clock;
        let started = clock.now();
        let elapsed = || clock.now().saturating_duration_since(started);
        let timeout = self.request.time(false);
        let mut seen = Seen {
            checks: 0,
            attempts: 0,
            ray: None,
            last: None,
            trouble: None,
        };
        loop {
            let left = self.deadline.saturating_sub(elapsed());
            if left.is_zero() {
                return Err(self.timed_out(elapsed(), seen));
            }
            let request = self.request.clone().timeout(timeout.min(left));
            let mut result = decode::send_and_decode(&request, self.decode);
            let ends = result.as_ref().is_err_and(|error| !self.continues_after(error));
            if ends {
                // Completed first, because the callback gets it too.
                result = result.map_err(|error| {
                    error.with_details(|inner| {
                        inner.attempts += seen.attempts;
                        inner.last_value = seen.last.take().map(share);
                    })
                });
            }
            seen.checks += 1;
            (self.progress)(&Check {
                number: seen.checks,
                elapsed: elapsed(),
                result: result.as_ref().map(|(_, value)| value),
            });
            let mut asked_for = Duration::ZERO;
            match result {
                Ok((exchange, value)) => {
                    seen.attempts += exchange.attempts;
                    seen.ray = exchange.ray();
                    seen.trouble = None;
                    let verdict = (self.predicate)(&value);
                    if verdict == Wait::Ready {
                        return Ok(value);
                    }
                    seen.last = Some(value);
                    if let Wait::Never(reason) = verdict {
                        return Err(self.stopped(&reason, elapsed(), seen));
                    }
                }
                Err(error) if !ends => {
                    asked_for = error.retry_after().unwrap_or_default();
                    seen.attempts += error.attempts();
                    seen.ray = error.ray_id().map(str::to_owned);
                    seen.trouble = Some(error);
                }
                Err(error) => return Err(error),
            }
            let left = self.deadline.saturating_sub(elapsed());
            let mut pause = self.interval.max(asked_for);
            if pause >= left {
                pause = left.saturating_sub(LAST_CHECK);
                // A check before the time that the API asked for would fail.
                if pause < asked_for {
                    return Err(self.pause_too_long(asked_for, elapsed(), seen));
                }
                if pause.is_zero() {
                    return Err(self.timed_out(elapsed(), seen));
                }
            }
            log::debug!(
                "{}: waiting {pause:?} before check {}",
                self.request.operation.id,
                seen.checks + 1
            );
            clock.sleep(pause);
        }
    }

    /// Whether the next check may succeed.
    fn continues_after(&self, error: &Error) -> bool {
        let may_pass = error.is_retryable() || error.is_timeout();
        may_pass || (error.status().is_some() && (self.keep_waiting)(error))
    }

    fn description(&self) -> String {
        if let Some(text) = &self.description {
            return self.shown(text);
        }
        let url = Secrets::new(&self.request).redact_url();
        let place = url.split('?').next().unwrap_or_default();
        // Without scheme and host.
        let path = place.splitn(4, '/').nth(3).unwrap_or_default();
        let method = &self.request.operation.method;
        format!("the expected response to {method} /{}", printable(path, 200))
    }

    /// Shows a value. The `Debug` of the spec's types shows no secrets. In plain JSON, the secret fields of the request are redacted.
    fn show<V: fmt::Debug + 'static>(&self, value: &V) -> String {
        match (value as &dyn Any).downcast_ref::<Value>() {
            Some(json) => {
                let mut json = json.clone();
                Secrets::new(&self.request).redact_json(&mut json);
                format!("{json:?}")
            }
            None => format!("{value:?}"),
        }
    }

    /// A text from outside, for a message. It is redacted before it is cut, so that no part of a secret is left.
    fn shown(&self, text: &str) -> String {
        printable(&self.redact(text.to_owned()), 200)
    }

    fn redact(&self, text: String) -> String {
        Secrets::new(&self.request).redact(text)
    }
}

/// The errors of a wait.
impl<T: fmt::Debug + Send + Sync + 'static> WaitUntil<'_, T> {
    fn timed_out(&self, elapsed: Duration, seen: Seen<T>) -> Error {
        let (after, checks) = (format_elapsed(elapsed), seen.count());
        let mut message = format!("timed out after {after} ({checks}) waiting for {}", self.description());
        // The last check begins before the deadline.
        if self.deadline.saturating_sub(elapsed) >= Duration::from_secs(1) {
            let deadline = format_seconds(self.deadline);
            message += &format!("; no time for another check before the deadline of {deadline}");
        }
        self.error(message, seen).with_details(set_timeout)
    }

    fn pause_too_long(&self, asked_for: Duration, elapsed: Duration, seen: Seen<T>) -> Error {
        let left = format_elapsed(self.deadline.saturating_sub(elapsed));
        let asked_for = format_seconds(asked_for);
        let reason = format!("the API asks to wait {asked_for}, but the deadline is in {left}");
        self.stopped(&reason, elapsed, seen).with_details(set_timeout)
    }

    fn stopped(&self, reason: &str, elapsed: Duration, seen: Seen<T>) -> Error {
        let (after, checks) = (format_elapsed(elapsed), seen.count());
        let (description, reason) = (self.description(), self.shown(reason));
        let message = format!("stopped waiting for {description} after {after} ({checks}): {reason}");
        self.error(message, seen)
    }

    fn error(&self, mut message: String, seen: Seen<T>) -> Error {
        if let Some(value) = &seen.last {
            message += &format!("; last seen: {}", self.shown(&self.show(value)));
        }
        if let Some(error) = &seen.trouble {
            message += &format!("; the last check failed: {}", self.shown(&error.what().to_string()));
        }
        Error::new(ErrorKind::Wait, message).with_details(|inner| {
            inner.operation = Some(self.request.operation.clone());
            inner.attempts = seen.attempts;
            inner.ray = seen.ray.map(|ray| self.redact(ray));
            inner.retry_after = seen.trouble.as_ref().and_then(Error::retry_after);
            inner.rate_limit = seen.trouble.as_ref().and_then(Error::rate_limit).cloned();
            inner.source = seen.trouble.map(|error| Arc::new(error) as _);
            inner.last_value = seen.last.map(share);
        })
    }
}

/// The wait may be repeated.
fn set_timeout(error: &mut ErrorInner) {
    error.timeout = true;
    error.retryable = true;
}

impl<T> fmt::Debug for WaitUntil<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitUntil")
            .field("operation", &self.request.operation.id)
            .field("interval", &self.interval)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What the checks so far have seen.
struct Seen<T> {
    checks: u32,
    attempts: u32,
    /// The ray id of the last check.
    ray: Option<String>,
    last: Option<T>,
    /// The error of the last check, if it failed.
    trouble: Option<Error>,
}

impl<T> Seen<T> {
    fn count(&self) -> String {
        let plural = if self.checks == 1 { "" } else { "s" };
        format!("{} check{plural}", self.checks)
    }
}

/// An elapsed time, in whole seconds unless it is less than one second.
fn format_elapsed(elapsed: Duration) -> String {
    format_seconds(match elapsed.as_secs() {
        0 => elapsed,
        seconds => Duration::from_secs(seconds),
    })
}

fn share<T: Send + Sync + 'static>(value: T) -> Arc<dyn Any + Send + Sync> {
    Arc::new(value)
}
