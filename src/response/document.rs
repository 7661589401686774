//! A document that is read as it comes.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use crate::error::envelope::{self, Verdict};
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::response::decode;
use crate::response::save;
use crate::text::media::{HEAD, PDF, begins_as_pdf, is_documented_type};
use crate::transport::exchange::Exchange;
use crate::transport::{self, Stream};
use crate::value::response::Success;

const PARTIAL_CONTENT: u16 = 206;
const PDF_END: &[u8] = b"%%EOF";
/// Within how much of the end of a PDF its end marker must be.
const TAIL: usize = 1024;

/// A document that the API answered with, such as a Letter of Authorization: read it with [`Read`],
/// or whole with [`bytes`](Self::bytes) or [`save_to`](Self::save_to).
///
/// The beginning has been checked when this is handed over. The media type is the documented one;
/// an answer without one, or with one that says nothing (`application/octet-stream`) or says it
/// otherwise (`application/x-pdf`), passes if its content proves itself, which a PDF does by
/// `%PDF-` in its first 1024 bytes. Where no type is documented, JSON and HTML are refused. A PDF
/// must have that beginning whatever its label. What says that it is the API's error is that error.
///
/// The end is checked when it is reached. An answer with a length or in chunks is whole when these
/// are; one that ends with its connection could have been cut, so that a PDF must then have
/// `%%EOF` in its last 1024 bytes. So an error may still come with the last read; errors from
/// [`Read`] turn back into the [`Error`] that they are with `Error::from`. The call's deadline and
/// the client's limit on documents hold for reading.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let letter = interconnects.loa("icon-1").send()?;
/// assert_eq!(letter.content_type(), Some("application/pdf"));
/// let bytes = letter.bytes()?;
///
/// let target = std::env::temp_dir().join("letter-of-icon-1.pdf");
/// let length = interconnects.loa("icon-1").send()?.save_to(&target)?;
/// assert_eq!(length, bytes.len() as u64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Document {
    exchange: Exchange,
    stream: Stream,
    head: io::Cursor<Vec<u8>>,
    /// Nothing but its own end marker tells whether the PDF is whole.
    needs_end: bool,
    count: u64,
    /// The last bytes that were read.
    tail: Vec<u8>,
    state: DocumentState,
}

#[derive(Clone, Copy, PartialEq)]
enum DocumentState {
    Reading,
    Whole,
    Failed,
}

impl Document {
    /// The `Content-Type` of the answer, if it has one that is text.
    pub fn content_type(&self) -> Option<&str> {
        self.exchange.content_type_str()
    }

    /// The length in bytes that the answer claims, if it does. More or less than that is an error
    /// of reading.
    pub fn content_length(&self) -> Option<u64> {
        self.stream.length
    }

    /// Reads the whole document.
    ///
    /// # Errors
    ///
    /// When it does not come whole and in time, or is longer than the client's limit.
    pub fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Saves the document under a path and returns its length in bytes. It is written to a new file
    /// beside the target, which takes the target's place only when it is whole: on any error what
    /// stood there stands there still, and nothing else is left. A symbolic link is followed.
    ///
    /// The new file has the permissions of the old one, and the owner and group of the process. Where
    /// the group differs, group and others get only what both had. At no time can anybody read the
    /// new file who could not read the old one. Set-uid, set-gid and sticky bits are dropped.
    ///
    /// # Errors
    ///
    /// Those of [`bytes`](Self::bytes), and [`ErrorKind::Io`] when it cannot be written, or the
    /// target is read-only, is a mount point, or exists and is not a file: a pipe or a terminal, such
    /// as `/dev/stdout`, is written to with [`std::io::copy`].
    pub fn save_to(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.save(path.as_ref())
    }

    fn save(mut self, path: &Path) -> Result<u64, Error> {
        save::save_to_file(&mut self, path)
    }

    pub(crate) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Sends the request and checks what begins to come.
    pub(crate) fn open(request: &Request) -> Result<Self, Error> {
        let (exchange, mut stream) = transport::send_for_stream(request)?;
        if exchange.status == Some(PARTIAL_CONTENT) {
            let message = "the answer is only a part of the document, which nobody asked for";
            return Err(exchange.error(ErrorKind::Decode, message));
        }
        let mut head = Vec::new();
        let mut read = |head: &mut Vec<u8>, count| {
            transport::read_at_most(&mut stream.reader, count, head).map_err(|error| exchange.body_error(error).1)
        };
        read(&mut head, HEAD as u64)?;
        let documented = exchange.operation().accept;
        let label = exchange.media_type().unwrap_or_default().to_ascii_lowercase();
        let accepted = is_documented_type(documented, &label, &head);
        let begins = begins_as_pdf(&head);
        let is_pdf = label == PDF || (accepted && begins);
        // What is or may be JSON may be the API's error: as much of it as an error has is looked at.
        if !accepted || (is_pdf && !begins) {
            head.extend(transport::read_error_body(stream.reader));
            reject_error_response(&exchange, &head)?;
            let mut message = "the answer is not ".to_owned();
            message += documented.first().unwrap_or(&"the document");
            for other in documented.iter().skip(1) {
                message += &format!(" or {other}");
            }
            let error = exchange.error(ErrorKind::Decode, message);
            return Err(error.with_details(|inner| inner.snippet = exchange.snippet(&head)));
        }
        if head.trim_ascii_start().starts_with(b"{") {
            read(&mut head, transport::MAX_ERROR_BYTES as u64)?;
            reject_error_response(&exchange, &head)?;
        }
        Ok(Self {
            needs_end: is_pdf && !stream.is_framed,
            exchange,
            stream,
            head: io::Cursor::new(head),
            count: 0,
            tail: Vec::new(),
            state: DocumentState::Reading,
        })
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if buffer.is_empty() || self.state == DocumentState::Whole {
            return Ok(0);
        }
        if self.state == DocumentState::Failed {
            return Err(self
                .exchange
                .error(ErrorKind::Io, "reading the document has failed before"));
        }
        // Until a read succeeds.
        self.state = DocumentState::Failed;
        let from_head = self.head.read(buffer).unwrap_or(0);
        let read = match from_head {
            0 => self
                .stream
                .reader
                .read(buffer)
                .map_err(|error| self.exchange.body_error(error).1)?,
            read => read,
        };
        if read == 0 {
            self.check_end()?;
            self.state = DocumentState::Whole;
            return Ok(0);
        }
        self.count += read as u64;
        let cap = self.exchange.client().max_document_bytes;
        if self.count > cap {
            return Err(transport::too_large(&self.exchange, cap));
        }
        if self.needs_end {
            let fresh = &buffer[read.saturating_sub(TAIL)..read];
            let keep = (TAIL - fresh.len()).min(self.tail.len());
            self.tail.drain(..self.tail.len() - keep);
            self.tail.extend_from_slice(fresh);
        }
        self.state = DocumentState::Reading;
        Ok(read)
    }

    fn check_end(&self) -> Result<(), Error> {
        if self.needs_end && !self.tail.windows(PDF_END.len()).any(|window| window == PDF_END) {
            let message = format!("the PDF is cut off: {} bytes came, without its end marker", self.count);
            return Err(self.exchange.error(ErrorKind::Decode, message));
        }
        Ok(())
    }
}

impl Read for Document {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_some(buffer).map_err(io::Error::from)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("content_type", &self.exchange.content_type())
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}

/// An error where what begins so is the API's error.
fn reject_error_response(exchange: &Exchange, head: &[u8]) -> Result<(), Error> {
    let envelope = envelope::parse_envelope(exchange.media_type(), head, Success::None).unwrap_or_default();
    match envelope.verdict {
        Verdict::Error | Verdict::Doubtful => Err(decode::error_response(exchange, head)),
        Verdict::Silent | Verdict::Success => Ok(()),
    }
}
