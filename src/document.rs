//! A document that is read as it comes.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::hash::BuildHasher;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::answer;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::refusal;
use crate::request::Request;
use crate::text::essence;
use crate::transport::{self, Stream};

const PDF: &str = "application/pdf";
const PDF_BEGIN: &[u8] = b"%PDF-";
const PDF_END: &[u8] = b"%%EOF";
/// How much is read before the document is handed over.
const HEAD: u64 = 512;
/// Within how much of the end of a PDF its end marker must be.
const TAIL: usize = 1024;
const MAX_REFUSAL_BYTES: u64 = 64 << 10;

/// A document that the API answered with, such as a Letter of Authorization: read it with [`Read`],
/// or whole with [`bytes`](Self::bytes) or [`save_to`](Self::save_to).
///
/// The beginning has been checked when this is handed over. The media type is the documented one;
/// an answer without one, or labelled `application/octet-stream`, passes only if its content proves
/// itself, which a PDF does by beginning with `%PDF-`. Where no type is documented, JSON and HTML
/// are refused. A PDF must begin with `%PDF-` whatever its label.
///
/// The end is checked when it is reached: a PDF must have `%%EOF` in its last 1024 bytes, since a
/// connection that is cut can look like the end of an answer. So an error may still come with the
/// last read; errors from [`Read`] turn back into the [`Error`] that they are with `Error::from`.
/// The call's deadline and the client's limit on documents hold for reading.
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
    pdf: bool,
    count: u64,
    /// The last bytes that were read.
    tail: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
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
    /// stood there stands there still, and nothing else is left. A symbolic link is followed. What
    /// stands there keeps its permissions.
    ///
    /// # Errors
    ///
    /// Those of [`bytes`](Self::bytes), and [`ErrorKind::Io`] when it cannot be written, or the
    /// target is read-only or exists and is not a file.
    pub fn save_to(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.save(path.as_ref())
    }

    fn save(mut self, path: &Path) -> Result<u64, Error> {
        let mut doing = "cannot follow";
        let mut save = || -> io::Result<u64> {
            let target = follow(path)?;
            doing = "cannot write to";
            let permissions = writable(&target)?;
            doing = "cannot write beside";
            let mut file = Beside::create(&target)?;
            let length = io::copy(&mut self, &mut file.file)?;
            if let Some(permissions) = permissions {
                doing = "cannot keep the permissions of";
                file.file.set_permissions(permissions)?;
            }
            doing = "cannot put in place";
            file.replace(&target)?;
            Ok(length)
        };
        save().map_err(|error| match error.downcast::<Error>() {
            Ok(error) => error,
            Err(error) => Error::io(&format!("{doing} {}", path.display()), error),
        })
    }

    pub(crate) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Sends the request and checks what begins to come.
    pub(crate) fn open(request: &Request) -> Result<Self, Error> {
        let (exchange, mut stream) = transport::stream(request)?;
        let mut head = Vec::new();
        transport::read_at_most(&mut stream.reader, HEAD, &mut head).map_err(|error| exchange.broken(error))?;
        let documented = exchange.called().accept();
        let label = exchange.content_type_str().map(essence);
        let accepted = accepts(documented, label, &head);
        let is_pdf =
            label.is_some_and(|label| label.eq_ignore_ascii_case(PDF)) || (accepted && head.starts_with(PDF_BEGIN));
        if accepted && (!is_pdf || head.starts_with(PDF_BEGIN)) {
            let head = io::Cursor::new(head);
            return Ok(Self {
                exchange,
                stream,
                head,
                pdf: is_pdf,
                count: 0,
                tail: Vec::new(),
                state: State::Reading,
            });
        }
        // It may be the API's error under a success's status: read enough of it to tell.
        let _ = transport::read_at_most(&mut stream.reader, MAX_REFUSAL_BYTES, &mut head);
        if refusal::is_refusal(&head) {
            return Err(answer::refused(&exchange, &head));
        }
        let mut message = "the answer is not ".to_owned();
        message += documented.first().unwrap_or(&"the document");
        for other in documented.iter().skip(1) {
            message = message + " or " + other;
        }
        Err(exchange
            .error(ErrorKind::Decode, message)
            .with(|inner| inner.snippet = exchange.snippet(&head)))
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if buffer.is_empty() || self.state == State::Whole {
            return Ok(0);
        }
        if self.state == State::Failed {
            return Err(self
                .exchange
                .error(ErrorKind::Io, "reading the document has failed before"));
        }
        // Until a read succeeds.
        self.state = State::Failed;
        let from_head = self.head.read(buffer).unwrap_or(0);
        let read = match from_head {
            0 => self
                .stream
                .reader
                .read(buffer)
                .map_err(|error| self.exchange.broken(error))?,
            read => read,
        };
        if read == 0 {
            self.check_end()?;
            self.state = State::Whole;
            return Ok(0);
        }
        self.count += read as u64;
        let cap = self.exchange.client().max_document_bytes;
        if self.count > cap {
            return Err(transport::too_large(&self.exchange, cap));
        }
        if self.pdf {
            let fresh = &buffer[read.saturating_sub(TAIL)..read];
            let keep = (TAIL - fresh.len()).min(self.tail.len());
            self.tail.drain(..self.tail.len() - keep);
            self.tail.extend_from_slice(fresh);
        }
        self.state = State::Reading;
        Ok(read)
    }

    fn check_end(&self) -> Result<(), Error> {
        if self.pdf && !self.tail.windows(PDF_END.len()).any(|window| window == PDF_END) {
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
            .field("content_type", &self.content_type())
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}

/// Whether an answer that is labelled so and begins so is what is documented.
fn accepts(documented: &[&str], label: Option<&str>, head: &[u8]) -> bool {
    let is = |name: &str| label.is_some_and(|label| label.eq_ignore_ascii_case(name));
    let generic = label.is_none_or(str::is_empty) || is("application/octet-stream");
    if documented.is_empty() {
        let text = label.unwrap_or_default().to_ascii_lowercase();
        let json = text.ends_with("/json") || text.ends_with("+json");
        let html = text == "text/html" || text == "application/xhtml+xml";
        return !(json || html || (generic && looks_like_json_or_html(head)));
    }
    let proven = generic && documented.contains(&PDF) && head.starts_with(PDF_BEGIN);
    proven
        || documented
            .iter()
            .any(|wanted| is(essence(wanted)) || in_range(essence(wanted), label))
}

/// Whether `label` is in a range such as `image/*`.
fn in_range(wanted: &str, label: Option<&str>) -> bool {
    match (wanted.strip_suffix('*'), label) {
        (Some("*/"), _) => true,
        (Some(prefix), Some(label)) => label
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix)),
        _ => false,
    }
}

fn looks_like_json_or_html(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let begins = |tag: &[u8]| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    text.starts_with(b"{") || text.starts_with(b"[") || begins(b"<!doctype html") || begins(b"<html")
}

/// Where a path leads through symbolic links; the last part need not exist.
fn follow(path: &Path) -> io::Result<PathBuf> {
    const LONGEST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LONGEST {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => path = directory(&path).join(fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// The permissions of what stands there, if anything does; an error if a document must not take its
/// place.
fn writable(target: &Path) -> io::Result<Option<fs::Permissions>> {
    let found = match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    if !found.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it exists and is not a file",
        ));
    }
    if found.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    Ok(Some(found.permissions()))
}

fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// A new file in the directory of another, which is removed unless it takes that one's place.
struct Beside {
    path: PathBuf,
    file: File,
    placed: bool,
}

impl Beside {
    fn create(target: &Path) -> io::Result<Self> {
        let Some(name) = target.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
        };
        // Hashing with fresh keys gives a name that nobody can have put a link at; `create_new`
        // would refuse one.
        let mut unique = std::ffi::OsString::from(format!(".{:016x}-", RandomState::new().hash_one(0_u8)));
        // The longest name that is allowed may leave no room for more.
        unique.push(if name.len() > 200 { "document".as_ref() } else { name });
        let path = directory(target).join(unique);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self {
            path,
            file,
            placed: false,
        })
    }

    fn replace(mut self, target: &Path) -> io::Result<()> {
        self.file.flush()?;
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.placed {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_is_documented_or_proves_itself() {
        let pdf = b"%PDF-1.7";
        for (documented, label, head, accepted) in [
            (&[PDF][..], Some("application/pdf"), &pdf[..], true),
            (&[PDF], Some("Application/PDF"), pdf, true),
            (&[PDF], Some("application/octet-stream"), pdf, true),
            (&[PDF], None, pdf, true),
            (&[PDF], None, b"junk", false),
            (&[PDF], Some("application/octet-stream"), b"junk", false),
            (&[PDF], Some("application/json"), pdf, false),
            (&[PDF], Some("text/html"), b"<html>", false),
            (&["text/csv"], None, b"a,b", false),
            (&["text/csv"], Some("text/csv"), b"a,b", true),
            (&["image/*"], Some("image/png"), b"", true),
            (&["image/*"], Some("text/png"), b"", false),
            (&["*/*"], None, b"", true),
            (&[], Some("application/json"), pdf, false),
            (&[], Some("application/problem+json"), pdf, false),
            (&[], Some("text/html"), pdf, false),
            (&[], Some("application/pdf"), pdf, true),
            (&[], Some("text/plain"), b"{", true),
            (&[], None, b" {\"success\":", false),
            (&[], None, b"\n<!DOCTYPE HTML>", false),
            (&[], None, b"anything", true),
        ] {
            assert_eq!(accepts(documented, label, head), accepted, "{documented:?} {label:?}");
        }
    }
}
