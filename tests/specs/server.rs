//! A server with one response, a client of it, and the received request.

use cloudflare_interconnects::{Auth, Client};
use serde_json::Value;

use crate::raw::{Reply, Request, Server};

pub fn responding(status: &str, content_type: &str, body: &[u8]) -> (Client, Server) {
    let label = match content_type {
        "" => String::new(),
        label => format!("Content-Type: {label}\r\n"),
    };
    let length = match status {
        "204 No Content" => String::new(),
        _ => format!("Content-Length: {}\r\n", body.len()),
    };
    let head = format!("HTTP/1.1 {status}\r\n{label}{length}Connection: close\r\n\r\n").into_bytes();
    let whole = [&head, body].concat();
    let server = Server::new(move |request| {
        let bytes = if request.method() == "HEAD" { &head } else { &whole };
        Reply::send(&bytes[..]).then_close()
    });
    let client = Client::builder()
        .auth(Auth::token("token"))
        .base_url(format!("http://{}", server.address()))
        .max_retries(0);
    (client.build().unwrap(), server)
}

pub fn responding_json(body: Value) -> (Client, Server) {
    responding("200 OK", "application/json", body.to_string().as_bytes())
}

pub fn nothing() -> (Client, Server) {
    responding("204 No Content", "", b"")
}

/// The received request.
pub fn sent(server: &Server) -> Request {
    server.requests().remove(0)
}

pub fn sent_json(server: &Server) -> Value {
    serde_json::from_str(sent(server).body()).unwrap()
}
