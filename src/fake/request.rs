//! What was received.

use std::fmt;

use serde_json::Value;

/// A request as the fake received it.
///
/// Its fields hold everything, credentials included; its `Debug` output holds neither credentials nor the body, in
/// which a pairing key may stand.
///
/// ```
/// # use cloudflare_interconnects::fake::Fake;
/// let fake = Fake::start()?;
/// fake.client().interconnects(Fake::ACCOUNT_ID).list().site("IAD").send()?;
/// let request = &fake.requests()[0];
/// assert_eq!((request.method.as_str(), request.query.as_str()), ("GET", "site=IAD"));
/// assert_eq!(request.header("accept"), Some("application/json"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path as it stood on the request line, percent-encoding included, without the query.
    pub path: String,
    /// The query as it stood on the request line, without its question mark; empty if there was none.
    pub query: String,
    /// The headers in the order in which they came; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, empty if there was none.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The value of the first header of that name, in whatever case it is given.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if that is what it is.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| match name.as_str() {
                "authorization" | "proxy-authorization" | "cookie" | "x-auth-email" | "x-auth-key" => {
                    (name.as_str(), "[redacted]")
                }
                _ => (name.as_str(), value.as_str()),
            })
            .collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}
