//! Sends requests: the loop over attempts with its deadline and backoff, and the limits on what is read.
//!
//! `exchange.rs` holds the state of a call and writes its log lines. `errors.rs` classifies the errors of the HTTP library, and
//! `library_text.rs` matches error texts of other libraries.
//!
//! Not here: the retry policy (`error/retry.rs`), the parts of a request (`request/`), decoding and saving bodies (`response/`).

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

/// The most bytes of an error body that are read.
pub(crate) const MAX_ERROR_BYTES: usize = 64 << 10;
/// The most bytes that are allocated because of a `Content-Length`, before any of the body has arrived.
const MAX_CLAIMED_BYTES: u64 = 64 << 10;

/// Sends a request with its retries, and reads the whole body of a success.
pub(crate) fn send_for_bytes(request: &Request) -> Result<(Exchange, Vec<u8>), Error> {
    let mut body = Vec::new();
    let exchange = send_with_retries(request, false, &mut |exchange, response| {
        let cap = request.client.inner().max_response_bytes;
        body = read_whole(exchange, response, cap)?;
        Ok(())
    })?;
    Ok((exchange, body))
}

/// Sends a request with its retries, and returns the body of a success as a stream.
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
        None => Err(exchange.error(ErrorKind::Protocol, "the response has no body")),
    }
}

/// A body that has not been read yet. Reading it must end by the call's deadline.
pub(crate) struct Stream {
    pub(crate) length: Option<u64>,
    /// The length or the chunks show where the body ends, so a truncated body is noticed.
    pub(crate) is_framed: bool,
    pub(crate) reader: BodyReader<'static>,
}

/// Takes the body of a success.
type TakeBody<'a> = dyn FnMut(&Exchange, Body) -> Result<(), (AttemptFailure, Error)> + 'a;

/// The loop over the attempts of a call. `read` takes the body of a success. If `read` fails, the
/// attempt has failed.
fn send_with_retries(request: &Request, document: bool, read: &mut TakeBody) -> Result<Exchange, Error> {
    let Operation { id, method, .. } = &*request.operation;
    let client = request.client.inner();
    let timeout = request.time(document);
    let max_attempts = request.max_retries.unwrap_or(client.max_retries).saturating_add(1);
    let mut exchange = Exchange::new(request, document);
    let started = client.clock.now();
    let mut left = timeout;
    // Whether the current attempt took a token from the retry budget.
    let mut took_token = false;
    loop {
        let outgoing = Outgoing::new(request, document)?;
        if left.is_zero() {
            let message = format!(
                "timed out after {} (the `timeout` of the call), before attempt {} could be sent",
                format_seconds(timeout),
                exchange.attempts + 1
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
                    log::debug!("{}: not retried: the retry budget is used up", id);
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

/// A request that is ready to be sent once.
struct Outgoing<'a> {
    request: &'a Request,
    message: http::Request<()>,
}

impl<'a> Outgoing<'a> {
    /// Builds the request. An invalid URI or header is an error.
    fn new(request: &'a Request, document: bool) -> Result<Self, Error> {
        let mut message = http::Request::new(());
        *message.method_mut() = request.operation.method.clone();
        *message.uri_mut() = request.uri()?;
        *message.headers_mut() = request.headers(document)?;
        Ok(Self { request, message })
    }

    /// Sends the request and reads the response.
    fn attempt(self, exchange: &mut Exchange, read: &mut TakeBody) -> Result<(), (AttemptFailure, Error)> {
        let body = self.request.body.as_deref().unwrap_or_default();
        let mut rest = body;
        let sent = self.send(exchange.timeouts, &mut rest);
        // The HTTP library reads the body once it has sent the headers.
        let progress = match body.len() {
            0 => Progress::Unseen,
            whole if rest.len() == whole => Progress::BodyUnread,
            _ => Progress::BodyRead,
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

/// Reads a whole body, so that the connection can be reused. More than `cap` bytes are an error.
fn read_whole(exchange: &Exchange, body: Body, cap: u64) -> Result<Vec<u8>, (AttemptFailure, Error)> {
    let claimed = body.content_length().unwrap_or(0).min(MAX_CLAIMED_BYTES).min(cap);
    let mut bytes = Vec::with_capacity(claimed as usize);
    // One byte more than the limit shows that the body is too long.
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

/// An error if the body has an encoding that the HTTP library did not decode.
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
        true => "; enable this crate's feature `gzip`",
        false => "",
    };
    let message = format!("the response has the {kind} encoding {shown}, which this build cannot decode{advice}");
    let error = exchange.error(ErrorKind::Decode, message);
    Err((AttemptFailure::Final { sent: true }, error))
}

/// Reads to the end, or at most `count` bytes. On error, `bytes` keeps what was read before.
pub(crate) fn read_at_most(reader: &mut BodyReader<'static>, count: u64, bytes: &mut Vec<u8>) -> io::Result<usize> {
    reader.take(count).read_to_end(bytes)
}

/// The error for a body that is longer than the client's limit for responses or documents.
pub(crate) fn too_large(exchange: &Exchange, cap: u64) -> Error {
    let setting = match exchange.is_document() {
        true => "max_document_bytes",
        false => "max_response_bytes",
    };
    exchange.error(
        ErrorKind::TooLarge,
        format!("the response is longer than this client's `{setting}` of {cap} bytes"),
    )
}

/// The error for a response that is short enough, but would take too much memory.
pub(crate) fn too_much_memory(exchange: &Exchange) -> Error {
    let cap = exchange.client().max_response_bytes;
    exchange.error(
        ErrorKind::TooLarge,
        format!("the response has too many values for this client's `max_response_bytes` of {cap} bytes"),
    )
}

/// Reads up to 64 KiB of an error body. A truncated body is no error, because the status is known. A body that stalls is read until
/// the attempt times out.
pub(crate) fn read_error_body(reader: BodyReader<'static>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // One byte more than the limit: the end of a body of exactly 64 KiB is seen, and the connection can be reused.
    let _ = reader.take(MAX_ERROR_BYTES as u64 + 1).read_to_end(&mut bytes);
    bytes.truncate(MAX_ERROR_BYTES);
    bytes
}
