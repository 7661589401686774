//! A mockito server for tests that need no exact bytes. It records requests.
//!
//! It closes the connection after each response.

use std::sync::{Arc, Mutex};

use mockito::{Matcher, ServerGuard};

use super::raw::Request;
use super::response::{RAY, Response};

const METHODS: [&str; 5] = ["GET", "PUT", "POST", "PATCH", "DELETE"];

pub(crate) struct Server {
    server: ServerGuard,
    base_url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Responds to each request with the status, `content-type` and body that `respond` returns.
    pub(crate) fn new(respond: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        let mut server = Self::recording();
        let current = Arc::new(Mutex::new(Response::default()));
        let (requests, next) = (server.requests.clone(), current.clone());
        let respond = Arc::new(move |_: &mockito::Request| {
            *next.lock().unwrap() = respond(requests.lock().unwrap().last().unwrap());
            true
        });
        for method in METHODS {
            let (respond, [status, content_type, body]) = (respond.clone(), [(); 3].map(|()| current.clone()));
            let mock = server.server.mock(method, Matcher::Any);
            mock.match_request(move |request| respond(request))
                .with_header("cf-ray", RAY)
                .with_status_code_from_request(move |_| status.lock().unwrap().status.into())
                .with_header_from_request("content-type", move |_| content_type.lock().unwrap().content_type())
                .with_body_from_request(move |_| body.lock().unwrap().body.clone())
                .create();
        }
        server
    }

    /// Responds to every request in the same way.
    pub(crate) fn always(response: Response) -> Self {
        Self::in_turn([response])
    }

    /// Responds with each of these in turn, and then always with the last one.
    pub(crate) fn in_turn(responses: impl IntoIterator<Item = Response>) -> Self {
        let responses: Vec<Response> = responses.into_iter().collect();
        let last = responses.len() - 1;
        let mut server = Self::recording();
        for (turn, response) in responses.iter().enumerate() {
            for method in METHODS {
                let requests = server.requests.clone();
                let is_next = move |_: &_| (requests.lock().unwrap().len() - 1).min(last) == turn;
                let mock = server.server.mock(method, Matcher::Any).match_request(is_next);
                let mock = mock.with_status(response.status.into()).with_body(&response.body);
                let headers = response.headers();
                headers
                    .fold(mock, |mock, (name, value)| mock.with_header(name, value))
                    .create();
            }
        }
        server
    }

    /// A server without a response. Mockito offers each request to its mocks in turn, and the first mock only records it.
    fn recording() -> Self {
        let (mut server, requests) = (mockito::Server::new(), Arc::default());
        for method in METHODS {
            let requests: Arc<Mutex<Vec<Request>>> = Arc::clone(&requests);
            let note = move |request: &mockito::Request| {
                let mut requests = requests.lock().unwrap();
                let number = requests.len();
                let request = Request {
                    number,
                    connection: number,
                    bytes: bytes(request),
                };
                requests.push(request);
                false
            };
            server.mock(method, Matcher::Any).match_request(note).create();
        }
        let base_url = format!("{}/client/v4", server.url());
        Self {
            server,
            base_url,
            requests,
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn request_count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

impl AsRef<str> for Server {
    fn as_ref(&self) -> &str {
        &self.base_url
    }
}

/// Encodes a request as HTTP text.
fn bytes(request: &mockito::Request) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method(), request.path_and_query());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    [(head + "\r\n").as_bytes(), request.body().unwrap()].concat()
}
