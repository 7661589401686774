//! A loopback server that gives one answer and tells what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use cloudflare_interconnects::{Auth, Client};
use serde_json::Value;

/// A request as it arrived.
pub struct Seen {
    pub line: String,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
}

impl Seen {
    /// Behind the path, decoded neither by name nor by value.
    pub fn query(&self) -> &str {
        let target = self.line.split(' ').nth(1).unwrap();
        target.split_once('?').map_or("", |(_, query)| query)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|header| {
            let (known, value) = header.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A client of a server that gives one answer, and what the server saw.
pub fn answering(status: &str, content_type: &str, body: &[u8]) -> (Client, JoinHandle<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder()
        .auth(Auth::token("token"))
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .max_retries(0)
        .timeout(std::time::Duration::from_secs(20))
        .build()
        .unwrap();
    let label = match content_type {
        "" => String::new(),
        label => format!("Content-Type: {label}\r\n"),
    };
    let length = match status {
        "204 No Content" => String::new(),
        _ => format!("Content-Length: {}\r\n", body.len()),
    };
    let mut answer = format!("HTTP/1.1 {status}\r\n{label}{length}Connection: close\r\n\r\n").into_bytes();
    answer.extend(body);
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(&stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut seen = Seen {
            line: lines.remove(0),
            headers: lines,
            body: Vec::new(),
        };
        if let Some(length) = seen.header("content-length").map(|length| length.parse().unwrap()) {
            seen.body = vec![0; length];
            reader.read_exact(&mut seen.body).unwrap();
        }
        let head_only = seen.line.starts_with("HEAD ");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        (&stream)
            .write_all(if head_only { &answer[..end] } else { &answer })
            .unwrap();
        seen
    });
    (client, server)
}

pub fn answering_json(body: Value) -> (Client, JoinHandle<Seen>) {
    answering("200 OK", "application/json", body.to_string().as_bytes())
}

pub fn nothing() -> (Client, JoinHandle<Seen>) {
    answering("204 No Content", "", b"")
}
