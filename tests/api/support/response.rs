//! Responses for either server.

use serde_json::{Value, json};

pub(crate) const RAY: &str = "8f00ba12-IAD";

#[derive(Clone, Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Header lines, without the length.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Header names and values.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.head.lines().map(|line| line.split_once(':').unwrap());
        headers.map(|(name, value)| (name, value.strip_prefix(' ').unwrap_or(value)))
    }

    /// The only header except the ray.
    pub(crate) fn content_type(&self) -> String {
        match self.headers().collect::<Vec<_>>()[..] {
            [("cf-ray", _), ("content-type", content_type)] => content_type.to_owned(),
            _ => panic!("{self:?} has other headers"),
        }
    }
}

impl From<Response> for Vec<u8> {
    fn from(response: Response) -> Self {
        let Response { status, head, body } = response;
        let head = format!("HTTP/1.1 {status} \r\n{head}content-length: {}\r\n\r\n", body.len());
        [head.as_bytes(), &body].concat()
    }
}

/// A body: text, bytes or JSON.
pub(crate) trait Body {
    fn bytes(&self) -> Vec<u8>;
}

macro_rules! body {
    ($($type:ty)*) => {
        $(impl Body for $type {
            fn bytes(&self) -> Vec<u8> {
                AsRef::<[u8]>::as_ref(self).to_vec()
            }
        })*
    };
}

body! { str String [u8] Vec<u8> }

impl Body for Value {
    fn bytes(&self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

impl<T: Body + ?Sized> Body for &T {
    fn bytes(&self) -> Vec<u8> {
        (**self).bytes()
    }
}

impl<const N: usize> Body for [u8; N] {
    fn bytes(&self) -> Vec<u8> {
        self.to_vec()
    }
}

/// A response with a ray and the content type of JSON.
pub(crate) fn http(status: u16, body: impl Body) -> Response {
    http_with_headers(status, "content-type: application/json", body)
}

/// A response with a ray and these header lines.
pub(crate) fn http_with_headers(status: u16, headers: &str, body: impl Body) -> Response {
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!("{headers}\r\n")
    };
    let head = format!("cf-ray: {RAY}\r\n{headers}");
    let body = body.bytes();
    Response { status, head, body }
}

/// A response that is a success for every [`Verb`](super::Verb).
pub(crate) fn success() -> Response {
    http(200, success_body())
}

/// An object that decodes as an interconnect and as settings.
pub(crate) fn success_body() -> String {
    let mut body = physical("icon-1");
    body["default_asn"] = 64512.into();
    body.to_string()
}

/// One page of a list.
pub(crate) fn page(items: &[Value], next: Option<i64>) -> Response {
    http(200, json!({ "items": items, "next": next }))
}

/// Cloudflare's envelope of an error.
pub(crate) fn envelope(code: i64, message: &str) -> Value {
    json!({ "success": false, "errors": [{ "code": code, "message": message }], "messages": [], "result": null })
}

/// A direct interconnect.
pub(crate) fn physical(name: &str) -> Value {
    json!({
        "type": "direct",
        "account": "account tag",
        "name": name,
        "owner": "owner tag",
        "site": "IAD",
        "slot_id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
        "speed": "10G",
        "facility": { "name": "Equinix DC2", "address": ["21715 Filigree Court", "Ashburn"] }
    })
}

pub(crate) fn gcp(name: &str) -> Value {
    json!({ "type": "gcp_partner", "account": "account tag", "name": name, "region": "us-east4", "speed": "50M" })
}
