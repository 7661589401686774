//! HTTP/1.1 on a loopback port: one thread accepts, and each open connection has a thread.
//!
//! An idle connection delays no other. Stopping closes all connections, so clients notice at once.

use super::http::{HttpResponse, RecordedRequest, Reply};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const MAX_HEAD: u64 = 64 * 1024;
const MAX_BODY: u64 = 16 * 1024 * 1024;

pub(super) type Handler = Box<dyn Fn(RecordedRequest) -> Reply + Send + Sync>;

/// A running server. Dropping it closes its port and its connections, and waits for its threads.
pub(super) struct Server {
    address: SocketAddr,
    connections: Arc<Mutex<Connections>>,
    accepting: Option<JoinHandle<()>>,
}

/// The open connections, so that they can be closed from another thread.
#[derive(Default)]
struct Connections {
    stopping: bool,
    open: BTreeMap<u64, TcpStream>,
    accepted: u64,
}

impl Server {
    pub(super) fn start(port: u16, handler: Handler) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let connections = Arc::new(Mutex::new(Connections::default()));
        let accepting = {
            let connections = Arc::clone(&connections);
            thread::Builder::new()
                .name("fake-accept".to_owned())
                .spawn(move || accept(&listener, &connections, &Arc::new(handler)))?
        };
        Ok(Server {
            address,
            connections,
            accepting: Some(accepting),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        {
            let mut connections = lock(&self.connections);
            connections.stopping = true;
            for stream in connections.open.values() {
                // Ends the read or write that the connection's thread waits for.
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
        // The accepting thread waits for a connection, so make one. If this fails, the thread has ended already.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(accepting) = self.accepting.take().filter(|_| woken) {
            let _ = accepting.join();
        }
    }
}

fn accept(listener: &TcpListener, connections: &Arc<Mutex<Connections>>, handler: &Arc<Handler>) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    loop {
        let accepted = listener
            .accept()
            .and_then(|(stream, _)| Connection::open(stream, connections));
        let connection = match accepted {
            Ok(Some(connection)) => connection,
            Ok(None) => break,
            Err(_) => {
                // Usually there are too few file descriptors. Wait a moment instead of spinning.
                thread::sleep(Duration::from_millis(10));
                if lock(connections).stopping {
                    break;
                }
                continue;
            }
        };
        threads.retain(|thread| !thread.is_finished());
        let handler = Arc::clone(handler);
        let thread = thread::Builder::new()
            .name("fake-connection".to_owned())
            .spawn(move || {
                // On an error the client has gone away.
                let _ = serve(&connection.stream, &handler);
            });
        // Without a thread the connection is dropped, which closes it.
        threads.extend(thread);
    }
    for thread in threads {
        let _ = thread.join();
    }
}

/// A connection. It is in the list of open ones as long as it lives.
struct Connection {
    stream: TcpStream,
    number: u64,
    connections: Arc<Mutex<Connections>>,
}

impl Connection {
    /// `None` if the server is stopping.
    fn open(stream: TcpStream, connections: &Arc<Mutex<Connections>>) -> io::Result<Option<Connection>> {
        // A response is one write, and must not wait until the client has acknowledged the previous one.
        stream.set_nodelay(true)?;
        let mut listed = lock(connections);
        if listed.stopping {
            return Ok(None);
        }
        listed.accepted += 1;
        let number = listed.accepted;
        listed.open.insert(number, stream.try_clone()?);
        Ok(Some(Connection {
            stream,
            number,
            connections: Arc::clone(connections),
        }))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        lock(&self.connections).open.remove(&self.number);
    }
}

/// Serves requests until the client or the handler ends the connection.
fn serve(stream: &TcpStream, handler: &Handler) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (request, keep_alive) = match read_request(&mut reader) {
            Ok(Some(received)) => received,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                let response = HttpResponse::bad_request(&error.to_string());
                return write_response(stream, &response, true, false);
            }
            Err(error) => return Err(error),
        };
        let with_body = request.method != "HEAD";
        let response = match handler(request) {
            Reply::Response(response) => response,
            Reply::Later(delay, response) if still_waits(&mut reader, delay)? => response(),
            Reply::Later(..) | Reply::HangUp => return Ok(()),
        };
        write_response(stream, &response, with_body, keep_alive)?;
        if !keep_alive {
            return Ok(());
        }
    }
}

/// Waits, and returns whether the client is still there. The wait ends at once if the client gives up or the server stops. It also
/// ends if the client sends more, which no client does that waits for its response.
fn still_waits(reader: &mut BufReader<&TcpStream>, delay: Duration) -> io::Result<bool> {
    if delay.is_zero() {
        return Ok(true);
    }
    reader.get_ref().set_read_timeout(Some(delay))?;
    let waits = match reader.fill_buf() {
        Ok(read) => !read.is_empty(),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => true,
        Err(error) => return Err(error),
    };
    reader.get_ref().set_read_timeout(None)?;
    Ok(waits)
}

/// Reads a request, and whether another may follow it; `None` if the client has closed the connection.
fn read_request(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<(RecordedRequest, bool)>> {
    let mut room = MAX_HEAD;
    let Some(line) = read_line(reader, &mut room)? else {
        return Ok(None);
    };
    let mut words = line.split(' ');
    let (method, target, version) = match (words.next(), words.next(), words.next(), words.next()) {
        (Some(method), Some(target), Some(version), None) => (method, target, version),
        _ => return Err(invalid("the request line is invalid")),
    };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(invalid("the version must be HTTP/1.1"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = RecordedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = read_line(reader, &mut room)?.ok_or(ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a header has no colon"))?;
        let header = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(header);
    }

    let says = |name: &str, word: &str| {
        request.header(name).is_some_and(|value| {
            let mut words = value.split(',');
            words.any(|present| present.trim().eq_ignore_ascii_case(word))
        })
    };
    let keep_alive = match version {
        "HTTP/1.0" => says("connection", "keep-alive"),
        _ => !says("connection", "close"),
    };
    if says("expect", "100-continue") {
        let mut stream: &TcpStream = reader.get_ref();
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    request.body = if says("transfer-encoding", "chunked") {
        read_chunks(reader)?
    } else if let Some(length) = request.header("content-length") {
        let length = length.parse().map_err(|_| invalid("content-length is not a number"))?;
        read_exactly(reader, length)?
    } else {
        Vec::new()
    };
    Ok(Some((request, keep_alive)))
}

fn read_chunks(reader: &mut BufReader<&TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    // The room for all lines between the chunks.
    let mut room = MAX_BODY;
    let mut line = |reader: &mut BufReader<&TcpStream>| -> io::Result<String> {
        read_line(reader, &mut room)?.ok_or_else(|| ErrorKind::UnexpectedEof.into())
    };
    loop {
        let size = line(reader)?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| invalid("the size of a chunk is not a number"))?;
        if size == 0 {
            // Trailers may follow, up to an empty line.
            while !line(reader)?.is_empty() {}
            return Ok(body);
        }
        body.extend(read_exactly(reader, size)?);
        if body.len() as u64 > MAX_BODY {
            return Err(invalid("the body is too large"));
        }
        if !line(reader)?.is_empty() {
            return Err(invalid("a chunk does not end where it should"));
        }
    }
}

fn read_exactly(reader: &mut BufReader<&TcpStream>, length: u64) -> io::Result<Vec<u8>> {
    if length > MAX_BODY {
        return Err(invalid("the body is too large"));
    }
    let mut body = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}

/// Reads a line without its line end and takes its length from `room`; `None` at the end of the stream.
fn read_line(reader: &mut BufReader<&TcpStream>, room: &mut u64) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = reader.by_ref().take(*room).read_until(b'\n', &mut line)?;
    *room -= read as u64;
    match line.pop() {
        None if *room == 0 => Err(invalid("the head of the request is too large")),
        None => Ok(None),
        Some(b'\n') => {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            Ok(Some(String::from_utf8_lossy(&line).into_owned()))
        }
        Some(_) if *room == 0 => Err(invalid("the head of the request is too large")),
        Some(_) => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn write_response(
    mut stream: &TcpStream,
    response: &HttpResponse,
    with_body: bool,
    keep_alive: bool,
) -> io::Result<()> {
    let reason = ureq::http::StatusCode::from_u16(response.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let mut message = format!("HTTP/1.1 {} {reason}\r\n", response.status);
    for (name, value) in &response.headers {
        message.push_str(&format!("{name}: {value}\r\n"));
    }
    // These statuses have no body and no length.
    let bodiless = matches!(response.status, 100..=199 | 204 | 304);
    if !bodiless {
        message.push_str(&format!("content-length: {}\r\n", response.body.len()));
    }
    if !keep_alive {
        message.push_str("connection: close\r\n");
    }
    message.push_str("\r\n");
    let mut message = message.into_bytes();
    if with_body && !bodiless {
        message.extend_from_slice(&response.body);
    }
    stream.write_all(&message)
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

/// Locks a mutex also after a panic in another thread, which leaves nothing half done that matters to a test.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
