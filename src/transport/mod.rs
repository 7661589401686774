//! The one way a request is sent: its attempts, its deadline, the waits between attempts, and limits on what is read.
//!
//! `exchange.rs` has what is known of a call while it runs, and its log line. `errors.rs` classifies the errors of the HTTP library; the
//! few texts of other libraries that decide something are in `library_text.rs`.
//!
//! Not here: when to retry (`error/retry.rs`), what the request consists of (`request/`), what becomes of the body (`response/`).

pub(crate) mod errors;
pub(crate) mod exchange;
mod library_text;

use std::io::{self, Read};

use ureq::http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};
use ureq::{Body, BodyReader, SendBody, http};

use self::errors::Progress;
use self::exchange::Exchange;
use crate::client::timeouts::Timeouts;
use crate::error::envelope;
use crate::error::retry::{self, AttemptFailure, Decision, Situation};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::request::Request;
use crate::text::{format_seconds, printable};

/// How much of an error's body is of use.
pub(crate) const MAX_ERROR_BYTES: usize = 64 << 10;
/// What is allocated for a body before any of it has come, whatever length its peer claims.
const MAX_CLAIMED_BYTES: u64 = 64 << 10;

/// Sends a request until it is answered or must not be sent again, and reads the whole body of the
/// success.
pub(crate) fn send_for_bytes(request: &Request) -> Result<(Exchange, Vec<u8>), Error> {
    let mut body = Vec::new();
    let exchange = send_with_retries(request, false, &mut |exchange, response| {
        let cap = request.client.inner().max_response_bytes;
        body = read_whole(exchange, response, cap)?;
        Ok(())
    })?;
    Ok((exchange, body))
}

/// Sends a request until it is answered or must not be sent again, and hands over the body of the
/// success as it comes.
pub(crate) fn send_for_stream(request: &Request) -> Result<(Exchange, Stream), Error> {
    let mut stream = None;
    let exchange = send_with_retries(request, true, &mut |exchange, response| {
        check_encoding(exchange)?;
        let length = response.content_length();
        stream = Some(Stream {
            length,
            is_framed: length.is_some() || exchange.is_chunked(),
            reader: response.into_reader(),
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
    /// It says itself where it ends, so that it cannot be cut off unnoticed.
    pub(crate) is_framed: bool,
    pub(crate) reader: BodyReader<'static>,
}

/// What takes over the body of a success.
type TakeOver<'a> = dyn FnMut(&Exchange, Body) -> Result<(), (AttemptFailure, Error)> + 'a;

/// The loop over the attempts of a call. `read` takes over the body of a success; what it fails
/// with is treated as the attempt's failure.
fn send_with_retries(request: &Request, document: bool, read: &mut TakeOver) -> Result<Exchange, Error> {
    let Operation { id, method, .. } = &*request.operation;
    let client = request.client.inner();
    let timeout = request.time(document);
    let max_attempts = request.max_retries.unwrap_or(client.max_retries).saturating_add(1);
    let mut exchange = Exchange::new(request, document);
    let started = client.clock.now();
    let mut left = timeout;
    // The attempt took a token from the retry budget.
    let mut took_token = false;
    loop {
        let outgoing = Outgoing::new(request, document)?;
        if left.is_zero() {
            let message = format!(
                "the {} of the call ran out before it could be sent",
                format_seconds(timeout)
            );
            return Err(exchange
                .error(ErrorKind::Transport, message)
                .with_details(|inner| inner.timeout = true));
        }
        exchange.begin_attempt(left);
        let begun = client.clock.now();
        let result = outgoing.attempt(&mut exchange, read);
        let ended = client.clock.now();
        exchange.log_attempt(
            ended.saturating_duration_since(begun),
            result.as_ref().err().map(|(_, error)| error),
        );
        exchange.elapsed = ended.saturating_duration_since(started);
        let (failure, error) = match result {
            Ok(()) => {
                if took_token {
                    client.budget.refund();
                }
                client.budget.earn();
                return Ok(exchange);
            }
            Err(failed) => failed,
        };
        if took_token && retry::is_settled(method, failure) {
            client.budget.refund();
        }
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
        took_token = retry::takes_token(failure);
        match retry::decide(&situation) {
            Decision::Retry(wait) if !took_token || client.budget.spend() => {
                log::debug!("{}: waiting {wait:?} before attempt {}", id, exchange.attempts + 1);
                client.clock.sleep(wait);
                left = timeout.saturating_sub(client.clock.now().saturating_duration_since(started));
            }
            decision => {
                if decision != Decision::Stop {
                    log::debug!("{}: not sent again, the retry budget is used up", id);
                }
                return Err(error.with_details(|inner| {
                    inner.out_of_budget = decision != Decision::Stop;
                    inner.applied = exchange.applied;
                    inner.retryable = retry::is_retryable(method, failure);
                }));
            }
        }
    }
}

/// A request as it goes out at one attempt.
struct Outgoing<'a> {
    request: &'a Request,
    message: http::Request<()>,
}

impl<'a> Outgoing<'a> {
    /// Checks all that can be checked before anything is sent.
    fn new(request: &'a Request, document: bool) -> Result<Self, Error> {
        let mut message = http::Request::new(());
        *message.method_mut() = request.operation.method.clone();
        *message.uri_mut() = request.uri()?;
        *message.headers_mut() = request.headers(document)?;
        Ok(Self { request, message })
    }

    /// Sends it, and reads what comes back.
    fn attempt(self, exchange: &mut Exchange, read: &mut TakeOver) -> Result<(), (AttemptFailure, Error)> {
        let body = self.request.body.as_deref().unwrap_or_default();
        let mut rest = body;
        let sent = self.send(exchange.timeouts, &mut rest);
        // It is asked for once the headers have gone out.
        let progress = match body.len() {
            0 => Progress::Unseen,
            whole if rest.len() == whole => Progress::BodyNotAsked,
            _ => Progress::BodyAsked,
        };
        let (head, body) = sent
            .map_err(|error| exchange.transport_error(error, progress))?
            .into_parts();
        exchange.record_response(head.status.as_u16(), head.headers);
        if head.status.is_success() {
            return read(exchange, body);
        }
        let body = match exchange.has_length_zero() {
            true => Vec::new(),
            false => read_error_body(body.into_reader()),
        };
        let mut report = envelope::parse_error_body(exchange.media_type(), &body);
        report.hints.after = exchange.retry_after().or(report.hints.after);
        let failure = AttemptFailure::Status {
            status: head.status.as_u16(),
            hints: report.hints,
        };
        Err((failure, exchange.error_response(report, &body)))
    }

    fn send(self, timeouts: Timeouts, payload: &mut &[u8]) -> Result<http::Response<Body>, ureq::Error> {
        let sender = &self.request.client.inner().sender;
        let message = sender.set_up(self.message, timeouts);
        match self.request.sends_length() {
            true => sender.agent.run(message.map(|()| SendBody::from_reader(payload))),
            false => sender.agent.run(message.map(|()| SendBody::none())),
        }
    }
}

/// Reads a body to its end, so that the connection can be used again, unless it is longer than
/// `cap`.
fn read_whole(exchange: &Exchange, body: Body, cap: u64) -> Result<Vec<u8>, (AttemptFailure, Error)> {
    let claimed = body.content_length().unwrap_or(0).min(MAX_CLAIMED_BYTES).min(cap);
    let mut bytes = Vec::with_capacity(claimed as usize);
    // One byte more tells a body at the limit from a longer one.
    if let Err(error) = read_at_most(&mut body.into_reader(), cap.saturating_add(1), &mut bytes)
        && !(bytes.is_empty() && library_text::is_empty_gzip_stream(&error))
    {
        return Err(exchange.body_error(error));
    }
    if bytes.len() as u64 > cap {
        return Err((AttemptFailure::Final { sent: true }, too_large(exchange, cap)));
    }
    if !bytes.is_empty() {
        check_encoding(exchange)?;
    }
    Ok(bytes)
}

/// Refuses a body that is encoded in a way that the HTTP library left as it is.
fn check_encoding(exchange: &Exchange) -> Result<(), (AttemptFailure, Error)> {
    let encodings = [(CONTENT_ENCODING, "content"), (TRANSFER_ENCODING, "transfer")];
    let Some((kind, encoding)) = encodings
        .into_iter()
        .find_map(|(name, kind)| Some((kind, exchange.encoding(&name)?)))
    else {
        return Ok(());
    };
    let shown = printable(&encoding, 100);
    let advice = match encoding.eq_ignore_ascii_case("gzip") && kind == "content" {
        true => "; turn on the feature `gzip` of this crate",
        false => "",
    };
    let message = format!("the response has the {kind} encoding {shown}, which this build cannot read{advice}");
    let error = exchange.error(ErrorKind::Decode, message);
    Err((AttemptFailure::Final { sent: true }, error))
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

/// An answer that is short enough, but would be too large in memory.
pub(crate) fn too_much_memory(exchange: &Exchange) -> Error {
    let cap = exchange.client().max_response_bytes;
    exchange.error(
        ErrorKind::TooLarge,
        format!("the answer has more objects and values than this client's limit of {cap} bytes allows for"),
    )
}

/// Up to 64 KiB of an error body. A body that breaks off ends there: the status is known. One that stalls is read until the time of
/// the attempt is over.
pub(crate) fn read_error_body(reader: BodyReader<'static>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // One byte more drains a body of exactly that length, which keeps the connection.
    let _ = reader.take(MAX_ERROR_BYTES as u64 + 1).read_to_end(&mut bytes);
    bytes.truncate(MAX_ERROR_BYTES);
    bytes
}
