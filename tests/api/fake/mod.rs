//! The fake API keeps the promises of its documentation. Plain HTTP requests check them.

mod cnis;
mod connections;
mod failures;
mod interconnects;
mod letters;
mod lists;
mod magic_interconnects;
mod requests;

use std::time::Duration;

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// The timeout of every blocking operation, so that a defect makes a test fail rather than hang.
const BLOCKING_TIMEOUT: Duration = Duration::from_secs(60);

/// A client whose requests all start with one URL, usually that of an account.
struct Client {
    agent: Agent,
    url: String,
}

struct Response {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

fn start() -> (Fake, Client) {
    let fake = Fake::start().unwrap();
    let client = Client::new(&fake, &format!("/accounts/{}", Fake::ACCOUNT_ID));
    (fake, client)
}

impl Client {
    fn new(fake: &Fake, path: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None);
        let agent = config.timeout_global(Some(BLOCKING_TIMEOUT)).build().into();
        Self {
            agent,
            url: format!("{}{path}", fake.base_url()),
        }
    }

    fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response, ureq::Error> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        let (head, mut body) = self.agent.run(request.body(body.to_owned()).unwrap())?.into_parts();
        Ok(Response {
            status: head.status.as_u16(),
            headers: head.headers,
            bytes: body.read_to_vec().unwrap(),
        })
    }

    /// Sends a request with a token.
    fn send(&self, method: &str, path: &str, body: &Value) -> Response {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let token = format!("Bearer {}", Fake::TOKEN);
        self.try_send(method, path, &[("authorization", &token)], &body)
            .unwrap()
    }

    fn get(&self, path: &str) -> Response {
        self.send("GET", &format!("/cni/{path}"), &Value::Null)
    }

    fn delete(&self, path: &str) -> Response {
        self.send("DELETE", &format!("/cni/{path}"), &Value::Null)
    }

    fn put(&self, path: &str, body: &Value) -> Response {
        self.send("PUT", &format!("/cni/{path}"), body)
    }

    fn post(&self, path: &str, body: &Value) -> Response {
        self.send("POST", &format!("/cni/{path}"), body)
    }

    /// Orders an interconnect at the free slot.
    fn order(&self) -> Response {
        let slot = Fake::FREE_SLOT_ID;
        self.post(
            "interconnects",
            &json!({ "type": "direct", "account": "tag", "slot_id": slot, "speed": "10G" }),
        )
    }

    /// This field of every item on every page.
    fn all(&self, path: &str, field: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut cursor = json!(0);
        while !cursor.is_null() {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{separator}cursor={cursor}")).json(200);
            let items = page["items"].as_array().unwrap().iter();
            all.extend(items.map(|item| item[field].as_str().unwrap().to_owned()));
            cursor = page["next"].clone();
        }
        all
    }
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    #[track_caller]
    fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert!(self.header("cf-ray").is_some());
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The result in the envelope of a success.
    #[track_caller]
    fn result(&self) -> Value {
        let mut envelope = self.json(200);
        let result = envelope["result"].take();
        assert_eq!(
            envelope,
            json!({ "success": true, "errors": [], "messages": [], "result": null })
        );
        result
    }

    /// The error in the envelope of an error response.
    #[track_caller]
    fn error(&self, status: u16) -> Value {
        let mut envelope = self.json(status);
        let error = envelope["errors"][0].take();
        assert_eq!(
            envelope,
            json!({ "success": false, "errors": [null], "messages": [], "result": null })
        );
        error
    }

    #[track_caller]
    fn rejects(&self, pointer: &str) {
        assert_eq!(self.error(400)["source"]["pointer"], pointer);
    }
}
