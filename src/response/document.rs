//! A document that is streamed.

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
/// The end marker of a PDF must be within this many bytes of its end.
const TAIL: usize = 1024;

/// A document from the API, such as a Letter of Authorization. Read it with [`Read`], or as a whole with
/// [`bytes`](Self::bytes) or [`save_to`](Self::save_to).
///
/// The beginning has already been checked. The response must have the documented media type. If it has
/// none, a general one (`application/octet-stream`) or a variant (`application/x-pdf`), the content
/// decides. A PDF must have `%PDF-` in its first 1024 bytes, whatever the media type is. If no media
/// type is documented, JSON and HTML are refused. If the body is an API error, that error is returned.
///
/// The end is checked when it is reached, so the last read can still fail. If the response has a length
/// or chunks, they show whether it is complete. A response that ends with its connection could have been
/// cut off, so a PDF must then have `%%EOF` in its last 1024 bytes. An error from [`Read`] converts back
/// into an [`Error`] with `Error::from`. Reading counts towards the call's deadline and the client's
/// limit on documents.
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
    /// Only the PDF's end marker can show that it is complete.
    needs_end: bool,
    count: u64,
    /// The last bytes that were read, for the end marker.
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
    /// The response's `Content-Type`, if it is text.
    pub fn content_type(&self) -> Option<&str> {
        self.exchange.content_type_str()
    }

    /// The length in bytes that the response states. If the document is shorter or longer, reading it
    /// fails.
    pub fn content_length(&self) -> Option<u64> {
        self.stream.length
    }

    /// Reads the whole document.
    ///
    /// # Errors
    ///
    /// If the document does not come completely and in time, or exceeds the client's limit.
    pub fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Saves the document to a file and returns its length in bytes. The document is written to a new
    /// file in the same folder, which replaces the target once it is complete. On any error the existing
    /// file is unchanged and nothing is left behind. Symbolic links are followed.
    ///
    /// The new file has the permissions of the old one, and the owner and group of the process. If the
    /// group differs, the group and others get only the permissions that both had. The new file is
    /// never readable by anybody who could not read the old one. Set-uid, set-gid and sticky bits are dropped.
    ///
    /// # Errors
    ///
    /// Those of [`bytes`](Self::bytes). [`ErrorKind::Io`] if the file cannot be written, or if the target
    /// is read-only, is a mount point, or is not a file. To write to a pipe or a terminal such as
    /// `/dev/stdout`, use [`std::io::copy`].
    pub fn save_to(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.save(path.as_ref())
    }

    fn save(mut self, path: &Path) -> Result<u64, Error> {
        save::save_to_file(&mut self, path)
    }

    pub(crate) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Sends the request and checks the beginning of the document.
    pub(crate) fn open(request: &Request) -> Result<Self, Error> {
        let (exchange, mut stream) = transport::send_for_stream(request)?;
        if exchange.status == Some(PARTIAL_CONTENT) {
            let message = "unexpected partial response (206)";
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
        // JSON, or what may be JSON, may be an API error: read as much as an error body may have.
        if !accepted || (is_pdf && !begins) {
            head.extend(transport::read_error_body(stream.reader));
            reject_error_response(&exchange, &head)?;
            let mut message = "the response is not ".to_owned();
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
                .error(ErrorKind::Io, "reading the document has already failed"));
        }
        // Cleared when a read succeeds.
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
            let message = format!("the PDF is cut off after {} bytes: it has no end marker", self.count);
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

/// The API error, if the body that begins like this is one.
fn reject_error_response(exchange: &Exchange, head: &[u8]) -> Result<(), Error> {
    let envelope = envelope::parse_envelope(exchange.media_type(), head, Success::None).unwrap_or_default();
    match envelope.verdict {
        Verdict::Error | Verdict::Doubtful => Err(decode::error_response(exchange, head)),
        Verdict::Silent | Verdict::Success => Ok(()),
    }
}
