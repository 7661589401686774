//! The engine over real sockets: operations made by hand against a server that says exactly what it
//! is told to.

mod answers;
mod attempts;
#[allow(unreachable_pub, reason = "as generated code is written")]
mod calls;
mod documents;
mod lists;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Method, Operation, Request};
use crate::{Auth, Client, ClientBuilder, Clock, Document, Error, ErrorKind, Items, Page, Pages};

const TOKEN: &str = "t0p-s3cr3t-t0ken";
const PDF: &[u8] = b"%PDF-1.7\nsome content\n%%EOF\n";

const fn operation(method: Method, id: &'static str, accept: &'static [&'static str]) -> Operation {
    Operation {
        id,
        method,
        path: "/things/{thing}",
        permissions: &["Things Write"],
        accept,
        check: None,
        secrets: &["key"],
    }
}

static GET: Operation = operation(Method::Get, "get_thing", &["application/json"]);
static POST: Operation = operation(Method::Post, "create_thing", &["application/json"]);
static PUT: Operation = operation(Method::Put, "update_thing", &["application/json"]);
static DELETE: Operation = operation(Method::Delete, "delete_thing", &[]);
static PAPER: Operation = operation(Method::Get, "get_paper", &["application/pdf"]);
static UNTYPED: Operation = operation(Method::Get, "get_untyped", &[]);

/// What the server does with one request.
enum Reply {
    /// Sends these bytes and waits for the next request.
    Keep(Vec<u8>),
    /// Sends these bytes and closes.
    Close(Vec<u8>),
    /// Sends these bytes and then nothing, for two seconds.
    Stall(Vec<u8>),
    /// Sends these bytes, one every 20 ms.
    Drip(Vec<u8>),
}

#[derive(Clone, Debug)]
struct Seen {
    head: String,
    body: Vec<u8>,
}

struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Answers request `n`, from 0, with `reply(n, request)`.
    fn new(reply: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v4", listener.local_addr().unwrap());
        let server = Self {
            url,
            seen: Arc::default(),
            connections: Arc::default(),
        };
        let (seen, connections) = (server.seen.clone(), server.connections.clone());
        let reply = Arc::new(reply);
        thread::spawn(move || {
            for stream in listener.incoming() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (seen, reply) = (seen.clone(), reply.clone());
                thread::spawn(move || converse(&stream.unwrap(), &seen, &*reply));
            }
        });
        server
    }

    /// Answers every request with these bytes.
    fn always(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::new(move |_, _| Reply::Keep(bytes.clone()))
    }

    /// Answers with these statuses in turn, the last again and again.
    fn statuses(statuses: &'static [u16]) -> Self {
        Self::new(|n, _| Reply::Keep(http(statuses[n.min(statuses.len() - 1)], "", "{}")))
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .auth(Auth::token(TOKEN))
            .base_url(&self.url)
            .clock(Arc::new(Patient::default()))
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn call(&self, operation: &'static Operation) -> Request {
        call(&self.client(), operation)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn requests(&self) -> usize {
        self.seen().len()
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn converse(mut stream: &TcpStream, seen: &Mutex<Vec<Seen>>, reply: &dyn Fn(usize, &Seen) -> Reply) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if !matches!(reader.read_line(&mut head), Ok(1..)) {
                return;
            }
        }
        let lower = head.to_ascii_lowercase();
        let length = lower
            .split_once("content-length: ")
            .map_or(0, |(_, rest)| rest.lines().next().unwrap().parse().unwrap());
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let (number, request) = {
            let mut seen = seen.lock().unwrap();
            seen.push(Seen { head, body });
            (seen.len() - 1, seen[seen.len() - 1].clone())
        };
        // A client that has had enough closes: writing to it may fail.
        match reply(number, &request) {
            Reply::Keep(bytes) => drop(stream.write_all(&bytes)),
            Reply::Close(bytes) => return drop(stream.write_all(&bytes)),
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes);
                return thread::sleep(Duration::from_secs(2));
            }
            Reply::Drip(bytes) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).is_err() {
                        return;
                    }
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }
}

/// A clock that does not sleep but pretends to have slept.
#[derive(Default)]
struct Patient {
    waits: Mutex<Vec<Duration>>,
}

impl Clock for Patient {
    fn now(&self) -> Instant {
        Instant::now() + self.waits.lock().unwrap().iter().sum()
    }

    fn sleep(&self, duration: Duration) {
        self.waits.lock().unwrap().push(duration);
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}

fn call(client: &Client, operation: &'static Operation) -> Request {
    let request = Request::new(client, operation).path("thing-1");
    if matches!(operation.method, Method::Post | Method::Put) {
        request.json(serde_json::to_vec(&json!({"a": 1})))
    } else {
        request
    }
}

fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Some Reason\r\ncf-ray: 8f00-IAD\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
        .into_bytes()
}

fn paper(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(), body].concat()
}

fn fails(request: &Request) -> Error {
    let error = request.send_json::<Value>().unwrap_err();
    let source = std::error::Error::source(&error).map(|source| format!("{source} {source:?}"));
    let shown = format!(
        "{error} {error:?} {source:?} {:?} {:?}",
        error.body(),
        error.api_errors()
    );
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(!error.to_string().contains(char::is_control), "{error}");
    error
}

fn open(request: &Request) -> Result<Document, Error> {
    request.send_document()
}

#[derive(Debug, Deserialize)]
struct List {
    items: Vec<Thing>,
    #[serde(default)]
    next: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Thing {
    facility: Facility,
}

#[derive(Debug, Deserialize)]
struct Facility {
    name: String,
}

impl Page for List {
    type Item = Thing;
    type Cursor = i64;

    fn next_cursor(&self) -> Option<i64> {
        self.next
    }

    fn into_items(self) -> Vec<Thing> {
        self.items
    }
}

fn page(names: &[&str], next: Option<i64>) -> Vec<u8> {
    let items: Vec<Value> = names
        .iter()
        .map(|name| json!({"facility": {"name": if *name == "!" { json!(5) } else { json!(name) }}}))
        .collect();
    http(200, "", &json!({"items": items, "next": next}).to_string())
}
