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
use crate::refusal::{self, Verdict};
use crate::request::Request;
use crate::text::essence;
use crate::transport::{self, Stream};

const PARTIAL_CONTENT: u16 = 206;
const PDF: &str = "application/pdf";
const PDF_BEGIN: &[u8] = b"%PDF-";
const PDF_END: &[u8] = b"%%EOF";
/// How much is read before the document is handed over: a PDF begins within it.
const HEAD: usize = 1024;
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
    /// stood there stands there still, and nothing else is left. A symbolic link is followed.
    ///
    /// What stands there keeps its permissions, and its owner and group where the system allows to
    /// give them away; if it does not, the new group and everybody may do what both could. At no time
    /// can anybody read the new file who could not read the old one. Set-uid, set-gid and sticky
    /// bits are dropped.
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
        let shown = path.display();
        let mut doing = format!("cannot follow {shown}");
        let mut save = || -> io::Result<u64> {
            let target = follow(path)?;
            doing = format!("cannot write to {shown}");
            let old = standing(&target)?;
            let folder = match directory(&target) {
                folder if folder.as_os_str().is_empty() => Path::new("."),
                folder => folder,
            };
            doing = format!(
                "cannot write {shown}: no file can be made in the folder {}",
                folder.display()
            );
            let mut file = Beside::create(&target, old.as_ref())?;
            doing = format!("cannot write beside {shown}");
            let length = io::copy(&mut self, &mut file.file)?;
            if let Some(old) = old {
                doing = format!("cannot keep the permissions of {shown}");
                inherit(&file.file, &old)?;
            }
            doing = format!("cannot put in place {shown}");
            file.replace(&target).map_err(explain_replacing)?;
            Ok(length)
        };
        save().map_err(|error| match error.downcast::<Error>() {
            Ok(error) => error,
            Err(error) => Error::io(&doing, error),
        })
    }

    pub(crate) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Sends the request and checks what begins to come.
    pub(crate) fn open(request: &Request) -> Result<Self, Error> {
        let (exchange, mut stream) = transport::stream(request)?;
        if exchange.status == Some(PARTIAL_CONTENT) {
            let message = "the answer is only a part of the document, which nobody asked for";
            return Err(exchange.error(ErrorKind::Decode, message));
        }
        let mut head = Vec::new();
        let mut read = |head: &mut Vec<u8>, count| {
            transport::read_at_most(&mut stream.reader, count, head).map_err(|error| exchange.broken(error))
        };
        read(&mut head, HEAD as u64)?;
        let documented = exchange.called().accept();
        let label = exchange.media_type().unwrap_or_default().to_ascii_lowercase();
        let accepted = accepts(documented, &label, &head);
        let begins = begins_as_pdf(&head);
        let is_pdf = label == PDF || (accepted && begins);
        // What is or may be JSON may be the API's error: as much of it as an error has is looked at.
        if !accepted || (is_pdf && !begins) {
            head.extend(transport::read_error(stream.reader));
            refuse_refusal(&exchange, &head)?;
            let mut message = "the answer is not ".to_owned();
            message += documented.first().unwrap_or(&"the document");
            for other in documented.iter().skip(1) {
                message += &format!(" or {other}");
            }
            let error = exchange.error(ErrorKind::Decode, message);
            return Err(error.with(|inner| inner.snippet = exchange.snippet(&head)));
        }
        if head.trim_ascii_start().starts_with(b"{") {
            read(&mut head, transport::MAX_ERROR_BYTES as u64)?;
            refuse_refusal(&exchange, &head)?;
        }
        Ok(Self {
            needs_end: is_pdf && !stream.is_framed,
            exchange,
            stream,
            head: io::Cursor::new(head),
            count: 0,
            tail: Vec::new(),
            state: State::Reading,
        })
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
        if self.needs_end {
            let fresh = &buffer[read.saturating_sub(TAIL)..read];
            let keep = (TAIL - fresh.len()).min(self.tail.len());
            self.tail.drain(..self.tail.len() - keep);
            self.tail.extend_from_slice(fresh);
        }
        self.state = State::Reading;
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
fn refuse_refusal(exchange: &Exchange, head: &[u8]) -> Result<(), Error> {
    let saying = refusal::look(exchange.media_type(), head).unwrap_or_default();
    match saying.verdict {
        Verdict::Refusal | Verdict::Doubtful => Err(answer::refused(exchange, head)),
        Verdict::Silent | Verdict::Success => Ok(()),
    }
}

/// Readers of PDFs allow other bytes before its beginning, such as a blank line or a byte order mark.
fn begins_as_pdf(head: &[u8]) -> bool {
    let head = &head[..head.len().min(HEAD)];
    head.windows(PDF_BEGIN.len()).any(|window| window == PDF_BEGIN)
}

/// Whether an answer that is labelled so, in small letters, and begins so is what is documented.
fn accepts(documented: &[&str], label: &str, head: &[u8]) -> bool {
    let generic = label.is_empty() || label == "application/octet-stream";
    let is_json = label.ends_with("/json") || label.ends_with("+json");
    let is_html = label == "text/html" || label == "application/xhtml+xml";
    if documented.is_empty() {
        return !(is_json || is_html || (generic && looks_like_json_or_html(head)));
    }
    // Labels that say nothing, or say it otherwise. Any other is believed.
    let is_vague = label.is_empty() || label.starts_with("application/") || label.starts_with("binary/");
    let proven = is_vague && !is_json && !is_html && documented.contains(&PDF) && begins_as_pdf(head);
    proven || documented.iter().any(|wanted| is_of(label, essence(wanted)))
}

/// Whether a label is this one, or in a range such as `image/*`.
fn is_of(label: &str, wanted: &str) -> bool {
    let wanted = wanted.to_ascii_lowercase();
    match wanted.strip_suffix('*') {
        Some("*/") => true,
        Some(prefix) => label.starts_with(prefix),
        None => label == wanted,
    }
}

fn looks_like_json_or_html(head: &[u8]) -> bool {
    let text = head.trim_ascii_start().to_ascii_lowercase();
    let beginnings: [&[u8]; 4] = [b"{", b"[", b"<!doctype html", b"<html"];
    beginnings.into_iter().any(|beginning| text.starts_with(beginning))
}

/// Where a path leads through symbolic links; the last part need not exist.
fn follow(path: &Path) -> io::Result<PathBuf> {
    const LONGEST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LONGEST {
        // There Linux keeps what processes have open, as links to names that may be no files, or no longer those files.
        let folder = match directory(&path) {
            folder if folder.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        let kept_by_linux = |folder: PathBuf| folder.starts_with("/proc");
        if cfg!(target_os = "linux") && fs::canonicalize(folder).is_ok_and(kept_by_linux) {
            return Err(no_file("it is not a file"));
        }
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => path = directory(&path).join(fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn no_file(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

/// What stands there, if anything does; an error if a document must not take its place.
fn standing(target: &Path) -> io::Result<Option<fs::Metadata>> {
    let found = match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    if !found.is_file() {
        return Err(no_file("it exists and is not a file"));
    }
    if found.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    Ok(Some(found))
}

/// Gives a new file the owner, group and permissions of an old one, as far as that lets nobody read it who could not read
/// the old one.
#[cfg(unix)]
fn inherit(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let new = file.metadata()?;
    if new.uid() != old.uid() || new.gid() != old.gid() {
        // Few may give files away; a group of their own, everybody may.
        let _ = fchown(file, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(file, None, Some(old.gid())));
    }
    let group_is_kept = file.metadata()?.gid() == old.gid();
    file.set_permissions(fs::Permissions::from_mode(inherited(old.mode(), group_is_kept)))
}

#[cfg(not(unix))]
fn inherit(file: &File, old: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

/// The mode of a new file in place of an old one. Where the group is another, both it and everybody may do what both could:
/// those of the old group are now everybody.
#[cfg(unix)]
fn inherited(mode: u32, group_is_kept: bool) -> u32 {
    let both = mode & mode >> 3 & 0o007;
    match group_is_kept {
        true => mode & 0o777,
        false => mode & 0o700 | both << 3 | both,
    }
}

/// Says what to do about an error of replacing a file.
fn explain_replacing(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ResourceBusy => io::Error::new(
            error.kind(),
            "it is a mount point, whose file cannot be replaced: save it elsewhere and copy it there, or mount its folder",
        ),
        _ => error,
    }
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
    /// Where it is to take an old file's place, nobody but its owner may read it yet.
    fn create(target: &Path, old: Option<&fs::Metadata>) -> io::Result<Self> {
        let Some(name) = target.file_name() else {
            return Err(no_file("the path names no file"));
        };
        // Hashing with fresh keys gives a name that nobody can have put a link at; `create_new`
        // would refuse one.
        let mut unique = std::ffi::OsString::from(format!(".{:016x}-", RandomState::new().hash_one(0_u8)));
        // The longest name that is allowed may leave no room for more.
        unique.push(if name.len() > 200 { "document".as_ref() } else { name });
        let path = directory(target).join(unique);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if old.is_some() {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        #[cfg(not(unix))]
        let _ = old;
        let file = options.open(&path)?;
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
            (&[PDF], Some("binary/octet-stream"), pdf, true),
            (&[PDF], Some("application/x-pdf"), b"\xef\xbb\xbf\n%PDF-1.7", true),
            (&[PDF], Some("application/force-download"), pdf, true),
            (&[PDF], Some("application/force-download"), b"junk", false),
            (&[PDF], Some("text/plain"), pdf, false),
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
            let label = label.unwrap_or_default().to_ascii_lowercase();
            assert_eq!(accepts(documented, &label, head), accepted, "{documented:?} {label:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_new_group_and_everybody_may_do_what_both_could() {
        for (mode, kept, other) in [
            (0o640, 0o640, 0o600),
            (0o644, 0o644, 0o644),
            (0o4755, 0o755, 0o755),
            (0o7777, 0o777, 0o777),
            (0o670, 0o670, 0o600),
            (0o604, 0o604, 0o600),
            (0o647, 0o647, 0o644),
        ] {
            assert_eq!(
                (inherited(mode, true), inherited(mode, false)),
                (kept, other),
                "{mode:o}"
            );
        }
    }

    #[test]
    fn a_mount_point_is_an_error_that_says_what_to_do() {
        let error = explain_replacing(io::ErrorKind::ResourceBusy.into());
        assert!(error.to_string().contains("mount"), "{error}");
        let other = explain_replacing(io::ErrorKind::StorageFull.into());
        assert_eq!(other.kind(), io::ErrorKind::StorageFull);
    }
}
