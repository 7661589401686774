//! A GET that is repeated until its answer is what is waited for.

use std::any::Any;
use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, ErrorInner, ErrorKind};
use crate::request::Request;
use crate::request::secrets::Secrets;
use crate::response::decode::{self, Decode};
use crate::text::{format_seconds, printable};

const DEFAULT_INTERVAL: Duration = Duration::from_secs(10);
const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);
/// Less than that between two looks would be a flood.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);
/// What is kept of the time for a last look, where the interval would lead beyond the deadline.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// What a predicate says about an answer. A `bool` converts to it: `true` is [`Ready`](Self::Ready),
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
    /// It is what is waited for.
    Ready,
    /// It is not, and may become so.
    NotYet,
    /// It is not and will not become so, for this reason.
    Never(String),
}

impl Wait {
    /// [`Never`](Self::Never), with the reason as any text.
    pub fn never(reason: impl Into<String>) -> Self {
        Self::Never(reason.into())
    }
}

impl From<bool> for Wait {
    fn from(ready: bool) -> Self {
        if ready { Self::Ready } else { Self::NotYet }
    }
}

/// One look at the answer, as it is reported to [`WaitUntil::on_progress`].
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// client
///     .interconnects(Fake::ACCOUNT_ID)
///     .status("icon-1")
///     .wait_until(|status| status.state() == Some("Healthy"))
///     .on_progress(|look| match look.result {
///         Ok(status) => eprintln!("look {}: {:?}", look.number, status.state()),
///         Err(error) => eprintln!("look {}: {error}", look.number),
///     })
///     .send()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Check<'a, T> {
    /// The first is 1.
    pub number: u32,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// What was seen, or why nothing was. An error here need not end the wait.
    pub result: Result<&'a T, &'a Error>,
}

/// A GET that is sent again and again until its answer is what is waited for. From `wait_until` of a
/// request that reads JSON.
///
/// The predicate looks at each answer, and returns a `bool`, or a [`Wait`] where it can also see
/// that waiting is in vain. The first look is at once; between the end of one and the next lies the
/// [`interval`](Self::interval).
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
///     .interval(Duration::from_millis(100)) // of the real API, ask less often
///     .deadline(Duration::from_secs(60))
///     .on_progress(|look| eprintln!("look {}: {:?}", look.number, look.result))
///     .send()?;
/// assert_eq!(status.state(), Some("Healthy"));
/// # Ok(())
/// # }
/// ```
///
/// # When it fails
///
/// Each look is a whole call, with the retries and the timeout of the request. A failure of one that
/// may pass (a broken connection, a timeout, 503, a rate limit) does not end the wait: the next look
/// comes after the interval, or after the `Retry-After` that the API asks for if that is longer. Any
/// other error, such as 404, ends it and is the wait's, unless
/// [`keep_waiting_on`](Self::keep_waiting_on) says otherwise.
///
/// Where the time runs out, or the API asks for a longer pause than is left of it, the error is of kind
/// [`ErrorKind::Wait`], and [`is_timeout`](Error::is_timeout). Where the predicate says
/// [`Wait::Never`], it is of the same kind, carries the reason in its message, and is no timeout. All
/// say what was waited for, how long, how many looks there were and what the last one saw. Every
/// error of a wait has that value:
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

/// What is told of every look.
type ProgressCallback<'a, T> = Box<dyn FnMut(&Check<'_, T>) + 'a>;

/// Whether the wait goes on after an error.
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

    /// How long to pause between two looks. 10 seconds by default, and never less than 100
    /// milliseconds, whatever is set. The API allows 1200 requests in five minutes, whichever
    /// program sends them.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_INTERVAL);
        self
    }

    /// How long the whole wait may take, every look and pause included. 15 minutes by default. Where
    /// the next pause would lead beyond it, that is shortened so that two seconds are left for a
    /// last look; where no more than these are left, the wait ends.
    ///
    /// How long one look may take is the request's `timeout`.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// What is waited for, for the error's message, such as `icon-1 to be healthy`. By default the
    /// message names the request.
    pub fn described_as(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Called after every look, the last one included, before the predicate sees it.
    pub fn on_progress(mut self, report: impl FnMut(&Check<'_, T>) + 'a) -> Self {
        self.progress = Box::new(report);
        self
    }

    /// Goes on after an error response that this is true for, as after one that may pass: such as a 404,
    /// which the API gives for some seconds after an order. Each call adds to what the wait goes on
    /// after. An error without a [`status`](Error::status) is not asked about: a bad argument, a proxy
    /// that refuses and TLS that fails end every wait.
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

    /// Waits, and gives the answer that was waited for.
    ///
    /// # Errors
    ///
    /// When the time runs out, when the predicate says that waiting is in vain, and when a look fails
    /// with an error that does not pass; each carries the [last value](Error::last_value) seen.
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
            looks: 0,
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
            let look = self.request.clone().timeout(timeout.min(left));
            let mut result = decode::send_and_decode(&look, self.decode);
            let ends = result.as_ref().is_err_and(|error| !self.goes_on_after(error));
            if ends {
                // It is whole before it is shown.
                result = result.map_err(|error| {
                    error.with_details(|inner| {
                        inner.attempts += seen.attempts;
                        inner.last_value = seen.last.take().map(box_value);
                    })
                });
            }
            seen.looks += 1;
            (self.progress)(&Check {
                number: seen.looks,
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
                pause = left.saturating_sub(LAST_LOOK);
                // Nothing comes of a look before the time that the API asked for.
                if pause < asked_for {
                    return Err(self.asked_for_more(asked_for, elapsed(), seen));
                }
                if pause.is_zero() {
                    return Err(self.timed_out(elapsed(), seen));
                }
            }
            log::debug!(
                "{}: waiting {pause:?} before look {}",
                self.request.operation.id,
                seen.looks + 1
            );
            clock.sleep(pause);
        }
    }

    /// Whether the next look may fare better.
    fn goes_on_after(&self, error: &Error) -> bool {
        let may_pass = error.is_retryable() || error.is_timeout();
        may_pass || (error.status().is_some() && (self.keep_waiting)(error))
    }

    fn description(&self) -> String {
        if let Some(text) = &self.description {
            return self.shown(text);
        }
        let url = Secrets::new(&self.request).redact_url();
        let place = url.split('?').next().unwrap_or_default();
        // Behind scheme and host.
        let path = place.splitn(4, '/').nth(3).unwrap_or_default();
        let method = &self.request.operation.method;
        format!("the right response to {method} /{}", printable(path, 200))
    }

    /// A value that was seen. The types of the spec show no secret; of plain JSON the request knows which members are.
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

    /// A text from outside as a message can hold it. It is scrubbed before it is cut, so that no part of a secret is left.
    fn shown(&self, text: &str) -> String {
        printable(&self.redact(text.to_owned()), 200)
    }

    fn redact(&self, text: String) -> String {
        Secrets::new(&self.request).redact(text)
    }
}

/// How a wait ends without what it waited for.
impl<T: fmt::Debug + Send + Sync + 'static> WaitUntil<'_, T> {
    fn timed_out(&self, elapsed: Duration, seen: Seen<T>) -> Error {
        let (after, checks) = (format_elapsed(elapsed), seen.checks());
        let message = format!("timed out after {after} ({checks}) waiting for {}", self.description());
        self.error(message, seen).with_details(set_timeout)
    }

    fn asked_for_more(&self, asked_for: Duration, elapsed: Duration, seen: Seen<T>) -> Error {
        let left = format_elapsed(self.deadline.saturating_sub(elapsed));
        let asked_for = format_seconds(asked_for);
        let reason = format!("the API asks for a pause of {asked_for}, and {left} are left");
        self.stopped(&reason, elapsed, seen).with_details(set_timeout)
    }

    fn stopped(&self, reason: &str, elapsed: Duration, seen: Seen<T>) -> Error {
        let (after, checks) = (format_elapsed(elapsed), seen.checks());
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
            inner.source = seen.trouble.map(Into::into);
            inner.last_value = seen.last.map(box_value);
        })
    }
}

/// Such a wait may be begun again.
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

/// What the looks so far have seen.
struct Seen<T> {
    looks: u32,
    attempts: u32,
    /// The last look's.
    ray: Option<String>,
    last: Option<T>,
    /// Why the last look failed, if it did.
    trouble: Option<Error>,
}

impl<T> Seen<T> {
    fn checks(&self) -> String {
        let plural = if self.looks == 1 { "" } else { "s" };
        format!("{} check{plural}", self.looks)
    }
}

/// A time that passed: in whole seconds, once there is one.
fn format_elapsed(elapsed: Duration) -> String {
    format_seconds(match elapsed.as_secs() {
        0 => elapsed,
        seconds => Duration::from_secs(seconds),
    })
}

fn box_value<T: Send + Sync + 'static>(value: T) -> Box<dyn Any + Send + Sync> {
    Box::new(value)
}
