//! The one way a request leaves and an answer comes back.
//!
//! Everything that holds for every operation is here: credentials, deadline, attempts and the waits
//! between them, limits on what is read, and the translation of what went wrong. What may be
//! repeated is decided in [`retry`].

use std::io::{self, Read};
use std::time::Duration;

use ureq::http::header::RETRY_AFTER;
use ureq::http::{self, HeaderMap, HeaderName, HeaderValue, Uri};
use ureq::{Body, BodyReader, SendBody};

use crate::agent::{self, Limits};
use crate::client;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::refusal;
use crate::request::Request;
use crate::retry::{self, Decision, Failure, Situation};

const MAX_ERROR_BYTES: u64 = 64 << 10;
/// What is allocated for a body before any of it has come, whatever length its peer claims.
const MAX_CLAIMED_BYTES: u64 = 64 << 10;

/// Sends a request until it is answered or must not be sent again, and reads the whole body of the
/// success.
pub(crate) fn bytes(request: &Request) -> Result<(Exchange, Vec<u8>), Error> {
    let mut body = Vec::new();
    let exchange = call(request, false, &mut |exchange, answer| {
        let cap = request.client.inner().max_answer_bytes;
        body = read_whole(exchange, answer, cap)?;
        Ok(())
    })?;
    Ok((exchange, body))
}

/// Sends a request until it is answered or must not be sent again, and hands over the body of the
/// success as it comes.
pub(crate) fn stream(request: &Request) -> Result<(Exchange, Stream), Error> {
    let mut stream = None;
    let exchange = call(request, true, &mut |_, answer| {
        let length = answer.content_length();
        stream = Some(Stream {
            length,
            reader: answer.into_reader(),
        });
        Ok(())
    })?;
    match stream {
        Some(stream) => Ok((exchange, stream)),
        None => Err(exchange.error(ErrorKind::Protocol, "the answer has no body")),
    }
}

/// A body that has not been read yet. The call's deadline holds for reading it.
pub(crate) struct Stream {
    pub(crate) length: Option<u64>,
    pub(crate) reader: BodyReader<'static>,
}

/// What takes over the body of a success.
type TakeOver<'a> = dyn FnMut(&Exchange, Body) -> Result<(), (Failure, Error)> + 'a;

/// The loop over the attempts of a call. `read` takes over the body of a success; what it fails
/// with is treated as the attempt's failure.
fn call(request: &Request, document: bool, read: &mut TakeOver) -> Result<Exchange, Error> {
    let called = &request.called;
    let method = called.method();
    let client = request.client.inner();
    let outgoing = Outgoing::new(request, document)?;
    let timeout = request.time(document);
    let max_attempts = request.max_retries.unwrap_or(client.max_retries).saturating_add(1);
    let mut exchange = Exchange::new(request);
    let started = client.clock.now();
    let mut left = timeout;
    loop {
        if left.is_zero() {
            let message = "the time for the call ran out before it could be sent";
            return Err(exchange
                .error(ErrorKind::Transport, message)
                .with(|inner| inner.timeout = true));
        }
        exchange.attempts += 1;
        exchange.forget_answer();
        let limits = Limits::new(
            left,
            method.is_idempotent() && exchange.attempts < max_attempts,
            document,
        );
        let begun = client.clock.now();
        let result = outgoing.attempt(&mut exchange, limits, read);
        let ended = client.clock.now();
        log_attempt(&exchange, ended.saturating_duration_since(begun), &result);
        exchange.elapsed = ended.saturating_duration_since(started);
        let (failure, error) = match result {
            Ok(()) => {
                client.budget.earn();
                return Ok(exchange);
            }
            Err(failed) => failed,
        };
        exchange.applied |= retry::may_have_been_applied(method, failure);
        left = timeout.saturating_sub(client.clock.now().saturating_duration_since(started));
        let situation = Situation {
            method,
            failure,
            attempt: exchange.attempts,
            max_attempts,
            left,
            jitter: client.clock.jitter(),
        };
        match retry::decide(&situation) {
            Decision::Again(wait) if client.budget.take() => {
                log::debug!(
                    "{}: waiting {wait:?} before attempt {}",
                    called.id(),
                    exchange.attempts + 1
                );
                client.clock.sleep(wait);
                left = timeout.saturating_sub(client.clock.now().saturating_duration_since(started));
            }
            decision => {
                if decision != Decision::Stop {
                    log::debug!("{}: not sent again, the retry budget is used up", called.id());
                }
                return Err(error.with(|inner| {
                    inner.out_of_budget = decision != Decision::Stop;
                    inner.applied = exchange.applied;
                    inner.retryable = retry::may_repeat(method, failure);
                }));
            }
        }
    }
}

/// Says what became of an attempt: the template of its path, never an identifier.
fn log_attempt(exchange: &Exchange, elapsed: Duration, result: &Result<(), (Failure, Error)>) {
    if !log::log_enabled!(log::Level::Debug) {
        return;
    }
    let called = exchange.called();
    let mut outcome = match exchange.status {
        Some(status) => format!("{status}"),
        None => "no answer".into(),
    };
    if let Err((_, error)) = result {
        outcome += &format!(" ({:?})", error.kind());
    }
    let (id, method, path, attempt) = (called.id(), called.method().http(), called.path(), exchange.attempts);
    log::debug!("{id}: {method} {path}: {outcome} in {elapsed:?}, attempt {attempt}");
}

/// A request as it is sent at each attempt.
struct Outgoing<'a> {
    request: &'a Request,
    uri: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl<'a> Outgoing<'a> {
    /// Checks all that can be checked before anything is sent.
    fn new(request: &'a Request, document: bool) -> Result<Self, Error> {
        Ok(Self {
            request,
            uri: request.uri()?,
            headers: request.headers(document)?,
        })
    }

    /// Sends it once, and reads what comes back.
    fn attempt(&self, exchange: &mut Exchange, limits: Limits, read: &mut TakeOver) -> Result<(), (Failure, Error)> {
        let mut payload = Payload {
            rest: self.request.body.as_deref().unwrap_or_default(),
            asked_for: false,
        };
        let has_payload = !payload.rest.is_empty();
        let sent = self.send(limits, &mut payload);
        let unsent = has_payload && !payload.asked_for;
        let (head, body) = sent.map_err(|error| exchange.failed(error, unsent))?.into_parts();
        exchange.remember_answer(head.status.as_u16(), head.headers);
        if head.status.is_success() {
            return read(exchange, body);
        }
        let body = read_error_body(body);
        let mut report = refusal::read(exchange.content_type_str(), &body);
        if let Some(after) = retry_after(&exchange.headers, exchange.client()) {
            report.hints.after = Some(after);
        }
        let failure = Failure::Status {
            status: head.status.as_u16(),
            hints: report.hints,
        };
        Err((failure, exchange.refusal(report, &body)))
    }

    fn send(&self, limits: Limits, payload: &mut Payload) -> Result<http::Response<Body>, ureq::Error> {
        match self.request.sends_length() {
            true => self.run(SendBody::from_reader(payload), limits),
            false => self.run(SendBody::none(), limits),
        }
    }

    fn run(&self, body: SendBody, limits: Limits) -> Result<http::Response<Body>, ureq::Error> {
        let client = self.request.client.inner();
        let mut request = http::Request::new(body);
        *request.method_mut() = self.request.called.method().http();
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        if client.preset != Some(limits) {
            // Plain http goes to the loopback interface only: a proxy would be sent the credentials in the clear.
            request = agent::limit(&client.agent, request, limits, client.base_url.encrypted);
        }
        client.agent.run(request)
    }
}

/// A request's body, which knows whether it was ever asked for: it is, once the headers have gone
/// out.
struct Payload<'a> {
    rest: &'a [u8],
    asked_for: bool,
}

impl Read for Payload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.asked_for = true;
        self.rest.read(buffer)
    }
}

/// Reads a body to its end, so that the connection can be used again, unless it is longer than
/// `cap`.
fn read_whole(exchange: &Exchange, body: Body, cap: u64) -> Result<Vec<u8>, (Failure, Error)> {
    let claimed = body.content_length().unwrap_or(0).min(MAX_CLAIMED_BYTES).min(cap);
    let mut bytes = Vec::with_capacity(claimed as usize);
    // One byte more tells a body at the limit from a longer one.
    read_at_most(&mut body.into_reader(), cap.saturating_add(1), &mut bytes)
        .map_err(|error| exchange.failed(ureq::Error::from(error), false))?;
    if bytes.len() as u64 > cap {
        return Err((Failure::Final { sent: true }, too_large(exchange, cap)));
    }
    Ok(bytes)
}

/// Reads to the end, or so many bytes. What was read before an error is kept.
pub(crate) fn read_at_most(reader: &mut BodyReader<'static>, count: u64, bytes: &mut Vec<u8>) -> io::Result<usize> {
    reader.take(count).read_to_end(bytes)
}

pub(crate) fn too_large(exchange: &Exchange, cap: u64) -> Error {
    exchange.error(
        ErrorKind::TooLarge,
        format!("the answer is longer than {cap} bytes, the limit of this client"),
    )
}

/// Reads as much of an error's body as is of use, and all of it where that keeps the connection. A
/// body that breaks is as good as one that ends there: the status is known.
fn read_error_body(body: Body) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = read_at_most(&mut body.into_reader(), MAX_ERROR_BYTES + 1, &mut bytes);
    bytes.truncate(MAX_ERROR_BYTES as usize);
    bytes
}

/// The longest wait that the headers ask for.
fn retry_after(headers: &HeaderMap, client: &client::Inner) -> Option<Duration> {
    let values = headers.iter().filter(|(name, _)| **name == RETRY_AFTER);
    values
        .filter_map(|(_, value)| retry::retry_after(value.to_str().ok()?, client.clock.system_time()))
        .max()
}
