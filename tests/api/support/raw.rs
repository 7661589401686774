//! A server that sends exact bytes, for faults on the wire. It records requests.
//!
//! It uses only the standard library, because other test binaries and the programs of `tests/specs` include this file.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The timeout of every blocking operation, so that a defect makes a test fail rather than hang.
const BLOCKING_TIMEOUT: Duration = Duration::from_secs(20);

/// A request as received.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Counted from 0 over all connections.
    pub(crate) number: usize,
    /// Its connection, counted from 0.
    pub(crate) connection: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Request {
    fn parts(&self) -> (&str, &[u8]) {
        let end = self.bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        (
            str::from_utf8(&self.bytes[..end]).expect("a head is text"),
            &self.bytes[end + 4..],
        )
    }

    pub(crate) fn body(&self) -> &str {
        str::from_utf8(self.parts().1).expect("the body is text")
    }

    pub(crate) fn line(&self) -> &str {
        self.parts().0.lines().next().unwrap()
    }

    pub(crate) fn method(&self) -> &str {
        self.line().split(' ').next().unwrap()
    }

    /// The path and query.
    pub(crate) fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    pub(crate) fn path(&self) -> &str {
        self.target().split('?').next().unwrap()
    }

    pub(crate) fn query(&self) -> &str {
        self.target().split_once('?').map_or("", |(_, query)| query)
    }

    /// Names in lower case and values, sorted.
    pub(crate) fn headers(&self) -> Vec<(String, &str)> {
        let lines = self.parts().0.lines().skip(1);
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let mut headers: Vec<_> = headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        headers.sort();
        headers
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers().into_iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value);
        assert!(found.next().is_none(), "{name} was sent more than once");
        value
    }
}

/// The steps of the server after a request. Then it waits for the next request.
#[derive(Clone, Debug)]
pub(crate) struct Reply(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Send(Vec<u8>),
    Drip(Vec<u8>),
    Flood,
    Hold,
    Reset,
    Close,
}

impl Reply {
    pub(crate) fn send(bytes: impl Into<Vec<u8>>) -> Self {
        Self(vec![Step::Send(bytes.into())])
    }

    pub(crate) fn nothing() -> Self {
        Self(Vec::new())
    }

    /// Sends nothing more, and waits for the client to hang up.
    pub(crate) fn then_hold(self) -> Self {
        self.then(Step::Hold)
    }

    /// Sends these bytes, one every few milliseconds.
    pub(crate) fn then_drip(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Drip(bytes.into()))
    }

    /// Sends bytes until the client hangs up or 1 GiB is sent.
    pub(crate) fn then_flood(self) -> Self {
        self.then(Step::Flood)
    }

    pub(crate) fn then_close(self) -> Self {
        self.then(Step::Close)
    }

    /// Ends the connection by a reset. The last byte of the request stays unread until the reply ends, and closing a socket
    /// with unread bytes resets its connection.
    pub(crate) fn then_reset(self) -> Self {
        self.then(Step::Reset)
    }

    fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }
}

impl<T: Into<Vec<u8>>> From<T> for Reply {
    fn from(bytes: T) -> Self {
        Self::send(bytes)
    }
}

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    connections: usize,
    /// Connections that the server has closed.
    closed: usize,
    /// Bytes sent.
    sent: u64,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    stopped: AtomicBool,
}

impl Shared {
    fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state.lock().unwrap());
        self.changed.notify_all();
        result
    }

    /// Waits until the server stops, at most this long. Returns whether it has stopped.
    fn stops_within(&self, limit: Duration) -> bool {
        let runs = |_: &mut State| !self.stopped.load(Ordering::SeqCst);
        let state = self.state.lock().unwrap();
        let (_state, wait) = self.changed.wait_timeout_while(state, limit, runs).unwrap();
        !wait.timed_out()
    }
}

/// A server on a free port, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    base_url: String,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    /// Sends the reply that `reply` returns for each request.
    pub(crate) fn new<R: Into<Reply>>(reply: impl Fn(&Request) -> R + Send + Sync + 'static) -> Self {
        Self::accepting(move |connection, stream, shared| {
            while let Some(bytes) = read_request(&stream) {
                let request = shared.update(|state| {
                    let request = Request {
                        number: state.requests.len(),
                        connection,
                        bytes,
                    };
                    state.requests.push(request.clone());
                    request
                });
                let open = send(&stream, reply(&request).into(), shared);
                if !open || (&stream).read_exact(&mut [0]).is_err() {
                    return;
                }
            }
        })
    }

    /// Sends the same reply to every request.
    pub(crate) fn always(reply: impl Into<Reply>) -> Self {
        let reply = reply.into();
        Self::new(move |_| reply.clone())
    }

    /// Sends each of these replies in turn, and then always the last one.
    pub(crate) fn in_turn<R: Into<Reply>>(replies: impl IntoIterator<Item = R>) -> Self {
        let replies: Vec<Reply> = replies.into_iter().map(Into::into).collect();
        Self::new(move |request| replies[request.number.min(replies.len() - 1)].clone())
    }

    /// Calls `serve` with each connection and its number, counted from 0. It then closes the connection.
    pub(crate) fn handle_connections(serve: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::accepting(move |connection, mut stream, _| serve(connection, &mut stream))
    }

    fn accepting(serve: impl Fn(usize, TcpStream, &Shared) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let serve = Arc::new(serve);
        let for_acceptor = shared.clone();
        let acceptor = thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = for_acceptor.clone();
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                stream.set_read_timeout(Some(BLOCKING_TIMEOUT)).unwrap();
                stream.set_write_timeout(Some(BLOCKING_TIMEOUT)).unwrap();
                stream.set_nodelay(true).unwrap();
                let connection = shared.update(|state| {
                    state.connections += 1;
                    state.connections - 1
                });
                let serve = serve.clone();
                thread::spawn(move || {
                    serve(connection, stream, &shared);
                    shared.update(|state| state.closed += 1);
                });
            }
        });
        Self {
            address,
            base_url: format!("http://{address}/client/v4"),
            shared,
            acceptor: Some(acceptor),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.state.lock().unwrap().requests.clone()
    }

    pub(crate) fn request_count(&self) -> usize {
        self.shared.state.lock().unwrap().requests.len()
    }

    pub(crate) fn connection_count(&self) -> usize {
        self.shared.state.lock().unwrap().connections
    }

    pub(crate) fn bytes_sent(&self) -> u64 {
        self.shared.state.lock().unwrap().sent
    }

    /// Waits until the server has read this many requests. A client can time out earlier.
    pub(crate) fn wait_for_requests(&self, requests: usize) {
        let state = self.shared.state.lock().unwrap();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, BLOCKING_TIMEOUT, |state| state.requests.len() < requests);
        assert!(!waited.unwrap().1.timed_out(), "the requests were not received");
    }

    /// Waits until the server has closed this many connections.
    pub(crate) fn wait_until_closed(&self, connections: usize) {
        let state = self.shared.state.lock().unwrap();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, BLOCKING_TIMEOUT, |state| state.closed < connections);
        assert!(!waited.unwrap().1.timed_out(), "the connections were not closed");
    }
}

impl AsRef<str> for Server {
    fn as_ref(&self) -> &str {
        &self.base_url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared
            .update(|_| self.shared.stopped.store(true, Ordering::SeqCst));
        // Unblocks the acceptor.
        let _ = TcpStream::connect_timeout(&self.address, BLOCKING_TIMEOUT);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

/// Reads one request except its last byte, which is received but stays unread.
fn read_request(mut stream: &TcpStream) -> Option<Vec<u8>> {
    let (mut bytes, mut buffer) = (Vec::new(), vec![0; 16 << 10]);
    loop {
        let read = bytes.len();
        let peeked = stream.peek(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..peeked]);
        match request_length(&bytes) {
            Some(length) if length <= bytes.len() => {
                stream.read_exact(&mut buffer[..length - read - 1]).ok()?;
                bytes.truncate(length);
                return Some(bytes);
            }
            _ => stream.read_exact(&mut buffer[..peeked]).ok()?,
        }
    }
}

/// The length of a request, if its head is complete.
pub(crate) fn request_length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).unwrap().to_ascii_lowercase();
    assert!(!text.contains("transfer-encoding"), "a request of unknown length");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some(head + length.map_or(0, |length| length.parse().unwrap()))
}

/// Runs the steps. Returns false if they end the connection.
fn send(stream: &TcpStream, reply: Reply, shared: &Shared) -> bool {
    let write = |bytes: &[u8]| {
        let mut writer = stream;
        let written = writer.write_all(bytes).is_ok();
        if written {
            shared.update(|state| state.sent += bytes.len() as u64);
        }
        written
    };
    for step in reply.0 {
        let open = match step {
            Step::Send(bytes) => write(&bytes),
            Step::Drip(bytes) => bytes
                .iter()
                .all(|byte| !shared.stops_within(Duration::from_millis(5)) && write(&[*byte])),
            Step::Flood => {
                let block = vec![b'x'; 64 << 10];
                (0..1 << 14).all(|_| write(&block))
            }
            Step::Hold => {
                // Reads the request's last byte, and then until the client hangs up.
                let (mut reader, mut rest) = (stream, [0; 16]);
                while reader.read(&mut rest).is_ok_and(|count| count > 0) {}
                false
            }
            Step::Reset => false,
            Step::Close => {
                let mut reader = stream;
                let _ = reader.read_exact(&mut [0]);
                let _ = stream.shutdown(Shutdown::Write);
                false
            }
        };
        if !open {
            return false;
        }
    }
    true
}
